"""What the clock itself does: a notice ends, a deadline that ran out is flagged, an order lapses, a pending transfer expires.

Only steps that the core's tables give to ``system`` are taken, each decided like any other. Time never grants anything: no table lets the
clock register, issue, open or clear.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from ccer.project.life.model import Life
from ccer.project.life.tables import NONE, machines
from ccer.registry.commands import Expire

from .. import clock
from ..actions.around import read
from ..actions.base import system
from ..actions.lives import take
from ..actions.searches import ask_all
from ..actions.trading import desk
from ..store.level import level
from ..store.models import Hold
from ..store.models import Life as Row

EVERY = 600
"""Between two rounds. [s]"""
AT_ONCE = 2000
FLAG = "flag-overdue"
ACTOR = system("deadlines")
_PATH = "ccer_platform.jobs.deadlines.run"


class Round(NamedTuple):
    """What a round did: steps of lives by subject and action, and pending transfers that expired."""

    taken: tuple[tuple[str, str], ...]
    expired: int


@task()
def run() -> int:
    """One round, and the next one asked for; gives how many steps it took."""
    clock.forget()  # the time machine may just have been set, by another process
    done = due()
    ask_all()
    DBTaskResult.objects.filter(task_path=_PATH, status__in=["SUCCESSFUL", "FAILED"]).delete()
    if not _waiting().exists():
        run.using(run_after=clock.real_now() + dt.timedelta(seconds=EVERY)).enqueue()
    return len(done.taken) + done.expired


def ensure() -> None:
    """A round is waiting."""
    if not _waiting().exists():
        run.enqueue()


def soon() -> None:
    """The round that waits is made now: the clock was moved."""
    _waiting().delete()
    run.enqueue()


def _waiting() -> QuerySet[Any]:
    return DBTaskResult.objects.filter(task_path=_PATH, status="READY")


def due() -> Round:
    """Takes every step of the clock whose day has come; what is refused waits for the next round."""
    level()
    rows = Row.objects.filter(_moved_by_time(), due__lt=clock.today()).order_by("due", "id")[:AT_ONCE]
    lives = [read(row) for row in rows]
    taken = [
        (life.subject, action)
        for life in lives
        for action, facts in _steps(life)
        if not take(ACTOR, life.machine, life.id, action, facts=facts).refused
    ]
    return Round(tuple(taken), _expire())


def _moved_by_time() -> Q:
    """Lives in a state out of which the clock has a step."""
    asked = Q(pk=None)
    for machine in machines().values():
        states = sorted({row.source for row in machine.rows if ACTOR.role in row.by} - {NONE})
        asked |= Q(machine=machine.name, state__in=states)
    return asked


def _steps(life: Life) -> Iterator[tuple[str, dict[str, Any]]]:
    """The clock's steps out of a state: what ends it first; else a flag for each deadline that ran out."""
    today = clock.today()
    rows = [row for row in machines()[life.machine].leaving(life.state) if ACTOR.role in row.by]
    ending = [row.action for row in rows if row.action != FLAG]
    if ending:
        yield ending[0], {}
    elif rows:
        late = (c.kind for c in life.clocks if c.running and not c.overdue and c.end < today)
        yield from ((FLAG, {"clock": kind}) for kind in late)


def _expire() -> int:
    """Pending transfers whose time is over."""
    level()
    now = clock.now()
    over = [
        hold.id
        for hold in Hold.objects.filter(kind="pending", open=True)
        if (end := hold.facts.get("expires")) and dt.datetime.fromisoformat(end) <= now
    ]
    outcomes = desk().submit_many([Expire(id=id, actor=ACTOR.name) for id in over]) if over else []
    return sum(outcome.refusal is None for outcome in outcomes)
