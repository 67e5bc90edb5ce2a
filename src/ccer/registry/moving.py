"""Moves between accounts and states: at once, in two phases, and other than by trade."""

from __future__ import annotations

from ..core.event import Event
from .checks import document, new_hold, open_hold, reachable, take, usable
from .commands import ChangeState, Expire, NonTradeTransfer, Post, Reserve, Transfer, Void
from .events import Handler, back, event, moved, opening
from .holdings import FREE, STATE_TEXT, Place, Posting, State
from .moment import Moment
from .reasons import Ground
from .refusals import refusal
from .view import Hold, Ledger

STEPS = frozenset(
    {
        (State.GENERAL, State.TO_TRADING),
        (State.TO_TRADING, State.GENERAL),
        (State.TO_TRADING, State.ON_PLATFORM),
        (State.ON_PLATFORM, State.TO_TRADING),
    }
)
"""How units go to the trading system and come back (Trading Rules art. 10; client manual part 3.7)."""


def transfer(command: Transfer, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Units change hands and keep their state; on the platform that records a trade (Order 31 art. 26)."""
    source, target, series, state = command.source, command.target, command.series, command.state
    usable(view, source, at)
    usable(view, target, at)
    if source == target:
        raise refusal("same_account", at.law)
    if state not in FREE:
        raise refusal("state_not_movable", at.law, state=STATE_TEXT[state])
    held, given = Place(source, state), Place(target, state)
    postings = [
        Posting(series, first, last, held, given)
        for first, last in take(view, held, series, command.quantity, at)
    ]
    cites = at.clauses("units.traded" if state is State.ON_PLATFORM else "units.transferred")
    return (event("units.transferred", f"account:{source}", command, at, cites, {"postings": postings}),)


def reserve(command: Reserve, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Set units aside for a transfer; nobody can use them until it is posted, voided or expired."""
    usable(view, command.source, at)
    usable(view, command.target, at)
    if command.source == command.target:
        raise refusal("same_account", at.law)
    if command.state not in FREE:
        raise refusal("state_not_movable", at.law, state=STATE_TEXT[command.state])
    new_hold(view, command.id, at)
    held = Place(command.source, command.state)
    aside = Place(command.source, State.RESERVED, command.id)
    blocks = take(view, held, command.series, command.quantity, at)
    expires = command.expires.isoformat() if command.expires else ""
    facts = {"target": command.target, "state": command.state.value, "expires": expires}
    data = {
        "postings": moved(command.series, blocks, held, aside),
        "hold": opening(command.id, "pending", command.source, facts),
    }
    name = "units.reserved"
    return (event(name, f"account:{command.source}", command, at, at.clauses(name), data),)


def post(command: Post, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The pending transfer happens; both accounts must still be able to act and its time must not be over."""
    hold = open_hold(view, command.id, "pending", at)
    if _over(hold, at):
        raise refusal("reservation_expired", at.law, id=hold.id, expires=hold.facts["expires"])
    usable(view, hold.account, at)
    usable(view, hold.facts["target"], at)
    given = Place(hold.facts["target"], State(hold.facts["state"]))
    postings = [posting._replace(target=given) for posting in back(view, hold)]
    cites = at.clauses("units.traded" if given.state is State.ON_PLATFORM else "units.posted")
    data = {"postings": postings, "close": [hold.id]}
    return (event("units.posted", f"account:{hold.account}", command, at, cites, data),)


def void(command: Void, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The pending transfer is called off; the units return."""
    hold = open_hold(view, command.id, "pending", at)
    data = {"postings": back(view, hold), "close": [hold.id], "why": command.why}
    name = "units.voided"
    return (event(name, f"account:{hold.account}", command, at, at.clauses(name), data),)


def expire(command: Expire, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """The time of the pending transfer is over; the units return."""
    hold = open_hold(view, command.id, "pending", at)
    if not _over(hold, at):
        raise refusal("not_yet_expired", at.law, id=hold.id, expires=hold.facts["expires"] or "—")
    data = {"postings": back(view, hold), "close": [hold.id]}
    name = "units.expired"
    return (event(name, f"account:{hold.account}", command, at, at.clauses(name), data),)


def _over(hold: Hold, at: Moment) -> bool:
    expires = hold.facts["expires"]
    return bool(expires) and at.now >= at.now.fromisoformat(expires)


def change_state(command: ChangeState, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """One step on the way to the trading platform or back."""
    usable(view, command.account, at)
    if (command.source, command.target) not in STEPS:
        raise refusal(
            "state_change_not_allowed",
            at.law,
            source=STATE_TEXT[command.source],
            target=STATE_TEXT[command.target],
        )
    held, given = Place(command.account, command.source), Place(command.account, command.target)
    blocks = take(view, held, command.series, command.quantity, at)
    name = "units.state_changed"
    data = {"postings": moved(command.series, blocks, held, given)}
    return (event(name, f"account:{command.account}", command, at, at.clauses(name), data),)


def non_trade(command: NonTradeTransfer, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Succession or enforcement on proof (Registration Rules art. 14), deduction by ruling (art. 16).

    The source may be restricted or being closed, for that is when it happens; the target must be able to hold.
    """
    deducted = command.ground is Ground.COURT_DEDUCTION
    name = "units.deducted" if deducted else "units.non_trade_transferred"
    cites = at.clauses(name)
    document(command.document, at, cites[0])
    reachable(view, command.source, at)
    usable(view, command.target, at)
    if command.source == command.target:
        raise refusal("same_account", at.law)
    held = Place(command.source, State.GENERAL)
    if command.freeze:
        hold = open_hold(view, command.freeze, "freeze", at)
        if hold.account != command.source:
            raise refusal("hold_not_yours", at.law, id=hold.id, account=hold.account)
        if not deducted or hold.facts["reason"] != "judicial":
            raise refusal("state_not_movable", at.law, state=STATE_TEXT[State.FROZEN])
        held = hold.place
    blocks = take(view, held, command.series, command.quantity, at)
    data = {
        "postings": moved(command.series, blocks, held, Place(command.target, State.GENERAL)),
        "ground": command.ground.value,
        "document": command.document,
    }
    return (event(name, f"account:{command.source}", command, at, cites, data),)


HANDLERS: dict[type, Handler] = {
    Transfer: transfer,
    Reserve: reserve,
    Post: post,
    Void: void,
    Expire: expire,
    ChangeState: change_state,
    NonTradeTransfer: non_trade,
}
