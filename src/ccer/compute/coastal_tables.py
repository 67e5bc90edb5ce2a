"""Rows for documents and project files that coastal sinks share: monitored quantities, sources and pools, fields of the design."""

from __future__ import annotations

from typing import Final

from ..core.text import Text
from .coastal import CoastalPlan
from .methodology import EmissionSource, Field, FieldKind, Monitored

NOT_READ: Final = Text("方法学原文未读到，暂按此", "the text was not read; taken to be so")
EACH: Final = Text("每次核查前", "before each verification")
_LINES: Final = (
    (
        "stratum_area",
        "碳层面积",
        "Area of a stratum",
        "ha",
        Text("卫星定位或遥感测量地块边界", "outlines by satellite positioning or remote sensing"),
        Text("与权属证明、种植记录核对", "checked against title and records of planting"),
    ),
    (
        "carbon_density",
        "单位面积植物碳",
        "Carbon of plants by area",
        "tC/ha",
        Text(
            "固定样地每木检尺，或样方取样", "trees measured in permanent plots, or plants harvested in plots"
        ),
        Text("抽样复测", "some plots measured again"),
    ),
    (
        "soil_accumulation",
        "土壤有机碳累积速率",
        "Accumulation of soil organic carbon",
        "tC/ha/year",
        Text("缺省值，或者沉积标志层、重复取样", "a default, or a marker horizon or repeated cores"),
        Text("化验单", "reports of the laboratory"),
    ),
    (
        "vegetation_cover",
        "植被盖度",
        "Vegetation cover",
        "1",
        Text("样地目测或遥感", "estimated in plots or by remote sensing"),
        Text("两种方法互相核对", "the two ways checked against each other"),
    ),
)


def coastal_monitored(plan: CoastalPlan) -> tuple[Monitored, ...]:
    """Lines of the table of monitored quantities."""
    return tuple(
        Monitored(
            name=name,
            title=Text(zh, en),
            unit=unit,
            source=Text("外业调查", "field survey"),
            instrument=instrument,
            frequency=EACH,
            quality=NOT_READ,
            cross_check=check,
            cite=f"{plan.instrument}/monitoring",
        )
        for name, zh, en, unit, instrument, check in _LINES
    )


def coastal_sources() -> tuple[EmissionSource, ...]:
    """Pools and gases."""
    counted, off = (
        Text("计入", "counted"),
        Text("暂计为 0，可选择计入", "taken as 0 unless a project counts it"),
    )
    plants, soil = Text("植物", "plants"), Text("土壤", "soil")
    return (
        EmissionSource("baseline", plants, "CO2", False, Text("暂计为 0", "taken as 0")),
        EmissionSource("baseline", soil, "CO2", False, Text("暂计为 0", "taken as 0")),
        EmissionSource("project", plants, "CO2", True, counted),
        EmissionSource("project", soil, "CO2", True, counted),
        EmissionSource("project", soil, "CH4", False, off),
        EmissionSource("project", soil, "N2O", False, off),
    )


def merging_fields(text: str) -> tuple[Field, ...]:
    """Facts under ``site`` of a project that applies as one with others."""
    why, cite = Text("合并申请", "merged project"), f"{text}/merging"
    rows: tuple[tuple[str, Text, FieldKind], ...] = (
        (
            "merged_with",
            Text(
                "合并申请的其他项目（methodology、province）",
                "Projects it applies with (methodology, province)",
            ),
            "list",
        ),
        ("owners_authorised", Text("全部所有者是否授权", "All owners have authorised it"), "yes-no"),
        ("accounts_separate", Text("各类是否分别核算", "Each type has an account of its own"), "yes-no"),
        (
            "rights_lost_on",
            Text("有所有者丧失海域、土地权利的日期", "Day on which an owner lost the rights"),
            "date",
        ),
    )
    return tuple(Field(name, title, kind, "", why, False, cite) for name, title, kind in rows)


def coastal_fields(plan: CoastalPlan) -> tuple[Field, ...]:
    """Fields of the design."""
    cite = f"{plan.instrument}/monitoring"
    sets = ", ".join(plan.soil_sets)
    fields = [
        Field(
            "strata",
            Text("碳层", "Strata"),
            "list",
            "",
            Text(
                "名称、面积、种植日期、盖度、土壤、生长",
                "name, area, day of planting, cover, soil, growth; see the README",
            ),
            True,
            cite,
        ),
        Field(
            "soil_default",
            Text("土壤缺省值的来源", "Source of the default soil rate"),
            "text",
            "",
            Text(f"{sets}，缺省为第一个", f"{sets}; the first where nothing is stated"),
            False,
            f"{plan.instrument}/soil",
        ),
        Field(
            "soil_gases",
            Text("是否计入土壤甲烷和氧化亚氮", "Count methane and nitrous oxide of the soil"),
            "yes-no",
            "",
            Text("未写明时不计", "not counted where nothing is stated"),
            False,
            f"{plan.instrument}/soil-gases",
        ),
    ]
    return (*fields, *(_trees(plan) if plan.trees else _plots(plan)))


def _trees(plan: CoastalPlan) -> tuple[Field, ...]:
    return (
        Field(
            "opening_biomass",
            Text("期初生物量", "Biomass at the start"),
            "text",
            "tCO2",
            Text(
                "首次样地调查之前的起点；没有则按种植日 0 起算",
                "the start before the first survey; else nothing on the day of planting",
            ),
            False,
            f"{plan.instrument}/monitoring",
        ),
        Field(
            "species_forms",
            Text("指定的树种方程", "Forms of equation by species"),
            "text",
            "",
            Text("按名称选用方程", "chooses a form by its name"),
            False,
            f"{plan.instrument}/species-equations",
        ),
        Field(
            "allow_suspect",
            Text("是否允许存疑的方程", "Allow equations in doubt"),
            "yes-no",
            "",
            Text("用到时结果会注明", "the result says so where one is used"),
            False,
            f"{plan.instrument}/species-equations",
        ),
    )


def _plots(plan: CoastalPlan) -> tuple[Field, ...]:
    return (
        Field(
            "biomass_plots",
            Text("植物碳样方", "Plots of plant carbon"),
            "list",
            "tC/ha",
            Text(
                "两次以上调查的样方植物碳；没有则计为 0",
                "plant carbon of two surveys or more; 0 where there are none",
            ),
            False,
            f"{plan.instrument}/monitoring",
        ),
    )
