"""Every methodology's workbook, recalculated by LibreOffice from nothing but its formulas: the engine's tonnes, to the tonne."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import openpyxl
import pytest

from ccer.compute.result import Calculation
from ccer.compute.workbook import write_workbook
from ccer.methodologies import codes, load

from .workbook_cases import Case, cases

CASES = {case.name: case for case in cases()}
CLOSE = 1e-9
NOISE = 1e-9
ESTIMATE_ONLY = {code for code in codes() if not load(code).published}


class Book(NamedTuple):
    """A workbook as it was written and as it was recalculated."""

    calculation: Calculation
    written: Path
    recalculated: Path


def recalculate(files: list[Path], soffice: str, folder: Path) -> dict[str, Path]:
    """All files in one run, each without any stored value; by name."""
    bare = folder / "bare"
    bare.mkdir()
    for path in files:
        openpyxl.load_workbook(path).save(bare / path.name)
    out = folder / "out"
    profile = (folder / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", str(out), *(str(bare / path.name) for path in files)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return {path.name: out / path.name for path in files}


def write(case: Case, path: Path, lang: str = "zh") -> Calculation:
    made = case.calculate()
    write_workbook(made, case.method, path, lang, readings=case.evidence, project=case.project)  # type: ignore[arg-type]
    return made


@pytest.fixture(scope="module")
def books(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Book]:
    folder = tmp_path_factory.mktemp("books")
    paths = {name: folder / f"{number}.xlsx" for number, name in enumerate(CASES)}
    made = {name: write(CASES[name], path) for name, path in paths.items()}
    found = recalculate(list(paths.values()), soffice, folder)
    return {name: Book(made[name], path, found[path.name]) for name, path in paths.items()}


def test_every_methodology_is_there() -> None:
    posts = {case.project.methodology for case in CASES.values() if case.evidence is not None}
    antes = {case.project.methodology for case in CASES.values() if case.evidence is None}
    assert antes == set(codes())
    assert posts == set(codes()) - ESTIMATE_ONLY


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_recalculates_to_the_engine_s_tonnes(books: dict[str, Book], name: str) -> None:
    """Years, total and mean to the tonne; every other figure to a billionth."""
    book = books[name]
    stored = openpyxl.load_workbook(book.written, data_only=True)
    found = openpyxl.load_workbook(book.recalculated, data_only=True)
    summary = found["汇总"]
    years = book.calculation.years
    tonnes = [summary.cell(9 + place, 2).value for place in range(len(years))]
    assert tonnes == [year.tonnes for year in years]
    assert summary["B4"].value == book.calculation.tonnes
    assert summary["B5"].value == book.calculation.annual_mean_tonnes
    apart = [
        (sheet.title, cell.coordinate, cell.value, again)
        for sheet in stored
        for row in sheet.iter_rows()
        for cell in row
        if differs(cell.value, again := found[sheet.title][cell.coordinate].value)
    ]
    assert not apart


def differs(value: Any, again: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return not isinstance(again, (int, float)) or abs(again - value) > max(CLOSE * abs(value), NOISE)


@pytest.mark.parametrize("name", CASES)
def test_reductions_are_formulas(name: str, tmp_path: Path) -> None:
    """What is neither a formula nor an input of the evidence is nought: nothing that a person could question is a bare sum."""
    made = write(CASES[name], tmp_path / "book.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "book.xlsx")["计算"]
    names = list(dict.fromkeys(name for year in made.years for name in year.values))
    bare = {
        key
        for column, key in enumerate(names, 7)
        if isinstance(sheet.cell(5, column).value, (int, float)) and sheet.cell(5, column).value
    }
    assert not bare
    assert isinstance(sheet.cell(5, 7 + len(names)).value, str)


def raised(value: Any, path: list[Any], by: float) -> Any:
    """Plain data with the figure at a path made larger."""
    step, *rest = path
    held = dict(value) if isinstance(value, dict) else list(value)
    held[step] = raised(held[step], rest, by) if rest else held[step] * by
    return held


CHANGED = [
    ("CCER-01-002-V01 ex-ante", "输入", "project", ["design", "annual_export_mwh"]),
    ("CCER-01-002-V01 ex-post Readings", "监测数据", "evidence", ["rows", 0, "value"]),
    ("CCER-10-002-V01 ex-ante", "输入", "project", ["design", "annual_gas_recovered"]),
    ("CCER-10-002-V01 ex-post Readings", "监测数据", "evidence", ["rows", 0, "value"]),
    ("CCER-14-001-V01 ex-ante", "碳层", "project", ["design", "strata", 0, "area_ha"]),
    ("CCER-14-001-V01 ex-post PlotTable", "样地", "evidence", ["areas", "A"]),
    ("CCER-14-003-V01 ex-post FieldSurvey", "碳层", "project", ["design", "strata", 0, "area_ha"]),
]
"""Of each kind of evidence: a figure that is made a tenth larger, in the calculation's data and in its one cell of the workbook."""


def changed(case: Case, part: str, path: list[Any]) -> tuple[Case, float]:
    """The case with one figure a tenth larger, and that figure as it was."""
    plain = msgspec.to_builtins(getattr(case, part))
    plain = plain if part == "evidence" else {**plain, "design": case.project.design}
    old: Any = plain
    for step in path:
        old = old[step]
    new = raised(plain, path, 1.1)
    if part == "evidence":
        return case._replace(evidence=msgspec.convert(new, type(case.evidence))), old
    return case._replace(project=msgspec.structs.replace(case.project, design=new["design"])), old


def edit(path: Path, title: str, old: float) -> None:
    """Make the first input cell of a sheet that holds a figure a tenth larger."""
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book[title].iter_rows() for cell in row if cell.value == old)
    cell.value = old * 1.1
    book.save(path)


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_changed_input_changes_the_tonnes_as_the_engine_does(soffice: str, tmp_path: Path) -> None:
    wanted, paths = {}, {}
    for number, (name, title, part, place) in enumerate(CHANGED):
        paths[name] = tmp_path / f"{number}.xlsx"
        before = write(CASES[name], paths[name])
        case, old = changed(CASES[name], part, place)
        wanted[name] = case.calculate()
        assert wanted[name].tonnes != before.tonnes, name
        edit(paths[name], title, old)
    out = recalculate(list(paths.values()), soffice, tmp_path)
    for name, path in paths.items():
        summary = openpyxl.load_workbook(out[path.name], data_only=True)["汇总"]
        years = wanted[name].years
        found = [summary.cell(9 + place, 2).value for place in range(len(years))]
        assert found == [year.tonnes for year in years], name
