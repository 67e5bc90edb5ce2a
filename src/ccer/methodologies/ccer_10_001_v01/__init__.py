"""CCER-10-001-V01, use of coal mine gas below 8 % methane and of ventilation air methane."""

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
        "甲烷体积浓度低于8%的煤矿低浓度瓦斯和风排瓦斯利用",
        "Use of coal mine gas below 8% methane by volume and of ventilation air methane",
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
            "瓦斯原本排空；被替代的供热由既有或者拟建的供热设施提供。",
            "The gas would have been vented; the heat would have come from existing or planned heating.",
        ),
        f"{TEXT}/baseline/heat",
    ),
    additionality=Statement(
        Text("符合适用条件的，免予论证。", "Exempt where the applicability conditions are met."),
        f"{TEXT}/additionality",
    ),
    leakage=Statement(
        Text("暂按 0 计，条文未读到。", "Taken as 0; the clause was not read."), f"{TEXT}/leakage"
    ),
    boundary=Statement(
        Text(
            "瓦斯收集输送、掺混、氧化和热能利用设施，以及被替代的供热设施；条文未读到。",
            "Collection, transport, blending, oxidation and use of heat, and the heating that is displaced; the clause was not read.",
        ),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="quantities",
    proxy=PROXY,
)
