"""Commitment letters for the owner to sign. Titles as seen among public registry papers, wording our own; nothing is signed for anyone."""

from __future__ import annotations

from typing import Literal

from ..compute.methodology import Methodology
from ..core.errors import CcerError
from ..core.text import Lang
from ..project.model import Assessment
from .compose import Composer, certificates_matter
from .parts import Block, Document, Paragraph, Section, Span, Spans, Table, plain

__all__ = ["commitment_letters"]

Letter = Literal["uniqueness", "truth", "certificates"]
Stage = Literal["validation", "verification"]
_NOTICE = "nea-mee-2024-124"
_POINTS = ("p1", "p2", "p3")


def commitment_letters(assessment: Assessment, methodology: Methodology, lang: Lang) -> tuple[Document, ...]:
    """The letters a project needs: uniqueness, truth, and for renewable power the two on green certificates.

    Parameters
    ----------
    assessment : Assessment
    methodology : Methodology
    lang : Lang

    Returns
    -------
    tuple of Document
        One a letter, with blanks for seal, signature and date. That on green certificates at verification only where the project file
        lists reductions.
    """
    found = [
        _letter(assessment, methodology, lang, "uniqueness"),
        _letter(assessment, methodology, lang, "truth"),
    ]
    if certificates_matter(methodology):
        found.append(_letter(assessment, methodology, lang, "certificates", "validation"))
        if assessment.project.reductions:
            found.append(_letter(assessment, methodology, lang, "certificates", "verification"))
    return tuple(found)


def _letter(
    assessment: Assessment,
    methodology: Methodology,
    lang: Lang,
    letter: Letter,
    stage: Stage = "validation",
) -> Document:
    c = Composer(assessment, methodology, lang, ("papers", "design"))
    c.gaps = ()
    title = c.say(f"letter.{letter}.title")
    front = _front(c, letter, stage)
    body = _body(c, letter, stage)
    blocks: tuple[Block, ...] = (*body, _signature(c))
    return Document(
        kind=c.say("letter_kind"),
        title=title,
        subtitle=c.project.name,
        lang=lang,
        on=assessment.on,
        running_head=c.project.name,
        running_foot=c.say("running_foot", day=assessment.on.isoformat()),
        contents_title="",
        front=front,
        statements=_notes(c, letter),
        figures=None,
        chapters=(Section("", "", 1, blocks),),
        missing=tuple(c.missing.values()),
        name=f"letter-{letter}-{stage}" if letter == "certificates" else f"letter-{letter}",
        listed=False,
    )


def _front(c: Composer, letter: Letter, stage: Stage) -> tuple[tuple[str, Spans], ...]:
    project = c.project
    crediting = project.crediting
    rows: list[tuple[str, Spans]] = [
        ("project", plain(project.name)),
        ("id", plain(project.id or c.say("fact.no_number_yet"))),
        ("owner", c.fact("owner", project.owner)),
        ("methodology", plain(f"{c.methodology.code} {c.text(c.methodology.title)}")),
        (
            "crediting",
            plain(c.period(crediting.start, crediting.end)) if crediting else (c.ask("crediting"),),
        ),
    ]
    if letter == "certificates" and stage == "verification":
        rows.append(("periods", plain(_periods(c))))
    return tuple((c.say(f"letter_front.{key}"), value) for key, value in rows)


def _periods(c: Composer) -> str:
    claims = [c.period(claim.period.start, claim.period.end) for claim in c.assessment.claims]
    return c.common("comma").join(claims)


def _body(c: Composer, letter: Letter, stage: Stage) -> list[Block]:
    owner = c.project.owner or c.common("gap", what=c.say("letter_front.owner"))
    crediting = c.project.crediting
    span = c.period(crediting.start, crediting.end) if crediting else c.say("letter_front.crediting")
    if stage == "verification":
        span = _periods(c)
    at = c.say(f"stage.{stage}")
    blocks: list[Block] = [
        c.paragraph(f"letter.{letter}.{key}", owner=owner, project=c.project.name, stage=at, span=span)
        for key in ("lead", *_POINTS)
    ]
    return [*blocks, *_basis(c)] if letter == "certificates" else blocks


def _basis(c: Composer) -> list[Block]:
    """The notice the undertaking rests on, and a warning once it has lapsed."""
    from ..policy.corpus import corpus

    day = c.assessment.on
    try:
        held = corpus().clause(_NOTICE)
    except CcerError:
        return []
    number, title = held.instrument.number, c.text(held.instrument.title)
    shown = c.text(number) if number else title
    blocks: list[Block] = [c.paragraph("letter_link.in_force", "note", title=title, number=shown)]
    if held.until is not None and day > held.until:
        words = c.say("letter_link.lapsed", number=shown, until=held.until.isoformat(), day=day.isoformat())
        blocks.append(Paragraph((Span(words, "gap"),), "note", "letter_link.lapsed"))
    return blocks


def _notes(c: Composer, letter: Letter) -> tuple[Paragraph, ...]:
    """What it is, and which facts of the project file do not support it yet."""
    project = c.project
    facts = {"other_scheme": project.other_scheme, "cancelled_before": project.cancelled_before}
    open_facts = [key for key, value in facts.items() if value is not False] if letter == "uniqueness" else []
    if letter == "truth" and project.lawful is not True:
        open_facts.append("lawful")
    lines = [c.paragraph("letter_note", "note")]
    if open_facts:
        names = [_fact_title(c, key) for key in open_facts]
        words = c.say("letter_open", what=c.common("comma").join(names))
        lines.append(Paragraph((Span(words, "gap"),), "note", "letter_open"))
    return tuple(lines)


def _fact_title(c: Composer, key: str) -> str:
    held = c.held(f"ask.{key}.title")
    return c.text(held) if held else key


def _signature(c: Composer) -> Table:
    blank = c.say("sign.blank")
    rows = tuple((plain(c.say(f"sign.{key}")), plain(blank)) for key in ("owner", "signatory", "date"))
    return Table("", "", (), rows, (5, 6), ("left", "left"), "sign")
