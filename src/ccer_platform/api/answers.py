"""What answers have in common: a page that names the next one, the day whose law it is, clauses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from ninja import Field, Schema

from ccer.core.asof import Citation
from ccer.core.errors import CcerError
from ccer.core.text import Text

from .. import clock

MOST = 200


class Words(Schema):
    """A name in both languages."""

    zh: str
    en: str


class Cited(Schema):
    """A clause: its reference, and how people write it."""

    ref: str
    label: Words


class Problem(Schema):
    """A refusal: what, why, by which clause, what to do next; ``also`` what else stands in the way."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    what: str | None = None
    why: str | None = None
    clauses: list[dict[str, str]] = []
    next: str
    as_of: dt.date
    also: list[dict[str, Any]] = []


class Dated(Schema):
    """Every answer says the day it is of."""

    as_of: dt.date


class Page(Dated):
    """Part of a list; ``next`` is the address of the part that follows, null on the last."""

    next: str | None = None


class Paging(Schema):
    """``after`` comes from the link ``next``; an unknown one gives an empty page."""

    after: str = Field("", max_length=400)
    limit: int = Field(50, ge=1, le=MOST)


def today() -> dt.date:
    """The day of an answer."""
    return clock.today()


def words(text: Text) -> dict[str, str]:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.en}


def cited(refs: Sequence[str], on: dt.date | None = None) -> list[dict[str, Any]]:
    """Clauses by reference, as they are written; one that is not in force on the day keeps its reference."""
    found = []
    law = clock.at().law
    for ref in refs:
        try:
            label = law.cite(ref, on or clock.today()).label
        except CcerError:
            label = Text(ref, ref)
        found.append({"ref": ref, "label": words(label)})
    return found


def citation(cite: Citation) -> dict[str, Any]:
    """A clause that a decision carries."""
    return {"ref": cite.ref, "label": words(cite.label)}


def page(request: HttpRequest, rows: Sequence[Any], limit: int, key: str) -> dict[str, Any]:
    """A page of rows with the link to the next; ``key`` is what the next page begins after, empty on the last."""
    link = None
    if key:
        asked = {name: value for name, value in request.GET.items() if name != "after"}
        link = f"{request.path}?{urlencode({**asked, 'limit': limit, 'after': key})}"
    return {"as_of": today(), "items": rows, "next": link}
