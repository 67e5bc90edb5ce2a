"""A person's words put into a document made anew: their text stays, the engine's figures are brought up to date, clashes are listed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

from .edits import Edit, same
from .parts import Align, Block, Document, Paragraph, Section, Span, Spans, Table, plain
from .places import HEAD, formula_words, identified, places, rewritten, section_name, words
from .wording import book, say_of

Why = Literal["overlap", "engine", "gone"]


class Conflict(NamedTuple):
    """A place where the person's words and the engine's do not go together.

    ``overlap``: both changed the same words, the person's stand. ``engine``: a figure or fact that is worked out, the engine's
    stands. ``gone``: the document has no such place any more. Nothing is deleted from ``edits.yaml``.
    """

    place: str
    why: Why
    engine: str
    person: str

    @property
    def section(self) -> str:
        return self.place.partition("/")[0]


class Merged(NamedTuple):
    """The document with the person's words, and the conflicts."""

    document: Document
    conflicts: tuple[Conflict, ...]


def merge(document: Document, edits: Sequence[Edit]) -> Merged:
    """Put edits into a document.

    Parameters
    ----------
    document : Document
        As the engine makes it now.
    edits : sequence of Edit
        See `edits.read_edits`.

    Returns
    -------
    Merged
        The same document where there are no edits.
    """
    document = identified(document)
    if not edits:
        return Merged(document, ())
    work = _Merge(document, edits)
    made = rewritten(document, work.words)
    made = msgspec.structs.replace(
        made, chapters=tuple(work.section(chapter) for chapter in made.chapters), engine=work.engine
    )
    conflicts = (*work.conflicts, *work.gone())
    return Merged(_listed(made, len(edits), conflicts), conflicts)


class _Merge:
    """Edits by place; each is taken off the list when its place is met."""

    def __init__(self, document: Document, edits: Sequence[Edit]) -> None:
        self.fixed = {p.id for p in places(document) if p.engine}
        self.shown = {p.id: words(p.spans) for p in places(document)}
        self.fixed |= {p.row for p in places(document) if p.engine} | {
            p.table for p in places(document) if p.engine
        }
        self.texts = {e.place: e for e in edits if e.kind == "text"}
        self.removed = {e.place: e for e in edits if e.kind == "removed"}
        self.added: dict[str, list[Edit]] = {}
        for edit in edits:
            if edit.kind in ("added", "row", "table"):
                self.added.setdefault(edit.after, []).append(edit)
        self.engine: dict[str, str | None] = {}
        self.conflicts: list[Conflict] = []

    def words(self, place: str, spans: Spans) -> Spans:
        """The words of one place."""
        edit = self.texts.pop(place, None)
        now = words(spans)
        if edit is None:
            return self._headless(place, spans, now)
        if place in self.fixed:
            self.conflicts.append(Conflict(place, "engine", now, edit.text))
            return spans
        made, clash = merge_spans(edit.engine, edit.text, spans)
        if clash:
            self.conflicts.append(Conflict(place, "overlap", now, edit.text))
        self.engine[place] = now
        return made

    def _headless(self, place: str, spans: Spans, now: str) -> Spans:
        """A heading or caption that was taken out."""
        if place.rpartition("/")[2] in ("heading", "caption") and self.take_out(place, now):
            return ()
        return spans

    def take_out(self, place: str, now: str = "") -> bool:
        """True where the person took the place out; what is worked out stays."""
        edit = self.removed.pop(place, None)
        if edit is None:
            return False
        if place in self.fixed:
            self.conflicts.append(Conflict(place, "engine", now, ""))
            return False
        if edit.engine and not same(edit.engine, now):
            self.conflicts.append(Conflict(place, "overlap", now, ""))
        return True

    def section(self, section: Section) -> Section:
        """A section without what was taken out, with what was added."""
        name = section_name(section)
        blocks = [*self.follow(f"{name}/heading")]
        for block in section.blocks:
            blocks += self.block(block)
        return msgspec.structs.replace(
            section, blocks=tuple(blocks), sections=tuple(self.section(inner) for inner in section.sections)
        )

    def block(self, block: Block) -> Iterator[Block]:
        key = block.key if isinstance(block, (Paragraph, Table)) else ""
        if isinstance(block, Table):
            yield from self.follow(f"{key}/caption")
        if not key or not self.take_out(key, self.shown.get(key, "")):
            yield self.rows(block) if isinstance(block, Table) else block
        yield from self.follow(key)

    def rows(self, table: Table) -> Table:
        """A table without rows that were taken out, with rows that were added."""
        kept: list[tuple[tuple[Spans, ...], tuple[str, ...]]] = self.new_rows(f"{table.key}/head", table)
        for row, keys in zip(table.rows, table.keys, strict=True):
            name = keys[0].rpartition("/")[0]
            if not self.take_out(name):
                kept.append((row, keys))
            kept += self.new_rows(name, table)
        return msgspec.structs.replace(
            table, rows=tuple(row for row, _ in kept), keys=tuple(keys for _, keys in kept)
        )

    def new_rows(self, after: str, table: Table) -> list[tuple[tuple[Spans, ...], tuple[str, ...]]]:
        made = []
        for edit in [e for e in self.added.get(after, ()) if len(e.cells) == len(table.widths)]:
            if table.engine:
                continue
            self.added[after].remove(edit)
            self.engine[edit.place] = None
            keys = tuple(f"{edit.place}/{column}" for column in range(len(edit.cells)))
            made.append((tuple(plain(cell) for cell in edit.cells), keys))
            made += self.new_rows(edit.place, table)
        return made

    def follow(self, place: str) -> Iterator[Block]:
        """Paragraphs and tables a person added after a place."""
        for edit in [e for e in self.added.get(place, ()) if e.kind in ("added", "table")]:
            self.added[place].remove(edit)
            yield self.own_table(edit) if edit.kind == "table" else self.own_paragraph(edit)
            yield from self.follow(edit.place)

    def own_paragraph(self, edit: Edit) -> Paragraph:
        self.engine[edit.place] = None
        return Paragraph(plain(edit.text), "body", edit.place)

    def own_table(self, edit: Edit) -> Table:
        self.engine[f"{edit.place}/{HEAD}"] = None
        width = len(edit.cells)
        left: list[Align] = ["left"] * width
        return self.rows(Table("", "", edit.cells, (), (1.0,) * width, tuple(left), edit.place))

    def gone(self) -> Iterator[Conflict]:
        """Edits whose place the document no longer has."""
        for edit in (*self.texts.values(), *self.removed.values()):
            why: Why = "engine" if edit.place in self.fixed else "gone"
            yield Conflict(edit.place, why, self.shown.get(edit.place, ""), edit.text)
        for edits in self.added.values():
            for edit in edits:
                fixed = edit.after in self.fixed or edit.after.rpartition("/")[0] in self.fixed
                shown = edit.text or " | ".join(edit.cells)
                yield Conflict(edit.place, "engine" if fixed else "gone", "", shown)


def _listed(document: Document, count: int, conflicts: Sequence[Conflict]) -> Document:
    """A line on the first page, and the conflicts as the last annex."""
    lang = document.lang
    line = say_of("hand", "statement", lang, n=count, conflicts=len(conflicts))
    statement = Paragraph(plain(line), "note", "front/hand")
    made = msgspec.structs.replace(document, statements=(*document.statements, statement))
    if not conflicts or not made.chapters:
        return made
    last = made.chapters[-1]
    number = f"{last.number}.{len(last.sections) + 1}" if last.number else ""
    rows = tuple(
        (plain(c.place), plain(c.engine or "—"), plain(c.person or "—"), plain(why(c, lang)))
        for c in conflicts
    )
    heads = tuple(book("hand")[f"column.{key}"].say(lang) for key in ("place", "engine", "person", "why"))
    title = book("hand")["conflicts"].say(lang)
    table = Table("", title, heads, rows, (4, 4, 4, 4), ("left",) * 4, engine=True)
    section = Section(number, title, 2, (table,))
    last = msgspec.structs.replace(last, sections=(*last.sections, section))
    return identified(msgspec.structs.replace(made, chapters=(*made.chapters[:-1], last)))


def why(conflict: Conflict, lang: Literal["zh", "en"]) -> str:
    """What became of a conflict, in words."""
    return say_of("hand", f"why.{conflict.why}", lang)


# --- three texts into one

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?%?|[A-Za-z]+|\s+|.", re.DOTALL)


def merge_spans(base: str, mine: str, theirs: Spans) -> tuple[Spans, bool]:
    """The person's text with the engine's changes in it, marks of the engine's words kept; True where both changed the same words.

    Parameters
    ----------
    base : str
        The engine's words that the person changed.
    mine : str
        What the person made of them.
    theirs : Spans
        The engine's words now.
    """
    atoms = [formula_words(span.text) for span in theirs if span.kind == "math"]
    their_tokens, spans = _split(theirs, atoms)
    tokens = [_tokens(base, atoms), _tokens(mine, atoms), their_tokens]
    if same(words(theirs), base) and not same(mine, base):
        tokens[0] = their_tokens
    out: list[Span] = []
    clash = False
    for chunk in _chunks(*tokens):
        if chunk.kept is not None:
            out.append(spans[chunk.kept])
            continue
        if chunk.mine == chunk.base:
            out += [spans[place] for place in chunk.places]
            continue
        clash = clash or (chunk.theirs not in (chunk.base, chunk.mine))
        out.append(Span("".join(chunk.mine)))
    return _joined(out), clash


def _tokens(value: str, atoms: Sequence[str]) -> list[str]:
    if not atoms:
        return _TOKEN.findall(value)
    first = "|".join(re.escape(atom) for atom in sorted(set(atoms), key=len, reverse=True) if atom)
    return re.findall(f"{first}|{_TOKEN.pattern}", value, re.DOTALL)


def _split(spans: Spans, atoms: Sequence[str]) -> tuple[list[str], list[Span]]:
    """Tokens, each with the span it came from; a symbol is one token."""
    tokens: list[str] = []
    out: list[Span] = []
    for span in spans:
        if span.kind == "math":
            tokens.append(formula_words(span.text))
            out.append(span)
            continue
        for token in _tokens(span.text, ()):
            tokens.append(token)
            out.append(Span(token, span.kind, span.field))
    return tokens, out


class _Chunk(NamedTuple):
    """A token all three share (``kept``, its number in the third), or a stretch where they differ."""

    kept: int | None
    base: list[str]
    mine: list[str]
    theirs: list[str]
    places: range


def _chunks(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[_Chunk]:
    in_mine, in_theirs = _matches(base, mine), _matches(base, theirs)
    b = m = t = 0
    ends = [(place, in_mine[place], in_theirs[place]) for place in in_mine if place in in_theirs]
    for at, mine_at, their_at in [*sorted(ends), (len(base), len(mine), len(theirs))]:
        if (b, m, t) != (at, mine_at, their_at):
            yield _Chunk(None, base[b:at], mine[m:mine_at], theirs[t:their_at], range(t, their_at))
        if at < len(base):
            yield _Chunk(their_at, [], [], [], range(0))
        b, m, t = at + 1, mine_at + 1, their_at + 1


def _matches(one: list[str], other: list[str]) -> dict[int, int]:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }


def _joined(spans: Sequence[Span]) -> Spans:
    """Neighbours of one kind put together."""
    out: list[Span] = []
    for span in spans:
        if not span.text:
            continue
        last = out[-1] if out else None
        if (
            last
            and last.kind == span.kind != "math"
            and (last.field == span.field or "" in (last.field, span.field))
        ):
            out[-1] = Span(last.text + span.text, span.kind, last.field or span.field)
        else:
            out.append(span)
    return tuple(out)
