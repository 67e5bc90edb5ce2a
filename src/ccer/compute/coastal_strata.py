"""Strata of a coastal project: area, cover, soil accumulation and what of it came from elsewhere.

A stratum is an entry of ``design.strata``: ``name``, ``area_ha``, ``planted`` (day), ``cover`` (share, or a table of age and share),
``salinity_ppt``, ``soil``, ``allochthonous``, ``species``, ``growth``, ``submergence``. ``soil`` is one of::

    (nothing)                                                     # a default rate of the methodology
    {accretion_cm_per_year: 0.5, bulk_density: 0.8, carbon_percent: 2.0, source: "…"}    # marker horizon, lead-210
    {rate: 1.1, source: "…"}                                      # measured otherwise [tC/ha/yr]
    cores                                                         # two surveys of cores; a design expects the default rate

``allochthonous`` is a share, or ``{carbon_percent, autochthonous_percent}``, or by the organic matter of the soil or its carbon and
that of the sediment brought in, ``{matter_percent, deposited_percent}``, ``{carbon_percent, deposited_percent}``; the latter has a
default. ``erosion`` and ``soil_cap`` are in `coastal_soil`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from ..core.asof import AsOf, DatedValue
from ..core.dates import day_of
from ..core.text import Text
from ..rules.subjects import Project
from .coastal import SOIL_DEFAULT, CoastalPlan, dated, refused
from .result import Reason
from .soil import allochthonous_share, autochthonous_matter, measured_accumulation

STRATA: Final = "strata"
DAYS_OF_YEAR: Final = 365.25
CORES: Final = "cores"
CONVERTED: Final = Text(
    "外来碳按VM0033的有机质与碳换算式推算；方法学如何规定没有读到",
    "carbon from elsewhere by VM0033's conversion of organic matter and carbon; what the text says was not read",
)


class Stratum(NamedTuple):
    """One stratum.

    Parameters
    ----------
    name : str
        Empty where there is only one and it has none.
    area : float
        [ha]
    entry : mapping
        What the design says of it.
    """

    name: str
    area: float
    entry: Mapping[str, Any]

    def age(self, day: dt.date) -> float | None:
        """Years since planting; None where the day of planting is not stated."""
        planted = day_of(self.entry.get("planted"))
        return None if planted is None else (day - planted).days / DAYS_OF_YEAR


class SoilRate(NamedTuple):
    """Net accumulation of a stratum, with what it stands on. [tC/ha/yr]"""

    rate: float
    using: tuple[DatedValue, ...] = ()
    reasons: tuple[Reason, ...] = ()


def strata_of(project: Project, areas: Mapping[str, float] | None = None) -> tuple[Stratum, ...]:
    """The strata of a design, in order; measured areas by name take the place of the design's.

    Raises
    ------
    BadInput
        If there is none, two bear one name, an area is missing or not above 0, or a measured one is of no stratum.
    """
    entries = project.design.get(STRATA)
    if not isinstance(entries, (list, tuple)) or not entries:
        why = Text("没有写碳层", "no stratum is stated")
        raise refused(
            project, STRATA, why, Text("列表，每项含 name 和 area_ha", "a list, each with name and area_ha")
        )
    found: dict[str, Stratum] = {}
    for entry in entries:
        if not isinstance(entry, Mapping):
            raise refused(project, STRATA, Text("每项应写各个量", "each entry must name its quantities"))
        name = str(entry.get("name", ""))
        if name in found:
            raise refused(project, STRATA, Text(f"两个碳层同名“{name}”", f"two strata are called {name!r}"))
        area = (areas or {}).get(name, entry.get("area_ha"))
        found[name] = Stratum(name, number(project, f"{STRATA}.{name}.area_ha", area, above=True), entry)
        _planted(project, found[name])
    stray = sorted(set(areas or {}) - set(found))
    if stray:
        raise refused(
            project,
            STRATA,
            Text(f"地块的碳层“{stray[0]}”没有写", f"the stratum {stray[0]!r} of a parcel is not stated"),
        )
    return tuple(found.values())


def soil_rate(project: Project, plan: CoastalPlan, at: AsOf, stratum: Stratum, day: dt.date) -> SoilRate:
    """Soil accumulation of a stratum about a day, less what came from elsewhere; a default rate where cores are still to be measured.

    Raises
    ------
    BadInput
        If a figure it needs is missing or is no number.
    """
    gross = _gross(project, plan, at, stratum, day)
    return without_foreign(project, plan, at, stratum, gross)


def without_foreign(
    project: Project, plan: CoastalPlan, at: AsOf, stratum: Stratum, gross: SoilRate
) -> SoilRate:
    """A gross accumulation less its carbon from elsewhere."""
    share, using, reasons = _foreign(project, plan, at, stratum)
    net = float(plan.net_rate(gross.rate, share))
    return SoilRate(net, (*gross.using, *using), (*gross.reasons, *reasons))


def cover_of(project: Project, stratum: Stratum, day: dt.date) -> float:
    """Vegetation cover about a day. [1]"""
    given, field = stratum.entry.get("cover"), f"{STRATA}.{stratum.name}.cover"
    if isinstance(given, Mapping):
        given = by_age(project, field, given, stratum, day)
    cover = number(project, field, given)
    if cover > 1:
        raise refused(project, field, Text(f"{cover} 大于 1", f"{cover} is above 1"))
    return cover


def by_age(project: Project, field: str, table: Mapping[Any, Any], stratum: Stratum, day: dt.date) -> float:
    """A table of age and value, read between its rows and kept level beyond its ends."""
    age = stratum.age(day)
    if age is None:
        why = Text("按林龄取值须写种植日期", "a table by age needs the day of planting")
        raise refused(project, f"{STRATA}.{stratum.name}.planted", why)
    rows = sorted((number(project, field, _age(a)), number(project, field, v)) for a, v in table.items())
    return float(np.interp(age, [row[0] for row in rows], [row[1] for row in rows]))


def number(project: Project, field: str, value: Any, *, above: bool = False) -> float:
    """A figure of the design: 0 or more, or above 0."""
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < math.inf
    if not usable or (above and value == 0):
        least = (
            Text("大于 0 的数", "a number above 0")
            if above
            else Text("0 或以上的数", "a number of 0 or more")
        )
        why = Text(f"{value!r} 不是", f"{value!r} is not ") + least
        raise refused(project, field, why, least)
    return float(value)


def _age(key: Any) -> Any:
    """The key of a table by age: a number, or its text, as JSON and receipts hold it."""
    try:
        return float(key) if isinstance(key, str) else key
    except ValueError:
        return key


def _planted(project: Project, stratum: Stratum) -> None:
    planted = stratum.entry.get("planted")
    if planted is not None and day_of(planted) is None:
        raise refused(project, f"{STRATA}.{stratum.name}.planted", Text("不是日期", "it is no date"))


def _gross(project: Project, plan: CoastalPlan, at: AsOf, stratum: Stratum, day: dt.date) -> SoilRate:
    field, soil = f"{STRATA}.{stratum.name}.soil", stratum.entry.get("soil")
    if soil is None or soil == CORES:
        return _default(project, plan, at, stratum, day)
    if isinstance(soil, Mapping) and "rate" in soil:
        source = str(soil.get("source") or "").strip()
        if not source:
            raise refused(project, field, Text("没有写明出处", "it names no source"))
        said = Text(
            f"土壤累积速率由项目给出：{source}", f"soil accumulation as the project states it: {source}"
        )
        rate = number(project, f"{field}.rate", soil["rate"])
        return SoilRate(rate, (), (Reason(f"soil.{stratum.name}", "secondary", said),))
    if isinstance(soil, Mapping):
        names = ("bulk_density", "carbon_percent", "accretion_cm_per_year")
        density, carbon, accretion = (number(project, f"{field}.{name}", soil.get(name)) for name in names)
        if carbon > 100:
            raise refused(project, f"{field}.carbon_percent", Text("大于 100", "it is above 100"))
        rate = float(measured_accumulation(density, carbon / 100, accretion))
        return SoilRate(rate, (), (_accretion(stratum, str(soil.get("source") or "").strip()),))
    raise refused(project, field, Text(f"{soil!r} 不能用于此处", f"{soil!r} cannot be used here"))


def _accretion(stratum: Stratum, source: str) -> Reason:
    """How the accretion was measured is the project's to say: a marker horizon, lead-210 or the like."""
    said = Text(
        f"沉积速率由项目测定（{source or '未写出处'}）；方法学是否认可没有读到",
        f"accretion as the project measured it ({source or 'no source is named'}); whether the text accepts it was not read",
    )
    return Reason(f"soil.{stratum.name}", "secondary" if source else "uncertain", said)


def _default(project: Project, plan: CoastalPlan, at: AsOf, stratum: Stratum, day: dt.date) -> SoilRate:
    chosen = str(project.design.get(SOIL_DEFAULT, plan.soil_sets[0]))
    if chosen not in plan.soil_sets:
        listed = ", ".join(plan.soil_sets)
        why = Text(f"没有“{chosen}”", f"there is no {chosen!r}")
        raise refused(project, SOIL_DEFAULT, why, Text(f"可用：{listed}", f"use one of: {listed}"))
    rate = dated(project, plan, at, f"soil_accumulation.{chosen}")
    if chosen not in plan.by_cover:
        return SoilRate(rate.number, (rate,))
    least, full = (dated(project, plan, at, f"cover.{name}") for name in ("least", "full"))
    cover = cover_of(project, stratum, day)
    found = plan.cover_rate(cover, rate.number, least.number, full.number)
    return SoilRate(float(found), (rate, least, full))


def _foreign(
    project: Project, plan: CoastalPlan, at: AsOf, stratum: Stratum
) -> tuple[float, tuple[DatedValue, ...], tuple[Reason, ...]]:
    """Share of the carbon that came from elsewhere: measured, else the dated value; the dated values and what it rests on."""
    given, field = stratum.entry.get("allochthonous"), f"{STRATA}.{stratum.name}.allochthonous"
    if given is None:
        held = dated(project, plan, at, "allochthonous_share")
        return held.number, (held,), ()
    using: tuple[DatedValue, ...] = ()
    reasons: tuple[Reason, ...] = ()
    if isinstance(given, Mapping) and "autochthonous_percent" in given:
        names = ("carbon_percent", "autochthonous_percent")
        carbon, own = (number(project, f"{field}.{name}", given.get(name), above=True) for name in names)
        share = float(allochthonous_share(carbon, own))
    elif isinstance(given, Mapping):
        share, using = _by_matter(project, plan, at, field, given)
        reasons = (Reason(f"allochthonous.{stratum.name}", "uncertain", CONVERTED),)
    else:
        share = number(project, field, given)
    if not 0 <= share <= 1:
        raise refused(project, field, Text(f"{share} 不在 0 至 1 之间", f"{share} is not between 0 and 1"))
    return share, using, reasons


def _by_matter(
    project: Project, plan: CoastalPlan, at: AsOf, field: str, given: Mapping[str, Any]
) -> tuple[float, tuple[DatedValue, ...]]:
    """By the organic matter of the soil, or its carbon, and that of the sediment brought in."""
    to_carbon, matter = plan.to_carbon, _matter(project, plan, field, given)
    using: tuple[DatedValue, ...] = ()
    if "deposited_percent" in given:
        deposited = number(project, f"{field}.deposited_percent", given["deposited_percent"]) / 100
    else:
        using = (dated(project, plan, at, "deposited_matter_share"),)
        deposited = using[0].number
    if to_carbon is None or matter <= deposited:
        why = Text(
            f"土壤有机质 {matter:.2%} 不高于外来沉积物的 {deposited:.2%}，换算式不适用",
            f"organic matter of the soil, {matter:.2%}, is no more than that of the sediment brought in, {deposited:.2%}: "
            "the conversion does not hold",
        )
        wanted = Text(
            "写测定的 autochthonous_percent 或比例", "give a measured autochthonous_percent, or a share"
        )
        raise refused(project, field, why, wanted)
    own = autochthonous_matter(matter, deposited)
    return float(allochthonous_share(to_carbon(matter), to_carbon(own))), using


def _matter(project: Project, plan: CoastalPlan, field: str, given: Mapping[str, Any]) -> float:
    """Organic matter of the soil, measured or from its carbon. [1]"""
    if plan.to_matter is None:
        why = Text("没有有机质与碳的换算式", "there is no equation between organic matter and carbon")
        raise refused(project, field, why)
    if "matter_percent" in given:
        return number(project, f"{field}.matter_percent", given["matter_percent"], above=True) / 100
    carbon = number(project, f"{field}.carbon_percent", given.get("carbon_percent"), above=True)
    return float(plan.to_matter(carbon / 100))
