"""Spreadsheets as people have them: CSV or XLSX, whatever the name says, become rows that know their file, sheet and number."""

from __future__ import annotations

import csv
import io
import itertools
import re
from pathlib import Path
from typing import Final

from ..core.errors import BadInput
from ..core.text import Text
from . import intake
from .sheet import MAX_COLUMNS, SPLIT, Line, Sheet, check_size, refuse
from .workbook import read_workbook

MAX_BYTES: Final = 256 * 1024 * 1024
MAX_ROWS: Final = 2_000_000
_OTHER: Final = (
    (b"%PDF", Text("内容是 PDF 文件", "its content is a PDF")),
    (b"\x89PNG", Text("内容是图片", "its content is a picture")),
    (b"\xff\xd8\xff", Text("内容是照片", "its content is a photograph")),
    (b"Rar!", Text("内容是 RAR 压缩包", "its content is a RAR archive")),
    (b"SQLite format 3", Text("内容是数据库或 GeoPackage", "its content is a database or a GeoPackage")),
)
_MARKUP: Final = ("<html", "<!doctype", "<table", "<?xml", "<meta")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_COMMA: Final = re.compile(r"[+-]?\d+,\d+")
_THOUSANDS: Final = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_SEPARATORS: Final = {
    ",": Text("逗号", "commas"),
    "\t": Text("制表符", "tabs"),
    ";": Text("分号", "semicolons"),
    "\uff0c": Text("全角逗号", "full-width commas"),
}


def read_sheets(path: Path | str, max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS) -> tuple[Sheet, ...]:
    """Every visible sheet of a file.

    What the content is decides, not the suffix; where they differ a note says so.

    Parameters
    ----------
    path : Path
    max_bytes, max_rows : int
        Largest file, and most rows of one sheet, that are taken.

    Raises
    ------
    BadInput
        If the file is missing, empty, too large, damaged, or no spreadsheet.
    """
    file = Path(path)
    content = _content(file, max_bytes)
    suffix = file.suffix.casefold()
    if content.startswith(b"PK\x03\x04"):
        found = list(read_workbook(content, file.name, max_rows))
        told = _told(
            suffix in (".xlsx", ".xlsm"),
            Text("内容是 Excel 工作簿，按工作簿读取", "its content is an Excel workbook and was read as one"),
        )
    else:
        found = [_csv(content, file, max_rows)]
        told = _told(
            suffix in (".csv", ".txt", ".tsv"),
            Text("内容是文本，按 CSV 读取", "its content is text and was read as CSV"),
        )
    return tuple(sheet._replace(notes=(*told, *sheet.notes)) for sheet in found)


def _told(as_named: bool, text: Text) -> tuple[Text, ...]:
    return () if as_named else (Text("扩展名与内容不符：", "its name says otherwise: ") + text,)


def _content(file: Path, max_bytes: int) -> bytes:
    if not file.is_file():
        raise refuse(
            file.name,
            Text("找不到该文件", "there is no such file"),
            Text("核对文件名和位置", "check its name and place"),
        )
    size = file.stat().st_size
    if size > max_bytes:
        why = Text(
            f"文件有 {size / 1e6:,.1f} MB，电子表格上限 {max_bytes / 1e6:,.1f} MB",
            f"it has {size / 1e6:,.1f} MB, the limit of a spreadsheet is {max_bytes / 1e6:,.1f} MB",
        )
        raise refuse(file.name, why, SPLIT)
    content = file.read_bytes()
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise refuse(
            file.name,
            Text("文件是空的", "it is empty"),
            Text("核对是否发错了文件", "check that it is the right file"),
        )
    _refuse_others(file.name, content)
    return content


def _refuse_others(source: str, content: bytes) -> None:
    """Refuse what is neither text nor a workbook, each by its name."""
    for start, why in _OTHER:
        if content.startswith(start):
            raise refuse(source, why)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in content:
            why = Text("工作簿有打开密码", "the workbook is locked with a password")
            raise refuse(source, why, Text("去掉密码后另存", "save it without the password"))
        raise refuse(source, Text("内容是旧版 Excel（.xls）", "its content is old Excel (.xls)"))
    start_text = content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").decode("latin-1").casefold()
    if start_text.startswith(_MARKUP):
        raise refuse(
            source,
            Text(
                "内容是网页或 XML，只是取了表格的名字",
                "its content is a web page or XML under the name of a spreadsheet",
            ),
        )
    if start_text.startswith(("{", "[")):
        why = Text("内容是 JSON，不是表格", "its content is JSON, not a table")
        raise refuse(source, why, Text("地块请用 .geojson 扩展名", "for parcels use the suffix .geojson"))


def _csv(content: bytes, file: Path, max_rows: int) -> Sheet:
    text, said = intake.decode(content, file)
    lines, notes = lines_of(text, file.name, max_rows)
    return Sheet(file.name, "", lines, (*said, *notes))


def lines_of(text: str, source: str, max_rows: int) -> tuple[tuple[Line, ...], tuple[Text, ...]]:
    """Rows of text separated by commas, tabs or semicolons, by the number a spreadsheet shows for them; and what was done.

    Raises
    ------
    BadInput
        If its quotation marks do not pair, or it has too many rows or columns.
    """
    separator = _separator(text)
    lines = []
    number = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
        ):
            if number > max_rows or len(cells) > MAX_COLUMNS:
                check_size(source, "", number, len(cells), max_rows)
            line = Line(number, tuple([cell.strip() for cell in cells]))
            if any(line.cells):
                lines.append(line)
    except csv.Error as error:
        raise _not_csv(source, number + 1, str(error)) from None
    if separator == ",":
        return tuple(lines), ()
    notes = [Text("分隔符是", "separated by ") + _SEPARATORS[separator]]
    if separator == ";":
        lines, told = _with_points(source, lines)
        notes += told
    return tuple(lines), tuple(notes)


def _with_points(source: str, lines: list[Line]) -> tuple[list[Line], list[Text]]:
    """Decimal commas as points, where a file separated by semicolons shows that its commas are decimal."""
    commas = [(line.number, cell) for line in lines for cell in line.cells if _COMMA.fullmatch(cell)]
    if not commas:
        return lines, []
    if all(_THOUSANDS.fullmatch(cell) for _, cell in commas):
        number, cell = commas[0]
        why = Text(
            f"第 {number} 行的“{cell}”分不清是小数还是千位分隔",
            f"row {number}: whether “{cell}” is a decimal or has a separator of thousands is open",
        )
        raise refuse(
            source,
            why,
            Text("小数点写句点，不写千位分隔", "write points for decimals and nothing for thousands"),
        )
    changed = [
        line._replace(
            cells=tuple(cell.replace(",", ".") if _COMMA.fullmatch(cell) else cell for cell in line.cells)
        )
        for line in lines
    ]
    return changed, [Text("逗号按小数点读取", "commas were read as decimal points")]


def _not_csv(source: str, number: int, said: str) -> BadInput:
    if "limit" in said:
        why = Text(f"第 {number} 行有一格过长", f"row {number} has a cell that is too long")
        return refuse(
            source, why, Text("多半是缺一个引号；补上后再用", "a quotation mark is probably missing; add it")
        )
    why = Text(f"第 {number} 行的引号不成对", f"the quotation marks of row {number} do not pair")
    return refuse(source, why, Text("补上或删去多余的引号", "add or remove the odd quotation mark"))


def _separator(text: str) -> str:
    """The separator that stands most often in the first rows."""
    head = "\n".join(itertools.islice((line for line in text.splitlines() if line.strip()), 10))
    return max(_SEPARATORS, key=head.count)
