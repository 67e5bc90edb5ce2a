"""A calculation as a workbook with live formulas: inputs, factors, readings, one row a year, summary.

Every formula is built from the body of the methodology's numbered equation; the values stored beside the formulas are the engine's.
A spreadsheet that recalculates gives the same tonnes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.text import Lang
from ..rules.subjects import Project
from ._workbook_coast import write_coast
from ._workbook_forest import Forest
from ._workbook_frame import Frame, cell, midnight
from ._workbook_inputs import Cells, write_inputs
from ._workbook_quantities import write_quantities
from ._workbook_rows import Block, write_rows
from ._workbook_stems import STEMS_MAX, Listed, listed
from ._workbook_years import FIRST_ROW, NOTHING_LINKED, Linked, Years, share_of, whole
from .coastal import CoastalPlan
from .methodology import Methodology
from .periods import PRACTICE_TEXT, Practice
from .plots_table import PlotTable
from .points import beside
from .quantities import QuantityPlan
from .readings import Readings
from .result import Calculation
from .survey import FieldSurvey
from .where import where_text

Evidence = Readings | FieldSurvey | PlotTable


def write_workbook(
    calculation: Calculation,
    methodology: Methodology,
    path: Path,
    lang: Lang,
    *,
    readings: Evidence | None = None,
    project: Project | None = None,
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
    readings : Readings, FieldSurvey or PlotTable, optional
        The evidence of an ex-post calculation; without it the sums of each year stand as inputs.
    project : Project, optional
        What a sink's plots and strata are read with; without it their changes stand as inputs.

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
    readings = _with_design(methodology, project, readings)
    blocks = _rows(frame, calculation, methodology, readings, cells)
    linked = _sinks(frame, calculation, methodology, project, readings, cells)
    years = Years(frame, calculation, methodology, cells, blocks, linked)
    tonnes = years.write()
    if calculation.adjustments:
        _log(frame, calculation)
    _summary(frame, calculation, cells, years, tonnes)
    made.close()
    return path


def _with_design(
    methodology: Methodology, project: Project | None, evidence: Evidence | None
) -> Evidence | None:
    """Readings with the figures of the design that belong to their points; none where the design is not given."""
    plan = methodology.plan
    if isinstance(plan, QuantityPlan) and isinstance(evidence, Readings):
        for figures in plan.beside:
            if project is None:
                return None
            evidence = beside(evidence, figures.lead, figures.rows(project), figures.table)
    return evidence


def _rows(
    frame: Frame, calculation: Calculation, methodology: Methodology, readings: Evidence | None, cells: Cells
) -> tuple[Block, ...]:
    """The sheets of what was read, by the kind of evidence; of a design's quantities for an estimate."""
    plan, post = methodology.plan, calculation.kind == "ex-post"
    if isinstance(plan, QuantityPlan):
        if post and not isinstance(readings, Readings):
            return ()
        shares = {place: share_of(place, year, frame) for place, year in enumerate(calculation.years)}
        return write_quantities(
            frame, calculation, plan, readings if isinstance(readings, Readings) else None, cells, shares
        )
    if post and isinstance(readings, Readings):
        return write_rows(frame, calculation, methodology, readings, cells)
    return ()


def _sinks(
    frame: Frame,
    calculation: Calculation,
    methodology: Methodology,
    project: Project | None,
    evidence: Evidence | None,
    cells: Cells,
) -> Linked:
    """The sheets of strata and plots of a sink."""
    post = calculation.kind == "ex-post"
    if methodology.evidence != "plots" or project is None or (post and evidence is None):
        return NOTHING_LINKED
    plan = methodology.plan
    if isinstance(plan, CoastalPlan):
        survey = evidence if isinstance(evidence, FieldSurvey) else None
        return write_coast(frame, calculation, plan, project, survey if post else None, cells)
    forest = Forest(frame, calculation, methodology, project, cells)
    if not post:
        return forest.estimate()
    table = _plot_table(methodology, project, calculation, evidence)
    if table is None:
        return NOTHING_LINKED
    return forest.achieved(table, _stems(methodology, project, calculation, evidence))


def _stems(
    methodology: Methodology, project: Project, calculation: Calculation, evidence: Evidence | None
) -> Listed | None:
    """Every stem of a survey with its rule."""
    from ..core.asof import AsOf
    from ..policy.corpus import corpus

    if not isinstance(evidence, FieldSurvey) or methodology.stems is None:
        return None
    return listed(methodology.stems(project, evidence, AsOf(corpus(), calculation.on)), evidence)


def _plot_table(
    methodology: Methodology, project: Project, calculation: Calculation, evidence: Evidence | None
) -> PlotTable | None:
    """Evidence of a sink by plot."""
    from ..core.asof import AsOf
    from ..policy.corpus import corpus

    if isinstance(evidence, FieldSurvey) and methodology.plots is not None:
        return methodology.plots(project, evidence, AsOf(corpus(), calculation.on))
    return evidence if isinstance(evidence, PlotTable) else None


def _readme(
    frame: Frame, calculation: Calculation, methodology: Methodology, readings: Evidence | None
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
        (
            "since",
            calculation.in_force_since.isoformat() if methodology.published else frame.say("readme.draft"),
        ),
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
        *_about_stems(readings),
        "own",
    ]
    for place, key in enumerate(lines):
        row = _line(
            frame,
            sheet,
            row + (place == 0),
            frame.say("readme.how") if place == 0 else "",
            frame.say(f"readme.{key}", most=STEMS_MAX),
        )
    for place, reason in enumerate(calculation.provisional):
        label = frame.say("readme.provisional") if place == 0 else ""
        row = _line(frame, sheet, row + (place == 0), label, reason.why.say(frame.lang), "provisional")


def _about_stems(evidence: Evidence | None) -> list[str]:
    """Whether the trees are listed one by one."""
    if not isinstance(evidence, FieldSurvey) or not evidence.trees:
        return []
    return ["how_stems" if len(evidence.trees) <= STEMS_MAX else "how_stems_cut"]


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
        sheet.write_string(row, 0, where_text(entry.where).say(frame.lang), frame.style("text"))
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
    mean = f"={whole(f'{cell(3, 1)}/{cells.whole_years}')}"
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
