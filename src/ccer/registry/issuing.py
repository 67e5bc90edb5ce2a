"""From a registered reduction to units: never more than was verified, serials without gaps."""

from __future__ import annotations

from ..core.event import Event
from .buffer import buffer_place
from .checks import positive, usable
from .commands import Issue, RegisterLine
from .events import Handler, event
from .holdings import Place, Posting, State
from .moment import Moment
from .refusals import refusal
from .view import Ledger, Line


def register_line(command: RegisterLine, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """A registered reduction's quantity for one year of production (Order 31 art. 20 to 22); it may be nil."""
    if command.verified < 0:
        raise refusal("quantity_not_positive", at.law, quantity=command.verified)
    if view.line(command.line) is not None:
        raise refusal("line_exists", at.law, line=command.line)
    name = "line.registered"
    line = Line(command.line, command.series, command.verified)
    return (event(name, f"line:{line.id}", command, at, at.clauses(name), {"line": line}),)


def issue(command: Issue, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Units of a line, credited to an account; the highest serials go to the buffer where there is one."""
    positive(command.quantity, at)
    line = view.line(command.line)
    if line is None:
        raise refusal("line_unknown", at.law, line=command.line)
    left = line.verified - line.issued
    if command.quantity > left:
        raise refusal(
            "issuance_above_verified",
            at.law,
            line=line.id,
            quantity=command.quantity,
            verified=line.verified,
            issued=line.issued,
            left=left,
        )
    usable(view, command.account, at)
    first = view.issued(line.series) + 1
    last = first + command.quantity - 1
    cites = at.clauses("units.issued")
    postings = []
    if command.buffer:
        place = buffer_place(command.buffer_account, line.series, command.buffer_clause, view, at)
        positive(command.buffer, at)
        if command.buffer > command.quantity:
            raise refusal("quantity_not_positive", at.law, quantity=command.quantity - command.buffer)
        cites = (*cites, command.buffer_clause)
        postings.append(Posting(line.series, last - command.buffer + 1, last, None, place))
        last -= command.buffer
    if first <= last:
        general = Place(command.account, State.GENERAL)
        postings.insert(0, Posting(line.series, first, last, None, general))
    data = {"postings": postings, "line": line._replace(issued=line.issued + command.quantity)}
    return (event("units.issued", f"account:{command.account}", command, at, cites, data),)


HANDLERS: dict[type, Handler] = {RegisterLine: register_line, Issue: issue}
