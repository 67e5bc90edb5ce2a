"""Readings in a workbook: which sheet, months that a spreadsheet made days, sums, titles, units; and the size of plots as text."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.monitoring.evidence import Declared, read_evidence
from ccer.monitoring.fields import units
from ccer.monitoring.meters import read_readings
from ccer.monitoring.plots import read_plots
from ccer.monitoring.sizes import size_of

from .making import csv, xlsx

HEADER = ["月份", "计量点", "方向", "数值", "单位"]
WIND = load("CCER-01-002-V01")


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(row)
    made.save(path)
    return path


def quarter(month: Any = "2026-0{}") -> list[list[Any]]:
    return [
        [month.format(n) if isinstance(month, str) else month(n), "M1", "上网", n, "万kWh"] for n in (1, 2, 3)
    ]


def test_the_sheet_with_readings_is_found_under_its_title(tmp_path: Path) -> None:
    """1, 2 and 3 times 10 MWh; the row of sums is no reading, and the log says what was done."""
    rows = [["电量统计表"], [], HEADER, *quarter(), ["合计", None, None, 6, None]]
    found = read_readings(book(tmp_path / "own.xlsx", 封面=[["说明"]], 一季度=rows))
    assert [row.value for row in found.rows] == [10.0, 20.0, 30.0]
    assert [row.row for row in found.rows] == [4, 5, 6]
    said = [(entry.where, entry.what.en) for entry in found.adjustments]
    assert ("own.xlsx, sheet “一季度”", "rows of sums were not read: 7") in said
    assert any("10^4kWh" in what for _, what in said)


def test_a_month_kept_as_its_first_day_is_a_month(tmp_path: Path) -> None:
    rows = [HEADER, *quarter(lambda n: dt.date(2026, n, 1))]
    found = read_readings(xlsx(tmp_path / "own.xlsx", rows))
    assert [row.last_day for row in found.rows] == [
        dt.date(2026, 1, 31),
        dt.date(2026, 2, 28),
        dt.date(2026, 3, 31),
    ]
    assert any("read as months" in entry.what.en for entry in found.adjustments)


def test_days_under_a_heading_of_days_stay_days(tmp_path: Path) -> None:
    header = ["日期", *HEADER[1:]]
    found = read_readings(
        xlsx(tmp_path / "own.xlsx", [header, [dt.date(2026, 1, 1), "M1", "上网", 1, "MWh"]])
    )
    assert found.rows[0].last_day == dt.date(2026, 1, 1)


def test_of_several_sheets_one_is_declared(tmp_path: Path) -> None:
    path = book(tmp_path / "own.xlsx", 关口表=[HEADER, *quarter()], 旧表=[HEADER, *quarter()[:1]])
    with pytest.raises(BadInput, match="2 sheets of it look like readings: 关口表, 旧表"):
        read_evidence(WIND, path)
    assert len(read_evidence(WIND, path, Declared(sheet="旧表")).rows) == 1  # type: ignore[union-attr]
    with pytest.raises(BadInput, match="no sheet “新表”"):
        read_evidence(WIND, path, Declared(sheet="新表"))


def test_what_is_declared_for_nothing_is_refused(tmp_path: Path) -> None:
    path = csv(tmp_path / "own.csv", [HEADER, *quarter()])
    for declared in (Declared(sheet="a"), Declared(units={"area": "mu"}), Declared(crs="EPSG:4490")):
        with pytest.raises(BadInput, match=r"own\.csv"):
            read_evidence(WIND, path, declared)
    with pytest.raises(BadInput, match="column: unit"):
        Declared.of({"units": ["mu"]}, "own.csv")
    with pytest.raises(BadInput, match="must be text"):
        Declared.of({"sheet": 3}, "own.csv")


@pytest.mark.parametrize(
    ("written", "hectares"),
    [
        ("20m×20m", 0.04),
        ("20 m x 30 m", 0.06),
        ("２５．８２ｍ＊２５．８２ｍ", 0.06666724),
        ("2000cm×20m", None),
        ("20×20", None),
        ("半径11.28m", math.pi * 11.28**2 / 10_000),
        ("r=11.28 m", math.pi * 11.28**2 / 10_000),
        ("0.04公顷", 0.04),
        ("1亩", 1 / 15),
        ("600平方米", 0.06),
        ("0.06hm²", 0.06),
    ],
)
def test_size_of_a_plot(tmp_path: Path, written: str, hectares: float | None) -> None:
    """Sides, a radius (π·11.28² = 399.73 m2), or an area with its own unit; 15 mu are a hectare."""
    path = xlsx(tmp_path / "own.xlsx", [["样地号", "样地规格", "调查日期"], ["P1", written, "2025-07-01"]])
    if hectares is None:
        with pytest.raises(BadInput):
            read_plots(path)
        return
    found = read_plots(path)
    assert found.plots[0].area_ha == pytest.approx(hectares, rel=1e-9)
    told = ["sides" in entry.what.en for entry in found.adjustments]
    assert any(told) is (size_of(written) is not None)


def test_sides_in_a_column_of_metres(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "own.xlsx", [["样地号", "样地规格(m)", "调查日期"], ["P1", "20×30", "2025-07-01"]])
    assert read_plots(path).plots[0].area_ha == pytest.approx(0.06)
    size = size_of("20×30")
    assert size is not None
    assert size.area(units()["m"], units()["mu"]) == pytest.approx(0.9)


def test_a_declared_unit_counts_for_what_names_none(tmp_path: Path) -> None:
    """0.9 mu of 1/15 ha are 0.06 ha."""
    header, row = ["样地号", "面积", "调查日期"], ["P1", 0.9, "2025-07-01"]
    path = xlsx(tmp_path / "own.xlsx", [header, row])
    found = read_evidence(load("CCER-14-001-V01"), path, Declared(units={"area": "亩"}))
    assert found.plots[0].area_ha == pytest.approx(0.06)  # type: ignore[union-attr]
