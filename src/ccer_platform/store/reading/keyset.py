"""Pages of a long list: each begins after a key, never at an offset, so that the last page costs what the first does."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db import models
from django.db.models import F, Func, Value

from ..models.lives import place

SIZE = 25
"""Rows of a page."""
COUNTED = 1000
"""Rows are counted up to here; a longer list says "more than"."""


class Pair(Func):
    """Two values to be compared as one."""

    template = "(%(expressions)s)"
    output_field = models.Field()


class Before(Func):
    """Whether one `Pair` comes before another: compared as pairs, the index goes straight to where the page begins."""

    template = "(%(expressions)s)"
    arg_joiner = " < "
    output_field = models.BooleanField()


class After(Before):
    """Whether one `Pair` comes after another."""

    arg_joiner = " > "


class Page(NamedTuple):
    """Rows of a page, and the key the next one goes on from; empty on the last."""

    rows: list[Any]
    after: str


def page(rows: models.QuerySet[Any], after: str = "", *, by: str = "", size: int = SIZE) -> Page:
    """The rows that come after a key, the largest first.

    Parameters
    ----------
    after : str
        As a `Page` gave it; one that cannot be read begins anew.
    by : str
        Column of numbers, days or times to go by; empty for the order in which rows were made.
    """
    if by:
        field = rows.model._meta.get_field(by)
        rows = rows.annotate(place=place(by, type(field)))
        ordered = rows.order_by("-place", "-id")
        if key := _read(after, field):
            start = Pair(Value(key[0], output_field=type(field)()), Value(key[1]))
            ordered = ordered.filter(Before(Pair(F("place"), F("id")), start))
    else:
        ordered = rows.order_by("-id")
        if after.isdigit():
            ordered = ordered.filter(id__lt=int(after[:18]))
    found = list(ordered[: size + 1])
    last = found[size - 1] if len(found) > size else None
    key_text = "" if last is None else f"{_text(last.place)}~{last.pk}" if by else str(last.pk)
    return Page(found[:size], key_text)


def counted(rows: models.QuerySet[Any]) -> tuple[int, bool]:
    """How many rows there are, and whether counting stopped before the end."""
    number = rows.order_by()[: COUNTED + 1].count()
    return min(number, COUNTED), number > COUNTED


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _read(after: str, field: Any) -> tuple[Any, int] | None:
    value, _, row = after.partition("~")
    if not row.isdigit():
        return None
    try:
        return field.to_python(value), int(row[:18])
    except Exception:  # whatever the field says of it, it is no key
        return None
