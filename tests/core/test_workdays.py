"""Counting working days, on a small calendar made by hand and by properties."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.core.errors import BadInput
from ccer.core.workdays import Calendar


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def span(first: str, last: str) -> list[dt.date]:
    return [dt.date.fromordinal(n) for n in range(day(first).toordinal(), day(last).toordinal() + 1)]


# Spring Festival and New Year of 2026, from the State Council's notice of 4 November 2025.
SPRING = Calendar.of(
    off=span("2026-01-01", "2026-01-03") + span("2026-02-15", "2026-02-23"),
    worked=[day("2026-01-04"), day("2026-02-14"), day("2026-02-28")],
    notices={2026: ["gov-2025-7"]},
)
EMPTY = Calendar()


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any calendar: some weekdays off, some weekend days worked."""
    days = st.dates(dt.date(2019, 1, 1), dt.date(2028, 12, 31))
    off = draw(st.sets(days, max_size=60))
    worked = draw(st.sets(days, max_size=20)) - off
    return Calendar.of(off, worked, {})


DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2029, 12, 31))
COUNTS = st.integers(1, 400)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-13", True),  # Friday
        ("2026-02-14", True),  # Saturday, made up
        ("2026-02-15", False),  # Sunday, first day of the holiday
        ("2026-02-23", False),  # Monday, last day of the holiday
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday, made up
        ("2026-03-01", False),  # an ordinary Sunday
        ("2027-05-03", True),  # a Monday in a year without notice
    ],
)
def test_a_workday_is_a_weekday_not_off_or_a_weekend_day_made_up(text: str, expected: bool) -> None:
    assert SPRING.is_workday(day(text)) is expected


@pytest.mark.parametrize(
    ("start", "n", "count_first", "end"),
    [
        ("2026-02-13", 1, True, "2026-02-13"),
        ("2026-02-13", 2, True, "2026-02-14"),
        ("2026-02-13", 3, True, "2026-02-24"),
        ("2026-02-13", 2, False, "2026-02-24"),
        ("2026-02-18", 1, True, "2026-02-24"),  # starts on a day off: day 1 is the next working day
        ("2026-02-18", 1, False, "2026-02-24"),
        ("2026-02-24", 5, True, "2026-02-28"),
        ("2026-02-24", 6, True, "2026-03-02"),
    ],
)
def test_days_are_counted_by_hand(start: str, n: int, count_first: bool, end: str) -> None:
    assert SPRING.add_workdays(day(start), n, count_first) == day(end)


def test_both_ends_are_counted() -> None:
    assert SPRING.workdays_between(day("2026-02-09"), day("2026-02-28")) == 6 + 0 + 5
    assert SPRING.workdays_between(day("2026-02-15"), day("2026-02-23")) == 0
    assert SPRING.workdays_between(day("2026-02-13"), day("2026-02-13")) == 1
    assert SPRING.workdays_between(day("2026-02-14"), day("2026-02-13")) == 0


@pytest.mark.parametrize(
    ("a", "b", "missing"),
    [
        ("2026-01-01", "2026-12-28", ()),
        ("2026-12-28", "2026-12-29", (2027,)),  # the next notice may decide it
        ("2026-03-01", "2027-01-04", (2027,)),
        ("2025-12-31", "2026-01-05", (2025,)),
        ("2027-02-01", "2026-02-01", (2027,)),  # in either order
        ("2019-05-01", "2019-12-31", (2019, 2020)),
        ("2025-12-28", "2028-01-01", (2025, 2027, 2028)),
    ],
)
def test_a_year_without_notice_makes_a_count_provisional(a: str, b: str, missing: tuple[int, ...]) -> None:
    assert SPRING.missing_years(day(a), day(b)) == missing
    assert SPRING.provisional(day(a), day(b)) is bool(missing)


def test_the_notices_of_a_count_are_named() -> None:
    two = Calendar.of([], [], {2026: ["gov-2025-7"], 2020: ["gov-2019-16", "gov-2020-1"]})
    assert two.notices_for(day("2020-03-01"), day("2026-03-01")) == (
        "gov-2019-16",
        "gov-2020-1",
        "gov-2025-7",
    )
    assert two.notices_for(day("2025-12-30"), day("2025-12-31")) == ("gov-2025-7",)
    assert two.notices_for(day("2023-01-01"), day("2023-01-31")) == ()


def test_a_day_cannot_be_off_and_worked() -> None:
    with pytest.raises(BadInput) as caught:
        Calendar.of([day("2026-02-14")], [day("2026-02-14")], {})
    assert "2026-02-14" in caught.value.why.zh
    assert "2026-02-14" in caught.value.why.en


@pytest.mark.parametrize("n", [0, -1])
def test_a_count_of_no_days_is_refused(n: int) -> None:
    with pytest.raises(BadInput):
        EMPTY.add_workdays(day("2026-03-02"), n)


def test_the_ends_of_time_do_not_crash() -> None:
    assert EMPTY.is_workday(dt.date.min)  # 1 January of year 1 is a Monday
    assert EMPTY.add_workdays(dt.date.min, 6) == dt.date(1, 1, 8)
    assert EMPTY.add_workdays(dt.date.max, 1) == dt.date.max  # a Friday
    assert EMPTY.provisional(dt.date.min, dt.date.max)
    with pytest.raises(BadInput) as caught:
        EMPTY.add_workdays(dt.date.max, 2)
    assert "9999" in caught.value.why.en


def test_a_calendar_can_be_compared_and_hashed() -> None:
    again = Calendar.of(
        off=span("2026-01-01", "2026-01-03") + span("2026-02-15", "2026-02-23"),
        worked=[day("2026-02-28"), day("2026-02-14"), day("2026-01-04")],
        notices={2026: ["gov-2025-7"]},
    )
    assert again == SPRING
    assert hash(again) == hash(SPRING)
    assert again != EMPTY


@given(calendars(), DAYS, DAYS)
def test_the_count_is_that_of_walking_day_by_day(calendar: Calendar, a: dt.date, b: dt.date) -> None:
    a, b = min(a, b), min(max(a, b), min(a, b) + dt.timedelta(days=300))
    walked = sum(
        (dt.date.fromordinal(n).weekday() < 5 and n not in calendar.off) or n in calendar.worked
        for n in range(a.toordinal(), b.toordinal() + 1)
    )
    assert calendar.workdays_between(a, b) == walked


@given(calendars(), DAYS, COUNTS, st.booleans())
def test_adding_and_counting_are_inverse(
    calendar: Calendar, start: dt.date, n: int, count_first: bool
) -> None:
    end = calendar.add_workdays(start, n, count_first)
    first = start if count_first else start + dt.timedelta(days=1)
    assert calendar.is_workday(end)
    assert calendar.workdays_between(first, end) == n


@given(calendars(), DAYS, COUNTS, COUNTS)
def test_adding_twice_is_adding_the_sum(calendar: Calendar, start: dt.date, m: int, n: int) -> None:
    halfway = calendar.add_workdays(start, m)
    assert calendar.add_workdays(halfway, n, count_first=False) == calendar.add_workdays(start, m + n)


@given(calendars(), DAYS, DAYS, COUNTS, COUNTS)
def test_later_starts_and_longer_counts_never_end_earlier(
    calendar: Calendar, a: dt.date, b: dt.date, m: int, n: int
) -> None:
    a, b, m, n = min(a, b), max(a, b), min(m, n), max(m, n)
    assert calendar.add_workdays(a, m) <= calendar.add_workdays(b, m)
    assert calendar.add_workdays(a, m) <= calendar.add_workdays(a, n)
    assert (calendar.add_workdays(a, m) == calendar.add_workdays(a, n)) is (m == n)


@given(calendars(), DAYS, DAYS, DAYS)
def test_counts_of_adjoining_spans_add_up(calendar: Calendar, a: dt.date, b: dt.date, c: dt.date) -> None:
    a, b, c = sorted((a, b, c))
    after = b + dt.timedelta(days=1)
    whole = calendar.workdays_between(a, c)
    assert whole == calendar.workdays_between(a, b) + calendar.workdays_between(after, c)
