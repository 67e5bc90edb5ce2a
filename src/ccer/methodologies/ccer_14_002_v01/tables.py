"""What documents and project files need to know of CCER-14-002-V01: monitored quantities, sources, fields."""

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
_RECALLED: Final = Text("适用条件（凭记忆，条文未读到）", "a condition of applicability, from memory")
SITE_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        "habitat",
        Text("生境（无植被潮滩、退养塘）", "Habitat (bare tidal flat, retired pond)"),
        "text",
        "",
        _WHY,
        True,
        f"{TEXT}/applicability/item-a",
    ),
    Field(
        "habitat_suitable",
        Text("生境是否适合（含修复后）", "Habitat suitable, or made so"),
        "yes-no",
        "",
        _WHY,
        True,
        f"{TEXT}/applicability/item-a",
    ),
    Field(
        "planted",
        Text("是否人工种植", "Built by planting"),
        "yes-no",
        "",
        _WHY,
        True,
        f"{TEXT}/applicability/item-a",
    ),
    Field(
        "title_certified",
        Text("权属证明是否齐全", "Title certified"),
        "yes-no",
        "",
        _WHY,
        True,
        f"{TEXT}/applicability/item-b",
    ),
    Field(
        "species",
        Text("树种名单", "Species planted"),
        "list",
        "",
        _WHY,
        True,
        f"{TEXT}/applicability/others",
    ),
    Field(
        "introduced_species_accepted",
        Text("引进种是否获认可", "Introduced species accepted"),
        "yes-no",
        "",
        _WHY,
        False,
        f"{TEXT}/applicability/others",
    ),
    Field(
        "fertiliser_or_pesticide_used",
        Text("是否施用化肥、农药", "Fertiliser or pesticide used"),
        "yes-no",
        "",
        _RECALLED,
        True,
        f"{TEXT}/applicability/others",
    ),
    Field(
        "felled",
        Text("是否采伐", "Felling"),
        "yes-no",
        "",
        _RECALLED,
        True,
        f"{TEXT}/applicability/others",
    ),
    Field(
        "smallest_parcel_m2",
        Text("最小地块面积", "Area of the smallest parcel"),
        "number",
        "m2",
        _RECALLED,
        True,
        f"{TEXT}/applicability/others",
    ),
    *merging_fields(TEXT),
)
