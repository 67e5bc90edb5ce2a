"""What waits for a step of review, longest waiting first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ccer.core.errors import CcerError
from ccer.policy.dossier import KIND_TEXT, ROLE_TEXT
from ccer.policy.workflow import queue

from ... import acting
from ...acting import actor_of
from ...components.reviews import COLOUR, state_title
from ...language import lang
from ...permissions import authorise
from ...store.reading import policy as reading

Page = Callable[..., HttpResponse]


def at_desk(view: Page) -> Page:
    """For those who signed in; what is refused is shown as a page, in words."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        try:
            return view(request, *args, **given)
        except CcerError as error:
            return acting.refused(request, error, 404 if getattr(error, "code", "") == "not-found" else 403)

    return login_required(shown)


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of the desk."""
    return render(request, f"analyst/{template}.html", context)


@require_GET
@at_desk
def desk(request: HttpRequest) -> HttpResponse:
    """The queue."""
    authorise(actor_of(request), "policy.read-queue")
    held = reading.dossiers()
    waiting = queue(held.values())
    known = reading.people({code for one in waiting for code in one.not_by})
    rows = [
        {
            "id": one.record,
            "title": reading.in_language(held[one.record], lang()).text("title"),
            "state": state_title(one.state),
            "colour": COLOUR[one.state],
            "since": one.since,
            "next": KIND_TEXT[one.next],
            "role": ROLE_TEXT[one.role] if one.role else None,
            "not_by": [known.get(code, (code, False))[0] for code in one.not_by],
            "machine": one.machine,
        }
        for one in waiting
    ]
    done = [one for one in held.values() if one.state == "active"]
    return show(request, "desk", rows=rows, done=done)
