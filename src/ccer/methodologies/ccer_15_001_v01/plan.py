"""The chain of CCER-15-001-V01: animals by group, biogas by outlet, electricity and fuels, sums by year, equations of the year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...compute.methodology import Branch, Statement, Step
from ...compute.points import figure, named_rows
from ...compute.quantities import (
    Constants,
    Measured,
    PointFigures,
    QuantityPlan,
    amounts,
    constant,
    fuel_branch,
    gwp,
    joined,
    values_branch,
)
from ...compute.result import Reason
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq

TEXT: Final = eq.CODE.lower()
HERD: Final = "herd"
OUTLETS: Final = "outlets"
KG_TO_T: Final = 1e-3
DAYS: Final = 365.0
CONVERSION: Final = "methane_conversion"
PROXY: Final = Statement(
    Text(
        "没有读到方法学的公式，暂以清洁发展机制 ACM0010 和 AMS-III.D 的形式（凭记忆）代替；编号由本库自拟",
        "the equations of the text were not read; the form of the CDM's ACM0010 and AMS-III.D, from memory, stands in, numbered by us",
    ),
    f"{TEXT}/eq-3",
)
OWN_CONVERSION: Final = Reason(
    CONVERSION,
    "uncertain",
    Text(
        "甲烷转化因子由项目给出，公布的数值未找到，未核对",
        "the methane conversion factor is the project's own figure; the published ones were not found and nothing was checked",
    ),
)
WANTED_HERD: Final = Text(
    "列表，每项含 name、head（平均存栏头数）、volatile_solids_kg_day（每头每日挥发性固体千克数）、manure_share",
    "a list, each with name, head (mean number), volatile_solids_kg_day (of one animal), manure_share",
)
WANTED_OUTLETS: Final = Text(
    "列表，每项含 name、annual_biogas_m3、methane_fraction、destruction_efficiency",
    "a list, each with name, annual_biogas_m3, methane_fraction, destruction_efficiency",
)


def constants(project: Project, at: AsOf) -> Constants:
    """Defaults of the methane model; the conversion factor is the project's own figure until a published one is held."""
    conversion = constant(project, at, PLAN, CONVERSION)
    if not (conversion.using or conversion.reasons):
        conversion = conversion._replace(reasons=(OWN_CONVERSION,))
    held = [
        constant(project, at, PLAN, name)
        for name in ("methane_capacity", "methane_density", "model_correction", "leak_share")
    ]
    return joined(conversion, *held, gwp(project, at, PLAN, "ch4", "methane_gwp"))


def groups(project: Project) -> dict[str, dict[str, float]]:
    """Figures of each group of animals by its name, in the units of the equations."""
    return {row["name"]: _group(project, row) for row in named_rows(project, HERD, WANTED_HERD)}


def outlets(project: Project) -> dict[str, dict[str, float]]:
    """Efficiency of each outlet of biogas by its name."""
    rows = named_rows(project, OUTLETS, WANTED_OUTLETS)
    return {
        row["name"]: {"destruction_efficiency": figure(project, OUTLETS, row, "destruction_efficiency")}
        for row in rows
    }


def yearly(project: Project) -> dict[str, list[dict[str, float]]]:
    """Animals and biogas of a year as rows of the tables ``herd`` and ``biogas``."""
    animals = [
        _group(project, row) | {"annual_animal_days": figure(project, HERD, row, "head", DAYS)}
        for row in named_rows(project, HERD, WANTED_HERD)
    ]
    gas = [
        {
            "annual_biogas_used": figure(project, OUTLETS, row, "annual_biogas_m3"),
            "methane_fraction": figure(project, OUTLETS, row, "methane_fraction"),
            "destruction_efficiency": figure(project, OUTLETS, row, "destruction_efficiency"),
        }
        for row in named_rows(project, OUTLETS, WANTED_OUTLETS)
    ]
    return {"herd": animals, "biogas": gas}


def _group(project: Project, row: Mapping[str, Any]) -> dict[str, float]:
    return {
        "volatile_solids_rate": figure(project, HERD, row, "volatile_solids_kg_day", KG_TO_T),
        "manure_share": figure(project, HERD, row, "manure_share"),
    }


PLAN: Final = QuantityPlan(
    code=eq.CODE,
    branches=(
        Branch("herd", (Step(eq.volatile_solids), Step(eq.methane_potential)), sums=("methane_potential",)),
        Branch(
            "biogas",
            (Step(eq.methane_captured), Step(eq.methane_destroyed)),
            sums=("methane_captured", "methane_destroyed"),
        ),
        amounts("electricity", "grid_electricity"),
        fuel_branch(eq.emission_coefficient, eq.fuel_emissions),
        values_branch(CONVERSION, "model_correction", "leak_share", "methane_gwp"),
    ),
    years=(
        Step(eq.baseline_emissions),
        Step(eq.methane_leaked),
        Step(eq.electricity_emissions),
        Step(eq.project_emissions),
        Step(eq.emission_reductions),
    ),
    measured=(
        Measured("animal_days", "as-read"),
        Measured("volatile_solids_rate", "as-read", level=True),
        Measured("manure_share", "as-read", level=True, largest=1.0),
        Measured("biogas_used", "lower", unit="m3", words=("biogas",)),
        Measured("methane_fraction", "lower", level=True, largest=1.0),
        Measured("destruction_efficiency", "as-read", level=True, largest=1.0),
        Measured("grid_electricity", "raise"),
    ),
    constants=constants,
    design=yearly,
    beside=(PointFigures("animal_days", HERD, groups), PointFigures("biogas_used", OUTLETS, outlets)),
    grid_quantity="grid_electricity",
    combined_margin=eq.combined_margin,
    factor_clause=f"{TEXT}/eq-7",
    correction_clause=f"{TEXT}/monitoring/correction",
    proxy=PROXY,
    proxy_mark="recalled",
)
