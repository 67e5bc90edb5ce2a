"""Readings from a file: every row is checked, converted to the units of the equations, and the table as a whole is checked.

Readings are of meters (electricity and fuels) or, where a methodology declares quantities, of those.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias

from ..compute.fuels import fuel_of
from ..compute.meters import STATUS_NAMES, Status
from ..compute.quantities import Measured
from ..compute.readings import EXPORT, FUEL, IMPORT, Reading, Readings, Window, check_complete, series_of
from ..compute.result import Adjustment
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Period
from . import intake, words
from .meter_sheet import Row, is_workbook, rows_of_text, rows_of_workbook
from .registers import NUMBER, check_not_cumulative, check_registers, metered
from .sheet import refuse

Quantities: TypeAlias = tuple[Measured, ...]
LARGEST_MWH: Final = 5_000_000.0
"""No meter of one plant shows more in a month; more is a wrong unit. [MWh]"""
LARGEST_SHARE: Final = 0.05
"""An error written as a bare number above this is meant as per cent."""
_ONE_DAY: Final = r"(\d{4})\D(\d{1,2})\D(\d{1,2})"
_MONTH: Final = re.compile(r"(\d{4})\D(\d{1,2})\D?|(\d{4})(\d{2})")
_SPAN: Final = re.compile(rf"{_ONE_DAY}\D+{_ONE_DAY}\D?")
_HOUR: Final = re.compile(r"\d:\d\d")
_DAY: Final = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")


def read_readings(
    path: Path | str,
    period: Period | None = None,
    max_bytes: int = intake.MAX_BYTES,
    quantities: Quantities = (),
    sheet: str = "",
) -> Readings:
    """Readings of a CSV or XLSX file.

    Parameters
    ----------
    path : Path
        Columns month (or day), point, direction, value, unit; and status, error, class, register where there are any.
    period : Period, optional
        The accounting period: rows outside it and days of it that are not read are refused.
    max_bytes : int
        Largest file that is opened.
    quantities : tuple of Measured
        What a methodology monitors: these, by name, title or another word of theirs, are the directions then, and ``fuel:<name>``.
    sheet : str
        Sheet of a workbook; needed only where several sheets hold readings.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column, and what to do.
    """
    file = Path(path)
    sides = _directions(quantities).keys()
    if is_workbook(file):
        found = rows_of_workbook(file, sheet, sides)
    else:
        if sheet:
            why = Text("不是工作簿，没有工作表", "it is no workbook and has no sheets")
            raise refuse(file.name, why, Text("删去 sheet", "take sheet out"))
        text, said = intake.read_text(file, max_bytes)
        found = rows_of_text(text, file.name, sides)
        found = found._replace(notes=(*said, *found.notes))
    readings = _readings(found.rows, file.name, period, quantities)
    told = tuple(Adjustment(found.where, note, 0.0, 0.0, "", "") for note in found.notes)
    return Readings(readings.rows, readings.source, (*told, *readings.adjustments))


def parse_readings(
    text: str, source: str = "readings.csv", period: Period | None = None, quantities: Quantities = ()
) -> Readings:
    """Readings of CSV text; see `read_readings`."""
    sides = _directions(quantities).keys()
    return _readings(rows_of_text(text, source, sides).rows, source, period, quantities)


def _readings(table: tuple[Row, ...], source: str, period: Period | None, quantities: Quantities) -> Readings:
    known = _directions(quantities)
    worked = [(row, *_reading(row, known)) for row in table]
    readings = Readings(tuple(reading for _, reading, _ in worked), source, _conversions(source, worked))
    _check_order(table, readings)
    check_registers(table, readings)
    check_not_cumulative(table, readings)
    steady = _steady(readings, quantities)
    for series in series_of(steady.rows).values():
        check_complete(Readings(tuple(series), source), Window(series[0].first_day, series[-1].last_day), ())
    if period is not None:
        _check_period(table, readings, period, steady)
    return readings


def _directions(quantities: Quantities) -> dict[str, Measured]:
    """Word -> declared quantity."""
    return {
        words.plain(word): one
        for one in quantities
        for word in (one.title.zh, one.title.en, *one.words, one.name)
    }


def _steady(readings: Readings, quantities: Quantities) -> Readings:
    """The readings without what is read only now and then."""
    batches = {one.name for one in quantities if one.batch}
    return Readings(tuple(row for row in readings.rows if row.direction not in batches), readings.source)


def _reading(row: Row, known: Mapping[str, Measured]) -> tuple[Reading, words.Unit]:
    first, last = _interval(row)
    measured = known.get(words.plain(row.get("direction")))
    direction = measured.name if measured else _direction(row, known)
    unit = _unit(row, direction, measured.target if measured else "")
    if not row.get("point"):
        raise row.bad(
            "point", Text("没有计量点名称", "the meter has no name"), Text("写明计量点", "name the meter")
        )
    status, error = _status(row), _error(row)
    if status is Status.OUT_OF_CLASS and not error:
        why = Text("超差的读数须写明实际误差", "a reading beyond its class needs the actual error")
        raise row.bad(
            "error",
            why,
            Text("按校准报告写，例如 0.6%", "write it as the calibration report gives it, e.g. 0.6%"),
        )
    value = unit.convert(metered(row))
    if unit.target == "MWh" and value > LARGEST_MWH:
        why = Text(
            f"折合 {value:,.0f} MWh，超出一个电站一个月的可能",
            f"it is {value:,.0f} MWh, more than one plant gives in a month",
        )
        raise row.bad("value", why, Text("核对单位列", "check the unit"))
    if measured and value > measured.largest:
        why = Text(
            f"折合 {value:,} {unit.target}，超过可能的 {measured.largest:,}",
            f"it is {value:,} {unit.target}, more than the possible {measured.largest:,}",
        )
        raise row.bad("value", why, Text("核对单位列", "check the unit"))
    reading = Reading(
        first_day=first,
        last_day=last,
        point=row.get("point"),
        direction=direction,
        value=value,
        unit=unit.target,
        status=status,
        error=error,
        meter_class=row.get("class"),
        row=row.number,
    )
    return reading, unit


def _interval(row: Row) -> tuple[dt.date, dt.date]:
    text = unicodedata.normalize("NFKC", row.get("month"))
    try:
        if day := _DAY.fullmatch(text):
            only = dt.date(int(day[1]), int(day[2]), int(day[3]))
            return only, only
        if month := _MONTH.fullmatch(text):
            return _month(int(month[1] or month[3]), int(month[2] or month[4]))
        if span := _SPAN.fullmatch(text):
            first, last = (dt.date(*map(int, span.group(*parts))) for parts in ((1, 2, 3), (4, 5, 6)))
            if (first, last) == _month(first.year, first.month):
                return first, last
            raise row.bad(
                "month",
                Text("不是一个整月", "it is not one whole month"),
                Text("按日或按自然月写", "give days, or calendar months"),
            )
    except (ValueError, calendar.IllegalMonthError):
        pass
    if _HOUR.search(text):
        why = Text("写到了时刻", "it gives a time of day")
        raise row.bad("month", why, Text("先汇总到日或月", "bring the readings to days or months first"))
    raise row.bad(
        "month",
        Text("不是月份或日期", "it is neither a month nor a day"),
        Text("写成 2025-07 或 2025-07-01", "write 2025-07 or 2025-07-01"),
    )


def _month(year: int, number: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def _direction(row: Row, declared: Mapping[str, Measured]) -> str:
    text = row.get("direction")
    if words.plain(text) in words.one_sided():
        why = Text(
            "看不出是上网还是下网：正反向取决于电表接线，购售取决于由谁填写",
            "whether it is export or import is open: it depends on how the meter is wired, or on who wrote the sheet",
        )
        raise row.bad("direction", why, Text("写 上网 或 下网", "write export or import"))
    known = words.directions().get(words.plain(text))
    if known is not None and not declared:
        return known
    head, mark, name = text.replace("：", ":").partition(":")
    if mark and words.plain(head) in words.fuel_words():
        try:
            return FUEL + fuel_of(name).name
        except BadInput as error:
            raise row.bad("direction", error.what, error.next) from None
    if declared:
        names = [f"{one.name} {one.title.zh}" for one in dict.fromkeys(declared.values())]
        raise row.bad(
            "direction",
            Text("不是该方法学监测的量", "it is no quantity that the methodology monitors"),
            Text(f"可用：{'、'.join(names)}", f"use one of: {', '.join(names)}"),
        )
    raise row.bad(
        "direction",
        Text("不是上网、下网或 fuel:<名称>", "it is not export, import or fuel:<name>"),
        Text(
            "写 export（上网）、import（下网）或 fuel:diesel 等",
            "write export, import, or fuel:diesel and the like",
        ),
    )


def _unit(row: Row, direction: str, declared: str) -> words.Unit:
    if declared:
        unit, wanted, usable = (
            words.unit_for(row.get("unit"), declared),
            declared,
            words.usable_units(declared),
        )
    else:
        unit = words.units().get(words.plain(row.get("unit")))
        wanted = "MWh" if direction in (EXPORT, IMPORT) else fuel_of(direction.removeprefix(FUEL)).unit
        usable = tuple(k.name for k in dict.fromkeys(words.units().values()) if k.target == wanted)
    if unit is None or unit.target != wanted:
        why = Text(
            f"{words.called(direction)}的单位应可换算为 {wanted}",
            f"the unit of {direction} must be one that gives {wanted}",
        )
        raise row.bad("unit", why, Text(f"可用：{'、'.join(usable)}", f"use one of: {', '.join(usable)}"))
    return unit


def _status(row: Row) -> Status:
    text = row.get("status")
    if not text:
        return Status.IN_CLASS
    name = words.statuses().get(words.plain(text))
    if name is None:
        why = Text("不是已知的校准状态", "it is not a known state of calibration")
        raise row.bad(
            "status", why, Text(f"可用：{'、'.join(STATUS_NAMES)}", f"use one of: {', '.join(STATUS_NAMES)}")
        )
    return STATUS_NAMES[name]


def _error(row: Row) -> float:
    text = row.get("error").replace("％", "%")
    if not text:
        return 0.0
    digits = text.removesuffix("%").strip().lstrip("+-±")
    share = float(digits) / (100 if text.endswith("%") else 1) if NUMBER.fullmatch(digits) else math.nan
    if not share <= (1 if text.endswith("%") else LARGEST_SHARE):
        why = Text(
            "误差应写成百分数，或不大于 0.05 的小数", "an error is a percentage, or a share of at most 0.05"
        )
        raise row.bad("error", why, Text("例如 0.6% 或 0.006", "e.g. 0.6% or 0.006"))
    return share


def _conversions(source: str, worked: list[tuple[Row, Reading, words.Unit]]) -> tuple[Adjustment, ...]:
    """One entry for each unit that was converted, with the sums before and after."""
    log = []
    for unit in dict.fromkeys(unit for _, _, unit in worked if unit.name != unit.target):
        rows = [(row, reading) for row, reading, used in worked if used == unit]
        before = math.fsum(metered(row) for row, _ in rows)
        after = math.fsum(reading.value for _, reading in rows)
        what = Text(
            f"{len(rows)} 行由 {unit.name} 换算为 {unit.target}",
            f"{len(rows)} rows converted from {unit.name} to {unit.target}",
        )
        log.append(Adjustment(source, what, before, after, unit.target, ""))
    return tuple(log)


def _check_order(table: tuple[Row, ...], readings: Readings) -> None:
    """Refuse intervals counted twice and dates that run backwards within one meter."""
    latest: dict[tuple[str, str], tuple[Row, Reading]] = {}
    seen: dict[tuple[str, str, str], int] = {}
    for row, reading in zip(table, readings.rows, strict=True):
        first = seen.setdefault((*reading.series, reading.interval), row.number)
        before = latest.get(reading.series)
        if first != row.number or (before and before[1].first_day <= reading.first_day <= before[1].last_day):
            other = first if first != row.number else before[0].number if before else first
            why = Text(
                f"{reading.point} 的{words.called(reading.direction)}在第 {other} 行已有",
                f"{reading.point} ({reading.direction}) has it in row {other} already",
            )
            raise row.bad(
                "month",
                why,
                Text(
                    "每个计量点、方向和区间只留一行；峰谷分时段的先合计",
                    "keep one row for each meter, direction and interval; sum up peak and valley first",
                ),
            )
        if before and reading.first_day < before[1].first_day:
            why = Text(f"早于第 {before[0].number} 行", f"it is before row {before[0].number}")
            raise row.bad("month", why, Text("按时间排序，并核对年份", "sort by time, and check the year"))
        latest[reading.series] = (row, reading)


def _check_period(table: tuple[Row, ...], readings: Readings, period: Period, steady: Readings) -> None:
    window = Window(period.start, period.end)
    for row, reading in zip(table, readings.rows, strict=True):
        if not window.touches(reading):
            why = Text(
                f"不在核算期 {period.start} 至 {period.end} 内",
                f"it is outside the period {period.start} to {period.end}",
            )
            raise row.bad(
                "month", why, Text("删去该行，或核对核算期", "take the row out, or check the period")
            )
    check_complete(steady, window, ())
