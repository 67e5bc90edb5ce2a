"""The book of the ETS registry, as far as an offset touches it: entities, allowances, obligations, pending lots, surrender forms."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from ..core.event import Event
from ..core.text import Text
from .messages import Locked, ToEts, ToRegistry
from .obligations import Entity


class LotState(StrEnum):
    """Where a lot stands on the ETS side."""

    PENDING = "pending"
    FILED = "filed"
    APPROVED = "approved"
    CREDITED = "credited"
    DECLINED = "declined"
    CLOSED = "closed"


LOT_TEXT: dict[LotState, Text] = {
    LotState.PENDING: Text("待抵销", "pending offset"),
    LotState.FILED: Text("已选入清缴申请", "picked into a surrender form"),
    LotState.APPROVED: Text("已同意，待注销", "approved, to be cancelled"),
    LotState.CREDITED: Text("已记入", "credited"),
    LotState.DECLINED: Text("不予抵销，待退回", "declined, to be returned"),
    LotState.CLOSED: Text("已退回", "returned"),
}
COUNTED = (LotState.FILED, LotState.APPROVED, LotState.CREDITED)
"""States in which a lot counts against the cap of its year."""


class PendingLot(msgspec.Struct, frozen=True, kw_only=True):
    """One application as the ETS side knows it; ``said`` is None where its release came before it. Quantities in tCO2e."""

    offset: str
    state: LotState
    entity: str = ""
    said: Locked | None = None
    form: str = ""
    used: int = 0
    why: str = ""

    @property
    def quantity(self) -> int:
        return self.said.quantity if self.said else 0

    @property
    def year(self) -> int:
        return self.said.compliance_year if self.said else 0


class Pick(msgspec.Struct, frozen=True):
    """So much of a pending lot. [tCO2e]"""

    offset: str
    quantity: int


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A surrender form: allowances and picked lots for a year. [tCO2e]"""

    id: str
    entity: str
    year: int
    picks: tuple[Pick, ...] = ()
    allowances: int = 0
    state: str = "filed"
    province: str = ""
    why: str = ""


class Position(NamedTuple):
    """An entity's year as the ETS registry sees it. [tCO2e]"""

    due: int
    allowances: int
    credited: int
    pending: int

    @property
    def left(self) -> int:
        """What is not surrendered yet; approved lots count once they are credited."""
        return self.due - self.allowances - self.credited


class EtsBook:
    """The state of the ETS side in memory; a host may keep the same rows in tables."""

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}
        self.due: dict[tuple[str, int], int] = {}
        self.allowances: dict[str, int] = {}
        self.surrendered: dict[tuple[str, int], int] = {}
        self.lots: dict[str, PendingLot] = {}
        self.forms: dict[str, Form] = {}
        self.answered: dict[str, tuple[str, ToRegistry | None]] = {}

    def by_account(self, ets_account: str) -> Entity | None:
        """Whose account it is."""
        return next((e for e in self.entities.values() if e.ets_account == ets_account), None)

    def used(self, entity: str, year: int, *, besides: str = "") -> int:
        """Offsets that count against the cap of a year, those of one form left out. [tCO2e]"""
        return sum(
            lot.used
            for lot in self.lots.values()
            if lot.entity == entity
            and lot.year == year
            and lot.state in COUNTED
            and (not besides or lot.form != besides)
        )

    def position(self, entity: str, year: int) -> Position:
        """What an entity owes and has surrendered for a year."""
        mine = [lot for lot in self.lots.values() if lot.entity == entity and lot.year == year]
        return Position(
            self.due.get((entity, year), 0),
            self.surrendered.get((entity, year), 0),
            sum(lot.used for lot in mine if lot.state is LotState.CREDITED),
            sum(lot.used for lot in mine if lot.state in (LotState.FILED, LotState.APPROVED)),
        )

    def state(self) -> dict[str, Any]:
        """Everything, as plain values that compare equal when two states are the same."""
        return {
            "entities": {k: msgspec.to_builtins(v) for k, v in sorted(self.entities.items())},
            "due": dict(sorted(self.due.items())),
            "allowances": dict(sorted(self.allowances.items())),
            "surrendered": dict(sorted(self.surrendered.items())),
            "lots": {k: msgspec.to_builtins(v) for k, v in sorted(self.lots.items())},
            "forms": {k: msgspec.to_builtins(v) for k, v in sorted(self.forms.items())},
            "answered": {k: content for k, (content, _) in sorted(self.answered.items())},
        }


def apply(book: EtsBook, event: Event) -> EtsBook:
    """Put what the event says as it now stands; nothing is decided here."""
    data = event.data
    for row in data.get("entities", ()):
        entity = msgspec.convert(row, Entity)
        book.entities[entity.code] = entity
    for code, year, due in data.get("due", ()):
        book.due[code, year] = due
    for code, held in data.get("allowances", ()):
        book.allowances[code] = held
    for code, year, total in data.get("surrendered", ()):
        book.surrendered[code, year] = total
    for row in data.get("lots", ()):
        lot = msgspec.convert(row, PendingLot)
        book.lots[lot.offset] = lot
    for row in data.get("forms", ()):
        form = msgspec.convert(row, Form)
        book.forms[form.id] = form
    if "answer" in data:
        id, content, reply = data["answer"]
        book.answered[id] = (content, msgspec.convert(reply, ToRegistry) if reply is not None else None)
    return book


__all__ = [
    "COUNTED",
    "LOT_TEXT",
    "EtsBook",
    "Form",
    "LotState",
    "PendingLot",
    "Pick",
    "Position",
    "ToEts",
    "apply",
]
