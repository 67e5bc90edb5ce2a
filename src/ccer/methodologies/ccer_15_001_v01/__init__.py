"""CCER-15-001-V01, biogas from manure at large pig farms; its equations are stand-ins."""

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
        "规模化猪场粪污沼气回收利用工程",
        "Recovery and use of biogas from manure at large pig farms",
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
            "粪污在敞开的厌氧设施中贮存，甲烷排入大气（条文未读到）。",
            "Manure is stored in open anaerobic facilities; the methane escapes (the clause was not read).",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text(
            "符合适用条件的，免予论证（条文未读到）。",
            "Exempt where the applicability conditions are met (the clause was not read).",
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
            "粪污收集、厌氧发酵、沼气利用和火炬，以及所在区域电网（条文未读到）。",
            "Manure collection, digesters, use of biogas and flare, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="quantities",
    proxy=PROXY,
)
