"""Projects and filings of reductions as the public reads them: lists by filter, one by number, what stands around it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
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


def every(table: type[Project] | type[Reduction]) -> models.QuerySet[Any]:
    """Public rows with their parties, without the columns that are only searched in."""
    related = ("owner", "vvb", "project") if table is Reduction else ("owner", "vvb")
    rows: models.QuerySet[Any] = table._default_manager.filter(public=True).select_related(*related)
    unread = [f"{of}{name}" for of in ("", "project__")[: len(related) - 1] for name in ("search", "pairs")]
    return rows.defer(*unread, "owner__facts", "vvb__facts")


def narrowed_to(wanted: Wanted) -> list[tuple[str, Any]] | None:
    """Columns and their values, the most telling first; None where a party is asked for that is not there."""
    same: list[tuple[str, Any]] = []
    for party in ("owner", "vvb"):
        if value := getattr(wanted, party):
            # by its row, not across the relation: an index holds it with the id
            held = Organisation.objects.filter(code=value).values_list("id", flat=True).first()
            if held is None:
                return None
            same.append((f"{party}_id", held))
    same += [(name, value) for name in ("province", "methodology") if (value := getattr(wanted, name))]
    if wanted.year.isdigit() and len(wanted.year) == 4:
        same.append(("year", int(wanted.year)))
    return [*same, ("state", wanted.state)] if wanted.state else same


def listed(table: type[Project] | type[Reduction], wanted: Wanted) -> models.QuerySet[Any]:
    """Public rows that fit, all of them."""
    same = narrowed_to(wanted)
    rows = every(table)
    return rows.none() if same is None else words.found(rows.filter(**dict(same)), wanted.text)


def found(
    table: type[Project] | type[Reduction],
    wanted: Wanted,
    after: str = "",
    *,
    by: str = "",
    size: int = keyset.SIZE,
) -> keyset.Found:
    """A page of the public rows that fit."""
    same = narrowed_to(wanted)
    if same is None:
        return keyset.Found(keyset.Page([], ""), (0, False))
    text = partial(words.found, query=wanted.text) if words.has_words(wanted.text) else None
    return keyset.narrowed(every(table), same, after, by=by, size=size, words=text)


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


REGISTERED = ("project.registered", "reduction.registered")
"""Events that register, and make a certificate."""


def was_registered(subject: str) -> bool:
    """Whether the journal holds a registration of it."""
    return JournalEvent.objects.filter(subject=subject, name__in=REGISTERED).exists()


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


def every_line() -> models.QuerySet[VintageLine]:
    """Vintage lines, each with the code of its filing: there are none before it is registered, and that is public."""
    rows = VintageLine.objects.select_related("reduction")
    return rows.only(*(field.name for field in VintageLine._meta.fields), "reduction__code")


def filings(of: Project) -> list[Reduction]:
    """A project's public filings of reductions, oldest first."""
    rows = Reduction.objects.filter(project=of, public=True)
    return list(rows.select_related("vvb").order_by("period_start", "id"))


def held(number: str) -> dict[str, int]:
    """A project's issued units by the state they are held in. [tCO2e]"""
    rows = Block.objects.filter(series__project=number).values("holding__state")
    found: Any = rows.annotate(n=Sum(models.F("last") - models.F("first") + 1)).order_by("holding__state")
    return {row["holding__state"]: row["n"] for row in found}
