"""The policy base: records with their review, scores and findings; what is read in is only shown, never stored."""

from __future__ import annotations

import base64
import binascii
import itertools
from typing import Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.params import functions as given

from ccer.cli.doors import plain
from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.policy.compare import find_records, matrix, side_by_side
from ccer.policy.corpus import corpus
from ccer.policy.dossier import STATE_TEXT, Dossier
from ccer.policy.form import LICENCE, bulk, schema
from ccer.policy.scorecard import pillars, scorecard
from ccer.policy.workflow import findings_of, since_review

from ..actions import policy_texts
from ..actions.policy import files
from ..store.reading import policy as reading
from .answers import Page, Problem, page, today, words
from .asking import ANYBODY
from .fresh import of_journal
from .law import AsOfDay
from .problems import NoSuch, Unusable

router = Router(tags=["policy"], auth=ANYBODY)
Language = Literal["zh", "en"]
LARGEST = 4 * 2**20


Answered = dict[str, Any]
"""An answer: ``as_of``, the ``citations`` it stands on with their windows, and what its operation names."""


class Records(Page):
    """Records with their review."""

    citations: list[dict[str, Any]] = []
    items: list[dict[str, Any]]


class File(Schema):
    """An official text to be understood: its name, and its content in base64."""

    name: str = Field(max_length=200)
    content: str = Field(max_length=LARGEST)
    instrument: str = Field("", max_length=200)


def _held(id: str) -> Dossier:
    found = reading.dossier(id)
    if found is None:
        raise NoSuch(Text("政策记录", "policy record"), id)
    return found


def citations_of(refs: Any) -> list[dict[str, Any]]:
    """Provisions by reference as of today, those the base holds; each once."""
    found = []
    for ref in dict.fromkeys(refs):
        try:
            cite = corpus().cite(ref, today())
        except CcerError:
            continue
        found.append(
            {
                "ref": cite.ref,
                "label": words(cite.label),
                "since": cite.since,
                "until": cite.until,
                "mark": cite.mark,
            }
        )
    return found


def _row(one: Dossier) -> dict[str, Any]:
    held = one.records
    first = next(iter(held.values()))
    return {
        "id": one.record, "title": {lang: record.text("title") for lang, record in held.items()}, "country": first.text("country"),
        "category": first.text("category"), "status": first.text("status"), "published": first.text("pubDate"),
        "review": one.state, "review_title": words(STATE_TEXT[one.state]), "content": one.content, "verified": one.verified,
        "languages": list(held),
    }  # fmt: skip


@router.get("/policy/records", response=Records)
@decorate_view(of_journal)
def records(
    request: HttpRequest,
    q: str = given.Query("", max_length=200),
    after: str = given.Query("", max_length=200),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """All records by id, or those that a question finds, with the words found in each field."""
    held = reading.dossiers()
    if q:
        found = {
            one.id: one for lang in reading.LANGS for one in find_records(q, reading.records(lang), limit)
        }
        rows = [_row(held[id]) | {"matched": one.matched, "score": one.score} for id, one in found.items()]
        return page(request, rows[:limit], limit, "")
    ids = [id for id in held if id > after]
    rows = [_row(held[id]) for id in ids[:limit]]
    return page(request, rows, limit, ids[limit - 1] if len(ids) > limit else "")


@router.get("/policy/records.jsonl")
@decorate_view(of_journal)
def download(request: HttpRequest) -> HttpResponse:
    """All records as lines of JSON with licence and review state; the first line says what the file is."""
    every = itertools.chain.from_iterable(one.records.values() for one in reading.dossiers().values())
    text = "".join(bulk(every, today(), reading.states(), corpus().digest))
    return HttpResponse(text, content_type="application/x-ndjson; charset=utf-8")


@router.get("/policy/schema", response=Answered)
def form(request: HttpRequest) -> dict[str, Any]:
    """The JSON Schema of a record, with the licence of the data."""
    return {"as_of": today(), "citations": [], "licence": LICENCE, "schema": schema()}


@router.get("/policy/records/{id}", response={200: Answered, 404: Problem})
@decorate_view(of_journal)
def record(request: HttpRequest, id: str) -> dict[str, Any]:
    """One record in its languages as data, with the raw files beside."""
    one = _held(id)
    found = one.records
    refs = [
        _refs(each.get(f"crediting.{name}.citation"))
        for each in found.values()
        for name in (each.get("crediting") or {})
    ]
    return {
        "as_of": today(), "citations": citations_of(itertools.chain.from_iterable(refs)), **_row(one),
        "records": {lang: {"data": each.data, "body": each.body} for lang, each in found.items()},
        "files": {lang: f"/api/v1/policy/records/{id}/{lang}.md" for lang in found}, "machine": list(one.machine),
    }  # fmt: skip


def _refs(citation: Any) -> list[str]:
    return [ref.strip() for ref in citation.split(";")] if isinstance(citation, str) else []


@router.get("/policy/records/{id}/{language}.md")
@decorate_view(of_journal)
def raw(request: HttpRequest, id: str, language: Language) -> HttpResponse:
    """The file, byte for byte as it came in where nobody edited it."""
    held = files(_held(id))
    if language not in held:
        raise NoSuch(Text("语言", "language"), language)
    return HttpResponse(held[language], content_type="text/markdown; charset=utf-8")


@router.get("/policy/records/{id}/findings", response={200: Answered, 404: Problem})
def findings(request: HttpRequest, id: str) -> dict[str, Any]:
    """What the linter says, field by field, in each language."""
    found = findings_of(_held(id), corpus(), reading.records("zh"))
    rows = [{"language": lang, **plain(each)} for lang, listed in found.items() for each in listed]
    return {"as_of": today(), "citations": [], "items": rows}


@router.get("/policy/records/{id}/scorecard", response={200: Answered, 404: Problem})
def scores(request: HttpRequest, id: str, day: Query[AsOfDay]) -> dict[str, Any]:
    """Our score beside the one the record came with; withheld, with the items lacking, where evidence is missing."""
    one = next(iter(_held(id).records.values()))
    card, typed = scorecard(one, day.day), pillars(id, day.day)
    cites = [c.ref for score in card.scores for item in score.items for c in item.citations]
    return {
        "as_of": day.day, "citations": citations_of([*cites, *(c.ref for pillar in typed for c in pillar.citations)]),
        "rubric": card.rubric, "provisional": words(card.provisional),
        "scores": [
            {
                "dimension": s.dimension, "title": words(s.title), "score": s.score, "least": s.least, "most": s.most,
                "came_with": s.came_with, "came_label": s.came_label, "missing": [words(item.title) for item in s.missing],
                "items": plain(s.items), "provisional": s.provisional,
            }
            for s in card.scores
        ],
        "pillars": plain(typed),
    }  # fmt: skip


@router.get("/policy/records/{id}/review", response={200: Answered, 404: Problem})
@decorate_view(of_journal)
def review(request: HttpRequest, id: str) -> dict[str, Any]:
    """State and trail: who by name, on which content, and what changed since it was last reviewed."""
    one = _held(id)
    known = reading.people({event.by for event in one.events})
    return {
        "as_of": today(), "citations": [], "state": one.state, "state_title": words(STATE_TEXT[one.state]),
        "since": one.since, "content": one.content,
        "verified": one.verified, "machine": list(one.machine),
        "trail": [
            {
                "step": event.kind, "on": event.on, "by": known.get(event.by, (event.by, False))[0],
                "demonstration": known.get(event.by, ("", False))[1], "role": event.role, "content": event.content,
                "present": event.content == one.content, "confirmed": list(event.confirmed), "note": event.note,
            }
            for event in one.events
        ],
        "since_review": plain(since_review(one)) if one.reviewed_texts else None,
        "versions": [{"content": event.content, "on": event.on} for event in reading.versions(one)],
    }  # fmt: skip


@router.get("/policy/compare", response={200: Answered, 404: Problem})
def compare(
    request: HttpRequest, day: Query[AsOfDay], ids: str = given.Query(max_length=400)
) -> dict[str, Any]:
    """Records side by side; ``ids`` with commas between, at most four."""
    chosen = [reading.in_language(_held(id), "en") for id in list(dict.fromkeys(ids.split(",")))[:4]]
    rows = side_by_side(chosen, day.day)
    refs = [ref for row in rows for cell in row.cells for ref in _refs(cell.citation)]
    return {
        "as_of": day.day, "citations": citations_of(refs), "records": [one.id for one in chosen],
        "rows": [{"name": row.name, "title": words(row.title), "same": row.same, "cells": plain(row.cells)} for row in rows],
    }  # fmt: skip


@router.get("/policy/coverage", response=Answered)
@decorate_view(of_journal)
def coverage(request: HttpRequest) -> dict[str, Any]:
    """How many records of each jurisdiction say something cited under each heading."""
    return {"as_of": today(), "citations": [], "items": plain(matrix(reading.records("en").values()))}


@router.post("/policy/importing", response={200: Answered, 400: Problem, 422: Problem})
def importing(request: HttpRequest, file: File) -> dict[str, Any]:
    """What an official text would be understood as; nothing is stored, so no idempotency key is asked."""
    try:
        data = base64.b64decode(file.content, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unusable(
            Text("content 须为 base64", "content must be base64"),
            Text("改正后重新提交。", "Correct it and send it again."),
        ) from error
    preview = policy_texts.preview(file.name, data, file.instrument)
    return {
        "as_of": today(), "digest": preview.digest, "understood": msgspec.to_builtins(preview.text), "links": plain(preview.links),
        "citations": citations_of(link.ref for link in preview.links if link.exact),
    }  # fmt: skip
