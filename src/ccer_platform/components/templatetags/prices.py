"""Prices, money and the order board: `{{ fen|price }}`, `{% order_board face %}`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from django import template

from ccer.core.text import Text
from ccer.exchange.bars import Bar, Tick
from ccer.exchange.board import LEVELS, Board, PriceRow
from ccer.exchange.book import Level
from ccer.exchange.orders import SIDE_TEXT, Side

from .. import money
from ..candles import candles

register = template.Library()
for _filter in (
    money.amount,
    money.yuan,
    money.price,
    money.signed,
    money.percent,
    money.moved,
    money.difference,
):
    register.filter(_filter.__name__, _filter)


class Face(NamedTuple):
    """What the board of an instrument shows: the board itself, the newest trades first, the price table, why it is suspended."""

    board: Board
    ticks: tuple[Tick, ...]
    prices: tuple[PriceRow, ...]
    suspended: str = ""


class Rung(NamedTuple):
    """A level with its name and how long its bar is, 0 to 100; ``level`` is None where nobody stands."""

    name: Text
    level: Level | None
    wide: int


@register.filter
def side_word(side: str) -> Text:
    """Buy or sell."""
    return SIDE_TEXT[Side(side)]


@register.inclusion_tag("components/board.html")
def order_board(face: Face) -> dict[str, Any]:
    """The order board: sells above, buys below, the best in the middle."""
    board = face.board
    most = max((level.quantity for level in (*board.bids, *board.asks)), default=1)
    asks = _rungs(board.asks, Text("卖{n}", "Sell {n}"), most)
    return {
        "board": board,
        "face": face,
        "asks": asks[::-1],
        "bids": _rungs(board.bids, Text("买{n}", "Buy {n}"), most),
    }


def _rungs(levels: tuple[Level, ...], name: Text, most: int) -> list[Rung]:
    return [
        Rung(name.fill(n=place), level, 100 * level.quantity // most if level else 0)
        for place, level in zip_longest(range(1, LEVELS + 1), levels)
    ]


@register.inclusion_tag("components/candles.html")
def candlesticks(bars: Sequence[Bar]) -> dict[str, Any]:
    """The days of an instrument as candlesticks with volume, the table that says the same, and a summary."""
    return {"drawn": candles(bars)}


@register.filter
def against(price: int | None, base: int) -> str:
    """Which way a price lies from the base price."""
    return "" if price is None else money.moved(price - base)
