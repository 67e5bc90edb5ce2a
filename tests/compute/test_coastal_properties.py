"""What must hold of removals achieved on any coast and behind any dam, whatever the figures: in proportion to area, the same for two halves
and in any order, nothing from nothing, and no correction that adds a credit. The same of the designs is in `tests/parity/test_sinks.py`."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.compute.readings import Reading, Readings
from ccer.compute.survey import FieldSurvey, PlotSurvey, TreeRow
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT: Final = AsOf(corpus(), day("2026-11-21"))
MANGROVE, MARSH, SEAGRASS = "CCER-14-002-V01", "CCER-14-003-V01", "CCER-14-004-V01"
DAM: Final = "CCER-CHECK-DAM-SINK-V01"
DAYS: Final = (day("2022-01-01"), day("2024-01-01"), day("2026-01-01"))
PERIOD: Final = Period(day("2022-07-01"), day("2025-06-30"))
COUNTS = st.lists(st.integers(18, 22), min_size=3, max_size=5)
AREA = st.floats(0.1, 500)
SHARE = st.floats(0, 1)
Strata = list[tuple[float, list[int]]]
every = pytest.mark.parametrize("code", [MANGROVE, MARSH, SEAGRASS])
quick = settings(max_examples=12, deadline=None)


def achieved(
    code: str, strata: Strata, *, mixed: int | None = None, stratum: Any = None, **design: Any
) -> tuple[Any, int]:
    """Removals of each year and whole tonnes from strata of an area [ha] whose plots grow by so many stems, or tenths of tC/ha, a survey."""
    entries = [
        {"name": f"S{n}", "area_ha": area, "cover": 0.6, **(stratum or {})}
        for n, (area, _) in enumerate(strata)
    ]
    survey, stated = FieldSurvey(), {}
    if code == MANGROVE:
        survey = _trees(strata, mixed)
    else:
        stated = {"biomass_plots": {"surveys": [_stated(strata, n, on) for n, on in enumerate(DAYS)]}}
    if mixed is not None:
        random.Random(mixed).shuffle(entries)
    project = Project(
        name="示例海岸",
        methodology=code,
        crediting=Period(day("2021-01-01"), day("2040-12-31")),
        design={"strata": entries, **stated, **design},
    )
    found = load(code).ex_post(project, survey, period=PERIOD, at=AT, factors=None, factor_day=AT.on)
    return np.array([year.values["emission_reductions"] for year in found.years]), found.tonnes


def _trees(strata: Strata, mixed: int | None) -> FieldSurvey:
    plots, trees = [], []
    for n, (_, counts) in enumerate(strata):
        for place, count in enumerate(counts):
            for step, on in enumerate(DAYS):
                name = f"S{n}-{place}"
                plots.append(PlotSurvey(plot=name, stratum=f"S{n}", area_ha=0.01, surveyed_on=on))
                if count * step:
                    trees.append(
                        TreeRow(
                            plot=name,
                            species="桐花树",
                            dbh_cm=3,
                            height_m=3,
                            count=count * step,
                            surveyed_on=on,
                        )
                    )
    if mixed is not None:
        random.Random(mixed).shuffle(plots)
        random.Random(mixed).shuffle(trees)
    return FieldSurvey(plots=tuple(plots), trees=tuple(trees))


def _stated(strata: Strata, step: int, on: dt.date) -> dict[str, Any]:
    return {
        "on": on,
        "strata": {f"S{n}": [count * step / 10 for count in counts] for n, (_, counts) in enumerate(strata)},
    }


@every
@quick
@given(AREA, COUNTS, st.floats(0.1, 50))
def test_linear_in_area(code: str, area: float, counts: list[int], times: float) -> None:
    one, more = (achieved(code, [(size, counts)])[0] for size in (area, area * times))
    assert more == pytest.approx(times * one, rel=1e-9)
    assert (one > 0).all()


@every
@quick
@given(AREA, COUNTS)
def test_two_halves_with_the_same_plots_are_the_whole(code: str, area: float, counts: list[int]) -> None:
    """Of each half as many plots are known as of the whole: the estimate is the same, its error no larger."""
    even = [round(sum(counts) / len(counts))] * len(counts)
    whole, halves = achieved(code, [(area, even)]), achieved(code, [(area / 2, even)] * 2)
    assert halves[0] == pytest.approx(whole[0], rel=1e-9)
    spread = achieved(code, [(area / 2, counts)] * 2)[0]
    assert (spread >= achieved(code, [(area, counts)])[0] - 1e-9).all()


@every
@quick
@given(st.lists(st.tuples(AREA, COUNTS), min_size=2, max_size=4), st.integers(0, 2**32))
def test_the_order_of_rows_says_nothing(code: str, strata: Strata, seed: int) -> None:
    straight, mixed = achieved(code, strata), achieved(code, strata, mixed=seed)
    assert mixed[0] == pytest.approx(straight[0], rel=1e-9)
    assert mixed[1] == straight[1]


@every
@quick
@given(AREA)
def test_nothing_gives_nothing(code: str, area: float) -> None:
    nothing = {"soil": {"rate": 0, "source": "示例"}}
    found, tonnes = achieved(code, [(area, [0, 0, 0])], stratum=nothing)
    assert (found.tolist(), tonnes) == ([0.0] * 4, 0)


@every
@quick
@given(COUNTS, st.floats(0, 0.99), st.floats(0, 0.99))
def test_a_larger_deduction_never_gives_more(code: str, counts: list[int], one: float, other: float) -> None:
    low, high = (
        achieved(
            code,
            [(10.0, counts)],
            official={"nonpermanence_deduction": {"value": share, "source": "示例"}},
        )[0]
        for share in sorted((one, other))
    )
    assert (high <= low + 1e-9).all()


@every
@quick
@given(SHARE, SHARE)
def test_more_foreign_carbon_never_gives_more(code: str, one: float, other: float) -> None:
    low, high = (
        achieved(code, [(10.0, [20, 20])], stratum={"allochthonous": share})[0]
        for share in sorted((one, other))
    )
    assert (high <= low + 1e-9).all()


@every
@quick
@given(st.floats(0, 40), st.sampled_from([[20, 20], [19, 20, 21], [17, 20, 23, 20]]))
def test_gases_of_the_soil_never_add_a_credit(code: str, salinity: float, counts: list[int]) -> None:
    stratum = {"salinity_ppt": salinity}
    without, counted = (
        achieved(code, [(10.0, counts)], stratum=stratum, soil_gases=held)[0] for held in (False, True)
    )
    assert (counted < without).all()


@every
@quick
@given(st.floats(0, 50), st.floats(0, 50))
def test_more_erosion_never_gives_more(code: str, one: float, other: float) -> None:
    low, high = (
        achieved(
            code,
            [(10.0, [20, 20])],
            stratum={"erosion": [{"on": day("2024-08-20"), "carbon_tc_ha": carbon, "source": "示例"}]},
        )[0]
        for carbon in sorted((one, other))
    )
    assert (high <= low + 1e-9).all()


@every
@quick
@given(st.floats(0, 400), st.floats(0, 400))
def test_a_cap_never_adds_a_credit_and_a_larger_baseline_never_gives_more(
    code: str, one: float, other: float
) -> None:
    free = achieved(code, [(10.0, [20, 20])])[0]
    low, high = (
        achieved(
            code,
            [(10.0, [20, 20])],
            stratum={"soil_cap": {"project_tc_ha": 300, "baseline_tc_ha": baseline, "source": "示例"}},
        )[0]
        for baseline in sorted((one, other))
    )
    assert low.sum() <= free.sum() + 1e-9
    assert high.sum() <= low.sum() + 1e-9


@every
@quick
@given(st.integers(0, 4), st.integers(0, 4))
def test_a_wider_spread_of_plots_never_gives_more(code: str, one: int, other: int) -> None:
    """The same mean of 20 from plots further apart."""
    low, high = (achieved(code, [(10.0, [20 - s, 20, 20 + s, 20])])[0] for s in sorted((one, other)))
    assert (high <= low + 1e-9).all()


# the dam: its rows of surveys


def trapped(rows: list[tuple[int, float, float]], mineralised: float = 0.4, deduction: float = 0.01) -> Any:
    """Removals of 2025 from rows of month, sediment [t] and its carbon share."""
    found = []
    for place, (month, sediment, share) in enumerate(rows):
        first = dt.date(2025, month, 1)
        last = dt.date(2025, month, 28)
        for name, value, unit in (
            ("sediment_trapped", sediment, "t"),
            ("sediment_carbon_share", share, "tC/t"),
        ):
            found.append(Reading(first, last, f"D{place}", name, value, unit))
    project = Project(
        name="示例淤地坝",
        methodology=DAM,
        crediting=Period(day("2025-01-01"), day("2044-12-31")),
        design={
            "mineralised_share": mineralised,
            "official": {"nonpermanence_deduction": {"value": deduction, "source": "示例"}},
        },
    )
    result = load(DAM).ex_post(
        project,
        Readings(tuple(found), "sediment.csv"),
        period=Period(day("2025-01-01"), day("2025-12-31")),
        at=AT,
        factors=None,
        factor_day=AT.on,
    )
    return result.years[0].values["emission_reductions"]


DAM_ROWS = st.lists(
    st.tuples(st.integers(1, 12), st.floats(1, 1e6), st.floats(0.001, 0.1)), min_size=1, max_size=4
)


@quick
@given(DAM_ROWS, st.integers(0, 2**32))
def test_a_dam_in_halves_and_in_any_order(rows: list[tuple[int, float, float]], seed: int) -> None:
    halves = [(month, sediment / 2, share) for month, sediment, share in rows for _ in range(2)]
    random.Random(seed).shuffle(halves)
    assert trapped(halves) == pytest.approx(trapped(rows), rel=1e-9)


@quick
@given(DAM_ROWS, SHARE, SHARE, st.floats(0, 0.99), st.floats(0, 0.99))
def test_corrections_of_a_dam_never_add_a_credit(
    rows: list[tuple[int, float, float]], one: float, other: float, low: float, high: float
) -> None:
    few, much = sorted((one, other))
    small, large = sorted((low, high))
    assert trapped(rows, much) <= trapped(rows, few) + 1e-9
    assert trapped(rows, deduction=large) <= trapped(rows, deduction=small) + 1e-9


def dam_design(**design: float) -> Any:
    project = Project(
        name="示例淤地坝",
        methodology=DAM,
        crediting=Period(day("2025-01-01"), day("2044-12-31")),
        design={"annual_sediment_trapped": 1e4, "sediment_carbon_share": 0.01, "mineralised_share": 0.4}
        | design,
    )
    found = load(DAM).ex_ante(project, at=AT, factors=None, factor_day=AT.on)
    return np.array([year.values["emission_reductions"] for year in found.years])


@quick
@given(st.floats(1, 1e5), st.floats(0.1, 50), SHARE, SHARE)
def test_the_design_of_a_dam(sediment: float, times: float, one: float, other: float) -> None:
    """In proportion to its sediment, nothing from nothing, and no more for more that is mineralised otherwise."""
    base = dam_design(annual_sediment_trapped=sediment)
    assert dam_design(annual_sediment_trapped=sediment * times) == pytest.approx(times * base, rel=1e-9)
    few, much = sorted((one, other))
    assert (dam_design(mineralised_share=much) <= dam_design(mineralised_share=few) + 1e-9).all()
    assert not dam_design(sediment_carbon_share=0.0).any()
