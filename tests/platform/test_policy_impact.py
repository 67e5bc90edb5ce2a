"""Impact over what the store holds: the real market under a supposed law; nothing is altered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from ccer.policy.hypothesis import Ending, NewValue
from ccer.rules import Stage
from ccer_platform import clock
from ccer_platform.store.models import JournalTip, Life, Project, Reduction, Series
from ccer_platform.store.reading.touched import Answer, answer, pair

DAY = dt.date(2026, 8, 20)
OFFSHORE = "CCER-01-002-V01"
END = Ending(ref="ccer-01-002-v01", until=dt.date(2026, 1, 1))
pytestmark = pytest.mark.usefixtures("market")


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.fixed(dt.datetime(2026, 8, 20, 9, tzinfo=clock.BEIJING)):
        yield


def resting(found: Answer) -> dict[Stage, int]:
    return {one.stage: one.resting for one in found.judged}


def test_the_end_of_a_methodology_touches_its_own_projects_and_units_and_no_others() -> None:
    tip = JournalTip.objects.get(id=1)
    found = answer([END], DAY)
    offshore = Project.objects.filter(public=True, methodology=OFFSHORE)
    assert resting(found)[Stage.ELIGIBILITY] == offshore.count() > 0
    filings = Reduction.objects.filter(public=True, methodology=OFFSHORE)
    assert resting(found)[Stage.REDUCTION] == filings.count() > 0
    assert {one.before for one in found.changed} == {"open"}
    assert {one.after for one in found.changed} == {"refused"}
    numbers = offshore.exclude(number=None).values_list("number", flat=True)
    assert found.hanging.issued_t == sum(
        Series.objects.filter(project__in=numbers).values_list("issued", flat=True)
    )
    assert JournalTip.objects.get(id=1).digest == tip.digest


def test_a_shorter_look_back_touches_every_filing_and_only_its_own_rule() -> None:
    """Every filing is measured by the years of look-back, so all rest on them, by that one rule."""
    found = answer([NewValue(name="reduction.look_back_years", value=2, since=dt.date(2024, 1, 1))], DAY)
    reductions = next(one for one in found.judged if one.stage is Stage.REDUCTION)
    assert reductions.total == Life.objects.filter(machine="reduction").count()
    assert reductions.resting == reductions.total
    assert reductions.moves == {("open", "refused"): reductions.changed}
    assert [rule.rule for rule in reductions.rules] == ["reduction.look_back"]
    assert found.hanging.projects > 0


def test_one_case_is_shown_under_both_laws_only_to_who_may_see_it() -> None:
    changed = answer([END], DAY).changed[0]
    shown = pair([END], changed.stage, changed.code, DAY, role="public", organisation="")
    assert shown is not None
    before, after = shown[1]
    assert before is not None
    assert after is not None
    assert (before.outcome, after.outcome) == ("open", "refused")
    Project.objects.filter(code=changed.code).update(public=False)
    assert pair([END], changed.stage, changed.code, DAY, role="public", organisation="") is None
    assert pair([END], changed.stage, changed.code, DAY, role="registry", organisation="ncsc") is not None
