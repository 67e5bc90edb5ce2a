"""Tunnel lighting by hand; the equations are stand-ins, so the cases show their arithmetic and nothing official.

Entrance 8 W/m² · 200 m · 10.5 m = 16.8 kW, interior 3 W/m² · 3 000 m · 10.5 m = 94.5 kW.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ccer.compute.meters import Status
from ccer.core.errors import BadInput
from ccer.rules import Stage, decide

from .quantity_rows import TODAY, account, day, estimate, example, month, with_design

CODE = "CCER-07-001-V01"
PROJECT = example(CODE)


def readings(hours: float = 720.0, **changes: Any) -> list[Any]:
    return [
        month("2026-01", "lit_hours", 360.0, "入口段", "h"),
        month("2026-01", "lit_hours", hours, "中间段", "h", **changes),
        month("2026-01", "grid_electricity", 30.0, "照明回路", "MWh"),
    ]


def test_a_year_of_the_design() -> None:
    """16.8 kW · 4 380 h = 73.584 MWh; 94.5 kW · 8 760 h = 827.82 MWh; less 350 MWh = 551.404 MWh · 0.6313 = 348.101 t."""
    result = estimate(PROJECT)
    assert result.years[0].values["baseline_electricity"] == pytest.approx(901.404, abs=1e-9)
    assert result.years[0].values["emission_reductions"] == pytest.approx(348.1013452, abs=1e-6)
    assert ([year.tonnes for year in result.years], result.tonnes) == ([348] * 10, 3_480)
    assert (result.provisional[0].name, result.provisional[0].mark) == ("proxy", "uncertain")
    assert (result.methodology, result.kind) == (CODE, "ex-ante")


def test_a_month_of_readings() -> None:
    """16.8 kW · 360 h = 6.048 MWh; 94.5 kW · 720 h = 68.04 MWh; (74.088 − 30) · 0.6313 = 27.8327… t → 27."""
    result = account(PROJECT, readings(), "2026-01", "2026-01")
    assert result.years[0].values["baseline_electricity"] == pytest.approx(74.088, abs=1e-9)
    assert result.years[0].values["emission_reductions"] == pytest.approx(27.8327544, abs=1e-6)
    assert result.tonnes == 27
    assert "proxy" in {reason.name for reason in result.provisional}


def test_hours_of_an_uncalibrated_counter_are_lowered() -> None:
    """Class 1: 720 h · 0.99 = 712.8 h · 94.5 kW = 67.3596 MWh instead of 68.04; 0.6804 MWh · 0.6313 = 0.4295 t less."""
    late = readings(status=Status.UNCALIBRATED, meter_class="1.0")
    result = account(PROJECT, late, "2026-01", "2026-01")
    assert result.years[0].values["emission_reductions"] == pytest.approx(27.8327544 - 0.42953652, abs=1e-6)
    assert [(entry.before, entry.after) for entry in result.adjustments] == [(720.0, pytest.approx(712.8))]


def test_only_what_came_after_networking_counts() -> None:
    project = replace(PROJECT, networking_completed=day("2026-01-31"))
    rows = [
        *readings(),
        *(replace(row, first_day=day("2026-02-01"), last_day=day("2026-02-28")) for row in readings(600.0)),
    ]
    result = account(project, rows, "2026-01", "2026-02")
    assert result.period == (day("2026-02-01"), day("2026-02-28"))
    assert result.years[0].values["baseline_electricity"] == pytest.approx(6.048 + 56.7, abs=1e-9)


@pytest.mark.parametrize(
    "segments",
    [
        None,
        [],
        "入口段",
        [{"power_density_w_m2": 8, "length_m": 200, "width_m": 10.5, "annual_hours": 4380}],
        [{"name": "a", "power_density_w_m2": -8, "length_m": 200, "width_m": 10.5, "annual_hours": 4380}],
        [{"name": "a", "length_m": 200, "width_m": 10.5, "annual_hours": 4380}],
        [{"name": "a"}, {"name": "a"}],
    ],
)
def test_unusable_segments(segments: Any) -> None:
    with pytest.raises(BadInput, match=r"design\.segments"):
        estimate(with_design(PROJECT, segments=segments))


def test_a_segment_the_design_does_not_name() -> None:
    rows = [*readings(), month("2026-01", "lit_hours", 100.0, "出口段", "h")]
    with pytest.raises(BadInput, match="出口段"):
        account(PROJECT, rows, "2026-01", "2026-01")


@pytest.mark.parametrize(("known", "outcome"), [(True, "met"), (False, "not-met"), (None, "unknown")])
def test_scope(known: bool | None, outcome: str) -> None:
    project = replace(PROJECT, site={} if known is None else {"highway_tunnel_lighting": known})
    found = {f.rule: f for f in decide(Stage.ELIGIBILITY, project, TODAY).findings}
    assert found["ccer-07-001.scope"].outcome == outcome
    assert found["ccer-07-001.scope"].provisional
    assert found["ccer-07-001.additionality"].outcome == outcome
