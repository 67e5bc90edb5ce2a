"""How the exchange writes its events: self-sufficient data, so that applying them needs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..core.event import Event
from ..registry.commands import Command
from ..registry.serials import Series
from .market import Market
from .moment import Moment

Handler = Callable[[Any, Market, Moment], tuple[Event, ...]]
"""What decides one kind of command: the events, or `No` (or a `Refusal`) raised."""
Applier = Callable[[Market, Event], None]
"""What changes the state as one kind of event says."""


def event(
    name: str, subject: str, command: Command, at: Moment, data: dict[str, Any], *cites: str
) -> tuple[Event, ...]:
    """The one event of a command; the clauses are those of its name, or those given."""
    made = Event(
        name=name,
        subject=subject,
        actor=command.actor,
        at=at.now,
        on=at.on,
        cites=at.clauses(name, *cites),
        data=data,
        key=command.key,
    )
    return (made,)


def series_of(row: Any) -> Series:
    """An instrument as an event names it, read from JSON or as it was made."""
    return row if type(row) is Series else Series(*row)


def named(series: Series) -> str:
    """An instrument as the subject of an event."""
    return f"instrument:{series.project}/{series.vintage}"


class Posted(NamedTuple):
    """An order that stands now."""

    did: str
    order: str
    trader: str
    operator: str
    series: Series
    side: str
    price: int
    quantity: int


class Filled(NamedTuple):
    """One posting that a taker dealt with; fees are what this fill adds for each side. [t, fen]"""

    trade: str
    maker: str
    quantity: int
    buyer_fee: int
    seller_fee: int


class Taken(NamedTuple):
    """An order that dealt at the best price; ``quantity`` is what was asked for."""

    did: str
    order: str
    trader: str
    operator: str
    series: Series
    side: str
    price: int
    quantity: int
    fills: list[Filled]


class Withdrawn(NamedTuple):
    """A posting of which the rest was taken back."""

    did: str
    order: str


class Refused(NamedTuple):
    """An order of a batch that was refused: the reason and what fills its sentences in."""

    did: str
    code: str
    clause: str | None
    facts: dict[str, Any]
