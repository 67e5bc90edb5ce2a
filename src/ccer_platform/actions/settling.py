"""After the close: clear, both confirm, deliver. Each step can be asked for again; after a crash it goes on where the journal ends."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ccer.exchange.office_commands import Clear, Settle
from ccer.registry.ledger import Outcome
from ccer.registry.refusals import Refusal

from .base import Actor, system
from .market import authorised, signed
from .trading import desk

AT_ONCE = 1_000
"""Trades delivered in one transaction."""
ACTOR = system("settlement")


class Settled(NamedTuple):
    """What a settlement did: trades delivered and failed now; ``refusal`` is why it stopped before the end, None where it is over."""

    delivered: int
    failed: int
    finished: bool
    refusal: Refusal | None = None


def clear(day: dt.date, actor: Actor = ACTOR) -> Outcome:
    """The result of a day, for the exchange and the registry to confirm."""
    command = Clear(day=day, key=f"clear:{day}")
    authorised(actor, command)
    return desk().submit(signed(actor, command))


def step(day: dt.date, most: int = AT_ONCE, actor: Actor = ACTOR) -> Settled:
    """The next trades of a day in one transaction: of each, units and money together, or its failure with the reason."""
    command = Settle(day=day, most=most)
    authorised(actor, command)
    outcome = desk().submit(signed(actor, command))
    names = [event.name for event in outcome.events]
    return Settled(
        names.count("exchange.trade.settled"), names.count("exchange.trade.failed"), "exchange.settlement.finished" in names,
        outcome.refusal,
    )  # fmt: skip


def run(day: dt.date, actor: Actor = ACTOR, most: int = AT_ONCE) -> Settled:
    """All that is left of a day."""
    delivered = failed = 0
    while True:
        done = step(day, most, actor)
        delivered, failed = delivered + done.delivered, failed + done.failed
        if done.finished or done.refusal is not None:
            return Settled(delivered, failed, done.finished, done.refusal)
