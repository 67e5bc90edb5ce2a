"""The State Council's notices as recorded here, against an independent calendar and against their instruments."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
import yaml

from ccer.core.errors import BadInput
from ccer.policy.calendar import FOLDER, calendar, read

YEARS = range(2020, 2027)
INSTRUMENTS = FOLDER.parent / "instruments"


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (dt.date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))


def record(year: int) -> dict[str, Any]:
    return dict(yaml.safe_load((FOLDER / f"{year}.yaml").read_text(encoding="utf-8")))


def instruments() -> list[Path]:
    """The files of all holiday notices."""
    return sorted(INSTRUMENTS.glob("gov-*/*.yaml"))


def notice(ref: str) -> dict[str, Any]:
    (path,) = (INSTRUMENTS / ref).glob("*.yaml")
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_a_file_for_every_year_from_2020_to_2026() -> None:
    assert sorted(calendar().notices) == list(YEARS)
    assert calendar() is calendar()


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_an_independent_calendar(year: int) -> None:
    ours = calendar()
    differing = [
        day
        for day in days(dt.date(year, 1, 1), dt.date(year, 12, 31))
        if ours.is_workday(day) is not chinese_calendar.is_workday(day)
    ]
    assert differing == []


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, workdays: int) -> None:
    """2024: 366 days, 52 Saturdays and 52 Sundays leave 262; 19 weekdays off, 8 days made up. 2025 and 2026 likewise."""
    assert calendar().workdays_between(dt.date(year, 1, 1), dt.date(year, 12, 31)) == workdays


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2020-01-31", False),  # given by the extension
        ("2020-02-01", False),  # a make-up day that the extension took away
        ("2020-02-03", True),
        ("2022-12-31", False),  # in the notice for 2023
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-16", False),
        ("2026-09-20", True),
        ("2026-10-08", True),
        ("2026-10-10", True),
    ],
)
def test_days_that_are_easily_wrong(text: str, works: bool) -> None:
    assert calendar().is_workday(dt.date.fromisoformat(text)) is works


def test_years_without_a_notice_are_provisional_and_never_crash() -> None:
    ours = calendar()
    assert ours.provisional(dt.date(2019, 12, 1), dt.date(2020, 1, 10))
    assert ours.provisional(dt.date(2026, 12, 1), dt.date(2027, 1, 10))
    assert not ours.provisional(dt.date(2020, 1, 1), dt.date(2026, 12, 28))
    assert ours.is_workday(dt.date(1999, 10, 1))  # a Friday: Monday to Friday where no notice is held
    assert ours.is_workday(dt.date(2035, 10, 1))


def test_no_new_year_has_reached_back_beyond_29_december() -> None:
    """Why the last three days of a year wait for the next notice."""
    first, last = min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year
    decided = [
        day
        for year in range(first, last + 1)
        for day in days(dt.date(year, 12, 1), dt.date(year, 12, 31))
        if chinese_calendar.is_workday(day) is not (day.weekday() < 5)
    ]
    assert min((day.month, day.day) for day in decided) == (12, 29)
    assert {day.year for day in decided if day.day == 29} == {2007, 2018}


@pytest.mark.parametrize("path", instruments(), ids=lambda path: path.parent.name)
def test_an_instrument_is_written_as_the_law_base_asks(path: Path) -> None:
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert text["id"] == path.parent.name
    assert str(text["dates"]["in_force"]["date"]) == path.stem
    assert text["rank"] == "calendar-notice"
    assert text["stage"] == "published"
    year, number = re.fullmatch(r"国办发明电〔(\d{4})〕(\d+)号", text["number"]["zh"]).groups()  # type: ignore[union-attr]
    assert text["id"] == f"gov-{year}-{number}"
    assert path.stem.startswith(year)
    assert text["provenance"]["reviewed_by"] == []
    for number, provision in enumerate(text["provisions"], 1):
        assert provision["ref"] == f"part-{number}"
        assert provision["zh"].endswith("。")
        assert provision["en"].endswith(".")
        assert provision["reading"] == "none"
        assert provision["why"] in {"procedure", "conduct"}


@pytest.mark.parametrize("year", YEARS)
def test_a_record_names_notices_that_are_held_and_were_issued_for_it(year: int) -> None:
    for ref in calendar().notices[year]:
        held = notice(ref)
        assert f"{year}年" in held["title"]["zh"]
    assert notice(record(year)["notice"])["dates"]["in_force"]["date"].year == year - 1


@pytest.mark.parametrize("year", YEARS)
def test_a_notice_has_one_part_per_holiday_with_its_days(year: int) -> None:
    """The summary of each part names the first day, the number of days and every make-up day of the record."""
    own = [h for h in record(year)["holidays"] if "notice" not in h]
    parts = notice(record(year)["notice"])["provisions"]
    assert [h["name"] for h in own] == [p["heading"] for p in parts]
    for holiday, part in zip(own, parts, strict=True):
        length = (holiday["to"] - holiday["from"]).days + 1
        assert f"{holiday['from'].month}月{holiday['from'].day}日" in part["zh"]
        assert ("放假一天" if length == 1 else f"共{length}天") in part["zh"]
        assert (" is a day off" if length == 1 else f", {length} days") in part["en"]
    made_up = [
        dt.date(year, int(month), int(day))
        for part in parts
        for month, day in re.findall(r"(\d+)月(\d+)日（周[六日]）", part["zh"])
    ]
    fallen_away = {dt.date(2020, 2, 1)}
    assert sorted(set(made_up) - fallen_away) == record(year)["workdays"]


GOOD = """
year: 2024
notice: gov-2023-7
holidays: [{name: {zh: 元旦, en: New Year}, from: 2024-01-01, to: 2024-01-01}]
workdays: [2024-02-04]
"""


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (("year: 2024", "year: 2023"), "file name"),
        (("to: 2024-01-01", "to: 2023-12-30"), "ends before"),
        (("2024-02-04", "2024-02-05"), "not a weekend day"),
        (("notice:", "note:"), "note"),
        (("2024-01-01", "the first"), "date"),
        (("{zh: 元旦", "{zh: 元旦, ["), "YAML"),
        (("workdays: [2024-02-04]", "workdays: [2024-02-04, 2024-01-07]\n# "), None),
    ],
)
def test_a_slip_of_the_pen_is_refused(tmp_path: Path, change: tuple[str, str], names: str | None) -> None:
    assert change[0] in GOOD
    (tmp_path / "2024.yaml").write_text(GOOD.replace(*change), encoding="utf-8")
    if names is None:
        assert read(tmp_path).is_workday(dt.date(2024, 1, 7))
        return
    with pytest.raises(BadInput) as caught:
        read(tmp_path)
    assert "2024.yaml" in caught.value.what.en
    if names != "YAML":
        assert names in caught.value.why.en
