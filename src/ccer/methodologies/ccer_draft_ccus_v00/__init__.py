"""CCER-DRAFT-CCUS-V00, a draft of our own on carbon capture and storage: it may estimate, and nothing under it can be registered."""

from __future__ import annotations

from typing import Final

from ...compute.from_plan import quantity_methodology
from ...core.text import Text
from ..base import Statement
from . import applicability
from .ex_ante import ex_ante
from .plan import PLAN, TEXT
from .tables import DESIGN_FIELDS, SITE_FIELDS, SOURCES

__all__ = ["METHODOLOGY", "applicability"]

METHODOLOGY: Final = quantity_methodology(
    PLAN,
    title=Text("碳捕集利用与封存（自拟草案）", "Carbon capture, use and storage (draft of our own)"),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text("被捕集的二氧化碳排入大气。", "The carbon dioxide would have gone to the air."),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text(
            "没有方法学，没有免予论证的依据。", "Without a methodology nothing exempts from demonstrating it."
        ),
        f"{TEXT}/additionality",
    ),
    leakage=Statement(
        Text("燃料和溶剂的上游排放由项目给出。", "Upstream of fuels and solvents, as the project states it."),
        f"{TEXT}/leakage",
    ),
    boundary=Statement(
        Text(
            "捕集、运输、注入和封存体，以及所在区域电网。",
            "Capture, transport, injection and the storage complex, and the regional grid.",
        ),
        f"{TEXT}/boundary",
    ),
    estimate=ex_ante,
    published=False,
)
