"""Meter readings as a clean table: one row per meter, quantity and interval, in the units of the equations."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

from ..core.dates import ONE_DAY
from ..core.errors import BadInput
from ..core.text import Text
from .meters import Status
from .result import Adjustment

EXPORT: Final = "export"
IMPORT: Final = "import"
FUEL: Final = "fuel:"


class Reading(msgspec.Struct, frozen=True):
    """What one meter showed over one interval.

    Parameters
    ----------
    first_day, last_day : date
        The interval, both ends included: a month, or one day.
    point : str
        Name of the metering point; it stays when the meter is changed.
    direction : str
        ``export``, ``import`` or ``fuel:<name>``.
    value : float
        Metered quantity. [MWh, t or 10^4Nm3]
    unit : str
        MWh, t or 10^4Nm3.
    status : Status
    error : float
        Actual basic error found at calibration, as a share; 0 where none was. [1]
    meter_class : str
        Accuracy class, e.g. ``0.5S``; empty where the worst class the methodology allows is to be taken.
    row : int
        Where it stands in its file.
    """

    first_day: dt.date
    last_day: dt.date
    point: str
    direction: str
    value: float
    unit: str
    status: Status = Status.IN_CLASS
    error: float = 0.0
    meter_class: str = ""
    row: int = 0

    @property
    def interval(self) -> str:
        """The month, or the day."""
        return self.first_day.isoformat()[: 10 if self.first_day == self.last_day else 7]

    @property
    def series(self) -> tuple[str, str]:
        return self.point, self.direction


class Readings(msgspec.Struct, frozen=True):
    """A table of readings, where it came from, and what was done to it on the way."""

    rows: tuple[Reading, ...]
    source: str = ""
    adjustments: tuple[Adjustment, ...] = ()


class Window(NamedTuple):
    """First and last day that may be credited."""

    first: dt.date
    last: dt.date

    def holds(self, reading: Reading) -> bool:
        """True when the whole interval lies inside."""
        return self.first <= reading.first_day and reading.last_day <= self.last

    def touches(self, reading: Reading) -> bool:
        """True when a part of the interval lies inside."""
        return reading.first_day <= self.last and self.first <= reading.last_day


def series_of(rows: Iterable[Reading]) -> dict[tuple[str, str], list[Reading]]:
    """Readings by meter and direction, each in time order."""
    series: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in sorted(rows, key=lambda r: r.first_day):
        series[reading.series].append(reading)
    return dict(series)


def check_complete(readings: Readings, window: Window, directions: tuple[str, ...]) -> None:
    """Refuse a table that leaves a day of the window unread.

    Parameters
    ----------
    directions : tuple of str
        Directions (or the beginning of one: ``fuel:``) of which there must be at least one meter.

    Raises
    ------
    BadInput
        Naming the meter and the day, if an interval is missing or counted twice, or a direction has no meter.
    """
    series = series_of(r for r in readings.rows if window.touches(r))
    for direction in directions:
        if not any(name.startswith(direction) for _, name in series):
            raise _no_meter(readings.source, direction)
    for (point, direction), rows in series.items():
        expected = window.first
        for row in rows:
            if row.first_day > expected:
                raise _gap(readings.source, point, direction, expected, row.first_day - ONE_DAY)
            if row is not rows[0] and row.first_day < expected:
                raise _twice(readings.source, row)
            expected = row.last_day + ONE_DAY
        if expected <= window.last:
            raise _gap(readings.source, point, direction, expected, window.last)


def _no_meter(source: str, direction: str) -> BadInput:
    return BadInput(
        what=Text(
            f"{source} 中没有方向为 {direction} 的读数", f"{source} has no readings of direction {direction}"
        ),
        why=Text("缺少的读数不能当作零", "a missing reading is not a zero"),
        next=Text(
            "补上读数；确实为零的，每个区间写 0", "add them; where there was none, write 0 for each interval"
        ),
    )


def _gap(source: str, point: str, direction: str, first: dt.date, last: dt.date) -> BadInput:
    return BadInput(
        what=Text(
            f"{source} 中 {point} 的 {direction} 缺少 {first} 至 {last} 的读数",
            f"{source}: {point} ({direction}) has no reading from {first} to {last}",
        ),
        why=Text(
            "核算期内每一天都须有读数，缺少的不能当作零",
            "every day of the period must be read; a gap is not a zero",
        ),
        next=Text("补上缺少的行；确实为零的写 0", "add the missing rows; where there was none, write 0"),
    )


def _twice(source: str, row: Reading) -> BadInput:
    return BadInput(
        what=Text(
            f"{source} 第 {row.row} 行：{row.point} 的 {row.direction} 在 {row.interval} 重复",
            f"{source}, row {row.row}: {row.point} ({row.direction}) is read twice in {row.interval}",
        ),
        why=Text("同一电量不能计两次", "the same energy cannot be counted twice"),
        next=Text("每个计量点、方向和区间只留一行", "keep one row for each meter, direction and interval"),
    )
