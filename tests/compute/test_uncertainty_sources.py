"""Errors of what lies behind the years: readings of meters, strata on their curves. Against hand arithmetic and whole calculations anew."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import msgspec
import pytest

from ccer.compute.grid import grid_factors
from ccer.compute.readings import Reading, Readings
from ccer.compute.sources import listening
from ccer.compute.uncertainty import InputError, Sampling, starting_points, with_interval
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
SAMPLING = Sampling(seed=3, draws=40_000)
Z90 = 1.6448536269514722
MC = 0.02
"""Half-widths of 40 000 draws err by about 0.7 %; three times that."""


def half(found: Any) -> float:
    return (found.simulated.high - found.simulated.low) / 2


def metered(**errors: InputError) -> Any:
    """A year of two meters: 500 MWh each in every month; factor of North 2024, 0.6313."""
    method = load("CCER-01-002-V01")
    rows = []
    for number in range(1, 13):
        first = dt.date(2024, number, 1)
        last = dt.date(2024 + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)
        rows += [Reading(first, last, meter, "export", 500.0, "MWh") for meter in ("M1", "M2")]
        rows.append(Reading(first, last, "M1", "import", 0.0, "MWh"))
    project = Project(
        name="示例",
        methodology=method.code,
        province="山东省",
        crediting=Period(day("2024-01-01"), day("2033-12-31")),
    )
    with listening() as heard:
        found = method.ex_post(
            project,
            Readings(tuple(rows), "readings.csv"),
            period=Period(day("2024-01-01"), day("2024-12-31")),
            at=AT,
            factors=grid_factors(),
            factor_day=AT.on,
        )
    named = {name.replace("__", "."): error for name, error in errors.items()}
    return with_interval(method, found, named, SAMPLING, heard)


@pytest.mark.parametrize(
    ("common", "sd", "said"),
    [
        # 24 readings apart: √24 · 500 · 1 % · 0.6313
        ("", math.sqrt(24) * 5 * 0.6313, "each reading by itself"),
        ("each", math.sqrt(24) * 5 * 0.6313, "each reading by itself"),
        # a meter that reads high does so all year: √2 · 12 · 500 · 1 % · 0.6313
        ("meter", math.sqrt(2) * 60 * 0.6313, "one error for each meter, in all its readings (systematic)"),
        # both from one calibration bench: 24 · 500 · 1 % · 0.6313
        ("all", 120 * 0.6313, "one error for all of them (systematic)"),
    ],
)
def test_a_meter_class_through_the_months(common: str, sd: float, said: str) -> None:
    found = metered(exports__metered=InputError("normal", 0.01, common=common))
    assert half(found) == pytest.approx(Z90 * sd, rel=MC)
    assert found.simulated.stated[0].en.endswith(said)
    assert found.simulated.stated[0].zh.startswith("上网电量读数·")


def test_the_error_of_a_year_stands_for_those_of_its_readings() -> None:
    found = metered(exported_energy=InputError("normal", 0.01))
    assert half(found) == pytest.approx(Z90 * 120 * 0.6313, rel=MC)


# Strata

FIR = {"planted": day("2016-01-01"), "species": "杉木", "curve": {"form": "richards", "limit": 200, "rate": 0.1, "shape": 2}}  # fmt: skip
PINE = {
    "planted": day("2018-01-01"),
    "species": "马尾松",
    "measure": "above",
    "curve": {"form": "logistic", "limit": 90, "scale": 30, "rate": 0.2},
}


def planted(*strata: dict[str, Any], code: str = "CCER-14-001-V01", **design: Any) -> Project:
    rows = [{"name": f"S{n}", "area_ha": 10.0 * n, **held} for n, held in enumerate(strata, 1)]
    return Project(
        name="示例碳汇",
        methodology=code,
        crediting=Period(day("2026-01-01"), day("2035-12-31")),
        design={"strata": rows, "baseline_strata": [], **design},
    )


def estimated(project: Project, **errors: InputError) -> Any:
    method = load(project.methodology)
    with listening() as heard:
        found = method.ex_ante(project, at=AT, factors=None, factor_day=AT.on)
    return with_interval(method, found, errors, SAMPLING, heard) if errors else found


def total(project: Project) -> float:
    return math.fsum(year.values["emission_reductions"] for year in estimated(project).years)


def test_a_design_is_linear_in_areas_and_in_the_curve_as_a_whole() -> None:
    """S1 and S2 apart: relative √(T₁² + T₂²)/(T₁ + T₂) of the error; together: the error itself. T₁ and T₂ are whole calculations of one
    stratum each."""
    both = planted(FIR, PINE)
    one, two = total(planted(FIR)), total(planted(PINE)) * 2
    apart = math.hypot(one, two) / (one + two)
    for name in ("area", "growth", "strata.limit"):
        for common, share in (("", apart), ("all", 1.0)):
            found = estimated(both, **{name: InputError("normal", 0.04, common=common)})
            assert found.simulated.relative == pytest.approx(Z90 * 0.04 * share, rel=MC), (name, common)
            assert found.simulated.stated[0].zh.startswith("碳层·")


def test_what_a_species_table_gives_errs_alike_in_all_strata_of_the_species() -> None:
    twice = planted(FIR, FIR)
    assert estimated(twice, density=InputError("normal", 0.04)).simulated.relative == pytest.approx(
        Z90 * 0.04, rel=MC
    )
    # areas of 10 and 20 ha: √(1 + 4)/3
    each = estimated(twice, density=InputError("normal", 0.04, common="each"))
    assert each.simulated.relative == pytest.approx(Z90 * 0.04 * math.sqrt(5) / 3, rel=MC)


@pytest.mark.parametrize(
    ("name", "stratum"), [("rate", FIR), ("shape", FIR), ("scale", PINE), ("root_shoot", PINE)]
)
def test_a_small_error_of_a_coefficient_is_its_slope(name: str, stratum: dict[str, Any]) -> None:
    """To first order the spread is the slope of the total, here between two whole calculations 0.2 % apart."""
    error = 0.002

    def moved(share: float) -> Project:
        if name == "root_shoot":
            return planted(stratum | {"root_shoot": 0.187 * (1 + share)})
        held = stratum["curve"]
        return planted(stratum | {"root_shoot": 0.187, "curve": held | {name: held[name] * (1 + share)}})

    slope = abs(total(moved(error / 2)) - total(moved(-error / 2)))
    found = estimated(moved(0.0), **{f"strata.{name}": InputError("normal", error)})
    assert half(found) == pytest.approx(Z90 * slope, rel=MC)


def test_pools_that_follow_the_trees_err_with_them() -> None:
    """Dead wood and litter are shares of the trees: an error of all growth is one of the whole total."""
    project = planted(FIR, pools=["dead_wood", "litter"], climate="temperate")
    found = estimated(project, growth=InputError("normal", 0.04))
    assert found.simulated.relative == pytest.approx(Z90 * 0.04, rel=MC)


POND = {"planted": day("2021-01-01"), "species": "秋茄", "cover": 0.6, "growth": {"table": {0: 0, 20: 100}, "source": "示例"}}  # fmt: skip


@pytest.mark.parametrize("name", ["growth", "soil"])
def test_plants_and_soil_of_a_mangrove_apart(name: str) -> None:
    """What the plants give is the whole less the whole without growth; the soil is the rest. Each errs by itself."""
    whole = total(planted(POND, code="CCER-14-002-V01"))
    bare = total(planted({k: v for k, v in POND.items() if k != "growth"}, code="CCER-14-002-V01"))
    part = bare if name == "soil" else whole - bare
    found = estimated(planted(POND, code="CCER-14-002-V01"), **{f"strata.{name}": InputError("normal", 0.05)})
    assert half(found) == pytest.approx(Z90 * 0.05 * part, rel=MC)


def test_what_can_be_in_error_is_listed_with_what_lies_behind_it() -> None:
    method, project = load("CCER-14-001-V01"), planted(FIR, PINE)
    with listening() as heard:
        found = method.ex_ante(project, at=AT, factors=None, factor_day=AT.on)
    listed = starting_points(method, found, (), heard)
    assert listed[0] == "tree_change"
    assert {"strata.area", "strata.growth", "strata.density", "strata.rate", "strata.scale"} <= set(listed)
    assert "strata.density" not in starting_points(method, found)


def test_two_calculations_heard_together_keep_apart() -> None:
    """An assessment hears its estimate and its filings; each is only told of its own."""
    method, project = load("CCER-14-001-V01"), planted(FIR)
    smaller = msgspec.structs.replace(
        project, design={**project.design, "strata": [{"name": "S1", "area_ha": 1.0, **PINE}]}
    )
    with listening() as heard:
        found = method.ex_ante(project, at=AT, factors=None, factor_day=AT.on)
        method.ex_ante(smaller, at=AT, factors=None, factor_day=AT.on)
    drawn = with_interval(method, found, {"area": InputError("normal", 0.04)}, SAMPLING, heard)
    assert drawn.simulated is not None
    assert drawn.simulated.relative == pytest.approx(Z90 * 0.04, rel=MC)
