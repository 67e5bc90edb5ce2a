"""XLSX workbooks: values by openpyxl, and what values do not show (hidden, merged, never calculated) from the sheets' XML."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from ..core.errors import BadInput
from ..core.text import Text
from .sheet import SAVE, Line, Sheet, check_size, refuse

MAX_UNPACKED: Final = 512 * 1024 * 1024
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SHOWN: Final = 12
"""How many row numbers a note lists."""


class Marks(NamedTuple):
    """What the XML of a sheet says beside its values; rows and columns as (row from 1, column from 0)."""

    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[str, ...]
    merged: dict[tuple[int, int], str]
    ranges: tuple[tuple[int, int, int, int], ...]
    stale: frozenset[tuple[int, int]]


def read_workbook(content: bytes, source: str, max_rows: int) -> Iterator[Sheet]:
    """Visible sheets of a workbook.

    Raises
    ------
    BadInput
        If it is damaged, another kind of archive, or unpacks to more than `MAX_UNPACKED`.
    """
    archive = _archive(content, source)
    damaged = Text("工作簿已损坏，打不开", "the workbook is damaged and does not open")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        parts = _parts(archive)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        unseen = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        for sheet in visible:
            marks = _marks(archive, parts[sheet.title])
            yield _sheet(sheet, source, marks, unseen, max_rows)
    except BadInput:
        raise
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, ValueError, TypeError, OSError, EOFError):
        raise refuse(source, damaged, SAVE) from None


def _archive(content: bytes, source: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError):
        why = Text("工作簿不完整，多半是传输中断", "the workbook is cut short, probably in transfer")
        raise refuse(source, why, Text("重新发送或重新下载", "send or download it again")) from None
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise _other_archive(source, names)
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MAX_UNPACKED:
        why = Text(
            f"解压后有 {unpacked / 1e6:,.0f} MB，上限 {MAX_UNPACKED / 1e6:,.0f} MB",
            f"it unpacks to {unpacked / 1e6:,.0f} MB, the limit is {MAX_UNPACKED / 1e6:,.0f} MB",
        )
        raise refuse(
            source, why, Text("删去图片和空白区域后另存", "save it without pictures and empty areas")
        )
    return archive


def _other_archive(source: str, names: set[str]) -> BadInput:
    kinds = {
        "content.xml": Text(
            "内容是 OpenDocument 表格（.ods）", "its content is an OpenDocument sheet (.ods)"
        ),
        "word/document.xml": Text("内容是 Word 文档", "its content is a Word document"),
        "xl/workbook.bin": Text("内容是二进制工作簿（.xlsb）", "its content is a binary workbook (.xlsb)"),
    }
    for name, why in kinds.items():
        if name in names:
            return refuse(source, why)
    why = Text("内容是压缩包", "its content is an archive")
    return refuse(source, why, Text("先解压，再逐个使用", "unpack it and use the files one by one"))


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Title of a sheet -> its part of the archive."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {item.attrib["Id"]: item.attrib["Target"] for item in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return {
        sheet.attrib["name"]: posixpath.normpath(posixpath.join("/xl", targets[sheet.attrib[_REL]])).lstrip(
            "/"
        )
        for sheet in book.iter(f"{_MAIN}sheet")
    }


def _marks(archive: zipfile.ZipFile, part: str) -> Marks:
    rows, columns, refs, stale = [], [], [], []
    with archive.open(part) as stream:
        for _, node in ElementTree.iterparse(stream):
            if node.tag == f"{_MAIN}row":
                if node.get("hidden") in ("1", "true"):
                    rows.append(int(node.attrib["r"]))
                stale += [_at(cell.attrib["r"]) for cell in node if _is_stale(cell)]
                node.clear()
            elif node.tag == f"{_MAIN}col" and node.get("hidden") in ("1", "true"):
                columns.append(f"{node.attrib['min']}–{node.attrib['max']}")
            elif node.tag == f"{_MAIN}mergeCell":
                refs.append(node.attrib["ref"])
    ranges = tuple(_range(ref) for ref in refs)
    merged = {
        (row, column): ref
        for ref, (left, top, right, bottom) in zip(refs, ranges, strict=True)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    return Marks(tuple(rows), tuple(columns), merged, ranges, frozenset(stale))


def _is_stale(cell: ElementTree.Element) -> bool:
    return cell.find(f"{_MAIN}f") is not None and not cell.findtext(f"{_MAIN}v")


def _at(reference: str) -> tuple[int, int]:
    row, column = coordinate_to_tuple(reference)
    return row, column - 1


def _range(ref: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = (int(edge or 1) for edge in range_boundaries(ref))
    if (right - left + 1) * (bottom - top + 1) > 1_000_000:
        raise ValueError(f"a merged range of the size of a sheet: {ref}")
    return left - 1, top, right - 1, bottom


def _sheet(sheet: Any, source: str, marks: Marks, unseen: list[str], max_rows: int) -> Sheet:
    sheet.reset_dimensions()
    rows: dict[int, list[str]] = {}
    reach: dict[int, int] = {}
    for row, column in marks.stale:
        reach[row] = max(reach.get(row, 0), column + 1)
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        check_size(source, sheet.title, number, len(texts), max_rows)
        if any(texts) or number in reach:
            rows[number] = texts + [""] * (reach.get(number, 0) - len(texts))
    _fill_down(rows, marks)
    lines = tuple(Line(number, tuple(cells)) for number, cells in rows.items())
    return Sheet(source, sheet.title, lines, _notes(marks, unseen, rows), marks.merged, marks.stale)


def _fill_down(rows: dict[int, list[str]], marks: Marks) -> None:
    """Give each row of a merged range the value of its first column's top cell: one plot written once beside its trees."""
    for left, top, _, bottom in marks.ranges:
        value = rows[top][left] if top in rows and left < len(rows[top]) else ""
        for number in range(top + 1, bottom + 1):
            if number in rows and value:
                cells = rows[number]
                cells.extend([""] * (left + 1 - len(cells)))
                cells[left] = value


def _text(cell: Any) -> str:
    """A value as a person would type it: dates as ISO, shares shown as per cent with their sign."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, (bool, dt.date, dt.time)):
        return str(value)
    if isinstance(value, (int, float)):
        if "%" in str(getattr(cell, "number_format", "") or ""):
            return f"{value * 100:.12g}%"
        return f"{value:.15g}"
    return str(value).strip()


def _notes(marks: Marks, unseen: list[str], rows: dict[int, list[str]]) -> tuple[Text, ...]:
    notes = []
    hidden = [str(number) for number in marks.hidden_rows if number in rows]
    if hidden:
        listed = ", ".join(hidden[:_SHOWN]) + (" …" if len(hidden) > _SHOWN else "")
        notes.append(
            Text(
                f"{len(hidden)} 个隐藏行照样读取：{listed}",
                f"{len(hidden)} hidden rows were read like the others: {listed}",
            )
        )
    if marks.hidden_columns:
        listed = ", ".join(marks.hidden_columns)
        notes.append(
            Text(f"隐藏列照样读取：第 {listed} 列", f"hidden columns were read like the others: {listed}")
        )
    if marks.ranges:
        listed = ", ".join(list(dict.fromkeys(marks.merged.values()))[:_SHOWN])
        notes.append(
            Text(
                f"{len(marks.ranges)} 处合并单元格，首列的值用于其各行：{listed}",
                f"{len(marks.ranges)} merged ranges; the value of the first column counts for each of its rows: {listed}",
            )
        )
    if unseen:
        notes.append(
            Text(
                f"隐藏的工作表没有读取：{'、'.join(unseen)}",
                f"hidden sheets were not read: {', '.join(unseen)}",
            )
        )
    return tuple(notes)
