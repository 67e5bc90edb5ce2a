"""Broken workbooks of readings, and sizes of plots that are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from ccer.monitoring.meters import read_readings

from .broken import broken
from .broken_sheets import sheet
from .making import xlsx

HEADER = ["月份", "计量点", "方向", "数值", "单位"]
READ = ["2026-01", "M1", "上网", 1000, "MWh"]
SIZED = ["样地号", "样地规格", "调查日期"]


def readings(name: str, rows: list[list[Any]], *says: str) -> None:
    sheet(name, rows, *says, read=read_readings, file="meters.xlsx")


def pages(path: Path, count: int) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number in range(count):
        page = book.create_sheet(f"表{number}")
        for row in [HEADER, READ] if count == 3 else [["甲", "乙"], [1, 2]]:
            page.append(row)
    book.save(path)


readings("a column of readings missing", [HEADER[:4], READ[:4]], "row 1, column unit", "no such column")
readings("no reading", [HEADER], "row 1", "there are no rows")
readings("month in words", [HEADER, ["一月", *READ[1:]]], "row 2", "neither a month nor a day")
readings("unit of mass for power", [HEADER, [*READ[:4], "t"]], "row 2", "one that gives MWh")
readings("word for a reading", [HEADER, [*READ[:3], "约一千", "MWh"]], "row 2", "reading is no number")
readings(
    "reading never calculated", [HEADER, [*READ[:3], "=SUM(A1)", "MWh"]], "row 2", "without its stored result"
)
readings("no meter", [HEADER, [READ[0], None, *READ[2:]]], "row 2", "the meter has no name")
readings("a month twice", [HEADER, READ, READ], "row 3", "has it in row 2 already")
broken(
    "a month left out",
    "meters.xlsx",
    lambda p: xlsx(p, [HEADER, READ, ["2026-03", *READ[1:]]]),
    "M1 (export)",
    "2026-02-01",
    read=read_readings,
)
broken(
    "merged reading",
    "meters.xlsx",
    lambda p: xlsx(p, [HEADER, READ, ["2026-02", "M1", "上网", None, "MWh"]], then=lambda page: page.merge_cells("D2:D3")),
    "sheet “调查”", "row 2", "merged cells D2:D3",
    read=read_readings,
)  # fmt: skip
broken("several sheets", "meters.xlsx", lambda p: pages(p, 3), "表0, 表1, 表2", read=read_readings)
broken("no sheet of readings", "meters.xlsx", lambda p: pages(p, 2), "holds readings", read=read_readings)
broken(
    "no such sheet",
    "meters.xlsx",
    lambda p: pages(p, 3),
    "no sheet “关口”",
    read=lambda p: read_readings(p, sheet="关口"),
)

sheet("sides without unit", [SIZED, ["P1", "20×30", "2025-07-01"]], "row 2", "sides have no unit")
sheet("a side alone", [[SIZED[0], "样地规格(m)", SIZED[2]], ["P1", 20, "2025-07-01"]], "row 2", "holds sides")
