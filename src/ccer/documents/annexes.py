"""Annexes of a design document: contact, papers, what is provisional, and everything that is missing."""

from __future__ import annotations

from ..compute.result import Calculation
from ..core.asof import MARK_TEXT, Citation, DatedValue
from .chapter_a_sink import SINK_PAPERS
from .clauses import clause_note
from .compose import Composer
from .parts import Block, Paragraph, Section, Span, Spans, plain
from .wording import unit

CONTACT = ("person", "position", "telephone", "email", "address")
PAPERS = (
    "single_line_diagram",
    "meter_table",
    "meter_positions",
    "coordinates",
    "licence",
    "workbook",
    "calibration",
)


def annexes(c: Composer) -> Section:
    """The annexes; call it last, when every other chapter has asked for what it needs."""
    return c.section(
        "E",
        "annex",
        1,
        (),
        (
            c.section("E.1", "e1", 2, contact(c)),
            c.section(
                "E.2", "e2", 2, papers(c, SINK_PAPERS if c.methodology.evidence == "plots" else PAPERS)
            ),
            c.section("E.3", "e3", 2, provisional(c)),
            c.section("E.4", "e4", 2, missing(c)),
        ),
    )


def contact(c: Composer, place: str = "E1") -> list[Block]:
    """Only what the project file gives; nobody is made up."""
    given = c.site("contact") or {}
    rows: list[tuple[Spans, Spans]] = [(plain(c.say("fact.owner")), c.fact("owner", c.project.owner))]
    if not given:
        rows.append((plain(c.say("contact.all")), (c.ask("site.contact"),)))
    for part in CONTACT if given else ():
        title = c.wording(f"contact.{part}")
        rows.append((plain(c.text(title)), c.fact(f"site.contact.{part}", given.get(part), title=title)))
    return [c.table(place, c.say("table.contact"), (), rows, (4, 8))]


def papers(c: Composer, which: tuple[str, ...], place: str = "E2") -> list[Block]:
    """The papers a validator asks for, and which of them the project file names."""
    rows = []
    files = {**c.project.files, **c.project.sources}
    for count, paper in enumerate(which, 1):
        held = files.get(paper)
        made = plain(c.say("paper.workbook_made")) if paper == "workbook" else None
        state = plain(held) if held else made or (c.ask(f"paper.{paper}"),)
        rows.append((plain(str(count)), plain(c.say(f"paper.{paper}")), state))
    heads = c.heads("no", "document", "state")
    return [
        c.paragraph("annex.papers", "note"),
        c.table(place, c.say("table.papers"), heads, rows, (1, 5, 7)),
    ]


def provisional(c: Composer, place: str = "E3") -> list[Block]:
    """Every value and clause that was not read in an official text in force, and why."""
    rows = [
        *_provisional_values(c),
        *_provisional_reasons(c),
        *_provisional_clauses(c),
        *_provisional_dates(c),
    ]
    if not rows:
        return [c.paragraph("annex.nothing_provisional")]
    heads = c.heads("item", "value", "standing", "why")
    return [
        c.paragraph("annex.provisional", "note"),
        c.table(place, c.say("table.provisional"), heads, rows, (5, 3, 3, 5), engine=True),
    ]


def _values(c: Composer) -> list[DatedValue]:
    """Dated values of the estimate and of the decisions, each once."""
    estimate = c.calculation
    found = list(estimate.parameters) if estimate else []
    for decision in c.decisions:
        for finding in decision.findings:
            found.extend(finding.parameters)
    return list({(v.name, v.since, v.value): v for v in found}.values())


def _provisional_values(c: Composer) -> list[tuple[Spans, ...]]:
    rows: list[tuple[Spans, ...]] = []
    for value in _values(c):
        if not value.provisional:
            continue
        shown = f"{c.word(value.value)} {unit(value.unit, c.lang).strip('—')}".strip()
        why = c.text(value.note) if value.note else c.clause(value.cite)
        rows.append(
            (plain(c.text(value.title)), plain(shown), plain(c.text(MARK_TEXT[value.mark])), plain(why))
        )
    return rows


def _provisional_reasons(c: Composer) -> list[tuple[Spans, ...]]:
    """Reasons of the calculation that no dated value above has already given."""
    estimate = c.calculation
    if estimate is None:
        return []
    listed = {value.name for value in _values(c) if value.provisional}
    return [
        (
            plain(_reason_name(c, reason.name)),
            plain(c.common("none")),
            plain(c.text(MARK_TEXT[reason.mark])),
            plain(c.text(reason.why)),
        )
        for reason in estimate.provisional
        if reason.name not in listed
    ]


def _reason_name(c: Composer, name: str) -> str:
    """What a reason is about: ``grid_factor.East.2023`` by the grid's name and the label, others by what their first word means."""
    head, _, rest = name.partition(".")
    if head == "grid_factor":
        return c.say("annex.grid_factor", label=c.grid(rest.replace(".", " ")))
    return c.text(c.held(f"reason.{name}") or c.held(f"reason.{head}") or c.wording("reason.other"))


def rests_on(c: Composer, made: Calculation, place: str) -> list[Block]:
    """One note under a result that names all it rests on; the annex at ``place`` gives each with value and reason."""
    if not made.provisional:
        return []
    titles = {value.name: c.text(value.title) for value in made.parameters}
    names = list(dict.fromkeys(titles.get(r.name) or _reason_name(c, r.name) for r in made.provisional))
    what = c.common("semicolon").join(names)
    words = c.say(
        "annex.rests_on" if len(names) > 1 else "annex.rests_on_one", n=len(names), place=place, what=what
    )
    return [Paragraph((Span(words, "provisional"),), "note", "rests_on")]


def _provisional_clauses(c: Composer) -> list[tuple[Spans, ...]]:
    found = {
        citation.ref: citation
        for decision in c.decisions
        for finding in decision.findings
        for citation in finding.citations
        if citation.mark != "found" or citation.draft
    }
    rows: list[tuple[Spans, ...]] = []
    for citation in found.values():
        standing = c.text(MARK_TEXT[citation.mark]) + (
            f" · {c.common('draft_word')}" if citation.draft else ""
        )
        rows.append(
            (
                plain(c.text(citation.label)),
                plain(c.common("none")),
                plain(standing),
                plain(_why(c, citation)),
            )
        )
    return rows


def _why(c: Composer, citation: Citation) -> str:
    """Why a clause is not sure: what the law base notes of it, else its summary."""
    note = clause_note(citation.ref, c.on)
    return c.text(note or citation.summary)


def _provisional_dates(c: Composer) -> list[tuple[Spans, ...]]:
    from .schedule import deadline_title

    return [
        (
            plain(c.text(deadline_title(d))),
            plain(d.end.isoformat()),
            plain(c.common("provisional_word")),
            plain(c.text(d.why) if d.why else c.common("none")),
        )
        for d in c.assessment.deadlines
        if d.provisional
    ]


def missing(c: Composer, place: str = "E4") -> list[Block]:
    """One list of all that is marked in the text, with the clause that asks for it and what to do."""
    listed = c.all_missing()
    if not listed:
        return [c.paragraph("annex.nothing_missing")]
    rows = [
        (plain(str(count)), plain(item.title), plain(item.clause), plain(item.remedy))
        for count, item in enumerate(listed, 1)
    ]
    heads = c.heads("no", "item", "clause", "remedy")
    intro = Paragraph(plain(c.say("annex.missing", n=len(listed))), "note")
    return [intro, c.table(place, c.say("table.missing"), heads, rows, (1, 4, 4, 6), engine=True)]
