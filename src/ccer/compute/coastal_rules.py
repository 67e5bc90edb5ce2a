"""Eligibility rules that sinks of coasts and dams share: title, law, crediting period with a shortest length, additionality."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import msgspec

from ..core.asof import AsOf
from ..core.dates import ONE_DAY, add_years, day_of, whole_period_end
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.catalogue import Predicate, Stage, Verdict, finding, not_applicable, rule
from ..rules.subjects import Period, Project
from .quantity_rules import additionality_rule, law_rule, prefix
from .result import Adjustment

MERGED: Final = "merged_with"
RIGHTS_LOST: Final = "rights_lost_on"
TOGETHER: Final = ("CCER-14-002-V01", "CCER-14-003-V01", "CCER-14-004-V01")
"""Methodologies whose projects may apply as one."""
_AGREED: Final = (
    ("owners_authorised", Text("所有者未全部授权", "not all owners authorise it")),
    ("accounts_separate", Text("没有分别核算", "the types are not accounted for separately")),
)

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
    """Enter the rule on mangrove, salt-marsh and seagrass projects of one province that apply as one."""

    def judge(project: Project, at: AsOf) -> Verdict:
        if not merged(project):
            return not_applicable(Text("不与其他项目合并", "not merged with another project"))
        against, missing = _merging(project, code)
        if against:
            return finding(False, fact=against[0])
        if missing:
            return finding(None, missing=missing)
        lost = rights_lost(project)
        said = Text(
            "同省，全部所有者已授权，分别核算", "one province, all owners authorise it, separate accounts"
        )
        ended = (
            Text(f"；计入期止于 {lost}", f"; the crediting period ends on {lost}") if lost else Text("", "")
        )
        return finding(True, fact=said + ended)

    return rule(
        f"{prefix(code)}.merging",
        stage=Stage.ELIGIBILITY,
        methodology=code,
        cites=cites,
        basis="fact",
        title=Text("合并申请", "Merged project"),
        requires=Text(
            "红树林、盐沼、海草床项目，同在一省，全部项目所有者授权，三类分别核算",
            "mangrove, salt-marsh and seagrass projects of one province; all owners authorise it; a separate account for each type",
        ),
        remedy=Text(
            "取得全部所有者的授权；每一类按自己的方法学另立项目文件核算。",
            "Obtain the authority of every owner; account for each type in a project file of its own methodology.",
        ),
    )(judge)


def merged(project: Project) -> bool:
    """Whether the project applies as one with others."""
    return bool(project.site.get(MERGED))


def rights_lost(project: Project) -> dt.date | None:
    """The last day of the crediting period of a merged project one of whose owners lost title or use: the day of the loss."""
    return day_of(project.site.get(RIGHTS_LOST)) if merged(project) else None


def until_rights_lost(project: Project, cite: str) -> tuple[Project, tuple[Adjustment, ...]]:
    """The project with its crediting period ended where an owner of a merged one lost the rights, and the line of the log.

    Raises
    ------
    BadInput
        If the day is no day, or lies before the crediting period.
    """
    given, crediting = project.site.get(RIGHTS_LOST), project.crediting
    if given is None or not merged(project) or crediting is None:
        return project, ()
    lost = day_of(given)
    if lost is None or lost < crediting.start:
        raise BadInput(
            what=Text(f"site.{RIGHTS_LOST} 无法使用", f"site.{RIGHTS_LOST} cannot be used"),
            why=Text(f"{given} 不是计入期内的日期", f"{given} is no day of the crediting period"),
            next=Text("写为丧失权利的日期", "write the day on which the rights were lost"),
            clause=cite,
        )
    if lost >= crediting.end:
        return project, ()
    whole, left = (float((end - crediting.start).days + 1) for end in (crediting.end, lost))
    what = Text(
        f"有所有者于 {lost} 丧失海域、土地权利，合并项目的计入期于该日结束",
        f"an owner lost the rights to sea area or land on {lost}; the crediting period of the merged project ends that day",
    )
    line = Adjustment(RIGHTS_LOST, what, whole, left, "day", cite)
    return msgspec.structs.replace(project, crediting=Period(crediting.start, lost)), (line,)


def _merging(project: Project, code: str) -> tuple[list[Text], tuple[str, ...]]:
    """What stands against a merger, and which facts are missing."""
    given = project.site[MERGED]
    rows = given if isinstance(given, (list, tuple)) else [given]
    others = [row if isinstance(row, Mapping) else {"methodology": row} for row in rows]
    against = [
        Text(f"{one} 不是另一类", f"{one} is not another of the three types")
        for one in (str(row.get("methodology", "")) for row in others)
        if one not in TOGETHER or one == code
    ]
    provinces = {f"site.{MERGED}.province": row.get("province") for row in others}
    against += [
        Text(f"在{row['province']}，不在同一省", f"in {row['province']}, another province")
        for row in others
        if row.get("province") and project.province and row["province"] != project.province
    ]
    flags = {f"site.{name}": project.site.get(name) for name, _ in _AGREED}
    against += [said for name, said in _AGREED if flags[f"site.{name}"] is False]
    missing = [name for name, value in flags.items() if not isinstance(value, bool)]
    missing += [name for name, value in provinces.items() if not value]
    missing += [] if project.province else ["province"]
    return against, tuple(missing)


def _beyond_lifetime(project: Project) -> Text | None:
    begun, crediting = project.start_of_construction, project.crediting
    if begun is None or project.lifetime_years is None or crediting is None:
        return None
    years, part = divmod(project.lifetime_years, 1)
    ends = add_years(begun, int(years)) + dt.timedelta(days=int(part * 365))
    if crediting.end < ends:
        return None
    return Text(f"，晚于开工日 {begun} 加寿命（{ends}）", f", beyond {begun} plus the lifetime ({ends})")
