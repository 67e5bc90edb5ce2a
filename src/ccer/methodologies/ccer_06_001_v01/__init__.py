"""CCER-06-001-V01, energy efficiency of existing public buildings; its equations are stand-ins."""

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
    title=Text(
        "既有公共建筑围护结构与供暖通风空调系统能效提升",
        "Energy efficiency of envelope and HVAC in existing public buildings",
    ),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text(
            "不改造的建筑按核算期的气候、面积和使用情况继续用能（条文未读到）。",
            "The building without the retrofit, under the weather, area and use of the period (the clause was not read).",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text(
            "符合适用条件的，免予论证（征求意见稿如此）。",
            "Exempt where the applicability conditions are met (so in the draft).",
        ),
        f"{TEXT}/additionality",
    ),
    leakage=Statement(NO_LEAKAGE, f"{TEXT}/leakage"),
    boundary=Statement(
        Text(
            "改造的围护结构和供暖通风空调系统，以及所在区域电网（条文未读到）。",
            "Envelope and air conditioning that are retrofitted, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
)
