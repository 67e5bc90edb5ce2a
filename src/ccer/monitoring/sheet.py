"""A sheet as rows of text that know where they stand, and the refusal of a file that is none."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ..core.errors import BadInput
from ..core.text import Text

MAX_COLUMNS: Final = 500
SAVE: Final = Text(
    "在电子表格软件中打开，另存为 .xlsx 或 CSV（UTF-8）",
    "open it in a spreadsheet and save it as .xlsx or as CSV (UTF-8)",
)
_LAYERED: Final = (".gpkg", ".zip")
SPLIT: Final = Text("按样地或按年份拆分", "split it by plots or by years")


class Line(NamedTuple):
    """One row of a sheet by the number a spreadsheet shows for it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        """The text of a cell, empty beyond the end of the row."""
        return self.cells[index] if index < len(self.cells) else ""


class Sheet(NamedTuple):
    """A sheet as rows of text; blank rows are left out.

    Parameters
    ----------
    source, name : str
        File; sheet, empty for CSV.
    lines : tuple of Line
    notes : tuple of Text
        What was done, and what a reader of the paper would not see: hidden rows, merged cells, another encoding.
    merged : dict
        (row, column from 0) -> range, for every cell of a merged range.
    stale : frozenset
        (row, column) of formulas without a stored value.
    """

    source: str
    name: str
    lines: tuple[Line, ...]
    notes: tuple[Text, ...] = ()
    merged: Mapping[tuple[int, int], str] = MappingProxyType({})
    stale: frozenset[tuple[int, int]] = frozenset()

    @property
    def place(self) -> Text:
        return place(self.source, self.name)


def place(source: str, sheet: str) -> Text:
    """File and sheet, or layer of a file of outlines, as the beginning of a sentence."""
    if not sheet:
        return Text(source, source)
    if source.casefold().endswith(_LAYERED):
        return Text(f"{source} 图层“{sheet}”", f"{source}, layer “{sheet}”")
    return Text(f"{source} 工作表“{sheet}”", f"{source}, sheet “{sheet}”")


def refuse(source: str, why: Text, advice: Text = SAVE, sheet: str = "") -> BadInput:
    """A refusal of a whole file, or of one sheet of it."""
    where = place(source, sheet)
    what = Text(f"文件 {where.zh} 无法使用", f"the file {where.en} cannot be used")
    return BadInput(what=what, why=why, next=advice)


def check_size(source: str, sheet: str, row: int, columns: int, max_rows: int) -> None:
    """Refuse a sheet with too many rows or columns as soon as it is seen."""
    if row > max_rows:
        raise refuse(
            source, Text(f"超过 {max_rows:,} 行", f"it has more than {max_rows:,} rows"), SPLIT, sheet
        )
    if columns > MAX_COLUMNS:
        why = Text(
            f"第 {row} 行有 {columns} 列，上限 {MAX_COLUMNS} 列",
            f"row {row} has {columns} columns, the limit is {MAX_COLUMNS}",
        )
        raise refuse(
            source, why, Text("一行一条记录，不要横排", "one observation a row, not side by side"), sheet
        )
