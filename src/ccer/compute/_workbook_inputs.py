"""The sheets a calculation starts from: inputs with dated parameters, and the factors of the years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ..core.asof import MARK_TEXT, DatedValue
from ._workbook_design import Rows, write_design
from ._workbook_frame import Frame, kind_of, unit_shown
from ._workbook_pen import Spot
from .equation import quantities, quantity
from .grid import FACTOR_RULE_TEXT, FactorRule
from .methodology import Methodology
from .periods import whole_years
from .places import grid_of
from .quantities import QuantityPlan
from .result import Calculation

FACTORS = ("operating_margin", "build_margin", "combined_margin")


class Cells(NamedTuple):
    """Where things stand.

    Parameters
    ----------
    yearly : dict
        Quantity -> cell of its amount a year.
    parameters : dict
        Full parameter name -> cell.
    factors : dict
        (year, quantity) -> cell.
    fuels : dict
        Quantity -> range over the fuels of the design.
    whole_years : str
        Cell of the number of whole years.
    spots : dict
        Full parameter name -> cell with its number.
    constants : dict
        Quantity that is not metered -> its cell.
    design : dict
        Table of a plan -> its rows in the design, each a label and a cell by quantity.
    """

    yearly: dict[str, str]
    parameters: dict[str, str]
    factors: dict[tuple[int, str], str]
    fuels: dict[str, str]
    whole_years: str
    spots: Mapping[str, Spot] = MappingProxyType({})
    constants: Mapping[str, Spot] = MappingProxyType({})
    design: Mapping[str, Rows] = MappingProxyType({})

    def parameter(self, name: str) -> str | None:
        """The cell of a parameter by its full name, or by the last part of it."""
        if name in self.parameters:
            return self.parameters[name]
        return next((cell for full, cell in self.parameters.items() if full.rpartition(".")[2] == name), None)


def write_inputs(frame: Frame, calculation: Calculation, methodology: Methodology) -> Cells:
    """Sheets of inputs and of factors."""
    sheet = frame.sheet("inputs", (44, 16, 14, 34, 20, 12, 12, 52))
    sheet.write_string(0, 0, frame.say("sheet.inputs"), frame.style("text", "title"))
    row, yearly = _data(frame, sheet, 2, calculation)
    row, whole = _period(frame, sheet, row + 1, calculation)
    row, parameters = _parameters(frame, sheet, row + 1, calculation.parameters, calculation.on)
    fuels = _fuels(frame, sheet, row + 1, calculation, methodology)
    spots = {
        v.name: Spot(parameters[v.name], v.number) for v in calculation.parameters if _is_number(v.value)
    }
    found: tuple[Mapping[str, Spot], Mapping[str, Rows]] = ({}, {})
    if isinstance(methodology.plan, QuantityPlan):
        found = write_design(frame, sheet, row + 1, calculation, methodology, spots)
    factors = _factors(frame, calculation) if _grid_used(calculation) else {}
    return Cells(yearly, parameters, factors, fuels, whole, spots, *found)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _grid_used(calculation: Calculation) -> bool:
    """False for a calculation that no grid factor enters: its workbook has no such sheet."""
    return any(name in year.values for year in calculation.years for name in FACTORS)


def _section(frame: Frame, sheet: Any, row: int, key: str, columns: tuple[str, ...]) -> int:
    """A small heading and column heads; gives the next row."""
    sheet.write_string(row, 0, frame.say(f"section.{key}"), frame.style("text", "section"))
    frame.heads(sheet, row + 1, [frame.say(f"column.{column}") for column in columns])
    return row + 2


def _data(frame: Frame, sheet: Any, row: int, calculation: Calculation) -> tuple[int, dict[str, str]]:
    """The quantities a year and what decided the factors."""
    row = _section(frame, sheet, row, "data", ("name", "value", "unit"))
    cells: dict[str, str] = {}
    for name, value in calculation.inputs.items():
        if name in quantities() and isinstance(value, (int, float)):
            entry = quantity(name)
            label = frame.say("input.a_year", what=entry.title.say(frame.lang))
            sheet.write_string(row, 0, label, frame.style("text"))
            sheet.write_number(row, 1, value, frame.style(kind_of(name, entry.unit), "input"))
            sheet.write_string(row, 2, unit_shown(entry.unit), frame.style("text"))
            cells[name] = frame.address("inputs", row, 1)
            row += 1
        elif name in ("grid", "factor_day", "factor_rule", "readings"):
            shown = _shown(frame, name, str(value))
            sheet.write_string(row, 0, frame.say(f"input.{name}"), frame.style("text"))
            sheet.write_string(row, 1, shown, frame.style("text", "input"))
            row += 1
    return row, cells


def _shown(frame: Frame, name: str, value: str) -> str:
    """A setting in words: the grid by its name, the rule by what it says."""
    if name == "grid":
        return frame.factor(grid_of(value).grid)
    known = [rule for rule in FactorRule if name == "factor_rule" and rule == value]
    return FACTOR_RULE_TEXT[known[0]].say(frame.lang) if known else value


def _period(frame: Frame, sheet: Any, row: int, calculation: Calculation) -> tuple[int, str]:
    row = _section(frame, sheet, row, "period", ("name", "value"))
    start, end = calculation.period
    for key, day in (("start", start), ("end", end)):
        sheet.write_string(row, 0, frame.say(f"input.{key}"), frame.style("text"))
        sheet.write_datetime(row, 1, day, frame.style("day", "input"))
        row += 1
    sheet.write_string(row, 0, frame.say("input.whole_years"), frame.style("text"))
    sheet.write_number(row, 1, max(1, whole_years(start, end)), frame.style("year", "input"))
    return row + 1, frame.address("inputs", row, 1)


def _parameters(
    frame: Frame, sheet: Any, row: int, values: tuple[DatedValue, ...], on: dt.date
) -> tuple[int, dict[str, str]]:
    """Dated values: value, unit, clause, standing, window."""
    row = _section(
        frame, sheet, row, "parameters", ("name", "value", "unit", "clause", "mark", "since", "until", "key")
    )
    cells: dict[str, str] = {}
    for value in {v.name: v for v in values}.values():
        marks = ("provisional",) if value.provisional else ()
        sheet.write_string(row, 0, value.title.say(frame.lang), frame.style("text"))
        _value(sheet, row, value.value, frame, marks)
        sheet.write_string(row, 2, unit_shown(value.unit), frame.style("text"))
        sheet.write_string(row, 3, frame.clause(value.cite, on), frame.style("text", "quiet"))
        sheet.write_string(row, 4, MARK_TEXT[value.mark].say(frame.lang), frame.style("text", *marks))
        sheet.write_datetime(row, 5, value.since, frame.style("day"))
        if value.until:
            sheet.write_datetime(row, 6, value.until, frame.style("day"))
        sheet.write_string(row, 7, value.name, frame.style("text", "quiet"))
        cells[value.name] = frame.address("inputs", row, 1)
        row += 1
    return row, cells


def _value(sheet: Any, row: int, value: object, frame: Frame, marks: tuple[str, ...]) -> None:
    if isinstance(value, dt.date):
        sheet.write_datetime(row, 1, value, frame.style("day", "input", *marks))
    elif isinstance(value, (int, float)) and _is_number(value):
        sheet.write_number(row, 1, value, frame.style("text", "input", *marks))
    else:
        sheet.write_string(row, 1, str(value), frame.style("text", "input", *marks))


def _fuels(
    frame: Frame, sheet: Any, row: int, calculation: Calculation, methodology: Methodology
) -> dict[str, str]:
    """Fuels of the design, each with its coefficient by the methodology's own equation."""
    listed = calculation.inputs.get("fuels")
    equation = next((e for e in methodology.equations if e.result == "emission_coefficient"), None)
    if not isinstance(listed, list) or not listed or equation is None:
        return {}
    sheet.write_string(row, 0, frame.say("section.fuels"), frame.style("text", "section"))
    columns = ("fuel", "annual_quantity", "unit", *equation.parameters, equation.result)
    labels = [
        quantity(name).title.say(frame.lang) if name in quantities() else frame.say(f"column.{name}")
        for name in columns
    ]
    frame.heads(sheet, row + 1, labels)
    first = row + 2
    for place, fuel in enumerate(listed):
        here = first + place
        for column, name in enumerate(columns[:-1]):
            _fuel_cell(sheet, here, column, fuel[name], frame)
        cells = {name: frame.address("inputs", here, columns.index(name)) for name in equation.parameters}
        style = frame.style("factor")
        sheet.write_formula(
            here, len(columns) - 1, equation.formula(cells), style, fuel["emission_coefficient"]
        )
    last = first + len(listed) - 1
    return {
        "fuel_consumed": frame.address("inputs", first, 1, last),
        "emission_coefficient": frame.address("inputs", first, len(columns) - 1, last),
    }


def _fuel_cell(sheet: Any, row: int, column: int, value: object, frame: Frame) -> None:
    if isinstance(value, (int, float)):
        sheet.write_number(row, column, value, frame.style("text", "input"))
    else:
        sheet.write_string(row, column, str(value), frame.style("text", "input"))


def _factors(frame: Frame, calculation: Calculation) -> dict[tuple[int, str], str]:
    """One row a year: label, the two margins where they are published, the combined one, and its standing."""
    used = [name for name in FACTORS if any(name in year.values for year in calculation.years)]
    sheet = frame.sheet("factors", (10, 22, *(18.0 for _ in used), 20, 70))
    sheet.write_string(0, 0, frame.say("sheet.factors"), frame.style("text", "title"))
    labels = [frame.say("column.year"), frame.say("column.factor")]
    labels += [f"{quantity(name).title.say(frame.lang)} {quantity(name).unit}" for name in used]
    right = tuple(range(2, 2 + len(used)))
    frame.heads(sheet, 2, [*labels, frame.say("column.mark"), frame.say("column.why")], right=right)
    cells: dict[tuple[int, str], str] = {}
    for row, year in enumerate(calculation.years, 3):
        marks = ("provisional",) if year.provisional else ()
        sheet.write_number(row, 0, year.year, frame.style("year"))
        sheet.write_string(row, 1, frame.factor(year.factor), frame.style("text"))
        for column, name in enumerate(used, 2):
            if name in year.values:
                sheet.write_number(row, column, year.values[name], frame.style("factor", "input", *marks))
                cells[year.year, name] = frame.address("factors", row, column)
        found = year.provisional[0].mark if year.provisional else "found"
        why = "; ".join(reason.why.say(frame.lang) for reason in year.provisional)
        sheet.write_string(row, 2 + len(used), MARK_TEXT[found].say(frame.lang), frame.style("text", *marks))
        sheet.write_string(row, 3 + len(used), why, frame.style("text", "quiet", "wrap"))
        frame.fit(sheet, row, {3 + len(used): why})
    sheet.freeze_panes(3, 1)
    return cells
