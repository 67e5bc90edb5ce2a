"""What documents and project files need to know of CCER-15-001-V01: monitored quantities, sources, fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import design_fields, monitored_quantities
from ...core.text import Text
from ..base import EmissionSource, Field, Monitored
from .plan import PLAN, TEXT

MONITORED: Final[tuple[Monitored, ...]] = monitored_quantities(PLAN)
SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource(
        "baseline",
        Text("粪污贮存", "storage of manure"),
        "CH4",
        True,
        Text("主要排放源", "the main source"),
    ),
    EmissionSource(
        "project",
        Text("厌氧罐泄漏和未燃尽的甲烷", "leaked and unburnt methane"),
        "CH4",
        True,
        Text("主要排放源", "a main source"),
    ),
    EmissionSource(
        "project",
        Text("项目用电", "electricity of the project"),
        "CO2",
        True,
        Text("主要排放源", "a main source"),
    ),
    EmissionSource(
        "project",
        Text("项目化石燃料", "fossil fuels of the project"),
        "CO2",
        True,
        Text("按消耗量计入", "counted as burnt"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "large_pig_farm",
        Text("是否为规模化猪场粪污沼气回收利用", "Biogas of a large pig farm"),
        "yes-no",
        "",
        Text("适用条件", "a condition of applicability"),
        True,
        f"{TEXT}/applicability",
    ),
)
_FROM_LISTS: Final = frozenset(
    {
        "annual_animal_days",
        "volatile_solids_rate",
        "manure_share",
        "annual_biogas_used",
        "methane_fraction",
        "destruction_efficiency",
    }
)
_FIELDS: Final = design_fields(
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
        Field(
            "methane_capacity",
            Text("最大产甲烷能力", "Greatest methane yield"),
            "number",
            "m^3/t",
            Text("不填的用缺省值", "the default where none is given"),
            False,
            f"{TEXT}/defaults",
        ),
        Field(
            "leak_share",
            Text("厌氧罐泄漏比例", "Share that leaks from the digester"),
            "number",
            "1",
            Text("不填的用缺省值", "the default where none is given"),
            False,
            f"{TEXT}/defaults",
        ),
        Field(
            "gwp_set",
            Text("全球增温潜势的版本", "Set of warming potentials"),
            "text",
            "",
            Text("ar5（缺省）、ar4 或 sar", "ar5 (default), ar4 or sar"),
            False,
            f"{TEXT}/defaults",
        ),
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = tuple(field for field in _FIELDS if field.name not in _FROM_LISTS)
