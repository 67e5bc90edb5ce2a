"""CCER-01-003-V01, medium-deep geothermal heating; its equations are stand-ins."""

from __future__ import annotations

from typing import Final

from ...compute.from_plan import quantity_methodology
from ...compute.quantity_texts import EXEMPT_NOT_READ, NO_LEAKAGE
from ...core.text import Text
from ..base import Statement
from . import applicability
from .plan import PLAN, TEXT
from .tables import DESIGN_FIELDS, SITE_FIELDS, SOURCES

__all__ = ["METHODOLOGY", "applicability"]

METHODOLOGY: Final = quantity_methodology(
    PLAN,
    title=Text(
        "中深层地热能井下换热供暖技术应用工程", "Medium-deep geothermal heating by downhole heat exchange"
    ),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text(
            "同样的热量由锅炉供应（条文未读到）。",
            "The same heat is supplied by boilers (the clause was not read).",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(EXEMPT_NOT_READ, f"{TEXT}/additionality"),
    leakage=Statement(NO_LEAKAGE, f"{TEXT}/leakage"),
    boundary=Statement(
        Text(
            "地热井、换热和热泵设备、供热站，以及所在区域电网（条文未读到）。",
            "Wells, exchangers and heat pumps, heat stations, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
)
