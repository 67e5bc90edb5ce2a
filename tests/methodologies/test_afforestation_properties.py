"""CCER-14-001-V01: what must hold for any numbers, before the fact and after it, trees of plots included."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccer.compute.plots_table import PlotBiomass, PlotTable
from ccer.compute.result import Calculation
from ccer.compute.survey import FieldSurvey, ParcelArea, PlotSurvey, TreeRow
from ccer.core.errors import BadInput
from ccer.rules.subjects import Period, Project

from ..cases.test_ccer_14_001 import METHOD, PROJECT, STRATUM, TODAY, day, design, total

THEN, NOW = day("2021-06-01"), day("2026-06-01")
PERIOD = Period(day("2021-06-02"), NOW)
MANY = settings(max_examples=30, deadline=None)
stems = st.lists(st.tuples(st.floats(1, 60), st.floats(1.5, 40)), min_size=1, max_size=6)
stands = st.lists(stems, min_size=3, max_size=4)


def field(plots: list[list[tuple[float, float]]], areas: dict[str, float], gain: float = 1.2) -> FieldSurvey:
    """The same plots of firs in every stratum, at the second survey thicker by ``gain``."""
    rows, trees = [], []
    for name in areas:
        for place, sizes in enumerate(plots):
            plot = f"{name}{place}"
            for on, grown in ((THEN, 1.0), (NOW, gain)):
                rows.append(PlotSurvey(plot=plot, area_ha=0.06, surveyed_on=on, stratum=name))
                trees += [
                    TreeRow(plot=plot, species="chinese-fir", dbh_cm=d * grown, height_m=h, surveyed_on=on)
                    for d, h in sizes
                ]
    parcels = tuple(ParcelArea(parcel=name, stratum=name, measured_ha=ha) for name, ha in areas.items())
    return FieldSurvey(plots=tuple(rows), trees=tuple(trees), parcels=parcels)


def achieved(data: FieldSurvey | PlotTable, project: Project = PROJECT) -> Calculation:
    return METHOD.ex_post(project, data, period=PERIOD, at=TODAY)


WIDE = design(official={"precision_table.ar-cm-001": {"value": "9999: 0.06", "source": "x"}})
"""A table without a refusal, so that any plots will do."""


@MANY
@given(stands, st.floats(0.5, 5000), st.floats(1.1, 50))
def test_plots_are_linear_in_area(plots: list[Any], area: float, times: float) -> None:
    one, more = (achieved(field(plots, {"A": a, "B": a / 3}), WIDE) for a in (area, area * times))
    assert total(more) == pytest.approx(times * total(one), rel=1e-9)
    assert one.interval is not None
    assert more.interval is not None
    assert more.interval.relative == pytest.approx(one.interval.relative, rel=1e-9)


@MANY
@given(stands, st.floats(0.5, 5000))
def test_a_stratum_of_plots_in_two_equal_halves(plots: list[Any], area: float) -> None:
    whole = achieved(field(plots, {"A": area}), WIDE)
    halves = achieved(field(plots, {"A": area / 2, "B": area / 2}), WIDE)
    assert total(halves) == pytest.approx(total(whole), rel=1e-9)


@MANY
@given(stands, st.randoms(use_true_random=False))
def test_order_of_trees_plots_and_parcels_does_not_show(plots: list[Any], random: Any) -> None:
    held = field(plots, {"A": 60.0, "B": 40.0})
    mixed = {
        name: tuple(random.sample(getattr(held, name), len(getattr(held, name))))
        for name in ("plots", "trees", "parcels")
    }
    one, other = achieved(held, WIDE), achieved(replace(held, **mixed), WIDE)
    assert total(other) == pytest.approx(total(one), rel=1e-12)
    assert [year.tonnes for year in other.years] == [year.tonnes for year in one.years]


@MANY
@given(stands)
def test_a_tree_written_as_many_or_as_a_count(plots: list[Any]) -> None:
    held = field(plots, {"A": 10.0})
    threefold = achieved(replace(held, trees=held.trees * 3), WIDE)
    counted = achieved(replace(held, trees=tuple(replace(tree, count=3) for tree in held.trees)), WIDE)
    assert total(counted) == pytest.approx(total(threefold), rel=1e-12)


@MANY
@given(stands, st.floats(1.0, 1.5), st.floats(1.0, 1.5))
def test_what_grew_more_is_credited_more(plots: list[Any], one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert (
        total(achieved(field(plots, {"A": 10.0}, low), WIDE))
        <= total(achieved(field(plots, {"A": 10.0}, high), WIDE)) + 1e-9
    )


def test_no_growth_no_removal() -> None:
    still = achieved(field([[(12.0, 8.0)]] * 3, {"A": 10.0}, gain=1.0))
    assert total(still) == pytest.approx(0.0, abs=1e-9)
    assert still.tonnes == 0


# Every correction takes something off, and the more the larger it is.


def rows(then: float, now: float, spread: float) -> PlotTable:
    held = [
        PlotBiomass(plot=f"A{n}", stratum="A", surveyed_on=on, biomass=mean + d, carbon=(mean + d) / 2)
        for on, mean, s in ((THEN, then, 1.0), (NOW, now, spread))
        for n, d in enumerate((-s, 0.0, s))
    ]
    return PlotTable(rows=tuple(held), areas={"A": 100.0})


@MANY
@given(
    st.floats(10, 60),
    st.floats(10, 60),
    st.floats(0, 8),
    st.floats(0, 8),
    st.sampled_from(["ar-cm-001", "ar-tool14"]),
)
def test_a_wider_error_never_gives_more(then: float, now: float, one: float, other: float, way: str) -> None:
    """For a gain and for a loss; an error beyond the table gives nothing at all, where anything is credited."""
    assume(abs(now - then) > 1e-6)
    found = []
    for spread in sorted((one, other)):
        try:
            found.append(total(achieved(rows(then, now, spread), design(precision_way=way))))
        except BadInput:
            found.append(float("-inf"))
    assert found[1] <= found[0] + 1e-9
    free = (now - then) * 100 * 0.5 * 44 / 12 * 0.9
    assert found[0] <= free + 1e-6


def taken(name: str, size: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """Design and monitoring with one correction of a size."""
    baseline = STRATUM | {"name": "B", "area_ha": size or 1e-9}
    return {
        "nonpermanence": (
            {"official": {"nonpermanence_deduction": {"value": size / 100, "source": "x"}}},
            {},
        ),
        "leakage": ({"official": {"leakage": {"value": size, "source": "x"}}}, {}),
        "baseline": ({"baseline_strata": [baseline]}, {}),
        "displacement": (
            {"displacement": [{"on": "2022-03-01", "area_ha": size, "tree_t_ha": 40, "source": "x"}]},
            {},
        ),
        "fire": (
            {"official": {"fire.area_share_min": {"value": 0, "source": "x"}}},
            {"fires": [{"on": "2024-03-02", "stratum": "A", "burnt_ha": size, "zone": "boreal"}]},
        ),
    }[name]


@pytest.mark.parametrize("name", ["nonpermanence", "leakage", "baseline", "displacement", "fire"])
@settings(max_examples=10, deadline=None)
@given(st.floats(0, 100), st.floats(0, 100))
def test_a_larger_correction_never_gives_more(name: str, one: float, other: float) -> None:
    after, before = [], []
    for size in sorted((one, other)):
        changes, monitoring = taken(name, size)
        project = replace(design(**changes), monitoring=monitoring)
        after.append(total(achieved(rows(20, 40, 1), project)))
        before.append(total(METHOD.ex_ante(project, at=TODAY)))
    free = total(
        achieved(rows(20, 40, 1), design(official={"nonpermanence_deduction": {"value": 0, "source": "x"}}))
    )
    assert after[1] <= after[0] + 1e-9
    assert before[1] <= before[0] + 1e-9
    assert after[0] <= free + 1e-9


@MANY
@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_larger_debit_leaves_less_and_never_less_than_nothing(one: int, other: int) -> None:
    found = [
        achieved(
            rows(20, 40, 1), replace(PROJECT, monitoring={"carried_debit": {"tonnes": owed, "source": "x"}})
        ).tonnes
        for owed in sorted((one, other))
    ]
    free = achieved(rows(20, 40, 1)).tonnes
    assert found == [max(0, free - owed) for owed in sorted((one, other))]


def test_optional_pools_share_the_fate_of_the_trees() -> None:
    """Temperate, 8 % dead wood and 4 % litter: 12 % more of a gain, and 12 % more of a loss."""
    chosen = design(pools=["dead_wood", "litter"], climate="temperate")
    for then, now in ((20, 40), (40, 20)):
        plain, more = achieved(rows(then, now, 1)), achieved(rows(then, now, 1), chosen)
        assert total(more) == pytest.approx(1.12 * total(plain), rel=1e-9)


def test_nothing_planted_nothing_expected() -> None:
    """A curve that has not begun by the end of the crediting period gives nothing, and so does one without its stratum's cover."""
    late = STRATUM | {"planted": "2041-01-01"}
    assert METHOD.ex_ante(design(strata=[late]), at=TODAY).tonnes == 0
    bare = design(
        strata=[{"name": "G", "pool": "shrub", "area_ha": 10, "planted": "2016-01-01",
                 "curve": {"form": "richards", "limit": 0.049, "rate": 0.3, "shape": 2}}],
        forest_biomass_t_ha=61,
    )  # fmt: skip
    assert METHOD.ex_ante(bare, at=TODAY).tonnes == 0
