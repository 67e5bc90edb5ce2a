"""Small words of the workbench: addresses of its pages, roles, seats, states of accounts and holds."""

from __future__ import annotations

from django import template

from ccer.core.text import Text
from ccer.project.life.fields import titles
from ccer.registry.accounts import AccountState
from ccer.registry.holdings import STATE_TEXT, State

from ...language import lang
from ...permissions import SEAT_TITLES
from ..workbench.who import Desk

register = template.Library()

ACCOUNT_WORDS = {
    AccountState.APPLIED: Text("已申请", "applied for"),
    AccountState.OPEN: Text("正常", "open"),
    AccountState.REFUSED: Text("审核不通过", "refused"),
    AccountState.RESTRICTED: Text("限制使用", "restricted"),
    AccountState.CLOSING: Text("注销办理中", "being closed"),
    AccountState.CLOSED: Text("已注销", "closed"),
}
HOLD_WORDS = {
    "freeze": STATE_TEXT[State.FROZEN],
    "reserve": STATE_TEXT[State.RESERVED],
    "offset": STATE_TEXT[State.PENDING_OFFSET],
    "cancel": STATE_TEXT[State.CANCELLED],
}


@register.filter
def at(work: Desk, page: str) -> str:
    """Address of a page of the workbench that takes nothing."""
    return work.path(page)


@register.filter
def role_word(role: str) -> str:
    """A role of the core's tables in words."""
    return titles()[role].say(lang()) if role in titles() else role


@register.filter
def seat_word(seat: str) -> str:
    """A seat in words."""
    return SEAT_TITLES[seat].say(lang())


@register.filter
def account_word(state: str) -> str:
    """A state of an account of the ledger in words."""
    return ACCOUNT_WORDS[AccountState(state)].say(lang())


@register.filter
def hold_word(kind: str) -> str:
    """What holds units, in words."""
    known = HOLD_WORDS.get(kind)
    return known.say(lang()) if known else kind
