"""A workbook's frame: sheets, formats and cell addresses, in one language, the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path
from typing import Any, Final

import yaml

from ..core.errors import CcerError
from ..core.text import Lang, Text
from .places import factor_title

_FILE: Final = Path(__file__).parent / "workbook.yaml"
_INK, _INK_2, _GREEN, _GREEN_2, _AMBER_2, _BLUE, _LINE = (
    "#16202A", "#55616D", "#0B6B4F", "#E3F0EA", "#F6ECD9", "#1D4F91", "#D9D6CB",
)  # fmt: skip
_NUMBERS: Final = {
    "text": {},
    "whole": {"num_format": "#,##0"},
    "number": {"num_format": "#,##0.000"},
    "factor": {"num_format": "0.00000"},
    "share": {"num_format": "0.000000"},
    "year": {"num_format": "0", "align": "left"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
}


DEFAULT_WIDTH: Final = 8.43
LINE_POINTS: Final = 16.0
TITLE_POINTS: Final = 24.0
WIDE_FROM: Final = 0x2E80
"""Characters from here on are as wide as two letters."""


@functools.cache
def wording() -> dict[str, Text]:
    """Wording by dotted key."""
    raw: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {
        f"{group}.{key}": Text(row["zh"], row["en"])
        for group, rows in raw.items()
        for key, row in rows.items()
    }


class Frame:
    """An open workbook.

    Parameters
    ----------
    made : xlsxwriter.Workbook
    lang : Lang
    """

    def __init__(self, made: Any, lang: Lang) -> None:
        self.made, self.lang = made, lang
        self._formats: dict[tuple[str, ...], Any] = {}
        self._widths: dict[str, tuple[float, ...]] = {}

    def say(self, key: str, **values: object) -> str:
        """Wording of the workbook."""
        return wording()[key].say(self.lang, **values)

    def sheet(self, key: str, widths: tuple[float, ...]) -> Any:
        """A new sheet with column widths, ready to print on A4 across."""
        made = self.made.add_worksheet(self.say(f"sheet.{key}"))
        self._widths[made.name] = widths
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        made.set_default_row(LINE_POINTS)
        made.set_row(0, TITLE_POINTS)
        made.hide_gridlines(2)
        made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.set_header(f"&L{self.say(f'sheet.{key}')}&ROpenCCER")
        made.set_footer("&C&P / &N")
        made.freeze_panes(1, 0)
        return made

    def style(self, kind: str = "text", *marks: str) -> Any:
        """A format: ``kind`` of number; marks ``input``, ``provisional``, ``head``, ``title``, ``quiet``, ``total``, ``wrap``."""
        key = (kind, *sorted(marks))
        if key not in self._formats:
            given: dict[str, Any] = {
                "font_name": "Arial",
                "font_size": 10,
                "font_color": _INK,
                "valign": "top",
            }
            given |= _NUMBERS[kind]
            for mark in marks:
                given |= _MARKS[mark]
            self._formats[key] = self.made.add_format(given)
        return self._formats[key]

    def heads(
        self,
        sheet: Any,
        row: int,
        labels: list[str],
        notes: dict[int, str] | None = None,
        *,
        right: tuple[int, ...] = (),
    ) -> None:
        """A row of column heads, those of figures at the right; a note is a comment on its cell."""
        self.fit(sheet, row, dict(enumerate(labels)))
        for column, label in enumerate(labels):
            marks = ("head", "right") if column in right else ("head",)
            sheet.write_string(row, column, label, self.style("text", *marks))
            if notes and notes.get(column):
                size = {"author": "OpenCCER", "x_scale": 2.2, "y_scale": 1.1, "font_size": 9}
                sheet.write_comment(row, column, notes[column], size)

    def fit(self, sheet: Any, row: int, shown: dict[int, str]) -> None:
        """Make a row high enough for its wrapped texts: a Chinese character is as wide as two letters."""
        widths = self._widths[sheet.name]
        lines = 1
        for column, label in shown.items():
            room = max(1.0, (widths[column] if column < len(widths) else DEFAULT_WIDTH) - 1)
            wide = sum(2 if ord(letter) > WIDE_FROM else 1 for letter in label)
            lines = max(lines, -int(-wide // room))
        sheet.set_row(row, LINE_POINTS * lines)

    def clause(self, ref: str, on: dt.date) -> str:
        """A clause as people write it on a day; its path where the law base does not hold it."""
        from ..policy.corpus import corpus

        try:
            return corpus().cite(ref, on, allow_draft=True).label.say(self.lang)
        except CcerError:
            return ref

    def factor(self, name: str) -> str:
        """A grid factor such as ``East 2023`` in the workbook's language."""
        return factor_title(name).say(self.lang)

    def address(self, key: str, row: int, column: int, last_row: int | None = None) -> str:
        """An absolute address with its sheet; a range of one column where ``last_row`` is given."""
        first = f"${_letters(column)}${row + 1}"
        span = first if last_row is None else f"{first}:${_letters(column)}${last_row + 1}"
        return f"'{self.say(f'sheet.{key}')}'!{span}"


_MARKS: Final[dict[str, dict[str, Any]]] = {
    "input": {"font_color": _BLUE},
    "provisional": {"bg_color": _AMBER_2},
    "head": {"bold": True, "bg_color": _GREEN_2, "bottom": 1, "bottom_color": _GREEN, "text_wrap": True},
    "right": {"align": "right"},
    "title": {"bold": True, "font_size": 14, "font_color": _GREEN},
    "section": {"bold": True, "font_size": 11},
    "quiet": {"font_color": _INK_2, "font_size": 9},
    "total": {"bold": True, "top": 1, "top_color": _INK_2},
    "wrap": {"text_wrap": True},
    "strong": {"bold": True},
}


def cell(row: int, column: int) -> str:
    """A cell of the same sheet: ``F7``; its column stays when it is copied."""
    return f"${_letters(column)}{row + 1}"


def kind_of(name: str, unit: str) -> str:
    """How a quantity's numbers are written."""
    if "margin" in name or unit == "tCO2/MWh":
        return "factor"
    return "share" if unit == "1" else "number"


def unit_shown(printed: str) -> str:
    """A unit for people; dimensionless as a dash."""
    return "—" if printed in ("1", "") else printed


def midnight(day: dt.date) -> dt.datetime:
    """A date as the library wants it in the file's properties."""
    return dt.datetime.combine(day, dt.time())


def _letters(column: int) -> str:
    """0 is A, 26 is AA."""
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out
