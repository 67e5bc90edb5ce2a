"""The state of the back office as its decisions read it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import msgspec

from ..core.text import Text
from .cash import CashPosting
from .orders import Side, Trade


class WithdrawalState(StrEnum):
    """The two phases of a withdrawal, and what the bank sent back after it was paid."""

    REQUESTED = "requested"
    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"


class AlertState(StrEnum):
    """The life of an alert (Trading Rules art. 44 to 46)."""

    OPEN = "open"
    ASKED = "asked"
    RESTRICTED = "restricted"
    CLOSED = "closed"


WITHDRAWAL_TEXT: dict[WithdrawalState, Text] = {
    WithdrawalState.REQUESTED: Text("待银行支付", "waiting for the bank"),
    WithdrawalState.PAID: Text("已支付", "paid"),
    WithdrawalState.FAILED: Text("未支付，已退回", "not paid, returned"),
    WithdrawalState.RETURNED: Text("已支付，银行退回", "paid, sent back by the bank"),
}
ALERT_TEXT: dict[AlertState, Text] = {
    AlertState.OPEN: Text("待核查", "open"),
    AlertState.ASKED: Text("已要求说明", "explanation asked for"),
    AlertState.RESTRICTED: Text("已限制交易", "trading restricted"),
    AlertState.CLOSED: Text("已了结", "closed"),
}


class Withdrawal(msgspec.Struct, frozen=True):
    """Money on its way out; ``paid`` is what the bank says it paid. [fen]"""

    id: str
    trader: str
    fen: int
    account: str
    asked: dt.datetime
    state: WithdrawalState = WithdrawalState.REQUESTED
    paid: int = 0
    reference: str = ""


class Credit(msgspec.Struct, frozen=True):
    """Money the bank said came in, under the bank's reference. [fen]"""

    reference: str
    trader: str
    fen: int
    account: str


class Failure(msgspec.Struct, frozen=True):
    """Why a trade was not delivered.

    Parameters
    ----------
    trade : str
    code : str
        ``no_money``, or the code of the registry's refusal.
    why : Text
    clause : str
    because : tuple of str
        Trades that failed before it and owed this side the money or units it lacks.
    """

    trade: str
    code: str
    why: Text
    clause: str
    because: tuple[str, ...] = ()


class Clearing(msgspec.Struct):
    """The clearing of a day on its way to delivery.

    ``done`` counts the trades that were delivered or failed; they go in the order of ``place``.
    """

    day: dt.date
    digest: str
    trades: int
    turnover: int
    fees: int
    confirmed: dict[str, str] = {}
    done: int = 0
    failed: dict[str, Failure] = {}
    finished: bool = False


class Objection(msgspec.Struct, frozen=True):
    """An objection to a settlement (art. 32). Until it is answered ``upheld`` is None and ``trades`` are the objector's of the day."""

    id: str
    trader: str
    day: dt.date
    why: str
    document: str
    upheld: bool | None = None
    answer: str = ""
    trades: tuple[Trade, ...] = ()


class Alert(msgspec.Struct, frozen=True):
    """What the watch found about a trader, and what became of it."""

    id: str
    trader: str
    kind: int
    day: dt.date
    evidence: str
    refs: tuple[str, ...]
    provisional: bool
    state: AlertState = AlertState.OPEN
    explanation: str = ""
    sides: tuple[Side, ...] = ()
    why: str = ""


class HoldingReport(msgspec.Struct, frozen=True):
    """A large holder's report (art. 38). [t]"""

    id: str
    trader: str
    day: dt.date
    quantity: int
    limit: int
    purpose: str


class Office:
    """Everything the back office remembers; money itself is in the `CashBook`."""

    def __init__(self) -> None:
        self.accounts: dict[str, str] = {}
        self.credits: dict[str, Credit] = {}
        self.withdrawals: dict[str, Withdrawal] = {}
        self.fees: dict[tuple[str, str, int], int] = {}
        self.entries: dict[str, tuple[CashPosting, ...]] = {}
        self.corrected: set[str] = set()
        self.moved_on: dict[str, dt.date] = {}
        self.clearings: dict[dt.date, Clearing] = {}
        self.queue: list[Trade] = []
        """Trades of the last clearing in the order of delivery, until the next one."""
        self.objections: dict[str, Objection] = {}
        self.alerts: dict[str, Alert] = {}
        self.reports: dict[str, HoldingReport] = {}

    def took_part(self, trader: str, day: dt.date) -> bool:
        """Whether a trader had a trade in the last clearing, if that was of the day."""
        return any(trade.on == day and trader in (trade.buyer, trade.seller) for trade in self.queue)

    def state(self) -> dict[str, Any]:
        """Everything, as plain values that compare equal when two states are the same."""
        plain: dict[str, Any] = {"fees": dict(sorted(self.fees.items())), "corrected": sorted(self.corrected)}
        plain["queue"] = [trade.id for trade in self.queue]
        for name, value in vars(self).items():
            if name not in plain:
                plain[name] = dict(sorted(msgspec.to_builtins(value).items()))
        for each in plain["objections"].values():
            each["trades"] = [trade["id"] for trade in each["trades"]]
        for asked in plain["withdrawals"].values():
            asked["asked"] = dt.datetime.fromisoformat(asked["asked"]).timestamp()
        return plain
