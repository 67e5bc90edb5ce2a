"""The chain of the draft on agricultural waste: waste by kind, biogas by outlet, electricity and fuels, equations of the year."""

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
    bad_design,
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
WASTES: Final = "wastes"
OUTLETS: Final = "outlets"
TREATMENTS: Final = {"digestion": 1.0, "composting": 0.0}
SHARES: Final = ("volatile_solids_share", "methane_conversion")
DEFAULTS: Final = (
    "methane_density",
    "model_correction",
    "leak_share",
    "compost_methane_factor",
    "compost_nitrous_factor",
)
PROXY: Final = Statement(
    Text(
        "只见到征求意见稿的名称，条文、公式和正式发布都没有见到；暂以清洁发展机制 AM0073、ACM0010、AMS-III.F 的形式（凭记忆）"
        "代替，只供估算，结果不能登记；编号由本库自拟",
        "only the title of a consultation draft was seen, neither clauses and equations nor a final text; the form of the CDM's AM0073, "
        "ACM0010 and AMS-III.F, from memory, stands in, for estimates only, and no result can be registered; numbered by us",
    ),
    f"{TEXT}/status",
)
OWN_WASTES: Final = Reason(
    WASTES,
    "uncertain",
    Text(
        "各类废弃物的挥发性固体比例、产甲烷能力和甲烷转化因子由项目给出，没有公布的数值可核对",
        "volatile solids, methane yield and methane conversion of each kind of waste are the project's own figures; there are no "
        "published ones to check against",
    ),
)
WANTED_WASTES: Final = Text(
    "列表，每项含 name、treatment（digestion 厌氧发酵或 composting 堆肥）、annual_waste_t、volatile_solids_share、"
    "methane_capacity（m3/t）、methane_conversion",
    "a list, each with name, treatment (digestion or composting), annual_waste_t, volatile_solids_share, "
    "methane_capacity (m3/t), methane_conversion",
)
WANTED_OUTLETS: Final = Text(
    "列表，每项含 name、annual_biogas_m3、methane_fraction、destruction_efficiency",
    "a list, each with name, annual_biogas_m3, methane_fraction, destruction_efficiency",
)


def constants(project: Project, at: AsOf) -> Constants:
    """Defaults of the methane model and of composting, and the warming potentials."""
    held = [constant(project, at, PLAN, name) for name in DEFAULTS]
    return joined(
        Constants({}, (), (OWN_WASTES,)),
        *held,
        gwp(project, at, PLAN, "ch4", "methane_gwp"),
        gwp(project, at, PLAN, "n2o", "nitrous_oxide_gwp"),
    )


def wastes(project: Project) -> dict[str, dict[str, float]]:
    """Figures of each kind of waste by its name, in the units of the equations."""
    return {row["name"]: _waste(project, row) for row in named_rows(project, WASTES, WANTED_WASTES)}


def outlets(project: Project) -> dict[str, dict[str, float]]:
    """Efficiency of each outlet of biogas by its name."""
    return {
        row["name"]: {"destruction_efficiency": _share(project, OUTLETS, row, "destruction_efficiency")}
        for row in _outlet_rows(project)
    }


def yearly(project: Project) -> dict[str, list[dict[str, float]]]:
    """Waste and biogas of a year as rows of the tables ``waste`` and ``biogas``."""
    treated = [
        _waste(project, row) | {"annual_waste_treated": figure(project, WASTES, row, "annual_waste_t")}
        for row in named_rows(project, WASTES, WANTED_WASTES)
    ]
    gas = [
        {
            "annual_biogas_used": figure(project, OUTLETS, row, "annual_biogas_m3"),
            "methane_fraction": _share(project, OUTLETS, row, "methane_fraction"),
            "destruction_efficiency": _share(project, OUTLETS, row, "destruction_efficiency"),
        }
        for row in _outlet_rows(project)
    ]
    return {"waste": treated, "biogas": gas}


def _waste(project: Project, row: Mapping[str, Any]) -> dict[str, float]:
    treatment = row.get("treatment")
    if treatment not in TREATMENTS:
        why = Text(f"没有“{treatment}”这种处理方式", f"there is no treatment {treatment!r}")
        raise bad_design(project, f"{WASTES}.{row['name']}.treatment", why, WANTED_WASTES)
    shares = {name: _share(project, WASTES, row, name) for name in SHARES}
    capacity = figure(project, WASTES, row, "methane_capacity")
    return {"digested_share": TREATMENTS[treatment], "methane_capacity": capacity, **shares}


def _outlet_rows(project: Project) -> list[Mapping[str, Any]]:
    """Outlets of biogas; a plant that only composts has none."""
    digests = any(row.get("treatment") == "digestion" for row in named_rows(project, WASTES, WANTED_WASTES))
    if not digests and not project.design.get(OUTLETS):
        return []
    return named_rows(project, OUTLETS, WANTED_OUTLETS)


def _share(project: Project, table: str, row: Mapping[str, Any], name: str) -> float:
    value = figure(project, table, row, name)
    if value > 1:
        why = Text(f"{value} 大于 1", f"{value} is above 1")
        raise bad_design(
            project, f"{table}.{row['name']}.{name}", why, Text("0 至 1 的比例", "a share of 0 to 1")
        )
    return value


PLAN: Final = QuantityPlan(
    code=eq.CODE,
    branches=(
        Branch(
            "waste",
            (
                Step(eq.methane_potential),
                Step(eq.methane_avoided),
                Step(eq.digested_baseline),
                Step(eq.composted_baseline),
                Step(eq.composted_waste),
            ),
            sums=("digested_baseline", "composted_baseline", "composted_waste"),
        ),
        Branch(
            "biogas",
            (Step(eq.methane_captured), Step(eq.methane_destroyed)),
            sums=("methane_captured", "methane_destroyed"),
        ),
        amounts("other", "grid_electricity", "residue_methane"),
        fuel_branch(eq.emission_coefficient, eq.fuel_emissions),
        values_branch(
            "leak_share",
            "compost_methane_factor",
            "compost_nitrous_factor",
            "methane_gwp",
            "nitrous_oxide_gwp",
        ),
    ),
    years=(
        Step(eq.baseline_emissions),
        Step(eq.methane_leaked),
        Step(eq.compost_emissions),
        Step(eq.electricity_emissions),
        Step(eq.project_emissions),
        Step(eq.emission_reductions),
    ),
    measured=(
        Measured("waste_treated", "lower"),
        Measured("volatile_solids_share", "lower", level=True, largest=1.0),
        Measured("methane_capacity", "lower", level=True),
        Measured("methane_conversion", "as-read", level=True, largest=1.0),
        Measured("digested_share", "as-read", level=True, largest=1.0),
        Measured("biogas_used", "lower", unit="m3", required=False, words=("biogas",)),
        Measured("methane_fraction", "lower", level=True, required=False, largest=1.0),
        Measured("destruction_efficiency", "as-read", level=True, required=False, largest=1.0),
        Measured("grid_electricity", "raise"),
        Measured("residue_methane", "raise", required=False),
    ),
    constants=constants,
    design=yearly,
    beside=(PointFigures("waste_treated", WASTES, wastes), PointFigures("biogas_used", OUTLETS, outlets)),
    grid_quantity="grid_electricity",
    combined_margin=eq.combined_margin,
    factor_clause=f"{TEXT}/eq-11",
    correction_clause=f"{TEXT}/monitoring/correction",
    proxy=PROXY,
)
