"""Chapter A of a design document: what the project is, where, with which equipment, and that it is unique."""

from __future__ import annotations

from typing import Any

from ..compute.places import grid_of
from ..core.errors import BadInput
from .compose import Composer, certificates_matter, uses_grid
from .parts import Block, Paragraph, Section, Span, Spans, Table, plain
from .wording import number, text

_ENVIRONMENTAL = ("eia", "sea-use", "land-use", "water", "forest")


def chapter_a(c: Composer) -> Section:
    """A Project description."""
    return c.section(
        "A", "a", 1, (), (_summary(c), _location(c), _technology(c), c.section("A.4", "a4", 2, uniqueness(c)))
    )


def _summary(c: Composer) -> Section:
    return c.section(
        "A.1",
        "a1",
        2,
        (),
        (
            c.section("A.1.1", "a11", 3, overview(c)),
            c.section("A.1.2", "a12", 3, owner(c)),
            c.section("A.1.3", "a13", 3, approvals(c)),
            c.section("A.1.4", "a14", 3, progress(c)),
            c.section("A.1.5", "a15", 3, _environmental_approvals(c)),
        ),
    )


def overview(c: Composer) -> list[Block]:
    """What the project is, in words and as a table of basic facts."""
    project = c.project
    blocks: list[Block] = [Paragraph(c.fact("description", project.description))]
    purpose = plain(c.say(f"purpose.{project.purpose}")) if project.purpose else (c.ask("purpose"),)
    crediting = project.crediting
    method = plain(f"{c.methodology.code} {c.text(c.methodology.title)}")
    rows: list[tuple[str, str, Spans]] = [
        ("name", "name", plain(project.name)),
        ("id", "id", plain(project.id or c.say("fact.no_number_yet"))),
        ("purpose", "purpose", purpose),
        ("methodology", "methodology", method),
        ("province", "province", c.fact("province", project.province)),
        (
            "start_of_construction",
            "start_of_construction",
            c.fact("start_of_construction", project.start_of_construction),
        ),
        ("operation_start", "operation_start", c.fact("operation_start", project.operation_start)),
        (
            "crediting",
            "crediting",
            plain(c.period(crediting.start, crediting.end)) if crediting else (c.ask("crediting"),),
        ),
    ]
    facts = [(plain(c.say(f"fact.{key}")), value, c.source(field)) for key, field, value in rows]
    return [
        *blocks,
        *_estimate_line(c),
        c.table("A1", c.say("table.overview"), c.heads("fact", "content", "source"), facts, (3, 6, 4)),
    ]


def _estimate_line(c: Composer) -> list[Block]:
    estimate = c.assessment.estimate
    if estimate is None:
        return [Paragraph((c.ask("estimate"),))]
    words = c.say("a.estimate", mean=number(estimate.annual_mean_tonnes), total=number(estimate.tonnes))
    mark = (c.mark("provisional"),) if estimate.provisional else ()
    return [Paragraph((Span(words), *mark))]


def owner(c: Composer) -> list[Block]:
    """Who the owner is, and the possessor."""
    project = c.project
    kind = plain(c.say(f"owner_kind.{project.owner_kind}")) if project.owner_kind else (c.ask("owner_kind"),)
    rows = [
        (plain(c.say("fact.owner")), c.fact("owner", project.owner), c.source("owner")),
        (plain(c.say("fact.owner_kind")), kind, c.source("owner_kind")),
        (
            plain(c.say("fact.established_in_prc")),
            c.fact("established_in_prc", project.established_in_prc),
            c.source("established_in_prc"),
        ),
        (
            plain(c.say("fact.possessor")),
            c.fact("site.possessor", c.site("possessor")),
            c.source("site.possessor"),
        ),
    ]
    return [c.table("A1", c.say("table.owner"), c.heads("fact", "content", "source"), rows, (3, 6, 4))]


def approvals(c: Composer) -> list[Block]:
    """All approvals of the project but those of environment and sea use, which have their own place."""
    held = [a for a in c.project.approvals if kind_of(a) not in _ENVIRONMENTAL]
    if not held:
        return [Paragraph((c.ask("approvals"),))]
    return [_approval_table(c, held, "table.approvals")]


def _environmental_approvals(c: Composer) -> list[Block]:
    held = [a for a in c.project.approvals if kind_of(a) in _ENVIRONMENTAL]
    blocks: list[Block] = [_approval_table(c, held, "table.environmental")] if held else []
    kinds = {kind_of(a) for a in held}
    wanted = ["eia", *(["sea-use"] if c.methodology.code.startswith("CCER-01-002") else [])]
    asked = [c.ask(f"approvals.{kind}") for kind in wanted if kind not in kinds]
    return [*blocks, *(Paragraph((mark,), "bullet") for mark in asked)]


def kind_of(approval: dict[str, Any]) -> str:
    """The kind of an approval by its English name, whatever language the project file uses."""
    given = str(approval.get("kind", ""))
    for kind in _ENVIRONMENTAL:
        names = text(f"approval_kind.{kind}", "design")
        if given == kind or given.casefold() in (names.en.casefold(), *names.zh.split("、")):
            return kind
    return given


def _approval_table(c: Composer, held: list[dict[str, Any]], title: str) -> Table:
    parts = ("title", "number", "issuer", "date")
    rows = []
    for place, approval in enumerate(held, 1):
        what = c.word(approval.get("title") or approval.get("name") or approval.get("kind") or "—")
        cells = [
            c.fact(
                f"approvals.{place}.{part}",
                approval.get(part),
                title=c.pair(f"approval_part.{part}", what=what),
            )
            for part in parts[1:]
        ]
        rows.append((plain(str(place)), plain(what), *cells))
    heads = c.heads("no", "document", "document_number", "issuer", "issued_on")
    return c.table("A1", c.say(title), heads, rows, (1, 5, 4, 4, 3))


def progress(c: Composer) -> list[Block]:
    """Dates of works, notice and registration."""
    project = c.project
    rows = [
        (
            plain(c.say("fact.start_of_construction")),
            c.fact("start_of_construction", project.start_of_construction),
        ),
        (plain(c.say("fact.operation_start")), c.fact("operation_start", project.operation_start)),
    ]
    if project.networking_completed:
        rows.append((plain(c.say("fact.networking")), plain(project.networking_completed.isoformat())))
    if project.notice:
        start, end = project.notice.start, project.notice.end
        shown = c.period(start, end) if end else start.isoformat()
        rows.append((plain(c.say("fact.notice")), plain(shown)))
    if project.registered_on:
        rows.append((plain(c.say("fact.registered_on")), plain(project.registered_on.isoformat())))
    return [c.table("A1", c.say("table.progress"), (), rows, (4, 8))]


def _location(c: Composer) -> Section:
    project = c.project
    grid = _grid(project.grid or project.province)
    return c.section(
        "A.2",
        "a2",
        2,
        (),
        (
            c.section(
                "A.2.1",
                "a21",
                3,
                area(c),
            ),
            c.section(
                "A.2.2",
                "a22",
                3,
                [c.labelled("fact.grid", c.fact("grid", c.grid(grid) if grid else None))]
                if uses_grid(c.methodology)
                else [c.paragraph("a.no_grid")],
            ),
            c.section("A.2.3", "a23", 3, coordinates(c)),
        ),
    )


def area(c: Composer) -> list[Block]:
    """Province and place."""
    return [
        c.labelled("fact.province", c.fact("province", c.project.province)),
        c.labelled("fact.place", c.fact("place", c.project.place)),
    ]


def _grid(place: str | None) -> str | None:
    """The regional grid named by the project file, or that of its province."""
    try:
        return grid_of(place).grid if place else None
    except BadInput:
        return None


def coordinates(c: Composer) -> list[Block]:
    """Centre and corner points, six decimals (methodologies, review points for the boundary)."""
    project = c.project
    centre = [
        (plain(c.say("fact.longitude")), _degrees(c, "longitude", project.longitude)),
        (plain(c.say("fact.latitude")), _degrees(c, "latitude", project.latitude)),
    ]
    blocks: list[Block] = [
        c.paragraph("a.coordinates", "note"),
        c.table("A2", c.say("table.centre"), (), centre, (4, 8)),
    ]
    corners = c.site("corner_points")
    if not corners:
        return [*blocks, Paragraph((c.ask("site.corner_points"),), "bullet")]
    rows = [
        (plain(str(place)), plain(f"{float(point[0]):.6f}"), plain(f"{float(point[1]):.6f}"))
        for place, point in enumerate(corners, 1)
    ]
    heads = c.heads("no", "longitude", "latitude")
    return [
        *blocks,
        c.table("A2", c.say("table.corners"), heads, rows, (2, 5, 5), ("left", "right", "right")),
    ]


def _degrees(c: Composer, field: str, value: float | None) -> Spans:
    return (c.ask(field),) if value is None else plain(f"{value:.6f}°")


def _technology(c: Composer) -> Section:
    """A.3; the equipment stands in table A3-1."""
    blocks: list[Block] = [Paragraph(c.fact("technology", c.project.technology))]
    equipment = c.site("equipment")
    if (
        isinstance(equipment, (list, tuple))
        and all(isinstance(item, dict) for item in equipment)
        and equipment
    ):
        rows = [_equipment_row(c, place, item) for place, item in enumerate(equipment, 1)]
    else:
        rows = [tuple((c.ask("site.equipment"),) if part == "name" else plain("—") for part in _EQUIPMENT)]
    heads = c.heads("equipment", "model", "maker", "rating", "count", "lifetime")
    table = c.table("A3", c.say("table.equipment"), heads, rows, (4, 4, 4, 3, 2, 3))
    figures = design_figures(c)
    return c.section("A.3", "a3", 2, [*blocks, table, *figures])


_EQUIPMENT = ("name", "model", "maker", "rating", "count", "lifetime_years")


def _equipment_row(c: Composer, place: int, item: dict[str, Any]) -> tuple[Spans, ...]:
    name = c.word(item.get("name", "—"))
    return tuple(
        c.fact(
            f"site.equipment.{place}.{part}",
            item.get(part),
            title=c.pair("equipment_part", part=c.wording(f"column.{part}"), what=name),
        )
        for part in _EQUIPMENT
    )


_TOLD = (
    "land_title", "tree_title", "reduction_title", "authorisation", "land_eligibility", "conditions", "standards", "works",
    "measures", "biodiversity",
)  # fmt: skip
"""Facts of a sink that have a section of their own."""


def design_figures(c: Composer, place: str = "A3") -> list[Block]:
    """The remaining figures of ``site``, each as its methodology or file names it."""
    skip = {
        "equipment",
        "corner_points",
        "possessor",
        "contact",
        "grid",
        "sustainable_development",
        "environment",
        *_TOLD,
    }
    left = {key: value for key, value in c.project.site.items() if key not in skip and value is not None}
    if not left:
        return []
    rows = [
        (plain(c.fact_name(key)), plain(c.word(value)), c.source(f"site.{key}"))
        for key, value in left.items()
        if not isinstance(value, (dict, list))
    ]
    if not rows:
        return []
    return [c.table(place, c.say("table.site"), c.heads("fact", "content", "source"), rows, (4, 4, 5))]


def uniqueness(c: Composer, place: str = "A4") -> list[Block]:
    """The statement is the owner's: here are the facts it rests on and what is still to be signed."""
    project = c.project
    rows = [
        (plain(c.say(f"unique.{field}")), c.fact(field, value), c.source(field))
        for field, value in (
            ("other_scheme", project.other_scheme),
            ("legal_duty", project.legal_duty),
            ("ets_covered", project.ets_covered),
            ("cancelled_before", project.cancelled_before),
        )
    ]
    known = all(v is False for v in (project.other_scheme, project.cancelled_before))
    statement = c.paragraph(
        "a.unique_statement", owner=project.owner or c.say("fact.owner"), project=project.name
    )
    blocks: list[Block] = [
        c.table(place, c.say("table.unique"), c.heads("fact", "content", "source"), rows, (6, 3, 4)),
        *([statement] if known else [c.paragraph("a.unique_open")]),
        Paragraph((c.ask("paper.uniqueness"),), "bullet"),
    ]
    if certificates_matter(c.methodology):
        blocks.append(Paragraph((c.ask("paper.certificates"),), "bullet"))
    return blocks
