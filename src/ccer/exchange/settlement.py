"""Delivery against payment (Trading Rules art. 27, 28): each trade moves units and money together, or neither.

Trades go in the order in which they were agreed, so that money a trader earned in the morning pays for what it bought with it in the
afternoon. A trade that cannot be delivered fails alone, with its reason; what depended on it fails by its own and names it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from ..core.event import Event
from ..core.text import Text
from ..registry import ledger as registry
from ..registry.commands import Transfer
from ..registry.holdings import State
from ..registry.moment import Moment as RegistryMoment
from ..registry.refusals import Refusal
from ..registry.serials import Series
from ..registry.view import Draft, Ledger
from . import cash
from .cash import CashBook, CashDraft, trade_postings
from .clearing import digest, result, unconfirmed
from .events import Applier
from .market import Market
from .moment import Moment
from .office import Clearing, Failure
from .office_commands import CONFIRMING_TEXT, Settle
from .office_events import event
from .office_refusals import refused
from .orders import Trade
from .refusals import refusal

DELIVERED, FAILED = "exchange.trade.settled", "exchange.trade.failed"
FINISHED = "exchange.settlement.finished"


class Settlement(NamedTuple):
    """What a step of settlement comes to: events of both books in one order, or a refusal.

    Parameters
    ----------
    events : tuple of Event
        For each trade the register's event, under the key ``settle:<trade>``, and the exchange's beside it; to be written in one
        transaction.
    refusal : Refusal or None
    finished : bool
        True when no trade of the day is left.
    """

    events: tuple[Event, ...] = ()
    refusal: Refusal | None = None
    finished: bool = False


class Consequence(NamedTuple):
    """A later trade that counted on one that failed.

    Parameters
    ----------
    failed, trade : str
        The trade that failed, and the later one.
    trader : str
        Who lacked something.
    lacked : str
        ``money`` or ``units``.
    delivered : bool
        False when the later one failed for it; True when it could be delivered from what else was there.
    """

    failed: str
    trade: str
    trader: str
    lacked: str
    delivered: bool


_KEY = "settle:"


def delivery_key(trade: str) -> str:
    """The key under which the register delivers the trade of an id."""
    return f"{_KEY}{trade}"


def delivered_by(key: str) -> str | None:
    """Id of the trade that a key of the register delivered; None for any other key."""
    return key.removeprefix(_KEY) if key.startswith(_KEY) else None


def instruction(trade: Trade, actor: str) -> Transfer:
    """What the register is asked: units on the platform go from the seller to the buyer."""
    return Transfer(
        actor=actor,
        key=delivery_key(trade.id),
        source=trade.seller,
        target=trade.buyer,
        series=trade.series,
        quantity=trade.quantity,
        state=State.ON_PLATFORM,
    )


def settle(command: Settle, market: Market, ledger: Ledger, at: Moment) -> Settlement:
    """Deliver the next trades of a day; both books are only read.

    Parameters
    ----------
    command : Settle
        Asked again after a crash it goes on where the journal ends: no trade is delivered twice.
    market : Market
    ledger : Ledger
        The register, or what of it these trades touch.
    at : Moment
    """
    try:
        clearing = _ready(command, market, at)
    except Refusal as no:
        return Settlement(refusal=no)
    trades = market.office.queue
    part = trades[clearing.done : clearing.done + command.most]
    step = _Step(command, market.cash, ledger, clearing, trades, at)
    for trade in part:
        step.deliver(trade)
    finished = clearing.done + len(part) == len(trades)
    if finished:
        failed = len(step.failed)
        data = {"finished": [command.day.isoformat(), len(trades) - failed, failed]}
        step.events.append(event(FINISHED, f"day:{command.day}", command, at, data))
    return Settlement(tuple(step.events), None, finished)


def _ready(command: Settle, market: Market, at: Moment) -> Clearing:
    if market.last is not None and at.now < market.last:
        raise refusal("clock_back", at.law, now=at.now.isoformat(), last=market.last.isoformat())
    clearing = result(market, command.day, at)
    if clearing.finished:
        raise refused("settled_already", at.law, day=command.day)
    for side in unconfirmed(clearing):
        raise refused("not_confirmed", at.law, day=command.day, side=CONFIRMING_TEXT[side])
    trades = market.office.queue
    if len(trades) != clearing.trades or (
        clearing.done == 0 and digest(command.day, trades) != clearing.digest
    ):
        raise refused("trades_changed", at.law, day=command.day)
    return clearing


class _Step:
    """One batch on drafts of both books."""

    def __init__(
        self,
        command: Settle,
        book: CashBook,
        ledger: Ledger,
        clearing: Clearing,
        trades: Sequence[Trade],
        at: Moment,
    ) -> None:
        self.command, self.at, self.day = command, at, command.day.isoformat()
        self.book, self.ledger = CashDraft(book), Draft(ledger)
        self.registry_at = RegistryMoment(at.law, at.now)
        self.failed = dict(clearing.failed)
        self.short_of_money: dict[str, list[str]] = {}
        self.short_of_units: dict[tuple[str, Series], list[str]] = {}
        for trade in trades[: clearing.done] if self.failed else ():
            if trade.id in self.failed:
                self._owed(trade)
        self.events: list[Event] = []
        bare = msgspec.structs.replace(command, key="")
        self.forms = {name: event(name, "", bare, at, {}) for name in (DELIVERED, FAILED)}

    def deliver(self, trade: Trade) -> None:
        """Units and money of one trade, or its failure."""
        failure = self._no_money(trade)
        if failure is None:
            outcome = registry.decide(instruction(trade, self.command.actor), self.ledger, self.registry_at)
            if outcome.refusal is None:
                moved = trade_postings(trade)
                for posting in moved:
                    self.book.move(posting)
                for happened in outcome.fresh:
                    registry.apply(self.ledger, happened)
                self.events += outcome.fresh
                self._note(DELIVERED, trade, {"cash": moved})
                return
            no = outcome.refusal
            because = self.short_of_units.get((trade.seller, trade.series), ())
            cause = tuple(because) if no.code == "not_enough_units" else ()
            failure = Failure(trade.id, no.code, no.why, no.citation.ref, cause)
        self.failed[trade.id] = failure
        self._owed(trade)
        why = failure.why
        row = [failure.code, why.zh, why.en, failure.clause, list(failure.because)]
        self._note(FAILED, trade, {"failed": row})

    def _no_money(self, trade: Trade) -> Failure | None:
        need = trade.price * trade.quantity + trade.buyer_fee
        held = self.book.balance(cash.trader(trade.buyer))
        if held >= need:
            return None
        no = refused("no_money", self.at.law, trader=trade.buyer, held=held, fen=need)
        because = tuple(self.short_of_money.get(trade.buyer, ()))
        return Failure(trade.id, no.code, no.why, no.citation.ref, because)

    def _owed(self, trade: Trade) -> None:
        self.short_of_money.setdefault(trade.seller, []).append(trade.id)
        self.short_of_units.setdefault((trade.buyer, trade.series), []).append(trade.id)

    def _note(self, name: str, trade: Trade, data: dict[str, object]) -> None:
        self.events.append(
            msgspec.structs.replace(
                self.forms[name],
                subject=f"trade:{trade.id}",
                data={"day": self.day, "trade": trade.id, **data},
            )
        )


def consequences(trades: Iterable[Trade], clearing: Clearing) -> list[Consequence]:
    """Later trades of the day that counted on money or units of one that failed, in the order of the failures."""
    found: list[Consequence] = []
    sellers: dict[str, list[str]] = {}
    buyers: dict[tuple[str, Series], list[str]] = {}
    for trade in trades:
        no = clearing.failed.get(trade.id)
        for lacked, trader, earlier in (
            ("money", trade.buyer, sellers.get(trade.buyer, ())),
            ("units", trade.seller, buyers.get((trade.seller, trade.series), ())),
        ):
            found += [
                Consequence(id, trade.id, trader, lacked, no is None)
                for id in earlier
                if no is None or id in no.because
            ]
        if no is not None:
            sellers.setdefault(trade.seller, []).append(trade.id)
            buyers.setdefault((trade.buyer, trade.series), []).append(trade.id)
    return found


def apply_trade(market: Market, happened: Event) -> None:
    """One trade is behind us: money moved with it, or it failed."""
    data = happened.data
    day = dt.date.fromisoformat(data["day"])
    clearing = market.office.clearings[day]
    trade = market.office.queue[clearing.done]
    if trade.id != data["trade"]:
        raise cash.out_of_order(data["trade"], trade.id)
    clearing.done += 1
    if "failed" in data:
        code, zh, en, clause, because = data["failed"]
        clearing.failed[trade.id] = Failure(trade.id, code, Text(zh, en), clause, tuple(because))
        market.undelivered(trade)
        return
    cash.post(market.cash, happened)
    market.office.moved_on[trade.buyer] = market.office.moved_on[trade.seller] = day
    market.delivered(trade)


def apply_finished(market: Market, happened: Event) -> None:
    """No trade of the day is left."""
    day = dt.date.fromisoformat(happened.data["finished"][0])
    market.office.clearings[day].finished = True


APPLIERS: dict[str, Applier] = {
    DELIVERED: apply_trade,
    FAILED: apply_trade,
    FINISHED: apply_finished,
}
