"""Geothermal heating by hand; the equations are stand-ins."""

from __future__ import annotations

import pytest

from ccer.core.errors import BadInput

from .quantity_rows import account, estimate, example, month, with_design

PROJECT = example("CCER-01-003-V01")


def test_a_year_of_the_design() -> None:
    """120 000 GJ · 0.11 = 13 200 t; 3 000 MWh · 0.6313 = 1 893.9 t; 11 306.1 → 11 306 t."""
    result = estimate(PROJECT)
    assert result.years[0].values["emission_reductions"] == pytest.approx(11_306.1, abs=1e-6)
    assert result.tonnes == 113_060
    marks = {reason.name.rpartition(".")[2]: reason.mark for reason in result.provisional}
    assert marks["heat_emission_factor"] == "uncertain"


def test_a_month_with_a_boiler_at_the_peak() -> None:
    """20 000 GJ · 0.11 = 2 200 t; 400 MWh · 0.6313 = 252.52 t; 10^5 Nm³ of gas at 389.31 · 0.01532 · 0.99 · 44/12 = 21.650152 t per 10^4 Nm³: 216.50152 t.

    2 200 − 252.52 − 216.50152 = 1 730.97848 → 1 730 t.
    """
    rows = [
        month("2026-01", "heat_supplied", 20_000.0, "供热站", "GJ"),
        month("2026-01", "grid_electricity", 400.0, "电表", "MWh"),
        month("2026-01", "fuel:natural-gas", 10.0, "锅炉", "10^4Nm3"),
    ]
    result = account(PROJECT, rows, "2026-01", "2026-01")
    assert result.years[0].values["emission_reductions"] == pytest.approx(1_730.97848, abs=1e-4)
    assert result.tonnes == 1_730


def test_the_projects_own_factor_of_heat() -> None:
    """120 000 · 0.1 − 1 893.9 = 10 106.1."""
    result = estimate(with_design(PROJECT, heat_emission_factor=0.1))
    assert result.years[0].values["emission_reductions"] == pytest.approx(10_106.1, abs=1e-6)


@pytest.mark.parametrize("heat", [None, -1, "much", float("nan"), True])
def test_unusable_heat(heat: object) -> None:
    with pytest.raises(BadInput, match=r"design\.annual_heat_supplied"):
        estimate(with_design(PROJECT, annual_heat_supplied=heat))
