"""Which row of a sheet is its header and what its cells name: one row, two rows, or labels with their values above a table."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from ..core.text import Text
from .fields import FieldUnit, Kind, plain, unit_of, unit_word, units
from .sheet import Line, Sheet

LOOKED_AT: Final = 40
"""Rows in which a header is looked for."""
_BRACKETS: Final = re.compile(r"(.*?)[（(\[【{](.*?)[）)\]】}](.*)")
_LABEL: Final = re.compile(r"(.+?)[:：]\s*(.*)")


class Column(NamedTuple):
    """One column of a sheet and what was understood.

    Parameters
    ----------
    position : int
        From 0.
    heading : str
    field : str
        Name of the field, empty where the column is ignored.
    unit : FieldUnit or None
    declared : Text or None
        Where the unit was stated.
    examples : tuple of str
    """

    position: int
    heading: str
    field: str
    unit: FieldUnit | None = None
    declared: Text | None = None
    examples: tuple[str, ...] = ()


class Header(NamedTuple):
    """Where the body of a table begins, its one or two rows, and what its columns name."""

    start: int
    lines: tuple[Line, ...]
    columns: tuple[Column, ...]

    @property
    def row(self) -> int:
        return self.lines[-1].number

    @property
    def width(self) -> int:
        return max(len(line.cells) for line in self.lines)


class Label(NamedTuple):
    """A value written once beside its label above a table, e.g. ``样地号：P1``."""

    heading: str
    text: str
    unit: FieldUnit | None
    row: int


def find_header(sheet: Sheet, kind: Kind) -> Header | None:
    """The row, or the two rows, whose cells name the most fields; None where no row names two.

    Of two rows that name as many the lower is taken. Two rows are one header where together they name more than either does, as
    where a group stands above its parts or a unit below its name.
    """
    best: tuple[int, Header] | None = None
    lines = sheet.lines[:LOOKED_AT]
    for position, line in enumerate(lines):
        columns = _named(line, kind)
        score = _score(columns)
        near_best = best is not None and score == best[0] and position == best[1].start
        if score >= 2 and (best is None or score > best[0] or near_best):
            best = (score, Header(position + 1, (line,), columns))
    for position, (upper, lower) in enumerate(itertools.pairwise(lines)):
        columns = _joined(upper, lower, kind)
        score = _score(columns)
        if score >= 2 and (best is None or score > best[0]):
            best = (score, Header(position + 2, (upper, lower), columns))
    return best[1] if best else None


def labels(lines: Sequence[Line], kind: Kind) -> dict[str, Label]:
    """Values that stand beside their labels in rows above a table, by field; a label ends with a colon."""
    found: dict[str, Label] = {}
    for line in lines:
        for index, cell in enumerate(line.cells):
            if (label := _LABEL.fullmatch(cell)) is None:
                continue
            field, unit = meaning(label[1], kind)
            beside = next((text for text in line.cells[index + 1 :] if text), "")
            text = label[2] or ("" if _LABEL.fullmatch(beside) else beside)
            if field and text:
                found.setdefault(field, Label(label[1], text, unit, line.number))
    return found


def meaning(heading: str, kind: Kind) -> tuple[str, FieldUnit | None]:
    """Field a heading names, empty where none, and the unit it states."""
    name, unit = _bare(heading)
    for field in kind.fields.values():
        if plain(name) in field.also or plain(heading) in field.also:
            return field.name, unit
    for word, known in sorted(units().items(), key=lambda item: -len(item[0])):
        front = unit_word(heading).removesuffix(word)
        if front and front != unit_word(heading):
            for field in kind.fields.values():
                if plain(front.rstrip("/_-,，")) in field.also and (
                    field.unit is None or field.unit.of == known.of
                ):
                    return field.name, known
    return "", None


def _bare(heading: str) -> tuple[str, FieldUnit | None]:
    """A heading without what stands in brackets, and the unit among that."""
    found = _BRACKETS.fullmatch(heading.replace("\n", " "))
    if not found:
        front, slash, back = heading.partition("/")
        unit = unit_of(back) if slash else None
        return (front, unit) if unit else (heading, None)
    return f"{found[1]} {found[3]}".strip(), unit_of(found[2])


def units_row(line: Line) -> dict[int, FieldUnit]:
    """Units by column where a row holds nothing but units."""
    written = {index: cell.strip("（）()[]【】 ") for index, cell in enumerate(line.cells) if cell}
    found = {index: unit for index, cell in written.items() if (unit := unit_of(cell)) is not None}
    return found if len(found) == len(written) else {}


def from_row(column: Column, row_units: dict[int, FieldUnit]) -> Column:
    """The column with the unit that stands below its heading, where it has none."""
    if column.unit is None and column.position in row_units:
        return column._replace(unit=row_units[column.position], declared=Text("单位行", "row of units"))
    return column


def _named(line: Line, kind: Kind) -> tuple[Column, ...]:
    """What each cell of a row names; a label that has its value beside it names no column."""
    columns = []
    for index, cell in enumerate(line.cells):
        field, unit = ("", None) if _LABEL.fullmatch(cell) and line.cell(index + 1) else meaning(cell, kind)
        columns.append(Column(index, cell, field, unit, Text("表头", "heading") if unit else None))
    return tuple(columns)


def _joined(upper: Line, lower: Line, kind: Kind) -> tuple[Column, ...]:
    """Two rows as one header: the lower cell where it names a field, else the upper one with the unit below it."""
    columns = []
    for above, below in zip(_padded(upper, lower, kind), _padded(lower, upper, kind), strict=True):
        unit = unit_of(below.heading.strip("（）()[]【】 "))
        if below.field or not above.field or (below.heading and unit is None):
            columns.append(below)
        else:
            stated = above.unit or unit
            columns.append(above._replace(unit=stated, declared=Text("表头", "heading") if stated else None))
    return tuple(columns)


def _padded(line: Line, other: Line, kind: Kind) -> tuple[Column, ...]:
    return _named(Line(line.number, line.cells + ("",) * (len(other.cells) - len(line.cells))), kind)


def _score(columns: Sequence[Column]) -> int:
    return len({column.field for column in columns if column.field})
