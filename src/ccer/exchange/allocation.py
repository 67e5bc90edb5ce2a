"""Who wins a one-way auction, how much and at what price (Trading Rules art. 15): a pure function of the bids.

Best price first and, at one price, in the order of bidding. Several winners share the quantity, the last one in part; one winner takes all
of it, so only bids for the whole count. No other award gives the quoting side a larger quantity, nor more (to buy: less) money for it at
the prices that were bid.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..core.text import Text
from .commands import Pricing, Winners
from .orders import Side

WINNERS_TEXT: dict[Winners, Text] = {
    "one": Text("一个应价方整体成交", "one winner takes all"),
    "several": Text("多个应价方分别成交", "several winners"),
}
PRICING_TEXT: dict[Pricing, Text] = {
    "pay-as-bid": Text("按各自报价", "each at its own bid"),
    "uniform": Text("统一价", "one price for all"),
}


class Bid(NamedTuple):
    """What a responding side offers.

    Parameters
    ----------
    id, trader : str
    quantity : int
        [t]
    price : int
        [fen/t]
    place : int
        Its place in the order of bidding.
    """

    id: str
    trader: str
    quantity: int
    price: int
    place: int


class Award(NamedTuple):
    """What a bid wins: tonnes, and the price they go at. [t, fen/t]"""

    bid: Bid
    quantity: int
    price: int


def allocate(
    bids: Iterable[Bid],
    quantity: int,
    reserve: int | None = None,
    side: Side = Side.SELL,
    winners: Winners = "several",
    pricing: Pricing = "pay-as-bid",
) -> list[Award]:
    """The awards of an auction, best first.

    Parameters
    ----------
    bids : iterable of Bid
    quantity : int
        What the quoting side sells or buys. [t]
    reserve : int, optional
        Its limit: no sale below it, no purchase above it. [fen/t]
    side : Side
        What the quoting side does; where it sells, the highest price is the best.
    winners : Winners
    pricing : Pricing

    Returns
    -------
    list of Award
        Empty where no bid meets the reserve, or none is for the whole where one winner takes it.
    """
    sign = -1 if side is Side.SELL else 1
    standing = [
        bid for bid in bids if bid.quantity > 0 and (reserve is None or sign * bid.price <= sign * reserve)
    ]
    standing.sort(key=lambda bid: (sign * bid.price, bid.place))
    if winners == "one":
        standing = [bid for bid in standing if bid.quantity >= quantity][:1]
    won, left = list[Award](), quantity
    for bid in standing:
        if left < 1:
            break
        won.append(Award(bid, min(bid.quantity, left), bid.price))
        left -= won[-1].quantity
    if pricing == "uniform" and won:
        last = won[-1].price
        won = [award._replace(price=last) for award in won]
    return won
