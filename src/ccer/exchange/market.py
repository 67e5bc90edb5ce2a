"""The state of the market as decisions read it. Units by serial are the register's; here are quantities on the platform.

`Market` is kept in memory and made from events alone. `MarketDraft` lies on top of one and leaves it as it is: there a batch is decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from ..core.event import Event
from ..registry.serials import Series
from ..registry.view import Answered, Sold
from . import hours
from .book import Book, Level
from .cash import CashBook
from .cash import trader as purse
from .deals import Auction, BlockDeal, ModeTerms
from .fees import cost
from .moment import CHINA, Share
from .office import Office
from .orders import Order, OrderState, Side, Trade, TradeState
from .parts import Day, Listing, Position, Trader

K = TypeVar("K")
V = TypeVar("V")


_NONE = Position()


class Market:
    """Everything the exchange knows between two events."""

    def __init__(self) -> None:
        self.terms: Day | None = None
        self.last: dt.datetime | None = None
        self.suspended = ""
        self.placed = self.traded = 0
        self.traders: dict[str, Trader] = {}
        self.positions: dict[tuple[str, Series], Position] = {}
        self.arrivals: dict[Series, list[str]] = {}
        self.instruments: dict[Series, Listing] = {}
        self.books: dict[Series, Book] = {}
        self.orders: dict[str, Order] = {}
        self.trades: dict[str, Trade] = {}
        self.ended: dict[str, TradeState] = {}
        self.blocks: dict[str, BlockDeal] = {}
        self.auctions: dict[str, Auction] = {}
        self.modes: dict[str, ModeTerms] = {}
        self.closings: dict[dt.date, str] = {}
        self.cash = CashBook()
        self.office = Office()
        self.answered: dict[str, Answered] = {}
        self.tried: tuple[Event, MarketDraft] | None = None
        """What the batch decided last would leave, until anything is applied; no part of the state."""

    # what decisions and pages read

    @property
    def day(self) -> dt.date | None:
        """The trading day that was opened last."""
        return self.terms.date if self.terms else None

    @property
    def is_open(self) -> bool:
        """False once that day was closed."""
        return self.terms is not None and self.terms.open

    def has_trader(self, id: str) -> bool:
        """Whether it has an open trading account."""
        trader = self.traders.get(id)
        return trader is not None and trader.open

    def position(self, trader: str, series: Series) -> Position:
        """What a trader has in an instrument; only to be read."""
        try:
            return self.positions[trader, series]
        except KeyError:
            return _NONE

    def balance(self, trader: str) -> int:
        """Money in the trader's sub-ledger. [fen]"""
        return self.cash.balance(purse(trader))

    def buying_power(self, trader: str) -> int:
        """What may be spent: proceeds of the day count, for they are usable the same day (art. 29). [fen]"""
        account = self.traders[trader]
        return self.cash.balance(purse(trader)) - account.reserved - account.owed + account.proceeds

    def withdrawable(self, trader: str) -> int:
        """What may be paid out: proceeds not yet delivered may not. [fen]"""
        return max(0, self.balance(trader) - self.committed(trader))

    def committed(self, trader: str) -> int:
        """What open orders and bids reserve and undelivered purchases cost, commission included. [fen]"""
        account = self.traders[trader]
        return account.reserved + account.owed

    def transferable(self, trader: str, series: Series) -> int:
        """What may go back to the registry. [t]"""
        return self.position(trader, series).available

    def sold(self, trader: str, series: Series) -> Sold | None:
        """What of a trader's units is sold and not delivered: the register must leave it on the platform."""
        quantity = self.position(trader, series).sold
        if not quantity:
            return None
        days = [trade.on for trade in self.pending() if trade.seller == trader and trade.series == series]
        return Sold(quantity, max(days))

    def positions_of(self, trader: str) -> dict[Series, Position]:
        """All a trader has or has had, by instrument."""
        return {series: held for (id, series), held in self.positions.items() if id == trader}

    def orders_of(self, trader: str, *, open: bool = False) -> list[Order]:
        """The trader's orders of the day in order of entry, or only those still open."""
        return [
            order
            for order in self.orders.values()
            if order.trader == trader and (not open or order.state is OrderState.OPEN)
        ]

    def trades_of(self, trader: str) -> list[Trade]:
        """The trader's trades of the day and those not delivered."""
        return [trade for trade in self.trades.values() if trader in (trade.buyer, trade.seller)]

    def traded_on(self, trader: str, day: dt.date) -> bool:
        """Whether it agreed any trade on that day."""
        return any(trade.on == day for trade in self.trades_of(trader))

    def due(self, day: dt.date) -> list[Trade]:
        """The trades of a day, in the order in which they are settled."""
        return [trade for trade in self.trades.values() if trade.on == day]

    def next_opening(self, day: dt.date) -> dt.datetime:
        """When the trading day after that one opens, by the hours of the day opened last."""
        assert self.terms is not None
        return dt.datetime.combine(hours.after(day, 1, self.closings), self.terms.opens, CHINA)

    def pending(self) -> Iterator[Trade]:
        """Trades that are matched and neither delivered nor failed, in order."""
        return (trade for id, trade in self.trades.items() if id not in self.ended)

    def state_of(self, trade: str) -> TradeState:
        """Where a trade of the day stands, or one not delivered on its day."""
        return self.ended.get(trade, TradeState.MATCHED)

    def first_holder(self, series: Series) -> str | None:
        """Whoever moved an instrument in first and still has some of it on the platform."""
        return next((id for id in self.arrivals.get(series, ()) if self.position(id, series).platform), None)

    def limits(self, series: Series, share: Share | None = None) -> tuple[int, int]:
        """Lowest and highest price of the day, both allowed. [fen/t]

        The rules do not say how a limit that is no whole fen is rounded; it is rounded towards the base price, so that no price is
        further from it than the share (Trading Rules art. 16).
        """
        assert self.terms is not None
        return limits(self.instruments[series].base, share or self.terms.limit)

    def best(self, series: Series, side: Side) -> Level | None:
        """The best level of a side."""
        return next(iter(self.depth(series, side, 1)), None)

    def depth(self, series: Series, side: Side, levels: int | None = 5) -> list[Level]:
        """The best levels of a side."""
        book = self.books.get(series)
        return book.depth(side, levels) if book else []

    def reserved_for(self, order: Order) -> int:
        """Money an open order to buy still needs, commission included. [fen]"""
        assert self.terms is not None
        return cost(order.turnover, order.price * order.left, order.fee, self.terms.commission)

    def seen(self, key: str) -> Answered | None:
        """What was answered to a key before; a host that keeps answers elsewhere overrides this."""
        return self.answered.get(key)

    # what events write

    def held(self, trader: str, series: Series) -> Position:
        """What a trader has in an instrument, to be changed."""
        try:
            return self.positions[trader, series]
        except KeyError:
            found = self.positions[trader, series] = Position()
            return found

    def agree(self, trade: Trade) -> None:
        """Both sides of a trade, of whatever mode: what is owed, what is due, and when each last dealt."""
        assert self.terms is not None
        self.traded += 1
        self.trades[trade.id] = trade
        series, quantity, turnover = trade.series, trade.quantity, trade.price * trade.quantity
        self.traders[trade.buyer].owed += turnover + trade.buyer_fee
        self.traders[trade.seller].proceeds += turnover - trade.seller_fee
        held = self.held(trade.buyer, series)
        held.bought += quantity
        held.last_bought = self.terms.number
        held = self.held(trade.seller, series)
        held.sold += quantity
        held.last_sold = self.terms.number

    def delivered(self, trade: Trade) -> None:
        """The trade was settled: what was sold left the seller and came to the buyer; money moves in the cash book."""
        self._end(trade, TradeState.SETTLED)
        self.held(trade.seller, trade.series).platform -= trade.quantity
        self.held(trade.buyer, trade.series).platform += trade.quantity

    def undelivered(self, trade: Trade) -> None:
        """The trade failed: the seller keeps the units on the platform, the buyer the money. It was an opposite trade all the same."""
        self._end(trade, TradeState.FAILED)

    def _end(self, trade: Trade, state: TradeState) -> None:
        self.ended[trade.id] = state
        self.traders[trade.buyer].owed -= trade.turnover + trade.buyer_fee
        self.traders[trade.seller].proceeds -= trade.turnover - trade.seller_fee
        self.held(trade.buyer, trade.series).bought -= trade.quantity
        self.held(trade.seller, trade.series).sold -= trade.quantity

    def restrict(self, trader: str, sides: tuple[Side, ...]) -> None:
        """From now on these sides, and no others, are closed to the trader; its open orders of these sides are withdrawn."""
        self.traders[trader].restricted = sides
        for order in self.orders_of(trader, open=True):
            if order.side in sides:
                self.release(order.id, OrderState.WITHDRAWN)

    def release(self, id: str, state: OrderState) -> None:
        """What is left of an order stands no more; what it reserved is free."""
        order = self.orders[id]
        account, held = self.traders[order.trader], self.held(order.trader, order.series)
        if order.side is Side.BUY:
            account.reserved -= self.reserved_for(order)
            held.buying -= order.left
        else:
            held.selling -= order.left
        account.orders -= 1
        order.state = state
        self.books[order.series].withdraw(id, order.side, order.price)

    def remember(self, event: Event) -> None:
        """The answer to the event's key."""
        before = self.answered.get(event.key)
        events = (*before.events, event) if before else (event,)
        self.answered[event.key] = Answered(event.data.get("content", ""), events)

    def state(self) -> dict[str, Any]:
        """Everything, as plain values that compare equal when two states are the same."""
        plain = msgspec.to_builtins
        books = {series: [list(book.queue(side)) for side in Side] for series, book in self.books.items()}
        return {
            "day": plain(self.terms),
            "last": self.last and self.last.timestamp(),
            "suspended": self.suspended,
            "counted": [self.placed, self.traded],
            "traders": {id: plain(trader) for id, trader in sorted(self.traders.items())},
            "positions": {key: plain(held) for key, held in sorted(self.positions.items()) if held != _NONE},
            "arrivals": dict(sorted(self.arrivals.items())),
            "instruments": {series: plain(each) for series, each in sorted(self.instruments.items())},
            "books": {series: sides for series, sides in sorted(books.items()) if any(sides)},
            "orders": [{**plain(order), "at": order.at.timestamp()} for order in self.orders.values()],
            "trades": [{**plain(trade), "at": trade.at.timestamp()} for trade in self.trades.values()],
            "ended": sorted(self.ended.items()),
            "blocks": plain(self.blocks),
            "auctions": {id: auction.plain() for id, auction in self.auctions.items()},
            "modes": plain(self.modes),
            "closings": sorted(self.closings.items()),
            "cash": self.cash.balances(),
            "office": self.office.state(),
            "keys": {key: answer.content for key, answer in sorted(self.answered.items())},
        }


def limits(base: int, share: Share) -> tuple[int, int]:
    """Lowest and highest price within a share of a base price, both rounded towards it. [fen/t]"""
    numerator, denominator = share
    return -(-base * (denominator - numerator) // denominator), base * (
        denominator + numerator
    ) // denominator


class _Copied(dict[K, V]):
    """What is looked up is copied from the base once."""

    def __init__(self, base: dict[K, V]) -> None:
        super().__init__()
        self._base = base

    def __missing__(self, key: K) -> V:
        found: V = self._base[key].__copy__()  # type: ignore[attr-defined]
        self[key] = found
        return found


class MarketDraft(Market):
    """A market on top of another one, which it leaves as it is. What is on it is found by key only, never by going through all."""

    def __init__(self, base: Market) -> None:
        self.__dict__.update(base.__dict__)
        self.traders = _Copied(base.traders)
        self.positions = _Copied(base.positions)
        self.instruments = _Copied(base.instruments)
        self.books = _Copied(base.books)
        self.orders = _Copied(base.orders)
        self.trades = {}

    def adopted_by(self, base: Market) -> None:
        """The market it was made on, unchanged since, becomes what is tried here; the same as applying the event again."""
        for name in ("traders", "positions", "instruments", "books", "orders", "trades"):
            getattr(base, name).update(getattr(self, name))
        base.placed, base.traded = self.placed, self.traded
