"""People, the organisations they act for, and their seats. The journal knows a person by number, never by name or mail address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db.models import Q, QuerySet

from ccer.core.text import Text

from .. import clock, invitation
from ..permissions import authorise
from ..store.models import Membership, Organisation, Seat, User
from .base import Actor, Refused, append, event, writing

_DUTY = "ncsc-2023-11/art-9"


def add_organisation(
    code: str, name: str, role: str, *, name_en: str = "", province: str = "", source: str = "", **facts: Any
) -> Organisation:
    """The organisation of that code, made where it is not there yet; what is there already is left as it is."""
    made, _ = Organisation.objects.get_or_create(
        code=code,
        defaults={
            "name": name, "name_en": name_en, "role": role, "province": province, "source": source, "facts": facts,
        },
    )  # fmt: skip
    return made


def add_person(
    email: str,
    name: str,
    *,
    organisation: Organisation | None = None,
    seat: str = "",
    password: str | None = None,
    hashed: str = "",
    totp_secret: str = "",
    demo: bool = False,
    invite: bool = True,
    actor: Actor | None = None,
) -> User:
    """The person of that mail address, made where there is none; with a seat where an organisation is named.

    Parameters
    ----------
    password : str, optional
        Left out: the person is sent an invitation and chooses one.
    hashed : str
        A password already hashed, which sample people share: hashing is slow on purpose.
    totp_secret : str
        Base32; with it the second factor is set up, as for the printed sample people.
    demo : bool
        A sample person, who may sign in in a demonstration only.
    invite : bool
        Whether a new person without a password is sent the letter now.
    actor : Actor, optional
        Who gives the seat; the system where left out.

    Raises
    ------
    Refused
        The actor may not give seats, or the person holds another seat there.
    """
    with writing():
        user, made = _person(email.strip().lower(), name, password, hashed, demo)
        if totp_secret and not user.authenticator_set.exists():  # type: ignore[attr-defined]
            TOTP.activate(user, totp_secret)
            RecoveryCodes.activate(user)
        if organisation is not None:
            give_seat(actor or Actor("system", "system:people"), user, organisation, seat or Seat.VIEWER)
    if made and invite and password is None and not hashed:
        invitation.send(user, organisation)
    return user


def _person(email: str, name: str, password: str | None, hashed: str, demo: bool) -> tuple[User, bool]:
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user, False
    user = User.objects.create_user(email, password, hashed, name=name, demo=demo)
    # The address is proven by the invitation; that of a sample person has nothing to prove.
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=demo or password is not None)
    return user, True


def give_seat(actor: Actor, user: User, organisation: Organisation, seat: str) -> Membership:
    """A seat for a person from today on; one seat in an organisation at a time, so that nobody checks what they made."""
    authorise(actor, "seat.give")
    with writing():
        held = Membership.objects.filter(user=user, organisation=organisation, until=None).first()
        if held is not None and held.seat == seat:
            return held
        if held is not None:
            raise Refused(
                "one_seat",
                Text("不能再授予席位", "The seat cannot be given"),
                Text("同一人在同一单位只能有一个席位", "a person has one seat at a time in an organisation"),
                Text(
                    "先收回现有席位，或者由另一人担任。", "End the seat held first, or name another person."
                ),
                _DUTY,
            )
        made = Membership.objects.create(user=user, organisation=organisation, seat=seat, since=clock.today())
        facts: dict[str, Any] = {"person": user.code, "seat": str(seat)}
        append([event("seat.given", f"organisation:{organisation.code}", actor, cites=(_DUTY,), **facts)])
    return made


def end_seat(actor: Actor, membership: Membership) -> None:
    """The seat ends today; tokens made from it stop with it."""
    authorise(actor, "seat.end")
    with writing():
        ended = Membership.objects.filter(pk=membership.pk, until=None).update(until=clock.today())
        if ended:
            facts: dict[str, Any] = {"person": membership.user.code, "seat": membership.seat}
            subject = f"organisation:{membership.organisation.code}"
            append([event("seat.ended", subject, actor, cites=(_DUTY,), **facts)])


def seats(user_id: int, on: dt.date | None = None) -> QuerySet[Membership]:
    """The seats a person holds on a day, the first given first."""
    on = on or clock.today()
    held = Membership.objects.filter(Q(until=None) | Q(until__gt=on), user_id=user_id, since__lte=on)
    return held.select_related("organisation").order_by("id")


def actor_of(membership: Membership, *, seat: str = "", scopes: tuple[str, ...] | None = None) -> Actor:
    """The actor a person is in a seat; ``seat`` where it counts for less than was given."""
    organisation = membership.organisation
    return Actor(
        role=organisation.role,
        name=f"{organisation.role}:{organisation.code}",
        organisation=organisation.pk,
        user=membership.user_id,
        seat=seat or membership.seat,
        scopes=scopes,
    )


def person(code: str) -> User | None:
    """Whom a code of the journal names."""
    number = code.removeprefix("person:")
    return User.objects.filter(pk=int(number)).first() if number.isdigit() else None
