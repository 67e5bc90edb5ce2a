"""My seats, tokens, what waits for my confirmation, and the table of rights."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

import msgspec
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.project.life.fields import titles

from ... import acting, permissions
from ...actions import proposals as four_eyes
from ...actions import tokens as keys
from ...actions.people import seats
from ...language import lang
from ...signing_in import FACTORS, has_second_factor
from ...store.models import Proposal, Token, User
from .account import account_of, applications_of

Page = Callable[..., HttpResponse]


def in_words(view: Page) -> Page:
    """For those who signed in; what is refused is shown as a page, in words."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except CcerError as error:
            return acting.refused(request, error)

    return login_required(shown)


@in_words
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Whom I may act for, and what stands open."""
    user, seat = cast(User, request.user), acting.seat_of(request)
    return render(
        request,
        "people/home.html",
        {
            "held": list(seats(user.pk)),
            "secured": has_second_factor(request),
            "has_factor": user.authenticator_set.filter(type__in=FACTORS).exists(),  # type: ignore[attr-defined]
            "waiting": four_eyes.waiting(seat.organisation_id).count() if seat else 0,
            "account": account_of(seat.organisation.code) if seat else None,
            "applications": applications_of(user),
        },
    )


@in_words
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """From now on I act for another organisation; the session gets a new key."""
    chosen = seats(cast(User, request.user).pk).filter(pk=_number(request.POST.get("seat"))).first()
    if chosen is None:
        permissions.authorise(acting.actor_of(request), "account.choose")
        return redirect("people:home")
    request.session.cycle_key()
    request.session[acting.CHOSEN] = chosen.pk
    return redirect("people:home")


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 0


@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """The whole table of rights, for everybody."""
    return render(request, "people/rights.html", {"rights": permissions.rights(), "roles": permissions.ROLES})


@in_words
def tokens(request: HttpRequest) -> HttpResponse:
    """Tokens of the organisation; a new one is shown this once."""
    actor = acting.actor_of(request)
    made, errors = "", []
    if request.method == "POST":
        try:
            days = _number(request.POST.get("days"))
            _, made = keys.create(
                actor, request.POST.get("name", ""), tuple(request.POST.getlist("scopes")), days
            )
        except CcerError as error:
            errors.append(error)
    held = Token.objects.filter(organisation_id=actor.organisation or 0).order_by("-id")[:100]
    facts = {"made": made, "errors": errors, "tokens": held, "scopes": keys.SCOPES.items()}
    response = render(request, "people/tokens.html", facts, status=403 if errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@in_words
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a token."""
    keys.revoke(acting.actor_of(request), pk)
    return redirect("people:tokens")


@in_words
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person of the organisation."""
    return _proposals(request, ())


def _proposals(request: HttpRequest, errors: tuple[CcerError, ...], status: int = 200) -> HttpResponse:
    actor = acting.actor_of(request)
    rows = four_eyes.waiting(actor.organisation)[:200] if actor.organisation else ()
    shown = [_shown(row, actor.user) for row in rows]
    return render(request, "people/proposals.html", {"rows": shown, "errors": errors}, status=status)


def _shown(row: Proposal, user: int | None) -> dict[str, Any]:
    language = lang()
    title = msgspec.convert(row.title, Text)
    stated = row.command.get("facts", row.command) if row.kind == "step" else row.command
    said = {name: value for name, value in stated.items() if value not in ("", None)}
    known = titles()
    return {
        "pk": row.pk, "title": title.say(language), "subject": row.subject, "by": row.made_by.name or row.made_by.email,
        "at": row.made_at, "mine": row.made_by_id == user, "stale": four_eyes.is_stale(row),
        "facts": [(known[n].say(language) if n in known else n, _value(value)) for n, value in said.items()],
    }  # fmt: skip


def _value(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float | bool) else msgspec.json.encode(value).decode()


@in_words
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirms a proposal, takes it back or sends it back."""
    actor = acting.actor_of(request)
    try:
        if request.POST.get("do") == "confirm":
            four_eyes.confirm(actor, pk)
        else:
            four_eyes.withdraw(actor, pk, request.POST.get("why", ""))
    except four_eyes.Unready as error:
        return _proposals(request, error.refusals, 409)
    except CcerError as error:
        return _proposals(request, (error,), 403)
    return redirect("people:proposals")
