"""What a person wrote into a DOCX, kept in ``edits.yaml`` beside the project, so that making the document again keeps it.

``extract`` reads a file that came back; ``merging.merge`` puts the person's words into a document made anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import yaml

from ..core.errors import BadInput
from ..core.text import Lang, Text
from .docx_places import Baseline, Written
from .docx_read import Reading, read_docx
from .found import AddedTable, Found, added_name, find
from .places import HEAD
from .wording import say_of, text

FILE = "edits.yaml"
Kind = Literal["text", "added", "row", "table", "removed"]
_SPACES = re.compile(r"[ \t\u00a0\u3000]+")


class Edit(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One thing a person changed.

    Parameters
    ----------
    place : str
        Where; see `places`. For something added, its own name.
    kind : Kind
        ``text`` other words; ``added`` a paragraph; ``row`` a table row; ``table`` a table, by its first row; ``removed`` a paragraph,
        row, table or heading taken out.
    text, cells : str, tuple of str
        What the person wrote.
    engine : str
        The engine's words when the person changed them.
    after : str
        The place that something added follows.
    """

    place: str
    kind: Kind = "text"
    text: str = ""
    engine: str = ""
    after: str = ""
    cells: tuple[str, ...] = ()


Sections = dict[str, tuple[Edit, ...]]
Edits = dict[str, dict[Lang, Sections]]
"""Document name -> language -> section -> edits."""


class Extracted(NamedTuple):
    """What one file gave: whose it is, all edits now held for it, how many are new, and what could not be taken over."""

    name: str
    lang: Lang
    sections: Sections
    new: int
    filled: int
    lost: tuple[Text, ...]


def flat(sections: Sections) -> tuple[Edit, ...]:
    """All edits of a document."""
    return tuple(edit for edits in sections.values() for edit in edits)


def edits_of(edits: Edits, name: str, lang: Lang) -> tuple[Edit, ...]:
    """The edits of one document in one language."""
    return flat(edits.get(name, {}).get(lang, {}))


def read_edits(folder: Path) -> Edits:
    """The edits kept in a project's folder; none where there is no file.

    Raises
    ------
    BadInput
        Where the file cannot be read.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return msgspec.convert(raw, Edits)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise BadInput(
            what=Text(f"{FILE} 无法读取", f"{FILE} cannot be read"),
            why=Text(str(error), str(error)),
            next=Text(
                "改正所指的行；或删去该文件，再从编辑过的 DOCX 读取。",
                "Correct that line, or delete the file and read the edited DOCX again.",
            ),
        ) from error


def to_yaml(edits: Edits) -> str:
    """The file's text, its head in both languages."""
    head = "".join(f"# {say_of('hand', 'file.head', lang)}\n" for lang in ("zh", "en"))
    plain: Any = msgspec.to_builtins(edits)
    return head + yaml.dump(plain, Dumper=_Blocks, allow_unicode=True, sort_keys=False, width=110)


class _Blocks(yaml.SafeDumper):
    """Several lines as a block, so that they can be read."""


def _string(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Blocks.add_representer(str, _string)


def same(one: str, other: str) -> bool:
    """True where two texts differ in spaces only."""
    return _tidy(one) == _tidy(other)


def _tidy(value: str) -> str:
    return "\n".join(_SPACES.sub(" ", line).strip() for line in value.strip().splitlines())


def extract(
    data: bytes,
    name: str,
    kept: Edits,
    again: Callable[[Baseline | None], Baseline | None] = lambda found: found,
) -> Extracted:
    """The person's edits in a DOCX that this library made.

    Parameters
    ----------
    data : bytes
    name : str
        Name of the file, for messages.
    kept : Edits
        Edits read before; those of places that did not change since stay.
    again : callable
        Gives what the engine writes, for a file that no longer says so itself.

    Raises
    ------
    BadInput
        Where the file is no DOCX, or was not made by this library.
    """
    reading = read_docx(data, name)
    base = again(reading.baseline)
    if base is None:
        raise BadInput(
            what=Text(f"看不出 {name} 是哪一份文件", f"It cannot be seen which document {name} is"),
            why=text("file.unknown", "hand"),
            next=text("file.unknown_next", "hand"),
        )
    lang: Lang = "en" if base.lang == "en" else "zh"
    found = find(reading.blocks, base)
    before = {edit.place: edit for edit in edits_of(kept, base.name, lang)}
    made = _made(found, base, before)
    stays = {place: edit for place, edit in before.items() if _stays(place, base, found)}
    held = [edit for edit in {**stays, **made}.values() if edit is not None]
    new = [edit for edit in held if edit != before.get(edit.place)]
    filled = sum(_gap(edit.engine) for edit in new)
    lost = (*found.lost, *_told(reading))
    return Extracted(base.name, lang, _by_section(held, base), len(new), filled, lost)


def _told(reading: Reading) -> tuple[Text, ...]:
    """How the file was read where a person might expect otherwise."""
    pairs = (("lost.tracked", reading.tracked), ("lost.formatted", reading.formatted))
    return tuple(text(key, "hand").fill(n=count) for key, count in pairs if count)


def _gap(words: str) -> bool:
    """True for words that mark something missing."""
    marks = [text("common.gap").say(lang, what="\0").partition("\0")[0] for lang in ("zh", "en")]
    return any(mark in words for mark in marks)


def _stays(place: str, base: Baseline, found: Found) -> bool:
    """An earlier edit stays, unless it added something that the file showed and no longer holds."""
    own = any(place in _owned(w) for w in base.written)
    return not own or any(id == place or id.startswith(f"{place}/") for id in found.texts)


def _owned(written: Written) -> tuple[str, ...]:
    """Names of what a person added that a place belongs to: itself, its row, the table whose head it is."""
    if written.engine is not None:
        return ()
    head = written.row == f"{written.table}/{HEAD}"
    return (written.id, written.row, *((written.table,) if head else ()))


def _made(found: Found, base: Baseline, before: dict[str, Edit]) -> dict[str, Edit | None]:
    """Edits by place; None where a person went back to the engine's words."""
    made: dict[str, Edit | None] = {}
    for written in base.written:
        if written.id not in found.texts or same(found.texts[written.id], written.shown):
            continue
        now = found.texts[written.id]
        if written.engine is None:
            _own(made, written, now, before)
        elif same(now, written.engine):
            made[written.id] = None
        else:
            made[written.id] = Edit(written.id, text=now, engine=written.engine)
    own = {place for w in base.written for place in _owned(w)}
    for place, engine in found.removed:
        made[place] = None if place in own else Edit(place, "removed", engine=engine)
    for added in found.paragraphs:
        edit = Edit(
            added_name(added.section, added.text, added.after), "added", added.text, after=added.after
        )
        made[edit.place] = edit
    for row in found.rows:
        place = added_name(row.table, "\n".join(row.cells), row.after)
        made[place] = Edit(place, "row", cells=row.cells, after=row.after)
    for table in found.tables:
        made |= _table(table)
    return made


def _table(table: AddedTable) -> dict[str, Edit]:
    """A table of a person: its first row as the head, then row after row."""
    head, *rest = table.rows
    made = {table.place: Edit(table.place, "table", cells=head, after=table.after)}
    after = f"{table.place}/{HEAD}"
    for row in rest:
        edit = Edit(added_name(table.place, "\n".join(row), after), "row", cells=row, after=after)
        made[edit.place] = edit
        after = edit.place
    return made


def _own(made: dict[str, Edit | None], written: Written, now: str, before: dict[str, Edit]) -> None:
    """Something a person added earlier and has now changed."""
    place = written.table if written.row == f"{written.table}/{HEAD}" else written.row
    if place:
        earlier = made.get(place) or before.get(place)
        if earlier is not None:
            column = int(written.id.rpartition("/")[2])
            cells = tuple(now if n == column else cell for n, cell in enumerate(earlier.cells))
            made[place] = msgspec.structs.replace(earlier, cells=cells)
    elif written.id in before:
        made[written.id] = msgspec.structs.replace(before[written.id], text=now)


def _by_section(edits: Iterable[Edit], base: Baseline) -> Sections:
    """Edits under their sections, in the document's order."""
    order = {section: n for n, section in enumerate(dict.fromkeys(w.section for w in base.written))}
    sections: dict[str, list[Edit]] = {}
    for edit in edits:
        sections.setdefault(edit.place.partition("/")[0], []).append(edit)
    ordered = sorted(sections, key=lambda name: order.get(name, len(order)))
    return {name: tuple(sections[name]) for name in ordered}


def with_extracted(edits: Edits, found: Extracted) -> Edits:
    """All edits with those of one file put in."""
    languages = {**edits.get(found.name, {}), found.lang: found.sections}
    if not found.sections:
        del languages[found.lang]
    out = {**edits, found.name: languages}
    return {name: held for name, held in out.items() if held}
