"""The link's rounds: messages pass, and once a day the two records are compared."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from .. import clock
from ..actions import ets_link
from ..store.level import level
from ..store.models import EtsComparison

EVERY = 60
"""Between two rounds. [s]"""
_PATH = "ccer_platform.jobs.ets.run"


@task()
def run() -> int:
    """One round, and the next one asked for; gives how many messages had an effect."""
    clock.forget()
    moved = once()
    DBTaskResult.objects.filter(task_path=_PATH, status__in=["SUCCESSFUL", "FAILED"]).delete()
    if not _waiting().exists():
        run.using(run_after=clock.real_now() + dt.timedelta(seconds=EVERY)).enqueue()
    return moved


def ensure() -> None:
    """A round is waiting."""
    if not _waiting().exists():
        run.enqueue()


def once(link: ets_link.Link = ets_link.SANDBOX) -> int:
    """Messages pass; the day's first round compares."""
    level()
    moved = ets_link.exchange(link)
    if not EtsComparison.objects.filter(on=clock.today()).exists():
        ets_link.compare(link)
    return moved


def _waiting() -> QuerySet[Any]:
    return DBTaskResult.objects.filter(task_path=_PATH, status="READY")
