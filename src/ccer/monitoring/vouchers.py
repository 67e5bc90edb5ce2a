"""Settlement vouchers, and what metering and settlement say of the same month: one finding a month."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from ..compute.readings import EXPORT, IMPORT, Readings
from ..core.decision import FindingOutcome
from ..core.text import Text
from . import words
from .columns import Units, read_tables
from .fields import plain, unit_of
from .records import Record
from .spreadsheet import read_sheets

NOISE_MWH: Final = 1e-6
"""One watt-hour: no meter and no voucher shows it."""
_MONTH: Final = re.compile(r"(\d{4})\D(\d{1,2})\D?|(\d{4})(\d{2})|(\d{4})-(\d{2})-\d{2}")


_SPAN: Final = re.compile(r"(\d{4})\D(\d{1,2})\D0?1\D+(\d{4})\D(\d{1,2})\D(\d{2})\D?")
"""From the first to the last day of a month."""


class Voucher(msgspec.Struct, frozen=True, kw_only=True):
    """One settlement voucher, or one line of it.

    Parameters
    ----------
    month : str
        ``2025-07``.
    direction : str
        ``export`` or ``import``.
    quantity_mwh : float
        Settled quantity. [MWh]
    voucher, point : str
        Its number; metering point, empty where it names none.
    row : int
    """

    month: str
    direction: str
    quantity_mwh: float
    voucher: str
    point: str = ""
    row: int = 0


class MonthFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What metering and settlement say of one month.

    Parameters
    ----------
    month, direction : str
    outcome : FindingOutcome
        ``met`` where they agree, ``not-met`` where they differ, ``unknown`` where one of them is missing.
    metered, settled : float or None
        [MWh]
    difference : float or None
        Metered less settled, over settled. [1]
    vouchers : tuple of str
        Their numbers.
    said : Text
    cite : str
        Clause that asks for the check.
    """

    month: str
    direction: str
    outcome: FindingOutcome
    metered: float | None
    settled: float | None
    difference: float | None
    vouchers: tuple[str, ...]
    said: Text
    cite: str = ""


def read_vouchers(path: Path | str, units: Units | None = None) -> tuple[Voucher, ...]:
    """Vouchers of a CSV or XLSX file, by month and number.

    Parameters
    ----------
    path : Path
        Columns month, direction, settled quantity (with its unit in the heading or in a column), voucher; metering point.
    units : dict, optional
        As in ``ccer.monitoring.plots``.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column.
    """
    tables = read_tables(read_sheets(path), "vouchers", units)
    worked = [(record, _voucher(record)) for table in tables for record in table.records()]
    _refuse_twice(worked)
    return tuple(
        sorted((found for _, found in worked), key=lambda v: (v.month, v.direction, v.voucher, v.point))
    )


def cross_check(
    readings: Readings, vouchers: Iterable[Voucher], tolerance: float = 0.0, cite: str = ""
) -> tuple[MonthFinding, ...]:
    """Sums of readings against sums of vouchers, month by month and direction by direction.

    Parameters
    ----------
    tolerance : float
        Largest difference over the settled quantity that still agrees. [1]
    cite : str
        The methodology's clause, e.g. ``ccer-01-002-v01/sec-7.3.3.2``.
    """
    metered: dict[tuple[str, str], list[float]] = defaultdict(list)
    for reading in readings.rows:
        if reading.direction in (EXPORT, IMPORT):
            metered[reading.first_day.isoformat()[:7], reading.direction].append(reading.value)
    settled: dict[tuple[str, str], list[Voucher]] = defaultdict(list)
    for voucher in vouchers:
        settled[voucher.month, voucher.direction].append(voucher)
    return tuple(
        _finding(key, metered.get(key), settled.get(key), tolerance, cite)
        for key in sorted({*metered, *settled})
    )


def _finding(
    key: tuple[str, str], read: list[float] | None, held: list[Voucher] | None, tolerance: float, cite: str
) -> MonthFinding:
    metered = None if read is None else math.fsum(read)
    settled = None if held is None else math.fsum(voucher.quantity_mwh for voucher in held)
    outcome: FindingOutcome = "unknown"
    difference = None
    if metered is None:
        said = Text("有结算凭证，没有读数", "there is a voucher and no reading")
    elif settled is None:
        said = Text("有读数，没有结算凭证", "there is a reading and no voucher")
    else:
        apart = metered - settled
        agrees = abs(apart) <= tolerance * abs(settled) + NOISE_MWH
        outcome = "met" if agrees else "not-met"
        difference = apart / settled if settled else None
        shown = f"{difference:+.3%}" if difference is not None else f"{apart:+,.3f} MWh"
        said = (
            Text("读数与凭证一致", "readings and vouchers agree")
            if agrees
            else Text(f"读数与凭证相差 {shown}", f"readings differ from vouchers by {shown}")
        )
    numbers = tuple(sorted({voucher.voucher for voucher in held or ()}))
    return MonthFinding(
        month=key[0],
        direction=key[1],
        outcome=outcome,
        metered=metered,
        settled=settled,
        difference=difference,
        vouchers=numbers,
        said=said,
        cite=cite,
    )


def _voucher(record: Record) -> Voucher:
    direction = words.directions().get(words.plain(record.text("direction", needed=True)))
    if words.plain(record.text("direction")) in words.one_sided():
        why = Text("购、售取决于凭证由谁开具", "buying or selling depends on who issued the voucher")
        raise record.bad("direction", why, Text("改写成 上网 或 下网", "write export or import in its place"))
    if direction is None:
        why = Text("不是上网或下网", "it is neither export nor import")
        raise record.bad("direction", why, Text("写 上网 或 下网", "write export or import"))
    return Voucher(
        month=_month(record),
        direction=direction,
        quantity_mwh=_quantity(record),
        voucher=record.text("voucher", needed=True),
        point=record.text("point"),
        row=record.number,
    )


def _month(record: Record) -> str:
    text = record.text("month", needed=True)
    if (span := _SPAN.fullmatch(text)) and _is_whole(*(int(part) for part in span.groups())):
        text = f"{span[1]}-{span[2]}"
    found = _MONTH.fullmatch(text)
    if found is not None:
        year, month = (int(part) for part in found.groups() if part)
        if 1 <= month <= 12:
            return dt.date(year, month, 1).isoformat()[:7]
    why = Text("不是一个月份", "it is not one month")
    advice = Text("写成 2025-07；跨月的凭证按月拆开", "write 2025-07; split a voucher of several months")
    raise record.bad("month", why, advice)


def _is_whole(year: int, month: int, last_year: int, last_month: int, last_day: int) -> bool:
    """True where a span from the first day of a month ends on its last."""
    same = (year, month) == (last_year, last_month) and 1 <= month <= 12
    return same and last_day == calendar.monthrange(year, month)[1]


def _quantity(record: Record) -> float:
    """Settled quantity in MWh: the unit stands in the heading, in a column of its own, or behind the number."""
    word = record.text("unit") if "unit" in record.cells else ""
    if word:
        unit = unit_of(word)
        if unit is None or unit.of != "energy":
            why = Text(f"“{word}”不是电量单位", f"“{word}” is no unit of energy")
            raise record.bad("unit", why, Text("写 MWh、kWh 或 万kWh", "write MWh, kWh or 10^4kWh"))
        record = record._replace(units={**record.units, "quantity": unit})
    elif "quantity" not in record.units:
        why = Text("没有写电量单位", "the unit of the quantity is not stated")
        raise record.bad("unit", why, Text("写 MWh、kWh 或 万kWh", "write MWh, kWh or 10^4kWh"))
    if record.text("quantity").startswith(("-", "－", "−")):
        why = Text("是冲红（负数）", "it is a reversal (negative)")
        raise record.bad(
            "quantity", why, Text("与原凭证合并成一行净额", "bring it and the voucher it corrects to one row")
        )
    return record.number_of("quantity")


def _refuse_twice(worked: list[tuple[Record, Voucher]]) -> None:
    seen: dict[tuple[str, ...], Record] = {}
    for record, found in worked:
        key = (plain(found.voucher), found.month, found.direction, found.point)
        other = seen.setdefault(key, record)
        if other is not record:
            why = Text(
                f"同一凭证在第 {other.number} 行已计入",
                f"the voucher is counted in row {other.number} already",
            )
            raise record.bad("voucher", why, Text("一张凭证一行", "one row for a voucher"))
