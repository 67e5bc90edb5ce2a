"""Eligibility rules that methodologies of quantities share: a site fact of yes or no, law, crediting period, additionality."""

from __future__ import annotations

from ..core.asof import AsOf
from ..core.decision import Fact
from ..core.text import Text
from ..rules.catalogue import Predicate, Stage, Verdict, finding, rule
from ..rules.subjects import Project
from .crediting import crediting_verdict

YES = Text("是", "yes")
NO = Text("否", "no")


def site_fact(
    id: str,
    code: str,
    cites: str | tuple[str, ...],
    field: str,
    wanted: bool,
    *,
    title: Text,
    requires: Text,
    remedy: Text,
) -> Predicate:
    """Enter a rule that asks for one fact under ``site`` to be true, or to be false."""

    def judge(project: Project, at: AsOf) -> Verdict:
        value = project.site.get(field)
        if not isinstance(value, bool):
            return finding(None, missing=(f"site.{field}",))
        return finding(value is wanted, fact=YES if value else NO)

    return rule(
        id,
        stage=Stage.ELIGIBILITY,
        methodology=code,
        cites=cites,
        basis="fact",
        title=title,
        requires=requires,
        remedy=remedy,
    )(judge)


def common_rules(code: str, applicable: tuple[Predicate, ...], cites: str) -> tuple[Predicate, ...]:
    """Enter law and policy, crediting period and additionality.

    Parameters
    ----------
    code : str
        Methodology code; the ids begin with it, less its version.
    applicable : tuple of predicate
        Rules that must be met for additionality to be exempt.
    cites : str
        Clause on the conditions in general, which law and policy are part of.
    """
    text = code.lower()
    short = text.removesuffix("-v01")

    def lawful(project: Project, at: AsOf) -> Verdict:
        return finding(project.lawful, fact=project.lawful)

    def crediting(project: Project, at: AsOf) -> Verdict:
        return crediting_verdict(project, at.parameter(f"methodology.{text}.crediting_years_max"))

    def additional(project: Project, at: AsOf) -> Verdict:
        if project.additionality != "exempt":
            return finding(False, fact=Text("未按免予论证", "not filed as exempt"))
        verdicts = [judge(project, at) for judge in applicable]
        missing = tuple(name for verdict in verdicts for name in verdict.missing)
        if any(verdict.outcome == "not-met" for verdict in verdicts):
            return finding(False, fact=Text("不符合适用条件，不能免予论证", "not applicable, so not exempt"))
        fact: Fact = Text("免予论证", "exempt")
        return finding(None if missing else True, fact=fact, missing=missing)

    return (
        rule(
            f"{short}.law_and_policy",
            stage=Stage.ELIGIBILITY,
            methodology=code,
            cites=cites,
            title=Text("合法合规并符合产业政策", "Law and industry policy"),
            requires=Text("符合法律、法规和行业发展政策", "complies with law and with industry policy"),
            remedy=Text("补充核准（备案）、环评等批复。", "Supply the project and EIA approvals."),
            needs="lawful",
        )(lawful),
        rule(
            f"{short}.crediting_period",
            stage=Stage.ELIGIBILITY,
            methodology=code,
            cites=f"{text}/crediting-period",
            basis="fact",
            title=Text("计入期长度和寿命期限", "Crediting period and lifetime"),
            requires=Text(
                "不超过 {required} 年，且在寿命期限内", "at most {required} years, inside the lifetime"
            ),
            remedy=Text(
                "缩短计入期，或写明开始运行日期和寿命。",
                "Shorten the period, or give the day operation began and the lifetime.",
            ),
            needs="crediting",
            interpretation=Text("首日、末日均计入", "first and last day included"),
        )(crediting),
        rule(
            f"{short}.additionality",
            stage=Stage.ELIGIBILITY,
            methodology=code,
            cites=f"{text}/additionality",
            title=Text("额外性免予论证", "Additionality exempt"),
            requires=Text("符合适用条件的免予论证", "exempt where the applicability conditions are met"),
            remedy=Text("论证方式写为免予论证（exempt）。", "State the route as exempt."),
            needs="additionality",
        )(additional),
    )
