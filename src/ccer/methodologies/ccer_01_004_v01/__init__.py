"""CCER-01-004-V01, hydrogen from renewable electrolysis; its equations are stand-ins."""

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
    title=Text("可再生能源电解水制氢", "Hydrogen from renewable water electrolysis"),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text(
            "同样数量的氢气按基准方式生产（条文未读到）。",
            "The same hydrogen is made in the benchmark way (the clause was not read).",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text("免予论证（据第三方转述）。", "Exempt, as a third party restates it."), f"{TEXT}/additionality"
    ),
    leakage=Statement(NO_LEAKAGE, f"{TEXT}/leakage"),
    boundary=Statement(
        Text(
            "自有风电或光伏电站、电解槽和储氢设施，以及所在区域电网（条文未读到）。",
            "The owner's plant, electrolysers and storage, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
)
