"""Deadlines by name: the dated parameters and the calendar put together."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from ..core.asof import AsOf, Law
from ..core.errors import BadInput
from ..core.text import Text
from ..policy.calendar import calendar
from ..policy.corpus import corpus
from .deadlines import Deadline, Kind
from .deadlines import deadline as work_out

KINDS: tuple[Kind, ...] = get_args(Kind)


def deadline(kind: str, start: dt.date, *, pause_days: int = 0, law: Law | None = None) -> Deadline:
    """A deadline that begins on a day, under the law of that day.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    start : date
        The event it runs from: publication, receipt, production (look-back), last registration.
    pause_days : int
        Delay caused by the owner, not counted. [day]

    Raises
    ------
    BadInput
        Unknown kind.
    NotInForce
        When the clause that gives the period is not in force on ``start``.
    """
    for known in KINDS:
        if known == kind:
            at = AsOf(law or corpus(), max(start, _first_filing()) if kind == "look-back" else start)
            return work_out(known, start, calendar=calendar(), at=at, pause_days=pause_days)
    raise BadInput(
        what=Text(f"没有名为 {kind} 的期限", f"There is no deadline named {kind}"),
        why=Text("可选：" + "、".join(KINDS), "choose one of: " + ", ".join(KINDS)),
        next=Text("改用其中之一。", "Use one of them."),
    )


def _first_filing() -> dt.date:
    """What was produced before the Measures can only be applied for under them, so their first day decides the law."""
    (years,) = corpus().parameters("reduction.look_back_years")
    return years.values[0].since
