"""The other system of an offset: the book of the ETS registry with a chain of its own, the messages that passed, and what was compared.

Nothing of `EtsEvent` and `EtsRow` is in our journal: a link to a real ETS registry takes their place. `Surrender` is our own record and
follows from the journal.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class EtsEvent(models.Model):
    """One event of the ETS registry's sandbox, in its own chain of hashes."""

    seq = models.BigIntegerField(primary_key=True)
    name = models.TextField()
    subject = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()
    on = models.DateField()
    cites = ArrayField(models.TextField(), default=list)
    data = models.JSONField(default=dict)
    key = models.TextField(default="", blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)


class EtsTip(models.Model):
    """The end of that chain; whoever writes locks it."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)


class EtsRow(models.Model):
    """One row of the book as it now stands: an entity, what it owes, its allowances, a lot, a form, an answer given."""

    kind = models.TextField()
    code = models.TextField()
    data = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "code"], name="ets_row_once"),)


class EtsMessage(models.Model):
    """A message between the two registries, by its id; each is sent until its effect is seen."""

    id = models.TextField(primary_key=True)
    offset = models.TextField()
    kind = models.TextField()
    outward = models.BooleanField()
    body = models.JSONField()
    content = models.CharField(max_length=64)
    state = models.TextField(default="sent")
    times = models.IntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    said = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["sent", "taken", "lost", "refused"]), name="ets_message_state"
            ),
        )
        indexes = (models.Index(fields=["offset"]), models.Index(fields=["-last_at"]))


class EtsComparison(models.Model):
    """What a comparison of the two records found; the newest of a day stands."""

    on = models.DateField(unique=True)
    at = models.DateTimeField()
    compared = models.IntegerField()
    differences = models.JSONField(default=list)


class Surrender(models.Model):
    """Units used against an ETS obligation, as it stood when they were cancelled. [tCO2e]"""

    offset = models.TextField(primary_key=True)
    entity = models.TextField(db_index=True)
    year = models.SmallIntegerField()
    quantity = models.BigIntegerField()
    certificate = models.TextField()
    on = models.DateField()
    record = models.JSONField()
