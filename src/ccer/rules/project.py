"""May this be a CCER project? Conditions of Order 31 articles 4, 9, 10, 13, 16, 43, 48 and 49."""

from __future__ import annotations

from ..core.asof import AsOf, Citation
from ..core.errors import CcerError
from ..core.text import Text
from .catalogue import Stage, Verdict, finding, not_applicable, rule
from .subjects import Project

ORDER_31 = "mee-samr-2023-31"

OWNER_TEXT = {
    "legal-person": Text("法人", "legal person"),
    "other-organisation": Text("其他组织", "other organisation"),
    "natural-person": Text("自然人", "natural person"),
}
ROUTE_TEXT = {
    "exempt": Text("免予论证", "exempt"),
    "simplified": Text("简化论证", "simplified"),
    "general": Text("一般论证", "general"),
}
PURPOSE_TEXT = {
    "avoid-reduce": Text("避免、减少排放", "avoids or reduces emissions"),
    "remove": Text("清除温室气体", "removes greenhouse gases"),
}


@rule(
    "project.applicant",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-4/para-1",
    title=Text("申请主体", "Applicant"),
    requires=Text(
        "境内依法成立的法人或其他组织",
        "a legal person or other organisation lawfully established in mainland China",
    ),
    remedy=Text(
        "由符合条件的法人或其他组织作为项目业主申请。",
        "Let an eligible legal person or organisation apply as project owner.",
    ),
    needs=("owner_kind", "established_in_prc"),
)
def applicant(project: Project, at: AsOf) -> Verdict:
    kind = OWNER_TEXT[project.owner_kind or "natural-person"]
    return finding(project.owner_kind != "natural-person" and project.established_in_prc is True, fact=kind)


@rule(
    "project.purpose",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-9",
    title=Text("项目作用", "Purpose"),
    requires=Text("避免、减少排放，或者实现清除", "avoids or reduces emissions, or removes greenhouse gases"),
    remedy=Text(
        "说明项目如何避免、减少排放或清除温室气体。",
        "State how the project avoids, reduces or removes emissions.",
    ),
    needs="purpose",
)
def purpose(project: Project, at: AsOf) -> Verdict:
    return finding(True, fact=PURPOSE_TEXT[project.purpose or "remove"])


def registered_under(project: Project, at: AsOf) -> Citation | None:
    """The version in force when the project was registered, which it keeps though it was since replaced."""
    if project.registered_on is None or project.registered_on > at.on:
        return None
    try:
        return at.cite(project.methodology.lower(), project.registered_on)
    except CcerError:
        return None


@rule(
    "project.methodology_in_force",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-10/para-1/item-2",
    title=Text("方法学领域", "Methodology"),
    requires=Text("属于已发布且有效的方法学支持领域", "in the field of a published methodology in force"),
    remedy=Text(
        "选用判定日有效的方法学；尚未发布的领域不能申请登记。",
        "Use a methodology in force on that day; a field without one cannot be registered.",
    ),
)
def methodology_in_force(project: Project, at: AsOf) -> Verdict:
    try:
        version = at.cite(project.methodology.lower())
    except CcerError as error:
        kept = registered_under(project, at)
        if kept:
            return finding(True, fact=kept_version(project), cited=(kept,))
        return finding(False, fact=Text(f"{project.methodology}：", f"{project.methodology}: ") + error.why)
    since = version.since.isoformat() if version.since else "?"
    return finding(
        True,
        fact=Text(
            f"{project.methodology}，自 {since} 起有效", f"{project.methodology}, in force since {since}"
        ),
        cited=(version,),
    )


def kept_version(project: Project) -> Text:
    """What is said of a project that keeps its version."""
    return Text(
        f"{project.methodology}，项目于 {project.registered_on} 按此版本登记",
        f"{project.methodology}, under which the project was registered on {project.registered_on}",
    )


@rule(
    "project.construction_start",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-10/para-1/item-3",
    basis="fact",
    title=Text("开工时间", "Start of construction"),
    requires=Text("晚于 {required}", "after {required}"),
    remedy=Text(
        "核对最早的开工证据；在该日或以前开工的项目不能登记。",
        "Check the earliest proof of start; a project begun on or before that day cannot be registered.",
    ),
    needs="start_of_construction",
    required_by="project.construction_started_after",
    interpretation=Text("「之后」不含当日", "“after” excludes the day itself"),
)
def construction_start(project: Project, at: AsOf) -> Verdict:
    floor = at.parameter("project.construction_started_after")
    start = project.start_of_construction
    assert start is not None
    return finding(start > floor.day, fact=start, required=floor.value, using=(floor,))


@rule(
    "project.real_unique_additional",
    stage=Stage.ELIGIBILITY,
    cites=(f"{ORDER_31}/art-10/para-1/item-1", f"{ORDER_31}/art-48/para-4"),
    title=Text("唯一性", "Uniqueness"),
    requires=Text(
        "未参与其他减排交易机制，无重复认定或重复计算",
        "in no other emission-reduction scheme, not recognised or counted twice",
    ),
    remedy=Text(
        "退出其他机制并取得证明，或放弃申请。", "Leave the other scheme and obtain proof, or do not apply."
    ),
    needs="other_scheme",
)
def real_unique_additional(project: Project, at: AsOf) -> Verdict:
    fact = (
        Text("已参与其他机制", "in another scheme")
        if project.other_scheme
        else Text("未参与其他机制", "in no other scheme")
    )
    return finding(not project.other_scheme, fact=fact)


@rule(
    "project.additionality_route",
    stage=Stage.ELIGIBILITY,
    cites=(f"{ORDER_31}/art-10/para-1/item-1", f"{ORDER_31}/art-48/para-5"),
    title=Text("额外性论证方式", "Additionality route"),
    requires=Text("按方法学免予论证，或完成论证", "exempt under the methodology, or demonstrated"),
    remedy=Text(
        "写明论证方式：免予论证、简化论证或一般论证。", "State the route: exempt, simplified or general."
    ),
    needs="additionality",
)
def additionality_route(project: Project, at: AsOf) -> Verdict:
    return finding(True, fact=ROUTE_TEXT[project.additionality or "general"])


@rule(
    "project.lawful",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-13/para-1/item-1",
    title=Text("合法合规", "Lawfulness"),
    requires=Text("符合相关法律法规和国家政策", "complies with laws, regulations and national policy"),
    remedy=Text(
        "补充核准（备案）、环评、用海用地等批复。",
        "Supply the approvals: record or approval, EIA, sea or land use.",
    ),
    needs="lawful",
)
def lawful(project: Project, at: AsOf) -> Verdict:
    return finding(project.lawful, fact=project.lawful)


@rule(
    "project.no_harm",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-13/para-1/item-5",
    title=Text("可持续发展", "Sustainable development"),
    requires=Text(
        "符合可持续发展要求，无不利影响", "meets sustainable-development requirements, does no harm"
    ),
    remedy=Text(
        "以环评批复、竣工环保验收等说明无不利影响。",
        "Show it with the EIA approval and the acceptance report.",
    ),
    needs="no_harm",
)
def no_harm(project: Project, at: AsOf) -> Verdict:
    return finding(project.no_harm, fact=project.no_harm)


@rule(
    "project.no_legal_duty",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-10/para-2",
    title=Text("无法定减排义务", "No legal duty to reduce"),
    requires=Text(
        "法律法规、国家政策未规定其减排义务", "no law or national policy obliges it to reduce emissions"
    ),
    remedy=Text("有法定减排义务的项目不得申请登记。", "A project under such a duty may not be registered."),
    needs="legal_duty",
)
def no_legal_duty(project: Project, at: AsOf) -> Verdict:
    fact = Text("有减排义务", "under a duty") if project.legal_duty else Text("无减排义务", "under no duty")
    return finding(not project.legal_duty, fact=fact)


@rule(
    "project.not_ets_covered",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-10/para-2",
    title=Text("未纳入配额管理", "Not under ETS allowances"),
    requires=Text(
        "未纳入全国或地方碳市场配额管理", "not under allowance management of the national or a local ETS"
    ),
    remedy=Text(
        "纳入配额管理的项目不得申请登记。", "A project under allowance management may not be registered."
    ),
    needs="ets_covered",
)
def not_ets_covered(project: Project, at: AsOf) -> Verdict:
    fact = (
        Text("已纳入配额管理", "under allowances")
        if project.ets_covered
        else Text("未纳入配额管理", "not under allowances")
    )
    return finding(not project.ets_covered, fact=fact)


@rule(
    "project.not_cancelled_before",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-16/para-3",
    title=Text("未曾注销", "Never cancelled"),
    requires=Text("注销后的项目不得再次申请", "a cancelled project may not apply again"),
    remedy=Text("已注销的项目不能再登记。", "A cancelled project cannot be registered again."),
    needs="cancelled_before",
)
def not_cancelled_before(project: Project, at: AsOf) -> Verdict:
    fact = (
        Text("曾被注销", "cancelled before")
        if project.cancelled_before
        else Text("未曾注销", "never cancelled")
    )
    return finding(not project.cancelled_before, fact=fact)


@rule(
    "project.owner_not_barred",
    stage=Stage.ELIGIBILITY,
    cites=(f"{ORDER_31}/art-43/para-1", f"{ORDER_31}/art-43/para-2"),
    title=Text("业主未被限制申请", "Owner not barred"),
    requires=Text(
        "不在三年内不予受理或不再受理的情形", "not inside a three-year or lasting bar on applications"
    ),
    remedy=Text(
        "限制期满后再申请；被决定不再受理的，不能申请。",
        "Apply after the bar ends; under a lasting bar there is no application.",
    ),
)
def owner_not_barred(project: Project, at: AsOf) -> Verdict:
    if project.owner_barred_for_good:
        return finding(False, fact=Text("不再受理其申请", "barred for good"))
    if project.owner_barred_until is not None:
        until = project.owner_barred_until
        return finding(until < at.on, fact=Text(f"限制至 {until}", f"barred until {until}"))
    if project.owner_barred_for_good is None:
        return finding(None, missing=("owner_barred_for_good", "owner_barred_until"))
    return finding(True, fact=Text("无限制", "not barred"))


@rule(
    "project.legacy_must_reapply",
    stage=Stage.ELIGIBILITY,
    cites=f"{ORDER_31}/art-49",
    basis="fact",
    title=Text("旧备案项目", "Project filed under the old scheme"),
    requires=Text(
        "{required} 前备案的项目须按本办法重新申请",
        "filed before {required}: must apply anew under the Measures",
    ),
    remedy=Text("按现行规定重新申请项目登记。", "Apply anew under the present rules."),
)
def legacy_must_reapply(project: Project, at: AsOf) -> Verdict:
    filed, cut = project.legacy_filed_on, at.parameter("project.legacy_filed_before")
    if filed is None:
        return not_applicable(Text("无旧备案", "never filed under the old scheme"), cut.value)
    if filed < cut.day:
        fact = Text(f"{filed} 备案，本次为重新申请", f"filed on {filed}; this is the new application")
        return finding(True, fact=fact, required=cut.value, using=(cut,))
    return not_applicable(
        Text(f"{filed} 不早于 {cut.value}", f"{filed} is not before {cut.value}"), cut.value
    )
