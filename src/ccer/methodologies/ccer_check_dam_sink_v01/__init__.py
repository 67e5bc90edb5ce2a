"""The check-dam carbon sink; its official code was not seen, and the folder bears the name of its instrument in the law base."""

from __future__ import annotations

from typing import Final

from ...compute.from_plan import quantity_methodology
from ...compute.quantity_texts import NO_LEAKAGE
from ...core.text import Text
from ..base import Statement
from . import applicability
from .plan import PLAN, TEXT
from .tables import DESIGN_FIELDS, SITE_FIELDS, SOURCES

__all__ = ["METHODOLOGY", "applicability"]

METHODOLOGY: Final = quantity_methodology(
    PLAN,
    title=Text("淤地坝碳汇", "Check-dam carbon sink"),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text(
            "没有淤地坝时，泥沙随水流走，其中的有机碳部分矿化；条文未读到。",
            "Without the dam the sediment is carried off and part of its carbon mineralised; the clause was not read.",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text("额外性要求没有读到。", "What is asked of additionality was not read."), f"{TEXT}/additionality"
    ),
    leakage=Statement(NO_LEAKAGE, f"{TEXT}/leakage"),
    boundary=Statement(
        Text("淤地坝及其坝地；条文未读到。", "The dam and the land it silts up; the clause was not read."),
        f"{TEXT}/boundary",
    ),
)
