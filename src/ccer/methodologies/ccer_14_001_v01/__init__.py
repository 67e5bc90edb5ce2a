"""CCER-14-001-V01, afforestation."""

from __future__ import annotations

from typing import Final

from ...compute.equation import equations as equations_of
from ...core.text import Text
from ..base import Methodology, Statement
from . import applicability, eligibility, equations_leakage, equations_sampling, equations_soil_fire
from .design_fields import DESIGN_FIELDS
from .equations import CODE
from .ex_ante import ex_ante
from .ex_post import ex_post
from .plan import PLAN, PROXY
from .stems import stems_of
from .stocks import Stands, ex_ante_columns
from .tables import MONITORED, SITE_FIELDS, SOURCES
from .trees import plots_of

__all__ = [
    "METHODOLOGY",
    "Stands",
    "applicability",
    "eligibility",
    "equations_leakage",
    "equations_sampling",
    "equations_soil_fire",
    "ex_ante",
    "ex_ante_columns",
    "ex_post",
]

_TEXT: Final = PLAN.instrument

METHODOLOGY: Final = Methodology(
    code=CODE,
    instrument=_TEXT,
    title=Text("造林碳汇", "Afforestation"),
    equations=equations_of(CODE),
    plan=PLAN,
    monitored=MONITORED,
    sources=SOURCES,
    site_fields=SITE_FIELDS,
    design_fields=DESIGN_FIELDS,
    crediting_years_max=PLAN.parameter("crediting_years_max"),
    baseline=Statement(
        Text(
            "没有项目时，土地维持造林前的利用方式，原有散生木、竹和灌木继续生长。",
            "Without the project the land stays as it was, and its scattered trees, bamboo and shrubs grow on.",
        ),
        f"{_TEXT}/baseline",
    ),
    additionality=Statement(
        Text(
            "年均降水量小于 400 毫米、位于国家重点生态功能区或属于生态公益林的免予论证；其他项目须论证。",
            "Exempt where mean annual precipitation is below 400 mm, in a national key ecological function zone, or as ecological "
            "public-welfare forest; others demonstrate it.",
        ),
        f"{_TEXT}/additionality",
    ),
    leakage=Statement(
        Text(
            "适用条件排除了活动转移，泄漏计为 0；设计写明农业活动转移的，计其泄漏。",
            "The conditions exclude a shift of activities; leakage is counted as 0, but where the design states displaced agriculture.",
        ),
        f"{_TEXT}/leakage",
    ),
    boundary=Statement(
        Text(
            "实施造林的全部地块及其计入的碳库。",
            "All parcels that are planted, with the carbon pools counted there.",
        ),
        f"{_TEXT}/boundary",
    ),
    ex_ante=ex_ante,
    ex_post=ex_post,
    evidence="plots",
    proxy=PROXY,
    plots=plots_of,
    stems=stems_of,
)
