"""The accounting report: its outline, its figures against hand arithmetic, what is asked for, and that it says it is our own template."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from ccer.compute.methodology import Methodology
from ccer.compute.result import Interval
from ccer.core.errors import BadInput
from ccer.core.text import Lang, Text
from ccer.documents.docx import render_docx
from ccer.documents.parts import Document, Paragraph, Section, Table
from ccer.documents.pdf import render_pdf
from ccer.documents.report import accounting_report
from ccer.project.model import Assessment
from ccer.rules.subjects import Period

NUMBERS = [
    "1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3", "3", "3.1", "3.2", "3.3", "3.4", "4", "4.1", "4.2", "4.3", "4.4",
    "5", "5.1", "5.2", "5.3", "6", "6.1", "6.2", "7", "7.1", "7.2", "7.3", "7.4",
]  # fmt: skip


def section_of(document: Document, number: str) -> Section:
    return next(section for section in document.sections() if section.number == number)


def rows_of(document: Document, number: str, place: int = 0) -> list[list[str]]:
    tables = [block for block in section_of(document, number).blocks if isinstance(block, Table)]
    return [["".join(span.text for span in cell) for cell in row] for row in tables[place].rows]


def said(document: Document, number: str) -> str:
    blocks = section_of(document, number).blocks
    return "".join(span.text for b in blocks if isinstance(b, Paragraph) for span in b.spans)


def test_chapters_stand_in_order(filed: Assessment, methodology: Methodology, lang: Lang) -> None:
    document = accounting_report(filed, methodology, lang)
    assert [section.number for section in document.sections()] == NUMBERS
    assert document.name == "accounting-report-1"


def test_the_first_page_says_the_template_is_our_own(filed: Assessment, methodology: Methodology) -> None:
    for lang, words in (("zh", "自拟模板"), ("en", "our own")):
        document = accounting_report(filed, methodology, lang, receipt="abc123")  # type: ignore[arg-type]
        assert words in "".join(span.text for s in document.statements for span in s.spans)
        assert "abc123" in ["".join(span.text for span in value) for _, value in document.front]


def test_the_year_is_compared_with_its_estimate(filed: Assessment, methodology: Methodology) -> None:
    # Estimate: (600,000 - 1,600) MWh x 0.48665 = 291,211.36 -> 291,211 t.
    # Result: 569,988.75 MWh x 0.48665 = 277,385.02 -> 277,385 t; difference -13,826 t, -13,826 / 291,211 = -4.7 %.
    rows = rows_of(accounting_report(filed, methodology, "en"), "6.1")
    year = ["2025", "365/365", "291,211", "291,211", "277,385", "-13,826", "-4.7%"]
    assert rows == [year, ["Total", "", "", "291,211", "277,385", "-13,826", "-4.7%"]]


def test_part_of_a_year_is_compared_with_that_part(assessment: Assessment, methodology: Methodology) -> None:
    # 522,070 MWh x 0.48665 = 254,065.4 -> 254,065 t a year. Accounted: 2023-01-01 to 2024-02-29, so 60 of the 366 days of 2024:
    # 254,065 x 60 / 366 = 41,650 t.
    assert assessment.estimate is not None
    expected = {year.year: year.tonnes for year in assessment.estimate.years}
    assert expected[2024] == 254_065
    rows = rows_of(accounting_report(assessment, methodology, "zh"), "6.1")
    assert rows[1][:4] == ["2024", "60/366", "254,065", "41,650"]
    assert rows[2][3] == f"{254_065 + 41_650:,}"


def test_a_year_without_estimate_has_no_difference(filed: Assessment, methodology: Methodology) -> None:
    assert filed.estimate is not None
    later = msgspec.structs.replace(filed.estimate, years=filed.estimate.years[2:])
    document = accounting_report(msgspec.structs.replace(filed, estimate=later), methodology, "en")
    assert rows_of(document, "6.1")[0] == ["2025", "365/365", "—", "—", "277,385", "—", "—"]


def test_without_an_estimate_it_is_asked_for(filed: Assessment, methodology: Methodology) -> None:
    document = accounting_report(msgspec.structs.replace(filed, estimate=None), methodology, "zh")
    assert "estimate" in {item.field for item in document.missing}
    assert "6.2" not in [section.number for section in document.sections()]


def test_every_correction_is_in_the_log(filed: Assessment, methodology: Methodology, lang: Lang) -> None:
    calculation = filed.claims[0].calculation
    assert calculation is not None
    rows = rows_of(accounting_report(filed, methodology, lang), "4.4")
    export = {"zh": "上网", "en": "exported"}[lang]
    assert [row[0] for row in rows] == [
        entry.where.replace("export", export) for entry in calculation.adjustments
    ]
    assert len(rows) > 0


def test_every_finding_stands_in_the_annex(filed: Assessment, methodology: Methodology, lang: Lang) -> None:
    claim = filed.claims[0]
    assert claim.procedure is not None
    document = accounting_report(filed, methodology, lang)
    shown = [row[0] for place in (0, 1) for row in rows_of(document, "7.3", place)]
    found = [*claim.decision.findings, *claim.procedure.findings]
    assert shown == [finding.title.say(lang) for finding in found]


def test_missing_items_are_those_of_the_report(
    filed: Assessment, methodology: Methodology, lang: Lang
) -> None:
    document = accounting_report(filed, methodology, lang)
    fields = [item.field for item in document.missing]
    assert {"report.operation", "report.changes", "report.difference.2025", "monitoring.meters"} <= set(
        fields
    )
    assert "approvals" not in fields
    assert [row[1] for row in rows_of(document, "7.4")] == [item.title for item in document.missing]
    assert all(item.clause and item.remedy for item in document.missing)


def test_readings_are_printed_while_they_are_few(filed: Assessment, methodology: Methodology) -> None:
    document = accounting_report(filed, methodology, "zh")
    readings = filed.claims[0].readings
    assert readings is not None
    assert len(rows_of(document, "4.3")) == sum(row.first_day.year == 2025 for row in readings.rows)
    many = msgspec.structs.replace(readings, rows=readings.rows * 20)
    claim = msgspec.structs.replace(filed.claims[0], readings=many)
    document = accounting_report(msgspec.structs.replace(filed, claims=(claim,)), methodology, "zh")
    assert "工作簿" in said(document, "4.3")


def test_uncertainty_is_told_where_there_is_one(filed: Assessment, methodology: Methodology) -> None:
    calculation = filed.claims[0].calculation
    assert calculation is not None
    interval = Interval(270_000.4, 284_000.0, 0.9, 0.025, Text("样地估计", "plots"), (("area", 0.75),))
    made = msgspec.structs.replace(calculation, interval=interval)
    claim = msgspec.structs.replace(filed.claims[0], calculation=made)
    document = accounting_report(msgspec.structs.replace(filed, claims=(claim,)), methodology, "en")
    assert "At 90% confidence" in said(document, "5.3")
    assert "270,000 and 284,000" in said(document, "5.3")
    assert "2.5%" in said(document, "5.3")
    assert rows_of(document, "5.3") == [["area", "75.0%"]]


def test_days_outside_the_look_back_are_said(filed: Assessment, methodology: Methodology) -> None:
    lost = Period(dt.date(2020, 1, 1), dt.date(2020, 3, 1))
    claim = msgspec.structs.replace(filed.claims[0], lost=lost)
    document = accounting_report(msgspec.structs.replace(filed, claims=(claim,)), methodology, "en")
    assert "2020-01-01 to 2020-03-01" in "".join(s.text for p in document.statements for s in p.spans)


@pytest.mark.parametrize("filing", [0, 2])
def test_a_filing_that_is_not_there_is_refused(
    filed: Assessment, methodology: Methodology, filing: int
) -> None:
    with pytest.raises(BadInput) as caught:
        accounting_report(filed, methodology, "zh", filing=filing)
    assert str(filing) in caught.value.what.en


def test_a_filing_without_calculation_says_why(filed: Assessment, methodology: Methodology) -> None:
    claim = msgspec.structs.replace(filed.claims[0], calculation=None, problem=Text("缺因子", "no factor"))
    with pytest.raises(BadInput) as caught:
        accounting_report(msgspec.structs.replace(filed, claims=(claim,)), methodology, "zh")
    assert caught.value.why.en == "no factor"


def test_files_are_the_same_every_time(filed: Assessment, methodology: Methodology, lang: Lang) -> None:
    document = accounting_report(filed, methodology, lang)
    assert render_docx(document) == render_docx(document)
    assert render_pdf(document) == render_pdf(document)
