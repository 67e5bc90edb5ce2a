"""A document as DOCX: real headings, captions, header rows, contents with page numbers, equations as equations."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from . import docx_style as look
from .docx_places import Marker, add_part
from .omml import either, to_runs
from .parts import Block, Document, Equation, Figures, Paragraph, Section, Spans, Table, plain
from .places import FRONT, caption_key, clean, head_key, heading_key, identified, numbered

_TEXT_MM = 160.0
_RUN_STYLE = {
    "strong": "Ccer Strong",
    "quiet": "Ccer Quiet",
    "clause": "Ccer Clause",
    "gap": "Ccer Gap",
    "provisional": "Ccer Provisional",
}
_PARAGRAPH_STYLE = {"body": "Ccer Body", "note": "Ccer Note", "bullet": "List Bullet"}


def write_docx(document: Document, path: Path) -> Path:
    """Render and save; see `render_docx`."""
    path.write_bytes(render_docx(document))
    return path


def render_docx(document: Document) -> bytes:
    """A document as the bytes of a DOCX file.

    Parameters
    ----------
    document : Document

    Returns
    -------
    bytes
        The same for the same document, on every machine and day.
    """
    import docx

    document = identified(document)
    made = docx.Document()
    look.set_up(made, document)
    add_part(made, document)
    writer = _Writer(made, document)
    writer.front()
    if document.listed:
        writer.contents()
    fresh = document.opening
    for chapter in document.chapters:
        for section in chapter.walk():
            writer.section(section, section in fresh)
    raw = io.BytesIO()
    made.save(raw)
    return look.steady(raw.getvalue(), document.on)


class _Writer:
    """Walks the tree and appends to the file."""

    def __init__(self, made: Any, document: Document) -> None:
        self.made, self.document = made, document
        self.marks = Marker()
        self.styles: dict[str, str] = {}

    def dress(self, paragraph: Any, style: str) -> None:
        """Give a paragraph a style by its id, looked up once: setting it by name walks all styles of the template each time."""
        if style not in self.styles:
            self.styles[style] = self.made.styles[style].style_id
        paragraph._p.style = self.styles[style]

    def front(self) -> None:
        """First page: what it is, the table of its frame, what must be known before reading."""
        doc = self.document
        for name, style in (("kind", "Ccer Kind"), ("title", "Title"), ("subtitle", "Ccer Lead")):
            self.marks.place(self.made.add_paragraph(getattr(doc, name), style=style), f"{FRONT}/{name}")
        if doc.figures:
            self.figures(doc.figures)
        rows = tuple((plain(label), value) for label, value in doc.front)
        names = (f"{FRONT}/table/{clean(label)}" for label, _ in doc.front)
        keys = tuple((f"{name}/0", f"{name}/1") for name in names)
        self.grid(Table("", "", (), rows, (4, 9), ("left", "left"), f"{FRONT}/table", keys))
        self.made.add_paragraph(style="Ccer Note")
        for statement in doc.statements:
            self.paragraph(statement)

    def contents(self) -> None:
        """Chapters and sections, each a link with its page number, on a page of its own."""
        from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
        from docx.shared import Mm

        head = self.made.add_paragraph(self.document.contents_title, style="Ccer Kind")
        head.paragraph_format.page_break_before = True
        listed = [s for s in self.document.sections() if s.level <= 2]
        for section in listed:
            line = self.made.add_paragraph(style="Ccer Contents")
            line.paragraph_format.left_indent = Mm(6 * (section.level - 1))
            line.paragraph_format.tab_stops.add_tab_stop(
                Mm(_TEXT_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
            )
            link = look.element("hyperlink", anchor=bookmark(section), history="1")
            run = line.add_run(f"{heading(section)}\t")
            run.style = "Ccer Strong" if section.level == 1 else None
            line._p.remove(run._r)
            link.append(run._r)
            line._p.append(link)
            look.field(line, f"PAGEREF {bookmark(section)} \\h", "–")

    def section(self, section: Section, new_page: bool) -> None:
        """A heading with its bookmark, then its blocks."""
        if section.title:
            head = self.made.add_paragraph(heading(section), style=f"Heading {min(section.level, 3)}")
            if new_page:
                head.paragraph_format.page_break_before = True
            self.marks.around(head, bookmark(section))
            self.marks.place(head, heading_key(section))
        for place, block in enumerate(section.blocks, 1):
            before = section.blocks[place : place + 1]
            self.block(block, kept=any(isinstance(one, Equation) for one in before))

    def block(self, block: Block, kept: bool) -> None:
        """One block; ``kept`` on the page of the next, as what an equation is called is."""
        if isinstance(block, Paragraph):
            self.paragraph(block, kept)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Equation):
            self.equation(block)
        else:
            self.figures(block)

    def paragraph(self, paragraph: Paragraph, kept: bool = False) -> None:
        target = self.made.add_paragraph(style=_PARAGRAPH_STYLE[paragraph.style])
        if kept:
            target.paragraph_format.keep_with_next = True
        self.spans(target, paragraph.spans)
        self.marks.place(target, paragraph.key)

    def spans(self, target: Any, spans: Spans) -> None:
        """Running text with its marks; a symbol as runs with sub- and superscripts."""
        from docx.oxml import parse_xml

        for span in spans:
            if span.kind == "math":
                for run in to_runs(span.text):
                    target._p.append(parse_xml(run))
            else:
                style = _RUN_STYLE.get(span.kind)
                target.add_run(span.text, style=style)

    def equation(self, equation: Equation) -> None:
        """Centred, its number at the right edge."""
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.oxml import parse_xml
        from docx.shared import Mm

        line = self.made.add_paragraph(style="Ccer Equation")
        stops = line.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(_TEXT_MM / 2), WD_TAB_ALIGNMENT.CENTER)
        stops.add_tab_stop(Mm(_TEXT_MM), WD_TAB_ALIGNMENT.RIGHT)
        line.add_run("\t")
        line._p.append(parse_xml(either(equation.latex)))
        line.add_run(f"\t{equation.number}")

    def figures(self, figures: Figures) -> None:
        """Numbers in a row of cells: meaning, number, unit."""
        from docx.shared import Pt

        table = self.made.add_table(rows=1, cols=len(figures.items))
        _frame(table, inside="insideV")
        _widths(table, tuple(1.0 for _ in figures.items))
        for cell, item in zip(table.rows[0].cells, figures.items, strict=True):
            lines = (
                ("Ccer Table", item.meaning, 9.0),
                ("Ccer Table Head", item.value, 15.0),
                ("Ccer Table", item.unit, 9.0),
            )
            for place, (style, text, size) in enumerate(lines):
                target = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
                self.dress(target, style)
                target.add_run(text).font.size = Pt(size)
        self.marks.figures(table.rows[0].cells[0].paragraphs[0])
        self.made.add_paragraph(style="Ccer Note")

    def table(self, table: Table) -> None:
        """Caption above, then the grid."""
        if shown := numbered(table.number, table.title):
            self.marks.place(self.made.add_paragraph(shown, style="Caption"), caption_key(table))
        self.grid(table)
        self.made.add_paragraph(style="Ccer Note").paragraph_format.space_after = 0

    def grid(self, table: Table) -> None:
        rows = len(table.rows) + (0 if table.form else 1)
        made = self.made.add_table(rows=rows, cols=len(table.widths))
        _frame(made)
        _widths(made, table.widths)
        grid = [made.rows[place] for place in range(rows)]
        if not table.form:
            self.header(grid.pop(0), table)
        for target, row, keys in zip(grid, table.rows, table.keys, strict=True):
            target._tr.get_or_add_trPr().append(look.element("cantSplit"))
            for column, (cell, spans) in enumerate(zip(target.cells, row, strict=True)):
                self.cell(cell, spans, table, column)
                self.marks.place(cell.paragraphs[0], keys[column])

    def header(self, row: Any, table: Table) -> None:
        """The head of a table, repeated on each page."""
        properties = row._tr.get_or_add_trPr()
        properties.append(look.element("cantSplit"))
        properties.append(look.element("tblHeader"))
        for column, (cell, label) in enumerate(zip(row.cells, table.header, strict=True)):
            target = cell.paragraphs[0]
            self.dress(target, "Ccer Table Head")
            target.add_run(label)
            self.marks.place(target, head_key(table, column))
            _shade(cell, look.GREEN_2)

    def cell(self, cell: Any, spans: Spans, table: Table, column: int) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        target = cell.paragraphs[0]
        label = table.form and column == 0
        self.dress(target, "Ccer Table Head" if label else "Ccer Table")
        if label:
            _shade(cell, look.PAPER)
        if table.align[column] == "right":
            target.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.spans(target, spans)


def heading(section: Section) -> str:
    """Number and title, as they stand in the text and in the contents."""
    return numbered(section.number, section.title)


def bookmark(section: Section) -> str:
    """A name that Word accepts: letters, digits, underscores."""
    return "sec_" + "".join(
        c if c.isascii() and c.isalnum() else "_" for c in section.number or section.title
    )


def _frame(table: Any, inside: str = "insideH") -> None:
    """Hairlines above, below and between."""
    borders = look.element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        on = side in ("top", "bottom", inside) or (side == "insideV" and inside == "insideH")
        heavy = side in ("top", "bottom")
        colour = look.INK_2 if heavy else look.LINE
        borders.append(
            look.element(
                side, val="single" if on else "nil", sz="6" if heavy else "4", space="0", color=colour
            )
        )
    properties = table._tbl.tblPr
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    margins = look.element("tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(look.element(side, w="50" if side in ("top", "bottom") else "90", type="dxa"))
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption")


def _widths(table: Any, widths: tuple[float, ...]) -> None:
    """Fixed widths, so that no program guesses them."""
    from docx.shared import Mm

    table.autofit = False
    total = sum(widths)
    sizes = [Mm(_TEXT_MM * width / total) for width in widths]
    for column, size in zip(table.columns, sizes, strict=True):
        column.width = size
    for row in table.rows:
        for cell, size in zip(row.cells, sizes, strict=True):
            cell.width = size


def _shade(cell: Any, fill: str) -> None:
    cell._tc.get_or_add_tcPr().append(look.element("shd", val="clear", color="auto", fill=fill))
