"""Sinks after the fact, by their plots: in proportion to area, the same for two halves and in any order, nothing from nothing, and no doubt
of sampling, risk or foreign carbon that adds a credit. `test_sinks` holds the same of designs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.compute.plots_table import PlotBiomass, PlotTable
from ccer.compute.survey import FieldSurvey, PlotSurvey, TreeRow
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.rules.subjects import Period, Project

from .test_sinks import AFFORESTATION, AT, MANGROVE, MARSH, SEAGRASS, STRATA

THEN, NOW = dt.date(2026, 1, 1), dt.date(2028, 1, 1)
PERIOD: Final = Period(THEN, dt.date(2027, 12, 31))
Strata = Sequence[tuple[float, Sequence[int]]]
"""Area, and of each plot what has grown since the first survey."""
every = pytest.mark.parametrize("code", list(STRATA))
coast = pytest.mark.parametrize("code", [MANGROVE, MARSH, SEAGRASS])
few = settings(max_examples=8, deadline=None)
grown = st.lists(st.integers(19, 21), min_size=3, max_size=6)
"""Plots near enough to each other that nothing is deducted."""


def removed(code: str, strata: Strata, soil: float = 1.0, order: int = 1, **design: Any) -> float:
    """Removals of two years. [tCO2e]"""
    named = {f"S{n}": one for n, one in enumerate(strata)}
    held = {"soil": {"rate": soil, "source": "示例"}, **design.pop("stratum", {})}
    stated = [{"name": name, "area_ha": area, **STRATA[code], **held} for name, (area, _) in named.items()]
    data, more = evidence(code, {name: values for name, (_, values) in named.items()}, order)
    if code == AFFORESTATION:
        assert isinstance(data, PlotTable)
        data = PlotTable(rows=data.rows, areas={name: area for name, (area, _) in named.items()})
        stated = []
    project = Project(
        name="示例碳汇",
        methodology=code,
        crediting=Period(dt.date(2026, 1, 1), dt.date(2045, 12, 31)),
        design={"strata": stated[::order], "baseline_strata": [], **more, **design},
    )
    try:
        years = load(code).ex_post(project, data, period=PERIOD, at=AT, factors=None, factor_day=AT.on).years
    except BadInput as refusal:
        if "sampling error" not in str(refusal):
            raise
        years = ()
    return sum(year.values["emission_reductions"] for year in years)


def evidence(code: str, values: dict[str, Sequence[int]], order: int) -> tuple[Any, dict[str, Any]]:
    """The plots as the methodology takes them: biomass of plots, trees, or carbon that the project states."""
    plots = [(name, f"{name}-{n}", value) for name, held in values.items() for n, value in enumerate(held)]
    plots = plots[::order]
    if code == AFFORESTATION:
        rows = [
            PlotBiomass(plot=plot, stratum=name, surveyed_on=on, biomass=grown, carbon=grown / 2)
            for name, plot, value in plots
            for on, grown in ((THEN, 10.0), (NOW, 10.0 + value))
        ]
        return PlotTable(rows=tuple(rows), areas={}), {}
    if code == MANGROVE:
        surveys = [
            PlotSurvey(plot=plot, stratum=name, area_ha=0.01, surveyed_on=on)
            for name, plot, _ in plots
            for on in (THEN, NOW)
        ]
        sizes: dict[str, Any] = {"species": "桐花树", "dbh_cm": 3.0, "height_m": 3.0, "surveyed_on": NOW}
        trees = [TreeRow(plot=plot, count=value, **sizes) for _, plot, value in plots if value]
        return FieldSurvey(plots=tuple(surveys), trees=tuple(trees)), {}
    stated = {
        name: {"opening": [1.0] * len(held), "closing": [1.0 + value / 10 for value in held][::order]}
        for name, held in list(values.items())[::order]
    }
    return FieldSurvey(), {"biomass_plots": {"opened_on": THEN, "closed_on": NOW, "strata": stated}}


@every
@few
@given(st.lists(st.tuples(st.floats(0.1, 500), grown), min_size=1, max_size=3), st.floats(0.1, 50))
def test_linear_in_area(code: str, strata: list[tuple[float, list[int]]], times: float) -> None:
    one = removed(code, strata)
    assert one > 0
    more = [(area * times, values) for area, values in strata]
    assert removed(code, more) == pytest.approx(times * one, rel=1e-9)


@every
@few
@given(st.floats(0.1, 500), st.integers(1, 30), st.integers(2, 5))
def test_two_equal_halves_change_nothing(code: str, area: float, value: int, plots: int) -> None:
    """Plots that are alike: two halves with as many each have twice the plots, so of any others a smaller error."""
    values = [value] * plots
    halves = [(area / 2, values), (area / 2, values)]
    assert removed(code, halves) == pytest.approx(removed(code, [(area, values)]), rel=1e-9)


@every
@few
@given(st.lists(st.tuples(st.floats(0.1, 500), grown), min_size=2, max_size=3))
def test_the_order_of_plots_and_strata_says_nothing(code: str, strata: list[tuple[float, list[int]]]) -> None:
    assert removed(code, strata, order=-1) == pytest.approx(removed(code, strata), rel=1e-9)


@every
def test_nothing_gives_nothing(code: str) -> None:
    assert removed(code, [(10.0, [0, 0, 0])], soil=0.0) == 0


@every
@few
@given(st.integers(0, 20), st.integers(0, 20))
def test_a_wider_error_of_sampling_never_gives_more(code: str, one: int, other: int) -> None:
    """Plots further apart around the same mean, until the error is too wide and nothing is accounted for."""
    low, high = sorted((one, other))
    close, wide = (removed(code, [(10.0, [20 - k, 20, 20, 20 + k])]) for k in (low, high))
    assert wide <= close + 1e-9
    assert removed(code, [(10.0, [12, 20, 20, 28])]) < removed(code, [(10.0, [20] * 4)])


@every
@few
@given(st.floats(0, 0.99), st.floats(0, 0.99))
def test_a_larger_deduction_never_gives_more(code: str, one: float, other: float) -> None:
    low, high = (
        removed(
            code,
            [(10.0, [20, 20, 20])],
            official={"nonpermanence_deduction": {"value": share, "source": "示例"}},
        )
        for share in sorted((one, other))
    )
    assert high <= low + 1e-9


@coast
@few
@given(st.floats(0, 1), st.floats(0, 1))
def test_more_foreign_carbon_never_gives_more(code: str, one: float, other: float) -> None:
    low, high = (
        removed(code, [(10.0, [20, 20, 20])], stratum={"allochthonous": share})
        for share in sorted((one, other))
    )
    assert high <= low + 1e-9
