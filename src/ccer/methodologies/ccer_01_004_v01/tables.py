"""What documents and project files need to know of CCER-01-004-V01: monitored quantities, sources, fields."""

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
        Text("被替代的制氢", "hydrogen making that is displaced"),
        "CO2",
        True,
        Text("按基准值计入", "counted at a benchmark"),
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
        "new_build",
        Text("是否新建", "New build"),
        "yes-no",
        "",
        Text("适用条件", "a condition of applicability"),
        True,
        f"{TEXT}/applicability/new-build",
    ),
    Field(
        "own_plant_in_no_other_scheme",
        Text("是否自有电厂且未参加其他机制", "Own plant, in no other scheme"),
        "yes-no",
        "",
        Text("适用条件", "a condition of applicability"),
        True,
        f"{TEXT}/applicability/own-power",
    ),
    Field(
        "purchased_certificates",
        Text("是否靠购买绿证", "Renewable by bought certificates"),
        "yes-no",
        "",
        Text("适用条件", "a condition of applicability"),
        True,
        f"{TEXT}/applicability/no-purchased-certificates",
    ),
    Field(
        "wind_or_photovoltaic_only",
        Text("是否只用风电或光伏", "Wind or photovoltaic power only"),
        "yes-no",
        "",
        Text("适用条件", "a condition of applicability"),
        True,
        f"{TEXT}/applicability/power-sources",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        Field(
            "hydrogen_benchmark",
            Text("制氢排放基准值", "Benchmark emissions of hydrogen"),
            "number",
            "tCO2/t",
            Text(
                "公布的数值未找到，须填写并在 sources 注明来源",
                "the published figure was not found: give it, with its source under sources",
            ),
            True,
            f"{TEXT}/benchmark",
        ),
    ),
)
