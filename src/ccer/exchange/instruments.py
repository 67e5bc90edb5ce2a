"""How an instrument comes to be traded: proposed by whoever moved it in first, confirmed, listed, suspended, resumed."""

from __future__ import annotations

import datetime as dt

from ..core.errors import NotInForce
from ..core.event import Event
from ..registry.serials import Series
from . import hours
from .book import Book
from .checks import acting, priced, written
from .commands import ConfirmListing, DeclineListing, ProposeListing, Resume, Suspend
from .events import Applier, Handler, event, series_of
from .events import named as subject
from .market import Market
from .moment import Moment
from .opening import named
from .parts import Listing
from .refusals import No


def propose(command: ProposeListing, market: Market, at: Moment) -> tuple[Event, ...]:
    """Only the first who moved units in, while he has some there (Trading Rules art. 17)."""
    acting(market, command.trader, command.operator)
    series = command.series
    if series in market.instruments:
        raise No("already_proposed", series=written(series))
    if market.first_holder(series) != command.trader:
        raise No("not_first_holder", series=written(series))
    priced(command.price, 0, int(at.law.parameter("exchange.price_tick").number * 100))
    if command.on is not None:
        _not_before(command.on, _earliest(market, at), series, market)
    data = {
        "series": series,
        "trader": command.trader,
        "price": command.price,
        "on": command.on.isoformat() if command.on else None,
    }
    return event("exchange.instrument.proposed", subject(series), command, at, data)


def _proposed(market: Market, event: Event) -> None:
    data, series = event.data, series_of(event.data["series"])
    market.instruments[series] = Listing(
        series=series,
        proposer=data["trader"],
        first_price=data["price"],
        wanted=dt.date.fromisoformat(data["on"]) if data["on"] else None,
    )


def confirm(command: ConfirmListing, market: Market, at: Moment) -> tuple[Event, ...]:
    """Listed on the day named here, else on the one chosen, else on the earliest."""
    series = command.series
    instrument = _waiting(market, series)
    earliest = _earliest(market, at)
    on = command.on or max(instrument.wanted or earliest, earliest)
    _not_before(on, earliest, series, market)
    data = {"series": series, "on": on.isoformat(), "base": instrument.first_price}
    return event("exchange.instrument.listed", subject(series), command, at, data)


def _listed(market: Market, event: Event) -> None:
    series = series_of(event.data["series"])
    instrument = market.instruments[series]
    instrument.listed_on = dt.date.fromisoformat(event.data["on"])
    instrument.base = event.data["base"]
    market.books[series] = Book()


def decline(command: DeclineListing, market: Market, at: Moment) -> tuple[Event, ...]:
    """It may be proposed again."""
    _waiting(market, command.series)
    named(command.why)
    data = {"series": command.series, "why": command.why}
    return event("exchange.instrument.declined", subject(command.series), command, at, data)


def _declined(market: Market, event: Event) -> None:
    del market.instruments[series_of(event.data["series"])]


def _waiting(market: Market, series: Series) -> Listing:
    instrument = market.instruments.get(series)
    if instrument is None or instrument.listed_on is not None:
        raise No("not_proposed", series=written(series))
    return instrument


def _earliest(market: Market, at: Moment) -> dt.date:
    """First day a listing confirmed now can take effect; today where no parameter sets a distance."""
    try:
        days = at.law.parameter("exchange.listing_effective_days").count
    except NotInForce:
        days = 0
    return hours.after(at.today, days, market.closings)


def _not_before(on: dt.date, earliest: dt.date, series: Series, market: Market) -> None:
    if on < earliest or not hours.is_trading_day(on, market.closings):
        raise No("listing_too_early", series=written(series), earliest=earliest.isoformat())


def suspend(command: Suspend, market: Market, at: Moment) -> tuple[Event, ...]:
    """Orders stay and may be withdrawn; nothing is posted, taken or confirmed meanwhile."""
    named(command.notice)
    named(command.why)
    if _why(market, command.series):
        raise No("not_suspended")
    data = {"series": command.series, "why": command.why, "notice": command.notice}
    return event("exchange.instrument.suspended", _what(command.series), command, at, data)


def resume(command: Resume, market: Market, at: Moment) -> tuple[Event, ...]:
    """The hours stay as they are: the time lost is not made up (Trading Rules art. 23)."""
    named(command.notice)
    if not _why(market, command.series):
        raise No("not_suspended")
    data = {"series": command.series, "why": "", "notice": command.notice}
    return event("exchange.instrument.resumed", _what(command.series), command, at, data)


def _what(series: Series | None) -> str:
    return "market:all" if series is None else subject(series)


def _why(market: Market, series: Series | None) -> str:
    """Why something is suspended, empty where it is not."""
    if series is None:
        return market.suspended
    if series not in market.instruments:
        raise No("instrument_unknown", series=written(series))
    return market.instruments[series].suspended


def _suspended(market: Market, event: Event) -> None:
    series, why = event.data["series"], event.data["why"]
    if series is None:
        market.suspended = why
    else:
        market.instruments[series_of(series)].suspended = why


HANDLERS: dict[type, Handler] = {
    ProposeListing: propose,
    ConfirmListing: confirm,
    DeclineListing: decline,
    Suspend: suspend,
    Resume: resume,
}
APPLIERS: dict[str, Applier] = {
    "exchange.instrument.proposed": _proposed,
    "exchange.instrument.listed": _listed,
    "exchange.instrument.declined": _declined,
    "exchange.instrument.suspended": _suspended,
    "exchange.instrument.resumed": _suspended,
}
