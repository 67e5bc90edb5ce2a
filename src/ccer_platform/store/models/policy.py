"""What the policy base keeps beside the journal: official texts that were read in, and searches that people keep.

Records and their review have no table: their events in the journal hold the files themselves, and `store.reading.policy` folds them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .people import Organisation, User


class PolicyText(models.Model):
    """An official text as it was understood and agreed to; ``digest`` is that of what was shown, ``content`` the file of the core."""

    digest = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    name = models.TextField()
    title = models.TextField()
    instrument = models.TextField(blank=True)
    url = models.TextField(blank=True)
    content = models.BinaryField()
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["instrument"]),)


class SavedSearch(models.Model):
    """A question that a person keeps; ``seen`` is what it found when it was last asked, with the hash of what each said."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.TextField()
    query = models.TextField()
    seen = models.JSONField(default=dict)
    asked = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation", "name"], condition=Q(ended_at=None), name="search_once"
            ),
        )
