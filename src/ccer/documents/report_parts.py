"""Chapters 1 to 3 of an accounting report: the project, how it was carried out, how it is monitored."""

from __future__ import annotations

from ..project.model import Claim
from .chapter_b import references
from .chapter_b7 import meters, missing_data, organisation, quality
from .compose import Composer, certificates_matter
from .parts import Block, Paragraph, Section, Spans, plain
from .wording import number


def summary(c: Composer, claim: Claim) -> Section:
    """1 Project summary."""
    return c.section(
        "1",
        "r1",
        1,
        (),
        (
            c.section("1.1", "r11", 2, _facts(c)),
            c.section("1.2", "r12", 2, _filing(c, claim)),
            c.section("1.3", "r13", 2, references(c, "1")),
        ),
    )


def _facts(c: Composer) -> list[Block]:
    project = c.project
    crediting = project.crediting
    shown = plain(c.period(crediting.start, crediting.end)) if crediting else (c.ask("crediting"),)
    rows: list[tuple[str, str, Spans]] = [
        ("name", "name", plain(project.name)),
        ("id", "id", plain(project.id or c.say("fact.no_number_yet"))),
        ("owner", "owner", c.fact("owner", project.owner)),
        ("methodology", "methodology", plain(f"{c.methodology.code} {c.text(c.methodology.title)}")),
        ("province", "province", c.fact("province", project.province)),
        ("place", "place", c.fact("place", project.place)),
        ("operation_start", "operation_start", c.fact("operation_start", project.operation_start)),
        ("crediting", "crediting", shown),
        ("registered_on", "registered_on", c.fact("registered_on", project.registered_on)),
        ("validator", "validator", c.fact("validator", project.validator)),
    ]
    facts = [(plain(c.say(f"fact.{key}")), value, c.source(field)) for key, field, value in rows]
    heads = c.heads("fact", "content", "source")
    return [
        Paragraph(c.fact("description", project.description)),
        c.table("1", c.say("table.overview"), heads, facts, (3, 6, 4)),
    ]


def _filing(c: Composer, claim: Claim) -> list[Block]:
    """Period, quantities and days of this filing."""
    reduction, calculation = claim.reduction, c.calculation
    none = c.common("none")
    notice = reduction.notice
    shown = none
    if notice:
        shown = c.period(notice.start, notice.end) if notice.end else notice.start.isoformat()
    verified = reduction.verification.quantity if reduction.verification else None
    rows = [
        ("period", plain(c.period(claim.period.start, claim.period.end))),
        ("calculated", plain(number(calculation.tonnes) if calculation else none)),
        ("quantity", plain(number(reduction.quantity) if reduction.quantity is not None else none)),
        ("verified", plain(number(verified) if verified is not None else none)),
        ("verifier", c.fact("verifier", reduction.verifier)),
        ("report_notice", plain(shown)),
        ("application_on", plain(c.show(reduction.application_on))),
        ("reduction_registered_on", plain(c.show(reduction.registered_on))),
        ("last_application", plain(claim.last_application.isoformat())),
    ]
    made = [(plain(c.say(f"fact.{key}")), value) for key, value in rows]
    return [c.table("1", c.say("table.filing"), (), made, (4, 8))]


def implementation(c: Composer, claim: Claim) -> Section:
    """2 Implementation; what happened in the period is the owner's to say."""
    project = c.project
    built: list[Block] = [
        c.labelled(
            "fact.start_of_construction", c.fact("start_of_construction", project.start_of_construction)
        ),
        c.labelled("fact.operation_start", c.fact("operation_start", project.operation_start)),
        c.labelled("fact.operation", (c.ask("report.operation"),)),
        c.labelled("fact.stoppages", (c.ask("report.stoppages"),)),
    ]
    changes: list[Block] = [c.labelled("fact.changes", (c.ask("report.changes"),))]
    return c.section(
        "2",
        "r2",
        1,
        (),
        (
            c.section("2.1", "r21", 2, built),
            c.section("2.2", "r22", 2, changes),
            c.section("2.3", "r23", 2, _uniqueness(c, claim)),
        ),
    )


def _uniqueness(c: Composer, claim: Claim) -> list[Block]:
    """The facts it rests on, and the electricity whose certificates were traded."""
    project, reduction = c.project, claim.reduction
    rows = [
        (plain(c.say(f"unique.{field}")), c.fact(field, value), c.source(field))
        for field, value in (
            ("other_scheme", project.other_scheme),
            ("ets_covered", project.ets_covered),
            ("cancelled_before", project.cancelled_before),
        )
    ]
    heads = c.heads("fact", "content", "source")
    blocks: list[Block] = [c.table("2", c.say("table.unique"), heads, rows, (6, 3, 4))]
    if certificates_matter(c.methodology):
        energy = (
            ("exported", "net_export_mwh", reduction.net_export_mwh),
            ("traded", "certificates_traded", reduction.certificates_traded_mwh),
            ("credited", "credited_mwh", reduction.credited_mwh),
        )
        lines = [(plain(c.say(f"r.{key}")), c.fact(field, value)) for key, field, value in energy]
        blocks.append(c.table("2", c.say("table.certificates"), (), lines, (6, 4)))
    return blocks


def monitoring_system(c: Composer) -> Section:
    """3 Monitoring system, as the project file describes it."""
    return c.section(
        "3",
        "r3",
        1,
        (),
        (
            c.section("3.1", "r31", 2, organisation(c)),
            c.section("3.2", "r32", 2, meters(c, "3")),
            c.section("3.3", "r33", 2, quality(c)),
            c.section("3.4", "r34", 2, missing_data(c)),
        ),
    )
