"""Check dams by hand: carbon of the sediment held back, what must be stated, the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.compute.readings import Reading, Readings
from ccer.compute.result import Calculation
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.catalogue import Stage, decide
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
METHOD = load("CCER-CHECK-DAM-SINK-V01")


def project(**design: Any) -> Project:
    return Project(
        name="示例淤地坝",
        methodology=METHOD.code,
        crediting=Period(day("2025-01-01"), day("2044-12-31")),
        additionality="exempt",
        lawful=True,
        site={"check_dam": True},
        design=design,
    )


def readings(*batches: tuple[str, str, float, float]) -> Readings:
    """Month, dam, sediment [t], carbon share."""
    rows = []
    for month, dam, sediment, share in batches:
        first = day(f"{month}-01")
        last = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        rows.append(Reading(first, last, dam, "sediment_trapped", sediment, "t"))
        rows.append(Reading(first, last, dam, "sediment_carbon_share", share, "tC/t"))
    return Readings(tuple(rows), "sediment.csv")


def achieved(one: Project, found: Readings) -> Calculation:
    period = Period(day("2025-01-01"), day("2025-12-31"))
    return METHOD.ex_post(one, found, period=period, at=AT, factors=None, factor_day=AT.on)


def test_sediment_of_two_dams() -> None:
    """(10 000·0.005 + 6 000·0.01)·(1 - 0.4) = 66 tC; ·44/12 = 242; ·0.99 = 239.58: 239 t."""
    found = achieved(
        project(mineralised_share=0.4),
        readings(("2025-08", "D1", 10_000, 0.005), ("2025-09", "D2", 6_000, 0.01)),
    )
    assert found.tonnes == 239
    assert found.years[0].values["sediment_carbon"] == pytest.approx(66.0)
    assert found.years[0].values["emission_reductions"] == pytest.approx(239.58)
    names = {reason.name: reason.mark for reason in found.provisional}
    assert {"proxy", "mineralised_share", "networking_completed"} <= set(names)
    assert names["mineralised_share"] == "uncertain"


def test_the_share_mineralised_must_be_stated() -> None:
    with pytest.raises(BadInput, match="was not read and none is given"):
        achieved(project(), readings(("2025-08", "D1", 10_000, 0.005)))
    with pytest.raises(BadInput, match="above 1"):
        achieved(project(mineralised_share=1.2), readings(("2025-08", "D1", 10_000, 0.005)))


def test_figures_of_the_official_text() -> None:
    """10 000·0.005·(1 - 0.2)·44/12·(1 - 0.02) = 143.73: 143 t."""
    form = {
        "mineralised_share": {"value": 0.2, "source": "官方文本附录A"},
        "nonpermanence_deduction": {"value": 0.02, "source": "官方文本第6章"},
    }
    found = achieved(project(official=form), readings(("2025-08", "D1", 10_000, 0.005)))
    assert found.tonnes == 143
    assert [held.value for held in found.entered] == [0.2, 0.02]
    assert ["附录A" in str(held.note) or "第6章" in str(held.note) for held in found.entered] == [True, True]
    assert not {r.name for r in found.provisional} & {held.name for held in found.entered}


def test_the_design() -> None:
    """16 000 t a year at 0.6875 %: 110·0.6 = 66 tC: 239 t in each of twenty years."""
    found = METHOD.ex_ante(
        project(mineralised_share=0.4, annual_sediment_trapped=16_000, sediment_carbon_share=0.006875),
        at=AT,
        factors=None,
        factor_day=AT.on,
    )
    assert found.tonnes == 20 * 239


@settings(max_examples=25, deadline=None)
@given(st.floats(1, 1e6), st.floats(0, 0.1), st.floats(0, 1))
def test_linear_in_sediment(sediment: float, share: float, mineralised: float) -> None:
    one, two = (
        achieved(project(mineralised_share=mineralised), readings(("2025-08", "D1", k * sediment, share)))
        for k in (1, 2)
    )
    assert two.years[0].values["emission_reductions"] == pytest.approx(
        2 * one.years[0].values["emission_reductions"]
    )


def test_no_sediment_gives_nothing() -> None:
    assert achieved(project(mineralised_share=0.4), readings(("2025-08", "D1", 0, 0.005))).tonnes == 0


def test_rules() -> None:
    def outcomes(one: Project) -> dict[str, str]:
        found = decide(Stage.ELIGIBILITY, one, AT).findings
        return {f.rule.rpartition(".")[2]: f.outcome for f in found if "check-dam" in f.rule}

    assert outcomes(project()) == {
        "activity": "met",
        "law_and_policy": "met",
        "crediting_period": "met",
        "additionality": "unknown",
    }
    other = msgspec.structs.replace(project(), site={"check_dam": False})
    assert outcomes(other)["activity"] == "not-met"
