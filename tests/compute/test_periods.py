"""Periods by calendar years; days counted by hand on a calendar."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.compute.periods import (
    PRACTICE_TEXT,
    Practice,
    annual_mean,
    crediting_years,
    parts_of,
    split_years,
    whole_years,
    year_tonnes,
)
from ccer.core.errors import BadInput

day = dt.date.fromisoformat


def test_days_of_each_calendar_year() -> None:
    parts = split_years(day("2022-03-01"), day("2024-02-29"))
    assert [(p.year, p.days, p.year_days) for p in parts] == [
        (2022, 306, 365),
        (2023, 365, 365),
        (2024, 60, 366),
    ]
    assert parts[2].first_day == day("2024-01-01")
    assert parts[2].last_day == day("2024-02-29")


def test_one_day_is_a_period() -> None:
    (part,) = split_years(day("2024-02-29"), day("2024-02-29"))
    assert (part.days, part.share) == (1, 1 / 366)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadInput):
        split_years(day("2024-03-01"), day("2024-02-29"))


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2020-09-23", "2030-09-22", 10),
        ("2020-09-23", "2030-09-21", 9),
        ("2022-03-01", "2032-02-29", 10),
        ("2022-01-01", "2031-12-31", 10),
        ("2024-02-29", "2025-02-28", 1),
        ("2022-01-01", "2022-12-30", 0),
    ],
)
def test_whole_years(start: str, end: str, years: int) -> None:
    assert whole_years(day(start), day(end)) == years


def test_crediting_years_begin_on_the_anniversary() -> None:
    parts = crediting_years(day("2020-09-23"), day("2022-12-31"))
    assert [(p.year, p.first_day.isoformat(), p.last_day.isoformat(), p.days) for p in parts] == [
        (2020, "2020-09-23", "2021-09-22", 365),
        (2021, "2021-09-23", "2022-09-22", 365),
        (2022, "2022-09-23", "2022-12-31", 100),
    ]
    assert parts[2].share == 100 / 365


def test_rounding_practices() -> None:
    amounts = [10.6, 10.6, 10.6]
    assert year_tonnes(Practice.DAY_WEIGHTED_FLOOR_YEAR, amounts) == (10, 10, 10)
    assert year_tonnes(Practice.EQUAL_YEARS_FLOOR, amounts) == (10, 10, 10)
    assert year_tonnes(Practice.FLOOR_TOTAL, amounts) == (10, 11, 10)
    assert sum(year_tonnes(Practice.UNROUNDED_TOTAL, amounts)) == 31
    assert year_tonnes(Practice.METERED_FLOOR_YEAR, [-0.5, 0.5]) == (-1, 0)
    assert year_tonnes(Practice.DAY_WEIGHTED_ROUND_YEAR, amounts) == (11, 11, 11)
    assert set(PRACTICE_TEXT) == set(Practice)


def test_annual_mean_is_rounded_down() -> None:
    assert annual_mean(2_541_232, day("2022-03-01"), day("2032-02-29")) == 254_123
    assert annual_mean(100, day("2022-01-01"), day("2022-06-30")) == 100


@given(st.dates(dt.date(2013, 1, 1), dt.date(2040, 1, 1)), st.integers(0, 5000))
def test_every_day_is_counted_once(start: dt.date, length: int) -> None:
    end = start + dt.timedelta(days=length)
    for practice in Practice:
        parts = parts_of(practice, start, end)
        assert sum(part.days for part in parts) == length + 1
        assert parts[0].first_day == start
        assert parts[-1].last_day == end
        for before, after in itertools.pairwise(parts):
            assert after.first_day == before.last_day + dt.timedelta(days=1)
