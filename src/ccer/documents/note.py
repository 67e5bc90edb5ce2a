"""The note on changes between two versions: of a project file, with its estimate, or of an edited document.

What changed is worked out; why it changed is the owner's to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from ..compute.methodology import Methodology
from ..core.digest import digest
from ..core.text import Lang, Text
from ..project.model import Assessment
from ..rules.subjects import Project
from .compose import Composer
from .docx_places import Baseline
from .found import Found
from .parts import Align, Block, Document, Section, Span, Spans, Table, plain
from .places import HEAD
from .wording import number

__all__ = ["change_note", "document_note"]

_NOT_OF_THE_DESIGN = ("reductions", "sources")


def change_note(old: Assessment, new: Assessment, methodology: Methodology, lang: Lang) -> Document:
    """The note on what changed between two versions of a project file.

    Parameters
    ----------
    old, new : Assessment
        Of the two versions, on the same day.
    methodology : Methodology
        That of the new version.
    lang : Lang

    Returns
    -------
    Document
        One row a field that changed: old, new, and a blank for the reason; then the estimates.
    """
    c = _composer(new, methodology, lang)
    changed = list(_changes(old.project, new.project))
    rows = [_row(c, _name(c, key), _word(c, before), _word(c, after), key) for key, before, after in changed]
    estimates = _estimates(c, old, new)
    fields = c.section("1", "n1", 1, _table(c, "field", "note.fields", rows, "1"))
    second = c.section("2", "n2", 1, _estimate_blocks(c, estimates))
    versions = (f"{digest(old.project)[:12]}", f"{digest(new.project)[:12]}")
    return _document(c, (fields, second), versions, len(rows) + len(estimates))


def document_note(
    assessment: Assessment,
    methodology: Methodology,
    lang: Lang,
    versions: tuple[tuple[str, Baseline, Found], tuple[str, Baseline, Found]],
) -> Document:
    """The note on what changed between two DOCX files of one document.

    Parameters
    ----------
    assessment, methodology, lang
        Of the project.
    versions : pair
        Name, baseline and words of the older and the newer file.
    """
    c = _composer(assessment, methodology, lang)
    (old_name, old_base, old), (new_name, new_base, new) = versions
    before, after = _shown(old_base, old), _shown(new_base, new)
    rows = []
    for place in dict.fromkeys((*before, *after)):
        one, other = before.get(place, "").strip(), after.get(place, "").strip()
        if one != other and f"/{HEAD}/" not in place:
            rows.append(_row(c, place, one or c.common("none"), other or c.common("none"), place))
    section = c.section("1", "n1", 1, _table(c, "section", "note.words", rows, "1"))
    return _document(c, (section,), (old_name, new_name), len(rows))


def _shown(base: Baseline, found: Found) -> dict[str, str]:
    """The words of a file by place, what was added too; the first page is left out."""
    out = {w.id: found.texts[w.id] for w in base.written if w.id in found.texts and w.section != "front"}
    return {**out, **{f"{added.section}/+{added.text[:12]}": added.text for added in found.paragraphs}}


def _composer(assessment: Assessment, methodology: Methodology, lang: Lang) -> Composer:
    c = Composer(assessment, methodology, lang, ("papers", "design"))
    c.gaps = ()
    return c


def _document(
    c: Composer, sections: tuple[Section, ...], versions: tuple[str, str], changes: int
) -> Document:
    project = c.project.name
    sections = (*sections, c.section("3", "n3", 1, [_signature(c)]))
    front = (
        (c.say("note_front.project"), plain(project)),
        (c.say("note_front.before"), plain(versions[0])),
        (c.say("note_front.after"), plain(versions[1])),
        (c.say("note_front.changes"), plain(str(changes))),
    )
    lines = [c.paragraph("note_statement.template", "note")]
    if not changes:
        lines.append(c.paragraph("note_statement.none"))
    return Document(
        kind=c.say("note_kind"),
        title=project,
        subtitle=f"{c.methodology.code}  {c.text(c.methodology.title)}",
        lang=c.lang,
        on=c.assessment.on,
        running_head=project,
        running_foot=c.say("running_foot", day=c.assessment.on.isoformat()),
        contents_title="",
        front=front,
        statements=tuple(lines),
        figures=None,
        chapters=sections,
        missing=c.all_missing(),
        name="modification-note",
        listed=False,
    )


def _changes(old: Project, new: Project) -> Iterator[tuple[str, Any, Any]]:
    """Every fact that differs, in the order of the project file."""
    before, after = _flat(msgspec.to_builtins(old)), _flat(msgspec.to_builtins(new))
    for key in dict.fromkeys((*after, *before)):
        if key.partition(".")[0] in _NOT_OF_THE_DESIGN:
            continue
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)


def _flat(facts: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Dotted names of plain facts; a list is one fact."""
    out: dict[str, Any] = {}
    for key, value in facts.items():
        if isinstance(value, dict):
            out.update(_flat(value, f"{prefix}{key}."))
        elif value is not None and value not in ("", [], ()):
            out[f"{prefix}{key}"] = value
    return out


def _name(c: Composer, key: str) -> str:
    """What a fact is called: by the methodology, by the wording, else its key."""
    head, _, rest = key.partition(".")
    if head in ("site", "design") and (named := c.fact_name(rest)) != rest:
        return named
    held: Text | None = None
    for name in (key, rest, head):
        held = held or (
            c.held(f"field.{name}") or c.held(f"fact.{name}") or c.held(f"unique.{name}") if name else None
        )
    if held is None:
        return key
    return c.text(held) if key == head or c.held(f"field.{key}") else f"{c.text(held)} {rest}"


def _word(c: Composer, value: Any) -> str:
    if value is None:
        return c.common("none")
    if isinstance(value, (list, tuple)):
        return c.common("semicolon").join(_word(c, item) for item in value)
    return c.word(value)


def _estimates(c: Composer, old: Assessment, new: Assessment) -> list[tuple[Spans, ...]]:
    """Mean, total and each year that changed."""
    one, other = old.estimate, new.estimate
    if one is None or other is None:
        return []
    before, after = ({y.year: y.tonnes for y in made.years} for made in (one, other))
    pairs = [
        (c.say("note.mean"), one.annual_mean_tonnes, other.annual_mean_tonnes),
        (c.say("note.total"), one.tonnes, other.tonnes),
        *((c.say("note.year", year=y), before.get(y), after.get(y)) for y in sorted({*before, *after})),
    ]
    return [
        (plain(name), plain(_tonnes(c, was)), plain(_tonnes(c, now)), plain(_change(was, now)))
        for name, was, now in pairs
        if was != now
    ]


def _change(was: int | None, now: int | None) -> str:
    return f"{(now or 0) - (was or 0):+,}"


def _tonnes(c: Composer, value: int | None) -> str:
    return c.common("none") if value is None else number(value)


def _row(c: Composer, name: str, before: str, after: str, key: str, subject: str = "") -> tuple[Spans, ...]:
    """One change, its reason to be filled in."""
    reason = c.ask(f"note.reason.{key}", c.pair("note.reason", what=name))
    return plain(name), plain(before), plain(after), (Span(reason.text, "gap", reason.field),)


def _estimate_blocks(c: Composer, rows: list[tuple[Spans, ...]]) -> list[Block]:
    """The estimates side by side, one reason for all."""
    if not rows:
        return [c.paragraph("note.no_estimate")]
    heads = c.heads("field", "before", "after", "change")
    align: tuple[Align, ...] = ("left", "right", "right", "right")
    table = c.table("2", c.say("note.estimates"), heads, rows, (5, 3, 3, 3), align, engine=True)
    reason = c.ask("note.reason.estimate", c.pair("note.reason", what=c.wording("note.estimate")))
    return [table, c.labelled("column.why", (reason,))]


def _table(c: Composer, first: str, title: str, rows: list[tuple[Spans, ...]], place: str) -> list[Block]:
    if not rows:
        return [c.paragraph("note_statement.none")]
    heads = c.heads(first, "before", "after", "why")
    return [c.table(place, c.say(title), heads, rows, (3.4, 4, 4, 4))]


def _signature(c: Composer) -> Table:
    blank = c.say("sign.blank")
    rows = tuple((plain(c.say(f"sign.{key}")), plain(blank)) for key in ("owner", "signatory", "date"))
    return Table("", "", (), rows, (5, 6), ("left", "left"), "sign")
