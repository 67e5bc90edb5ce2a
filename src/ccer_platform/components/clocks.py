"""A deadline as people read it: its last day, the working days left, and a mark where a year's holiday notice is not out yet."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ccer.core.text import Text
from ccer.policy.calendar import calendar

SOON = 5
"""From so many working days on a deadline is shown as near. [working day]"""


class Due(NamedTuple):
    """``left`` counts today and the last day; negative where it has passed. ``why`` says why the day is provisional."""

    until: dt.date
    left: int
    words: Text
    colour: str
    why: Text | None
    cite: str = ""


def due(
    until: dt.date, today: dt.date, why: Text | None = None, cite: str = "", *, ends: bool = False
) -> Due:
    """How a deadline stands on a day; what only ends, as a notice does, has nobody late."""
    days = calendar()
    if until < today and ends:
        return Due(until, -1, Text("已期满", "ended"), "", why, cite)
    if until < today:
        late = days.workdays_between(until + dt.timedelta(days=1), today)
        return Due(
            until, -late, Text("已过 {n} 个工作日", "{n} working days late").fill(n=late), "late", why, cite
        )
    left = days.workdays_between(today, until)
    if why is None and days.provisional(today, until):
        why = Text("该年放假安排尚未公布", "the holiday notice of that year is not out yet")
    words = (
        Text("今天期满", "ends today")
        if until == today
        else Text(f"还剩 {left} 个工作日", f"{left} working day{'' if left == 1 else 's'} left")
    )
    return Due(until, left, words, "soon" if left <= SOON else "", why, cite)
