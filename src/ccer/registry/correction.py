"""Corrections are contrary entries: nothing is edited, what went wrong is moved back and says why."""

from __future__ import annotations

from ..core.event import Event
from .checks import document, reachable
from .commands import Reverse
from .events import Handler, event, opening
from .freezing import sold_units, spare, too_few
from .holdings import FREE, Place, Posting, State, posting_of
from .moment import Moment
from .refusals import EVIDENCE, refusal
from .serials import Series
from .view import Draft, Ledger

REVERSIBLE = frozenset(
    {"units.transferred", "units.posted", "units.state_changed", "units.non_trade_transferred"}
)
_FINAL = ("units.cancelled", "units.cancelled_by_force", "units.reversal_covered")


def reverse(command: Reverse, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Undo the moves of an earlier command, last one first, while all its units are still where it put them."""
    key = command.of
    document(command.document, at, EVIDENCE)
    answered = view.seen(key) if key else None
    if answered is None:
        raise refusal("key_unknown", at.law, key=key)
    id = f"reversal:{key}"
    if view.hold(id) is not None:
        raise refusal("already_reversed", at.law, key=key)
    for done in answered.events:
        if done.name in _FINAL:
            raise refusal("cancelled_is_final", at.law, key=key)
        if done.name not in REVERSIBLE:
            raise refusal("not_reversible", at.law, key=key, name=done.name)
    draft = Draft(view)
    postings: list[Posting] = []
    for done in reversed(answered.events):
        for row in reversed(done.data["postings"]):
            for posting in _undone(posting_of(row), key, draft, at):
                draft.move(posting)
                postings.append(posting)
    _not_sold(postings, view, at)
    account = postings[0].source.account if postings and postings[0].source else ""
    facts = {"of": key, "why": command.why, "document": command.document}
    data = {"postings": postings, "hold": opening(id, "reversal", account, facts, open=False)}
    name = "units.corrected"
    return (event(name, f"command:{key}", command, at, at.clauses(name), data),)


def _not_sold(postings: list[Posting], view: Ledger, at: Moment) -> None:
    """What is sold on the exchange does not go back either."""
    asked: dict[tuple[Place, Series], int] = {}
    for posting in postings:
        if posting.source is not None:
            key = (posting.source, posting.series)
            asked[key] = asked.get(key, 0) + posting.quantity
    for (place, series), quantity in asked.items():
        free = spare(view, place, series)
        if view.sold(place.account, series) and place.state is State.ON_PLATFORM and free < quantity:
            raise too_few(place.account, free, quantity, sold_units(view, place.account, series), at)


def _undone(done: Posting, key: str, view: Ledger, at: Moment) -> list[Posting]:
    """One posting the other way; every serial must still be at its target."""
    if done.source is None:
        raise refusal("not_reversible", at.law, key=key, name="units.issued")
    home = _home(done.source, view)
    reachable(view, home.account, at)
    found = view.blocks(done.target, done.series).within(done.block)
    if sum(last - first + 1 for first, last in found) != done.quantity:
        series = f"{done.series.project}/{done.series.vintage}"
        raise refusal("units_moved_on", at.law, key=key, series=series, first=done.first, last=done.last)
    return [Posting(done.series, first, last, done.target, home) for first, last in found]


def _home(source: Place, view: Ledger) -> Place:
    """Units that came out of a pending transfer return to the state they were in before it."""
    if source.state in FREE:
        return source
    hold = view.hold(source.hold)
    state = State(hold.facts["state"]) if hold and hold.kind == "pending" else State.GENERAL
    return Place(source.account, state)


HANDLERS: dict[type, Handler] = {Reverse: reverse}
