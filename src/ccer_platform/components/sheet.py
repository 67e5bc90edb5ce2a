"""The data table: rows of cells under titled columns, a next page by key, and the same rows as CSV."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, StreamingHttpResponse

from ccer.core.text import Text

from ..language import lang

Kind = Literal["text", "name", "number", "moved", "day", "status", "bar"]


class Cell(NamedTuple):
    """What one cell shows: text, where it leads, the colour of its tag, and names below it in small print.

    The kind ``name`` marks a proper name, which stays in its language; ``moved`` a number that rose or fell, as ``colour`` says.
    """

    text: str
    kind: Kind = "text"
    href: str = ""
    colour: str = ""
    below: tuple[str, ...] = ()


class Column(NamedTuple):
    """A column: its title, what a row shows in it, and the name by which it may be sorted."""

    title: Text
    cell: Callable[[Any], Cell]
    kind: Kind = "text"
    sort: str = ""


class Line(NamedTuple):
    """A row as the template walks it."""

    cells: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Sheet:
    """A table on a page.

    Parameters
    ----------
    caption : Text
    heads : tuple of (title, kind, address that sorts by it, whether it is sorted by it)
    lines : tuple of Line
    next, first : str
        Address of the next page and of the first; empty where there is none.
    count : str
        How many rows there are in all, in words; empty where nobody counted.
    export : str
        Address of the same rows as CSV.
    empty : tuple of Text
        What to say when nothing is found, and what to do then.
    """

    caption: Text
    heads: tuple[tuple[Text, Kind, str, bool], ...]
    lines: tuple[Line, ...]
    next: str = ""
    first: str = ""
    count: str = ""
    export: str = ""
    empty: tuple[Text, Text] = (
        Text("没有符合条件的记录", "Nothing matches"),
        Text("减少筛选条件，或换一个词。", "Take away a filter, or try another word."),
    )


def sheet(
    request: HttpRequest,
    caption: Text,
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    after: str = "",
    count: tuple[int, bool] | None = None,
    export: bool = True,
    empty: tuple[Text, Text] | None = None,
) -> Sheet:
    """The table of one page.

    Parameters
    ----------
    after : str
        Key from which the next page goes on; empty on the last.
    count : (int, bool), optional
        Rows in all, and whether counting stopped there.
    """
    sort = request.GET.get("sort", "")
    heads = tuple(
        (
            c.title,
            c.kind,
            _address(request, sort=c.sort, after="") if c.sort else "",
            bool(c.sort) and c.sort == sort,
        )
        for c in columns
    )
    made = Sheet(
        caption=caption,
        heads=heads,
        lines=tuple(Line(tuple((c.title.say(lang()), c.cell(row)) for c in columns)) for row in rows),
        next=_address(request, after=after) if after else "",
        first=_address(request, after="") if request.GET.get("after") else "",
        count=_counted(count),
        export=_address(request, after="", format="csv") if export else "",
    )
    return replace(made, empty=empty) if empty else made


def _counted(count: tuple[int, bool] | None) -> str:
    if count is None:
        return ""
    number, more = count
    words = Text("超过 {n} 条", "more than {n}") if more else Text("共 {n} 条", "{n} in all")
    return words.say(lang(), n=f"{number:,}")


def _address(request: HttpRequest, **change: str) -> str:
    kept = {k: v for k, v in request.GET.items() if v} | change
    return f"{request.path}?{urlencode({k: v for k, v in kept.items() if v})}"


def as_csv(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> StreamingHttpResponse:
    """The rows as CSV in UTF-8, with the mark that spreadsheets read it by."""
    answer = StreamingHttpResponse(_csv_lines(columns, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


class _Echo:
    def write(self, text: str) -> str:
        return text


def _csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    language, writer = lang(), csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([c.title.say(language) for c in columns])
    for row in rows:
        yield writer.writerow([_plain(c.cell(row)) for c in columns])


def _plain(cell: Cell) -> str:
    """A cell without what only a page shows. A spreadsheet must not take it for a formula."""
    text = "" if cell.text == "—" else cell.text.replace(",", "") if cell.kind == "number" else cell.text
    return f"'{text}" if text[:1] in "=+-@\t" and cell.kind != "number" else text


def number(value: int | None, href: str = "") -> Cell:
    """A whole number."""
    return Cell("—" if value is None else f"{value:,}", "number", href)


def day(value: dt.date | dt.datetime | None) -> Cell:
    """A day; of a time, its day in Beijing."""
    from .templatetags.words import day as shown

    return Cell(shown(value), "day")
