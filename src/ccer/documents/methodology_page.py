"""A methodology as a printed page: conditions, equations with symbols, units and clauses, parameters with their marks, monitoring.

The equations come from the functions that calculate, so that page and result cannot differ. Render it with `render_pdf`, or with
`render_tex` as LaTeX source.
"""

from __future__ import annotations

import datetime as dt

from ..compute.methodology import Field, Methodology, Statement
from ..core.asof import MARK_TEXT
from ..core.errors import CcerError
from ..core.text import Lang, Text
from ..policy.corpus import corpus
from ..policy.schema import Instrument, Parameter, Value
from ..policy.windows import Version
from ..project.example import requirements
from ..rules.catalogue import Rule
from .chapter_b import said, source_table
from .chapter_b6 import method
from .chapter_b7 import form
from .clauses import clause_label
from .compose import Composer
from .parts import Block, Document, Paragraph, Span, Spans, plain
from .wording import unit

__all__ = ["methodology_page"]


def methodology_page(methodology: Methodology, lang: Lang, *, on: dt.date) -> Document:
    """The printed page of a methodology.

    Parameters
    ----------
    methodology : Methodology
    lang : Lang
    on : date
        The day whose clauses are labelled; parameters are printed with all their windows.

    Returns
    -------
    Document
        Chapters 1 to 7.
    """
    c = _Page(methodology, lang, on)
    version = _version(methodology)
    chapters = (
        c.section("1", "p1", 1, _conditions(c)),
        c.section("2", "p2", 1, _statements(c)),
        c.section("3", "p3", 1, method(c, "3", clauses=True)),
        c.section("4", "p4", 1, _parameters(c)),
        c.section("5", "p5", 1, [form(c, entry, None, "5") for entry in methodology.monitored]),
        c.section("6", "p6", 1, _fields(c)),
        c.section("7", "p7", 1, _provisions(c, version)),
    )
    title = c.text(methodology.title)
    return Document(
        kind=c.say("kind"),
        title=title,
        subtitle=methodology.code,
        lang=lang,
        on=on,
        running_head=f"{methodology.code}  {title}",
        running_foot=c.say("running_foot", day=on.isoformat()),
        contents_title=c.say("contents"),
        front=_front(c, version),
        statements=_notes(c, version),
        figures=None,
        chapters=chapters,
        missing=(),
        name=methodology.instrument,
    )


class _Page(Composer):
    """A composer without a project."""

    def __init__(self, methodology: Methodology, lang: Lang, on: dt.date) -> None:
        self.methodology, self.lang, self.books, self.on = methodology, lang, ("method", "design"), on
        self.calculation, self.decisions, self.gaps = None, (), ()
        self.missing, self._gaps, self._tables = {}, {}, {}


def _version(methodology: Methodology) -> Version | None:
    try:
        return corpus().version(methodology.instrument)
    except CcerError:
        return None


def _front(c: Composer, version: Version | None) -> tuple[tuple[str, Spans], ...]:
    m = c.methodology
    since = version.window.first_day if version and not version.instrument.draft else None
    rows = [
        ("code", plain(m.code)),
        ("title", plain(c.text(m.title))),
        ("instrument", plain(m.instrument)),
        ("in_force", plain(since.isoformat() if since else c.common("none"))),
        ("standing", plain(c.say("standing.published" if m.published else "standing.draft"))),
        ("evidence", plain(c.say(f"evidence.{m.evidence}"))),
        ("checked", plain(_checked(c, version.instrument) if version else c.common("none"))),
        ("equations", plain(c.say("front.equations_value", n=len(m.equations)))),
        ("as_of", plain(c.on.isoformat())),
    ]
    return tuple((c.say(f"front.{key}"), value) for key, value in rows)


def _checked(c: Composer, instrument: Instrument) -> str:
    held = instrument.provenance.checked_against
    if held is None:
        return c.common("none")
    source = instrument.source.what if instrument.source else ""
    said = held.what if isinstance(held.what, Text) else source or held.what
    what = c.text(said) if isinstance(said, Text) else said
    return f"{what}{c.common('comma')}{held.on.isoformat()}"


def _notes(c: Composer, version: Version | None) -> tuple[Paragraph, ...]:
    lines = []
    proxy = c.methodology.proxy
    if proxy is not None:
        words = c.say("statement.proxy", what=c.text(proxy.text), clause=c.clause(proxy.cite))
        lines.append(Paragraph((Span(words, "gap"),), "note", "statement.proxy"))
    lines.append(c.paragraph("statement.own", "note"))
    for note in version.instrument.notes if version else ():
        lines.append(Paragraph(plain(c.text(note)), "note"))
    return tuple(lines)


def _conditions(c: Composer) -> list[Block]:
    """The rules of this methodology alone, each with the values it asks for."""
    rules = requirements(c.methodology, c.on)
    if not rules:
        return [c.paragraph("nothing.rules")]
    heads = c.heads("condition", "requirement", "clause")
    return [c.table("1", c.say("table.rules"), heads, [_rule(c, *each) for each in rules], (3, 7, 4))]


def _rule(c: Composer, rule: Rule, asks: Text) -> tuple[Spans, ...]:
    """Condition, requirement with its dated values and how it is read, clauses."""
    requires: Spans = plain(c.text(asks))
    if rule.interpretation is not None:
        requires = (*requires, Span(c.say("reading", what=c.text(rule.interpretation)), "quiet"))
    labels = c.common("semicolon").join(c.text(clause_label(ref, c.on)) for ref in rule.cites)
    return plain(c.text(rule.title)), requires, (Span(labels, "clause"),)


def _statements(c: Composer) -> list[Block]:
    m = c.methodology
    pairs: tuple[tuple[str, Statement], ...] = (
        ("boundary", m.boundary),
        ("baseline", m.baseline),
        ("additionality", m.additionality),
        ("leakage", m.leakage),
    )
    blocks: list[Block] = []
    for key, statement in pairs:
        spans = said(c, statement)[0]
        assert isinstance(spans, Paragraph)
        blocks.append(c.labelled(f"label.{key}", spans.spans))
    return [*blocks, *([source_table(c, "2")] if m.sources else [])]


def _parameters(c: Composer) -> list[Block]:
    """Every window of every parameter, with its clause and mark."""
    held = corpus().parameters(c.methodology.parameter(""))
    rows = [_parameter(c, entry, value) for entry in held for value in entry.values]
    if not rows:
        return [c.paragraph("nothing.parameters")]
    heads = c.heads("parameter", "value", "unit", "window", "clause", "standing", "why")
    return [c.table("4", c.say("table.parameters"), heads, rows, (4, 2, 1.6, 2.6, 3, 2, 3.6))]


def _parameter(c: Composer, entry: Parameter, value: Value) -> tuple[Spans, ...]:
    name = entry.name.removeprefix(c.methodology.parameter(""))
    window = c.period(value.since, value.until) if value.until else value.since.isoformat()
    standing = c.text(MARK_TEXT[value.mark])
    mark = Span(standing, "plain" if value.mark == "found" else "provisional")
    note = value.note or entry.note
    return (
        (Span(c.text(entry.title)), Span(f"  {_breakable(name)}", "quiet")),
        plain(c.word(value.value)),
        plain(unit(entry.unit, c.lang)),
        plain(window),
        (Span(c.clause(value.cite), "clause"),),
        (mark,),
        plain(c.text(note) if note else c.common("none")),
    )


def _breakable(name: str) -> str:
    """A long name that may be broken after a dot or an underscore."""
    return name.replace(".", ".\u200b").replace("_", "_\u200b")


def _fields(c: Composer) -> list[Block]:
    m = c.methodology
    rows = [_field(c, "site", entry) for entry in m.site_fields]
    rows += [_field(c, "design", entry) for entry in m.design_fields]
    if not rows:
        return [c.paragraph("nothing.fields")]
    heads = c.heads("field", "meaning", "unit", "required", "why")
    return [c.table("6", c.say("table.fields"), heads, rows, (4, 4, 1.6, 1.8, 6))]


def _field(c: Composer, where: str, entry: Field) -> tuple[Spans, ...]:
    required = c.say("required.yes" if entry.required else "required.no")
    return (
        plain(_breakable(f"{where}.{entry.name}")),
        plain(c.text(entry.title)),
        plain(unit(entry.unit, c.lang)),
        plain(required),
        plain(c.text(entry.why)),
    )


def _provisions(c: Composer, version: Version | None) -> list[Block]:
    """What the law base holds of the text."""
    if version is None or not version.instrument.provisions:
        return [c.paragraph("nothing.provisions")]
    rows: list[tuple[Spans, ...]] = []
    for provision in version.instrument.provisions:
        heading: Spans = plain(c.text(provision.heading)) if provision.heading else ()
        mark = MARK_TEXT[provision.mark]
        rows.append(
            (
                (Span(c.text(version.label(provision.ref)), "clause"),),
                (*heading,),
                plain(c.text(provision.text)),
                (Span(c.text(mark), "plain" if provision.mark == "found" else "provisional"),),
            )
        )
    heads = c.heads("clause", "item", "summary", "standing")
    return [c.table("7", c.say("table.provisions"), heads, rows, (3, 3, 9, 2))]
