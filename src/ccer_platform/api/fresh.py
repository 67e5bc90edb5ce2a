"""ETag and Last-Modified: what is public changes only with the journal, the law base or the day, so one short read tells whether it did."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from ccer.core.version import __version__
from ccer.policy.corpus import corpus

from .. import clock
from ..actions.base import VISITOR
from ..store.models import JournalEvent, JournalTip
from .asking import lang_of

View = Callable[..., HttpResponse]


def of_journal(view: View) -> View:
    """For what the journal made."""
    return _validated(view, journal=True)


def of_law(view: View) -> View:
    """For what the law base says."""
    return _validated(view, journal=False)


def _validated(view: View, *, journal: bool) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
        seq = JournalTip.objects.values_list("seq", flat=True).get(id=1) if journal else 0
        mark = _etag(request, seq)
        modified = _written(seq) if seq else None
        again = get_conditional_response(request, etag=mark, last_modified=modified)
        if again is not None and request.headers.get("Authorization") is None:
            return again
        response = view(request, *args, **values)
        if response.status_code == 200:
            public = getattr(request, "auth", VISITOR) is VISITOR
            response["Cache-Control"] = "public, no-cache" if public else "private, no-store"
            if public:
                response["ETag"] = mark
                if modified is not None:
                    response["Last-Modified"] = http_date(modified)
        return response

    return inner


def _etag(request: HttpRequest, seq: int) -> str:
    parts = (
        request.get_full_path(),
        lang_of(request),
        str(seq),
        corpus().digest,
        clock.today().isoformat(),
        __version__,
    )
    return quote_etag(hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest())


def _written(seq: int) -> int | None:
    at = JournalEvent.objects.filter(seq=seq).values_list("at", flat=True).first()
    return int(at.timestamp()) if at else None
