"""The law: instruments, each with its provisions beside the rules that read them; a provision as of a day; search."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.policy.corpus import Clause, corpus
from ccer.policy.coverage import cited_by_values
from ccer.policy.reading import RANK_TEXT, WHY_TEXT
from ccer.policy.schema import Instrument
from ccer.policy.search import search
from ccer.policy.windows import Version
from ccer.rules.catalogue import all_rules

from . import shown
from .shown import missing, show

LIST = (Text("法规", "Law"), "public:law")
STATE = {
    "in-force": (Text("现行有效", "in force"), "green"),
    "not-yet": (Text("尚未施行", "not yet in force"), "amber"),
    "ended": (Text("已失效", "no longer in force"), "red"),
    "unverified": (Text("起止日期未定", "dates not settled"), "amber"),
    "draft": (Text("草案", "draft"), "amber"),
}


def index(request: HttpRequest) -> HttpResponse:
    """All instruments by rank, or what a search finds."""
    query, on = request.GET.get("q", "").strip()[:200], shown.day_asked(request, "on")
    groups: dict[str, list[dict[str, Any]]] = {}
    if not query:
        for id in corpus().view().ids:
            version = corpus().version(id)
            if version is not None:
                groups.setdefault(version.instrument.rank, []).append(_listed(version, on))
    return show(
        request,
        "law",
        LIST[1],
        [(LIST[0], "")],
        query=query,
        on=on,
        hits=search(query, on=on if request.GET.get("on") else None, limit=30) if query else [],
        groups=[(RANK_TEXT[rank], groups[rank]) for rank in RANK_TEXT if rank in groups],
    )


def _listed(version: Version, on: dt.date) -> dict[str, Any]:
    instrument = version.instrument
    state = "draft" if instrument.draft else version.window.state(on)
    read = sum(bool(p.read_by) for p in instrument.provisions)
    return {
        "instrument": instrument,
        "state": STATE[state],
        "since": version.window.first_day if not instrument.draft else None,
        "read": read,
    }


def instrument(request: HttpRequest, id: str) -> HttpResponse:
    """One instrument as it read on a day: its provisions beside what reads them."""
    on = shown.day_asked(request, "on")
    try:
        version = corpus().version(id, on) or corpus().version(id)
        versions = corpus().versions(id)
    except CcerError as error:
        return _not_found(request, error)
    assert version is not None
    text = version.instrument
    return show(
        request,
        "instrument",
        LIST[1],
        [(LIST[0], reverse(LIST[1])), (text.short, "")],
        text=text,
        on=on,
        window=None if text.draft else version.window,
        state=STATE["draft" if text.draft else version.window.state(on)],
        rank=RANK_TEXT[text.rank],
        versions=versions,
        provisions=_provisions(text, version),
        effects=corpus().view().touching(id),
    )


def _provisions(text: Instrument, version: Version) -> list[dict[str, Any]]:
    titles = rule_titles()
    values = cited_by_values(corpus())
    names = {p.name: p.title for p in corpus().parameters()}
    return [
        {
            "ref": f"{text.id}/{p.ref}",
            "id": p.ref,
            "label": version.label(p.ref),
            "heading": p.heading,
            "text": p.text,
            "deep": "/" in p.ref,
            "mark": p.mark,
            "rules": [titles.get(rule, Text(rule, rule)) for rule in p.read_by],
            "values": [names[name] for name in values.get(f"{text.id}/{p.ref}", ())],
            "why": WHY_TEXT[p.why] if p.why else None,
        }
        for p in text.provisions
    ]


def rule_titles() -> dict[str, Text]:
    """Rules in words."""
    return {rule.id: rule.title for rule in all_rules()}


def provision(request: HttpRequest, ref: str) -> HttpResponse:
    """One provision as it read on a day, with what is above, below and beside it."""
    on = shown.day_asked(request, "on")
    ref = ref.strip("/")
    state: str = "in-force"
    try:
        found = corpus().clause(ref, on)
    except CcerError:
        try:
            found = corpus().clause(ref)
        except CcerError as error:
            return _not_found(request, error)
        state = (
            found.state
            if found.state != "in-force"
            else "not-yet"
            if found.since and on < found.since
            else "ended"
        )
    titles = rule_titles()
    names = {p.name: p.title for p in corpus().parameters()}
    return show(
        request,
        "provision",
        LIST[1],
        [
            (LIST[0], reverse(LIST[1])),
            (found.instrument.short, reverse("public:instrument", args=[found.instrument.id])),
            (found.label, ""),
        ],
        clause=found,
        on=on,
        state=STATE[state],
        below=[_below(child, on) for child in found.children],
        rules=[titles.get(rule, Text(rule, rule)) for rule in found.read_by],
        values=[names[name] for name in cited_by_values(corpus()).get(ref, ())],
    )


def _below(ref: str, on: dt.date) -> Clause:
    try:
        return corpus().clause(ref, on)
    except CcerError:
        return corpus().clause(ref)


def _not_found(request: HttpRequest, error: CcerError) -> HttpResponse:
    if error.what and error.next:
        return missing(request, error.what, error.next)
    raise error
