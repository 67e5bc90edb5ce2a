"""Whatever the back office says rests on a clause that is there; every reason is given somewhere and says all four things."""

from __future__ import annotations

import datetime as dt
import re
from string import Formatter

import pytest

from ccer.core.asof import AsOf
from ccer.exchange import back_office, office_commands
from ccer.exchange.office_events import CLAUSES
from ccer.exchange.office_refusals import REASONS, refused
from ccer.policy.corpus import corpus
from ccer.registry.refusals import REASONS as REGISTRY
from conftest import ROOT

LAW = AsOf(corpus(), dt.date(2026, 3, 2))
SOURCES = "".join(
    path.read_text(encoding="utf-8") for path in (ROOT / "src" / "ccer" / "exchange").glob("*.py")
)


@pytest.mark.parametrize("name", sorted(CLAUSES))
def test_every_event_rests_on_clauses_in_force(name: str) -> None:
    assert name.startswith("exchange.")
    assert name in back_office.APPLIERS
    for ref in CLAUSES[name]:
        assert LAW.cite(ref).ref == ref


def test_every_event_that_is_applied_has_its_clauses() -> None:
    assert set(back_office.APPLIERS) == set(CLAUSES)


@pytest.mark.parametrize("name", sorted(REASONS))
def test_every_reason_is_given_and_complete(name: str) -> None:
    reason = REASONS[name]
    names = [
        {f for _, f, _, _ in Formatter().parse(t.zh) if f}
        == {f for _, f, _, _ in Formatter().parse(t.en) if f}
        for t in reason[1:]
    ]
    assert all(names), "both languages name the same facts"
    facts = {f for t in reason[1:] for _, f, _, _ in Formatter().parse(t.zh) if f}
    made = refused(name, LAW, **dict.fromkeys(facts, "1"))
    assert made.citation.ref == reason.clause
    assert all(made.lines("zh")) and all(made.lines("en"))  # noqa: PT018
    assert re.search(rf'refused\(\s*"{name}"', SOURCES), "no step gives it"


def test_names_do_not_clash_with_the_registers() -> None:
    assert {tag for tag in REASONS if tag in REGISTRY and REASONS[tag][1:] == REGISTRY[tag][1:]} == set()
    commands = {command.__struct_config__.tag for command in back_office.HANDLERS}
    assert len(commands) == len(back_office.HANDLERS)
    assert office_commands.Settle not in back_office.HANDLERS
