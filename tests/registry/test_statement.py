"""Statements name serials; balances, holders and stories are those of the day asked for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ccer.registry.holdings import DoesNotApply, Place, State
from ccer.registry.serials import Serial, Series
from ccer.registry.statement import custody, holder, register_at, statement
from registry.table import CHINA, run

SERIES = Series("A210001", 2025)
JOURNAL = run(Path(__file__).parent / "stories" / "whole-life.txt").journal


def day(number: int, hour: int = 0) -> dt.datetime:
    return dt.datetime(2026, 3, number, hour, tzinfo=CHINA)


def shown(balances: tuple) -> dict[str, list[tuple[int, int]]]:
    return {b.place.state.value: [tuple(block) for block in b.blocks] for b in balances}


def test_a_statement_names_serials() -> None:
    """owner-A before 4 March: 401..1000; frozen and released on the 4th and 5th; on the 6th 401..500 cancelled."""
    found = statement(JOURNAL, "owner-A", day(4), day(7))
    assert shown(found.opening) == {"general": [(401, 1000)]}
    assert [(m.name, m.posting.first, m.posting.last, m.posting.quantity) for m in found.movements] == [
        ("units.frozen", 401, 1000, 600),
        ("units.released", 401, 1000, 600),
        ("units.cancelled", 401, 500, 100),
    ]
    assert shown(found.closing) == {"cancelled": [(401, 500)], "general": [(501, 1000)]}
    assert all(m.actor and m.cites for m in found.movements)


def test_a_period_without_movements_opens_and_closes_alike() -> None:
    found = statement(JOURNAL, "trader-B", day(4), day(5))
    assert found.movements == ()
    assert shown(found.opening) == shown(found.closing) == {"general": [(1, 400)]}
    assert statement(JOURNAL, "trader-B", day(1), day(2)).closing == ()


def test_the_register_at_any_past_instant() -> None:
    general, frozen = Place("owner-A", State.GENERAL), Place("owner-A", State.FROZEN, "court-17")
    assert register_at(JOURNAL, day(1)).quantity(general, SERIES) == 0
    assert register_at(JOURNAL, day(2)).quantity(general, SERIES) == 1000
    assert register_at(JOURNAL, day(3)).quantity(general, SERIES) == 600
    assert register_at(JOURNAL, day(4)).quantity(frozen, SERIES) == 600
    assert register_at(JOURNAL, day(5)).quantity(frozen, SERIES) == 0


def test_who_held_a_tonne_and_when() -> None:
    tonne = Serial(SERIES, 7)
    assert holder(JOURNAL, tonne, day(1)) is None
    assert holder(JOURNAL, tonne, day(2)) == ("owner-A", "general", "")
    assert holder(JOURNAL, tonne, day(5)) == ("trader-B", "general", "")
    assert holder(JOURNAL, tonne, day(6)) == ("trader-B", "cancelled", "c1")
    assert holder(JOURNAL, Serial(SERIES, 1001), day(6)) is None


def test_a_story_has_event_actor_and_clause() -> None:
    story = custody(JOURNAL, Serial(SERIES, 7))
    assert [m.cites[0] for m in story] == [
        "mee-samr-2023-31/art-22/para-2",
        "mee-samr-2023-31/art-6/para-2",
        "mee-samr-2023-31/art-28/para-1",
    ]
    assert {m.actor for m in story} == {"registry:示例登记员"}


def test_a_journal_without_its_beginning_is_noticed() -> None:
    without = [event for event in JOURNAL if event.name != "units.issued"]
    with pytest.raises(DoesNotApply):
        statement(without, "owner-A", day(1), day(7))
