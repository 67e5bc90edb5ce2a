"""Expected removals of ten thousand parcels over forty years: LibreOffice recalculating an equal workbook, beside the engine, in one run.

The formulas of the workbook come from the engine's own equation bodies, with no stored value, so that LibreOffice must work them out. Its
time is that of converting the workbook less that of converting an empty one, in turn with the engine; all are reported. Both must give the
same removals.
"""

from __future__ import annotations

import csv
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from afforestation import NONPERMANENCE, made_up, same
from ccer.compute.biomass_growth import richards
from ccer.compute.biomass_stand import carbon_dioxide
from ccer.compute.expression import Expression, as_expression
from ccer.core.numeric import maximum
from ccer.methodologies.ccer_14_001_v01 import Stands, ex_ante_columns
from ccer.methodologies.ccer_14_001_v01 import equations as eq
from figure import Figure
from timing import in_rounds

PARCELS = 10_000
YEARS = 40
AIM_RATIO = 500
ROUNDS = 3
TIMEOUT_S = 1200
AS_TEXT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false"
"""Comma, quote, UTF-8, from the first line; figures in full, not as shown."""
GIVEN = 9
"""Columns of a parcel: planted, limit, rate, shape, density, expansion, root-shoot, carbon, area."""


def letters(column: int) -> str:
    out = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def write(stands: Stands, times: Any, path: Path) -> None:
    """A sheet of parcels: nine figures, stocks at every time, removals of every year; the first row holds the times."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("parcels")
    for place, moment in enumerate(times):
        sheet.write_number(0, GIVEN + place, moment)
    curve, rest = stands.curve.coefficients, (stands.density, stands.expansion, stands.root_shoot)
    figures = (stands.planted, *curve, *rest, stands.carbon, stands.area)
    columns = [np.asarray(one).tolist() for one in figures]
    for row in range(1, len(stands.area) + 1):
        for column, values in enumerate(columns):
            sheet.write_number(row, column, values[row - 1])
        planted, limit, rate, shape, density, expansion, roots, carbon, area = (
            Expression(f"${letters(column)}{row + 1}") for column in range(GIVEN)
        )
        whole = carbon_dioxide(eq.volume_biomass(density, area, expansion, roots), carbon)
        for place in range(len(times)):
            age = Expression(f"{letters(GIVEN + place)}$1") - planted
            stock = richards(maximum(age, 0.0), limit, rate, shape) * whole
            sheet.write_formula(row, GIVEN + place, f"={as_expression(stock).text}", None, "")
        for place in range(len(times) - 1):
            then, now = (Expression(f"{letters(GIVEN + place + n)}{row + 1}") for n in (0, 1))
            change = eq.emission_reductions(eq.stock_change(now, then), 0.0, 0.0, NONPERMANENCE)
            sheet.write_formula(row, GIVEN + len(times) + place, f"={as_expression(change).text}", None, "")
    book.close()


def convert(soffice: str, path: Path, folder: Path) -> float:
    """Seconds of one conversion to text, which recalculates every formula."""
    command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", AS_TEXT, "--outdir", str(folder / "out"), str(path)]
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_S)
    return time.perf_counter() - start


def read(path: Path) -> Any:
    """Removals as LibreOffice shows them: parcels by years."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[float(one) for one in row[GIVEN + YEARS + 1 :]] for row in rows])


def run() -> list[Figure]:
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        return [Figure("LibreOffice", 0, "s", note="not installed: nothing was measured")]
    stands, times = made_up(PARCELS), 2021.0 + np.arange(YEARS + 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book, empty = folder / "parcels.xlsx", folder / "empty.xlsx"
        write(stands, times, book)
        write(stands._replace(area=np.empty(0)), times, empty)
        convert(soffice, empty, folder)
        taken = in_rounds(
            {
                "bare": lambda: convert(soffice, empty, folder),
                "whole": lambda: convert(soffice, book, folder),
                "ours": lambda: ex_ante_columns(stands, times, NONPERMANENCE),
            },
            ROUNDS,
        )
        found = read(folder / "out" / "parcels.csv")
    same(ex_ante_columns(stands, times, NONPERMANENCE), found)
    rows = zip(*(taken.taken[name] for name in ("whole", "bare", "ours")), strict=True)
    faster = sorted((whole - bare) / ours for whole, bare, ours in rows)
    cells, times_faster = PARCELS * YEARS, statistics.median(faster)
    bare, whole, ours = (taken.median(name) for name in ("bare", "whole", "ours"))
    many = f"{PARCELS:,} parcels × {YEARS} years"
    return [
        Figure("LibreOffice, bare start and an empty workbook", bare, "s", note="taken off in the next line"),
        Figure(
            f"LibreOffice, {many}",
            (whole - bare) / cells * 1e9,
            "ns a parcel-year",
            note=f"{whole:.1f} s in all: load, recalculate, write",
        ),
        Figure(
            f"the engine, {many}",
            ours / cells * 1e9,
            "ns a parcel-year",
            f"LibreOffice, aim 1/{AIM_RATIO} = {1 / AIM_RATIO:g}×",
            1 / times_faster,
            f"{times_faster:,.0f} times faster, {faster[0]:,.0f} to {faster[-1]:,.0f} in {ROUNDS} rounds in turn; the same removals",
        ),
    ]
