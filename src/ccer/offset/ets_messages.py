"""What a message from the voluntary registry does to the ETS side's book, what it is answered, and what this side has to say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from ..core.text import Text
from ..registry.moment import Moment
from .ets_book import LOT_TEXT, EtsBook, Form, LotState, PendingLot
from .messages import (
    Approved,
    Credited,
    Declined,
    Locked,
    Marked,
    Returned,
    Spent,
    ToEts,
    ToRegistry,
    Withdrawn,
)
from .refusals import refusal


def outbox(book: EtsBook) -> tuple[ToRegistry, ...]:
    """What the ETS side has to say until it sees the effect: approvals not cancelled yet, lots declined and not returned yet."""
    found: list[ToRegistry] = []
    for id, lot in sorted(book.lots.items()):
        if lot.state is LotState.APPROVED:
            form = book.forms[lot.form]
            found.append(_approved(lot, form, book.due[form.entity, form.year]))
        elif lot.state is LotState.DECLINED:
            found.append(Declined(offset=id, why=lot.why))
    return tuple(found)


Taken = tuple[str, list[PendingLot], list[Form], ToRegistry | None]
"""Name of the event, lots and forms as they now stand, the answer."""


def take(message: ToEts, book: EtsBook, at: Moment) -> Taken:
    """What a message that was not heard before does; raises a refusal where it contradicts the book."""
    return TAKERS[type(message)](message, book, at)


def _locked(message: Locked, book: EtsBook, at: Moment) -> Taken:
    """Mark as pending; decline what cannot be anybody's here, and what was withdrawn before it came."""
    if lot := book.lots.get(message.offset):
        known = replace(lot, said=message)
        return "offset.late", [known], [], Declined(offset=message.offset, why=lot.why)
    entity = book.by_account(message.ets_account)
    why = ""
    if entity is None:
        why = refusal("entity_unknown", at.law, entity=message.ets_account).code
    elif not entity.bound or entity.registry_account != message.registry_account:
        why = refusal("not_bound", at.law, entity=entity.code, bound=entity.registry_account or "—").code
    elif message.quantity < 1 or sum(last - first + 1 for first, last in message.ranges) != message.quantity:
        why = refusal("quantity_not_positive", at.law, quantity=message.quantity).code
    if why:
        declined = PendingLot(offset=message.offset, state=LotState.DECLINED, said=message, why=why)
        return "offset.declined", [declined], [], Declined(offset=message.offset, why=why)
    assert entity is not None
    marked = PendingLot(offset=message.offset, state=LotState.PENDING, entity=entity.code, said=message)
    return "offset.marked", [marked], [], Marked(offset=message.offset, quantity=message.quantity)


def _withdrawn(message: Withdrawn, book: EtsBook, at: Moment) -> Taken:
    """Release unless approved; a form that holds the lot is called off, and its other lots are pending again."""
    lot = book.lots.get(message.offset)
    if lot is None:
        lot = PendingLot(offset=message.offset, state=LotState.DECLINED, why=message.why)
        return "offset.declined", [lot], [], Declined(offset=message.offset, why=message.why)
    if lot.state in (LotState.APPROVED, LotState.CREDITED):
        form = book.forms[lot.form]
        return "offset.withdrawal_too_late", [], [], _approved(lot, form, book.due[form.entity, form.year])
    if lot.state in (LotState.DECLINED, LotState.CLOSED):
        return "offset.declined", [], [], Declined(offset=lot.offset, why=lot.why)
    lots, forms = [replace(lot, state=LotState.DECLINED, used=0, why=message.why)], []
    if lot.state is LotState.FILED:
        form = book.forms[lot.form]
        forms = [replace(form, state="called-off", why=message.why)]
        lots += [
            replace(book.lots[pick.offset], state=LotState.PENDING, form="", used=0)
            for pick in form.picks
            if pick.offset != lot.offset
        ]
    return "offset.declined", lots, forms, Declined(offset=lot.offset, why=message.why)


def _spent(message: Spent, book: EtsBook, at: Moment) -> Taken:
    """Credit what was approved; what was not approved is no credit."""
    lot = book.lots.get(message.offset)
    if (
        lot is None
        or lot.state is not LotState.APPROVED
        or (lot.form, lot.used) != (message.surrender, message.quantity)
    ):
        state = LOT_TEXT[lot.state] if lot else Text("没有记录", "no record")
        why = state + Text(f"，{lot.used if lot else 0:,} 吨", f", {lot.used if lot else 0:,} t")
        raise refusal("message_contradicts", at.law, message=message.id, why=why)
    credited = replace(lot, state=LotState.CREDITED)
    return (
        "offset.credited",
        [credited],
        [],
        Credited(offset=lot.offset, surrender=lot.form, quantity=lot.used),
    )


def _returned(message: Returned, book: EtsBook, at: Moment) -> Taken:
    lot = book.lots.get(message.offset)
    if lot is None or lot.state is not LotState.DECLINED:
        state = LOT_TEXT[lot.state] if lot else Text("没有记录", "no record")
        raise refusal("message_contradicts", at.law, message=message.id, why=state)
    return "offset.closed", [replace(lot, state=LotState.CLOSED)], [], None


TAKERS: dict[type, Callable[[Any, EtsBook, Moment], Taken]] = {
    Locked: _locked,
    Withdrawn: _withdrawn,
    Spent: _spent,
    Returned: _returned,
}


def _approved(lot: PendingLot, form: Form, due: int) -> Approved:
    return Approved(
        offset=lot.offset,
        surrender=form.id,
        quantity=lot.used,
        obligation_t=due,
        entity=form.entity,
        province=form.province,
    )
