"""Whom a request acts for; and the rule that whoever signed in writes only with a second factor."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ccer.core.errors import CcerError
from ccer.core.text import Text

from .actions.base import VISITOR, Actor, Refused
from .actions.people import actor_of as actor_in
from .actions.people import seats
from .signing_in import has_second_factor
from .store.models import Membership, Seat

CHOSEN = "seat"
_ALWAYS = ("/account/", "/people/choose/")
"""Where one may write without a second factor: signing in and out, setting the factor up, choosing whom to act for."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SECOND_FACTOR = Refused(
    "second_factor",
    Text("还不能办理", "You cannot do this yet"),
    Text(
        "登录后没有经过第二验证；没有第二验证只能查看",
        "you signed in without a second factor; without it you can only read",
    ),
    Text(
        "在“账户安全”中设置动态口令或通行密钥，再重新提交。",
        "Set up a code or a passkey under “Sign-in and security”, then send it again.",
    ),
    "ncsc-2023-11/art-9",
)


def seat_of(request: HttpRequest) -> Membership | None:
    """The seat chosen since signing in, else the first the person holds."""
    if not request.user.is_authenticated:
        return None
    held = list(seats(request.user.pk))
    chosen = request.session.get(CHOSEN)
    return next((seat for seat in held if seat.pk == chosen), held[0] if held else None)


def actor_of(request: HttpRequest) -> Actor:
    """Who acts: the public, a person without a seat (``visitor``), or a seat; without a second factor it only views."""
    known: Actor | None = getattr(request, "actor", None)
    if known is None:
        known = request.actor = _actor(request)  # type: ignore[attr-defined]
    return known


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return VISITOR
    seat = seat_of(request)
    user = request.user
    if seat is None:
        return Actor(role="visitor", name=f"visitor:{user.code.replace(':', '-')}", user=user.pk)
    return actor_in(seat, seat="" if has_second_factor(request) else Seat.VIEWER.value)


def refused(request: HttpRequest, error: CcerError, status: int = 403) -> HttpResponse:
    """A refusal as a page, in words."""
    facts = {"error": error, "errors": [error], "security": error is SECOND_FACTOR}
    return render(request, "people/refused.html", facts, status=status)


class SecondFactorMiddleware:
    """Without a second factor a person who signed in reads, and sets one up; nothing else. The API asks for tokens of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        writes = request.method not in _SAFE and not request.path_info.startswith(_ALWAYS)
        if writes and request.user.is_authenticated and not has_second_factor(request):
            return refused(request, SECOND_FACTOR)
        return self.get_response(request)


def page_facts(request: HttpRequest) -> dict[str, object]:
    """What the frame of a page says of who is signed in."""
    if not request.user.is_authenticated:
        return {"actor": VISITOR, "seat": None, "sign_in": settings.LOGIN_URL}
    return {"actor": actor_of(request), "seat": seat_of(request), "sign_in": settings.LOGIN_URL}
