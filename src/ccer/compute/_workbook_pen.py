"""Writes cells that are worked out: the body of an equation, called with cells, is the formula; called with their values, the figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ._workbook_frame import Frame, kind_of, unit_shown
from .equation import Equation, quantities, quantity
from .expression import Expression, as_expression


class Spot(NamedTuple):
    """A cell, or a range of cells, by its absolute address, and what stands in it."""

    at: str
    value: Any

    @property
    def expression(self) -> Expression:
        return Expression(self.at)


Source = Spot | float


def worked(body: Callable[..., Any], *sources: Source) -> tuple[str, float]:
    """A body called twice: with cells for the formula, with their values for the figure."""
    made = body(*(one.expression if isinstance(one, Spot) else one for one in sources))
    figure = body(*(one.value if isinstance(one, Spot) else one for one in sources))
    return f"={as_expression(made).text}", float(figure)


def spot_of(body: Callable[..., Any], *sources: Source) -> Spot:
    """What a body gives as an expression that stands in no cell of its own yet."""
    formula, value = worked(body, *sources)
    return Spot(f"({formula[1:]})", value)


class Pen:
    """Writes on one sheet.

    Parameters
    ----------
    frame : Frame
    key : str
        The sheet's name in the wording.
    widths : tuple of float
        Of its columns.

    ``row`` is the next free row.
    """

    def __init__(self, frame: Frame, key: str, widths: tuple[float, ...]) -> None:
        self.frame, self.key = frame, key
        self.sheet = frame.sheet(key, widths)
        self.row = 2
        self.sheet.write_string(0, 0, frame.say(f"sheet.{key}"), frame.style("text", "title"))

    def heads(self, row: int, names: list[str], notes: Mapping[str, str], text: int) -> None:
        """Column heads with units; the first ``text`` of them are of words."""
        labels = [head(self.frame, name) for name in names]
        found = {place: notes[name] for place, name in enumerate(names) if notes.get(name)}
        self.frame.heads(self.sheet, row, labels, found, right=tuple(range(text, len(names))))

    def figure(self, name: str, value: float, source: str = "") -> Spot:
        """The next line: a label, a figure that was given, and its source."""
        self.text(self.row, 0, head(self.frame, name))
        if source:
            self.text(self.row, 4, source, "quiet")
        self.row += 1
        return self.given(self.row - 1, 1, value, "text")

    def dated(self, name: str, day: dt.date) -> Spot:
        """The next line: a label and a day that was given."""
        self.text(self.row, 0, head(self.frame, name))
        self.row += 1
        return self.day(self.row - 1, 1, day)

    def text(self, row: int, column: int, shown: str, *marks: str) -> None:
        self.sheet.write_string(row, column, shown, self.frame.style("text", *marks))

    def day(self, row: int, column: int, day: dt.date) -> Spot:
        """A day that was given; its value is its number in a workbook."""
        self.sheet.write_datetime(row, column, day, self.frame.style("day", "input"))
        return Spot(self.frame.address(self.key, row, column), serial(day))

    def given(self, row: int, column: int, value: float, kind: str, *marks: str) -> Spot:
        """A figure that was given."""
        self.sheet.write_number(row, column, value, self.frame.style(kind, "input", *marks))
        return Spot(self.frame.address(self.key, row, column), float(value))

    def formula(self, row: int, column: int, formula: str, value: Any, kind: str, *marks: str) -> Spot:
        """A figure that is worked out."""
        self.sheet.write_formula(row, column, formula, self.frame.style(kind, *marks), value)
        return Spot(self.frame.address(self.key, row, column), value)

    def link(self, row: int, column: int, source: Spot, kind: str) -> Spot:
        return self.formula(row, column, f"={source.at}", source.value, kind)

    def made(self, row: int, column: int, body: Callable[..., Any], *sources: Source, kind: str = "") -> Spot:
        """A figure that an equation, or another body of arithmetic, gives."""
        formula, value = worked(body, *sources)
        if not kind:
            kind = kind_of(body.result, body.unit) if isinstance(body, Equation) else "number"
        return self.formula(row, column, formula, value, kind)

    def span(self, first: int, last: int, column: int, values: Any) -> Spot:
        """Some rows of one column."""
        return Spot(self.frame.address(self.key, first, column, last), np.asarray(values, dtype=float))


def head(frame: Frame, name: str) -> str:
    """A column's head: a word of the workbook's own, else the quantity with its unit."""
    if name in quantities():
        entry = quantity(name)
        return f"{entry.title.say(frame.lang)} {unit_shown(entry.unit)}"
    return frame.say(f"column.{name}")


def serial(day: dt.date) -> float:
    """A day as the number a workbook holds for it: days since 1899-12-30."""
    return float((day - dt.date(1899, 12, 30)).days)


def note_of(frame: Frame, equation: Equation) -> str:
    """Number and citation path of an equation, for the note of its column."""
    return f"{frame.say('note.equation', number=equation.number)}\n{equation.cite}"
