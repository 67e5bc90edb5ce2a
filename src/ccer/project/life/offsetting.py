"""Checks of an application for compliance offset: whose account, how much of what is locked, whose day has passed."""

from __future__ import annotations

from ...core.text import Text
from ...rules.subjects import OffsetUse
from .attempt import RULES, Attempt, check, state_text
from .model import Life, View
from .outcome import Refusal

ORDER_19 = "mee-2020-19"
USING = ("FILED", "APPROVED", "SPENT", "CREDITED")
"""States in which an application counts against the cap of its year."""


@check
def emitter_account(attempt: Attempt) -> Refusal | None:
    """Only a key emitter of the national market, in an account that may act, offsets (Registration Rules art. 5 item 2)."""
    account = attempt.view.parent
    if account is not None and account.state == "OPEN" and _national(account):
        return None
    return attempt.refuse(
        "emitter_account",
        Text(
            "需要全国碳市场重点排放单位的登记账户，状态正常；该账户：{state}",
            "it takes the open registry account of a key emitter of the national market; this one is: {state}",
        ),
        Text(
            "用本单位的登记账户办理；其他主体可以自愿注销。",
            "Use one's own account; others may cancel voluntarily.",
        ),
        f"{RULES}/art-5/item-2",
        state=state_text(account) if account else Text("找不到", "not found"),
    )


@check
def within_locked(attempt: Attempt) -> Refusal | None:
    used, locked = attempt.fact("used_t"), attempt.fact("quantity_t")
    if 0 < used <= locked:
        return None
    return attempt.refuse(
        "within_locked",
        Text("冻结 {locked} 吨，选用 {used} 吨", "{locked} t are frozen and {used} t are picked"),
        Text("在冻结的数量以内选用，至少 1 吨。", "Pick from 1 t up to what is frozen."),
        locked=f"{locked:,}",
        used=f"{used:,}",
    )


@check
def surrender_day_passed(attempt: Attempt) -> Refusal | None:
    day = attempt.life.day("surrender_by")
    if day is not None and day < attempt.on:
        return None
    return attempt.refuse(
        "surrender_day_passed",
        Text("清缴截止日 {day} 还没有过", "the last day to surrender, {day}, has not passed"),
        Text("由重点排放单位自行申请解除。", "The key emitter may ask for release itself."),
        f"{ORDER_19}/art-28",
        day=day or Text("未知", "unknown"),
    )


def offset_facts(life: Life, view: View) -> OffsetUse:
    """What the rules of the offset gate judge: the application with what its account's other applications of the year use."""
    account = view.parent
    year = life.facts.get("compliance_year", 0)
    siblings = view.children("offset", account) if account else ()
    used = sum(
        other.facts["used_t"]
        for other in siblings
        if other.id != life.id and other.state in USING and other.facts.get("compliance_year") == year
    )
    return OffsetUse(
        entity=str(account.facts.get("holder", "")) if account else "",
        compliance_year=year,
        obligation_t=life.facts.get("obligation_t", 0),
        quantity_t=life.facts.get("used_t", life.facts.get("quantity_t", 0)),
        already_used_t=used,
        key_emitter=_national(account) if account else None,
        filed_on=life.entered.get("LOCKED"),
        units_registered_on=life.day("units_registered_on"),
        legacy_filed_on=life.day("legacy_filed_on"),
        project_ets_covered=life.facts.get("project_ets_covered"),
    )


def _national(account: Life) -> bool:
    facts = account.facts
    return facts.get("holder_kind") == "emitter" and facts.get("emitter_market", "national") == "national"
