"""The chain of our draft on carbon storage: wellhead meters, losses, energy, equations of the year; a second chain for oil recovery."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Final

from ...compute.methodology import Branch, Statement, Step
from ...compute.points import figure, named_rows
from ...compute.quantities import (
    Constants,
    Measured,
    QuantityPlan,
    amounts,
    constant,
    fuel_branch,
    joined,
    positive,
    values_branch,
)
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq

TEXT: Final = eq.CODE.lower()
COMPONENTS: Final = "components"
PIPELINES: Final = "pipelines"
KG_TO_T: Final = 1e-3
PIPELINE_FIELDS: Final = {
    "pipeline_inlet": "annual_in_t",
    "pipeline_outlet": "annual_out_t",
    "linepack_start": "linepack_start_t",
    "linepack_end": "linepack_end_t",
}
WANTED_COMPONENTS: Final = Text(
    "列表，每项含 name、count、kg_per_hour、annual_hours",
    "a list, each with name, count, kg_per_hour, annual_hours",
)
WANTED_PIPELINES: Final = Text(
    "列表，每项含 name、annual_in_t、annual_out_t、linepack_start_t、linepack_end_t",
    "a list, each with name, annual_in_t, annual_out_t, linepack_start_t, linepack_end_t",
)
PROXY: Final = Statement(
    Text(
        "没有已发布的碳捕集利用与封存方法学；此为自拟草案，只供估算，结果不能登记",
        "no methodology on carbon capture and storage is published; this is a draft of our own for estimates, and no result can be "
        "registered",
    ),
    f"{TEXT}/status",
)


def constants(project: Project, at: AsOf) -> Constants:
    """Factor of heat, share of fossil origin, and density where the volume is given at a standard state."""
    share = {"fossil_share": positive(project, "fossil_share", project.design.get("fossil_share"))}
    held = joined(Constants(share), constant(project, at, PLAN, "heat_emission_factor"))
    state = project.design.get("volume_at")
    if state in ("0c", "20c"):
        density = at.parameter(PLAN.parameter(f"stream_density.{state}"))
        held = joined(held, Constants({"stream_density": density.number}, (density,)))
    return held


def losses(project: Project) -> dict[str, list[dict[str, float]]]:
    """What escapes before the meter, by kinds of components and by pipelines; a project may give either, both or none."""
    parts = [
        {
            "component_count": figure(project, COMPONENTS, row, "count"),
            "component_rate": figure(project, COMPONENTS, row, "kg_per_hour", KG_TO_T),
            "annual_component_hours": figure(project, COMPONENTS, row, "annual_hours"),
        }
        for row in _rows(project, COMPONENTS, WANTED_COMPONENTS)
    ]
    lines = [
        {f"annual_{name}": figure(project, PIPELINES, row, field) for name, field in PIPELINE_FIELDS.items()}
        for row in _rows(project, PIPELINES, WANTED_PIPELINES)
    ]
    return {COMPONENTS: parts, PIPELINES: lines}


def _rows(project: Project, table: str, wanted: Text) -> list[Mapping[str, Any]]:
    return named_rows(project, table, wanted) if project.design.get(table) else []


ENERGY: Final = (Step(eq.electricity_emissions),)
STREAMS: Final = (
    Step(eq.net_storage),
    Step(eq.fossil_reductions),
    Step(eq.removals),
    Step(eq.emission_reductions),
)
PLAN: Final = QuantityPlan(
    code=eq.CODE,
    branches=(
        Branch("mass_meters", (Step(eq.injected_by_mass),), sums=("injected_by_mass",)),
        Branch("volume_meters", (Step(eq.injected_by_volume),), sums=("injected_by_volume",)),
        amounts("losses", "vented_surface", "fugitive_surface", "produced_not_reinjected", "subsurface_leak"),
        amounts("energy", "grid_electricity", "heat_bought"),
        amounts("other", "output_cap", "upstream_losses", "leakage", "reversal"),
        Branch(COMPONENTS, (Step(eq.component_losses),), sums=("component_losses",)),
        Branch(PIPELINES, (Step(eq.pipeline_losses),), sums=("pipeline_losses",)),
        fuel_branch(eq.emission_coefficient, eq.fuel_emissions),
        values_branch("heat_emission_factor", "fossil_share"),
    ),
    years=(
        Step(eq.injected),
        Step(eq.stored),
        Step(eq.baseline_emissions),
        *ENERGY,
        Step(eq.project_emissions),
        *STREAMS,
    ),
    measured=(
        Measured("metered_mass", "lower"),
        Measured("co2_mass_fraction", "lower", level=True, largest=1.0),
        Measured("metered_volume", "lower", unit="m3"),
        Measured("stream_density", "as-read", level=True),
        Measured("co2_volume_fraction", "lower", level=True, largest=1.0),
        Measured("vented_surface", "raise"),
        Measured("fugitive_surface", "raise"),
        Measured("produced_not_reinjected", "raise"),
        Measured("subsurface_leak", "raise"),
        Measured("received", "lower"),
        Measured("operation_losses", "raise"),
        Measured("complex_losses", "raise"),
        Measured("grid_electricity", "raise"),
        Measured("heat_bought", "raise"),
        Measured("output_cap", "lower", required=False),
        Measured("upstream_losses", "raise"),
        Measured("leakage", "raise"),
        Measured("reversal", "raise", required=False),
        Measured("component_count", "as-read", level=True, required=False),
        Measured("component_rate", "raise", level=True, required=False),
        Measured("component_hours", "raise", required=False),
        Measured("pipeline_inlet", "raise", required=False),
        Measured("pipeline_outlet", "lower", required=False),
        Measured("linepack_start", "raise", required=False),
        Measured("linepack_end", "lower", required=False),
    ),
    constants=constants,
    design=losses,
    grid_quantity="grid_electricity",
    combined_margin=eq.combined_margin,
    factor_clause=f"{TEXT}/eq-7",
    correction_clause=f"{TEXT}/monitoring",
    proxy=PROXY,
)
OIL: Final = dataclasses.replace(
    PLAN,
    branches=(amounts("oil", "received", "operation_losses", "complex_losses"), *PLAN.branches[3:]),
    years=(
        Step(eq.stored_with_oil),
        Step(eq.baseline_emissions, inputs={"injected": "received"}),
        *ENERGY,
        Step(eq.project_emissions, inputs={"injected": "received"}),
        *STREAMS,
    ),
)
"""Enhanced oil recovery: what is recycled passes the wellhead again and again, so that only what is received counts."""
