"""How the ledger writes its events: self-sufficient data, so that applying them needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..core.event import Event
from .commands import Command
from .holdings import Place, Posting
from .moment import Moment
from .serials import Block, Series
from .view import Hold, HoldKind, Ledger

Handler = Callable[[Any, Ledger, Moment], tuple[Event, ...]]
"""What decides one kind of command: the events, or a `Refusal` raised."""


def event(
    name: str, subject: str, command: Command, at: Moment, cites: tuple[str, ...], data: dict[str, Any]
) -> Event:
    """An event of a command."""
    return Event(
        name=name,
        subject=subject,
        actor=command.actor,
        at=at.now,
        on=at.on,
        cites=cites,
        data=data,
        key=command.key,
    )


def moved(series: Series, blocks: Iterable[Block], source: Place | None, target: Place) -> list[Posting]:
    """Blocks that go from one place to another."""
    return [Posting(series, first, last, source, target) for first, last in blocks]


def back(view: Ledger, hold: Hold) -> list[Posting]:
    """What is still held under a hold, on its way back to where it came from."""
    place = hold.place
    return [
        Posting(came.series, part.first, part.last, place, came.source)
        for came in hold.postings
        if came.source is not None
        for part in view.blocks(place, came.series).within(came.block)
    ]


def opening(id: str, kind: HoldKind, account: str, facts: dict[str, Any], *, open: bool = True) -> list[Any]:
    """A hold as an event carries it; its postings are those of the event."""
    return [id, kind, account, facts, open]
