"""The rows of a readings file: which sheet of a workbook, which row is its header, and a refusal that says where.

A row is one reading of one meter in one direction; where the directions (or the quantities of a methodology) stand side by side as
columns with their units, each becomes rows of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from ..core.errors import BadInput
from ..core.text import Text
from . import words
from .fields import is_remark, is_total
from .sheet import Line, Sheet, place, refuse
from .spreadsheet import lines_of, read_sheets

REQUIRED: Final = ("month", "point", "direction", "value", "unit")
LOOKED_AT: Final = 40
"""Rows in which a header is looked for."""
MAX_ROWS: Final = 5_000_000
_FIRST_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.]0?1")
_BRACKETS: Final = re.compile(r"(.*?)[（(\[【](.*?)[）)\]】](.*)")


class Row(NamedTuple):
    """One row of a file with its column names, so that a refusal can say where."""

    source: str
    number: int
    cells: dict[str, str]
    sheet: str = ""
    headings: Mapping[str, str] = MappingProxyType({})

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def bad(self, column: str, why: Text, advice: Text) -> BadInput:
        """A refusal that names file, sheet, row and column."""
        where = place(self.source, self.sheet)
        heading = self.headings.get(column) or words.titles().get(column, column)
        return BadInput(
            what=Text(
                f"{where.zh} 第 {self.number} 行“{heading}”列“{self.get(column)}”无法使用",
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


class Layout(NamedTuple):
    """What the cells of a header name.

    Parameters
    ----------
    header : Line
    names : tuple of str
        Column by position, empty where it is none.
    unit : str
        Unit in the heading of the values.
    beside : dict
        Position -> direction and unit, of directions that stand side by side.
    """

    header: Line
    names: tuple[str, ...]
    unit: str
    beside: dict[int, tuple[str, str]]

    @property
    def lacking(self) -> list[str]:
        """Columns needed and not there."""
        have = set(self.names)
        if {"before", "register", "multiplier"} <= have:
            have.add("value")
        if self.unit or (self.beside and all(unit for _, unit in self.beside.values())):
            have.add("unit")
        if self.beside and not {"direction", "value"} & have:
            have |= {"direction", "value"}
        return [name for name in REQUIRED if name not in have]


def is_workbook(path: Path) -> bool:
    """True where the content is a packed workbook, whatever the name says."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def rows_of_text(text: str, source: str, sides: Collection[str] = ()) -> Rows:
    """Rows of CSV text.

    Parameters
    ----------
    sides : collection of str
        Words of quantities that may stand side by side, beside those of the directions.

    Raises
    ------
    BadInput
        Naming file and row.
    """
    lines, notes = lines_of(text, source, MAX_ROWS)
    return _rows_of(Sheet(source, "", lines, notes), sides, source)


def rows_of_workbook(path: Path, wanted: str = "", sides: Collection[str] = ()) -> Rows:
    """Rows of the one sheet of a workbook that holds readings, or of the sheet that is named.

    Raises
    ------
    BadInput
        If no sheet holds readings, or several do and none is named; else naming file, sheet and row.
    """
    sheet = _picked(read_sheets(path), wanted, path.name, sides)
    return _rows_of(sheet, sides, place(path.name, sheet.name).en)


def _rows_of(sheet: Sheet, sides: Collection[str], where: str) -> Rows:
    """Rows of a sheet. First days of months under a heading of months are months again; sums and remarks are left out; all is said."""
    header = _header(sheet.lines, sides)
    layout = _layout(sheet.lines[header] if sheet.lines else Line(1, ()), sides)
    _check_layout(layout, sheet)
    body, notes = _without_sums(sheet.lines[header + 1 :], layout)
    _check_width(layout, body, sheet)
    at = [place for place, name in enumerate(layout.names) if name] + list(layout.beside)
    body = [line for line in body if any(line.cell(n) or (line.number, n) in sheet.stale for n in at)]
    _check_cells(sheet, body, layout)
    rows = _rows(body, layout, sheet)
    if layout.beside:
        named = "、".join(layout.header.cell(n) for n in layout.beside)
        notes.append(Text(f"各列分别成行：{named}", f"each of these columns became rows of its own: {named}"))
    rows, told = _months(rows, layout)
    return Rows(rows, where, (*sheet.notes, *notes, *told))


def _check_width(layout: Layout, body: Iterable[Line], sheet: Sheet) -> None:
    """In CSV every row has as many cells as the header; a workbook leaves empty cells out."""
    width = len(layout.names)
    for line in body:
        if not sheet.name and len(line.cells) != width:
            why = Text(
                f"有 {len(line.cells)} 格，表头有 {width} 格",
                f"it has {len(line.cells)} cells, the header {width}",
            )
            fix = Text(
                "补齐或去掉多余的格；含逗号的内容加引号",
                "add or remove cells; put what holds a comma in quotes",
            )
            raise Row(sheet.source, line.number, {}).bad(layout.header.cells[-1], why, fix)


def _picked(sheets: Sequence[Sheet], wanted: str, source: str, sides: Collection[str]) -> Sheet:
    named = [sheet.name for sheet in sheets]
    zh, en = "、".join(named), ", ".join(named)
    if wanted:
        for sheet in sheets:
            if sheet.name.strip() == wanted.strip():
                return sheet
        why = Text(f"没有工作表“{wanted}”", f"there is no sheet “{wanted}”")
        raise refuse(source, why, Text(f"有：{zh}", f"there are: {en}"))
    found = [
        sheet
        for sheet in sheets
        if sheet.lines and not _layout(sheet.lines[_header(sheet.lines, sides)], sides).lacking
    ]
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
    why = Text(f"没有一张工作表是读数表：{zh}", f"no sheet of it holds readings: {en}")
    raise refuse(source, why, _needed())


def _layout(line: Line, sides: Collection[str]) -> Layout:
    names, stated, beside = [], "", {}
    for index, cell in enumerate(line.cells):
        base, unit = _bare(cell)
        name = words.columns().get(words.plain(cell)) or words.columns().get(words.plain(base), "")
        if not name and (words.plain(base) in words.directions() or words.plain(base) in sides):
            beside[index] = (base, unit)
        if name == "value":
            stated = unit
        names.append(name)
    if "direction" in names:
        beside = {}
    return Layout(line, tuple(names), stated, beside)


def _bare(heading: str) -> tuple[str, str]:
    """A heading without its brackets, and the unit in them, empty where they hold none."""
    found = _BRACKETS.fullmatch(heading)
    if found is None or words.plain(found[2]) not in words.units():
        return heading, ""
    return found[1] + found[3], found[2]


def _header(lines: Sequence[Line], sides: Collection[str]) -> int:
    """Position of the first row that names every column needed, else of the first row of all."""
    return next((n for n, line in enumerate(lines[:LOOKED_AT]) if not _layout(line, sides).lacking), 0)


def _needed() -> Text:
    zh = "、".join(words.titles()[name] for name in REQUIRED)
    return Text(
        f"表头应有：{zh}；或各方向分列并写单位，如“上网电量(MWh)”",
        f"the header needs: {', '.join(REQUIRED)}; or a column for each direction with its unit",
    )


def _check_layout(layout: Layout, sheet: Sheet) -> None:
    top = Row(sheet.source, layout.header.number, dict.fromkeys(REQUIRED, ""), sheet.name)
    for name in layout.lacking:
        raise top.bad(name, Text("表头没有这一列", "the header has no such column"), _needed())
    twice = [name for name in layout.names if name and layout.names.count(name) > 1]
    if twice:
        raise top.bad(twice[0], Text("该列出现两次", "the column stands there twice"), _needed())


def _rows(body: Sequence[Line], layout: Layout, sheet: Sheet) -> tuple[Row, ...]:
    headings = {name: layout.header.cell(n) for n, name in enumerate(layout.names) if name}
    rows = []
    for line in body:
        cells = {name: line.cell(n) for n, name in enumerate(layout.names) if name}
        if layout.unit and not cells.get("unit"):
            cells["unit"] = layout.unit
        more = [
            {"direction": word, "value": line.cell(n), "unit": unit or cells.get("unit", "")}
            for n, (word, unit) in layout.beside.items()
        ]
        rows += [Row(sheet.source, line.number, cells | one, sheet.name, headings) for one in more or [{}]]
    if not rows:
        top = Row(sheet.source, layout.header.number, dict.fromkeys(REQUIRED, ""), sheet.name)
        raise top.bad("value", Text("没有数据行", "there are no rows"), _needed())
    return tuple(rows)


def _without_sums(lines: Sequence[Line], layout: Layout) -> tuple[list[Line], list[Text]]:
    """Rows of readings; sums, and remarks that leave the columns needed empty, are left out and said."""
    key = layout.names.index("month")
    needed = [n for n, name in enumerate(layout.names) if name in ("point", "value", "direction")]
    body, sums, remarks = [], [], []
    for line in lines:
        first = next((cell for cell in line.cells if cell), "")
        if is_total(first) or is_total(line.cell(key)):
            sums.append(line.number)
        elif is_remark(first) and not all(line.cell(n) for n in needed):
            remarks.append(line.number)
        else:
            body.append(line)
    notes = []
    for numbers, zh, en in (
        (sums, "合计行", "rows of sums"),
        (remarks, "表下的说明", "remarks below the table"),
    ):
        if numbers:
            listed = ", ".join(map(str, numbers))
            notes.append(Text(f"{zh}没有读取：第 {listed} 行", f"{en} were not read: {listed}"))
    return body, notes


def _check_cells(sheet: Sheet, body: Iterable[Line], layout: Layout) -> None:
    """Refuse formulas never calculated, their errors, and a quantity that stands in merged cells."""
    for line in body:
        for n, name in enumerate(layout.names):
            name = "value" if n in layout.beside else name
            if not name:
                continue
            row = Row(sheet.source, line.number, {name: line.cell(n)}, sheet.name)
            if (line.number, n) in sheet.stale:
                why = Text("是公式，没有保存计算结果", "it is a formula without its stored result")
                advice = Text(
                    "在电子表格软件中打开并保存一次", "open the file in a spreadsheet and save it once"
                )
                raise row.bad(name, why, advice)
            if name in ("value", "register", "before") and line.cell(n) and (line.number, n) in sheet.merged:
                ref = sheet.merged[line.number, n]
                why = Text(
                    f"读数落在合并单元格 {ref} 内，不知道属于哪一行",
                    f"the reading stands in the merged cells {ref}: which row it belongs to is open",
                )
                advice = Text("取消合并，逐行填写", "unmerge them and write one reading a row")
                raise row.bad(name, why, advice)


def _months(rows: tuple[Row, ...], layout: Layout) -> tuple[tuple[Row, ...], tuple[Text, ...]]:
    """A spreadsheet keeps 2025-07 as 2025-07-01: under a heading of months such days are months."""
    heading = layout.header.cell(layout.names.index("month"))
    days = [_FIRST_DAY.fullmatch(row.get("month")) for row in rows]
    if words.plain(heading) not in words.month_words() or not all(days):
        return rows, ()
    said = Text(
        f"“{heading}”列是各月首日，按月份读取",
        f"column “{heading}” holds first days of months and was read as months",
    )
    months = [
        row._replace(cells=row.cells | {"month": f"{day[1]}-{int(day[2]):02d}"})
        for row, day in zip(rows, days, strict=True)
        if day
    ]
    return tuple(months), (said,)
