"""Who asks, in which language, how often: what every operation of the API looks at first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja.security.base import AuthBase

from ccer.core.text import Lang, Text

from .. import language, limits
from ..actions import tokens
from ..actions.base import VISITOR, Actor, Refused
from .problems import Unusable

LONGEST_KEY = 100
READS = ("GET", "HEAD", "OPTIONS")


class Caller(AuthBase):
    """Finds the actor: of the token in ``Authorization: Bearer``, or without one a visitor where visitors may ask.

    Raises
    ------
    Refused
        ``token``: none where one is needed, or one that is not valid; ``too_often``.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *, needed: bool) -> None:
        self.needed = needed
        super().__init__()

    def __call__(self, request: HttpRequest) -> Actor:
        given = request.headers.get("Authorization", "")
        actor = VISITOR
        if given:
            scheme, _, text = given.partition(" ")
            if scheme.lower() != "bearer" or not text.isascii():
                raise tokens.BadToken
            actor = tokens.authenticate(text.strip())
        elif self.needed:
            raise _token_needed()
        who = actor.person if given else limits.visitor(request)
        limits.count("api-read" if request.method in READS else "api-write", who)
        return actor


ANYBODY = Caller(needed=False)
HOLDER = Caller(needed=True)


def actor_of(request: HttpRequest) -> Actor:
    """The actor that `Caller` found."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def _token_needed() -> Refused:
    return Refused(
        "token",
        Text("需要令牌", "A token is needed"),
        Text("这一项不对访客开放", "this is not open to visitors"),
        Text(
            "登录后创建令牌，放在 Authorization: Bearer 标头中。",
            "Sign in, make a token and send it in the header Authorization: Bearer.",
        ),
        "ncsc-2023-11/art-9",
    )


def lang_of(request: HttpRequest) -> Lang:
    """``?lang``, else the ``/en`` of the path, else Accept-Language, else Chinese."""
    asked = request.GET.get("lang", "")
    if asked in ("zh", "en"):
        return "en" if asked == "en" else "zh"
    if language.lang() == "en":
        return "en"
    ranked = sorted(_preferences(request.headers.get("Accept-Language", "")), key=lambda pair: -pair[1])
    return next(("en" if name == "en" else "zh" for name, _ in ranked if name in ("zh", "en")), "zh")


def _preferences(header: str) -> list[tuple[str, float]]:
    found = []
    for part in header.split(",")[:20]:
        name, _, quality = part.partition(";q=")
        try:
            found.append((name.strip().lower()[:2], float(quality or 1)))
        except ValueError:
            continue
    return found


def key_of(request: HttpRequest) -> str:
    """The idempotency key that every write carries.

    Raises
    ------
    Unusable
        There is none, or it is not 1 to 100 visible ASCII characters.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable() or " " in key:
        raise Unusable(
            Text(
                f"标头 Idempotency-Key 须为 1 至 {LONGEST_KEY} 个可见的 ASCII 字符",
                f"the header Idempotency-Key must hold 1 to {LONGEST_KEY} visible ASCII characters",
            ),
            Text(
                "为每项新的请求生成一个键，重发同一请求时沿用。",
                "Make a key for each new request and use the same one to repeat it.",
            ),
        )
    return key


KEY_HEADER: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"},
            "description": "Made anew for each request; the same key with the same content is answered once.",
        }
    ]
}
"""What the description of a write adds."""


def absolute(path: str) -> str:
    """An address of this portal as others reach it."""
    return str(getattr(settings, "PORTAL", "")).rstrip("/") + path


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Sets the language for what a view calls and says it in the answer."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        lang = lang_of(request)
        with language.speaking(lang):
            response = view(request, *args, **values)
        response.headers.setdefault("Content-Language", "en" if lang == "en" else "zh-CN")
        response.headers.setdefault("Vary", "Accept-Language, Authorization")
        return response

    return inner
