"""The exchange: ``decide`` says what happens or why not and changes nothing; ``apply`` changes what an event says and decides nothing.

>>> outcome = decide(command, market, at)          # doctest: +SKIP
>>> for event in outcome.fresh: apply(market, event)  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from ..core.asof import AsOf
from ..core.errors import BadInput
from ..core.event import Event
from ..core.mistyped import explain
from ..core.text import Text
from ..registry.commands import Command
from ..registry.ledger import Outcome, once
from ..registry.refusals import Refusal
from . import auction, back_office, block, instruments, listed, opening, seizure, traders
from .book import DoesNotApply
from .commands import MarketCommand
from .events import Applier, Handler
from .market import Market
from .moment import Moment
from .refusals import No, refusal

HANDLERS: dict[type, Handler] = {
    **opening.HANDLERS,
    **traders.HANDLERS,
    **seizure.HANDLERS,
    **instruments.HANDLERS,
    **listed.HANDLERS,
    **block.HANDLERS,
    **auction.HANDLERS,
    **back_office.HANDLERS,
}
"""What decides each kind of command."""
APPLIERS: dict[str, Applier] = {
    **opening.APPLIERS,
    **traders.APPLIERS,
    **seizure.APPLIERS,
    **instruments.APPLIERS,
    **listed.APPLIERS,
    **block.APPLIERS,
    **auction.APPLIERS,
    **back_office.APPLIERS,
}
"""What applies each kind of event, by its name."""


def decide(command: Command, market: Market, at: Moment, handler: Handler | None = None) -> Outcome:
    """What a command does to the market as it stands, under the law of a day.

    Parameters
    ----------
    command : Command
    market : Market
        Only read.
    at : Moment
    handler : callable, optional
        What decides it where the table of this module does not, because it reads the register too.

    Returns
    -------
    Outcome
        A refusal is not remembered: the same command may be granted later.
    """
    return once(
        command,
        market.seen,
        lambda: refusal("key_reused", at.law, key=command.key),
        lambda: _decided(command, market, at, handler or HANDLERS[type(command)]),
    )


def _decided(command: Command, market: Market, at: Moment, handler: Handler) -> Outcome:
    try:
        if market.last is not None and at.now < market.last:
            raise No("clock_back", now=at.now.isoformat(), last=market.last.isoformat())
        return Outcome(handler(command, market, at))
    except No as no:
        return Outcome(refusal=refusal(no.code, at.law, by=no.by, **no.facts))
    except Refusal as refused:
        return Outcome(refusal=refused)


def apply(market: Market, event: Event) -> Market:
    """Change the state as an event says; returns the same state.

    Raises
    ------
    DoesNotApply
        The event is none of the exchange's or contradicts the state: journal or store are damaged.
    """
    applier = APPLIERS.get(event.name)
    if applier is None:
        raise DoesNotApply(
            what=Text(f"事件 {event.name} 不能施加", f"Event {event.name} cannot be applied"),
            why=Text("它不是交易机构的事件", "it is none of the exchange's"),
            next=Text("核对日志来源。", "Check where the journal comes from."),
        )
    applier(market, event)
    market.last, market.tried = event.at, None
    if event.key:
        market.remember(event)
    return market


def decide_many(commands: Iterable[Command], market: Market, at: Moment) -> list[Outcome]:
    """Decide and apply one command after the other; each happens whole or not at all, in this order."""
    outcomes = []
    for command in commands:
        outcome = decide(command, market, at)
        for event in outcome.fresh:
            apply(market, event)
        outcomes.append(outcome)
    return outcomes


def replay(events: Iterable[Event], market: Market | None = None) -> Market:
    """The state after a journal; every view of the market can be rebuilt so."""
    state = Market() if market is None else market
    for event in events:
        apply(state, event)
    return state


class Answer(NamedTuple):
    """What became of one order.

    Parameters
    ----------
    did : str
        ``posted``, ``taken``, ``withdrawn`` or ``refused``.
    order : str
        Its id, empty where it was refused.
    filled : int
        What was dealt with at once. [t]
    refusal : Refusal or None
    """

    did: str
    order: str
    filled: int
    refusal: Refusal | None


def answers(event: Event, law: AsOf) -> list[Answer]:
    """What became of each order of an event, in order; also of one read back from the journal."""
    data = event.data
    return [_answer(row, law) for row in (data["rows"] if "rows" in data else (data["row"],))]


def _answer(row: Any, law: AsOf) -> Answer:
    did, *rest = row
    if did == "refused":
        code, clause, facts = rest
        said = {name: Text(**v) if isinstance(v, dict) else v for name, v in facts.items()}
        return Answer(did, "", 0, refusal(code, law, by=clause, **said))
    return Answer(did, rest[0], sum(fill[2] for fill in rest[7]) if did == "taken" else 0, None)


_decoder: msgspec.json.Decoder[MarketCommand] = msgspec.json.Decoder(MarketCommand)


def decoded(text: bytes | str) -> MarketCommand:
    """A command read from JSON.

    Raises
    ------
    BadInput
        It is not JSON, has no known ``do``, or a field is missing, unknown or of another type.
    """
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            what=Text("指令无法读取", "The command cannot be read"),
            why=explain(error),
            next=Text("按接口说明改正后再提交。", "Correct it as the interface describes and send it again."),
        ) from error
