"""The chain of CCER-01-004-V01: intervals of the electrolysers, grid electricity and fuels, sums by year, equations of the year."""

from __future__ import annotations

from typing import Final

from ...compute.methodology import Branch, Statement, Step
from ...compute.quantities import (
    Constants,
    Measured,
    QuantityPlan,
    RowCheck,
    amounts,
    constant,
    fuel_branch,
    values_branch,
)
from ...compute.result import Reason
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq

TEXT: Final = eq.CODE.lower()
BENCHMARK: Final = "hydrogen_benchmark"
PROXY: Final = Statement(
    Text(
        "没有读到方法学的公式，暂以“可核算氢气量×基准值－电网用电和燃料排放”代替；编号由本库自拟",
        "the equations of the text were not read; hydrogen that counts times a benchmark less grid electricity and fuels stands in, "
        "numbered by us",
    ),
    f"{TEXT}/eq-3",
)
OWN_BENCHMARK: Final = Reason(
    BENCHMARK,
    "uncertain",
    Text(
        "制氢排放基准值由项目给出，公布的数值未找到，未核对",
        "the benchmark of hydrogen is the project's own figure; the published one was not found and nothing was checked",
    ),
)


def constants(project: Project, at: AsOf) -> Constants:
    """The benchmark: from the official form, else the project's own figure until a published one is held."""
    held = constant(project, at, PLAN, BENCHMARK)
    sourced = held.using or held.reasons
    return held if sourced else held._replace(reasons=(OWN_BENCHMARK,))


PLAN: Final = QuantityPlan(
    code=eq.CODE,
    branches=(
        Branch(
            "hydrogen", (Step(eq.renewable_share), Step(eq.credited_hydrogen)), sums=("credited_hydrogen",)
        ),
        amounts("electricity", "grid_electricity"),
        fuel_branch(eq.emission_coefficient, eq.fuel_emissions),
        values_branch(BENCHMARK),
    ),
    years=(
        Step(eq.baseline_emissions),
        Step(eq.electricity_emissions),
        Step(eq.project_emissions),
        Step(eq.emission_reductions),
    ),
    measured=(
        Measured("hydrogen_produced", "lower", words=("hydrogen",)),
        Measured("renewable_electricity", "lower"),
        Measured("electrolysis_electricity", "raise"),
        Measured("grid_electricity", "raise"),
    ),
    constants=constants,
    checks=(
        RowCheck(
            "hydrogen",
            ("electrolysis_electricity",),
            lambda row: row["electrolysis_electricity"] > 0,
            Text(
                "电解槽没有用电，不产生可核算的氢气", "the electrolysers used no power, so no hydrogen counts"
            ),
            f"{TEXT}/eq-1",
        ),
    ),
    grid_quantity="grid_electricity",
    combined_margin=eq.combined_margin,
    factor_clause=f"{TEXT}/eq-4",
    correction_clause=f"{TEXT}/monitoring/correction",
    proxy=PROXY,
)
