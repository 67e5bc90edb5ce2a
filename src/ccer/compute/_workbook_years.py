"""The sheet of the calculation: one row a calendar year, one column a quantity, each cell the methodology's own equation."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

from ._workbook_frame import Frame, cell, kind_of, unit_shown
from ._workbook_inputs import FACTORS, Cells
from ._workbook_pen import Spot, serial
from ._workbook_rows import Block
from .equation import Equation, quantities, quantity
from .methodology import Methodology, Step
from .periods import Practice
from .result import Calculation, YearResult

FIRST_ROW: Final = 4
FRONT: Final = ("year", "first_day", "last_day", "days", "year_days", "factor")
PAID: Final = "carried_debit"
"""Whole tonnes of a year that pay for the net loss of earlier periods."""
_CLOSE: Final = 1e-9
Linked = Mapping[tuple[int, str], Spot]
NOTHING_LINKED: Final[Linked] = MappingProxyType({})


class Made(NamedTuple):
    """A cell's formula (None for a given value) and the note of its column."""

    formula: str | None
    note: str


class Years:
    """Writes the sheet.

    Parameters
    ----------
    frame : Frame
    calculation : Calculation
    methodology : Methodology
    cells : Cells
    blocks : tuple of Block
        Rows that the years add up; empty for an estimate from meters.
    linked : mapping
        Place of a year and quantity -> the formula that other sheets give for it, and its value.
    """

    def __init__(
        self,
        frame: Frame,
        calculation: Calculation,
        methodology: Methodology,
        cells: Cells,
        blocks: tuple[Block, ...],
        linked: Linked = NOTHING_LINKED,
    ) -> None:
        self.frame, self.calculation, self.methodology = frame, calculation, methodology
        self.cells, self.blocks, self.linked = cells, blocks, linked
        self.names = list(dict.fromkeys(name for year in calculation.years for name in year.values))
        self.columns = {name: len(FRONT) + place for place, name in enumerate(self.names)}
        self.tonnes = len(FRONT) + len(self.names)
        self.last_row = FIRST_ROW + len(calculation.years) - 1

    def write(self) -> str:
        """The whole sheet; gives the range of the tonnes."""
        frame = self.frame
        widths = (8.0, 12.0, 12.0, 8.0, 10.0, 18.0, *(20.0 for _ in self.names), 16.0)
        sheet = frame.sheet("years", widths)
        sheet.write_string(0, 0, frame.say("sheet.years"), frame.style("text", "title"))
        notes: dict[int, str] = {}
        for place, year in enumerate(self.calculation.years):
            notes |= self._row(sheet, FIRST_ROW + place, year)
        notes[self.tonnes] = frame.say("note.tonnes" if self._by_year else "note.tonnes_total")
        frame.heads(sheet, 2, self._labels(), notes, right=tuple(range(len(FRONT), self.tonnes + 1)))
        for column, shown in enumerate(self._units()):
            sheet.write_string(3, column, shown, frame.style("text", "quiet", "right"))
        sheet.freeze_panes(FIRST_ROW, 1)
        return frame.address("years", FIRST_ROW, self.tonnes, self.last_row)

    @property
    def _by_year(self) -> bool:
        return Practice(self.calculation.practice).by_year

    def _labels(self) -> list[str]:
        front = [self.frame.say(f"column.{name}") for name in FRONT]
        return [*front, *(_title(name, self.frame) for name in self.names), self.frame.say("column.tonnes")]

    def _units(self) -> list[str]:
        return ["" for _ in FRONT] + [unit_shown(_unit(name)) for name in self.names] + ["tCO2e"]

    def _row(self, sheet: Any, row: int, year: YearResult) -> dict[int, str]:
        """One year; gives the notes of its columns."""
        style = self.frame.style
        sheet.write_number(row, 0, year.year, style("year"))
        sheet.write_datetime(row, 1, year.first_day, style("day"))
        sheet.write_datetime(row, 2, year.last_day, style("day"))
        sheet.write_formula(row, 3, f"={cell(row, 2)}-{cell(row, 1)}+1", style("year"), year.days)
        sheet.write_number(row, 4, year.year_days, style("year"))
        sheet.write_string(
            row,
            5,
            self.frame.factor(year.factor),
            style("text", *(("provisional",) if year.provisional else ())),
        )
        notes = {}
        for name in self.names:
            if name not in year.values:
                continue
            made, column = self._made(name, row, year), self.columns[name]
            kind, value = kind_of(name, _unit(name)), year.values[name]
            if made.formula is None:
                sheet.write_number(row, column, value, style(kind, "input"))
            else:
                sheet.write_formula(row, column, made.formula, style(kind), value)
            notes[column] = made.note
        sheet.write_formula(row, self.tonnes, self._tonnes(row, year), style("whole", "strong"), year.tonnes)
        return notes

    def _made(self, name: str, row: int, year: YearResult) -> Made:
        """How a quantity of a year comes about: spread, factor, another sheet, sum of readings, equation, or a given value."""
        if name in self.cells.yearly:
            return Made(f"={self.cells.yearly[name]}*{_share(row)}", self.frame.say("note.spread"))
        published = {"operating_margin", "build_margin"} <= set(year.values)
        if name in FACTORS and not (name == "combined_margin" and published):
            return Made(f"={self.cells.factors[year.year, name]}", self.frame.say("note.factor"))
        link = self.linked.get((row - FIRST_ROW, name))
        if link is not None and agrees(link.value, year.values[name]):
            return Made(f"={link.at}", self._linked_note(name))
        for block in self.blocks:
            if name in block.branch.results and agrees(block.sum(name, year.year), year.values[name]):
                return self._summed(name, block, row)
        if name in self.cells.constants:
            return Made(f"={self.cells.constants[name].at}", self.frame.say("note.constant"))
        for step in self._steps(name):
            made = self._equation(step, row, year)
            if made is not None:
                return made
        return Made(None, self.frame.say("note.given"))

    def _linked_note(self, name: str) -> str:
        """The equation that another sheet works out, where one gives the quantity."""
        found = next((e for e in self.methodology.equations if e.result == name), None)
        return _note(self.frame, found, self.calculation.on) if found else self.frame.say("note.linked")

    def _summed(self, name: str, block: Block, row: int) -> Made:
        """Meter rows of the year added up; where the equation is itself a sum, its products."""
        total, counted = block.branch.total, block.ranges.get("counted")
        if total is None:
            only = f",{counted},1" if counted else ""
            formula = f"=SUMIFS({block.ranges[name]},{block.ranges['year']},{cell(row, 0)}{only})"
            return Made(formula, self.frame.say("note.sum"))
        first, *rest = total.equation.parameters
        spots = {p: block.ranges[str(total.inputs.get(p, p))] for p in rest}
        only = f"({counted}=1)*" if counted else ""
        spots[first] = (
            f"({block.ranges['year']}={cell(row, 0)})*{only}{block.ranges[str(total.inputs.get(first, first))]}"
        )
        return Made(total.equation.formula(spots), _note(self.frame, total.equation, self.calculation.on))

    def _steps(self, name: str) -> Iterator[Step]:
        """Equations that give a quantity: those of the plan first, then the methodology's as printed."""
        yield from (step for step in self.methodology.plan.years if step.name == name)
        yield from (
            Step(e)
            for e in self.methodology.equations
            if e.result == name and not e.number.startswith("sec-")
        )

    def _equation(self, step: Step, row: int, year: YearResult) -> Made | None:
        """The equation on cells, if all it needs is there and it gives what the engine gave."""
        spots: dict[str, str | float] = {}
        values: dict[str, Any] = {}
        for parameter, source in zip(step.equation.parameters, step.sources(), strict=True):
            same = not isinstance(source, str) and year.values.get(parameter) == source
            found = self._spot(parameter if same else source, row, year)
            if found is None:
                return None
            spots[parameter], values[parameter] = found
        given = float(step.equation(*(values[p] for p in step.equation.parameters)))
        if not agrees(given, year.values[step.name]):
            return None
        return Made(step.equation.formula(spots), _note(self.frame, step.equation, self.calculation.on))

    def _spot(self, source: str | float, row: int, year: YearResult) -> tuple[str | float, Any] | None:
        """Where a parameter of an equation stands, and its value; None where it is nowhere."""
        if not isinstance(source, str):
            return source, source
        if source in year.values:
            return cell(row, self.columns[source]), year.values[source]
        if source in self.cells.fuels:
            return self._fuels(source, row, year)
        held = self.cells.parameter(source)
        value = next((v for v in self.calculation.parameters if v.name.rpartition(".")[2] == source), None)
        return (held, value.number) if held and value else None

    def _fuels(self, source: str, row: int, year: YearResult) -> tuple[str, Any]:
        """The fuels of the design: quantities by the share of the year, coefficients as they are."""
        rows = self.calculation.inputs["fuels"]
        assert isinstance(rows, list)
        if source == "fuel_consumed":
            share = year.days / year.year_days
            return f"{self.cells.fuels[source]}*{_share(row)}", np.array(
                [fuel["annual_quantity"] for fuel in rows]
            ) * share
        return self.cells.fuels[source], np.array([fuel[source] for fuel in rows])

    def _tonnes(self, row: int, year: YearResult) -> str:
        """Whole tonnes of a year by the practice."""
        column = self.columns[self.methodology.plan.tonnes]
        here = cell(row, column)
        if Practice(self.calculation.practice).to_nearest:
            return f"=INT(ROUND({here},6)+0.5)"
        if self._by_year:
            paid = f"-{cell(row, self.columns[PAID])}" if PAID in year.values else ""
            return f"={whole(here)}{paid}"
        running = f"SUM({cell(FIRST_ROW, column).replace('$', '')}:{here})"
        if row == FIRST_ROW:
            return f"={whole(running)}"
        before = f"SUM({cell(FIRST_ROW, self.tonnes)}:{cell(row - 1, self.tonnes)})"
        return f"={whole(running)}-{before}"


def share_of(place: int, year: YearResult, frame: Frame) -> Spot:
    """The part of a year inside the period, as a cell expression of this sheet. [1]"""
    days, length = (frame.address("years", FIRST_ROW + place, column) for column in (3, 4))
    return Spot(f"({days}/{length})", year.days / year.year_days)


def day_of(place: int, which: str, year: YearResult, frame: Frame) -> Spot:
    """The ``first`` or the ``last`` day of a year, as a cell of this sheet; its value is the number a workbook holds."""
    first = which == "first"
    at = frame.address("years", FIRST_ROW + place, 1 if first else 2)
    return Spot(at, serial(year.first_day if first else year.last_day))


def agrees(found: float, held: float) -> bool:
    """True where a formula gives what the engine gave."""
    return bool(np.isclose(found, held, rtol=_CLOSE, atol=_CLOSE))


def whole(inner: str) -> str:
    """Whole tonnes: binary noise is taken off, then rounded down, a loss too."""
    return f"INT(ROUND({inner},6))"


def _share(row: int) -> str:
    return f"({cell(row, 3)}/{cell(row, 4)})"


def _title(name: str, frame: Frame) -> str:
    return quantity(name).title.say(frame.lang) if name in quantities() else name


def _unit(name: str) -> str:
    return quantity(name).unit if name in quantities() else ""


def _note(frame: Frame, equation: Equation, on: dt.date) -> str:
    """Number, formula in the methodology's symbols, clause."""
    cells: Mapping[str, str] = {name: _symbol(name) for name in equation.parameters}
    formula = f"{_symbol(equation.result)} {equation.formula(cells)}".replace("*", " × ")
    return f"{frame.say('note.equation', number=equation.number)}\n{formula}\n{frame.clause(equation.cite, on)}\n{equation.cite}"


def _symbol(name: str) -> str:
    """A symbol as plain text: ``EG_PJ,y``."""
    return re.sub(r"[{}\\]", "", quantity(name).symbol)
