"""Files broken by habits of the field and of the office: ditto marks, ranges, zones, shifted maps, multipliers left open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyproj

from ccer.monitoring.laboratory import read_soil
from ccer.monitoring.parcels import read_parcels
from ccer.monitoring.plots import read_trees
from ccer.monitoring.vouchers import read_vouchers

from .broken import broken, content, with_cells
from .broken_meters import HEADER, READ, readings
from .broken_sheets import CORNERS, LAYER, SETTLED, SOIL, VOUCHER, corners, plot, sheet, tree
from .making import archive, csv, shape, square

# ---- cells
plot("ditto", "it says ditto", B="同上")
plot("a span of days", "a span of days", G="2025-07-01至2025-07-03")
plot("a month for a day", "the month and not the day", G="2025年7月")
plot("impossible year", "nothing was surveyed in 2205", G="2205-07-01")
plot("a range for a number", "a range, not one number", D="5-10")
tree("high for its girth", "is not 62.5 m high", D=8.5, E=62.5)
sheet("girth and diameter", [["样地号", "树种", "胸径(cm)", "胸围(cm)"], ["P1", "杉木", 12, 38]], "row 2", "both DBH and girth", read=read_trees)  # fmt: skip
sheet("class without stems", [["样地号", "树种", "径阶(cm)"], ["P1", "杉木", 12]], "row 2", "number of its stems", read=read_trees)  # fmt: skip
sheet("classes side by side", [["样地号", "树种", 6, 8, 10], ["P1", "杉木", 1, 2, 3]], "row 1", "6, 8, 10", "side by side", read=read_trees)  # fmt: skip
sheet("one cell without its unit", [["样地号", "样地规格", "调查日期"], ["P1", "20m×30m", "2025-07-01"], ["P2", "大", "2025-07-01"]], "“大” in row 3")  # fmt: skip
sheet("below detection", with_cells(SOIL, LAYER, E="<0.05"), "row 2", "limit of detection", read=read_soil)
sheet("with its error", with_cells(SOIL, LAYER, D="1.21±0.05"), "row 2", "its own error", read=read_soil)
sheet(
    "depth as a day",
    with_cells(SOIL, LAYER, C="2025-10-20"),
    "row 2",
    "took the depth for a date",
    read=read_soil,
)
broken(
    "thousands or decimals", "own.csv",
    lambda p: csv(p, [["样地号", "面积(m2)", "调查日期"], ["P1", "1,200", "2025-07-01"]], separator=";"),
    "row 2", "“1,200” is a decimal",
)  # fmt: skip

# ---- coordinates
GRID = ["地块号", "拐点号", "X坐标", "Y坐标", "坐标系"]
"""117° E is the central meridian of zone 39 (3 degrees) and of zone 20 (6 degrees)."""


def on_grid(crs: str, *places: tuple[Any, Any]) -> list[list[Any]]:
    return [GRID, *([f"D{1}", n, x, y, crs] for n, (x, y) in enumerate(places, 1))]


PLANE = ((2932600.0, 604600.0), (2932600.0, 604900.0), (2932900.0, 604900.0))
sheet("metres for degrees", corners({3: 604678.1, 4: None}), "row 2", "is metres", read=read_parcels)
sheet("grid without zone", on_grid("CGCS2000", *PLANE), "without its zone", read=read_parcels)
sheet("neither grid nor degrees", on_grid("CGCS2000", *((x, 5.0) for x, _ in PLANE)), "row 2", "neither like degrees", read=read_parcels)  # fmt: skip
sheet("zones mixed", on_grid("EPSG:4548", *((x, y + 1e6 * zone) for (x, y), zone in zip(PLANE, (39, 39, 40), strict=True))), "different zones: [39, 40]", read=read_parcels)  # fmt: skip
sheet("zone of another meridian", on_grid("EPSG:4548", *((x, y + 38e6) for x, y in PLANE)), "eastings begin with zone 38", "is 117°", read=read_parcels)  # fmt: skip
for name, crs, says in (
    ("Xian 1980", "西安80坐标系", "from Xian 1980"),
    ("Beijing 1954", "北京54", "from Beijing 1954"),
    ("shifted map", "GCJ-02", "shifted coordinates of map services"),
):
    sheet(name, [CORNERS, *([*row[:5], crs] for row in corners()[1:])], says, read=read_parcels)

# ---- outlines
WKT = pyproj.CRS("EPSG:4548").to_wkt("WKT1_ESRI")
broken("degrees under a projection", "own.shp", lambda p: shape(p, {"A": square()}, WKT), "its coordinates are degrees", read=read_parcels)  # fmt: skip


def wrong_cpg(path: Path) -> None:
    shape(path, {"一号": square()}, "EPSG:4490", encoding="gb18030")
    path.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")


broken("cpg of another encoding", "own.shp", wrong_cpg, "is not utf-8", read=read_parcels)
broken("zip of pictures", "own.zip", lambda p: archive(p, {"a.png": b""}), "no .shp file", read=read_parcels)
broken("cut zip", "own.zip", content(b"PK\x03\x04" + b"x" * 40), "archive is damaged", read=read_parcels)
broken("kml not as declared", "own.kml", content(b"<?xml version='1.0' encoding='GBK'?><kml>\xff\xff</kml>"), "encoding it declares", read=read_parcels)  # fmt: skip

# ---- meters and vouchers
COUNTED = ["月份", "计量点", "方向", "上月表底", "本月表底", "倍率", "电量", "单位"]
readings(
    "multiplier left open", [[*HEADER, "倍率"], [*READ, 60000]], "row 2", "multiplier 60000 is in the figure"
)
readings("no multiplier used", [COUNTED, ["2026-01", "M1", "上网", 100, 120, 600, 20, "kWh"]], "row 2", "without the multiplier")  # fmt: skip
readings("register against quantity", [COUNTED, ["2026-01", "M1", "上网", 100, 120, 600, 777, "kWh"]], "row 2", "register × multiplier = 12,000")  # fmt: skip
readings("through zero", [COUNTED, ["2026-01", "M1", "上网", 99900, 20, 600, None, "kWh"]], "row 2", "below the one before")  # fmt: skip
readings("no multiplier at all", [COUNTED, ["2026-01", "M1", "上网", 100, 120, None, None, "kWh"]], "row 2", "without a multiplier")  # fmt: skip
readings("multiplier of zero", [COUNTED, ["2026-01", "M1", "上网", 100, 120, 0, None, "kWh"]], "row 2", "cannot be zero")  # fmt: skip
readings("states of a register", [HEADER, *([f"2026-0{n}", "M1", "上网", 90000 + 1200 * n + n, "MWh"] for n in range(1, 7))], "row 2", "only rise")  # fmt: skip
readings(
    "forward and reverse", [HEADER, [*READ[:2], "正向有功", *READ[3:]]], "row 2", "how the meter is wired"
)
readings("an hour", [HEADER, ["2026-01-01 01:00", *READ[1:]]], "row 2", "a time of day")
readings("read on the 25th", [HEADER, ["2026-01-25至2026-02-24", *READ[1:]]], "row 2", "not one whole month")
sheet(
    "bought or sold",
    with_cells(VOUCHER, SETTLED, B="售电"),
    "row 2",
    "who issued the voucher",
    read=read_vouchers,
)
sheet("reversal", with_cells(VOUCHER, SETTLED, C=-20), "row 2", "a reversal", read=read_vouchers)
