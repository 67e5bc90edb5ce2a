"""The market as everybody may see it: instruments, boards, ticks, bars, days, the daily release, and the real market's daily record.

Tables follow the journal a moment later; whoever needs them level with it calls `actions.trading.desk().level()` first.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum

from ccer.exchange import release as releases
from ccer.exchange.bars import Bar, Tick, vwap
from ccer.exchange.board import LEVELS, Board, PriceRow, share
from ccer.exchange.book import Level
from ccer.exchange.market import limits
from ccer.exchange.orders import Side
from ccer.offset.outlook import FILE as RECORD
from ccer.registry.serials import Series

from ..models import DayBar, Instrument, MarketDay, MarketRecord, Order, Project, Trade


class Listed(NamedTuple):
    """An instrument with the figures of the day. Prices in fen a tonne, volume in tonnes, turnover in fen.

    Parameters
    ----------
    series : Series
    name : str
        Of the project, empty where the register does not know it.
    state : str
        ``proposed`` or ``listed``.
    proposer : str
    first_price : int
    wanted, listed_on : date or None
    suspended : str
        Why, empty where it is not.
    base, lower, upper : int
        Base price and limits of the day; 0 before the listing.
    last, high, low, open : int or None
        None before the first trade of the day.
    volume, turnover, trades : int
    version : int
        Grows with everything that changes its board.
    """

    series: Series
    name: str
    state: str
    proposer: str
    first_price: int
    wanted: dt.date | None
    listed_on: dt.date | None
    suspended: str
    base: int
    lower: int
    upper: int
    last: int | None
    high: int | None
    low: int | None
    open: int | None
    volume: int
    turnover: int
    trades: int
    version: int

    @property
    def change(self) -> int | None:
        """Last less base. [fen/t]"""
        return None if self.last is None else self.last - self.base

    @property
    def change_share(self) -> int | None:
        """Last less base by base, in hundredths of a percent."""
        return None if self.last is None or not self.base else share(self.last - self.base, self.base)


class RecordDay(NamedTuple):
    """A day of the real market, all instruments together. [t, fen, fen/t]"""

    on: dt.date
    volume: int
    turnover: int
    average: int | None
    cumulative_volume: int
    cumulative_turnover: int


def day(on: dt.date | None = None) -> MarketDay | None:
    """A trading day, or the one opened last; ``state`` is ``open``, ``closed``, ``cleared`` or ``settled``."""
    rows = MarketDay.objects.filter(date=on) if on else MarketDay.objects.all()
    return rows.order_by("-date").first()


def days(since: dt.date, until: dt.date) -> list[MarketDay]:
    """Trading days, both ends included, the newest first."""
    return list(MarketDay.objects.filter(date__gte=since, date__lte=until).order_by("-date"))


def halted() -> str:
    """Why all trading is suspended, empty where it is not."""
    row = MarketRecord.objects.filter(kind="market", code="all").first()
    return row.state if row else ""


def modes() -> dict[str, dict[str, object]]:
    """Modes of trade beside the listed agreement that are open, with their terms (`ccer.exchange.deals.ModeTerms`)."""
    return {row.code: row.view for row in MarketRecord.objects.filter(kind="mode", state="open")}


def instruments(*, listed: bool = True) -> list[Listed]:
    """Instruments in the order of their projects; with ``listed`` false those proposed and not yet confirmed too."""
    rows = Instrument.objects.filter(state="listed") if listed else Instrument.objects.all()
    return list(_with_figures(list(rows.order_by("project", "vintage"))))


def instrument(series: Series) -> Listed | None:
    """One instrument, proposed or listed."""
    rows = list(Instrument.objects.filter(project=series.project, vintage=series.vintage))
    return next(_with_figures(rows), None)


def version(series: Series) -> int:
    """Grows with everything that changes the board of an instrument; 0 for one that is not there."""
    found = Instrument.objects.filter(project=series.project, vintage=series.vintage)
    return found.values_list("version", flat=True).first() or 0


def _with_figures(rows: list[Instrument]) -> Iterator[Listed]:
    last = day()
    bars = {(b.project, b.vintage): b for b in DayBar.objects.filter(on=last.date)} if last else {}
    projects = {row.project for row in rows}
    names = {
        str(n): name for n, name in Project.objects.filter(number__in=projects).values_list("number", "name")
    }
    for row in rows:
        bar = bars.get((row.project, row.vintage)) or DayBar()
        lower, upper = limits(row.base, tuple(last.terms["limit"])) if last and row.base else (0, 0)
        yield Listed(
            series=Series(row.project, row.vintage), name=names.get(row.project, ""), state=row.state, proposer=row.proposer,
            first_price=row.first_price, wanted=row.wanted, listed_on=row.listed_on, suspended=row.suspended, base=row.base,
            lower=lower, upper=upper, last=bar.last, high=bar.high, low=bar.low, open=bar.open, volume=bar.volume,
            turnover=bar.turnover, trades=bar.trades, version=row.version,
        )  # fmt: skip


def board(series: Series) -> Board | None:
    """The board of an instrument: five levels a side and the figures of the day opened last; None before its first day."""
    last = day()
    bar = (
        DayBar.objects.filter(project=series.project, vintage=series.vintage, on=last.date).first()
        if last
        else None
    )
    if last is None or bar is None:
        return None
    bids, asks = levels(series, Side.BUY), levels(series, Side.SELL)
    bid, ask = (sum(level.quantity for level in shown) for shown in (bids, asks))
    lower, upper = limits(bar.base, tuple(last.terms["limit"]))
    return Board(
        series=series, bids=bids, asks=asks, bid_quantity=bid, ask_quantity=ask, difference=bid - ask,
        ratio=share(bid - ask, bid + ask) if bid + ask else None, base=bar.base, lower=lower, upper=upper, open=bar.open,
        high=bar.high, low=bar.low, last=bar.last, average=vwap(bar.turnover, bar.volume) if bar.volume else None,
        last_quantity=bar.last_quantity, quantity=bar.volume, turnover=bar.turnover, trades=bar.trades,
        change=None if bar.last is None else bar.last - bar.base,
        change_share=None if bar.last is None else share(bar.last - bar.base, bar.base),
    )  # fmt: skip


def levels(series: Series, side: Side, most: int = LEVELS) -> tuple[Level, ...]:
    """Open orders of a side drawn together by price, the best first."""
    rows = Order.objects.filter(project=series.project, vintage=series.vintage, side=side.value, state="open")
    best = "-price" if side is Side.BUY else "price"
    found = rows.values("price").annotate(quantity=Sum("remaining"), orders=Count("*")).order_by(best)[:most]
    return tuple(Level(row["price"], row["quantity"], row["orders"]) for row in found)


def ticks(series: Series, on: dt.date | None = None, *, after: int = 0, most: int = 200) -> list[Tick]:
    """The last trades of an instrument on a day (the one opened last), in their order; ``after`` is the place of the last one known."""
    rows = _trades(series, on).filter(place__gt=after).order_by("-place")[:most]
    return [Tick(r.at, r.price, r.quantity, Side(r.maker).other) for r in reversed(rows)]


def last_place(series: Series, on: dt.date | None = None) -> int:
    """The place of the last trade of an instrument on a day: what `ticks` goes on after."""
    return _trades(series, on).order_by("-place").values_list("place", flat=True).first() or 0


def price_table(series: Series, on: dt.date | None = None) -> list[PriceRow]:
    """What was traded at each price of a day, the highest first (client manual part 3.4 item 7)."""
    rows = list(
        _trades(series, on)
        .values("price")
        .annotate(quantity=Sum("quantity"), trades=Count("*"))
        .order_by("-price")
    )
    whole = sum(row["quantity"] for row in rows)
    return [
        PriceRow(
            r["price"], r["quantity"], r["trades"], r["price"] * r["quantity"], share(r["quantity"], whole)
        )
        for r in rows
    ]


def bars(series: Series, since: dt.date, until: dt.date) -> list[Bar]:
    """A bar for each day with a trade, both ends included, in order."""
    rows = DayBar.objects.filter(
        project=series.project, vintage=series.vintage, on__gte=since, on__lte=until, trades__gt=0
    )
    return [
        Bar(
            series,
            b.on,
            b.open or 0,
            b.high or 0,
            b.low or 0,
            b.last or 0,
            b.volume,
            b.turnover,
            b.trades,
            vwap(b.turnover, b.volume),
        )
        for b in rows.order_by("on")
    ]


def release(on: dt.date) -> releases.DailyRelease | None:
    """The daily release of a trading day (Trading Rules art. 33) by sector; None for a day that was none, or is not closed."""
    if not MarketDay.objects.filter(date=on).exclude(state="open").exists():
        return None
    before = DayBar.objects.filter(on__lt=on).aggregate(volume=Sum("volume"), turnover=Sum("turnover"))
    sums: dict[str, list[int]] = {}
    rows = list(DayBar.objects.filter(on=on, trades__gt=0))
    kinds = sectors({row.project for row in rows})
    for row in rows:
        held = sums.setdefault(kinds.get(row.project, row.project), [0, 0])
        held[0], held[1] = held[0] + row.volume, held[1] + row.turnover
    parts = tuple(_row(sector, on, *of) for sector, of in sorted(sums.items()))
    whole = _row(releases.SUM.zh, on, sum(p.quantity for p in parts), sum(p.turnover for p in parts))
    return releases.DailyRelease(
        on, parts, whole, (before["volume"] or 0) + whole.quantity, (before["turnover"] or 0) + whole.turnover
    )


def _row(sector: str, on: dt.date, quantity: int, turnover: int) -> releases.ReleaseRow:
    return releases.ReleaseRow(sector, on, quantity, turnover, vwap(turnover, quantity) if quantity else None)


def sectors(projects: set[str]) -> dict[str, str]:
    """What kind of project each is, as the register publishes it."""
    rows = Project.objects.filter(number__in=projects).exclude(project_type="")
    return {str(number): kind for number, kind in rows.values_list("number", "project_type")}


@cache
def record() -> tuple[RecordDay, ...]:
    """The real market day by day, from its first trade on: facts of the national exchange's daily notices, not of this system."""
    text = RECORD.read_text(encoding="utf-8")
    return tuple(_record_day(row) for row in csv.DictReader(text.splitlines()))


def _record_day(row: dict[str, str]) -> RecordDay:
    average = row["average_price_cny"]
    return RecordDay(
        dt.date.fromisoformat(row["trade_date"]), int(row["volume_t"] or 0), fen(row["turnover_cny"]),
        fen(average) if average else None, int(row["cumulative_volume_t"] or 0), fen(row["cumulative_turnover_cny"]),
    )  # fmt: skip


def fen(yuan: str) -> int:
    """An amount in yuan with at most two digits after the point, as fen."""
    whole, _, part = (yuan or "0").partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def _trades(series: Series, on: dt.date | None) -> QuerySet[Trade]:
    if on is None:
        last = day()
        on = last.date if last else dt.date.min
    return Trade.objects.filter(project=series.project, vintage=series.vintage, on=on)
