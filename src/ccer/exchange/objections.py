"""Objections to a settlement: in writing, before the next trading day opens, else it counts as accepted (Trading Rules art. 32).

How they are answered stands in `remedy`.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from ..core.event import Event
from .clearing import result
from .events import Applier, Handler
from .market import Market
from .moment import Moment
from .office import Objection
from .office_commands import Object
from .office_events import event, local
from .office_refusals import refused


def accepted(market: Market, day: dt.date, trader: str, at: Moment) -> bool:
    """Whether a trader's settlement of a day can no longer be objected to, and was not."""
    objected = any(o.trader == trader and o.day == day for o in market.office.objections.values())
    return not objected and at.now >= market.next_opening(day)


def objected(command: Object, market: Market, at: Moment) -> tuple[Event, ...]:
    """Only of one's own trades, on paper and in time."""
    result(market, command.day, at)
    if not command.id or command.id in market.office.objections:
        raise refused("id_used", at.law, id=command.id)
    if not command.document.strip():
        raise refused("document_missing", at.law)
    if not market.office.took_part(command.trader, command.day):
        raise refused("objection_without_part", at.law, trader=command.trader, day=command.day)
    until = market.next_opening(command.day)
    if at.now >= until:
        raise refused("objection_late", at.law, trader=command.trader, until=f"{local(until):%Y-%m-%d %H:%M}")
    data = {"objection": [command.id, command.trader, command.day.isoformat(), command.why, command.document]}
    return (event("exchange.settlement.objected", f"trader:{command.trader}", command, at, data),)


def apply_objected(market: Market, happened: Event) -> None:
    """The objection is there, and with it the trades it may be about, however late it is answered."""
    id, trader, day, why, document = happened.data["objection"]
    theirs = tuple(trade for trade in market.office.queue if trader in (trade.buyer, trade.seller))
    market.office.objections[id] = Objection(
        id, trader, dt.date.fromisoformat(day), why, document, trades=theirs
    )


def apply_answered(market: Market, happened: Event) -> None:
    """The objection is answered."""
    id, upheld, why, *_ = happened.data["answered"]
    held = market.office.objections
    held[id] = msgspec.structs.replace(held[id], upheld=upheld, answer=why, trades=())


HANDLERS: dict[type, Handler] = {Object: objected}
APPLIERS: dict[str, Applier] = {
    "exchange.settlement.objected": apply_objected,
    "exchange.settlement.objection_answered": apply_answered,
}
