"""CCER-01-004-V01, hydrogen from renewable electrolysis; its equations are stand-ins."""

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
        "可再生能源电解水制氢",
        "Hydrogen from renewable water electrolysis",
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
            "同样数量的氢气按基准方式生产（条文未读到）。",
            "The same hydrogen is made in the benchmark way (the clause was not read).",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text(
            "免予论证（据第三方转述）。",
            "Exempt, as a third party restates it.",
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
            "自有风电或光伏电站、电解槽和储氢设施，以及所在区域电网（条文未读到）。",
            "The owner's plant, electrolysers and storage, and the regional grid (the clause was not read).",
        ),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="quantities",
    proxy=PROXY,
)
