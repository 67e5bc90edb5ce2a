"""What a person writes into a DOCX comes back and stays: read, kept in ``edits.yaml``, put in again, clashes listed."""

from __future__ import annotations

import copy
import io
import subprocess
from pathlib import Path
from typing import Any

import docx
import msgspec
import pytest

from ccer.compute.methodology import Methodology
from ccer.core.errors import BadInput
from ccer.core.text import Lang
from ccer.documents.docx import render_docx
from ccer.documents.docx_places import Baseline, baseline, bookmark_name
from ccer.documents.docx_read import read_docx
from ccer.documents.edits import (
    Edit,
    Edits,
    edits_of,
    extract,
    flat,
    read_edits,
    to_yaml,
    with_extracted,
)
from ccer.documents.letters import commitment_letters
from ccer.documents.merging import merge
from ccer.documents.model import design_document
from ccer.documents.note import document_note
from ccer.documents.parts import Document
from ccer.documents.places import identified, places
from ccer.documents.plan import monitoring_plan
from ccer.documents.report import accounting_report
from ccer.project.model import Assessment
from documents.handwork import NAME, W, at, edited, kept, read, say, shown, unmark

# --- places


def all_papers(filed: Assessment, methodology: Methodology, lang: Lang) -> list[Document]:
    return [
        design_document(filed, methodology, lang),
        accounting_report(filed, methodology, lang),
        monitoring_plan(filed, methodology, lang),
        *commitment_letters(filed, methodology, lang),
    ]


def test_every_place_has_a_name_of_its_own_and_a_bookmark(
    filed: Assessment, methodology: Methodology, lang: Lang
) -> None:
    for paper in all_papers(filed, methodology, lang):
        named = list(places(identified(paper)))
        assert len({place.id for place in named}) == len(named)
        assert all(len(bookmark_name(place.id)) <= 40 for place in named)
        opened = docx.Document(io.BytesIO(render_docx(paper)))
        starts = list(opened.element.body.iter(f"{W}bookmarkStart"))
        marks = {start.get(f"{W}name") for start in starts}
        assert {bookmark_name(place.id) for place in named} <= marks
        assert len({start.get(f"{W}id") for start in starts}) == len(starts)


def test_places_stay_when_facts_change(
    filed: Assessment, methodology: Methodology, document: Document
) -> None:
    project = msgspec.structs.replace(
        filed.project, owner="另一业主有限公司", description="改写的概述。", technology=None
    )
    other = design_document(msgspec.structs.replace(filed, project=project), methodology, "zh")
    tables = {place.id for place in places(identified(document)) if not place.id.startswith(("E.", "front"))}
    others = {place.id for place in places(identified(other)) if not place.id.startswith(("E.", "front"))}
    assert tables == others


def test_a_file_not_touched_holds_no_edit(filed: Assessment, methodology: Methodology, lang: Lang) -> None:
    for paper in all_papers(filed, methodology, lang):
        found = read(render_docx(paper))
        assert (found.name, found.lang, found.sections, found.lost) == (paper.name, lang, {}, ())


def test_the_reader_sees_what_the_writer_wrote(document: Document, made: bytes) -> None:
    reading = read_docx(made, "paper.docx")
    assert reading.baseline == baseline(identified(document))


# --- one change after another


def test_text_that_fills_a_gap_is_kept(document: Document, made: bytes) -> None:
    place = "B.7.3.1/plan.responsible"
    back = edited(made, lambda d: say(at(d, place).runs[-1], "生产部，专职2人。"))
    found = read(back)
    assert found.filled == 1
    (edit,) = flat(found.sections)
    assert (edit.place, edit.kind, edit.text) == (place, "text", "负责部门和专职人员：生产部，专职2人。")
    again = merge(document, edits_of(kept(found), NAME, "zh"))
    assert shown(again.document)[place] == "负责部门和专职人员：生产部，专职2人。"
    assert again.conflicts == ()


def test_marks_of_the_engine_stay_around_a_persons_words(document: Document) -> None:
    edit = Edit(
        "B.4/p",
        text=shown(document)["B.4/p"].replace("（", "，业主补充一句（"),
        engine=shown(document)["B.4/p"],
    )
    merged = merge(document, [edit]).document
    place = next(place for place in places(merged) if place.id == "B.4/p")
    assert [span.kind for span in place.spans] == ["plain", "clause"]
    assert "业主补充一句" in place.spans[0].text


def test_an_added_paragraph_stays_where_it_was_put(document: Document, made: bytes) -> None:
    def change(opened: Any) -> None:
        after = at(opened, "A.1.1/description")
        for text in ("第二段补充。", "第一段补充。"):
            after._p.addnext(copy.deepcopy(opened.add_paragraph(text)._p))
            opened.paragraphs[-1]._p.getparent().remove(opened.paragraphs[-1]._p)

    found = read(edited(made, change))
    assert [(e.kind, e.text, e.after) for e in flat(found.sections)] == [
        ("added", "第一段补充。", "A.1.1/description"),
        ("added", "第二段补充。", "A.1.1/description"),
    ]
    merged = merge(document, flat(found.sections)).document
    texts = list(shown(merged).values())
    first = texts.index("第一段补充。")
    assert texts[first + 1] == "第二段补充。"
    assert texts[first - 1] == "虚构的海上风电场，装机 200 MW。"


def test_a_paragraph_split_in_two_keeps_both_halves(document: Document, made: bytes) -> None:
    def change(opened: Any) -> None:
        whole = at(opened, "A.1.1/description")
        second = copy.deepcopy(whole._p)
        unmark(second)
        whole._p.addnext(second)
        whole.runs[0].text = "虚构的海上风电场。"
        next(second.iter(f"{W}t")).text = "装机 200 MW。"

    merged = merge(document, flat(read(edited(made, change)).sections)).document
    texts = list(shown(merged).values())
    assert texts[texts.index("虚构的海上风电场。") + 1] == "装机 200 MW。"


def test_what_was_taken_out_stays_out(document: Document, made: bytes) -> None:
    place = "A.4/paper.uniqueness"
    found = read(edited(made, lambda d: d.element.body.remove(at(d, place)._p)))
    assert [(e.place, e.kind) for e in flat(found.sections)] == [(place, "removed")]
    merged = merge(document, edits_of(kept(found), NAME, "zh"))
    assert place not in shown(merged.document)
    assert merged.conflicts == ()


def test_a_cell_that_lost_its_bookmark_is_found_by_its_row(document: Document, made: bytes) -> None:
    place = "A.1.2/项目业主信息/项目所有者/1"

    def change(opened: Any) -> None:
        cell = at(opened, place)
        unmark(cell._p)
        cell.runs[0].text = "示例业主有限公司"

    found = read(edited(made, change))
    assert [(e.place, e.text) for e in flat(found.sections)] == [(place, "示例业主有限公司")]


def test_a_paragraph_that_lost_its_bookmark_is_found_by_its_neighbours(made: bytes) -> None:
    def change(opened: Any) -> None:
        line = at(opened, "A.1.1/description")
        unmark(line._p)
        line.runs[0].text = "完全重写的概述。"

    assert [(e.place, e.text) for e in flat(read(edited(made, change)).sections)] == [
        ("A.1.1/description", "完全重写的概述。")
    ]


def test_a_row_added_and_a_row_taken_out(document: Document, made: bytes) -> None:
    def change(opened: Any) -> None:
        first = at(opened, "A.1.2/项目业主信息/业主类型/0")
        row = first._p.getparent().getparent()
        new = copy.deepcopy(row)
        unmark(new)
        for text, value in zip(new.iter(f"{W}t"), ("注册资本", "5亿元", "营业执照"), strict=True):
            text.text = value
        row.addnext(new)
        gone = at(opened, "A.1.2/项目业主信息/是否在中国境内依法成立/0")._p.getparent().getparent()
        gone.getparent().remove(gone)

    found = read(edited(made, change))
    # Nothing tells a row that was rewritten from one taken out beside one put in: what stands where it stood counts as rewritten.
    merged = merge(document, edits_of(kept(found), NAME, "zh")).document
    rows = [id for id in shown(merged) if id.startswith("A.1.2/项目业主信息/") and id.endswith("/0")]
    texts = [shown(merged)[id] for id in rows]
    assert "注册资本" in texts
    assert "是否在中国境内依法成立" not in texts


def test_a_row_added_at_the_end_can_be_changed_and_taken_out_again(document: Document, made: bytes) -> None:
    def change(opened: Any) -> None:
        last = at(opened, "A.1.2/项目业主信息/项目所有者/0")._p.getparent().getparent()
        new = copy.deepcopy(last)
        unmark(new)
        for text, value in zip(new.iter(f"{W}t"), ("注册资本", "5亿元", "营业执照"), strict=True):
            text.text = value
        last.addnext(new)

    first = read(edited(made, change))
    (row,) = flat(first.sections)
    assert (row.kind, row.cells) == ("row", ("注册资本", "5亿元", "营业执照"))
    second_file = render_docx(merge(document, [row]).document)
    assert flat(read(second_file, kept(first)).sections) == (row,)

    third = read(edited(second_file, lambda d: say(at(d, f"{row.place}/1").runs[0], "6亿元")), kept(first))
    assert [edit.cells for edit in flat(third.sections)] == [("注册资本", "6亿元", "营业执照")]

    def drop(opened: Any) -> None:
        element = at(opened, f"{row.place}/0")._p.getparent().getparent()
        element.getparent().remove(element)

    assert flat(read(edited(second_file, drop), kept(first)).sections) == ()


def test_going_back_to_the_engines_words_drops_the_edit(document: Document, made: bytes) -> None:
    place = "A.1.1/description"
    first = read(edited(made, lambda d: say(at(d, place).runs[0], "另写的概述。")))
    second_file = render_docx(merge(document, flat(first.sections)).document)
    back = edited(second_file, lambda d: say(at(d, place).runs[0], shown(document)[place]))
    assert read(back, kept(first)).sections == {}


def test_earlier_edits_stay_when_a_file_is_read_again(document: Document, made: bytes) -> None:
    first = read(edited(made, lambda d: say(at(d, "A.1.1/description").runs[0], "另写的概述。")))
    second_file = render_docx(merge(document, flat(first.sections)).document)
    second = read(
        edited(second_file, lambda d: say(at(d, "B.7.3.3/plan.missing_data").runs[-1], "按规程处理。")),
        kept(first),
    )
    assert second.new == 1
    assert [edit.text for edit in flat(second.sections)] == [
        "另写的概述。",
        "数据缺失和异常的处理程序：按规程处理。",
    ]


def test_tracked_changes_count_as_made(document: Document, made: bytes) -> None:
    def change(opened: Any) -> None:
        line = at(opened, "A.1.1/description")
        run = line.runs[0]._r
        gone = docx.oxml.OxmlElement("w:del")  # type: ignore[attr-defined]
        run.addprevious(gone)
        gone.append(run)
        new = docx.oxml.OxmlElement("w:ins")  # type: ignore[attr-defined]
        gone.addnext(new)
        made_run = copy.deepcopy(run)
        made_run.find(f"{W}t").text = "修订后的概述。"
        new.append(made_run)

    found = read(edited(made, change))
    assert [edit.text for edit in flat(found.sections)] == ["修订后的概述。"]
    assert [line.zh for line in found.lost] == ["有 2 处修订尚未接受或拒绝，已按接受读取"]


# --- files


def test_a_letter_can_be_worded_by_hand(filed: Assessment, methodology: Methodology) -> None:
    letter = commitment_letters(filed, methodology, "zh")[1]
    place = "1/letter.truth.p2"
    found = read(edited(render_docx(letter), lambda d: say(at(d, place).runs[0], "二、按业主法务的文字。")))
    merged = merge(letter, edits_of(kept(found), letter.name, "zh"))
    assert shown(merged.document)[place] == "二、按业主法务的文字。"


def test_languages_and_documents_keep_apart(filed: Assessment, methodology: Methodology, made: bytes) -> None:
    zh = read(edited(made, lambda d: say(at(d, "A.1.1/description").runs[0], "中文修改。")))
    english = render_docx(design_document(filed, methodology, "en"))
    en = read(edited(english, lambda d: say(at(d, "A.1.1/description").runs[0], "Edited.")))
    held = with_extracted(with_extracted({}, zh), en)
    assert [e.text for e in edits_of(held, NAME, "zh")] == ["中文修改。"]
    assert [e.text for e in edits_of(held, NAME, "en")] == ["Edited."]
    assert edits_of(held, "monitoring-plan", "zh") == ()


def test_the_kept_file_reads_back(tmp_path: Path) -> None:
    edits: Edits = {
        NAME: {"zh": {"A.1": (Edit("A.1/p", text="第一行\n第二行: {x} #", engine="2022"),)}},
    }
    (tmp_path / "edits.yaml").write_text(to_yaml(edits), encoding="utf-8")
    assert read_edits(tmp_path) == edits
    assert read_edits(tmp_path / "none") == {}


@pytest.mark.parametrize(
    "text", ["a: [", "design-document: 3", "x: {zh: {A: [{plce: A}]}}", "x: {fr: {A: []}}"]
)
def test_a_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "edits.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        read_edits(tmp_path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no archive", b"<html></html>"])
def test_what_is_no_docx_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        read(data)


def test_a_docx_of_someone_else_is_refused() -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(BadInput) as caught:
        read(out.getvalue())
    assert "--project" in caught.value.next.en


def test_two_files_of_one_paper_are_compared(
    filed: Assessment, methodology: Methodology, made: bytes
) -> None:
    from ccer.documents.found import find

    newer = edited(made, lambda d: say(at(d, "A.1.1/description").runs[0], "新版概述。"))
    versions = []
    for name, data in (("old.docx", made), ("new.docx", newer)):
        reading = read_docx(data, name)
        assert reading.baseline is not None
        versions.append((name, reading.baseline, find(reading.blocks, reading.baseline)))
    note = document_note(filed, methodology, "zh", (versions[0], versions[1]))
    table = note.chapters[0].blocks[0]
    rows = [["".join(s.text for s in cell) for cell in row] for row in table.rows]  # type: ignore[union-attr]
    assert [row[:3] for row in rows] == [
        ["A.1.1/description", "虚构的海上风电场，装机 200 MW。", "新版概述。"]
    ]


# --- through LibreOffice


def convert(soffice: str, path: Path, suffix: str, folder: Path) -> Path:
    command = [
        soffice,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        suffix,
        "--outdir",
        str(folder / suffix),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / suffix / f"{path.stem}.{suffix}"


@pytest.mark.libreoffice
@pytest.mark.slow
def test_edits_survive_libreoffice(
    soffice: str, document: Document, made: bytes, tmp_path: Path, filed: Assessment, methodology: Methodology
) -> None:
    """Saved by LibreOffice as DOCX the file still says what the engine wrote; by way of ODT only the bookmarks are left."""

    def change(opened: Any) -> None:
        at(opened, "A.1.1/description").runs[0].text = "业主改写的概述。"
        at(opened, "A.1.2/项目业主信息/项目所有者/1").runs[0].text = "示例业主有限公司"

    wanted = ["业主改写的概述。", "示例业主有限公司"]
    path = tmp_path / "design.docx"
    path.write_bytes(made)
    assert read(convert(soffice, path, "docx", tmp_path).read_bytes()).sections == {}
    path.write_bytes(edited(made, change))
    saved = convert(soffice, path, "docx", tmp_path).read_bytes()
    assert [edit.text for edit in flat(read(saved).sections)] == wanted

    again = convert(soffice, convert(soffice, path, "odt", tmp_path), "docx", tmp_path / "back").read_bytes()
    assert read_docx(again, "x").baseline is None

    def from_the_project(found: Baseline | None) -> Baseline:
        return found or baseline(identified(document))

    found = extract(again, "paper.docx", {}, from_the_project)
    assert [edit.text for edit in flat(found.sections)] == wanted
