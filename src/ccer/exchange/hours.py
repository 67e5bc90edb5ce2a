"""When the exchange trades: Monday to Friday but for holidays and announced closing days, in two sessions (Trading Rules art. 21, 22).

A weekend worked to make up for a holiday is no trading day. A year without its holiday notice is counted Monday to Friday and is
provisional (`provisional`).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from enum import StrEnum

from ..core.text import Text
from ..core.workdays import Calendar
from ..policy.calendar import calendar
from .moment import Moment


class Phase(StrEnum):
    """What part of a trading day it is."""

    BEFORE = "before"
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    AFTER = "after"


PHASE_TEXT: dict[Phase, Text] = {
    Phase.BEFORE: Text("开市前", "before the opening"),
    Phase.MORNING: Text("上午交易时段", "morning session"),
    Phase.MIDDAY: Text("午间休市", "midday break"),
    Phase.AFTERNOON: Text("下午交易时段", "afternoon session"),
    Phase.AFTER: Text("收市后", "after the close"),
}
IN_SESSION = (Phase.MORNING, Phase.AFTERNOON)


def phase(at: Moment) -> Phase:
    """The part of the day by the law's hours; a session begins at its first instant and is over at its last."""
    clock = at.clock
    if clock < at.time("exchange.morning_open"):
        return Phase.BEFORE
    if clock < at.time("exchange.morning_close"):
        return Phase.MORNING
    if clock < at.time("exchange.afternoon_open"):
        return Phase.MIDDAY
    if clock < at.time("exchange.afternoon_close"):
        return Phase.AFTERNOON
    return Phase.AFTER


def is_trading_day(day: dt.date, closed: Collection[dt.date] = (), among: Calendar | None = None) -> bool:
    """True when the exchange trades on that day.

    Parameters
    ----------
    day : date
    closed : collection of date
        Closing days the exchange announced.
    among : Calendar, optional
        The holidays; those of the law base where none is given.
    """
    off = (among or calendar()).off
    ordinal = day.toordinal()
    at = bisect_left(off, ordinal)
    return day.weekday() < 5 and not (at < len(off) and off[at] == ordinal) and day not in closed


def number(day: dt.date, closed: Collection[dt.date] = (), among: Calendar | None = None) -> int:
    """How many trading days there are from 1 January of year 1 to that day: days apart are the difference of their numbers."""
    weeks, rest = divmod(day.toordinal(), 7)
    holidays = bisect_right((among or calendar()).off, day.toordinal())
    return weeks * 5 + min(rest, 5) - holidays - sum(1 for each in closed if each <= day)


def after(day: dt.date, count: int, closed: Collection[dt.date] = ()) -> dt.date:
    """The trading day that many trading days after a day; with 0 that day, or the next one where it is none."""
    while not is_trading_day(day, closed):
        day += dt.timedelta(1)
        if count and is_trading_day(day, closed):
            count -= 1
    while count:
        day += dt.timedelta(1)
        count -= is_trading_day(day, closed)
    return day


def provisional(day: dt.date) -> bool:
    """True when no holiday notice of that year is held."""
    return calendar().provisional(day, day)
