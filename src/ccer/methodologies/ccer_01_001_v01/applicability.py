"""May a project use CCER-01-001-V01? Scope, law and policy, crediting period, additionality."""

from __future__ import annotations

from ...compute.quantity_rules import crediting_rule, exempt_rule, law_rule
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.catalogue import Stage, Verdict, finding, rule
from ...rules.subjects import Project
from .equations import CODE

TEXT = "ccer-01-001-v01"


@rule(
    "ccer-01-001.scope",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=(f"{TEXT}/sec-2", f"{TEXT}/sec-8.1.1"),
    basis="fact",
    title=Text(
        "独立光热电站或一体化项目的光热部分",
        "Stand-alone plant, or the solar thermal part of an integrated project",
    ),
    requires=Text(
        "独立的光热电站；一体化项目的光热部分上网电量单独计量",
        "a stand-alone solar thermal plant, or a solar thermal part whose export is metered separately",
    ),
    remedy=Text(
        "写明是否为一体化项目；一体化项目以接线图、并网协议和电能表位置说明光热部分单独计量。",
        "State whether it is an integrated project; if so, show separate metering with the wiring diagram, the grid agreement "
        "and the meter positions.",
    ),
)
def scope(project: Project, at: AsOf) -> Verdict:
    if project.site.get("solar_thermal") is False:
        return finding(False, fact=Text("未采用光热发电技术", "not solar thermal power"))
    integrated, apart = project.site.get("integrated"), project.site.get("separate_metering")
    if integrated is False:
        return finding(True, fact=Text("独立光热电站", "stand-alone plant"))
    if apart is True:
        return finding(True, fact=Text("光热部分单独计量", "solar thermal part metered separately"))
    if integrated is True and apart is False:
        return finding(
            False,
            fact=Text(
                "一体化项目，光热部分未单独计量", "integrated, solar thermal part not metered separately"
            ),
        )
    missing = ("site.separate_metering",) if integrated is True else ("site.integrated",)
    return finding(None, missing=missing)


law_and_policy = law_rule(
    CODE,
    f"{TEXT}/sec-2",
    Text("补充核准（备案）、用地、环评等批复。", "Supply the project, land-use and EIA approvals."),
)
crediting_period = crediting_rule(
    CODE,
    (f"{TEXT}/sec-5.2.2", f"{TEXT}/sec-5.2.1"),
    Text(
        "缩短计入期，或写明并网日期和寿命。",
        "Shorten the period, or give the day of grid connection and the lifetime.",
    ),
)
additionality = exempt_rule(
    CODE,
    (scope,),
    f"{TEXT}/sec-6.2",
    undecided=Text("适用条件尚不能判定", "applicability is not decided yet"),
    missing=("site.integrated", "site.separate_metering"),
)
