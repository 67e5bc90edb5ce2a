"""The market of a demonstration: fictional, in order in both books, and loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ccer.exchange.orders import Side
from ccer_platform import clock
from ccer_platform.actions.posting import close_posters
from ccer_platform.actions.trading import close_desks
from ccer_platform.demo.load import TAKEN
from ccer_platform.demo.market import PAST, SERIES, TRADERS, load_market
from ccer_platform.demo.people import load_people
from ccer_platform.jobs import market as jobs
from ccer_platform.portals.compliance.plan import standing
from ccer_platform.store.models import MarketDay, Reconciliation, Trade, TradingAccount
from ccer_platform.store.reading import market as reading
from simulation.floor import agrees, at


@pytest.fixture(autouse=True)
def _writers(market: str) -> Iterator[None]:
    yield
    close_desks()
    close_posters()


def test_the_sample_market(market: str) -> None:
    with clock.fixed(at(TAKEN, 9, 0)):
        load_people()
        assert load_market()
        assert not load_market()
    with clock.fixed(at(TAKEN, 9, 40)):
        for series in SERIES:
            board = reading.board(series)
            assert board is not None
            assert [level.quantity for level in board.asks] == [250, 800, 1200], (
                "150 of the first 400 t are taken"
            )
            assert [level.quantity for level in reading.levels(series, Side.BUY)] == [300, 600, 900]
            assert board.base == 8336, "83.36 yuan: the real market's average on 30 June 2026"
        offers = [line.split(",") for line in standing().splitlines()]
        assert [int(each[2]) for each in offers] == [250, 800, 1200] * len(SERIES), (
            "the planner begins from the board"
        )
        assert Trade.objects.filter(on=TAKEN).count() == 2
        first, second = (reading.bars(series, PAST[0], PAST[-1]) for series in SERIES)
        assert [bar.on for bar in first] == [bar.on for bar in second] == PAST
        # the first price and -30, +60, -80, +20 fen; the other instrument the other way round; four trades of 80 t
        assert first[0][2:7] == (8306, 8396, 8256, 8356, 320)
        assert second[0][2:7] == (8366, 8416, 8276, 8316, 320)
        assert not Trade.objects.filter(on__in=PAST).exclude(state="settled").exists()
        assert {account.trader for account in TradingAccount.objects.all()} == set(TRADERS)
        assert MarketDay.objects.get(date=TAKEN).state == "open"
        assert [each.differences for each in Reconciliation.objects.all()] == [[]] * 4
        assert jobs.due() == []
        agrees(market)
