"""Bars, board, price table and release against figures worked out by hand, and against the real daily record."""

from __future__ import annotations

import csv
import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.exchange.bars import Bar, Tick, bars, ticks, vwap
from ccer.exchange.board import Level, PriceRow, board, levels, price_table, share
from ccer.exchange.money import yuan
from ccer.exchange.orders import OrderState, Side
from ccer.exchange.release import ReleaseGap, as_csv, as_json, gaps, release
from conftest import ROOT
from exchange.floor import DAY, NEXT, SERIES
from exchange.test_watch import order, trade

TRADES = [
    trade(1, "A", "B", 10, 8_000),
    trade(2, "A", "B", 20, 8_100),
    trade(3, "B", "A", 5, 7_950),
    trade(4, "A", "B", 10, 8_000),
]
# turnover 80,000 + 162,000 + 39,750 + 80,000 = 361,750 fen; 45 t; 361,750 / 45 = 8,038.88…


def test_a_bar_by_hand() -> None:
    assert bars(reversed(TRADES)) == [Bar(SERIES, DAY, 8_000, 8_100, 7_950, 8_000, 45, 361_750, 4, 8_039)]
    assert ticks(TRADES, SERIES)[0] == Tick(TRADES[0].at, 8_000, 10, Side.BUY)
    assert bars([]) == []


@given(st.lists(st.tuples(st.integers(1, 10**5), st.integers(1, 10**6)), min_size=1, max_size=30))
def test_the_average_is_half_up(rows: list[tuple[int, int]]) -> None:
    turnover, volume = sum(p * q for p, q in rows), sum(q for _, q in rows)
    exact = Decimal(turnover) / Decimal(volume)
    assert abs(vwap(turnover, volume) - exact) <= Decimal("0.5") + Decimal("1e-20")
    assert vwap(5, 2) == 3  # 2.5 goes up


def test_a_board_by_hand() -> None:
    bids = [order(n, "A", 10 * n, 7_900 - n) for n in range(1, 7)]
    asks = [order(10 + n, "B", 5, 8_000 + n // 2) for n in range(4)]
    for each in asks:
        each.side = Side.SELL
    asks[0].state = OrderState.WITHDRAWN
    seen = board(SERIES, [*bids, *asks], TRADES, base=7_900, lower=7_110, upper=8_690)
    assert seen.asks == (Level(8_000, 5, 1), Level(8_001, 10, 2))
    assert seen.bids == tuple(Level(7_900 - n, 10 * n, 1) for n in range(1, 6))  # the sixth is not shown
    assert (seen.bid_quantity, seen.ask_quantity, seen.difference) == (150, 15, 135)
    assert seen.ratio == 8_182  # 135 / 165 = 81.8181… %
    assert (seen.open, seen.high, seen.low, seen.last, seen.average) == (8_000, 8_100, 7_950, 8_000, 8_039)
    assert (seen.quantity, seen.turnover, seen.trades, seen.last_quantity) == (45, 361_750, 4, 10)
    assert (seen.change, seen.change_share) == (100, 127)  # 100 / 7,900 = 1.2658 %
    empty = board(SERIES, [], [], 1, 1, 1)
    assert (empty.ratio, empty.last, empty.average, empty.change_share) == (None, None, None, None)
    assert levels([*bids, *asks], Side.BUY, 1) == (Level(7_899, 10, 1),)
    assert share(-1, 3) == -3_333
    assert share(-1, 20_000) == -1  # half goes away from zero


def test_the_price_table_by_hand() -> None:
    assert price_table(TRADES, SERIES) == [
        PriceRow(8_100, 20, 1, 162_000, 4_444),
        PriceRow(8_000, 20, 2, 160_000, 4_444),
        PriceRow(7_950, 5, 1, 39_750, 1_111),
    ]


def test_a_release_by_hand() -> None:
    first = release(DAY, TRADES, {"A210001": "能源产业"}, carried=(100, 5_000))
    assert (first.cumulative_quantity, first.cumulative_turnover) == (145, 366_750)
    rows = json.loads(as_json(first))
    assert rows == [
        {"profession_name": "能源产业", "business_date": "20260302", "business_amount": 45, "business_price": "3617.50", "business_ave_price": "80.39"},
        {"profession_name": "小计", "business_date": "20260302", "business_amount": 45, "business_price": "3617.50", "business_ave_price": "80.39",
         "cumulative_amount": 145, "cumulative_price": "3667.50"},
    ]  # fmt: skip
    second = release(NEXT, TRADES, {}, before=first)
    assert (second.rows, second.sum.average, second.cumulative_quantity) == ((), None, 145)
    table = list(csv.DictReader(as_csv(first).splitlines()))
    assert [row["profession_name"] for row in table] == ["能源产业", "小计"]
    assert table[1]["cumulative_price"] == "3667.50"
    assert yuan(-5) == "-0.05"


RECORD = ROOT.parent / "shared" / "data" / "registry-2026-08-20" / "market-daily.csv"


@pytest.mark.shared
def test_the_real_daily_record_adds_up() -> None:
    """320 trading days from 22 January 2024 on: cumulative figures follow, and the average is turnover by volume, half up."""
    days, averages = [], 0
    with RECORD.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            fen = {
                name: int(Decimal(row[name]) * 100) for name in ("turnover_cny", "cumulative_turnover_cny")
            }
            volume = int(row["volume_t"])
            on = dt.date.fromisoformat(row["trade_date"])
            days.append(
                (
                    on,
                    volume,
                    fen["turnover_cny"],
                    int(row["cumulative_volume_t"]),
                    fen["cumulative_turnover_cny"],
                )
            )
            if row["average_price_cny"] and volume:
                assert vwap(fen["turnover_cny"], volume) == int(Decimal(row["average_price_cny"]) * 100), on
                averages += 1
    assert gaps(days) == []
    assert (len(days), days[-1][3:]) == (320, (15_175_986, 114_132_569_143))
    assert averages > 300
    on, quantity, *rest = days[7]
    assert gaps([*days[:7], (on, quantity + 1, *rest), *days[8:]]) == [ReleaseGap(on, -1, 0)]  # type: ignore[list-item]
