"""Parcels that are in order: every format gives the same ground, areas agree with a published formula, order does not matter."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.monitoring.geodesy import areas_ha, system_of
from ccer.monitoring.parcels import Parcels, area_findings, read_parcels

from .making import archive, csv, feature, geojson, gp, gpkg, kml_ring, kml_text, shape, square, xlsx

CGCS2000_PRJ = (
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
CELLS = {
    # Ground between two parallels and two meridians one degree apart on GRS 80 (a = 6 378 137 m, f = 1/298.257222101):
    # A = a² Δλ (q(φ2) − q(φ1)) / 2 with q(φ) = (1 − e²) [sin φ / (1 − e² sin² φ) − ln((1 − e sin φ) / (1 + e sin φ)) / 2e]
    # (Snyder, Map projections: a working manual, 1987, eq. 3-12). Latitude of the southern edge -> hectares.
    20: 1154837.6595950788,
    30: 1064239.3438712542,
    45: 868649.495667424,
}


@pytest.mark.parametrize("south", CELLS)
def test_area_of_a_cell_of_one_degree(south: int) -> None:
    """The edges are drawn along the parallels, by a point every 1/200°; straight edges would cut the corner."""
    cell = shapely.segmentize(shapely.box(110, south, 111, south + 1), 1 / 200)
    assert areas_ha([cell])[0] == pytest.approx(CELLS[south], rel=1e-7)


@pytest.mark.parametrize(("longitude", "latitude"), [(75, 39), (110, 30), (121, 47), (109, 18.5), (133, 48)])
def test_area_of_a_parcel_agrees_with_geodesics(longitude: float, latitude: float) -> None:
    """Another method, edge by edge along geodesics on the same ellipsoid; parcels of about a square kilometre."""
    outline = shapely.Polygon(square(longitude, latitude))
    geodesic, _ = pyproj.Geod(ellps="GRS80").geometry_area_perimeter(outline)
    assert areas_ha([outline])[0] == pytest.approx(abs(geodesic) / 1e4, rel=1e-6)


def in_format(folder: Path, suffix: str) -> Path:
    path = folder / f"own{suffix}"
    ring = square()
    if suffix == ".geojson":
        return geojson(path, [feature(ring, 小班号="D1", area_ha=110)], "urn:ogc:def:crs:EPSG::4490")
    if suffix == ".kml":
        path.write_text(kml_text({"D1": kml_ring(ring)}), encoding="utf-8")
        return path
    if suffix == ".kmz":
        return archive(path, {"doc.kml": kml_text({"D1": kml_ring(ring)})})
    if suffix == ".shp":
        return shape(path, {"D1": ring}, CGCS2000_PRJ)
    if suffix == ".gpkg":
        return gpkg(path, {"D1": gp(shapely.Polygon(ring))})
    rows: list[list[Any]] = [["地块号", "拐点号", "经度", "纬度", "面积(亩)", "坐标系"]]
    rows += [["D1", f"J{n}", x, y, 1650, "CGCS2000"] for n, (x, y) in enumerate(ring, 1)]
    return xlsx(path, rows) if suffix == ".xlsx" else csv(path, rows)


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".kmz", ".shp", ".gpkg", ".xlsx", ".csv"])
def test_every_format_gives_the_same_ground(tmp_path: Path, suffix: str) -> None:
    found = read_parcels(in_format(tmp_path, suffix))
    (parcel,) = found.parcels
    assert parcel.name == "D1"
    assert shapely.equals(parcel.outline, shapely.Polygon(square()))
    assert parcel.measured_ha == pytest.approx(106.9, abs=0.5)
    assert parcel.measured_mu == pytest.approx(15 * parcel.measured_ha, rel=1e-12)
    assert found.system.en.startswith("WGS 84" if suffix.startswith(".km") else "CGCS2000")
    if not suffix.startswith(".km"):
        assert parcel.stated_ha == pytest.approx(110, rel=1e-12)  # 1650 mu / 15
    (row,) = found.survey().parcels
    assert (row.parcel, row.measured_ha, row.stated_ha) == ("D1", parcel.measured_ha, parcel.stated_ha)


def test_a_hole_is_no_ground_of_the_parcel(tmp_path: Path) -> None:
    whole, hole = square(size=0.01), square(110.002, 30.002, 0.004)
    path = geojson(tmp_path / "a.geojson", [feature([whole, hole[::-1]], "Polygon")])
    path.write_text(path.read_text().replace("[[[[", "[[[").replace("]]]]", "]]]"))
    (parcel,) = read_parcels(path).parcels
    expected = areas_ha([shapely.Polygon(whole)])[0] - areas_ha([shapely.Polygon(hole)])[0]
    assert parcel.measured_ha == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("zone", ["EPSG:4546", "EPSG:32649"])
def test_projected_coordinates_of_either_datum_are_taken(tmp_path: Path, zone: str) -> None:
    """Gauss–Krüger of 111° E on CGCS2000 and UTM 49 N on WGS 84: forwards by the projection, back by the reader."""
    forward = pyproj.Transformer.from_crs(pyproj.CRS(zone).geodetic_crs, zone, always_xy=True)
    ring = [list(forward.transform(x, y)) for x, y in square()]
    (parcel,) = read_parcels(
        shape(tmp_path / "a.shp", {"D1": ring}, pyproj.CRS(zone).to_wkt("WKT1_ESRI"))
    ).parcels
    assert np.allclose(shapely.get_coordinates(parcel.outline)[:, 1].max(), 30.01, atol=1e-8)
    assert system_of(zone, "a.shp").code == ("4490" if zone == "EPSG:4546" else "4326")


def test_attributes_in_gb18030_without_a_cpg(tmp_path: Path) -> None:
    path = shape(tmp_path / "a.shp", {"南坡一号": square()}, CGCS2000_PRJ, encoding="gb18030")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    found = read_parcels(path)
    assert found.parcels[0].name == "南坡一号"
    assert "GB 18030" in found.notes[0].en


def test_neighbours_may_touch(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [feature(square(110), id="A"), feature(square(110.01), id="B")])
    assert [parcel.name for parcel in read_parcels(path).parcels] == ["A", "B"]


def test_stated_against_measured_area(tmp_path: Path) -> None:
    """The threshold is the caller's; an area without a unit is not compared, and that is said."""
    hectares = areas_ha([shapely.Polygon(square())])[0]
    features = [
        feature(square(110), parcel="A", area_ha=hectares * 1.049),
        feature(square(111), parcel="B", area_ha=areas_ha([shapely.Polygon(square(111))])[0] * 0.94),
        feature(square(112), parcel="C"),
    ]
    found = read_parcels(geojson(tmp_path / "a.geojson", features))
    findings = area_findings(found.parcels, threshold=0.05)
    assert [(f.parcel.name, f.outcome) for f in findings] == [
        ("A", "met"),
        ("B", "not-met"),
        ("C", "unknown"),
    ]
    assert findings[1].error == pytest.approx(-0.06, rel=1e-9)
    bare = read_parcels(geojson(tmp_path / "b.geojson", [feature(square(), parcel="A", MIAN_JI=hectares)]))
    assert bare.parcels[0].stated_ha is None
    assert "no unit of area" in bare.notes[0].en
    declared = read_parcels(tmp_path / "b.geojson", units={"area": "ha"})
    assert declared.parcels[0].stated_ha == pytest.approx(hectares, rel=1e-12)


def bare(found: Parcels) -> list[tuple[str, float]]:
    return [(parcel.name, parcel.measured_ha) for parcel in found.parcels]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_features_and_corners_does_not_matter(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("order")
    shuffle = random.Random(seed)
    features = [feature(square(100 + n, 25 + n / 2), parcel=f"D{n}") for n in range(8)]
    corners = [
        [f"D{n}", k, x, y] for n in range(8) for k, (x, y) in enumerate(square(100 + n, 25 + n / 2)[:4], 1)
    ]
    head = ["parcel", "corner", "longitude", "latitude"]
    straight = read_parcels(geojson(folder / "a.geojson", features))
    listed = read_parcels(csv(folder / "a.csv", [head, *corners]), crs="WGS84")
    shuffle.shuffle(features)
    shuffle.shuffle(corners)
    assert bare(read_parcels(geojson(folder / "b.geojson", features))) == bare(straight)
    assert (
        bare(read_parcels(csv(folder / "b.csv", [head, *corners]), crs="WGS84"))
        == bare(listed)
        == bare(straight)
    )
