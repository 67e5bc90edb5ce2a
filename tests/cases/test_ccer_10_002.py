"""Offshore associated gas (proxy): reductions by hand, by heat value and by composition."""

from __future__ import annotations

import datetime as dt
from typing import Any

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
METHOD = load("CCER-10-002-V01")
FIELD = Project(
    name="示例海上油田",
    methodology=METHOD.code,
    operation_start=day("2025-01-01"),
    lifetime_years=15,
    crediting=Period(day("2026-01-01"), day("2035-12-31")),
    networking_completed=day("2025-12-31"),
    design={"gas_heat_value": 0.04, "annual_gas_recovered": 10_000_000, "annual_grid_electricity": 0},
)
HEADER = "month,point,direction,value,unit\n"


def quarter(*directions: tuple[str, str, str]) -> Readings:
    rows = [f"2026-0{n},P1,{name},{value},{unit}\n" for n in (1, 2, 3) for name, value, unit in directions]
    return parse_readings(HEADER + "".join(rows), "gas.csv", quantities=METHOD.plan.measured)


def account(readings: Readings, project: Project = FIELD, **more: Any):  # type: ignore[no-untyped-def]
    settings = {
        "period": Period(day("2026-01-01"), day("2026-03-31")),
        "at": AT,
        "factors": grid_factors(),
        "factor_day": AT.on,
    } | more
    return METHOD.ex_post(project, readings, **settings)


NONE = ("grid_electricity", "0", "MWh")


def test_by_heat_value() -> None:
    """3 · 100 · 10^4 m3 · 400 GJ/10^4 m3 = 120 000 GJ · 0.01532 · 0.98 · 44/12 = 6 605.984 t; no power, no fuel."""
    readings = quarter(("回收气体标准体积", "100", "万Nm3"), ("gas_heat_value", "400", "GJ/10^4Nm3"), NONE)
    result = account(readings, replace(FIELD, design={}))
    assert result.years[0].values["baseline_emissions"] == pytest.approx(6_605.984)
    assert result.tonnes == 6_605
    assert result.years[0].factor == ""


def test_heat_value_of_the_design_and_fuel_burnt() -> None:
    """As above at 0.04 GJ/m3 from the design; 3 · 2 · 10^4 m3 of natural gas burnt: 6 · 389.31 · 0.01532 · 0.99 · 44/12 = 129.900 t."""
    readings = quarter(("gas_recovered", "1000000", "Nm3"), ("fuel:natural-gas", "20000", "Nm3"), NONE)
    result = account(readings)
    burnt = 6 * 389.31 * 0.01532 * 0.99 * 44 / 12
    assert result.years[0].values["project_emissions"] == pytest.approx(burnt)
    assert result.years[0].values["emission_reductions"] == pytest.approx(6_605.984 - burnt)
    assert result.tonnes == 6_476


def test_by_composition() -> None:
    """n = 0.8 · 1 + 0.1 · 2 = 1.0, the carbon dioxide in the gas not counted. 3e6 m3 · 0.00053587044 tC/m3 · 0.98 · 44/12 = 5 776.683 t."""
    design = {"gas_basis": "composition", "composition": {"CH4": 0.8, "C2H6": 0.1, "CO2": 0.1}}
    result = account(quarter(("gas_recovered", "100", "10^4Nm3"), NONE), replace(FIELD, design=design))
    assert result.years[0].values["baseline_emissions"] == pytest.approx(5_776.6833)
    assert result.tonnes == 5_776


def test_monthly_carbon_number_of_the_readings() -> None:
    """Twice the carbon atoms, twice the tonnes: 2 · 5 776.683 = 11 553.367."""
    readings = quarter(("gas_recovered", "100", "10^4Nm3"), ("gas_carbon_number", "2", "1"), NONE)
    assert account(readings, replace(FIELD, design={"gas_basis": "composition"})).tonnes == 11_553


def test_expected_by_hand() -> None:
    """10e6 m3 · 0.04 GJ/m3 · 0.01532 · 0.98 · 44/12 = 22 019.9467 t a year."""
    found = METHOD.ex_ante(FIELD, at=AT, factors=grid_factors(), factor_day=AT.on)
    assert [part.tonnes for part in found.years] == [22_019] * 10
    assert found.provisional[0].name == "proxy"


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ({}, "lacks gas_heat_value"),
        ({"gas_basis": "composition"}, "lacks gas_carbon_number"),
        ({"gas_basis": "guess"}, "gas_basis"),
        ({"gas_basis": "composition", "composition": {"CH5": 1.0}}, "composition"),
        ({"gas_basis": "composition", "composition": {"CH4": 0.9, "N2": 0.2}}, "composition"),
    ],
)
def test_no_way_to_the_carbon_is_refused(design: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        account(quarter(("gas_recovered", "100", "10^4Nm3"), NONE), replace(FIELD, design=design))


def test_operating_volumes_are_refused() -> None:
    """A cubic metre is not one at standard state."""
    with pytest.raises(BadInput, match="unit"):
        quarter(("gas_recovered", "100", "m3"), NONE)


def test_green_certificates_have_no_place() -> None:
    readings = quarter(("gas_recovered", "100", "10^4Nm3"), NONE)
    with pytest.raises(BadInput, match="green certificates"):
        account(readings, certificates={"2026-01": 5.0})
