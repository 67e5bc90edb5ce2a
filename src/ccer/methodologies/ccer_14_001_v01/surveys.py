"""What two surveys say of an interval: stocks then and now, their change with its error, and the deduction for precision."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from ...compute.biomass_stand import carbon_dioxide
from ...compute.plots import Estimate, combined_change, stratified, stratified_change
from ...compute.plots_precision import Deduction
from ...compute.plots_table import PlotTable, Survey, shares_by_name, surveys_of
from ...core.errors import BadInput
from ...core.text import Text
from . import equations as eq
from . import equations_sampling as sampling
from .plan import PLAN

SampledPools = ("tree", "bamboo", "shrub")


class Interval(NamedTuple):
    """One pool between two surveys.

    Parameters
    ----------
    pool : str
    then, now : date
        Days of the surveys; the change is that of the days after the first up to the second.
    measured : float
        Change of the stock before the deduction. [tCO2e]
    credited : float
        After it. [tCO2e]
    half_width : float
        Of the measured change. [tCO2e]
    relative_error : float
        Of the biomass at the later survey. [1]
    rate : float
        Share deducted. [1]
    stock_then, stock_now : float
        [tCO2e]
    """

    pool: str
    then: dt.date
    now: dt.date
    measured: float
    credited: float
    half_width: float
    relative_error: float
    rate: float
    stock_then: float
    stock_now: float

    @property
    def days(self) -> int:
        return (self.now - self.then).days

    def share(self, first: dt.date, last: dt.date) -> float:
        """Part of the interval's days from ``first`` to ``last``, both included."""
        begin, end = max(first, self.then + dt.timedelta(days=1)), min(last, self.now)
        return max(0, (end - begin).days + 1) / self.days


def intervals_of(table: PlotTable, deduction: Deduction, confidence: float) -> tuple[Interval, ...]:
    """The intervals between surveys in time order, pool by pool.

    Raises
    ------
    BadInput
        If a pool has fewer than two surveys, a stratum no area, or the error is too large.
    """
    found: list[Interval] = []
    for pool in SampledPools:
        rows = [row for row in table.rows if row.pool == pool]
        if rows:
            surveys = surveys_of(rows)
            if len(surveys) < 2:
                raise _one_survey(surveys[0])
            for then, now in itertools.pairwise(surveys):
                found.append(_interval(pool, then, now, table.areas, deduction, confidence))
    if not found:
        raise _bad(Text("没有样地", "there is no plot"))
    return tuple(found)


def mean_biomass(survey: Survey, areas: Mapping[str, float]) -> dict[str, float]:
    """Mean biomass of each stratum. [t/ha]"""
    names, _ = shares_by_name(areas)
    samples = survey.samples(names, "biomass")
    return {name: float(sample.mean()) for name, sample in zip(names, samples, strict=True) if len(sample)}


def _interval(
    pool: str, then: Survey, now: Survey, areas: Mapping[str, float], deduction: Deduction, confidence: float
) -> Interval:
    names, sizes = _sampled(then, now, areas)
    before, later = (_stock(survey, names, sizes, confidence) for survey in (then, now))
    if then.plots() == now.plots():
        held = [
            [carbon_dioxide(sample, 1.0) for sample in one.samples(names, "carbon")] for one in (then, now)
        ]
        change = stratified_change(sizes, held[0], held[1], confidence)
    else:
        change = combined_change(before, later)
    error = stratified(sizes, now.samples(names, "biomass"), confidence).relative
    rate = deduction.checked_rate(error) if change.total else 0.0
    measured = eq.stock_change(later.total, before.total)
    return Interval(
        pool=pool,
        then=then.on,
        now=now.on,
        measured=float(measured),
        credited=float(sampling.discounted_change(measured, rate)),
        half_width=change.area * change.half_width,
        relative_error=error,
        rate=rate,
        stock_then=before.total,
        stock_now=later.total,
    )


def _stock(survey: Survey, names: tuple[str, ...], sizes: tuple[float, ...], confidence: float) -> Estimate:
    """Stock per hectare and in all. [tCO2e]"""
    samples = [np.asarray(carbon_dioxide(sample, 1.0)) for sample in survey.samples(names, "carbon")]
    return stratified(sizes, samples, confidence)


def _sampled(
    then: Survey, now: Survey, areas: Mapping[str, float]
) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The strata of the plots with their areas; each must have an area, and each area plots."""
    seen = {row.stratum for survey in (then, now) for row in survey.rows}
    strange = sorted(seen - set(areas)) or sorted(set(areas) - seen)
    if strange:
        which = ", ".join(name or "-" for name in strange)
        raise _bad(
            Text(f"碳层 {which} 的面积和样地对不上", f"areas and plots of the strata {which} do not match"),
        )
    return shares_by_name(areas)


def _one_survey(survey: Survey) -> BadInput:
    return _bad(
        Text(
            f"只有 {survey.on} 一次调查，变化量需要两次",
            f"there is only the survey of {survey.on}; a change needs two",
        )
    )


def _bad(why: Text) -> BadInput:
    return BadInput(
        what=Text("样地调查无法核算", "the surveys of plots cannot be accounted for"),
        why=why,
        next=Text("核对样地表的碳层、调查日期和实测面积", "check strata, days of survey and measured areas"),
        clause=f"{PLAN.instrument}/sampling",
    )
