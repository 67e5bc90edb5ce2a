"""Receipts of the decisions this platform made: they stand in the events of the steps, and can be asked again."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from ccer.core.decision import Receipt
from ccer.policy.corpus import Corpus
from ccer.policy.hypothesis import Touched
from ccer.project.life.decide import RECEIPTS
from ccer.project.life.gates import decides
from ccer.project.life.tables import machines
from ccer.project.replaying import replay

from ..models import JournalEvent
from .journal import public_names


class Stored(NamedTuple):
    """A decision on record: the event it stands in, its place there, the receipt."""

    seq: int
    place: int
    subject: str
    on: dt.date
    receipt: Receipt

    @property
    def stage(self) -> str:
        return str(self.receipt.inputs["stage"])

    @property
    def outcome(self) -> str:
        return str(self.receipt.result["outcome"])


class Changed(NamedTuple):
    """A decision on record under a supposed law: its outcome then, and what it would be; None where no clause would be in force."""

    stored: Stored
    now: str | None


@functools.cache
def deciding() -> frozenset[str]:
    """Names of the events of steps that leave receipts."""
    return frozenset(row.event for machine in machines().values() for row in machine.rows if decides(row))


def of(subject: str) -> list[Stored]:
    """The decisions on record about a life, the oldest first."""
    rows = JournalEvent.objects.filter(subject=subject, name__in=deciding()).order_by("seq")
    return [each for row in rows for each in _read(row.seq, row.subject, row.on, row.data.get(RECEIPTS))]


def one(seq: int, place: int) -> Stored | None:
    """A receipt by its place in the journal."""
    row = JournalEvent.objects.filter(seq=seq, name__in=deciding()).first()
    held = _read(row.seq, row.subject, row.on, row.data.get(RECEIPTS)) if row else []
    return held[place] if place < len(held) else None


_RESTING = f"""
SELECT seq, subject, "on", data->'{RECEIPTS}' FROM store_journalevent WHERE name = ANY(%s)
AND EXISTS (SELECT FROM jsonb_array_elements(data->'{RECEIPTS}') one WHERE one->'law' ?| %s) ORDER BY seq DESC
"""


def resting(moved: Touched, *, everything: bool) -> list[Stored]:
    """The decisions on record that rest on touched law: all and only those, the newest first; those published unless ``everything``."""
    names = deciding() if everything else deciding() & public_names()
    with connection.cursor() as cursor:
        cursor.execute(_RESTING, [sorted(names), sorted(moved.keys)])
        rows = cursor.fetchall()
    found = [each for seq, subject, on, data in rows for each in _read(seq, subject, on, _plain(data))]
    return [each for each in found if moved.keys & each.receipt.law.keys()]


def again(stored: Stored, law: Corpus) -> Changed:
    """A decision asked again under a supposed law, as of its own day."""
    now = replay(stored.receipt, law).now
    return Changed(stored, now["outcome"] if now else None)


def _plain(value: Any) -> Any:
    return msgspec.json.decode(value) if isinstance(value, str | bytes) else value


def _read(seq: int, subject: str, on: dt.date, held: Any) -> list[Stored]:
    receipts = msgspec.convert(held or [], list[Receipt])
    return [Stored(seq, place, subject, on, receipt) for place, receipt in enumerate(receipts)]
