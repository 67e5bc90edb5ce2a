"""The design document of a project, put together from its assessment in one language.

The chapters are our own reconstruction of the official templates: one for projects that avoid or reduce emissions, one for forestry
and other sinks, chosen by what the methodology measures. Everything known is filled in; everything missing is marked where it is
missing and listed once, with the clause that asks for it and what to do.
"""

from __future__ import annotations

from ..compute.methodology import Methodology
from ..core.decision import DECISION_TEXT
from ..core.digest import digest
from ..core.text import Lang
from ..project.model import Assessment
from .annexes import annexes
from .chapter_a import chapter_a
from .chapter_a_sink import chapter_a_sink
from .chapter_b import chapter_b
from .chapter_cd import chapter_c, chapter_d
from .compose import Composer
from .parts import Document, Figure, Figures, Paragraph, Section, Span, Spans, plain
from .wording import number

__all__ = ["Document", "design_document"]


def design_document(
    assessment: Assessment, methodology: Methodology, lang: Lang, *, receipt: str = ""
) -> Document:
    """The draft of a project design document.

    Parameters
    ----------
    assessment : Assessment
    methodology : Methodology
        The version the assessment was made under.
    lang : Lang
    receipt : str, optional
        Digest of the receipt of the assessment; the digest of the assessment itself where none is given.

    Returns
    -------
    Document
        Chapters A to D and annexes; render it with `render_docx` or `render_pdf`.
    """
    sink = methodology.evidence == "plots"
    c = Composer(assessment, methodology, lang)
    first = chapter_a_sink(c) if sink else chapter_a(c)
    chapters: tuple[Section, ...] = (first, chapter_b(c), chapter_c(c), chapter_d(c))
    chapters = (*chapters, annexes(c))
    missing = c.all_missing()
    day = assessment.on.isoformat()
    return Document(
        kind=c.say("kind"),
        title=assessment.project.name,
        subtitle=f"{methodology.code}  {c.text(methodology.title)}",
        lang=lang,
        on=assessment.on,
        running_head=assessment.project.name,
        running_foot=c.say("running_foot", day=day),
        contents_title=c.say("contents"),
        front=_front(c, len(missing), receipt or digest(assessment)),
        statements=_statements(c),
        figures=_figures(c),
        chapters=chapters,
        missing=missing,
        name="design-document",
    )


def _front(c: Composer, missing: int, receipt: str) -> tuple[tuple[str, Spans], ...]:
    """The table of the first page."""
    assessment, day = c.assessment, c.assessment.on.isoformat()
    since = assessment.estimate.in_force_since.isoformat() if assessment.estimate else ""
    version = c.methodology.code
    if not c.methodology.published:
        version = c.say("front.version_draft", code=version)
    elif since:
        version = c.say("front.version_value", code=version, since=since)
    known_at = assessment.eligibility.known_at
    rows = [
        ("project", plain(assessment.project.name)),
        ("owner", c.fact("owner", assessment.project.owner)),
        ("methodology", plain(f"{c.methodology.code} {c.text(c.methodology.title)}")),
        ("version", plain(version) if c.methodology.published else (Span(version, "gap"),)),
        ("document_version", plain(c.say("front.document_version_value", day=day))),
        ("as_of", plain(day)),
        *([("known_at", plain(known_at.isoformat()))] if known_at else []),
        ("eligibility", (Span(c.text(DECISION_TEXT[assessment.eligibility.outcome]), "strong"),)),
        ("missing", plain(c.say("front.missing_value", n=missing))),
        ("receipt", (Span(receipt, "quiet"),)),
    ]
    return tuple((c.say(f"front.{key}"), value) for key, value in rows)


def _statements(c: Composer) -> tuple[Paragraph, ...]:
    """What must be known before reading on."""
    refused = len(c.assessment.eligibility.refusals)
    template = "template_sink" if c.methodology.evidence == "plots" else "template"
    lines = [c.paragraph(f"statement.{key}", "note") for key in ("draft", template, "marks")]
    if refused:
        lines.append(Paragraph((Span(c.say("statement.refused", n=refused), "gap"),)))
    for warning in c.assessment.warnings:
        lines.append(c.paragraph("statement.warning", "note", what=c.text(warning)))
    return tuple(lines)


def _figures(c: Composer) -> Figures | None:
    """Total, mean and crediting period, where there is an estimate."""
    estimate = c.assessment.estimate
    if estimate is None:
        return None
    tonnes = c.common("tonnes_unit")
    return Figures(
        (
            Figure(number(estimate.annual_mean_tonnes), tonnes, c.say("b6.mean")),
            Figure(number(estimate.tonnes), tonnes, c.say("b6.total")),
        )
    )
