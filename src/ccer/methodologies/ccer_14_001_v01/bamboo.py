"""Bamboo stands still once it is stable: culms that grow are balanced by those that die, and a later gain is not counted."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

from ...compute.result import Adjustment, Reason
from ...core.text import Text
from ...rules.subjects import Project
from .plan import PLAN
from .strata import NO_AGE, strata_of
from .surveys import Interval
from .values import Values

DAYS_A_YEAR: Final = 365.25


def growing_until(project: Project, values: Values, found: tuple[Interval, ...]) -> dt.date | None:
    """Last day on which all bamboo of the design still grows; None where a stratum names no stable age, which the result then says."""
    if all(one.pool != "bamboo" for one in found):
        return None
    reader = Values(project, values.at)
    planted = (
        [one for one in strata_of(project, reader) if one.pool == "bamboo"]
        if project.design.get("strata")
        else []
    )
    if not planted or any(math.isinf(one.stable_age) for one in planted):
        values.because(Reason("bamboo.stable_age", "uncertain", NO_AGE))
        return None
    return min(one.planted + dt.timedelta(days=one.stable_age * DAYS_A_YEAR) for one in planted)


def stand_still(
    found: tuple[Interval, ...], until: dt.date | None
) -> tuple[tuple[Interval, ...], tuple[Adjustment, ...]]:
    """Intervals with the gains of bamboo cut to the days up to ``until``, and a log; losses stand."""
    if until is None:
        return found, ()
    kept, log = [], []
    for one in found:
        if one.pool != "bamboo" or one.credited <= 0 or one.now <= until:
            kept.append(one)
            continue
        cut = _cut(one, until)
        kept.append(cut)
        what = Text(
            f"竹林自 {until} 起稳定，此后的增量不计",
            f"the bamboo is stable from {until}; later gains do not count",
        )
        where = f"{one.pool} · {one.then} - {one.now}"
        cite = f"{PLAN.instrument}/eq-14"
        log.append(Adjustment(where, what, one.credited, cut.credited, "tCO2e", cite))
    return tuple(kept), tuple(log)


def _cut(one: Interval, until: dt.date) -> Interval:
    """The part of an interval's gain that grew up to a day, even growth taken; it belongs to those days alone."""
    part = one.share(one.then, until)
    return one._replace(
        now=until if until > one.then else one.now,
        measured=one.measured * part,
        credited=one.credited * part,
        half_width=one.half_width * part,
    )
