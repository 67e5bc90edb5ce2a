"""What documents and project files need to know of CCER-15-001-V01: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import (
    A_MAIN,
    ELECTRICITY,
    FOSSIL_FUELS,
    MAIN,
    condition,
    design_fields,
    gwp_field,
    own_figure,
)
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, TEXT

SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource("baseline", Text("粪污贮存", "storage of manure"), "CH4", True, MAIN),
    EmissionSource(
        "project", Text("厌氧罐泄漏和未燃尽的甲烷", "leaked and unburnt methane"), "CH4", True, A_MAIN
    ),
    ELECTRICITY,
    FOSSIL_FUELS,
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition(
        "large_pig_farm",
        Text("是否为规模化猪场粪污沼气回收利用", "Biogas of a large pig farm"),
        f"{TEXT}/applicability",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        Field(
            "herd",
            Text("各类猪只", "Groups of animals"),
            "list",
            "",
            Text(
                "每项含 name、head、volatile_solids_kg_day、manure_share",
                "each with name, head, volatile_solids_kg_day, manure_share",
            ),
            True,
            f"{TEXT}/eq-1",
        ),
        Field(
            "outlets",
            Text("沼气的各个去向", "Outlets of biogas"),
            "list",
            "",
            Text(
                "每项含 name、annual_biogas_m3、methane_fraction、destruction_efficiency",
                "each with name, annual_biogas_m3, methane_fraction, destruction_efficiency",
            ),
            True,
            f"{TEXT}/eq-4",
        ),
        Field(
            "methane_conversion",
            Text("基准线甲烷转化因子", "Methane conversion factor of the baseline"),
            "number",
            "1",
            Text(
                "公布的数值未找到，须填写并在 sources 注明来源",
                "the published figures were not found: give it, with its source under sources",
            ),
            True,
            f"{TEXT}/methane-conversion",
        ),
        own_figure(
            "methane_capacity", Text("最大产甲烷能力", "Greatest methane yield"), "m^3/t", f"{TEXT}/defaults"
        ),
        own_figure(
            "leak_share",
            Text("厌氧罐泄漏比例", "Share that leaks from the digester"),
            "1",
            f"{TEXT}/defaults",
        ),
        gwp_field(f"{TEXT}/defaults"),
    ),
    from_lists=(
        "animal_days",
        "volatile_solids_rate",
        "manure_share",
        "biogas_used",
        "methane_fraction",
        "destruction_efficiency",
    ),
)
