"""CCER-06-001-V01, energy efficiency of existing public buildings; its equations are stand-ins."""

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
        "既有公共建筑围护结构与供暖通风空调系统能效提升",
        "Energy efficiency of envelope and HVAC in existing public buildings",
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
    leakage=Statement(
        Text(
            "暂按 0 计，条文未读到。",
            "Taken as 0; the clause was not read.",
        ),
        f"{TEXT}/leakage",
    ),
    boundary=Statement(
        Text(
            "改造的围护结构和供暖通风空调系统，以及所在区域电网（条文未读到）。",
            "Envelope and air conditioning that are retrofitted, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="quantities",
    proxy=PROXY,
)
