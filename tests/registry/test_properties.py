"""Random commands in random order: whatever is asked, units are conserved, no serial is held twice, nothing frozen or cancelled
moves, every refusal cites a clause in force, a replay gives the same state and the auditor agrees."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.core.event import Event, seal
from ccer.registry.commands import decoded, encoded
from ccer.registry.holdings import State, posting_of
from ccer.registry.ledger import Outcome, apply, decide, decide_many, replay
from ccer.registry.refusals import REASONS
from ccer.registry.view import Ledger
from registry.simulator import LINES, SERIES, Simulator, opened
from registry.table import Table, command_from

seeds = st.integers(0, 2**32 - 1)


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from((0.05, 0.2, 0.6)))
def test_whatever_is_asked(seed: int, wild: float) -> None:
    table = opened()
    simulator = Simulator(seed, table, wild)
    for command in simulator.commands(120):
        assert decoded(encoded(command)) == command
        before = table.view.state()
        outcome = decide(command, table.view, table.at)
        assert table.view.state() == before, "deciding changes nothing"
        if outcome.refusal is not None:
            check_refusal(outcome, table)
        for event in outcome.fresh:
            check_moves(event, table)
            apply(table.view, event)
            table.journal.append(event)
        check_serials(table.view)
    table.check()


def check_refusal(outcome: Outcome, table: Table) -> None:
    assert not outcome.events
    refusal = outcome.refusal
    assert refusal is not None
    assert refusal.code in REASONS
    assert refusal.clause
    assert table.at.law.cite(refusal.clause) == refusal.citation
    for lang in ("zh", "en"):
        parts = refusal.lines(lang)  # type: ignore[arg-type]
        assert len(parts) == 4
        assert all(parts)
        assert not any("{" in part or "}" in part for part in parts)


THAWED_BY = {
    "units.released": {"judicial", "penalty", "restriction"},
    "units.deducted": {"judicial"},
    "units.cancelled_by_force": {"penalty"},
}


def check_moves(event: Event, table: Table) -> None:
    """Before the event is applied: frozen units move only under their own open freeze, cancelled ones never."""
    assert event.cites, event.name
    for cite in event.cites:
        assert table.at.law.cite(cite).ref == cite
    for row in event.data.get("postings", ()):
        source = posting_of(row).source
        assert (source is None) == (event.name == "units.issued")
        assert source is None or source.state is not State.CANCELLED
        if source is not None and source.state is State.FROZEN:
            hold = table.view.hold(source.hold)
            assert hold is not None
            assert hold.open
            assert hold.facts["reason"] in THAWED_BY[event.name]
            if event.name == "units.released":
                assert hold.id in event.data["close"]


def check_serials(view: Ledger) -> None:
    """Each serial issued is in exactly one place, and nothing stays under a hold that is settled."""
    seen: Counter[tuple[Any, int]] = Counter()
    for (place, held), blocks in view.balances().items():
        for first, last in blocks:
            seen.update((held, number) for number in range(first, last + 1))
        if place.state in (State.FROZEN, State.RESERVED, State.PENDING_OFFSET):
            hold = view.hold(place.hold)
            assert hold is not None
            assert hold.open
            assert hold.place == place
    assert set(seen.values()) == {1}
    for line in filter(None, map(view.line, LINES)):
        assert line.issued <= line.verified
        assert sum(1 for held, _ in seen if held == line.series) == line.issued == view.issued(line.series)


def test_the_simulator_reaches_every_kind_of_move() -> None:
    """A property that is never put to the test holds too easily: what is asked must often be granted, and in every way."""
    names: Counter[str] = Counter()
    for seed in range(20):
        table = opened()
        simulator = Simulator(seed, table)
        for command in simulator.commands(200):
            names.update(event.name for event in table.ask(command).fresh)
    assert min(names[name] for name in MOVES) >= 5, names


MOVES = (
    "units.issued", "units.transferred", "units.reserved", "units.posted", "units.voided", "units.expired",
    "units.state_changed", "units.frozen", "units.released", "units.non_trade_transferred", "units.deducted",
    "units.offset_locked", "units.offset_unlocked", "units.cancelled", "units.cancelled_by_force", "units.buffered",
    "units.reversal_covered", "units.buffer_released", "units.corrected",
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_a_batch_is_the_same_as_one_by_one(seed: int) -> None:
    single, batch = opened(), opened()
    simulator = Simulator(seed, single)
    asked, one_by_one = [], []
    for command in simulator.commands(100):
        asked.append(command)
        one_by_one.append(single.ask(command))
    together = decide_many(asked, batch.view, batch.at)
    assert [(o.events, o.repeated, o.refusal and o.refusal.code) for o in together] == [
        (o.events, o.repeated, o.refusal and o.refusal.code) for o in one_by_one
    ]
    assert batch.view.state() == single.view.state()


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_a_view_loaded_on_demand_decides_alike(seed: int) -> None:
    """A host keeps the state elsewhere: what is loaded bit by bit from a replay gives the same answers."""
    table = opened()
    simulator = Simulator(seed, table)
    for command in simulator.commands(60):
        table.ask(command)
    lazy = Lazy(replay(msgspec.json.decode(msgspec.json.encode(seal(table.journal)), type=list[Event])))
    for command in simulator.commands(60):
        ours = decide(command, table.view, table.at)
        theirs = decide(command, lazy, table.at)
        assert [event.data for event in theirs.fresh] == [event.data for event in ours.fresh]
        assert (theirs.refusal and theirs.refusal.code) == (ours.refusal and ours.refusal.code)
        for event in ours.fresh:
            apply(table.view, event)
            apply(lazy, event)


class Lazy(Ledger):
    """Holds nothing until it is asked for."""

    def __init__(self, kept: Ledger) -> None:
        super().__init__()
        self._kept = kept

    def load_account(self, id: str) -> Any:
        return self._kept.account(id)

    def load_subject(self, subject: str) -> Any:
        return self._kept.account_of(subject)

    def load_line(self, id: str) -> Any:
        return self._kept.line(id)

    def load_hold(self, id: str) -> Any:
        return self._kept.hold(id)

    def load_issued(self, series: Any) -> int:
        return self._kept.issued(series)

    def load_answered(self, key: str) -> Any:
        return self._kept.seen(key)

    def load_places(self, account: str) -> Any:
        return self._kept.places(account)

    def load_blocks(self, place: Any, series: Any) -> Any:
        return self._kept.blocks(place, series)


def test_the_same_story_gives_the_same_bytes() -> None:
    """Events are deterministic: two registers told the same write the same chain."""

    def told() -> list[str]:
        table = opened()
        table.ask(command_from(["transfer", "A", "B", SERIES[0], "7", "key=k"]))
        table.ask(command_from(["freeze", "f", "A", "judicial"]))
        return [event.digest for event in seal(table.journal)]

    assert told() == told()
