"""Grid factor tables as CSV: the one shipped with the library, or an operator's own of the same shape."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from ..core.errors import BadInput
from ..core.text import Text
from .grid import Factors, GridFactor
from .places import grid_names

SHIPPED: Final = Path(__file__).parent / "grid-factors.csv"
COLUMNS: Final = (
    "grid",
    "label",
    "data_year",
    "operating_margin",
    "build_margin",
    "combined_margin",
    "published_on",
    "known_by",
    "basis",
)
_LARGEST: Final = 2.0
"""No grid emits more per unit of electricity; more is a wrong unit. [tCO2/MWh]"""

Cells = dict[str, str]
Fail = Callable[[str, Text], BadInput]


@functools.cache
def shipped_factors() -> Factors:
    """The table that comes with the library."""
    return read_factors(SHIPPED)


def read_factors(path: Path) -> Factors:
    """A table of grid factors from a CSV file with the columns of `COLUMNS`."""
    return parse_factors(path.read_text(encoding="utf-8-sig"), path.name)


def parse_factors(text: str, source: str = "grid-factors.csv") -> Factors:
    """A table of grid factors from CSV text.

    Raises
    ------
    BadInput
        Naming file, row and column, if the table does not have this shape.
    """
    reader = csv.DictReader(io.StringIO(text))
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if lacking:
        raise _bad(source, 1, lacking[0], Text("缺少该列", "the column is missing"))
    rows = [_row(source, number, row) for number, row in enumerate(reader, start=2)]
    _no_twins(source, rows)
    return Factors(tuple(rows))


def _row(source: str, number: int, row: dict[str, str]) -> GridFactor:
    def fail(column: str, why: Text) -> BadInput:
        return _bad(source, number, column, why)

    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    basis: Literal["published", "inferred"]
    if cells["basis"] == "published":
        basis = "published"
    elif cells["basis"] == "inferred":
        basis = "inferred"
    else:
        raise fail("basis", Text("应为 published 或 inferred", "must be published or inferred"))
    if cells["grid"] not in grid_names():
        raise fail(
            "grid", Text(f"应为 {'、'.join(grid_names())} 之一", f"must be one of {', '.join(grid_names())}")
        )
    om, bm = _margin(cells, "operating_margin", fail), _margin(cells, "build_margin", fail)
    combined = _margin(cells, "combined_margin", fail)
    if basis == "published" and (om is None or bm is None):
        raise fail(
            "operating_margin", Text("published 的行须有 OM 和 BM", "a published row needs both margins")
        )
    if combined is None and (om is None or bm is None):
        raise fail(
            "combined_margin",
            Text("inferred 的行须有组合边际因子", "an inferred row needs the combined margin"),
        )
    half = combined if om is None or bm is None else 0.5 * om + 0.5 * bm
    if half is None or (combined is not None and abs(half - combined) > 1e-5):
        raise fail("combined_margin", Text("与 0.5·OM+0.5·BM 不符", "is not 0.5·OM + 0.5·BM"))
    published, known = _day(cells, "published_on", fail), _day(cells, "known_by", fail)
    if published is None and known is None:
        raise fail(
            "known_by", Text("公布日和知悉日至少要有一个", "a day of publication or of first use is needed")
        )
    return GridFactor(
        grid=cells["grid"],
        label=_year(cells, "label", fail),
        data_year=_year(cells, "data_year", fail),
        combined_margin=half,
        known_by=known or published or dt.date.max,
        basis=basis,
        operating_margin=om,
        build_margin=bm,
        published_on=published,
    )


def _margin(cells: Cells, column: str, fail: Fail) -> float | None:
    if not cells[column]:
        return None
    try:
        value = float(cells[column])
    except ValueError:
        raise fail(column, Text(f"“{cells[column]}”不是数", f"{cells[column]!r} is not a number")) from None
    if not 0 <= value <= _LARGEST:
        raise fail(column, Text(f"{value} 不像 tCO2/MWh 的数值", f"{value} does not look like tCO2/MWh"))
    return value


def _year(cells: Cells, column: str, fail: Fail) -> int:
    text = cells[column]
    if not (text.isascii() and text.isdigit() and 2000 <= int(text) <= 2200):
        raise fail(column, Text(f"“{text}”不是年份", f"{text!r} is not a year"))
    return int(text)


def _day(cells: Cells, column: str, fail: Fail) -> dt.date | None:
    if not cells[column]:
        return None
    try:
        return dt.date.fromisoformat(cells[column])
    except ValueError:
        raise fail(column, Text(f"“{cells[column]}”不是日期", f"{cells[column]!r} is not a date")) from None


def _no_twins(source: str, rows: list[GridFactor]) -> None:
    seen: dict[tuple[str, int], int] = {}
    for number, row in enumerate(rows, start=2):
        first = seen.setdefault((row.grid, row.label), number)
        if first != number:
            why = Text(f"{row.name} 已在第 {first} 行", f"{row.name} stands in row {first} already")
            raise _bad(source, number, "label", why)


def _bad(source: str, row: int, column: str, why: Text) -> BadInput:
    return BadInput(
        what=Text(
            f"{source} 第 {row} 行 {column} 列无法使用",
            f"{source}, row {row}, column {column} cannot be used",
        ),
        why=why,
        next=Text(f"列应为：{', '.join(COLUMNS)}", f"the columns are: {', '.join(COLUMNS)}"),
    )
