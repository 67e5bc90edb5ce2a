"""The board of an instrument (client manual part 3.4): five levels each side, order ratio, the day's figures, the price table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..registry.serials import Series
from .bars import vwap
from .book import Level
from .orders import Order, OrderState, Side, Trade

LEVELS = 5


class PriceRow(NamedTuple):
    """What was traded at one price; ``share`` of the day's quantity in hundredths of a percent, half up. [fen/t, t, fen]"""

    price: int
    quantity: int
    trades: int
    turnover: int
    share: int


class Board(NamedTuple):
    """An instrument at an instant. Prices in fen a tonne, quantities in tonnes, shares in hundredths of a percent.

    Parameters
    ----------
    series : Series
    bids, asks : tuple of Level
        At most five, the best first.
    bid_quantity, ask_quantity : int
        On the levels shown.
    difference : int
        委差: bid less ask quantity.
    ratio : int or None
        委比: the difference by the sum, half away from zero; None without orders.
    base, lower, upper : int
        Base price of the day and its limits.
    open, high, low, last, average : int or None
        None before the first trade; the average is half up.
    last_quantity, quantity, turnover, trades : int
        现量 of the last trade, and the day's totals.
    change, change_share : int or None
        Last less base, and by base.
    """

    series: Series
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    bid_quantity: int
    ask_quantity: int
    difference: int
    ratio: int | None
    base: int
    lower: int
    upper: int
    open: int | None
    high: int | None
    low: int | None
    last: int | None
    average: int | None
    last_quantity: int
    quantity: int
    turnover: int
    trades: int
    change: int | None
    change_share: int | None


def share(part: int, whole: int) -> int:
    """A part of a whole in hundredths of a percent, half away from zero."""
    size = (2 * abs(part) * 10_000 + whole) // (2 * whole)
    return size if part >= 0 else -size


def levels(orders: Iterable[Order], side: Side, most: int = LEVELS) -> tuple[Level, ...]:
    """Open orders of a side drawn together by price, the best first."""
    found: dict[int, Level] = {}
    for order in orders:
        if order.side is side and order.state is OrderState.OPEN and order.left > 0:
            held = found.get(order.price, Level(order.price, 0, 0))
            found[order.price] = Level(order.price, held.quantity + order.left, held.orders + 1)
    return tuple(found[price] for price in sorted(found, reverse=side is Side.BUY)[:most])


def board(
    series: Series, orders: Iterable[Order], trades: Iterable[Trade], base: int, lower: int, upper: int
) -> Board:
    """The board of an instrument.

    Parameters
    ----------
    series : Series
    orders : iterable of Order
        Those of others are passed over.
    trades : iterable of Trade
        Of the day; those of others are passed over.
    base, lower, upper : int
        Base price of the day, and the limits as the market applies them. [fen/t]
    """
    mine = [order for order in orders if order.series == series]
    done = sorted((trade for trade in trades if trade.series == series), key=lambda trade: trade.place)
    bids, asks = levels(mine, Side.BUY), levels(mine, Side.SELL)
    bid, ask = (sum(level.quantity for level in shown) for shown in (bids, asks))
    prices = [trade.price for trade in done]
    quantity, turnover = sum(trade.quantity for trade in done), sum(trade.turnover for trade in done)
    return Board(
        series=series,
        bids=bids,
        asks=asks,
        bid_quantity=bid,
        ask_quantity=ask,
        difference=bid - ask,
        ratio=share(bid - ask, bid + ask) if bid + ask else None,
        base=base,
        lower=lower,
        upper=upper,
        open=prices[0] if prices else None,
        high=max(prices, default=None),
        low=min(prices, default=None),
        last=prices[-1] if prices else None,
        average=vwap(turnover, quantity) if quantity else None,
        last_quantity=done[-1].quantity if done else 0,
        quantity=quantity,
        turnover=turnover,
        trades=len(done),
        change=prices[-1] - base if prices else None,
        change_share=share(prices[-1] - base, base) if prices else None,
    )


def price_table(trades: Iterable[Trade], series: Series) -> list[PriceRow]:
    """What was traded at each price of the day, the highest first (client manual part 3.4 item 7)."""
    sums: dict[int, list[int]] = {}
    for trade in trades:
        if trade.series == series:
            row = sums.setdefault(trade.price, [0, 0])
            row[0] += trade.quantity
            row[1] += 1
    whole = sum(quantity for quantity, _ in sums.values())
    return [
        PriceRow(price, quantity, count, price * quantity, share(quantity, whole))
        for price, (quantity, count) in sorted(sums.items(), reverse=True)
    ]
