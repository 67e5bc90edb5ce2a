"""Change of plant carbon of a coast between surveys: every survey with the next one, and before the first the start that is stated.

A survey is the carbon of each plot by stratum. Whatever period is asked for, each stretch between two surveys has its own change, error and
deduction, so that a survey added later leaves what was worked out of the earlier ones as it was.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from ..core.dates import day_of
from ..core.text import Text
from ..rules.subjects import Project
from .coastal import CoastalPlan, refused
from .coastal_plots import TreeStock, campaigns
from .coastal_strata import STRATA, Stratum, number
from .plots import Estimate, combined_change, stratified, stratified_change
from .result import Adjustment, Reason
from .survey import FieldSurvey

PLOTS: Final = "biomass_plots"
OPENING: Final = "opening_biomass"


class Survey(NamedTuple):
    """One survey: its day, and by stratum the carbon of each plot by its name. [tC/ha]"""

    day: dt.date
    strata: tuple[dict[str, float], ...]


class Surveys(NamedTuple):
    """All surveys, oldest first, with what was noted of single trees on the way."""

    held: tuple[Survey, ...] = ()
    reasons: tuple[Reason, ...] = ()
    log: tuple[Adjustment, ...] = ()


class Opening(NamedTuple):
    """Where the plants stood before the first survey: the day, their carbon, and how it is known. [tC]"""

    day: dt.date
    stock: float
    reason: Reason


class Change(NamedTuple):
    """Change of a stock between two days; the day of the first survey counts, that of the last does not.

    Parameters
    ----------
    first, last : date
    total : float
        [tC]
    error : float
        Half-width of the total. [tC]
    relative : float
        Half-width over the size of the total. [1]
    confidence : float
        [1]
    reasons : tuple of Reason
    """

    first: dt.date
    last: dt.date
    total: float
    error: float
    relative: float
    confidence: float
    reasons: tuple[Reason, ...] = ()

    def share(self, first: dt.date, after: dt.date) -> float:
        """Part of its days from ``first`` up to, not on, ``after``."""
        days = (min(after, self.last) - max(first, self.first)).days
        return max(0, days) / (self.last - self.first).days


def surveys_of(
    project: Project, survey: FieldSurvey, strata: Sequence[Stratum], plan: CoastalPlan
) -> Surveys:
    """Surveys of the plants: trees of plots, or carbon by plot as the project states it in ``design.biomass_plots``."""
    if not plan.trees:
        return Surveys(_stated(project, strata))
    stock = TreeStock(project, survey, strata)
    held = tuple(Survey(one.day, tuple(stock.of(one))) for one in campaigns(survey.plots))
    return Surveys(held, stock.reasons(), stock.log(plan.instrument))


def changes_of(project: Project, strata: Sequence[Stratum], held: Sequence[Survey]) -> tuple[Change, ...]:
    """The stretches between surveys in order, before them the one since the start where that is known.

    Raises
    ------
    BadInput
        If there is one survey only and no start, or a stratum has fewer than two plots.
    """
    if not held:
        return ()
    areas = [stratum.area for stratum in strata]
    opening = opening_of(project, strata, held[0].day, needed=len(held) == 1)
    begun = (_since(areas, opening, held[0]),) if opening else ()
    return (*begun, *(_between(areas, then, now) for then, now in pairwise(held)))


def same_plots(then: Survey, now: Survey) -> bool:
    """Whether both surveys measured the same plots of every stratum."""
    return all(a.keys() == b.keys() for a, b in zip(then.strata, now.strata, strict=True))


def opening_of(
    project: Project, strata: Sequence[Stratum], first: dt.date, *, needed: bool
) -> Opening | None:
    """The start before the first survey: ``design.opening_biomass`` (``tco2e``, ``on``), else nothing on the day of planting.

    Raises
    ------
    BadInput
        If the start that is stated is not before the first survey, or none is known and one is needed.
    """
    given = project.design.get(OPENING)
    if given is not None:
        return _stated_opening(project, given, first)
    planted = [day for stratum in strata if (day := day_of(stratum.entry.get("planted")))]
    if len(planted) == len(strata) and max(planted) < first:
        said = Text(
            "首次样地调查以前：自种植之日按 0 起算，逐日均摊",
            "before the first survey: nothing at planting, grown by equal days since",
        )
        return Opening(min(planted), 0.0, Reason(OPENING, "uncertain", said))
    if not needed:
        return None
    why = Text(
        "只有一次样地调查，也没有写期初生物量和种植日期",
        "there is one survey only, and neither the biomass at the start nor the day of planting is stated",
    )
    raise refused(project, OPENING, why, _OPENING_NEXT)


_OPENING_NEXT: Final = Text(
    "opening_biomass: {tco2e, on}，on 在首次调查之前；或各碳层的 planted",
    "opening_biomass: {tco2e, on} with on before the first survey, or planted of each stratum",
)


def _stated_opening(project: Project, given: Any, first: dt.date) -> Opening:
    opened = day_of(given.get("on")) if isinstance(given, Mapping) else None
    if opened is None or opened >= first:
        why = Text(f"须写明首次调查（{first}）之前的日期", f"it needs a day before the first survey, {first}")
        raise refused(project, OPENING, why, _OPENING_NEXT)
    stock = number(project, f"{OPENING}.tco2e", given.get("tco2e"))
    said = Text("期初生物量由项目给出，没有样地", "the biomass at the start is stated, not measured in plots")
    return Opening(opened, stock * 12 / 44, Reason(OPENING, "secondary", said))


def _since(areas: Sequence[float], opening: Opening, now: Survey) -> Change:
    found = stratified(areas, [list(one.values()) for one in now.strata])
    total, half = found.total - opening.stock, found.area * found.half_width
    relative = half / abs(total) if total else (math.inf if half else 0.0)
    return Change(opening.day, now.day, total, half, relative, found.confidence, (opening.reason,))


def _between(areas: Sequence[float], then: Survey, now: Survey) -> Change:
    before = [list(one.values()) for one in then.strata]
    if same_plots(then, now):
        after = [[b[name] for name in a] for a, b in zip(then.strata, now.strata, strict=True)]
        found = stratified_change(areas, before, after)
    else:
        after = [list(one.values()) for one in now.strata]
        found = combined_change(stratified(areas, before), stratified(areas, after))
    return _of_estimate(found, then.day, now.day)


def _of_estimate(found: Estimate, first: dt.date, last: dt.date) -> Change:
    half = found.area * found.half_width
    return Change(first, last, found.total, half, found.relative, found.confidence)


def _stated(project: Project, strata: Sequence[Stratum]) -> tuple[Survey, ...]:
    """Plots that the project states: ``surveys``, a list of ``{on, strata: {name: [tC/ha, …]}}`` of the same plots in the same order; or in
    short two of them, ``opened_on`` and ``closed_on`` with ``opening`` and ``closing`` of each stratum."""
    given = project.design.get(PLOTS)
    if given is None:
        return ()
    named = given if isinstance(given, Mapping) else {}
    rows = named.get("surveys")
    if rows is None:
        rows = [{"on": named.get(f"{end}ed_on"), "end": end} for end in ("open", "clos")]
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, Mapping) for row in rows):
        raise refused(project, PLOTS, Text("surveys 应为列表", "surveys must be a list"))
    days = [day_of(row.get("on")) for row in rows]
    known = [day for day in days if day is not None]
    if len(known) < max(2, len(days)) or any(a >= b for a, b in pairwise(known)):
        why = Text("须写两次以上调查的日期，先后为序", "the days of two surveys or more are needed, in order")
        raise refused(project, PLOTS, why)
    return tuple(
        Survey(day, tuple(_plots(project, one, row, named) for one in strata))
        for day, row in zip(known, rows, strict=True)
    )


def _plots(
    project: Project, stratum: Stratum, row: Mapping[str, Any], named: Mapping[str, Any]
) -> dict[str, float]:
    """Carbon of the plots of a stratum by their place. [tC/ha]"""
    table = named.get(STRATA) if "end" in row else row.get(STRATA)
    values = table.get(stratum.name) if isinstance(table, Mapping) else None
    if "end" in row and isinstance(values, Mapping):
        values = values.get(f"{row['end']}ing")
    if not isinstance(values, (list, tuple)):
        why = Text(
            f"碳层“{stratum.name}”没有样方，应为列表",
            f"no plot of the stratum {stratum.name!r}; it must be a list",
        )
        raise refused(project, PLOTS, why)
    return {str(place): number(project, PLOTS, value) for place, value in enumerate(values, 1)}
