"""Pig-manure biogas by hand; the equations are stand-ins from memory, the conversion factor is the case's own figure."""

from __future__ import annotations

from typing import Any

import pytest

from ccer.core.errors import BadInput, NotKnown

from .quantity_rows import account, estimate, example, month, with_design

PROJECT = example("CCER-15-001-V01")


def test_a_year_of_the_design_is_held_by_what_was_destroyed() -> None:
    """20 000 head · 365 d · 0.3 kg = 2 190 t; · 290 m³/t · 0.00067 t/m³ = 425.517 t of methane at most.

    Baseline 425.517 · 0.7 · 0.94 · 28 = 7 839.725208 t. Captured 600 000 · 0.6 · 0.00067 = 241.2 t, burnt · 0.98 = 236.376 t, worth
    6 618.528 t: the lesser. Leaked 42.5517 + 4.824 = 47.3757 t · 28 = 1 326.5196 t; 200 MWh · 0.6313 = 126.26 t. 5 165.7484 → 5 165 t.
    """
    values = estimate(PROJECT).years[0].values
    assert values["methane_potential"] == pytest.approx(425.517, abs=1e-9)
    assert values["baseline_emissions"] == pytest.approx(7_839.725208, abs=1e-6)
    assert values["methane_leaked"] == pytest.approx(47.3757, abs=1e-9)
    assert values["emission_reductions"] == pytest.approx(5_165.7484, abs=1e-6)
    assert estimate(PROJECT).tonnes == 51_650


def test_a_small_herd_is_held_by_the_baseline() -> None:
    """Half the animals: potential 212.7585 t, baseline 3 919.862604 t, the lesser; leaked (21.27585 + 4.824) · 28 = 730.7958 t; − 126.26."""
    herd = [{"name": "育肥猪", "head": 10_000, "volatile_solids_kg_day": 0.3, "manure_share": 1}]
    values = estimate(with_design(PROJECT, herd=herd)).years[0].values
    assert values["emission_reductions"] == pytest.approx(3_919.862604 - 730.7958 - 126.26, abs=1e-6)


def test_a_month_of_readings() -> None:
    """600 000 animal days · 0.3 kg = 180 t; potential 34.974 t; baseline · 18.424 = 644.360976 t.

    Biogas 30 000 m³ at 0.6: 12.06 t, burnt 11.8188 t, worth 330.9264 t: the lesser. Leaked (3.4974 + 0.2412) · 28 = 104.6808 t;
    10 MWh · 0.6313 = 6.313 t. 219.9326 → 219 t.
    """
    rows = [
        month("2026-01", "animal_days", 600_000.0, "育肥猪", "d"),
        month("2026-01", "biogas_used", 30_000.0, "沼气发电机", "m3"),
        month("2026-01", "methane_fraction", 0.6, "沼气发电机", "1"),
        month("2026-01", "grid_electricity", 10.0, "电表", "MWh"),
    ]
    result = account(PROJECT, rows, "2026-01", "2026-01")
    assert result.years[0].values["emission_reductions"] == pytest.approx(219.9326, abs=1e-6)
    assert result.tonnes == 219
    assert (result.provisional[0].name, result.provisional[0].mark) == ("proxy", "recalled")


def test_another_set_of_warming_potentials() -> None:
    """25 in place of 28: (236.376 − 47.3757) · 25 − 126.26 = 4 598.7475; the destroyed methane is still the lesser."""
    values = estimate(with_design(PROJECT, gwp_set="ar4")).years[0].values
    assert values["emission_reductions"] == pytest.approx(4_598.7475, abs=1e-6)


def test_the_conversion_factor_is_never_made_up() -> None:
    with pytest.raises(NotKnown, match="not found"):
        estimate(with_design(PROJECT, methane_conversion=None))


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("herd", None),
        ("herd", [{"name": "a", "head": 10, "manure_share": 1}]),
        ("outlets", [{"name": "a", "annual_biogas_m3": 1, "methane_fraction": 0.6}]),
        ("outlets", []),
    ],
)
def test_unusable_tables(table: str, rows: Any) -> None:
    with pytest.raises(BadInput, match=rf"design\.{table}"):
        estimate(with_design(PROJECT, **{table: rows}))
