"""The sheets of a methodology's own quantities: readings with their corrections, then the rows of each table with its equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from ._workbook_frame import Frame, kind_of
from ._workbook_inputs import Cells
from ._workbook_pen import Pen, Source, Spot, note_of, worked
from ._workbook_rows import Block
from .calculate import columns_of
from .equation import quantities, quantity
from .expression import as_expression
from .fuels import PROPERTIES, fuel_of
from .meters import STATUS_TEXT, Status, applied_error, corrected_export, corrected_import
from .methodology import Branch
from .quantities import FUELS, VALUES, QuantityPlan
from .quantities_tables import measured_in
from .readings import FUEL, Reading, Readings, Window
from .result import Calculation

_LONG = (
    "interval", "point", "read", "year", "unit", "metered", "meter_status", "actual_error",
    "permissible_error", "applied_error", "corrected", "file_row",
)  # fmt: skip
_METERED, _STATUS, _CORRECTED = _LONG.index("metered"), _LONG.index("meter_status"), _LONG.index("corrected")


class Line(NamedTuple):
    """One row of a table: its labels, its year, and where each of its figures stands."""

    labels: tuple[str, str]
    year: int
    figures: dict[str, Spot]


def write_quantities(
    frame: Frame,
    calculation: Calculation,
    plan: QuantityPlan,
    readings: Readings | None,
    cells: Cells,
    shares: Mapping[int, Spot],
) -> tuple[Block, ...]:
    """Sheets of readings (ex post) and of tables; gives the ranges that the years add up.

    Parameters
    ----------
    readings : Readings, optional
        None for an estimate, whose rows are those of the design spread over the years.
    shares : mapping
        Year -> its part inside the period, on the sheet of the calculation. [1]
    """
    if readings is None:
        design = _Design(calculation, plan, cells)
        lines = {b.table: list(design.lines(b, shares)) for b in _tables(plan)}
    else:
        held = _Long(frame, calculation, plan, readings)
        lines = {b.table: list(held.lines(b, cells)) for b in _tables(plan)}
    pen, row, blocks = Pen(frame, "rows", (14, 18, 8, 10, *(18.0 for _ in range(20)))), 2, []
    for branch in _tables(plan):
        if lines[branch.table]:
            full = [_completed(plan, branch, line, cells) for line in lines[branch.table]]
            block, row = _Table(pen, plan, branch, cells).write(row, full)
            blocks.append(block)
    return tuple(blocks)


def _tables(plan: QuantityPlan) -> Iterator[Branch]:
    return (branch for branch in plan.branches if branch.table != VALUES)


class _Long:
    """Readings one below another, each with its conservative correction."""

    def __init__(
        self, frame: Frame, calculation: Calculation, plan: QuantityPlan, readings: Readings
    ) -> None:
        self.frame, self.plan = frame, plan
        self.pen = Pen(frame, "readings", (12, 18, 26, 8, 10, 16, 10, 12, 14, 12, 16, 10))
        states = "\n".join(f"{state.value} {text.say(frame.lang)}" for state, text in STATUS_TEXT.items())
        notes = {"meter_status": states, "corrected": frame.say("note.corrected")}
        self.pen.heads(2, list(_LONG), notes, 5)
        window = Window(*calculation.period)
        self.rows = [row for row in readings.rows if window.holds(row)]
        self.corrected = [self._write(row, reading) for row, reading in enumerate(self.rows, 3)]
        self.pen.sheet.freeze_panes(3, 0)

    def lines(self, branch: Branch, cells: Cells) -> Iterator[Line]:
        """The rows of one table: quantities of one point and interval side by side."""
        if branch.table == FUELS:
            yield from self._fuels(cells)
            return
        names = {m.name for m in measured_in(self.plan, branch.table)}
        found: dict[Any, Line] = {}
        pairs = [(r, s) for r, s in zip(self.rows, self.corrected, strict=True) if r.direction in names]
        for row, spot in sorted(pairs, key=lambda p: (p[0].first_day, p[0].last_day, p[0].point)):
            key = (row.point, row.first_day, row.last_day)
            line = found.setdefault(key, Line((row.interval, row.point), row.first_day.year, {}))
            line.figures[row.direction] = spot
        yield from found.values()

    def _fuels(self, cells: Cells) -> Iterator[Line]:
        for row, spot in zip(self.rows, self.corrected, strict=True):
            if row.direction.startswith(FUEL):
                fuel = row.direction.removeprefix(FUEL)
                held = {n: cells.spots[f"{self.plan.fuel_values}.{fuel}.{n}"] for n in PROPERTIES}
                yield Line((row.interval, row.point), row.first_day.year, {"fuel_consumed": spot, **held})

    def _write(self, row: int, reading: Reading) -> Spot:
        pen, style = self.pen, self.frame.style
        burnt = reading.direction.startswith(FUEL)
        kind = (
            fuel_of(reading.direction.removeprefix(FUEL)) if burnt else self.plan.quantity(reading.direction)
        )
        name = kind.title
        for column, shown in enumerate((reading.interval, reading.point, name.say(self.frame.lang))):
            pen.text(row, column, shown)
        pen.sheet.write_number(row, 3, reading.first_day.year, style("year"))
        pen.text(row, 4, reading.unit)
        shown = "number" if burnt else kind_of(reading.direction, _unit(reading.direction))
        metered = pen.given(row, _METERED, reading.value, shown)
        if reading.row:
            pen.sheet.write_number(row, len(_LONG) - 1, reading.row, style("year"))
        towards = "raise" if burnt else self.plan.quantity(reading.direction).towards
        if towards == "as-read":
            return pen.link(row, _CORRECTED, metered, shown)
        status = pen.given(row, _STATUS, int(reading.status), "whole")
        actual = pen.given(row, _STATUS + 1, reading.error, "share")
        limit = pen.given(row, _STATUS + 2, _limit(reading), "share")
        error = pen.made(row, _STATUS + 3, applied_error, status, actual, limit, kind="share")
        correction = corrected_export if towards == "lower" else corrected_import
        return pen.made(row, _CORRECTED, correction, metered, error, kind=shown)


def _limit(reading: Reading) -> float:
    """The error that stands in where a meter was not calibrated: that of its class, or the one stated. [1]"""
    grade = reading.meter_class.upper().removesuffix("S")
    if reading.status in (Status.IN_CLASS, Status.OUT_OF_CLASS) or not grade:
        return abs(reading.error)
    return float(grade) / 100


class _Design:
    """The rows of a design, one for each year: amounts by the part of the year inside the period, levels as they are."""

    def __init__(self, calculation: Calculation, plan: QuantityPlan, cells: Cells) -> None:
        self.years, self.plan, self.cells = calculation.years, plan, cells

    def lines(self, branch: Branch, shares: Mapping[int, Spot]) -> Iterator[Line]:
        entries = self.cells.design.get(branch.table, ())
        amounts = {m.name for m in self.plan.measured if not m.level} | {"fuel_consumed"}
        for place, year in enumerate(self.years):
            for label, entry in entries:
                figures = {
                    name: _spread(spot, shares[place]) if name in amounts else spot
                    for name, spot in entry.items()
                }
                yield Line((label, ""), year.year, figures)


def _spread(spot: Spot, share: Spot) -> Spot:
    formula, value = worked(lambda amount, part: amount * part, spot, share)
    return Spot(formula.removeprefix("="), value)


def _completed(plan: QuantityPlan, branch: Branch, line: Line, cells: Cells) -> Line:
    """A row with the constants its table asks for; what is not required and not read is 0."""
    figures = dict(line.figures)
    asked = [*columns_of(plan)[branch.table][2:], *(m.name for m in measured_in(plan, branch.table))]
    for name in dict.fromkeys(asked):
        if name not in figures and name in cells.constants:
            figures[name] = cells.constants[name]
    return line._replace(figures=figures)


class _Table:
    """One table of the plan: figures, checks, the results of the row equations."""

    def __init__(self, pen: Pen, plan: QuantityPlan, branch: Branch, cells: Cells) -> None:
        self.pen, self.plan, self.branch, self.cells = pen, plan, branch, cells
        self.steps = branch.steps
        asked = [*columns_of(plan)[branch.table][2:], *(m.name for m in measured_in(plan, branch.table))]
        self.names = list(dict.fromkeys(asked))
        self.checks = [check for check in plan.checks if check.table == branch.table]
        counted = ["counted"] if self.checks else []
        self.order = ["interval", "point", "year", *counted, *self.names, *(s.name for s in self.steps)]

    def write(self, row: int, lines: list[Line]) -> tuple[Block, int]:
        """Gives the ranges of the columns and the next free row."""
        pen, frame = self.pen, self.pen.frame
        title = frame.say(
            "section.table",
            what="、".join(self._titles()) if frame.lang == "zh" else ", ".join(self._titles()),
        )
        pen.text(row, 0, title, "section")
        notes = {s.name: note_of(frame, s.equation) for s in self.steps}
        if self.checks:
            whys = "\n".join(
                f"{c.why.say(frame.lang)}（{c.cite}）" if frame.lang == "zh" else f"{c.why.en} ({c.cite})"
                for c in self.checks
            )
            notes["counted"] = frame.say("note.counted") + "\n" + whys
        pen.heads(row + 1, self.order, notes, 2)
        first, last = row + 2, row + 1 + len(lines)
        columns: dict[str, list[float]] = {name: [] for name in self.order[2:]}
        for place, line in enumerate(lines):
            for name, spot in self._line(first + place, line).items():
                columns[name].append(spot.value)
        ranges = {name: frame.address("rows", first, self.order.index(name), last) for name in self.order[2:]}
        values = {name: np.asarray(column) for name, column in columns.items()}
        return Block(self.branch, ranges, values), last + 3

    def _titles(self) -> list[str]:
        names = self.branch.results
        return [quantity(name).title.say(self.pen.frame.lang) for name in names]

    def _line(self, row: int, line: Line) -> dict[str, Spot]:
        pen = self.pen
        for column, shown in enumerate(line.labels):
            pen.text(row, column, shown)
        pen.sheet.write_number(row, 2, line.year, pen.frame.style("year"))
        found: dict[str, Spot] = {"year": Spot("", line.year)}
        for name in self.names:
            column = self.order.index(name)
            spot = line.figures.get(name)
            kind = kind_of(name, _unit(name))
            found[name] = (
                pen.given(row, column, 0.0, kind) if spot is None else pen.link(row, column, spot, kind)
            )
        if self.checks:
            found["counted"] = self._counted(row, found)
        for step in self.steps:
            sources: list[Source] = [found[s] if isinstance(s, str) else s for s in step.sources()]
            found[step.name] = pen.made(row, self.order.index(step.name), step.equation, *sources)
        return found

    def _counted(self, row: int, found: dict[str, Spot]) -> Spot:
        """1 where the row passes every check of the methodology, else 0: the checks' own conditions on cells."""
        held = {**self.cells.constants, **found}
        expressions = {name: spot.expression for name, spot in held.items()}
        passed: Any = 1
        for check in self.checks:
            condition: Any = check.holds(expressions)  # type: ignore[arg-type]
            passed = as_expression(condition).ifelse(passed, 0)
        figures = {name: spot.value for name, spot in held.items()}
        value = float(all(check.holds(figures) for check in self.checks))
        return self.pen.formula(
            row, self.order.index("counted"), f"={as_expression(passed).text}", value, "year"
        )


def _unit(name: str) -> str:
    return quantities()[name].unit if name in quantities() else ""
