"""Soil of a coast over the years: what is eroded is taken off, and what may be claimed in all is capped, where the design says so.

    erosion: [{on: 2027-09-10, carbon_tc_ha: 12, setting: marine, source: "…"}]      # soil carbon washed out; settings in `soil.ERODED`
    soil_cap: {project_tc_ha: 310, baseline_tc_ha: 280, source: "…"}                 # stocks after 100 years with and without the project

Both are VM0033's; whether the methodology has them was not read. Eroded carbon counts by the share of it that is emitted. The claim over
the whole crediting period is at most the difference of the two stocks, and nothing where the project's is less than 1.05 of the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from ..core.dates import day_of
from ..core.text import Text
from ..rules.subjects import Project
from .coastal import refused
from .coastal_strata import DAYS_OF_YEAR, STRATA, Stratum, number
from .result import Reason
from .soil import ERODED, capped_gain, eroded_emission

EROSION: Final = "erosion"
CAP: Final = "soil_cap"


class Part(NamedTuple):
    """Days of one calendar year, and the part of the year they are. [1]"""

    first: dt.date
    last: dt.date
    share: float


class Lost(NamedTuple):
    """Carbon of a stratum's soil emitted on a day. [tC/ha]"""

    day: dt.date
    carbon: float


def soil_course(
    project: Project, strata: Sequence[Stratum], parts: Sequence[Part], rates: Sequence[Sequence[float]]
) -> list[list[float]]:
    """Net accumulation of each part and stratum after erosion and the cap. [tC/ha/yr]

    Days of the crediting period before the first part are taken to have claimed at the rate of the first.

    Raises
    ------
    BadInput
        If an entry of the design cannot be used.
    """
    columns = [
        _course(project, stratum, parts, [row[place] for row in rates])
        for place, stratum in enumerate(strata)
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def course_reasons(strata: Sequence[Stratum]) -> tuple[Reason, ...]:
    """Why a result with erosion or a cap is provisional."""
    said = {
        EROSION: Text(
            "土壤流失按VM0033的排放比例扣除；方法学如何规定没有读到",
            "eroded soil counts by VM0033's shares; what the text says was not read",
        ),
        CAP: Text(
            "土壤碳按VM0033的百年储量差封顶；方法学如何规定没有读到",
            "soil carbon is capped by VM0033's difference of stocks after 100 years; what the text says was not read",
        ),
    }
    return tuple(
        Reason(f"{name}.{one.name}", "uncertain", why)
        for one in strata
        for name, why in said.items()
        if name in one.entry
    )


def _course(project: Project, stratum: Stratum, parts: Sequence[Part], rates: Sequence[float]) -> list[float]:
    lost, cap = _erosion(project, stratum), _cap(project, stratum)
    claimed = min(cap, _before(project, parts, rates)) if cap is not None else 0.0
    found = []
    for part, rate in zip(parts, rates, strict=True):
        gained = rate * part.share - sum(one.carbon for one in lost if part.first <= one.day <= part.last)
        if cap is not None:
            gained = min(gained, max(0.0, cap - claimed))
        claimed += gained
        found.append(gained / part.share)
    return found


def _before(project: Project, parts: Sequence[Part], rates: Sequence[float]) -> float:
    start = project.crediting.start if project.crediting else parts[0].first
    return rates[0] * max(0, (parts[0].first - start).days) / DAYS_OF_YEAR


def _erosion(project: Project, stratum: Stratum) -> list[Lost]:
    given, field = stratum.entry.get(EROSION, ()), f"{STRATA}.{stratum.name}.{EROSION}"
    if not isinstance(given, (list, tuple)) or not all(isinstance(row, Mapping) for row in given):
        raise refused(project, field, Text("应为列表", "it must be a list"))
    return [_lost(project, field, row) for row in given]


def _lost(project: Project, field: str, row: Mapping[str, Any]) -> Lost:
    day, setting = day_of(row.get("on")), str(row.get("setting", "marine"))
    if day is None:
        raise refused(project, f"{field}.on", Text("不是日期", "it is no date"))
    if setting not in ERODED:
        listed = ", ".join(ERODED)
        why = Text(f"没有“{setting}”", f"there is no {setting!r}")
        raise refused(project, f"{field}.setting", why, Text(f"可用：{listed}", f"use one of: {listed}"))
    _sourced(project, field, row)
    carbon = number(project, f"{field}.carbon_tc_ha", row.get("carbon_tc_ha"))
    return Lost(day, float(eroded_emission(carbon, setting)))


def _cap(project: Project, stratum: Stratum) -> float | None:
    """The most that may be claimed over the crediting period; None where there is no cap. [tC/ha]"""
    given, field = stratum.entry.get(CAP), f"{STRATA}.{stratum.name}.{CAP}"
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise refused(project, field, Text("应写两个储量", "it must state two stocks"))
    _sourced(project, field, given)
    names = ("project_tc_ha", "baseline_tc_ha")
    with_it, without = (number(project, f"{field}.{name}", given.get(name)) for name in names)
    return float(capped_gain(with_it, without))


def _sourced(project: Project, field: str, given: Mapping[str, Any]) -> None:
    if not str(given.get("source") or "").strip():
        raise refused(project, field, Text("没有写明出处", "it names no source"))
