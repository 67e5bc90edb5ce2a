"""The stock at the beginning of the first accounting period where no survey was made then: back along the curves of the design.

Removals count from the accounting start, not from planting, and the first projects began before anyone measured plots.
``monitoring.back_cast_to`` names the day before the period; the plots of the first survey are taken back to it.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
from msgspec.structs import replace

from ...compute.plots_table import PlotBiomass, PlotTable, surveys_of
from ...compute.result import Adjustment, Reason
from ...core.text import Text
from ...rules.subjects import Project
from .plan import PLAN
from .stocks import Column, after, stand_biomass, year_of
from .strata import Stratum, bad, strata_of
from .values import Values

FIELD: Final = "back_cast_to"
PLACE: Final = f"monitoring.{FIELD}"
WHY: Final = Text(
    "期初碳储量没有实测，由首次调查按设计的生长曲线回推；方法学的做法未读到",
    "the stock at the beginning was not measured: the first survey is taken back along the curves of the design; the methodology's way "
    "was not read",
)
Place = tuple[str, str]


def back_cast(project: Project, table: PlotTable, values: Values) -> tuple[PlotTable, tuple[Adjustment, ...]]:
    """Plots with those of the first survey once more at the beginning, and a log by stratum; as they are where none is asked for.

    What stood at the beginning is to what was measured as the growth curve of the stratum is then to now.
    """
    if project.monitoring.get(FIELD) is None:
        return table, ()
    on = _day(project, project.monitoring[FIELD])
    first = surveys_of(table.rows)[0]
    if on >= min(row.surveyed_on for row in first.rows):
        why = Text(f"{on} 不早于首次调查 {first.on}", f"{on} is not before the first survey, {first.on}")
        raise bad(project, PLACE, why, "the day before the accounting period")
    values.because(Reason(FIELD, "uncertain", WHY))
    shares = _shares(project, first.rows, on, first.on, values)
    rows = tuple(
        replace(row, surveyed_on=on, biomass=row.biomass * share, carbon=row.carbon * share)
        for row in first.rows
        for share in [shares.get((row.stratum, row.pool), 0.0)]
    )
    log = tuple(_logged(place, share, first.rows, on) for place, share in sorted(shares.items()))
    return replace(table, rows=(*rows, *table.rows)), log


def _shares(
    project: Project, rows: tuple[PlotBiomass, ...], on: dt.date, then: dt.date, values: Values
) -> dict[Place, float]:
    """Part of the stock of the first survey that stood at the beginning, by stratum and pool that hold any. [1]"""
    design = {(one.name, one.pool): one for one in strata_of(project, values)}
    times = np.array([after(on), after(then)])
    found = {}
    for place in sorted({(row.stratum, row.pool) for row in rows}):
        if _mean(rows, place) > 0:
            if place not in design:
                why = Text(
                    f"设计中没有碳层“{place[0]}”的生长曲线（{place[1]}）",
                    f"the design has no curve of the stratum {place[0]!r} ({place[1]})",
                )
                raise bad(project, "strata", why, "the names of the strata in the list of plots")
            found[place] = _share(design[place], times)
    return found


def _share(stratum: Stratum, times: Column) -> float:
    grown = (
        stratum.curve.at(times - year_of(stratum.planted))
        if stratum.pool == "shrub"
        else stand_biomass(stratum, times)
    )
    return float(grown[0] / grown[1]) if grown[1] > 0 else 1.0


def _mean(rows: tuple[PlotBiomass, ...], place: Place) -> float:
    return float(np.mean([row.biomass for row in rows if (row.stratum, row.pool) == place]))


def _logged(place: Place, share: float, rows: tuple[PlotBiomass, ...], on: dt.date) -> Adjustment:
    held = _mean(rows, place)
    what = Text(f"{on} 的生物量按生长曲线回推", f"biomass of {on}, taken back along the growth curve")
    return Adjustment(
        f"{place[0] or '-'} · {place[1]}", what, held, held * share, "t/ha", f"{PLAN.instrument}/eq-5"
    )


def _day(project: Project, given: object) -> dt.date:
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        raise bad(project, PLACE, Text("不是日期", "it is not a date"), "2021-06-07") from None
