"""The law base: instruments, provisions, parameters, deadlines, decisions and methodologies, each as of a day."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.params import functions as given

from ccer.core.asof import DatedValue
from ccer.core.decision import Finding
from ccer.core.errors import CcerError
from ccer.policy.corpus import Clause, corpus
from ccer.policy.schema import Instrument

from .. import clock
from .answers import Cited, Dated, Page, Words, citation, cited, page, words
from .asking import ANYBODY
from .fresh import of_law

router = Router(tags=["law"], auth=ANYBODY)

FIRST_DAY, LAST_DAY = dt.date(1990, 1, 1), dt.date(2199, 12, 31)
Day = Field(None, ge=FIRST_DAY, le=LAST_DAY)


class AsOfDay(Schema):
    """``on``: the law of that day, today where left out; ``known_at``: as the base knew it then."""

    on: dt.date | None = Day
    known_at: dt.date | None = Day

    @property
    def day(self) -> dt.date:
        return self.on or clock.today()


class InstrumentOut(Schema):
    """A dated text; ``state`` on the day asked."""

    id: str
    title: Words
    issuer: list[Words]
    draft: bool
    since: dt.date | None
    until: dt.date | None
    provisions: int


class Instruments(Page):
    """The instruments of the base on a day."""

    items: list[InstrumentOut]


class ProvisionOut(Dated):
    """A clause with its window, in our own words."""

    ref: str
    label: Words
    heading: Words
    summary: Words
    state: str
    since: dt.date | None
    until: dt.date | None
    digest: str
    read_by: list[str]
    children: list[str]
    marks: list[list[str]]


class ParameterOut(Schema):
    """A value of a day with its clause; ``provisional`` where it was not read in an official text."""

    name: str
    title: Words
    value: str | int | float | bool | None
    unit: str
    since: dt.date | None
    until: dt.date | None
    citation: Cited
    mark: str
    provisional: bool
    note: Words | None


class Parameters(Page):
    """Values of a day."""

    items: list[ParameterOut]


class DeadlineOut(Dated):
    """A period worked out day by day; ``why`` says why it is provisional, if it is."""

    kind: str
    start: dt.date
    first_day: dt.date
    end: dt.date
    days: int
    unit: str
    provisional: bool
    why: Words | None
    citation: Cited
    interpretation: Words


class Question(Schema):
    """What is to be decided: a gate and the facts; what is left out counts as not known."""

    stage: str = Field(max_length=60)
    facts: dict[str, Any] = {}
    on: dt.date | None = Day
    known_at: dt.date | None = Day


class FindingOut(Schema):
    """What one rule found."""

    rule: str
    title: Words
    outcome: str
    fact: Words
    requires: Words
    remedy: Words | None
    missing: list[str]
    citations: list[Cited]


class DecisionOut(Dated):
    """The answer of every rule of a gate, with a receipt that can be replayed."""

    stage: str
    outcome: str
    findings: list[FindingOut]
    receipt: dict[str, Any]


class MethodologyOut(Schema):
    """A published version that can be calculated."""

    code: str
    title: Words
    equations: int


class Methodologies(Page):
    """The methodologies at hand."""

    items: list[MethodologyOut]


@router.get("/instruments", response=Instruments)
@decorate_view(of_law)
def instruments(
    request: HttpRequest,
    day: Query[AsOfDay],
    after: str = given.Query("", max_length=200),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Instruments in force on a day; those not in force then are left out."""
    law = corpus()
    ids = sorted(id for id in law.view(day.known_at).ids if id > after)
    rows: list[dict[str, Any]] = []
    for id in ids:
        version = law.version(id, day.day, day.known_at)
        if version is not None:
            rows.append(
                _instrument(
                    version.instrument, version.window.first_day, version.window.last_day, len(version.paths)
                )
            )
        if len(rows) > limit:
            break
    return page(request, rows[:limit], limit, rows[limit - 1]["id"] if len(rows) > limit else "") | {
        "as_of": day.day
    }


def _instrument(
    found: Instrument, since: dt.date | None, until: dt.date | None, provisions: int
) -> dict[str, Any]:
    return {
        "id": found.id, "title": words(found.title), "issuer": [words(name) for name in found.issuers], "draft": found.draft,
        "since": since, "until": until, "provisions": provisions,
    }  # fmt: skip


@router.get("/provisions/{path:ref}", response=ProvisionOut)
@decorate_view(of_law)
def provision(request: HttpRequest, ref: str, day: Query[AsOfDay]) -> dict[str, Any]:
    """A clause, or a whole instrument, as it stood on a day."""
    found = corpus().clause(ref, day.day, day.known_at)
    return {"as_of": day.day, **_provision(found)}


def _provision(found: Clause) -> dict[str, Any]:
    return {
        "ref": found.ref, "label": words(found.label), "heading": words(found.heading), "summary": words(found.summary),
        "state": found.state, "since": found.since, "until": found.until, "digest": found.digest,
        "read_by": list(found.read_by), "children": list(found.children), "marks": [list(mark) for mark in found.marks],
    }  # fmt: skip


@router.get("/parameters", response=Parameters)
@decorate_view(of_law)
def parameters(
    request: HttpRequest,
    day: Query[AsOfDay],
    prefix: str = given.Query("", max_length=100),
    after: str = given.Query("", max_length=200),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Dated values in force on a day; those with no value on that day are left out."""
    law = corpus()
    rows: list[dict[str, Any]] = []
    for parameter in law.parameters(prefix):
        if parameter.name <= after:
            continue
        try:
            rows.append(_parameter(law.parameter(parameter.name, day.day, day.known_at), day.day))
        except CcerError:
            continue
        if len(rows) > limit:
            break
    return page(request, rows[:limit], limit, rows[limit - 1]["name"] if len(rows) > limit else "") | {
        "as_of": day.day
    }


@router.get("/parameters/{name}", response=ParameterOut)
@decorate_view(of_law)
def parameter(request: HttpRequest, name: str, day: Query[AsOfDay]) -> dict[str, Any]:
    """One dated value; before the first or after the last there is none, and none is made up."""
    return _parameter(corpus().parameter(name, day.day, day.known_at), day.day)


def _parameter(found: DatedValue, on: dt.date) -> dict[str, Any]:
    value = found.value.isoformat() if isinstance(found.value, dt.date) else found.value
    return {
        "name": found.name, "title": words(found.title), "value": value, "unit": found.unit, "since": found.since,
        "until": found.until, "citation": cited([found.cite], on)[0], "mark": found.mark, "provisional": found.provisional,
        "note": words(found.note) if found.note else None,
    }  # fmt: skip


@router.get("/deadlines/{kind}", response=DeadlineOut)
@decorate_view(of_law)
def deadline(
    request: HttpRequest,
    kind: str,
    start: Annotated[dt.date, given.Query(ge=FIRST_DAY, le=LAST_DAY)],
    pause_days: int = given.Query(0, ge=0, le=3650),
) -> dict[str, Any]:
    """The end of a period that begins on a day, counted by the calendar of that law."""
    from ccer.project.clock import deadline as work_out

    found = work_out(kind, start, pause_days=pause_days)
    return {
        "as_of": start, "kind": kind, "start": start, "first_day": found.first_day, "end": found.end, "days": found.days,
        "unit": found.unit, "provisional": found.provisional, "why": words(found.why) if found.why else None,
        "citation": cited([found.citation], start)[0], "interpretation": words(found.interpretation),
    }  # fmt: skip


@router.post("/decide", response=DecisionOut)
def decide(request: HttpRequest, question: Question) -> dict[str, Any]:
    """What the rules of a gate say to facts; nothing is written, so no idempotency key is asked."""
    from ccer.project.deciding import decide as ask

    day = question.on or clock.today()
    decision, receipt = ask(question.stage, question.facts, day, question.known_at)
    return {
        "as_of": day, "stage": decision.stage, "outcome": decision.outcome,
        "findings": [_finding(found) for found in decision.findings], "receipt": msgspec.to_builtins(receipt),
    }  # fmt: skip


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "rule": found.rule, "title": words(found.title), "outcome": found.outcome,
        "fact": {"zh": found.fact_text("zh"), "en": found.fact_text("en")},
        "requires": {"zh": found.requirement("zh"), "en": found.requirement("en")},
        "remedy": words(found.remedy) if found.remedy else None, "missing": list(found.missing),
        "citations": [citation(cite) for cite in found.citations],
    }  # fmt: skip


@router.get("/methodologies", response=Methodologies)
@decorate_view(of_law)
def methodologies(request: HttpRequest) -> dict[str, Any]:
    """The published versions that this software calculates."""
    from ccer.methodologies import codes, load

    rows = []
    for code in codes():
        found = load(code)
        rows.append({"code": code, "title": words(found.title), "equations": len(found.equations)})
    return page(request, rows, len(rows), "")
