"""The accounting report of one claim, put together from its calculation, decision and procedure.

The official headings were not found; the outline is our own and the first page says so.
"""

from __future__ import annotations

from ..compute.methodology import Methodology
from ..core.decision import DECISION_TEXT, Decision
from ..core.digest import digest
from ..core.errors import BadInput
from ..core.text import Lang, Text
from ..project.model import Assessment, Claim, Gap
from .compose import Composer
from .parts import Document, Figure, Figures, Paragraph, Section, Span, Spans, plain
from .report_parts import implementation, monitoring_system, summary
from .report_results import annexes, calculation, comparison, data
from .wording import number

__all__ = ["accounting_report"]


def accounting_report(
    assessment: Assessment, methodology: Methodology, lang: Lang, *, filing: int = 1, receipt: str = ""
) -> Document:
    """The draft of an accounting report.

    Parameters
    ----------
    assessment : Assessment
    methodology : Methodology
        The version the assessment was made under.
    lang : Lang
    filing : int
        Which of the assessment's claims, from 1.
    receipt : str, optional
        Digest of the receipt of the assessment; the digest of the assessment itself where none is given.

    Returns
    -------
    Document
        Chapters 1 to 7.

    Raises
    ------
    BadInput
        Where there is no such claim, or it has no calculation.
    """
    claim = _claim(assessment, filing)
    c = _Composer(assessment, claim, methodology, lang)
    chapters: tuple[Section, ...] = (
        summary(c, claim),
        implementation(c, claim),
        monitoring_system(c),
        data(c, claim),
        calculation(c),
        comparison(c),
    )
    chapters = (*chapters, annexes(c, claim))
    missing = c.all_missing()
    day = assessment.on.isoformat()
    return Document(
        kind=c.say("kind"),
        title=assessment.project.name,
        subtitle=c.period(claim.period.start, claim.period.end),
        lang=lang,
        on=assessment.on,
        running_head=assessment.project.name,
        running_foot=c.say("running_foot", day=day),
        contents_title=c.say("contents"),
        front=_front(c, claim, filing, len(missing), receipt or digest(assessment)),
        statements=_statements(c, claim),
        figures=_figures(c),
        chapters=chapters,
        missing=missing,
        name=f"accounting-report-{filing}",
    )


def _claim(assessment: Assessment, filing: int) -> Claim:
    held = assessment.claims[filing - 1] if 0 < filing <= len(assessment.claims) else None
    if held is None or held.calculation is None:
        why = held.problem if held and held.problem else None
        raise BadInput(
            what=Text(f"第{filing}期没有可报告的核算", f"Filing {filing} has no calculation to report"),
            why=why
            or Text("没有这一期，或该期没有给出读数", "there is no such filing, or it names no readings"),
            next=Text(
                "在项目文件的 reductions 中补上该期的 period 和 readings。",
                "Give period and readings of the filing under reductions of the project file.",
            ),
        )
    return held


class _Composer(Composer):
    """A composer that asks only for what the report needs."""

    def __init__(self, assessment: Assessment, claim: Claim, methodology: Methodology, lang: Lang) -> None:
        decisions = tuple(d for d in (claim.decision, claim.procedure) if d is not None)
        super().__init__(assessment, methodology, lang, ("report", "design"), claim.calculation, decisions)
        self.gaps = tuple(gap for gap in assessment.gaps if _asked(gap, decisions))


def _asked(gap: Gap, decisions: tuple[Decision, ...]) -> bool:
    return any(gap.field in (", ".join(f.missing), f.rule) for d in decisions for f in d.open_points)


def _front(
    c: Composer, claim: Claim, filing: int, missing: int, receipt: str
) -> tuple[tuple[str, Spans], ...]:
    reduction, tonnes = claim.reduction, c.common("tonnes_unit")
    assert c.calculation is not None
    quantity = reduction.quantity
    mark: Spans = (c.mark("provisional"),) if c.calculation.provisional else ()
    rows = [
        ("project", plain(c.project.name)),
        ("owner", c.fact("owner", c.project.owner)),
        ("methodology", plain(f"{c.methodology.code} {c.text(c.methodology.title)}")),
        ("period", plain(c.period(claim.period.start, claim.period.end))),
        ("filing", plain(c.say("front.filing_value", n=filing))),
        ("calculated", (Span(f"{number(c.calculation.tonnes)} {tonnes}", "strong"), *mark)),
        ("quantity", plain(f"{number(quantity)} {tonnes}" if quantity is not None else c.common("none"))),
        ("verifier", c.fact("verifier", reduction.verifier)),
        ("last_application", plain(claim.last_application.isoformat())),
        ("as_of", plain(c.assessment.on.isoformat())),
        ("decision", (Span(c.text(DECISION_TEXT[claim.decision.outcome]), "strong"),)),
        ("missing", plain(c.say("front.missing_value", n=missing))),
        ("receipt", (Span(receipt, "quiet"),)),
    ]
    return tuple((c.say(f"front.{key}"), value) for key, value in rows)


def _statements(c: Composer, claim: Claim) -> tuple[Paragraph, ...]:
    lines = [c.paragraph(f"statement.{key}", "note") for key in ("draft", "template", "marks")]
    refused = sum(len(decision.refusals) for decision in c.decisions)
    if refused:
        lines.append(Paragraph((Span(c.say("statement.refused", n=refused), "gap"),)))
    if claim.lost:
        lost = c.say("statement.lost", start=claim.lost.start, end=claim.lost.end)
        lines.append(Paragraph((Span(lost, "gap"),)))
    return tuple(lines)


def _figures(c: Composer) -> Figures | None:
    if c.calculation is None:
        return None
    tonnes = c.common("tonnes_unit")
    return Figures((Figure(number(c.calculation.tonnes), tonnes, c.say("front.calculated")),))
