"""GeoPackage: an SQLite file whose geometries are WKB behind a header of their own (OGC 12-128, clause 2.1.3)."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import shapely

from ...core.text import Text
from ..sheet import refuse
from .feature import Feature, Layer, as_text, bad_feature

_ENVELOPES: Final = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
"""Indicator of the header -> bytes of the envelope."""
_EMPTY: Final = 0b10000
_POLYGONS: Final = ("Polygon", "MultiPolygon")
_TABLES: Final = """
SELECT c.table_name, g.column_name, g.geometry_type_name, s.organization, s.organization_coordsys_id, s.definition
FROM gpkg_contents c JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
WHERE c.data_type = 'features' ORDER BY c.table_name
"""


def read(path: Path, declared: str = "") -> tuple[Layer, ...]:
    """Every layer of features."""
    try:
        with closing(
            sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)
        ) as base:
            base.row_factory = sqlite3.Row
            tables = base.execute(_TABLES).fetchall()
            others = [str(row["table_name"]) for row in tables if _is_other(row)]
            layers = [_layer(base, path.name, row, declared) for row in tables if not _is_other(row)]
    except sqlite3.OperationalError as error:
        why = Text("没有 GeoPackage 的目录表", "it has none of the tables of a GeoPackage")
        raise refuse(path.name, why, Text("重新导出", "export it again")) from error
    except sqlite3.DatabaseError as error:
        why = Text("不是 SQLite 数据库，或已损坏", "it is no SQLite database, or it is damaged")
        raise refuse(path.name, why, Text("重新导出", "export it again")) from error
    if layers and others:
        said = Text(
            f"不是面的图层没有读取：{'、'.join(others)}",
            f"layers that hold no polygons were not read: {', '.join(others)}",
        )
        layers[0] = layers[0]._replace(notes=(*layers[0].notes, said))
    return tuple(layers)


def _is_other(table: sqlite3.Row) -> bool:
    """True for a layer that is declared to hold points or lines."""
    return any(word in str(table["geometry_type_name"] or "").upper() for word in ("POINT", "LINE", "CURVE"))


def _layer(base: sqlite3.Connection, source: str, table: sqlite3.Row, declared: str) -> Layer:
    name, column = str(table["table_name"]), str(table["column_name"])
    crs = _crs(table) or declared
    if not crs:
        why = Text("图层没有写坐标系", "the layer names no coordinate system")
        raise refuse(
            source,
            why,
            Text("在地理软件中设定，或声明", "set it in the mapping software, or declare it"),
            name,
        )
    rows = base.execute(f"SELECT * FROM {_quoted(name)}")
    features = tuple(_feature(source, name, number, row, column) for number, row in enumerate(rows, 1))
    return Layer(source, name, crs, features)


def _crs(table: sqlite3.Row) -> str:
    organisation, code = table["organization"], table["organization_coordsys_id"]
    if organisation and str(organisation).upper() not in ("NONE", "") and code not in (None, 0, -1):
        return f"{str(organisation).upper()}:{code}"
    definition = str(table["definition"] or "")
    return "" if definition.casefold() in ("", "undefined") else definition


def _feature(source: str, layer: str, number: int, row: sqlite3.Row, column: str) -> Feature:
    geometry = _geometry(source, layer, number, row[column])
    attributes = {key: as_text(row[key]) for key in row.keys() if key != column}  # noqa: SIM118
    return Feature(number, geometry, attributes)


def _geometry(source: str, layer: str, number: int, blob: Any) -> Any:
    advice = Text("重新导出该图层", "export the layer again")
    if blob is None:
        raise bad_feature(
            source, layer, number, Text("没有存几何图形", "no geometry is stored for it"), advice
        )
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        raise bad_feature(
            source, layer, number, Text("几何图形没有 GP 头", "its geometry lacks the GP header"), advice
        )
    flags = blob[3]
    envelope = _ENVELOPES.get((flags >> 1) & 0b111)
    if envelope is None:
        why = Text("几何头的范围标记不存在", "the header of its geometry has an unknown envelope")
        raise bad_feature(source, layer, number, why, advice)
    if flags & _EMPTY:
        raise bad_feature(
            source, layer, number, Text("几何图形标为空", "its geometry is marked empty"), advice
        )
    try:
        shape = shapely.force_2d(shapely.from_wkb(blob[8 + envelope :]))
    except (shapely.errors.GEOSException, struct.error, ValueError, TypeError):
        why = Text("几何图形的 WKB 读不出来", "the WKB of its geometry cannot be read")
        raise bad_feature(source, layer, number, why, advice) from None
    if shape is None or shape.geom_type not in _POLYGONS:
        kind = getattr(shape, "geom_type", "—")
        why = Text(f"图层里的 {kind} 不是面", f"a {kind} of the layer is no polygon")
        raise bad_feature(source, layer, number, why, Text("只保留面要素", "keep polygons only"))
    return shape


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
