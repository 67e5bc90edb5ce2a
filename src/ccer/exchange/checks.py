"""Checks that several commands share. Each returns what it looked up, or says `No`."""

from __future__ import annotations

from ..registry.serials import Series
from . import hours
from .market import Market, limits
from .moment import Moment, Share
from .orders import SIDE_TEXT, Side
from .parts import Day, Listing, Trader
from .refusals import No


def written(series: Series) -> str:
    """An instrument as people write it."""
    return f"{series.project}/{series.vintage}"


def known(market: Market, id: str) -> Trader:
    """An account that was not closed."""
    trader = market.traders.get(id)
    if trader is None:
        raise No("trader_unknown", trader=id)
    if not trader.open:
        raise No("trader_closed", trader=id)
    return trader


def acting(market: Market, id: str, operator: str, side: Side | None = None) -> Trader:
    """A trader who may order on that side, by one of its operators."""
    try:
        trader = market.traders[id]
    except KeyError:
        raise No("trader_unknown", trader=id) from None
    if not trader.open:
        raise No("trader_closed", trader=id)
    if not trader.operators.get(operator):
        raise No("operator_unknown", trader=id, operator=operator)
    if side is not None and side in trader.restricted:
        raise No("trader_restricted", trader=id, side=SIDE_TEXT[side])
    return trader


def open_day(market: Market, at: Moment) -> Day:
    """Today, opened and not closed."""
    day = market.terms
    if day is None or not day.open or day.date != at.today:
        raise No("day_not_open", day=at.today.isoformat())
    return day


def session(market: Market, at: Moment) -> Day:
    """Today, in trading hours."""
    day = open_day(market, at)
    phase = hours.phase(at)
    if phase not in hours.IN_SESSION:
        raise No("off_hours", phase=hours.PHASE_TEXT[phase])
    return day


def traded_on(market: Market, series: Series, day: Day) -> Listing:
    """An instrument that is listed on that day and not suspended."""
    try:
        instrument = market.instruments[series]
    except KeyError:
        raise No("instrument_unknown", series=written(series)) from None
    since = instrument.listed_on
    if since is None or since > day.date:
        raise No("not_listed_yet", series=written(series), since=since.isoformat() if since else "—")
    if why := instrument.suspended or market.suspended:
        raise No("suspended", why=why)
    return instrument


def priced(price: int, base: int, tick: int, share: Share | None = None) -> None:
    """A price on the tick and, where there is a limit, within it; the limits themselves are allowed."""
    if price < 1 or price % tick:
        raise No("off_tick", price=price, tick=tick)
    if share is None:
        return
    numerator, denominator = share
    if abs(price - base) * denominator > base * numerator:
        low, high = limits(base, share)
        raise No("off_limit", price=price, low=low, high=high)


def sized(quantity: int, lot: int) -> None:
    """A quantity in whole lots."""
    if quantity < 1 or quantity % lot:
        raise No("off_lot", quantity=quantity, lot=lot)


def units(market: Market, trader: str, series: Series, quantity: int) -> None:
    """Units on the platform that are in no order and not sold."""
    available = market.position(trader, series).available
    if quantity > available:
        raise No("not_enough_units", series=written(series), available=available, quantity=quantity)


def money(market: Market, trader: str, needed: int) -> None:
    """Money that nothing else needs."""
    available = market.buying_power(trader)
    if needed > available:
        raise No("not_enough_money", available=available, needed=needed)


def may_deal(market: Market, trader: str, series: Series, side: Side, day: Day) -> None:
    """Enough trading days since the opposite trade in the same instrument, and no opposite order open (Trading Rules art. 29).

    The same product is read as the same instrument. Between a purchase on day D and a sale there lie enough days from the
    ``gap``-th trading day after D on.
    """
    held = market.position(trader, series)
    if side is Side.BUY:
        last, against = held.last_sold, held.selling
    else:
        last, against = held.last_bought, held.buying
    if last and day.number - last < day.gap:
        since = hours.after(day.date, day.gap - (day.number - last), market.closings)
        raise No("opposite_too_early", gap=day.gap, since=since.isoformat())
    if against:
        raise No("opposite_order_open")
