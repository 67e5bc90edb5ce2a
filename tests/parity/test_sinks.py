"""Sinks by area: in proportion to it, the same for two halves and in any order, nothing from nothing, ten thousand copies ten thousand times one."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.compute.biomass_growth import Curve
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.methodologies.ccer_14_001_v01 import Stands, ex_ante_columns
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT: Final = AsOf(corpus(), day("2026-11-21"))
COPIES: Final = 10_000
AFFORESTATION, MANGROVE, MARSH, SEAGRASS = (
    "CCER-14-001-V01",
    "CCER-14-002-V01",
    "CCER-14-003-V01",
    "CCER-14-004-V01",
)
STRATA: Final[dict[str, dict[str, Any]]] = {
    AFFORESTATION: {
        "planted": day("2016-01-01"),
        "species": "杉木",
        "curve": {"form": "richards", "limit": 200, "rate": 0.1, "shape": 2},
    },
    MANGROVE: {
        "planted": day("2021-01-01"),
        "species": "秋茄",
        "cover": 0.6,
        "growth": {"table": {0: 0, 20: 100}, "source": "示例"},
    },
    MARSH: {
        "planted": day("2021-01-01"),
        "growth": {"table": {0: 0, 20: 12}, "source": "示例"},
        "carbon_fraction": 0.45,
    },
    SEAGRASS: {},
}
every = pytest.mark.parametrize("code", list(STRATA))
areas = st.lists(st.floats(0.1, 500), min_size=1, max_size=5)


def removals(
    code: str,
    sizes: list[float],
    stratum: dict[str, Any] | None = None,
    *,
    end: str = "2045-12-31",
    **design: Any,
) -> Any:
    """Expected removals of each year from strata of these areas. [tCO2e]"""
    held = STRATA[code] | (stratum or {})
    project = Project(
        name="示例碳汇",
        methodology=code,
        crediting=Period(day("2026-01-01"), day(end)),
        design={
            "strata": [{"name": f"S{n}", "area_ha": size, **held} for n, size in enumerate(sizes)],
            "baseline_strata": [],
            **design,
        },
    )
    result = load(code).ex_ante(project, at=AT, factors=None, factor_day=AT.on)
    return np.array([year.values["emission_reductions"] for year in result.years])


@every
@settings(max_examples=15, deadline=None)
@given(areas, st.floats(0.1, 50))
def test_linear_in_area(code: str, sizes: list[float], times: float) -> None:
    more = removals(code, [size * times for size in sizes])
    assert more == pytest.approx(times * removals(code, sizes), rel=1e-9)
    assert (more > 0).any()


@every
@settings(max_examples=15, deadline=None)
@given(areas)
def test_two_equal_halves_change_nothing(code: str, sizes: list[float]) -> None:
    halves = [size / 2 for size in sizes for _ in range(2)]
    assert removals(code, halves) == pytest.approx(removals(code, sizes), rel=1e-9)


@every
@settings(max_examples=15, deadline=None)
@given(areas, st.randoms(use_true_random=False))
def test_the_order_of_strata_says_nothing(code: str, sizes: list[float], random: Any) -> None:
    mixed = list(sizes)
    random.shuffle(mixed)
    assert removals(code, mixed) == pytest.approx(removals(code, sizes), rel=1e-9)


@every
@settings(max_examples=15, deadline=None)
@given(st.floats(0, 0.99), st.floats(0, 0.99))
def test_a_larger_deduction_never_gives_more(code: str, one: float, other: float) -> None:
    low, high = (
        removals(code, [10.0], official={"nonpermanence_deduction": {"value": share, "source": "示例"}})
        for share in sorted((one, other))
    )
    assert (high <= low + 1e-9).all()


@pytest.mark.parametrize("code", [MANGROVE, MARSH, SEAGRASS])
@settings(max_examples=15, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_more_foreign_carbon_never_gives_more(code: str, one: float, other: float) -> None:
    low, high = (removals(code, [10.0], {"allochthonous": share}) for share in sorted((one, other)))
    assert (high <= low + 1e-9).all()


@pytest.mark.parametrize("code", [MANGROVE, MARSH, SEAGRASS])
def test_gases_of_the_soil_never_add_a_credit(code: str) -> None:
    for salinity in (2, 10, 19, 30):
        counted = removals(code, [10.0], {"salinity_ppt": salinity}, soil_gases=True)
        assert (counted <= removals(code, [10.0], {"salinity_ppt": salinity}) + 1e-9).all()


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 200), st.floats(0, 200))
def test_a_larger_baseline_never_gives_more(one: float, other: float) -> None:
    low, high = (
        removals(
            AFFORESTATION,
            [500.0],
            baseline_strata=[{"name": "B", "area_ha": area + 1e-6, **STRATA[AFFORESTATION]}],
        )
        for area in sorted((one, other))
    )
    assert (high <= low + 1e-9).all()


@settings(max_examples=15, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 40))
def test_more_ground_under_water_never_gives_more(one: float, other: float, years: float) -> None:
    low, high = (
        removals(MANGROVE, [10.0], {"submergence": {"share": share, "years": years}}).sum()
        for share in sorted((one, other))
    )
    assert high <= low + 1e-9


@every
def test_nothing_gives_nothing(code: str) -> None:
    """Seedlings that never grow, on ground that gathers no carbon; trees that are planted after the period."""
    flat: dict[str, Any] = {"soil": {"rate": 0.0, "source": "示例"}}
    if code == AFFORESTATION:
        flat = {"planted": day("2050-01-01")}
    if code in (MANGROVE, MARSH):
        flat["growth"] = {"table": {0: 0, 20: 0}, "source": "示例"}
    assert not removals(code, [10.0], flat).any()


@pytest.mark.slow
@every
def test_ten_thousand_copies_are_ten_thousand_times_one(code: str) -> None:
    many, one = (removals(code, [10.0] * count, end="2028-12-31") for count in (COPIES, 1))
    assert len(one) == 3
    assert many == pytest.approx(COPIES * one, rel=1e-9)


def test_ten_thousand_columns_are_ten_thousand_times_one() -> None:
    """The same of parcels as columns, each beside the design of one."""
    ones = np.ones(COPIES)
    curve = Curve("richards", (200 * ones, 0.1 * ones, 2 * ones))
    stands = Stands(10 * ones, 2016 * ones, 0.307 * ones, 1.634 * ones, 0.246 * ones, 0.52 * ones, curve)
    found = ex_ante_columns(stands, np.arange(2026.0, 2047.0), 0.1)
    one = removals(AFFORESTATION, [10.0])
    assert np.allclose(found, one, rtol=1e-9, atol=0)
    assert found.sum(axis=0) == pytest.approx(COPIES * one, rel=1e-9)
