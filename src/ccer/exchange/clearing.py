"""What each trader owes and is owed after the close, trade by trade, gross; confirmed by both sides (Trading Rules art. 27, 28)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from ..core.event import Event
from ..registry.serials import Series
from .events import Applier, Handler
from .market import Market
from .moment import Moment
from .office import Clearing
from .office_commands import CONFIRMING_TEXT, Clear, ConfirmClearing, Confirming
from .office_events import event
from .office_refusals import refused
from .orders import Side, Trade


class Due(NamedTuple):
    """One line of a trader's clearing statement.

    Parameters
    ----------
    trade : str
    side : Side
    other : str
        Whoever it dealt with.
    series : Series
    units : int
        In is positive, out is negative. [t]
    fen : int
        Turnover: in is positive, out is negative. [fen]
    fee : int
        Commission, always out. [fen]
    """

    trade: str
    side: Side
    other: str
    series: Series
    units: int
    fen: int
    fee: int

    @property
    def net(self) -> int:
        """What the trade does to the trader's money. [fen]"""
        return self.fen - self.fee


class Totals(NamedTuple):
    """What a trader's lines come to; gross on each side. [fen]"""

    trader: str
    trades: int
    owed: int
    owing: int
    fees: int

    @property
    def net(self) -> int:
        """Owed to it less owed by it. [fen]"""
        return self.owed - self.owing - self.fees


def due(trade: Trade, side: Side) -> Due:
    """What a trade asks of one side, and brings it."""
    if side is Side.BUY:
        return Due(
            trade.id, side, trade.seller, trade.series, trade.quantity, -trade.turnover, trade.buyer_fee
        )
    return Due(trade.id, side, trade.buyer, trade.series, -trade.quantity, trade.turnover, trade.seller_fee)


def lines(trades: Iterable[Trade], trader: str) -> list[Due]:
    """A trader's clearing statement, in the order of delivery."""
    found = []
    for trade in trades:
        if trade.seller == trader:
            found.append(due(trade, Side.SELL))
        if trade.buyer == trader:
            found.append(due(trade, Side.BUY))
    return found


def totals(trades: Iterable[Trade]) -> list[Totals]:
    """Every trader's totals, in the order of their ids."""
    sums: dict[str, list[int]] = {}
    for trade in trades:
        turnover = trade.price * trade.quantity
        buyer = sums.setdefault(trade.buyer, [0, 0, 0, 0])
        buyer[0] += 1
        buyer[2] += turnover
        buyer[3] += trade.buyer_fee
        seller = sums.setdefault(trade.seller, [0, 0, 0, 0])
        seller[0] += 1
        seller[1] += turnover
        seller[3] += trade.seller_fee
    return [Totals(trader, *of) for trader, of in sorted(sums.items())]


_encode = msgspec.json.Encoder(order="deterministic").encode


def digest(day: dt.date, trades: Sequence[Trade]) -> str:
    """SHA-256 of the trades of a day in order: who confirms a result names it."""
    whole = hashlib.sha256(day.isoformat().encode())
    for start in range(0, len(trades), 10_000):
        whole.update(_encode(trades[start : start + 10_000]))
    return whole.hexdigest()


def waiting(market: Market, day: dt.date) -> list[Trade]:
    """The trades of a day that wait for delivery, in the order in which they were agreed."""
    return sorted((trade for trade in market.pending() if trade.on == day), key=lambda trade: trade.place)


def clear(command: Clear, market: Market, at: Moment) -> tuple[Event, ...]:
    """The result of a day whose market has closed; a day without trades has an empty one."""
    day = command.day
    if market.day is None or market.day < day or (market.day == day and market.is_open):
        raise refused("market_not_closed", at.law, day=day)
    if day in market.office.clearings:
        raise refused("cleared_already", at.law, day=day)
    trades = waiting(market, day)
    for earlier in market.office.clearings.values():
        if not earlier.finished:
            raise refused("settle_first", at.law, day=day, earlier=earlier.day)
    if before := [trade.on for trade in market.pending() if trade.on < day]:
        raise refused("settle_first", at.law, day=day, earlier=min(before))
    data = {
        "clearing": [
            day.isoformat(),
            digest(day, trades),
            len(trades),
            sum(trade.price * trade.quantity for trade in trades),
            sum(trade.buyer_fee + trade.seller_fee for trade in trades),
        ]
    }
    return (event("exchange.clearing.done", f"day:{day}", command, at, data),)


def confirm(command: ConfirmClearing, market: Market, at: Moment) -> tuple[Event, ...]:
    """The exchange and the registry each confirm the one result."""
    found = result(market, command.day, at)
    side = CONFIRMING_TEXT[command.side]
    if command.side.value in found.confirmed:
        raise refused("confirmed_already", at.law, day=command.day, side=side)
    if command.digest != found.digest:
        raise refused("other_result", at.law, day=command.day, side=side)
    data = {"confirmed": [command.day.isoformat(), command.side.value, command.actor]}
    return (event("exchange.clearing.confirmed", f"day:{command.day}", command, at, data),)


def result(market: Market, day: dt.date, at: Moment) -> Clearing:
    """The clearing of a day."""
    found = market.office.clearings.get(day)
    if found is None:
        raise refused("not_cleared", at.law, day=day)
    return found


def unconfirmed(clearing: Clearing) -> list[Confirming]:
    """Whose confirmation is missing."""
    return [side for side in Confirming if side.value not in clearing.confirmed]


def apply_cleared(market: Market, happened: Event) -> None:
    """The result is there."""
    day, digest, trades, turnover, fees = happened.data["clearing"]
    on = dt.date.fromisoformat(day)
    market.office.clearings[on] = Clearing(on, digest, trades, turnover, fees)
    market.office.queue = waiting(market, on)


def apply_confirmed(market: Market, happened: Event) -> None:
    """One side has confirmed."""
    day, side, actor = happened.data["confirmed"]
    market.office.clearings[dt.date.fromisoformat(day)].confirmed[side] = actor


HANDLERS: dict[type, Handler] = {Clear: clear, ConfirmClearing: confirm}
APPLIERS: dict[str, Applier] = {
    "exchange.clearing.done": apply_cleared,
    "exchange.clearing.confirmed": apply_confirmed,
}
