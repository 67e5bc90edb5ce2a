"""CCER-DRAFT-CCUS-V00, a draft of our own on carbon capture and storage: it may estimate, and nothing under it can be registered."""

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
    title=Text(
        "碳捕集利用与封存（自拟草案）",
        "Carbon capture, use and storage (draft of our own)",
    ),
    equations=equations_of(CODE),
    plan=PLAN,
    monitored=MONITORED,
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    crediting_years_max=PLAN.parameter("crediting_years_max"),
    baseline=Statement(
        Text(
            "被捕集的二氧化碳排入大气。",
            "The carbon dioxide would have gone to the air.",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text(
            "没有方法学，没有免予论证的依据。",
            "Without a methodology nothing exempts from demonstrating it.",
        ),
        f"{TEXT}/additionality",
    ),
    leakage=Statement(
        Text(
            "燃料和溶剂的上游排放由项目给出。",
            "Upstream of fuels and solvents, as the project states it.",
        ),
        f"{TEXT}/leakage",
    ),
    boundary=Statement(
        Text(
            "捕集、运输、注入和封存体，以及所在区域电网。",
            "Capture, transport, injection and the storage complex, and the regional grid.",
        ),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="quantities",
    proxy=PROXY,
    published=False,
)
