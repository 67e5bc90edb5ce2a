"""What a document is made of: chapters, sections, paragraphs, tables, equations, figures and what is missing.

A document is in one language. It knows nothing of DOCX, PDF or HTML; each renderer walks the same tree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import msgspec

from ..core.text import Lang

SpanKind = Literal["plain", "strong", "quiet", "clause", "gap", "provisional", "math"]
ParagraphStyle = Literal["body", "note", "bullet"]
Align = Literal["left", "right"]


class Span(msgspec.Struct, frozen=True):
    """A piece of running text. ``math`` holds LaTeX; ``gap`` is a mark of something missing; ``field`` the fact it shows."""

    text: str
    kind: SpanKind = "plain"
    field: str = ""


Spans = tuple[Span, ...]


def plain(text: str) -> Spans:
    """Text without any mark."""
    return (Span(text),)


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """One paragraph, note or bullet; ``key`` is its place, by which a person's edit finds it again (`places`)."""

    spans: Spans
    style: ParagraphStyle = "body"
    key: str = ""


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A captioned table.

    Parameters
    ----------
    number, title : str
        Caption, e.g. 「表A1-1」 and 「批复文件」.
    header : tuple of str
        Column heads, repeated on each page; empty for a form, whose first column holds the labels.
    rows : tuple of tuple of Spans
    widths : tuple of float
        Relative widths; their number is the number of columns.
    align : tuple of Align
        One per column.
    key : str
        Its place; ``keys`` those of the cells, row by row.
    engine : bool
        True where every cell is worked out: a figure changed by hand is then listed, never taken over.
    """

    number: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Spans, ...], ...]
    widths: tuple[float, ...]
    align: tuple[Align, ...]
    key: str = ""
    keys: tuple[tuple[str, ...], ...] = ()
    engine: bool = False

    @property
    def form(self) -> bool:
        """True where the first column holds the labels."""
        return not self.header


class Equation(msgspec.Struct, frozen=True, tag="equation"):
    """A displayed equation with the methodology's own number."""

    number: str
    latex: str


class Figure(msgspec.Struct, frozen=True):
    """A number, its unit, and what it means."""

    value: str
    unit: str
    meaning: str


class Figures(msgspec.Struct, frozen=True, tag="figures"):
    """A row of numbers that the reader should see first."""

    items: tuple[Figure, ...]


Block = Paragraph | Table | Equation | Figures


class Section(msgspec.Struct, frozen=True):
    """A numbered heading and what stands under it; a chapter is a section of level 1."""

    number: str
    title: str
    level: int
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    def walk(self) -> Iterator[Section]:
        """This section and all below it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


class Missing(msgspec.Struct, frozen=True):
    """Something the document needs and the project file does not hold."""

    field: str
    title: str
    clause: str
    remedy: str


class Document(msgspec.Struct, frozen=True):
    """A whole document in one language.

    Parameters
    ----------
    kind, title, subtitle : str
        What it is, the project's name, and a line below it.
    on : date
        As-of date; also the date in the file's metadata.
    running_head, running_foot, contents_title : str
        Wording of the page frame; ``{page}`` and ``{pages}`` stand in the foot.
    front : tuple of (label, Spans)
        The first page's table.
    statements : tuple of Paragraph
        What the reader must know before reading on.
    figures : Figures or None
    chapters : tuple of Section
    missing : tuple of Missing
        Everything that is marked in the text as missing, and what the assessment found missing.
    name : str
        Name of its files without suffix, e.g. ``design-document``.
    listed : bool
        False for a short paper: no page of contents, no chapter on a page of its own.
    engine : dict
        Place -> the engine's own words, where a person's words stand instead; None where the place is the person's own.
    """

    kind: str
    title: str
    subtitle: str
    lang: Lang
    on: dt.date
    running_head: str
    running_foot: str
    contents_title: str
    front: tuple[tuple[str, Spans], ...]
    statements: tuple[Paragraph, ...]
    figures: Figures | None
    chapters: tuple[Section, ...]
    missing: tuple[Missing, ...]
    name: str = ""
    listed: bool = True
    engine: dict[str, str | None] = {}

    def sections(self) -> Iterator[Section]:
        """Every section in reading order."""
        for chapter in self.chapters:
            yield from chapter.walk()

    @property
    def opening(self) -> tuple[Section, ...]:
        """Chapters that begin a page: the first, after the contents, and the last, the annexes."""
        return (self.chapters[0], self.chapters[-1]) if self.chapters and self.listed else ()
