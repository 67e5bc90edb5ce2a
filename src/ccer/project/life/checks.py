"""Checks of the application's own chain: accounts, earlier filings, notice, completeness, quantities, clocks."""

from __future__ import annotations

from ...core.errors import BadInput, NotInForce, NotKnown
from ...core.text import Text
from .attempt import ORDER, RULES, Attempt, account_of, check, owner_of, state_text
from .model import Life
from .outcome import Refusal

OVER = ("WITHDRAWN", "TERMINATED")
"""Ends after which a new application may follow."""
NOT_CLAIMING = ("NONE", "DRAFT", *OVER)


@check
def account_open(attempt: Attempt) -> Refusal | None:
    owner = owner_of(attempt.life, attempt.view)
    account = account_of(owner, attempt.view)
    if account is not None and account.state == "OPEN":
        return None
    restricted = account is not None and account.state == "RESTRICTED"
    return attempt.refuse(
        "account_open",
        Text("业主的登记账户不能使用：{state}", "the owner's registry account cannot be used: {state}"),
        Text("申请恢复使用。", "Ask for its restoration.")
        if restricted
        else Text("先开立登记账户。", "Open a registry account first."),
        f"{RULES}/art-10/para-1" if restricted else f"{RULES}/art-5/item-1",
        severity="refused" if account else "missing",
        state=state_text(account) if account else Text("没有账户", "it has none"),
    )


@check
def previous_may_return(attempt: Attempt) -> Refusal | None:
    """A withdrawn or ended application may be filed anew and is linked; a cancelled project never (Order 31 art. 16 para. 3)."""
    named = attempt.fact("previous")
    if not named:
        return None
    before = attempt.view.named(f"{attempt.life.machine}:{named}")
    if before is not None and before.state in (*OVER, "REVOKED"):
        return None
    cancelled = before is not None and before.state == "CANCELLED"
    return attempt.refuse(
        "previous_may_return",
        Text("前次申请的状态是“{state}”", "the earlier application is: {state}"),
        Text("已注销的项目不能再次申请登记。", "A cancelled project cannot be registered again.")
        if cancelled
        else Text(
            "前次申请撤回或者终止后再申请。",
            "File anew once the earlier application was withdrawn or has ended.",
        ),
        f"{ORDER}/art-16/para-3" if cancelled else f"{ORDER}/art-48/para-4",
        state=state_text(before) if before else Text("找不到", "not found"),
    )


@check
def no_overlap(attempt: Attempt) -> Refusal | None:
    """No other application on the same ground or plant stands (Order 31 art. 48 para. 4), none there was cancelled (art. 16 para. 3)."""
    for subject in attempt.view.overlaps:
        other = attempt.view.named(subject)
        if other is not None and other.state in (*OVER, "DRAFT", "REVOKED"):
            continue
        cancelled = other is not None and other.state == "CANCELLED"
        return attempt.refuse(
            "no_overlap",
            Text("与 {subject} 的地块或者设施重叠（{state}）", "it overlaps with {subject} ({state})"),
            Text("改正边界，或者证明不重叠。", "Correct the boundary, or show that they do not overlap."),
            f"{ORDER}/art-16/para-3" if cancelled else f"{ORDER}/art-48/para-4",
            subject=subject,
            state=state_text(other) if other else Text("其他机制", "another scheme"),
        )
    return None


@check
def no_double_count(attempt: Attempt) -> Refusal | None:
    """No other filing of the project claims a day of the same period (Order 31 art. 48 para. 4)."""
    period = _period(attempt.life)
    for other in attempt.view.of("reduction"):
        if other.id == attempt.life.id or other.parent != attempt.life.parent or other.state in NOT_CLAIMING:
            continue
        theirs = _period(other)
        if period and theirs and period[0] <= theirs[1] and theirs[0] <= period[1]:
            return attempt.refuse(
                "no_double_count",
                Text(
                    "核算期与申请 {id} 重叠：{first} 至 {last}",
                    "the accounting period overlaps with filing {id}: {first} to {last}",
                ),
                Text("只申请没有被申请过的日子。", "Claim only days that no other filing claims."),
                f"{ORDER}/art-48/para-4",
                id=other.id,
                first=max(period[0], theirs[0]),
                last=min(period[1], theirs[1]),
            )
    return None


def _period(life: Life) -> tuple[str, str] | None:
    """First and last day, as ISO text, which sorts like days."""
    period = life.facts.get("reduction", {}).get("period")
    return (period["start"], period["end"]) if period else None


@check
def project_registered(attempt: Attempt) -> Refusal | None:
    project = attempt.project
    if project is not None and project.state == "REGISTERED":
        return None
    return attempt.refuse(
        "project_registered",
        Text("项目的状态是“{state}”，不是已登记", "the project is not registered: {state}"),
        Text("先完成项目登记。", "Register the project first."),
        f"{ORDER}/art-17/para-1",
        state=state_text(project) if project else Text("找不到", "not found"),
    )


@check
def notice_over(attempt: Attempt) -> Refusal | None:
    end = attempt.life.day("notice_end")
    if end is not None and attempt.on > end:
        return None
    return attempt.refuse(
        "notice_over",
        Text("公示到 {end} 才满规定的工作日", "the notice has its working days only at the end of {end}"),
        Text("公示期满后再办。", "Wait until the notice is over."),
        attempt.by_kind(f"{ORDER}/art-12/para-3", f"{ORDER}/art-19/para-3"),
        end=end or "—",
    )


@check
def notice_runs(attempt: Attempt) -> Refusal | None:
    about = attempt.application
    start, end = (about.day("notice_start"), about.day("notice_end")) if about else (None, None)
    if about and about.state == "NOTICE" and start and end and start <= attempt.on <= end:
        return None
    return attempt.refuse(
        "notice_runs",
        Text("现在不在公示期内（{start} 至 {end}）", "there is no notice running ({start} to {end})"),
        Text(
            "公示期外可以向省级生态环境部门举报。",
            "Outside the notice, report a breach to the provincial authority.",
        ),
        attempt.by_kind(f"{ORDER}/art-12/para-3", f"{ORDER}/art-19/para-3"),
        start=start or "—",
        end=end or "—",
    )


def _asked(attempt: Attempt, fact: str, next: Text) -> Refusal | None:
    if attempt.fact(fact):
        return None
    return attempt.refuse(fact, Text("没有收到申请", "nobody has asked for it"), next, severity="missing")


@check
def withdrawal_asked(attempt: Attempt) -> Refusal | None:
    return _asked(
        attempt, "withdrawal_reason", Text("由业主先申请撤回。", "Let the owner ask to withdraw first.")
    )


@check
def cancellation_asked(attempt: Attempt) -> Refusal | None:
    return _asked(
        attempt,
        "cancellation_reason",
        Text("由业主先申请注销。", "Let the owner ask for cancellation first."),
    )


@check
def restoration_asked(attempt: Attempt) -> Refusal | None:
    return _asked(
        attempt,
        "correction",
        Text("由持有人改正后先申请恢复。", "Let the holder correct the cause and ask first."),
    )


@check
def complete(attempt: Attempt) -> Refusal | None:
    said = attempt.fact("complete"), attempt.fact("standard_form")
    if said == (True, True):
        return None
    return attempt.refuse(
        "complete",
        Text("还没有确认材料完整、规范", "the papers have not been found complete and in standard form"),
        Text(
            "记录审核结果；不完整、不规范的不予登记并告知业主。",
            "Record the result; what is incomplete or irregular is refused and the owner told.",
        ),
        severity="missing" if None in said else "refused",
    )


@check
def expert_heard(attempt: Attempt) -> Refusal | None:
    if not attempt.fact("expert") or attempt.fact("opinion"):
        return None
    return attempt.refuse(
        "expert_heard",
        Text("已抽取的专家还没有提交意见", "the expert appointed has not given an opinion"),
        Text("等待评估意见。", "Wait for the opinion."),
        severity="missing",
    )


@check
def clock_run_out(attempt: Attempt) -> Refusal | None:
    clock = attempt.life.clock(str(attempt.fact("clock")))
    if clock is not None and clock.running and clock.end < attempt.on:
        return None
    return attempt.refuse(
        "clock_run_out",
        Text("该期限没有开始、已经停止或者尚未届满", "that clock does not run, or has not run out"),
        Text("届满次日再标记。", "Flag it on the day after its end."),
    )


@check
def vintages_add_up(attempt: Attempt) -> Refusal | None:
    applied, lines, period = attempt.fact("applied_t"), attempt.fact("vintages"), _period(attempt.life)
    if applied is None or lines is None:
        return None
    total = sum(lines.values())
    outside = [year for year in lines if period and not period[0][:4] <= year <= period[1][:4]]
    if total == applied and not outside:
        return None
    return attempt.refuse(
        "vintages_add_up",
        Text(
            "分年度合计 {total} 吨，申请 {applied} 吨",
            "the vintages add up to {total} t and {applied} t are applied for",
        )
        if not outside
        else Text("{years} 年不在核算期内", "{years} lie outside the accounting period"),
        Text("按核查报告的分年度数量填写。", "Give the quantities by year of the verification report."),
        f"{ORDER}/art-21/para-1",
        total=f"{total:,}",
        applied=f"{applied:,}",
        years=", ".join(outside),
    )


@check
def line_within_registered(attempt: Attempt) -> Refusal | None:
    filing = attempt.view.parent
    registered = filing.facts.get("vintages", {}) if filing and filing.state == "REGISTERED" else {}
    if registered.get(str(attempt.fact("vintage"))) == attempt.fact("quantity_t"):
        return None
    return attempt.refuse(
        "line_within_registered",
        Text("与登记的分年度数量不符", "it is not a line of the registered filing"),
        Text("按登记结果列出年度。", "Open the lines as they were registered."),
    )


@check
def issue_is_the_line(attempt: Attempt) -> Refusal | None:
    asked, line = attempt.fact("issue_t"), attempt.fact("quantity_t")
    if asked == line and line > 0:
        return None
    return attempt.refuse(
        "issue_is_the_line",
        Text(
            "该年度登记 {line} 吨，申请签发 {asked} 吨",
            "{line} t are registered for that year and {asked} t asked for",
        ),
        Text(
            "按登记的年度数量申请；没有数量的年度不签发。",
            "Ask for the line's quantity; a line of 0 is not issued.",
        ),
        f"{ORDER}/art-21/para-1",
        line=f"{line:,}",
        asked=f"{asked:,}",
    )


@check
def one_account(attempt: Attempt) -> Refusal | None:
    code = attempt.fact("subject_code")
    live = ("APPLIED", "REVIEW", "OPEN", "RESTRICTED", "CLOSING")
    others = [
        a for a in attempt.view.of("account")
        if a.id != attempt.life.id and a.state in live and a.facts.get("subject_code") == code
    ]  # fmt: skip
    if not others:
        return None
    return attempt.refuse(
        "one_account",
        Text("该主体已有登记账户", "this subject has a registry account already"),
        Text(
            "使用已有账户；信息变化的申请变更。",
            "Use that account; file a change where its information changed.",
        ),
        f"{RULES}/art-6/para-2",
    )


@check
def two_representatives(attempt: Attempt) -> Refusal | None:
    if attempt.fact("maker") != attempt.fact("checker"):
        return None
    return attempt.refuse(
        "two_representatives",
        Text("发起代表和确认代表是同一人", "the initiating and the confirming representative are one person"),
        Text("另指定一名确认代表。", "Name another to confirm."),
        f"{RULES}/art-6/para-1",
    )


@check
def change_approved(attempt: Attempt) -> Refusal | None:
    change = attempt.view.named(f"account-change:{attempt.fact('change')}")
    if change and change.state == "APPROVED" and change.parent == attempt.life.subject:
        return None
    return attempt.refuse(
        "change_approved",
        Text("没有已核准的变更申请", "no change of this account was approved"),
        Text("由持有人申请变更并核准。", "Let the holder file the change and have it approved."),
        f"{RULES}/art-8/para-2",
    )


@check
def buffer_clause(attempt: Attempt) -> Refusal | None:
    """The clause named is in the law base and in force; no methodology's own text on buffers was read (Order 31 art. 8 para. 2)."""
    named = str(attempt.fact("clause"))
    try:
        attempt.at.cite(named)
    except (NotInForce, NotKnown, BadInput):
        return attempt.refuse(
            "buffer_clause",
            Text("当日没有生效的条款 {clause}", "no clause {clause} is in force on that day"),
            Text("指明方法学中规定缓冲的条款。", "Name the methodology's clause on the buffer."),
            f"{ORDER}/art-8/para-2",
            clause=named,
        )
    return None


@check
def account_live(attempt: Attempt) -> Refusal | None:
    account = attempt.view.parent
    if account is not None and account.state in ("OPEN", "RESTRICTED"):
        return None
    return attempt.refuse(
        "account_live",
        Text("账户的状态是“{state}”", "the account is: {state}"),
        Text("开户后信息有变化的再申请变更。", "File a change once the account is open."),
        f"{RULES}/art-8/para-1",
        state=state_text(account) if account else Text("找不到", "not found"),
    )


@check
def filed_in_time(attempt: Attempt) -> Refusal | None:
    """A late filing is taken, and stands out: not filing in time is a ground to restrict the account (art. 10 para. 1 item 2)."""
    clock = attempt.life.clock("account-change-filing")
    if clock is None or attempt.on <= clock.end:
        return None
    return attempt.refuse(
        "filed_in_time",
        Text("应在 {end} 以前申请", "it was to be filed by {end}"),
        Text("说明原因；账户可能被限制使用。", "Give the reason; the account may be restricted."),
        f"{RULES}/art-8/para-1",
        f"{RULES}/art-10/para-1/item-2",
        severity="warned",
        end=clock.end,
    )


@check
def wound_up(attempt: Attempt) -> Refusal | None:
    if attempt.fact("units_held_t") == 0:
        return None
    return attempt.refuse(
        "wound_up",
        Text("账户内还有 {held} 吨", "{held} t are left in the account"),
        Text("先转出、注销或者办理承继。", "Transfer or cancel them, or settle the succession first."),
        f"{RULES}/art-11/para-2",
        held=f"{attempt.fact('units_held_t'):,}",
    )
