"""Fires of a monitoring period: methane and nitrous oxide, day by day."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from ...compute.biomass_stand import carbon_dioxide
from ...compute.plots_table import PlotTable, surveys_of
from ...compute.readings import Window
from ...compute.result import Adjustment
from ...core.errors import BadInput
from ...core.text import Text
from ...rules.subjects import Project
from . import equations_soil_fire as eq
from .plan import PLAN
from .values import Values

AGES: Final = (3, 6, 11, 18)
"""First age of each class of tropical stands; younger ones burn as the youngest class. [year]"""
ZONES: Final = ("tropical", "temperate", "boreal")


class Fire(NamedTuple):
    """One fire.

    Parameters
    ----------
    on : date
    stratum : str
    burnt_ha : float
        [ha]
    above : float or None
        Above-ground biomass at the last verification; that of the last survey, roots included, where it is not known. [t/ha]
    zone : str
        ``tropical``, ``temperate`` or ``boreal``.
    age : float
        Of the stand; asked in the tropics only. [year]
    debris : float or None
        Dead wood and litter at the last verification; by the shares of the design where it is not known. [tCO2/ha]
    """

    on: dt.date
    stratum: str
    burnt_ha: float
    above: float | None
    zone: str
    age: float
    debris: float | None


def fires_of(project: Project) -> tuple[Fire, ...]:
    """Fires under ``monitoring.fires``, in time order."""
    given = project.monitoring.get("fires") or ()
    if not isinstance(given, (list, tuple)):
        raise _bad("", Text("不是一组数据", "it is not a list"))
    return tuple(sorted((_fire(str(n), row) for n, row in enumerate(given, 1)), key=lambda fire: fire.on))


def burnt_in(
    fires: tuple[Fire, ...], table: PlotTable, counted: Window, values: Values, debris_share: float = 0.0
) -> tuple[dict[dt.date, float], tuple[Adjustment, ...]]:
    """Emissions of the fires by day, and a log of those that do not count: too little burnt in their year, or outside the days counted.

    Parameters
    ----------
    table : PlotTable
        Its areas are those of the project, its plots say what stood there. [ha], [t/ha]
    counted : Window
        Days of the accounting period that count.
    debris_share : float
        Dead wood and litter over the stock of trees, where the design counts them. [1]

    Returns
    -------
    dict
        Day -> methane and nitrous oxide. [tCO2e]
    """

    def _burnt(fire: Fire) -> float:
        return _emissions(fire, _standing(fire, table), _lying(fire, table, debris_share), values)

    found: dict[dt.date, float] = {}
    log = []
    area = sum(table.areas.values())
    for year, alike in itertools.groupby(fires, key=lambda fire: fire.on.year):
        burnt = list(alike)
        for fire in burnt:
            _check_area(fire, table.areas)
        share = math.fsum(fire.burnt_ha for fire in burnt) / area
        if share < values.number("fire.area_share_min"):
            log.append(_small(year, share, burnt, values))
            continue
        for fire in burnt:
            if counted.first <= fire.on <= counted.last:
                found[fire.on] = found.get(fire.on, 0.0) + _burnt(fire)
            else:
                log.append(_elsewhere(fire, counted))
    return found, tuple(log)


def _standing(fire: Fire, table: PlotTable) -> float:
    """Biomass that could burn: as stated, else all pools of the stratum at the last survey before the fire. [t/ha]"""
    if fire.above is not None:
        return fire.above
    return math.fsum(_last(fire, table, pool, "biomass") for pool in sorted({row.pool for row in table.rows}))


def _lying(fire: Fire, table: PlotTable, debris_share: float) -> float:
    """Dead wood and litter that could burn: as stated, else the share of the trees that the design counts as such. [tCO2/ha]"""
    if fire.debris is not None or not debris_share:
        return fire.debris or 0.0
    return debris_share * float(carbon_dioxide(_last(fire, table, "tree", "carbon"), 1.0))


def _last(fire: Fire, table: PlotTable, pool: str, of: str) -> float:
    """Mean of a stratum's plots at the last survey before a fire, or at the first where none was; ``biomass`` or ``carbon``. [t/ha]"""
    name = fire.stratum or (next(iter(table.areas)) if len(table.areas) == 1 else "")
    surveys = surveys_of([row for row in table.rows if row.pool == pool])
    if not surveys:
        return 0.0
    before = [survey for survey in surveys if survey.on <= fire.on] or list(surveys[:1])
    (sample,) = before[-1].samples([name], of)
    if not len(sample):
        why = Text(
            f"碳层“{name}”没有样地，过火地块的生物量不明",
            f"the stratum {name!r} has no plots: the biomass of the burnt stand is not known",
        )
        raise _bad(str(fire.on), why)
    return float(sample.mean())


def _emissions(fire: Fire, standing: float, lying: float, values: Values) -> float:
    trees = eq.fire_trees(
        fire.burnt_ha,
        standing,
        _combustion(values, fire),
        _factor(values, "methane", fire),
        _factor(values, "nitrous_oxide", fire),
        values.number("fire.gwp.methane"),
        values.number("fire.gwp.nitrous_oxide"),
    )
    if not lying:
        return float(trees)
    return float(trees + eq.fire_debris(fire.burnt_ha, lying, 0.0, values.number("fire.debris_share")))


def _check_area(fire: Fire, areas: Mapping[str, float]) -> None:
    """A fire burns no more than there is."""
    if fire.stratum and fire.stratum not in areas:
        why = Text(f"没有碳层“{fire.stratum}”", f"there is no stratum {fire.stratum!r}")
        raise _bad(str(fire.on), why)
    whole = areas[fire.stratum] if fire.stratum else sum(areas.values())
    if fire.burnt_ha > whole:
        why = Text(
            f"过火 {fire.burnt_ha:g} 公顷，大于实测面积 {whole:g} 公顷",
            f"{fire.burnt_ha:g} ha burnt, more than the {whole:g} ha measured",
        )
        raise _bad(str(fire.on), why)


def _small(year: int, share: float, fires: list[Fire], values: Values) -> Adjustment:
    least = values.number("fire.area_share_min")
    what = Text(
        f"{year} 年过火面积占 {share:.1%}，低于 {least:.0%}，非二氧化碳排放不计",
        f"{share:.1%} of the area burnt in {year}, less than {least:.0%}: its methane and nitrous oxide are not counted",
    )
    burnt = math.fsum(fire.burnt_ha for fire in fires)
    return Adjustment("monitoring.fires", what, burnt, 0.0, "ha", f"{PLAN.instrument}/fire")


def _elsewhere(fire: Fire, counted: Window) -> Adjustment:
    what = Text(
        f"{fire.on} 的火灾不在计入的 {counted.first} 至 {counted.last} 之内，由其所在的核算期计",
        f"the fire of {fire.on} lies outside the days counted, {counted.first} to {counted.last}: it belongs to the period it falls in",
    )
    return Adjustment("monitoring.fires", what, fire.burnt_ha, 0.0, "ha", f"{PLAN.instrument}/fire")


def _factor(values: Values, gas: str, fire: Fire) -> float:
    return values.number(f"fire.{gas}.{'tropical' if fire.zone == 'tropical' else 'extratropical'}")


def _combustion(values: Values, fire: Fire) -> float:
    if fire.zone != "tropical":
        return values.number(f"fire.combustion.{fire.zone}")
    step = max(0, int(np.searchsorted(AGES, fire.age, side="right")) - 1)
    return values.number(f"fire.combustion.tropical-{AGES[step]}")


def _fire(place: str, row: Any) -> Fire:
    try:
        zone = str(row["zone"])
        on = row["on"] if isinstance(row["on"], dt.date) else dt.date.fromisoformat(str(row["on"]))
        fire = Fire(
            on,
            str(row.get("stratum", "")),
            float(row["burnt_ha"]),
            None if row.get("above_t_ha") is None else float(row["above_t_ha"]),
            zone,
            float(row["age"]) if zone == "tropical" else float(row.get("age", 0)),
            None if row.get("debris") is None else float(row["debris"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _bad(
            place,
            Text(
                "缺少日期、面积、气候带，或者热带的林龄",
                "day, area or zone is missing, or in the tropics the age",
            ),
        ) from None
    if zone not in ZONES:
        raise _bad(place, Text(f"没有气候带“{zone}”", f"there is no zone {zone!r}"))
    figures = (fire.burnt_ha, fire.above or 0.0, fire.age, fire.debris or 0.0)
    if not all(math.isfinite(one) and one >= 0 for one in figures):
        raise _bad(place, Text("面积、生物量、林龄不能为负", "area, biomass and age are not below 0"))
    return fire


def _bad(place: str, why: Text) -> BadInput:
    return BadInput(
        what=Text(f"火灾记录 {place} 无法使用", f"the record of fire {place} cannot be used"),
        why=why,
        next=Text(
            "写 on、stratum、burnt_ha、zone（tropical、temperate、boreal），热带另写 age；没有样地的写 above_t_ha",
            "write on, stratum, burnt_ha, zone (tropical, temperate, boreal), in the tropics also age; above_t_ha where it has no plots",
        ),
        clause=f"{PLAN.instrument}/fire",
    )
