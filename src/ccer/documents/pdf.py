"""A document as PDF, set by Typst with the fonts of one wheel, so that it looks the same on every machine."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from .parts import Block, Document, Equation, Paragraph, Section, Spans, Table, plain
from .places import numbered
from .typst_math import to_typst

TEMPLATE = Path(__file__).parent / "page.typ"


def write_pdf(document: Document, path: Path) -> Path:
    """Render and save; see `render_pdf`."""
    path.write_bytes(render_pdf(document))
    return path


def render_pdf(document: Document) -> bytes:
    """A document as the bytes of a PDF file.

    Parameters
    ----------
    document : Document

    Returns
    -------
    bytes
        The same for the same document; the file is dated on the as-of date.
    """
    import pylopdf_fonts_zh_cn
    import typst

    folder = pylopdf_fonts_zh_cn.sans_path().parent
    return typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="pdf",
        font_paths=[folder],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(as_data(document), ensure_ascii=False)},
        timestamp=int(dt.datetime.combine(document.on, dt.time(), dt.UTC).timestamp()),
    )


def as_data(document: Document) -> dict[str, Any]:
    """The document as the template reads it."""
    front = Table(
        "", "", (), tuple((plain(label), value) for label, value in document.front), (4, 9), ("left", "left")
    )
    return {
        "lang": document.lang,
        "kind": document.kind,
        "title": document.title,
        "subtitle": document.subtitle,
        "day": [document.on.year, document.on.month, document.on.day],
        "running_head": document.running_head,
        "running_foot": document.running_foot,
        "contents_title": document.contents_title,
        "listed": document.listed,
        "figures": _block(document.figures) if document.figures else None,
        "front": _block(front),
        "statements": [_block(statement) for statement in document.statements],
        "chapters": [
            {**_section(chapter), "new_page": chapter in document.opening} for chapter in document.chapters
        ],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": numbered(section.number, section.title) if section.title else "",
        "level": section.level,
        "blocks": [_block(block) for block in section.blocks],
        "sections": [_section(inner) for inner in section.sections],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "style": block.style, "spans": _spans(block.spans)}
    if isinstance(block, Equation):
        return {"type": "equation", "number": block.number, "latex": to_typst(block.latex)}
    if isinstance(block, Table):
        return {
            "type": "table",
            "number": block.number,
            "title": block.title,
            "form": block.form,
            "header": list(block.header),
            "rows": [[_spans(cell) for cell in row] for row in block.rows],
            "widths": list(block.widths),
            "align": list(block.align),
        }
    items = [{"value": item.value, "unit": item.unit, "meaning": item.meaning} for item in block.items]
    return {"type": "figures", "items": items}


def _spans(spans: Spans) -> list[dict[str, str]]:
    return [
        {"text": to_typst(span.text) if span.kind == "math" else span.text, "kind": span.kind}
        for span in spans
        if span.text
    ]
