"""The sheet of meter readings: one row a meter and interval, each correction as a formula, ready to be summed by year."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..core.asof import DatedValue
from ._workbook_frame import Frame, cell, kind_of, unit_shown
from ._workbook_inputs import Cells
from .equation import quantity
from .meters import STATUS_TEXT, Status
from .methodology import Branch, Methodology, run_steps
from .readings import EXPORT, FUEL, IMPORT, Reading, Readings, Window
from .result import Calculation

_KINDS = {"exports": EXPORT, "imports": IMPORT, "fuels": FUEL}
_LABELS = ("interval", "point", "direction", "year")
_GIVEN = ("metered", "meter_status", "actual_error", "permissible_error")


class Block(NamedTuple):
    """A branch's rows on the sheet: the range of each column, and the columns' values."""

    branch: Branch
    ranges: dict[str, str]
    values: dict[str, Any]

    def sum(self, name: str, year: int) -> float:
        """A result of the branch in one year, over the rows that count."""
        here = np.asarray(self.values["year"]) == year
        if "counted" in self.values:
            here &= np.asarray(self.values["counted"]) == 1
        if self.branch.total is None:
            return float(np.asarray(self.values[name])[here].sum())
        columns = {column: np.asarray(values)[here] for column, values in self.values.items()}
        return float(self.branch.total.run(columns))


def write_rows(
    frame: Frame, calculation: Calculation, methodology: Methodology, readings: Readings, cells: Cells
) -> tuple[Block, ...]:
    """The sheet, branch below branch; a branch without rows is left out."""
    sheet = frame.sheet("readings", (12, 18, 14, 8, *(16.0 for _ in range(12))))
    sheet.write_string(0, 0, frame.say("sheet.readings"), frame.style("text", "title"))
    window, blocks, row = Window(*calculation.period), [], 2
    for branch in methodology.plan.branches:
        kind = _KINDS.get(branch.table)
        rows = [r for r in readings.rows if kind and r.direction.startswith(kind) and window.holds(r)]
        if rows:
            block, row = _write(frame, sheet, row, branch, _Source(rows, calculation, methodology, cells))
            blocks.append(block)
    return tuple(blocks)


class _Source(NamedTuple):
    """Rows of one branch and where their fixed figures come from."""

    rows: list[Reading]
    calculation: Calculation
    methodology: Methodology
    cells: Cells

    def held(self, name: str) -> DatedValue | None:
        """A dated value of the calculation by the methodology's name for it."""
        full = self.methodology.parameter(name)
        return next((value for value in self.calculation.parameters if value.name == full), None)

    def figure(self, name: str, row: Reading) -> tuple[float, str | None]:
        """A figure of a row and, where it is a dated value, the cell it stands in."""
        if name == "permissible_error":
            group, worst = ("fuel", "2.0") if row.direction.startswith(FUEL) else ("electricity", "0.5")
            grade = (row.meter_class.upper().removesuffix("S") or worst).replace(".", "_")
            found = self.held(f"permissible_error.{group}.{grade}") if row.status != Status.IN_CLASS else None
        else:
            found = self.held(f"fuel.{row.direction.removeprefix(FUEL)}.{name}")
        return (found.number, self.cells.parameters[found.name]) if found else (0.0, None)


def _write(frame: Frame, sheet: Any, row: int, branch: Branch, source: _Source) -> tuple[Block, int]:
    """One branch: heading, heads with notes, rows; gives the ranges of its columns and the next free row."""
    made = [step.name for step in branch.steps]
    inputs = [*_GIVEN, *_properties(branch, made)]
    order = [*_LABELS, *inputs, *made]
    key = "fuel_rows" if branch.table == "fuels" else branch.table
    sheet.write_string(row, 0, frame.say(f"section.{key}"), frame.style("text", "section"))
    frame.heads(
        sheet,
        row + 1,
        [_head(frame, name, source) for name in order],
        _notes(frame, branch, order),
        right=tuple(range(4, len(order))),
    )
    first, last = row + 2, row + 1 + len(source.rows)
    values = _columns(source, inputs)
    done = run_steps(branch.steps, values)
    for place, reading in enumerate(source.rows):
        _labels(frame, sheet, first + place, reading)
        for name in inputs:
            _given(
                frame,
                sheet,
                (first + place, order.index(name)),
                name,
                source.figure(name, reading),
                float(values[name][place]),
            )
        for step in branch.steps:
            spots = {
                p: _spot(s, first + place, order)
                for p, s in zip(step.equation.parameters, step.sources(), strict=True)
            }
            style = frame.style(kind_of(step.name, step.equation.unit))
            value = float(np.asarray(done[step.name])[place])
            sheet.write_formula(
                first + place, order.index(step.name), step.equation.formula(spots), style, value
            )
    ranges = {name: frame.address("readings", first, order.index(name), last) for name in order}
    return Block(
        branch, ranges, {**done, "year": np.array([r.first_day.year for r in source.rows])}
    ), last + 3


def _properties(branch: Branch, made: list[str]) -> list[str]:
    """Quantities the steps ask for besides the metered ones and each other's results."""
    asked = [s for step in branch.steps for s in step.sources() if isinstance(s, str)]
    return [name for name in dict.fromkeys(asked) if name not in (*_GIVEN, *made)]


def _spot(source: str | float, row: int, order: list[str]) -> str | float:
    return cell(row, order.index(source)) if isinstance(source, str) else source


def _columns(source: _Source, inputs: list[str]) -> dict[str, Any]:
    rows = source.rows
    columns: dict[str, Any] = {
        "metered": np.array([row.value for row in rows]),
        "meter_status": np.array([int(row.status) for row in rows]),
        "actual_error": np.array([row.error for row in rows]),
    }
    for name in inputs:
        if name not in columns:
            columns[name] = np.array([source.figure(name, row)[0] for row in rows])
    return columns


def _labels(frame: Frame, sheet: Any, row: int, reading: Reading) -> None:
    for column, shown in enumerate((reading.interval, reading.point, reading.direction)):
        sheet.write_string(row, column, shown, frame.style("text"))
    sheet.write_number(row, 3, reading.first_day.year, frame.style("year"))


def _given(
    frame: Frame, sheet: Any, at: tuple[int, int], name: str, figure: tuple[float, str | None], value: float
) -> None:
    """A figure as it was given, or the cell of the dated value it is."""
    kind = "number" if name == "metered" else "whole" if name == "meter_status" else "share"
    if figure[1] and name not in ("metered", "meter_status", "actual_error"):
        sheet.write_formula(*at, f"={figure[1]}", frame.style(kind), value)
    else:
        sheet.write_number(*at, value, frame.style(kind, "input"))


def _head(frame: Frame, name: str, source: _Source) -> str:
    if name in (*_LABELS, "metered"):
        unit = f" {source.rows[0].unit}" if name == "metered" else ""
        return frame.say(f"column.{name}") + unit
    entry = quantity(name)
    return f"{entry.title.say(frame.lang)} {unit_shown(entry.unit)}"


def _notes(frame: Frame, branch: Branch, order: list[str]) -> dict[int, str]:
    """Notes on the heads: the equation of each result, the numbers of the meter's states."""
    notes = {
        order.index(
            step.name
        ): f"{frame.say('note.equation', number=step.equation.number)}\n{step.equation.cite}"
        for step in branch.steps
    }
    states = (f"{state.value} {text.say(frame.lang)}" for state, text in STATUS_TEXT.items())
    return {**notes, order.index("meter_status"): "\n".join(states)}
