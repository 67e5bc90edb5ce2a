"""The workbook gives the engine's tonnes when a spreadsheet program works it out anew from nothing but its formulas."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path

import msgspec
import openpyxl
import pytest

from ccer.compute.grid_table import shipped_factors
from ccer.compute.meters import Status
from ccer.compute.methodology import Methodology
from ccer.compute.readings import Reading, Readings
from ccer.compute.result import Calculation
from ccer.compute.workbook import write_workbook
from ccer.core.asof import AsOf
from ccer.core.text import Lang
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

SHEETS = {
    "zh": ["说明", "输入", "排放因子", "计算", "汇总"],
    "en": ["Readme", "Inputs", "Factors", "Calculation", "Summary"],
}
CSP_DAY = dt.date(2026, 5, 20)
CSP_PERIOD = Period(dt.date(2026, 4, 1), dt.date(2036, 3, 31))


def recalculated(path: Path, soffice: str, folder: Path) -> openpyxl.Workbook:
    """The workbook with every stored value thrown away and worked out again by LibreOffice."""
    bare = folder / f"bare-{path.name}"
    openpyxl.load_workbook(path).save(bare)
    stored = openpyxl.load_workbook(bare, data_only=True).worksheets[-1]
    assert stored["B4"].value is None, "the copy must hold no stored result"
    out = folder / "recalculated"
    profile = (folder / "profile").as_uri()
    command = [
        soffice,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
        str(bare),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return openpyxl.load_workbook(out / bare.name, data_only=True)


def tonnes_of(book: openpyxl.Workbook, years: int) -> tuple[int, int, dict[int, int], list[str]]:
    """Total, mean, tonnes by year and checks of the summary sheet."""
    sheet = book.worksheets[-1]
    by_year = {sheet.cell(9 + n, 1).value: sheet.cell(9 + n, 2).value for n in range(years)}
    return sheet["B4"].value, sheet["B5"].value, by_year, [sheet["D4"].value, sheet["D5"].value]


def assert_same(book: openpyxl.Workbook, calculation: Calculation) -> None:
    total, mean, by_year, checks = tonnes_of(book, len(calculation.years))
    assert total == calculation.tonnes
    assert mean == calculation.annual_mean_tonnes
    assert by_year == {year.year: year.tonnes for year in calculation.years}
    assert set(checks) <= {"一致", "same"}
    for sheet in book.worksheets:
        errors = [
            cell.coordinate for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("#")
        ]
        assert not errors, sheet.title


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_estimate_recalculates_to_the_published_tonnes(
    estimate: Calculation, methodology: Methodology, soffice: str, tmp_path: Path, lang: Lang
) -> None:
    path = write_workbook(estimate, methodology, tmp_path / "estimate.xlsx", lang)
    book = recalculated(path, soffice, tmp_path)
    assert_same(book, estimate)
    assert tonnes_of(book, 11)[:2] == (2_541_232, 254_123)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_account_recalculates_from_monthly_readings(
    accounted: Calculation, methodology: Methodology, readings: Readings, soffice: str, tmp_path: Path
) -> None:
    path = write_workbook(accounted, methodology, tmp_path / "account.xlsx", "zh", readings=readings)
    assert_same(recalculated(path, soffice, tmp_path), accounted)


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("practice", ["equal-years-floor", "floor-total", "unrounded-total"])
def test_every_rounding_practice_recalculates(
    project: Project, methodology: Methodology, soffice: str, tmp_path: Path, practice: str
) -> None:
    at = AsOf(corpus(), dt.date(2026, 2, 2))
    made = methodology.ex_ante(project, at=at, factors=shipped_factors(), factor_day=at.on, practice=practice)
    path = write_workbook(made, methodology, tmp_path / "practice.xlsx", "en")
    assert_same(recalculated(path, soffice, tmp_path), made)


def csp_project() -> Project:
    """吐鲁番鄯善, as registered: 152,820 MWh a year on the Northwest grid, 950,045 t; with a fuel put in to reach equations 4 and 5."""
    return Project(
        name="示例光热发电项目",
        methodology="CCER-01-001-V01",
        grid="Northwest",
        crediting=CSP_PERIOD,
        design={
            "annual_net_export_mwh": 152_820.0,
            "fuels": [
                {
                    "fuel": "natural-gas",
                    "annual_quantity": 12.5,
                    "net_calorific_value": 389.31,
                    "carbon_content": 0.0153,
                    "oxidation_factor": 0.99,
                },
                {
                    "fuel": "diesel",
                    "annual_quantity": 3.2,
                    "net_calorific_value": 42.652,
                    "carbon_content": 0.0202,
                    "oxidation_factor": 0.98,
                },
            ],
        },
    )


@pytest.mark.libreoffice
@pytest.mark.slow
def test_estimate_with_fuels_recalculates(soffice: str, tmp_path: Path) -> None:
    method = load("CCER-01-001-V01")
    made = method.ex_ante(
        csp_project(), at=AsOf(corpus(), CSP_DAY), factors=shipped_factors(), factor_day=CSP_DAY
    )
    assert 0 < made.tonnes < 950_045
    path = write_workbook(made, method, tmp_path / "csp.xlsx", "zh")
    formulas = openpyxl.load_workbook(path)["计算"]
    assert any("SUMPRODUCT" in str(cell.value) for cell in formulas[5])
    assert_same(recalculated(path, soffice, tmp_path), made)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_changed_input_changes_the_tonnes_as_the_engine_does(
    project: Project, estimate: Calculation, methodology: Methodology, soffice: str, tmp_path: Path
) -> None:
    """龙源大丰H4 on the same days: 818,750 MWh a year put into the input cell."""
    path = write_workbook(estimate, methodology, tmp_path / "estimate.xlsx", "zh")
    book = openpyxl.load_workbook(path)
    assert book["输入"]["B5"].value == 522_070
    book["输入"]["B5"].value = 818_750
    book.save(path)
    changed = msgspec.structs.replace(project, design={"annual_net_export_mwh": 818_750.0})
    at = AsOf(corpus(), estimate.on)
    wanted = methodology.ex_ante(changed, at=at, factors=shipped_factors(), factor_day=at.on)
    total, mean, by_year, _ = tonnes_of(recalculated(path, soffice, tmp_path), len(wanted.years))
    assert (total, mean) == (wanted.tonnes, wanted.annual_mean_tonnes)
    assert by_year == {year.year: year.tonnes for year in wanted.years}


@pytest.mark.libreoffice
@pytest.mark.slow
def test_account_with_fuel_meters_recalculates(soffice: str, tmp_path: Path) -> None:
    """Readings of export, import and one fuel, one fuel month beyond its class; figures of an example."""
    method = load("CCER-01-001-V01")
    project = msgspec.structs.replace(
        csp_project(), crediting=Period(dt.date(2022, 1, 1), dt.date(2031, 12, 31)), design={}
    )
    rows = []
    for month in range(1, 13):
        first = dt.date(2023, month, 1)
        last = dt.date(2023 + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
        state = Status.OUT_OF_CLASS if month == 4 else Status.IN_CLASS
        for direction, value, unit in (
            ("export", 12_000.5 + month, "MWh"),
            ("import", 90.25, "MWh"),
            ("fuel:diesel", 0.75 + month / 100, "t"),
        ):
            rows.append(
                Reading(
                    first,
                    last,
                    "M1",
                    direction,
                    value,
                    unit,
                    state,
                    0.0123 if month == 4 else 0.0,
                    "",
                    len(rows) + 2,
                )
            )
    readings = Readings(tuple(rows), "readings.csv")
    period = Period(dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    made = method.ex_post(
        project,
        readings,
        period=period,
        at=AsOf(corpus(), CSP_DAY),
        factors=shipped_factors(),
        factor_day=CSP_DAY,
    )
    assert made.years[0].values["project_emissions"] > 0
    path = write_workbook(made, method, tmp_path / "csp.xlsx", "en", readings=readings)
    cells = [str(cell.value) for cell in openpyxl.load_workbook(path)["Calculation"][5]]
    assert any("SUMPRODUCT" in cell for cell in cells)
    assert any("SUMIFS" in cell for cell in cells)
    assert_same(recalculated(path, soffice, tmp_path), made)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sheets_and_formulas(
    estimate: Calculation, methodology: Methodology, tmp_path: Path, lang: Lang
) -> None:
    path = write_workbook(estimate, methodology, tmp_path / "estimate.xlsx", lang)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS[lang]
    years = book.worksheets[3]
    assert years.max_row == 4 + len(estimate.years)
    heads = {
        years.cell(3, column).comment.text
        for column in range(7, years.max_column + 1)
        if years.cell(3, column).comment
    }
    assert any("ccer-01-002-v01/eq-1" in head for head in heads)
    last = years.cell(5, years.max_column).value
    assert last.startswith("=INT(ROUND(")
    stored = openpyxl.load_workbook(path, data_only=True).worksheets[-1]
    assert stored["B4"].value == estimate.tonnes


def test_without_readings_the_years_are_inputs(
    accounted: Calculation, methodology: Methodology, tmp_path: Path
) -> None:
    path = write_workbook(accounted, methodology, tmp_path / "account.xlsx", "en")
    book = openpyxl.load_workbook(path)
    assert "Readings" not in book.sheetnames
    assert "Corrections" in book.sheetnames


def test_the_same_input_gives_the_same_bytes(
    accounted: Calculation, methodology: Methodology, readings: Readings, tmp_path: Path
) -> None:
    one = write_workbook(accounted, methodology, tmp_path / "one.xlsx", "zh", readings=readings).read_bytes()
    two = write_workbook(accounted, methodology, tmp_path / "two.xlsx", "zh", readings=readings).read_bytes()
    assert one == two


def test_a_reading_outside_the_period_is_not_counted(
    accounted: Calculation, methodology: Methodology, readings: Readings, tmp_path: Path
) -> None:
    late = Reading(dt.date(2024, 3, 1), dt.date(2024, 3, 31), "M1", "export", 50_000.0, "MWh")
    more = Readings((*readings.rows, late), readings.source)
    one = write_workbook(accounted, methodology, tmp_path / "one.xlsx", "zh", readings=readings).read_bytes()
    assert (
        write_workbook(accounted, methodology, tmp_path / "two.xlsx", "zh", readings=more).read_bytes() == one
    )
