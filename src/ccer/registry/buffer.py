"""A buffer against reversals, for methodologies that have one: its clause comes with the command and must be in force.

No methodology in force asks for a buffer in the texts that were read; the draft on capture and storage debits a reversal instead. Nor
was anything read on when units leave a buffer again: they are given back only under a clause and a document that are named.
"""

from __future__ import annotations

from ..core.errors import BadInput, NotInForce, NotKnown
from ..core.event import Event
from .accounts import AccountKind, AccountState
from .checks import document, known, new_hold, not_usable, positive, take, usable
from .commands import CoverReversal, DepositBuffer, ReleaseBuffer
from .events import Handler, event, moved, opening
from .holdings import Place, Posting, State
from .moment import Moment
from .reasons import Purpose
from .refusals import refusal
from .serials import Series
from .view import Ledger


def buffer_place(account: str, series: Series, clause: str, view: Ledger, at: Moment) -> Place:
    """Where the buffer of a project is kept: the registry's account, under the project's number."""
    _in_force(clause, at)
    holder = known(view, account, at)
    if holder.kind is not AccountKind.REGISTRY:
        raise refusal("buffer_account", at.law, account=account)
    if holder.state is not AccountState.OPEN:
        raise not_usable(holder, at)
    return Place(account, State.BUFFER, series.project)


def _in_force(clause: str, at: Moment) -> str:
    try:
        return at.law.cite(clause).ref
    except (NotInForce, NotKnown, BadInput):
        raise refusal("no_buffer_clause", at.law, clause=clause or "—") from None


def deposit(command: DepositBuffer, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """An owner's units go into the buffer of their project."""
    target = buffer_place(command.buffer_account, command.series, command.clause, view, at)
    usable(view, command.account, at)
    held = Place(command.account, State.GENERAL)
    blocks = take(view, held, command.series, command.quantity, at)
    data = {"postings": moved(command.series, blocks, held, target)}
    cites = at.clauses("", command.clause)
    return (event("units.buffered", f"account:{command.account}", command, at, cites, data),)


def cover(command: CoverReversal, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Units of the buffer are cancelled for what was reversed; what the buffer lacks is stated."""
    held = buffer_place(command.buffer_account, Series(command.project, 0), command.clause, view, at)
    positive(command.quantity, at)
    document(command.document, at, command.clause)
    new_hold(view, command.id, at)
    gone = Place(command.buffer_account, State.CANCELLED, command.id)
    postings: list[Posting] = []
    left = command.quantity
    for place, series in view.places(command.buffer_account):
        if place == held:
            found = moved(series, view.blocks(place, series).take(left), held, gone)
            left -= sum(posting.quantity for posting in found)
            postings += found
    if not postings:
        raise refusal("nothing_to_move", at.law, account=command.buffer_account)
    facts = {
        "purpose": Purpose.REVERSAL.value,
        "project": command.project,
        "document": command.document,
        "shortfall": left,
    }
    hold = opening(command.id, "cancellation", command.buffer_account, facts, open=False)
    data = {"postings": postings, "hold": hold}
    cites = at.clauses("", command.clause)
    subject = f"project:{command.project}"
    return (event("units.reversal_covered", subject, command, at, cites, data),)


def release(command: ReleaseBuffer, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Units leave the buffer of their project and are free in an account that may hold them."""
    held = buffer_place(command.buffer_account, command.series, command.clause, view, at)
    document(command.document, at, command.clause)
    usable(view, command.account, at)
    blocks = take(view, held, command.series, command.quantity, at)
    target = Place(command.account, State.GENERAL)
    data = {"postings": moved(command.series, blocks, held, target), "document": command.document}
    cites = at.clauses("", command.clause)
    return (event("units.buffer_released", f"account:{command.account}", command, at, cites, data),)


HANDLERS: dict[type, Handler] = {DepositBuffer: deposit, CoverReversal: cover, ReleaseBuffer: release}
