"""Units: who holds which serials in which state, and every posting that moved them.

The blocks of a series tile it: each begins where another ends (``prior``), firsts and lasts are unique, so no serial can have two
holders. Postings are appended only; ``parent`` is the posting that brought the block from which this one was cut.

What postings and blocks name is checked where they are written (`store/sql/04_post.sql`), not by foreign keys: those would lock and
rewrite the one row of the series for every posting.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Series(models.Model):
    """Units of one project and one vintage year. [tCO2e, whole]"""

    project = models.TextField()
    vintage = models.SmallIntegerField()
    issued = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["project", "vintage"], name="series_once"),
            models.CheckConstraint(condition=Q(issued__gte=0), name="series_issued_not_negative"),
        )


class Holding(models.Model):
    """Units of a series that an account holds in one state; ``hold`` tells one freeze (lock, cancellation) from another."""

    account = models.TextField()
    state = models.TextField()
    hold = models.TextField(default="", blank=True)
    series = models.ForeignKey(Series, models.PROTECT)
    quantity = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["account", "state", "hold", "series"], name="holding_once"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="holding_not_negative"),
        )


class Posting(models.Model):
    """Serials ``first`` to ``last`` moved from one holding to another; no source where they were issued.

    The id is the place of its event in the journal times 2**20, plus its place in the event.
    """

    id = models.BigIntegerField(primary_key=True)
    series = models.ForeignKey(Series, models.PROTECT, db_index=False, db_constraint=False)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    source = models.ForeignKey(
        Holding, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    target = models.ForeignKey(Holding, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    parent = models.BigIntegerField(null=True)

    class Meta:
        # What a place held at an instant is summed from these alone.
        indexes = tuple(
            models.Index(name=f"posting_by_{side}", fields=[side, "id"], include=["first", "last"])
            for side in ("source", "target")
        )
        constraints = (
            models.CheckConstraint(condition=Q(first__gte=1) & Q(last__gte=F("first")), name="posting_range"),
        )


class Block(models.Model):
    """Serials ``first`` to ``last`` where they are now, brought by ``posting``. `store/sql` adds the chain of blocks."""

    pk = models.CompositePrimaryKey("series_id", "first")
    series = models.ForeignKey(Series, models.PROTECT, db_index=False, db_constraint=False)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    holding = models.ForeignKey(Holding, models.PROTECT, db_index=False, db_constraint=False)
    posting = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["holding", "first"]),)
        constraints = (
            models.CheckConstraint(condition=Q(first__gte=1) & Q(last__gte=F("first")), name="block_range"),
        )


class Line(models.Model):
    """What was verified of a series in one filing, and what of it is issued. [tCO2e, whole]"""

    id = models.TextField(primary_key=True)
    series = models.ForeignKey(Series, models.PROTECT)
    verified = models.BigIntegerField()
    issued = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(issued__gte=0) & Q(issued__lte=F("verified")), name="line_issued_within_verified"
            ),
        )


class Hold(models.Model):
    """Why units stand in a held state: a freeze, a reserved transfer, an offset, a cancellation."""

    id = models.TextField(primary_key=True)
    kind = models.TextField()
    account = models.TextField()
    facts = models.JSONField(default=dict)
    postings = models.JSONField(default=list)
    open = models.BooleanField(default=True)

    class Meta:
        indexes = (models.Index(fields=["account", "kind"]),)
