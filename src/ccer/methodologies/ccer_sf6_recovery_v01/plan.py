"""The chain of SF6 recovery: batches, losses and electricity, sums by year, equations of the year."""

from __future__ import annotations

from typing import Final

from ...compute.methodology import Branch, Statement, Step
from ...compute.quantities import (
    Constants,
    Measured,
    QuantityPlan,
    amounts,
    bad_design,
    constant,
    gwp,
    joined,
    values_branch,
)
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq

TEXT: Final = "ccer-sf6-recovery-v01"
SHARE: Final = "baseline_recovery_share"
LARGEST_T: Final = 100.0
"""No batch is heavier; more is a wrong unit. [t]"""
PROXY: Final = Statement(
    Text(
        "没有读到方法学的公式和编号，暂以质量平衡代替，编号由本库自拟",
        "neither the equations nor the code of the text were seen; a mass balance stands in, numbered by us",
    ),
    f"{TEXT}/eq-1",
)


def constants(project: Project, at: AsOf) -> Constants:
    """The share recovered in the baseline, which the project must state, and the warming potential."""
    share = constant(project, at, PLAN, SHARE)
    if share.numbers[SHARE] > 1:
        raise bad_design(
            project,
            SHARE,
            Text("大于 1", "it is above 1"),
            Text("0 至 1 之间的数", "a share between 0 and 1"),
        )
    return joined(share, gwp(project, at, PLAN, "sf6", "sf6_gwp"))


PLAN: Final = QuantityPlan(
    code=eq.CODE,
    branches=(
        Branch("batches", (Step(eq.sf6_avoided),), sums=("sf6_avoided",)),
        amounts("losses", "sf6_lost"),
        amounts("electricity", "grid_electricity"),
        values_branch("sf6_gwp"),
    ),
    years=(
        Step(eq.baseline_emissions),
        Step(eq.electricity_emissions),
        Step(eq.loss_emissions),
        Step(eq.project_emissions),
        Step(eq.emission_reductions),
    ),
    measured=(
        Measured("sf6_recovered", "lower", batch=True, largest=LARGEST_T),
        Measured("sf6_purity", "lower", level=True, batch=True, largest=1.0),
        Measured("sf6_lost", "raise", batch=True, largest=LARGEST_T),
        Measured("grid_electricity", "raise"),
    ),
    constants=constants,
    grid_quantity="grid_electricity",
    combined_margin=eq.combined_margin,
    factor_clause=f"{TEXT}/eq-5",
    correction_clause=f"{TEXT}/monitoring/correction",
    proxy=PROXY,
)
