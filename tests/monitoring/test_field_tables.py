"""Sheets of the field that are in order: formats, encodings, units, words; what was done is said, and the order of rows does not matter."""

from __future__ import annotations

import datetime as dt
import math
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.compute.meters import Status
from ccer.compute.readings import Reading, Readings
from ccer.compute.survey import FieldSurvey, horizontal_area
from ccer.core.text import Text
from ccer.monitoring.calibration import Calibration, read_calibrations, state_of, with_calibrations
from ccer.monitoring.fields import kinds
from ccer.monitoring.laboratory import read_soil
from ccer.monitoring.plots import read_plots, read_trees
from ccer.monitoring.preview import preview
from ccer.monitoring.species import Species, alike, all_species, joined, species_of
from ccer.monitoring.spreadsheet import read_sheets
from ccer.monitoring.survey import read_survey
from ccer.monitoring.vouchers import Voucher, cross_check, read_vouchers

from .making import csv, xlsx

PLOTS: list[list[Any]] = [
    ["样地号", "碳层", "面积(m2)", "坡度(°)", "经度", "纬度", "调查日期"],
    ["P1", "A", 600, 10, "110°30′00″", "30.5", "2025-07-01"],
    ["P2", "B", 400, 0, "E110.6", "30°36′36″N", "2025/7/2"],
]
TREES: list[list[Any]] = [
    ["样地号", "树号", "树种", "胸径(cm)", "树高(m)", "株数", "状态"],
    ["P1", "1", "杉木", 12.5, 8.5, 1, "活"],
    ["P1", "2", "Pinus massoniana Lamb.", 20, 11, 2, "枯立木"],
    ["P2", "1", "Chinese fir", 6.25, "", 1, ""],
]


def written(path: Path, rows: list[list[Any]], how: str) -> Path:
    if how == "xlsx":
        return xlsx(path.with_suffix(".xlsx"), rows)
    encoding, separator = {"utf-8": ("utf-8-sig", ","), "gb18030": ("gb18030", ","), "tabs": ("utf-8", "\t")}[
        how
    ]
    return csv(path.with_suffix(".csv"), rows, encoding, separator)


@pytest.mark.parametrize("how", ["xlsx", "utf-8", "gb18030", "tabs"])
def test_plots_and_trees_come_back_from_every_format(tmp_path: Path, how: str) -> None:
    plots = read_plots(written(tmp_path / "plots", PLOTS, how))
    trees = read_trees(written(tmp_path / "trees", TREES, how), plots)
    first, second = plots.plots
    assert (first.plot, first.stratum, first.surveyed_on) == ("P1", "A", dt.date(2025, 7, 1))
    assert first.area_ha == pytest.approx(0.06, rel=1e-12)  # 600 m2 / 10 000
    assert (first.longitude, first.latitude, first.slope_deg) == (110.5, 30.5, 10.0)
    assert second.latitude == pytest.approx(30.61, rel=1e-12)  # 36′36″ = 0.61°
    assert [(t.plot, t.species, t.dbh_cm, t.height_m, t.count, t.status) for t in trees.trees] == [
        ("P1", "chinese-fir", 12.5, 8.5, 1, "live"),
        ("P1", "masson-pine", 20.0, 11.0, 2, "dead"),
        ("P2", "chinese-fir", 6.25, None, 1, "live"),
    ]
    assert [len(rows) for rows in trees.trees_of().values()] == [2, 1]


def test_gb18030_and_other_separators_are_said(tmp_path: Path) -> None:
    chinese = read_plots(written(tmp_path / "a", PLOTS, "gb18030"))
    assert any("GB 18030" in entry.what.en for entry in chinese.adjustments)
    tabs = read_plots(written(tmp_path / "b", PLOTS, "tabs"))
    assert any("tabs" in entry.what.en for entry in tabs.adjustments)


def test_what_the_name_says_does_not_count(tmp_path: Path) -> None:
    """A workbook called .csv and a CSV called .xlsx are read by their content, and it is said."""
    book = xlsx(tmp_path / "a.xlsx", PLOTS).rename(tmp_path / "a.csv")
    text = csv(tmp_path / "b.xlsx", PLOTS)
    for path, said in ((book, "Excel workbook"), (text, "read as CSV")):
        found = read_plots(path)
        assert len(found.plots) == 2
        assert any(said in entry.what.en for entry in found.adjustments)


@pytest.mark.parametrize(
    ("heading", "value", "hectares"),
    [
        ("面积（亩）", 0.9, 0.06),  # 1 mu = 1/15 ha
        ("面积/ha", 0.06, 0.06),
        ("area_m2", 600, 0.06),
        ("样地面积 平方米", 600, 0.06),
        ("Plot area (hm²)", 0.06, 0.06),
        ("面积(km2)", 0.0006, 0.06),
    ],
)
def test_units_of_area(tmp_path: Path, heading: str, value: float, hectares: float) -> None:
    rows = [["样地号", heading, "调查日期"], ["P1", value, "2025-07-01"]]
    assert read_plots(xlsx(tmp_path / "a.xlsx", rows)).plots[0].area_ha == pytest.approx(hectares, rel=1e-12)


@pytest.mark.parametrize(("unit", "dbh"), [("cm", 12.5), ("mm", 125), ("m", 0.125), ("厘米", 12.5)])
def test_units_of_length_in_the_heading_in_a_row_and_declared(tmp_path: Path, unit: str, dbh: float) -> None:
    body = ["P1", "杉木", dbh]
    heading = xlsx(tmp_path / "a.xlsx", [["样地号", "树种", f"胸径[{unit}]"], body])
    row = xlsx(tmp_path / "b.xlsx", [["样地号", "树种", "胸径"], ["", "", f"({unit})"], body])
    bare = xlsx(tmp_path / "c.xlsx", [["样地号", "树种", "胸径"], body])
    for found in (read_trees(heading), read_trees(row), read_trees(bare, units={"dbh": unit})):
        assert found.trees[0].dbh_cm == pytest.approx(12.5, rel=1e-12)


def test_a_sheet_as_it_is_printed(tmp_path: Path) -> None:
    """A title, a header of two rows with merged cells, a plot written once beside its trees, a hidden row, a second header, a sum."""
    rows = [
        ["某某项目每木检尺表"],
        ["样地号", "树种", "测树因子", None, "备注"],
        [None, None, "胸径(cm)", "树高(m)", None],
        ["P1", "杉木", 10, 7, ""],
        [None, "马尾松", 12, 8, "偏冠"],
        [None, "杉木", 14, 9, ""],
        ["合计", None, 36, None, None],
    ]

    def finish(page: Any) -> None:
        for cells in ("A1:E1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "A4:A6"):
            page.merge_cells(cells)
        page.row_dimensions[5].hidden = True

    found = preview(xlsx(tmp_path / "a.xlsx", rows, then=finish))
    (sheet,) = found.sheets
    assert (found.kind.name, sheet.header_row, sheet.rows, sheet.ignored) == ("trees", 3, 3, ("备注",))
    said = " ".join(note.en for note in sheet.notes)
    assert "1 hidden rows" in said
    assert "A4:A6" in said
    assert "rows of sums were not read: 7" in said
    trees = read_trees(tmp_path / "a.xlsx").trees
    assert [tree.plot for tree in trees] == ["P1"] * 3
    assert sorted(tree.dbh_cm or 0 for tree in trees) == [10.0, 12.0, 14.0]


def test_hidden_sheets_are_not_read_and_said(tmp_path: Path) -> None:
    def hide(page: Any) -> None:
        other = page.parent.create_sheet("旧数据")
        other.sheet_state = "hidden"
        other.append(PLOTS[0])

    (sheet,) = read_sheets(xlsx(tmp_path / "a.xlsx", PLOTS, then=hide))
    assert sheet.name == "调查"
    assert any("旧数据" in note.en for note in sheet.notes)


def test_a_slope_area_becomes_horizontal(tmp_path: Path) -> None:
    """cos 60° is one half; 100 % of slope is 45°."""
    assert horizontal_area(0.08, 60) == pytest.approx(0.04, rel=1e-12)
    rows = [["样地号", "斜面积(m2)", "坡度(%)", "调查日期"], ["P1", 600, 100, "2025-07-01"]]
    found = read_plots(xlsx(tmp_path / "a.xlsx", rows))
    assert found.plots[0].slope_deg == pytest.approx(45, rel=1e-12)
    assert found.plots[0].area_ha == pytest.approx(0.06 / math.sqrt(2), rel=1e-12)
    assert any("horizontal" in entry.what.en for entry in found.adjustments)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("order")
    shuffle = random.Random(seed)
    plots = [[f"P{n}", "A", 600, n, 110.5, 30.5, "2025-07-01"] for n in range(6)]
    trees = [[f"P{n % 6}", str(n), "杉木", 5 + n, 4 + n, 1, "活"] for n in range(24)]
    soil = [[f"P{n % 6}", f"{10 * (n // 6)}-{10 * (n // 6) + 10}", 1.2, 2.0 - n / 30] for n in range(18)]
    heads = (PLOTS[0], TREES[0], ["样地号", "土层(cm)", "容重(g/cm3)", "有机碳(g/kg)"])

    def read(name: str) -> FieldSurvey:
        files = [csv(folder / f"{name}{i}.csv", [head, *rows]) for i, (head, rows) in enumerate(zip(heads, (plots, trees, soil), strict=True))]  # fmt: skip
        return read_survey(*files)

    straight = read("a")
    for rows in (plots, trees, soil):
        shuffle.shuffle(rows)
    mixed = read("b")

    def bare(rows: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [{name: getattr(row, name) for name in row.__struct_fields__ if name != "row"} for row in rows]

    assert bare(mixed.plots) == bare(straight.plots)
    assert bare(mixed.trees) == bare(straight.trees)
    assert bare(mixed.soil) == bare(straight.soil)


# ---- species
@pytest.mark.parametrize(
    "written", ["杉木", "杉 木", "Chinese fir", "CHINESE FIR", "Cunninghamia lanceolata", "Cunninghamia lanceolata (Lamb.) Hook.", "chinese-fir"]
)  # fmt: skip
def test_a_species_by_any_of_its_names(written: str) -> None:
    found = species_of(written)
    assert found is not None
    assert found.name == "chinese-fir"


def test_what_looks_alike_is_offered_and_never_taken() -> None:
    assert species_of("Cuninghamia lanceolata") is None
    assert alike("Cuninghamia lanceolata")[0].name == "chinese-fir"
    assert species_of("马尾") is None
    assert "masson-pine" in [one.name for one in alike("马尾")]


def test_no_word_means_two_species() -> None:
    seen: dict[str, str] = {}
    for one in all_species().values():
        for word in {
            one.title.zh,
            one.title.en.casefold(),
            one.latin.casefold(),
            *map(str.casefold, one.also),
        } - {""}:
            assert seen.setdefault(word, one.name) == one.name, word


def test_the_table_of_the_equations_goes_first() -> None:
    first = {"cunninghamia": Species("cunninghamia", Text("杉木", "Chinese fir"), "", ("杉类",))}
    own = {
        "chinese-fir": Species(
            "chinese-fir", Text("杉木", "Chinese fir"), "Cunninghamia lanceolata", ("沙木",)
        ),
        "oak": Species("oak", Text("栎", "oak"), "Quercus"),
    }
    both = joined(first, own)
    assert sorted(both) == ["cunninghamia", "oak"]
    assert {"杉类", "沙木"} <= set(both["cunninghamia"].also)
    assert both["cunninghamia"].latin == "Cunninghamia lanceolata"


# ---- laboratory
def test_soil_in_other_units(tmp_path: Path) -> None:
    """25 g/kg is 2.5 %; 1200 kg/m3 is 1.2 g/cm3; 0.1 m is 10 cm; 20 to 30 cm was not analysed."""
    rows = [
        ["样地号", "上界深度(m)", "下界深度(m)", "容重(kg/m3)", "有机碳(g/kg)"],
        ["P1", 0.3, 0.4, 1300, 10],
        ["P1", 0, 0.1, 1200, 25],
        ["P1", 0.1, 0.2, 1250, 18],
    ]
    found = read_soil(xlsx(tmp_path / "a.xlsx", rows))
    assert [(s.from_cm, s.to_cm) for s in found.soil] == [(0, 10), (10, 20), (30, 40)]
    assert found.soil[0].bulk_density == pytest.approx(1.2, rel=1e-12)
    assert found.soil[0].carbon_percent == pytest.approx(2.5, rel=1e-12)
    assert any("20–30 cm was not analysed" in entry.what.en for entry in found.adjustments)


# ---- meters
def reading(first: dt.date, last: dt.date, value: float = 100.0, direction: str = "export") -> Reading:
    return Reading(first, last, "M1", direction, value, "MWh")


JAN, FEB = dt.date(2025, 1, 1), dt.date(2025, 2, 1)
CERTIFICATES = (
    Calibration(
        point="M1", on=dt.date(2024, 1, 1), until=dt.date(2024, 12, 31), error=0.002, certificate="J-1"
    ),
    Calibration(
        point="M1", on=dt.date(2025, 2, 1), until=dt.date(2026, 1, 31), error=-0.008, certificate="J-2"
    ),
)


@pytest.mark.parametrize(
    ("first", "last", "limit", "state", "error"),
    [
        (dt.date(2024, 6, 1), dt.date(2024, 6, 30), 0.01, Status.IN_CLASS, 0.0),
        (JAN, dt.date(2025, 1, 31), 0.01, Status.LATE, 0.0),  # due on 1 January, done on 1 February
        (dt.date(2023, 12, 1), dt.date(2023, 12, 31), 0.01, Status.UNCALIBRATED, 0.0),
        (dt.date(2026, 2, 1), dt.date(2026, 2, 28), 0.01, Status.UNCALIBRATED, 0.0),
        (dt.date(2025, 6, 1), dt.date(2025, 6, 30), 0.005, Status.OUT_OF_CLASS, 0.008),
        (
            dt.date(2024, 6, 1),
            dt.date(2024, 6, 30),
            0.005,
            Status.OUT_OF_CLASS,
            0.008,
        ),  # drift found by the next
        (dt.date(2023, 12, 1), dt.date(2023, 12, 31), 0.001, Status.OUT_OF_CLASS, 0.002),
    ],
)
def test_state_of_a_meter(first: dt.date, last: dt.date, limit: float, state: Status, error: float) -> None:
    assert state_of(reading(first, last), CERTIFICATES, limit) == (state, error)


def test_a_table_of_calibrations(tmp_path: Path) -> None:
    def percent(page: Any) -> None:
        page["D2"].number_format = "0.0%"

    rows = [
        ["表号", "检定日期", "有效期至", "误差", "证书编号"],
        ["M1", "2025-02-01", "2026-01-31", -0.008, "J-2"],
    ]
    (found,) = read_calibrations(xlsx(tmp_path / "a.xlsx", rows, then=percent))
    assert (found.point, found.on, found.until, found.certificate) == ("M1", FEB, dt.date(2026, 1, 31), "J-2")
    assert found.error == pytest.approx(-0.008, rel=1e-12)
    readings = Readings((reading(dt.date(2025, 3, 1), dt.date(2025, 3, 31)),), "own.csv")
    changed = with_calibrations(readings, (found,), lambda row: 0.005)
    assert (changed.rows[0].status, changed.rows[0].error) == (Status.OUT_OF_CLASS, found.error * -1)
    assert len(changed.adjustments) == 1


def test_readings_against_vouchers_month_by_month(tmp_path: Path) -> None:
    rows = [
        ["月份", "方向", "结算电量", "单位", "凭证号"],
        ["2025-01", "上网", 10, "万kWh", "F-1"],  # 100 MWh in two vouchers
        ["2025年2月", "上网", 99000, "kWh", "F-2"],
        ["2025-04", "上网", 5, "MWh", "F-4"],
    ]
    vouchers = read_vouchers(xlsx(tmp_path / "a.xlsx", rows))
    days = [reading(dt.date(2025, 1, n), dt.date(2025, 1, n), 50.0) for n in (1, 2)]
    months = [reading(FEB, dt.date(2025, 2, 28)), reading(dt.date(2025, 3, 1), dt.date(2025, 3, 31))]
    cite = "ccer-01-002-v01/sec-7.3.3.2"
    found = cross_check(Readings((*days, *months)), vouchers, cite=cite)
    assert [(f.month, f.outcome, f.metered, f.settled) for f in found] == [
        ("2025-01", "met", 100.0, 100.0),
        ("2025-02", "not-met", 100.0, 99.0),
        ("2025-03", "unknown", 100.0, None),
        ("2025-04", "unknown", None, 5.0),
    ]
    assert found[1].difference == pytest.approx(1 / 99, rel=1e-12)
    assert found[1].vouchers == ("F-2",)
    assert all(f.cite == cite for f in found)
    assert cross_check(Readings(tuple(months[:1])), vouchers, tolerance=0.02)[1].outcome == "met"


def test_a_voucher_may_come_in_parts() -> None:
    parts = [
        Voucher(month="2025-02", direction="export", quantity_mwh=q, voucher=v)
        for q, v in ((60.0, "a"), (40.0, "b"))
    ]
    (found,) = cross_check(Readings((reading(FEB, dt.date(2025, 2, 28)),)), parts)
    assert (found.outcome, found.vouchers) == ("met", ("a", "b"))


def test_every_heading_of_the_tables_means_one_column() -> None:
    for kind in kinds().values():
        seen: dict[str, str] = {}
        for field in kind.fields.values():
            for word in field.also:
                assert seen.setdefault(word, field.name) == field.name, (kind.name, word)
