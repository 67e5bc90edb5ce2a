"""Recovery and purification of SF6 from electrical equipment; its official code was not seen."""

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
        "电气设备六氟化硫回收和净化",
        "Recovery and purification of sulphur hexafluoride from electrical equipment",
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
            "检修和退役时，除基准线已回收的部分外，六氟化硫原本排放到大气。",
            "At overhaul and retirement SF6 would have been released, less what is recovered in the baseline.",
        ),
        f"{TEXT}/baseline",
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
            "电气设备所在地的回收作业、运输和净化设施；条文未读到。",
            "Recovery at the equipment, transport, and purification; the clause was not read.",
        ),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="quantities",
    proxy=PROXY,
)
