"""Cases as their parties see them: whose they are, what waits in them, and their whole story from the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db.models import Q

from ccer.project.life.model import Life

from ..models import Document, JournalEvent
from ..models import Life as Row
from . import provinces

MOST = 500
"""Cases a page takes at once."""

# The case itself and what hangs on it: a finding on a filing on a project is three steps down.
_MINE = """
WITH RECURSIVE mine AS (
    SELECT id, machine, code FROM store_life WHERE owner = %(who)s OR vvb = %(who)s
        OR (machine = 'account' AND data->'facts'->>'holder' = %(who)s)
        OR (machine IN ('project', 'reduction') AND data->'facts'->>'expert' = %(who)s)
    UNION
    SELECT l.id, l.machine, l.code FROM store_life l JOIN mine m ON l.parent = m.machine || ':' || m.code
)
SELECT id FROM mine
"""


class CaseEvent(msgspec.Struct, frozen=True):
    """One line of a case's story, as the journal has it."""

    seq: int
    name: str
    subject: str
    actor: str
    at: Any
    on: Any
    cites: tuple[str, ...]
    data: dict[str, Any]


def lives(rows: Iterable[Row]) -> list[Life]:
    """The lives that rows hold."""
    return [msgspec.convert(row.data, Life) for row in rows]


def concerning(organisation: str) -> list[Life]:
    """Every case of an organisation as owner, body, holder or expert, with what hangs on it; those due first."""
    mine = Row.objects.raw(_MINE, {"who": organisation})
    rows = Row.objects.filter(id__in=[row.pk for row in mine])
    return lives(rows.order_by("due", "-seq")[:MOST])


def standing(states: Sequence[tuple[str, str]], *, province: str | None = None) -> list[Life]:
    """Cases that stand in one of these states of their machines; those due first, then the oldest.

    With a province: only those that are its own.
    """
    if not states:
        return []
    wanted = Q()
    for machine, state in states:
        wanted |= Q(machine=machine, state=state)
    rows = Row.objects.filter(wanted)
    if province is not None:
        rows = rows.filter(provinces.within(province))
    return lives(rows.order_by("due", "seq")[:MOST])


def named(subjects: Iterable[str]) -> dict[str, Life]:
    """Lives by subject."""
    wanted = Q(pk__in=[])
    for machine, code in {tuple(subject.split(":", 1)) for subject in subjects if ":" in subject}:
        wanted |= Q(machine=machine, code=code)
    return {life.subject: life for life in lives(Row.objects.filter(wanted))}


def of_machine(
    machine: str, *, after: int = 0, limit: int = 50, province: str | None = None, **where: Any
) -> list[tuple[int, Life]]:
    """Cases of one machine, newest first, each with the key the next page goes on from; with a province, only its own."""
    rows = Row.objects.filter(machine=machine, **where).order_by("-id")
    if province is not None:
        rows = rows.filter(provinces.within(province))
    if after:
        rows = rows.filter(id__lt=after)
    return [(row.pk, msgspec.convert(row.data, Life)) for row in rows[:limit]]


def story(subjects: Sequence[str]) -> list[CaseEvent]:
    """What happened to a case and to what hangs on it, in order."""
    rows = JournalEvent.objects.filter(subject__in=subjects).order_by("seq")[: 4 * MOST]
    return [
        CaseEvent(row.seq, row.name, row.subject, row.actor, row.at, row.on, tuple(row.cites), row.data)
        for row in rows
    ]


def documents(subjects: Sequence[str]) -> dict[tuple[str, str, str], Document]:
    """Kept papers by subject, kind and hash."""
    return {
        (d.subject, d.kind, d.digest): d for d in Document.objects.filter(subject__in=subjects).order_by("id")
    }


def taken_numbers(prefix: str) -> list[str]:
    """Project numbers that begin so."""
    rows = Row.objects.filter(machine="project", data__facts__project_code__startswith=prefix)
    return list(rows.values_list("data__facts__project_code", flat=True))


def written(key: str) -> str | None:
    """The subject of what was written under an idempotency key, if it was."""
    return JournalEvent.objects.filter(key=key).values_list("subject", flat=True).first()
