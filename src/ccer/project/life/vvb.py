"""The body's side: named and at work, findings closed, comments told, the two versions of the document, mergers of bodies."""

from __future__ import annotations

from ...core.text import Text
from ...policy.approvals import body_named as listed
from .attempt import CNCA, ORDER, RULES, Attempt, account_of, check, state_text
from .model import Life, View
from .outcome import Refusal

VALIDATION_GROUNDS = {
    "real-unique-additional": "sec-4.5.3/para-2/item-1",
    "registration-condition": "sec-4.5.3/para-2/item-2",
    "monitoring-plan": "sec-4.5.3/para-2/item-3",
    "information-thin": "sec-4.5.3/para-2/item-4",
    "later-accounting": "sec-4.5.3/para-3",
}
VERIFICATION_GROUNDS = {
    "monitoring-differs": "sec-5.5.3/para-2/item-1",
    "accounting-wrong": "sec-5.5.3/para-2/item-2",
    "observation-unsolved": "sec-5.5.3/para-2/item-3",
    "information-thin": "sec-5.5.3/para-2/item-4",
    "next-period": "sec-5.5.3/para-3",
}
"""Ground of a finding to the clause that names it; those of an observation are the last of each."""
OBSERVATIONS = ("later-accounting", "next-period")
VERSIONS = {
    "project": ("pdd", "pdd-validated"),
    "reduction": ("accounting-report", "accounting-report-verified"),
}
"""The document as published in the notice, and as the body validated or verified it."""


def one_group(body: str, other: str, view: View) -> bool:
    """True when two bodies are one: the same, under two names of the list, or merged into one another or into a third."""
    return bool(_line(body, view) & _line(other, view))


def _line(body: str, view: View) -> set[str]:
    """A body and all it was merged into, each by account and by its place on the list of approved bodies."""
    found: set[str] = set()
    following: str | None = body
    while following and following not in found:
        found.add(following)
        account = account_of(following, view)
        named = listed(str(account.facts.get("holder_name", ""))) if account else listed(following)
        if named:
            found.add(f"list:{named.id}")
        following = account.facts.get("successor") if account else None
    return found


@check
def body_named(attempt: Attempt) -> Refusal | None:
    if attempt.fact("body") and attempt.fact("independence"):
        return None
    return attempt.refuse(
        "body_named",
        Text(
            "没有机构接受委托，公示不能写明机构名称",
            "no body has accepted the engagement, so none can be named in the notice",
        ),
        Text(
            "委托一家获批机构，由其接受委托并声明独立。",
            "Engage an approved body and let it accept and declare independence.",
        ),
        attempt.by_kind(f"{ORDER}/art-12/para-2", f"{ORDER}/art-19/para-2"),
        severity="missing",
    )


@check
def body_account_open(attempt: Attempt) -> Refusal | None:
    account = account_of(attempt.fact("body"), attempt.view)
    if account is not None and account.state == "OPEN":
        return None
    state = state_text(account) if account else Text("没有账户", "it has none")
    return attempt.refuse(
        "body_account_open",
        Text("机构的登记账户不能使用：{state}", "the body's registry account cannot be used: {state}"),
        Text("开立或恢复机构账户。", "Open or restore the body's account."),
        f"{RULES}/art-10/para-1" if account and account.state == "RESTRICTED" else f"{RULES}/art-5/item-4",
        severity="refused" if account else "missing",
        state=state,
    )


@check
def body_approval_stands(attempt: Attempt) -> Refusal | None:
    """No decision has revoked the body's approval (Order 31 art. 44); the list of approved bodies tells only who was approved."""
    body = attempt.fact("body")
    revoked = [
        s
        for s in attempt.view.of("sanction")
        if s.state == "IMPOSED" and s.facts.get("body") == body and s.facts.get("approval_revoked")
    ]
    if not revoked:
        return None
    return attempt.refuse(
        "body_approval_stands",
        Text("机构的资质已被撤销：{id}", "the body's approval was revoked: {id}"),
        Text("改委托另一家获批机构。", "Engage another approved body."),
        f"{ORDER}/art-44/para-2"
        if revoked[0].facts.get("breach") == "false-report"
        else f"{ORDER}/art-44/para-1",
        id=revoked[0].id,
    )


@check
def body_at_work(attempt: Attempt) -> Refusal | None:
    application = attempt.application
    if application is not None and application.state in ("NOTICE", "AWAIT_VVB"):
        return None
    return attempt.refuse(
        "body_at_work",
        Text("申请不在审定与核查阶段", "the application is not with the body"),
        Text(
            "在公示开始后、报告上传前提出和处理。",
            "Raise and settle findings after the notice begins and before the report is uploaded.",
        ),
    )


@check
def ground_fits(attempt: Attempt) -> Refusal | None:
    application = attempt.application
    known = VERIFICATION_GROUNDS if application and application.machine == "reduction" else VALIDATION_GROUNDS
    ground, kind = str(attempt.fact("ground")), attempt.fact("finding_kind")
    if ground in known and (ground in OBSERVATIONS) == (kind == "observation"):
        return None
    return attempt.refuse(
        "ground_fits",
        Text(
            "这一情形不属于该类别或该阶段", "that ground belongs to another kind of finding or another stage"
        ),
        Text("可选：" + "、".join(known), "Choose one of: " + ", ".join(known)),
        f"{CNCA}/{known.get(ground, 'sec-5.5.3/para-2' if known is VERIFICATION_GROUNDS else 'sec-4.5.3/para-2')}",
    )


@check
def findings_closed(attempt: Attempt) -> Refusal | None:
    """Every corrective request is closed with evidence, and every observation due is taken up (CNCA-CCER-01 4.6, 5.5.3, 5.6)."""
    requests = [
        f
        for f in attempt.view.children("finding", attempt.life)
        if f.facts.get("finding_kind") == "corrective-request"
    ]
    open_ones = [f.id for f in requests if f.state != "CLOSED"]
    if open_ones:
        return attempt.refuse(
            "findings_closed",
            Text("整改要求尚未关闭：{ids}", "corrective requests are not closed: {ids}"),
            Text(
                "业主附证据答复，机构核实后关闭。",
                "Let the owner answer with evidence and the body close them.",
            ),
            attempt.by_kind(f"{CNCA}/sec-4.6/para-1", f"{CNCA}/sec-5.6/para-1"),
            ids=", ".join(open_ones),
        )
    taken_up = {f.facts.get("about") for f in requests}
    left = [f.id for f in _observations_due(attempt) if f.id not in taken_up]
    if not left:
        return None
    return attempt.refuse(
        "observations_taken_up",
        Text(
            "此前的观察项没有解决，也没有提出整改要求：{ids}",
            "earlier observations are neither solved nor taken up: {ids}",
        ),
        Text("关闭观察项，或就其提出整改要求。", "Close them, or raise a corrective request on each."),
        f"{CNCA}/sec-5.5.3/para-2/item-3",
        ids=", ".join(left),
    )


def _observations_due(attempt: Attempt) -> list[Life]:
    """Observations of the project's validation and of earlier filings that nobody closed."""
    if attempt.life.machine != "reduction":
        return []
    return [
        f
        for f in attempt.view.of("finding")
        if f.facts.get("finding_kind") == "observation"
        and f.state != "CLOSED"
        and f.parent != attempt.life.subject
    ]


@check
def comments_handled(attempt: Attempt) -> Refusal | None:
    told = set(attempt.fact("handled") or ())
    untold = [
        c.id
        for c in attempt.view.children("comment", attempt.life)
        if c.state != "REFUSED" and c.id not in told
    ]
    if not untold:
        return None
    return attempt.refuse(
        "comments_handled",
        Text(
            "报告没有说明 {count} 条公众意见的处理情况",
            "the report does not tell how {count} comments were dealt with",
        ),
        Text("逐条说明后再上传。", "Tell it for each and upload again."),
        attempt.by_kind(f"{ORDER}/art-13/para-2", f"{ORDER}/art-20/para-2"),
        count=len(untold),
    )


@check
def body_commits(attempt: Attempt) -> Refusal | None:
    if attempt.fact("commitment") is True:
        return None
    return attempt.refuse(
        "body_commits",
        Text("报告没有写入机构承诺", "the report does not hold the body's commitment"),
        Text(
            "在报告中对合规、真实、准确作出承诺。",
            "Commit in the report to its compliance, truth and accuracy.",
        ),
        attempt.by_kind(f"{ORDER}/art-13/para-3", f"{ORDER}/art-20/para-3"),
        severity="missing" if attempt.fact("commitment") is None else "refused",
    )


@check
def report_date(attempt: Attempt) -> Refusal | None:
    issued, end = attempt.life.day("issued_on"), attempt.life.day("notice_end")
    if issued is None or (issued <= attempt.on and (end is None or issued > end)):
        return None
    return attempt.refuse(
        "report_date",
        Text(
            "报告出具日 {issued} 应在公示末日 {end} 之后、上传当日或以前",
            "the report of {issued} must be later than the last day of notice {end} and not later than today",
        ),
        Text(
            "公示期满、处理完公众意见后出具报告。",
            "Issue the report once the notice is over and its comments are dealt with.",
        ),
        attempt.by_kind(f"{ORDER}/art-12/para-3", f"{ORDER}/art-19/para-3"),
        attempt.by_kind(f"{ORDER}/art-13/para-2", f"{ORDER}/art-20/para-2"),
        issued=issued,
        end=end,
    )


@check
def modification_noted(attempt: Attempt) -> Refusal | None:
    _, validated = VERSIONS[attempt.life.machine]
    newest = attempt.life.newest(validated)
    published = attempt.fact("notice_paper")
    if newest is None or published in (None, newest.digest) or attempt.fact("modification_note"):
        return None
    return attempt.refuse(
        "modification_noted",
        Text(
            "文件与公示版不同，没有修改说明",
            "the document differs from the version on notice and no modification note is given",
        ),
        Text("写明改了什么、为什么。", "Say what was changed and why."),
        attempt.by_kind(f"{CNCA}/sec-4.6/para-2/item-2", f"{CNCA}/sec-5.6/para-2/item-2"),
        severity="missing",
    )
