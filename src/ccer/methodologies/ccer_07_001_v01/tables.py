"""What documents and project files need to know of CCER-07-001-V01: monitored quantities, sources, fields."""

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
        Text("所在区域电网发电", "generation of the regional grid"),
        "CO2",
        True,
        Text("主要排放源", "the main source"),
    ),
    EmissionSource(
        "project",
        Text("项目用电", "electricity of the project"),
        "CO2",
        True,
        Text("主要排放源", "a main source"),
    ),
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "highway_tunnel_lighting",
        Text("是否为公路隧道照明系统节能", "Energy saving in highway tunnel lighting"),
        "yes-no",
        "",
        Text("适用条件", "a condition of applicability"),
        True,
        f"{TEXT}/applicability",
    ),
)
_FROM_LISTS: Final = frozenset({"annual_lit_hours", "lighting_power_density", "lit_length", "lit_width"})
_FIELDS: Final = design_fields(
    PLAN,
    (
        Field(
            "segments",
            Text("各照明路段", "Segments of the tunnel"),
            "list",
            "",
            Text(
                "每项含 name、power_density_w_m2、length_m、width_m、annual_hours",
                "each with name, power_density_w_m2, length_m, width_m, annual_hours",
            ),
            True,
            f"{TEXT}/eq-1",
        ),
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = tuple(field for field in _FIELDS if field.name not in _FROM_LISTS)
