"""The chain of CCER-01-002-V01: meter rows, sums by project and year, equations of the year."""

from __future__ import annotations

from typing import Final

from ...compute.electricity import ElectricityPlan, certificate_branch, credited_energy, meter_branch
from ...compute.methodology import Step
from . import equations as eq

PLAN: Final = ElectricityPlan(
    code=eq.CODE,
    branches=(
        meter_branch("exports", "metered_export", eq.applied_error, eq.corrected_export),
        meter_branch("imports", "metered_import", eq.applied_error, eq.corrected_import),
        certificate_branch(),
    ),
    years=(
        Step(eq.net_export),
        Step(credited_energy),
        Step(eq.baseline_emissions, inputs={"net_export": "credited_energy"}),
        Step(eq.emission_reductions, inputs={"project_emissions": 0.0}),
    ),
    expected=(Step(eq.net_export), Step(eq.baseline_emissions), Step(eq.emission_reductions)),
    combined_margin=eq.combined_margin,
    factor_clause=f"{eq.CODE.lower()}/table-6",
)
