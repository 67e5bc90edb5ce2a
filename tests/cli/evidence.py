"""Evidence of a filing as people send it: a workbook of readings, of plots and trees, a parcel."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pyproj

HEADER = ["月份", "计量点", "方向", "数值", "单位"]
Row = tuple[str, str, str, float, str]
Files = Callable[[Path], object]


def sheets(path: Path, **held: list[list[Any]]) -> None:
    """A workbook, each sheet under a line of title as people write them."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in held.items():
        page = book.create_sheet(name)
        for row in (["示例项目（虚构）"], *rows):
            page.append(row)
    book.save(path)


def readings(*rows: Row) -> Files:
    """A workbook with a sheet of readings behind one of notes."""
    return lambda folder: sheets(
        folder / "readings.xlsx", 说明=[["虚构的读数"]], 读数=[HEADER, *map(list, rows)]
    )


def month(interval: str, values: Iterable[tuple[str, str, float, str]]) -> list[Row]:
    return [(interval, *value) for value in values]


def survey(plots: list[list[Any]], trees: list[list[Any]]) -> Files:
    return lambda folder: sheets(
        folder / "readings.xlsx",
        样地=[["样地号", "碳层", "样地规格", "调查日期"], *plots],
        每木检尺=[["样地号", "树种", "胸径(cm)", "树高(m)", "株数", "调查日期"], *trees],
    )


RING = [[110.0, 21.0], [110.02, 21.0], [110.02, 21.01], [110.0, 21.01], [110.0, 21.0]]
HECTARES = abs(pyproj.Geod(ellps="GRS80").polygon_area_perimeter(*zip(*RING, strict=True))[0]) / 10_000
"""Of the parcel below, by another way than the equal-area one. [ha]"""


def parcel(folder: Path) -> None:
    """A parcel of stratum A as GeoJSON."""
    outline = {"type": "Polygon", "coordinates": [RING]}
    feature = {"type": "Feature", "properties": {"小班号": "1", "碳层": "A"}, "geometry": outline}
    (folder / "parcels.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False), encoding="utf-8"
    )
