"""What may be asked of the back office of the exchange: cash, clearing, settlement and the watch over the market.

As in the register: frozen structs told apart by ``do``, each with who asks and an idempotency key. Money is whole fen.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

import msgspec

from ..core.text import Text
from ..registry.commands import Command, Id, Words
from .orders import Side

MOST_FEN = 10**15
"""No amount is larger: a limit of the software, far above anything the market can owe. [fen]"""
Fen = Annotated[int, msgspec.Meta(ge=-MOST_FEN, le=MOST_FEN)]
Ids = Annotated[tuple[Id, ...], msgspec.Meta(max_length=10_000)]


class Fee(StrEnum):
    """What a trader pays beside commission (fee notice of 2 January 2025)."""

    OPENING = "opening"
    ANNUAL = "annual"


class Confirming(StrEnum):
    """Who confirms a clearing result before delivery (Trading Rules art. 28)."""

    EXCHANGE = "exchange"
    REGISTRY = "registry"


FEE_TEXT: dict[Fee, Text] = {
    Fee.OPENING: Text("开户费", "opening fee"),
    Fee.ANNUAL: Text("年费", "annual fee"),
}
CONFIRMING_TEXT: dict[Confirming, Text] = {
    Confirming.EXCHANGE: Text("交易机构", "the exchange"),
    Confirming.REGISTRY: Text("登记机构", "the registry"),
}


class BindBank(Command, frozen=True, kw_only=True, tag="bind-bank"):
    """Bind the trader's bank account: ``holder`` is whose it is by the channel's check, ``name`` the trader's registered name."""

    trader: Id
    account: Id
    holder: Id
    name: Id


class UnbindBank(Command, frozen=True, kw_only=True, tag="unbind-bank"):
    """Take the binding back, on a day without movement and with no money left."""

    trader: Id


class Deposit(Command, frozen=True, kw_only=True, tag="deposit"):
    """The bank says money came: its ``reference`` counts once; ``received`` is when, if not now."""

    trader: Id
    fen: Fen
    reference: Id
    account: Id
    received: dt.datetime | None = None


class RequestWithdrawal(Command, frozen=True, kw_only=True, tag="request-withdrawal"):
    """First phase: money is set aside and the bank is asked to pay it to the bound account."""

    id: Id
    trader: Id
    fen: Fen


class CompleteWithdrawal(Command, frozen=True, kw_only=True, tag="complete-withdrawal"):
    """Second phase: the bank paid ``fen``; what it paid less than asked returns to the trader."""

    id: Id
    fen: Fen
    reference: Id


class FailWithdrawal(Command, frozen=True, kw_only=True, tag="fail-withdrawal"):
    """Second phase: the bank did not pay; the money returns to the trader."""

    id: Id
    why: Words


class ReturnWithdrawal(Command, frozen=True, kw_only=True, tag="return-withdrawal"):
    """After the second phase: ``fen`` of what was paid came back to the dedicated account, under the bank's ``reference``."""

    id: Id
    fen: Fen
    reference: Id


class ChargeFee(Command, frozen=True, kw_only=True, tag="charge-fee"):
    """Charge the opening fee, or the annual fee of a year; a key emitter is spared on the list that ``document`` names."""

    trader: Id
    fee: Fee
    year: int
    key_emitter: bool = False
    document: Id = ""


class CorrectCash(Command, frozen=True, kw_only=True, tag="correct-cash"):
    """Undo an entry (``deposit:<reference>``, ``return:<reference>``, ``fee:<trader>:<fee>:<year>``) by the contrary posting."""

    entry: Id
    why: Words
    document: Id


class Clear(Command, frozen=True, kw_only=True, tag="clear"):
    """Work out after the close what each trader owes and is owed, trade by trade."""

    day: dt.date


class ConfirmClearing(Command, frozen=True, kw_only=True, tag="confirm-clearing"):
    """One side confirms the result; ``digest`` is that of the result it saw."""

    day: dt.date
    side: Confirming
    digest: Id


class Settle(Command, frozen=True, kw_only=True, tag="settle"):
    """Deliver the next ``most`` trades of a day, in order, each whole or not at all."""

    day: dt.date
    most: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1_000


class Object(Command, frozen=True, kw_only=True, tag="object-to-settlement"):
    """A trader objects in writing to the settlement of a day."""

    id: Id
    trader: Id
    day: dt.date
    why: Words
    document: Id


class AnswerObjection(Command, frozen=True, kw_only=True, tag="answer-objection"):
    """The exchange answers; where it upholds, ``trades`` are undone by contrary entries in both books, in the same step."""

    id: Id
    upheld: bool
    why: Words
    trades: Ids = ()


class RaiseAlert(Command, frozen=True, kw_only=True, tag="raise-alert"):
    """Open an alert about conduct of ``kind`` 1 to 6 (Trading Rules art. 44), with the evidence that a detector or a person gives."""

    id: Id
    trader: Id
    kind: Annotated[int, msgspec.Meta(ge=1, le=6)]
    day: dt.date
    evidence: Words
    refs: Ids = ()
    provisional: bool = True


class AskExplanation(Command, frozen=True, kw_only=True, tag="ask-explanation"):
    """Ask the trader for a written explanation (art. 45, 46)."""

    id: Id
    why: Words


class Explain(Command, frozen=True, kw_only=True, tag="explain-alert"):
    """The trader explains in writing."""

    id: Id
    document: Id


class DecideAlert(Command, frozen=True, kw_only=True, tag="decide-alert"):
    """Close the alert, or restrict the trader's ``sides`` because of it (art. 46)."""

    id: Id
    why: Words
    sides: tuple[Side, ...] = ()


class LiftRestriction(Command, frozen=True, kw_only=True, tag="lift-restriction"):
    """End the restriction of an alert, which closes it."""

    id: Id
    why: Words
    document: Id


class ReportHolding(Command, frozen=True, kw_only=True, tag="report-holding"):
    """A large holder reports its position and purpose (art. 38)."""

    id: Id
    trader: Id
    day: dt.date
    quantity: Annotated[int, msgspec.Meta(ge=0, le=10**12)]
    limit: Annotated[int, msgspec.Meta(ge=1, le=10**12)]
    purpose: Words


AnyOfficeCommand = (
    BindBank
    | UnbindBank
    | Deposit
    | RequestWithdrawal
    | CompleteWithdrawal
    | FailWithdrawal
    | ReturnWithdrawal
    | ChargeFee
    | CorrectCash
    | Clear
    | ConfirmClearing
    | Settle
    | Object
    | AnswerObjection
    | RaiseAlert
    | AskExplanation
    | Explain
    | DecideAlert
    | LiftRestriction
    | ReportHolding
)
