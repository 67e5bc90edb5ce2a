"""How far apart surveys may lie: a number of years, and never across the end of the crediting period."""

from __future__ import annotations

import datetime as dt
from typing import Final

from ...compute.readings import Window
from ...compute.result import Reason
from ...core.dates import add_years
from ...core.errors import BadInput
from ...core.text import Text
from ...rules.subjects import Project
from .plan import PLAN
from .surveys import Interval
from .values import Values

CLAUSE: Final = f"{PLAN.instrument}/monitoring"


def spacing(project: Project, found: tuple[Interval, ...], counted: Window, values: Values) -> None:
    """Say which intervals that count are shorter or longer than the text is remembered to have it.

    Raises
    ------
    BadInput
        If a survey was made after the end of the crediting period, so that its interval lies across that end.
    """
    pairs = sorted({(one.then, one.now) for one in found if one.share(counted.first, counted.last)})
    for then, now in pairs:
        if project.crediting is not None and then < project.crediting.end < now:
            _across(project.crediting.end, then, now, values)
        _apart(then, now, values)


def _apart(then: dt.date, now: dt.date, values: Values) -> None:
    least, most = (values.at.parameter(PLAN.parameter(f"monitoring_years_{end}")) for end in ("min", "max"))
    if add_years(then, int(least.number)) <= now <= add_years(then, int(most.number)):
        return
    why = Text(
        f"{then} 与 {now} 两次调查相隔 {(now - then).days / 365.25:.1f} 年；监测间隔应为 {least.number:g} 至 {most.number:g} 年",
        f"the surveys of {then} and {now} are {(now - then).days / 365.25:.1f} years apart, not {least.number:g} to {most.number:g}",
    )
    values.because(Reason(f"monitoring_years.{now}", least.mark, why))


def _across(end: dt.date, then: dt.date, now: dt.date, values: Values) -> None:
    if values.held("interval_across_end").value:
        return
    raise BadInput(
        what=Text(
            f"{now} 的调查不能用于计入期", f"the survey of {now} cannot be used for the crediting period"
        ),
        why=Text(
            f"计入期于 {end} 结束，{then} 至 {now} 的区间跨过了它",
            f"the crediting period ends on {end}, and the interval from {then} to {now} lies across it",
        ),
        next=Text(
            "以计入期末日前的调查核算；官方文本允许跨越的，在 design.official.interval_across_end 填 true 和出处",
            "use a survey made before the end; where the official text allows it, enter true and the source in "
            "design.official.interval_across_end",
        ),
        clause=CLAUSE,
    )
