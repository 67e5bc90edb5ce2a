"""Methodologies fed with tables of their own quantities: what a plan of them declares, and what they have in common.

How to build one (evidence ``quantities``), in the methodology's ``plan.py``::

    PLAN = QuantityPlan(
        code=eq.CODE,
        branches=(
            Branch("gas", (Step(eq.methane_in_row),), sums=("methane_destroyed",)),  # columns of one table share point and interval
            amounts("electricity", "grid_electricity"),       # a plain sum by year
            fuel_branch(eq.emission_coefficient, eq.fuel_emissions),
            values_branch("methane_gwp"),                     # constants of the year equations
        ),
        years=(Step(eq.baseline_emissions), …, Step(eq.emission_reductions)),
        measured=(Measured("gas_volume_in", "lower", unit="Nm3"), Measured("methane_share_in", "lower", level=True), …),
        constants=constants,                                   # (project, at) -> Constants
        grid_quantity="grid_electricity", combined_margin=eq.combined_margin, factor_clause="…/eq-3",
        proxy=PROXY, correction_clause="…/monitoring/correction",
    )

and in ``__init__.py`` ``METHODOLOGY = quantity_methodology(PLAN, title=…, …)`` (`ccer.compute.from_plan`), which estimates by
`quantities_ex_ante.estimate` and accounts by `quantities_ex_post.reductions`. Rules of the game:

- A column that an equation of a branch asks for is a measured quantity, else a constant, else 0 where the quantity is not ``required``.
- ``level=True`` is a mean (share, temperature, heat value): not spread by days, not added up. All else is an amount.
- ``batch=True`` is read now and then (a cylinder, a well test): gaps are no fault. All else is read for every day of the period.
- A readings file has the columns of a meter file; ``direction`` is the quantity's name (or a word of ``Measured.words``, or its title),
  ``fuel:<name>`` for fuels. ``unit`` may be any that gives the declared one (`ccer.monitoring.words`).
- ``project.design`` gives ``annual_<name>`` for amounts and ``<name>`` for levels; or ``<table>: [{…}, …]``, one mapping a row.
- Where the design names its figures otherwise, ``design`` gives the rows of the tables from it; figures that belong to one metering
  point, such as the area a lamp lights, stand in ``beside``.
- `RowCheck` rejects the rows of a table that fail it, each with a line in the log.
- The year equations may use ``combined_margin`` where ``grid_quantity`` names the electricity, of one kind or several, that needs it.

Ready-made equation bodies stand in `ccer.compute.quantity_equations`. Ready-made helpers: `constant` (official form, the project's own
figure, or the dated parameter), `gwp` (dated set, ``design.gwp_set``), `amounts`, `values_branch`, `fuel_branch`; for the tables
`ccer.compute.quantity_texts`, for the rules `ccer.compute.quantity_rules`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from ..core.asof import AsOf, DatedValue, Mark
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Project
from .electricity import once, reasons_of
from .equation import Equation, quantity
from .methodology import Branch, Plan, Statement, Step
from .official import officials
from .result import Reason

VALUES: Final = "values"
"""Table of constants: one row a project and year, so that its sum is the value."""
FUELS: Final = "fuels"
FUEL_VALUES: Final = "methodology.ccer-01-001-v01.fuel"
"""Default properties of fuels: those of the methodology whose text refers to the ministry's guideline."""
GWP_SETS: Final = ("ar5", "ar4", "sar")
VOLUME_AT: Final = "volume_at"
STATES: Final = ("0c", "20c")
"""Standard states of a volume of gas, both at 101.325 kPa."""

Towards = Literal["lower", "raise", "as-read"]


@dataclass(frozen=True, slots=True)
class Measured:
    """A quantity that a readings file may hold for a methodology.

    Parameters
    ----------
    name : str
        In the quantity table; also the direction in a file.
    towards : str
        Where an error of the meter takes it: ``lower`` for what is credited, ``raise`` for what is charged, ``as-read`` for counts.
    unit : str
        Unit a reading is brought to; that of the quantity table where empty. ``Nm3`` stands for m^3 at standard state.
    level : bool
        A mean, not an amount.
    required : bool
        Must be in the file; else it is a constant, or 0.
    else_zero : bool
        False where neither a reading nor a constant of that name is a fault, not a 0.
    batch : bool
        Read now and then, not for every day.
    largest : float
        More than this in one reading is a wrong unit.
    words : tuple of str
        Other words for it in a file.
    """

    name: str
    towards: Towards
    unit: str = ""
    level: bool = False
    required: bool = True
    else_zero: bool = True
    batch: bool = False
    largest: float = math.inf
    words: tuple[str, ...] = ()

    @property
    def target(self) -> str:
        """Unit a reading is brought to."""
        return self.unit or quantity(self.name).unit

    @property
    def title(self) -> Text:
        return quantity(self.name).title

    @property
    def design_field(self) -> str:
        """Its name under ``project.design``."""
        return self.name if self.level else f"annual_{self.name}"


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A condition on every row of a table; a row that fails is rejected and logged.

    ``holds`` is given the row's quantities and the constants, by name; it runs on cells of a workbook too (`core.numeric`, no ``and``).
    """

    table: str
    needs: tuple[str, ...]
    holds: Callable[[Mapping[str, float]], bool]
    why: Text
    cite: str


class Constants(NamedTuple):
    """Figures that are not metered: by name, with the dated values and the reasons they bring."""

    numbers: dict[str, float]
    using: tuple[DatedValue, ...] = ()
    reasons: tuple[Reason, ...] = ()


def no_constants(project: Project, at: AsOf) -> Constants:
    """For a plan that needs none."""
    return Constants({})


def as_given(project: Project) -> Mapping[str, Any]:
    """For a plan whose tables stand in the design as they are."""
    return {}


class PointFigures(NamedTuple):
    """Figures of the design that belong to one metering point, to be put beside each reading of the quantity ``lead``.

    ``table`` is the list under ``design`` they stand in; ``rows`` gives them by name of the point, in the units of the equations.
    """

    lead: str
    table: str
    rows: Callable[[Project], Mapping[str, Mapping[str, float]]]


@dataclass(frozen=True, slots=True)
class QuantityPlan(Plan):
    """A `Plan` with what its readings are and where its other figures come from; see the top of this module."""

    measured: tuple[Measured, ...] = ()
    constants: Callable[[Project, AsOf], Constants] = no_constants
    checks: tuple[RowCheck, ...] = ()
    design: Callable[[Project], Mapping[str, Any]] = as_given
    beside: tuple[PointFigures, ...] = ()
    grid_quantity: str | tuple[str, ...] = ()
    combined_margin: Equation | None = None
    factor_clause: str = ""
    correction_clause: str = ""
    proxy: Statement | None = None
    proxy_mark: Mark = "uncertain"
    fuel_values: str = FUEL_VALUES

    def quantity(self, name: str) -> Measured:
        """A declared quantity; KeyError where there is none of that name."""
        return next(found for found in self.measured if found.name == name)

    def on_grid(self, rows: Iterable[Mapping[str, float]]) -> float:
        """How much of ``grid_quantity`` the rows hold; any at all asks for the grid factor."""
        names = (self.grid_quantity,) if isinstance(self.grid_quantity, str) else self.grid_quantity
        return math.fsum(row.get(name, 0.0) for row in rows for name in names)

    @property
    def burns_fuel(self) -> bool:
        return FUELS in {branch.table for branch in self.branches}


def measured_of(plan: Plan) -> tuple[Measured, ...]:
    """The quantities a plan declares; none for a plan of meters."""
    return plan.measured if isinstance(plan, QuantityPlan) else ()


def amounts(table: str, *names: str) -> Branch:
    """Amounts that are only added up, by project and year."""
    return Branch(table, (), sums=names)


def values_branch(*names: str) -> Branch:
    """Constants that the year equations use."""
    return Branch(VALUES, (), sums=names)


def fuel_branch(coefficient: Equation, emissions: Equation) -> Branch:
    """Fuels burnt: coefficient row by row, then the sum sign of the emissions."""
    return Branch(FUELS, (Step(coefficient),), total=Step(emissions))


def constant(
    project: Project, at: AsOf, plan: Plan, name: str, parameter: str = "", own: bool = True
) -> Constants:
    """A figure of the official form, else of the project's design, else a dated parameter of the methodology.

    Parameters
    ----------
    name : str
        Name of the quantity, and of the field under ``project.design``.
    parameter : str
        Name of the methodology's parameter, and of the entry under ``design.official``; that of the quantity where empty.
    own : bool
        False where a project may not bring a figure of its own.

    Raises
    ------
    BadInput
        If the project's figure is not a number of 0 or more.
    NotKnown
        If the base holds no value and the project brings none.
    """
    short = parameter or name
    entry = officials(project).get(short)
    value = project.design.get(name) if own and entry is None else None
    if value is not None:
        return Constants({name: positive(project, name, value)})
    held = at.parameter(plan.parameter(short))
    return Constants({name: held.number}, (held,))


def gwp(project: Project, at: AsOf, plan: Plan, gas: str, name: str) -> Constants:
    """Warming potential of a gas: parameter ``gwp.<gas>.<set>``, the set from ``design.gwp_set`` (``ar5`` where none is given)."""
    chosen = str(project.design.get("gwp_set", GWP_SETS[0])).lower()
    if chosen not in GWP_SETS:
        why = Text(f"没有“{chosen}”这一套增温潜势", f"there is no set {chosen!r}")
        raise bad_design(project, "gwp_set", why, Text("ar5、ar4 或 sar", "ar5, ar4 or sar"))
    return constant(project, at, plan, name, f"gwp.{gas}.{chosen}", own=False)


def at_state(project: Project, at: AsOf, plan: Plan, name: str) -> Constants:
    """A density at the standard state volumes are given for: parameter ``<name>``, or ``<name>.20c`` with ``design.volume_at: 20c``."""
    chosen = str(project.design.get(VOLUME_AT, STATES[0])).lower()
    if chosen not in STATES:
        why = Text(f"没有“{chosen}”这种标准状态", f"there is no standard state {chosen!r}")
        raise bad_design(project, VOLUME_AT, why, Text("0c 或 20c（101.325 kPa）", "0c or 20c (101.325 kPa)"))
    return constant(project, at, plan, name, name if chosen == STATES[0] else f"{name}.{chosen}", own=False)


def switch(project: Project, at: AsOf, plan: Plan, name: str) -> Constants:
    """1 or 0 by ``design.<name>`` (yes or no), else the dated parameter of that name; the result names it either way."""
    found = project.design.get(name)
    if found is None:
        return constant(project, at, plan, name, own=False)
    if not isinstance(found, bool):
        why = Text(f"{found!r} 不是是否", f"{found!r} is no yes or no")
        raise bad_design(project, name, why, Text("true 或 false", "true or false"))
    return Constants({name: float(found)}, (at.parameter(plan.parameter(name)),))


def joined(*parts: Constants) -> Constants:
    """Several constants as one."""
    numbers = {name: value for part in parts for name, value in part.numbers.items()}
    using = tuple(value for part in parts for value in part.using)
    return Constants(numbers, using, tuple(reason for part in parts for reason in part.reasons))


def why_provisional(plan: QuantityPlan, held: Constants, *more: Reason) -> tuple[Reason, ...]:
    """The proxy first, then every value that was not read in an official text."""
    proxy = [Reason("proxy", plan.proxy_mark, plan.proxy.text)] if plan.proxy else []
    return once([*proxy, *held.reasons, *reasons_of(held.using), *more])


def positive(project: Project, name: str, value: Any) -> float:
    """A figure of the design as a number of 0 or more."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < math.inf:
        why = Text(f"{value!r} 不是大于等于 0 的数", f"{value!r} is not a number of 0 or more")
        raise bad_design(project, name, why, Text("写一个数，不带单位", "a number without a unit"))
    return float(value)


def bad_design(project: Project, name: str, why: Text, wanted: Text) -> BadInput:
    """A refusal that names a field of the design."""
    return BadInput(
        what=Text(
            f"{project.name} 的设计数据 design.{name} 无法使用",
            f"design.{name} of {project.name} cannot be used",
        ),
        why=why,
        next=Text("应为：", "needed: ") + wanted,
    )
