"""What the design expects of the plants of a coast: dry biomass by age, their carbon, what is lost under water.

``growth`` of a stratum gives dry biomass by age [t/ha]: ``{table: {0: 0, 10: 40}, source: …}``, or a curve,
``{form: richards, limit: 120, rate: 0.1, shape: 2, source: …}``; above and below ground, or with ``root_shoot`` above ground only: a ratio,
or the name of a default of the methodology (``subtropical``). Carbon is ``carbon_fraction``, a share or ``ipcc``, else that of the
mangrove ``species``. ``submergence: {share, years}`` takes off what goes under water.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from ..core.asof import AsOf, DatedValue
from ..core.numeric import Numeric
from ..core.text import Text
from ..rules.subjects import Project
from .biomass_growth import FORMS, curve
from .coastal import CoastalPlan, dated, refused
from .coastal_strata import STRATA, Stratum, by_age, number
from .mangrove import find_species
from .result import Reason
from .soil import left_after_submergence

ROOT_SHOOT: Final = "root_shoot"
FRACTION: Final = "carbon_fraction"
GROWTH: Final = "growth"


def settled(
    project: Project, plan: CoastalPlan, at: AsOf, strata: tuple[Stratum, ...]
) -> tuple[tuple[Stratum, ...], tuple[DatedValue, ...]]:
    """Strata whose named defaults (root-to-shoot ratio, carbon fraction) are figures, and the dated values these are."""
    found, using = [], []
    for stratum in strata:
        entry = dict(stratum.entry)
        growth = entry.get(GROWTH)
        if isinstance(growth, Mapping) and isinstance(growth.get(ROOT_SHOOT), str):
            ratio = _default(project, plan, at, stratum, ROOT_SHOOT, growth[ROOT_SHOOT])
            entry[GROWTH] = {**growth, ROOT_SHOOT: ratio.number}
            using.append(ratio)
        if isinstance(entry.get(FRACTION), str):
            share = _default(project, plan, at, stratum, FRACTION, entry[FRACTION])
            entry[FRACTION] = share.number
            using.append(share)
        found.append(stratum._replace(entry=entry))
    return tuple(found), tuple(dict.fromkeys(using))


def expected_carbon(
    project: Project, plan: CoastalPlan, stratum: Stratum, day: dt.date, start: dt.date
) -> float:
    """Carbon of the plants of a stratum on a day, less what is under water by then. [tC/ha]"""
    growth, field = stratum.entry.get(GROWTH), f"{STRATA}.{stratum.name}.{GROWTH}"
    if growth is None:
        return 0.0
    if not isinstance(growth, Mapping) or not str(growth.get("source") or "").strip():
        raise refused(
            project, field, Text("须写曲线或表，并写明出处", "a curve or a table is needed, with its source")
        )
    dry = _dry(project, field, growth, stratum, day)
    if ROOT_SHOOT in growth:
        dry = float(with_roots(dry, number(project, f"{field}.{ROOT_SHOOT}", growth[ROOT_SHOOT])))
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


def with_roots(above: Numeric, root_shoot: Numeric) -> Numeric:
    """Biomass above and below ground from that above. [t/ha]"""
    return above * (1 + root_shoot)


def growth_reasons(strata: tuple[Stratum, ...]) -> tuple[Reason, ...]:
    """Growth is the project's own assumption; where there is none the plants count as nothing."""
    reasons = []
    for stratum in strata:
        growth = stratum.entry.get(GROWTH)
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


def _default(
    project: Project, plan: CoastalPlan, at: AsOf, stratum: Stratum, kind: str, name: str
) -> DatedValue:
    names = plan.named.get(kind, ())
    if name in names:
        return dated(project, plan, at, f"{kind}.{name}")
    listed = ", ".join(names)
    wanted = Text(f"写数值，或：{listed}", f"a figure, or: {listed}") if names else Text("写数值", "a figure")
    why = Text(f"没有名为“{name}”的缺省值", f"there is no default called {name!r}")
    raise refused(project, f"{STRATA}.{stratum.name}.{kind}", why, wanted)


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
    given, field = stratum.entry.get(FRACTION), f"{STRATA}.{stratum.name}.{FRACTION}"
    if given is None and "species" in stratum.entry:
        return find_species(str(stratum.entry["species"])).carbon
    fraction = number(project, field, given, above=True)
    if fraction > 1:
        raise refused(project, field, Text("大于 1", "it is above 1"))
    return fraction
