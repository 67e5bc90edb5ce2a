"""Working days as the State Council's holiday notices make them: no clock, no files, a calendar is passed in.

A day is a working day when it is Monday to Friday and no notice gives it off, or when a notice has a weekend
day worked. A year whose notice is not held is counted Monday to Friday; whatever rests on it is provisional.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .errors import BadInput
from .text import Text

_CLOSING = (12, 29)
"""From this day on the next year's notice decides too: New Year can begin, or be made up, in December."""


@dataclass(frozen=True)
class Calendar:
    """The exceptions from Monday to Friday, and the notices they stand on.

    Parameters
    ----------
    off : tuple of int
        Ordinals of the weekdays that are off, ascending.
    worked : tuple of int
        Ordinals of the weekend days that are worked, ascending.
    notices : mapping of int to tuple of str
        Year to the instruments that arrange it; a year that is missing has no notice here.
    """

    off: tuple[int, ...] = ()
    worked: tuple[int, ...] = ()
    notices: Mapping[int, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @classmethod
    def of(
        cls, off: Iterable[dt.date], worked: Iterable[dt.date], notices: Mapping[int, Sequence[str]]
    ) -> Calendar:
        """The calendar of dated records; weekends inside a holiday are off anyway and left out."""
        off_days, worked_days = set(off), set(worked)
        if both := off_days & worked_days:
            raise _contradiction(min(both))
        return cls(
            off=tuple(sorted(day.toordinal() for day in off_days if day.weekday() < 5)),
            worked=tuple(sorted(day.toordinal() for day in worked_days if day.weekday() >= 5)),
            notices={year: tuple(held) for year, held in sorted(notices.items())},
        )

    def is_workday(self, day: dt.date) -> bool:
        """True when people work on that day."""
        ordinal = day.toordinal()
        return self._count(ordinal) > self._count(ordinal - 1)

    def workdays_between(self, a: dt.date, b: dt.date) -> int:
        """Working days from a to b, both ends included; 0 when b is before a."""
        return max(0, self._count(b.toordinal()) - self._count(a.toordinal() - 1))

    def add_workdays(self, start: dt.date, n: int, count_first: bool = True) -> dt.date:
        """The n-th working day from a day on.

        Parameters
        ----------
        start : date
            Where the count begins; it need not be a working day.
        n : int
            1 or more.
        count_first : bool
            True: ``start`` is day 1 if it is a working day. False: the count begins the day after.

        Returns
        -------
        date
            The last day counted, always a working day.
        """
        if n < 1:
            raise _no_days(n)
        before = start.toordinal() - (1 if count_first else 0)
        target = self._count(before) + n
        furthest = before + (n + len(self.off)) * 7 // 5 + 7
        found = before + 1 + bisect_left(range(before + 1, furthest + 1), target, key=self._count)
        if found > dt.date.max.toordinal():
            raise _too_far(start, n)
        return dt.date.fromordinal(found)

    def missing_years(self, a: dt.date, b: dt.date) -> tuple[int, ...]:
        """The years without a notice that a count from a to b rests on.

        The last three days of December rest on the next year's notice too: a New Year holiday has been made up
        as early as 29 December (2007, 2018).
        """
        a, b = min(a, b), max(a, b)
        last = b.year + (1 if (b.month, b.day) >= _CLOSING else 0)
        return tuple(year for year in range(a.year, last + 1) if year not in self.notices)

    def provisional(self, a: dt.date, b: dt.date) -> bool:
        """True when a count from a to b rests on a year whose notice is not held."""
        return bool(self.missing_years(a, b))

    def notices_for(self, a: dt.date, b: dt.date) -> tuple[str, ...]:
        """The notices a count from a to b rests on, oldest year first."""
        a, b = min(a, b), max(a, b)
        last = b.year + (1 if (b.month, b.day) >= _CLOSING else 0)
        return tuple(ref for year in range(a.year, last + 1) for ref in self.notices.get(year, ()))

    def _count(self, ordinal: int) -> int:
        """Working days from 1 January of year 1, a Monday, to that day."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * 5 + min(rest, 5) - bisect_right(self.off, ordinal) + bisect_right(self.worked, ordinal)


def _contradiction(day: dt.date) -> BadInput:
    return BadInput(
        Text("节假日记录无法使用", "The holiday records cannot be used"),
        Text(f"{day}既记为放假又记为补班", f"{day} is recorded both as a day off and as worked"),
        Text("对照当年的节假日安排通知更正该日", "Correct that day from the year's holiday notice"),
    )


def _no_days(n: int) -> BadInput:
    return BadInput(
        Text("工作日数无法使用", "The number of working days cannot be used"),
        Text(f"给出的是{n}，应为1或以上的整数", f"{n} was given; a whole number of 1 or more is needed"),
        Text("给出至少1个工作日", "Give at least 1 working day"),
    )


def _too_far(start: dt.date, n: int) -> BadInput:
    return BadInput(
        Text("期限超出日历范围", "The period runs past the end of the calendar"),
        Text(
            f"自{start}起{n}个工作日晚于公元9999年", f"{n} working days from {start} end after the year 9999"
        ),
        Text("核对起始日和工作日数", "Check the first day and the number of working days"),
    )
