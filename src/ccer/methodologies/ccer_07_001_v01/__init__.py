"""CCER-07-001-V01, energy saving in highway tunnel lighting; its equations are stand-ins."""

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
    title=Text("公路隧道照明系统节能", "Energy saving in highway tunnel lighting"),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text(
            "原有照明系统继续运行（条文未读到）。",
            "The lighting that was there goes on (the clause was not read).",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(EXEMPT_NOT_READ, f"{TEXT}/additionality"),
    leakage=Statement(NO_LEAKAGE, f"{TEXT}/leakage"),
    boundary=Statement(
        Text(
            "照明回路、灯具和控制系统，以及所在区域电网（条文未读到）。",
            "Circuits, luminaires and controls, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
)
