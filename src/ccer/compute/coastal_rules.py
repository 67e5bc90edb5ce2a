"""Eligibility rules that sinks of coasts and dams share: title, law, crediting period with a shortest length, additionality."""

from __future__ import annotations

import datetime as dt

from ..core.asof import AsOf
from ..core.dates import ONE_DAY, add_years, whole_period_end
from ..core.text import Text
from ..rules.catalogue import Predicate, Stage, Verdict, finding, not_applicable, rule
from ..rules.subjects import Project
from .quantity_rules import additionality_rule, law_rule, prefix

INCLUSIVE = Text(
    "首日、末日均计入；末日写成与首日同月同日的也可",
    "first and last day included; an end written with the day and month of the start will do",
)
LIFETIME = Text(
    "寿命起算日没有读到；计入期超出开工日加寿命的，只作提示，不作否定（公开登记项目多有此情形）",
    "from when the lifetime runs was not read; a period beyond start of construction plus lifetime is pointed out, not refused, "
    "since many registered projects have one",
)


def sink_crediting(code: str, cites: str) -> Predicate:
    """Enter the rule on the length of the crediting period."""
    text = code.lower()

    def judge(project: Project, at: AsOf) -> Verdict:
        crediting = project.crediting
        assert crediting is not None
        least, most = (at.parameter(f"methodology.{text}.crediting_years_{end}") for end in ("min", "max"))
        said = Text(f"{crediting.start} 至 {crediting.end}", f"{crediting.start} to {crediting.end}")
        shortest = whole_period_end(crediting.start, least.count)
        longest = whole_period_end(crediting.start, most.count)
        required = f"{least.count}–{most.count}"
        beyond = _beyond_lifetime(project)
        return finding(
            shortest <= crediting.end <= longest + ONE_DAY,
            fact=said + beyond if beyond else said,
            required=required,
            using=(least, most),
            interpretation=LIFETIME if beyond else INCLUSIVE,
        )

    return rule(
        f"{prefix(code)}.crediting_period",
        stage=Stage.ELIGIBILITY,
        methodology=code,
        cites=cites,
        basis="fact",
        title=Text("计入期长度", "Length of the crediting period"),
        requires=Text("{required} 年", "{required} years"),
        remedy=Text("按最短和最长年数调整计入期。", "Fit the period between the shortest and the longest."),
        needs="crediting",
    )(judge)


def sink_law(code: str, cites: str) -> Predicate:
    """Enter the rule on law and plans."""
    return law_rule(
        code,
        cites,
        Text("补充用海、用地和环评等批复。", "Supply the approvals of sea use, land use and EIA."),
        title=Text("合法合规并符合规划", "Law and plans"),
        requires=Text("符合法律、法规和有关规划", "complies with law and with the plans that bear on it"),
    )


def sink_additionality(code: str, applicable: tuple[Predicate, ...], cites: str) -> Predicate:
    """Enter the rule on additionality: exempt outright where the dated value says ``always`` and the conditions are met."""
    name = f"methodology.{code.lower()}.additionality_exempt"

    def judge(project: Project, at: AsOf) -> Verdict:
        exempt = at.parameter(name)
        if project.additionality != "exempt":
            return finding(False, fact=Text("未按免予论证", "not filed as exempt"), using=(exempt,))
        verdicts = [condition(project, at) for condition in applicable]
        if any(verdict.outcome == "not-met" for verdict in verdicts):
            said = Text("不符合适用条件，不能免予论证", "not applicable, so not exempt")
            return finding(False, fact=said, using=(exempt,))
        open_ones = [verdict for verdict in verdicts if verdict.outcome == "unknown"]
        missing = tuple(name for verdict in open_ones for name in verdict.missing)
        met = None if open_ones else exempt.value == "always"
        return finding(met, fact=Text("免予论证", "exempt"), using=(exempt,), missing=missing)

    return additionality_rule(code, cites, judge)


def merged_rule(code: str, cites: str) -> Predicate:
    """Enter the rule on mangrove, salt-marsh and seagrass projects that apply as one."""

    def judge(project: Project, at: AsOf) -> Verdict:
        others = project.site.get("merged_with")
        if not others:
            return not_applicable(Text("不与其他项目合并", "not merged with another project"))
        authorised = project.site.get("owners_authorised")
        if not isinstance(authorised, bool):
            return finding(None, missing=("site.owners_authorised",))
        said = Text("全部所有者已授权", "all owners have authorised it")
        return finding(authorised, fact=said if authorised else Text("未全部授权", "not all owners have"))

    return rule(
        f"{prefix(code)}.merging",
        stage=Stage.ELIGIBILITY,
        methodology=code,
        cites=cites,
        basis="fact",
        title=Text("合并申请", "Merged project"),
        requires=Text(
            "全部项目所有者授权，三类分别核算",
            "all owners authorise it; the three types are accounted for separately",
        ),
        remedy=Text("取得全部所有者的授权。", "Obtain the authority of every owner."),
    )(judge)


def _beyond_lifetime(project: Project) -> Text | None:
    begun, crediting = project.start_of_construction, project.crediting
    if begun is None or project.lifetime_years is None or crediting is None:
        return None
    years, part = divmod(project.lifetime_years, 1)
    ends = add_years(begun, int(years)) + dt.timedelta(days=int(part * 365))
    if crediting.end < ends:
        return None
    return Text(f"，晚于开工日 {begun} 加寿命（{ends}）", f", beyond {begun} plus the lifetime ({ends})")
