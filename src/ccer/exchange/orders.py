"""What is asked and what is agreed: sides, orders and trades. Prices are fen a tonne, money is fen, quantities are whole tonnes."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from ..core.text import Text
from ..registry.serials import Series


class Side(StrEnum):
    """Which way units go for whoever asks."""

    BUY = "buy"
    SELL = "sell"

    @property
    def other(self) -> Side:
        """The side of whoever deals with it."""
        return Side.SELL if self is Side.BUY else Side.BUY


class Mode(StrEnum):
    """The three ways to trade (Trading Rules art. 12)."""

    LISTED = "listed"
    BLOCK = "block"
    AUCTION = "auction"


class OrderState(StrEnum):
    """What became of an order; only an open one can still be filled."""

    OPEN = "open"
    FILLED = "filled"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class TradeState(StrEnum):
    """A trade stands once matched (Trading Rules art. 19) and is delivered against payment after the close (art. 27, 28)."""

    MATCHED = "matched"
    SETTLED = "settled"
    FAILED = "failed"


class Order(msgspec.Struct, kw_only=True):
    """A posting of the listed agreement (Trading Rules art. 13).

    Parameters
    ----------
    id : str
    trader : str
        Registry account of whoever asks; one trading account each.
    operator : str
        Who of the trader's operators entered it.
    series : Series
        The instrument: project and year of production (art. 10).
    side : Side
    price : int
        [fen/t]
    quantity, left : int
        Asked for, and still open. [t]
    at : datetime
        When it was posted, by the clock of the exchange (art. 53).
    place : int
        Its place in the order of posting; at one price the lower comes first (art. 13).
    turnover, fee : int
        What was traded so far, and the commission on it. [fen]
    state : OrderState
    """

    id: str
    trader: str
    operator: str
    series: Series
    side: Side
    price: int
    quantity: int
    left: int
    at: dt.datetime
    place: int
    turnover: int = 0
    fee: int = 0
    state: OrderState = OrderState.OPEN


class Trade(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement of a buyer and a seller.

    Parameters
    ----------
    id : str
    mode : Mode
    series : Series
    buyer, seller : str
        Registry accounts.
    quantity : int
        [t]
    price : int
        [fen/t]
    buyer_fee, seller_fee : int
        Commission of each side (notice of 2 January 2025). [fen]
    at : datetime
    on : date
        The trading day.
    maker : Side
        Whose posting stood: at its price they agreed.
    buy_order, sell_order : str
        The orders it came from; of block agreements and auctions, the agreement or the bid.
    place : int
        Its place among the trades of all days; settlement goes in this order.
    """

    id: str
    mode: Mode
    series: Series
    buyer: str
    seller: str
    quantity: int
    price: int
    buyer_fee: int
    seller_fee: int
    at: dt.datetime
    on: dt.date
    maker: Side
    buy_order: str
    sell_order: str
    place: int

    @property
    def turnover(self) -> int:
        """Price times quantity. [fen]"""
        return self.price * self.quantity


SIDE_TEXT: dict[Side, Text] = {Side.BUY: Text("买入", "buy"), Side.SELL: Text("卖出", "sell")}
MODE_TEXT: dict[Mode, Text] = {
    Mode.LISTED: Text("挂牌协议", "listed agreement"),
    Mode.BLOCK: Text("大宗协议", "block agreement"),
    Mode.AUCTION: Text("单向竞价", "one-way auction"),
}
ORDER_STATE_TEXT: dict[OrderState, Text] = {
    OrderState.OPEN: Text("挂牌中", "open"),
    OrderState.FILLED: Text("全部成交", "filled"),
    OrderState.WITHDRAWN: Text("已撤回", "withdrawn"),
    OrderState.CLOSED: Text("收市撤销", "cancelled at close"),
}
TRADE_STATE_TEXT: dict[TradeState, Text] = {
    TradeState.MATCHED: Text("已成交待交收", "matched"),
    TradeState.SETTLED: Text("已交收", "settled"),
    TradeState.FAILED: Text("未能交收", "not delivered"),
}
