"""Rows as an XLSX file: one sheet a table, names of columns first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def write_tables(sheets: Mapping[str, Sequence[Mapping[str, Any]]], path: Path) -> Path:
    """Write tables; numbers stay numbers, days days, and anything else its text. Nothing typed by a person becomes a formula.

    Parameters
    ----------
    sheets : mapping
        Name of the sheet to its rows; the first row's keys name the columns.
    """
    import xlsxwriter

    made_on = dt.datetime(2024, 1, 22, tzinfo=dt.UTC)  # fixed, so that the same rows give the same file
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": made_on})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for column, title in enumerate(rows[0] if rows else ()):
                sheet.write_string(0, column, title, bold)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row.values()):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
                    elif isinstance(value, (int, float)) and not isinstance(value, bool):
                        sheet.write_number(number, column, value)
                    elif value is not None:
                        sheet.write_string(number, column, str(value))
    return path
