"""A DOCX as a person gave it back: which words stand at which place now, and what stands where nothing stood.

Tracked insertions count as text, tracked deletions do not; comments are read apart.
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
    """A cell: the bookmarks in it, its words, what a reviewer noted on them, and whether a picture stands in it."""

    marks: tuple[str, ...]
    text: str
    comments: tuple[str, ...] = ()
    picture: bool = False


class Line(NamedTuple):
    """A paragraph outside tables."""

    marks: tuple[str, ...]
    text: str
    heading: bool = False
    ours: bool = False
    picture: bool = False
    comments: tuple[str, ...] = ()


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
    """A file: its lines and tables in order, and what the engine wrote where the file still says so.

    ``tracked`` changes were neither accepted nor refused; ``formatted`` runs are bold or underlined by hand.
    """

    blocks: tuple[Line | Grid, ...]
    baseline: Baseline | None
    tracked: int = 0
    formatted: int = 0


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
            look = _Look(_styles(archive), _comments(archive))
            baseline = _baseline(archive)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise _unreadable(name, Text("它不是 Word 文件（DOCX）", "it is no Word file (DOCX)")) from error
    if body is None:
        raise _unreadable(name, Text("没有正文", "it has no body"))
    tracked = sum(1 for tag in ("ins", "del") for _ in body.iter(f"{_W}{tag}"))
    return Reading(tuple(_blocks(body, look)), baseline, tracked, _formatted(body))


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


class _Look(NamedTuple):
    """Names of styles, and comments by number."""

    styles: dict[str, str]
    comments: dict[str, str]


def _comments(archive: zipfile.ZipFile) -> dict[str, str]:
    """Number -> author and words of a comment."""
    if "word/comments.xml" not in archive.namelist():
        return {}
    return {
        one.get(f"{_W}id", ""): f"{one.get(f'{_W}author', '')}: {_text(one).strip()}"
        for one in _root(archive.read("word/comments.xml")).iter(f"{_W}comment")
    }


def _noted(element: Any, look: _Look) -> tuple[str, ...]:
    """Comments on some words."""
    numbers = (one.get(f"{_W}id", "") for one in element.iter(f"{_W}commentReference"))
    return tuple(look.comments[number] for number in numbers if number in look.comments)


def _formatted(body: Any) -> int:
    """Runs with words that are bold or underlined by hand; the engine's own have a style for it."""
    found = 0
    for run in body.iter(f"{_W}r"):
        own, words = run.find(f"{_W}rPr"), _text(run).strip()
        if own is None or not words or own.find(f"{_W}rStyle") is not None:
            continue
        kinds = (own.find(f"{_W}{tag}") for tag in ("b", "u"))
        found += any(one is not None and one.get(f"{_W}val") not in ("0", "false", "none") for one in kinds)
    return found


def _baseline(archive: zipfile.ZipFile) -> Baseline | None:
    for name in archive.namelist():
        if name.startswith("customXml/") and name.endswith(".xml"):
            data = archive.read(name)
            if SPACE.encode() in data and _root(data).tag == f"{{{SPACE}}}places":
                return decode(data)
    return None


def _blocks(parent: Any, look: _Look) -> Iterator[Line | Grid]:
    """Paragraphs and tables in order; what Word wraps in a content control or a block of changes is looked into."""
    waiting: tuple[str, ...] = ()
    for child in parent:
        if child.tag == f"{_W}bookmarkStart":
            waiting = (*waiting, *_own(child.get(f"{_W}name", "")))
        elif child.tag == f"{_W}p":
            line = _line(child, look)
            yield line._replace(marks=(*waiting, *line.marks))
            waiting = ()
        elif child.tag == f"{_W}tbl":
            yield _grid(child, waiting, look)
            waiting = ()
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child, look)


def _own(name: str) -> tuple[str, ...]:
    return (name,) if name.startswith(PREFIX) else ()


def _marks(element: Any) -> tuple[str, ...]:
    starts = element.iter(f"{_W}bookmarkStart")
    return tuple(mark for start in starts for mark in _own(start.get(f"{_W}name", "")))


def _line(paragraph: Any, look: _Look) -> Line:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = look.styles.get(style.get(f"{_W}val", ""), "") if style is not None else ""
    return Line(
        marks=_marks(paragraph),
        text=_text(paragraph),
        heading=name.lower().startswith("heading"),
        ours=name in _OWN_STYLES,
        picture=_pictured(paragraph),
        comments=_noted(paragraph, look),
    )


def _pictured(element: Any) -> bool:
    return any(next(element.iter(f"{_W}{tag}"), None) is not None for tag in _PICTURES)


def _text(paragraph: Any) -> str:
    """The words of a paragraph; an equation object gives the runs that stand for it."""
    out: list[str] = []
    _gather(paragraph, out)
    return "".join(out)


def _gather(element: Any, out: list[str]) -> None:
    for child in element:
        tag = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
        if (
            tag in ("del", "moveFrom", "pPr", "rPr", "instrText", "annotationRef")
            or child.tag == f"{_MC}Choice"
        ):
            continue
        if tag == "t":
            out.append(child.text or "")
        elif tag in _BREAKS:
            out.append(_BREAKS[tag])
        else:
            _gather(child, out)


def _grid(table: Any, waiting: tuple[str, ...], look: _Look) -> Grid:
    rows = []
    for row in table.iter(f"{_W}tr"):
        cells = []
        for cell in row.iterchildren(f"{_W}tc"):
            text = "\n".join(_text(paragraph) for paragraph in cell.iterchildren(f"{_W}p"))
            cells.append(Cell((*waiting, *_marks(cell)), text, _noted(cell, look), _pictured(cell)))
            waiting = ()
        rows.append(tuple(cells))
    return Grid(tuple(rows))
