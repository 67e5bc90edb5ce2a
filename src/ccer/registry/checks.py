"""Checks that several commands share. Each returns what it looked up, or raises the refusal."""

from __future__ import annotations

from typing import Any

from ..core.text import Text
from .accounts import ACCOUNT_STATE_TEXT, KIND_TEXT, AccountState, RegistryAccount
from .holdings import STATE_TEXT, Place, State
from .moment import CLAUSES, Moment
from .refusals import Refusal, refusal
from .serials import Block, Series, size
from .view import Hold, HoldKind, Ledger

HOLD_TEXT: dict[HoldKind, Text] = {
    "pending": Text("待定划转", "pending transfer"),
    "freeze": Text("冻结", "freeze"),
    "offset": Text("抵销申请", "offset"),
    "cancellation": Text("注销", "cancellation"),
    "reversal": Text("更正", "correction"),
}
_OPEN = AccountState.OPEN
_ANY = (AccountState.OPEN, AccountState.RESTRICTED, AccountState.CLOSING)


def known(view: Ledger, id: str, at: Moment) -> RegistryAccount:
    """The account, in whatever state."""
    account = view.account(id)
    if account is None:
        raise refusal("account_unknown", at.law, account=id)
    return account


def usable(view: Ledger, id: str, at: Moment) -> RegistryAccount:
    """An account that may act: open, and of a kind that may hold units."""
    account = view.account(id)
    if account is None or account.state is not _OPEN or not account.may_hold:
        raise not_usable(known(view, id, at), at)
    return account


def reachable(view: Ledger, id: str, at: Moment) -> RegistryAccount:
    """An account that an authority can reach: opened and not closed, be it restricted or being closed."""
    account = known(view, id, at)
    if account.state not in _ANY:
        raise not_usable(account, at)
    return account


def not_usable(account: RegistryAccount, at: Moment) -> Refusal:
    """Why an account may not act."""
    state = ACCOUNT_STATE_TEXT[account.state]
    if account.state is AccountState.RESTRICTED:
        return refusal("account_restricted", at.law, account=account.id)
    if account.state in (AccountState.CLOSING, AccountState.CLOSED):
        return refusal("account_closed", at.law, account=account.id, state=state)
    if account.state is not _OPEN:
        return refusal("account_not_open", at.law, account=account.id, state=state)
    return refusal("may_not_hold", at.law, account=account.id, kind=KIND_TEXT[account.kind])


def positive(quantity: int, at: Moment) -> None:
    """A whole tonne or more."""
    if quantity < 1:
        raise refusal("quantity_not_positive", at.law, quantity=quantity)


def take(view: Ledger, place: Place, series: Series, quantity: int, at: Moment) -> list[Block]:
    """Serials of a holding, exactly as many as asked for."""
    taken = view.blocks(place, series).take(quantity)
    if quantity > 0 and size(taken) == quantity:
        return taken
    positive(quantity, at)
    raise _short(view, place, series, quantity, at)


def _short(view: Ledger, place: Place, series: Series, quantity: int, at: Moment) -> Refusal:
    """Not enough: because they are frozen, where that is why."""
    held = view.quantity(place, series)
    frozen = [
        p
        for p, s in view.places(place.account)
        if p.state is State.FROZEN and s == series and place.state is not State.FROZEN
    ]
    amount = sum(view.quantity(p, series) for p in frozen)
    facts: dict[str, Any] = {"account": place.account, "held": held, "quantity": quantity}
    if frozen and held + amount >= quantity:
        hold = view.hold(frozen[0].hold)
        said = hold.facts if hold else {}
        by = CLAUSES[f"freeze.{said.get('reason', 'judicial')}"][0]
        authority, id = said.get("authority", ""), frozen[0].hold
        return refusal("account_frozen", at.law, by=by, frozen=amount, id=id, authority=authority, **facts)
    return refusal("not_enough_units", at.law, state=STATE_TEXT[place.state], **facts)


def new_hold(view: Ledger, id: str, at: Moment) -> None:
    """An id that was not used yet; ``reversal:`` is kept for corrections."""
    if not id or id.startswith("reversal:") or view.hold(id) is not None:
        raise refusal("hold_exists", at.law, id=id)


def open_hold(view: Ledger, id: str, kind: HoldKind, at: Moment) -> Hold:
    """A hold of that kind that is not settled."""
    hold = view.hold(id)
    if hold is None or hold.kind != kind:
        raise refusal("hold_unknown", at.law, id=id, kind=HOLD_TEXT[kind])
    if not hold.open:
        raise refusal("hold_closed", at.law, id=id, kind=HOLD_TEXT[kind])
    return hold


def document(given: str, at: Moment, by: str | None = None) -> None:
    """A document is named."""
    if not given.strip():
        raise refusal("document_missing", at.law, by=by)
