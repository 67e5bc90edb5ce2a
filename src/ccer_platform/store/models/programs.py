"""What programs leave behind: answers under their idempotency keys, webhooks and their deliveries."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .people import Organisation, User


class ApiAnswer(models.Model):
    """The answer to a write under its idempotency key; a repeat gets it again. A refused write leaves none."""

    who = models.TextField()
    key = models.TextField()
    content = models.CharField(max_length=64)  # hash of what was asked
    status = models.SmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["who", "key"], name="answer_once"),)


class Webhook(models.Model):
    """Where an organisation wants to be told of events. ``seen`` is the last place of the journal that was looked through for it.

    The secret that signs is not kept: it is worked out from ``salt`` and the key of this system.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    url = models.TextField()
    events = ArrayField(models.TextField(), default=list)
    subjects = ArrayField(models.TextField(), default=list)
    salt = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["organisation"], condition=Q(ended_at=None), name="webhook_open"),)


class Delivery(models.Model):
    """One event on its way to one webhook, and what came of each try."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    seq = models.BigIntegerField()
    state = models.TextField(default="waiting")
    tries = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    status = models.SmallIntegerField(null=True)
    said = models.TextField(blank=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["webhook", "seq"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "failed"]), name="delivery_state"
            ),
        )
        indexes = (models.Index(fields=["next_at"], condition=Q(state="waiting"), name="delivery_due"),)
