"""The market of a demonstration: fictional, in order in both books, and loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ccer.exchange.orders import Side
from ccer_platform import clock
from ccer_platform.actions.posting import close_posters
from ccer_platform.actions.trading import close_desks
from ccer_platform.demo.load import TAKEN
from ccer_platform.demo.market import SERIES, load_market
from ccer_platform.demo.people import load_people
from ccer_platform.jobs import market as jobs
from ccer_platform.portals.compliance.plan import standing
from ccer_platform.store.models import MarketDay, Reconciliation, Trade
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
        assert Trade.objects.count() == 2
        assert MarketDay.objects.get(date=TAKEN).state == "open"
        assert Reconciliation.objects.get().differences == []
        assert jobs.due() == []
        agrees(market)
