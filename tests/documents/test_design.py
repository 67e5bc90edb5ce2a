"""The design document: its chapters, what is filled in, what is marked as missing, and that nothing is made up."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from ccer.compute.methodology import Methodology
from ccer.core.text import Lang
from ccer.documents.latex import plain_text
from ccer.documents.model import design_document
from ccer.documents.parts import Document, Equation, Paragraph, Section, Span, Table
from ccer.documents.wording import Book, book
from ccer.methodologies import codes, load
from ccer.project.assessment import assess
from ccer.project.file import read_project
from ccer.project.model import Assessment

NUMBERS = [
    "A", "A.1", "A.1.1", "A.1.2", "A.1.3", "A.1.4", "A.1.5", "A.2", "A.2.1", "A.2.2", "A.2.3", "A.3", "A.4",
    "B", "B.1", "B.2", "B.3", "B.4", "B.5", "B.6", "B.6.1", "B.6.2", "B.6.3", "B.6.4",
    "B.7", "B.7.1", "B.7.2", "B.7.3", "B.7.3.1", "B.7.3.2", "B.7.3.3",
    "C", "C.1", "C.2", "C.3", "D", "D.1", "D.2", "E", "E.1", "E.2", "E.3", "E.4",
]  # fmt: skip
SINK_NUMBERS = [
    "A", "A.1", "A.1.1", "A.1.2", "A.1.3", "A.1.4", "A.1.5", "A.2", "A.2.1", "A.2.2", "A.2.3",
    "A.3", "A.3.1", "A.3.2", "A.3.3", "A.3.4", "A.4", "A.5", "A.6", "A.6.1", "A.6.2", "A.6.3", "A.7", "A.8",
    *NUMBERS[NUMBERS.index("B") :],
]  # fmt: skip
SAMPLE_DAY = dt.date(2026, 8, 20)
OPENING = {"zh": "【待补充：", "en": "[To be completed: "}
SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("*/project.yaml"))


def spans_of(document: Document) -> Iterator[Span]:
    """Every piece of text, the first page's too."""
    for _, spans in document.front:
        yield from spans
    for section in document.sections():
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from block.spans
            elif isinstance(block, Table):
                for row in block.rows:
                    for cell in row:
                        yield from cell


def section_of(document: Document, number: str) -> Section:
    return next(section for section in document.sections() if section.number == number)


def tables_of(document: Document, number: str) -> list[Table]:
    return [block for block in section_of(document, number).blocks if isinstance(block, Table)]


def words(table: Table) -> list[list[str]]:
    return [["".join(span.text for span in cell) for cell in row] for row in table.rows]


def test_chapters_stand_in_order(assessment: Assessment, methodology: Methodology, lang: Lang) -> None:
    document = design_document(assessment, methodology, lang)
    assert [section.number for section in document.sections()] == NUMBERS


def test_every_missing_fact_is_listed_once(
    assessment: Assessment, methodology: Methodology, lang: Lang
) -> None:
    document = design_document(assessment, methodology, lang)
    fields = [item.field for item in document.missing]
    assert len(fields) == len(set(fields))
    assert {gap.field for gap in assessment.gaps} <= set(fields)
    listed = [row[1] for row in words(tables_of(document, "E.4")[0])]
    assert listed == [item.title for item in document.missing]
    assert all(item.clause and item.remedy for item in document.missing)


def test_every_mark_in_the_text_is_in_the_list(
    assessment: Assessment, methodology: Methodology, lang: Lang
) -> None:
    document = design_document(assessment, methodology, lang)
    marks = {
        s.text[len(OPENING[lang]) : -1]
        for s in spans_of(document)
        if s.kind == "gap" and s.text.startswith(OPENING[lang])
    }
    assert marks <= {item.title for item in document.missing}
    assert len(marks) > 20


def test_the_estimate_is_the_published_one(assessment: Assessment, methodology: Methodology) -> None:
    document = design_document(assessment, methodology, "zh")
    rows = words(tables_of(document, "B.6.3")[0])
    assert len(rows) == 12
    assert rows[0][0] == "2022"
    assert rows[-1][-1] == "2,541,232"
    assert sum(int(row[-1].replace(",", "")) for row in rows[:-1]) == 2_541_232
    assert document.figures is not None
    assert [item.value for item in document.figures.items] == ["254,123", "2,541,232"]


def test_the_first_page_says_what_it_is(assessment: Assessment, methodology: Methodology) -> None:
    document = design_document(assessment, methodology, "zh", receipt="abc123")
    said = "".join(span.text for statement in document.statements for span in statement.spans)
    assert "草稿" in said
    assert "自拟重构" in said
    front = {label: "".join(span.text for span in spans) for label, spans in document.front}
    assert front["依据日期"] == "2026-02-02"
    assert front["方法学版本"] == "CCER-01-002-V01，2023-10-24起施行"
    assert "abc123" in front["判定凭据摘要（SHA-256）"]


def test_the_factor_document_is_named_with_its_version(
    assessment: Assessment, methodology: Methodology
) -> None:
    rows = words(tables_of(design_document(assessment, methodology, "zh"), "B.1")[0])
    factor = [row for row in rows if "排放因子" in row[0]]
    assert factor == [
        ["减排项目中国区域电网二氧化碳基准线排放因子", "华东 2023年度版本（暂定）", "区域电网排放因子"]
    ]


def test_every_finding_stands_in_the_applicability_tables(
    assessment: Assessment, methodology: Methodology, lang: Lang
) -> None:
    tables = tables_of(design_document(assessment, methodology, lang), "B.2")
    titles = [row[0] for table in tables for row in words(table)]
    assert sorted(titles) == sorted(finding.title.say(lang) for finding in assessment.eligibility.findings)


def test_every_equation_is_there(assessment: Assessment, methodology: Methodology) -> None:
    document = design_document(assessment, methodology, "en")
    found = [block.number for block in section_of(document, "B.6.1").blocks if isinstance(block, Equation)]
    assert found[:4] == ["(1)", "(2)", "(3)", "(4)"]
    assert len(found) == len(methodology.equations)


def test_monitored_parameters_keep_one_layout(assessment: Assessment, methodology: Methodology) -> None:
    tables = [
        table for table in tables_of(design_document(assessment, methodology, "zh"), "B.7.1") if table.form
    ]
    assert len(tables) == len(methodology.monitored)
    assert len({tuple(row[0] for row in words(table)) for table in tables}) == 1


def test_the_crediting_period_is_written_out(assessment: Assessment, methodology: Methodology) -> None:
    section = section_of(design_document(assessment, methodology, "zh"), "C.3")
    first = section.blocks[0]
    assert isinstance(first, Paragraph)
    assert "".join(span.text for span in first.spans) == "自2022年3月1日至2032年2月29日，首末两日均计入。"


def test_coordinates_have_six_decimals(assessment: Assessment, methodology: Methodology) -> None:
    rows = words(tables_of(design_document(assessment, methodology, "zh"), "A.2.3")[0])
    assert [row[1] for row in rows] == ["121.310231°", "32.853764°"]


def test_nothing_but_the_name_and_known_facts_when_nothing_is_known(
    methodology: Methodology, assessment: Assessment
) -> None:
    """An empty project file gives a document of marks: no owner, place, date or figure appears."""
    empty = msgspec.structs.replace(
        assessment,
        project=type(assessment.project)(name="示例项目", methodology="CCER-01-002-V01"),
        estimate=None, estimate_problem=None, claims=(), deadlines=(), timeline=(), gaps=(), warnings=(),
    )  # fmt: skip
    document = design_document(empty, methodology, "zh")
    fields = {item.field for item in document.missing}
    assert {
        "owner",
        "province",
        "longitude",
        "crediting",
        "estimate",
        "design.annual_net_export_mwh",
        "site.equipment",
    } <= fields
    text = "".join(span.text for span in spans_of(document) if span.kind != "gap")
    assert "江苏" not in text
    assert "2022" not in text


def test_given_facts_replace_their_marks(assessment: Assessment, methodology: Methodology) -> None:
    project = msgspec.structs.replace(
        assessment.project,
        approvals=({"kind": "环评", "title": "环境影响报告书批复", "number": "示环审〔2018〕1号", "issuer": "示例生态环境局", "date": "2018-05-01"},),
        monitoring={"meters": [{"number": "01", "point": "220 kV 出线", "model": "示例型", "class": "0.2S"}], "responsible": "生产部"},
        site={"equipment": [{"name": "风电机组", "model": "示例型", "count": 50}], "corner_points": [[121.1, 32.2], [121.3, 32.4]]},
    )  # fmt: skip
    document = design_document(msgspec.structs.replace(assessment, project=project), methodology, "zh")
    fields = {item.field for item in document.missing}
    assert (
        not {
            "approvals.eia",
            "monitoring.meters",
            "monitoring.responsible",
            "site.equipment",
            "site.corner_points",
        }
        & fields
    )
    assert "site.equipment.1.maker" in fields
    assert "monitoring.meters.1.calibrated_on" in fields
    assert words(tables_of(document, "A.2.3")[1])[1] == ["2", "121.300000", "32.400000"]
    assert words(tables_of(document, "A.1.5")[0])[0][2] == "示环审〔2018〕1号"


def test_equations_are_set_without_the_symbolic_library(
    assessment: Assessment, methodology: Methodology, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sympy", None)
    document = design_document(assessment, methodology, "en")
    first = next(block for block in section_of(document, "B.6.1").blocks if isinstance(block, Equation))
    assert plain_text(first.latex) == "BE_y = EG_PJ,y × EF_grid,CM,y"


def test_every_wording_is_in_both_languages() -> None:
    for name in get_args(Book):
        for key, text in book(name).items():
            assert text.zh, key
            assert text.en, key
            assert text.zh.count("{") == text.en.count("{") or key == "c.day", key


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_every_sample_can_be_written(path: Path, lang: Lang) -> None:
    project = read_project(path.parent)
    if project.methodology not in codes():
        pytest.skip(f"{project.methodology} cannot be calculated yet")
    found = assess(path.parent, SAMPLE_DAY)
    method = load(project.methodology)
    document = design_document(found, method, lang)
    wanted = SINK_NUMBERS if method.evidence == "plots" else NUMBERS
    assert [section.number for section in document.sections()] == wanted
