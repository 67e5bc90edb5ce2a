"""Units and the journal: series, the story of one serial, cancellations; every link of the chain, and signed checkpoints."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.params import functions as given

from ccer.core.text import Text
from ccer.registry.serials import FORMAT, parsed, written
from ccer.registry.serials import Series as SeriesName

from .. import clock
from ..actions.base import Actor
from ..limits import count, visitor
from ..permissions import may
from ..store.models import Hold, JournalEvent, Series
from ..store.reading import certificates, custody, journal, keyset
from .answers import Cited, Dated, Page, Paging, Problem, cited, page, today
from .asking import ANYBODY, actor_of
from .fresh import of_journal
from .problems import NoSuch
from .subjects import organisation

router = Router(tags=["units"], auth=ANYBODY)
CANCELLED = "cancelled"
UNIT = Text("减排量", "unit")


class SeriesOut(Schema):
    """Units of one project and year of production. [tCO2e]"""

    project: str
    vintage: int
    issued_t: int
    first: str
    last: str


class SeriesPage(Page):
    """Series, newest first."""

    items: list[SeriesOut]


class MoveOut(Schema):
    """One step of a tonne's way; accounts are named where the step is a cancellation or they are one's own."""

    event: int
    name: str
    at: dt.datetime
    first: str
    last: str
    source: str | None
    source_state: str
    target: str | None
    target_state: str
    citations: list[Cited]


class UnitOut(Dated):
    """A tonne from its issuance to today."""

    serial: str
    provisional: bool
    project: str
    vintage: int
    state: str
    hold: str
    custody: list[MoveOut]
    lines: list[str]


class CancellationOut(Schema):
    """Units that were cancelled for ever: what for and for whom. [tCO2e]"""

    id: str
    quantity_t: int
    serials: list[list[str]]
    facts: dict[str, Any]


class Cancellations(Page):
    """Cancellations, by id."""

    items: list[CancellationOut]


class EventOut(Schema):
    """A link of the chain; ``content`` where it is published or one's own, and then the hash can be worked out from it."""

    seq: int
    name: str
    subject: str | None
    on: dt.date
    at: dt.datetime
    previous: str
    digest: str
    public: bool
    citations: list[str]
    actor: str | None
    data: dict[str, Any] | None
    key: str | None


class Events(Page):
    """The journal in its order."""

    items: list[EventOut]


class CheckpointOut(Schema):
    """A signed statement of where the journal stood."""

    seq: int
    digest: str
    at: dt.datetime
    key_id: str
    signature: str


class Checkpoints(Page):
    """Checkpoints in order."""

    items: list[CheckpointOut]


@router.get("/series", response=SeriesPage)
@decorate_view(of_journal)
def series(
    request: HttpRequest, paging: Query[Paging], project: str = given.Query("", max_length=100)
) -> dict[str, Any]:
    """Series of units that were issued."""
    rows = Series.objects.filter(issued__gt=0, **({"project": project} if project else {}))
    found = keyset.page(rows, paging.after, size=paging.limit)
    return page(request, [series_row(row) for row in found.rows], paging.limit, found.after)


def series_row(row: Series) -> dict[str, Any]:
    """A series with its first and last serial as they are written."""
    named = SeriesName(row.project, row.vintage)
    return {
        "project": row.project, "vintage": row.vintage, "issued_t": row.issued,
        "first": written(named, 1, clock.at()), "last": written(named, row.issued, clock.at()),
    }  # fmt: skip


@router.get("/units/{serial}", response={200: UnitOut, 404: Problem, 422: Problem})
@decorate_view(of_journal)
def unit(request: HttpRequest, serial: str) -> dict[str, Any]:
    """The whole story of one serial: every step from its issuance, with clauses."""
    wanted = parsed(serial, clock.at())
    told = custody.story(wanted) if wanted.number < 2**62 else None
    if told is None:
        raise NoSuch(UNIT, serial)
    actor, named = actor_of(request), wanted.series
    place = told.block.holding
    return {
        "as_of": today(), "serial": written(named, wanted.number, clock.at()), "provisional": clock.at().parameter(FORMAT).provisional,
        "project": named.project, "vintage": named.vintage, "state": place.state, "hold": place.hold if place.state == CANCELLED else "",
        "custody": [_move(actor, move, named) for move in told.moves if move.event is not None],
        "lines": [line.code for line in told.lines],
    }  # fmt: skip


def _move(actor: Actor, move: custody.Moved, named: SeriesName) -> dict[str, Any]:
    event = move.event
    assert event is not None
    own, inspects = organisation(actor), may("holdings.inspect", actor.role, actor.seat)

    def account(code: str) -> str | None:
        told = journal.names_account(code, event=event.name, organisation=own, inspects=inspects)
        return code if code and told else None

    return {
        "event": move.seq, "name": event.name, "at": event.at, "first": written(named, move.first, clock.at()),
        "last": written(named, move.last, clock.at()), "source": account(move.source), "source_state": move.source_state,
        "target": account(move.target), "target_state": move.target_state, "citations": cited(event.cites, event.on),
    }  # fmt: skip


@router.get("/cancellations", response=Cancellations)
@decorate_view(of_journal)
def cancellations(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What was cancelled, for what and for whom, with the serials."""
    rows = Hold.objects.filter(kind__startswith="cancel", id__gt=paging.after.replace("\0", "")).order_by(
        "id"
    )
    found = list(rows[: paging.limit + 1])
    shown = [cancellation_row(row) for row in found[: paging.limit]]
    return page(request, shown, paging.limit, found[paging.limit - 1].id if len(found) > paging.limit else "")


def cancellation_row(row: Hold) -> dict[str, Any]:
    """A cancellation with the serials that ended in it."""
    ranges, quantity = [], 0
    for (project, vintage), first, last, *_ in row.postings:
        named = SeriesName(project, vintage)
        ranges.append([written(named, first, clock.at()), written(named, last, clock.at())])
        quantity += last - first + 1
    return {"id": row.id, "quantity_t": quantity, "serials": ranges, "facts": row.facts}


class CertificateOut(Dated):
    """What the register says of a certificate: compare it with the paper line by line. [tCO2e]"""

    kind: str
    number: str
    on: dt.date
    quantity_t: int | None
    serials: list[list[str]]
    facts: dict[str, Any]
    citations: list[Cited]
    event: int
    digest: str
    code: str
    demonstration: bool


@router.get("/certificates/{code}", response={200: CertificateOut, 404: Problem, 429: Problem})
def certificate(request: HttpRequest, code: str) -> dict[str, Any]:
    """A certificate of registration or cancellation by its check code."""
    count("certificate-check", visitor(request))
    found = certificates.check(code[:100])
    if found is None:
        raise NoSuch(Text("证书", "certificate"), code)
    law = clock.at(found.on)
    ranges = [
        [written(SeriesName(project, vintage), number, law) for number in (first, last)]
        for project, vintage, first, last in found.ranges
    ]
    return {
        "as_of": today(), "kind": found.kind, "number": found.number, "on": found.on, "quantity_t": found.quantity, "serials": ranges,
        "facts": found.facts, "citations": cited(found.cites, found.on), "event": found.seq, "digest": found.digest,
        "code": certificates.code(found), "demonstration": settings.DEMO,
    }  # fmt: skip


@router.get("/journal", response=Events)
@decorate_view(of_journal)
def events(
    request: HttpRequest,
    after: int = given.Query(0, ge=0, le=2**62),
    limit: int = given.Query(50, ge=1, le=200),
    subject: str = given.Query("", max_length=200),
    name: str = given.Query("", max_length=100),
    public: bool = False,
) -> dict[str, Any]:
    """Every link of the chain in order. With ``subject`` only events one may read are given."""
    actor = actor_of(request)
    rows = journal.rows(
        after, limit + 1, subject=subject.replace("\0", ""), name=name.replace("\0", ""), only_public=public
    )
    shown = [_event(actor, row) for row in rows[:limit]]
    if subject:
        shown = [row for row in shown if row["data"] is not None]
    return page(request, shown, limit, str(rows[limit - 1].seq) if len(rows) > limit else "")


@router.get("/journal/{seq}", response={200: EventOut, 404: Problem})
@decorate_view(of_journal)
def event(request: HttpRequest, seq: int) -> dict[str, Any]:
    """One link of the chain."""
    found = journal.one(seq) if 0 < seq < 2**62 else None
    if found is None:
        raise NoSuch(Text("日志条目", "event"), str(seq))
    return _event(actor_of(request), found)


def _event(actor: Actor, row: JournalEvent) -> dict[str, Any]:
    public = row.name in journal.public_names()
    inspects = may("journal.read", actor.role, actor.seat) and (
        actor.scopes is None or "read" in actor.scopes
    )
    own = organisation(actor)
    readable = public or inspects or (bool(own) and journal.concerned(row.subject, own))
    return {
        "seq": row.seq, "name": row.name, "subject": row.subject if readable else None, "on": row.on, "at": row.at,
        "previous": row.previous, "digest": row.digest, "public": public, "citations": list(row.cites),
        "actor": row.actor if readable else None, "data": row.data if readable else None, "key": row.key if readable else None,
    }  # fmt: skip


@router.get("/checkpoints", response=Checkpoints)
@decorate_view(of_journal)
def checkpoints(
    request: HttpRequest,
    after: int = given.Query(0, ge=0, le=2**62),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Signed statements of where the journal stood; whoever keeps one can prove what was written before it."""
    rows = journal.checkpoints(after, limit + 1)
    shown = [
        {"seq": row.seq, "digest": row.digest, "at": row.at, "key_id": row.key_id, "signature": row.signature}
        for row in rows[:limit]
    ]
    return page(request, shown, limit, str(rows[limit - 1].seq) if len(rows) > limit else "")
