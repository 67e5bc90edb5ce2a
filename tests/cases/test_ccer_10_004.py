"""Low-volume associated gas (proxy): reductions by hand over two calendar years."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from ccer.compute.grid import grid_factors
from ccer.compute.readings import Readings
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.monitoring.meters import parse_readings
from ccer.policy.corpus import corpus
from ccer.rules import Stage, decide
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
METHOD = load("CCER-10-004-V01")
FIELD = Project(
    name="示例陆上油田",
    methodology=METHOD.code,
    province="山东省",
    operation_start=day("2025-06-01"),
    lifetime_years=12,
    crediting=Period(day("2025-12-01"), day("2035-11-30")),
    networking_completed=day("2025-11-30"),
    lawful=True,
    additionality="exempt",
    site={"onshore_low_volume": True, "otherwise_flared": True},
    design={"gas_heat_value": 0.045, "annual_gas_recovered": 2_000_000, "annual_grid_electricity": 300},
)


def readings(*months: str) -> Readings:
    rows = "".join(f"{m},S1,gas_recovered,20,10^4Nm3\n{m},S1,grid_electricity,25000,kWh\n" for m in months)
    return parse_readings("month,point,direction,value,unit\n" + rows, quantities=METHOD.plan.measured)


def account(table: Readings, period: Period):  # type: ignore[no-untyped-def]
    return METHOD.ex_post(
        FIELD, table, period=period, at=AT, factors=grid_factors(), factor_day=day("2026-06-01")
    )


def test_two_years_are_rounded_apart() -> None:
    """A month: 200 000 · 0.045 = 9 000 GJ · 0.01532 · 0.98 · 44/12 = 495.4488, less 25 · 0.6313 = 15.7825: 479.6663.

    December 2025: 479; January and February 2026: 959.3326 → 959; together 1 438.
    """
    result = account(readings("2025-12", "2026-01", "2026-02"), Period(day("2025-12-01"), day("2026-02-28")))
    assert [part.tonnes for part in result.years] == [479, 959]
    assert result.tonnes == 1_438


def test_expected_by_hand() -> None:
    """90 000 GJ → 4 954.488, less 300 · 0.6313 = 189.39: 4 765.098 a year; 31 of 365 days in 2025: 404.7070; 334 in 2035: 4 360.3910."""
    found = METHOD.ex_ante(FIELD, at=AT, factors=grid_factors(), factor_day=day("2026-06-01"))
    assert [found.years[0].tonnes, found.years[1].tonnes, found.years[-1].tonnes] == [404, 4_765, 4_360]


def test_a_missing_month_is_refused() -> None:
    with pytest.raises(BadInput, match="2026-01-01 to 2026-01-31"):
        readings("2025-12", "2026-02")


def test_applicability() -> None:
    own = {
        f.rule: f.outcome
        for f in decide(Stage.ELIGIBILITY, FIELD, AT).findings
        if f.rule.startswith("ccer-10-004.")
    }
    assert set(own.values()) == {"met"}
    assert len(own) == 5
    vented = replace(FIELD, site={"onshore_low_volume": True, "otherwise_flared": False})
    refused = {f.rule for f in decide(Stage.ELIGIBILITY, vented, AT).findings if f.outcome == "not-met"}
    assert {"ccer-10-004.otherwise_flared", "ccer-10-004.additionality"} <= refused
