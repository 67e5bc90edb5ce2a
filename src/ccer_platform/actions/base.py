"""What every action shares: who acts, the transaction, the journal."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import msgspec
from django.db import connection, transaction

from ccer.core.errors import CcerError
from ccer.core.event import Event, seal
from ccer.core.text import Text

from .. import clock
from ..store.models import JournalEvent, JournalTip


class Actor(msgspec.Struct, frozen=True):
    """Who acts: a person in a seat of an organisation, or a job of the system.

    Parameters
    ----------
    role : str
        `store.models.Role`, ``public`` for a visitor, ``system`` for a job.
    organisation, user : int or None
        Row ids; None for a visitor and for the system.
    seat : str
        ``maker``, ``checker``, ``viewer``; empty for a visitor and for the system.
    name : str
        How the journal names the actor: ``<role>:<code of the organisation>``.
    scopes : tuple of str or None
        What the token may that the request came with; None where the person is there.
    """

    role: str
    name: str
    organisation: int | None = None
    user: int | None = None
    seat: str = ""
    scopes: tuple[str, ...] | None = None

    @property
    def person(self) -> str:
        """How the journal names the person: never by mail address."""
        return self.name if self.user is None else f"person:{self.user}"


VISITOR = Actor(role="public", name="public:visitor")


def system(job: str) -> Actor:
    """The actor of a job."""
    return Actor(role="system", name=f"system:{job}")


class Refused(CcerError):
    """An action the law, the table of rights or the state of things does not allow."""

    exit_code = 1

    def __init__(self, code: str, what: Text, why: Text, next: Text, clause: str | None = None) -> None:
        super().__init__(what, why, next, clause)
        self.code = code


class KeyReused(Refused):
    """An idempotency key that was used for another command."""

    def __init__(self, key: str) -> None:
        super().__init__(
            "key_reused",
            Text("重复的幂等键", "The idempotency key was used before"),
            Text(
                f"键 {key} 已用于另一项内容不同的请求", f"key {key} belongs to a request with other content"
            ),
            Text(
                "新的请求使用新的键；重发原请求则内容须完全相同。",
                "Use a new key for a new request; a repeat must be the same.",
            ),
        )


@contextmanager
def writing() -> Iterator[None]:
    """One action, one transaction, on disk when it ends."""
    with transaction.atomic(durable=not connection.in_atomic_block):
        yield


def append(events: Iterable[Event]) -> list[Event]:
    """Adds events to the end of the journal; whoever writes next waits for this transaction. Call it last."""
    tip = JournalTip.objects.select_for_update().get(id=1)
    sealed = seal(events, seq=tip.seq, previous=tip.digest)
    if sealed:
        parts = _parts(sealed)
        rows = [JournalEvent(**_columns(event), part=part) for event, part in zip(sealed, parts, strict=True)]
        JournalEvent.objects.bulk_create(rows)
        JournalTip.objects.filter(id=1).update(seq=sealed[-1].seq, digest=sealed[-1].digest)
    return sealed


def _parts(events: Iterable[Event]) -> list[int]:
    """The place of each event among those of its key: one command may make several."""
    seen: Counter[str] = Counter()
    places = []
    for each in events:
        places.append(seen[each.key] if each.key else 0)
        seen[each.key] += 1
    return places


def event(
    name: str,
    subject: str,
    actor: Actor,
    *,
    cites: tuple[str, ...] = (),
    key: str = "",
    on: dt.date | None = None,
    **data: object,
) -> Event:
    """An event of now."""
    return Event(
        name=name,
        subject=subject,
        actor=actor.name,
        at=clock.now(),
        on=on or clock.today(),
        cites=cites,
        data=msgspec.to_builtins(data),
        key=key,
    )


def stored(row: JournalEvent) -> Event:
    """The event that a row of the journal holds."""
    return Event(
        name=row.name,
        subject=row.subject,
        actor=row.actor,
        at=row.at,
        on=row.on,
        cites=tuple(row.cites),
        data=row.data,
        key=row.key,
        seq=row.seq,
        previous=row.previous,
        digest=row.digest,
    )


def _columns(event: Event) -> dict[str, object]:
    return {**msgspec.structs.asdict(event), "cites": list(event.cites)}
