"""The inputs of a plan of quantities: constants that are not metered, and the rows of a design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..core.text import Text
from ._workbook_frame import Frame, kind_of, unit_shown
from ._workbook_pen import Spot
from .equation import quantities, quantity
from .fuels import PROPERTIES, fuel_of
from .methodology import Methodology
from .quantities import FUELS, VALUES, QuantityPlan
from .quantities_tables import measured_in
from .result import Calculation

Rows = list[tuple[str, dict[str, Spot]]]


def write_design(
    frame: Frame,
    sheet: Any,
    row: int,
    calculation: Calculation,
    methodology: Methodology,
    parameters: Mapping[str, Spot],
) -> tuple[Mapping[str, Spot], Mapping[str, Rows]]:
    """Constants by quantity, and the rows of the design by table (ex ante).

    Parameters
    ----------
    parameters : mapping
        Full name of a dated value -> its cell.
    """
    plan = methodology.plan
    assert isinstance(plan, QuantityPlan)
    made = _Inputs(frame, sheet, row, calculation)
    made.titles |= {field.name: field.title for field in methodology.design_fields}
    made.titles |= {
        value.name.removeprefix(plan.parameter("")): value.title for value in calculation.parameters
    }
    constants = made.constants(plan, parameters)
    design = calculation.inputs.get("design")
    rows = made.design(plan, design, parameters) if isinstance(design, Mapping) else {}
    return constants, rows


class _Inputs:
    def __init__(self, frame: Frame, sheet: Any, row: int, calculation: Calculation) -> None:
        self.frame, self.sheet, self.row, self.calculation = frame, sheet, row, calculation
        self.titles: dict[str, Text] = {}

    def constants(self, plan: QuantityPlan, parameters: Mapping[str, Spot]) -> dict[str, Spot]:
        """One line each: the dated value it is, else a figure of the project."""
        numbers = self.calculation.inputs.get("constants")
        if not isinstance(numbers, Mapping) or not numbers:
            return {}
        self._section("constants")
        unsure = {reason.name.rpartition(".")[2] for reason in self.calculation.provisional}
        found = {}
        for name, value in numbers.items():
            held = _held(plan, name, value, numbers, parameters)
            found[name] = self._line(name, value, held, "provisional" if name in unsure else "")
        self.row += 1
        return found

    def design(
        self, plan: QuantityPlan, design: Mapping[str, Any], parameters: Mapping[str, Spot]
    ) -> dict[str, Rows]:
        """Amounts of a whole year and levels, table by table."""
        found: dict[str, Rows] = {}
        for branch in plan.branches:
            if branch.table == FUELS:
                found[FUELS] = [self._fuel(plan, entry, parameters) for entry in design.get(FUELS, ())]
            elif branch.table != VALUES:
                self._section("design")
                names = {m.name: m.design_field for m in measured_in(plan, branch.table)}
                found[branch.table] = [
                    (
                        label,
                        {
                            n: self._line(n, entry[f], None)
                            for n, f in names.items()
                            if entry.get(f) is not None
                        },
                    )
                    for label, entry in _entries(design, branch.table)
                ]
                self.row += 1
        return found

    def _fuel(
        self, plan: QuantityPlan, entry: Mapping[str, Any], parameters: Mapping[str, Spot]
    ) -> tuple[str, dict[str, Spot]]:
        fuel = fuel_of(str(entry["fuel"]))
        self.sheet.write_string(
            self.row, 0, fuel.title.say(self.frame.lang), self.frame.style("text", "section")
        )
        self.row += 1
        found = {"fuel_consumed": self._line("fuel_consumed", entry["annual_quantity"], None)}
        for name in PROPERTIES:
            own = entry.get(name)
            held = None if own is not None else parameters[f"{plan.fuel_values}.{fuel.name}.{name}"]
            found[name] = self._line(name, held.value if held else float(own or 0.0), held)
        self.row += 1
        return fuel.title.say(self.frame.lang), found

    def _section(self, key: str) -> None:
        self.sheet.write_string(
            self.row, 0, self.frame.say(f"section.{key}"), self.frame.style("text", "section")
        )
        heads = [self.frame.say(f"column.{column}") for column in ("name", "value", "unit", "source")]
        self.frame.heads(self.sheet, self.row + 1, heads)
        self.row += 2

    def _line(self, name: str, value: float, held: Spot | None, mark: str = "") -> Spot:
        """Name, figure, unit and where it comes from; gives the figure's cell."""
        frame, row, marks = self.frame, self.row, (mark,) if mark else ()
        known = name in quantities()
        unit = quantity(name).unit if known else ""
        other = self.titles.get(name)
        title = quantity(name).title.say(frame.lang) if known else other.say(frame.lang) if other else name
        self.sheet.write_string(row, 0, title, frame.style("text"))
        if held is None:
            self.sheet.write_number(row, 1, value, frame.style(kind_of(name, unit), "input", *marks))
        else:
            self.sheet.write_formula(row, 1, f"={held.at}", frame.style(kind_of(name, unit)), value)
        self.sheet.write_string(row, 2, unit_shown(unit), frame.style("text"))
        source = "source.project" if held is None else "source.parameter"
        self.sheet.write_string(row, 3, frame.say(source), frame.style("text", "quiet", *marks))
        self.row += 1
        return Spot(frame.address("inputs", row, 1), float(value))


def _entries(design: Mapping[str, Any], table: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows of a table: the list of that name, else the design itself as one row."""
    given = design.get(table)
    if not isinstance(given, (list, tuple)):
        yield "", design
        return
    for number, entry in enumerate(given, 1):
        yield str(entry.get("name", number)), entry


def _held(
    plan: QuantityPlan,
    name: str,
    value: float,
    numbers: Mapping[str, Any],
    parameters: Mapping[str, Spot],
) -> Spot | None:
    """The dated value that a constant is: of its name, else the only one of its figure that bears no other constant's name."""
    prefix = plan.parameter("")
    own = {full.removeprefix(prefix): spot for full, spot in parameters.items() if full.startswith(prefix)}
    if name in own:
        return own[name] if own[name].value == value else None
    same = [spot for short, spot in own.items() if spot.value == value and short not in numbers]
    return same[0] if len(same) == 1 else None
