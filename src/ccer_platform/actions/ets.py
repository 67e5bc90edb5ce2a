"""The sandbox of the ETS registry kept in tables: one command, one transaction, an event of its own chain, the rows that it puts."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from ccer.core.event import Event, seal
from ccer.core.text import Text
from ccer.offset.ets import (
    AnyEtsCommand,
    ApproveSurrender,
    Bind,
    Enrol,
    EtsOutcome,
    FileSurrender,
    Grant,
    RefuseSurrender,
    SetDue,
    decide,
)
from ccer.offset.ets_book import EtsBook
from ccer.offset.obligations import Entity
from ccer.registry.moment import Moment

from .. import clock
from ..permissions import authorise, table
from ..store.models import EtsEvent, EtsRow, EtsTip, RegistryAccount
from ..store.reading import ets as reading
from ..store.reading import provinces
from .base import Actor, Refused, writing

RIGHTS: dict[type, str] = {
    Enrol: "ets.enter",
    SetDue: "ets.enter",
    Grant: "ets.enter",
    Bind: "ets.bind",
    FileSurrender: "ets.file",
    ApproveSurrender: "ets.decide",
    RefuseSurrender: "ets.decide",
}
"""Command to the row of the table of rights."""


def ask(command: AnyEtsCommand) -> EtsOutcome:
    """What the book says to a command; written where it is not refused."""
    with writing():
        tip = EtsTip.objects.select_for_update().get(id=1)
        outcome = decide(command, reading.book(), Moment(clock.at(), clock.now()))
        _write(tip, outcome.events)
    return outcome


def _write(tip: EtsTip, events: Iterable[Event]) -> None:
    sealed = seal(events, seq=tip.seq, previous=tip.digest)
    for event in sealed:
        EtsEvent.objects.create(**{**msgspec.structs.asdict(event), "cites": list(event.cites)})
        for kind, code, row in reading.rows_of(event.data):
            EtsRow.objects.update_or_create(kind=kind, code=code, defaults={"data": row})
    if sealed:
        EtsTip.objects.filter(id=1).update(seq=sealed[-1].seq, digest=sealed[-1].digest)


def give(actor: Actor, command: AnyEtsCommand) -> EtsOutcome:
    """A command of a person: an entity's own, or of the province it is in.

    Raises
    ------
    Refused
        The actor may not.
    ccer.registry.refusals.Refusal
        The book refuses.
    """
    right = RIGHTS[type(command)]
    held = reading.book()
    entity = _about(command, held)
    if actor.role == "province":
        own = entity is not None and entity.province == provinces.of_organisation(actor.organisation)
    else:
        own = entity is not None and entity.code == actor.name.partition(":")[2]
    authorise(actor, right, own=own or entity is None)
    if isinstance(command, Bind):
        _own_account(actor, command.registry_account)
    outcome = ask(msgspec.structs.replace(command, actor=actor.name))
    if outcome.refusal is not None:
        raise outcome.refusal
    return outcome


def _about(command: AnyEtsCommand, held: EtsBook) -> Entity | None:
    """The entity a command is about; None where the book does not know it, which it then says itself."""
    if isinstance(command, Enrol):
        return command.entity
    if isinstance(command, ApproveSurrender | RefuseSurrender):
        form = held.forms.get(command.form)
        return held.entities.get(form.entity) if form else None
    return held.entities.get(str(getattr(command, "entity", "")))


def _own_account(actor: Actor, account: str) -> None:
    own = RegistryAccount.objects.filter(code=account, organisation_id=actor.organisation or 0).exists()
    if not own:
        raise Refused(
            "account",
            Text("不能绑定账户 {account}", "Account {account} cannot be bound").fill(account=account),
            Text("它不是本单位的登记账户", "it is not an account of your organisation"),
            Text("填写本单位的登记账户。", "Give an account of your own."),
            table()["ets.bind"].clause,
        )
