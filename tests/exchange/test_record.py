"""The public daily record of the market, traded again order by order under all the rules.

A day's volume Q and turnover T become two price levels: with p = T div Q fen and r = T mod Q, r tonnes at p + 0.01 yuan and Q - r at p
make exactly Q and T. The record has one average for all instruments, and it moves by more than ten per cent from day to day; so there are
several instruments, and each day trades in the one whose own base price is nearest. Where the day's prices are outside the limits of all, a
further one is listed before that day with the day's price as its first price. One account only sells and one only buys, so no opposite
trade comes too early. The row of 22 January 2024 precedes the first new CCERs and is carried as an opening figure.
"""

from __future__ import annotations

import csv
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from ccer.exchange.hours import is_trading_day
from ccer.exchange.orders import Mode
from exchange.table import Table, fen, yuan

CENT = Decimal("0.01")
pytestmark = pytest.mark.shared


class Row(NamedTuple):
    day: dt.date
    volume: int
    turnover: int
    average: Decimal | None
    whole_volume: int
    whole_turnover: int


@pytest.fixture(scope="module")
def record(shared: Path) -> list[Row]:
    path = shared / "data" / "registry-2026-08-20" / "market-daily.csv"
    rows = []
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        day, volume, turnover, average, whole_volume, whole_turnover = row.values()
        mean = Decimal(average) if average else None
        rows.append(
            Row(
                dt.date.fromisoformat(day),
                int(volume),
                fen(turnover),
                mean,
                int(whole_volume),
                fen(whole_turnover),
            )
        )
    return rows


class Market(Table):
    """The record's days on a market of its own."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__()
        self.set_time("2025-03-06T08:00")
        self.tell("trader S")
        self.tell("trader B")
        self.fund("B", sum(2 * row.turnover for row in rows))
        self.units = sum(row.volume for row in rows)
        self.listed: list[str] = []

    def chosen(self, low: int, high: int) -> str | None:
        """The instrument with the nearest base price whose limits of the day hold both prices."""
        found = []
        for each in self.market.instruments.values():
            least, most = self.market.limits(each.series)
            if least <= low and high <= most:
                found.append((abs(each.base - low), f"{each.series.project}/{each.series.vintage}"))
        return min(found)[1] if found else None

    def list_new(self, price: int, on: dt.date) -> None:
        name = f"A21{len(self.listed) + 1:04d}/2024"
        self.listed.append(name)
        for line in (
            f"arrive-units S {name} {self.units}",
            f"propose-listing S {name} {yuan(price)} on={on}",
            f"confirm-listing {name}",
        ):
            assert self.do(line).events, line

    def trade(self, row: Row) -> None:
        price, more = divmod(row.turnover, row.volume)
        levels = [(price, row.volume - more), (price + 1, more)]
        name = self.chosen(price, price + bool(more))
        assert name, f"{row.day}: no instrument"
        self.set_time(f"{row.day}T10:00")
        for verb, trader, side in (("post-order", "S", "sell"), ("take-order", "B", "buy")):
            for level, quantity in levels:
                if quantity:
                    outcome = self.do(f"{verb} {trader} {side} {name} {yuan(level)} {quantity}")
                    assert outcome.events, f"{row}: {outcome.refusal}"


def test_every_day_of_the_record_is_traded_again(record: list[Row]) -> None:
    opening, *days = record
    assert (opening.day, opening.volume) == (dt.date(2024, 1, 22), 375315)
    market = Market(days)
    whole_volume, whole_turnover, seen = opening.whole_volume, opening.whole_turnover, 0
    for row, after in zip(days, [*days[1:], None], strict=True):
        if row is days[0]:
            market.list_new(row.turnover // row.volume, row.day)
        market.set_time(f"{row.day}T09:00")
        assert market.do("open-day").events
        if row.volume:
            market.trade(row)
        trades = [trade for trade in market.market.trades.values() if trade.on == row.day]
        volume, turnover = sum(t.quantity for t in trades), sum(t.turnover for t in trades)
        whole_volume, whole_turnover, seen = (
            whole_volume + volume,
            whole_turnover + turnover,
            seen + len(trades),
        )
        assert (volume, turnover) == (row.volume, row.turnover), row.day
        assert (whole_volume, whole_turnover) == (row.whole_volume, row.whole_turnover), row.day
        mean = (Decimal(turnover) / 100 / volume).quantize(CENT, ROUND_HALF_UP) if volume else None
        assert mean == row.average, row.day
        assert all(t.mode is Mode.LISTED for t in trades)
        market.set_time(f"{row.day}T15:00")
        assert market.do("close-day").events
        if after and after.volume:
            prepare(market, after)
    assert len(market.listed) == 5
    assert seen == sum(1 + bool(row.turnover % row.volume) for row in days if row.volume)
    market.check()


def prepare(market: Market, row: Row) -> None:
    """List a further instrument where the base prices of tomorrow leave tomorrow's prices outside all limits."""
    price, more = divmod(row.turnover, row.volume)
    for each in market.market.instruments.values():
        base = each.next_base()
        if base * 9 <= price * 10 and (price + bool(more)) * 10 <= base * 11:
            return
    market.list_new(price, row.day)


def test_the_record_contradicts_neither_itself_nor_the_calendar(record: list[Row]) -> None:
    """Sums, averages to the fen, and a row for each trading day since the first of new CCERs."""
    volume = turnover = 0
    for row in record:
        volume, turnover = volume + row.volume, turnover + row.turnover
        assert (volume, turnover) == (row.whole_volume, row.whole_turnover)
        assert is_trading_day(row.day)
        if row.average is not None:
            assert row.average == (Decimal(row.turnover) / 100 / row.volume).quantize(CENT, ROUND_HALF_UP)
    first, last = record[1].day, record[-1].day
    days = (first + dt.timedelta(n) for n in range((last - first).days + 1))
    assert [row.day for row in record[1:]] == [day for day in days if is_trading_day(day)]
    assert [row.day for row in record if row.average is None] == [
        dt.date(2024, 1, 22),  # legacy CCERs: volume and turnover, no average given
        *(dt.date(2026, 4, day) for day in (1, 8, 13, 27)),
        dt.date(2026, 5, 26),
        dt.date(2026, 6, 22),
    ]
