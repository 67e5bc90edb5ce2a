"""Daily reconciliation: the exchange's positions with the register's, its cash book with the bank's statement.

Each difference names both figures, what explains it where something does, and the next step. Nothing is put right by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from ..core.text import Text
from ..registry.holdings import State
from ..registry.serials import Series
from ..registry.view import Ledger
from .bank.adapter import BankStatement
from .cash import BANK
from .market import Market
from .office import WithdrawalState


class MismatchKind(StrEnum):
    """What does not agree."""

    UNITS = "units"
    CASH_TOTAL = "cash-total"
    CASH_BOOK = "cash-book"
    CREDIT_MISSING = "credit-missing"
    CREDIT_UNKNOWN = "credit-unknown"
    CREDIT_AMOUNT = "credit-amount"
    DEBIT_UNANSWERED = "debit-unanswered"
    DEBIT_UNKNOWN = "debit-unknown"
    DEBIT_AMOUNT = "debit-amount"
    DEBIT_MISSING = "debit-missing"


KIND_TEXT: dict[MismatchKind, Text] = {
    MismatchKind.UNITS: Text("平台持仓与登记簿不符", "position on the platform and the register differ"),
    MismatchKind.CASH_TOTAL: Text(
        "资金账总额与银行余额不符", "the cash book's total and the bank's balance differ"
    ),
    MismatchKind.CASH_BOOK: Text("资金账自身不平", "the cash book does not balance"),
    MismatchKind.CREDIT_MISSING: Text("记入的入金银行没有", "a deposit was booked that the bank has not"),
    MismatchKind.CREDIT_UNKNOWN: Text(
        "银行收到的款项没有记入", "the bank received money that was not booked"
    ),
    MismatchKind.CREDIT_AMOUNT: Text("入金金额不符", "the amount of a deposit differs"),
    MismatchKind.DEBIT_UNANSWERED: Text(
        "银行已支付，出金尚未完成", "the bank paid, and the withdrawal is still open"
    ),
    MismatchKind.DEBIT_UNKNOWN: Text("银行支付了没有申请的款项", "the bank paid what nobody asked for"),
    MismatchKind.DEBIT_AMOUNT: Text("出金金额不符", "the amount of a withdrawal differs"),
    MismatchKind.DEBIT_MISSING: Text(
        "记为已支付的出金银行没有", "a withdrawal counts as paid that the bank has not"
    ),
}
_ASK_BANK = Text("向银行查询该笔流水。", "Ask the bank about the entry.")
_NEXT: dict[MismatchKind, Text] = {
    MismatchKind.UNITS: Text(
        "停止该标的交收，双方逐笔核对当日划转和交收事件。",
        "Stop delivery of the instrument; both sides compare the day's transfers and deliveries one by one.",
    ),
    MismatchKind.CASH_TOTAL: Text("按下列各笔查明，余数向银行查询。", "Follow the entries; ask the bank about the rest."),
    MismatchKind.CASH_BOOK: Text("停止写入，从日志重建并核对。", "Stop writing; rebuild from the journal and compare."),
    MismatchKind.CREDIT_MISSING: _ASK_BANK,
    MismatchKind.CREDIT_UNKNOWN: Text(
        "查明付款人后记入；不能查明的退回原账户。", "Book it once the payer is known; else send it back."
    ),
    MismatchKind.CREDIT_AMOUNT: Text("向银行查询后以反向分录更正。", "Ask the bank, then correct it by the contrary entry."),
    MismatchKind.DEBIT_UNANSWERED: Text("按对账单完成该笔出金。", "Complete the withdrawal by the statement."),
    MismatchKind.DEBIT_UNKNOWN: Text("请银行追回。", "Have the bank recall it."),
    MismatchKind.DEBIT_AMOUNT: Text("多付的请银行追回，少付的退回交易主体。", "Have the bank recall the excess; return the shortfall."),
    MismatchKind.DEBIT_MISSING: _ASK_BANK,
}  # fmt: skip


class Mismatch(NamedTuple):
    """One thing that does not agree.

    Parameters
    ----------
    kind : MismatchKind
    subject : str
        Trader and instrument, bank reference, or withdrawal.
    ours, theirs : int
        The exchange's figure, and the register's or the bank's. [t or fen]
    """

    kind: MismatchKind
    subject: str
    ours: int
    theirs: int

    @property
    def what(self) -> Text:
        """What does not agree."""
        return KIND_TEXT[self.kind]

    @property
    def next(self) -> Text:
        """What to do about it."""
        return _NEXT[self.kind]


def units(market: Market, ledger: Ledger) -> list[Mismatch]:
    """Positions on the platform against the register's holdings in that state, by trader and instrument. [t]

    Units frozen on their way count where the register has them: not on the platform.
    """
    ours = {key: held.platform for key, held in market.positions.items() if held.platform}
    theirs: dict[tuple[str, Series], int] = {}
    for account in {*ledger.accounts(), *(trader for trader, _ in ours)}:
        for place, series in ledger.places(account):
            if place.state is State.ON_PLATFORM:
                theirs[account, series] = ledger.quantity(place, series)
    return [
        Mismatch(
            MismatchKind.UNITS,
            f"{key[0]} {key[1].project}/{key[1].vintage}",
            ours.get(key, 0),
            theirs.get(key, 0),
        )
        for key in sorted(ours.keys() | theirs.keys())
        if ours.get(key, 0) != theirs.get(key, 0)
    ]


def cash(market: Market, statements: Iterable[BankStatement]) -> list[Mismatch]:
    """The cash book against the bank's statements, from the first day on. [fen]

    Parameters
    ----------
    market : Market
    statements : iterable of BankStatement
        Every day's, or those since the last reconciliation that agreed, whose closing balance is the opening one here.
    """
    office, book = market.office, market.cash
    found: list[Mismatch] = []
    if book.total or any(fen < 0 for place, fen in book.balances().items() if place != BANK):
        found.append(Mismatch(MismatchKind.CASH_BOOK, BANK, book.total, 0))
    days = sorted(statements, key=lambda day: day.on)
    if not days:
        return found
    if book.kept != days[-1].closing:
        found.append(Mismatch(MismatchKind.CASH_TOTAL, BANK, book.kept, days[-1].closing))
    entries = [entry for day in days for entry in day.entries]
    credits = {entry.reference: entry.fen for entry in entries if entry.fen > 0}
    since_first = days[0].opening == 0
    for reference, fen in sorted(credits.items()):
        mine = office.credits.get(reference)
        if mine is None:
            found.append(Mismatch(MismatchKind.CREDIT_UNKNOWN, reference, 0, fen))
        elif mine.fen != fen:
            found.append(Mismatch(MismatchKind.CREDIT_AMOUNT, reference, mine.fen, fen))
    for reference, credit in sorted(office.credits.items()):
        kept = office.corrected.isdisjoint((f"deposit:{reference}", f"return:{reference}"))
        if since_first and reference not in credits and kept:
            found.append(Mismatch(MismatchKind.CREDIT_MISSING, reference, credit.fen, 0))
    paid: dict[str, int] = {}
    for entry in entries:
        if entry.fen < 0:
            key = entry.order or entry.reference
            paid[key] = paid.get(key, 0) - entry.fen
    for id, fen in sorted(paid.items()):
        asked = office.withdrawals.get(id)
        if asked is None or asked.state is WithdrawalState.FAILED:
            found.append(Mismatch(MismatchKind.DEBIT_UNKNOWN, id, 0, fen))
        elif asked.state is WithdrawalState.REQUESTED:
            found.append(
                Mismatch(
                    MismatchKind.DEBIT_AMOUNT if fen > asked.fen else MismatchKind.DEBIT_UNANSWERED,
                    id,
                    asked.fen,
                    fen,
                )
            )
        elif asked.paid != fen:
            found.append(Mismatch(MismatchKind.DEBIT_AMOUNT, id, asked.paid, fen))
    if since_first:
        found += [
            Mismatch(MismatchKind.DEBIT_MISSING, id, asked.paid, 0)
            for id, asked in sorted(office.withdrawals.items())
            if asked.state in (WithdrawalState.PAID, WithdrawalState.RETURNED) and id not in paid
        ]
    return found
