"""The working-day calendar of the State Council's holiday notices, recorded in ``holidays/<year>.yaml``."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path

import msgspec

from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.core.workdays import Calendar

FOLDER = Path(__file__).resolve().parent / "holidays"


class _Holiday(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "last": "to"}
):
    """Days off in a row; ``notice`` only where a later notice, not the year's own, gives them."""

    name: Text
    first: dt.date
    last: dt.date
    notice: str | None = None

    def days(self) -> list[dt.date]:
        return [self.first + dt.timedelta(n) for n in range((self.last - self.first).days + 1)]


class _Year(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    year: int
    notice: str
    holidays: tuple[_Holiday, ...]
    workdays: tuple[dt.date, ...]

    def notices(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([self.notice, *(h.notice for h in self.holidays if h.notice)]))


@functools.cache
def calendar() -> Calendar:
    """The calendar of all notices held."""
    return read(FOLDER)


def read(folder: Path) -> Calendar:
    """The calendar of a folder of yearly records."""
    years = [_year(path) for path in sorted(folder.glob("*.yaml"))]
    return Calendar.of(
        off=(day for year in years for holiday in year.holidays for day in holiday.days()),
        worked=(day for year in years for day in year.workdays),
        notices={year.year: year.notices() for year in years},
    )


def _year(path: Path) -> _Year:
    """One year's record, checked for what a slip of the pen would do to it."""
    from msgspec import yaml

    try:
        year = yaml.decode(path.read_bytes(), type=_Year)
    except msgspec.DecodeError as error:
        raise _unusable(path, Text(str(error), str(error))) from error
    if path.stem != str(year.year):
        raise _unusable(path, Text("年份与文件名不一致", "the year is not that of the file name"))
    for holiday in year.holidays:
        if not holiday.days():
            raise _unusable(
                path, Text(f"{holiday.name.zh}的末日早于首日", f"{holiday.name.en} ends before it begins")
            )
    for day in year.workdays:
        if day.weekday() < 5:
            raise _unusable(path, Text(f"补班日{day}不是周末", f"the make-up day {day} is not a weekend day"))
    return year


def _unusable(path: Path, why: Text) -> BadInput:
    return BadInput(
        Text(f"节假日记录{path.name}无法使用", f"The holiday record {path.name} cannot be used"),
        why,
        Text("对照当年的节假日安排通知更正", "Correct it from the year's holiday notice"),
    )
