"""Calibration tables of meters: each certificate is a row, and the state of a meter over an interval follows from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import msgspec

from ..compute.meters import STATUS_TEXT, Status
from ..compute.readings import Reading, Readings
from ..compute.result import Adjustment
from ..core.dates import ONE_DAY
from ..core.text import Text
from .columns import Units, read_tables
from .records import Record
from .spreadsheet import read_sheets

SHARE: Final = 100.0


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """One calibration of one meter.

    Parameters
    ----------
    point : str
        Name of the metering point.
    on, until : date
        Day of the calibration; last day it is good for.
    error : float
        Basic error found, as a share; its sign is kept. [1]
    meter_class : str
        Accuracy class, e.g. ``0.5S``, empty where none is given.
    certificate, laboratory : str
    row : int
    """

    point: str
    on: dt.date
    until: dt.date
    error: float
    certificate: str
    meter_class: str = ""
    laboratory: str = ""
    row: int = 0


def read_calibrations(path: Path | str, units: Units | None = None) -> tuple[Calibration, ...]:
    """Calibrations of a CSV or XLSX file, by meter and day.

    Parameters
    ----------
    path : Path
        Columns metering point, calibrated on, valid until, error found, certificate; accuracy class, laboratory.
    units : dict, optional
        As in ``ccer.monitoring.plots``.

    Raises
    ------
    BadInput
        Naming file, sheet, row and column.
    """
    tables = read_tables(read_sheets(path), "calibration", units)
    worked = [(record, _calibration(record)) for table in tables for record in table.records()]
    _refuse_twice(worked)
    return tuple(sorted((found for _, found in worked), key=lambda c: (c.point, c.on, c.certificate)))


def state_of(reading: Reading, calibrations: Iterable[Calibration], limit: float) -> tuple[Status, float]:
    """State of a meter over the interval of a reading, and the error to be applied where it is beyond its class.

    A day is covered by the latest calibration before or on it while that is valid. A day after the end of validity that a later
    calibration follows is late, without one it is uncalibrated, as is a day before the first. Beyond the class is an interval whose
    covering calibration, or the next one (which shows how the meter had drifted), found more than the limit. Of several states in
    one interval the worst for the owner counts. The clause names the states; how certificates lead to them is our reading.

    Parameters
    ----------
    limit : float
        Maximum permissible error of the meter's class, as a share. [1]

    References
    ----------
    CCER-01-001-V01 and CCER-01-002-V01, 7.3.4.
    """
    own = sorted((c for c in calibrations if c.point == reading.point), key=lambda c: c.on)
    day, states = reading.first_day, set()
    error = 0.0
    while day <= reading.last_day:
        before = [c for c in own if c.on <= day]
        after = [c for c in own if c.on > day]
        covering = [before[-1]] if before else []
        beyond = [abs(c.error) for c in (*covering, *after[:1]) if abs(c.error) > limit]
        if not before or day > before[-1].until:
            states.add(Status.LATE if before and after else Status.UNCALIBRATED)
        if beyond:
            states.add(Status.OUT_OF_CLASS)
            error = max(error, *beyond)
        day += ONE_DAY
    order = (Status.OUT_OF_CLASS, Status.UNCALIBRATED, Status.LATE)
    worst = next((state for state in order if state in states), Status.IN_CLASS)
    return worst, error if worst is Status.OUT_OF_CLASS else 0.0


def with_calibrations(
    readings: Readings, calibrations: tuple[Calibration, ...], limit_of: Callable[[Reading], float]
) -> Readings:
    """Readings with the states their calibrations give; each change is in the log.

    Parameters
    ----------
    limit_of : callable
        Maximum permissible error of the meter of a reading, as a share: the methodology's.
    """
    rows, log = [], list(readings.adjustments)
    for reading in readings.rows:
        state, error = state_of(reading, calibrations, limit_of(reading))
        if (state, error) != (reading.status, reading.error):
            what = Text("按校准台账：", "by the table of calibrations: ") + STATUS_TEXT[state]
            where = f"{readings.source}:{reading.row}"
            log.append(Adjustment(where, what, reading.error, error, "1", ""))
        rows.append(msgspec.structs.replace(reading, status=state, error=error))
    return Readings(tuple(rows), readings.source, tuple(log))


def _calibration(record: Record) -> Calibration:
    on, until = record.day("date", needed=True), record.day("until", needed=True)
    assert on is not None
    assert until is not None
    if until < on:
        why = Text(f"有效期早于校准日期 {on}", f"it ends before the calibration of {on}")
        raise record.bad("until", why, Text("核对两个日期", "check the two dates"))
    return Calibration(
        point=record.text("point", needed=True),
        on=on,
        until=until,
        error=record.number_of("error") / SHARE,
        certificate=record.text("certificate", needed=True),
        meter_class=record.text("class"),
        laboratory=record.text("laboratory"),
        row=record.number,
    )


def _refuse_twice(worked: list[tuple[Record, Calibration]]) -> None:
    seen: dict[tuple[str, str], Record] = {}
    for record, found in worked:
        other = seen.setdefault((found.point, found.certificate), record)
        if other is not record:
            why = Text(
                f"该计量点的同一证书在第 {other.number} 行已有",
                f"the certificate of this meter stands in row {other.number} already",
            )
            raise record.bad("certificate", why, Text("一份证书一行", "one row for a certificate"))
