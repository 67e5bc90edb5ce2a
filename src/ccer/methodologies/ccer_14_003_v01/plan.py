"""The plan of CCER-14-003-V01: the chain of coastal sinks with the values and stand-ins of this methodology."""

from __future__ import annotations

from typing import Final

from ...compute.coastal import CoastalPlan
from ...compute.methodology import Statement, Step
from ...compute.soil import marsh_carbon, marsh_matter
from ...core.text import Text
from .equations import CODE, EQUATIONS

TEXT: Final = "ccer-14-003-v01"
PROXY: Final = Statement(
    Text(
        "没有读到方法学的公式，暂以凭记忆的形式和 AR-AM0014、VM0033 代替；编号由本库自拟",
        "the equations of the text were not read; the recalled form with AR-AM0014 and VM0033 stands in, numbered by us",
    ),
    f"{TEXT}/eq-1",
)
PLAN: Final = CoastalPlan(
    code=CODE,
    branches=(),
    years=(
        Step(EQUATIONS["soil_change"]),
        Step(EQUATIONS["soil_gas_emissions"]),
        Step(EQUATIONS["emission_reductions"]),
    ),
    stock=EQUATIONS["biomass_stock"],
    density=EQUATIONS["carbon_density"],
    change=EQUATIONS["biomass_change"],
    cover_rate=EQUATIONS["gross_accumulation"],
    net_rate=EQUATIONS["soil_accumulation"],
    proxy=PROXY,
    soil_sets=("ipcc", "vm0033"),
    to_carbon=marsh_carbon,
    to_matter=marsh_matter,
    stand_ins={
        "nonpermanence_deduction": "nonpermanence_assumed",
        "networking_required": "networking_assumed",
    },
)
