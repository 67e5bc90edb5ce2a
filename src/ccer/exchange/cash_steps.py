"""Money in and out: the bound bank account, deposits, withdrawals in two phases, fees, corrections (client manual part 3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from ..core.event import Event
from . import cash
from .cash import BANK, FEES, CashDraft, CashPosting
from .events import Applier, Handler
from .market import Market, MarketDraft
from .moment import Moment
from .office import WITHDRAWAL_TEXT, Credit, Withdrawal, WithdrawalState
from .office_commands import (
    FEE_TEXT,
    BindBank,
    ChargeFee,
    CompleteWithdrawal,
    CorrectCash,
    Deposit,
    FailWithdrawal,
    Fee,
    RequestWithdrawal,
    ReturnWithdrawal,
    UnbindBank,
)
from .office_events import event, in_window, local
from .office_refusals import refused

OPENS, CLOSES = "exchange.cash_open", "exchange.cash_close"
_FEE_PARAMETER: dict[Fee, str] = {Fee.OPENING: "fee.account_opening_cny", Fee.ANNUAL: "fee.annual_cny"}
_NONE: tuple[Event, ...] = ()


def bind(command: BindBank, market: Market, at: Moment) -> tuple[Event, ...]:
    """One account of the trader's own name; the channel's check is the caller's to wait for."""
    _window(market, at)
    _known(market, command.trader, at)
    bound = market.office.accounts.get(command.trader)
    if bound is not None:
        raise refused("bank_account_bound", at.law, account=bound)
    if not command.account.strip():
        raise refused("bank_account_missing", at.law, trader=command.trader)
    if command.holder != command.name:
        raise refused("bank_account_other_name", at.law, holder=command.holder, name=command.name)
    return (_event("exchange.bank.bound", command, at, {"bank": [command.trader, command.account]}),)


def unbind(command: UnbindBank, market: Market, at: Moment) -> tuple[Event, ...]:
    """Only with no money left, and on a day without trades or payments."""
    _window(market, at)
    _bound(market, command.trader, at)
    places = (cash.trader(command.trader), cash.withdrawing(command.trader))
    if (
        any(market.cash.balance(place) for place in places)
        or market.office.moved_on.get(command.trader) == at.today
        or market.traded_on(command.trader, at.today)
    ):
        raise refused("bank_account_in_use", at.law)
    return (_event("exchange.bank.unbound", command, at, {"bank": [command.trader, ""]}),)


def deposit(command: Deposit, market: Market, at: Moment) -> tuple[Event, ...]:
    """Money came in. What the bank says again under one reference is absorbed: nothing happens twice."""
    credit = Credit(command.reference, command.trader, command.fen, command.account)
    if _credited(credit, market, at):
        return _NONE
    _received_in_window(command, market, at)
    _known(market, command.trader, at)
    _positive(command.fen, at)
    if _bound(market, command.trader, at) != command.account:
        facts = {"account": command.account, "trader": command.trader}
        raise refused("bank_account_other", at.law, reference=command.reference, **facts)
    data = {
        "cash": [CashPosting(BANK, cash.trader(command.trader), command.fen, "deposit")],
        "credit": list(msgspec.structs.astuple(credit)),
        "entry": f"deposit:{command.reference}",
    }
    return (_event("exchange.cash.deposited", command, at, data),)


def request(command: RequestWithdrawal, market: Market, at: Moment) -> tuple[Event, ...]:
    """First phase: the money is set aside, so that it can neither buy nor leave twice."""
    _window(market, at)
    _known(market, command.trader, at)
    account = _bound(market, command.trader, at)
    _positive(command.fen, at)
    if not command.id or command.id in market.office.withdrawals:
        raise refused("withdrawal_exists", at.law, id=command.id)
    free = market.withdrawable(command.trader)
    if command.fen > free:
        balance = market.cash.balance(cash.trader(command.trader))
        facts: dict[str, Any] = {"balance": balance, "committed": market.committed(command.trader)}
        raise refused("not_enough_cash", at.law, fen=command.fen, free=free, **facts)
    source, target = cash.trader(command.trader), cash.withdrawing(command.trader)
    asked = Withdrawal(command.id, command.trader, command.fen, account, at.now)
    data = {"cash": [CashPosting(source, target, command.fen, "withdrawal")], **_as_data(asked)}
    return (_event("exchange.cash.withdrawal_requested", command, at, data),)


def complete(command: CompleteWithdrawal, market: Market, at: Moment) -> tuple[Event, ...]:
    """The bank paid; the same answer again is absorbed. The bank may answer at any time."""
    asked = _asked(market, command.id, at)
    paid_before = asked.state in (WithdrawalState.PAID, WithdrawalState.RETURNED)
    if paid_before and (asked.paid, asked.reference) == (command.fen, command.reference):
        return _NONE
    _still_open(asked, at)
    _positive(command.fen, at)
    if command.fen > asked.fen:
        raise refused("bank_paid_more", at.law, id=asked.id, paid=command.fen, fen=asked.fen)
    aside = cash.withdrawing(asked.trader)
    moved = [CashPosting(aside, BANK, command.fen, "withdrawal")]
    if rest := asked.fen - command.fen:
        moved.append(CashPosting(aside, cash.trader(asked.trader), rest, "returned"))
    paid = msgspec.structs.replace(
        asked, state=WithdrawalState.PAID, paid=command.fen, reference=command.reference
    )
    return (_event("exchange.cash.withdrawn", command, at, {"cash": moved, **_as_data(paid)}),)


def fail(command: FailWithdrawal, market: Market, at: Moment) -> tuple[Event, ...]:
    """The bank did not pay; the money returns. The same answer again is absorbed.

    What it booked as paid and rejects afterwards waits for the entry that brings the money back (`give_back`).
    """
    asked = _asked(market, command.id, at)
    if asked.state in (WithdrawalState.FAILED, WithdrawalState.RETURNED):
        return _NONE
    _still_open(asked, at)
    aside, target = cash.withdrawing(asked.trader), cash.trader(asked.trader)
    failed = msgspec.structs.replace(asked, state=WithdrawalState.FAILED)
    data = {
        "cash": [CashPosting(aside, target, asked.fen, "returned")],
        "why": command.why,
        **_as_data(failed),
    }
    return (_event("exchange.cash.withdrawal_failed", command, at, data),)


def give_back(command: ReturnWithdrawal, market: Market, at: Moment) -> tuple[Event, ...]:
    """What the bank sent back after it had paid is the trader's again. The same entry again is absorbed; it may come at any time."""
    asked = _asked(market, command.id, at)
    credit = Credit(command.reference, asked.trader, command.fen, asked.account)
    if _credited(credit, market, at):
        return _NONE
    _known(market, asked.trader, at)
    _positive(command.fen, at)
    if asked.state is not WithdrawalState.PAID:
        raise refused("withdrawal_settled", at.law, id=asked.id, state=WITHDRAWAL_TEXT[asked.state])
    if command.fen > asked.paid:
        raise refused("bank_returned_more", at.law, id=asked.id, fen=command.fen, paid=asked.paid)
    data = {
        "cash": [CashPosting(BANK, cash.trader(asked.trader), command.fen, "sent-back")],
        "credit": list(msgspec.structs.astuple(credit)),
        "entry": f"return:{command.reference}",
        **_as_data(msgspec.structs.replace(asked, state=WithdrawalState.RETURNED)),
    }
    return (_event("exchange.cash.withdrawal_returned", command, at, data),)


def charge(command: ChargeFee, market: Market, at: Moment) -> tuple[Event, ...]:
    """The opening fee once, the annual fee once a calendar year (how long a year runs was not found); key emitters are spared."""
    _window(market, at)
    _known(market, command.trader, at)
    fee, name = command.fee, FEE_TEXT[command.fee]
    year = 0 if fee is Fee.OPENING else command.year
    facts: dict[str, Any] = {"fee": name, "trader": command.trader, "year": command.year}
    if (command.trader, fee.value, year) in market.office.fees:
        raise refused("fee_charged_already", at.law, **facts)
    fen = at.law.parameter(_FEE_PARAMETER[fee]).count * 100
    if command.key_emitter:
        at.law.parameter("fee.waived_for")
        if not command.document.strip():
            raise refused("waiver_without_list", at.law, fee=name)
        fen = 0
    if (free := market.withdrawable(command.trader)) < fen:
        raise refused("fee_unpaid", at.law, fee=name, free=free, fen=fen)
    data: dict[str, Any] = {"fee": [command.trader, fee.value, year, fen], "waived_by": command.document}
    if fen:
        data["cash"] = [CashPosting(cash.trader(command.trader), FEES, fen, f"{fee.value}-fee")]
        data["entry"] = f"fee:{command.trader}:{fee.value}:{year}"
    return (_event("exchange.cash.fee_charged", command, at, data),)


def correct(command: CorrectCash, market: Market, at: Moment) -> tuple[Event, ...]:
    """The contrary postings of a deposit or a fee, as long as the money is still there and free."""
    if not command.document.strip():
        raise refused("document_missing", at.law)
    entry = market.office.entries.get(command.entry)
    if entry is None or command.entry in market.office.corrected:
        raise refused("entry_unknown", at.law, entry=command.entry)
    draft = MarketDraft(market)
    draft.cash = CashDraft(market.cash)
    moved = contrary(command.entry, entry, draft, at)
    data = {"cash": moved, "corrects": command.entry, "why": command.why, "document": command.document}
    return (event("exchange.cash.corrected", f"entry:{command.entry}", command, at, data),)


def contrary(
    entry: str, postings: Sequence[CashPosting], draft: MarketDraft, at: Moment
) -> list[CashPosting]:
    """The postings of an entry the other way, last one first, moved in the cash of the draft; each source must have the money free."""
    found = [posting.contrary for posting in reversed(postings)]
    for posting in found:
        kind, _, id = posting.source.partition(":")
        held = draft.withdrawable(id) if kind == "trader" else draft.cash.balance(posting.source)
        if posting.source != BANK and held < posting.fen:
            facts: dict[str, Any] = {"place": posting.source, "held": held, "fen": posting.fen}
            raise refused("money_moved_on", at.law, entry=entry, **facts)
        draft.cash.move(posting)
    return found


def _event(name: str, command: Any, at: Moment, data: dict[str, Any]) -> Event:
    row = data.get("withdrawal")
    return event(name, f"trader:{row[1] if row else command.trader}", command, at, data)


def _as_data(withdrawal: Withdrawal) -> dict[str, Any]:
    w = withdrawal
    return {
        "withdrawal": [w.id, w.trader, w.fen, w.account, w.asked.isoformat(), w.state.value, w.paid, w.reference]
    }  # fmt: skip


def _window(market: Market, at: Moment) -> None:
    if not in_window(market, at, OPENS, CLOSES):
        opens, closes = at.time(OPENS), at.time(CLOSES)
        raise refused("outside_cash_hours", at.law, opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")


def _received_in_window(command: Deposit, market: Market, at: Moment) -> None:
    """What the bank booked in the window of today or on an earlier day is entered once the exchange is open; else it waits."""
    if command.received is None:
        return _window(market, at)
    received = local(command.received)
    opens, closes = at.time(OPENS), at.time(CLOSES)
    early = market.day != at.today or at.clock < opens
    late = received.date() >= at.today and received.time() >= closes
    if early or late or received > at.now:
        raise refused("outside_cash_hours", at.law, opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")
    return None


def _known(market: Market, trader: str, at: Moment) -> None:
    if not market.has_trader(trader):
        raise refused("trader_without_account", at.law, trader=trader)


def _bound(market: Market, trader: str, at: Moment) -> str:
    account = market.office.accounts.get(trader)
    if account is None:
        raise refused("bank_account_missing", at.law, trader=trader)
    return account


def _credited(credit: Credit, market: Market, at: Moment) -> bool:
    """Whether the bank said so before under this reference; of other facts under it, it is refused."""
    before = market.office.credits.get(credit.reference)
    if before is not None and before != credit:
        facts: dict[str, Any] = {"trader": before.trader, "fen": before.fen}
        raise refused("bank_reference_reused", at.law, reference=credit.reference, **facts)
    return before is not None


def _positive(fen: int, at: Moment) -> None:
    if fen < 1:
        raise refused("amount_not_positive", at.law, fen=fen)


def _asked(market: Market, id: str, at: Moment) -> Withdrawal:
    asked = market.office.withdrawals.get(id)
    if asked is None:
        raise refused("withdrawal_unknown", at.law, id=id)
    return asked


def _still_open(asked: Withdrawal, at: Moment) -> None:
    if asked.state is not WithdrawalState.REQUESTED:
        raise refused("withdrawal_settled", at.law, id=asked.id, state=WITHDRAWAL_TEXT[asked.state])


def apply_cash(market: Market, happened: Event) -> None:
    """Money moves as the event says, and the office remembers what it was for."""
    data, office = happened.data, market.office
    cash.post(market.cash, happened)
    for row in data.get("cash", ()):
        for place in (row[0], row[1]):
            kind, _, id = place.partition(":")
            if kind == "trader":
                office.moved_on[id] = local(happened.at).date()
    if "bank" in data:
        trader, account = data["bank"]
        if account:
            office.accounts[trader] = account
        else:
            office.accounts.pop(trader, None)
    if "credit" in data:
        credit = Credit(*data["credit"])
        office.credits[credit.reference] = credit
    if "withdrawal" in data:
        fields = ("id", "trader", "fen", "account", "asked", "state", "paid", "reference")
        paid = msgspec.convert(dict(zip(fields, data["withdrawal"], strict=True)), Withdrawal)
        office.withdrawals[paid.id] = paid
    if "fee" in data:
        trader, fee, year, fen = data["fee"]
        office.fees[(trader, fee, year)] = fen
    if "entry" in data:
        office.entries[data["entry"]] = tuple(cash.posting_of(row) for row in data["cash"])
    if "corrects" in data:
        office.corrected.add(data["corrects"])


HANDLERS: dict[type, Handler] = {
    BindBank: bind,
    UnbindBank: unbind,
    Deposit: deposit,
    RequestWithdrawal: request,
    CompleteWithdrawal: complete,
    FailWithdrawal: fail,
    ReturnWithdrawal: give_back,
    ChargeFee: charge,
    CorrectCash: correct,
}
_TOLD = (
    "exchange.bank.bound",
    "exchange.bank.unbound",
    "exchange.cash.deposited",
    "exchange.cash.withdrawal_requested",
    "exchange.cash.withdrawn",
    "exchange.cash.withdrawal_failed",
    "exchange.cash.withdrawal_returned",
    "exchange.cash.fee_charged",
    "exchange.cash.corrected",
)
APPLIERS: dict[str, Applier] = dict.fromkeys(_TOLD, apply_cash)
