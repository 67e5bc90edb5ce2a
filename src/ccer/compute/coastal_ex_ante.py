"""Expected removals of a coastal sink: the design's strata grown and their soil built up over the crediting period."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import msgspec

from ..core.asof import AsOf, DatedValue
from ..core.dates import ONE_DAY
from ..rules.subjects import Project
from .coastal import (
    CoastalPlan,
    Held,
    YearInputs,
    gas_factors,
    held_values,
    year_result,
)
from .coastal_growing import GrowingStrata
from .coastal_growth import expected_carbon, growth_reasons, settled
from .coastal_rules import until_rights_lost
from .coastal_soil import Part, course_reasons, soil_course
from .coastal_strata import STRATA, SoilRate, Stratum, number, soil_rate, strata_of
from .ex_ante import _crediting, _practice
from .methodology import in_force_since
from .official import with_officials
from .periods import Practice, YearPart, annual_mean, parts_of, year_tonnes
from .result import Calculation
from .sources import offer


class Gases(NamedTuple):
    """Soil gases of the strata. [t/ha/yr]"""

    methane: list[float]
    nitrous: list[float]
    using: tuple[DatedValue, ...]


def estimate(
    project: Project,
    plan: CoastalPlan,
    *,
    at: AsOf,
    practice: Practice | str = Practice.DAY_WEIGHTED_FLOOR_YEAR,
) -> Calculation:
    """Expected removals over the crediting period.

    Parameters
    ----------
    project : Project
        With crediting period and ``design.strata``; see `coastal_strata`.
    plan : CoastalPlan
    practice : Practice
        How years are counted and rounded; growth follows its curve whatever it is.

    Returns
    -------
    Calculation
        Of kind ``ex-ante``. [tCO2e]

    Raises
    ------
    BadInput
        If the design cannot be used.
    """
    at = with_officials(at, project, plan)
    project, ended = until_rights_lost(project, f"{plan.instrument}/merging")
    way, crediting = _practice(practice), _crediting(project)
    strata, choices = settled(project, plan, at, strata_of(project))
    held = held_values(project, plan, at)
    gases = Gases(*gas_factors(project, plan, at, [salinity(project, one) for one in strata]))
    parts, start = parts_of(way, *crediting), crediting[0]
    rates = [[soil_rate(project, plan, at, one, _middle(part)) for one in strata] for part in parts]
    course = soil_course(
        project,
        strata,
        [Part(part.first_day, part.last_day, part.share) for part in parts],
        [[r.rate for r in of_part] for of_part in rates],
    )
    changes = [[_change(project, plan, one, part, start) for one in strata] for part in parts]
    given = [
        YearInputs(
            [s.area for s in strata],
            of_part,
            gases.methane,
            gases.nitrous,
            sum(change),
            part.share,
        )
        for part, of_part, change in zip(parts, course, changes, strict=True)
    ]
    worked = [year_result(plan, part, one, held) for part, one in zip(parts, given, strict=True)]
    offer(lambda: GrowingStrata(plan, strata, given, changes, held))
    tonnes = year_tonnes(way, [year.values[plan.tonnes] for year in worked])
    used = _used(held, gases, [rate for of_part in rates for rate in of_part], choices)
    return Calculation(
        methodology=plan.code,
        in_force_since=in_force_since(plan, project, at),
        kind="ex-ante",
        on=at.on,
        period=crediting,
        practice=way.value,
        years=tuple(
            msgspec.structs.replace(year, tonnes=whole) for year, whole in zip(worked, tonnes, strict=True)
        ),
        tonnes=sum(tonnes),
        annual_mean_tonnes=annual_mean(sum(tonnes), *crediting),
        parameters=used.using,
        provisional=used.reasoned(plan, *growth_reasons(strata), *course_reasons(strata)),
        adjustments=ended,
        inputs={"design": dict(project.design)},
    )


def salinity(project: Project, stratum: Stratum) -> float | None:
    """Salinity of a stratum; None where it is not stated. [ppt]"""
    given = stratum.entry.get("salinity_ppt")
    return None if given is None else number(project, f"{STRATA}.{stratum.name}.salinity_ppt", given)


def _used(held: Held, gases: Gases, rates: list[SoilRate], choices: tuple[DatedValue, ...]) -> Held:
    using = (*held.using, *gases.using, *choices, *(value for rate in rates for value in rate.using))
    reasons = (*held.reasons, *(reason for rate in rates for reason in rate.reasons))
    return Held(held.numbers, tuple(dict.fromkeys(using)), tuple(dict.fromkeys(reasons)))


def _middle(part: YearPart) -> dt.date:
    return part.first_day + (part.last_day - part.first_day) / 2


def _change(project: Project, plan: CoastalPlan, stratum: Stratum, part: YearPart, start: dt.date) -> float:
    """Change of a stratum's biomass over a part of the period. [tCO2]"""
    before, after = (
        float(plan.stock(stratum.area, expected_carbon(project, plan, stratum, day, start)))
        for day in (part.first_day, part.last_day + ONE_DAY)
    )
    return float(plan.change(after, before))
