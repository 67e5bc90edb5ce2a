"""Lives: every application, line, finding, comment, account, complaint, from its beginning to its end, as the core's events made it.

`Life` is what decisions read. `Project`, `Reduction` and `VintageLine` say the same of the public ones in columns, for lists and
search; they are made from the same events and can be made anew.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, ExtractYear

from .people import Organisation, User

_NOTHING: dict[type[models.Field[Any, Any]], Any] = {
    models.DateTimeField: dt.datetime(1900, 1, 1, tzinfo=dt.UTC),
    models.DateField: dt.date(1900, 1, 1),
    models.BigIntegerField: -1,
}


def place(column: str, kind: type[models.Field[Any, Any]]) -> Coalesce:
    """What lists go by where they are sorted by a column: its value, or the least where there is none. Indexes hold the same."""
    return Coalesce(F(column), Value(_NOTHING[kind], output_field=kind()), output_field=kind())


def _sorted(name: str, **columns: type[models.Field[Any, Any]]) -> list[models.Index]:
    """An index for each column that a list may be sorted by, so that a page deep in it is found at once."""
    return [
        models.Index(F("public"), place(column, kind), F("id"), name=f"{name}_by_{column}")
        for column, kind in columns.items()
    ]


class StageTransition(models.Model):
    """One permitted step, as the core's tables have it; a trigger refuses every other change of a state."""

    machine = models.TextField()
    source = models.TextField()
    action = models.TextField()
    target = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["machine", "source", "action", "target"], name="step_once"),
        )


class Life(models.Model):
    """One `ccer.project.life.Life`; ``data`` is the whole of it."""

    machine = models.TextField()
    code = models.TextField()
    state = models.TextField()
    parent = models.TextField(blank=True, default="")
    owner = models.TextField(blank=True, default="")
    vvb = models.TextField(blank=True, default="")
    data = models.JSONField()
    due = models.DateField(null=True)
    seq = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["machine", "code"], name="life_once"),)
        indexes = (
            models.Index(fields=["parent"]),
            models.Index(fields=["machine", "state", "id"]),
            models.Index(fields=["owner", "machine"]),
            models.Index(fields=["vvb", "machine"]),
            models.Index(fields=["due"], condition=Q(due__isnull=False), name="life_due"),
        )


class Filing(models.Model):
    """What the lists say of an application."""

    code = models.TextField(unique=True)
    state = models.TextField()
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    vvb = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    methodology = models.TextField()
    name = models.TextField()
    province = models.TextField(blank=True)
    notice_start = models.DateField(null=True)
    notice_end = models.DateField(null=True)
    registered_at = models.DateTimeField(null=True)
    comments = models.IntegerField(default=0)
    public = models.BooleanField(default=False)
    search = models.TextField(blank=True)
    pairs = ArrayField(models.TextField(), default=list)  # `store.words` finds by them
    source = models.TextField(blank=True)
    year = models.GeneratedField(  # of the notice; of the registration, in Beijing, where no notice is known
        expression=Coalesce(ExtractYear("notice_start"), ExtractYear("registered_at")),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        abstract = True


class Project(Filing):
    """A project's application, and after registration the project. ``number`` is given at registration. [tCO2e]"""

    number = models.TextField(null=True, unique=True)
    project_type = models.TextField(blank=True)
    expected_annual = models.BigIntegerField(null=True)
    expected_total = models.BigIntegerField(null=True)
    crediting_start = models.DateField(null=True)
    crediting_end = models.DateField(null=True)
    follows = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["public", "state", "id"]),
            models.Index(fields=["public", "methodology", "id"]),
            models.Index(fields=["public", "province", "id"]),
            models.Index(fields=["public", "year", "id"]),
            models.Index(fields=["public", "owner", "id"]),
            models.Index(fields=["public", "vvb", "id"]),
            GinIndex(fields=["pairs"], name="project_words"),
            *_sorted(
                "project",
                notice_start=models.DateField,
                registered_at=models.DateTimeField,
                expected_annual=models.BigIntegerField,
            ),
        )


class Reduction(Filing):
    """One filing of reductions of a registered project. [tCO2e]"""

    project = models.ForeignKey(Project, models.PROTECT, related_name="reductions", null=True)
    period_no = models.SmallIntegerField(null=True)
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    quantity = models.BigIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["public", "state", "id"]),
            models.Index(fields=["public", "methodology", "id"]),
            models.Index(fields=["public", "province", "id"]),
            models.Index(fields=["public", "year", "id"]),
            models.Index(fields=["public", "owner", "id"]),
            models.Index(fields=["public", "vvb", "id"]),
            models.Index(fields=["project", "period_start"]),
            GinIndex(fields=["pairs"], name="reduction_words"),
            *_sorted(
                "reduction",
                notice_start=models.DateField,
                registered_at=models.DateTimeField,
                quantity=models.BigIntegerField,
            ),
        )


class VintageLine(models.Model):
    """Registered reductions of one vintage year, and what of them was issued. [tCO2e, whole]"""

    reduction = models.ForeignKey(Reduction, models.PROTECT, related_name="lines")
    code = models.TextField(unique=True)
    project_number = models.TextField()
    vintage = models.SmallIntegerField()
    quantity = models.BigIntegerField()
    issued = models.BigIntegerField(default=0)
    state = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["reduction", "vintage"], name="line_once"),
            models.CheckConstraint(
                condition=Q(issued__gte=0) & Q(issued__lte=F("quantity")), name="issued_within_registered"
            ),
        )
        indexes = (
            models.Index(fields=["project_number", "vintage"]),
            models.Index(fields=["vintage", "id"]),
            models.Index(fields=["state", "id"]),
        )


class PublicRecord(models.Model):
    """What a public register says of a case that was carried over from it, and where our own rules would have said no.

    ``status`` is the register's code; ``facts`` what it says beside the life's own facts; ``refused`` one entry for each thing our rules
    object to: day, step, code, clauses and the four parts in both languages. The record stands as the register has it.
    """

    subject = models.TextField(primary_key=True)
    source = models.TextField()
    taken_on = models.DateField()
    status = models.TextField()
    facts = models.JSONField(default=dict)
    refused = models.JSONField(default=list)


class Document(models.Model):
    """A version of a paper, kept by the hash of its content; ``visible`` says to whom and from when."""

    subject = models.TextField()
    kind = models.TextField()
    version = models.SmallIntegerField(default=1)
    name = models.TextField()
    media_type = models.TextField()
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True)

    class Meta:
        indexes = (models.Index(fields=["subject", "kind", "version"]), models.Index(fields=["digest"]))
