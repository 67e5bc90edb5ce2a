"""One primitive: an event moves a life to a state, puts facts, adds papers, starts and stops clocks. Nothing is decided here."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from ...core.event import Event
from .model import Clock, Life, Paper


class Moved(msgspec.Struct, frozen=True, kw_only=True, rename={"source": "from", "target": "to"}):
    """What an event of a life carries in its ``data``."""

    action: str
    source: str
    target: str
    parent: str = ""
    person: str = ""
    checker: str = ""
    facts: dict[str, Any] = {}
    papers: tuple[Paper, ...] = ()
    starts: tuple[Clock, ...] = ()
    stops: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()


def apply(life: Life, event: Event) -> Life:
    """The life after an event.

    Parameters
    ----------
    life : Life
        As it was; what the event says it leaves is its state.

    Raises
    ------
    ValueError
        The event is about something else or does not follow from that state: the journal and the view have come apart.
    """
    moved = msgspec.convert(event.data, Moved)
    if event.subject != life.subject or moved.source != life.state:
        raise ValueError(
            f"{event.name} of {event.subject} from {moved.source} does not follow {life.subject} in {life.state}"
        )
    clocks = tuple(_clock(clock, moved, event) for clock in life.clocks) + moved.starts
    entered = life.entered if moved.source == moved.target else life.entered | {moved.target: event.on}
    return replace(
        life,
        state=moved.target,
        parent=life.parent or moved.parent,
        facts=life.facts | moved.facts,
        papers=life.papers + moved.papers,
        clocks=tuple(
            replace(c, stopped=event.on) if c.kind in moved.stops and c.running else c for c in clocks
        ),
        entered=entered,
    )


def _clock(clock: Clock, moved: Moved, event: Event) -> Clock:
    """A running clock is marked overdue, or is replaced by a new one of its kind."""
    if not clock.running:
        return clock
    if clock.kind in moved.overdue:
        return replace(clock, overdue=True)
    return replace(clock, stopped=event.on) if any(c.kind == clock.kind for c in moved.starts) else clock
