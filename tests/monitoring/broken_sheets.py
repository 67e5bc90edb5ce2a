"""Broken sheets: files that are none, headers, cells, plots, trees, laboratory, meters, vouchers, corners of parcels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ccer.monitoring.calibration import read_calibrations
from ccer.monitoring.laboratory import read_soil
from ccer.monitoring.parcels import read_parcels
from ccer.monitoring.plots import read_plots, read_trees
from ccer.monitoring.spreadsheet import read_sheets
from ccer.monitoring.vouchers import read_vouchers

from .broken import broken, content, text, with_cells
from .making import archive, csv, spoilt, xlsx

PLOTS = ["样地号", "碳层", "面积(m2)", "坡度", "经度", "纬度", "调查日期"]
PLOT = ["P1", "A", 600, 10, 110.5, 30.5, "2025-07-01"]
TREES = ["样地号", "树号", "树种", "胸径(cm)", "树高(m)", "株数", "状态"]
TREE = ["P1", "1", "杉木", 12.5, 8.5, 1, "活"]
SOIL = ["样地号", "样品号", "深度(cm)", "容重(g/cm3)", "有机碳(%)"]
LAYER = ["P1", "S1", "0-10", 1.2, 2.5]
METER = ["计量点", "校准日期", "有效期至", "误差", "证书号"]
VOUCHER = ["月份", "方向", "结算电量(MWh)", "凭证号"]
CORNERS = ["地块号", "拐点号", "经度", "纬度", "面积(亩)", "坐标系"]
SHEET = "sheet “调查”"
ROW_2 = (SHEET, "row 2")


def plot(name: str, *says: str, **cells: Any) -> None:
    broken(name, "plots.xlsx", lambda p: xlsx(p, with_cells(PLOTS, PLOT, **cells)), *ROW_2, *says)


def tree(name: str, *says: str, **cells: Any) -> None:
    rows = with_cells(TREES, TREE, **cells)
    broken(name, "trees.xlsx", lambda p: xlsx(p, rows), *ROW_2, *says, read=read_trees)


def sheet(
    name: str,
    rows: list[list[Any]],
    *says: str,
    read: Callable[[Path], object] = read_plots,
    file: str = "own.xlsx",
) -> None:
    broken(name, file, lambda p: xlsx(p, rows), SHEET, *says, read=read)


# ---- no spreadsheet at all
broken("missing", "none.csv", lambda p: None, "no such file")
broken("empty", "own.csv", content(b"\xef\xbb\xbf\r\n"), "empty")
broken(
    "too large",
    "own.csv",
    content(b"x" * 3000),
    "limit of a spreadsheet",
    read=lambda p: read_sheets(p, max_bytes=2000),
)
broken(
    "too many rows",
    "own.csv",
    content(b"a,b\n" * 30),
    "more than 20 rows",
    read=lambda p: read_sheets(p, max_rows=20),
)
broken("too many columns", "own.csv", content(b"," * 600), "row 1 has 601 columns")
broken("pdf", "own.xlsx", content(b"%PDF-1.7"), "a PDF")
broken("picture", "own.xlsx", content(b"\x89PNG\r\n\x1a\n"), "a picture")
broken("photograph", "own.csv", content(b"\xff\xd8\xff\xe0JFIF"), "a photograph")
broken("rar", "own.xlsx", content(b"Rar!\x1a\x07"), "RAR")
broken("old excel", "own.xls", content(b"\xd0\xcf\x11\xe0" + b"\0" * 600), "old Excel")
broken(
    "locked", "own.xlsx", content(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")), "password"
)
broken("web page", "own.xls", content(b"<html><table><tr><td>1</td></tr></table>"), "web page")
broken("json", "own.csv", content(b'{"type": "FeatureCollection"}'), "JSON")
broken("database", "own.csv", content(b"SQLite format 3\0" + b"x" * 90), "GeoPackage")
broken("no text", "own.csv", content(b"\xff\xff\x81\x00"), "neither UTF-8 nor GBK")
broken(
    "cut short", "own.xlsx", lambda p: p.write_bytes(xlsx(p, [PLOTS, PLOT]).read_bytes()[:900]), "cut short"
)
broken(
    "damaged",
    "own.xlsx",
    lambda p: spoilt(xlsx(p, [PLOTS, PLOT]), "xl/worksheets/sheet1.xml", "<worksheet"),
    "damaged",
)
broken("opendocument", "own.xlsx", lambda p: archive(p, {"content.xml": ""}), "OpenDocument")
broken("word", "own.xlsx", lambda p: archive(p, {"word/document.xml": ""}), "Word")
broken("binary workbook", "own.xlsx", lambda p: archive(p, {"xl/workbook.bin": ""}), "binary workbook")
broken("archive", "own.xlsx", lambda p: archive(p, {"a.csv": "1"}), "an archive")
broken("open quotation", "own.csv", text('a,b\n1,2\n"x,y\n'), "row 3", "quotation marks")
broken("endless cell", "own.csv", text(f'a,b\n"{"x" * 140000}",2\n'), "too long")
broken("long row", "own.csv", lambda p: csv(p, [PLOTS, PLOT, [*PLOT, 1]]), "row 3 has 8 cells, more")
broken("short row", "own.csv", lambda p: csv(p, [PLOTS, PLOT[:5]]), "row 2 has only 5 cells")

# ---- no header, no unit
sheet("no header", [["大事记"], ["一月", "整地"], ["二月", "栽植"]], "header of a list of plots")
sheet(
    "a column missing", [["表一"], ["样地号", "面积(m2)", "调査日"], ["P1", 1, 2]], "row 2 lacks: survey date"
)
sheet("a column twice", [[*PLOTS, "样地面积(ha)"], [*PLOT, 0.06]], "row 1", "mean the same column")
sheet("no rows", [PLOTS], "no rows under the header in row 1")
sheet("no unit", [["样地号", "面积", "调查日期"], ["P1", 600, "2025-07-01"]], "row 1: “面积” has no unit")
sheet(
    "a unit of something else",
    [["样地号", "面积(kg)", "调查日期"], ["P1", 600, "2025-07-01"]],
    "kg in “面积(kg)”",
)
sheet(
    "a declaration that does not fit",
    [PLOTS, PLOT],
    "area=cm does not fit",
    read=lambda p: read_plots(p, {"area": "cm"}),
)
sheet(
    "a declaration against the header",
    [PLOTS, PLOT],
    "another unit",
    read=lambda p: read_plots(p, {"area": "mu"}),
)

# ---- cells
plot("never calculated", "“面积(m2)”", "not stored", C="=20*30")
plot("error of a formula", "#REF!", C="#REF!")
plot("needed and empty", "is empty", A=None)
plot("no number", "is not a number", C="约六百")
plot("comma for a point", "decimal point", C="600,5")
plot("negative", "cannot be negative", C=-600)
plot("impossible size", "60 ha", "(10 ha)", C=600000)
plot("number without end", "too large to hold", C="1e999")
plot("unit in the cell", "the cell says ha, its column m2", C="0.06 ha")
plot("mass in the cell", "unit kg does not measure", C="600 kg")
plot("no such day", "there is no such day", G="2025-02-30")
plot("which is the month", "is open", G="03/05/2025")
plot("serial number of a day", "serial number", G=45839)
plot("no day", "it is not a date", G="去年夏天")
plot("no area", "no area cannot", C=0)
plot("axes swapped", "longitude and latitude are swapped", E=30.5, F=110.5)
plot("outside China", "longitude of 10.5° is not in China", E=10.5)
plot("half a place", "only one of", F=None)
plot("sixty minutes", "below 60", E="110°60′00″")
plot("no coordinate", "neither decimal degrees", E="村口")
plot("north in the east", "other axis", E="N30.5")
broken(
    "merged number", "plots.xlsx",
    lambda p: xlsx(p, [PLOTS, PLOT, ["P2", *PLOT[1:2], None, *PLOT[3:]]], then=lambda page: page.merge_cells("C2:C3")),
    SHEET, "row 2", "merged cells C2:C3",
)  # fmt: skip
SLOPED = ["样地号", "斜面积(m2)", "水平面积(m2)", "坡度", "调查日期"]
sheet("slope area without slope", [SLOPED, ["P1", 600, None, None, "2025-07-01"]], "row 2", "needs the slope")
sheet("level above slope", [SLOPED, ["P1", 600, 700, 20, "2025-07-01"]], "row 2", "cannot be")
sheet("plot twice", [PLOTS, PLOT, PLOT], "row 3", "that day in row 2")
sheet(
    "two strata",
    [PLOTS, PLOT, ["P1", "B", *PLOT[2:6], "2030-07-01"]],
    "row 3",
    "row 2 puts the plot in stratum “A”",
)
sheet("two spellings", [PLOTS, PLOT, ["p-1", *PLOT[1:]]], "row 3", "differs from “P1” in row 2")

# ---- trees
tree("unknown species", "“杉树木” is not known", C="杉树木")
tree("unknown status", "status of a tree", G="很好")
tree("live without size", "no DBH", D=None, E=None)
tree("zero for nothing", "not zero", D=0)
tree("half a stem", "whole number", F=2.5)
tree("no stem", "observes nothing", F=0)
sheet("tag twice", [TREES, TREE, TREE], "row 3", "tree 1 of plot P1 stands in row 2", read=read_trees)


def with_plots(*plots: list[Any]) -> Callable[[Path], object]:
    return lambda p: read_trees(p, read_plots(xlsx(p.with_name("list.xlsx"), [PLOTS, *plots])))


DATED = [[*TREES, "调查日期"], [*TREE, "2026-07-01"]]
sheet("plot not listed", with_cells(TREES, TREE, A="P9"), "row 2", "has no plot P9", read=with_plots(PLOT))
sheet("day not listed", DATED, "row 2", "no survey of P1 on 2026-07-01", read=with_plots(PLOT))
sheet(
    "which survey",
    [TREES, TREE],
    "row 2",
    "surveyed 2 times",
    read=with_plots(PLOT, [*PLOT[:6], "2030-07-01"]),
)

# ---- laboratory, meters, vouchers
sheet("depth upside down", with_cells(SOIL, LAYER, C="10-0"), "row 2", "is not below", read=read_soil)
sheet(
    "layers overlap",
    [SOIL, LAYER, ["P1", "S2", "5-20", 1.2, 2]],
    "row 3",
    "overlaps 0–10 cm in row 2",
    read=read_soil,
)
sheet("depth in words", with_cells(SOIL, LAYER, C="表层"), "row 2", "from and to", read=read_soil)
sheet("depth in metres", with_cells(SOIL, LAYER, C="0-20 m"), "row 2", "2000 cm deep", read=read_soil)
sheet(
    "no lower depth",
    [["样地号", "上界深度(cm)", *SOIL[3:]], ["P1", 0, 1.2, 2.5]],
    "row 2",
    "no lower one",
    read=read_soil,
)
sheet("organic matter", [[*SOIL[:4], "有机质(%)"], LAYER], "row 2", "not organic carbon", read=read_soil)
sheet("no density", with_cells(SOIL, LAYER, D=0), "row 2", "density cannot be zero", read=read_soil)
sheet("sample twice", [SOIL, LAYER, ["P2", *LAYER[1:]]], "row 3", "sample stands in row 2", read=read_soil)
CERTIFICATE = ["M1", "2025-03-01", "2026-02-28", "0.2%", "J-1"]
sheet("valid backwards", [METER, ["M1", "2025-03-01", "2025-02-28", "0.2%", "J-1"]], "row 2", "before the calibration", read=read_calibrations)  # fmt: skip
sheet("certificate twice", [[*METER[:3], "误差(%)", METER[4]], CERTIFICATE, CERTIFICATE], "row 3", "stands in row 2", read=read_calibrations)  # fmt: skip
SETTLED = ["2025-07", "上网", 100, "F-1"]
BARE = [["月份", "方向", "结算电量", "凭证号", "单位"]]
sheet(
    "a quarter", with_cells(VOUCHER, SETTLED, A="2025-07至09"), "row 2", "not one month", read=read_vouchers
)
sheet(
    "no direction",
    with_cells(VOUCHER, SETTLED, B="左"),
    "row 2",
    "neither export nor import",
    read=read_vouchers,
)
sheet("unknown unit of energy", [*BARE, [*SETTLED, "MJ"]], "row 2", "“MJ” is no unit", read=read_vouchers)
sheet("no unit of energy", [*BARE, [*SETTLED, None]], "row 2", "unit of the quantity", read=read_vouchers)
sheet("voucher twice", [VOUCHER, SETTLED, SETTLED], "row 3", "counted in row 2", read=read_vouchers)


# ---- parcels as lists of corners
def corners(*changes: dict[int, Any], count: int = 4) -> list[list[Any]]:
    places = [(110.0, 30.0), (110.01, 30.0), (110.01, 30.01), (110.0, 30.01)][:count]
    rows = [["D1", n, x, y, 15, "CGCS2000"] for n, (x, y) in enumerate(places, 1)]
    for row, change in zip(rows, changes, strict=False):
        for column, value in change.items():
            row[column] = value
    return [CORNERS, *rows]


sheet(
    "systems mixed in a sheet", corners({}, {5: "WGS84"}), "row 3", "row 2 says “CGCS2000”", read=read_parcels
)
sheet("corner twice", corners({}, {1: 1}), "row 3", "corner 1 stands in row 2", read=read_parcels)
sheet("two corners", corners(count=2), "row 2", "2 corners only", read=read_parcels)
sheet("corner without number", corners({}, {1: "东"}), "row 3", "no one number", read=read_parcels)
sheet("corner without place", corners({}, {3: None}), "row 3", "lacks a coordinate", read=read_parcels)
sheet(
    "two areas of a parcel", corners({}, {4: 30}), "row 3", "row 2 gives the parcel 1 ha", read=read_parcels
)
sheet("no system", [row[:5] for row in corners()], "names no coordinate system", read=read_parcels)
broken("projected corners", "own.xlsx", lambda p: xlsx(p, [row[:5] for row in corners()]), "longitude and latitude, yet CGCS2000", read=lambda p: read_parcels(p, crs="EPSG:4546"))  # fmt: skip
