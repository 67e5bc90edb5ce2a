"""Retrofit of a public building by hand; the equations are stand-ins."""

from __future__ import annotations

import pytest

from ccer.core.errors import BadInput

from .quantity_rows import account, estimate, example, month, with_design

PROJECT = example("CCER-06-001-V01")


def test_a_year_of_the_design() -> None:
    """HDD 2 400/2 500 = 0.96, CDD 220/200 = 1.1, days, area and occupancy 1.

    Electricity 200·0.96 + 500·1.1 + 300 = 1 042 MWh, heat 6 000·0.96 = 5 760 GJ. Baseline 1 042·0.6313 + 5 760·0.11 = 1 291.4146 t.
    Project 700·0.6313 + 4 000·0.11 = 881.91 t. 409.5046 → 409 t.
    """
    values = estimate(PROJECT).years[0].values
    assert (values["baseline_electricity"], values["baseline_heat"]) == pytest.approx(
        (1_042.0, 5_760.0), abs=1e-9
    )
    assert values["baseline_emissions"] == pytest.approx(1_291.4146, abs=1e-6)
    assert values["emission_reductions"] == pytest.approx(409.5046, abs=1e-6)
    assert estimate(PROJECT).tonnes == 4_090


def test_area_and_occupancy() -> None:
    """Area 22 000/20 000 = 1.1, occupancy 0.6/0.8 = 0.75: electricity 1 042 · 0.825 = 859.65 MWh, heat 5 760 · 0.825 = 4 752 GJ."""
    values = estimate(with_design(PROJECT, conditioned_area=22_000, occupancy=0.6)).years[0].values
    assert (values["baseline_electricity"], values["baseline_heat"]) == pytest.approx(
        (859.65, 4_752.0), abs=1e-9
    )


def test_two_months_of_readings() -> None:
    """January: HDD 500 → 0.2, 20 of 250 days → 0.08: 200·0.2 + 300·0.08 = 64 MWh and 6 000·0.2 = 1 200 GJ.

    July: CDD 100 → 0.5, 22 days → 0.088: 500·0.5 + 300·0.088 = 276.4 MWh. Baseline 340.4·0.6313 + 1 200·0.11 = 346.89452 t.
    Project: 50 + 150 MWh and 900 GJ: 126.26 + 99 = 225.26 t. 121.63452 → 121 t. (The months between are those of no use: zeros.)
    """
    used = {"2026-01": (500.0, 0.0, 20.0, 50.0, 900.0), "2026-07": (0.0, 100.0, 22.0, 150.0, 0.0)}
    names = (
        "heating_degree_days",
        "cooling_degree_days",
        "operating_days",
        "grid_electricity",
        "heat_bought",
    )
    rows = []
    for number in range(1, 8):
        interval = f"2026-{number:02d}"
        for name, value in zip(names, used.get(interval, (0.0,) * 5), strict=True):
            rows.append(month(interval, name, value, "楼"))
        rows += [month(interval, "conditioned_area", 20_000.0, "楼"), month(interval, "occupancy", 0.8, "楼")]
    result = account(PROJECT, rows, "2026-01", "2026-07")
    assert result.years[0].values["baseline_electricity"] == pytest.approx(340.4, abs=1e-9)
    assert result.years[0].values["emission_reductions"] == pytest.approx(121.63452, abs=1e-6)
    assert result.tonnes == 121


def test_gas_of_the_baseline_year() -> None:
    """20 · 10^4 Nm³ · 0.96 = 19.2 · 21.650151996 = 415.6829183 t in place of 633.6 t of heat; nothing bought any more: 409.5046 − 633.6 + 415.6829183 + 440."""
    project = with_design(
        PROJECT, heating_heat=None, heating_fuel=20, baseline_fuel_name="natural-gas", annual_heat_bought=0
    )
    result = estimate(project)
    assert result.years[0].values["emission_reductions"] == pytest.approx(631.5875183, abs=1e-4)
    assert any("natural-gas" in parameter.name for parameter in result.parameters)


def test_a_building_without_heating_needs_no_heating_degree_days() -> None:
    """Only cooling and the rest: 500·1.1 + 300 = 850 MWh."""
    project = with_design(
        PROJECT,
        heating_electricity=0,
        heating_heat=None,
        baseline_heating_degree_days=None,
        annual_heating_degree_days=0,
    )
    assert estimate(project).years[0].values["baseline_electricity"] == pytest.approx(850.0, abs=1e-9)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("heating_electricity", None),
        ("baseline_heating_degree_days", 0),
        ("baseline_heating_degree_days", None),
        ("baseline_operating_days", 0),
        ("baseline_conditioned_area", -1),
        ("baseline_occupancy", 0),
        ("annual_grid_electricity", None),
        ("occupancy", "full"),
    ],
)
def test_unusable_figures(field: str, value: object) -> None:
    with pytest.raises(BadInput, match=rf"design\.{field}"):
        estimate(with_design(PROJECT, **{field: value}))
