"""The daily release (Trading Rules art. 33): quantity, turnover and average price by sector, their sum, and the sums so far.

Machine-readable in the field names of the exchange's own daily file, which no document explains: ``business_amount`` is taken as tonnes,
``business_price`` as turnover in yuan, ``business_ave_price`` as yuan a tonne.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from ..core.text import Text
from .bars import vwap
from .money import yuan
from .orders import Trade

SUM = Text("小计", "sum")
"""The row that sums a day up, as the exchange names it."""


class ReleaseRow(NamedTuple):
    """A sector on a day, or the sum of all. [t, fen, fen/t]

    ``average`` is None on a day without trades.
    """

    sector: str
    on: dt.date
    quantity: int
    turnover: int
    average: int | None


class DailyRelease(NamedTuple):
    """The release of a day: rows of the sectors, their sum, and the sums from the first day on. [t, fen]"""

    on: dt.date
    rows: tuple[ReleaseRow, ...]
    sum: ReleaseRow
    cumulative_quantity: int
    cumulative_turnover: int


def release(
    on: dt.date,
    trades: Iterable[Trade],
    sectors: Mapping[str, str],
    before: DailyRelease | None = None,
    carried: tuple[int, int] = (0, 0),
) -> DailyRelease:
    """The release of a day.

    Parameters
    ----------
    on : date
    trades : iterable of Trade
        Those of other days are passed over.
    sectors : mapping
        Project to its sector; one that is missing stands under its own number.
    before : DailyRelease, optional
        That of the trading day before.
    carried : tuple of int
        Without one: quantity and turnover up to then. [t, fen]
    """
    sums: dict[str, list[int]] = {}
    for trade in trades:
        if trade.on == on:
            row = sums.setdefault(sectors.get(trade.series.project, trade.series.project), [0, 0])
            row[0] += trade.quantity
            row[1] += trade.turnover
    rows = tuple(_row(sector, on, *of) for sector, of in sorted(sums.items()))
    whole = _row(SUM.zh, on, sum(row.quantity for row in rows), sum(row.turnover for row in rows))
    quantity, turnover = carried if before is None else before[3:5]
    return DailyRelease(on, rows, whole, quantity + whole.quantity, turnover + whole.turnover)


def _row(sector: str, on: dt.date, quantity: int, turnover: int) -> ReleaseRow:
    return ReleaseRow(sector, on, quantity, turnover, vwap(turnover, quantity) if quantity else None)


def _fields(row: ReleaseRow) -> dict[str, str | int]:
    return {
        "profession_name": row.sector,
        "business_date": f"{row.on:%Y%m%d}",
        "business_amount": row.quantity,
        "business_price": yuan(row.turnover),
        "business_ave_price": "" if row.average is None else yuan(row.average),
    }


def rows(of: DailyRelease) -> list[dict[str, str | int]]:
    """The rows as they are released, the sum last with the cumulative figures."""
    cumulative: dict[str, str | int] = {
        "cumulative_amount": of.cumulative_quantity,
        "cumulative_price": yuan(of.cumulative_turnover),
    }
    return [*(_fields(row) for row in of.rows), {**_fields(of.sum), **cumulative}]


def as_json(of: DailyRelease) -> bytes:
    """The release as JSON; the same release always gives the same bytes."""
    return msgspec.json.format(msgspec.json.encode(rows(of)), indent=2) + b"\n"


def as_csv(of: DailyRelease) -> str:
    """The release as CSV with a header."""
    out = io.StringIO()
    lines = rows(of)
    writer = csv.DictWriter(out, list(lines[-1]), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


class ReleaseGap(NamedTuple):
    """A day whose cumulative figures are not those of the day before and its own; ``found`` less ``expected``. [t, fen]"""

    on: dt.date
    quantity: int
    turnover: int


def gaps(days: Iterable[tuple[dt.date, int, int, int, int]]) -> list[ReleaseGap]:
    """Where a record of daily releases does not add up.

    Parameters
    ----------
    days : iterable of tuple
        Day, quantity, turnover, cumulative quantity, cumulative turnover; in order. [t, fen]
    """
    found, quantity, turnover = [], 0, 0
    for on, day_quantity, day_turnover, all_quantity, all_turnover in days:
        off = (all_quantity - quantity - day_quantity, all_turnover - turnover - day_turnover)
        if any(off):
            found.append(ReleaseGap(on, *off))
        quantity, turnover = all_quantity, all_turnover
    return found
