"""Candlesticks with volume below, drawn on the server: places across in percent of the width, places down in pixels.

So one picture fits every window and its words keep their size. The rules define no closing price: a body ends at the last trade.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from ccer.core.text import Text
from ccer.exchange.bars import Bar
from ccer.exchange.board import share

from .money import amount, percent

MOST = 120
"""Days drawn: half a year of trading."""
TOP, FLOOR = 14, 234
"""Where the prices are drawn. [px]"""
VOLUME_TOP, VOLUME_FLOOR = 268, 328
"""Where the volumes are drawn. [px]"""
HEIGHT = 352
LINES = 5
"""Price lines, at most."""
WIDEST = 4.0
"""Of a body. [%]"""
_SPOKEN = Text(
    "{day}：开盘 {open}，最高 {high}，最低 {low}，最后成交 {last}，均价 {vwap} 元/t；成交量 {volume} t",
    "{day}: open {open}, high {high}, low {low}, last {last}, average {vwap} CNY/t; volume {volume} t",
)
_SUMMARY = Text(
    "{n} 个有成交的交易日，{first} 至 {until}：开盘 {open} 元/t，最后成交 {last} 元/t（{change}）；"
    "最高 {high} 元/t（{high_on}），最低 {low} 元/t（{low_on}）；共成交 {volume} t。",
    "{n} trading days with a trade, {first} to {until}: opened at {open} CNY/t, last trade at {last} CNY/t ({change}); "
    "highest {high} CNY/t ({high_on}), lowest {low} CNY/t ({low_on}); {volume} t in all.",
)


class Candle(NamedTuple):
    """A day: ``x`` and ``left`` in percent, the rest in pixels from above; ``way`` is ``rise``, ``fall`` or nothing."""

    bar: Bar
    way: str
    x: float
    left: float
    high: float
    low: float
    top: float
    height: float
    volume_top: float
    volume_height: float
    spoken: Text


class Mark(NamedTuple):
    """A line of the scale or a day on the axis, and what is written there."""

    place: float
    words: str
    anchor: str = "end"


class Candles(NamedTuple):
    """The picture of some days; ``summary`` says what it shows."""

    candles: tuple[Candle, ...]
    wide: float
    prices: tuple[Mark, ...]
    days: tuple[Mark, ...]
    most: int
    summary: Text

    height: int = HEIGHT
    floor: int = FLOOR
    volume_top: int = VOLUME_TOP
    volume_floor: int = VOLUME_FLOOR


def candles(bars: Sequence[Bar]) -> Candles | None:
    """The picture of the last `MOST` bars; None where there are none."""
    bars = bars[-MOST:]
    if not bars:
        return None
    scale = steps(min(bar.low for bar in bars), max(bar.high for bar in bars))
    most, slot = max(bar.volume for bar in bars), 100 / len(bars)
    wide = round(min(WIDEST, slot * 0.64), 3)
    return Candles(
        tuple(_candle(bar, (n + 0.5) * slot, wide, scale, most) for n, bar in enumerate(bars)),
        wide,
        tuple(Mark(_down(price, scale), amount(price)) for price in scale),
        _days([bar.on for bar in bars]),
        most,
        summary(bars),
    )


def steps(lowest: int, highest: int, most: int = LINES) -> tuple[int, ...]:
    """Round prices from below the lowest to above the highest, evenly apart: 1, 2 or 5 times a power of ten. [fen/t]"""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            first, last = lowest // step, -(-highest // step)
            first, last = (first - 1, last + 1) if first == last else (first, last)
            if last - first < most:
                return tuple(step * n for n in range(first, last + 1))
        size *= 10


def _down(price: int, scale: tuple[int, ...]) -> float:
    """A price as pixels from above."""
    return round(FLOOR - (FLOOR - TOP) * (price - scale[0]) / (scale[-1] - scale[0]), 1)


def _candle(bar: Bar, x: float, wide: float, scale: tuple[int, ...], most: int) -> Candle:
    top, bottom = (_down(price, scale) for price in (max(bar.open, bar.last), min(bar.open, bar.last)))
    tall = round((VOLUME_FLOOR - VOLUME_TOP) * bar.volume / most, 1)
    figures = {name: amount(getattr(bar, name)) for name in ("open", "high", "low", "last", "vwap")}
    return Candle(
        bar, "rise" if bar.last > bar.open else "fall" if bar.last < bar.open else "", round(x, 3), round(x - wide / 2, 3),
        _down(bar.high, scale), _down(bar.low, scale), top, max(1.0, round(bottom - top, 1)),
        round(VOLUME_FLOOR - tall, 1), tall, _SPOKEN.fill(day=bar.on.isoformat(), volume=f"{bar.volume:,}", **figures),
    )  # fmt: skip


def _days(days: Sequence[dt.date]) -> tuple[Mark, ...]:
    """The first day, the last, and one between; each is written whole."""
    count = len(days)
    chosen = sorted({0, count // 2, count - 1} if count > 4 else {0, count - 1})
    return tuple(
        Mark(
            round((n + 0.5) * 100 / count, 3),
            days[n].isoformat(),
            "middle" if count <= 4 or 0 < n < count - 1 else "start" if n == 0 else "end",
        )
        for n in chosen
    )


def summary(bars: Sequence[Bar]) -> Text:
    """What the picture shows, in a sentence."""
    first, last = bars[0], bars[-1]
    high, low = max(bars, key=lambda bar: bar.high), min(bars, key=lambda bar: bar.low)
    return _SUMMARY.fill(
        n=len(bars),
        first=first.on.isoformat(),
        until=last.on.isoformat(),
        open=amount(first.open),
        last=amount(last.last),
        change=percent(share(last.last - first.open, first.open)),
        high=amount(high.high),
        high_on=high.on.isoformat(),
        low=amount(low.low),
        low_on=low.on.isoformat(),
        volume=f"{sum(bar.volume for bar in bars):,}",
    )
