"""What documents and project files need to know of CCER-01-004-V01: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import ELECTRICITY, FOSSIL_FUELS, condition, design_fields
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, TEXT

SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource(
        "baseline",
        Text("被替代的制氢", "hydrogen making that is displaced"),
        "CO2",
        True,
        Text("按基准值计入", "counted at a benchmark"),
    ),
    ELECTRICITY,
    FOSSIL_FUELS,
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition("new_build", Text("是否新建", "New build"), f"{TEXT}/applicability/new-build"),
    condition(
        "own_plant_in_no_other_scheme",
        Text("是否自有电厂且未参加其他机制", "Own plant, in no other scheme"),
        f"{TEXT}/applicability/own-power",
    ),
    condition(
        "purchased_certificates",
        Text("是否靠购买绿证", "Renewable by bought certificates"),
        f"{TEXT}/applicability/no-purchased-certificates",
    ),
    condition(
        "wind_or_photovoltaic_only",
        Text("是否只用风电或光伏", "Wind or photovoltaic power only"),
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
