"""Freezes: each with its reason, authority and document, and each released on its own.

What is sold on the exchange is another's from the trade on and is delivered first (Trading Rules art. 19): a freeze takes what is free,
and says what it left out. Where a delivery fails, the units are free again and wait for an order of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..core.event import Event
from ..core.text import Text
from .checks import document, new_hold, open_hold, positive, reachable
from .commands import Freeze, Release
from .events import Handler, back, event, moved, opening
from .holdings import FREE, Place, Posting, State
from .moment import Moment
from .reasons import REASON_TEXT, FreezeReason
from .refusals import Refusal, refusal
from .serials import Series, size
from .view import Ledger

FREE_TEXT = Text("未冻结、可处分", "free of holds")
SOLD_TITLE = Text("未动用：已售出待交收", "Left out: sold and not delivered")
_SOLD_TEXT = Text(
    "{project}/{vintage} {quantity} 吨，{day} 成交", "{quantity} t of {project}/{vintage}, traded on {day}"
)
SoldRow = Sequence[Any]
"""Units sold and not delivered, as an event names them: series, quantity [tCO2e], trading day."""


def freeze(command: Freeze, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Take units out of the holder's hands; what is reserved, pending offset, frozen already or sold stays where it is."""
    cites = at.clauses(f"freeze.{command.reason}")
    document(command.document, at, cites[0])
    document(command.authority, at, cites[0])
    reachable(view, command.account, at)
    new_hold(view, command.id, at)
    target = Place(command.account, State.FROZEN, command.id)
    postings = free_units(view, command.account, command.series, command.quantity, target, at)
    held = sum(posting.quantity for posting in postings)
    short = command.quantity is not None and held < command.quantity
    sold = sold_units(view, command.account, command.series) if short or command.quantity is None else []
    if command.quantity is not None and short and not command.up_to and (sold or postings):
        raise too_few(command.account, held, command.quantity, sold, at)
    if not postings and not sold:
        raise refusal("nothing_to_move", at.law, account=command.account)
    facts: dict[str, Any] = {
        "reason": command.reason.value,
        "authority": command.authority,
        "document": command.document,
    }
    if sold:
        facts["sold"] = sold
    data = {"postings": postings, "hold": opening(command.id, "freeze", command.account, facts)}
    return (event("units.frozen", f"account:{command.account}", command, at, cites, data),)


def free_units(
    view: Ledger, account: str, series: Series | None, quantity: int | None, target: Place, at: Moment
) -> list[Posting]:
    """An account's free units on their way to a place: general holding first, what is sold left out.

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
        blocks, most = view.blocks(place, of), spare(view, place, of)
        if left is not None:
            most = min(most, left)
            left -= most
        found += moved(of, blocks if most == size(blocks) else blocks.take(most), place, target)
    return found


def spare(view: Ledger, place: Place, series: Series) -> int:
    """What of a holding may be taken: all but what is sold and not delivered. [tCO2e]"""
    held = view.quantity(place, series)
    sold = view.sold(place.account, series) if place.state is State.ON_PLATFORM else None
    return max(0, held - sold.quantity) if sold else held


def sold_units(view: Ledger, account: str, series: Series | None) -> list[SoldRow]:
    """What of an account's units on the platform is sold and not delivered."""
    rows: list[SoldRow] = []
    for place, of in view.places(account):
        if place.state is State.ON_PLATFORM and series in (None, of) and (sold := view.sold(account, of)):
            rows.append([list(of), sold.quantity, sold.day.isoformat()])
    return rows


def left_out(events: Iterable[Event]) -> list[SoldRow]:
    """What freezes and cancellations by force among events did not take, because it was sold."""
    holds = (event.data["hold"] for event in events if "hold" in event.data)
    return [row for hold in holds for row in hold[3].get("sold", ())]


def sold_text(rows: Iterable[SoldRow]) -> Text:
    """Such units in words."""
    said = [
        _SOLD_TEXT.fill(project=project, vintage=vintage, quantity=quantity, day=day)
        for (project, vintage), quantity, day in rows
    ]
    return Text("；".join(each.zh for each in said), "; ".join(each.en for each in said))


def too_few(account: str, held: int, quantity: int, sold: Sequence[SoldRow], at: Moment) -> Refusal:
    """Less is free than is asked for: because some is sold, where that is why."""
    facts: dict[str, Any] = {"account": account, "held": held, "quantity": quantity}
    if sold:
        return refusal("sold_undelivered", at.law, sold=sold_text(sold), **facts)
    return refusal("not_enough_units", at.law, state=FREE_TEXT, **facts)


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
