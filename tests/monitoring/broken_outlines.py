"""Broken outlines: GeoJSON, KML, Shapefile, GeoPackage."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import shapefile
import shapely

from ccer.monitoring.parcels import read_parcels
from ccer.monitoring.vector import read_layers

from .broken import broken, content, text
from .making import archive, feature, geojson, gp, gpkg, kml_ring, kml_text, shape, square

OTHER_DATUM = "EPSG:4610"


# ---- GeoJSON
def outlines(name: str, *says: str, features: Any, crs: str = "") -> None:
    broken(name, "own.geojson", lambda p: geojson(p, features, crs), *says, read=read_parcels)


F1 = "feature 1"
broken("no file of parcels", "none.geojson", lambda p: None, "no such file of parcels", read=read_parcels)
broken("empty parcels", "own.geojson", content(b""), "file of parcels is empty", read=read_parcels)
broken(
    "large parcels",
    "own.geojson",
    content(b" " * 3000),
    "limit is",
    read=lambda p: read_layers(p, max_bytes=2000),
)
broken("unknown suffix", "own.dwg", content(b"AC1032"), "named .dwg are not read", read=read_layers)
broken("half of it", "own.geojson", text('{"type":\n"Feat'), "line 2", "not JSON", read=read_parcels)
broken("gbk geojson", "own.geojson", content('{"名": 1}'.encode("gbk")), "not UTF-8", read=read_parcels)
broken("other json", "own.geojson", text('{"type": "Topology"}'), "no FeatureCollection", read=read_parcels)
outlines("features no list", "no list", features={"a": 1})
outlines("no features", "no polygon in it", features=[])
outlines("no geometry", F1, "no geometry", features=[{"type": "Feature", "geometry": None}])
outlines("a point", F1, "a Point, not a polygon", features=[feature([110, 30], "Point")])
outlines("three positions", F1, "3 points only", features=[feature(square()[:3])])
outlines("open ring", F1, "not closed", features=[feature(square()[:4])])
outlines("ring of words", F1, "array of coordinates", features=[feature(["a", "b"])])
outlines("unknown system", "“EPSG:999999” is not known", features=[feature(square())], crs="EPSG:999999")
outlines("another datum", "neither CGCS2000 nor WGS 84", features=[feature(square())], crs=OTHER_DATUM)
outlines("swapped outline", F1, "its points are swapped", features=[feature([[y, x] for x, y in square()])])
outlines("abroad", F1, "is not in China", features=[feature(square(2.3, 48.8))])
outlines("metres", F1, "probably projected", features=[feature(square(500000, 3300000, 100))])
outlines("bow tie", F1, "Self-intersection", features=[feature([[110, 30], [110.01, 30.01], [110.01, 30], [110, 30.01], [110, 30]])])  # fmt: skip
outlines("a line of corners", F1, "lie on one line", features=[feature([[110, 30], [110.01, 30], [110.02, 30], [110, 30]])])  # fmt: skip
outlines("name twice", "feature 2", "feature 1: bears that name", features=[feature(square(), parcel="A"), feature(square(111), parcel="a")])  # fmt: skip
outlines("overlap", "feature 2", "overlaps “A” by", features=[feature(square(), parcel="A"), feature(square(110.005), parcel="B")])  # fmt: skip
outlines("same ground", "feature 2", "the same ground as “A”", features=[feature(square(), parcel="A"), feature(square(), parcel="B")])  # fmt: skip
outlines("area in words", F1, "“大约” is no number", features=[feature(square(), area_mu="大约")])
broken(
    "files of two systems", "own.geojson", lambda p: geojson(p, [feature(square(), parcel="A")], "EPSG:4490"), "are mixed",
    read=lambda p: read_parcels(geojson(p.with_name("b.geojson"), [feature(square(111), parcel="B")]), p),
)  # fmt: skip

# ---- KML
RING = kml_ring(square())
BOMB = '<!DOCTYPE kml [<!ENTITY a "aaaa">]>'
for name, held, says in (
    ("document type", kml_text({"A": RING}, head=BOMB), ("DOCTYPE",)),
    ("no xml", "<kml>\n<Document>", ("line 2", "not XML")),
    ("another root", kml_text({"A": RING}, root="gpx"), ("is gpx, not kml",)),
    ("coordinates in words", kml_text({"A": "这里 那里"}), (F1, "not longitude,latitude")),
    ("open kml ring", kml_text({"A": kml_ring(square()[:4])}), (F1, "a ring is not closed")),
    ("hole only", kml_text({"A": RING}, around="innerBoundaryIs"), (F1, "no outer boundary")),
):
    broken(name, "own.kml", text(held), *says, read=read_parcels)
broken("kmz of pictures", "own.kmz", lambda p: archive(p, {"a.png": b""}), "no KML", read=read_parcels)


# ---- Shapefile
def without(suffix: str) -> Callable[[Path], object]:
    return lambda p: shape(p, {"A": square()}, prj="EPSG:4490").with_suffix(suffix).unlink()


broken("no table", "own.shp", without(".dbf"), "no .dbf file", read=read_parcels)
broken("no prj", "own.shp", without(".prj"), "without a .prj", read=read_parcels)
broken("points", "own.shp", lambda p: shape(p, {"A": square()}, "EPSG:4490", shapefile.POINT), "layer of POINT", read=read_parcels)  # fmt: skip
broken("null shape", "own.shp", lambda p: shape(p, {"A": square(), "B": None}, "EPSG:4490"), "feature 2", "shape is empty", read=read_parcels)  # fmt: skip
broken("cut shapefile", "own.shp", lambda p: p.write_bytes(shape(p, {"A": square()}, "EPSG:4490").read_bytes()[:150]), "damaged or cut short", read=read_parcels)  # fmt: skip


# ---- GeoPackage
def bare_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE a (b)")
        base.commit()


GROUND = shapely.Polygon(square())
LAYER_1 = ("layer “地块”, feature 1",)
broken("no sqlite", "own.gpkg", content(b"GeoPackage?" * 90), "no SQLite database", read=read_parcels)
broken("no tables", "own.gpkg", bare_database, "tables of a GeoPackage", read=read_parcels)
for name, blob, says in (
    ("nothing stored", None, "no geometry is stored"),
    ("no header of its own", gp(GROUND, magic=b"XX"), "lacks the GP header"),
    ("unknown envelope", gp(GROUND, flags=0b1111), "unknown envelope"),
    ("marked empty", gp(GROUND, flags=0b10001), "marked empty"),
    ("wkb cut", gp(shapely.to_wkb(GROUND)[:20]), "WKB"),
    ("point in the layer", gp(shapely.Point(110, 30)), "a Point of the layer"),
):
    broken(name, "own.gpkg", lambda p, blob=blob: gpkg(p, {"A": blob}), *LAYER_1, says, read=read_parcels)
broken("undefined system", "own.gpkg", lambda p: gpkg(p, {"A": gp(GROUND)}, ("NONE", 0, "undefined")), "layer names no", read=read_parcels)  # fmt: skip
