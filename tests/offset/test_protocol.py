"""Whatever becomes of messages and in whatever order people act, both systems end in balance and no cap is exceeded."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.core.errors import CcerError
from ccer.core.event import Event, seal
from ccer.offset.ets import ApproveSurrender, FileSurrender, Receive, RefuseSurrender, decide
from ccer.offset.ets_book import EtsBook, LotState, Pick, apply
from ccer.offset.messages import Locked, Marked, Spent
from ccer.offset.reconciling import ets_view, reconcile, registry_view
from ccer.offset.surrender import surrender_of
from ccer.project.life import View
from ccer.registry.audit import audit
from ccer.registry.holdings import State
from ccer.registry.ledger import replay
from ccer.registry.serials import Series

from .table import TO_ETS, Both

SERIES = Series("A210001", 2023)
ISSUED, DUE = 1000, {2024: 3000, 2025: 1010}
CAP = {2024: 150, 2025: 50}
"""floor(0.05 × 3,000), floor(0.05 × 1,010)."""


def opened() -> Both:
    both = Both()
    both.emitter("A", SERIES, ISSUED)
    both.enrol("A", "A", DUE, 2000)
    return both


class Chaos:
    """Random people and a network that loses, doubles and reorders."""

    def __init__(self, seed: int) -> None:
        self.random, self.both = random.Random(seed), opened()
        self.wire: list[Any] = []
        self.refusals: list[CcerError] = []
        self.taken: Counter[str] = Counter()

    def run(self, steps: int) -> None:
        for number in range(steps):
            self.random.choice((self.registry, self.ets, self.network, self.network, self.network))(number)

    def registry(self, number: int) -> None:
        lives = self.both.desk.applications()
        if not lives or self.random.random() < 0.3:
            year, tonnes = self.random.choice((2024, 2025)), self.random.randint(1, 90)
            facts = {
                "project_code": SERIES.project, "vintage": SERIES.vintage, "quantity_t": tonnes, "compliance_year": year,
                "ets_account": self.random.choice(("E-A",) * 9 + ("E-X",)), "authority": "province",
                "units_registered_on": "2025-03-06", "project_ets_covered": False,
            }  # fmt: skip
            self.both.step("apply", f"o{number}", "emitter:A", "account:A", **facts)
            return
        life = self.random.choice(lives)
        action = "cancel" if life.state == "APPROVED" else "withdraw"
        facts = {} if action == "cancel" else {"reason": "x"}
        if action == "cancel" or self.random.random() < 0.15:
            self.taken[action] += self.both.step(
                action, life.id, "registry:n" if action == "cancel" else "emitter:A", **facts
            ) in ("SPENT", "WITHDRAWING")  # type: ignore[arg-type]

    def ets(self, number: int) -> None:
        book = self.both.book
        filed = [form for form in book.forms.values() if form.state == "filed"]
        if filed and self.random.random() < 0.6:
            form = self.random.choice(filed).id
            approve = self.random.random() < 0.8
            self.note(
                ApproveSurrender(form=form, actor="province:province")
                if approve
                else RefuseSurrender(form=form, why="x")
            )
            return
        pending = [lot for lot in book.lots.values() if lot.state is LotState.PENDING]
        chosen = self.random.sample(pending, min(len(pending), self.random.randint(0, 3)))
        picks = tuple(Pick(lot.offset, self.random.randint(1, lot.quantity)) for lot in chosen)
        year = chosen[0].year if chosen else 2024
        self.note(
            FileSurrender(
                form=f"F{number}",
                entity="A",
                year=year,
                picks=picks,
                allowances=self.random.choice((0, 0, 50)),
            )
        )

    def note(self, command: Any) -> None:
        outcome = self.both.ask(command)
        self.taken[type(command).__name__] += outcome.refusal is None
        if outcome.refusal:
            self.refusals.append(outcome.refusal)

    def network(self, number: int) -> None:
        """Take something said at any time, and carry it, lose it, or carry it and keep it to come again."""
        self.wire += self.both.waiting()
        if not self.wire:
            return
        message = self.wire.pop(self.random.randrange(len(self.wire)))
        fate = self.random.random()
        if fate < 0.25:
            return
        answer = self.both.deliver(message)
        assert not isinstance(answer, str), f"{message} was refused: {answer}"
        self.taken[message.kind] += 1
        self.wire += [message] * (fate > 0.8) + [answer] * (answer is not None)

    def settle(self) -> None:
        """The network heals; the registry cancels what is approved; nothing else is decided."""
        self.both.exchange()
        for life in self.both.desk.applications():
            if life.state == "APPROVED":
                assert self.both.step("cancel", life.id, "registry:n") == "SPENT"
        for message in self.wire:  # what still comes late changes nothing that matters
            assert not isinstance(self.both.deliver(message), str)
        self.both.exchange()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_both_sides_end_in_balance(seed: int) -> None:
    chaos = Chaos(seed)
    chaos.run(150)
    check_cap(chaos.both)
    chaos.settle()
    both = chaos.both
    assert both.differences() == ()
    ledger = both.desk.ledger
    cancelled = sum(ledger.quantity(*key) for key in ledger.places("A") if key[0].state is State.CANCELLED)
    credited = sum(both.book.position("A", year).credited for year in DUE)
    assert cancelled == credited
    assert sum(ledger.quantity(*key) for key in ledger.places("A")) == ISSUED
    check_cap(both)
    check_journals(both)
    for refused in chaos.refusals:
        assert refused.clause
        assert both.at.law.cite(refused.clause).ref == refused.clause


def check_cap(both: Both) -> None:
    for year, cap in CAP.items():
        assert both.book.used("A", year) <= cap
        lives = [life for life in both.desk.applications() if life.facts["compliance_year"] == year]
        assert (
            sum(life.facts["used_t"] for life in lives if life.state in ("APPROVED", "SPENT", "CREDITED"))
            <= cap
        )


def check_journals(both: Both) -> None:
    """Both books follow from their journals, through JSON."""
    written = msgspec.json.decode(msgspec.json.encode(both.ets_journal), type=list[Event])
    book = EtsBook()
    for event in written:
        apply(book, event)
        assert event.cites
        assert all(both.at.law.cite(cite).ref == cite for cite in event.cites)
    assert book.state() == both.book.state()
    units = [event for event in both.desk.journal if not event.name.startswith("offset.")]
    assert replay(units).state() == both.desk.ledger.state()
    assert audit(seal(units), balances=both.desk.ledger.balances(), chain=True).faults == ()


def test_chaos_reaches_every_kind_of_step() -> None:
    """A property that is never put to the test holds too easily."""
    taken: Counter[str] = Counter()
    for seed in range(15):
        chaos = Chaos(seed)
        chaos.run(200)
        taken += chaos.taken
    kinds = (
        *TO_ETS,
        "marked",
        "declined",
        "approved",
        "credited",
        "cancel",
        "withdraw",
        "FileSurrender",
        "ApproveSurrender",
    )
    assert min(taken[kind] for kind in (*kinds, "RefuseSurrender")) >= 5, taken


def approved() -> Both:
    both = opened()
    facts = {
        "project_code": SERIES.project, "vintage": SERIES.vintage, "quantity_t": 90, "compliance_year": 2024, "ets_account": "E-A",
        "authority": "province", "units_registered_on": "2025-03-06", "project_ets_covered": False,
    }  # fmt: skip
    assert both.step("apply", "o1", "emitter:A", "account:A", **facts) == "LOCKED"
    both.exchange()
    assert not both.ask(FileSurrender(form="F1", entity="A", year=2024, picks=(Pick("o1", 90),))).refusal
    assert not both.ask(ApproveSurrender(form="F1", actor="province:province")).refusal
    both.exchange()
    return both


def test_the_same_id_with_other_content_is_refused() -> None:
    both = approved()
    said = both.book.lots["o1"].said
    assert said is not None
    again = both.ask(Receive(message=said))
    assert again.repeated
    assert again.reply == Marked(offset="o1", quantity=90)
    other = both.ask(Receive(message=msgspec.structs.replace(said, quantity=91)))
    assert other.refusal is not None
    assert other.refusal.code == "message_reused"


def test_a_cancellation_nobody_approved_is_no_credit() -> None:
    both = opened()
    planted = Spent(offset="o9", surrender="F9", quantity=5, ranges=((1, 5),), certificate="c")
    outcome = decide(Receive(message=planted), both.book, both.at)
    assert outcome.refusal is not None
    assert outcome.refusal.code == "message_contradicts"


PLANTS: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "credited-not-cancelled": ({}, {"state": LotState.CREDITED}, "state", "ets"),
    "declined-after-approval": ({}, {"state": LotState.DECLINED}, "state", "both"),
    "cancelled-not-approved": (
        {"state": "SPENT", "used": 90, "held": 0, "cancelled": 90},
        {"state": LotState.PENDING},
        "state",
        "both",
    ),
    "other-quantity": ({"quantity": 80, "held": 80}, {}, "quantity", "ets"),
    "other-use": ({"used": 70}, {}, "used", "both"),
    "units-gone": ({"held": 89}, {}, "ledger", "registry"),
    "returned-and-credited": (
        {"state": "RETURNED", "used": 0, "held": 0},
        {"state": LotState.CREDITED},
        "state",
        "ets",
    ),
}


@pytest.mark.parametrize("name", PLANTS)
def test_every_planted_difference_is_found(name: str) -> None:
    both = approved()
    registry, ets = registry_view(both.desk), ets_view(both.book)
    assert [d.code for d in reconcile(registry, ets)] == ["to_cancel"]
    on_row, on_lot, code, by = PLANTS[name]
    registry["o1"] = registry["o1"]._replace(**on_row)
    ets["o1"] = msgspec.structs.replace(ets["o1"], **on_lot)
    found = [d for d in reconcile(registry, ets) if d.code == code]
    assert [(d.by, d.in_flight) for d in found] == [(by, False)]
    assert all(d.do.zh and d.do.en for d in found)


def test_what_one_side_does_not_know_is_found() -> None:
    both = approved()
    registry, ets = registry_view(both.desk), ets_view(both.book)
    assert [(d.code, d.by) for d in reconcile(registry, {})] == [("missing_at_ets", "ets")]
    assert [(d.code, d.by) for d in reconcile({}, ets)] == [("missing_at_registry", "ets")]


def test_a_surrender_is_recorded_with_its_units_and_its_decision() -> None:
    both = approved()
    assert both.step("cancel", "o1", "registry:n") == "SPENT"
    life, account = both.desk.life("o1"), both.desk.lives["account:A"]
    cancelled = next(event for event in both.desk.journal if event.name == "units.cancelled")
    found = surrender_of(View(life=life, related=(account,)), cancelled, both.at.law)
    assert (found.entity, found.year, found.form, found.certificate) == ("A", 2024, "F1", "surrender:o1")
    # floor(0.05 × 3,000) = 150
    assert (found.obligation_t, found.cap_t, found.used_before_t, found.cap_used_t) == (3000, 150, 0, 90)
    assert [(series, *block) for series, block in found.units] == [(SERIES, 1, 90)]
    assert found.receipt.result["outcome"] == "granted"
    locked = next(event for event in both.desk.journal if event.name == "units.offset_locked")
    with pytest.raises(CcerError):
        surrender_of(View(life=life, related=(account,)), locked, both.at.law)


def test_the_account_bound_there_must_be_the_one_that_locked() -> None:
    both = opened()
    message = Locked(
        offset="o1",
        registry_account="B",
        ets_account="E-A",
        project="P",
        vintage=2023,
        quantity=1,
        ranges=((1, 1),),
        compliance_year=2024,
    )
    reply = both.ask(Receive(message=message)).reply
    assert (reply and reply.kind, both.book.lots["o1"].why) == ("declined", "not_bound")
