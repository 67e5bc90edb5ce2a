"""The trading day: opened on its terms, closed with every open order cancelled; closing days; modes opened on a notice."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import msgspec

from ..core.event import Event
from . import hours
from .commands import AnnounceClosing, CloseDay, CloseMode, OpenDay, OpenMode
from .deals import AuctionState, BlockState, ModeTerms
from .events import Applier, Handler, event, series_of
from .market import Market
from .moment import CHINA, Moment, share
from .orders import MODE_TEXT, Mode, OrderState
from .parts import Day
from .refusals import No

STANDING = (BlockState.OFFERED, BlockState.ACCEPTED)


def named(given: str) -> None:
    """A notice or a document is named."""
    if not given.strip():
        raise No("notice_missing")


def _terms(at: Moment, market: Market) -> Day:
    """What the day is opened with, from the parameters in force."""
    law = at.law
    tick = Fraction(str(law.parameter("exchange.price_tick").value)) * 100
    return Day(
        date=at.today,
        number=hours.number(at.today, market.closings),
        tick=int(tick),
        lot=law.parameter("exchange.lot").count,
        gap=law.parameter("exchange.opposite_trade_gap_days").count,
        limit=at.share("exchange.listed_price_limit"),
        block_limit=at.share("exchange.block_price_limit"),
        commission=at.share("fee.listed_commission_share"),
        opens=at.time("exchange.morning_open"),
        prefix=f"{at.today:%Y%m%d}",
    )


def open_the_day(command: OpenDay, market: Market, at: Moment) -> tuple[Event, ...]:
    """Base prices: the average of the last day's listed agreements, else the last base price (Trading Rules art. 17)."""
    day, today = market.terms, at.today
    if day is not None and day.open:
        raise No("day_is_open", day=day.date.isoformat())
    if day is not None and today <= day.date:
        raise No("day_past", last=day.date.isoformat())
    if not hours.is_trading_day(today, market.closings):
        raise No("not_trading_day", day=today.isoformat())
    if hours.phase(at) is hours.Phase.AFTER:
        raise No("day_over", day=today.isoformat())
    bases = [
        [series, each.next_base()]
        for series, each in sorted(market.instruments.items())
        if each.listed_on is not None and each.listed_on <= today
    ]
    data = {"day": msgspec.to_builtins(_terms(at, market)), "bases": bases}
    return event("exchange.day.opened", f"day:{today}", command, at, data)


def _opened(market: Market, event: Event) -> None:
    market.terms = msgspec.convert(event.data["day"], Day)
    for series, base in event.data["bases"]:
        instrument = market.instruments[series_of(series)]
        instrument.base, instrument.volume, instrument.turnover, instrument.last = base, 0, 0, 0
    market.orders = {}
    market.trades = {trade.id: trade for trade in market.pending()}
    market.ended = {}
    market.blocks = {id: block for id, block in market.blocks.items() if block.state in STANDING}
    market.auctions = {
        id: auction for id, auction in market.auctions.items() if auction.state is AuctionState.ANNOUNCED
    }


def close_the_day(command: CloseDay, market: Market, at: Moment) -> tuple[Event, ...]:
    """After the hours; an auction of the day must be closed or called off before."""
    day = market.terms
    if day is None or not day.open:
        raise No("day_not_open", day=at.today.isoformat())
    if at.today == day.date and hours.phase(at) is not hours.Phase.AFTER:
        raise No("day_still_on", day=day.date.isoformat())
    for auction in market.auctions.values():
        if auction.state is AuctionState.ANNOUNCED and auction.closes.astimezone(CHINA).date() <= day.date:
            raise No("auction_waits", auction=auction.id)
    data = {
        "orders": [id for id, order in market.orders.items() if order.state is OrderState.OPEN],
        "blocks": [id for id, block in market.blocks.items() if block.state in STANDING],
    }
    return event("exchange.day.closed", f"day:{day.date}", command, at, data)


def _closed(market: Market, event: Event) -> None:
    from .block import end

    assert market.terms is not None
    for id in event.data["orders"]:
        market.release(id, OrderState.CLOSED)
    for id in event.data["blocks"]:
        end(market, id, BlockState.LAPSED)
    market.terms = msgspec.structs.replace(market.terms, open=False)


def announce_closing(command: AnnounceClosing, market: Market, at: Moment) -> tuple[Event, ...]:
    """A day to come only, so that the numbers of the days past never change."""
    named(command.notice)
    day = command.day
    if day <= at.today or not hours.is_trading_day(day, market.closings):
        raise No("closing_not_ahead", day=day.isoformat())
    data = {"day": day.isoformat(), "notice": command.notice}
    return event("exchange.closing.announced", f"day:{day}", command, at, data)


def _announced(market: Market, event: Event) -> None:
    market.closings[dt.date.fromisoformat(event.data["day"])] = event.data["notice"]


def open_mode(command: OpenMode, market: Market, at: Moment) -> tuple[Event, ...]:
    """The listed agreement needs no opening; of the others no notice is known, so the exchange names its own."""
    named(command.notice)
    try:
        rate = share(command.commission)
    except ValueError:
        rate = (-1, 1)
    if command.mode is Mode.LISTED or not 0 <= rate[0] < rate[1] or command.threshold < 1:
        raise No("mode_terms", mode=MODE_TEXT[command.mode])
    held = ModeTerms(
        notice=command.notice,
        commission=rate,
        threshold=command.threshold,
        demonstration=command.demonstration,
    )
    data = {"mode": command.mode.value, "terms": msgspec.to_builtins(held)}
    return event("exchange.mode.opened", f"mode:{command.mode.value}", command, at, data)


def _mode_opened(market: Market, event: Event) -> None:
    market.modes[event.data["mode"]] = msgspec.convert(event.data["terms"], ModeTerms)


def close_mode(command: CloseMode, market: Market, at: Moment) -> tuple[Event, ...]:
    """No new offers or auctions from now on."""
    named(command.notice)
    mode_terms(market, command.mode)
    data = {"mode": command.mode.value, "notice": command.notice}
    return event("exchange.mode.closed", f"mode:{command.mode.value}", command, at, data)


def _mode_closed(market: Market, event: Event) -> None:
    del market.modes[event.data["mode"]]


def mode_terms(market: Market, mode: Mode) -> ModeTerms:
    """The terms on which block agreements or auctions are open."""
    found = market.modes.get(mode.value)
    if found is None:
        raise No("mode_not_open", mode=MODE_TEXT[mode])
    return found


HANDLERS: dict[type, Handler] = {
    OpenDay: open_the_day,
    CloseDay: close_the_day,
    AnnounceClosing: announce_closing,
    OpenMode: open_mode,
    CloseMode: close_mode,
}
APPLIERS: dict[str, Applier] = {
    "exchange.day.opened": _opened,
    "exchange.day.closed": _closed,
    "exchange.closing.announced": _announced,
    "exchange.mode.opened": _mode_opened,
    "exchange.mode.closed": _mode_closed,
}
