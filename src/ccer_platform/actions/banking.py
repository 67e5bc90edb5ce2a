"""The exchange and its bank: payment orders go out, what the bank says comes in, each message once, whatever is lost, late or repeated.

Every message is kept under the hash of its content before anything is done with it. The sandbox of a demonstration is made anew from
what it was told before, so that it remembers across processes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db import transaction

from ccer.core.text import Text
from ccer.exchange import reconcile as comparing
from ccer.exchange.bank.adapter import (
    BankAdapter,
    BankDown,
    BankStatement,
    Message,
    Notification,
    PaymentOrder,
    StatusReport,
)
from ccer.exchange.bank.files import FileBank
from ccer.exchange.bank.intake import intake, waiting
from ccer.exchange.bank.sandbox import SandboxBank
from ccer.exchange.office_commands import BindBank

from .. import clock
from ..permissions import authorise
from ..store.models import BankMessage, Reconciliation
from .base import Actor, Refused, system, writing
from .market import owns, registered_name, signed
from .trading import desk

ACTOR = system("bank")
SEED = "sandbox"
NAME = Text("示例交易机构结算专户", "dedicated account of the sample exchange")
_KINDS: dict[str, Any] = {kind.__name__: kind for kind in (StatusReport, Notification, BankStatement)}


class Round(NamedTuple):
    """What a round with the bank did: orders sent, messages taken, and those that wait or that nobody can match."""

    sent: int
    taken: int
    waiting: int
    unmatched: int


def adapter() -> BankAdapter | None:
    """The bank as `settings` names it; None where none is set."""
    kind, _, where = str(settings.BANK).partition(":")
    if kind == "sandbox":
        return _sandbox()
    if kind == "files":
        return FileBank(Path(where) / "out", Path(where) / "in", settings.BANK_ACCOUNT, NAME.zh)
    return None


def _sandbox() -> SandboxBank:
    """As it was: told again all it was told before, in that order."""
    bank = SandboxBank(SEED, settings.BANK_ACCOUNT, NAME.zh)
    for row in BankMessage.objects.filter(direction="out").order_by("at", "digest"):
        at = row.at.astimezone(clock.BEIJING)
        if row.kind == "pay-in":
            bank.pay_in(row.body["account"], row.body["name"], row.fen or 0, at)
        else:
            bank.send(row.reference, msgspec.convert(row.body["orders"], list[PaymentOrder]), at)
    return bank


def pay_in(trader: str, fen: int) -> None:
    """In a demonstration: the trader's own bank pays into the dedicated account; the sandbox tells of it at the next round."""
    account = desk().look(lambda both: both.market.office.accounts.get(trader, ""))
    number = BankMessage.objects.count()
    body = {"account": account, "name": registered_name(trader), "number": number}
    _keep("out", "pay-in", f"pay-in-{number}", body, trader=trader, fen=fen, outcome="sent")


def bind(actor: Actor, trader: str, account: str) -> None:
    """Asks the channel whose account it is and binds it where the names agree (client manual part 3.6 item 1).

    The sandbox says that every account is its asker's own. Elsewhere the exchange enters what its bank answered (`BindBank`).

    Raises
    ------
    Refused
        It is another's trading account, or there is no channel that answers at once.
    ccer.registry.refusals.Refusal
    """
    right = authorise(actor, "exchange.ask-binding", own=owns(actor, trader))
    if settings.BANK != "sandbox":
        raise Refused(
            "channel",
            Text("不能即时绑定银行账户", "The bank account cannot be bound at once"),
            Text("银行核验结果须由交易机构录入", "the exchange enters what the bank's check says"),
            Text("把账户信息交给交易机构。", "Give the account's particulars to the exchange."),
            right.clause,
        )
    name = registered_name(trader)
    outcome = desk().submit(signed(ACTOR, BindBank(trader=trader, account=account, holder=name, name=name)))
    if outcome.refusal is not None:
        raise outcome.refusal


def poll() -> Round:
    """Sends what waits to be paid, and takes what the bank has said."""
    bank = adapter()
    if bank is None:
        return Round(0, 0, 0, 0)
    sent = _send(bank)
    for received in bank.receive(clock.now()):
        if received.message is not None:
            _keep(
                "in",
                type(received.message).__name__,
                received.message.id,
                _plain(received.message),
                outcome="new",
            )
        elif received.error is not None:
            why = {"zh": received.error.why.zh, "en": received.error.why.en}
            _keep("in", "unreadable", received.name, {"name": received.name}, outcome="unreadable", why=why)
    taken = unmatched = 0
    for row in BankMessage.objects.filter(direction="in", outcome__in=("new", "waiting")).order_by(
        "at", "reference"
    ):
        _take(row)
        taken, unmatched = taken + (row.outcome == "taken"), unmatched + (row.outcome == "unmatched")
    left = BankMessage.objects.filter(direction="in", outcome="waiting").count()
    return Round(sent, taken, left, unmatched)


def _send(bank: BankAdapter) -> int:
    """Orders for withdrawals nobody sent yet go out in one message; what could not be handed over goes again under its own id."""
    for row in BankMessage.objects.filter(direction="out", kind="payment", outcome="sending").order_by("at"):
        _hand_over(bank, row)
    sent = {id for row in BankMessage.objects.filter(kind="payment") for id in row.body["ids"]}
    names = {code: registered_name(code) for code in {w.trader for w in _open()}}
    orders = [
        order for order in desk().look(lambda both: waiting(both.market, names)) if order.id not in sent
    ]
    if not orders:
        return 0
    body = {"ids": [order.id for order in orders], "orders": [list(order) for order in orders]}
    id = f"PO{clock.now():%Y%m%d%H%M%S}{BankMessage.objects.count():06d}"
    row = _keep("out", "payment", id, body, fen=sum(order.fen for order in orders), outcome="sending")
    _hand_over(bank, row)
    return len(orders)


def _open() -> list[Any]:
    from ..store.reading.watching import withdrawals_waiting

    return withdrawals_waiting()


def _hand_over(bank: BankAdapter, row: BankMessage) -> None:
    try:
        bank.send(
            row.reference,
            msgspec.convert(row.body["orders"], list[PaymentOrder]),
            row.at.astimezone(clock.BEIJING),
        )
    except BankDown:
        return
    row.outcome = "sent"
    row.save(update_fields=["outcome"])


def _take(row: BankMessage) -> None:
    """What a message asks for, each under a key of its own; what is refused for now is tried again at the next round."""
    message: Message = msgspec.convert(row.body["said"], _KINDS[row.kind])
    found = desk().look(lambda both: intake(message, both.market, settings.BANK_ACCOUNT, ACTOR.name))
    refused = [
        outcome.refusal
        for outcome in desk().submit_many(found.commands)
        if outcome.refusal is not None
    ]  # fmt: skip
    if refused:
        row.outcome, why = "waiting", refused[0].why
    elif found.unmatched:
        row.outcome, why = "unmatched", found.unmatched[0].why
    else:
        row.outcome, why = "taken", Text("", "")
    row.why = {"zh": why.zh, "en": why.en}
    row.save(update_fields=["outcome", "why"])


def _plain(message: Message) -> dict[str, Any]:
    return {"said": msgspec.to_builtins(message)}


def _keep(direction: str, kind: str, reference: str, body: dict[str, Any], **facts: Any) -> BankMessage:
    """Kept once, however often it comes."""
    digest = hashlib.sha256(
        msgspec.json.encode([direction, kind, reference, body], order="sorted")
    ).hexdigest()
    with writing(), transaction.atomic():
        row, _ = BankMessage.objects.get_or_create(
            digest=digest,
            defaults={
                "direction": direction,
                "kind": kind,
                "reference": reference,
                "body": body,
                "at": clock.now(),
                **facts,
            },
        )
    return row


def reconcile(on: dt.date) -> Reconciliation:
    """Both books of a day against the register and the bank's statements; differences are noted, nothing is put right by itself."""
    bank = adapter()
    statements: list[BankStatement] = []
    if isinstance(bank, SandboxBank):
        days = sorted({entry.booked.date() for entry in bank.booked} | {on})
        statements = [
            m for d in days if isinstance(m := bank.statement(d, clock.now()).message, BankStatement)
        ]
    else:
        rows = BankMessage.objects.filter(direction="in", kind="BankStatement")
        statements = [msgspec.convert(row.body["said"], BankStatement) for row in rows]

    def see(both: Any) -> tuple[int, int, list[comparing.Mismatch]]:
        found = comparing.units(both.market, both.ledger) + comparing.cash(both.market, statements)
        return both.seq, both.market.cash.kept, found

    seq, kept, found = desk().look(see)
    differences = [
        {"kind": d.kind.value, "subject": d.subject, "ours": d.ours, "theirs": d.theirs} for d in found
    ]
    closing = max(statements, key=lambda s: s.on).closing if statements else None
    with writing():
        return Reconciliation.objects.create(
            on=on, at=clock.now(), seq=seq, kept=kept, bank=closing, differences=differences
        )
