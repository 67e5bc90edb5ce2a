"""How the back office writes its events: on which clauses each rests, and data that suffice to apply it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ..core.event import Event
from ..registry.commands import Command
from .market import Market
from .moment import CHINA, Moment

_T = "bge-2023-trading-rules"
_M = "bge-2025-client-manual"
_F = "bge-2025-fee-notice"

CLAUSES: dict[str, tuple[str, ...]] = {
    "exchange.bank.bound": (f"{_T}/art-25/para-3", f"{_M}/part-3.6/item-1"),
    "exchange.bank.unbound": (f"{_T}/art-25/para-3", f"{_M}/part-3.6/item-2"),
    "exchange.cash.deposited": (f"{_T}/art-25/para-2", f"{_T}/art-25/para-3"),
    "exchange.cash.withdrawal_requested": (f"{_T}/art-25/para-3", f"{_M}/part-3.6/item-4"),
    "exchange.cash.withdrawn": (f"{_T}/art-25/para-3", f"{_M}/part-3.6/item-4"),
    "exchange.cash.withdrawal_failed": (f"{_T}/art-25/para-3",),
    "exchange.cash.withdrawal_returned": (f"{_T}/art-25/para-2", f"{_T}/art-25/para-3"),
    "exchange.cash.fee_charged": (f"{_T}/art-24", f"{_F}/part-2"),
    "exchange.cash.corrected": (f"{_T}/art-25/para-2",),
    "exchange.clearing.done": (f"{_T}/art-27",),
    "exchange.clearing.confirmed": (f"{_T}/art-28",),
    "exchange.trade.settled": (f"{_T}/art-28", f"{_T}/art-27"),
    "exchange.trade.failed": (f"{_T}/art-28", f"{_T}/art-27"),
    "exchange.settlement.finished": (f"{_T}/art-28", f"{_T}/art-30"),
    "exchange.settlement.objected": (f"{_T}/art-32",),
    "exchange.settlement.objection_answered": (f"{_T}/art-32",),
    "exchange.watch.alerted": (f"{_T}/art-44",),
    "exchange.watch.asked": (f"{_T}/art-45", f"{_T}/art-46"),
    "exchange.watch.explained": (f"{_T}/art-46",),
    "exchange.watch.decided": (f"{_T}/art-46",),
    "exchange.watch.lifted": (f"{_T}/art-46",),
    "exchange.holding.reported": (f"{_T}/art-38",),
}
"""What each kind of event rests on; the first must be in force, the others are named where they are."""


def event(name: str, subject: str, command: Command, at: Moment, data: dict[str, Any]) -> Event:
    """An event of a command."""
    return Event(
        name=name,
        subject=subject,
        actor=command.actor,
        at=at.now,
        on=at.on,
        cites=at.clauses(name, *CLAUSES[name]),
        data=data,
        key=command.key,
    )


def local(instant: dt.datetime) -> dt.datetime:
    """An instant by the clock of the exchange."""
    return instant.astimezone(CHINA)


def in_window(market: Market, at: Moment, opens: str, closes: str) -> bool:
    """Whether it is a trading day, and its time between two dated parameters, the last not included."""
    return market.day == at.today and at.time(opens) <= at.clock < at.time(closes)
