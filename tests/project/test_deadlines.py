"""Deadlines against hand arithmetic, the edges of the five years, and the notices the registry published."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ccer.core.errors import BadInput
from ccer.policy.calendar import calendar
from ccer.project.deadlines import (
    INTERPRETATIONS,
    PARAMETERS,
    Kind,
    deadline,
    first_claimable_day,
    last_application_day,
    look_back_warning,
)

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Value:
    value: object
    cite: str
    provisional: bool = False


@dataclass(frozen=True)
class At:
    """The lengths of Order 31 and of the validation and verification rules."""

    changed: tuple[tuple[str, Value], ...] = ()

    def parameter(self, name: str, /) -> Value:
        values = {
            "project.notice_working_days": Value(20, "mee-samr-2023-31/art-12/para-3"),
            "reduction.notice_working_days": Value(20, "mee-samr-2023-31/art-19/para-3"),
            "project.review_working_days": Value(15, "mee-samr-2023-31/art-15"),
            "reduction.review_working_days": Value(15, "mee-samr-2023-31/art-22/para-1"),
            "verification.report_days": Value(100, "cnca-2023-ccer-01/sec-5.3.3"),
            "validation.report_days": Value(100, "cnca-2023-ccer-01/sec-4.3.3"),
            "reduction.look_back_years": Value(5, "mee-samr-2023-31/art-17/para-2"),
            "records.keep_years": Value(10, "mee-samr-2023-31/art-11/para-2"),
            "account.review_days": Value(15, "ncsc-2023-11/art-7"),
            "account.change_filing_days": Value(15, "ncsc-2023-11/art-8/para-1"),
            "account.change_review_days": Value(15, "ncsc-2023-11/art-8/para-2"),
        }
        return {**values, **dict(self.changed)}[name]


AT = At()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("kind", "start", "first_day", "end"),
    [
        # 20 working days, both ends: four whole weeks.
        ("pdd-notice", "2026-03-02", "2026-03-02", "2026-03-27"),
        # Over Spring Festival 2026: 9 to 14 February 6, 24 to 28 February 5, 2 to 6 March 5, 9 to 12 March 4.
        ("reduction-notice", "2026-02-09", "2026-02-09", "2026-03-12"),
        # Starting in the holiday: day 1 is 24 February; 5 + 5 + 5 + 5.
        ("pdd-notice", "2026-02-20", "2026-02-24", "2026-03-20"),
        # Received on Monday 2 March: not counted, so 3 to 6 March is 4, then 5, 5 and 1.
        ("registry-review", "2026-03-02", "2026-03-03", "2026-03-23"),
        # Received on a Saturday: 15 working days from Monday.
        ("registry-review", "2026-03-07", "2026-03-09", "2026-03-27"),
        # 100 days after 2 March: 29 in March, 30, 31, and 10 in June.
        ("vvb-report", "2026-03-02", "2026-03-03", "2026-06-10"),
        ("reduction-review", "2026-02-13", "2026-02-14", "2026-03-12"),  # make-up Saturday 1, then 5, 5, 4
        ("validation-report", "2026-03-02", "2026-03-03", "2026-06-10"),
        ("records", "2026-03-26", "2026-03-27", "2036-03-26"),
        ("records", "2024-02-29", "2024-03-01", "2034-03-01"),
        # Produced on 4 June 2021: may be applied for until 4 June 2026.
        ("look-back", "2021-06-04", "2021-06-04", "2026-06-04"),
    ],
)
def test_first_and_last_day(kind: Kind, start: str, first_day: str, end: str) -> None:
    found = deadline(kind, day(start), calendar=calendar(), at=AT)
    assert (found.first_day, found.end) == (day(first_day), day(end))
    assert not found.provisional


def test_a_pause_lengthens_a_report_and_nothing_else() -> None:
    assert deadline("vvb-report", day("2026-03-02"), calendar=calendar(), at=AT, pause_days=20).end == day(
        "2026-06-30"
    )
    for kind in set(KINDS) - {"vvb-report", "validation-report"}:
        with pytest.raises(BadInput):
            deadline(kind, day("2026-03-02"), calendar=calendar(), at=AT, pause_days=1)
    with pytest.raises(BadInput):
        deadline("vvb-report", day("2026-03-02"), calendar=calendar(), at=AT, pause_days=-1)


def test_a_year_without_notice_makes_working_days_provisional_and_says_so() -> None:
    notice = deadline("pdd-notice", day("2026-12-14"), calendar=calendar(), at=AT)
    assert notice.provisional
    assert notice.why is not None
    assert "2027" in notice.why.zh
    assert "2027" in notice.why.en
    assert notice.notices == ("gov-2025-7",)
    report = deadline("vvb-report", day("2026-12-14"), calendar=calendar(), at=AT)
    assert not report.provisional
    assert report.notices == ()


def test_the_notices_counted_with_are_named() -> None:
    assert deadline("pdd-notice", day("2025-12-17"), calendar=calendar(), at=AT).notices == (
        "gov-2024-12",
        "gov-2025-7",
    )
    # The review begins to count on 2 January 2020; the year of receipt is looked at too.
    assert deadline("registry-review", day("2019-12-31"), calendar=calendar(), at=AT).provisional


def test_an_unsure_length_makes_a_deadline_provisional() -> None:
    unsure = At((("records.keep_years", Value(10, "mee-samr-2023-31/art-11/para-2", provisional=True)),))
    found = deadline("records", day("2026-03-02"), calendar=calendar(), at=unsure)
    assert found.why is not None
    assert "art-11/para-2" in found.why.zh
    assert look_back_warning(day("2021-03-01"), day("2026-03-31"), AT).why is None


def test_the_length_comes_from_the_law_of_the_day() -> None:
    longer = At((("project.notice_working_days", Value(30, "mee-samr-2027-1/art-2")),))
    found = deadline("pdd-notice", day("2026-03-02"), calendar=calendar(), at=longer)
    assert (found.days, found.citation, found.end) == (30, "mee-samr-2027-1/art-2", day("2026-04-13"))


@pytest.mark.parametrize("value", [0, -5, 20.0, "20", True, None])
def test_a_length_that_is_no_whole_number_is_refused_with_its_clause(value: object) -> None:
    wrong = At((("project.notice_working_days", Value(value, "x-1/art-1")),))
    with pytest.raises(BadInput) as caught:
        deadline("pdd-notice", day("2026-03-02"), calendar=calendar(), at=wrong)
    assert caught.value.clause == "x-1/art-1"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(BadInput) as caught:
        deadline("coffee", day("2026-03-02"), calendar=calendar(), at=AT)  # type: ignore[arg-type]
    assert "registry-review" in caught.value.next.en


@pytest.mark.parametrize("kind", KINDS)
def test_dates_before_any_record_or_at_the_end_of_time_never_crash(kind: Kind) -> None:
    assert deadline(kind, day("1949-10-01"), calendar=calendar(), at=AT).kind == kind
    for edge in (dt.date.min, dt.date.max):
        with contextlib.suppress(BadInput):
            found = deadline(kind, edge, calendar=calendar(), at=AT)
            assert found.first_day <= found.end
    refused = dt.date.max
    with pytest.raises(BadInput):
        deadline(kind, refused, calendar=calendar(), at=AT)


def test_a_deadline_as_a_machine_reads_it() -> None:
    found = deadline("registry-review", day("2026-03-02"), calendar=calendar(), at=AT).to_dict()
    assert json.loads(json.dumps(found)) == found
    interpretation = found.pop("interpretation")
    assert "不计入" in interpretation["zh"]
    assert "not counted" in interpretation["en"]
    assert set(found.pop("meaning")) == {"zh", "en"}
    assert found == {
        "kind": "registry-review",
        "start": "2026-03-02",
        "first_day": "2026-03-03",
        "end": "2026-03-23",
        "days": 15,
        "unit": "working-day",
        "provisional": False,
        "reaches_back_to": None,
        "why": None,
        "citation": "mee-samr-2023-31/art-15",
        "notices": ["gov-2025-7"],
    }


def test_every_kind_has_a_parameter_and_a_reading() -> None:
    assert set(PARAMETERS) == set(INTERPRETATIONS) == set(KINDS)


# The five years -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("application", "first"),
    [
        ("2026-03-31", "2021-03-31"),
        ("2026-04-01", "2021-04-01"),
        ("2026-06-04", "2021-06-04"),  # as an owner set it: 4 June 2021 to 3 June 2026
        ("2026-06-05", "2021-06-05"),
        ("2028-02-28", "2023-02-28"),
        ("2028-02-29", "2023-03-01"),  # no 29 February 2023: the stricter side
        ("2028-03-01", "2023-03-01"),
        ("2029-02-28", "2024-02-28"),
        ("2029-03-01", "2024-03-01"),  # 29 February 2024 is claimed on 28 February 2029 or not at all
        ("2026-12-31", "2021-12-31"),
    ],
)
def test_the_first_claimable_day(application: str, first: str) -> None:
    assert first_claimable_day(day(application), 5) == day(first)
    assert deadline("look-back", day(application), calendar=calendar(), at=AT).reaches_back_to == day(first)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2021-04-01", "2026-04-01"),
        ("2021-06-04", "2026-06-04"),
        ("2023-02-28", "2028-02-28"),
        ("2023-03-01", "2028-03-01"),
        ("2024-02-28", "2029-02-28"),
        ("2024-02-29", "2029-02-28"),
        ("2024-03-01", "2029-03-01"),
    ],
)
def test_the_last_day_to_apply(first: str, last: str) -> None:
    assert last_application_day(day(first), 5) == day(last)
    assert deadline("look-back", day(first), calendar=calendar(), at=AT).end == day(last)


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


@given(DAYS, st.integers(1, 12))
@example(dt.date(2023, 3, 1), 5)
@example(dt.date(2024, 3, 1), 5)
@example(dt.date(2024, 2, 29), 4)
def test_the_last_day_to_apply_is_the_last_that_reaches_back(first: dt.date, years: int) -> None:
    last = last_application_day(first, years)
    assert first_claimable_day(last, years) <= first
    assert first_claimable_day(last + dt.timedelta(days=1), years) > first


@given(DAYS, st.integers(1, 12))
def test_the_window_is_that_many_years_long_and_slides_with_the_application(
    day_: dt.date, years: int
) -> None:
    first = first_claimable_day(day_, years)
    window = deadline(
        "look-back", day_, calendar=calendar(), at=At((("reduction.look_back_years", Value(years, "x")),))
    )
    assert window.reaches_back_to == first
    assert (
        first_claimable_day(window.end, years)
        <= day_
        < first_claimable_day(window.end + dt.timedelta(days=1), years)
    )
    leap_day = (day_.month, day_.day) == (2, 29)
    assert (first.month, first.day) in ({(2, 29), (3, 1)} if leap_day else {(day_.month, day_.day)})
    assert first.year == day_.year - years
    assert first <= first_claimable_day(day_ + dt.timedelta(days=1), years)


def test_an_early_warning_names_the_days_lost() -> None:
    late = look_back_warning(day("2021-03-01"), day("2026-03-31"), AT)
    assert (late.first_claimable, late.lost_to, late.lost_days) == (day("2021-03-31"), day("2021-03-30"), 30)
    assert (late.last_application, late.days_left) == (day("2026-03-01"), -30)
    # Notice of 8 June 2026, so an application on 7 July at the earliest: the oldest 33 days are gone.
    waiting = look_back_warning(day("2021-06-04"), day("2026-07-07"), AT)
    assert (waiting.lost_to, waiting.lost_days) == (day("2021-07-06"), 33)


@pytest.mark.parametrize(
    ("application", "lost", "left"), [("2026-04-01", 0, 0), ("2026-04-02", 1, -1), ("2026-03-02", 0, 30)]
)
def test_the_edge_of_the_warning(application: str, lost: int, left: int) -> None:
    warning = look_back_warning(day("2021-04-01"), day(application), AT)
    assert (warning.lost_days, warning.days_left) == (lost, left)
    found = warning.to_dict()
    assert json.loads(json.dumps(found)) == found
    assert found["lost_to"] == (None if lost == 0 else "2021-04-01")
    assert found["last_application"] == "2026-04-01"
    assert found["citation"] == "mee-samr-2023-31/art-17/para-2"


@given(DAYS, DAYS)
def test_lost_days_are_those_before_the_window(start: dt.date, application: dt.date) -> None:
    warning = look_back_warning(start, application, AT)
    assert warning.lost_days == max(0, (warning.first_claimable - start).days)
    assert (warning.lost_days == 0) is (warning.days_left >= 0)


def test_a_warning_at_the_ends_of_time_is_refused() -> None:
    for start, application in ((day("2026-01-01"), dt.date.min), (dt.date.max, day("2026-01-01"))):
        with pytest.raises(BadInput):
            look_back_warning(start, application, AT)
    assert look_back_warning(dt.date.min, day("2026-01-01"), AT).lost_to == day("2020-12-31")


# What the registry published ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, tuple[Kind, dt.date, dt.date]]:
    """Distinct notices by application, from the public status records of 20 August 2026."""
    found: dict[str, tuple[Kind, dt.date, dt.date]] = {}
    files: tuple[tuple[str, Kind], ...] = (
        ("projects.csv", "pdd-notice"),
        ("reductions.csv", "reduction-notice"),
    )
    for name, kind in files:
        with (shared / "data" / "registry-2026-08-20" / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["notice_start"] and row["notice_end"]:
                    found[row["apply_id"]] = kind, day(row["notice_start"]), day(row["notice_end"])
    return found


@pytest.mark.shared
def test_the_registrys_own_notices_end_when_computed(
    published: dict[str, tuple[Kind, dt.date, dt.date]],
) -> None:
    differing = {
        apply_id
        for apply_id, (kind, start, end) in published.items()
        if deadline(kind, start, calendar=calendar(), at=AT).end != end
    }
    assert len(published) == 167
    assert 1 - len(differing) / len(published) >= 0.98
    assert differing == {
        "1313813558290681856",  # 5 December 2024 to 1 January 2025: 19, its last day is New Year's Day
        "1450445110234976256",  # 17 December 2025 to 15 January 2026: 21, the application was then withdrawn
    }


@pytest.mark.shared
def test_the_registrys_own_notices_begin_on_working_days(
    published: dict[str, tuple[Kind, dt.date, dt.date]],
) -> None:
    assert [a for a, (_, start, _) in published.items() if not calendar().is_workday(start)] == []
