"""Pages of a long list: each begins after a key, never at an offset, so that the last page costs what the first does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from django.db import models
from django.db.models import F, Func, Value

from ..models.lives import place

SIZE = 25
"""Rows of a page."""
COUNTED = 1000
"""Rows are counted up to here; a longer list says "more than"."""
STRETCH = 2000
"""Rows of a walk that are looked at for a page before all that fit are gathered."""


class Words(Protocol):
    """Narrows rows to those that hold words."""

    def __call__(self, rows: models.QuerySet[Any], *, common: bool) -> models.QuerySet[Any]: ...


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


class NotBefore(Before):
    """Whether one `Pair` is another or comes after it."""

    arg_joiner = " >= "


class Apart(Func):
    """A value that no index holds, so that what is ordered by it is gathered first and ordered then."""

    template = "(SELECT %(expressions)s)"


class Page(NamedTuple):
    """Rows of a page, and the key the next one goes on from; empty on the last."""

    rows: list[Any]
    after: str


class Found(NamedTuple):
    """A page of a list, and how many rows the whole has: counted up to a limit, and whether there are more."""

    page: Page
    counted: tuple[int, bool]


class Way(NamedTuple):
    """What a list is walked by, and from where: a sort column, or one column of a given value, else the order in which rows were made."""

    after: str = ""
    by: str = ""
    along: tuple[str, Any] | None = None

    def place(self, rows: models.QuerySet[Any]) -> Any:
        """The first part of the key."""
        if not self.by:
            return F(self.along[0]) if self.along else None
        return place(self.by, type(rows.model._meta.get_field(self.by)))

    def walk(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The rows after the key, in order; each carries its ``place``.

        A column of one value is asked for as a range and ordered by: only an index that holds it can serve that. Asked for as equal,
        the planner would drop it from the order and read the whole table backwards for rows that all stand at its other end.
        """
        walked: models.QuerySet[Any] = rows
        if self.along:
            column, value = self.along
            walked = rows.filter(**{f"{column}__gte": value, f"{column}__lte": value})
        first = self.place(rows)
        if first is None:
            walked = walked.order_by("-id")
            return walked.filter(id__lt=int(self.after[:18])) if self.after.isdigit() else walked
        walked = walked.annotate(place=first).order_by("-place", "-id")
        key = self.key(rows)
        return walked.filter(Before(Pair(F("place"), F("id")), key)) if key else walked

    def key(self, rows: models.QuerySet[Any]) -> Pair | None:
        """Where the page begins; None at the front, and for a key that cannot be read."""
        if self.along:
            return Pair(Value(self.along[1]), Value(int(self.after[:18]))) if self.after.isdigit() else None
        field = rows.model._meta.get_field(self.by)
        value, _, row = self.after.partition("~")
        if not row.isdigit():
            return None
        try:
            return Pair(Value(field.to_python(value), output_field=type(field)()), Value(int(row[:18])))
        except Exception:  # whatever the field says of it, it is no key
            return None

    def stretch(self, every: models.QuerySet[Any], fit: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Those that fit among the next rows of the walk through all of them."""
        ends = list(self.walk(every).values_list(*self.parts(every))[STRETCH : STRETCH + 1])
        if not ends:
            return fit
        if len(ends[0]) == 1:
            return fit.filter(id__gte=ends[0][0])
        kind = {"output_field": type(every.model._meta.get_field(self.by))()} if self.by else {}
        end = Pair(Value(ends[0][0], **kind), Value(ends[0][1]))
        near: models.QuerySet[Any] = fit.annotate(start=self.place(fit))
        return near.filter(NotBefore(Pair(F("start"), F("id")), end))

    def gathered(self, rows: models.QuerySet[Any], size: int) -> list[int]:
        """The first rows after the key, found by looking at all that fit, whatever their order."""
        way = Way(self.after, self.by)  # not along a column: keys of such a walk are ids too
        walked = way.walk(rows)
        order = [Apart(F(name)).desc() for name in way.parts(rows)]
        return list(walked.order_by(*order).values_list("id", flat=True)[:size])

    def parts(self, rows: models.QuerySet[Any]) -> tuple[str, ...]:
        """Names of what the key is made of."""
        return ("id",) if self.place(rows) is None else ("place", "id")


def page(
    rows: models.QuerySet[Any],
    after: str = "",
    *,
    by: str = "",
    size: int = SIZE,
    along: tuple[str, Any] | None = None,
) -> Page:
    """The rows that come after a key, the largest first.

    Parameters
    ----------
    after : str
        As a `Page` gave it; one that cannot be read begins anew.
    by : str
        Column of numbers, days or times to go by; empty for the order in which rows were made.
    along : (str, value), optional
        A column whose value all rows share and whose index is walked.
    """
    found = list(Way(after, by, along).walk(rows)[: size + 1])
    last = found[size - 1] if len(found) > size else None
    key_text = "" if last is None else f"{_text(last.place)}~{last.pk}" if by else str(last.pk)
    return Page(found[:size], key_text)


def narrowed(
    every: models.QuerySet[Any],
    same: Sequence[tuple[str, Any]],
    after: str = "",
    *,
    by: str = "",
    size: int = SIZE,
    words: Words | None = None,
) -> Found:
    """A page of the rows that fit, each sort of question answered the way that is short for it.

    Few rows: they are found by the indexes of what is asked, all of them. Many, asked for by one column: its index is walked. Many,
    asked for by several things: a stretch of the walk mostly holds a page of them; where it does not, they stand far off, and are gathered.

    Parameters
    ----------
    every : QuerySet
        All rows of the list.
    same : sequence of (column, value)
        What they are narrowed to, the most telling first; an index holds each column with the id.
    words : callable, optional
        Narrows rows to those that hold the words searched for; ``common`` as `store.words.found` has it.
    """
    narrow = every.filter(**dict(same))
    fit = words(narrow, common=False) if words else narrow
    if not same and not words:
        return Found(page(every, after, by=by, size=size), counted(every))
    few = list(fit.order_by().values_list("pk", flat=True)[: COUNTED + 1])
    if len(few) <= COUNTED:
        return Found(page(every.filter(pk__in=few), after, by=by, size=size), (len(few), False))
    along = None if by else same[0] if same else None
    way = Way(after, by, along)
    many = (COUNTED, True)
    if words is None and along and len(same) == 1:
        return Found(page(every, after, size=size, along=along), many)
    rest = every.filter(**dict(same[1:] if along else same))  # the walk itself keeps to the first
    near = way.stretch(every, words(rest, common=True) if words else rest)
    found = page(near, after, by=by, size=size, along=along)
    if not found.after:
        found = page(every.filter(pk__in=way.gathered(fit, size + 1)), by=by, size=size)
    return Found(found, many)


def counted(rows: models.QuerySet[Any]) -> tuple[int, bool]:
    """How many rows there are, and whether counting stopped before the end."""
    number = rows.order_by()[: COUNTED + 1].count()
    return min(number, COUNTED), number > COUNTED


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
