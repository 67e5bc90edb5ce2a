"""The answer to an objection (Trading Rules art. 32). An upheld one puts both books right in one step, or is refused.

For each trade that is named the units return to the seller, the price to the buyer and the commission to both, by contrary entries that
are linked: written together or not at all, each under art. 32. Whoever bought them since in good faith keeps what is theirs (art. 19).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

import msgspec

from ..core.asof import AsOf
from ..core.event import Event
from ..registry import ledger as registry
from ..registry.commands import Reverse
from ..registry.ledger import Outcome
from ..registry.moment import Moment as RegistryMoment
from ..registry.refusals import Refusal
from ..registry.serials import Series
from ..registry.view import Draft, Ledger
from . import exchange
from .cash import CashDraft, trade_postings
from .cash_steps import contrary
from .commands import ArriveUnits
from .market import Market, MarketDraft
from .moment import Moment
from .office import Objection
from .office_commands import AnswerObjection
from .office_events import event
from .office_refusals import refused
from .orders import Trade
from .seizure import OBJECTION, SeizeUnits, seize
from .settlement import delivered_by, delivery_key
from .traders import arrive

CORRECTED = "exchange.cash.corrected"


def answer(command: AnswerObjection, market: Market, ledger: Ledger, at: Moment) -> Outcome:
    """What an answer to an objection does in both books; they are only read.

    Parameters
    ----------
    command : AnswerObjection
        ``trades`` are those to be undone where it is upheld.
    market : Market
    ledger : Ledger
        The register, or what of it these trades touch.
    at : Moment

    Returns
    -------
    Outcome
        For each trade the register's event and the money's, then what the market has of the units, then the answer; or the refusal.
    """
    return exchange.decide(command, market, at, partial(_answered, ledger))


def half_undone(command: object, law: AsOf) -> Refusal | None:
    """Why a correction in the register may not be: it would return the units of a delivered trade and not its money. None for others."""
    trade = delivered_by(command.of) if isinstance(command, Reverse) else None
    return None if trade is None else refused("trade_by_objection", law, trade=trade)


def _answered(ledger: Ledger, command: AnswerObjection, market: Market, at: Moment) -> tuple[Event, ...]:
    objection = market.office.objections.get(command.id)
    if objection is None or objection.upheld is not None:
        raise refused("objection_unknown", at.law, id=command.id)
    undone = _to_undo(command, objection, market, at)
    data = {"answered": [command.id, command.upheld, command.why, [trade.id for trade in undone]]}
    said = event("exchange.settlement.objection_answered", f"trader:{objection.trader}", command, at, data)
    if not undone:
        return (said,)
    books = _Undoing(command, objection, market, ledger, at)
    for trade in undone:
        books.undo(trade)
    books.tell_the_market(undone)
    linked = (
        msgspec.structs.replace(each, key=command.key, cites=tuple(dict.fromkeys((*said.cites, *each.cites))))
        for each in books.events
    )
    return (*linked, said)


def _to_undo(command: AnswerObjection, objection: Objection, market: Market, at: Moment) -> list[Trade]:
    """The trades that are named, the last one first: delivered ones of the objector; where there are any, upholding names at least one."""
    clearing = market.office.clearings[objection.day]
    theirs = {trade.id: trade for trade in objection.trades if trade.id not in clearing.failed}
    if not command.upheld:
        theirs = {}
    elif not clearing.finished:
        raise refused("objection_early", at.law, id=command.id, day=objection.day)
    elif theirs and not command.trades:
        raise refused("trades_not_named", at.law, id=command.id, trades="、".join(theirs))
    for id in command.trades:
        if id not in theirs:
            facts = {"trade": id, "trader": objection.trader, "day": objection.day}
            raise refused("trade_not_to_undo", at.law, id=command.id, **facts)
    return [trade for trade in reversed(theirs.values()) if trade.id in command.trades]


class _Undoing:
    """The contrary entries of some trades, each tried on drafts of both books as those before leave them."""

    def __init__(
        self, command: AnswerObjection, objection: Objection, market: Market, ledger: Ledger, at: Moment
    ) -> None:
        self.command, self.objection, self.market, self.at = command, objection, market, at
        self.ledger, self.registry_at = Draft(ledger), RegistryMoment(at.law, at.now)
        self.draft = MarketDraft(market)
        self.draft.cash = CashDraft(market.cash)
        self.events: list[Event] = []

    def undo(self, trade: Trade) -> None:
        """Units and money of one trade, back to where they came from."""
        said = {"why": self.command.why, "document": self.objection.document}
        back = registry.decide(
            Reverse(actor=self.command.actor, of=delivery_key(trade.id), **said),
            self.ledger,
            self.registry_at,
        )
        if back.refusal is not None:
            facts = {"trade": trade.id, "because": back.refusal.why}
            raise refused("objection_units_gone", self.at.law, id=self.command.id, **facts)
        for happened in back.events:
            registry.apply(self.ledger, happened)
        entry = f"trade:{trade.id}"
        moved = contrary(entry, trade_postings(trade), self.draft, self.at)
        data = {"cash": moved, "corrects": entry, **said}
        self.events += [*back.events, event(CORRECTED, f"entry:{entry}", self.command, self.at, data)]

    def tell_the_market(self, trades: Iterable[Trade]) -> None:
        """What each has less, then what each has more on the platform; open orders over what goes back fall."""
        change: dict[tuple[str, Series], int] = {}
        for trade in trades:
            for trader, sign in ((trade.buyer, -1), (trade.seller, 1)):
                key = (trader, trade.series)
                change[key] = change.get(key, 0) + sign * trade.quantity
        for (trader, series), quantity in sorted(change.items(), key=lambda each: (each[1], each[0])):
            of: dict[str, Any] = {
                "actor": self.command.actor,
                "trader": trader,
                "series": series,
                "quantity": abs(quantity),
            }
            if quantity < 0:
                taken = SeizeUnits(**of, why=OBJECTION, document=self.objection.document)
                self.events += seize(taken, self.market, self.at)
            elif quantity:
                self.events += arrive(ArriveUnits(**of), self.market, self.at)
