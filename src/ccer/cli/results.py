"""The files of an assessment, written all together or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from ..core.decision import Receipt
from ..core.text import Lang
from ..methodologies import codes, load
from ..project.model import Assessment

if TYPE_CHECKING:
    from ..documents.merging import Conflict
    from ..documents.parts import Document


def write_results(
    assessment: Assessment, receipt: Receipt, out: Path, lang: Lang, *, folder: Path | None = None
) -> tuple[Path, ...]:
    """Design document and accounting reports (DOCX, PDF), workbooks, decision page, timeline, calendar, receipt.

    They are made in a folder beside ``out`` and put in place together; files of other names that are there already stay. ``folder``
    is the project's: what a person wrote into the papers is kept there.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as name:
        made = _make(assessment, receipt, Path(name), lang, folder)
        placed = []
        for path in made:
            target = out / path.name
            shutil.move(path, target)
            placed.append(target)
    return tuple(placed)


def _make(
    assessment: Assessment, receipt: Receipt, folder: Path, lang: Lang, home: Path | None
) -> list[Path]:
    from ..documents.decision_page import write_decision_page
    from ..documents.timeline import write_calendar, write_timeline

    made = [write_decision_page(assessment, folder / "decision.html", lang)]
    made += _documents(assessment, receipt, folder, lang, home)
    made += _workbooks(assessment, folder, lang)
    made.append(write_timeline(assessment, folder / "timeline.html"))
    made.append(write_calendar(assessment, folder / "deadlines.ics"))
    path = folder / "receipt.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(receipt), indent=2))
    return [*made, path]


def _documents(
    assessment: Assessment, receipt: Receipt, folder: Path, lang: Lang, home: Path | None
) -> list[Path]:
    from ..documents.model import design_document
    from ..documents.report import accounting_report

    if assessment.project.methodology not in codes():
        return []
    method = load(assessment.project.methodology)
    papers = [design_document(assessment, method, lang, receipt=receipt.digest)]
    for number, claim in enumerate(assessment.claims, 1):
        if claim.calculation is not None:
            papers.append(accounting_report(assessment, method, lang, filing=number, receipt=receipt.digest))
    return [path for paper in papers for path in write_paper(paper, home, folder)[0]]


def write_paper(
    paper: Document, home: Path | None, out: Path, formats: Sequence[str] = ("docx", "pdf")
) -> tuple[list[Path], tuple[Conflict, ...]]:
    """One document with what a person wrote into it, which is kept in the project's folder ``home``; its files and the conflicts."""
    from ..documents.docx import render_docx
    from ..documents.edits import edits_of, read_edits
    from ..documents.merging import merge
    from ..documents.pdf import render_pdf
    from .files import write_atomic

    edits = edits_of(read_edits(home), paper.name, paper.lang) if home else ()
    merged = merge(paper, edits)
    renderers = {"docx": render_docx, "pdf": render_pdf}
    made = {out / f"{paper.name}.{name}": renderers[name](merged.document) for name in formats}
    for path, data in made.items():
        write_atomic(path, data)
    return list(made), merged.conflicts


def _workbooks(assessment: Assessment, folder: Path, lang: Lang) -> list[Path]:
    from ..compute.workbook import write_workbook

    if assessment.project.methodology not in codes():
        return []
    method = load(assessment.project.methodology)
    made = []
    if assessment.estimate is not None:
        made.append(
            write_workbook(
                assessment.estimate, method, folder / "estimate.xlsx", lang, project=assessment.project
            )
        )
    for number, claim in enumerate(assessment.claims, 1):
        if claim.calculation is not None:
            made.append(
                write_workbook(
                    claim.calculation,
                    method,
                    folder / f"reductions-{number}.xlsx",
                    lang,
                    readings=claim.readings,
                    project=assessment.project,
                )
            )
    return made
