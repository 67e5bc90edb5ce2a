"""Switches of the later methodologies by hand: displaced power, the displaced boiler, the state of gas volumes, lamps, networking."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ccer.core.asof import AsOf
from ccer.core.dates import add_months
from ccer.core.errors import BadInput
from ccer.policy.corpus import corpus
from ccer.rules import Stage, decide
from ccer.rules.subjects import Period, Project, Reduction

from .quantity_rows import TODAY, account, day, estimate, example, month, with_design
from .test_ccer_10_001 import MINE
from .test_ccer_10_001 import account as mined
from .test_ccer_10_001 import year as a_year


def design(project: Project, **changes: Any) -> Project:
    return replace(project, design=project.design | changes)


# displaced power and the displaced boiler


def test_displaced_power_is_left_out_unless_it_is_switched_on() -> None:
    """12 · 2 000 MWh · 0.6313 = 15 151.2 on 62 204.736 (see the case of coal-mine gas): 77 355.936."""
    rows = a_year(power_supplied=2_000.0)
    assert mined(rows).tonnes == 62_204
    counted = mined(rows, design(MINE, power_counted=True))
    assert counted.years[0].values["power_baseline"] == pytest.approx(15_151.2)
    assert counted.tonnes == 77_355
    assert "methodology.ccer-10-001-v01.power_counted" in {reason.name for reason in counted.provisional}
    with pytest.raises(BadInput, match="power_counted"):
        mined(rows, design(MINE, power_counted="yes"))


def test_displaced_power_alone_asks_for_the_grid() -> None:
    """No electricity is bought, so no charge: 62 204.736 + 6 060.48 + 15 151.2 = 83 416.416."""
    rows = a_year(power_supplied=2_000.0, grid_electricity=0.0)
    assert mined(rows, design(MINE, power_counted=True)).tonnes == 83_416


def test_the_boiler_that_is_displaced() -> None:
    """Gas boiler: 0.01532 · 0.99 · 44/12 / 0.9 = 0.06179067 tCO2/GJ; 48 000 GJ give 2 965.952 in place of 5 280: 59 890.688."""
    boiler = {"fuel": "natural-gas", "efficiency": 0.9}
    result = mined(a_year(), design(MINE, displaced_boiler=boiler))
    assert result.years[0].values["heat_baseline"] == pytest.approx(2_965.952, abs=1e-3)
    assert result.tonnes == 59_890
    said = {reason.name for reason in result.provisional}
    assert "displaced_boiler" in said
    assert "methodology.ccer-10-001-v01.heat_emission_factor" not in said
    heat = estimate(with_design(example("CCER-01-003-V01"), displaced_boiler=boiler))
    assert heat.years[0].values["baseline_emissions"] == pytest.approx(120_000 * 0.06179066667, abs=1e-3)


@pytest.mark.parametrize(
    "boiler",
    [
        {"fuel": "natural-gas"},
        {"fuel": "natural-gas", "efficiency": 90},
        {"fuel": "natural-gas", "efficiency": 0},
        {"fuel": "peat", "efficiency": 0.8},
        "raw-coal",
    ],
)
def test_an_unusable_boiler(boiler: Any) -> None:
    with pytest.raises(BadInput):
        mined(a_year(), design(MINE, displaced_boiler=boiler))


def test_a_boiler_and_a_factor_are_one_too_many() -> None:
    both = {"displaced_boiler": {"fuel": "natural-gas", "efficiency": 0.9}, "heat_emission_factor": 0.1}
    with pytest.raises(BadInput, match="is given too"):
        mined(a_year(), design(MINE, **both))


# the standard state of volumes


def test_methane_at_20_degrees() -> None:
    """600e6 · 0.0058 · 0.0006679 = 2 324.292 t; · (28 − 2.75) = 58 688.373; + 5 280 − 6 060.48 = 57 907.893."""
    assert mined(a_year(), design(MINE, volume_at="20c")).tonnes == 57_907
    with pytest.raises(BadInput, match="volume_at"):
        mined(a_year(), design(MINE, volume_at="15c"))


@pytest.mark.parametrize("code", ["CCER-10-002-V01", "CCER-10-003-V01", "CCER-10-004-V01"])
def test_gas_by_composition_at_20_degrees(code: str) -> None:
    """One carbon atom a molecule: 1e6 m3 · 12.011 / 24.0551 / 1000 · 0.98 · 44/12 = 1 794.2 t; at 0 °C 12.011 / 22.414: 1 925.6 t."""
    facts: dict[str, Any] = {
        "gas_basis": "composition",
        "composition": {"CH4": 1.0},
        "annual_gas_recovered": 1_000_000,
        "annual_grid_electricity": 0,
    }
    project = replace(MINE, methodology=code, networking_completed=None, site={}, design=facts)
    for state, litres in (("0c", 22.414), ("20c", 22.414 * 293.15 / 273.15)):
        found = estimate(design(project, volume_at=state)).years[0].values["emission_reductions"]
        assert found == pytest.approx(1e6 * 12.011 / litres / 1000 * 0.98 * 44 / 12, rel=1e-7)


# what a row check needs


def test_drained_gas_needs_its_pump_and_its_methane() -> None:
    """Blended in without the pump's outlet, or without its methane: none of the twelve intervals counts, its electricity does."""
    for there in ({"pump_outlet_volume": 100.0}, {"drained_gas_share": 0.05}, {}):
        result = mined(a_year(drained_gas_in=100.0, **there))
        assert result.years[0].values["methane_destroyed"] == 0
        assert result.years[0].values["emission_reductions"] == pytest.approx(-6_060.48)
        assert {a.cite for a in result.adjustments} == {"ccer-10-001-v01/applicability/item-b"}


# lamps


def test_a_segment_by_its_lamps() -> None:
    """Interior as 945 lamps of 100 W = 94.5 kW, as it is by area: nothing changes. Both ways at once are refused."""
    project = example("CCER-07-001-V01")
    entrance, interior = project.design["segments"]
    lamps = {
        "name": interior["name"],
        "annual_hours": interior["annual_hours"],
        "lamp_power_w": 100,
        "lamps": 945,
    }
    by_lamp = with_design(project, segments=[entrance, lamps])
    assert estimate(by_lamp).years[0].values == pytest.approx(estimate(project).years[0].values)
    rows = [
        month("2026-01", "lit_hours", 360.0, "入口段", "h"),
        month("2026-01", "lit_hours", 720.0, "中间段", "h"),
        month("2026-01", "grid_electricity", 30.0, "照明回路", "MWh"),
    ]
    assert account(by_lamp, rows, "2026-01", "2026-01").tonnes == 27
    with pytest.raises(BadInput, match="both by area and by lamp"):
        estimate(with_design(project, segments=[entrance, interior | {"lamps": 10}]))
    with pytest.raises(BadInput, match="lamps"):
        estimate(with_design(project, segments=[entrance, {k: v for k, v in lamps.items() if k != "lamps"}]))


# networking


@pytest.mark.parametrize(
    ("began", "done", "outcome"),
    [
        ("2025-12-01", "2025-12-31", "met"),
        ("2025-12-01", "2025-12-30", "not-met"),
        ("2026-01-31", "2026-02-28", "met"),
        ("2026-01-31", "2026-02-27", "not-met"),
        (None, "2025-12-31", "unknown"),
        ("2025-12-01", None, "unknown"),
    ],
)
def test_the_trial_lasts_a_month(began: str | None, done: str | None, outcome: str) -> None:
    """First and last day included: 1 to 31 December is a month, 31 January to 28 February is one."""
    site = MINE.site | {"networking_trial_started": began, "upload_interval_seconds": 1}
    assert found(site, done)["ccer-10-001.networking_trial"] == outcome


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(1, "met"), (0.5, "met"), (5, "not-met"), (0, "not-met"), (None, "unknown")]
)
def test_key_data_are_uploaded_each_second(seconds: float | None, outcome: str) -> None:
    """The final text asks for 1 s; 5 s was the draft's."""
    site = MINE.site | {"networking_trial_started": "2025-11-01", "upload_interval_seconds": seconds}
    assert found(site, "2025-12-31")["ccer-10-001.upload_interval"] == outcome


def found(site: dict[str, Any], done: str | None) -> dict[str, str]:
    project = replace(MINE, site=site, networking_completed=day(done) if done else None)
    filing = Reduction(project=project, period=Period(day("2026-03-01"), day("2026-06-30")))
    at = AsOf(corpus(), day("2026-11-21"))
    decision = decide(Stage.REDUCTION, filing, at, methodology=MINE.methodology)
    return {f.rule: f.outcome for f in decision.findings}


def test_an_estimate_says_what_lies_before_networking() -> None:
    """Crediting from 1 January 2025, trial completed 10 March: 31 + 28 + 10 = 69 days."""
    late = estimate(replace(MINE, networking_completed=day("2025-03-10")))
    (reason,) = [r for r in late.provisional if r.name == "networking_completed"]
    assert "first 69 days" in reason.why.en
    assert late.tonnes == estimate(MINE).tonnes
    assert "networking_completed" not in {r.name for r in estimate(MINE).provisional}


def test_months_on() -> None:
    assert [add_months(day(d), 1) for d in ("2025-12-15", "2026-01-31", "2024-01-29")] == [
        day("2026-01-15"),
        day("2026-03-01"),
        day("2024-02-29"),
    ]
    assert TODAY.on == day("2026-11-21")
