"""Projects and filings of reductions as the public reads them: lists by filter, one by number, what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from django.db import models
from django.db.models import Q, Sum

from ccer.project.life.model import Life

from .. import words
from ..models import (
    Block,
    Document,
    JournalEvent,
    Organisation,
    Project,
    PublicRecord,
    Reduction,
    VintageLine,
)
from ..models import Life as LifeRow
from . import keyset


class Wanted(NamedTuple):
    """What a list is narrowed to; empty for all."""

    text: str = ""
    state: str = ""
    methodology: str = ""
    province: str = ""
    year: str = ""
    owner: str = ""
    vvb: str = ""


def listed(
    table: type[Project] | type[Reduction], wanted: Wanted, *, common: bool = False
) -> models.QuerySet[Any]:
    """Public rows that fit; ``common`` as `words.found` has it."""
    related = ("owner", "vvb", "project") if table is Reduction else ("owner", "vvb")
    rows: models.QuerySet[Any] = table._default_manager.filter(public=True).select_related(*related)
    for column in ("state", "methodology", "province"):
        if value := getattr(wanted, column):
            rows = rows.filter(**{column: value})
    if wanted.year.isdigit() and len(wanted.year) == 4:
        rows = rows.filter(year=int(wanted.year))
    for party in ("owner", "vvb"):
        if value := getattr(wanted, party):
            # by its row, not across the relation: how many rows it has decides how the page is found
            held = Organisation.objects.filter(code=value).values_list("id", flat=True).first()
            rows = rows.filter(**{f"{party}_id": held}) if held else rows.none()
    return words.found(rows, wanted.text, common=common)


class Found(NamedTuple):
    """A page of a list, and how many rows the whole has: counted up to a limit, and whether there are more."""

    page: keyset.Page
    counted: tuple[int, bool]


def found(
    table: type[Project] | type[Reduction],
    wanted: Wanted,
    after: str = "",
    *,
    by: str = "",
    size: int = keyset.SIZE,
) -> Found:
    """A page of the public rows that fit."""
    rows = listed(table, wanted)
    count = keyset.counted(rows)
    if wanted.text and count[1]:
        rows = listed(table, wanted, common=True)
    return Found(keyset.page(rows, after, by=by, size=size), count)


def project(number: str) -> Project | None:
    """A public project by its number, or by the code of its application."""
    rows = Project.objects.filter(Q(number=number) | Q(code=number), public=True)
    return rows.select_related("owner", "vvb").first()


def reduction(code: str) -> Reduction | None:
    """A public filing by its code."""
    rows = Reduction.objects.filter(code=code, public=True)
    return rows.select_related("owner", "vvb", "project").first()


def life(subject: str) -> Life | None:
    """The life of a subject, ``<machine>:<code>``."""
    machine, _, code = subject.partition(":")
    row = LifeRow.objects.filter(machine=machine, code=code).first()
    return msgspec.convert(row.data, Life) if row else None


def below(subject: str, machine: str) -> list[Life]:
    """What belongs to a life, of one machine, oldest first."""
    rows = LifeRow.objects.filter(parent=subject, machine=machine).order_by("id")
    return [msgspec.convert(row.data, Life) for row in rows]


def events(subjects: Sequence[str]) -> list[JournalEvent]:
    """The journal's lines of these subjects, in order."""
    return list(JournalEvent.objects.filter(subject__in=subjects).order_by("seq")[:500])


def record(subject: str) -> PublicRecord | None:
    """What a public register says of a case, where it was carried over from one."""
    return PublicRecord.objects.filter(subject=subject).first()


RECORDS = 50
"""Public records of a page."""


def names(subjects: Sequence[str]) -> dict[str, str]:
    """What projects and filings are called, by subject."""
    found: dict[str, str] = {}
    for machine, table in (("project", Project), ("reduction", Reduction)):
        codes = [s.partition(":")[2] for s in subjects if s.startswith(machine)]
        rows = table._default_manager.filter(code__in=codes).values_list("code", "name")
        found |= {f"{machine}:{code}": name for code, name in rows}
    return found


def records(after: str = "", limit: int = RECORDS) -> list[PublicRecord]:
    """Records of which our rules would have refused a step, by subject."""
    return list(
        PublicRecord.objects.exclude(refused=[]).filter(subject__gt=after).order_by("subject")[:limit]
    )


def documents(subject: str, kinds: Sequence[str]) -> list[Document]:
    """Kept papers of these kinds, newest version first."""
    return list(Document.objects.filter(subject=subject, kind__in=kinds).order_by("kind", "-version"))


def lines(of: Project | Reduction) -> list[VintageLine]:
    """Vintage lines of a project's registered filings, or of one filing, by vintage."""
    rows = VintageLine.objects.select_related("reduction")
    own = rows.filter(reduction=of) if isinstance(of, Reduction) else rows.filter(reduction__project=of)
    return list(own.order_by("vintage", "id"))


def filings(of: Project) -> list[Reduction]:
    """A project's public filings of reductions, oldest first."""
    rows = Reduction.objects.filter(project=of, public=True)
    return list(rows.select_related("vvb").order_by("period_start", "id"))


def held(number: str) -> dict[str, int]:
    """A project's issued units by the state they are held in. [tCO2e]"""
    rows = Block.objects.filter(series__project=number).values("holding__state")
    found: Any = rows.annotate(n=Sum(models.F("last") - models.F("first") + 1)).order_by("holding__state")
    return {row["holding__state"]: row["n"] for row in found}
