"""What a person writes into the accounting report and into the papers of a sink comes back and stays."""

from __future__ import annotations

import functools

import pytest

from ccer.compute.methodology import Methodology
from ccer.core.text import Lang
from ccer.documents.docx import render_docx
from ccer.documents.edits import edits_of
from ccer.documents.merging import merge
from ccer.documents.model import design_document
from ccer.documents.parts import Document
from ccer.documents.places import identified, places
from ccer.documents.report import accounting_report
from ccer.methodologies import load
from ccer.project.assessment import assess
from ccer.project.model import Assessment
from documents.conftest import FILED_DAY, SAMPLES
from documents.handwork import at, edited, kept, read, say, shown


@functools.cache
def sink_papers(lang: Lang) -> tuple[Document, Document]:
    """Design document and accounting report of the example forest."""
    found = assess(SAMPLES / "example-afforestation", FILED_DAY)
    method = load(found.project.methodology)
    return design_document(found, method, lang), accounting_report(found, method, lang)


@pytest.mark.parametrize("place", ["report.changes", "report.stoppages"])
def test_a_report_keeps_what_the_owner_says(filed: Assessment, methodology: Methodology, place: str) -> None:
    paper = accounting_report(filed, methodology, "zh")
    mark = next(p.id for p in places(identified(paper)) if any(span.field == place for span in p.spans))
    found = read(edited(render_docx(paper), lambda d: say(at(d, mark).runs[-1], "本期没有变化。")))
    merged = merge(paper, edits_of(kept(found), paper.name, "zh"))
    assert shown(merged.document)[mark].endswith("本期没有变化。")
    assert merged.conflicts == ()


def test_papers_of_a_sink_keep_what_was_written(lang: Lang) -> None:
    for paper, field in zip(sink_papers(lang), ("site.land_title", "report.operation"), strict=True):
        mark = next(p.id for p in places(identified(paper)) if any(span.field == field for span in p.spans))
        found = read(
            edited(render_docx(paper), lambda d, m=mark: say(at(d, m).runs[-1], "集体所有 collective"))
        )
        assert found.filled == 1
        merged = merge(paper, edits_of(kept(found), paper.name, lang))
        assert shown(merged.document)[mark].endswith("集体所有 collective")
        again = read(render_docx(merged.document), kept(found))
        assert again.sections == found.sections


def test_a_figure_of_a_sink_changed_by_hand_is_listed_never_taken(lang: Lang) -> None:
    _, paper = sink_papers(lang)
    total = next(
        place for place, text in shown(paper).items() if place.startswith("5.2/") and text == "3,583"
    )
    found = read(edited(render_docx(paper), lambda d: say(at(d, total).runs[0], "9,999")))
    merged = merge(paper, edits_of(kept(found), paper.name, lang))
    assert shown(merged.document)[total] == "3,583"
    assert len(merged.conflicts) == 1
