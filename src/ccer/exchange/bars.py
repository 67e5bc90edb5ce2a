"""What was traded, drawn together: ticks, and the bars of days; every figure an exact integer.

The rules define no closing price: ``last`` is the price of the last trade, and what the next day's limits rest on is the weighted average
(Trading Rules art. 17).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from ..registry.serials import Series
from .orders import Side, Trade


class Tick(NamedTuple):
    """One trade as the tick list shows it; ``taker`` is the side that took the posting. [fen/t, t]"""

    at: dt.datetime
    price: int
    quantity: int
    taker: Side


class Bar(NamedTuple):
    """An instrument on a day. Prices in fen a tonne, volume in tonnes, turnover in fen.

    Parameters
    ----------
    series : Series
    on : date
    open, high, low, last : int
    volume, turnover, trades : int
    vwap : int
        Turnover by volume, half up to the fen.
    """

    series: Series
    on: dt.date
    open: int
    high: int
    low: int
    last: int
    volume: int
    turnover: int
    trades: int
    vwap: int


def vwap(turnover: int, volume: int) -> int:
    """Turnover by volume, half up. [fen/t]"""
    return (2 * turnover + volume) // (2 * volume)


def ticks(trades: Iterable[Trade], series: Series) -> list[Tick]:
    """The trades of an instrument in their order."""
    mine = sorted((trade for trade in trades if trade.series == series), key=lambda trade: trade.place)
    return [Tick(trade.at, trade.price, trade.quantity, trade.maker.other) for trade in mine]


def bars(trades: Iterable[Trade]) -> list[Bar]:
    """A bar for each instrument and day with a trade, in that order."""
    found: dict[tuple[Series, dt.date], Bar] = {}
    for trade in sorted(trades, key=lambda trade: trade.place):
        key, price, turnover = (trade.series, trade.on), trade.price, trade.turnover
        bar = found.get(key)
        if bar is None:
            found[key] = Bar(*key, price, price, price, price, trade.quantity, turnover, 1, 0)
        else:
            found[key] = bar._replace(
                high=max(bar.high, price),
                low=min(bar.low, price),
                last=price,
                volume=bar.volume + trade.quantity,
                turnover=bar.turnover + turnover,
                trades=bar.trades + 1,
            )
    return [bar._replace(vwap=vwap(bar.turnover, bar.volume)) for _, bar in sorted(found.items())]
