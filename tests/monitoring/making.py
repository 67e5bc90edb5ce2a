"""Files as tests need them, whole or broken: sheets, outlines, and the containers they come in."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import shapefile
import shapely

Cells = Sequence[Sequence[Any]]
Square = list[list[float]]


def csv(path: Path, rows: Cells, encoding: str = "utf-8", separator: str = ",") -> Path:
    text = "".join(separator.join(str(cell) for cell in row) + "\n" for row in rows)
    path.write_bytes(text.encode(encoding))
    return path


def xlsx(path: Path, rows: Cells, sheet: str = "调查", then: Callable[[Any], None] | None = None) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    if then:
        then(page)
    book.save(path)
    return path


def archive(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def spoilt(path: Path, part: str, content: str) -> Path:
    """A workbook with one part replaced."""
    whole = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(whole) as packed:
        parts: dict[str, str | bytes] = {name: packed.read(name) for name in packed.namelist()}
    return archive(path, {**parts, part: content})


def square(longitude: float = 110.0, latitude: float = 30.0, size: float = 0.01) -> Square:
    """A closed ring, degrees."""
    return [
        [longitude, latitude],
        [longitude + size, latitude],
        [longitude + size, latitude + size],
        [longitude, latitude + size],
        [longitude, latitude],
    ]


def feature(ring: Any, kind: str = "Polygon", **attributes: Any) -> dict[str, Any]:
    coordinates = [ring] if kind == "Polygon" else ring
    return {
        "type": "Feature",
        "properties": attributes,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def geojson(path: Path, features: Any, crs: str = "") -> Path:
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def kml_text(
    rings: dict[str, str], around: str = "outerBoundaryIs", head: str = "", root: str = "kml"
) -> str:
    marks = "".join(
        f"<Placemark><name>{name}</name><Polygon><{around}><LinearRing><coordinates>{ring}</coordinates>"
        f"</LinearRing></{around}></Polygon></Placemark>"
        for name, ring in rings.items()
    )
    return f'<?xml version="1.0"?>{head}<{root} xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></{root}>'


def kml_ring(ring: Square) -> str:
    return " ".join(f"{x},{y},0" for x, y in ring)


def shape(
    path: Path,
    rings: dict[str, Any],
    prj: str | None = None,
    kind: int = shapefile.POLYGON,
    encoding: str = "utf-8",
) -> Path:
    with shapefile.Writer(str(path), shapeType=kind, encoding=encoding) as writer:
        writer.field("parcel", "C", 40)
        writer.field("area_mu", "N", 18, 6)
        for name, ring in rings.items():
            if ring is None:
                writer.null()
            elif kind == shapefile.POINT:
                writer.point(*ring[0])
            else:
                writer.poly([ring])
            writer.record(name, 1650.0)
    if prj is not None:
        path.with_suffix(".prj").write_text(prj, encoding="utf-8")
    return path


def gp(geometry: Any, flags: int = 1, magic: bytes = b"GP") -> bytes:
    """A geometry behind the header of a GeoPackage (little-endian, no envelope)."""
    wkb = geometry if isinstance(geometry, bytes) else shapely.to_wkb(geometry)
    return magic + struct.pack("<BBi", 0, flags, 4490) + bytes(wkb)


def gpkg(
    path: Path, blobs: dict[str, bytes | None], system: tuple[str, int, str] = ("EPSG", 4490, "")
) -> Path:
    """A GeoPackage with one layer, 地块."""
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            """
            CREATE TABLE gpkg_spatial_ref_sys
              (srs_name TEXT, srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
            CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, srs_id INTEGER);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER);
            CREATE TABLE "地块" (fid INTEGER PRIMARY KEY, geom BLOB, parcel TEXT, area_ha REAL);
            INSERT INTO gpkg_contents VALUES ('地块', 'features', 4490);
            INSERT INTO gpkg_geometry_columns VALUES ('地块', 'geom', 'POLYGON', 4490);
            """
        )
        base.execute("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 4490, ?, ?, ?)", system)
        for name, blob in blobs.items():
            base.execute('INSERT INTO "地块" (geom, parcel, area_ha) VALUES (?, ?, ?)', (blob, name, 110.0))
        base.commit()
    return path
