"""The watch by the trading-day job: what has a threshold is looked for after the close, raised once, and shown with what was not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from ccer.exchange.office_commands import ConfirmClearing, Confirming
from ccer_platform import clock
from ccer_platform.actions import watching
from ccer_platform.actions.posting import close_posters
from ccer_platform.actions.trading import close_desks, desk
from ccer_platform.jobs import market as jobs
from ccer_platform.store.models import MarketDay, MarketRecord, WatchRun
from exchange.settings import holding
from simulation.floor import agrees, at, ok, opened, post, take

AGAIN = dt.date(2026, 3, 10)
"""Five trading days after the first deal: the earliest on which the opposite one is allowed (art. 29)."""


@pytest.fixture(autouse=True)
def _writers(database: str) -> Iterator[None]:
    yield
    close_desks()
    close_posters()


def rounds(day: dt.date, hour: int, minute: int) -> list[str]:
    with clock.fixed(at(day, hour, minute)):
        return [f"{step.subject} {step.action}" for step in jobs.due()]


def deal(day: dt.date, seller: str, buyer: str, price: int) -> None:
    with clock.fixed(at(day, 10)):
        ok(desk().submit(post(seller, "sell", price, 100)))
        ok(desk().submit(take(buyer, "buy", price, 100)))


def settled(day: dt.date) -> list[str]:
    """Closed and watched by the job, confirmed by both, delivered."""
    done = rounds(day, 15, 1)
    with clock.fixed(at(day, 15, 2)):
        digest = MarketDay.objects.get(date=day).digest
        for side in Confirming:
            ok(desk().submit(ConfirmClearing(day=day, side=side, digest=digest)))
        desk().level()
    return done + rounds(day, 15, 3)


def to_and_fro(monkeypatch: pytest.MonkeyPatch, **values: Any) -> tuple[dt.date, list[str], list[str]]:
    """100 t from s to b, and the same back as soon as that is allowed."""
    law = holding({f"exchange.{name}": value for name, value in values.items()})
    monkeypatch.setattr(clock, "corpus", lambda: law)
    day = opened(["s"], ["b"], fen=1_000_000)
    deal(day, "s", "b", 8000)
    first = settled(day)
    assert rounds(AGAIN, 9, 31)[0].startswith(f"day:{AGAIN} open")
    deal(AGAIN, "b", "s", 7900)  # 790 000 and 4 740 of the 795 200 that came in
    return day, first, rounds(AGAIN, 15, 1)


def alerts() -> dict[str, MarketRecord]:
    desk().level()
    return {row.code: row for row in MarketRecord.objects.filter(kind="alert")}


def test_a_wash_trade_is_found_once(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    day, first, second = to_and_fro(monkeypatch, watch_pair_trades=2, watch_period_days=6)
    assert f"day:{day} watch: 2 thresholds, 0 alerts" in first
    assert f"day:{AGAIN} watch: 2 thresholds, 2 alerts" in second
    found = alerts()
    assert sorted(found) == ["W20260310-pair-trades-b", "W20260310-pair-trades-s"]
    one = found["W20260310-pair-trades-b"]
    assert (one.trader, one.state, one.view["kind"], one.view["day"]) == ("b", "open", 2, "2026-03-10")
    assert one.view["refs"] == ["20260303-T1", "20260310-T2"]
    assert "实际 2，阈值 2" in one.view["evidence"]
    agrees(database)

    assert not [step for step in rounds(AGAIN, 15, 2) if "watch" in step]
    WatchRun.objects.filter(on=AGAIN).delete()  # broken off before it was noted down
    assert f"day:{AGAIN} watch: 2 thresholds, 2 alerts" in rounds(AGAIN, 15, 3)
    with clock.fixed(at(AGAIN, 15, 4)):
        watching.run(AGAIN)
    assert {code: row.seq for code, row in alerts().items()} == {code: row.seq for code, row in found.items()}


def test_a_shorter_period_does_not_see_the_first_deal(monkeypatch: pytest.MonkeyPatch) -> None:
    to_and_fro(monkeypatch, watch_pair_trades=2, watch_period_days=5)
    assert alerts() == {}


def test_without_a_threshold_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    day, first, second = to_and_fro(monkeypatch)
    assert f"day:{day} watch: 0 thresholds, 0 alerts" in first
    assert f"day:{AGAIN} watch: 0 thresholds, 0 alerts" in second
    assert alerts() == {}
    assert list(WatchRun.objects.values_list("thresholds", "holders")) == [({}, []), ({}, [])]


def test_a_large_holder_is_told_of_when_it_becomes_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """s holds 99 900 t after the first deal, 100 000 t after the second: at 80 % of 110 000 t, but not above it."""
    day, *_ = to_and_fro(monkeypatch, position_limit=110_000, large_holder_share=0.8)
    assert list(alerts()) == ["W20260303-report-share-s"]
    held = {row.on: row.holders for row in WatchRun.objects.all()}
    assert held[day] == [{"trader": "s", "quantity": 99_900, "limit": 110_000, "over": False}]
    assert held[AGAIN] == [{"trader": "s", "quantity": 100_000, "limit": 110_000, "over": False}]


def test_many_orders_of_one_kind_are_one_alert(monkeypatch: pytest.MonkeyPatch) -> None:
    law = holding({"exchange.watch_large_order": 50})
    monkeypatch.setattr(clock, "corpus", lambda: law)
    day = opened(["s"], ["b"])
    with clock.fixed(at(day, 10)):
        for quantity in (49, 50, 70):
            ok(desk().submit(post("s", "sell", 8000, quantity)))
    assert f"day:{day} watch: 1 thresholds, 1 alerts" in rounds(day, 15, 1)
    assert alerts()["W20260303-large-order-s"].view["refs"] == ["20260303-2", "20260303-3"]
