"""Public registry records recomputed: expected tonnes by our engine against the published ones, end of notice by our calendar.

A record states a yearly export, a crediting period and the expected tonnes. It is *reproduced* when our equations, under one of the
practices seen beside the rule, give the published total to the tonne; the practice is named. What is not reproduced says why.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..compute.grid import Factors
from ..compute.grid_table import read_factors, shipped_factors
from ..core.asof import AsOf
from ..core.errors import BadInput
from ..core.text import Text
from ..methodologies import codes, load
from ..policy.calendar import calendar
from ..policy.corpus import corpus
from ..rules.subjects import Period, Project
from .coordinates import degrees, swapped
from .reproduce import reproduce

COLUMNS = (
    "apply_id",
    "project_name",
    "province",
    "methodology",
    "notice_start",
    "notice_end",
    "vvb_upload",
    "project_registered_at",
    "crediting_start",
    "crediting_end",
    "expected_annual_t",
    "expected_total_t",
    "annual_export_mwh",
)
LIMIT_BYTES = 512 * 1024 * 1024
NOTICE_DAYS = "project.notice_working_days"
Status = Literal["reproduced", "close", "not-reproduced", "not-checked"]
STATUS_TEXT: dict[Status, Text] = {
    "reproduced": Text("已复算", "reproduced"),
    "close": Text("相差数吨", "within tonnes"),
    "not-reproduced": Text("未能复算", "not reproduced"),
    "not-checked": Text("未核", "not checked"),
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One record: published, expected, and the end of its notice. Quantities in tCO2e, whole."""

    line: int
    apply_id: str
    project_code: str
    project_name: str
    methodology: str
    status: Status
    published_total_t: int | None = None
    published_annual_t: int | None = None
    expected_total_t: int | None = None
    expected_annual_t: int | None = None
    practice: Text | None = None
    reason: Text | None = None
    provisional: bool = False
    notice_start: dt.date | None = None
    notice_end: dt.date | None = None
    notice_end_by_calendar: dt.date | None = None
    notice_matches: bool | None = None
    remarks: tuple[Text, ...] = ()


class Check(msgspec.Struct, frozen=True):
    """All rows of a file and what they add up to; a notice is counted once per application."""

    rows: tuple[Row, ...]
    stated: int
    reproduced: int
    notices: int
    notices_matching: int


def public_check(path: Path | str, factors: Path | str | None = None) -> Check:
    """Recompute a file of public project records.

    Parameters
    ----------
    path : path
        CSV with at least the columns of `COLUMNS`.
    factors : path, optional
        Grid factors as CSV; those of the library where none are given.

    Raises
    ------
    BadInput
        No such file, not a CSV, or a column is missing. A bad cell is said in its row and stops nothing.
    """
    table = read_factors(Path(factors)) if factors else shipped_factors()
    rows = tuple(_row(line, cells, table) for line, cells in _records(Path(path)))
    notices = {
        row.apply_id or str(row.line): row.notice_matches for row in rows if row.notice_matches is not None
    }
    stated = [row for row in rows if row.status != "not-checked"]
    return Check(
        rows=rows,
        stated=len(stated),
        reproduced=sum(row.status == "reproduced" for row in stated),
        notices=len(notices),
        notices_matching=sum(1 for matches in notices.values() if matches),
    )


def _records(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    what = Text(f"{path.name} 不能用作公开项目数据", f"{path.name} cannot be used as public project records")
    need = Text(
        "提供含下列各列的 UTF-8 CSV：" + "、".join(COLUMNS),
        "Give a UTF-8 CSV with the columns: " + ", ".join(COLUMNS),
    )
    if not path.is_file():
        raise BadInput(what=what, why=Text("文件不存在", "there is no such file"), next=need)
    if path.stat().st_size > LIMIT_BYTES:
        why = Text(
            f"文件过大（{path.stat().st_size:,} 字节）", f"it is too large ({path.stat().st_size:,} bytes)"
        )
        raise BadInput(
            what=what,
            why=why,
            next=Text("拆成不超过 512 MiB 的文件。", "Split it into files of up to 512 MiB."),
        )
    data = path.read_bytes()
    if data[:4] == b"PK\x03\x04":
        why = Text("它其实是电子表格（XLSX），不是 CSV", "it is a spreadsheet (XLSX), not a CSV")
        raise BadInput(
            what=what,
            why=why,
            next=Text("在电子表格中另存为 CSV（UTF-8）。", "Save it as CSV (UTF-8) from the spreadsheet."),
        )
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
        lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    except csv.Error as error:
        raise BadInput(
            what=what, why=Text("内容不是表格文字", "its content is no table of text"), next=need
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(what=what, why=Text("编码不是 UTF-8", "it is not UTF-8"), next=need) from error
    if lacking:
        raise BadInput(
            what=what,
            why=Text("缺少列：" + "、".join(lacking), "columns missing: " + ", ".join(lacking)),
            next=need,
        )
    for line, cells in enumerate(reader, start=2):
        yield (
            line,
            {
                key: (value or "").strip()
                for key, value in cells.items()
                if isinstance(key, str) and not isinstance(value, list)
            },
        )


def _row(line: int, cells: Mapping[str, str], factors: Factors) -> Row:
    known: dict[str, Any] = {
        "line": line,
        "apply_id": cells["apply_id"],
        "project_code": cells.get("project_code", ""),
        "project_name": cells["project_name"],
        "methodology": cells["methodology"],
    }
    try:
        known |= _notice(cells)
        known["remarks"] = _remarks(cells)
        return Row(**known | _expected(cells, factors))
    except BadInput as error:
        return Row(**known, status="not-checked", reason=error.why)


def _notice(cells: Mapping[str, str]) -> dict[str, Any]:
    """The end of the notice by the calendar, first and last day counted (Order 31 art. 12 para. 3)."""
    start, end = _day(cells, "notice_start"), _day(cells, "notice_end")
    if start is None:
        return {}
    days = AsOf(corpus(), start).parameter(NOTICE_DAYS).count
    ours = calendar().add_workdays(start, days)
    return {
        "notice_start": start,
        "notice_end": end,
        "notice_end_by_calendar": ours,
        "notice_matches": None if end is None else ours == end,
    }


def _remarks(cells: Mapping[str, str]) -> tuple[Text, ...]:
    """What is odd about the record itself."""
    longitude, latitude = cells.get("longitude"), cells.get("latitude")
    try:
        if longitude and latitude and swapped(degrees(longitude), degrees(latitude)):
            return (Text("公布的经纬度写反", "longitude and latitude are swapped as published"),)
    except BadInput as error:
        return (error.what,)
    return ()


def _expected(cells: Mapping[str, str], factors: Factors) -> dict[str, Any]:
    export, total, annual = (
        _number(cells, "annual_export_mwh"),
        _number(cells, "expected_total_t"),
        _number(cells, "expected_annual_t"),
    )
    published = {"published_total_t": total and int(total), "published_annual_t": annual and int(annual)}
    start, end = _day(cells, "crediting_start"), _day(cells, "crediting_end")
    if cells["methodology"] not in codes() or load(cells["methodology"]).evidence != "meters":
        why = Text(
            f"{cells['methodology']} 不能由公开记录复算",
            f"{cells['methodology']} cannot be recomputed from a public record",
        )
        return published | {"status": "not-checked", "reason": why}
    if not export or not total or annual is None or start is None or end is None:
        return published | {
            "status": "not-checked",
            "reason": Text("记录未载明年上网电量", "the record states no yearly export"),
        }
    project = Project(
        name=cells["project_name"],
        methodology=cells["methodology"],
        province=cells["province"],
        crediting=Period(start, end),
        design={"annual_net_export_mwh": export},
    )
    return published | reproduce(project, int(total), int(annual), _factor_days(cells), factors)


def _factor_days(cells: Mapping[str, str]) -> dict[str, dt.date]:
    """Days on which the newest factor may have been taken, the likeliest first."""
    days = {
        name: _day(cells, name)
        for name in ("vvb_upload", "project_registered_at", "notice_start", "crediting_start")
    }
    return {name: day for name, day in days.items() if day is not None}


def _day(cells: Mapping[str, str], name: str) -> dt.date | None:
    text = cells.get(name, "")[:10]
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise _bad_cell(name, text) from error


def _number(cells: Mapping[str, str], name: str) -> float | None:
    text = cells.get(name, "").replace(",", "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise _bad_cell(name, text) from error
    if not 0 <= value < 1e12:
        raise _bad_cell(name, text)
    return value


def _bad_cell(name: str, text: str) -> BadInput:
    return BadInput(
        what=Text(f"{name} 列的值无法使用", f"the value of {name} cannot be used"),
        why=Text(f"{name} 列的「{text}」无法识别", f"“{text}” in column {name} is not understood"),
        next=Text("改正该单元格。", "Correct the cell."),
    )


__all__ = ["Check", "Row", "public_check"]
