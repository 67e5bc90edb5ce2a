"""An account and the people behind it: opened, its organisation stands in the list and its two representatives get their seats."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from ccer.core.event import Event
from ccer.project.life.model import Life

from .. import invitation
from ..store.models import Membership, Organisation, RegistryAccount
from . import people
from .base import system

_SEATS = ("maker", "checker")
_SYSTEM = system("accounts")


def represented(life: Life, event: Event) -> None:
    """After a step of an account: its organisation, and who sits in which seat. Safe to repeat."""
    happened = event.name.partition(".")[2]
    if happened == "opened":
        organisation = _organisation(life)
        RegistryAccount.objects.filter(code=life.id).update(organisation=organisation, opened_on=event.on)
        _seat(life, organisation)
    elif happened == "updated":
        organisation = _organisation(life)
        Organisation.objects.filter(pk=organisation.pk).update(name=life.facts["holder_name"])
        _seat(life, organisation)
    elif happened == "closed":
        for seat in Membership.objects.filter(organisation=_organisation(life), until=None):
            people.end_seat(_SYSTEM, seat)


def _organisation(life: Life) -> Organisation:
    facts = life.facts
    return people.add_organisation(facts["holder"], facts["holder_name"], facts["holder_kind"])


def _seat(life: Life, organisation: Organisation) -> None:
    """The two named in the account sit; whoever sat in their place before does so no more."""
    named = {seat: people.person(str(life.facts[seat])) for seat in _SEATS}
    for held in Membership.objects.filter(organisation=organisation, until=None, seat__in=_SEATS):
        user = named[held.seat]
        if user is not None and held.user_id != user.pk:
            people.end_seat(_SYSTEM, held)
    for seat, user in named.items():
        if user is not None:
            people.give_seat(_SYSTEM, user, organisation, seat)
            if not user.has_usable_password():
                transaction.on_commit(partial(invitation.send, user, organisation))
