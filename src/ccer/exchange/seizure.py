"""Units that the register takes off the platform against the holder's will: a freeze, an enforcement, a cancellation by force.

Open orders to sell fall, the newest first, then block agreements and auctions that are not traded yet, as far as that is needed. What is
sold is another's from the trade on (Trading Rules art. 19) and is delivered first: the register leaves it where it is (`Market.sold`).
"""

from __future__ import annotations

from typing import Any

from ..core.event import Event
from ..registry.commands import Command, Id, Tonnes
from ..registry.serials import Series
from .auction import cancel
from .block import refuse
from .checks import sized, written
from .commands import CancelAuction, RefuseBlock
from .deals import AuctionState, BlockState
from .events import Applier, Handler, event, series_of
from .market import Market
from .moment import RULES, Moment
from .orders import OrderState, Side
from .refusals import No

_CLAUSES = ("ncsc-2023-11/art-16", f"{RULES}/art-10")
OBJECTION = "objection"
_OF_OBJECTION = (f"{RULES}/art-32", f"{RULES}/art-10")


class SeizeUnits(Command, frozen=True, kw_only=True, tag="seize-units"):
    """The register took units of a trader off the platform; ``why`` is what it did, or `OBJECTION`, ``document`` on what paper."""

    trader: Id
    series: Series
    quantity: Tonnes
    why: Id
    document: Id = ""


def seize(command: SeizeUnits, market: Market, at: Moment) -> tuple[Event, ...]:
    """At any hour; what the trader promised of them falls only where the units it promised to nobody are too few."""
    sized(command.quantity, 1)
    if command.trader not in market.traders:
        raise No("trader_unknown", trader=command.trader)
    short = command.quantity - market.transferable(command.trader, command.series)
    orders = []
    for order in reversed(market.orders_of(command.trader, open=True)):
        if short > 0 and order.side is Side.SELL and order.series == command.series:
            orders.append(order.id)
            short -= order.left
    called_off: tuple[Event, ...] = ()
    for fallen, quantity in _promised(command, market):
        if short > 0:
            called_off += _ENDS[type(fallen)](fallen, market, at)
            short -= quantity
    if short > 0:
        asked: dict[str, Any] = {"series": written(command.series), "quantity": command.quantity}
        raise No("not_transferable", available=command.quantity - short, **asked)
    data = {
        "trader": command.trader,
        "series": command.series,
        "quantity": command.quantity,
        "why": command.why,
        "document": command.document,
        "orders": orders,
    }
    clauses = _OF_OBJECTION if command.why == OBJECTION else _CLAUSES
    seized = event("exchange.units.seized", f"trader:{command.trader}", command, at, data, *clauses)
    return (*called_off, *seized)


def _promised(command: SeizeUnits, market: Market) -> list[tuple[RefuseBlock | CancelAuction, int]]:
    """How the exchange ends agreements and auctions that hold units of the trader ready, the newest first; and how many each holds. [t]"""
    trader, series = command.trader, command.series
    why = command.document or command.why
    found: list[tuple[RefuseBlock | CancelAuction, int]] = []
    for deal in reversed(market.blocks.values()):
        bound = deal.state is BlockState.ACCEPTED or (
            deal.state is BlockState.OFFERED and deal.trader == trader
        )
        if bound and deal.seller == trader and deal.series == series:
            found.append((RefuseBlock(actor=command.actor, block=deal.id, why=why), deal.quantity))
    for auction in reversed(market.auctions.values()):
        if auction.state is AuctionState.ANNOUNCED and auction.series == series:
            own = auction.quantity if auction.side is Side.SELL and auction.trader == trader else 0
            bids = [bid.quantity for bid in auction.bids if bid.trader == trader and auction.side is Side.BUY]
            if own or bids:
                found.append(
                    (CancelAuction(actor=command.actor, auction=auction.id, why=why), own + sum(bids))
                )
    return found


_ENDS: dict[type, Handler] = {RefuseBlock: refuse, CancelAuction: cancel}
"""How the exchange ends what stands in the way."""


def _seized(market: Market, event: Event) -> None:
    data = event.data
    for id in data["orders"]:
        market.release(id, OrderState.WITHDRAWN)
    market.held(data["trader"], series_of(data["series"])).platform -= data["quantity"]


HANDLERS: dict[type, Handler] = {SeizeUnits: seize}
APPLIERS: dict[str, Applier] = {"exchange.units.seized": _seized}
