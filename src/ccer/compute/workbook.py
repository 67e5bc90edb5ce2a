"""A calculation as a workbook with live formulas: inputs, factors, readings, one row a year, summary.

Every formula is built from the body of the methodology's numbered equation; the values stored beside the formulas are the engine's.
A spreadsheet that recalculates gives the same tonnes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.text import Lang
from ._workbook_frame import Frame, cell, midnight
from ._workbook_inputs import Cells, write_inputs
from ._workbook_rows import write_rows
from ._workbook_years import FIRST_ROW, Years
from .methodology import Methodology
from .periods import PRACTICE_TEXT, Practice
from .readings import Readings
from .result import Calculation


def write_workbook(
    calculation: Calculation,
    methodology: Methodology,
    path: Path,
    lang: Lang,
    *,
    readings: Readings | None = None,
) -> Path:
    """Write a calculation as an XLSX workbook.

    Parameters
    ----------
    calculation : Calculation
        Ex ante or ex post.
    methodology : Methodology
        The version it was made under.
    path : Path
        Where to write it.
    lang : Lang
    readings : Readings, optional
        The meter readings of an ex-post calculation; without them the energy of each year stands as an input.

    Returns
    -------
    Path
        The same bytes for the same input.
    """
    import xlsxwriter

    made = xlsxwriter.Workbook(str(path), {"in_memory": True})
    day = midnight(calculation.on)
    made.set_properties(
        {"title": f"{calculation.methodology} {calculation.kind}", "author": "OpenCCER", "created": day}
    )
    made.set_calc_mode("auto")
    frame = Frame(made, lang)
    _readme(frame, calculation, methodology, readings)
    cells = write_inputs(frame, calculation, methodology)
    rows = calculation.kind == "ex-post" and readings is not None
    blocks = write_rows(frame, calculation, methodology, readings, cells) if rows and readings else ()
    years = Years(frame, calculation, methodology, cells, blocks)
    tonnes = years.write()
    if calculation.adjustments:
        _log(frame, calculation)
    _summary(frame, calculation, cells, years, tonnes)
    made.close()
    return path


def _readme(
    frame: Frame, calculation: Calculation, methodology: Methodology, readings: Readings | None
) -> None:
    """What it is, how to read it, what is provisional."""
    sheet = frame.sheet("readme", (24, 110))
    post = calculation.kind == "ex-post"
    sheet.write_string(
        0, 0, frame.say("readme.title_post" if post else "readme.title_ante"), frame.style("text", "title")
    )
    start, end = calculation.period
    facts = (
        ("methodology", f"{methodology.code} {methodology.title.say(frame.lang)}"),
        ("since", calculation.in_force_since.isoformat()),
        ("period", f"{start.isoformat()} — {end.isoformat()}"),
        ("as_of", calculation.on.isoformat()),
        ("practice", PRACTICE_TEXT[Practice(calculation.practice)].say(frame.lang)),
        ("total", f"{calculation.tonnes:,} tCO2e"),
    )
    row = 2
    for key, shown in facts:
        row = _line(frame, sheet, row, frame.say(f"readme.{key}"), shown)
    lines = [
        "how_chain",
        "how_tonnes",
        "how_colours",
        *(["how_missing"] if post and readings is None else []),
        "own",
    ]
    for place, key in enumerate(lines):
        row = _line(
            frame,
            sheet,
            row + (place == 0),
            frame.say("readme.how") if place == 0 else "",
            frame.say(f"readme.{key}"),
        )
    for place, reason in enumerate(calculation.provisional):
        label = frame.say("readme.provisional") if place == 0 else ""
        row = _line(frame, sheet, row + (place == 0), label, reason.why.say(frame.lang), "provisional")


def _line(frame: Frame, sheet: Any, row: int, label: str, shown: str, *marks: str) -> int:
    sheet.write_string(row, 0, label, frame.style("text", "strong"))
    sheet.write_string(row, 1, shown, frame.style("text", "wrap", *marks))
    frame.fit(sheet, row, {1: shown})
    return row + 1


def _log(frame: Frame, calculation: Calculation) -> None:
    """What was corrected, left out or taken off, with its clause."""
    sheet = frame.sheet("log", (38, 60, 16, 16, 10, 40))
    sheet.write_string(0, 0, frame.say("sheet.log"), frame.style("text", "title"))
    frame.heads(
        sheet,
        2,
        [frame.say(f"column.{key}") for key in ("where", "what", "before", "after", "unit", "clause")],
        right=(2, 3),
    )
    for row, entry in enumerate(calculation.adjustments, 3):
        sheet.write_string(row, 0, entry.where, frame.style("text"))
        sheet.write_string(row, 1, entry.what.say(frame.lang), frame.style("text", "wrap"))
        frame.fit(sheet, row, {1: entry.what.say(frame.lang)})
        sheet.write_number(row, 2, entry.before, frame.style("number"))
        sheet.write_number(row, 3, entry.after, frame.style("number"))
        sheet.write_string(row, 4, entry.unit, frame.style("text"))
        sheet.write_string(row, 5, frame.clause(entry.cite, calculation.on), frame.style("text", "quiet"))


def _summary(frame: Frame, calculation: Calculation, cells: Cells, years: Years, tonnes: str) -> None:
    """Total, yearly mean, both checked against the engine, and the years."""
    sheet = frame.sheet("summary", (28, 20, 20, 14))
    sheet.write_string(0, 0, frame.say("sheet.summary"), frame.style("text", "title"))
    heads = ("column.name", "column.tonnes", "summary.engine", "summary.check")
    frame.heads(sheet, 2, [frame.say(key) for key in heads], right=(1, 2))
    mean = f"=ROUNDDOWN({cell(3, 1)}/{cells.whole_years},0)"
    if calculation.tonnes < 0:
        mean = f"=INT({cell(3, 1)}/{cells.whole_years})"
    rows = (("total", f"=SUM({tonnes})", calculation.tonnes), ("mean", mean, calculation.annual_mean_tonnes))
    same, differs = frame.say("summary.same"), frame.say("summary.differs")
    for row, (key, formula, value) in enumerate(rows, 3):
        sheet.write_string(row, 0, frame.say(f"summary.{key}"), frame.style("text", "strong"))
        sheet.write_formula(row, 1, formula, frame.style("whole", "strong"), value)
        sheet.write_number(row, 2, value, frame.style("whole"))
        check = f'=IF({cell(row, 1)}={cell(row, 2)},"{same}","{differs}")'
        sheet.write_formula(row, 3, check, frame.style("text"), same)
    sheet.write_string(6, 0, frame.say("summary.by_year"), frame.style("text", "section"))
    frame.heads(sheet, 7, [frame.say("column.year"), f"{frame.say('column.tonnes')} tCO2e"], right=(1,))
    for place, year in enumerate(calculation.years):
        sheet.write_number(8 + place, 0, year.year, frame.style("year"))
        link = frame.address("years", FIRST_ROW + place, years.tonnes)
        sheet.write_formula(8 + place, 1, f"={link}", frame.style("whole"), year.tonnes)
