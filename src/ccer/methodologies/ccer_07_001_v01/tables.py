"""What documents and project files need to know of CCER-07-001-V01: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.quantity_texts import ELECTRICITY, GRID, condition, design_fields
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, TEXT, WANTED

SOURCES: Final[tuple[EmissionSource, ...]] = (
    GRID,
    ELECTRICITY,
)
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition(
        "highway_tunnel_lighting",
        Text("是否为公路隧道照明系统节能", "Energy saving in highway tunnel lighting"),
        f"{TEXT}/applicability",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(
    PLAN,
    (
        Field(
            "segments",
            Text("各照明路段", "Segments of the tunnel"),
            "list",
            "",
            WANTED,
            True,
            f"{TEXT}/eq-1",
        ),
    ),
    from_lists=("lit_hours", "lighting_power_density", "lit_length", "lit_width", "lamp_power", "lamp_count"),
)
