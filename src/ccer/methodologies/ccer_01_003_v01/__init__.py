"""CCER-01-003-V01, medium-deep geothermal heating; its equations are stand-ins."""

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
        "中深层地热能井下换热供暖技术应用工程",
        "Medium-deep geothermal heating by downhole heat exchange",
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
            "同样的热量由锅炉供应（条文未读到）。",
            "The same heat is supplied by boilers (the clause was not read).",
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
            "地热井、换热和热泵设备、供热站，以及所在区域电网（条文未读到）。",
            "Wells, exchangers and heat pumps, heat stations, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="quantities",
    proxy=PROXY,
)
