"""Candlesticks on known bars: where each is drawn, which way it went, and the sentence and table that say the same."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.template import Context, Template

from ccer.core.text import Lang
from ccer.exchange.bars import Bar
from ccer.registry.serials import Series
from ccer_platform.components.candles import FLOOR, MOST, TOP, VOLUME_FLOOR, VOLUME_TOP, candles, steps
from ccer_platform.language import speaking

SERIES = Series("A210001", 2024)
MONDAY = dt.date(2026, 3, 2)


def bar(day: int, open: int, high: int, low: int, last: int, volume: int) -> Bar:
    return Bar(SERIES, MONDAY + dt.timedelta(day), open, high, low, last, volume, volume * last, 3, last)


WEEK = [
    bar(0, 8000, 8200, 7900, 8100, 100),
    bar(1, 8100, 8150, 7800, 7850, 400),
    bar(2, 7850, 7900, 7800, 7850, 200),
]


@pytest.mark.parametrize(
    ("lowest", "highest", "expected"),
    [
        (7800, 8200, (7800, 7900, 8000, 8100, 8200)),
        (8256, 8426, (8250, 8300, 8350, 8400, 8450)),
        (8366, 8366, (8365, 8366, 8367)),
        (1, 3, (1, 2, 3)),
        (5001, 14999, (5000, 10000, 15000)),
    ],
)
def test_the_scale_is_round_and_holds_every_price(
    lowest: int, highest: int, expected: tuple[int, ...]
) -> None:
    assert steps(lowest, highest) == expected


def test_each_day_is_drawn_in_its_place() -> None:
    """The scale goes from 78.00 to 82.00 yuan over 220 px: 0.55 px a fen."""
    drawn = candles(WEEK)
    assert drawn is not None
    assert FLOOR - TOP == 220
    rose, fell, stood = drawn.candles
    assert [each.way for each in drawn.candles] == ["rise", "fall", ""]
    assert (rose.high, rose.top, rose.top + rose.height, rose.low) == (14, 69, 124, 179)
    assert (fell.high, fell.top, fell.top + fell.height, fell.low) == (41.5, 69, 206.5, 234)
    assert (stood.top, stood.height) == (206.5, 1), "a body that ends where it began is still a line"
    assert [each.x for each in drawn.candles] == [16.667, 50, 83.333]
    whole = VOLUME_FLOOR - VOLUME_TOP
    assert [each.volume_height for each in drawn.candles] == [whole / 4, whole, whole / 2]


def test_half_a_year_is_drawn_without_one_day_covering_another() -> None:
    drawn = candles([bar(day, 8000, 8200, 7900, 8100, 100) for day in range(300)])
    assert drawn is not None
    assert len(drawn.candles) == MOST
    assert drawn.candles[-1].bar.on == MONDAY + dt.timedelta(299)
    assert drawn.wide < 100 / MOST
    assert drawn.candles[-1].left + drawn.wide < 100
    assert candles([]) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_in_words_what_it_draws(lang: Lang) -> None:
    with speaking(lang):
        page = Template("{% load prices %}{% candlesticks bars %}").render(Context({"bars": WEEK}))
    said = re.sub(r"\s+", " ", page)
    if lang == "en":
        assert "3 trading days with a trade, 2026-03-02 to 2026-03-04: opened at 80.00 CNY/t" in said
        assert not re.search(r"[\u4e00-\u9fff]", said)
    else:
        assert "3 个有成交的交易日，2026-03-02 至 2026-03-04：开盘 80.00 元/t" in said
    for part in ("78.50", "−1.88%", "82.00", "(2026-03-02)" if lang == "en" else "（2026-03-02）", "700 t"):
        assert part in said, part
    assert said.count('<g class="candle') == 3
    rows = re.findall(r"<tr><th scope=\"row\">([^<]+)</th>((?:<td class=\"n\">[^<]+</td>)+)</tr>", said)
    assert [(day, re.findall(r">([^<]+)</td>", cells)) for day, cells in rows][1] == (
        "2026-03-03",
        ["81.00", "81.50", "78.00", "78.50", "78.50", "400"],
    )
