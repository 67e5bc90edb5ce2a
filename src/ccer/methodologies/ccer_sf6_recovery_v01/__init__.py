"""Recovery and purification of SF6 from electrical equipment; its official code was not seen."""

from __future__ import annotations

from typing import Final

from ...compute.from_plan import quantity_methodology
from ...compute.quantity_texts import EXEMPT, NO_LEAKAGE
from ...core.text import Text
from ..base import Statement
from . import applicability
from .plan import PLAN, TEXT
from .tables import DESIGN_FIELDS, SITE_FIELDS, SOURCES

__all__ = ["METHODOLOGY", "applicability"]

METHODOLOGY: Final = quantity_methodology(
    PLAN,
    title=Text(
        "电气设备六氟化硫回收和净化",
        "Recovery and purification of sulphur hexafluoride from electrical equipment",
    ),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text(
            "检修和退役时，除基准线已回收的部分外，六氟化硫原本排放到大气。",
            "At overhaul and retirement SF6 would have been released, less what is recovered in the baseline.",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(EXEMPT, f"{TEXT}/additionality"),
    leakage=Statement(NO_LEAKAGE, f"{TEXT}/leakage"),
    boundary=Statement(
        Text(
            "电气设备所在地的回收作业、运输和净化设施；条文未读到。",
            "Recovery at the equipment, transport, and purification; the clause was not read.",
        ),
        f"{TEXT}/boundary",
    ),
)
