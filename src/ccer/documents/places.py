"""Every place of a document has a name that stays the same when the document is made again.

A place is a heading, a paragraph, a caption or a table cell: ``B.5/fact.additionality``, ``A.1.2/项目业主信息/业主类型/1``. A
paragraph is named after its wording or the fact it shows, a row after its first cell, else each by its number in the section.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from .omml import to_runs
from .parts import Block, Document, Paragraph, Section, Spans, Table, plain

FRONT = "front"
HEAD = "head"
_LENGTH = 40
_SHOWN = re.compile(r">([^<]*)</w:t>")


class Place(NamedTuple):
    """One place and its words; ``row`` and ``table`` are names too, "" outside a table.

    ``engine`` is True where the words are worked out and a person's words are listed, never taken over.
    """

    id: str
    section: str
    spans: Spans
    table: str = ""
    row: str = ""
    engine: bool = False


def words(spans: Spans) -> str:
    """The text as a DOCX reader sees it."""
    return "".join(formula_words(span.text) if span.kind == "math" else span.text for span in spans)


def formula_words(latex: str) -> str:
    """The text of a symbol's runs."""
    return html.unescape("".join("".join(_SHOWN.findall(run)) for run in to_runs(latex)))


class _Names:
    """Names within one section, each used once."""

    def __init__(self, section: str) -> None:
        self.section = section
        self.used: dict[str, int] = {}

    def take(self, name: str) -> str:
        """The name under its section; the second of that name gets ``~2``."""
        if name.startswith(f"{self.section}/"):
            return name
        name = clean(name)
        self.used[name] = self.used.get(name, 0) + 1
        count = f"~{self.used[name]}" if self.used[name] > 1 else ""
        return f"{self.section}/{name}{count}"


def clean(name: str) -> str:
    """A name without line ends and slashes, of bounded length."""
    return re.sub(r"\s+", " ", name).strip().replace("/", "∕")[:_LENGTH] or "1"


def identified(document: Document) -> Document:
    """The same document, every paragraph and cell with its place; what has one keeps it."""
    names = _Names(FRONT)
    return msgspec.structs.replace(
        document,
        statements=tuple(_named(names, statement) for statement in document.statements),
        chapters=tuple(_section(chapter) for chapter in document.chapters),
    )


def _section(section: Section) -> Section:
    names = _Names(section_name(section))
    return msgspec.structs.replace(
        section,
        blocks=tuple(_blocks(names, section.blocks)),
        sections=tuple(_section(inner) for inner in section.sections),
    )


def section_name(section: Section) -> str:
    """Its number, else its title."""
    return section.number or clean(section.title)


def _blocks(names: _Names, blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield _named(names, block)
        elif isinstance(block, Table):
            yield _table(names, block)
        else:
            yield block


def _named(names: _Names, paragraph: Paragraph) -> Paragraph:
    return msgspec.structs.replace(paragraph, key=names.take(paragraph.key or _first_field(paragraph) or "p"))


def _first_field(paragraph: Paragraph) -> str:
    return next((span.field for span in paragraph.spans if span.field), "")


def _table(names: _Names, table: Table) -> Table:
    key = names.take(table.key or table.title)
    if table.keys:
        return table
    rows = _Names(key)
    heads = tuple(rows.take(name) for name in _row_names(table))
    keys = tuple(tuple(f"{head}/{column}" for column in range(len(table.widths))) for head in heads)
    return msgspec.structs.replace(table, key=key, keys=keys)


def _row_names(table: Table) -> list[str]:
    """First cells; the row's number where a first cell marks something missing or is empty."""
    names = []
    for number, row in enumerate(table.rows, 1):
        marked = any(span.kind in ("gap", "provisional") for span in row[0])
        names.append(str(number) if marked or not words(row[0]).strip() else words(row[0]))
    return names


def head_key(table: Table, column: int) -> str:
    """Place of a column head."""
    return f"{table.key}/{HEAD}/{column}"


def caption_key(table: Table) -> str:
    """Place of a caption."""
    return f"{table.key}/caption"


def heading_key(section: Section) -> str:
    """Place of a heading."""
    return f"{section_name(section)}/heading"


def numbered(number: str, title: str) -> str:
    """A heading or a caption as it stands in the text."""
    return f"{number}  {title}" if number else title


def places(document: Document) -> Iterator[Place]:
    """Every place of an identified document, in reading order."""
    for name in ("kind", "title", "subtitle"):
        yield Place(f"{FRONT}/{name}", FRONT, plain(getattr(document, name)), engine=True)
    for label, value in document.front:
        row = f"{FRONT}/table/{clean(label)}"
        yield Place(f"{row}/0", FRONT, plain(label), f"{FRONT}/table", row, engine=True)
        yield Place(f"{row}/1", FRONT, value, f"{FRONT}/table", row, engine=True)
    yield from _of_blocks(document.statements, FRONT)
    for section in document.sections():
        name = section_name(section)
        if section.title:
            yield Place(heading_key(section), name, plain(numbered(section.number, section.title)))
        yield from _of_blocks(section.blocks, name)


def _of_blocks(blocks: tuple[Block, ...], section: str) -> Iterator[Place]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield Place(block.key, section, block.spans)
        elif isinstance(block, Table):
            yield from _of_table(block, section)


def _of_table(table: Table, section: str) -> Iterator[Place]:
    caption = plain(numbered(table.number, table.title))
    if words(caption):
        yield Place(caption_key(table), section, caption, engine=table.engine)
    for column, head in enumerate(table.header):
        key = head_key(table, column)
        yield Place(key, section, plain(head), table.key, key.rpartition("/")[0], table.engine)
    for row, keys in zip(table.rows, table.keys, strict=True):
        for cell, key in zip(row, keys, strict=True):
            yield Place(key, section, cell, table.key, key.rpartition("/")[0], table.engine)


def rewritten(document: Document, change: Callable[[str, Spans], Spans]) -> Document:
    """The same document with the words of each place put through ``change``; the first page is the engine's."""
    chapters = tuple(_rewritten_section(chapter, change) for chapter in document.chapters)
    return msgspec.structs.replace(document, chapters=chapters)


def _rewritten_section(section: Section, change: Callable[[str, Spans], Spans]) -> Section:
    title = section.title
    if title:
        shown = words(change(heading_key(section), plain(numbered(section.number, title))))
        title = _split(section.number, shown)[1]
    return msgspec.structs.replace(
        section,
        title=title,
        blocks=tuple(_rewritten_block(block, change) for block in section.blocks),
        sections=tuple(_rewritten_section(inner, change) for inner in section.sections),
    )


def _split(number: str, shown: str) -> tuple[str, str]:
    """Number and title of a heading or caption; no number where a person took it away."""
    if number and shown.startswith(number):
        return number, shown[len(number) :].strip()
    return "", shown


def _rewritten_block(block: Block, change: Callable[[str, Spans], Spans]) -> Block:
    if isinstance(block, Paragraph):
        return msgspec.structs.replace(block, spans=change(block.key, block.spans))
    if not isinstance(block, Table):
        return block
    shown = words(change(caption_key(block), plain(numbered(block.number, block.title))))
    number, title = _split(block.number, shown)
    header = tuple(
        words(change(head_key(block, place), plain(head))) for place, head in enumerate(block.header)
    )
    rows = tuple(
        tuple(change(key, cell) for cell, key in zip(row, keys, strict=True))
        for row, keys in zip(block.rows, block.keys, strict=True)
    )
    return msgspec.structs.replace(block, number=number, title=title, header=header, rows=rows)
