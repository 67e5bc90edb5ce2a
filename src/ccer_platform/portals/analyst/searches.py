"""Searches that are kept, and what they told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from ccer.core.text import Text
from ccer.policy.feed import ALERT_TEXT

from ...acting import actor_of
from ...actions import searches as kept
from ...language import lang
from ...permissions import authorise
from .queue import at_desk, show


@require_GET
@at_desk
def page(request: HttpRequest) -> HttpResponse:
    """The searches of whoever is signed in, with their alerts."""
    actor = actor_of(request)
    authorise(actor, "search.keep", own=actor.organisation is not None)
    alerts = [
        (event, [(ALERT_TEXT[one["kind"]], one["ref"]) for one in event.data["alerts"]])
        for event in kept.alerts(actor)
    ]
    return show(request, "searches", searches=list(kept.mine(actor)), alerts=alerts)


@require_POST
@at_desk
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps a search."""
    kept.keep(actor_of(request), request.POST.get("name", ""), request.POST.get("query", ""))
    messages.success(request, Text("检索已保存", "The search is kept").say(lang()))
    return redirect("analyst:searches")


@require_POST
@at_desk
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps it no longer."""
    kept.end(actor_of(request), pk)
    return redirect("analyst:searches")
