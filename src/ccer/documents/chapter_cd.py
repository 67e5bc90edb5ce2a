"""Chapters C and D of a design document: the project's times, and sustainable development."""

from __future__ import annotations

from .chapter_a import kind_of
from .compose import Composer
from .parts import Block, Paragraph, Section, Span, Spans, plain


def chapter_c(c: Composer) -> Section:
    """C Start, lifetime and crediting period."""
    return c.section("C", "c", 1, (), (_start(c), _lifetime(c), _crediting(c)))


def _start(c: Composer) -> Section:
    project = c.project
    proof = c.stated_source("start_of_construction")
    blocks: list[Block] = [
        c.labelled(
            "fact.start_of_construction", c.fact("start_of_construction", project.start_of_construction)
        ),
        c.labelled("c.proof", plain(proof) if proof else (c.ask("paper.start_of_construction"),)),
        c.paragraph("c.start_note", "note"),
        *_finding_line(c, "start_of_construction", "construction_start"),
    ]
    return c.section("C.1", "c1", 2, blocks)


def _finding_line(c: Composer, *fragments: str) -> list[Block]:
    """What the decision found on this point, with its clause."""
    blocks: list[Block] = []
    for finding in c.assessment.eligibility.findings:
        if not any(fragment in finding.rule for fragment in fragments):
            continue
        clause = c.text(finding.citations[0].label) if finding.citations else ""
        words = c.say("c.found", title=c.text(finding.title), required=finding.requirement(c.lang))
        mark: Spans = (c.mark("provisional"),) if finding.provisional else ()
        blocks.append(Paragraph((Span(words), Span(clause, "clause"), *mark, Span(c.common("stop"))), "note"))
    return blocks


def _lifetime(c: Composer) -> Section:
    project = c.project
    years = project.lifetime_years
    span = plain(c.common("years", n=c.word(years))) if years is not None else (c.ask("lifetime_years"),)
    proof = c.stated_source("lifetime_years")
    blocks: list[Block] = [
        c.labelled("fact.operation_start", c.fact("operation_start", project.operation_start)),
        c.labelled("fact.lifetime", span),
        c.labelled("c.basis", plain(proof) if proof else (c.ask("paper.lifetime"),)),
    ]
    return c.section("C.2", "c2", 2, blocks)


def _crediting(c: Composer) -> Section:
    crediting = c.project.crediting
    if crediting is None:
        return c.section("C.3", "c3", 2, [Paragraph((c.ask("crediting"),))])
    words = c.say("c.crediting", start=c.day(crediting.start), end=c.day(crediting.end))
    blocks: list[Block] = [Paragraph(plain(words)), *_finding_line(c, "crediting")]
    return c.section("C.3", "c3", 2, blocks)


def chapter_d(c: Composer) -> Section:
    """D Sustainable development and environment."""
    no_harm = c.project.no_harm
    development: list[Block] = [
        Paragraph(c.fact("site.sustainable_development", c.site("sustainable_development"))),
        c.labelled("fact.no_harm", c.fact("no_harm", no_harm)),
        *_finding_line(c, "harm"),
    ]
    sink = c.methodology.evidence == "plots"
    field = "biodiversity" if sink else "environment"
    environment: list[Block] = [Paragraph(c.fact(f"site.{field}", c.site(field)))]
    held = [a for a in c.project.approvals if kind_of(a) == "eia"]
    for approval in held:
        parts = [approval.get(part) for part in ("title", "number", "issuer", "date")]
        shown = c.common("comma").join(c.word(part) for part in parts if part is not None)
        environment.append(c.labelled("d.eia", plain(shown), "bullet"))
    if not held and not sink:
        environment.append(Paragraph((c.ask("approvals.eia"),), "bullet"))
    return c.section(
        "D", "d", 1, (), (c.section("D.1", "d1", 2, development), c.section("D.2", "d2", 2, environment))
    )
