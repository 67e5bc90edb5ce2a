"""Chapter B of a design document, first half: methodology, applicability, boundary, baseline, additionality."""

from __future__ import annotations

from collections.abc import Iterator

from ..compute.methodology import EmissionSource, Statement
from ..core.asof import Citation
from ..core.decision import FINDING_TEXT, Finding
from .chapter_a_sink import listed
from .chapter_b6 import calculation
from .chapter_b7 import monitoring
from .clauses import instrument_title
from .compose import Composer
from .parts import Block, Paragraph, Section, Span, Spans, Table, plain

_GAS = {"CO2": "CO₂", "CH4": "CH₄", "N2O": "N₂O", "SF6": "SF₆"}


def chapter_b(c: Composer) -> Section:
    """B Methodology, calculation and monitoring; a sink has its strata where others have the baseline."""
    first = (_references(c), _applicability(c), _boundary(c))
    if c.methodology.evidence == "plots":
        middle = (
            c.section("B.4", "b4", 2, listed(c, "strata", "B4")),
            c.section("B.5", "b5", 2, [*said(c, c.methodology.baseline), *_additionality(c)]),
        )
    else:
        middle = (
            c.section("B.4", "b4", 2, said(c, c.methodology.baseline)),
            c.section("B.5", "b5", 2, _additionality(c)),
        )
    sections = (*first, *middle, calculation(c), monitoring(c))
    return c.section("B", "b", 1, (), sections)


def cited(c: Composer) -> Iterator[Citation]:
    """Every clause the decisions cite."""
    for decision in c.decisions:
        for finding in decision.findings:
            yield from finding.citations


def _references(c: Composer) -> Section:
    return c.section("B.1", "b1", 2, references(c))


def _version(c: Composer) -> str:
    """Since when the methodology is in force; a draft of our own never is."""
    if not c.methodology.published:
        return c.say("b.draft")
    since = c.calculation.in_force_since.isoformat() if c.calculation else c.common("none")
    return c.say("b.in_force", day=since)


def references(c: Composer, place: str = "B1") -> list[Block]:
    """The methodology, what it and the decisions cite, and the document the grid factors were taken from."""
    method = f"{c.methodology.code} {c.text(c.methodology.title)}"
    rows: list[tuple[Spans, ...]] = [(plain(method), plain(_version(c)), plain(c.say("b.role_method")))]
    for instrument, citation in _instruments(c).items():
        if instrument != c.methodology.instrument:
            rows.append((_instrument(c, citation), plain(_window(c, citation)), plain(c.say("b.role_rule"))))
    rows += _factor_documents(c)
    heads = c.heads("document", "version", "role")
    blocks: list[Block] = [c.table(place, c.say("table.references"), heads, rows, (8, 4, 3))]
    return [*blocks, c.paragraph("b.references_note", "note")]


def _instruments(c: Composer) -> dict[str, Citation]:
    """First citation of each instrument, in the order they are met."""
    found: dict[str, Citation] = {}
    for citation in cited(c):
        found.setdefault(citation.instrument, citation)
    return found


def _instrument(c: Composer, citation: Citation) -> Spans:
    """Title and number of an instrument; its id where the law base does not hold it."""
    held = instrument_title(citation.instrument, c.assessment.on)
    if held is None:
        return plain(citation.instrument)
    return (Span(c.text(held[0])), Span(f"  {c.text(held[1])}".rstrip(), "quiet"))


def _window(c: Composer, citation: Citation) -> str:
    if citation.draft:
        return c.common("draft_word")
    day = citation.since.isoformat() if citation.since else c.common("none")
    return c.say("b.in_force", day=day)


def _factor_documents(c: Composer) -> list[tuple[Spans, ...]]:
    """The versions of the grid-factor document that the estimate uses; a mark where they were not read in it."""
    estimate = c.calculation
    labels = sorted({year.factor for year in estimate.years if year.factor}) if estimate else []
    rows: list[tuple[Spans, ...]] = []
    for label in labels:
        derived = (
            any(label.replace(" ", ".") in reason.name for reason in estimate.provisional)
            if estimate
            else False
        )
        mark: Spans = (c.mark("provisional"),) if derived else ()
        version: Spans = (Span(c.say("b.factor_label", label=c.grid(label))), *mark)
        rows.append((plain(c.say("b.factor_document")), version, plain(c.say("b.role_factor"))))
    if not labels and any("grid" in q for e in c.methodology.equations for q in e.parameters):
        rows.append(
            (plain(c.say("b.factor_document")), (c.ask("grid_factor"),), plain(c.say("b.role_factor")))
        )
    return rows


def _applicability(c: Composer) -> Section:
    """B.2: line by line, the methodology's own conditions first."""
    findings = c.assessment.eligibility.findings
    own = [f for f in findings if _of_methodology(c, f)]
    rest = [f for f in findings if not _of_methodology(c, f)]
    blocks: list[Block] = [c.paragraph("b.applicability", day=c.assessment.eligibility.on.isoformat())]
    if own:
        blocks.append(finding_table(c, own, "table.applicability"))
    else:
        blocks.append(Paragraph((c.ask("applicability"),), "bullet"))
    if rest:
        blocks.append(finding_table(c, rest, "table.conditions"))
    notes = [f for f in findings if f.interpretation]
    blocks += [
        c.labelled_text(c.text(f.title), c.text(f.interpretation), "note") for f in notes if f.interpretation
    ]
    return c.section("B.2", "b2", 2, blocks)


def _of_methodology(c: Composer, finding: Finding) -> bool:
    return bool(finding.citations) and finding.citations[0].instrument == c.methodology.instrument


def finding_table(c: Composer, findings: list[Finding], title: str, place: str = "B2") -> Table:
    """Findings, one a row: requirement, fact, outcome, clause."""
    heads = c.heads("condition", "requirement", "project_fact", "outcome", "clause")
    rows = [_finding_row(c, finding) for finding in findings]
    return c.table(place, c.say(title), heads, rows, (3, 5, 4, 2.2, 4), engine=True)


def _finding_row(c: Composer, finding: Finding) -> tuple[Spans, ...]:
    if finding.outcome == "unknown" and finding.missing:
        fact: Spans = c.ask_all(finding.missing, finding.title)
    else:
        fact = plain(finding.fact_text(c.lang))
    mark: Spans = (c.mark("provisional"),) if finding.provisional else ()
    outcome = Span(
        c.text(FINDING_TEXT[finding.outcome]),
        "gap" if finding.outcome in ("not-met", "unknown") else "strong",
    )
    labels = c.common("semicolon").join(c.text(citation.label) for citation in finding.citations)
    return (
        plain(c.text(finding.title)),
        plain(finding.requirement(c.lang)),
        fact,
        (outcome, *mark),
        (Span(labels or c.common("none"), "clause"),),
    )


def _boundary(c: Composer) -> Section:
    statement = c.methodology.boundary
    table = source_table(c, "B3")
    figure = Paragraph((c.ask("paper.boundary_figure"),), "bullet")
    blocks = [*said(c, statement), figure, table, *_labelled_said(c, "b.leakage", c.methodology.leakage)]
    return c.section("B.3", "b3", 2, blocks)


def source_table(c: Composer, place: str) -> Table:
    """Gases and sources, in and out."""
    heads = c.heads("scenario", "source_of_emission", "gas", "included", "reason")
    rows = [_source_row(c, source) for source in c.methodology.sources]
    return c.table(place, c.say("table.sources"), heads, rows, (2.5, 4, 1.5, 2, 5))


def _source_row(c: Composer, source: EmissionSource) -> tuple[Spans, ...]:
    return (
        plain(c.say(f"scenario.{source.scenario}")),
        plain(c.text(source.source)),
        plain(_GAS.get(source.gas, source.gas)),
        plain(c.say("included.yes" if source.included else "included.no")),
        plain(c.text(source.why)),
    )


def said(c: Composer, statement: Statement) -> list[Block]:
    """What the methodology says, with its clause."""
    mark = Span(f"{c.common('open_bracket')}{c.clause(statement.cite)}{c.common('close_bracket')}", "clause")
    return [Paragraph((Span(c.text(statement.text)), mark))]


def _labelled_said(c: Composer, key: str, statement: Statement) -> list[Block]:
    mark = Span(f"{c.common('open_bracket')}{c.clause(statement.cite)}{c.common('close_bracket')}", "clause")
    return [c.labelled(key, (Span(c.text(statement.text)), mark))]


def _additionality(c: Composer) -> list[Block]:
    """The route, what the methodology says, and what the decision found."""
    route = c.project.additionality
    shown: Spans = plain(c.say(f"additionality.{route}")) if route else (c.ask("additionality"),)
    blocks: list[Block] = [c.labelled("fact.additionality", shown), *said(c, c.methodology.additionality)]
    found = [finding for finding in c.assessment.eligibility.findings if "additionality" in finding.rule]
    if found:
        blocks.append(finding_table(c, found, "table.additionality", "B5"))
    if route in ("simplified", "general"):
        blocks.append(Paragraph((c.ask("paper.additionality"),), "bullet"))
    return blocks
