"""Eligibility rules that methodologies share: a site fact of yes or no, law, crediting period, additionality."""

from __future__ import annotations

import datetime as dt

from ..core.asof import AsOf
from ..core.dates import add_months, day_of
from ..core.text import Text
from ..rules.catalogue import Predicate, Stage, Verdict, finding, rule
from ..rules.subjects import Project, Reduction
from .crediting import crediting_verdict

YES = Text("是", "yes")
NO = Text("否", "no")
EXEMPT = Text("免予论证", "exempt")
LAW = Text("合法合规并符合产业政策", "Law and industry policy")
LAWFUL = Text("符合法律、法规和行业发展政策", "complies with law and with industry policy")


def prefix(code: str) -> str:
    """What the ids of a methodology's rules begin with: its code, and its version from the second on; two versions stand side by side."""
    return code.lower().removesuffix("-v01")


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


def law_rule(
    code: str,
    cites: str,
    remedy: Text,
    *,
    title: Text = LAW,
    requires: Text = LAWFUL,
) -> Predicate:
    """Enter the rule on law and policy."""

    def judge(project: Project, at: AsOf) -> Verdict:
        return finding(project.lawful, fact=project.lawful)

    return rule(
        f"{prefix(code)}.law_and_policy",
        stage=Stage.ELIGIBILITY,
        methodology=code,
        cites=cites,
        title=title,
        requires=requires,
        remedy=remedy,
        needs="lawful",
    )(judge)


def crediting_rule(code: str, cites: str | tuple[str, ...], remedy: Text) -> Predicate:
    """Enter the rule on the longest crediting period, inside the lifetime."""

    def judge(project: Project, at: AsOf) -> Verdict:
        return crediting_verdict(project, at.parameter(f"methodology.{code.lower()}.crediting_years_max"))

    return rule(
        f"{prefix(code)}.crediting_period",
        stage=Stage.ELIGIBILITY,
        methodology=code,
        cites=cites,
        basis="fact",
        title=Text("计入期长度和寿命期限", "Crediting period and lifetime"),
        requires=Text(
            "不超过 {required} 年，且在寿命期限内", "at most {required} years, inside the lifetime"
        ),
        remedy=remedy,
        needs="crediting",
        interpretation=Text("首日、末日均计入", "first and last day included"),
    )(judge)


def exempt_rule(
    code: str,
    applicable: tuple[Predicate, ...],
    cites: str,
    *,
    undecided: Text = EXEMPT,
    missing: tuple[str, ...] = (),
) -> Predicate:
    """Enter the rule on additionality: exempt where the conditions of applicability are met.

    Parameters
    ----------
    applicable : tuple of predicate
        Rules that must be met for additionality to be exempt.
    undecided : Text
        The fact while one of them is open.
    missing : tuple of str
        What to ask for then; what those rules ask for where none is given.
    """

    def judge(project: Project, at: AsOf) -> Verdict:
        if project.additionality != "exempt":
            return finding(False, fact=Text("未按免予论证", "not filed as exempt"))
        verdicts = [condition(project, at) for condition in applicable]
        if any(verdict.outcome == "not-met" for verdict in verdicts):
            return finding(False, fact=Text("不符合适用条件，不能免予论证", "not applicable, so not exempt"))
        open_ones = [verdict for verdict in verdicts if verdict.outcome == "unknown"]
        if open_ones:
            asked = tuple(name for verdict in open_ones for name in verdict.missing)
            return finding(None, fact=undecided, missing=missing or asked)
        return finding(True, fact=EXEMPT)

    return additionality_rule(code, cites, judge)


def additionality_rule(code: str, cites: str, judge: Predicate) -> Predicate:
    """Enter the rule on additionality of a methodology that exempts; ``judge`` says when."""
    return rule(
        f"{prefix(code)}.additionality",
        stage=Stage.ELIGIBILITY,
        methodology=code,
        cites=cites,
        title=Text("额外性免予论证", "Additionality exempt"),
        requires=Text("符合适用条件的免予论证", "exempt where the applicability conditions are met"),
        remedy=Text("论证方式写为免予论证（exempt）。", "State the route as exempt."),
        needs="additionality",
    )(judge)


def common_rules(code: str, applicable: tuple[Predicate, ...], cites: str) -> tuple[Predicate, ...]:
    """Enter law and policy, crediting period and additionality of a methodology of quantities.

    Parameters
    ----------
    applicable : tuple of predicate
        Rules that must be met for additionality to be exempt.
    cites : str
        Clause on the conditions in general, which law and policy are part of.
    """
    text = code.lower()
    approvals = Text("补充核准（备案）、环评等批复。", "Supply the project and EIA approvals.")
    shorten = Text(
        "缩短计入期，或写明开始运行日期和寿命。",
        "Shorten the period, or give the day operation began and the lifetime.",
    )
    return (
        law_rule(code, cites, approvals),
        crediting_rule(code, f"{text}/crediting-period", shorten),
        exempt_rule(code, applicable, f"{text}/additionality"),
    )


TRIAL_START = "networking_trial_started"
UPLOAD_INTERVAL = "upload_interval_seconds"


def networking_rules(code: str) -> tuple[Predicate, Predicate]:
    """Enter the rules on the length of the networking trial and on how often data are uploaded; asked of a filing of reductions."""
    text = code.lower()

    def trial(reduction: Reduction, at: AsOf) -> Verdict:
        months = at.parameter(f"methodology.{text}.networking_trial_months_min")
        began, done = day_of(reduction.project.site.get(TRIAL_START)), reduction.project.networking_completed
        if began is None or done is None:
            lacking = {f"project.site.{TRIAL_START}": began, "project.networking_completed": done}
            missing = tuple(name for name, day in lacking.items() if day is None)
            return finding(None, required=months.count, using=(months,), missing=missing)
        last = add_months(began, months.count) - dt.timedelta(days=1)
        fact = Text(f"{began} 至 {done}", f"{began} to {done}")
        return finding(done >= last, fact=fact, required=months.count, using=(months,))

    def upload(reduction: Reduction, at: AsOf) -> Verdict:
        longest = at.parameter(f"methodology.{text}.upload_interval_seconds")
        seconds = reduction.project.site.get(UPLOAD_INTERVAL)
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            missing = (f"project.site.{UPLOAD_INTERVAL}",)
            return finding(None, required=longest.count, using=(longest,), missing=missing)
        fact = Text(f"{seconds} 秒", f"{seconds} s")
        return finding(0 < seconds <= longest.number, fact=fact, required=longest.count, using=(longest,))

    entered = rule(
        f"{prefix(code)}.networking_trial",
        stage=Stage.REDUCTION,
        methodology=code,
        cites=f"{text}/networking/trial-run",
        basis="fact",
        title=Text("联网试运行时长", "Length of the networking trial"),
        requires=Text("不少于 {required} 个月", "at least {required} month"),
        remedy=Text("试运行满期后再确认完成日。", "Complete the trial before its end is confirmed."),
        interpretation=Text("首日、末日均计入", "first and last day included"),
    )(trial)
    return entered, rule(
        f"{prefix(code)}.upload_interval",
        stage=Stage.REDUCTION,
        methodology=code,
        cites=f"{text}/networking/upload-interval",
        title=Text("数据上传间隔", "Upload interval"),
        requires=Text("不超过 {required} 秒", "at most {required} s"),
        remedy=Text("调整数据存储和上传系统。", "Adjust the system that stores and uploads the data."),
    )(upload)


def never_registered(code: str, cites: str, *, fact: Text) -> Predicate:
    """Enter the rule that refuses a draft, beside the one of Order 31 that asks for a published methodology; ``fact`` says why."""

    def judge(project: Project, at: AsOf) -> Verdict:
        return finding(False, fact=fact)

    return rule(
        f"{prefix(code).removesuffix('-v00')}.not_published",
        stage=Stage.ELIGIBILITY,
        methodology=code,
        cites=cites,
        title=Text("没有已发布的方法学", "No methodology is published"),
        requires=Text(
            "属于已发布方法学支持的领域（31号令第十条第一款第二项）",
            "in the field of a published methodology (Order 31 art. 10(1)(2))",
        ),
        remedy=Text(
            "等待方法学发布；在此之前只能估算，不能申请登记。",
            "Wait until a methodology is published; until then a project can be estimated and not registered.",
        ),
        draft=True,
    )(judge)
