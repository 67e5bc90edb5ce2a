"""What a person puts into a DOCX that was not there: tables, headings, pictures, comments, bold type; kept, or told."""

from __future__ import annotations

import base64
import copy
from pathlib import Path
from typing import Any

import msgspec

from ccer.compute.methodology import Methodology
from ccer.documents.docx import render_docx
from ccer.documents.edits import edits_of, flat
from ccer.documents.merging import merge
from ccer.documents.model import design_document
from ccer.documents.parts import Document, Paragraph, Table
from ccer.documents.places import words
from ccer.project.model import Assessment
from documents.handwork import NAME, W, at, edited, kept, read, say, shown, unmark

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
"""A picture of one point."""


def test_what_cannot_be_taken_over_is_said(made: bytes, tmp_path: Path) -> None:
    """A picture, a comment and bold type; each is told, none stops the rest."""
    picture = tmp_path / "dot.png"
    picture.write_bytes(base64.b64decode(DOT))

    def change(opened: Any) -> None:
        line = at(opened, "A.1.1/description")
        say(line.runs[0], "另写的概述。")
        line.runs[0].bold = True
        opened.add_comment(line.runs, text="请核对面积", author="核查员", initials="HC")
        line.add_run().add_picture(str(picture))

    found = read(edited(made, change))
    assert [edit.text for edit in flat(found.sections)] == ["另写的概述。"]
    assert [line.zh for line in found.lost] == [
        "A.1.1 中插入的图片未带回；请作为附件保存",
        "A.1.1 的批注不带回，请处理：核查员: 请核对面积",
        "1 处手工加粗或下划线只保留文字，不保留格式",
    ]


def grid_after(opened: Any, place: str, rows: list[list[str]]) -> Any:
    """A table a person puts after a place."""
    table = opened.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    at(opened, place)._p.addnext(table._tbl)
    return table


def test_a_table_added_stays_and_can_be_changed_and_taken_out(document: Document, made: bytes) -> None:
    rows = [["设备", "数量"], ["风机", "38"], ["箱变", "38"]]
    first = read(edited(made, lambda d: grid_after(d, "A.1.1/description", rows)))
    assert first.lost == ()
    merged = merge(document, edits_of(kept(first), NAME, "zh"))
    assert merged.conflicts == ()
    again = render_docx(merged.document)
    held = kept(first)
    assert read(again, held).sections == first.sections

    def reworded(opened: Any) -> None:
        table = next(t for t in opened.tables if t.rows[0].cells[0].text == "设备")
        say(table.rows[0].cells[1].paragraphs[0].runs[0], "台数")
        say(table.rows[2].cells[1].paragraphs[0].runs[0], "39")
        table.add_row().cells[0].text = "海缆"

    second = read(edited(again, reworded), held)
    assert rows_of(merge(document, edits_of(kept(second), NAME, "zh")).document) == [
        ["设备", "台数"],
        ["风机", "38"],
        ["箱变", "39"],
        ["海缆", ""],
    ]

    def taken_out(opened: Any) -> None:
        table = next(t for t in opened.tables if t.rows[0].cells[0].text == "设备")
        table._tbl.getparent().remove(table._tbl)

    third = read(edited(again, taken_out), held)
    assert third.sections == {}


def rows_of(document: Document) -> list[list[str]]:
    """The table whose first head is 设备."""
    found = next(
        block
        for section in document.sections()
        for block in section.blocks
        if isinstance(block, Table) and block.header[:1] == ("设备",)
    )
    return [list(found.header), *([words(cell) for cell in row] for row in found.rows)]


def test_words_before_and_after_a_table_that_was_added_stay_in_order(document: Document, made: bytes) -> None:
    def change(opened: Any) -> None:
        table = grid_after(opened, "A.1.1/description", [["设备"], ["风机"]])
        before = copy.deepcopy(at(opened, "A.1.1/description")._p)
        unmark(before)
        table._tbl.addprevious(before)
        after = copy.deepcopy(before)
        table._tbl.addnext(after)
        for element, text in ((before, "设备如下。"), (after, "以上为设备。")):
            for n, t in enumerate(element.iter(f"{W}t")):
                t.text = text if n == 0 else ""

    merged = merge(document, edits_of(kept(read(edited(made, change))), NAME, "zh"))
    section = next(section for section in merged.document.sections() if section.number == "A.1.1")
    keys = [block.key if isinstance(block, Paragraph) else "table" for block in section.blocks[:4]]
    shown = [words(b.spans) if isinstance(b, Paragraph) else b.header[0] for b in section.blocks[1:4]]  # type: ignore[union-attr]
    assert keys[0] == "A.1.1/description"
    assert shown == ["设备如下。", "设备", "以上为设备。"]


def test_a_person_s_own_words_stay_when_the_project_s_figures_change(
    filed: Assessment, methodology: Methodology, made: bytes
) -> None:
    """A table, a heading and a paragraph added by hand; then the project's owner and place are other ones."""

    def change(opened: Any) -> None:
        grid_after(opened, "A.1.1/description", [["设备", "数量"], ["风机", "38"]])
        heading = opened.add_heading("自拟小节", level=3)
        at(opened, "A.1.1/description")._p.addnext(heading._p)

    found = read(edited(made, change))
    project = msgspec.structs.replace(filed.project, owner="另一业主有限公司", place="另一海域")
    later = design_document(msgspec.structs.replace(filed, project=project), methodology, "zh")
    merged = merge(later, edits_of(kept(found), NAME, "zh"))
    assert merged.conflicts == ()
    text = shown(merged.document)
    assert "自拟小节" in text.values()
    assert "另一业主有限公司" in " ".join(text.values())
    assert rows_of(merged.document) == [["设备", "数量"], ["风机", "38"]]
