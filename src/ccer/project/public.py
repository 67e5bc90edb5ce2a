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

from ..compute.grid import FACTOR_RULE_TEXT, FactorRule, Factors
from ..compute.grid_table import read_factors, shipped_factors
from ..compute.periods import PRACTICE_TEXT, Practice, whole_years
from ..compute.result import Calculation
from ..core.asof import AsOf
from ..core.errors import BadInput, CcerError
from ..core.text import Text
from ..methodologies import codes, load
from ..policy.calendar import calendar
from ..policy.corpus import corpus
from ..rules.subjects import Period, Project
from .coordinates import degrees, swapped

COLUMNS = (
    "apply_id", "project_name", "province", "methodology", "notice_start", "notice_end", "vvb_upload",
    "project_registered_at", "crediting_start", "crediting_end", "expected_annual_t", "expected_total_t", "annual_export_mwh",
)
NOTICE_DAYS = "project.notice_working_days"
CLOSE_T = 12
SAME_FACTOR = 2e-6
"""A published total of a million tonnes fixes the factor behind it to about this. [tCO2/MWh]"""
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
    notices = {row.apply_id or str(row.line): row.notice_matches for row in rows if row.notice_matches is not None}
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
    need = Text("提供含下列各列的 UTF-8 CSV：" + "、".join(COLUMNS), "Give a UTF-8 CSV with the columns: " + ", ".join(COLUMNS))
    if not path.is_file():
        raise BadInput(what=what, why=Text("文件不存在", "there is no such file"), next=need)
    data = path.read_bytes()
    if data[:4] == b"PK\x03\x04":
        why = Text("它其实是电子表格（XLSX），不是 CSV", "it is a spreadsheet (XLSX), not a CSV")
        raise BadInput(what=what, why=why, next=Text("在电子表格中另存为 CSV（UTF-8）。", "Save it as CSV (UTF-8) from the spreadsheet."))
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise BadInput(what=what, why=Text("编码不是 UTF-8", "it is not UTF-8"), next=need) from error
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        raise BadInput(what=what, why=Text("缺少列：" + "、".join(lacking), "columns missing: " + ", ".join(lacking)), next=need)
    for line, cells in enumerate(reader, start=2):
        yield line, {key: (value or "").strip() for key, value in cells.items() if isinstance(key, str) and not isinstance(value, list)}


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
    export, total, annual = _number(cells, "annual_export_mwh"), _number(cells, "expected_total_t"), _number(cells, "expected_annual_t")
    published = {"published_total_t": total and int(total), "published_annual_t": annual and int(annual)}
    start, end = _day(cells, "crediting_start"), _day(cells, "crediting_end")
    if cells["methodology"] not in codes():
        why = Text(f"{cells['methodology']} 尚不能核算", f"{cells['methodology']} cannot be calculated yet")
        return published | {"status": "not-checked", "reason": why}
    if not export or not total or annual is None or start is None or end is None:
        return published | {"status": "not-checked", "reason": Text("记录未载明年上网电量", "the record states no yearly export")}
    project = Project(
        name=cells["project_name"],
        methodology=cells["methodology"],
        province=cells["province"],
        crediting=Period(start, end),
        design={"annual_net_export_mwh": export},
    )
    return published | _search(project, int(total), int(annual), _factor_days(cells), factors)


def _factor_days(cells: Mapping[str, str]) -> dict[str, dt.date]:
    """Days on which the newest factor may have been taken, the likeliest first."""
    days = {name: _day(cells, name) for name in ("vvb_upload", "project_registered_at", "notice_start", "crediting_start")}
    return {name: day for name, day in days.items() if day is not None}


DAY_TEXT = {
    "vvb_upload": Text("审定报告上传日", "upload of the validation report"),
    "project_registered_at": Text("登记日", "registration"),
    "notice_start": Text("公示首日", "first day of notice"),
    "crediting_start": Text("计入期首日", "first day of crediting"),
}


def _search(project: Project, total: int, annual: int, days: dict[str, dt.date], factors: Factors) -> dict[str, Any]:
    """The first practice that gives the published tonnes; else the engine's own figure and the reason."""
    first: Calculation | None = None
    nearest: Calculation | None = None
    refusal: Text | None = None
    for name, day in days.items():
        for factor_rule in FactorRule:
            for practice in Practice:
                try:
                    found = _estimate(project, day, factors, factor_rule, practice)
                except CcerError as error:
                    refusal = refusal or error.why
                    continue
                first = first or found
                mean = _annual_reading(found.tonnes, annual, found)
                if found.tonnes == total and mean is not None:
                    return _reproduced(found, annual, practice, factor_rule, DAY_TEXT[name], mean)
                if nearest is None or abs(found.tonnes - total) < abs(nearest.tonnes - total):
                    nearest = found
    if first is None or nearest is None:
        return {"status": "not-reproduced", "reason": refusal or Text("没有可用的排放因子", "no usable factor")}
    close = abs(nearest.tonnes - total) <= CLOSE_T
    return {
        "status": "close" if close else "not-reproduced",
        "expected_total_t": nearest.tonnes if close else first.tonnes,
        "expected_annual_t": nearest.annual_mean_tonnes if close else first.annual_mean_tonnes,
        "provisional": bool(first.provisional),
        "reason": _why_not(project, total, annual, nearest, close, factors),
    }


def _estimate(project: Project, day: dt.date, factors: Factors, factor_rule: FactorRule, practice: Practice) -> Calculation:
    at = AsOf(corpus(), day)
    return load(project.methodology).ex_ante(
        project, at=at, factors=factors, factor_day=day, practice=practice, factor_rule=factor_rule
    )


def _annual_reading(total: int, annual: int, found: Calculation) -> Text | None:
    """How the published yearly mean follows from the total: rounded down, or to the nearest."""
    if annual == found.annual_mean_tonnes:
        return Text("年均向下取整", "yearly mean rounded down")
    span = max(1, whole_years(*found.period))
    if annual == int(total / span + 0.5):
        return Text("年均四舍五入", "yearly mean rounded to the nearest")
    return None


def _reproduced(
    found: Calculation, annual: int, practice: Practice, factor_rule: FactorRule, day: Text, mean: Text
) -> dict[str, Any]:
    said = Text("{how}；{factor}，以{day}为准；{mean}", "{how}; {factor}, as at {day}; {mean}").fill(
        how=PRACTICE_TEXT[practice], factor=FACTOR_RULE_TEXT[factor_rule], day=day, mean=mean
    )
    return {
        "status": "reproduced",
        "expected_total_t": found.tonnes,
        "expected_annual_t": annual,
        "practice": said,
        "provisional": bool(found.provisional),
    }


def _why_not(project: Project, total: int, annual: int, nearest: Calculation, close: bool, factors: Factors) -> Text:
    """The likeliest reason, from what the published figures themselves imply."""
    if abs(total - 10 * annual) > 20:
        return Text(
            f"公布的合计 {total:,} 与年均 {annual:,} 互相矛盾（相当于 {total / annual:.1f} 年）",
            f"the published total {total:,} and yearly {annual:,} contradict each other ({total / annual:.1f} years)",
        )
    if close:
        gap = total - nearest.tonnes
        return Text(f"最接近的做法相差 {gap:+d} 吨，取整方式未能辨明", f"off by {gap:+d} t under the nearest practice; its rounding is not identified")
    export = float(project.design["annual_net_export_mwh"])
    factor = nearest.years[0].values["combined_margin"]
    implied = total / 10 / export
    same = [row for row in factors.rows if abs(row.combined_margin - implied) < SAME_FACTOR and row.grid == nearest.inputs["grid"]]
    if same:
        return Text(
            f"公布值相当于全期采用 {same[0].label} 年度因子 {same[0].combined_margin}，不符合现有取值规则",
            f"the published figure is that of label {same[0].label} ({same[0].combined_margin}) in every year, which no rule of choice gives",
        )
    if total < nearest.tonnes:
        return _less(project.methodology, export, implied, factor, total)
    return Text(
        f"公布值相当于组合边际因子 {implied:.5f} tCO₂/MWh，所持因子中没有",
        f"the published total implies a combined margin of {implied:.5f} tCO₂/MWh, which no held factor is",
    )


def _less(methodology: str, export: float, implied: float, factor: float, total: int) -> Text:
    tonnes = export * factor - total / 10
    if methodology.startswith("CCER-01-001"):
        return Text(
            f"公布值每年少 {tonnes:,.0f} 吨：应已扣除防凝用化石燃料或下网电量，而记录未载明",
            f"the published figure is {tonnes:,.0f} t a year lower: fossil fuel or imported power was taken off, which the record does not state",
        )
    return Text(
        f"公布值相当于年净上网电量 {total / 10 / factor:,.0f} MWh，少于所载 {export:,.0f} MWh：应已扣除下网电量，或电量为旧值",
        f"the published figure fits a net export of {total / 10 / factor:,.0f} MWh, below the stated {export:,.0f}: imports were taken off, or the stated export is an older one",
    )


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
