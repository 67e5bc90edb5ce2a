"""What documents and project files need to know of SF6 recovery: monitored quantities, sources, fields."""

from __future__ import annotations

from typing import Any, Final

from ...compute.quantity_texts import design_fields, monitored_quantities
from ...core.text import Text
from ..base import EmissionSource, Field, Monitored
from .plan import PLAN, SHARE, TEXT

_SF6: Final[Any] = "SF6"
MONITORED: Final[tuple[Monitored, ...]] = monitored_quantities(PLAN)
SOURCES: Final[tuple[EmissionSource, ...]] = (
    EmissionSource(
        "baseline",
        Text("检修和退役时排放的六氟化硫", "SF6 released at overhaul and retirement"),
        _SF6,
        True,
        Text("主要排放源", "the main source"),
    ),
    EmissionSource(
        "project",
        Text("回收和净化中损失的六氟化硫", "SF6 lost in recovery and purification"),
        _SF6,
        True,
        Text("主要排放源", "the main source"),
    ),
    EmissionSource(
        "project",
        Text("回收和净化用电", "electricity of recovery and purification"),
        "CO2",
        True,
        Text("计入", "counted"),
    ),
)
_SITE: Final = (
    ("electrical_equipment", "是否为电气设备中的六氟化硫", "SF6 of electrical equipment"),
    ("otherwise_released", "没有项目时是否排放到大气", "Released without the project"),
)
SITE_FIELDS: Final[tuple[Field, ...]] = tuple(
    Field(
        name,
        Text(zh, en),
        "yes-no",
        "",
        Text("适用条件", "a condition of applicability"),
        True,
        f"{TEXT}/applicability",
    )
    for name, zh, en in _SITE
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
        Field(
            "gwp_set",
            Text("全球增温潜势的版本", "Set of warming potentials"),
            "text",
            "",
            Text("ar5（缺省）、ar4 或 sar", "ar5 (default), ar4 or sar"),
            False,
            f"{TEXT}/gwp",
        ),
    ),
)
