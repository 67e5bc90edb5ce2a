"""What the journal tells a person: a statement of an account, who held what on any day, the story of one serial."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..core.event import Event
from .holdings import Holdings, Key, Place, Posting, absent, posting_of
from .ledger import replay
from .serials import Block, Serial, joined, size
from .view import Ledger


class Movement(NamedTuple):
    """One posting with what made it.

    Parameters
    ----------
    seq : int
        The event's place in the journal; 0 before it is sealed.
    at : datetime
    on : date
        The day whose law decided.
    name : str
        What happened, e.g. ``units.transferred``.
    actor : str
    cites : tuple of str
        The clauses it rests on.
    posting : Posting
    """

    seq: int
    at: dt.datetime
    on: dt.date
    name: str
    actor: str
    cites: tuple[str, ...]
    posting: Posting


class Balance(NamedTuple):
    """What one place holds of one series: the fewest ranges of serials, and their sum. [tCO2e]"""

    place: Place
    project: str
    vintage: int
    quantity: int
    blocks: tuple[Block, ...]


class AccountStatement(NamedTuple):
    """An account over a period: what it held before, what moved, what it held after (Registration Rules art. 12).

    ``since`` is included, ``until`` is not.
    """

    account: str
    since: dt.datetime
    until: dt.datetime
    opening: tuple[Balance, ...]
    movements: tuple[Movement, ...]
    closing: tuple[Balance, ...]


def movements(events: Iterable[Event]) -> Iterator[Movement]:
    """Every posting of a journal, in order."""
    for event in events:
        for row in event.data.get("postings", ()):
            posting = row if type(row) is Posting else posting_of(row)
            yield Movement(event.seq, event.at, event.on, event.name, event.actor, event.cites, posting)


def statement(
    events: Iterable[Event], account: str, since: dt.datetime, until: dt.datetime
) -> AccountStatement:
    """The statement of an account from a journal.

    Parameters
    ----------
    events : iterable of Event
        From the first one on; those of other accounts may be left out.
    since, until : datetime
        The period, with time zone; its end is not included.

    Raises
    ------
    DoesNotApply
        The journal lacks an event that brought units into the account.
    """
    held = Holdings()
    opening: tuple[Balance, ...] | None = None
    shown = []
    for movement in movements(events):
        if movement.at >= until:
            break
        posting = movement.posting
        out = posting.source is not None and posting.source.account == account
        if not out and posting.target.account != account:
            continue
        if movement.at >= since:
            opening = _balances(held) if opening is None else opening
            shown.append(movement)
        if (
            out
            and posting.source is not None
            and not held.blocks(posting.source, posting.series).remove(posting.first, posting.last)
        ):
            raise absent(posting.source, posting.series, posting.first, posting.last)
        if posting.target.account == account:
            held.blocks(posting.target, posting.series).add(posting.block)
    closing = _balances(held)
    return AccountStatement(
        account, since, until, closing if opening is None else opening, tuple(shown), closing
    )


def _balances(held: Holdings) -> tuple[Balance, ...]:
    return tuple(balance(key, blocks) for key, blocks in held.balances().items())


def balance(key: Key, blocks: Iterable[Block]) -> Balance:
    """One holding as it is shown."""
    place, series = key
    ranges = tuple(joined(blocks))
    return Balance(place, series.project, series.vintage, size(ranges), ranges)


def register_at(events: Iterable[Event], when: dt.datetime) -> Ledger:
    """The whole register as it stood at an instant, that instant included."""
    return replay(event for event in events if event.at <= when)


def custody(events: Iterable[Event], serial: Serial) -> tuple[Movement, ...]:
    """Every posting that moved one tonne, from its issuance on: event, actor, clause."""
    series, number = serial
    return tuple(
        movement
        for movement in movements(events)
        if movement.posting.series == series and movement.posting.first <= number <= movement.posting.last
    )


def holder(events: Iterable[Event], serial: Serial, when: dt.datetime) -> Place | None:
    """Who held one tonne at an instant and in which state; None before it was issued."""
    story = [movement for movement in custody(events, serial) if movement.at <= when]
    return story[-1].posting.target if story else None
