"""Organisations as the public reads them: what they are, and what they do in the register."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ..models import Organisation, Project, Reduction, Role

SHOWN = (Role.OWNER, Role.VVB, Role.EMITTER, Role.TRADER, Role.REGISTRY, Role.EXCHANGE)


def listed(text: str = "", role: str = "") -> models.QuerySet[Organisation]:
    """Organisations whose name or code holds a text."""
    rows = Organisation.objects.filter(role__in=[role] if role in Role.values else SHOWN)
    return rows.filter(Q(name__icontains=text) | Q(code=text)) if text else rows


def one(code: str) -> Organisation | None:
    """An organisation by its code."""
    return Organisation.objects.filter(code=code, role__in=SHOWN).first()


def bodies(names: list[str]) -> dict[str, Organisation]:
    """Bodies by name."""
    return {o.name: o for o in Organisation.objects.filter(role=Role.VVB, name__in=names)}


def projects(of: Organisation, limit: int = 100) -> list[Project]:
    """Public projects it owns or validates, newest first."""
    rows = Project.objects.filter(Q(owner=of) | Q(vvb=of), public=True)
    return list(rows.select_related("owner").order_by("-id")[:limit])


def reductions(of: Organisation, limit: int = 100) -> list[Reduction]:
    """Public filings it owns or verifies, newest first."""
    rows = Reduction.objects.filter(Q(owner=of) | Q(vvb=of), public=True)
    return list(rows.select_related("owner", "project").order_by("-id")[:limit])
