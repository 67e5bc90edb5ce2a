"""Organisations, the people who act for them, and their registry accounts."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Role(models.TextChoices):
    """What an organisation is to the mechanism; `permissions` says what each may do."""

    OWNER = "owner"
    VVB = "vvb"
    REGISTRY = "registry"
    EXPERT = "expert"
    EXCHANGE = "exchange"
    EMITTER = "emitter"
    TRADER = "trader"
    PROVINCE = "province"
    MINISTRY = "ministry"
    MARKET_REGULATOR = "market-regulator"
    ANALYST = "analyst"


class Seat(models.TextChoices):
    """What a person may do for an organisation: make, check what another made, or look."""

    MAKER = "maker"
    CHECKER = "checker"
    VIEWER = "viewer"


class Users(BaseUserManager["User"]):
    """Makes people."""

    def create_user(self, email: str, password: str | None = None, hashed: str = "", **facts: Any) -> User:
        user = self.model(email=self.normalize_email(email), password=hashed, **facts)
        if not hashed:
            user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in."""

    email = models.EmailField(unique=True)
    name = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)

    objects = Users()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    # Django's own admin pages are not served; its permission calls are answered, never used.
    is_staff = False
    is_superuser = False

    @property
    def code(self) -> str:
        """The name by which the journal and the lives know the person: no mail address stands in either."""
        return f"person:{self.pk}"

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Organisation(models.Model):
    """A subject of the mechanism. ``code`` is the unified social credit code, or a mark that says it is not known."""

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(blank=True)
    role = models.TextField(choices=Role.choices)
    province = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    source = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["role", "name"]),)


class Membership(models.Model):
    """A person's seat in an organisation."""

    user = models.ForeignKey(User, models.CASCADE)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    seat = models.TextField(choices=Seat.choices)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(until=None), name="one_seat_at_a_time"
            ),
        )


class VvbApproval(models.Model):
    """A body's approval for a sector, made from the core's list of notices.

    It stands from ``since`` on for sure, and not before ``not_before``; they differ where the day of the notice is not held.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="approvals")
    sector = models.TextField()
    not_before = models.DateField()
    since = models.DateField()
    until = models.DateField(null=True)
    mark = models.TextField()
    source = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organisation", "sector", "source"], name="approval_once"),
        )


class RegistryAccount(models.Model):
    """The one registry account of a subject; ``code`` is the name the ledger knows it by."""

    code = models.TextField(unique=True)
    subject = models.TextField(db_index=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="accounts")
    kind = models.TextField()
    state = models.TextField()
    view = models.JSONField(default=dict)
    opened_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["subject"],
                condition=~Q(state__in=["closed", "refused"]),
                name="one_account_a_subject",
            ),
        )


class Proposal(models.Model):
    """What a maker asked for and a checker has not yet confirmed: nothing has happened until then."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    kind = models.TextField()
    subject = models.TextField(blank=True)
    title = models.JSONField(default=dict)
    command = models.JSONField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.TextField(default="open")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["organisation", "state"]),)
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("made_by")) | Q(state="withdrawn"),
                name="four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None)
                | Q(state__in=["confirmed", "withdrawn", "stale"], decided_by__isnull=False),
                name="decided_by_somebody",
            ),
        )


class Token(models.Model):
    """Lets a program act for a person in one seat, within its scopes. The token itself is not kept, only its hash."""

    name = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.TextField())
    user = models.ForeignKey(User, models.CASCADE)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    seat = models.TextField(choices=Seat.choices)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="token_expires"),
        )


class Attempts(models.Model):
    """How often one visitor did one thing within one stretch of time: what `limits` counts in."""

    who = models.CharField(max_length=64)
    what = models.TextField()
    stretch = models.BigIntegerField()
    count = models.IntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["who", "what", "stretch"], name="attempts_once"),)
