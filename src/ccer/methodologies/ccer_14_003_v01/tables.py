"""What documents and project files need to know of CCER-14-003-V01: monitored quantities, sources, fields."""

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
        "restores_salt_marsh",
        Text("是否修复滨海盐沼植被", "Restores salt-marsh vegetation"),
        "yes-no",
        "",
        _WHY,
        True,
        f"{TEXT}/applicability",
    ),
    *merging_fields(TEXT),
)
