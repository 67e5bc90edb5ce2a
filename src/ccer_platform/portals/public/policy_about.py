"""One provision, instrument, value or record in four questions: why did it match; since when; who says so; what does it change for me."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.policy.corpus import corpus, newest
from ccer.policy.coverage import cited_by_values
from ccer.policy.resolve import resolve
from ccer.policy.search import By, search

from ...acting import actor_of
from ...store.models import JournalEvent, Life
from ...store.reading import policy as reading
from . import shown
from .law import STATE, rule_titles
from .policy import BASE
from .shown import missing, show


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """What a question or a citation finds, each with why."""
    query = request.GET.get("q", "").strip()[:200]
    on = shown.day_asked(request, "on")
    by: By = "meaning" if request.GET.get("by") == "meaning" else "words"
    found = resolve(query, on) if query else None
    return show(
        request,
        "policy/ask",
        BASE[1],
        [(BASE[0], reverse(BASE[1])), (Text("检索", "Search"), "")],
        query=query,
        on=on,
        resolved=found if found and found.ref else None,
        by=by,
        hits=search(query, on=on, limit=30, by=by) if query else [],
    )


@require_GET
def about(request: HttpRequest, ref: str) -> HttpResponse:
    """The four questions about one thing."""
    ref, on, query = ref.strip("/"), shown.day_asked(request, "on"), request.GET.get("q", "").strip()[:200]
    if reading.dossier(ref):
        return redirect("public:policy-record", ref)
    parameter = next((p for p in corpus().parameters() if p.name == ref), None)
    if parameter is None and ref.partition("/")[0] not in corpus().view().ids:
        return missing(
            request,
            Text("没有这一条款", "There is no such provision"),
            Text("由检索页查找。", "Look for it on the page of search."),
        )
    cite = parameter.values[-1].cite if parameter and parameter.values else ref
    hit = next((h for h in search(query, on=on, limit=50) if h.ref == ref), None) if query else None
    found, state = _clause(cite, on) if not parameter or parameter.values else (None, "unverified")
    values = cited_by_values(corpus()).get(cite, ())
    names = {p.name: p.title for p in corpus().parameters()}
    return show(
        request,
        "policy/about",
        BASE[1],
        [
            (BASE[0], reverse(BASE[1])),
            (parameter.title if parameter else found.label if found else Text(ref, ref), ""),
        ],
        ref=ref,
        cite=cite,
        on=on,
        query=query,
        hit=hit,
        parameter=parameter,
        clause=found,
        state=STATE[state],
        versions=corpus().versions(cite.partition("/")[0]) if found else (),
        source=newest(corpus().versions(cite.partition("/")[0])).instrument.source if found else None,
        texts=reading.texts(cite.partition("/")[0]),
        rules=[rule_titles().get(rule, Text(rule, rule)) for rule in (found.read_by if found else ())],
        values=[names[name] for name in values],
        mine=_mine(request, cite),
    )


def _clause(ref: str, on: dt.date) -> tuple[Any, str]:
    try:
        return corpus().clause(ref, on), "in-force"
    except CcerError:
        found = corpus().clause(ref)
        if found.state != "in-force":
            return found, found.state
        return found, "not-yet" if found.since and on < found.since else "ended"


def _mine(request: HttpRequest, ref: str) -> dict[str, Any] | None:
    """The cases of whoever is signed in whose steps cited it; None for a visitor."""
    actor = actor_of(request)
    if actor.organisation is None:
        return None
    code = actor.name.partition(":")[2]
    lives = Life.objects.filter(owner=code) | Life.objects.filter(vvb=code)
    subjects = [f"{machine}:{name}" for machine, name in lives.values_list("machine", "code")[:2000]]
    cited = JournalEvent.objects.filter(subject__in=subjects, cites__contains=[ref]).order_by("-seq")
    return {"cases": len(subjects), "steps": list(cited[:20])}
