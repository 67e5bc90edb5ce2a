"""Expected removals of a coastal sink: the design's strata grown and their soil built up over the crediting period.

``growth`` of a stratum gives dry biomass above and below ground by age [t/ha]: ``{table: {0: 0, 10: 40}, source: …}``, or a curve,
``{form: richards, limit: 120, rate: 0.1, shape: 2, source: …}``. Its carbon is ``carbon_fraction``, else that of the mangrove ``species``.
``submergence: {share, years}`` takes off what goes under water.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from ..core.asof import AsOf, DatedValue
from ..core.dates import ONE_DAY
from ..core.text import Text
from ..rules.subjects import Project
from .biomass_growth import FORMS, curve
from .coastal import (
    CoastalPlan,
    Held,
    YearInputs,
    gas_factors,
    held_values,
    refused,
    year_result,
)
from .coastal_strata import STRATA, SoilRate, Stratum, by_age, number, soil_rate, strata_of
from .ex_ante import _crediting, _practice
from .mangrove import find_species
from .methodology import in_force_since
from .official import with_officials
from .periods import Practice, YearPart, annual_mean, parts_of, year_tonnes
from .result import Calculation, Reason
from .soil import left_after_submergence


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
    way, crediting = _practice(practice), _crediting(project)
    strata, held = strata_of(project), held_values(project, plan, at)
    gases = Gases(*gas_factors(project, plan, at, [salinity(project, one) for one in strata]))
    parts, start = parts_of(way, *crediting), crediting[0]
    rates = [[soil_rate(project, plan, at, one, _middle(part)) for one in strata] for part in parts]
    worked = []
    for part, of_part in zip(parts, rates, strict=True):
        change = _change(project, plan, strata, part, start)
        given = YearInputs(
            [s.area for s in strata],
            [r.rate for r in of_part],
            gases.methane,
            gases.nitrous,
            change,
            part.share,
        )
        worked.append(year_result(plan, part, given, held))
    tonnes = year_tonnes(way, [year.values[plan.tonnes] for year in worked])
    used = _used(held, gases, [rate for of_part in rates for rate in of_part])
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
        provisional=used.reasoned(plan, *_grown(strata)),
        inputs={"design": dict(project.design)},
    )


def salinity(project: Project, stratum: Stratum) -> float | None:
    """Salinity of a stratum; None where it is not stated. [ppt]"""
    given = stratum.entry.get("salinity_ppt")
    return None if given is None else number(project, f"{STRATA}.{stratum.name}.salinity_ppt", given)


def _used(held: Held, gases: Gases, rates: list[SoilRate]) -> Held:
    using = (*held.using, *gases.using, *(value for rate in rates for value in rate.using))
    reasons = (*held.reasons, *(reason for rate in rates for reason in rate.reasons))
    return Held(held.numbers, tuple(dict.fromkeys(using)), tuple(dict.fromkeys(reasons)))


def _middle(part: YearPart) -> dt.date:
    return part.first_day + (part.last_day - part.first_day) / 2


def _change(
    project: Project, plan: CoastalPlan, strata: tuple[Stratum, ...], part: YearPart, start: dt.date
) -> float:
    """Change of biomass over a part of the period. [tCO2]"""
    before, after = (
        sum(float(plan.stock(one.area, _carbon(project, plan, one, day, start))) for one in strata)
        for day in (part.first_day, part.last_day + ONE_DAY)
    )
    return float(plan.change(after, before))


def _carbon(project: Project, plan: CoastalPlan, stratum: Stratum, day: dt.date, start: dt.date) -> float:
    """Carbon of the plants of a stratum on a day, less what is under water by then. [tC/ha]"""
    growth, field = stratum.entry.get("growth"), f"{STRATA}.{stratum.name}.growth"
    if growth is None:
        return 0.0
    if not isinstance(growth, Mapping) or not str(growth.get("source") or "").strip():
        raise refused(
            project, field, Text("须写曲线或表，并写明出处", "a curve or a table is needed, with its source")
        )
    dry = _dry(project, field, growth, stratum, day)
    carbon = float(plan.density(dry, _fraction(project, stratum)))
    sinking = stratum.entry.get("submergence")
    if sinking is None:
        return carbon
    names = ("share", "years")
    share, years = (number(project, f"{STRATA}.submergence.{name}", sinking.get(name)) for name in names)
    if share > 1 or years == 0:
        raise refused(
            project,
            f"{STRATA}.submergence",
            Text("share 须不大于 1，years 须大于 0", "share is at most 1, years above 0"),
        )
    return float(left_after_submergence(carbon, share, max(0, (day - start).days) / 365.25, years))


def _dry(project: Project, field: str, growth: Mapping[str, Any], stratum: Stratum, day: dt.date) -> float:
    """Dry biomass by age. [t/ha]"""
    if isinstance(growth.get("table"), Mapping):
        return by_age(project, field, growth["table"], stratum, day)
    form = str(growth.get("form", ""))
    found = curve(form, **{name: growth[name] for name in FORMS.get(form, ()) if name in growth})
    age = stratum.age(day)
    if age is None:
        raise refused(
            project,
            f"{STRATA}.{stratum.name}.planted",
            Text("没有种植日期", "the day of planting is missing"),
        )
    return float(found.at(age))


def _fraction(project: Project, stratum: Stratum) -> float:
    given, field = stratum.entry.get("carbon_fraction"), f"{STRATA}.{stratum.name}.carbon_fraction"
    if given is None and "species" in stratum.entry:
        return find_species(str(stratum.entry["species"])).carbon
    fraction = number(project, field, given, above=True)
    if fraction > 1:
        raise refused(project, field, Text("大于 1", "it is above 1"))
    return fraction


def _grown(strata: tuple[Stratum, ...]) -> tuple[Reason, ...]:
    """Growth is the project's own assumption; where there is none the plants count as nothing."""
    reasons = []
    for stratum in strata:
        growth = stratum.entry.get("growth")
        said = (
            Text("没有给出生长数据，植物碳计为 0", "no growth is stated; plants count as 0")
            if growth is None
            else Text(
                f"生长数据由项目给出：{growth['source']}",
                f"growth as the project states it: {growth['source']}",
            )
        )
        reasons.append(Reason(f"growth.{stratum.name}", "uncertain" if growth is None else "secondary", said))
    return tuple(dict.fromkeys(reasons))
