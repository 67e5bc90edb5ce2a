"""May a project use CCER-01-001-V01? Scope, law and policy, crediting period, additionality."""

from __future__ import annotations

from ...compute.crediting import crediting_verdict
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.catalogue import Stage, Verdict, finding, rule
from ...rules.subjects import Project
from .equations import CODE

TEXT = "ccer-01-001-v01"
CREDITING_YEARS_MAX = f"methodology.{TEXT}.crediting_years_max"


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


@rule(
    "ccer-01-001.law_and_policy",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/sec-2",
    title=Text("合法合规并符合产业政策", "Law and industry policy"),
    requires=Text("符合法律、法规和行业发展政策", "complies with law and with industry policy"),
    remedy=Text("补充核准（备案）、用地、环评等批复。", "Supply the project, land-use and EIA approvals."),
    needs="lawful",
)
def law_and_policy(project: Project, at: AsOf) -> Verdict:
    return finding(project.lawful, fact=project.lawful)


@rule(
    "ccer-01-001.crediting_period",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=(f"{TEXT}/sec-5.2.2", f"{TEXT}/sec-5.2.1"),
    basis="fact",
    title=Text("计入期长度和寿命期限", "Crediting period and lifetime"),
    requires=Text("不超过 {required} 年，且在寿命期限内", "at most {required} years, inside the lifetime"),
    remedy=Text(
        "缩短计入期，或写明并网日期和寿命。",
        "Shorten the period, or give the day of grid connection and the lifetime.",
    ),
    needs="crediting",
    interpretation=Text("首日、末日均计入", "first and last day included"),
)
def crediting_period(project: Project, at: AsOf) -> Verdict:
    return crediting_verdict(project, at.parameter(CREDITING_YEARS_MAX))


@rule(
    "ccer-01-001.additionality",
    stage=Stage.ELIGIBILITY,
    methodology=CODE,
    cites=f"{TEXT}/sec-6.2",
    title=Text("额外性免予论证", "Additionality exempt"),
    requires=Text("符合适用条件的免予论证", "exempt where the applicability conditions are met"),
    remedy=Text("论证方式写为免予论证（exempt）。", "State the route as exempt."),
    needs="additionality",
)
def additionality(project: Project, at: AsOf) -> Verdict:
    if project.additionality != "exempt":
        return finding(False, fact=Text("未按免予论证", "not filed as exempt"))
    applicable = scope(project, at).outcome
    if applicable == "unknown":
        return finding(
            None,
            fact=Text("适用条件尚不能判定", "applicability is not decided yet"),
            missing=("site.integrated", "site.separate_metering"),
        )
    fact = (
        Text("免予论证", "exempt")
        if applicable == "met"
        else Text("不符合适用条件，不能免予论证", "not applicable, so not exempt")
    )
    return finding(applicable == "met", fact=fact)
