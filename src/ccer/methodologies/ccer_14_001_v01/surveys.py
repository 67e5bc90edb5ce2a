"""What two surveys say of an interval: stocks then and now, their change with its error, and the deduction for precision."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

import numpy as np

from ...compute.biomass_stand import carbon_dioxide
from ...compute.plots import Estimate, combined_change, stratified, stratified_change
from ...compute.plots_precision import Deduction
from ...compute.plots_table import PlotTable, Survey, shares_by_name, surveys_of
from ...compute.result import Adjustment, Reason
from ...core.errors import BadInput
from ...core.text import Text
from . import equations as eq
from . import equations_sampling as sampling
from .plan import PLAN
from .values import Values

SAMPLED: Final = ("tree", "bamboo", "shrub")
PLOTS_MIN: Final = 2
"""Fewest plots of a stratum that say anything of an error."""


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


def intervals_of(
    table: PlotTable, deduction: Deduction, confidence: float, unsampled: Collection[str] = ()
) -> tuple[Interval, ...]:
    """The intervals between surveys in time order, pool by pool.

    Parameters
    ----------
    table : PlotTable
    deduction : Deduction
    confidence : float
        [1]
    unsampled : collection of str
        Strata that may be without plots, since they are followed otherwise.

    Raises
    ------
    BadInput
        If a pool has fewer than two surveys, a stratum no area or no plots, a plot is measured twice in one survey, or the error is too
        large.
    """
    found: list[Interval] = []
    for pool in SAMPLED:
        rows = [row for row in table.rows if row.pool == pool]
        if rows:
            surveys = surveys_of(rows)
            areas = _sampled(surveys, table.areas, unsampled)
            if len(surveys) < 2:
                raise _one_survey(surveys[0])
            for then, now in itertools.pairwise(surveys):
                found.append(_interval(pool, then, now, areas, deduction, confidence))
    if not found:
        raise _bad(Text("没有样地", "there is no plot"))
    return tuple(found)


def plots_lost(table: PlotTable, values: Values) -> tuple[Adjustment, ...]:
    """A log of plots that one survey has and the next has not, or the other way round; the first is said on the face of the result."""
    log = []
    for then, now in itertools.pairwise(surveys_of(table.rows)):
        for gone, come, what in (
            (then, now, _LOST),
            (now, then, _NEW),
        ):
            names = sorted(plot for _, plot in gone.plots() - come.plots())
            if names:
                shown = what.fill(plots=", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else ""))
                where = f"{then.on} - {now.on}"
                count = float(len(names))
                cite = f"{PLAN.instrument}/sampling"
                if what is _LOST:
                    values.because(Reason(f"plots.{now.on}", "uncertain", shown))
                log.append(Adjustment(where, shown, count, 0.0 if what is _LOST else count, "1", cite))
    return tuple(log)


SHOWN: Final = 12
_LOST: Final = Text(
    "样地 {plots} 没有复测，变化按两次各自的样地估计，误差随之增大；因采伐、火灾或占用消失的，须按现状以零株列入本次调查",
    "plots {plots} were not measured again: the change is that between the plots of either survey, with a wider error; one that was "
    "felled, burnt or built on must stand in the later survey as it is, with no trees",
)
_NEW: Final = Text(
    "样地 {plots} 上次没有调查，变化按两次各自的样地估计，误差随之增大",
    "plots {plots} are not in the earlier survey: the change is that between the plots of either survey, with a wider error",
)


def _interval(
    pool: str, then: Survey, now: Survey, areas: Mapping[str, float], deduction: Deduction, confidence: float
) -> Interval:
    names, sizes = shares_by_name(areas)
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
    surveys: tuple[Survey, ...], areas: Mapping[str, float], unsampled: Collection[str]
) -> dict[str, float]:
    """Areas of the strata that have plots; each plot must have an area, each area its plots in each survey. [ha]"""
    seen = {row.stratum for survey in surveys for row in survey.rows}
    strange = sorted(seen - set(areas))
    if strange:
        which = ", ".join(name or "-" for name in strange)
        raise _bad(
            Text(
                f"碳层 {which} 的面积和样地对不上：有样地而没有实测面积；重划碳层的，各次调查的样地都写最新的碳层",
                f"areas and plots of the strata {which} do not match: plots without a measured area; where strata were drawn anew, plots "
                "of every survey take the new ones",
            )
        )
    held = {name: area for name, area in areas.items() if name in seen or name not in unsampled}
    for survey in surveys:
        _no_plot_twice(survey)
        for name in sorted(held):
            count = len({row.plot for row in survey.rows if row.stratum == name})
            if count < PLOTS_MIN:
                raise _too_few(name or "-", survey.on, count)
    return held


def _no_plot_twice(survey: Survey) -> None:
    seen: dict[tuple[str, str], dt.date] = {}
    for row in survey.rows:
        other = seen.setdefault((row.stratum, row.plot), row.surveyed_on)
        if other != row.surveyed_on:
            raise _bad(
                Text(
                    f"样地 {row.plot} 在 {other} 和 {row.surveyed_on} 各测一次，相隔不到半年，是同一次调查",
                    f"plot {row.plot} was measured on {other} and on {row.surveyed_on}, less than half a year apart: that is one survey",
                ),
                Text("一次调查每个样地只留一行", "keep one row for a plot in one survey"),
            )


def _too_few(stratum: str, on: dt.date, count: int) -> BadInput:
    return _bad(
        Text(
            f"碳层 {stratum} 在 {on} 的调查中有 {count} 个样地，不足 {PLOTS_MIN} 个",
            f"the stratum {stratum} has {count} plots in the survey of {on}, fewer than {PLOTS_MIN}",
        ),
        Text(
            "每个碳层每次调查至少 2 个样地；只按盖度监测灌木的碳层，在 monitoring.shrubs 写明 stratum",
            "at least 2 plots for a stratum in each survey; name a stratum followed by shrub cover alone in monitoring.shrubs",
        ),
    )


def _one_survey(survey: Survey) -> BadInput:
    return _bad(
        Text(
            f"只有 {survey.on} 一次调查，变化量需要两次",
            f"there is only the survey of {survey.on}; a change needs two",
        ),
        Text(
            "补充另一次调查；首个核算期期初没有调查的，写 monitoring.back_cast_to: 期初前一日，按设计的生长曲线回推",
            "add the other survey; where none was made before the first period, monitoring.back_cast_to: the day before takes the "
            "stock back along the curves of the design",
        ),
    )


def _bad(why: Text, then: Text | None = None) -> BadInput:
    return BadInput(
        what=Text("样地调查无法核算", "the surveys of plots cannot be accounted for"),
        why=why,
        next=then
        or Text("核对样地表的碳层、调查日期和实测面积", "check strata, days of survey and measured areas"),
        clause=f"{PLAN.instrument}/sampling",
    )
