"""May this body do this work? Independence, approval by sector, team, sampling and time (Order 31 art. 18, 30, 31, 37; CNCA-CCER-01)."""

from __future__ import annotations

from ..core.asof import AsOf
from ..core.text import Text
from ..policy.approvals import approval
from .catalogue import Stage, Verdict, finding, not_applicable, rule
from .project import ORDER_31
from .subjects import Engagement

CNCA = "cnca-2023-ccer-01"


@rule(
    "verification.verifier_is_not_validator",
    stage=Stage.ENGAGEMENT,
    cites=f"{ORDER_31}/art-18/para-1",
    title=Text("核查机构独立于审定机构", "Verifier is not the validator"),
    requires=Text(
        "不得为负责该项目审定的机构：{required}", "not the body that validated the project: {required}"
    ),
    remedy=Text("改委托另一家获批机构核查。", "Engage another approved body."),
    interpretation=Text(
        "合并或同一集团的机构视为同一机构，从严掌握",
        "bodies merged or of one group are taken as one, to be safe",
    ),
)
def verifier_is_not_validator(work: Engagement, at: AsOf) -> Verdict:
    if work.role == "validation":
        return not_applicable(Text("审定委托", "a validation"))
    if work.validator_of_project is None:
        return finding(None, fact=work.body, missing=("validator_of_project",))
    same = work.body == work.validator_of_project or work.same_group_as_validator is True
    return finding(not same, fact=work.body, required=work.validator_of_project)


@rule(
    "verification.approved_for_sector",
    stage=Stage.ENGAGEMENT,
    cites=(f"{ORDER_31}/art-30/para-4", f"{ORDER_31}/art-31/para-1"),
    title=Text("获批行业领域", "Approved for the sector"),
    requires=Text("在委托之日已获批准从事该领域", "approved for the sector on the day of engagement"),
    remedy=Text(
        "选择已获批该领域的机构（见认监委公告）。",
        "Choose a body approved for the sector (see the regulator's notices).",
    ),
)
def approved_for_sector(work: Engagement, at: AsOf) -> Verdict:
    found = approval(work.body, work.methodology, work.engaged_on)
    return finding(
        found.approved,
        fact=found.fact,
        missing=("approval",) if found.approved is None else (),
        on=work.engaged_on,
    )


@rule(
    "verification.independent",
    stage=Stage.ENGAGEMENT,
    cites=(
        f"{ORDER_31}/art-37/para-2",
        f"{CNCA}/sec-4.3.2",
        f"{CNCA}/sec-4.7/para-3",
        f"{CNCA}/sec-5.3.2",
        f"{CNCA}/sec-5.7/para-3",
    ),
    title=Text("无利益冲突", "No conflict of interest"),
    requires=Text(
        "无资助、开发、营销、咨询，无资产管理关系，未代写文件",
        "no funding, development, marketing, consulting, tie to the owner, nor writing of the documents",
    ),
    remedy=Text("更换机构。", "Engage another body."),
    needs=("funded_by_interested", "develops_or_consults", "tied_to_owner", "wrote_documents"),
)
def independent(work: Engagement, at: AsOf) -> Verdict:
    ties = (
        (work.funded_by_interested, Text("接受可能影响公正的资助；", "biasing funding; ")),
        (work.develops_or_consults, Text("从事开发、营销或咨询；", "development, marketing or consulting; ")),
        (work.tied_to_owner, Text("与业主存在资产、管理关系；", "a tie to the owner; ")),
        (work.wrote_documents, Text("编制了设计文件或核算报告；", "wrote the documents; ")),
    )
    found = [text for tied, text in ties if tied]
    fact = found[0] if found else Text("无", "none")
    for text in found[1:]:
        fact = fact + text
    return finding(not found, fact=fact)


@rule(
    "verification.team",
    stage=Stage.ENGAGEMENT,
    cites=(f"{CNCA}/sec-4.3.2", f"{CNCA}/sec-5.3.2"),
    title=Text("工作组", "Team"),
    requires=Text(
        "专职人员不少于 {required} 名，其中至少一名具备该领域能力",
        "at least {required} full-time staff, at least one competent in the sector",
    ),
    remedy=Text("补足工作组人员。", "Add team members."),
    needs=("team_size", "team_competent"),
)
def team(work: Engagement, at: AsOf) -> Verdict:
    least, competent = (
        at.parameter(f"{work.role}.team_min"),
        at.parameter(f"{work.role}.team_sector_competent_min"),
    )
    size, able = work.team_size or 0, work.team_competent or 0
    met = size >= least.count and able >= competent.count
    fact = Text(f"{size} 名，其中 {able} 名具备领域能力", f"{size}, of whom {able} competent")
    return finding(met, fact=fact, required=least.value, using=(least, competent))


@rule(
    "verification.four_eyes",
    stage=Stage.ENGAGEMENT,
    cites=(f"{CNCA}/sec-4.8.1", f"{CNCA}/sec-4.7/para-3", f"{CNCA}/sec-5.8.1", f"{CNCA}/sec-5.7/para-3"),
    title=Text("复核与决定分离", "Review and decision kept apart"),
    requires=Text("复核和决定人员不是工作组成员", "reviewer and decision maker are not of the team"),
    remedy=Text("由工作组以外的人员复核和决定。", "Let others than the team review and decide."),
    needs=("reviewer_in_team", "decider_in_team"),
)
def four_eyes(work: Engagement, at: AsOf) -> Verdict:
    mixed = bool(work.reviewer_in_team or work.decider_in_team)
    fact = (
        Text("由工作组成员复核或决定", "a team member reviews or decides")
        if mixed
        else Text("已分离", "kept apart")
    )
    return finding(not mixed, fact=fact)


@rule(
    "verification.sampling",
    stage=Stage.ENGAGEMENT,
    cites=(f"{CNCA}/sec-4.5.1/para-2", f"{CNCA}/sec-5.5.1/para-2"),
    title=Text("现场抽样", "Site sampling"),
    requires=Text("至少现场评审 {required} 处", "at least {required} sites visited"),
    remedy=Text("补充现场评审。", "Visit more sites."),
    needs=("sites_total", "sites_visited"),
)
def sampling(work: Engagement, at: AsOf) -> Verdict:
    every, least = at.parameter(f"{work.role}.sites_all_up_to"), at.parameter(f"{work.role}.sites_min")
    total, visited = work.sites_total or 0, work.sites_visited or 0
    required = total if total <= every.count else least.count
    fact = Text(f"共 {total} 处，已评审 {visited} 处", f"{visited} of {total} visited")
    return finding(visited >= required, fact=fact, required=required, using=(every, least))


@rule(
    "verification.report_in_time",
    stage=Stage.ENGAGEMENT,
    cites=(f"{CNCA}/sec-4.3.3", f"{CNCA}/sec-5.3.3"),
    basis="fact",
    title=Text("出具报告时限", "Report in time"),
    requires=Text(
        "原则上自公示起 {required} 天内，业主原因的延误不计",
        "in principle within {required} days of publication, the owner's delays aside",
    ),
    remedy=Text("说明延误原因，或尽快出具报告。", "Explain the delay, or issue the report."),
    interpretation=Text(
        "按自然日计，公示次日为第一天", "calendar days, the day after publication being the first"
    ),
)
def report_in_time(work: Engagement, at: AsOf) -> Verdict:
    if work.notice_start is None or work.report_on is None:
        return not_applicable(Text("报告尚未出具", "no report yet"))
    limit = at.parameter(f"{work.role}.report_days")
    taken = (work.report_on - work.notice_start).days - work.owner_delay_days
    return finding(taken <= limit.count, fact=taken, required=limit.value, using=(limit,))
