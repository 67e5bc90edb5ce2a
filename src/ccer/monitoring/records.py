"""One row of a sheet with its columns understood: values are read with their units, and a refusal says file, sheet and row."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from ..core.errors import BadInput
from ..core.text import Text
from .fields import FieldUnit, Kind, is_blank, marks, plain, unit_of
from .sheet import place
from .sizes import Size, size_of

_NUMBER: Final = re.compile(
    r"'?([+-]?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d*)?(?:[eE][+-]?\d+)?)\s*([^\d,]\S*(?:\s\S+)*)?"
)
_DAY: Final = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?(?:\s.*)?|(\d{4})(\d{2})(\d{2})")
_BARE: Final = re.compile(r"\d+(?:\.\d+)?")
_FIGURES: Final = frozenset("0123456789")
_SHORT_DAY: Final = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{1,4}")
_MONTH_ONLY: Final = re.compile(r"\d{4}\D\d{1,2}\D?")
_DAYS: Final = re.compile(r"\d{4}\D\d{1,2}\D\d{1,2}\D+\d.*")
YEARS: Final = (1950, 2100)
"""A survey of another year is a slip of the pen."""
_LESS: Final = ("<", "\uff1c", "\u2264")
_RANGE: Final = re.compile(r"\d+(\.\d+)?[-~～–—]\d+(\.\d+)?")
_SERIAL: Final = re.compile(r"[2-6]\d{4}(\.\d+)?")
_HAS_SIGN: Final = re.compile(r"\d,\d")


class Record(NamedTuple):
    """One row.

    Parameters
    ----------
    source, sheet, number
        Where it stands.
    kind : Kind
    cells : dict
        Field -> text.
    headings : dict
        Field -> heading as written.
    units : dict
        Field -> unit its column is in.
    merged : dict
        Field -> merged range its cell is part of.
    stale : frozenset
        Fields whose cell holds a formula that was never calculated.
    """

    source: str
    sheet: str
    number: int
    kind: Kind
    cells: dict[str, str]
    headings: dict[str, str]
    units: dict[str, FieldUnit]
    merged: Mapping[str, str] = MappingProxyType({})
    stale: frozenset[str] = frozenset()

    def bad(self, field: str, why: Text, advice: Text) -> BadInput:
        """A refusal that names file, sheet, row and column."""
        where = place(self.source, self.sheet)
        heading = self.headings.get(field) or self.kind.fields[field].title.zh
        english = self.headings.get(field) or self.kind.fields[field].title.en
        value = self.cells.get(field, "")
        return BadInput(
            what=Text(
                f"{where.zh} 第 {self.number} 行“{heading}”列“{value}”无法使用",
                f"{where.en}, row {self.number}, column “{english}”: “{value}” cannot be used",
            ),
            why=why,
            next=advice,
        )

    def has(self, field: str) -> bool:
        """True where something is written."""
        return field in self.stale or not is_blank(self.cells.get(field, ""))

    def text(self, field: str, needed: bool = False) -> str:
        """Text of a cell, empty where nothing is written; refused where it is needed."""
        if field in self.stale:
            why = Text("公式没有保存计算结果", "it is a formula whose result was not stored")
            raise self.bad(
                field,
                why,
                Text("在电子表格软件中打开并保存一次", "open the file in a spreadsheet and save it once"),
            )
        value = self.cells.get(field, "")
        if value and value[0] in _FIGURES:
            return value
        if value.startswith("#") and value.isascii() and len(value) > 2 and not value[1:].isdigit():
            why = Text(f"公式结果是错误值 {value}", f"the formula gives the error {value}")
            raise self.bad(field, why, Text("改正公式，或填写数值", "mend the formula, or write the value"))
        if value.casefold() in marks("ditto"):
            why = Text(
                "写的是同上，排序或筛选后会错行", "it says ditto, which goes wrong once rows are sorted"
            )
            raise self.bad(field, why, Text("逐行填写", "write the value in each row"))
        if is_blank(value):
            if needed:
                raise self.bad(
                    field,
                    Text("空着，而这一列必须填写", "it is empty, and this column is needed"),
                    Text("补上该格", "fill in the cell"),
                )
            return ""
        return value

    def number_of(self, field: str) -> float:
        """A needed number in the unit of the equations."""
        self.text(field, needed=True)
        value = self.maybe(field)
        assert value is not None
        return value

    def maybe(self, field: str) -> float | None:
        """A number in the unit of the equations, or None where nothing is written."""
        if field not in self.cells:
            return None
        text = self.text(field)
        if not text:
            return None
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text)
        if field in self.merged:
            why = Text(
                f"数值落在合并单元格 {self.merged[field]} 内，不知道属于哪一行",
                f"the number stands in the merged cells {self.merged[field]}: which row it belongs to is open",
            )
            raise self.bad(field, why, Text("取消合并，逐行填写", "unmerge them and write one number a row"))
        wanted = self.kind.fields[field].unit
        if wanted is not None and wanted.of == "area":
            column = self.units.get(field)
            if (size := size_of(text)) is not None:
                return self._limited(field, size.area(self._side(field, size), wanted), wanted)
            if column is not None and column.of == "length":
                why = Text(
                    "本列写的是边长，这里不是“长×宽”",
                    "the column holds sides, and this is not “length×width”",
                )
                raise self.bad(field, why, Text("写成 20×30，或改写面积", "write 20×30, or the area"))
        number, unit = self._split(field, text)
        return self._limited(field, number, unit)

    def _side(self, field: str, size: Size) -> FieldUnit:
        """The unit of length of the sides of a plot: their own, else that of the column."""
        column = self.units.get(field)
        unit = size.unit or (column if column is not None and column.of == "length" else None)
        if unit is None:
            why = Text("边长没有写单位", "the sides have no unit")
            raise self.bad(field, why, Text("写成 20m×30m", "write 20m×30m"))
        return unit

    def whole(self, field: str, otherwise: int) -> int:
        """A whole number from 1 up."""
        value = self.maybe(field)
        if value is None:
            return otherwise
        if value != int(value):
            why = Text("应为整数", "it must be a whole number")
            raise self.bad(field, why, Text("按整数填写", "write a whole number"))
        if value < 1:
            why = Text("株数为零的行不是观测", "a row that counts none observes nothing")
            raise self.bad(field, why, Text("删去该行", "take the row out"))
        return int(value)

    def day(self, field: str, needed: bool = False) -> dt.date | None:
        """A calendar day."""
        text = self.text(field, needed)
        if not text:
            return None
        if found := _DAY.fullmatch(unicodedata.normalize("NFKC", text)):
            parts = [int(part) for part in found.groups() if part]
            try:
                day = dt.date(*parts)
            except ValueError:
                why = Text("没有这一天", "there is no such day")
                raise self.bad(field, why, Text("核对月份和日期", "check month and day")) from None
            if not YEARS[0] <= day.year <= YEARS[1]:
                why = Text(f"{day.year} 年不会有调查", f"nothing was surveyed in {day.year}")
                raise self.bad(field, why, Text("核对年份", "check the year"))
            return day
        raise self._no_day(field, text)

    def _no_day(self, field: str, text: str) -> BadInput:
        if _DAYS.fullmatch(text):
            why = Text("是一段时间，不是一天", "it is a span of days, not one day")
        elif _MONTH_ONLY.fullmatch(text):
            why = Text("只写到月，没有写哪一天", "it gives the month and not the day")
        elif _SHORT_DAY.fullmatch(text):
            why = Text("分不清哪个是年、月、日", "which part is day, month or year is open")
        elif _SERIAL.fullmatch(text):
            why = Text("是日期序号，单元格没有设成日期", "it is a serial number of a cell not set as a date")
        else:
            why = Text("不是日期", "it is not a date")
        return self.bad(field, why, Text("写成 2025-07-01", "write 2025-07-01"))

    def _split(self, field: str, text: str) -> tuple[float, FieldUnit | None]:
        """Number and the unit it is in: its own, else that of its column."""
        column = self.units.get(field)
        if _BARE.fullmatch(text):
            return float(text), column
        found = _NUMBER.fullmatch(text)
        own = unit_of(found[2]) if found and found[2] else None
        if found is None or (found[2] and own is None):
            raise self._no_number(field, text)
        if own is not None and column is not None and own.of != column.of:
            why = Text(
                f"单位 {own.name} 与本列不符", f"the unit {own.name} does not measure what this column holds"
            )
            raise self.bad(field, why, Text("核对单位", "check the unit"))
        if own is not None and column is not None and own != column and not self.kind.fields[field].given:
            why = Text(
                f"格内写 {own.name}，本列的单位是 {column.name}",
                f"the cell says {own.name}, its column {column.name}",
            )
            raise self.bad(field, why, Text("统一单位", "use one unit in a column"))
        return float(found[1].replace(",", "")), own or column

    def _no_number(self, field: str, text: str) -> BadInput:
        if text.startswith(_LESS) or text.casefold() in marks("below"):
            why = Text("低于检出限，没有数值", "it is below the limit of detection: there is no figure")
            advice = Text(
                "按检测报告写出所采用的数值并留依据；不能当作零，也不能留空",
                "write the figure used and keep its grounds; it is neither zero nor empty",
            )
            return self.bad(field, why, advice)
        if "±" in text:
            why = Text("带着误差范围", "it carries its own error")
            return self.bad(
                field, why, Text("只写数值，误差另列一列", "write the figure; give the error a column")
            )
        if _RANGE.fullmatch(text):
            why = Text("是一个范围，不是一个数", "it is a range, not one number")
            return self.bad(field, why, Text("径阶写中值", "give the middle of a diameter class"))
        if _HAS_SIGN.search(text):
            why = Text("逗号不是小数点", "a comma is no decimal point")
            return self.bad(field, why, Text("小数点写句点", "write the decimal point as a point"))
        why = Text("不是数", "it is not a number")
        return self.bad(
            field, why, Text("只写数字；没有测的留空", "write digits; leave empty what was not measured")
        )

    def _limited(self, field: str, number: float, unit: FieldUnit | None) -> float:
        known = self.kind.fields[field]
        same = unit is not None and known.unit is not None and unit.of == known.unit.of
        value = unit.to(number, known.unit) if same and unit and known.unit else number
        if not math.isfinite(value):
            raise self.bad(
                field,
                Text("数太大，写不下", "the number is too large to hold"),
                Text("核对数字", "check the figure"),
            )
        if value < 0 and known.name not in ("longitude", "latitude", "error"):
            why = Text("不能为负", "it cannot be negative")
            raise self.bad(field, why, Text("核对正负号", "check the sign"))
        if known.most is not None and value > known.most and (same or unit is None):
            shown = known.unit.name if known.unit else ""
            why = Text(
                f"折合 {value:,.6g} {shown}，超过 {known.title.zh} 的可能上限 {known.most:,g} {shown}",
                f"it is {value:,.6g} {shown}, more than {known.title.en} can be ({known.most:,g} {shown})",
            )
            raise self.bad(field, why, Text("核对单位和小数点", "check the unit and the decimal point"))
        return value


def same_name(one: str, other: str) -> bool:
    """True when two names differ in case, blanks or dashes only."""
    return one != other and plain(one) == plain(other)
