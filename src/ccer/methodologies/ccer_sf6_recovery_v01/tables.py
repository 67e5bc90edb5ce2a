"""What documents and project files need to know of SF6 recovery: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import MAIN, condition, design_fields, gwp_field
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, SHARE, TEXT

SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource(
        "baseline",
        Text("检修和退役时排放的六氟化硫", "SF6 released at overhaul and retirement"),
        "SF6",
        True,
        MAIN,
    ),
    EmissionSource(
        "project",
        Text("回收和净化中损失的六氟化硫", "SF6 lost in recovery and purification"),
        "SF6",
        True,
        MAIN,
    ),
    EmissionSource(
        "project",
        Text("回收和净化用电", "electricity of recovery and purification"),
        "CO2",
        True,
        Text("计入", "counted"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition(
        "electrical_equipment",
        Text("是否为电气设备中的六氟化硫", "SF6 of electrical equipment"),
        f"{TEXT}/applicability",
    ),
    condition(
        "otherwise_released",
        Text("没有项目时是否排放到大气", "Released without the project"),
        f"{TEXT}/applicability",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        Field(
            SHARE,
            Text("基准线回收比例", "Share recovered in the baseline"),
            "number",
            "1",
            Text("没有缺省值，须写明", "there is no default; it must be stated"),
            True,
            f"{TEXT}/eq-1",
        ),
        gwp_field(f"{TEXT}/gwp"),
    ),
)
