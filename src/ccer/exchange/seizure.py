"""Units that the register takes off the platform against the holder's will: a freeze, an enforcement, a cancellation by force.

Open orders to sell fall, the newest first, as far as that is needed. What is sold is another's from the trade on (Trading Rules art. 19)
and is delivered first; until then it cannot be taken.
"""

from __future__ import annotations

from typing import Any

from ..core.event import Event
from ..registry.commands import Command, Id, Tonnes
from ..registry.serials import Series
from .checks import sized, written
from .events import Applier, Handler, event, series_of
from .market import Market
from .moment import RULES, Moment
from .orders import OrderState, Side
from .refusals import No

_CLAUSES = ("ncsc-2023-11/art-16", f"{RULES}/art-10")


class SeizeUnits(Command, frozen=True, kw_only=True, tag="seize-units"):
    """The register took units of a trader off the platform; ``why`` is what it did, ``document`` on what paper."""

    trader: Id
    series: Series
    quantity: Tonnes
    why: Id
    document: Id = ""


def seize(command: SeizeUnits, market: Market, at: Moment) -> tuple[Event, ...]:
    """At any hour; orders fall only where the units in no order are too few."""
    sized(command.quantity, 1)
    if command.trader not in market.traders:
        raise No("trader_unknown", trader=command.trader)
    short = command.quantity - market.transferable(command.trader, command.series)
    orders = []
    for order in reversed(market.orders_of(command.trader, open=True)):
        if short > 0 and order.side is Side.SELL and order.series == command.series:
            orders.append(order.id)
            short -= order.left
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
    return event("exchange.units.seized", f"trader:{command.trader}", command, at, data, *_CLAUSES)


def _seized(market: Market, event: Event) -> None:
    data = event.data
    for id in data["orders"]:
        market.release(id, OrderState.WITHDRAWN)
    market.held(data["trader"], series_of(data["series"])).platform -= data["quantity"]


HANDLERS: dict[type, Handler] = {SeizeUnits: seize}
APPLIERS: dict[str, Applier] = {"exchange.units.seized": _seized}
