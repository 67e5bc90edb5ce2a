"""What may be asked of the market: frozen structs that read and write as JSON, told apart by ``do``.

As in the register, each says who asks (``actor``) and may carry a ``key``: the same key with the same content is answered once; with
other content it is refused. Prices are fen a tonne, quantities whole tonnes.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from ..registry.accounts import AccountKind
from ..registry.commands import Command, Id, Tonnes, Words
from ..registry.serials import Series
from .orders import Mode, Side

MOST_PRICE = 10**9
"""No price is higher: a limit of the software, ten million yuan a tonne. [fen/t]"""
Price = Annotated[int, msgspec.Meta(ge=-MOST_PRICE, le=MOST_PRICE)]

Winners = Literal["one", "several"]
Pricing = Literal["uniform", "pay-as-bid"]


class OpenDay(Command, frozen=True, kw_only=True, tag="open-day"):
    """Open today's trading: base prices and the terms of the day are fixed."""


class CloseDay(Command, frozen=True, kw_only=True, tag="close-day"):
    """Close the day: open orders are cancelled, block agreements not confirmed lapse."""


class AnnounceClosing(Command, frozen=True, kw_only=True, tag="announce-closing"):
    """The exchange announces a day on which it stays closed."""

    day: dt.date
    notice: Id


class OpenMode(Command, frozen=True, kw_only=True, tag="open-mode"):
    """Open block agreements or auctions on a notice, with what the notice fixes.

    ``commission`` is a decimal share of turnover; ``threshold`` the smallest quantity of a block agreement [t]; ``demonstration`` says
    that the notice is none of the real exchange.
    """

    mode: Mode
    notice: Id
    commission: Id
    threshold: Tonnes = 1
    demonstration: bool = False


class CloseMode(Command, frozen=True, kw_only=True, tag="close-mode"):
    """Close it again; what stands in it is dealt with as before."""

    mode: Mode
    notice: Id


class OpenTrader(Command, frozen=True, kw_only=True, tag="open-trader"):
    """Open the trading account of a registry account; one a subject."""

    trader: Id
    subject: Id
    kind: AccountKind


class SetOperator(Command, frozen=True, kw_only=True, tag="set-operator"):
    """Name an operator, or freeze (``active`` false) and release one."""

    trader: Id
    operator: Id
    active: bool = True


class RemoveOperator(Command, frozen=True, kw_only=True, tag="remove-operator"):
    """Take an operator off the list."""

    trader: Id
    operator: Id


class RestrictTrader(Command, frozen=True, kw_only=True, tag="restrict-trader"):
    """Restrict buying, selling or both; open orders of those sides are withdrawn."""

    trader: Id
    sides: tuple[Side, ...]
    why: Words
    document: Id


class ReleaseTrader(Command, frozen=True, kw_only=True, tag="release-trader"):
    """End the restriction."""

    trader: Id
    document: Id


class CloseTrader(Command, frozen=True, kw_only=True, tag="close-trader"):
    """Close an account that holds neither product nor money."""

    trader: Id


class ArriveUnits(Command, frozen=True, kw_only=True, tag="arrive-units"):
    """Units came from the registry onto the platform."""

    trader: Id
    series: Series
    quantity: Tonnes


class LeaveUnits(Command, frozen=True, kw_only=True, tag="leave-units"):
    """Units go back to the registry."""

    trader: Id
    series: Series
    quantity: Tonnes


class ProposeListing(Command, frozen=True, kw_only=True, tag="propose-listing"):
    """The first who moved an instrument in proposes its first price, and may choose a date."""

    trader: Id
    operator: Id
    series: Series
    price: Price
    on: dt.date | None = None


class ConfirmListing(Command, frozen=True, kw_only=True, tag="confirm-listing"):
    """The exchange confirms; ``on`` is the first day of trading where it is not the earliest one or the one chosen."""

    series: Series
    on: dt.date | None = None


class DeclineListing(Command, frozen=True, kw_only=True, tag="decline-listing"):
    """The exchange does not confirm; it may be proposed again."""

    series: Series
    why: Words


class Suspend(Command, frozen=True, kw_only=True, tag="suspend"):
    """Suspend an instrument, or all trading where none is named."""

    why: Words
    notice: Id
    series: Series | None = None


class Resume(Command, frozen=True, kw_only=True, tag="resume"):
    """Resume what was suspended; the time lost is not made up."""

    notice: Id
    series: Series | None = None


class PostOrder(Command, frozen=True, kw_only=True, tag="post-order"):
    """Post an order to buy or sell."""

    trader: Id
    operator: Id
    series: Series
    side: Side
    price: Price
    quantity: Tonnes


class TakeOrder(Command, frozen=True, kw_only=True, tag="take-order"):
    """Deal at the best price of the other side: buy from those who sell, or the reverse.

    ``price`` is the best price as it was seen. What the postings at that price do not give lapses.
    """

    trader: Id
    operator: Id
    series: Series
    side: Side
    price: Price
    quantity: Tonnes


class WithdrawOrder(Command, frozen=True, kw_only=True, tag="withdraw-order"):
    """Take back what is left of a posting."""

    trader: Id
    operator: Id
    order: Id


class EnterOrders(Command, frozen=True, kw_only=True, tag="enter-orders"):
    """Many orders of one caller in one event, each with its own outcome; keys of the orders themselves are not used."""

    orders: tuple[PostOrder | TakeOrder | WithdrawOrder, ...]


class OfferBlock(Command, frozen=True, kw_only=True, tag="offer-block"):
    """Offer a block agreement to a named counterparty."""

    trader: Id
    operator: Id
    counterparty: Id
    series: Series
    side: Side
    price: Price
    quantity: Tonnes


class AnswerBlock(Command, frozen=True, kw_only=True, tag="answer-block"):
    """The counterparty accepts or declines."""

    trader: Id
    operator: Id
    block: Id
    accept: bool


class WithdrawBlock(Command, frozen=True, kw_only=True, tag="withdraw-block"):
    """Whoever offered it takes it back before it is answered."""

    trader: Id
    operator: Id
    block: Id


class ConfirmBlock(Command, frozen=True, kw_only=True, tag="confirm-block"):
    """The exchange confirms what both agreed: it is traded."""

    block: Id


class RefuseBlock(Command, frozen=True, kw_only=True, tag="refuse-block"):
    """The exchange does not confirm it."""

    block: Id
    why: Words


class AnnounceAuction(Command, frozen=True, kw_only=True, tag="announce-auction"):
    """Announce a one-way auction: ``side`` is what the announcer does; ``reserve`` the lowest price to sell or the highest to buy."""

    trader: Id
    operator: Id
    series: Series
    side: Side
    quantity: Tonnes
    reserve: Price
    opens: dt.datetime
    closes: dt.datetime
    winners: Winners = "several"
    pricing: Pricing = "pay-as-bid"


class BidAuction(Command, frozen=True, kw_only=True, tag="bid-auction"):
    """Bid in an open auction; a bid binds."""

    trader: Id
    operator: Id
    auction: Id
    price: Price
    quantity: Tonnes


class CloseAuction(Command, frozen=True, kw_only=True, tag="close-auction"):
    """Its time is over: the winners are found."""

    auction: Id


class CancelAuction(Command, frozen=True, kw_only=True, tag="cancel-auction"):
    """The exchange calls it off."""

    auction: Id
    why: Words


MarketCommand = (
    OpenDay
    | CloseDay
    | AnnounceClosing
    | OpenMode
    | CloseMode
    | OpenTrader
    | SetOperator
    | RemoveOperator
    | RestrictTrader
    | ReleaseTrader
    | CloseTrader
    | ArriveUnits
    | LeaveUnits
    | ProposeListing
    | ConfirmListing
    | DeclineListing
    | Suspend
    | Resume
    | PostOrder
    | TakeOrder
    | WithdrawOrder
    | EnterOrders
    | OfferBlock
    | AnswerBlock
    | WithdrawBlock
    | ConfirmBlock
    | RefuseBlock
    | AnnounceAuction
    | BidAuction
    | CloseAuction
    | CancelAuction
)
