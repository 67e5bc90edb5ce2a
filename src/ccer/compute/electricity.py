"""What the methodologies of displaced grid electricity share: factors of years, margins, fuels, and the plan's common branches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..core.asof import AsOf, DatedValue
from ..core.errors import BadInput
from ..core.numeric import Numeric
from ..core.text import Text
from ..rules.subjects import Project
from .equation import Equation, equation
from .grid import FactorRule, Factors, GridFactor, margin
from .methodology import Branch, Plan, Step
from .result import Reason

LABEL_OFFSET: Final = "grid.label_offset_years"
CERTIFICATES: Final = "nea-mee-2024-124"


@equation(
    "NEA-MEE-2024-124",
    number="part-2",
    zh="可核算减排量的电量",
    en="Creditable electricity",
    result="credited_energy",
)
def credited_energy(net_export: Numeric, certificates_traded: Numeric) -> Numeric:
    """Net export less the electricity whose green certificates were traded: no electricity benefits twice.

    Parameters
    ----------
    net_export : numeric
        Net electricity delivered to the grid. [MWh]
    certificates_traded : numeric
        Electricity whose green certificates were traded; one certificate is one MWh. [MWh]

    Returns
    -------
    numeric
        Electricity that may earn reductions. [MWh]

    References
    ----------
    NEA and MEE notice [2024] No. 124, point 2.
    """
    return net_export - certificates_traded


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectricityPlan(Plan):
    """A `Plan` of grid electricity that a project displaces.

    Parameters
    ----------
    expected : tuple of Step
        The same equations on the yearly quantities of a design.
    coefficient : Step, optional
        Emission coefficient of a fuel, where fuels are charged.
    combined_margin : Equation
    factor_clause : str
        Clause on the margins, for a refusal.
    """

    expected: tuple[Step, ...]
    coefficient: Step | None = None
    combined_margin: Equation
    factor_clause: str


class YearFactor(NamedTuple):
    """The grid factor of one calendar year, ready for the equations, and what makes it provisional."""

    factor: GridFactor
    values: dict[str, float]
    reasons: tuple[Reason, ...]

    @property
    def combined_margin(self) -> float:
        return self.values["combined_margin"]


class Settings(NamedTuple):
    """What decides the factors of a calculation, and the dated values it stands on."""

    grid: str
    factors: Factors
    factor_day: dt.date
    factor_rule: FactorRule
    om_weight: DatedValue
    bm_weight: DatedValue
    offset: DatedValue
    clause: str
    combined_margin: Equation

    @property
    def using(self) -> tuple[DatedValue, ...]:
        weights = (self.om_weight, self.bm_weight)
        return (*weights, self.offset) if self.factor_rule is FactorRule.DATA_YEAR else weights

    def year(self, year: int) -> YearFactor:
        """The factor of a calendar year."""
        choice = self.factors.factor_for(
            self.grid,
            year,
            self.factor_day,
            self.factor_rule,
            offset=self.offset.count,
            clause=self.clause,
        )
        weights = (self.om_weight.number, self.bm_weight.number)
        values = margin(choice.factor, *weights, clause=self.clause)
        if "combined_margin" not in values:
            values["combined_margin"] = self.combined_margin(*values.values(), *weights)
        return YearFactor(choice.factor, values, choice.reasons)


def settings_of(
    project: Project,
    plan: Plan,
    combined_margin: Equation,
    clause: str,
    *,
    at: AsOf,
    factors: Factors,
    factor_day: dt.date,
    factor_rule: FactorRule | str,
) -> Settings:
    """The project's grid and the dated values of the factor rule; BadInput where the project names no grid and no province."""
    place = project.grid or project.province
    if not place:
        raise BadInput(
            what=Text(f"{project.name} 没有写明所在电网", f"{project.name} names no grid"),
            why=Text("排放因子按区域电网公布", "emission factors are published by regional grid"),
            next=Text(
                "在项目文件中写 province（省份）或 grid（电网）", "write province or grid in the project file"
            ),
            clause=clause,
        )
    return Settings(
        grid=place,
        factors=factors,
        factor_day=factor_day,
        factor_rule=_factor_rule(factor_rule),
        om_weight=at.parameter(plan.parameter("om_weight")),
        bm_weight=at.parameter(plan.parameter("bm_weight")),
        offset=at.parameter(LABEL_OFFSET),
        clause=clause,
        combined_margin=combined_margin,
    )


def _factor_rule(name: FactorRule | str) -> FactorRule:
    if name not in list(FactorRule):
        raise BadInput(
            what=Text(f"没有因子选用规则“{name}”", f"there is no factor rule {name!r}"),
            why=Text("因子按数据年份或标题年份选用", "a factor is matched by data year or by label year"),
            next=Text(f"可用：{'、'.join(FactorRule)}", f"choose one of: {', '.join(FactorRule)}"),
        )
    return FactorRule(name)


def reasons_of(values: Iterable[DatedValue]) -> tuple[Reason, ...]:
    """Why results that rest on dated values are provisional, one reason for each value not read in an official text."""
    reasons = {}
    for value in values:
        if value.provisional:
            why = value.note or value.title
            reasons[value.name] = Reason(value.name, value.mark, why)
    return tuple(reasons.values())


def once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The same reasons, each only once, in order."""
    return tuple(dict.fromkeys(reasons))


def meter_branch(table: str, metered: str, applied_error: Equation, corrected: Equation) -> Branch:
    """Rows of one kind of meter: the applied error, the corrected quantity, summed by project and year."""
    steps = (Step(applied_error), Step(corrected, inputs={metered: "metered"}))
    return Branch(table, steps, sums=(corrected.result,))


def certificate_branch() -> Branch:
    """Electricity whose green certificates were traded, by project and year."""
    return Branch("certificates", (), sums=("certificates_traded",))
