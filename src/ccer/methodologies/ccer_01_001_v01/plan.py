"""The chain of CCER-01-001-V01: meter and fuel rows, sums by project and year, equations of the year."""

from __future__ import annotations

from typing import Final

from ...compute.electricity import ElectricityPlan, certificate_branch, credited_energy, meter_branch
from ...compute.methodology import Branch, Step
from . import equations as eq

COEFFICIENT: Final = Step(eq.emission_coefficient)
PLAN: Final = ElectricityPlan(
    code=eq.CODE,
    branches=(
        meter_branch("exports", "metered_export", eq.applied_error, eq.corrected_export),
        meter_branch("imports", "metered_import", eq.applied_error, eq.corrected_import),
        certificate_branch(),
        Branch(
            "fuels",
            (
                Step(eq.applied_error),
                Step(eq.corrected_fuel, inputs={"metered_fuel": "metered"}),
                COEFFICIENT,
            ),
            total=Step(eq.project_emissions),
        ),
    ),
    years=(
        Step(eq.net_export),
        Step(credited_energy),
        Step(eq.baseline_emissions, inputs={"net_export": "credited_energy"}),
        Step(eq.emission_reductions),
    ),
    expected=(
        Step(eq.net_export),
        Step(eq.baseline_emissions),
        Step(eq.project_emissions),
        Step(eq.emission_reductions),
    ),
    coefficient=COEFFICIENT,
    combined_margin=eq.combined_margin,
    factor_clause=f"{eq.CODE.lower()}/table-9",
)
