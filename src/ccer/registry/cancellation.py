"""Cancellation is final: units leave the market for a purpose and a beneficiary, and the facts of the certificate stand."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from ..core.event import Event
from .checks import document, new_hold, open_hold, positive, reachable, take, usable
from .commands import Cancel, ForcedCancel, LockOffset, UnlockOffset
from .events import Handler, back, event, moved, opening
from .freezing import free_units, sold_units, too_few
from .holdings import Place, Posting, State, posting_of
from .moment import Moment
from .reasons import CHOSEN, PURPOSE_TEXT, Purpose
from .refusals import refusal
from .serials import Block, Series, joined
from .view import Ledger

OLDEST_YEAR = 1990
"""No earlier year of emissions is taken: a limit of the software. [year]"""


def lock_offset(command: LockOffset, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Mark units as pending offset, as the compliance procedure asks before it cancels them."""
    usable(view, command.account, at)
    new_hold(view, command.id, at)
    held = Place(command.account, State.GENERAL)
    aside = Place(command.account, State.PENDING_OFFSET, command.id)
    blocks = take(view, held, command.series, command.quantity, at)
    data = {
        "postings": moved(command.series, blocks, held, aside),
        "hold": opening(command.id, "offset", command.account, {}),
    }
    name = "units.offset_locked"
    return (event(name, f"account:{command.account}", command, at, at.clauses(name), data),)


def unlock_offset(command: UnlockOffset, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The offset does not happen; the units return."""
    hold = open_hold(view, command.id, "offset", at)
    data = {"postings": back(view, hold), "close": [hold.id], "why": command.why}
    name = "units.offset_unlocked"
    return (event(name, f"account:{hold.account}", command, at, at.clauses(name), data),)


def cancel(command: Cancel, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The holder cancels units for ever (Order 31 art. 28, Registration Rules art. 15)."""
    usable(view, command.account, at)
    if command.purpose not in CHOSEN:
        raise refusal("purpose_not_yours", at.law, purpose=PURPOSE_TEXT[command.purpose])
    if not command.beneficiary.strip():
        raise refusal("beneficiary_missing", at.law)
    claim = _claim(command, at)
    new_hold(view, command.id, at)
    held = Place(command.account, State.GENERAL)
    close: list[str] = []
    if command.offset:
        hold = open_hold(view, command.offset, "offset", at)
        if hold.account != command.account:
            raise refusal("hold_not_yours", at.law, id=hold.id, account=hold.account)
        held = hold.place
    blocks = take(view, held, command.series, command.quantity, at)
    if command.offset and command.quantity == view.quantity(held, command.series):
        close.append(command.offset)
    gone = Place(command.account, State.CANCELLED, command.id)
    good = command.purpose is Purpose.PUBLIC_GOOD
    cites = at.clauses("units.cancelled_for_good" if good else "units.cancelled")
    data: dict[str, Any] = {
        "postings": moved(command.series, blocks, held, gone),
        "hold": cancelled(
            command.id,
            command.account,
            command.purpose,
            beneficiary=command.beneficiary,
            note=command.note,
            **claim,
        ),
        "close": close,
    }
    return (event("units.cancelled", f"account:{command.account}", command, at, cites, data),)


def _claim(command: Cancel, at: Moment) -> dict[str, Any]:
    """What the holder states of the use, as plain values; what is not stated is left out.

    An event is named for the neutrality of an event only, with both its days or none; a year of emissions is a year that has begun.
    """
    days = (command.event_from, command.event_to)
    if command.purpose is not Purpose.EVENT and (command.event or any(days)):
        raise refusal("claim_of_another_purpose", at.law, purpose=PURPOSE_TEXT[command.purpose])
    first, last = days
    if any(days) and (not command.event or first is None or last is None or first > last):
        raise refusal("event_days_wrong", at.law, first=first or "—", last=last or "—")
    if command.year is not None and not OLDEST_YEAR <= command.year <= at.on.year:
        raise refusal("claim_year_wrong", at.law, year=command.year, oldest=OLDEST_YEAR, newest=at.on.year)
    stated = {
        "event": command.event,
        "event_from": first.isoformat() if first else "",
        "event_to": last.isoformat() if last else "",
        "year": command.year,
        "statement": command.statement,
    }
    return {name: value for name, value in stated.items() if value}


def cancelled(id: str, account: str, purpose: Purpose, **facts: Any) -> list[Any]:
    """The record of a cancellation: settled as soon as it is made."""
    return opening(id, "cancellation", account, {"purpose": purpose.value, **facts}, open=False)


def forced(command: ForcedCancel, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The registry cancels an equal quantity (Order 31 art. 43 para. 2): units frozen for it first, then free ones."""
    name = "units.cancelled_by_force"
    cites = at.clauses(name)
    document(command.document, at, cites[0])
    positive(command.quantity, at)
    reachable(view, command.account, at)
    new_hold(view, command.id, at)
    gone = Place(command.account, State.CANCELLED, command.id)
    postings: list[Posting] = []
    if command.freeze:
        hold = open_hold(view, command.freeze, "freeze", at)
        if hold.account != command.account or hold.facts["reason"] != "penalty":
            raise refusal("hold_not_yours", at.law, id=hold.id, account=hold.account)
        postings = _frozen(command, hold.place, gone, view)
    left = command.quantity - sum(posting.quantity for posting in postings)
    if left:
        postings += free_units(view, command.account, command.series, left, gone, at)
    shortfall = command.quantity - sum(posting.quantity for posting in postings)
    sold = sold_units(view, command.account, command.series) if shortfall else []
    if not postings and sold:
        raise too_few(command.account, 0, command.quantity, sold, at)
    if not postings:
        raise refusal("nothing_to_move", at.law, account=command.account)
    facts: dict[str, Any] = {
        "authority": command.authority,
        "document": command.document,
        "shortfall": shortfall,
    }
    if sold:
        facts["sold"] = sold
    data: dict[str, Any] = {
        "postings": postings,
        "hold": cancelled(command.id, command.account, Purpose.PENALTY, **facts),
    }
    return (event(name, f"account:{command.account}", command, at, cites, data),)


def _frozen(command: ForcedCancel, held: Place, gone: Place, view: Ledger) -> list[Posting]:
    postings: list[Posting] = []
    left = command.quantity
    for place, series in view.places(command.account):
        if place == held and command.series in (None, series):
            found = moved(series, view.blocks(place, series).take(left), place, gone)
            left -= sum(posting.quantity for posting in found)
            postings += found
    return postings


HANDLERS: dict[type, Handler] = {
    LockOffset: lock_offset,
    UnlockOffset: unlock_offset,
    Cancel: cancel,
    ForcedCancel: forced,
}


class CertificateFacts(NamedTuple):
    """What the certificate of a cancellation says.

    Parameters
    ----------
    id : str
    account : str
    purpose : Purpose
    beneficiary : str
    on : date
    blocks : tuple of (Series, Block)
        The serials, as the fewest ranges.
    quantity : int
        [tCO2e]
    shortfall : int
        What a forced cancellation could not find. [tCO2e]
    cites : tuple of str
    event : str
        What was made neutral, with its first and last day.
    year : int or None
        Year of the emissions that were offset.
    statement : str
        In the holder's words.
    """

    id: str
    account: str
    purpose: Purpose
    beneficiary: str
    on: dt.date
    blocks: tuple[tuple[Series, Block], ...]
    quantity: int
    shortfall: int
    cites: tuple[str, ...]
    event: str = ""
    event_from: dt.date | None = None
    event_to: dt.date | None = None
    year: int | None = None
    statement: str = ""


def certificate(event: Event) -> CertificateFacts | None:
    """The facts of a certificate from the event that cancelled; None for any other event."""
    if not event.name.startswith(("units.cancelled", "units.reversal_covered")):
        return None
    id, _, account, facts, _ = event.data["hold"]
    by_series: dict[Series, list[Block]] = {}
    for row in event.data["postings"]:
        posting = posting_of(row)
        by_series.setdefault(posting.series, []).append(posting.block)
    blocks = [(series, block) for series, found in sorted(by_series.items()) for block in joined(found)]
    return CertificateFacts(
        id=id,
        account=account,
        purpose=Purpose(facts["purpose"]),
        beneficiary=facts.get("beneficiary", ""),
        on=event.on,
        blocks=tuple(blocks),
        quantity=sum(block.last - block.first + 1 for _, block in blocks),
        shortfall=facts.get("shortfall", 0),
        cites=event.cites,
        event=facts.get("event", ""),
        event_from=_day(facts.get("event_from")),
        event_to=_day(facts.get("event_to")),
        year=facts.get("year"),
        statement=facts.get("statement", ""),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
