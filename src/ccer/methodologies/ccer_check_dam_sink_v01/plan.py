"""The chain of the check-dam sink: surveys of sediment, sums by year, the equation of the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...compute.methodology import Branch, Plan, Statement, Step
from ...compute.official import officials
from ...compute.quantities import (
    Constants,
    Measured,
    QuantityPlan,
    bad_design,
    constant,
    joined,
    positive,
    values_branch,
)
from ...compute.result import Reason
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.subjects import Project
from . import equations as eq

TEXT: Final = "ccer-check-dam-sink-v01"
SHARE: Final = "mineralised_share"
DEDUCTION: Final = "nonpermanence_deduction"
LARGEST_T: Final = 1e8
"""No survey of one dam shows more; more is a wrong unit. [t]"""
PROXY: Final = Statement(
    Text(
        "没有读到方法学的公式和编号，暂以泥沙有机碳平衡代替，编号由本库自拟；坝地植被不计",
        "neither the equations nor the code of the text were seen; a balance of sediment carbon stands in, numbered by us; plants "
        "on the dam land are not counted",
    ),
    f"{TEXT}/eq-1",
)


@dataclass(frozen=True, slots=True)
class SedimentPlan(QuantityPlan):
    """A plan whose networking clause is not known: what is assumed of it stands in."""

    def parameter(self, name: str) -> str:
        return Plan.parameter(self, {"networking_required": "networking_assumed"}.get(name, name))


def constants(project: Project, at: AsOf) -> Constants:
    """The share mineralised otherwise, which the project must state, and the deduction for non-permanence."""
    share = _mineralised(project, at)
    if share.numbers[SHARE] > 1:
        wanted = Text("0 至 1 之间的数", "a share between 0 and 1")
        raise bad_design(project, SHARE, Text("大于 1", "it is above 1"), wanted)
    return joined(share, constant(project, at, PLAN, "nonpermanence_share", DEDUCTION, own=False))


def _mineralised(project: Project, at: AsOf) -> Constants:
    """Of the official form, else the project's own assumption; this base holds no figure."""
    if SHARE in officials(project):
        return constant(project, at, PLAN, SHARE, own=False)
    given = project.design.get(SHARE)
    if given is None:
        why = Text(
            "方法学的数值没有读到，也没有给出", "the figure of the text was not read and none is given"
        )
        raise bad_design(
            project, SHARE, why, Text("0 至 1 之间的数，附依据", "a share between 0 and 1, with its grounds")
        )
    why = Text(
        "矿化比例由项目假定，方法学的数值没有读到",
        "the share mineralised is the project's assumption; the figure of the text was not read",
    )
    return Constants({SHARE: positive(project, SHARE, given)}, (), (Reason(SHARE, "uncertain", why),))


PLAN: Final = SedimentPlan(
    code=eq.CODE,
    branches=(
        Branch("sediment", (Step(eq.sediment_carbon),), sums=("sediment_carbon",)),
        values_branch("nonpermanence_share"),
    ),
    years=(Step(eq.emission_reductions),),
    measured=(
        Measured("sediment_trapped", "lower", batch=True, largest=LARGEST_T),
        Measured("sediment_carbon_share", "lower", level=True, batch=True, largest=1.0),
    ),
    constants=constants,
    correction_clause=f"{TEXT}/monitoring/correction",
    proxy=PROXY,
)
