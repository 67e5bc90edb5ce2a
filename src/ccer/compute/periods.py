"""A period as calendar years: days of each year inside it, whole years, and the practices of rounding a total."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from itertools import accumulate
from typing import Final, NamedTuple

from ..core.dates import ONE_DAY, add_years
from ..core.errors import BadInput
from ..core.quantities import nearest_tonnes, whole_tonnes
from ..core.text import Text


class Practice(StrEnum):
    """How an expected yearly quantity is spread over a crediting period, and where the tonnes are rounded down.

    ``metered-floor-year`` is for readings, which need no spreading. The two that round to the nearest were seen in public documents
    and are not conservative; they serve to recompute those.
    """

    DAY_WEIGHTED_FLOOR_YEAR = "day-weighted-floor-year"
    EQUAL_YEARS_FLOOR = "equal-years-floor"
    FLOOR_TOTAL = "floor-total"
    UNROUNDED_TOTAL = "unrounded-total"
    METERED_FLOOR_YEAR = "metered-floor-year"
    DAY_WEIGHTED_ROUND_YEAR = "day-weighted-round-year"
    EQUAL_YEARS_ROUND = "equal-years-round"

    @property
    def by_days(self) -> bool:
        """True when a calendar year counts by its days, False when each crediting year counts alike."""
        return self not in (Practice.EQUAL_YEARS_FLOOR, Practice.UNROUNDED_TOTAL, Practice.EQUAL_YEARS_ROUND)

    @property
    def by_year(self) -> bool:
        """True when each year is rounded, False when only the total is."""
        return self not in (Practice.FLOOR_TOTAL, Practice.UNROUNDED_TOTAL)

    @property
    def to_nearest(self) -> bool:
        """True when a year is rounded to the nearest tonne instead of down."""
        return self in (Practice.DAY_WEIGHTED_ROUND_YEAR, Practice.EQUAL_YEARS_ROUND)


PRACTICE_TEXT: Final = {
    Practice.DAY_WEIGHTED_FLOOR_YEAR: Text(
        "按日历年的天数分摊，逐年向下取整后相加",
        "by the days of each calendar year, each year rounded down, then added up",
    ),
    Practice.EQUAL_YEARS_FLOOR: Text(
        "计入期各年等量，逐年向下取整后相加", "equal crediting years, each rounded down, then added up"
    ),
    Practice.FLOOR_TOTAL: Text(
        "按日历年的天数分摊，只对合计向下取整",
        "by the days of each calendar year, only the total rounded down",
    ),
    Practice.UNROUNDED_TOTAL: Text(
        "计入期各年等量，逐年不取整，合计取整吨", "equal crediting years, nothing rounded before the total"
    ),
    Practice.METERED_FLOOR_YEAR: Text(
        "按计量数据，逐年向下取整后相加", "as metered, each calendar year rounded down, then added up"
    ),
    Practice.DAY_WEIGHTED_ROUND_YEAR: Text(
        "按日历年的天数分摊，逐年四舍五入后相加（不保守，仅用于复算）",
        "by the days of each calendar year, each year rounded to the nearest (not conservative; to recompute only)",
    ),
    Practice.EQUAL_YEARS_ROUND: Text(
        "计入期各年等量，逐年四舍五入后相加（不保守，仅用于复算）",
        "equal crediting years, each rounded to the nearest (not conservative; to recompute only)",
    ),
}


class YearPart(NamedTuple):
    """Days of one calendar year (or crediting year) inside a period; both ends included."""

    year: int
    first_day: dt.date
    last_day: dt.date
    days: int
    year_days: int
    share: float


def year_days(year: int) -> int:
    """Days of a calendar year: 365 or 366."""
    return 366 if calendar.isleap(year) else 365


def split_years(start: dt.date, end: dt.date) -> tuple[YearPart, ...]:
    """A period by calendar years.

    Parameters
    ----------
    start, end : date
        Both ends included.

    Returns
    -------
    tuple of YearPart
        ``share`` is days over the length of the year.

    Raises
    ------
    BadInput
        If the end is before the start.
    """
    _in_order(start, end)
    parts = []
    for year in range(start.year, end.year + 1):
        first, last = max(start, dt.date(year, 1, 1)), min(end, dt.date(year, 12, 31))
        days = (last - first).days + 1
        parts.append(YearPart(year, first, last, days, year_days(year), days / year_days(year)))
    return tuple(parts)


def crediting_years(start: dt.date, end: dt.date) -> tuple[YearPart, ...]:
    """A period by years counted from its first day; a year bears the calendar year it begins in, the last may be a part."""
    _in_order(start, end)
    parts = []
    for count in range(whole_years(start, end)):
        first, after = add_years(start, count), add_years(start, count + 1)
        length = (after - first).days
        parts.append(YearPart(first.year, first, after - ONE_DAY, length, length, 1.0))
    rest = parts[-1].last_day + ONE_DAY if parts else start
    if rest <= end:
        days, length = (end - rest).days + 1, (add_years(rest, 1) - rest).days
        parts.append(YearPart(rest.year, rest, end, days, length, days / length))
    return tuple(parts)


def whole_years(start: dt.date, end: dt.date) -> int:
    """Whole years that fit into a period, both ends included: 2020-09-23 to 2030-09-22 gives ten."""
    _in_order(start, end)
    count = end.year - start.year + 1
    while count and add_years(start, count) - ONE_DAY > end:
        count -= 1
    return count


def parts_of(practice: Practice, start: dt.date, end: dt.date) -> tuple[YearPart, ...]:
    """The years a practice counts."""
    return split_years(start, end) if practice.by_days else crediting_years(start, end)


def year_tonnes(practice: Practice, amounts: Sequence[float]) -> tuple[int, ...]:
    """Whole tonnes of each year, such that their sum is the total of the practice.

    Parameters
    ----------
    practice : Practice
    amounts : sequence of float
        Reductions of each year before rounding. [tCO2e]

    Returns
    -------
    tuple of int
        Each rounded down; or, where only the total is, the growth of the rounded running total. [tCO2e]
    """
    if practice.by_year:
        rounded = nearest_tonnes if practice.to_nearest else whole_tonnes
        return tuple(rounded(amount) for amount in amounts)
    running = [whole_tonnes(total) for total in accumulate(amounts)]
    return tuple(now - before for now, before in zip(running, [0, *running], strict=False))


def annual_mean(total: int, start: dt.date, end: dt.date) -> int:
    """Yearly mean of a total, rounded down: the total over the whole years of the period, at least one. [tCO2e]"""
    return whole_tonnes(total / max(1, whole_years(start, end)))


def _in_order(start: dt.date, end: dt.date) -> None:
    if end < start:
        raise BadInput(
            what=Text(f"期间 {start} 至 {end} 无法使用", f"the period {start} to {end} cannot be used"),
            why=Text("末日早于首日", "its last day is before its first"),
            next=Text("核对起止日期", "check the two dates"),
        )
