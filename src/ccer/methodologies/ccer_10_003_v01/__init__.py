"""CCER-10-003-V01, recovery and use of well-test gas at onshore gas fields."""

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
    title=Text("陆上气田试气放喷气回收利用", "Recovery and use of well-test gas at onshore gas fields"),
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    baseline=Statement(
        Text("试气放喷气原本在火炬燃烧。", "The well-test gas would have been flared."), f"{TEXT}/baseline"
    ),
    additionality=Statement(EXEMPT, f"{TEXT}/additionality"),
    leakage=Statement(NO_LEAKAGE, f"{TEXT}/leakage"),
    boundary=Statement(
        Text(
            "回收、压缩、处理和外输设施，以及原本的火炬；条文未读到。",
            "Recovery, compression, treatment and transport, and the flare of the baseline; the clause was not read.",
        ),
        f"{TEXT}/boundary",
    ),
)
