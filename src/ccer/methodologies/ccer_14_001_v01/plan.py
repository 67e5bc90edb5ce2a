"""The chain of CCER-14-001-V01: changes of the pools by stratum, sums by project and year, net removals."""

from __future__ import annotations

from typing import Final

from ...compute.methodology import Branch, Plan, Statement, Step
from ...core.text import Text
from . import equations as eq

POOLS: Final = (
    "tree_change",
    "bamboo_change",
    "shrub_change",
    "dead_wood_change",
    "litter_change",
    "soil_change",
    "fire_emissions",
)
BASELINE_POOLS: Final = ("baseline_tree_change", "baseline_bamboo_change", "baseline_shrub_change")
YEAR_STEPS: Final = (
    Step(eq.project_stock_change),
    Step(eq.baseline_stock_change),
    Step(eq.emission_reductions),
)
PLAN: Final = Plan(
    code=eq.CODE,
    branches=(
        Branch("strata", (), sums=POOLS),
        Branch("baseline_strata", (), sums=BASELINE_POOLS),
        Branch("values", (), sums=("leakage", "nonpermanence_share")),
    ),
    years=YEAR_STEPS,
)
ORDER: Final = (
    *POOLS,
    "project_stock_change",
    *BASELINE_POOLS,
    "baseline_stock_change",
    "leakage",
    "nonpermanence_share",
    "emission_reductions",
)
"""Quantities of a year, in the order of the equations."""

PROXY: Final = Statement(
    Text(
        "公式按记忆中的方法学形式、AR-CM-001-V01和清洁发展机制造林工具重建，编号自拟；官方公式、碳库表、精度表和树种附表未读到。",
        "The equations follow the recalled form of the methodology, AR-CM-001-V01 and the CDM afforestation tools, "
        "with numbers of our own; the official equations, table of pools, table of precision and species annexes were not read.",
    ),
    f"{PLAN.instrument}/eq-1",
)
