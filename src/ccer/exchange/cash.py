"""The money of the traders: double entry in fen, and one primitive, a posting from one place to another.

Only the bank's place may be negative: it mirrors what the dedicated account holds for everyone else, so all places together are always
zero (Trading Rules art. 25). What is wrong is put right by the contrary posting, never by changing one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..core.errors import CcerError
from ..core.event import Event
from ..core.text import Text
from .orders import Trade

BANK = "bank"
FEES = "fees"
RISK_RESERVE = "risk-reserve"
_KEPT = "bge-2023-trading-rules/art-25/para-2"


def trader(id: str) -> str:
    """The sub-ledger of a trader."""
    return f"trader:{id}"


def withdrawing(id: str) -> str:
    """What a trader asked to be paid out and the bank has not answered for."""
    return f"withdrawing:{id}"


class CashPosting(NamedTuple):
    """Money that moves from one place to another. [fen]

    Parameters
    ----------
    source, target : str
        `BANK`, `FEES`, `RISK_RESERVE`, `trader` or `withdrawing` of an id.
    fen : int
        More than 0.
    why : str
        ``deposit``, ``withdrawal``, ``returned``, ``sent-back``, ``turnover``, ``buyer-fee``, ``seller-fee``, ``opening-fee``,
        ``annual-fee``, ``correction``.
    """

    source: str
    target: str
    fen: int
    why: str

    @property
    def contrary(self) -> CashPosting:
        """The posting that takes it back."""
        return CashPosting(self.target, self.source, self.fen, "correction")


class CashDoesNotApply(CcerError):
    """A posting contradicts the cash book: journal or store are damaged."""


def trade_postings(trade: Trade) -> list[CashPosting]:
    """The money of a trade: turnover to the seller, each side's commission to the exchange."""
    buyer, seller = trader(trade.buyer), trader(trade.seller)
    found = [CashPosting(buyer, seller, trade.price * trade.quantity, "turnover")]
    if trade.buyer_fee:
        found.append(CashPosting(buyer, FEES, trade.buyer_fee, "buyer-fee"))
    if trade.seller_fee:
        found.append(CashPosting(seller, FEES, trade.seller_fee, "seller-fee"))
    return found


class CashBook:
    """What each place holds. [fen]"""

    def __init__(self, balances: Mapping[str, int] | None = None) -> None:
        self._held: dict[str, int] = dict(balances or {})

    def balance(self, place: str) -> int:
        """What a place holds; 0 where nothing ever moved. [fen]"""
        return self._held.get(place, 0)

    def balances(self) -> dict[str, int]:
        """Every place that is not empty, in order."""
        return {place: fen for place, fen in sorted(self._held.items()) if fen}

    def move(self, posting: CashPosting) -> None:
        """Take money from its source and give it to its target.

        Raises
        ------
        CashDoesNotApply
            The amount is not positive, source and target are one place, or the source does not hold it; nothing has changed then.
        """
        source, target, fen, _ = posting
        if fen < 1 or source == target:
            raise _contradiction(posting, Text("金额或者去处无效", "its amount or its places make no sense"))
        held = self.balance(source) - fen
        if held < 0 and source != BANK:
            raise _contradiction(
                posting, Text(f"{source} 只有 {held + fen} 分", f"{source} holds {held + fen} fen")
            )
        given = self.balance(target) + fen
        if target == BANK and given > 0:
            raise _contradiction(
                posting, Text("银行账户没有这么多钱", "the bank account does not hold so much")
            )
        self._held[source], self._held[target] = held, given

    @property
    def total(self) -> int:
        """All places together; 0 unless the book is damaged. [fen]"""
        return sum(self._held.values())

    @property
    def kept(self) -> int:
        """What the dedicated account must hold. [fen]"""
        return -self.balance(BANK)


class CashDraft(CashBook):
    """A book on top of another one, which it leaves as it is: where the trades of a settlement are tried."""

    def __init__(self, base: CashBook) -> None:
        super().__init__()
        self._base = base

    def balance(self, place: str) -> int:
        held = self._held.get(place)
        return self._base.balance(place) if held is None else held


def posting_of(row: Iterable[Any]) -> CashPosting:
    """A posting read back from the data of an event."""
    source, target, fen, why = row
    return CashPosting(source, target, fen, why)


def post(book: CashBook, event: Event) -> None:
    """Move what an event says of money; nothing where it says nothing."""
    for row in event.data.get("cash", ()):
        book.move(row if type(row) is CashPosting else posting_of(row))


class CashMovement(NamedTuple):
    """One posting as a trader sees it (Trading Rules art. 31).

    Parameters
    ----------
    at : datetime
    on : date
    name, subject : str
        What happened, to what: ``exchange.trade.settled``, ``trade:17``.
    fen : int
        In is positive, out is negative.
    why, other : str
        What for, and the place on the other side.
    balance : int
        After it.
    """

    at: dt.datetime
    on: dt.date
    name: str
    subject: str
    fen: int
    why: str
    other: str
    balance: int


class CashDay(NamedTuple):
    """A place on one day: before, what moved, after. [fen]"""

    place: str
    on: dt.date
    opening: int
    movements: tuple[CashMovement, ...]
    closing: int


def movements(events: Iterable[Event], place: str) -> Iterator[CashMovement]:
    """Every posting that touched a place, with the balance after it."""
    held = 0
    for event in events:
        for row in event.data.get("cash", ()):
            posting = posting_of(row)
            if place == posting.source:
                fen, other = -posting.fen, posting.target
            elif place == posting.target:
                fen, other = posting.fen, posting.source
            else:
                continue
            held += fen
            yield CashMovement(event.at, event.on, event.name, event.subject, fen, posting.why, other, held)


def statement(events: Iterable[Event], place: str, since: dt.date, until: dt.date) -> list[CashDay]:
    """The statement of a place, one entry for each day on which something moved.

    Parameters
    ----------
    events : iterable of Event
        The journal from its first event on.
    place : str
    since, until : date
        Both included.

    Returns
    -------
    list of CashDay
        Without movement in the period: one entry on ``since`` with the balance carried.
    """
    opening, days = 0, dict[dt.date, list[CashMovement]]()
    for moved in movements(events, place):
        if moved.on < since:
            opening = moved.balance
        elif moved.on <= until:
            days.setdefault(moved.on, []).append(moved)
    found = []
    for on, lines in sorted(days.items()):
        found.append(CashDay(place, on, opening, tuple(lines), lines[-1].balance))
        opening = lines[-1].balance
    return found or [CashDay(place, since, opening, (), opening)]


def _contradiction(posting: CashPosting, why: Text) -> CashDoesNotApply:
    return CashDoesNotApply(
        what=Text(
            f"不能由 {posting.source} 向 {posting.target} 记账 {posting.fen} 分",
            f"{posting.fen} fen cannot be posted from {posting.source} to {posting.target}",
        ),
        why=why,
        next=Text("停止写入，从日志重建并核对。", "Stop writing; rebuild from the journal and compare."),
        clause=_KEPT,
    )


def out_of_order(said: str, expected: str) -> CashDoesNotApply:
    """A settlement event that is not about the next trade."""
    return CashDoesNotApply(
        what=Text(f"成交 {said} 的交收记录无法采用", f"The settlement of trade {said} cannot be applied"),
        why=Text(f"按顺序应为 {expected}", f"the next one in order is {expected}"),
        next=Text("停止写入，从日志重建并核对。", "Stop writing; rebuild from the journal and compare."),
        clause="bge-2023-trading-rules/art-27",
    )
