"""What a line of the log of corrections is about, in words."""

from __future__ import annotations

from typing import Final

from ..core.text import Text
from .biomass_species import species_title
from .mangrove import mangroves

PARTS: Final = {
    "period": Text("核算期", "accounting period"),
    "crediting": Text("计入期", "crediting period"),
    "plots": Text("样地", "plots"),
    "trees": Text("每木检尺", "trees"),
    "parcels": Text("地块", "parcels"),
    "soil": Text("土壤", "soil"),
    "biomass": Text("生物质", "biomass"),
    "baseline_mode": Text("基准线", "baseline"),
    "monitoring.fires": Text("火烧", "fires"),
    "export": Text("上网", "exported"),
    "import": Text("下网", "imported"),
}
"""Parts of an `Adjustment`'s ``where`` that are the program's words."""


def where_text(where: str) -> Text:
    """``2025-07 · M1 · export`` with the direction in words, a species by its name; what a file calls something stays."""
    named = [_named(part) for part in where.split(" · ")]
    return Text(" · ".join(one.zh for one in named), " · ".join(one.en for one in named))


def _named(part: str) -> Text:
    mangrove = mangroves().get(part)
    said = PARTS.get(part) or species_title(part) or (mangrove.title if mangrove else None)
    return said or Text(part, part)
