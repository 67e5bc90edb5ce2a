"""CCER-10-001-V01, use of coal mine gas below 8 % methane and of ventilation air methane."""

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
        "甲烷体积浓度低于8%的煤矿低浓度瓦斯和风排瓦斯利用",
        "Use of coal mine gas below 8% methane by volume and of ventilation air methane",
    ),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text(
            "瓦斯原本排空；被替代的供热由既有或者拟建的供热设施提供。",
            "The gas would have been vented; the heat would have come from existing or planned heating.",
        ),
        f"{TEXT}/baseline/heat",
    ),
    additionality=Statement(EXEMPT, f"{TEXT}/additionality"),
    leakage=Statement(NO_LEAKAGE, f"{TEXT}/leakage"),
    boundary=Statement(
        Text(
            "瓦斯收集输送、掺混、氧化和热能利用设施，以及被替代的供热设施；条文未读到。",
            "Collection, transport, blending, oxidation and use of heat, and the heating that is displaced; the clause was not read.",
        ),
        f"{TEXT}/boundary",
    ),
)
