"""Days, hours, limits, commission, base price: expected values by hand or from a calendar that is not ours."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import pytest

from ccer.core.asof import AsOf
from ccer.core.event import Event
from ccer.exchange.book import DoesNotApply
from ccer.exchange.exchange import apply
from ccer.exchange.fees import commission, cost
from ccer.exchange.hours import Phase, after, is_trading_day, number, phase, provisional
from ccer.exchange.market import Market, limits
from ccer.exchange.moment import CHINA, Moment, share
from ccer.exchange.parts import Listing
from ccer.policy.corpus import corpus
from ccer.registry.serials import Series

DAY = dt.date(2026, 3, 3)
LAW = AsOf(corpus(), DAY)


def test_trading_days_are_weekdays_that_are_no_holiday() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(n) for n in range(3 * 365)]
    theirs = [day for day in days if day.weekday() < 5 and not chinese_calendar.is_holiday(day)]
    assert [day for day in days if is_trading_day(day)] == theirs
    assert [number(day) - number(theirs[0]) for day in theirs] == list(range(len(theirs)))


def test_an_announced_closing_day_is_none() -> None:
    """Thursday 12 March 2026."""
    closed = {dt.date(2026, 3, 12): "示例公告"}
    assert not is_trading_day(dt.date(2026, 3, 12), closed)
    assert number(dt.date(2026, 3, 13), closed) - number(dt.date(2026, 3, 11), closed) == 1
    assert after(dt.date(2026, 3, 11), 1, closed) == dt.date(2026, 3, 13)
    assert after(dt.date(2026, 3, 12), 0, closed) == dt.date(2026, 3, 13)
    assert after(dt.date(2026, 3, 14), 2, closed) == dt.date(2026, 3, 17)


def test_a_year_without_its_notice_is_provisional() -> None:
    assert not provisional(DAY)
    assert provisional(dt.date(2031, 3, 3))


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("09:29:59.999999", Phase.BEFORE), ("09:30", Phase.MORNING), ("11:29:59.999999", Phase.MORNING), ("11:30", Phase.MIDDAY),
        ("12:59:59", Phase.MIDDAY), ("13:00", Phase.AFTERNOON), ("14:59:59.999999", Phase.AFTERNOON), ("15:00", Phase.AFTER),
    ],
)  # fmt: skip
def test_hours(clock: str, expected: Phase) -> None:
    now = dt.datetime.combine(DAY, dt.time.fromisoformat(clock), CHINA)
    assert phase(Moment(LAW, now)) is expected
    assert phase(Moment(LAW, now.astimezone(dt.UTC))) is expected


@pytest.mark.parametrize(
    ("base", "part", "low", "high"),
    [
        (8000, "0.1", 7200, 8800),
        (8005, "0.1", 7205, 8805),  # 7204.5 and 8805.5
        (7, "0.1", 7, 7),  # 6.3 and 7.7
        (8005, "0.3", 5604, 10406),  # 5603.5 and 10406.5
    ],
)
def test_limits_never_reach_beyond_the_share(base: int, part: str, low: int, high: int) -> None:
    assert limits(base, share(part)) == (low, high)


@pytest.mark.parametrize(
    ("turnover", "fen"), [(0, 0), (83, 0), (84, 1), (250, 2), (249, 1), (8000, 48), (2383528000, 14301168)]
)
def test_commission_is_six_per_mille_halves_up(turnover: int, fen: int) -> None:
    """83 fen are 0.498, 84 are 0.504, 250 are exactly 1.5."""
    assert commission(turnover, share("0.006")) == fen


def test_parts_cost_what_the_whole_costs() -> None:
    rate, charged, turnover = share("0.006"), 0, 0
    for part in (83, 84, 250, 1, 7777):
        assert cost(turnover, part, charged, rate) == part + commission(turnover + part, rate) - charged
        turnover += part
        charged = commission(turnover, rate)
    assert charged == commission(83 + 84 + 250 + 1 + 7777, rate) == 49  # 8195 fen are 49.17


@pytest.mark.parametrize(
    ("volume", "turnover", "expected"),
    [(0, 0, 7777), (2, 16001, 8001), (3, 24001, 8000), (121, 987855, 8164)],
)
def test_the_next_base_price_is_the_average_halves_up(volume: int, turnover: int, expected: int) -> None:
    """16001 / 2 is 8000.5; 24001 / 3 is 8000.33; without trades the base carries on."""
    held = Listing(
        series=Series("A210001", 2025),
        proposer="A",
        first_price=7777,
        base=7777,
        volume=volume,
        turnover=turnover,
    )
    assert held.next_base() == expected


def test_an_event_of_another_book_does_not_apply() -> None:
    stray = Event(name="units.transferred", subject="x", actor="x", at=dt.datetime.now(dt.UTC), on=DAY)
    with pytest.raises(DoesNotApply):
        apply(Market(), stray)
