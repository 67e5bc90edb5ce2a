"""The ledger: ``decide`` says what happens or why not and changes nothing; ``apply`` moves what the events say and decides nothing.

>>> outcome = decide(command, view, at)          # doctest: +SKIP
>>> for event in outcome.fresh: apply(view, event)  # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from ..core.event import Event
from . import account_steps, buffer, cancellation, correction, freezing, issuing, moving
from .accounts import RegistryAccount
from .commands import AnyCommand, Command, Linked, encoded
from .events import Handler
from .moment import Moment
from .refusals import Refusal, refusal
from .serials import Series
from .view import Answered, Draft, Hold, Ledger, Line


class Outcome(NamedTuple):
    """Events or a refusal, never both.

    Parameters
    ----------
    events : tuple of Event
        What happened; not yet sealed into the chain.
    refusal : Refusal or None
    repeated : bool
        True when the command was answered before: the events are those of then and are not applied again.
    """

    events: tuple[Event, ...] = ()
    refusal: Refusal | None = None
    repeated: bool = False

    @property
    def fresh(self) -> tuple[Event, ...]:
        """The events to write and to apply."""
        return () if self.repeated else self.events


def decide(command: AnyCommand, view: Ledger, at: Moment) -> Outcome:
    """What a command does to the register as it stands, under the law of a day.

    Parameters
    ----------
    command : AnyCommand
    view : Ledger
        Only read; what it keeps elsewhere is loaded into it.
    at : Moment

    Returns
    -------
    Outcome
        A refusal is not remembered: the same command may be granted later.
    """
    return once(
        command,
        view.seen,
        lambda: refusal("key_reused", at.law, key=command.key),
        lambda: _decided(command, view, at),
    )


def _decided(command: AnyCommand, view: Ledger, at: Moment) -> Outcome:
    try:
        return Outcome(_HANDLERS[type(command)](command, view, at))
    except Refusal as refused:
        return Outcome(refusal=refused)


def once(
    command: Command,
    seen: Callable[[str], Answered | None],
    reused: Callable[[], Refusal],
    decided: Callable[[], Outcome],
) -> Outcome:
    """What a command comes to, once for its key: with the same content the answer of then, with other content the refusal ``reused``."""
    if not command.key:
        return decided()
    content = hashlib.blake2b(encoded(command), digest_size=16).hexdigest()
    before = seen(command.key)
    if before is not None:
        return Outcome(before.events, None, True) if before.content == content else Outcome(refusal=reused())
    outcome = decided()
    for event in outcome.events:
        event.data["content"] = content
    return outcome


def apply(view: Ledger, event: Event) -> Ledger:
    """Change the state as an event says; returns the same state.

    Raises
    ------
    DoesNotApply
        The event contradicts the state: journal or store are damaged.
    """
    data = event.data
    moved = view.post(data["postings"]) if "postings" in data else ()
    if "line" in data:
        id, series, verified, issued = data["line"]
        view.put_line(Line(id, Series(*series), verified, issued))
    if "hold" in data:
        id, kind, account, facts, is_open = data["hold"]
        view.put_hold(Hold(id, kind, account, facts, moved, is_open))
    for id in data.get("close", ()):
        if hold := view.hold(id):
            view.put_hold(hold._replace(open=False))
    if "account" in data:
        view.put_account(msgspec.convert(data["account"], RegistryAccount))
    if event.key:
        view.remember(event)
    return view


def decide_many(commands: Iterable[AnyCommand], view: Ledger, at: Moment) -> list[Outcome]:
    """Decide and apply one command after the other; each happens whole or not at all, in this order."""
    outcomes = []
    for command in commands:
        outcome = decide(command, view, at)
        for event in outcome.fresh:
            apply(view, event)
        outcomes.append(outcome)
    return outcomes


def replay(events: Iterable[Event], view: Ledger | None = None) -> Ledger:
    """The state after a journal; every view of the register can be rebuilt so."""
    state = Ledger() if view is None else view
    for event in events:
        apply(state, event)
    return state


def _linked(command: Linked, view: Ledger, at: Moment) -> tuple[Event, ...]:
    """Each step is decided on what the ones before would leave; the first refusal refuses all."""
    if not command.steps:
        raise refusal("linked_empty", at.law)
    draft = Draft(view)
    events: list[Event] = []
    for step in command.steps:
        asked = msgspec.structs.replace(step, actor=command.actor, key=command.key)
        for event in _HANDLERS[type(step)](asked, draft, at):
            apply(draft, event)
            events.append(event)
    return tuple(events)


_HANDLERS: dict[type, Handler] = {
    **issuing.HANDLERS,
    **moving.HANDLERS,
    **freezing.HANDLERS,
    **cancellation.HANDLERS,
    **buffer.HANDLERS,
    **correction.HANDLERS,
    **account_steps.HANDLERS,
    Linked: _linked,
}
