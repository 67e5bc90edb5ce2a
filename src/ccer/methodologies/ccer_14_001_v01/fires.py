"""Fires of a monitoring period: methane and nitrous oxide by calendar year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

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
        Above-ground biomass at the last verification; that of the stratum, roots included, where it is not known. [t/ha]
    zone : str
        ``tropical``, ``temperate`` or ``boreal``.
    age : float
        Of the stand; asked in the tropics only. [year]
    debris : float
        Dead wood and litter at the last verification. [tCO2/ha]
    """

    on: dt.date
    stratum: str
    burnt_ha: float
    above: float | None
    zone: str
    age: float
    debris: float


def fires_of(project: Project) -> tuple[Fire, ...]:
    """Fires under ``monitoring.fires``."""
    return tuple(_fire(n, row) for n, row in enumerate(project.monitoring.get("fires", ()), 1))


def fire_emissions(
    fires: tuple[Fire, ...], area: float, biomass: Mapping[str, float], values: Values
) -> dict[int, float]:
    """Emissions by calendar year; a year of which little burnt is left out. [tCO2e]

    Parameters
    ----------
    area : float
        Of the project. [ha]
    biomass : mapping
        Stratum -> biomass of the earlier survey, roots included. [t/ha]
    """
    found: dict[int, float] = {}
    for year in sorted({fire.on.year for fire in fires}):
        burnt = [fire for fire in fires if fire.on.year == year]
        if sum(fire.burnt_ha for fire in burnt) >= values.number("fire.area_share_min") * area:
            found[year] = _emissions(burnt, biomass, values)
    return found


def _emissions(fires: list[Fire], biomass: Mapping[str, float], values: Values) -> float:
    held = [fire.above if fire.above is not None else biomass.get(fire.stratum, np.nan) for fire in fires]
    if not np.isfinite(held).all():
        raise _bad(
            fires[0].stratum, Text("没有过火地块的生物量", "the biomass of the burnt stand is not known")
        )
    gases = {
        gas: np.array([_factor(values, gas, fire) for fire in fires]) for gas in ("methane", "nitrous_oxide")
    }
    area = np.array([fire.burnt_ha for fire in fires])
    trees = eq.fire_trees(
        area,
        np.array(held),
        np.array([_combustion(values, fire) for fire in fires]),
        gases["methane"],
        gases["nitrous_oxide"],
        values.number("fire.gwp.methane"),
        values.number("fire.gwp.nitrous_oxide"),
    )
    debris = np.array([fire.debris for fire in fires])
    lying = eq.fire_debris(area, debris, 0.0, values.number("fire.debris_share")) if debris.any() else 0.0
    return float(trees + lying)


def _factor(values: Values, gas: str, fire: Fire) -> float:
    return values.number(f"fire.{gas}.{'tropical' if fire.zone == 'tropical' else 'extratropical'}")


def _combustion(values: Values, fire: Fire) -> float:
    if fire.zone != "tropical":
        return values.number(f"fire.combustion.{fire.zone}")
    step = max(0, int(np.searchsorted(AGES, fire.age, side="right")) - 1)
    return values.number(f"fire.combustion.tropical-{AGES[step]}")


def _fire(place: int, row: Any) -> Fire:
    try:
        zone = str(row["zone"])
        on = row["on"] if isinstance(row["on"], dt.date) else dt.date.fromisoformat(str(row["on"]))
        above = None if row.get("above_t_ha") is None else float(row["above_t_ha"])
        age = float(row["age"]) if zone == "tropical" else float(row.get("age", 0))
        fire = Fire(
            on,
            str(row.get("stratum", "")),
            float(row["burnt_ha"]),
            above,
            zone,
            age,
            float(row.get("debris", 0)),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _bad(str(place), Text("缺少日期、面积或气候带", "day, area or zone is missing")) from None
    if zone not in ZONES or not fire.burnt_ha >= 0:
        raise _bad(str(place), Text("气候带或面积不可用", "zone or area cannot be used"))
    return fire


def _bad(place: str, why: Text) -> BadInput:
    return BadInput(
        what=Text(f"火灾记录 {place} 无法使用", f"the record of fire {place} cannot be used"),
        why=why,
        next=Text(
            "写 on、burnt_ha、zone（tropical、temperate、boreal）、above_t_ha、热带另写 age",
            "write on, burnt_ha, zone (tropical, temperate, boreal), above_t_ha, in the tropics also age",
        ),
        clause=f"{PLAN.instrument}/fire",
    )
