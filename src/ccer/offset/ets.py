"""The ETS side: what an entity, a province and a message from the voluntary registry do to its book. A sandbox of the other system.

``decide`` says what happens or why not and changes nothing; ``apply`` puts what the events say. A message that came before is answered
as it was then and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from ..core.event import Event
from ..registry.moment import Moment
from ..registry.refusals import Refusal
from ..registry.serials import Series
from .eligibility import Lot, eligibility
from .ets_book import LOT_TEXT, EtsBook, Form, LotState, Pick, apply
from .ets_messages import outbox, take
from .messages import ToEts, ToRegistry
from .obligations import Entity, Obligation
from .refusals import EVIDENCE, OFFSET, ORDER_19, PROCEDURE, SURRENDER, by_rule, refusal


class EtsCommand(msgspec.Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True):
    """One thing asked of the ETS side; ``actor`` is ``<role>:<organisation>``."""

    actor: str = ""


class Enrol(EtsCommand, frozen=True, kw_only=True, tag="enrol"):
    """Enter an entity with its account."""

    entity: Entity


class Bind(EtsCommand, frozen=True, kw_only=True, tag="bind"):
    """Bind an account of the voluntary registry to the entity's account here."""

    entity: str
    registry_account: str


class SetDue(EtsCommand, frozen=True, kw_only=True, tag="set-due"):
    """Enter the allowances due for a year. [tCO2e]"""

    entity: str
    year: int
    due_t: int


class Grant(EtsCommand, frozen=True, kw_only=True, tag="grant"):
    """Credit allowances to an account: allocated or bought. [tCO2e]"""

    entity: str
    quantity: int


class FileSurrender(EtsCommand, frozen=True, kw_only=True, tag="file"):
    """File a surrender for a year with the province: allowances and picked lots. [tCO2e]"""

    form: str
    entity: str
    year: int
    picks: tuple[Pick, ...] = ()
    allowances: int = 0


class ApproveSurrender(EtsCommand, frozen=True, kw_only=True, tag="approve"):
    """The province approves a form."""

    form: str


class RefuseSurrender(EtsCommand, frozen=True, kw_only=True, tag="refuse"):
    """The province refuses a form; its lots are declined and their units return."""

    form: str
    why: str


class Receive(EtsCommand, frozen=True, kw_only=True, tag="receive"):
    """A message from the voluntary registry."""

    message: ToEts


AnyEtsCommand = Enrol | Bind | SetDue | Grant | FileSurrender | ApproveSurrender | RefuseSurrender | Receive


class EtsOutcome(NamedTuple):
    """Events or a refusal, never both; the answer to a message; ``repeated`` when it came before."""

    events: tuple[Event, ...] = ()
    refusal: Refusal | None = None
    reply: ToRegistry | None = None
    repeated: bool = False


def decide(command: AnyEtsCommand, book: EtsBook, at: Moment) -> EtsOutcome:
    """What a command does to the book as it stands, under the law of a day."""
    try:
        if isinstance(command, Receive):
            return _receive(command, book, at)
        return EtsOutcome(_HANDLERS[type(command)](command, book, at))
    except Refusal as refused:
        return EtsOutcome(refusal=refused)


# the entity's account


def _enrol(command: Enrol, book: EtsBook, at: Moment) -> tuple[Event, ...]:
    entity = command.entity
    if not entity.code or entity.code in book.entities or book.by_account(entity.ets_account):
        raise refusal("entity_exists", at.law, entity=entity.code)
    entity = replace(entity, bound=False, registry_account="")
    return (
        _event("ets.enrolled", f"ets:{entity.code}", command, at, (f"{ORDER_19}/art-17",), entities=[entity]),
    )


def _bind(command: Bind, book: EtsBook, at: Moment) -> tuple[Event, ...]:
    entity = _entity(command.entity, book, at)
    account = command.registry_account
    other = next(
        (e for e in book.entities.values() if e.registry_account == account and e.code != entity.code), None
    )
    if other is not None:
        raise refusal("bound_already", at.law, entity=entity.code, account=account, other=other.code)
    bound = replace(entity, registry_account=account, bound=True)
    return (_event("ets.bound", f"ets:{entity.code}", command, at, (PROCEDURE,), entities=[bound]),)


def _set_due(command: SetDue, book: EtsBook, at: Moment) -> tuple[Event, ...]:
    entity = _entity(command.entity, book, at)
    _not_negative(command.due_t, at)
    row = [[entity.code, command.year, command.due_t]]
    return (_event("ets.obligation_set", f"ets:{entity.code}", command, at, (SURRENDER,), due=row),)


def _grant(command: Grant, book: EtsBook, at: Moment) -> tuple[Event, ...]:
    entity = _entity(command.entity, book, at)
    _not_negative(command.quantity, at)
    held = book.allowances.get(entity.code, 0) + command.quantity
    row = [[entity.code, held]]
    return (_event("ets.allowances_granted", f"ets:{entity.code}", command, at, (EVIDENCE,), allowances=row),)


# surrender


def _file(command: FileSurrender, book: EtsBook, at: Moment) -> tuple[Event, ...]:
    """Checks quantities, what is held, what is still owed, and each lot by the offset gate."""
    entity = _entity(command.entity, book, at)
    id = command.form
    if not id or id in book.forms:
        raise refusal("form_exists", at.law, form=id)
    if (entity.code, command.year) not in book.due:
        raise refusal("obligation_unknown", at.law, entity=entity.code, year=command.year)
    _not_negative(command.allowances, at)
    if not command.picks and not command.allowances:
        raise refusal("form_empty", at.law, form=id)
    form = Form(
        id=id, entity=entity.code, year=command.year, picks=command.picks, allowances=command.allowances
    )
    _check_picks(form, book, at)
    _check_amounts(form, book, at)
    _check_rules(form, book, at)
    lots = [
        replace(book.lots[pick.offset], state=LotState.FILED, form=id, used=pick.quantity)
        for pick in command.picks
    ]
    return (
        _event(
            "surrender.filed", f"surrender:{id}", command, at, (SURRENDER, OFFSET), forms=[form], lots=lots
        ),
    )


def _approve(command: ApproveSurrender, book: EtsBook, at: Moment) -> tuple[Event, ...]:
    """Allowances are surrendered at once; lots once the registry has cancelled the units."""
    form = _open_form(command.form, book, at)
    _check_amounts(form, book, at)
    _check_rules(form, book, at)
    key = (form.entity, form.year)
    approved = replace(form, state="approved", province=command.actor.partition(":")[2])
    rows = {
        "forms": [approved],
        "lots": [replace(book.lots[pick.offset], state=LotState.APPROVED) for pick in form.picks],
        "allowances": [[form.entity, book.allowances.get(form.entity, 0) - form.allowances]],
        "surrendered": [[*key, book.surrendered.get(key, 0) + form.allowances]],
    }
    return (_event("surrender.approved", f"surrender:{form.id}", command, at, (SURRENDER, OFFSET), **rows),)


def _refuse(command: RefuseSurrender, book: EtsBook, at: Moment) -> tuple[Event, ...]:
    form = _open_form(command.form, book, at)
    refused = replace(form, state="refused", why=command.why, province=command.actor.partition(":")[2])
    lots = [
        replace(book.lots[pick.offset], state=LotState.DECLINED, used=0, why=command.why)
        for pick in form.picks
    ]
    cites = (SURRENDER, OFFSET)
    return (
        _event("surrender.refused", f"surrender:{form.id}", command, at, cites, forms=[refused], lots=lots),
    )


def _check_picks(form: Form, book: EtsBook, at: Moment) -> None:
    """Each lot once, the entity's own, of the form's year, pending, and large enough."""
    seen: set[str] = set()
    for offset, quantity in ((pick.offset, pick.quantity) for pick in form.picks):
        lot = book.lots.get(offset)
        if lot is None or lot.entity != form.entity or lot.year != form.year or offset in seen:
            raise refusal("lot_unknown", at.law, offset=offset)
        seen.add(offset)
        if lot.state is not LotState.PENDING:
            raise refusal("lot_not_pending", at.law, offset=offset, state=LOT_TEXT[lot.state])
        if quantity < 1:
            raise refusal("quantity_not_positive", at.law, by=OFFSET, quantity=quantity)
        if quantity > lot.quantity:
            raise refusal("lot_short", at.law, offset=offset, pending=lot.quantity, quantity=quantity)


def _check_amounts(form: Form, book: EtsBook, at: Moment) -> None:
    held = book.allowances.get(form.entity, 0)
    if form.allowances > held:
        raise refusal("allowances_short", at.law, form=form.id, held=held, quantity=form.allowances)
    position = book.position(form.entity, form.year)
    own = sum(pick.quantity for pick in form.picks)
    left = position.left - (book.used(form.entity, form.year, besides=form.id) - position.credited)
    if form.allowances + own > left:
        raise refusal("above_due", at.law, form=form.id, left=left, quantity=form.allowances + own)


def _check_rules(form: Form, book: EtsBook, at: Moment) -> None:
    """The offset gate, lot by lot, on top of what already counts against the year's cap."""
    entity, due = book.entities[form.entity], book.due[form.entity, form.year]
    used = book.used(form.entity, form.year, besides=form.id)
    for pick in form.picks:
        said = book.lots[pick.offset].said
        assert said is not None
        lot = Lot(
            series=Series(said.project, said.vintage),
            quantity=said.quantity,
            registered_on=said.registered_on,
            legacy_filed_on=said.legacy_filed_on,
            project_ets_covered=said.project_ets_covered,
        )
        owed = Obligation(year=form.year, due_t=due, used_t=used)
        found = eligibility(lot, pick.quantity, entity, owed, at.law).decision
        objections = [f for f in (*found.refusals, *found.open_points) if f.citations]
        if objections:
            raise by_rule(objections[0])
        used += pick.quantity


# messages


def _receive(command: Receive, book: EtsBook, at: Moment) -> EtsOutcome:
    message = command.message
    before = book.answered.get(message.id)
    if before is not None:
        content, reply = before
        if content != message.content:
            raise refusal("message_reused", at.law, message=message.id)
        return EtsOutcome(reply=reply, repeated=True)
    name, lots, forms, reply = take(message, book, at)
    answer = [message.id, message.content, reply]
    written = _event(
        name,
        f"offset:{message.offset}",
        command,
        at,
        (PROCEDURE, EVIDENCE),
        lots=lots,
        forms=forms,
        answer=answer,
    )
    return EtsOutcome((written,), None, reply)


# shared


def _entity(code: str, book: EtsBook, at: Moment) -> Entity:
    if code not in book.entities:
        raise refusal("entity_unknown", at.law, entity=code)
    return book.entities[code]


def _open_form(id: str, book: EtsBook, at: Moment) -> Form:
    if id not in book.forms:
        raise refusal("form_unknown", at.law, form=id)
    if book.forms[id].state != "filed":
        raise refusal("form_closed", at.law, form=id)
    return book.forms[id]


def _not_negative(quantity: int, at: Moment) -> None:
    if quantity < 0:
        raise refusal("quantity_not_positive", at.law, quantity=quantity)


def _event(
    name: str, subject: str, command: EtsCommand, at: Moment, cites: Iterable[str], **rows: Any
) -> Event:
    data = msgspec.to_builtins({key: value for key, value in rows.items() if value})
    held = tuple(at.law.cite(ref).ref for ref in cites)
    return Event(name=name, subject=subject, actor=command.actor, at=at.now, on=at.on, cites=held, data=data)


_HANDLERS: dict[type, Callable[[Any, EtsBook, Moment], tuple[Event, ...]]] = {
    Enrol: _enrol,
    Bind: _bind,
    SetDue: _set_due,
    Grant: _grant,
    FileSurrender: _file,
    ApproveSurrender: _approve,
    RefuseSurrender: _refuse,
}

__all__ = [
    "AnyEtsCommand", "ApproveSurrender", "Bind", "Enrol", "EtsCommand", "EtsOutcome", "FileSurrender", "Grant", "Receive",
    "RefuseSurrender", "SetDue", "apply", "decide", "outbox",
]  # fmt: skip
