"""What the state of the market consists of: the day, instruments, trading accounts and positions."""

from __future__ import annotations

import datetime as dt

import msgspec

from ..registry.serials import Series
from .moment import Share
from .orders import Side


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A trading day and the terms it was opened with.

    Parameters
    ----------
    date : date
    number : int
        Its number among the trading days; opposite trades are told apart by it.
    open : bool
    prefix : str
        What the ids of the day begin with.
    opens : time
        When the morning session opens.
    tick : int
        [fen/t]
    lot : int
        [t]
    gap : int
        Fewest trading days between opposite trades.
    limit, block_limit : tuple of int
        Price limits as shares of the base price.
    commission : tuple of int
        Of listed agreements, a share of turnover.
    """

    date: dt.date
    number: int
    tick: int
    lot: int
    gap: int
    limit: Share
    block_limit: Share
    commission: Share
    opens: dt.time
    prefix: str
    open: bool = True


class Listing(msgspec.Struct, kw_only=True):
    """What is traded: one project and one year of production (Trading Rules art. 10).

    Parameters
    ----------
    series : Series
    proposer : str
        The first who moved it in.
    first_price : int
        [fen/t]
    wanted : date or None
        The day the proposer chose.
    listed_on : date or None
        First day of trading; None until the exchange confirms.
    base : int
        Base price of the day. [fen/t]
    suspended : str
        Why, empty where it is not.
    volume, turnover : int
        Listed agreements of the day: the next base price is their average. [t, fen]
    last : int
        Price of the last listed agreement, 0 before the first. [fen/t]
    """

    series: Series
    proposer: str
    first_price: int
    wanted: dt.date | None = None
    listed_on: dt.date | None = None
    base: int = 0
    suspended: str = ""
    volume: int = 0
    turnover: int = 0
    last: int = 0

    def next_base(self) -> int:
        """Average of the day's listed agreements, halves up to the fen; without any the base carries on (art. 17). [fen/t]"""
        if not self.volume:
            return self.base
        return (2 * self.turnover + self.volume) // (2 * self.volume)


class Trader(msgspec.Struct, kw_only=True):
    """A trading account.

    Parameters
    ----------
    id : str
        Registry account it belongs to.
    subject : str
    operators : dict
        Operator to whether he is active.
    restricted : tuple of Side
    open : bool
        False once closed.
    orders : int
        How many postings are open.
    reserved : int
        For open orders to buy, offers and bids, commission included. [fen]
    owed, proceeds : int
        For purchases and from sales not yet delivered, with and net of commission. [fen]
    """

    id: str
    subject: str
    operators: dict[str, bool] = {}
    restricted: tuple[Side, ...] = ()
    open: bool = True
    orders: int = 0
    reserved: int = 0
    owed: int = 0
    proceeds: int = 0


class Position(msgspec.Struct, kw_only=True):
    """What a trader has in one instrument. [t]

    Parameters
    ----------
    platform : int
        On the platform, what is in orders or sold but not delivered included.
    selling, buying : int
        In open orders, offers and bids.
    sold, bought : int
        Traded and not yet delivered.
    last_sold, last_bought : int
        Number of the trading day of the last sale and purchase; 0 for none.
    """

    platform: int = 0
    selling: int = 0
    buying: int = 0
    sold: int = 0
    bought: int = 0
    last_sold: int = 0
    last_bought: int = 0

    @property
    def available(self) -> int:
        """What may be sold or moved out. [t]"""
        return self.platform - self.selling - self.sold
