"""The time machine of a demonstration: the clock is set to a day, and the journal says so."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from ccer.core.text import Text

from .. import clock
from ..permissions import authorise
from ..store.models import ClockSetting
from .base import Actor, Refused, append, event, writing

MOST_YEARS = 60
"""How far from today the clock goes. [year]"""


def travel(actor: Actor, day: dt.date) -> None:
    """Sets the clock to half past nine of a day, Beijing time.

    Raises
    ------
    Refused
        It is no demonstration, the actor may not, the day is before what the journal has seen, or beyond reach.
    """
    right = authorise(actor, "clock.set")
    if not settings.DEMO:
        raise _refused(right.clause, Text("只有演示可以调整时钟", "only a demonstration can set its clock"))
    today = clock.today()
    if day < today:
        raise _refused(
            right.clause, Text(f"时钟只能向前；现在是 {today}", f"the clock goes forward only; it is {today}")
        )
    if (day - today).days > MOST_YEARS * 366:
        raise _refused(right.clause, Text(f"超过 {MOST_YEARS} 年", f"more than {MOST_YEARS} years on"))
    target = dt.datetime.combine(day, dt.time(9, 30), clock.BEIJING)
    ahead = clock.offset() + (target - clock.now())
    with writing():
        ClockSetting.objects.update_or_create(id=1, defaults={"offset_seconds": int(ahead.total_seconds())})
        append([event("clock.set", "clock:demo", actor, cites=(right.clause,), day=day.isoformat())])
    clock.forget()


def _refused(clause: str, why: Text) -> Refused:
    return Refused(
        "clock",
        Text("不能调整时钟", "The clock cannot be set"),
        why,
        Text("改用今天以后的日期。", "Choose a later day."),
        clause,
    )


def begin_on(day: dt.date) -> None:
    """The clock of a demonstration stands at nine in the morning of a day and runs on from there."""
    moment = dt.datetime.combine(day, dt.time(9), tzinfo=clock.BEIJING)
    ahead = moment - clock.real_now()
    ClockSetting.objects.update_or_create(id=1, defaults={"offset_seconds": int(ahead.total_seconds())})
    clock.forget()
