"""What the exchange needs of a bank, whichever it is; no network here: a host carries the messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ...core.errors import BadInput, CcerError
from ...core.text import Text


class PaymentOrder(NamedTuple):
    """Pay a withdrawal out to the bound account.

    Parameters
    ----------
    id : str
        End-to-end id: the withdrawal's, so that every answer names it. At most 35 characters.
    fen : int
    account, name : str
        The trader's bank account, and in whose name it is.
    """

    id: str
    fen: int
    account: str
    name: str


class BankEntry(NamedTuple):
    """What the bank booked on the dedicated account.

    Parameters
    ----------
    reference : str
        The bank's own, unique.
    fen : int
        In is positive, out is negative.
    booked : datetime
    account, name : str
        Of the other side.
    order : str
        End-to-end id of the payment order, for what went out on one.
    """

    reference: str
    fen: int
    booked: dt.datetime
    account: str
    name: str = ""
    order: str = ""


class PaymentStatus(NamedTuple):
    """What the bank says of an order before it books anything; ``reason`` is its code where it was rejected."""

    order: str
    accepted: bool
    reason: str = ""


class StatusReport(NamedTuple):
    """Answers to one message of payment orders."""

    id: str
    of: str
    statuses: tuple[PaymentStatus, ...]


class Notification(NamedTuple):
    """Entries as they are booked during the day."""

    id: str
    account: str
    entries: tuple[BankEntry, ...]


class BankStatement(NamedTuple):
    """A day of the dedicated account: before, every entry, after. [fen]"""

    id: str
    account: str
    on: dt.date
    opening: int
    closing: int
    entries: tuple[BankEntry, ...]


Message = StatusReport | Notification | BankStatement


class Received(NamedTuple):
    """One message as it came in: what it says, or why it cannot be read."""

    name: str
    message: Message | None
    error: BadInput | None = None


class BankDown(CcerError):
    """The bank takes nothing at the moment; the same message may be sent again."""


class BankAdapter(Protocol):
    """A bank as the exchange sees it. Both calls may be repeated at any time."""

    def send(self, message: str, orders: Sequence[PaymentOrder], at: dt.datetime) -> None:
        """Hand over payment orders under a message id; the same id counts once.

        Raises
        ------
        BankDown
            Nothing was taken, as far as can be told.
        """

    def receive(self, at: dt.datetime) -> list[Received]:
        """What the bank has said since it was asked last; it may say things again."""


def down() -> BankDown:
    """The bank cannot be reached."""
    return BankDown(
        what=Text("银行没有受理付款指令", "The bank did not take the payment orders"),
        why=Text("银行系统暂时不可用", "it cannot be reached at the moment"),
        next=Text("稍后以同一消息编号重发。", "Send them again later under the same message id."),
    )


def unreadable(name: str, why: Text) -> BadInput:
    """A message that cannot be used."""
    return BadInput(
        what=Text(f"银行消息 {name} 无法采用", f"Bank message {name} cannot be used"),
        why=why,
        next=Text("请银行重发；内容没有记账。", "Ask the bank to send it again; nothing was booked."),
    )
