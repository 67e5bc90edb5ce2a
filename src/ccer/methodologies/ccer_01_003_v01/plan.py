"""The chain of CCER-01-003-V01: heat, electricity and fuels, sums by year, equations of the year."""

from __future__ import annotations

from typing import Final

from ...compute.displaced_heat import heat_factor
from ...compute.methodology import Statement, Step
from ...compute.quantities import (
    Constants,
    Measured,
    QuantityPlan,
    amounts,
    fuel_branch,
    values_branch,
)
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq

TEXT: Final = eq.CODE.lower()
PROXY: Final = Statement(
    Text(
        "没有读到方法学的公式，暂以“供热量×供热排放因子－用能排放”代替；编号由本库自拟",
        "the equations of the text were not read; heat times a factor less the emissions of energy used stands in, numbered by us",
    ),
    f"{TEXT}/eq-1",
)


def constants(project: Project, at: AsOf) -> Constants:
    """Emissions of the heat that is displaced."""
    return heat_factor(project, at, PLAN, eq.displaced_heat_factor)


PLAN: Final = QuantityPlan(
    code=eq.CODE,
    branches=(
        amounts("heat", "heat_supplied"),
        amounts("electricity", "grid_electricity"),
        fuel_branch(eq.emission_coefficient, eq.fuel_emissions),
        values_branch("heat_emission_factor"),
    ),
    years=(
        Step(eq.baseline_emissions),
        Step(eq.electricity_emissions),
        Step(eq.project_emissions),
        Step(eq.emission_reductions),
    ),
    measured=(Measured("heat_supplied", "lower"), Measured("grid_electricity", "raise")),
    constants=constants,
    grid_quantity="grid_electricity",
    combined_margin=eq.combined_margin,
    factor_clause=f"{TEXT}/eq-2",
    correction_clause=f"{TEXT}/monitoring/correction",
    proxy=PROXY,
)
