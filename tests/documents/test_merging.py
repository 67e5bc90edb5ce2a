"""A person's words in a document made anew: figures are brought up to date around them, clashes are listed, nothing is lost."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.compute.methodology import Methodology
from ccer.documents.docx import render_docx
from ccer.documents.edits import Edit, edits_of
from ccer.documents.merging import merge, merge_spans
from ccer.documents.model import design_document
from ccer.documents.parts import Document, Span, plain
from ccer.documents.places import words
from ccer.project.model import Assessment
from documents.handwork import NAME, at, edited, kept, read, say, shown

YEARS = "B.6.3/计入期内各年度减排量估算"


# --- the engine moves on


def test_figures_are_brought_up_to_date_around_a_persons_words(
    filed: Assessment, methodology: Methodology, document: Document, made: bytes
) -> None:
    found = read(edited(made, lambda d: at(d, "A.1.1/p").add_run("业主已复核。") and None))
    assert filed.estimate is not None
    estimate = msgspec.structs.replace(filed.estimate, tonnes=2_814_780, annual_mean_tonnes=281_478)
    later = design_document(msgspec.structs.replace(filed, estimate=estimate), methodology, "zh")
    merged = merge(later, edits_of(kept(found), NAME, "zh"))
    text = shown(merged.document)["A.1.1/p"]
    assert "281,478" in text
    assert "291,211" not in text
    assert text.endswith("业主已复核。")
    assert merged.conflicts == ()


def test_the_same_words_changed_twice_is_a_conflict(
    filed: Assessment, methodology: Methodology, made: bytes
) -> None:
    found = read(edited(made, lambda d: say(at(d, "A.1.1/description").runs[0], "业主写的概述。")))
    project = msgspec.structs.replace(filed.project, description="项目文件里改写的内容")
    later = design_document(msgspec.structs.replace(filed, project=project), methodology, "zh")
    merged = merge(later, edits_of(kept(found), NAME, "zh"))
    (conflict,) = merged.conflicts
    assert (conflict.place, conflict.why, conflict.section) == ("A.1.1/description", "overlap", "A.1.1")
    assert (conflict.engine, conflict.person) == ("项目文件里改写的内容", "业主写的概述。")
    assert shown(merged.document)["A.1.1/description"] == "业主写的概述。"
    listed = [section for section in merged.document.sections() if section.number == "E.5"]
    assert [block.rows[0][0] for block in listed[0].blocks] == [plain("A.1.1/description")]  # type: ignore[union-attr]
    assert "1 处" in "".join(span.text for span in merged.document.statements[-1].spans)


def test_a_worked_out_figure_is_never_taken_from_a_hand(document: Document, made: bytes) -> None:
    place = f"{YEARS}/合计/7"
    found = read(edited(made, lambda d: say(at(d, place).runs[0], "9,999,999")))
    merged = merge(document, edits_of(kept(found), NAME, "zh"))
    assert shown(merged.document)[place] == "2,912,110"
    assert [(c.place, c.why, c.person) for c in merged.conflicts] == [(place, "engine", "9,999,999")]


def test_a_fact_on_the_first_page_is_never_taken_from_a_hand(document: Document, made: bytes) -> None:
    found = read(edited(made, lambda d: say(at(d, "front/title").runs[0], "另一个名称")))
    merged = merge(document, edits_of(kept(found), NAME, "zh"))
    assert merged.document.title == document.title
    assert [c.why for c in merged.conflicts] == ["engine"]


def test_an_edit_whose_place_is_gone_is_listed_and_not_lost(document: Document) -> None:
    edits = [Edit("A.9/p", text="不在了", engine="原文"), Edit("A.9/+1", "added", "新段", after="A.9/p")]
    merged = merge(document, edits)
    assert [(c.place, c.why, c.person) for c in merged.conflicts] == [
        ("A.9/p", "gone", "不在了"),
        ("A.9/+1", "gone", "新段"),
    ]


def test_without_edits_nothing_changes(document: Document) -> None:
    assert render_docx(merge(document, ()).document) == render_docx(document)


def test_headings_and_captions_can_be_reworded(document: Document) -> None:
    edits = [
        Edit("A.3/heading", text="A.3  技术路线和设备", engine="A.3  项目技术和设备参数"),
        Edit("A.3/主要设备技术参数/caption", text="表A3-1  设备表", engine="表A3-1  主要设备技术参数"),
    ]
    merged = merge(document, edits).document
    section = next(s for s in merged.sections() if s.number == "A.3")
    assert section.title == "技术路线和设备"
    assert shown(merged)["A.3/主要设备技术参数/caption"] == "表A3-1  设备表"


# --- three texts into one


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "result", "clash"),
    [
        ("共 100 吨。", "共 100 吨，已复核。", "共 120 吨。", "共 120 吨，已复核。", False),
        ("共 100 吨。", "约 100 吨。", "共 120 吨。", "约 120 吨。", False),
        ("共 100 吨。", "共 90 吨。", "共 120 吨。", "共 90 吨。", True),
        ("共 100 吨。", "共 120 吨。", "共 120 吨。", "共 120 吨。", False),
        ("a b c", "a c", "a b c d", "a c d", False),
        ("a b c", "a b c", "x b c", "x b c", False),
        ("", "新文字", "", "新文字", False),
        ("原文", "", "原文", "", False),
    ],
)
def test_three_way_merge(base: str, mine: str, theirs: str, result: str, clash: bool) -> None:
    spans, found = merge_spans(base, mine, plain(theirs))
    assert (words(spans), found) == (result, clash)


def test_a_symbol_is_one_word() -> None:
    theirs = (Span("EG_{PJ,y}", "math"), Span("  净上网电量"))
    spans, clash = merge_spans("EGPJ,y  净上网电量", "EGPJ,y  项目净上网电量", theirs)
    assert spans == (Span("EG_{PJ,y}", "math"), Span("  项目净上网电量"))
    assert not clash


TEXT = st.text(alphabet="ab 12，。吨", max_size=12)


@given(TEXT, TEXT)
def test_a_change_on_one_side_only_is_taken_whole(base: str, other: str) -> None:
    assert words(merge_spans(base, other, plain(base))[0]) == other
    assert words(merge_spans(base, base, plain(other))[0]) == other


@given(TEXT, TEXT, TEXT)
def test_what_a_person_typed_is_never_lost_without_a_word(base: str, mine: str, theirs: str) -> None:
    spans, clash = merge_spans(base, mine, plain(theirs))
    if not clash and theirs == base:
        assert words(spans) == mine
    typed = set(mine) - set(base)
    assert typed <= set(words(spans))
