"""CCER-DRAFT-FARM-WASTE-V00, centralised treatment of agricultural waste: a consultation draft of which only the title was seen."""

from __future__ import annotations

from typing import Final

from ...compute.from_plan import quantity_methodology
from ...core.text import Text
from ..base import Statement
from . import applicability
from .plan import PLAN, TEXT
from .tables import DESIGN_FIELDS, SITE_FIELDS, SOURCES

__all__ = ["METHODOLOGY", "applicability"]

METHODOLOGY: Final = quantity_methodology(
    PLAN,
    title=Text(
        "农业废弃物集中处理工程（征求意见稿）",
        "Centralised treatment of agricultural waste (consultation draft)",
    ),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text(
            "废弃物在缺氧条件下堆存，甲烷排入大气（条文未读到）。",
            "The waste lies without air and its methane escapes (the clause was not read).",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text(
            "征求意见稿称符合适用条件的免予论证；草案没有效力。",
            "By the consultation draft exempt where the applicability conditions are met; a draft has no force.",
        ),
        f"{TEXT}/additionality",
    ),
    leakage=Statement(
        Text("暂按 0 计，条文未读到。", "Taken as 0; the clause was not read."), f"{TEXT}/leakage"
    ),
    boundary=Statement(
        Text(
            "废弃物收集运输、厌氧发酵、堆肥、沼气利用和火炬，以及所在区域电网（条文未读到）。",
            "Collection, digesters, composting, use of biogas and flare, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
    published=False,
)
