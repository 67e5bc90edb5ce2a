"""Which cases are a province's: projects there and what hangs on them, complaints about them, penalties of owners there."""

from __future__ import annotations

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from ..models import Life, Organisation, Project, Reduction


def of_organisation(pk: int | None) -> str:
    """The province an authority sits in; empty where none is set."""
    return Organisation.objects.filter(pk=pk or 0).values_list("province", flat=True).first() or ""


def within(province: str) -> Q:
    """Lives that are a province's, once they are published.

    A complaint that names no province is every province's: it is for whoever takes it up.
    """
    projects = Project.objects.filter(public=True, province=province) if province else Project.objects.none()
    filings = Reduction.objects.filter(public=True, project__in=projects)
    owners = Organisation.objects.filter(province=province).exclude(province="").values("code")
    hangs = Q(parent__in=_subjects("project", projects)) | Q(parent__in=_subjects("reduction", filings))
    return (
        Q(machine="project", code__in=projects.values("code"))
        | Q(machine="reduction", code__in=filings.values("code"))
        | hangs & ~Q(machine="reduction")
        | Q(machine="complaint") & (Q(data__facts__province=province) | Q(data__facts__province__isnull=True))
        | Q(machine="sanction", owner__in=owners)
    )


def has(organisation: int | None, machine: str, code: str) -> bool:
    """Whether a case is of the province an authority sits in."""
    mine = within(of_organisation(organisation))
    return Life.objects.filter(mine, machine=machine, code=code).exists()


def _subjects(
    machine: str, rows: QuerySet[Project] | QuerySet[Reduction]
) -> QuerySet[Project] | QuerySet[Reduction]:
    return rows.annotate(subject=Concat(Value(f"{machine}:"), "code", output_field=TextField())).values(
        "subject"
    )  # type: ignore[return-value]
