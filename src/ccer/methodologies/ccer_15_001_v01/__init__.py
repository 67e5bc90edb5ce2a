"""CCER-15-001-V01, biogas from manure at large pig farms; its equations are stand-ins."""

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
    title=Text("规模化猪场粪污沼气回收利用工程", "Recovery and use of biogas from manure at large pig farms"),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text(
            "粪污在敞开的厌氧设施中贮存，甲烷排入大气（条文未读到）。",
            "Manure is stored in open anaerobic facilities; the methane escapes (the clause was not read).",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(EXEMPT_NOT_READ, f"{TEXT}/additionality"),
    leakage=Statement(NO_LEAKAGE, f"{TEXT}/leakage"),
    boundary=Statement(
        Text(
            "粪污收集、厌氧发酵、沼气利用和火炬，以及所在区域电网（条文未读到）。",
            "Manure collection, digesters, use of biogas and flare, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
)
