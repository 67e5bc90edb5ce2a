"""What documents and project files need to know of CCER-10-002-V01: sources and fields."""

from __future__ import annotations

from typing import Final

from ...compute.gas_recovery import gas_fields, gas_sources
from ...compute.quantity_texts import condition, design_fields
from ...core.text import Text
from ..base import EmissionSource, Field
from .plan import PLAN, TEXT

SOURCES: Final[tuple[EmissionSource, ...]] = gas_sources()
SITE_FIELDS: Final[tuple[Field, ...]] = (
    condition("offshore_field", Text("项目是否在海上油田", "Offshore oilfield"), f"{TEXT}/applicability"),
    condition(
        "otherwise_flared",
        Text("没有项目时是否在火炬燃烧", "Flared without the project"),
        f"{TEXT}/applicability",
    ),
)
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(PLAN, gas_fields(TEXT))
