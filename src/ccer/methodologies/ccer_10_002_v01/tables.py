"""What documents and project files need to know of CCER-10-002-V01: monitored quantities, sources, fields."""

from __future__ import annotations

from typing import Final

from ...compute.gas_recovery import gas_fields, gas_sources
from ...compute.quantity_texts import design_fields, monitored_quantities
from ...core.text import Text
from ..base import EmissionSource, Field, Monitored
from .plan import PLAN, TEXT

MONITORED: Final[tuple[Monitored, ...]] = monitored_quantities(PLAN)
SOURCES: Final[tuple[EmissionSource, ...]] = gas_sources()
_SITE: Final = (
    ("offshore_field", "项目是否在海上油田", "Offshore oilfield"),
    ("otherwise_flared", "没有项目时是否在火炬燃烧", "Flared without the project"),
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
DESIGN_FIELDS: Final[tuple[Field, ...]] = design_fields(PLAN, gas_fields(TEXT))
