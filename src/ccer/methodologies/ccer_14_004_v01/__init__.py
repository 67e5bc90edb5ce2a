"""CCER-14-004-V01, restoration of seagrass-bed vegetation."""

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
    title=Text("海草床植被修复", "Restoration of seagrass-bed vegetation"),
    equations=equations_of(CODE),
    plan=PLAN,
    monitored=MONITORED,
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    crediting_years_max=PLAN.parameter("crediting_years_max"),
    baseline=Statement(
        Text(
            "没有项目时海草床不恢复；条文未读到。",
            "Without the project the bed does not recover; the clause was not read.",
        ),
        f"{TEXT}/baseline",
    ),
    additionality=Statement(
        Text("额外性要求没有读到。", "What is asked of additionality was not read."),
        f"{TEXT}/additionality",
    ),
    leakage=Statement(
        Text("泄漏计为 0；条文未读到。", "Leakage counts as 0; the clause was not read."), f"{TEXT}/leakage"
    ),
    boundary=Statement(
        Text("海草床的植物和底泥。", "Plants and sediment of the seagrass beds."),
        f"{TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="plots",
    proxy=PROXY,
)
