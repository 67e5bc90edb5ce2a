"""CCER-14-002-V01, mangrove creation."""

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
    title=Text("红树林营造", "Mangrove creation"),
    equations=equations_of(CODE),
    plan=PLAN,
    monitored=MONITORED,
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    crediting_years_max=PLAN.parameter("crediting_years_max"),
    baseline=Statement(
        Text(
            "无植被潮滩或退养塘保持原状；按原利用方式规定。",
            "The bare tidal flat or retired pond stays as it is; prescribed by prior use.",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text("免予论证。", "Exempt."),
        f"{TEXT}/additionality",
    ),
    leakage=Statement(
        Text("泄漏计为 0；条文未读到。", "Leakage counts as 0; the clause was not read."), f"{TEXT}/leakage"
    ),
    boundary=Statement(
        Text("红树林地块的植物和土壤。", "Plants and soil of the mangrove parcels."),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="plots",
    proxy=PROXY,
)
