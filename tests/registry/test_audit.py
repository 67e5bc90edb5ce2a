"""The auditor finds what is planted: each fault is put into a sound journal, and only then is something found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ccer.core.event import Event, seal
from ccer.registry.audit import audit
from ccer.registry.holdings import DoesNotApply
from ccer.registry.ledger import replay
from registry.table import Table, command_from, run

STORIES = Path(__file__).parent / "stories"


def sound() -> list[Event]:
    """A journal: A has 1..100, sends 1..30 to B, 31..100 of A are frozen, B cancels 1..10. V may not hold."""
    table = Table()
    for id, kind in (("A", "owner"), ("B", "trader"), ("V", "vvb")):
        table.account(id, kind)
    for line in (
        "register-line L A210001/2025 100",
        "issue L A 100",
        "transfer A B A210001/2025 30 key=t",
        "freeze f A judicial",
        "cancel c B A210001/2025 10 event",
    ):
        assert table.ask(command_from(line.split())).events, line
    return msgspec.json.decode(msgspec.json.encode(table.journal), type=list[Event])


def place(events: list[Event], name: str) -> int:
    return next(number for number, event in enumerate(events) if event.name == name)


def posting(first: int, last: int, source: Any, target: Any) -> list[Any]:
    return [["A210001", 2025], first, last, source, target]


A, B, V = (["A", "general", ""], ["B", "general", ""], ["V", "general", ""])
FROZEN, GONE = ["A", "frozen", "f"], ["B", "cancelled", "c"]


def added(row: list[Any], name: str = "units.transferred") -> Callable[[list[Event]], list[Event]]:
    def plant(events: list[Event]) -> list[Event]:
        last = events[-1]
        return [*events, msgspec.structs.replace(last, name=name, key="", data={"postings": [row]})]

    return plant


def dropped(name: str) -> Callable[[list[Event]], list[Event]]:
    return lambda events: [event for event in events if event.name != name]


def more_than_verified(events: list[Event]) -> list[Event]:
    number = place(events, "line.registered")
    data = {"line": ["L", ["A210001", 2025], 99, 0]}
    return [*events[:number], msgspec.structs.replace(events[number], data=data), *events[number + 1 :]]


def other_content(events: list[Event]) -> list[Event]:
    moved = events[place(events, "units.transferred")]
    return [*events, msgspec.structs.replace(moved, data={"content": "other"})]


PLANTED = [
    ("not_held", added(posting(5, 5, A, B))),
    ("not_issued", added(posting(100, 101, A, B))),
    ("frozen_moved", added(posting(31, 40, FROZEN, B))),
    ("buffer_moved", added(posting(20, 21, ["R", "buffer", "A210001"], B))),
    ("cancelled_moved", added(posting(1, 2, GONE, B))),
    ("serial_twice", added(posting(100, 110, None, A), "units.issued")),
    ("gap", added(posting(102, 110, None, A), "units.issued")),
    ("not_conserved", added(posting(102, 110, None, A), "units.issued")),
    ("made_from_nothing", added(posting(101, 110, None, A))),
    ("holder_barred", added(posting(20, 21, B, V))),
    ("not_held", dropped("units.transferred")),
    ("above_verified", more_than_verified),
    ("key_twice", other_content),
]


def test_a_sound_journal_has_no_faults() -> None:
    report = audit(seal(sound()), chain=True)
    assert report.faults == ()
    assert report.issued == {("A210001", 2025): 100}
    assert report.balances == {
        (("A", "frozen", "f"), ("A210001", 2025)): [(31, 100)],
        (("B", "cancelled", "c"), ("A210001", 2025)): [(1, 10)],
        (("B", "general", ""), ("A210001", 2025)): [(11, 30)],
    }


@pytest.mark.parametrize(
    ("code", "plant"), PLANTED, ids=[f"{n}-{code}" for n, (code, _) in enumerate(PLANTED)]
)
def test_a_planted_fault_is_found(code: str, plant: Callable[[list[Event]], list[Event]]) -> None:
    faults = audit(plant(sound())).faults
    assert code in {fault.code for fault in faults}
    assert all(fault.what.zh and fault.what.en for fault in faults)


def test_an_edited_event_breaks_the_chain() -> None:
    sealed = seal(sound())
    number = place(sealed, "units.transferred")
    data = {**sealed[number].data, "postings": [posting(1, 29, A, B)]}
    edited = [*sealed[:number], msgspec.structs.replace(sealed[number], data=data), *sealed[number + 1 :]]
    assert "chain_broken" in {fault.code for fault in audit(edited, chain=True).faults}


def test_a_register_that_differs_from_its_journal_is_found() -> None:
    table = run(STORIES / "whole-life.txt")
    claimed = {key: list(blocks) for key, blocks in table.view.balances().items()}
    assert audit(table.journal, balances=claimed).faults == ()
    key = next(key for key in claimed if key[0].account == "trader-B" and key[0].state == "general")
    claimed[key] = claimed[key][:-1]
    assert {fault.code for fault in audit(table.journal, balances=claimed).faults} == {"balance_differs"}


def test_an_event_that_contradicts_the_state_does_not_apply() -> None:
    with pytest.raises(DoesNotApply):
        replay(added(posting(5, 5, A, B))(sound()))
