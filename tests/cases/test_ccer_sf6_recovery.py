"""SF6 recovery (proxy): reductions by hand at a warming potential of 23 500."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from ccer.compute.grid import grid_factors
from ccer.compute.readings import Readings
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotKnown
from ccer.methodologies import load
from ccer.monitoring.meters import parse_readings
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
METHOD = load("CCER-SF6-RECOVERY-V01")
CENTRE = Project(
    name="示例回收中心",
    methodology=METHOD.code,
    province="浙江省",
    operation_start=day("2025-06-01"),
    lifetime_years=15,
    crediting=Period(day("2026-01-01"), day("2035-12-31")),
    networking_completed=day("2025-12-31"),
    design={
        "baseline_recovery_share": 0.4,
        "annual_sf6_recovered": 2.0,
        "sf6_purity": 0.98,
        "annual_sf6_lost": 0.01,
        "annual_grid_electricity": 0,
    },
)
BATCHES = """月份,计量点,方向,数量,单位
2026-01-12,B1,回收的气体质量,120,kg
2026-01-12,B1,sf6_purity,99,%
2026-03-05,B2,sf6_recovered,80,kg
2026-03-05,B2,sf6_purity,0.95,1
2026-03-05,B2,sf6_lost,0.5,kg
2026-01,M1,grid_electricity,0,MWh
2026-02,M1,grid_electricity,0,MWh
2026-03,M1,grid_electricity,0,MWh
"""


def read(text: str = BATCHES) -> Readings:
    return parse_readings(text, "sf6.csv", quantities=METHOD.plan.measured)


def account(readings: Readings, project: Project = CENTRE):  # type: ignore[no-untyped-def]
    period = Period(day("2026-01-01"), day("2026-03-31"))
    return METHOD.ex_post(project, readings, period=period, at=AT, factors=grid_factors(), factor_day=AT.on)


def test_two_batches_by_hand() -> None:
    """(0.120 · 0.99 + 0.080 · 0.95) · 0.6 = (0.1188 + 0.076) · 0.6 = 0.11688 t · 23 500 = 2 746.68; lost 0.0005 · 23 500 = 11.75. ER 2 734.93."""
    result = account(read())
    (only,) = result.years
    assert only.values["sf6_avoided"] == pytest.approx(0.11688)
    assert only.values["baseline_emissions"] == pytest.approx(2_746.68)
    assert only.values["loss_emissions"] == pytest.approx(11.75)
    assert result.tonnes == 2_734
    assert {r.name: r.mark for r in result.provisional}["proxy"] == "uncertain"


def test_expected_by_hand() -> None:
    """(2 · 0.98 · 0.6 − 0.01) · 23 500 = 1.166 · 23 500 = 27 401 t a year."""
    found = METHOD.ex_ante(CENTRE, at=AT, factors=grid_factors(), factor_day=AT.on)
    assert [part.tonnes for part in found.years] == [27_401] * 10


def test_the_baseline_share_has_no_default() -> None:
    with pytest.raises(NotKnown):
        account(read(), replace(CENTRE, design={}))
    with pytest.raises(BadInput, match="baseline_recovery_share"):
        account(read(), replace(CENTRE, design={"baseline_recovery_share": 1.2}))


def test_the_baseline_share_read_in_the_official_text() -> None:
    """30 %: (0.1948 · 0.7 − 0.0005) · 23 500 = 3 192.71."""
    form = {"baseline_recovery_share": {"value": 0.3, "source": "方法学表 3"}}
    result = account(read(), replace(CENTRE, design={"official": form}))
    assert result.tonnes == 3_192
    assert [held.value for held in result.entered if "方法学表 3" in str(held.note)] == [0.3]


def test_another_set_of_warming_potentials() -> None:
    """AR4, 22 800: (0.11688 − 0.0005) · 22 800 = 2 653.464."""
    older = {**CENTRE.design, "gwp_set": "AR4"}
    assert account(read(), replace(CENTRE, design=older)).tonnes == 2_653


def test_a_batch_without_its_purity_is_refused() -> None:
    text = "".join(line for line in BATCHES.splitlines(True) if "B2,sf6_purity" not in line)
    with pytest.raises(BadInput, match="lacks sf6_purity"):
        account(read(text))


def test_a_purity_above_one_is_a_wrong_unit() -> None:
    with pytest.raises(BadInput, match="more than the possible"):
        read(BATCHES.replace("99,%", "99,1"))
