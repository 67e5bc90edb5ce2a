"""The project's dates in order: what is done, what runs, what comes, each with its clause."""

from __future__ import annotations

import datetime as dt

from ..core.asof import AsOf
from ..core.dates import ONE_DAY
from ..core.errors import CcerError
from ..core.text import Text
from ..rules.subjects import Project
from .deadlines import Deadline
from .model import Claim, Step

ORDER_31 = "mee-samr-2023-31"

DEADLINE_TEXT = {
    "pdd-notice": Text("设计文件公示期满", "notice of the design document ends"),
    "reduction-notice": Text("核算报告公示期满", "notice of the accounting report ends"),
    "vvb-report": Text("核查报告应出具（原则上）", "verification report due (in principle)"),
    "validation-report": Text("审定报告应出具（原则上）", "validation report due (in principle)"),
    "registry-review": Text("项目登记审核期满", "registry's review of the project ends"),
    "reduction-review": Text("减排量登记审核期满", "registry's review of the reductions ends"),
    "records": Text("原始记录保存期满", "records may be given up"),
    "account-review": Text("开户审核期满", "review of the account ends"),
    "account-change-filing": Text("申请变更期满", "time to file the change ends"),
    "answer": Text(
        "指定的答复期限（条文没有规定天数）", "the day named for an answer (no text gives a period)"
    ),
    "compliance": Text("责令注销的期限（由决定指定）", "the day named to cancel by"),
    "account-change-review": Text("办理变更期满", "time to complete the change ends"),
}


def timeline_of(
    project: Project, claims: tuple[Claim, ...], deadlines: tuple[Deadline, ...], at: AsOf
) -> tuple[Step, ...]:
    """All steps, earliest first; the first one still to come is marked ``next``."""
    steps = _facts(project, at)
    for item in deadlines:
        state = "done" if item.end < at.on else "later"
        steps.append(
            Step(
                item.end,
                DEADLINE_TEXT[item.kind],
                state,
                item.citation,
                note=item.interpretation,
                provisional=item.provisional,
            )
        )
    for claim in claims:
        steps += _claim_steps(claim, at.on)
    steps.sort(key=lambda step: step.day)
    for position, step in enumerate(steps):
        if step.state == "later":
            steps[position] = Step(
                step.day, step.title, "next", step.clause, step.note, step.until, step.provisional
            )
            break
    return tuple(steps)


def _facts(project: Project, at: AsOf) -> list[Step]:
    known: list[tuple[dt.date | None, Text, str]] = [
        (
            project.start_of_construction,
            Text("开工", "construction starts"),
            f"{ORDER_31}/art-10/para-1/item-3",
        ),
        (
            project.operation_start,
            Text("投运", "start of operation"),
            _life_clause(project, at),
        ),
        (
            project.notice.start if project.notice else None,
            Text("设计文件公示开始", "notice of the design document begins"),
            f"{ORDER_31}/art-12/para-1",
        ),
        (
            project.validation.issued_on if project.validation else None,
            Text("审定报告上传", "validation report uploaded"),
            f"{ORDER_31}/art-13/para-1",
        ),
        (
            project.application_on,
            Text("申请项目登记", "registration applied for"),
            f"{ORDER_31}/art-14/para-1",
        ),
        (project.registered_on, Text("项目登记", "project registered"), f"{ORDER_31}/art-15"),
    ]
    if project.crediting:
        known += [
            (
                project.crediting.start,
                Text("计入期开始", "crediting period begins"),
                f"{ORDER_31}/art-8/para-2",
            ),
            (project.crediting.end, Text("计入期结束", "crediting period ends"), f"{ORDER_31}/art-8/para-2"),
        ]
    return [
        Step(day, title, "done" if day <= at.on else "later", clause) for day, title, clause in known if day
    ]


def _life_clause(project: Project, at: AsOf) -> str:
    """Where the methodology says from when a project's life is counted; where that was not read, what it must lay down."""
    for place in ("sec-5.2.1", "crediting-period"):
        ref = f"{project.methodology.lower()}/{place}"
        try:
            return at.cite(ref, allow_draft=True).ref
        except CcerError:
            continue
    return f"{ORDER_31}/art-8/para-2"


def _claim_steps(claim: Claim, today: dt.date) -> list[Step]:
    clause = f"{ORDER_31}/art-17/para-2"
    span = Text(
        f"（{claim.period.start} 至 {claim.period.end}）", f" ({claim.period.start} to {claim.period.end})"
    )
    if claim.reduction.registered_on:
        title = Text("减排量登记", "reductions registered") + span
        return [Step(claim.reduction.registered_on, title, "done", f"{ORDER_31}/art-22/para-1")]
    if claim.reduction.application_on:
        title = Text("申请减排量登记", "registration of reductions applied for") + span
        day = claim.reduction.application_on
        return [Step(day, title, "done" if day <= today else "later", f"{ORDER_31}/art-21/para-1")]
    title = Text("申请整段减排量的最后一天", "last day to apply for the whole period") + span
    if claim.lost is None:
        return [Step(claim.last_application, title, "later", clause)]
    note = Text(
        f"{claim.lost.start} 至 {claim.lost.end} 已超过五年",
        f"{claim.lost.start} to {claim.lost.end} is more than five years old",
    )
    return [
        Step(claim.last_application, title, "missed", clause, note=note),
        Step(
            today + ONE_DAY,
            Text("每过一天，多失去最早一天的减排量", "each further day loses the oldest day"),
            "later",
            clause,
            note=note,
        ),
    ]
