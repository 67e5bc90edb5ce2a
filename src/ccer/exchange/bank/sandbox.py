"""A bank for trials: by its seed it delays, repeats, loses, refuses, pays a wrong amount or is down, the same way every time.

It speaks in the same messages as a real one, written and read back. What it booked is always in the day's statement, whatever it said or
did not say before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from . import iso20022
from .adapter import (
    BankEntry,
    BankStatement,
    Notification,
    PaymentOrder,
    PaymentStatus,
    Received,
    StatusReport,
    down,
)


class Faults(NamedTuple):
    """How often each fault happens, of a thousand times.

    Parameters
    ----------
    down : int
        A call fails; half of the orders sent in it were taken all the same.
    refuse : int
        An order is rejected.
    short : int
        An order is paid one fen short.
    over : int
        An order is paid one fen over.
    lose, repeat, delay : int
        A message never comes, comes twice, or comes a day later.
    give_back : int
        What was paid comes back at once, by an entry of its own.
    """

    down: int = 0
    refuse: int = 0
    short: int = 0
    over: int = 0
    lose: int = 0
    repeat: int = 0
    delay: int = 0
    give_back: int = 0


class SandboxBank:
    """A `BankAdapter` in memory.

    Parameters
    ----------
    seed : str
    account, name : str
        The dedicated account, and in whose name it is.
    faults : Faults
    """

    def __init__(self, seed: str, account: str, name: str, faults: Faults = Faults()) -> None:  # noqa: B008
        self.seed, self.account, self.name, self.faults = seed, account, name, faults
        self.booked: list[BankEntry] = []
        self.sent: dict[str, tuple[PaymentOrder, ...]] = {}
        self.answered: dict[str, PaymentStatus] = {}
        self.calls = 0
        self._queue: list[tuple[dt.datetime, str, bytes]] = []

    def send(self, message: str, orders: Sequence[PaymentOrder], at: dt.datetime) -> None:
        """Take orders; one that comes again in another message is answered again and paid once."""
        content = iso20022.orders(message, orders, self.account, self.name, at)
        self.calls += 1
        out = self._happens("down", f"send-{self.calls}")
        if out and self._dice("taken", str(self.calls)) % 2:
            raise down()
        id, read = iso20022.read_orders(message, content)
        if id not in self.sent:
            self.sent[id] = read
            self._pay(id, read, at)
        if out:
            raise down()

    def _pay(self, message: str, orders: Sequence[PaymentOrder], at: dt.datetime) -> None:
        statuses = []
        for order in orders:
            known = order.id in self.answered
            if not known:
                refused = self._happens("refuse", order.id)
                self.answered[order.id] = PaymentStatus(order.id, not refused, "AC04" if refused else "")
            status = self.answered[order.id]
            statuses.append(status)
            if status.accepted and not known:
                off = self._happens("over", order.id) - self._happens("short", order.id)
                self._book(-(order.fen + off), order.account, order.name, at, order.id)
                if self._happens("give_back", order.id):
                    self._book(order.fen + off, order.account, order.name, at, order.id)
        report = StatusReport(f"st-{message}"[:35], message, tuple(statuses))
        self._say(report.id, iso20022.statuses(report, at), at)

    def pay_in(self, account: str, name: str, fen: int, at: dt.datetime) -> BankEntry:
        """Somebody pays into the dedicated account."""
        return self._book(fen, account, name, at)

    def _book(self, fen: int, account: str, name: str, at: dt.datetime, order: str = "") -> BankEntry:
        entry = BankEntry(f"BK{len(self.booked) + 1:010d}", fen, at, account, name, order)
        self.booked.append(entry)
        if fen:
            said = Notification(f"nt-{entry.reference}", self.account, (entry,))
            self._say(said.id, iso20022.notification(said, at), at)
        return entry

    def receive(self, at: dt.datetime) -> list[Received]:
        """What is due by then; nothing while it is down."""
        self.calls += 1
        if self._happens("down", f"receive-{self.calls}"):
            return []
        due = [each for each in self._queue if each[0] <= at]
        self._queue = [each for each in self._queue if each[0] > at]
        return [Received(name, iso20022.answer(name, content)) for _, name, content in due]

    def statement(self, on: dt.date, at: dt.datetime) -> Received:
        """The statement of a day; it is never wrong and never lost."""
        before = sum(entry.fen for entry in self.booked if entry.booked.date() < on)
        day = tuple(entry for entry in self.booked if entry.booked.date() == on and entry.fen)
        said = BankStatement(
            f"stmt-{on}", self.account, on, before, before + sum(entry.fen for entry in day), day
        )
        return Received(said.id, iso20022.answer(said.id, iso20022.statement(said, at)))

    @property
    def holds(self) -> int:
        """What is on the dedicated account. [fen]"""
        return sum(entry.fen for entry in self.booked)

    def _say(self, name: str, content: bytes, at: dt.datetime) -> None:
        if self._happens("lose", name):
            return
        late = at + dt.timedelta(days=self._happens("delay", name))
        self._queue += [(late, name, content)] * (1 + self._happens("repeat", name))

    def _happens(self, fault: str, what: str) -> bool:
        return self._dice(fault, what) % 1000 < int(getattr(self.faults, fault))

    def _dice(self, fault: str, what: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{self.seed}|{fault}|{what}".encode()).digest()[:8])
