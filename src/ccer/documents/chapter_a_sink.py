"""Chapter A of a design document for forestry and other sinks: works, place, ownership, land, conditions, technique, uniqueness."""

from __future__ import annotations

from typing import Any

from .chapter_a import approvals, area, coordinates, design_figures, overview, owner, progress, uniqueness
from .compose import Composer
from .parts import Block, Paragraph, Section, Span, Table, plain

SINK_PAPERS = (
    "licence", "uniqueness", "titles", "planting_design", "start_order", "acceptance", "parcel_table", "workbook",
    "boundary_file", "logs",
)  # fmt: skip


def chapter_a_sink(c: Composer) -> Section:
    """A Project description."""
    summary = (
        c.section("A.1.1", "a11", 3, overview(c)),
        c.section("A.1.2", "a12", 3, owner(c)),
        c.section("A.1.3", "a13", 3, approvals(c)),
        c.section("A.1.4", "a14", 3, progress(c)),
        c.section("A.1.5", "a15", 3, [*listed(c, "parcels", "A1"), *design_figures(c, "A1")]),
    )
    location = (
        c.section("A.2.1", "a21", 3, area(c)),
        c.section("A.2.2", "a22", 3, [Paragraph((c.ask("paper.maps"),), "bullet")]),
        c.section("A.2.3", "a23", 3, coordinates(c)),
    )
    ownership = (
        c.section("A.3.1", "a31", 3, _told(c, "land_title")),
        c.section("A.3.2", "a32", 3, _told(c, "tree_title")),
        c.section("A.3.3", "a33", 3, _told(c, "reduction_title")),
        c.section("A.3.4", "a34", 3, _possessor(c)),
    )
    technique = (
        c.section("A.6.1", "a61", 3, [Paragraph(c.fact("technology", c.project.technology))]),
        c.section("A.6.2", "a62", 3, _told(c, "standards")),
        c.section("A.6.3", "a63", 3, _told(c, "works")),
    )
    sections = (
        c.section("A.1", "a1", 2, (), summary),
        c.section("A.2", "a2", 2, (), location),
        c.section("A.3", "a3", 2, (), ownership),
        c.section("A.4", "a4", 2, _told(c, "land_eligibility")),
        c.section("A.5", "a5", 2, _told(c, "conditions")),
        c.section("A.6", "a6", 2, (), technique),
        c.section("A.7", "a7", 2, _told(c, "measures")),
        c.section("A.8", "a8", 2, [*uniqueness(c, "A8"), c.paragraph("a.unique_local", "note")]),
    )
    return c.section("A", "a", 1, (), sections)


def _told(c: Composer, key: str) -> list[Block]:
    """A text of the project file, or its mark."""
    return [Paragraph(c.fact(f"site.{key}", c.site(key)))]


def _possessor(c: Composer) -> list[Block]:
    return [
        c.labelled("fact.possessor", c.fact("site.possessor", c.site("possessor"))),
        c.labelled("fact.authorisation", c.fact("site.authorisation", c.site("authorisation"))),
    ]


def listed(c: Composer, key: str, place: str) -> list[Block]:
    """A list of the project file as a table, one column for each key its entries use."""
    held: Any = c.site(key)
    if not held:
        return [Paragraph((c.ask(f"site.{key}"),), "bullet")]
    if not isinstance(held, (list, tuple)) or not all(isinstance(entry, dict) for entry in held):
        return [Paragraph((Span(c.word(held), field=f"site.{key}"),))]
    keys = list(dict.fromkeys(name for entry in held for name in entry))
    return [_listed(c, key, place, held, keys)]


def _listed(c: Composer, key: str, place: str, held: Any, keys: list[str]) -> Table:
    rows = [tuple(plain(c.word(entry.get(name, c.common("none")))) for name in keys) for entry in held]
    heads = [c.text(held) if (held := c.held(f"site.{name}")) else c.fact_name(name) for name in keys]
    return c.table(place, c.say(f"table.{key}"), heads, rows, tuple(3.0 for _ in keys))
