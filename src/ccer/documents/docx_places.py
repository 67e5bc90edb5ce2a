"""Places inside a DOCX: a bookmark at each, and one data part that says what the engine wrote there.

Word and LibreOffice keep bookmarks; the data part is kept by Word. Where it is lost, the reader asks for the document to be made
again (`edits`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from . import docx_style as look
from .parts import Document
from .places import Place, places, words

SPACE = "urn:openccer:places"
PREFIX = "ccer_"
FIGURES = f"{PREFIX}figures_"
_PART = "/customXml/item7.xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"


def bookmark_name(place: str) -> str:
    """A name that Word accepts: a letter first, at most 40 characters."""
    return PREFIX + hashlib.sha256(place.encode()).hexdigest()[:24]


class Marker:
    """Puts bookmarks into the file, each with a number of its own."""

    def __init__(self) -> None:
        self.count = 0

    def around(self, paragraph: Any, name: str) -> None:
        """From the beginning to the end of a paragraph."""
        self.count += 1
        number = str(self.count)
        start = look.element("bookmarkStart", id=number, name=name)
        element = paragraph._p
        element.insert(1 if element.pPr is not None else 0, start)
        element.append(look.element("bookmarkEnd", id=number))

    def place(self, paragraph: Any, place: str) -> None:
        """The bookmark of a place; none for what has no place."""
        if place:
            self.around(paragraph, bookmark_name(place))

    def figures(self, paragraph: Any) -> None:
        """The mark of a row of numbers, which is the engine's alone."""
        self.around(paragraph, f"{FIGURES}{self.count}")


class Written(NamedTuple):
    """What stood at a place when the file was made.

    ``shown`` are the words in the file; ``engine`` those of the engine, the same unless a person's words stand there; None for a
    place that a person added. ``fixed`` is True where a person's words are listed and not taken over.
    """

    id: str
    section: str
    shown: str
    engine: str | None
    table: str
    row: str
    fixed: bool


class Baseline(NamedTuple):
    """All places of a file when it was made."""

    name: str
    lang: str
    on: str
    written: tuple[Written, ...]


def baseline(document: Document) -> Baseline:
    """What `render_docx` writes at each place."""
    return Baseline(document.name, document.lang, document.on.isoformat(), tuple(_written(document)))


def _written(document: Document) -> Iterator[Written]:
    for place in places(document):
        shown = words(place.spans)
        yield Written(
            place.id,
            place.section,
            shown,
            _engine(document, place, shown),
            place.table,
            place.row,
            place.engine,
        )


def _engine(document: Document, place: Place, shown: str) -> str | None:
    for id in (place.id, place.row):
        if id and id in document.engine:
            return document.engine[id]
    return shown


def add_part(made: Any, document: Document) -> None:
    """Put the data part into the package."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    part = Part(PackURI(_PART), "application/xml", encode(baseline(document)), made.part.package)
    made.part.relate_to(part, _RELATION)


def encode(found: Baseline) -> bytes:
    """The data part as XML."""
    from lxml import etree

    root = etree.Element(f"{{{SPACE}}}places", nsmap={None: SPACE})
    root.set("name", found.name)
    root.set("lang", found.lang)
    root.set("on", found.on)
    for place in found.written:
        node = etree.SubElement(root, f"{{{SPACE}}}place", id=place.id, section=place.section)
        for key, value in (("table", place.table), ("row", place.row), ("fixed", "1" if place.fixed else "")):
            if value:
                node.set(key, value)
        etree.SubElement(node, f"{{{SPACE}}}shown").text = place.shown
        if place.engine is None:
            node.set("own", "1")
        elif place.engine != place.shown:
            etree.SubElement(node, f"{{{SPACE}}}engine").text = place.engine
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def decode(data: bytes) -> Baseline:
    """The data part of a file."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(data, parser)
    written = tuple(_decode(node) for node in root.iterchildren(f"{{{SPACE}}}place"))
    return Baseline(root.get("name", ""), root.get("lang", "zh"), root.get("on", ""), written)


def _decode(node: Any) -> Written:
    shown = node.findtext(f"{{{SPACE}}}shown") or ""
    engine = node.findtext(f"{{{SPACE}}}engine")
    own = node.get("own") == "1"
    return Written(
        id=node.get("id"),
        section=node.get("section"),
        shown=shown,
        engine=None if own else shown if engine is None else engine,
        table=node.get("table", ""),
        row=node.get("row", ""),
        fixed=node.get("fixed") == "1",
    )
