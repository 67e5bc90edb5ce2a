"""A DOCX as a person gave it back: which words stand at which place now, and what stands where nothing stood.

Tracked insertions count as text, tracked deletions do not; comments are not read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..core.errors import BadInput
from ..core.text import Text
from .docx_places import FIGURES, PREFIX, SPACE, Baseline, decode

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
LIMIT_BYTES = 64 * 1024 * 1024
_OWN_STYLES = {"Ccer Equation", "Ccer Contents", "Ccer Kind"}
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PICTURES = ("drawing", "pict", "object")


class Cell(NamedTuple):
    """A cell: the bookmarks in it, and its words."""

    marks: tuple[str, ...]
    text: str


class Line(NamedTuple):
    """A paragraph outside tables."""

    marks: tuple[str, ...]
    text: str
    heading: bool = False
    ours: bool = False
    picture: bool = False


class Grid(NamedTuple):
    """A table, row by row."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(mark for row in self.rows for cell in row for mark in cell.marks)

    @property
    def figures(self) -> bool:
        """True for a row of numbers that the engine wrote."""
        return any(mark.startswith(FIGURES) for mark in self.marks)


class Reading(NamedTuple):
    """A file: its lines and tables in order, and what the engine wrote where the file still says so."""

    blocks: tuple[Line | Grid, ...]
    baseline: Baseline | None


def read_docx(data: bytes, name: str) -> Reading:
    """Read a file.

    Raises
    ------
    BadInput
        Where it is no DOCX, too large, or holds no text.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > LIMIT_BYTES:
                raise _unreadable(name, Text("解压后过大", "it is too large once unpacked"))
            body = _root(archive.read("word/document.xml")).find(f"{_W}body")
            styles = _styles(archive)
            baseline = _baseline(archive)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise _unreadable(name, Text("它不是 Word 文件（DOCX）", "it is no Word file (DOCX)")) from error
    if body is None:
        raise _unreadable(name, Text("没有正文", "it has no body"))
    return Reading(tuple(_blocks(body, styles)), baseline)


def _root(data: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _unreadable(name: str, why: Text) -> BadInput:
    return BadInput(
        what=Text(f"{name} 无法读取", f"{name} cannot be read"),
        why=why,
        next=Text(
            "给出由 ccer documents 生成、用 Word 编辑后另存为 DOCX 的文件。",
            "Give a file that ccer documents made and that was saved as DOCX.",
        ),
    )


def _styles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Style id -> name."""
    found: dict[str, str] = {}
    for style in _root(archive.read("word/styles.xml")).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            found[style.get(f"{_W}styleId", "")] = name.get(f"{_W}val", "")
    return found


def _baseline(archive: zipfile.ZipFile) -> Baseline | None:
    for name in archive.namelist():
        if name.startswith("customXml/") and name.endswith(".xml"):
            data = archive.read(name)
            if SPACE.encode() in data and _root(data).tag == f"{{{SPACE}}}places":
                return decode(data)
    return None


def _blocks(parent: Any, styles: dict[str, str]) -> Iterator[Line | Grid]:
    """Paragraphs and tables in order; what Word wraps in a content control or a block of changes is looked into."""
    waiting: tuple[str, ...] = ()
    for child in parent:
        if child.tag == f"{_W}bookmarkStart":
            waiting = (*waiting, *_own(child.get(f"{_W}name", "")))
        elif child.tag == f"{_W}p":
            line = _line(child, styles)
            yield line._replace(marks=(*waiting, *line.marks))
            waiting = ()
        elif child.tag == f"{_W}tbl":
            yield _grid(child, waiting)
            waiting = ()
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child, styles)


def _own(name: str) -> tuple[str, ...]:
    return (name,) if name.startswith(PREFIX) else ()


def _marks(element: Any) -> tuple[str, ...]:
    starts = element.iter(f"{_W}bookmarkStart")
    return tuple(mark for start in starts for mark in _own(start.get(f"{_W}name", "")))


def _line(paragraph: Any, styles: dict[str, str]) -> Line:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = styles.get(style.get(f"{_W}val", ""), "") if style is not None else ""
    return Line(
        marks=_marks(paragraph),
        text=_text(paragraph),
        heading=name.lower().startswith("heading"),
        ours=name in _OWN_STYLES,
        picture=any(next(paragraph.iter(f"{_W}{tag}"), None) is not None for tag in _PICTURES),
    )


def _text(paragraph: Any) -> str:
    """The words of a paragraph; an equation object gives the runs that stand for it."""
    out: list[str] = []
    _gather(paragraph, out)
    return "".join(out)


def _gather(element: Any, out: list[str]) -> None:
    for child in element:
        tag = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
        if tag in ("del", "moveFrom", "pPr", "rPr", "instrText") or child.tag == f"{_MC}Choice":
            continue
        if tag == "t":
            out.append(child.text or "")
        elif tag in _BREAKS:
            out.append(_BREAKS[tag])
        else:
            _gather(child, out)


def _grid(table: Any, waiting: tuple[str, ...]) -> Grid:
    rows = []
    for row in table.iter(f"{_W}tr"):
        cells = []
        for cell in row.iterchildren(f"{_W}tc"):
            text = "\n".join(_text(paragraph) for paragraph in cell.iterchildren(f"{_W}p"))
            cells.append(Cell((*waiting, *_marks(cell)), text))
            waiting = ()
        rows.append(tuple(cells))
    return Grid(tuple(rows))
