"""Freezes: each with its reason, authority and document, and each released on its own."""

from __future__ import annotations

from typing import Any

from ..core.event import Event
from ..core.text import Text
from .checks import document, new_hold, open_hold, positive, reachable
from .commands import Freeze, Release
from .events import Handler, back, event, opening
from .holdings import FREE, Place, Posting, State
from .moment import Moment
from .reasons import REASON_TEXT, FreezeReason
from .refusals import refusal
from .serials import Series
from .view import Ledger

FREE_TEXT = Text("未冻结、可处分", "free of holds")


def freeze(command: Freeze, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Take units out of the holder's hands; what is reserved, pending offset or frozen already stays where it is."""
    cites = at.clauses(f"freeze.{command.reason}")
    document(command.document, at, cites[0])
    document(command.authority, at, cites[0])
    reachable(view, command.account, at)
    new_hold(view, command.id, at)
    target = Place(command.account, State.FROZEN, command.id)
    postings = free_units(view, command.account, command.series, command.quantity, target, at)
    if not postings:
        raise refusal("nothing_to_move", at.law, account=command.account)
    held = sum(posting.quantity for posting in postings)
    if command.quantity is not None and held < command.quantity:
        short: dict[str, Any] = {"account": command.account, "held": held, "quantity": command.quantity}
        raise refusal("not_enough_units", at.law, state=FREE_TEXT, **short)
    facts = {
        "reason": command.reason.value,
        "authority": command.authority,
        "document": command.document,
    }
    data = {"postings": postings, "hold": opening(command.id, "freeze", command.account, facts)}
    return (event("units.frozen", f"account:{command.account}", command, at, cites, data),)


def free_units(
    view: Ledger, account: str, series: Series | None, quantity: int | None, target: Place, at: Moment
) -> list[Posting]:
    """An account's free units on their way to a place: general holding first.

    Parameters
    ----------
    series : Series, optional
        Only this one; else all, in order of project and year.
    quantity : int, optional
        At most so many; else all. [tCO2e]
    """
    if quantity is not None:
        positive(quantity, at)
    held = [
        (place, of)
        for state in FREE
        for place, of in view.places(account)
        if place.state is state and (series is None or of == series)
    ]
    found: list[Posting] = []
    left = quantity
    for place, of in held:
        blocks = view.blocks(place, of)
        for first, last in blocks if left is None else blocks.take(left):
            found.append(Posting(of, first, last, place, target))
            if left is not None:
                left -= last - first + 1
    return found


def release(command: Release, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """What is still frozen under the id returns to the state it was in; other freezes stay."""
    cites = at.clauses(f"release.{command.reason}")
    hold = open_hold(view, command.id, "freeze", at)
    if hold.facts["reason"] != command.reason:
        reason = FreezeReason(hold.facts["reason"])
        by = at.clauses(f"freeze.{reason}")[0]
        raise refusal("wrong_reason", at.law, by=by, id=hold.id, reason=REASON_TEXT[reason])
    document(command.document, at, cites[0])
    data = {"postings": back(view, hold), "close": [hold.id], "document": command.document}
    return (event("units.released", f"account:{hold.account}", command, at, cites, data),)


HANDLERS: dict[type, Handler] = {Freeze: freeze, Release: release}
