"""What documents and project files need to know of CCER-14-004-V01: monitored quantities, sources, fields."""

from __future__ import annotations

from typing import Final

from ...compute.coastal_tables import coastal_fields, coastal_monitored, coastal_sources, merging_fields
from ...core.text import Text
from ..base import EmissionSource, Field, Monitored
from .plan import PLAN, TEXT

MONITORED: Final[tuple[Monitored, ...]] = coastal_monitored(PLAN)
SOURCES: Final[tuple[EmissionSource, ...]] = coastal_sources()
DESIGN_FIELDS: Final[tuple[Field, ...]] = coastal_fields(PLAN)
_WHY: Final = Text("适用条件", "a condition of applicability")
SITE_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "restores_seagrass",
        Text("是否修复海草床", "Restores seagrass"),
        "yes-no",
        "",
        _WHY,
        True,
        f"{TEXT}/applicability",
    ),
    Field(
        "smallest_bed_m2",
        Text("最小一片海草床的面积", "Area of the smallest bed"),
        "number",
        "m2",
        _WHY,
        True,
        f"{TEXT}/terms/seagrass-bed",
    ),
    *merging_fields(TEXT),
)
