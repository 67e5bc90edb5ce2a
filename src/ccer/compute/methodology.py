"""What a published methodology is to the rest: equations, monitoring, what a document says of it, how it is calculated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..core.asof import AsOf
from ..core.errors import NotInForce
from ..core.text import Text
from ..rules.subjects import Project
from .equation import Equation
from .plots_table import PlotTable
from .result import Calculation
from .stems import StemTable
from .survey import FieldSurvey

Evidence = Literal["meters", "quantities", "plots"]
FieldKind = Literal["number", "text", "yes-no", "date", "list"]


@dataclass(frozen=True, slots=True)
class Step:
    """One equation in a chain: where its parameters come from, and what its result is called.

    ``inputs`` maps a parameter to a column, or to a number; a parameter not named there is the column of its own name.
    """

    equation: Equation
    result: str = ""
    inputs: Mapping[str, str | float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.result or self.equation.result

    def sources(self) -> list[str | float]:
        """Column or number of each parameter, in order."""
        return [self.inputs.get(name, name) for name in self.equation.parameters]

    def run(self, columns: Mapping[str, Any]) -> Any:
        """The equation on columns of any engine."""
        return self.equation(*(columns[s] if isinstance(s, str) else s for s in self.sources()))


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows of one long table brought to project and year: equations row by row, then a sum.

    ``total`` is an equation that is itself a sum (a sum sign); else the columns ``sums`` are added up.
    """

    table: str
    steps: tuple[Step, ...]
    sums: tuple[str, ...] = ()
    total: Step | None = None

    @property
    def results(self) -> tuple[str, ...]:
        return self.sums if self.total is None else (self.total.name,)


@dataclass(frozen=True, slots=True)
class Plan:
    """A methodology's chain from meter rows to reductions of project and year.

    ``years`` are the equations on the project-year table; ``tonnes`` the quantity that is rounded down.
    """

    code: str
    branches: tuple[Branch, ...]
    years: tuple[Step, ...]
    tonnes: str = "emission_reductions"

    @property
    def instrument(self) -> str:
        """Id of the methodology's text in the law base."""
        return self.code.lower()

    @property
    def asks_for_factor(self) -> bool:
        """Whether an equation of the year takes the factor of the grid."""
        return any("combined_margin" in step.sources() for step in self.years)

    def parameter(self, name: str) -> str:
        """Full name of one of the methodology's dated parameters."""
        return f"methodology.{self.instrument}.{name}"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the methodology says on a point, in our words, with its clause."""

    text: Text
    cite: str


@dataclass(frozen=True, slots=True)
class Monitored:
    """One line of the table of monitored quantities.

    ``name`` is the quantity; the other texts are instrument with accuracy, frequency, quality assurance, cross-check.
    """

    name: str
    title: Text
    unit: str
    source: Text
    instrument: Text
    frequency: Text
    quality: Text
    cross_check: Text
    cite: str


@dataclass(frozen=True, slots=True)
class EmissionSource:
    """One line of the table of gases and sources."""

    scenario: Literal["baseline", "project"]
    source: Text
    gas: Literal["CO2", "CH4", "N2O", "SF6"]
    included: bool
    why: Text


@dataclass(frozen=True, slots=True)
class Field:
    """A fact the methodology asks of a project file, under ``site`` or ``design``.

    ``required`` is False where another field, or none, will do; ``why`` says what it is for.
    """

    name: str
    title: Text
    kind: FieldKind
    unit: str
    why: Text
    required: bool = True
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Methodology:
    """A methodology as published in one version.

    Parameters
    ----------
    code, instrument : str
        ``CCER-01-002-V01`` and the id of its text in the law base, ``ccer-01-002-v01``.
    title : Text
    equations : tuple of Equation
    plan : Plan
    monitored, sources : tuple
        Tables for the documents.
    site_fields, design_fields : tuple of Field
    crediting_years_max : str
        Name of the dated parameter.
    baseline, additionality, leakage, boundary : Statement
    evidence : str
        What ``ex_post`` is fed: ``meters`` (`Readings` of electricity and fuels), ``quantities`` (`Readings` of the methodology's own
        quantities) or ``plots`` (sample plots and parcels).
    published : bool
        False for a draft, the ministry's or our own, which may estimate and never registers.
    proxy : Statement, optional
        Where the equations were not read in the official text: what stands in for them, and its source.
    plots : callable, optional
        Project, field survey and law of a sink -> its `PlotTable`, for the workbook.
    stems : callable, optional
        The same -> its `StemTable`: every stem with the rule that weighs it.
    ex_ante, ex_post : callable
        See ``ccer.compute.electricity`` for the keywords of the energy methodologies.
    """

    code: str
    instrument: str
    title: Text
    equations: tuple[Equation, ...]
    plan: Plan
    monitored: tuple[Monitored, ...]
    sources: tuple[EmissionSource, ...]
    site_fields: tuple[Field, ...]
    design_fields: tuple[Field, ...]
    crediting_years_max: str
    baseline: Statement
    additionality: Statement
    leakage: Statement
    boundary: Statement
    ex_ante: Callable[..., Calculation]
    ex_post: Callable[..., Calculation]
    evidence: Evidence = "meters"
    published: bool = True
    proxy: Statement | None = None
    plots: Callable[[Project, FieldSurvey, AsOf], PlotTable] | None = None
    stems: Callable[[Project, FieldSurvey, AsOf], StemTable] | None = None

    def parameter(self, name: str) -> str:
        """Full name of one of the methodology's dated parameters."""
        return self.plan.parameter(name)


def in_force_since(plan: Plan, project: Project, at: AsOf) -> dt.date:
    """First day of the version a result stands on.

    A project keeps the version it was registered under, also when another has taken its place since.

    Raises
    ------
    NotInForce
        If the version is in force neither on the as-of date nor, before it, on the day the project was registered.
    """
    try:
        return at.cite(plan.instrument).since or at.on
    except NotInForce:
        registered = project.registered_on
        if registered is None or registered >= at.on:
            raise
        return at.cite(plan.instrument, registered).since or at.on


def run_steps(steps: tuple[Step, ...], columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns with the result of each step put in; a result that is there already is kept."""
    table = dict(columns)
    for step in steps:
        if step.name not in table:
            table[step.name] = step.run(table)
    return table
