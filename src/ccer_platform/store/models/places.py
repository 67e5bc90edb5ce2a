"""Where projects are, so that the same place is not credited twice."""

from __future__ import annotations

from django.db import models


class Place(models.Model):
    """A parcel, a plant or a point of a case. ``shape`` is GeoJSON (CGCS2000); the box is its index. [degree]

    ``case`` is the subject of an application (``project:…``), or ``foreign:<register>/<number>`` for a record of another mechanism.
    ``swapped`` says that longitude and latitude were the wrong way round in the source and were put right.
    """

    case = models.TextField(db_index=True)
    name = models.TextField()
    kind = models.TextField()
    shape = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    area_ha = models.FloatField(null=True)
    swapped = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "name"], name="place_once"),)


class ForeignRecord(models.Model):
    """A project of another mechanism, or green certificates of a plant for a period, from an imported list."""

    register = models.TextField()
    number = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    source = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["register", "number"], name="foreign_once"),)
