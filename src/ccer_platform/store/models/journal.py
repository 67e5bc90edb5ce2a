"""The journal: every step for ever, each with the hash of the one before. The database refuses to edit or delete a line of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class JournalEvent(models.Model):
    """One `ccer.core.event.Event` as it was written."""

    seq = models.BigIntegerField(primary_key=True)
    name = models.TextField()
    subject = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()
    on = models.DateField()
    cites = ArrayField(models.TextField(), default=list)
    data = models.JSONField(default=dict)
    key = models.TextField(default="")
    part = models.IntegerField(default=0)  # its place among the events of one command, which share the key
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["subject", "seq"]),
            # Transfers are most of the journal, and are found by their postings.
            models.Index(
                fields=["name", "seq"], condition=~Q(name="units.transferred"), name="event_by_name"
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["key", "part"], condition=~Q(key=""), name="event_key_once"),
        )


class JournalTip(models.Model):
    """Place and hash of the last event: one row, locked by whoever writes next."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="tip_is_one"),)


class Projection(models.Model):
    """Up to which event some tables have followed the journal; the row is locked by whoever takes them on."""

    name = models.TextField(primary_key=True)
    seq = models.BigIntegerField(default=0)


class Checkpoint(models.Model):
    """A signed statement of where the journal stood; published, so that a third party can hold it."""

    seq = models.BigIntegerField(primary_key=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    key_id = models.TextField()
    signature = models.TextField()


class ClockSetting(models.Model):
    """Where the time machine stands. [s after real time]"""

    id = models.SmallIntegerField(primary_key=True, default=1)
    offset_seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="clock_is_one"),)
