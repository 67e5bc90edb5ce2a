"""From what the bank says to what is asked of the cash book; whatever cannot be matched is reported, never guessed.

Messages may come twice, in any order, or not at all: the commands absorb repetition, and a day's statement brings what a notification lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ...core.text import Text
from ..market import Market
from ..office import WithdrawalState
from ..office_commands import CompleteWithdrawal, Deposit, FailWithdrawal, ReturnWithdrawal
from .adapter import BankEntry, Message, PaymentOrder, StatusReport

BankCommand = Deposit | CompleteWithdrawal | FailWithdrawal | ReturnWithdrawal


class Unmatched(NamedTuple):
    """What the bank said and the book knows nothing of.

    Parameters
    ----------
    reference : str
        The bank's reference, or the id of the order it names.
    fen : int
        In is positive, out is negative; 0 where no amount was named.
    why, next : Text
    """

    reference: str
    fen: int
    why: Text
    next: Text


class Intake(NamedTuple):
    """What one message comes to."""

    commands: tuple[BankCommand, ...]
    unmatched: tuple[Unmatched, ...]


def waiting(market: Market, names: dict[str, str]) -> list[PaymentOrder]:
    """Orders for withdrawals the bank has not answered for; ``names`` are the traders' registered names."""
    return [
        PaymentOrder(asked.id, asked.fen, asked.account, names.get(asked.trader, asked.trader))
        for asked in market.office.withdrawals.values()
        if asked.state is WithdrawalState.REQUESTED
    ]


def intake(message: Message, market: Market, account: str, actor: str = "system:bank") -> Intake:
    """Commands for a message, in its order.

    Parameters
    ----------
    message : Message
    market : Market
        Only read.
    account : str
        The dedicated account; messages about another one are reported whole.
    actor : str
    """
    if isinstance(message, StatusReport):
        return _statuses(message, market, actor)
    if message.account != account:
        why = Text(f"消息讲的是账户 {message.account}", f"the message is about account {message.account}")
        next = Text("请银行核对收件人。", "Ask the bank whom it was meant for.")
        return Intake((), (Unmatched(message.id, 0, why, next),))
    return _entries(message.entries, market, account, actor)


def _statuses(report: StatusReport, market: Market, actor: str) -> Intake:
    commands: list[BankCommand] = []
    unmatched = []
    for status in report.statuses:
        if status.order not in market.office.withdrawals:
            unmatched.append(_unknown_order(status.order, 0))
        elif not status.accepted:
            commands.append(FailWithdrawal(actor=actor, id=status.order, why=status.reason or "RJCT"))
    return Intake(tuple(commands), tuple(unmatched))


def _entries(entries: Iterable[BankEntry], market: Market, account: str, actor: str) -> Intake:
    commands: list[BankCommand] = []
    unmatched = []
    traders = {account: trader for trader, account in market.office.accounts.items()}
    for entry in entries:
        if entry.fen < 0:
            if entry.order in market.office.withdrawals:
                commands.append(
                    CompleteWithdrawal(actor=actor, id=entry.order, fen=-entry.fen, reference=entry.reference)
                )
            else:
                unmatched.append(_unknown_order(entry.order or entry.reference, entry.fen))
        elif _came_back(entry, market, account):
            commands.append(
                ReturnWithdrawal(actor=actor, id=entry.order, fen=entry.fen, reference=entry.reference)
            )
        elif entry.account in traders and not entry.order:
            commands.append(
                Deposit(
                    actor=actor,
                    trader=traders[entry.account],
                    fen=entry.fen,
                    reference=entry.reference,
                    account=entry.account,
                    received=entry.booked,
                )
            )
        else:
            unmatched.append(_unknown_payer(entry))
    return Intake(tuple(commands), tuple(unmatched))


def _came_back(entry: BankEntry, market: Market, account: str) -> bool:
    """Whether it is a payment of ours that came back: it names the withdrawal, and comes from where that went or is our own, reversed."""
    asked = market.office.withdrawals.get(entry.order)
    return asked is not None and entry.account in (asked.account, account)


def _unknown_order(id: str, fen: int) -> Unmatched:
    return Unmatched(
        id,
        fen,
        Text("没有这个编号的出金", "there is no withdrawal of this id"),
        Text("向银行查询；误付的请银行追回。", "Ask the bank; have it recall what was paid by mistake."),
    )


def _unknown_payer(entry: BankEntry) -> Unmatched:
    return Unmatched(
        entry.reference,
        entry.fen,
        Text(
            f"付款账户 {entry.account} 没有绑定交易账户，或者退回的付款对不上出金",
            f"{entry.account} is bound to no trading account, or what came back is of no withdrawal",
        ),
        Text(
            "查明付款人；不能查明的退回原账户。", "Find out who paid; else send it back where it came from."
        ),
    )
