"""May the registration of an eligible project be applied for now? Order 31 articles 12 to 14, and the engagement of the validator."""

from __future__ import annotations

from ..core.asof import AsOf
from ..core.text import Text
from ..policy.calendar import calendar
from .catalogue import Stage, Verdict, finding, rule
from .project import ORDER_31, methodology_in_force
from .reduction import methodology as reduction_methodology
from .subjects import Notice, Project, Reduction


def notice_verdict(notice: Notice | None, parameter: str, at: AsOf) -> Verdict:
    """A notice has run its working days, first and last day counted, before the as-of date."""
    if notice is None:
        return finding(None, required=TO_COME, missing=("notice",))
    days = at.parameter(parameter)
    end = calendar().add_workdays(notice.start, days.count)
    fact = Text(f"{notice.start} 起公示", f"notice began {notice.start}")
    after = Text(f"（{end} 之后）", f" (after {end})")
    reading = Text("首日、末日均计入", "first and last day counted")
    if calendar().provisional(notice.start, end):
        reading = reading + Text(
            "；该年放假通知未出，暂定", "; provisional, that year's holiday notice is not out"
        )
    return finding(at.on > end, fact=fact, required=after, using=(days,), interpretation=reading)


NOTICE_OVER = Text("公示期满{required}", "the notice is over{required}")
TO_COME = Text("（按规定的工作日计）", " (in working days, as the clause says)")


METHODOLOGY = Text("方法学已发布", "Methodology published")
PUBLISHED = Text(
    "属于已发布的方法学，草案不能登记", "under a published methodology; nothing is registered under a draft"
)
AWAIT = Text(
    "等待方法学发布，或改用已发布的方法学。", "Wait until it is published, or use a published methodology."
)

rule(
    "project.registration_methodology",
    stage=Stage.REGISTRATION,
    cites=f"{ORDER_31}/art-10/para-1/item-2",
    title=METHODOLOGY,
    requires=PUBLISHED,
    remedy=AWAIT,
)(methodology_in_force)
rule(
    "reduction.registration_methodology",
    stage=Stage.REDUCTION_REGISTRATION,
    cites=f"{ORDER_31}/art-17/para-1/item-2",
    title=METHODOLOGY,
    requires=PUBLISHED,
    remedy=AWAIT,
)(reduction_methodology)


@rule(
    "project.notice_complete",
    stage=Stage.REGISTRATION,
    cites=f"{ORDER_31}/art-12/para-3",
    basis="fact",
    title=Text("设计文件公示", "Notice of the design document"),
    requires=NOTICE_OVER,
    remedy=Text(
        "通过注册登记系统公示项目设计文件，期满后再申请。",
        "Publish the design document through the registry and apply once the notice is over.",
    ),
    supply=Text(
        "通过注册登记系统公示项目设计文件，期满后再申请。",
        "Publish the design document through the registry and apply once the notice is over.",
    ),
)
def notice_complete(project: Project, at: AsOf) -> Verdict:
    return notice_verdict(project.notice, "project.notice_working_days", at)


@rule(
    "project.validator_named",
    stage=Stage.REGISTRATION,
    cites=f"{ORDER_31}/art-12/para-2",
    title=Text("公示审定机构", "Validator named in the notice"),
    requires=Text(
        "同步公示所委托的审定与核查机构名称", "the engaged body is named together with the document"
    ),
    remedy=Text("委托审定机构并在公示时写明名称。", "Engage a validator and name it in the notice."),
    supply=Text("委托审定机构并在公示时写明名称。", "Engage a validator and name it in the notice."),
    needs="validator",
)
def validator_named(project: Project, at: AsOf) -> Verdict:
    return finding(True, fact=project.validator)


@rule(
    "project.validation_positive",
    stage=Stage.REGISTRATION,
    cites=(f"{ORDER_31}/art-14/para-1", f"{ORDER_31}/art-13/para-2", f"{ORDER_31}/art-13/para-3"),
    title=Text("审定报告", "Validation report"),
    requires=Text(
        "结论肯定，说明公众意见处理情况并附承诺",
        "a positive conclusion, comments accounted for, with the body's commitment",
    ),
    remedy=Text(
        "取得审定机构上传的肯定结论后再申请。", "Apply once the validator has uploaded a positive conclusion."
    ),
    supply=Text(
        "取得审定机构上传的肯定结论后再申请。", "Apply once the validator has uploaded a positive conclusion."
    ),
    needs="validation",
)
def validation_positive(project: Project, at: AsOf) -> Verdict:
    report = project.validation
    assert report is not None
    parts = {
        "validation.positive": report.positive,
        "validation.comments_handled": report.comments_handled,
        "validation.commitment": report.commitment,
    }
    if False in parts.values():
        return finding(False, fact=Text("结论否定或内容不全", "negative or incomplete"))
    missing = tuple(name for name, value in parts.items() if value is None)
    if missing:
        return finding(None, missing=missing)
    issued = report.issued_on.isoformat() if report.issued_on else "—"
    return finding(True, fact=Text(f"肯定结论（{issued}）", f"positive ({issued})"))


@rule(
    "project.commitment_letter",
    stage=Stage.REGISTRATION,
    cites=f"{ORDER_31}/art-14/para-2",
    title=Text("承诺书", "Commitment letter"),
    requires=Text(
        "附唯一性及材料真实、完整、有效的承诺书",
        "a letter answering for uniqueness and for true, complete, valid papers",
    ),
    remedy=Text(
        "签署承诺书并随申请表、设计文件、审定报告提交。",
        "Sign the letter and file it with the form, the design document and the report.",
    ),
    supply=Text(
        "签署承诺书并随申请表、设计文件、审定报告提交。",
        "Sign the letter and file it with the form, the design document and the report.",
    ),
    needs="commitment_letter",
)
def commitment_letter(project: Project, at: AsOf) -> Verdict:
    return finding(project.commitment_letter, fact=project.commitment_letter)


@rule(
    "reduction.notice_complete",
    stage=Stage.REDUCTION_REGISTRATION,
    cites=f"{ORDER_31}/art-19/para-3",
    basis="fact",
    title=Text("核算报告公示", "Notice of the accounting report"),
    requires=NOTICE_OVER,
    remedy=Text(
        "通过注册登记系统公示减排量核算报告，期满后再申请。",
        "Publish the accounting report through the registry and apply once the notice is over.",
    ),
    supply=Text(
        "通过注册登记系统公示减排量核算报告，期满后再申请。",
        "Publish the accounting report through the registry and apply once the notice is over.",
    ),
)
def reduction_notice_complete(reduction: Reduction, at: AsOf) -> Verdict:
    return notice_verdict(reduction.notice, "reduction.notice_working_days", at)


@rule(
    "reduction.verifier_named",
    stage=Stage.REDUCTION_REGISTRATION,
    cites=f"{ORDER_31}/art-19/para-2",
    title=Text("公示核查机构", "Verifier named in the notice"),
    requires=Text("同步公示所委托的审定与核查机构名称", "the engaged body is named together with the report"),
    remedy=Text("委托核查机构并在公示时写明名称。", "Engage a verifier and name it in the notice."),
    supply=Text("委托核查机构并在公示时写明名称。", "Engage a verifier and name it in the notice."),
    needs="verifier",
)
def verifier_named(reduction: Reduction, at: AsOf) -> Verdict:
    return finding(True, fact=reduction.verifier)


@rule(
    "reduction.verifier_is_not_validator",
    stage=Stage.REDUCTION_REGISTRATION,
    cites=f"{ORDER_31}/art-18/para-1",
    title=Text("核查机构独立于审定机构", "Verifier is not the validator"),
    requires=Text(
        "不得为负责该项目审定的机构：{required}", "not the body that validated the project: {required}"
    ),
    remedy=Text("改委托另一家获批机构核查。", "Engage another approved body."),
    needs="verifier",
)
def verifier_is_not_validator(reduction: Reduction, at: AsOf) -> Verdict:
    validator = reduction.project.validator
    if validator is None:
        return finding(None, fact=reduction.verifier, missing=("project.validator",))
    return finding(reduction.verifier != validator, fact=reduction.verifier, required=validator)


@rule(
    "reduction.quantity_equals_verified",
    stage=Stage.REDUCTION_REGISTRATION,
    cites=(f"{ORDER_31}/art-21/para-1", f"{ORDER_31}/art-20/para-2"),
    title=Text("申请量等于核查量", "Quantity equals the verified one"),
    requires=Text("等于核查报告确定的 {required} tCO₂e", "equal to the verified {required} tCO₂e"),
    remedy=Text("按核查报告确定的数量申请。", "Apply for exactly the verified quantity."),
    needs=("verification", "quantity"),
)
def quantity_equals_verified(reduction: Reduction, at: AsOf) -> Verdict:
    report = reduction.verification
    if report is None or report.quantity is None:
        return finding(None, fact=reduction.quantity, missing=("verification.quantity",))
    return finding(reduction.quantity == report.quantity, fact=reduction.quantity, required=report.quantity)


@rule(
    "reduction.commitment_letter",
    stage=Stage.REDUCTION_REGISTRATION,
    cites=f"{ORDER_31}/art-21/para-2",
    title=Text("承诺书", "Commitment letter"),
    requires=Text(
        "附核算报告真实、完整、有效的承诺书",
        "a letter answering for a true, complete, valid accounting report",
    ),
    remedy=Text(
        "签署承诺书并随申请表、核算报告、核查报告提交。",
        "Sign the letter and file it with the form and both reports.",
    ),
    supply=Text(
        "签署承诺书并随申请表、核算报告、核查报告提交。",
        "Sign the letter and file it with the form and both reports.",
    ),
    needs="commitment_letter",
)
def reduction_commitment_letter(reduction: Reduction, at: AsOf) -> Verdict:
    return finding(reduction.commitment_letter, fact=reduction.commitment_letter)
