"""Files as the field and the office keep them, in order though untidy: each is read to the figures worked out beside it."""

from __future__ import annotations

import datetime as dt
import math
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pyproj
import pytest
import shapely

from ccer.monitoring.gauss import EPSG_OF_MERIDIAN, EPSG_OF_ZONE, meridian_of
from ccer.monitoring.laboratory import read_soil
from ccer.monitoring.meters import read_readings
from ccer.monitoring.parcels import Parcels, read_parcels
from ccer.monitoring.plots import read_plots, read_trees
from ccer.monitoring.survey import read_survey
from ccer.monitoring.vouchers import read_vouchers

from .making import archive, csv, gp, gpkg, kml_ring, kml_text, shape, xlsx

PLACES = [(118.05, 26.5), (118.052, 26.5), (118.052, 26.502), (118.05, 26.502)]
HECTARES = 4.4181
"""By hand, on GRS 80 at 26.501° N: 0.002° × 110 795.7 m/° by 0.002° × 99 689.2 m/° = 221.591 m × 199.378 m. [ha]"""


# ---- plots and trees
@pytest.mark.parametrize(
    ("written", "square_metres"),
    [
        ("1,200.5", 1200.5),
        ("１，２００．５", 1200.5),
        ("'600", 600),
        ("600 ", 600),
        ("600㎡", 600),
        ("１亩", 10_000 / 15),
    ],
)
def test_ways_to_write_a_number(tmp_path: Path, written: str, square_metres: float) -> None:
    heading = "面积" if written[-1] in "㎡亩" else "面积（平方米）"
    rows = [["样地号", heading, "调查日期"], ["P1", f'"{written}"', "2025-07-01"]]
    found = read_plots(csv(tmp_path / "a.csv", rows)).plots[0]
    assert found.area_ha == pytest.approx(square_metres / 10_000, rel=1e-12)


@pytest.mark.parametrize("day", ["2025-07-01", "2025/7/1", "2025.7.1", "2025年7月1日", "20250701", "2025年7月1号", "2025-07-01 10:30:00"])  # fmt: skip
def test_ways_to_write_a_day(tmp_path: Path, day: str) -> None:
    rows = [["样地号", "面积(m2)", "调查日期"], ["P1", 600, day]]
    assert read_plots(csv(tmp_path / "a.csv", rows)).plots[0].surveyed_on == dt.date(2025, 7, 1)


def test_decimal_commas_of_a_file_with_semicolons(tmp_path: Path) -> None:
    rows = [["样地号", "面积(公顷)", "调查日期"], ["P1", "0,0667", "2025-07-01"]]
    found = read_plots(csv(tmp_path / "a.csv", rows, separator=";"))
    assert found.plots[0].area_ha == 0.0667
    assert any("decimal points" in entry.what.en for entry in found.adjustments)


def test_unicode_text_of_a_spreadsheet(tmp_path: Path) -> None:
    """What a spreadsheet saves as Unicode text is UTF-16 with tabs."""
    rows = [["样地号", "面积(m2)", "调查日期"], ["P1", 600, "2025-07-01"]]
    found = read_plots(csv(tmp_path / "a.txt", rows, "utf-16", "\t"))
    assert found.plots[0].area_ha == pytest.approx(0.06)
    assert any("UTF-16" in entry.what.en for entry in found.adjustments)


def test_a_header_of_two_rows_without_merged_cells(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["某某项目样地表"],
        ["样地号", "中心位置", None, "样地面积", "坡度", "调查日期"],
        [None, "经度", "纬度", "m2", "°", None],
        ["P1", 118.05, 26.5, 600, 12, "2025-07-01"],
        ["合计", None, None, 600, None, None],
        ["填表人：示例人员", None, None, None, None, "2025-07-05"],
    ]
    found = read_plots(xlsx(tmp_path / "a.xlsx", rows))
    assert [(p.plot, p.longitude, p.latitude, p.slope_deg) for p in found.plots] == [("P1", 118.05, 26.5, 12)]
    assert found.plots[0].area_ha == pytest.approx(0.06)
    told = " ".join(entry.what.en for entry in found.adjustments)
    assert "sums were not read: 5" in told
    assert "remarks below the table were not read: 6" in told


def test_a_sum_whose_word_stands_beside_the_numbers_of_rows(tmp_path: Path) -> None:
    rows = [
        ["序号", "样地号", "面积(m2)", "调查日期"],
        [1, "P1", 600, "2025-07-01"],
        ["合计", None, 600, "2025-07-01"],
    ]
    assert len(read_plots(xlsx(tmp_path / "a.xlsx", rows)).plots) == 1


def test_one_sheet_a_plot_with_its_head(tmp_path: Path) -> None:
    """The head of a field form gives plot, size and day; the table below it the trees. Both are read from the same sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number in (1, 2):
        page = book.create_sheet(f"样地{number}")
        page.append(["每木检尺记录表"])
        page.append(["样地号：", f"P{number}", "样地面积：", "600㎡", "调查日期：", "2025-07-01"])
        page.append(["树号", "树种", "胸径(cm)", "树高(m)"])
        page.append([1, "杉木", 10 + number, 8])
    book.save(tmp_path / "a.xlsx")
    found = read_survey(tmp_path / "a.xlsx")
    assert [(p.plot, p.area_ha) for p in found.plots] == [
        ("P1", pytest.approx(0.06)),
        ("P2", pytest.approx(0.06)),
    ]
    assert [(t.plot, t.dbh_cm, t.surveyed_on) for t in found.trees] == [
        ("P1", 11, dt.date(2025, 7, 1)),
        ("P2", 12, dt.date(2025, 7, 1)),
    ]


def test_diameter_classes_and_girths(tmp_path: Path) -> None:
    classes = [
        ["样地号", "树种", "径阶(cm)", "株数", "平均高(m)"],
        ["P1", "杉木", 6, 12, 5.2],
        ["P1", "杉木", 8, 20, 6.1],
    ]
    found = read_trees(xlsx(tmp_path / "a.xlsx", classes))
    assert [(t.dbh_cm, t.count, t.height_m) for t in found.trees] == [(6, 12, 5.2), (8, 20, 6.1)]
    assert any("diameter class" in entry.what.en for entry in found.adjustments)
    girth = read_trees(xlsx(tmp_path / "b.xlsx", [["样地号", "树种", "胸围(cm)"], ["P1", "秋茄", 31.4]]))
    assert girth.trees[0].dbh_cm == pytest.approx(31.4 / math.pi, rel=1e-12)


def test_depths_with_their_units_in_the_cells(tmp_path: Path) -> None:
    rows = [
        ["样地号", "土层深度", "容重(kg/m3)", "SOC(g/kg)"],
        ["P1", "0～10 cm", 1210, 18.4],
        ["P1", "10—20cm", 1300, 9.2],
    ]
    found = read_soil(xlsx(tmp_path / "a.xlsx", rows)).soil
    assert [(s.from_cm, s.to_cm, s.bulk_density, s.carbon_percent) for s in found] == [
        (0, 10, pytest.approx(1.21), pytest.approx(1.84)),
        (10, 20, pytest.approx(1.3), pytest.approx(0.92)),
    ]


# ---- coordinates
def corner_list(path: Path, heads: tuple[str, str], places: list[tuple[Any, Any]], crs: str) -> Parcels:
    rows = [["地块号", "拐点号", *heads, "坐标系"]]
    rows += [["D1", f"J{n}", x, y, crs] for n, (x, y) in enumerate(places, 1)]
    return read_parcels(xlsx(path, rows))


def dms(value: float) -> tuple[int, int, int]:
    """Whole seconds: 0.002° is 7.2″, rounded to 7″."""
    seconds = int(value * 3600 + 0.5)
    return seconds // 3600, seconds // 60 % 60, seconds % 60


@pytest.mark.parametrize(
    "form",
    ["{}°{:02}′{:02}″", "{}°{:02}'{:02}\"", "{}º{:02}´{:02}´´", "{}°{:02}`{:02}``", "{}-{:02}-{:02}", "{}:{:02}:{:02}", "{} {} {}",
     "{}.{:02}.{:02}.0", "{}_{:02}_{:02}", "{}{:02}{:02}.0", "{}度{}分{}秒", "{}d{}m{}s", "{}°{}'{}''"],
)  # fmt: skip
def test_ways_to_write_degrees_minutes_and_seconds(tmp_path: Path, form: str) -> None:
    places = [(form.format(*dms(x)), form.format(*dms(y))) for x, y in PLACES]
    found = corner_list(tmp_path / "a.xlsx", ("经度", "纬度"), places, "CGCS2000")
    west, south, east, north = found.parcels[0].outline.bounds
    assert (west, south) == (118.05, 26.5)
    assert (east - west, north - south) == (pytest.approx(7 / 3600), pytest.approx(7 / 3600))


def planar(zone: int, with_zone: bool) -> list[tuple[float, float]]:
    """Easting and northing by the transverse Mercator of PROJ on GRS 80, no EPSG code taken: scale 1, false easting 500 km."""
    false = 500_000 + (zone * 1_000_000 if with_zone else 0)
    plane = pyproj.Proj(f"+proj=tmerc +lon_0={meridian_of(zone)} +k=1 +x_0={false} +y_0=0 +ellps=GRS80")
    return [tuple(round(part, 3) for part in plane(x, y)) for x, y in PLACES]


@pytest.mark.parametrize("zone", [39, 20])
@pytest.mark.parametrize("with_zone", [True, False])
@pytest.mark.parametrize("turned", [True, False])
@pytest.mark.parametrize("name", ["CGCS2000 中央经线117°", "2000国家大地坐标系 {}带", "EPSG:4548", "EPSG:{}"])
def test_grids_of_cgcs2000(tmp_path: Path, zone: int, with_zone: bool, turned: bool, name: str) -> None:
    """With the zone in the easting or not, X as the northing (surveyors) or the easting, by meridian, zone or EPSG code."""
    crs = name.format(EPSG_OF_ZONE[zone] if "EPSG" in name else zone)
    places = [(y, x) if turned else (x, y) for x, y in planar(zone, with_zone)]
    found = corner_list(tmp_path / "a.xlsx", ("X坐标(m)", "Y坐标(m)"), places, crs)
    assert found.measured_ha == pytest.approx(HECTARES, abs=1e-3)
    assert found.parcels[0].outline.bounds == pytest.approx((118.05, 26.5, 118.052, 26.502), abs=2e-8)
    assert any(("X is the northing" if turned else "X is the easting") in note.en for note in found.notes)


def test_the_zone_in_the_easting_is_enough(tmp_path: Path) -> None:
    for zone in (39, 20):
        found = corner_list(tmp_path / f"{zone}.xlsx", ("东坐标", "北坐标"), planar(zone, True), "CGCS2000")
        assert found.measured_ha == pytest.approx(HECTARES, abs=1e-3)


def test_codes_of_the_grids_are_those_of_the_epsg() -> None:
    for zone, code in EPSG_OF_ZONE.items():
        assert pyproj.CRS.from_epsg(code).name.endswith(f"Gauss-Kruger zone {zone}")
    for meridian, code in EPSG_OF_MERIDIAN.items():
        assert pyproj.CRS.from_epsg(code).name == f"CGCS2000 / 3-degree Gauss-Kruger CM {meridian}E"


@pytest.mark.parametrize(("easting_zone", "prj"), [(True, 4548), (False, 4527)])
def test_a_prj_that_has_the_zone_otherwise(tmp_path: Path, easting_zone: bool, prj: int) -> None:
    ring = [list(place) for place in [*planar(39, easting_zone), planar(39, easting_zone)[0]]]
    path = shape(
        tmp_path / "a.shp", {"一号": ring}, pyproj.CRS.from_epsg(prj).to_wkt("WKT1_ESRI"), encoding="gb18030"
    )
    found = read_parcels(path)
    assert found.measured_ha == pytest.approx(HECTARES, abs=1e-3)
    assert any("zone" in note.en for note in found.notes)


@pytest.mark.parametrize(
    "name", ["国家大地2000坐标系", "CGCS2000坐标系", "2000坐标系", "CGCS_2000", "大地2000", "WGS-84"]
)
def test_names_of_systems(tmp_path: Path, name: str) -> None:
    assert corner_list(tmp_path / "a.xlsx", ("经度", "纬度"), PLACES, name).measured_ha == pytest.approx(
        HECTARES, abs=1e-3
    )


# ---- outlines
RING = [[x, y] for x, y in [*PLACES, PLACES[0]]]
BESIDE = [[x + 0.1, y] for x, y in RING]


def test_a_zipped_shapefile_with_names_in_gbk(tmp_path: Path) -> None:
    shape(tmp_path / "a.shp", {"一号": RING}, pyproj.CRS("EPSG:4490").to_wkt("WKT1_ESRI"), encoding="gb18030")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        for suffix in ("shp", "shx", "dbf", "prj"):
            info = zipfile.ZipInfo("data/x." + suffix)
            info.filename = "data/地块".encode("gb18030").decode("cp437") + "." + suffix
            packed.writestr(info, (tmp_path / f"a.{suffix}").read_bytes())
    (parcel,) = read_parcels(tmp_path / "b.zip").parcels
    assert (parcel.name, parcel.measured_ha) == ("一号", pytest.approx(HECTARES, abs=1e-3))


def test_a_folder_holds_a_whole_set_of_a_shapefile(tmp_path: Path) -> None:
    """As a mapping program writes it: with its index and a page of metadata beside it."""
    shape(tmp_path / "a.shp", {"一号": RING}, pyproj.CRS("EPSG:4490").to_wkt("WKT1_ESRI"), encoding="gb18030")
    (tmp_path / "a.shp.xml").write_text("<metadata/>", encoding="utf-8")
    xlsx(tmp_path / "b.xlsx", [["样地号", "面积(m2)", "调查日期"], ["P1", 600, "2025-07-01"]])
    found = read_survey(*sorted(tmp_path.iterdir()))
    assert [parcel.parcel for parcel in found.parcels] == ["一号"]
    assert [plot.plot for plot in found.plots] == ["P1"]


def test_every_kml_of_a_kmz_and_kml_in_gbk(tmp_path: Path) -> None:
    parts = {"a.kml": kml_text({"1号": kml_ring(RING)}), "b.kml": kml_text({"2号": kml_ring(BESIDE)})}
    found = read_parcels(archive(tmp_path / "a.kmz", {**parts}))
    assert [parcel.name for parcel in found.parcels] == ["1号", "2号"]
    text = kml_text({"一号": kml_ring(RING)}).replace('version="1.0"', 'version="1.0" encoding="GBK"')
    (tmp_path / "b.kml").write_bytes(text.encode("gbk"))
    assert read_parcels(tmp_path / "b.kml").parcels[0].name == "一号"


def test_a_layer_of_roads_is_left_aside_and_said(tmp_path: Path) -> None:
    path = gpkg(tmp_path / "a.gpkg", {"A": gp(shapely.Polygon(RING))})
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            """
            CREATE TABLE "道路" (fid INTEGER PRIMARY KEY, geom BLOB);
            INSERT INTO gpkg_contents VALUES ('道路', 'features', 4490);
            INSERT INTO gpkg_geometry_columns VALUES ('道路', 'geom', 'LINESTRING', 4490);
            """
        )
        base.execute('INSERT INTO "道路" (geom) VALUES (?)', (gp(shapely.LineString(RING)),))
        base.commit()
    found = read_parcels(path)
    assert [parcel.name for parcel in found.parcels] == ["A"]
    assert any("道路" in note.zh for note in found.notes)


def test_a_code_page_that_is_none(tmp_path: Path) -> None:
    path = shape(
        tmp_path / "a.shp", {"一号": RING}, pyproj.CRS("EPSG:4490").to_wkt("WKT1_ESRI"), encoding="gb18030"
    )
    path.with_suffix(".cpg").write_text("OEM", encoding="ascii")
    assert read_parcels(path).parcels[0].name == "一号"


def test_small_pieces_and_few_decimals_are_pointed_out(tmp_path: Path) -> None:
    """A hundred-thousandth of a degree is about a metre: the triangle is half of 1.0 m × 1.1 m."""
    path = tmp_path / "a.kml"
    path.write_text(
        kml_text({"A": "118.05,26.5 118.05001,26.5 118.05001,26.50001 118.05,26.5"}), encoding="utf-8"
    )
    small, few = read_parcels(path).remarks
    assert "below 400 m2: A" in small.en
    assert "5 decimals" in few.en


# ---- meters and vouchers
WIDE = [
    ["年月", "计量点", "上网电量（万千瓦时）", "下网电量(kWh)"],
    ["2025年1月", "关口表", 100.5, 1200],
    ["2025年2月", "关口表", 90, 900],
]


def test_directions_side_by_side_with_their_units(tmp_path: Path) -> None:
    """10^4 kWh are 10 MWh; sums and remarks are left out."""
    rows = [
        ["上网电量统计表", None, None, None],
        *WIDE,
        ["合计", None, 190.5, 2100],
        ["制表：示例人员", None, None, None],
    ]
    for path in (
        xlsx(tmp_path / "a.xlsx", rows),
        csv(tmp_path / "a.csv", [[c or "" for c in row] for row in rows], "gbk", "\t"),
    ):
        found = read_readings(path)
        assert [(r.direction, r.value) for r in found.rows] == [
            ("export", 1005),
            ("import", 1.2),
            ("export", 900),
            ("import", 0.9),
        ]


def test_registers_with_a_multiplier(tmp_path: Path) -> None:
    """20.5 × 6 000 kWh = 123 000 kWh = 123 MWh; where the quantity is given too it must agree."""
    head = ["月份", "计量点", "方向", "上月表底", "本月表底", "倍率", "单位"]
    worked = read_readings(
        xlsx(tmp_path / "a.xlsx", [head, ["2025-01", "M1", "上网", 100, 120.5, 6000, "kWh"]])
    )
    given = read_readings(
        xlsx(tmp_path / "b.xlsx", [[*head, "电量"], ["2025-01", "M1", "上网", 100, 120.5, 6000, "MWh", 123]])
    )
    assert worked.rows[0].value == given.rows[0].value == pytest.approx(123, rel=1e-12)


def test_months_a_spreadsheet_made_days_and_whole_months(tmp_path: Path) -> None:
    days = [
        ["月份", "计量点", "方向", "电量(MWh)"],
        ["2025/1/1", "M1", "上网", 1000],
        ["2025/2/1", "M1", "上网", 900],
    ]
    found = read_readings(csv(tmp_path / "a.csv", days))
    assert [r.last_day for r in found.rows] == [dt.date(2025, 1, 31), dt.date(2025, 2, 28)]
    span = [["抄表周期", "计量点", "方向", "电量(MWh)"], ["2025.1.1-2025.1.31", "M1", "上网", 1000]]
    assert read_readings(csv(tmp_path / "b.csv", span)).rows[0].last_day == dt.date(2025, 1, 31)
    voucher = [["结算期", "方向", "电量(kWh)", "凭证号"], ["2025-07-01至2025-07-31", "上网", 1_234_000, "1"]]
    (read,) = read_vouchers(xlsx(tmp_path / "c.xlsx", voucher))
    assert (read.month, read.quantity_mwh) == ("2025-07", 1234)
