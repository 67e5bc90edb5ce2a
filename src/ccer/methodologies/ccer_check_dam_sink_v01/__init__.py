"""The check-dam carbon sink; its official code was not seen, and the folder bears the name of its instrument in the law base."""

from __future__ import annotations

from typing import Final

from ...compute.equation import equations as equations_of
from ...core.text import Text
from ..base import Methodology, Statement
from . import applicability
from .equations import CODE
from .ex_ante import ex_ante
from .ex_post import ex_post
from .plan import PLAN, PROXY, TEXT
from .tables import DESIGN_FIELDS, MONITORED, SITE_FIELDS, SOURCES

__all__ = ["METHODOLOGY", "applicability", "ex_ante", "ex_post"]

METHODOLOGY: Final = Methodology(
    code=CODE,
    instrument=PLAN.instrument,
    title=Text("淤地坝碳汇", "Check-dam carbon sink"),
    equations=equations_of(CODE),
    plan=PLAN,
    monitored=MONITORED,
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    crediting_years_max=PLAN.parameter("crediting_years_max"),
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
    leakage=Statement(
        Text("暂按 0 计，条文未读到。", "Taken as 0; the clause was not read."), f"{TEXT}/leakage"
    ),
    boundary=Statement(
        Text("淤地坝及其坝地；条文未读到。", "The dam and the land it silts up; the clause was not read."),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="quantities",
    proxy=PROXY,
)
