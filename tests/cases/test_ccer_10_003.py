"""Well-test gas (proxy): recovered now and then, so days between two tests are no gap."""

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
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
METHOD = load("CCER-10-003-V01")
WELLS = Project(
    name="示例气田",
    methodology=METHOD.code,
    province="新疆维吾尔自治区",
    operation_start=day("2026-01-01"),
    lifetime_years=12,
    crediting=Period(day("2026-01-01"), day("2035-12-31")),
    networking_completed=day("2025-12-31"),
    design={"gas_heat_value": 0.038, "annual_gas_recovered": 5_000_000, "annual_grid_electricity": 100},
)
TESTS = """month,point,direction,value,unit
2026-02-03,W1,gas_recovered,40,10^4Nm3
2026-02-04,W1,gas_recovered,60,10^4Nm3
2026-05-20,W2,gas_recovered,100,10^4Nm3
2026-02-04,compressor,grid_electricity,50,MWh
"""


def read(text: str = TESTS) -> Readings:
    return parse_readings(text, "tests.csv", quantities=METHOD.plan.measured)


def account(readings: Readings, project: Project = WELLS):  # type: ignore[no-untyped-def]
    period = Period(day("2026-01-01"), day("2026-06-30"))
    return METHOD.ex_post(
        project, readings, period=period, at=AT, factors=grid_factors(), factor_day=day("2026-06-01")
    )


def test_two_wells_by_hand() -> None:
    """2e6 m3 · 0.038 = 76 000 GJ · 0.01532 · 0.98 · 44/12 = 4 183.7899; 50 MWh · 0.62155 (Northwest, 2024) = 31.0775. ER 4 152.7124."""
    result = account(read())
    (only,) = result.years
    assert only.values["baseline_emissions"] == pytest.approx(4_183.78987, abs=1e-4)
    assert only.values["electricity_emissions"] == pytest.approx(31.0775)
    assert result.tonnes == 4_152
    assert result.provisional[0].name == "proxy"


def test_expected_by_hand() -> None:
    """5e6 · 0.038 · 0.01532 · 0.98 · 44/12 = 10 459.4747, less 100 · 0.62155 = 62.155: 10 397.3197 a year."""
    found = METHOD.ex_ante(WELLS, at=AT, factors=grid_factors(), factor_day=day("2026-06-01"))
    assert [part.tonnes for part in found.years] == [10_397] * 10


def test_heat_value_of_each_test() -> None:
    """W2 at 0.030 GJ/m3: 1e6 · 0.038 + 1e6 · 0.030 = 68 000 GJ → 3 743.3909 − 31.0775 = 3 712.3134."""
    more = "2026-02-03,W1,gas_heat_value,38,MJ/Nm3\n2026-02-04,W1,gas_heat_value,38,MJ/Nm3\n"
    readings = read(TESTS + more + "2026-05-20,W2,gas_heat_value,30,MJ/Nm3\n")
    assert account(readings, replace(WELLS, design={})).tonnes == 3_712


def test_the_same_test_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="has it in row 2 already"):
        read(TESTS + "2026-02-03,W1,gas_recovered,40,10^4Nm3\n")


def test_before_networking_is_left_out() -> None:
    """Networked on 1 March: only W2 counts: 1e6 · 0.038 · 0.01532 · 0.98 · 44/12 = 2 091.895 t."""
    result = account(read(), replace(WELLS, networking_completed=day("2026-03-01")))
    assert result.tonnes == 2_091
    assert len(result.adjustments) == 4  # three rows left out, and a change of unit
