"""Which days of an accounting period may be credited: inside the crediting period, after the floors, with the clause of each limit."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ..core.dates import ONE_DAY
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Period
from .readings import Reading, Window
from .result import Adjustment

ORDER_31 = "mee-samr-2023-31"


class Limit(NamedTuple):
    """One bound on the days that may be credited, and the clause it stands on."""

    first: dt.date
    last: dt.date
    why: Text
    cite: str


class Gates(NamedTuple):
    """The bounds of an accounting period.

    Parameters
    ----------
    period : Period
        The accounting period.
    crediting : Period
        The crediting period.
    produced_after : date
        Reductions must be produced after this day.
    not_before : date, optional
        First day inside the look-back of the application.
    networking_completed : date, optional
        Where the methodology asks for data networking: the day it was completed; crediting starts the day after.
    """

    period: Period
    crediting: Period
    produced_after: dt.date
    not_before: dt.date | None = None
    networking_completed: dt.date | None = None

    def limits(self) -> tuple[Limit, ...]:
        """Every bound, the accounting period first."""
        end = dt.date.max
        found = [
            Limit(
                self.period.start,
                self.period.end,
                Text("不在核算期内", "outside the accounting period"),
                f"{ORDER_31}/art-19/para-1",
            ),
            Limit(
                self.crediting.start,
                self.crediting.end,
                Text("不在计入期内", "outside the crediting period"),
                f"{ORDER_31}/art-17/para-1/item-4",
            ),
            Limit(
                self.produced_after + ONE_DAY,
                end,
                Text(f"不晚于 {self.produced_after}", f"not after {self.produced_after}"),
                f"{ORDER_31}/art-17/para-1/item-3",
            ),
        ]
        if self.not_before is not None:
            why = Text("超出申请前的追溯期", "before the look-back of the application")
            found.append(Limit(self.not_before, end, why, f"{ORDER_31}/art-17/para-2"))
        if self.networking_completed is not None:
            why = Text("在数据联网完成之前", "before data networking was completed")
            found.append(
                Limit(self.networking_completed + ONE_DAY, end, why, f"{ORDER_31}/art-17/para-1/item-2")
            )
        return tuple(found)

    def window(self) -> Window:
        """The days that pass every bound.

        Raises
        ------
        BadInput
            If there is none.
        """
        limits = self.limits()
        window = Window(max(limit.first for limit in limits), min(limit.last for limit in limits))
        if window.first > window.last:
            worst = max(limits, key=lambda limit: limit.first)
            raise BadInput(
                what=Text(
                    f"核算期 {self.period.start} 至 {self.period.end} 没有可核算的日子",
                    f"no day of the period {self.period.start} to {self.period.end} may be credited",
                ),
                why=Text(
                    f"可核算的首日 {window.first} 晚于末日 {window.last}",
                    f"the first day that may be credited, {window.first}, is after the last, {window.last}",
                ),
                next=Text(
                    "核对核算期、计入期和申请日",
                    "check the accounting period, the crediting period and the day of application",
                ),
                clause=worst.cite,
            )
        return window

    def sort(self, rows: tuple[Reading, ...]) -> tuple[tuple[Reading, ...], tuple[Adjustment, ...]]:
        """Readings wholly inside the window, and a log of those of the accounting period that are left out.

        A month is a whole: where one of its days may not be credited none of it is, since a monthly reading does not say how much
        of it fell on which day. Daily readings lift that.
        """
        window, limits = self.window(), self.limits()
        asked = Window(self.period.start, self.period.end)
        kept = tuple(row for row in rows if window.holds(row))
        out = (row for row in rows if asked.touches(row) and not window.holds(row))
        return kept, tuple(_left_out(row, limits) for row in out)


def _left_out(row: Reading, limits: tuple[Limit, ...]) -> Adjustment:
    broken = next(limit for limit in limits if row.first_day < limit.first or row.last_day > limit.last)
    part = Text("整个区间不计：", "left out as a whole: ")
    return Adjustment(place(row), part + broken.why, row.value, 0.0, row.unit, broken.cite)


def place(row: Reading) -> str:
    """Where a reading stands, for a log: row, interval, meter and direction."""
    return f"{row.row} · {row.interval} · {row.point} · {row.direction}"
