"""The monitoring plan as a document of its own; it says what section B.7 of the design document says."""

from __future__ import annotations

from ..compute.methodology import Methodology, Monitored
from ..core.text import Lang
from ..project.model import Assessment
from .annexes import missing
from .chapter_b7 import meters, missing_data, monitored, organisation, quality, sampling
from .compose import Composer
from .parts import Block, Document, Section, Spans, plain
from .wording import unit

__all__ = ["monitoring_plan"]


def monitoring_plan(assessment: Assessment, methodology: Methodology, lang: Lang) -> Document:
    """The draft of a monitoring plan, on a template of our own.

    Parameters
    ----------
    assessment : Assessment
    methodology : Methodology
        The version the assessment was made under.
    lang : Lang

    Returns
    -------
    Document
        Chapters 1 to 8.
    """
    c = Composer(assessment, methodology, lang, ("papers", "design"))
    c.gaps = ()
    chapters: tuple[Section, ...] = (
        c.section("1", "m1", 1, _scope(c)),
        c.section("2", "m2", 1, monitored(c, "2")),
        c.section("3", "m3", 1, meters(c, "3")),
        c.section("4", "m4", 1, sampling(c)),
        c.section("5", "m5", 1, organisation(c)),
        c.section("6", "m6", 1, quality(c)),
        c.section("7", "m7", 1, missing_data(c)),
    )
    chapters = (*chapters, c.section("8", "m8", 1, missing(c, "8")))
    listed = c.all_missing()
    return Document(
        kind=c.say("plan_kind"),
        title=c.project.name,
        subtitle=f"{methodology.code}  {c.text(methodology.title)}",
        lang=lang,
        on=assessment.on,
        running_head=c.project.name,
        running_foot=c.say("running_foot", day=assessment.on.isoformat()),
        contents_title=c.say("contents"),
        front=_front(c, len(listed)),
        statements=tuple(c.paragraph(f"plan_statement.{key}", "note") for key in ("draft", "marks")),
        figures=None,
        chapters=chapters,
        missing=listed,
        name="monitoring-plan",
    )


def _front(c: Composer, missing: int) -> tuple[tuple[str, Spans], ...]:
    crediting = c.project.crediting
    rows = [
        ("project", plain(c.project.name)),
        ("owner", c.fact("owner", c.project.owner)),
        ("methodology", plain(f"{c.methodology.code} {c.text(c.methodology.title)}")),
        (
            "crediting",
            plain(c.period(crediting.start, crediting.end)) if crediting else (c.ask("crediting"),),
        ),
        ("as_of", plain(c.assessment.on.isoformat())),
        ("missing", plain(c.say("plan_front.missing_value", n=missing))),
    ]
    return tuple((c.say(f"plan_front.{key}"), value) for key, value in rows)


def _scope(c: Composer) -> list[Block]:
    """What is monitored, at a glance."""
    heads = [c.say("form.parameter"), c.say("form.unit"), c.say("form.frequency"), c.say("m.accuracy")]
    rows = [_line(c, entry) for entry in c.methodology.monitored]
    return [
        c.paragraph("m.purpose", code=c.methodology.code),
        c.paragraph("m.daily"),
        c.table("1", c.say("m.overview"), heads, rows, (5, 2, 4, 6)),
    ]


def _line(c: Composer, entry: Monitored) -> tuple[Spans, ...]:
    return (
        plain(c.text(entry.title)),
        plain(unit(entry.unit, c.lang)),
        plain(c.text(entry.frequency)),
        plain(c.text(entry.instrument)),
    )
