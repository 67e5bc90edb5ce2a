"""The files of an assessment, written all together or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import msgspec

from ..core.decision import Receipt
from ..core.text import Lang
from ..methodologies import codes, load
from ..project.model import Assessment


def write_results(assessment: Assessment, receipt: Receipt, out: Path, lang: Lang) -> tuple[Path, ...]:
    """Design document (DOCX, PDF), workbooks, decision page, timeline, calendar, receipt.

    They are made in a folder beside ``out`` and put in place together; files of other names that are there already stay.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as name:
        made = _make(assessment, receipt, Path(name), lang)
        placed = []
        for path in made:
            target = out / path.name
            shutil.move(path, target)
            placed.append(target)
    return tuple(placed)


def _make(assessment: Assessment, receipt: Receipt, folder: Path, lang: Lang) -> list[Path]:
    from ..documents.decision_page import write_decision_page
    from ..documents.timeline import write_calendar, write_timeline

    made = [write_decision_page(assessment, folder / "decision.html", lang)]
    made += _documents(assessment, receipt, folder, lang)
    made += _workbooks(assessment, folder, lang)
    made.append(write_timeline(assessment, folder / "timeline.html"))
    made.append(write_calendar(assessment, folder / "deadlines.ics"))
    path = folder / "receipt.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(receipt), indent=2))
    return [*made, path]


def _documents(assessment: Assessment, receipt: Receipt, folder: Path, lang: Lang) -> list[Path]:
    from ..documents.docx import write_docx
    from ..documents.model import design_document
    from ..documents.pdf import write_pdf

    if assessment.project.methodology not in codes():
        return []
    document = design_document(assessment, load(assessment.project.methodology), lang, receipt=receipt.digest)
    return [
        write_docx(document, folder / "design-document.docx"),
        write_pdf(document, folder / "design-document.pdf"),
    ]


def _workbooks(assessment: Assessment, folder: Path, lang: Lang) -> list[Path]:
    from ..compute.workbook import write_workbook

    if assessment.project.methodology not in codes():
        return []
    method = load(assessment.project.methodology)
    made = []
    if assessment.estimate is not None:
        made.append(write_workbook(assessment.estimate, method, folder / "estimate.xlsx", lang))
    for number, claim in enumerate(assessment.claims, 1):
        if claim.calculation is not None:
            made.append(
                write_workbook(
                    claim.calculation,
                    method,
                    folder / f"reductions-{number}.xlsx",
                    lang,
                    readings=claim.readings,
                )
            )
    return made
