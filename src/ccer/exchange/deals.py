"""Block agreements and auctions as they stand, and on what terms they are open."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import msgspec

from ..core.text import Text
from ..registry.serials import Series
from .commands import Pricing, Winners
from .moment import Share
from .orders import Side


class BlockState(StrEnum):
    """Where a block agreement stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    LAPSED = "lapsed"


BLOCK_STATE_TEXT: dict[BlockState, Text] = {
    BlockState.OFFERED: Text("待对方答复", "offered"),
    BlockState.ACCEPTED: Text("待交易机构确认", "accepted, to be confirmed"),
    BlockState.DECLINED: Text("对方未接受", "declined"),
    BlockState.WITHDRAWN: Text("已撤回", "withdrawn"),
    BlockState.CONFIRMED: Text("已成交", "confirmed"),
    BlockState.REFUSED: Text("交易机构未确认", "not confirmed"),
    BlockState.LAPSED: Text("收市失效", "lapsed at close"),
}


class AuctionState(StrEnum):
    """Where an auction stands."""

    ANNOUNCED = "announced"
    CLOSED = "closed"
    CANCELLED = "cancelled"


AUCTION_STATE_TEXT: dict[AuctionState, Text] = {
    AuctionState.ANNOUNCED: Text("已公告", "announced"),
    AuctionState.CLOSED: Text("已结束", "closed"),
    AuctionState.CANCELLED: Text("已取消", "called off"),
}


class ModeTerms(msgspec.Struct, frozen=True, kw_only=True):
    """On what notice a mode of trade is open, and what the notice fixes."""

    notice: str
    commission: Share
    threshold: int = 1
    demonstration: bool = False


class BlockDeal(msgspec.Struct, kw_only=True):
    """A block agreement (Trading Rules art. 14).

    Parameters
    ----------
    id : str
    trader, operator, counterparty : str
        Who offers it, by whom, and to whom.
    series : Series
    side : Side
        What the offering side does.
    price : int
        [fen/t]
    quantity : int
        [t]
    commission : tuple of int
        As it was when offered.
    state : BlockState
    """

    id: str
    trader: str
    operator: str
    counterparty: str
    series: Series
    side: Side
    price: int
    quantity: int
    commission: Share
    state: BlockState = BlockState.OFFERED

    @property
    def turnover(self) -> int:
        """Price times quantity. [fen]"""
        return self.price * self.quantity

    @property
    def buyer(self) -> str:
        return self.trader if self.side is Side.BUY else self.counterparty

    @property
    def seller(self) -> str:
        return self.counterparty if self.side is Side.BUY else self.trader


class AuctionBid(msgspec.Struct, frozen=True, kw_only=True):
    """What a responding side bids. [fen/t, t]"""

    id: str
    trader: str
    operator: str
    price: int
    quantity: int
    place: int


class Auction(msgspec.Struct, kw_only=True):
    """A one-way auction (Trading Rules art. 15).

    Parameters
    ----------
    id : str
    trader, operator : str
        The quoting side.
    series : Series
    side : Side
        What the quoting side does.
    quantity : int
        [t]
    reserve : int
        Lowest price to sell, highest to buy. [fen/t]
    opens, closes : datetime
    winners : Winners
    pricing : Pricing
    commission : tuple of int
        As it was when announced.
    bids : list of AuctionBid
        In order of entry.
    state : AuctionState
    """

    id: str
    trader: str
    operator: str
    series: Series
    side: Side
    quantity: int
    reserve: int
    opens: dt.datetime
    closes: dt.datetime
    winners: Winners
    pricing: Pricing
    commission: Share
    bids: list[AuctionBid] = []
    state: AuctionState = AuctionState.ANNOUNCED

    def plain(self) -> dict[str, Any]:
        """As plain values; times as the instants they name."""
        times = {"opens": self.opens.timestamp(), "closes": self.closes.timestamp()}
        return {**msgspec.to_builtins(self), **times}
