"""What a project file may state under ``design`` for CCER-14-001-V01."""

from __future__ import annotations

from typing import Final

from ...core.text import Text
from ..base import Field
from .plan import PLAN

_TEXT: Final = PLAN.instrument
DESIGN_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "strata",
        Text("碳层", "Strata"),
        "list",
        "",
        Text("面积、造林日、树种和生长曲线", "area, day of planting, species, growth curve"),
        True,
        f"{_TEXT}/monitoring",
    ),
    Field(
        "baseline_mode",
        Text("基准线做法", "Way of the baseline"),
        "text",
        "",
        Text("computed 或 zero-if-preexisting-excluded", "computed or zero-if-preexisting-excluded"),
        False,
        f"{_TEXT}/baseline",
    ),
    Field(
        "baseline_strata",
        Text("基准线碳层", "Strata of the baseline"),
        "list",
        "",
        Text("原有木、竹和灌木；没有写 []", "existing trees, bamboo, shrubs; [] for none"),
        False,
        f"{_TEXT}/baseline",
    ),
    Field(
        "pools",
        Text("可选碳库", "Optional pools"),
        "list",
        "",
        Text("dead_wood、litter、soil，默认都不计", "dead_wood, litter, soil; none by default"),
        False,
        f"{_TEXT}/pools",
    ),
    Field(
        "climate",
        Text("气候类型", "Class of climate"),
        "text",
        "",
        Text(
            "计枯死木或枯落物时填写类型，或写 zone、elevation_m、precipitation_mm",
            "where dead wood or litter is counted: the class, or zone, elevation_m, precipitation_mm",
        ),
        False,
        f"{_TEXT}/pools",
    ),
    Field(
        "forest_biomass_t_ha",
        Text("区域森林平均地上生物量", "Above-ground biomass of the region's forests"),
        "number",
        "t/ha",
        Text("有灌木时填写", "where there are shrubs"),
        False,
        f"{_TEXT}/eq-13",
    ),
    Field(
        "measured_area_ha",
        Text("各碳层实测面积", "Measured area of each stratum"),
        "list",
        "",
        Text("调查数据没有地块时填写", "where the survey has no parcels"),
        False,
        f"{_TEXT}/monitoring",
    ),
    Field(
        "allometry",
        Text("单株生物量方程", "Tree equations"),
        "list",
        "",
        Text("参数表没有单株方程的树种", "for species without one in the table"),
        False,
        f"{_TEXT}/eq-7",
    ),
    Field(
        "height_curve",
        Text("树高曲线", "Curve of heights"),
        "text",
        "",
        Text(
            "fitted，或 树种: {a, b, source}；缺测树高时",
            "fitted, or species: {a, b, source}; where heights are missing",
        ),
        False,
        f"{_TEXT}/monitoring",
    ),
    Field(
        "displacement",
        Text("农业活动转移", "Displaced agriculture"),
        "list",
        "",
        Text(
            "有转移时写 on、area_ha、tree_t_ha、source", "where there is any: on, area_ha, tree_t_ha, source"
        ),
        False,
        f"{_TEXT}/eq-4",
    ),
    Field(
        "sampling",
        Text("抽样设计", "Design of sampling"),
        "list",
        "",
        Text("ccer data sample 布设样地时填写", "for ccer data sample, which places the plots"),
        False,
        f"{_TEXT}/sampling",
    ),
    Field(
        "carbon_source",
        Text("含碳率来源", "Source of the carbon fraction"),
        "text",
        "",
        Text("model、species 或 default", "model, species or default"),
        False,
        f"{_TEXT}/eq-6",
    ),
    Field(
        "precision_way",
        Text("精度扣减做法", "Way of the deduction for precision"),
        "text",
        "",
        Text("ar-cm-001 或 ar-tool14", "ar-cm-001 or ar-tool14"),
        False,
        f"{_TEXT}/precision",
    ),
    Field(
        "official",
        Text("官方文本取值", "Values of the official text"),
        "list",
        "",
        Text(
            "名称: {value, source}，代替未核对的参数",
            "name: {value, source}, in place of a value that was not read",
        ),
        False,
        f"{_TEXT}/pools",
    ),
)
