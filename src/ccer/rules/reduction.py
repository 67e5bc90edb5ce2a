"""May these reductions be applied for? Order 31 article 17, the methodology's networking clause, and the green-certificate link."""

from __future__ import annotations

from ..core.asof import AsOf
from ..core.dates import first_claimable_day
from ..core.errors import BadInput, CcerError, NotInForce, NotKnown
from ..core.text import Text
from .catalogue import Stage, Verdict, finding, not_applicable, rule
from .project import ORDER_31, kept_version, registered_under
from .subjects import Period, Reduction

GREEN_CERTIFICATES = "nea-mee-2024-124"
WITH_CERTIFICATES = ("CCER-01-001-V", "CCER-01-002-V")
"""Solar thermal and offshore wind, in any version."""


def days(period: Period) -> Text:
    """A period in words."""
    return Text(f"{period.start} 至 {period.end}", f"{period.start} to {period.end}")


@rule(
    "reduction.project_registered",
    stage=Stage.REDUCTION,
    cites=f"{ORDER_31}/art-17/para-1",
    title=Text("项目已登记", "Project registered"),
    requires=Text("项目已经注册登记机构登记", "the project has been registered"),
    remedy=Text("先完成项目登记。", "Register the project first."),
)
def project_registered(reduction: Reduction, at: AsOf) -> Verdict:
    registered = reduction.project.registered_on
    if registered is None:
        return finding(False, fact=Text("尚未登记", "not registered"))
    return finding(registered <= at.on, fact=registered)


@rule(
    "reduction.conservative",
    stage=Stage.REDUCTION,
    cites=(f"{ORDER_31}/art-17/para-1/item-1", f"{ORDER_31}/art-48/para-6"),
    title=Text("保守性", "Conservativeness"),
    requires=Text("按方法学保守核算，不高估", "accounted conservatively, never overstated"),
    remedy=Text("用本引擎按月度计量数据重新核算。", "Recalculate from the monthly readings."),
    supply=Text("用本引擎按月度计量数据重新核算。", "Recalculate from the monthly readings."),
)
def conservative(reduction: Reduction, at: AsOf) -> Verdict:
    if reduction.conservative is None:
        return finding(None, missing=("conservative",))
    said = (
        Text("已按保守原则核算", "accounted conservatively")
        if reduction.conservative
        else Text("申请量高于核算量", "more is claimed than was calculated")
    )
    return finding(reduction.conservative, fact=said)


@rule(
    "reduction.methodology",
    stage=Stage.REDUCTION,
    cites=f"{ORDER_31}/art-17/para-1/item-2",
    title=Text("符合方法学", "Per methodology"),
    requires=Text("符合生态环境部发布的方法学", "per a methodology published by the ministry"),
    remedy=Text("按项目登记时的方法学核算。", "Account by the methodology the project was registered under."),
)
def methodology(reduction: Reduction, at: AsOf) -> Verdict:
    project = reduction.project
    try:
        version = at.cite(project.methodology.lower())
    except CcerError as error:
        kept = registered_under(project, at)
        if kept:
            return finding(True, fact=kept_version(project), cited=(kept,))
        return finding(False, fact=Text(f"{project.methodology}：", f"{project.methodology}: ") + error.why)
    return finding(True, fact=project.methodology, cited=(version,))


@rule(
    "reduction.vintage_floor",
    stage=Stage.REDUCTION,
    cites=f"{ORDER_31}/art-17/para-1/item-3",
    basis="fact",
    title=Text("产生时间", "Produced after the floor"),
    requires=Text("产生于 {required} 之后", "produced after {required}"),
    remedy=Text(
        "核算期自该日次日起；此前的减排量不能申请。",
        "Begin the accounting period on the following day; what was produced earlier cannot be claimed.",
    ),
    interpretation=Text("「之后」不含当日", "“after” excludes the day itself"),
)
def vintage_floor(reduction: Reduction, at: AsOf) -> Verdict:
    floor = at.parameter("reduction.produced_after")
    start = reduction.period.start
    return finding(start > floor.day, fact=days(reduction.period), required=floor.value, using=(floor,))


@rule(
    "reduction.inside_crediting_period",
    stage=Stage.REDUCTION,
    cites=(f"{ORDER_31}/art-17/para-1/item-4", f"{ORDER_31}/art-8/para-2"),
    basis="fact",
    title=Text("计入期内", "Inside the crediting period"),
    requires=Text("在计入期 {required} 内", "inside the crediting period {required}"),
    remedy=Text("把核算期限制在计入期内。", "Keep the accounting period inside the crediting period."),
)
def inside_crediting_period(reduction: Reduction, at: AsOf) -> Verdict:
    crediting, period = reduction.project.crediting, reduction.period
    if crediting is None:
        return finding(None, fact=days(period), missing=("project.crediting",))
    inside = crediting.start <= period.start and period.end <= crediting.end
    return finding(inside, fact=days(period), required=days(crediting))


@rule(
    "reduction.look_back",
    stage=Stage.REDUCTION,
    cites=f"{ORDER_31}/art-17/para-2",
    title=Text("申请前五年以内", "Within five years before the application"),
    requires=Text("不早于 {required}", "not before {required}"),
    remedy=Text(
        "尽早申请，或放弃已超过五年的部分。", "Apply sooner, or give up what is more than five years old."
    ),
    interpretation=Text(
        "自申请之日倒推五年，同日起算", "counted back from the application, the same calendar day included"
    ),
)
def look_back(reduction: Reduction, at: AsOf) -> Verdict:
    years = at.parameter("reduction.look_back_years")
    filed = reduction.application_on or reduction.registered_on or at.on
    first = first_claimable_day(filed, years.count)
    inside = reduction.period.start >= first and reduction.period.end < filed
    return finding(inside, fact=days(reduction.period), required=first, using=(years,), on=filed)


@rule(
    "reduction.after_networking",
    stage=Stage.REDUCTION,
    cites=f"{ORDER_31}/art-17/para-1/item-2",
    basis="fact",
    title=Text("数据联网后", "After data networking"),
    requires=Text("产生于数据联网完成之后", "produced after data networking was completed"),
    remedy=Text(
        "完成联网试运行，自其次日起核算。", "Complete the networking trial and count from the day after."
    ),
)
def after_networking(reduction: Reduction, at: AsOf) -> Verdict:
    code = reduction.project.methodology.lower()
    try:
        required = at.parameter(f"methodology.{code}.networking_required")
    except (BadInput, NotInForce, NotKnown):  # a methodology that the base does not hold has none either
        return not_applicable(
            Text("方法学无联网要求的记载", "no networking clause is held for this methodology")
        )
    if not required.value:
        return not_applicable(Text("该方法学未要求联网", "this methodology asks for none"))
    done = reduction.project.networking_completed
    if done is None:
        return finding(None, missing=("project.networking_completed",), using=(required,))
    return finding(
        reduction.period.start > done, fact=days(reduction.period), required=done, using=(required,)
    )


@rule(
    "reduction.green_certificate_link",
    stage=Stage.REDUCTION,
    cites=(f"{ORDER_31}/art-48/para-4", f"{GREEN_CERTIFICATES}/part-2"),
    basis="fact",
    title=Text("绿证不重复", "No green certificate for the same power"),
    requires=Text(
        "已交易绿证的电量不得再核算减排量", "power whose green certificates were traded earns no reductions"
    ),
    remedy=Text(
        "扣除已交易绿证的电量，或提供未交易的证明。",
        "Take out the power whose certificates were traded, or prove that none were.",
    ),
)
def green_certificate_link(reduction: Reduction, at: AsOf) -> Verdict:
    if not reduction.project.methodology.startswith(WITH_CERTIFICATES):
        return not_applicable(Text("该方法学不涉及绿证", "no green certificates under this methodology"))
    traded, net = reduction.certificates_traded_mwh, reduction.net_export_mwh
    if traded is None or net is None or reduction.credited_mwh is None:
        return finding(
            None, missing=("certificates_traded_mwh", "net_export_mwh"), interpretation=_link_reading(at)
        )
    fact = Text(
        f"净上网 {net:,.3f} MWh，已交易绿证 {traded:,.3f} MWh",
        f"net export {net:,.3f} MWh, certificates traded {traded:,.3f} MWh",
    )
    return finding(reduction.credited_mwh <= net - traded + 1e-6, fact=fact, interpretation=_link_reading(at))


def _link_reading(at: AsOf) -> Text | None:
    """After the two-year notice lapsed its successor is not known: the old rule is kept, and that is said."""
    try:
        at.parameter("green_certificate.link")
    except (NotInForce, NotKnown) as error:
        return error.why + Text("；暂按原衔接规则保守判定", "; judged by the former rule, to be safe")
    return None
