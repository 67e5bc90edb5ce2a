"""The short papers: monitoring plan, commitment letters, note on changes; and the design document of a sink."""

from __future__ import annotations

import dataclasses
import datetime as dt

import msgspec
import pytest

from ccer.compute.methodology import Methodology
from ccer.core.text import Lang
from ccer.documents.docx import render_docx
from ccer.documents.letters import commitment_letters
from ccer.documents.model import design_document
from ccer.documents.note import change_note
from ccer.documents.parts import Document, Paragraph, Table
from ccer.documents.pdf import render_pdf
from ccer.documents.plan import monitoring_plan
from ccer.methodologies import load
from ccer.project.assessment import assess
from ccer.project.model import Assessment

OBSERVED = {
    "letter-uniqueness": "项目（及减排量）唯一性声明",
    "letter-truth": "承诺函",
    "letter-certificates-validation": "关于全国温室气体自愿减排量相关可再生能源发电量不参与绿证（绿电）交易的承诺",
    "letter-certificates-verification": "关于全国温室气体自愿减排量相关可再生能源发电量不参与绿证（绿电）交易的承诺",
}
"""Titles of the papers as public registry records show them."""


def said(document: Document) -> str:
    """All running text, the first page's too."""
    blocks = [*document.statements, *(b for section in document.sections() for b in section.blocks)]
    return "\n".join(
        "".join(span.text for span in block.spans) for block in blocks if isinstance(block, Paragraph)
    )


def rows(document: Document, number: str) -> list[list[str]]:
    section = next(section for section in document.sections() if section.number == number)
    table = next(block for block in section.blocks if isinstance(block, Table))
    return [["".join(span.text for span in cell) for cell in row] for row in table.rows]


@pytest.fixture(scope="module")
def sink(methodology: Methodology) -> Methodology:
    """Stands in for a methodology that measures plots."""
    return dataclasses.replace(methodology, code="CCER-14-001-V01", evidence="plots")


# --- monitoring plan


def test_the_plan_covers_every_monitored_quantity(
    filed: Assessment, methodology: Methodology, lang: Lang
) -> None:
    plan = monitoring_plan(filed, methodology, lang)
    assert [chapter.number for chapter in plan.chapters] == [str(n) for n in range(1, 9)]
    assert [row[0] for row in rows(plan, "1")] == [m.title.say(lang) for m in methodology.monitored]
    forms = [block for block in plan.chapters[1].blocks if isinstance(block, Table)]
    assert len(forms) == len(methodology.monitored)
    assert [row[1] for row in rows(plan, "8")] == [item.title for item in plan.missing]


def test_the_plan_asks_only_for_what_it_needs(filed: Assessment, methodology: Methodology) -> None:
    fields = {item.field for item in monitoring_plan(filed, methodology, "zh").missing}
    assert fields
    assert all(field.startswith("monitoring.") for field in fields)
    project = msgspec.structs.replace(filed.project, monitoring={"responsible": "生产部"})
    told = monitoring_plan(msgspec.structs.replace(filed, project=project), methodology, "zh")
    assert "monitoring.responsible" not in {item.field for item in told.missing}
    assert "生产部" in said(told)


def test_a_sink_must_say_how_it_samples(
    filed: Assessment, methodology: Methodology, sink: Methodology
) -> None:
    asked = {item.field for item in monitoring_plan(filed, sink, "en").missing}
    assert "monitoring.sampling" in asked
    assert "monitoring.sampling" not in {
        item.field for item in monitoring_plan(filed, methodology, "en").missing
    }


# --- letters


def test_letters_bear_the_titles_seen(filed: Assessment, methodology: Methodology) -> None:
    made = commitment_letters(filed, methodology, "zh")
    assert {letter.name: letter.title for letter in made} == OBSERVED
    for letter in made:
        assert "自拟模板" in said(letter)
        assert filed.project.owner is not None
        assert filed.project.owner in said(letter)
        signature = letter.chapters[0].blocks[-1]
        assert isinstance(signature, Table)
        assert [set(row[1][0].text) for row in signature.rows] == [{"＿"}] * 3


def test_only_renewable_power_undertakes_on_certificates(filed: Assessment) -> None:
    other = load("CCER-01-004-V01")
    names = [letter.name for letter in commitment_letters(filed, other, "zh")]
    assert names == ["letter-uniqueness", "letter-truth"]


def test_the_verification_letter_names_the_period(filed: Assessment, methodology: Methodology) -> None:
    by_name = {letter.name: letter for letter in commitment_letters(filed, methodology, "en")}
    assert "2025-01-01 to 2025-12-31" in said(by_name["letter-certificates-verification"])
    assert "2024-01-01 to 2033-12-31" in said(by_name["letter-certificates-validation"])
    project = msgspec.structs.replace(filed.project, reductions=())
    without = commitment_letters(msgspec.structs.replace(filed, project=project), methodology, "en")
    assert "letter-certificates-verification" not in {letter.name for letter in without}


@pytest.mark.parametrize(("day", "warned"), [(dt.date(2026, 9, 30), False), (dt.date(2026, 10, 1), True)])
def test_a_lapsed_notice_is_said(
    filed: Assessment, methodology: Methodology, day: dt.date, warned: bool
) -> None:
    # In force from 2024-10-01 for two years: its last day is 2026-09-30.
    letter = commitment_letters(msgspec.structs.replace(filed, on=day), methodology, "en")[2]
    assert ("ran until 2026-09-30" in said(letter)) is warned


def test_a_fact_that_does_not_support_a_letter_is_said(filed: Assessment, methodology: Methodology) -> None:
    project = msgspec.structs.replace(filed.project, other_scheme=None, lawful=None, owner=None)
    made = commitment_letters(msgspec.structs.replace(filed, project=project), methodology, "en")
    assert "part in another trading scheme" in said(made[0])
    assert "complied with" in said(made[1])
    assert "[To be completed: Project owner]" in said(made[0])
    assert {item.field for item in made[0].missing} == {"owner"}


def test_letters_can_be_printed(filed: Assessment, methodology: Methodology, lang: Lang) -> None:
    for letter in commitment_letters(filed, methodology, lang):
        assert render_pdf(letter).startswith(b"%PDF-")
        assert render_docx(letter) == render_docx(letter)


# --- note on changes


@pytest.fixture(scope="module")
def changed(filed: Assessment) -> Assessment:
    """The same project after its name, coordinates, start, size and yearly export were corrected."""
    project = msgspec.structs.replace(
        filed.project,
        name="示例业主示例海域一期210兆瓦海上风电项目",
        longitude=121.52,
        start_of_construction=dt.date(2022, 3, 9),
        site={**filed.project.site, "capacity_mw": 210},
        design={"annual_export_mwh": 580_000, "annual_import_mwh": 1600},
        reductions=(),
    )
    return assess(project, filed.on)


def test_every_changed_field_is_listed_old_and_new(
    filed: Assessment, changed: Assessment, methodology: Methodology
) -> None:
    found = {row[0]: row[1:3] for row in rows(change_note(filed, changed, methodology, "zh"), "1")}
    assert found == {
        "项目名称": ["示例业主示例海域一期200兆瓦海上风电项目", "示例业主示例海域一期210兆瓦海上风电项目"],
        "经度": ["121.5", "121.52"],
        "开工时间": ["2022-03-01", "2022-03-09"],
        "装机容量（MW）": ["—", "210"],
        "年上网电量": ["600,000", "580,000"],
    }


def test_estimates_are_compared(filed: Assessment, changed: Assessment, methodology: Methodology) -> None:
    # 598,400 MWh x 0.48665 = 291,211.4 -> 291,211 t; 578,400 MWh x 0.48665 = 281,478.4 -> 281,478 t; ten years.
    found = rows(change_note(filed, changed, methodology, "en"), "2")
    assert found[0] == ["Yearly mean", "291,211", "281,478", "-9,733"]
    assert found[1] == ["Total of the crediting period", "2,912,110", "2,814,780", "-97,330"]
    assert len(found) == 12


def test_the_reason_is_left_to_the_owner(
    filed: Assessment, changed: Assessment, methodology: Methodology, lang: Lang
) -> None:
    note = change_note(filed, changed, methodology, lang)
    assert len([item for item in note.missing if item.field.startswith("note.reason.")]) == 6
    assert all(row[3] for row in rows(note, "1"))


def test_nothing_changed_is_said(filed: Assessment, methodology: Methodology) -> None:
    note = change_note(filed, filed, methodology, "en")
    assert "do not differ" in said(note)
    assert note.missing == ()


# --- sinks


def test_a_sink_has_its_own_chapters(filed: Assessment, sink: Methodology) -> None:
    document = design_document(filed, sink, "en")
    titles = {section.number: section.title for section in document.sections()}
    wanted = {
        "A.3": "Ownership",
        "A.4": "Eligibility of the land",
        "A.8": "Uniqueness",
        "B.4": "Strata",
        "B.5": "Baseline scenario and additionality",
        "B.7.2": "Sampling design",
    }
    assert {number: titles[number] for number in wanted} == wanted
    assert "annex 4 of the guide" in said(document)


def test_a_sink_asks_for_land_and_sampling(filed: Assessment, sink: Methodology, lang: Lang) -> None:
    document = design_document(filed, sink, lang)
    fields = {item.field for item in document.missing}
    assert {
        "site.land_title", "site.tree_title", "site.reduction_title", "site.land_eligibility", "site.strata",
        "site.parcels", "monitoring.sampling", "paper.titles", "paper.parcel_table",
    } <= fields  # fmt: skip
    assert not {"paper.single_line_diagram", "approvals.eia", "paper.certificates"} & fields
    assert len(fields) == len(document.missing)


def test_strata_and_parcels_become_tables(filed: Assessment, sink: Methodology) -> None:
    site = {
        "strata": [{"name": "S1", "species": "杉木", "area_ha": 12.5}, {"name": "S2", "species": "枫香"}],
        "parcels": [{"name": "1-1", "area_ha": 3}],
        "land_title": "集体所有",
    }
    project = msgspec.structs.replace(
        filed.project, site=site, monitoring={"sampling": "分层随机，12 块样地"}
    )
    document = design_document(msgspec.structs.replace(filed, project=project), sink, "zh")
    assert rows(document, "B.4") == [["S1", "杉木", "12.5"], ["S2", "枫香", "—"]]
    assert rows(document, "A.1.5") == [["1-1", "3"]]
    assert "集体所有" in said(document)
    assert "分层随机，12 块样地" in said(document)
    fields = {item.field for item in document.missing}
    assert not {"site.strata", "site.parcels", "site.land_title", "monitoring.sampling"} & fields
