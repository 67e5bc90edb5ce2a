"""Where a person's words stand: the blocks of a file laid beside the places the engine wrote.

A place whose bookmark was lost is found by its neighbours: the paragraph that stands where it stood, the cell in its row and column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..core.text import Text
from .docx_places import Baseline, Written, bookmark_name
from .docx_read import Grid, Line
from .places import HEAD
from .wording import text


class AddedParagraph(NamedTuple):
    """A paragraph that stood nowhere, and the place it follows."""

    section: str
    after: str
    text: str


class AddedRow(NamedTuple):
    """A table row that stood nowhere, and the row it follows."""

    table: str
    after: str
    cells: tuple[str, ...]


class AddedTable(NamedTuple):
    """A table that stood nowhere: its name, the place it follows, its rows, all of one length."""

    place: str
    after: str
    rows: tuple[tuple[str, ...], ...]


class Found(NamedTuple):
    """Words by place, what was taken out (with the engine's words), what was added, and what cannot be taken over."""

    texts: dict[str, str]
    removed: tuple[tuple[str, str], ...]
    paragraphs: tuple[AddedParagraph, ...]
    rows: tuple[AddedRow, ...]
    lost: tuple[Text, ...]
    tables: tuple[AddedTable, ...] = ()


def added_name(under: str, words: str, after: str) -> str:
    """Name of something a person added."""
    return f"{under}/+{hashlib.sha256(f'{after}/{words}'.encode()).hexdigest()[:8]}"


def find(blocks: Iterable[Line | Grid], base: Baseline) -> Found:
    """Lay a file's blocks beside what the engine wrote."""
    search = _Search(base)
    for block in blocks:
        if isinstance(block, Line):
            search.line(block)
        elif not block.figures:
            search.grid(block)
    search.settle()
    return Found(
        search.texts,
        tuple(search.removed),
        tuple(search.paragraphs),
        tuple(search.rows),
        tuple(search.lost),
        tuple(search.new_tables),
    )


class _Search:
    """One pass over the file; ``at`` is the last place met."""

    def __init__(self, base: Baseline) -> None:
        self.written = {w.id: w for w in base.written}
        self.by_mark = {bookmark_name(w.id): w for w in base.written}
        self.order = list(dict.fromkeys(w.table or w.id for w in base.written))
        self.section = {w.table or w.id: w.section for w in base.written}
        self.tables = _tables(base.written)
        self.at = ""
        self.met: set[str] = set()
        self.texts: dict[str, str] = {}
        self.loose: dict[str, list[Line]] = {}
        self.removed: list[tuple[str, str]] = []
        self.paragraphs: list[AddedParagraph] = []
        self.rows: list[AddedRow] = []
        self.lost: list[Text] = []
        self.new_tables: list[AddedTable] = []

    def known(self, marks: Iterable[str]) -> Iterator[Written]:
        return (self.by_mark[mark] for mark in marks if mark in self.by_mark)

    def line(self, line: Line) -> None:
        """A paragraph: at its place, or loose after the last one. Of two that were joined the second is gone."""
        places = [w for w in self.known(line.marks) if not w.table]
        if line.picture:
            self.lose("lost.picture")
        if places:
            self.texts[places[0].id] = line.text
            self.met.add(places[0].id)
            self.at = places[-1].id
        self.note(line.comments)
        if places:
            return
        if line.text.strip() and not line.ours:
            self.loose.setdefault(self.at, []).append(line)

    def grid(self, grid: Grid) -> None:
        """A table: its rows by their marks, else by where they stand."""
        tables = [w.table for w in self.known(grid.marks) if w.table]
        if not tables:
            self.new_table(grid)
            return
        table = tables[0]
        self.met.add(table)
        self.at = table
        self.beside(grid)
        _Rows(self, table).read(grid)

    def new_table(self, grid: Grid) -> None:
        """A table of the person's own; what follows it stands after it."""
        width = max((len(row) for row in grid.rows), default=0)
        rows = tuple(
            tuple(cell.text.strip() for cell in row) + ("",) * (width - len(row)) for row in grid.rows
        )
        self.beside(grid)
        if not any(any(row) for row in rows):
            return
        section = self.section.get(self.at) or next(iter(self.section.values()))
        shown = "\n".join("\t".join(row) for row in rows)
        found = AddedTable(added_name(section, shown, self.at), self.at, rows)
        self.new_tables.append(found)
        self.section[found.place] = section
        self.at = found.place

    def beside(self, grid: Grid) -> None:
        """Pictures and comments in a table's cells."""
        cells = [cell for row in grid.rows for cell in row]
        if any(cell.picture for cell in cells):
            self.lose("lost.picture")
        for cell in cells:
            self.note(cell.comments)

    def note(self, comments: Iterable[str]) -> None:
        for comment in comments:
            self.lose("lost.comment", what=comment)

    def lose(self, key: str, **values: str) -> None:
        """Say what cannot be taken over."""
        self.lost.append(text(key, "hand").fill(section=self.section.get(self.at, "—"), **values))

    def settle(self) -> None:
        """What was not met is looked for among what stands loose at that point, else it was taken out."""
        at = ""
        for name in self.order:
            if name in self.met:
                at = name
            elif name in self.tables:
                self.removed.append((name, ""))
            elif self._caption_of_removed(name):
                continue
            elif waiting := self.loose.get(at):
                self.texts[name] = waiting.pop(0).text
            elif self.written[name].shown.strip():
                self.removed.append((name, self.written[name].engine or ""))
        for after, lines in self.loose.items():
            self.paragraphs += self._added(after, lines)

    def _caption_of_removed(self, name: str) -> bool:
        table, _, last = name.rpartition("/")
        return last == "caption" and table in self.tables and table not in self.met

    def _added(self, after: str, lines: list[Line]) -> Iterator[AddedParagraph]:
        section = self.section.get(after) or next(iter(self.section.values()))
        return (AddedParagraph(section, after, line.text.strip()) for line in lines)


def _tables(written: Iterable[Written]) -> dict[str, dict[str, list[str]]]:
    """Table -> row -> cells."""
    tables: dict[str, dict[str, list[str]]] = {}
    for w in written:
        if w.table:
            tables.setdefault(w.table, {}).setdefault(w.row, []).append(w.id)
    return tables


class _Rows:
    """The rows of one table."""

    def __init__(self, search: _Search, table: str) -> None:
        self.search, self.table = search, table
        self.rows = search.tables[table]
        self.at = ""
        self.met: set[str] = set()
        self.loose: dict[str, list[tuple[str, ...]]] = {}

    def read(self, grid: Grid) -> None:
        for row in grid.rows:
            marked = [w for cell in row for w in self.search.known(cell.marks) if w.table == self.table]
            cells = tuple(cell.text for cell in row)
            if marked:
                self.at = marked[0].row
                self.met.add(self.at)
                self.take(self.at, cells)
            elif any(cell.strip() for cell in cells):
                self.loose.setdefault(self.at, []).append(cells)
        self.settle()

    def take(self, row: str, cells: tuple[str, ...]) -> None:
        """Cells by column; a row with other columns cannot be read."""
        if len(cells) != len(self.rows[row]):
            self.search.lose("lost.columns")
            return
        self.search.texts.update(zip(self.rows[row], cells, strict=True))

    def settle(self) -> None:
        at = ""
        for row in self.rows:
            if row in self.met:
                at = row
            elif waiting := self.loose.get(at):
                self.take(row, waiting.pop(0))
            elif any(self.search.written[id].shown.strip() for id in self.rows[row]):
                self.search.removed.append((row, ""))
        for after, rows in self.loose.items():
            for cells in rows:
                self.search.rows.append(AddedRow(self.table, after or f"{self.table}/{HEAD}", cells))
