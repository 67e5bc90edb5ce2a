"""The rows of a readings file: which sheet of a workbook, which row is its header, and a refusal that says where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from ..core.errors import BadInput
from ..core.text import Text
from . import intake, words
from .fields import is_total
from .sheet import Line, Sheet, place, refuse
from .spreadsheet import read_sheets

REQUIRED: Final = ("month", "point", "direction", "value", "unit")
LOOKED_AT: Final = 40
"""Rows in which a header is looked for."""
_FIRST_DAY: Final = re.compile(r"\d{4}-\d{2}-01")


class Row(NamedTuple):
    """One row of a file with its column names, so that a refusal can say where."""

    source: str
    number: int
    cells: dict[str, str]
    sheet: str = ""

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def bad(self, column: str, why: Text, advice: Text) -> BadInput:
        """A refusal that names file, sheet, row and column."""
        where = place(self.source, self.sheet)
        return BadInput(
            what=Text(
                f"{where.zh} 第 {self.number} 行 {column} 列“{self.get(column)}”无法使用",
                f"{where.en}, row {self.number}, column {column}: {self.get(column)!r} cannot be used",
            ),
            why=why,
            next=advice,
        )


class Rows(NamedTuple):
    """The rows of a file, where they stand, and what was done on the way to them."""

    rows: tuple[Row, ...]
    where: str
    notes: tuple[Text, ...] = ()


def is_workbook(path: Path) -> bool:
    """True where the content is a packed workbook, whatever the name says."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def rows_of_text(text: str, source: str) -> Rows:
    """Rows of CSV text.

    Raises
    ------
    BadInput
        Naming file and row.
    """
    lines = [Line(number, tuple(cells)) for number, cells in intake.rows(text, source)]
    header = _header(lines)
    names = _names(lines[header] if lines else Line(1, ()), source, "")
    for line in lines[header + 1 :]:
        if len(line.cells) != len(names):
            why = Text(
                f"有 {len(line.cells)} 格，表头有 {len(names)} 格",
                f"it has {len(line.cells)} cells, the header {len(names)}",
            )
            fix = Text(
                "补齐或去掉多余的格；含逗号的内容加引号",
                "add or remove cells; put what holds a comma in quotes",
            )
            raise Row(source, line.number, {}).bad(lines[header].cells[-1], why, fix)
    first = lines[header].number if lines else 1
    return Rows(_rows(lines[header + 1 :], names, source, "", first), source)


def rows_of_workbook(path: Path, wanted: str = "") -> Rows:
    """Rows of the one sheet of a workbook that holds readings, or of the sheet that is named.

    Months that the spreadsheet turned into first days of months are months again, and said so; rows of sums are left out.

    Raises
    ------
    BadInput
        If no sheet holds readings, or several do and none is named; else naming file, sheet and row.
    """
    sheet = _picked(read_sheets(path), wanted, path.name)
    header = _header(sheet.lines)
    top = sheet.lines[header]
    names = _names(top, path.name, sheet.name)
    body, notes = _without_sums(sheet.lines[header + 1 :], names.index("month"))
    at = [place for place, name in enumerate(names) if name]
    body = [line for line in body if any(line.cell(n) or (line.number, n) in sheet.stale for n in at)]
    _check_cells(sheet, body, names)
    rows = _rows(body, names, path.name, sheet.name, top.number)
    rows, told = _months(rows, top.cell(names.index("month")))
    return Rows(rows, place(path.name, sheet.name).en, (*sheet.notes, *notes, *told))


def _picked(sheets: Sequence[Sheet], wanted: str, source: str) -> Sheet:
    named = [sheet.name for sheet in sheets]
    zh, en = "、".join(named), ", ".join(named)
    if wanted:
        for sheet in sheets:
            if sheet.name.strip() == wanted.strip():
                return sheet
        why = Text(f"没有工作表“{wanted}”", f"there is no sheet “{wanted}”")
        raise refuse(source, why, Text(f"有：{zh}", f"there are: {en}"))
    found = [sheet for sheet in sheets if sheet.lines and _whole(sheet.lines[_header(sheet.lines)])]
    if len(found) == 1:
        return found[0]
    if found:
        listed = [sheet.name for sheet in found]
        why = Text(
            f"有 {len(found)} 张工作表像读数表：{'、'.join(listed)}",
            f"{len(found)} sheets of it look like readings: {', '.join(listed)}",
        )
        advice = Text(
            "在项目文件写明 sheet: 工作表名（或加 --sheet）",
            "name one: sheet: NAME in the project file, or --sheet NAME",
        )
        raise refuse(source, why, advice)
    held = [sheet for sheet in sheets if sheet.lines]
    if len(held) == 1:
        return held[0]
    columns = "、".join(REQUIRED), ", ".join(REQUIRED)
    why = Text(f"没有一张工作表是读数表：{zh}", f"no sheet of it holds readings: {en}")
    raise refuse(source, why, Text(f"表头应含：{columns[0]}", f"the header needs: {columns[1]}"))


def _known(line: Line) -> list[str]:
    return [words.columns().get(words.plain(cell), "") for cell in line.cells]


def _whole(line: Line) -> bool:
    return set(REQUIRED) <= set(_known(line))


def _header(lines: Sequence[Line]) -> int:
    """Position of the first row that names every column needed, else of the first row of all."""
    return next((n for n, line in enumerate(lines[:LOOKED_AT]) if _whole(line)), 0)


def _names(header: Line, source: str, sheet: str) -> list[str]:
    names = _known(header)
    top = Row(source, header.number, dict.fromkeys(REQUIRED, ""), sheet)
    columns = Text(f"表头应含：{'、'.join(REQUIRED)}", f"the header needs: {', '.join(REQUIRED)}")
    for name in REQUIRED:
        if name not in names:
            raise top.bad(name, Text("表头没有这一列", "the header has no such column"), columns)
    twice = [name for name in names if name and names.count(name) > 1]
    if twice:
        raise top.bad(twice[0], Text("该列出现两次", "the column stands there twice"), columns)
    return names


def _rows(lines: Iterable[Line], names: list[str], source: str, sheet: str, header: int) -> tuple[Row, ...]:
    rows = tuple(
        Row(source, line.number, {name: line.cell(n) for n, name in enumerate(names) if name}, sheet)
        for line in lines
    )
    if not rows:
        columns = Text(f"表头应含：{'、'.join(REQUIRED)}", f"the header needs: {', '.join(REQUIRED)}")
        top = Row(source, header, dict.fromkeys(REQUIRED, ""), sheet)
        raise top.bad("value", Text("没有数据行", "there are no rows"), columns)
    return rows


def _without_sums(lines: Sequence[Line], key: int) -> tuple[list[Line], list[Text]]:
    sums = [line.number for line in lines if is_total(line.cell(key))]
    listed = ", ".join(map(str, sums))
    said = Text(f"合计行没有读取：第 {listed} 行", f"rows of sums were not read: {listed}")
    return [line for line in lines if line.number not in sums], [said] if sums else []


def _check_cells(sheet: Sheet, body: Iterable[Line], names: list[str]) -> None:
    """Refuse formulas never calculated, their errors, and a quantity that stands in merged cells."""
    for line in body:
        for n, name in enumerate(names):
            if not name:
                continue
            row = Row(sheet.source, line.number, {name: line.cell(n)}, sheet.name)
            if (line.number, n) in sheet.stale:
                why = Text("是公式，没有保存计算结果", "it is a formula without its stored result")
                advice = Text(
                    "在电子表格软件中打开并保存一次", "open the file in a spreadsheet and save it once"
                )
                raise row.bad(name, why, advice)
            if name in ("value", "register") and line.cell(n) and (line.number, n) in sheet.merged:
                ref = sheet.merged[line.number, n]
                why = Text(
                    f"读数落在合并单元格 {ref} 内，不知道属于哪一行",
                    f"the reading stands in the merged cells {ref}: which row it belongs to is open",
                )
                advice = Text("取消合并，逐行填写", "unmerge them and write one reading a row")
                raise row.bad(name, why, advice)


def _months(rows: tuple[Row, ...], heading: str) -> tuple[tuple[Row, ...], tuple[Text, ...]]:
    """A spreadsheet keeps 2025-07 as 2025-07-01: under a heading of months such days are months."""
    first_days = all(_FIRST_DAY.fullmatch(row.get("month")) for row in rows)
    if words.plain(heading) not in words.month_words() or not first_days:
        return rows, ()
    said = Text(
        f"“{heading}”列是各月首日，按月份读取",
        f"column “{heading}” holds first days of months and was read as months",
    )
    months = [row._replace(cells=row.cells | {"month": row.get("month")[:-3]}) for row in rows]
    return tuple(months), (said,)
