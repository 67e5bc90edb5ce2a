"""Trading accounts, their operators, restrictions, and units that come onto the platform and leave it."""

from __future__ import annotations

from typing import Any

import msgspec

from ..core.errors import NotInForce
from ..core.event import Event
from ..core.text import Text
from ..registry.accounts import KIND_TEXT, MAY_HOLD
from . import hours
from .checks import known, sized, written
from .commands import (
    ArriveUnits,
    CloseTrader,
    LeaveUnits,
    OpenTrader,
    ReleaseTrader,
    RemoveOperator,
    RestrictTrader,
    SetOperator,
)
from .events import Applier, Handler, event, series_of
from .market import Market
from .moment import Moment
from .opening import named
from .orders import Side
from .parts import Position, Trader
from .refusals import No


def open_trader(command: OpenTrader, market: Market, at: Moment) -> tuple[Event, ...]:
    """One account a subject; who may not hold units may not trade (Trading Rules art. 47)."""
    id = command.trader
    if id in market.traders:
        known(market, id)
        raise No("trader_exists", trader=id, other=id)
    if command.kind not in MAY_HOLD:
        raise No("may_not_trade", trader=id, kind=KIND_TEXT[command.kind])
    for other in market.traders.values():
        if other.open and other.subject == command.subject:
            raise No("trader_exists", trader=id, other=other.id)
    data = {"trader": msgspec.to_builtins(Trader(id=id, subject=command.subject))}
    return event("exchange.trader.opened", f"trader:{id}", command, at, data)


def _opened(market: Market, event: Event) -> None:
    trader = msgspec.convert(event.data["trader"], Trader)
    market.traders[trader.id] = trader


def set_operator(command: SetOperator, market: Market, at: Moment) -> tuple[Event, ...]:
    """As many as the parameter allows; where none is in force, any number."""
    operators = known(market, command.trader).operators
    if command.operator not in operators:
        try:
            most = at.law.parameter("exchange.operators_max").count
        except NotInForce:
            most = len(operators) + 1
        if len(operators) >= most:
            raise No("too_many_operators", trader=command.trader, most=most)
    return _changed(command, market, at, {**operators, command.operator: command.active})


def remove_operator(command: RemoveOperator, market: Market, at: Moment) -> tuple[Event, ...]:
    """What the operator entered stays."""
    operators = known(market, command.trader).operators
    if command.operator not in operators:
        raise No("operator_unknown", trader=command.trader, operator=command.operator)
    left = {id: active for id, active in operators.items() if id != command.operator}
    return _changed(command, market, at, left)


def _changed(command: Any, market: Market, at: Moment, operators: dict[str, bool]) -> tuple[Event, ...]:
    data = {"trader": command.trader, "operators": operators}
    return event("exchange.trader.changed", f"trader:{command.trader}", command, at, data)


def _apply_changed(market: Market, event: Event) -> None:
    market.traders[event.data["trader"]].operators = dict(event.data["operators"])


def restrict(command: RestrictTrader, market: Market, at: Moment) -> tuple[Event, ...]:
    """Open orders of the restricted sides are withdrawn with it; offers and bids are for the exchange to refuse."""
    known(market, command.trader)
    named(command.document)
    named(command.why)
    sides = [side.value for side in Side if side in command.sides]
    if not sides:
        raise No("not_restricted", trader=command.trader)
    open = market.orders_of(command.trader, open=True)
    data = {
        "trader": command.trader,
        "sides": sides,
        "why": command.why,
        "document": command.document,
        "orders": [order.id for order in open if order.side in command.sides],
    }
    return event("exchange.trader.restricted", f"trader:{command.trader}", command, at, data)


def _restricted(market: Market, event: Event) -> None:
    market.restrict(event.data["trader"], tuple(Side(side) for side in event.data["sides"]))


def release_trader(command: ReleaseTrader, market: Market, at: Moment) -> tuple[Event, ...]:
    """The restriction ends on a document."""
    trader = known(market, command.trader)
    named(command.document)
    if not trader.restricted:
        raise No("not_restricted", trader=command.trader)
    data = {"trader": command.trader, "document": command.document}
    return event("exchange.trader.released", f"trader:{command.trader}", command, at, data)


def _released(market: Market, event: Event) -> None:
    market.traders[event.data["trader"]].restricted = ()


_HELD = Text("交易产品或者未了结的申报", "product, or an order that is not settled")
_MONEY = Text("资金", "money")


def close_trader(command: CloseTrader, market: Market, at: Moment) -> tuple[Event, ...]:
    """Neither product nor money may be left (Trading Rules art. 8)."""
    trader = known(market, command.trader)
    for held in market.positions_of(trader.id).values():
        if held != Position(last_sold=held.last_sold, last_bought=held.last_bought):
            raise No("trader_not_empty", trader=trader.id, what=_HELD)
    if (
        market.balance(trader.id)
        or market.cash.balance(f"withdrawing:{trader.id}")
        or trader.owed
        or trader.reserved
    ):
        raise No("trader_not_empty", trader=trader.id, what=_MONEY)
    return event("exchange.trader.closed", f"trader:{trader.id}", command, at, {"trader": trader.id})


def _closed(market: Market, event: Event) -> None:
    market.traders[event.data["trader"]].open = False


def arrive(command: ArriveUnits, market: Market, at: Moment) -> tuple[Event, ...]:
    """The register moved them; here they can be sold from now on."""
    known(market, command.trader)
    sized(command.quantity, 1)
    return _moved("exchange.units.arrived", command, at)


def leave(command: LeaveUnits, market: Market, at: Moment) -> tuple[Event, ...]:
    """What is in no order and not sold, in the hours of transfers out where the parameters know them."""
    known(market, command.trader)
    sized(command.quantity, 1)
    try:
        opens, closes = at.time("exchange.transfer_out_open"), at.time("exchange.transfer_out_close")
    except NotInForce:
        pass
    else:
        if not (hours.is_trading_day(at.today, market.closings) and opens <= at.clock < closes):
            raise No("transfer_hours", opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")
    available = market.transferable(command.trader, command.series)
    if command.quantity > available:
        raise No(
            "not_transferable", series=written(command.series), quantity=command.quantity, available=available
        )
    return _moved("exchange.units.left", command, at)


def _moved(name: str, command: ArriveUnits | LeaveUnits, at: Moment) -> tuple[Event, ...]:
    data = {"trader": command.trader, "series": command.series, "quantity": command.quantity}
    return event(name, f"trader:{command.trader}", command, at, data)


def _arrived(market: Market, event: Event) -> None:
    trader, series = event.data["trader"], series_of(event.data["series"])
    market.held(trader, series).platform += event.data["quantity"]
    came = market.arrivals.setdefault(series, [])
    if trader not in came:
        came.append(trader)


def _left(market: Market, event: Event) -> None:
    market.held(event.data["trader"], series_of(event.data["series"])).platform -= event.data["quantity"]


HANDLERS: dict[type, Handler] = {
    OpenTrader: open_trader,
    SetOperator: set_operator,
    RemoveOperator: remove_operator,
    RestrictTrader: restrict,
    ReleaseTrader: release_trader,
    CloseTrader: close_trader,
    ArriveUnits: arrive,
    LeaveUnits: leave,
}
APPLIERS: dict[str, Applier] = {
    "exchange.trader.opened": _opened,
    "exchange.trader.changed": _apply_changed,
    "exchange.trader.restricted": _restricted,
    "exchange.trader.released": _released,
    "exchange.trader.closed": _closed,
    "exchange.units.arrived": _arrived,
    "exchange.units.left": _left,
}
