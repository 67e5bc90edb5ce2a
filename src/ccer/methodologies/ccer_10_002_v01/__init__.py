"""CCER-10-002-V01, recovery and use of associated gas at offshore oilfields."""

from __future__ import annotations

from typing import Final

from ...compute.equation import equations as equations_of
from ...core.text import Text
from ..base import Methodology, Statement
from . import applicability
from .equations import CODE
from .ex_ante import ex_ante
from .ex_post import ex_post
from .plan import PLAN, TEXT
from .tables import DESIGN_FIELDS, MONITORED, SITE_FIELDS, SOURCES

__all__ = ["METHODOLOGY", "applicability", "ex_ante", "ex_post"]

METHODOLOGY: Final = Methodology(
    code=CODE,
    instrument=PLAN.instrument,
    title=Text("海上油田伴生气回收利用", "Recovery and use of associated gas at offshore oilfields"),
    equations=equations_of(CODE),
    plan=PLAN,
    monitored=MONITORED,
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    crediting_years_max=PLAN.parameter("crediting_years_max"),
    baseline=Statement(
        Text("伴生气原本在火炬燃烧。", "The associated gas would have been flared."), f"{TEXT}/baseline"
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
            "回收、压缩、处理和外输设施，以及原本的火炬；条文未读到。",
            "Recovery, compression, treatment and transport, and the flare of the baseline; the clause was not read.",
        ),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="quantities",
    proxy=PLAN.proxy,
)
