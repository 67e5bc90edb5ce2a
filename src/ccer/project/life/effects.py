"""What a step works out: facts by name, and the clocks it starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from ...core.asof import AsOf
from ...core.dates import add_years
from ...core.errors import BadInput, NotInForce
from ...core.text import Text
from ..clock import deadline
from .model import Clock, Command, Life
from .tables import Transition
from .vvb import VERSIONS

Facts = dict[str, Any]
NOTICES = {"project": "pdd-notice", "reduction": "reduction-notice"}


def clocks_of(row: Transition, life: Life, at: AsOf) -> tuple[Clock, ...]:
    """The clocks a step starts: each from the day of the step or of a fact, or to a day that the step names."""
    started = [
        Clock(kind=kind, start=at.on, end=_later(day, at), cite=at.cite(row.cites[0]).ref)
        for kind, named in row.until.items()
        if (day := life.day(named)) is not None
    ]
    for kind, source in row.starts.items():
        start = at.on if source == "on" else life.day(source)
        if start is None:
            continue
        if start > at.on:
            raise _to_come(start)
        found = deadline(kind, start, law=at.law)
        first = found.first_day if kind in NOTICES.values() else start
        started.append(Clock(kind=kind, start=first, end=found.end, cite=found.citation, why=found.why))
    return tuple(started)


def _later(day: dt.date, at: AsOf) -> dt.date:
    if day >= at.on:
        return day
    raise BadInput(
        what=Text("期限不能在今日以前", "A deadline cannot lie in the past"),
        why=Text(f"给出的日期是 {day}，今日是 {at.on}", f"{day} was given and today is {at.on}"),
        next=Text("填写今日或者以后的日期。", "Give today or a later day."),
    )


def _to_come(day: dt.date) -> BadInput:
    return BadInput(
        what=Text("期限不能从将来起算", "A clock cannot run from a day to come"),
        why=Text(f"给出的日期是 {day}", f"{day} was given"),
        next=Text("填写已经发生的日期。", "Give the day on which it happened."),
    )


def _notice_days(life: Life, command: Command, at: AsOf) -> Facts:
    clock = life.clock(NOTICES[life.machine])
    paper = life.newest(VERSIONS[life.machine][0])
    assert clock is not None
    days = {"notice_start": clock.start.isoformat(), "notice_end": clock.end.isoformat()}
    return days | ({"notice_paper": paper.digest} if paper else {})


def _bar(life: Life, command: Command, at: AsOf) -> Facts:
    """Deliberate cheating bars the owner for the years of the clause, counted from the day of the decision."""
    if life.facts.get("breach") == "obstruction" or not life.facts.get("deliberate"):
        return {}
    years = at.parameter("penalty.owner_bar_years")
    return {"barred_until": add_years(at.on, years.count).isoformat()}


def _registration_day(life: Life, command: Command, at: AsOf) -> Facts:
    return {"registered_on": at.on.isoformat()}


def _surrender_day(life: Life, command: Command, at: AsOf) -> Facts:
    """The last day to surrender for the application's year, where a notice in force has set it."""
    try:
        day = at.parameter("ets.surrender_deadline").day
    except NotInForce:
        return {}
    return {"surrender_by": day.isoformat()} if life.facts.get("compliance_year") == day.year - 1 else {}


EFFECTS: dict[str, Callable[[Life, Command, AsOf], Facts]] = {
    "notice_days": _notice_days,
    "positive": lambda life, command, at: {"positive": True},
    "negative": lambda life, command, at: {"positive": False},
    "application_day": lambda life, command, at: {"applied_on": at.on.isoformat()},
    "registration_day": _registration_day,
    "bar": _bar,
    "bar_for_good": lambda life, command, at: {"barred_for_good": True},
    "surrender_day": _surrender_day,
    "mark_overdue": lambda life, command, at: {},
    "lines": lambda life, command, at: {},
}
"""Effect to the facts it works out; `mark_overdue` and `lines` act on clocks and on other lives, in `decide`."""
