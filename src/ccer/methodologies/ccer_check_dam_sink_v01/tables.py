"""What documents and project files need to know of the check-dam sink: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import condition, design_fields
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, SHARE, TEXT

SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource(
        "baseline",
        Text("被水流带走的泥沙有机碳", "organic carbon of sediment carried off"),
        "CO2",
        True,
        Text("按矿化比例折算", "by the share mineralised"),
    ),
    EmissionSource(
        "project",
        Text("坝内泥沙有机碳", "organic carbon of the sediment held back"),
        "CO2",
        True,
        Text("主要碳库", "the main pool"),
    ),
    EmissionSource(
        "project",
        Text("坝地植被", "plants on the dam land"),
        "CO2",
        False,
        Text(
            "方法学计入部分植物碳，算法没有读到，暂不计",
            "the text counts part of it; how was not read, so it is left out",
        ),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition("check_dam", Text("是否为淤地坝", "Is it a check dam"), f"{TEXT}/applicability"),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        Field(
            SHARE,
            Text("矿化比例", "Share mineralised otherwise"),
            "number",
            "1",
            Text("没有缺省值，须写明", "there is no default; it must be stated"),
            True,
            f"{TEXT}/mineralised",
        ),
    ),
)
