"""The exchange to everybody: day, instruments, boards of five levels, bars, the daily release. [fen/t, fen, t]"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.decorators import decorate_view
from ninja.params import functions as given

from ccer.core.text import Text
from ccer.exchange import hours
from ccer.exchange import release as releases
from ccer.exchange.moment import Moment
from ccer.registry.serials import Series

from .. import clock
from ..store.models import MarketDay
from ..store.reading import market
from .answers import Dated, Page, Problem, Words, page, today, words
from .asking import ANYBODY
from .fresh import of_journal
from .problems import NoSuch

router = Router(tags=["exchange"], auth=ANYBODY)
INSTRUMENT = Text("交易标的", "instrument")
LONGEST = dt.timedelta(days=3660)


class DayOut(Schema):
    """A trading day. ``state``: open, closed, cleared, settled."""

    date: dt.date
    state: str
    terms: dict[str, Any]
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    trades: int
    turnover_fen: int


class Today(Dated):
    """The trading day opened last, the part of the day by the law's hours, and what is open beside the listed agreement."""

    day: DayOut | None
    is_trading_day: bool
    phase: str
    phase_title: Words
    suspended: str
    modes: dict[str, Any]


class InstrumentOut(Schema):
    """What is traded: a project and a year of production."""

    project: str
    vintage: int
    name: str
    listed_on: dt.date | None
    suspended: str
    base: int
    lower: int
    upper: int
    open: int | None
    high: int | None
    low: int | None
    last: int | None
    change: int | None
    volume_t: int
    turnover_fen: int
    trades: int
    version: int


class Instruments(Page):
    """What is listed."""

    items: list[InstrumentOut]


class LevelOut(Schema):
    """All that is open at a price."""

    price: int
    quantity: int
    orders: int


class BoardOut(Dated):
    """The board (client manual part 3.4); shares in hundredths of a percent."""

    project: str
    vintage: int
    version: int
    bids: list[LevelOut]
    asks: list[LevelOut]
    bid_quantity: int
    ask_quantity: int
    difference: int
    ratio: int | None
    base: int
    lower: int
    upper: int
    open: int | None
    high: int | None
    low: int | None
    last: int | None
    average: int | None
    last_quantity: int
    quantity: int
    turnover: int
    trades: int
    change: int | None
    change_share: int | None


class TickOut(Schema):
    """A trade as everybody sees it: ``taker`` is whose initiative it was."""

    at: dt.datetime
    price: int
    quantity: int
    taker: str


class Ticks(Page):
    """Trades of a day in their order."""

    items: list[TickOut]


class BarOut(Schema):
    """An instrument on a day."""

    on: dt.date
    open: int
    high: int
    low: int
    last: int
    volume: int
    turnover: int
    trades: int
    vwap: int


class Bars(Page):
    """A bar for each day with a trade."""

    items: list[BarOut]


class PriceOut(Schema):
    """What was traded at one price; ``share`` of the day in hundredths of a percent."""

    price: int
    quantity: int
    trades: int
    turnover: int
    share: int


class Prices(Page):
    """The price table of a day, the highest first."""

    items: list[PriceOut]


class RecordOut(Schema):
    """A day of the real market."""

    on: dt.date
    volume: int
    turnover: int
    average: int | None
    cumulative_volume: int
    cumulative_turnover: int


class Record(Page):
    """The real market's daily record, from the national exchange's daily notices."""

    items: list[RecordOut]


def day_row(row: MarketDay) -> dict[str, Any]:
    return {
        "date": row.date, "state": row.state, "terms": row.terms, "opened_at": row.opened_at, "closed_at": row.closed_at,
        "trades": row.trades, "turnover_fen": row.turnover,
    }  # fmt: skip


@router.get("/exchange/day", response=Today)
def day(request: HttpRequest) -> dict[str, Any]:
    """Whether the exchange trades now."""
    found, at = market.day(), Moment(clock.at(), clock.now())
    phase = hours.phase(at)
    return {
        "as_of": today(), "day": day_row(found) if found else None, "is_trading_day": hours.is_trading_day(today()), "phase": phase.value,
        "phase_title": words(hours.PHASE_TEXT[phase]), "suspended": market.halted(), "modes": market.modes(),
    }  # fmt: skip


@router.get("/exchange/instruments", response=Instruments)
@decorate_view(of_journal)
def instruments(request: HttpRequest) -> dict[str, Any]:
    """What is listed, with the figures of the day."""
    rows = [_instrument(each) for each in market.instruments()]
    return page(request, rows, len(rows), "")


def _instrument(of: market.Listed) -> dict[str, Any]:
    return {
        "project": of.series.project, "vintage": of.series.vintage, "name": of.name, "listed_on": of.listed_on, "suspended": of.suspended,
        "base": of.base, "lower": of.lower, "upper": of.upper, "open": of.open, "high": of.high, "low": of.low, "last": of.last,
        "change": of.change, "volume_t": of.volume, "turnover_fen": of.turnover, "trades": of.trades, "version": of.version,
    }  # fmt: skip


@router.get("/exchange/instruments/{project}/{vintage}/board", response={200: BoardOut, 404: Problem})
def board(request: HttpRequest, project: str, vintage: int) -> dict[str, Any]:
    """Five levels a side and the figures of the day."""
    series = _series(project, vintage)
    version = market.version(series)
    found = market.board(series)
    if found is None:
        raise NoSuch(INSTRUMENT, f"{project}/{vintage}")
    plain = found._asdict() | {
        "bids": [level._asdict() for level in found.bids],
        "asks": [level._asdict() for level in found.asks],
    }
    del plain["series"]
    return {"as_of": today(), "project": project, "vintage": vintage, "version": version, **plain}


@router.get("/exchange/instruments/{project}/{vintage}/ticks", response={200: Ticks, 404: Problem})
def ticks(
    request: HttpRequest,
    project: str,
    vintage: int,
    on: dt.date | None = None,
    after: int = given.Query(0, ge=0, le=2**62),
    limit: int = given.Query(200, ge=1, le=1000),
) -> dict[str, Any]:
    """The last trades of a day, the one opened last where none is named; ``after`` a place goes on from there."""
    series = _series(project, vintage)
    rows = [{"at": t.at, "price": t.price, "quantity": t.quantity, "taker": t.taker.value}
            for t in market.ticks(series, on, after=after, most=limit)]  # fmt: skip
    return page(request, rows, limit, "")


@router.get("/exchange/instruments/{project}/{vintage}/prices", response={200: Prices, 404: Problem})
def prices(request: HttpRequest, project: str, vintage: int, on: dt.date | None = None) -> dict[str, Any]:
    """What was traded at each price of a day."""
    rows = [row._asdict() for row in market.price_table(_series(project, vintage), on)]
    return page(request, rows, len(rows), "")


@router.get("/exchange/instruments/{project}/{vintage}/bars", response={200: Bars, 404: Problem})
def bars(
    request: HttpRequest,
    project: str,
    vintage: int,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> dict[str, Any]:
    """A bar for each day with a trade; the last year where nothing is named."""
    end = until or today()
    begin = max(since or end - dt.timedelta(days=366), end - LONGEST)
    rows = [bar._asdict() for bar in market.bars(_series(project, vintage), begin, end)]
    return page(request, rows, len(rows), "")


@router.get("/exchange/releases/{on}.csv", include_in_schema=True)
def release_csv(request: HttpRequest, on: dt.date) -> HttpResponse:
    """The daily release as CSV, in the field names of the exchange's own file."""
    content = releases.as_csv(_release(on))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="release-{on}.csv"'
    return response


@router.get("/exchange/releases/{on}", include_in_schema=True)
def release_json(request: HttpRequest, on: dt.date) -> HttpResponse:
    """The daily release (Trading Rules art. 33): by sector, their sum, and the sums so far."""
    return HttpResponse(releases.as_json(_release(on)), content_type="application/json")


def _release(on: dt.date) -> releases.DailyRelease:
    found = market.release(on)
    if found is None:
        raise NoSuch(Text("每日行情发布", "daily release"), on.isoformat())
    return found


@router.get("/exchange/record", response=Record)
def record(request: HttpRequest) -> dict[str, Any]:
    """The real market day by day, 2024 to 2026: facts of the national exchange, not of this system."""
    rows = [each._asdict() for each in market.record()]
    return page(request, rows, len(rows), "")


def _series(project: str, vintage: int) -> Series:
    series = Series(project[:40].replace("\0", ""), vintage if 0 < vintage < 10_000 else 0)
    if market.version(series) == 0:
        raise NoSuch(INSTRUMENT, f"{project}/{vintage}")
    return series
