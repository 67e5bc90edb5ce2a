"""Breaches and what follows: bars on applications, revocation, the claw-back of false units (Order 31 art. 34 and 42 to 45)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from ...core.text import Text
from .attempt import ORDER, Attempt, check, owner_of
from .model import Life, View
from .outcome import Refusal

OF_OWNER = ("obstruction", "false-material", "false-units")
FINES = {
    "obstruction": "penalty.obstruction_fine",
    "false-material": "penalty.false_material_fine",
    "false-units": "penalty.false_ccer_fine",
    "scope-or-procedure": "penalty.vvb_scope_or_procedure_fine",
}
"""Breach to the dated values that bound the fine; the other breaches have no range in the text."""
CLAUSES = {
    "obstruction": f"{ORDER}/art-42",
    "false-material": f"{ORDER}/art-43/para-1",
    "false-units": f"{ORDER}/art-43/para-2",
    "scope-or-procedure": f"{ORDER}/art-44/para-1",
    "false-report": f"{ORDER}/art-44/para-2",
    "conflict-of-interest": f"{ORDER}/art-44/para-3",
}
UNSETTLED = ("ORDERED", "OVERDUE", "SHORT")


def bars(owner: str | None, view: View, on: dt.date) -> tuple[dt.date | None, bool]:
    """Until when an owner is barred from applying (the last such day not yet past), and whether for good."""
    sanctions = [s for s in view.of("sanction") if s.state == "IMPOSED" and s.facts.get("owner") == owner]
    days = [day for s in sanctions if (day := s.day("barred_until")) is not None and day >= on]
    for_good = any(
        c.facts.get("barred_for_good") and c.facts.get("owner") == owner for c in view.of("claw-back")
    )
    return (max(days) if days else None), for_good


@check
def owner_not_barred(attempt: Attempt) -> Refusal | None:
    until, for_good = bars(owner_of(attempt.life, attempt.view), attempt.view, attempt.on)
    if until is None and not for_good:
        return None
    return attempt.refuse(
        "owner_not_barred",
        Text("不再受理该业主的申请", "this owner's applications are no longer accepted")
        if for_good
        else Text(
            "在 {until} 以前（含）不受理该业主的申请",
            "no application of this owner is accepted up to and on {until}",
        ),
        Text(
            "对处罚决定有异议的，依法申请复议或者提起诉讼。",
            "Whoever contests the decision may seek review or go to court.",
        )
        if for_good
        else Text("限制期满后再申请。", "Apply after the bar has ended."),
        f"{ORDER}/art-43/para-2" if for_good else f"{ORDER}/art-43/para-1",
        until=until,
    )


@check
def not_suspended(attempt: Attempt) -> Refusal | None:
    owner = owner_of(attempt.life, attempt.view)
    running = [
        c for c in attempt.view.of("claw-back") if c.facts.get("owner") == owner and c.state in UNSETTLED
    ]
    if not running:
        return None
    return attempt.refuse(
        "not_suspended",
        Text("等量注销尚未完成：{id}", "a claw-back is not settled: {id}"),
        Text("先注销同等数量。", "Cancel the equal quantity first."),
        f"{ORDER}/art-43/para-2",
        id=running[0].id,
    )


@check
def subject_registered(attempt: Attempt) -> Refusal | None:
    about = attempt.view.parent if attempt.life.parent else None
    if about is not None and "REGISTERED" in about.entered:
        return None
    return attempt.refuse(
        "subject_registered",
        Text("检查的是已登记的项目和减排量", "checks are made on registered projects and reductions"),
        Text("核对检查对象。", "Check what the inspection is about."),
        f"{ORDER}/art-34/para-2",
    )


@check
def breach_of_owner(attempt: Attempt) -> Refusal | None:
    return _breach(attempt, attempt.fact("breach") in OF_OWNER, f"{ORDER}/art-43/para-1")


@check
def breach_of_body(attempt: Attempt) -> Refusal | None:
    return _breach(attempt, attempt.fact("breach") not in OF_OWNER, f"{ORDER}/art-44/para-1")


def _breach(attempt: Attempt, fits: bool, cite: str) -> Refusal | None:
    if fits:
        return None
    return attempt.refuse(
        "breach",
        Text("这一违法行为不是该类主体的", "that breach is not one of this kind of subject"),
        Text("按决定书选择违法行为。", "Choose the breach the decision names."),
        cite,
    )


@check
def fine_in_range(attempt: Attempt) -> Refusal | None:
    fine, breach = attempt.fact("fine_cny"), str(attempt.fact("breach"))
    if not fine or breach not in FINES:
        return None
    least, most = (attempt.at.parameter(f"{FINES[breach]}_{end}_cny") for end in ("min", "max"))
    if least.count <= fine <= most.count:
        return None
    return attempt.refuse(
        "fine_in_range",
        Text(
            "罚款 {fine} 元不在 {least} 至 {most} 元之间",
            "a fine of CNY {fine} is not within CNY {least} to {most}",
        ),
        Text("核对决定书。", "Check the decision."),
        least.cite,
        fine=f"{fine:,}",
        least=f"{least.count:,}",
        most=f"{most.count:,}",
    )


def sanction_of(attempt: Attempt) -> Life | None:
    """The penalty a step names, if it stands against the owner concerned."""
    named = attempt.view.named(f"sanction:{attempt.fact('sanction')}")
    owner = owner_of(attempt.life, attempt.view)
    return named if named and named.state == "IMPOSED" and named.facts.get("owner") == owner else None


@check
def sanction_revokes(attempt: Attempt) -> Refusal | None:
    named = sanction_of(attempt)
    if (
        named
        and named.facts.get("breach") in ("false-material", "false-units")
        and named.facts.get("deliberate")
    ):
        return None
    return attempt.refuse(
        "sanction_revokes",
        Text(
            "没有针对该业主故意作假的处罚决定", "no penalty for deliberate cheating stands against this owner"
        ),
        Text("凭处罚部门的决定和通报办理。", "Act on the authority's decision and notice."),
        f"{ORDER}/art-43/para-1",
    )


@check
def sanction_stands(attempt: Attempt) -> Refusal | None:
    named = sanction_of(attempt)
    if named and named.facts.get("breach") == "false-units":
        return None
    return attempt.refuse(
        "sanction_stands",
        Text("没有认定取得虚假核证自愿减排量的处罚决定", "no decision finds that false units were obtained"),
        Text("先录入处罚决定。", "Enter the decision first."),
        f"{ORDER}/art-43/para-2",
    )


@check
def over_issued(attempt: Attempt) -> Refusal | None:
    """No more can be called back than was issued of that filing or project."""
    about = attempt.view.parent
    lines = [line for line in attempt.view.of("issuance") if line.state == "ISSUED"]
    filings = (
        {about.subject} | {f.subject for f in attempt.view.children("reduction", about)} if about else set()
    )
    issued = sum(line.facts["quantity_t"] for line in lines if line.parent in filings)
    wanted = attempt.fact("quantity_t")
    if 0 < wanted <= issued:
        return None
    return attempt.refuse(
        "over_issued",
        Text(
            "责令注销 {wanted} 吨，该项目已签发 {issued} 吨",
            "{wanted} t are called back and {issued} t were issued",
        ),
        Text("按虚假的数量责令注销。", "Order the false quantity cancelled."),
        f"{ORDER}/art-43/para-2",
        wanted=f"{wanted:,}",
        issued=f"{issued:,}",
    )


@check
def day_to_come(attempt: Attempt) -> Refusal | None:
    return _by_day(
        attempt,
        lambda day: day > attempt.on,
        Text("注销期限应在今日之后", "the day to cancel by must be later than today"),
    )


@check
def day_passed(attempt: Attempt) -> Refusal | None:
    return _by_day(
        attempt, lambda day: day < attempt.on, Text("注销期限尚未届满", "the day to cancel by has not passed")
    )


def _by_day(attempt: Attempt, fits: Callable[[dt.date], bool], why: Text) -> Refusal | None:
    day = attempt.life.day("comply_by")
    if day is not None and fits(day):
        return None
    return attempt.refuse(
        "comply_by", why, Text("核对期限 {day}。", "Check the day: {day}."), f"{ORDER}/art-43/para-2", day=day
    )


@check
def equal_quantity(attempt: Attempt) -> Refusal | None:
    return _quantity(attempt, attempt.fact("cancelled_t") == attempt.fact("quantity_t"))


@check
def less_than_ordered(attempt: Attempt) -> Refusal | None:
    return _quantity(attempt, attempt.fact("cancelled_t") < attempt.fact("quantity_t"))


@check
def shortfall_returned(attempt: Attempt) -> Refusal | None:
    return _quantity(
        attempt, attempt.fact("cancelled_t") + attempt.fact("returned_t") == attempt.fact("quantity_t")
    )


def _quantity(attempt: Attempt, fits: bool) -> Refusal | None:
    if fits:
        return None
    return attempt.refuse(
        "equal_quantity",
        Text("数量与责令注销的 {ordered} 吨不符", "the quantity does not fit the {ordered} t ordered"),
        Text(
            "注销同等数量；不足部分由业主补足。",
            "Cancel the equal quantity; the owner returns what is short.",
        ),
        f"{ORDER}/art-43/para-2",
        ordered=f"{attempt.fact('quantity_t'):,}",
    )
