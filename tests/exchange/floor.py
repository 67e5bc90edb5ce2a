"""The back office on a real market and a real register; trades are agreed past the book, so that a test may give any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec

from ccer.core.asof import AsOf
from ccer.core.event import Event
from ccer.exchange import exchange, remedy
from ccer.exchange.cash import CashBook, trader
from ccer.exchange.commands import ArriveUnits, CloseDay, OpenDay, OpenTrader
from ccer.exchange.market import Market
from ccer.exchange.moment import CHINA, Moment
from ccer.exchange.office import Office
from ccer.exchange.office_commands import AnswerObjection, BindBank, Deposit, Settle
from ccer.exchange.orders import Mode, Side, Trade
from ccer.exchange.settlement import Settlement, settle
from ccer.policy.corpus import corpus
from ccer.registry import ledger as registry
from ccer.registry.commands import ApplyAccount, ChangeState, Issue, OpenAccount, RegisterLine
from ccer.registry.holdings import Place, State
from ccer.registry.moment import Moment as RegistryMoment
from ccer.registry.refusals import Refusal
from ccer.registry.serials import Series
from ccer.registry.view import Ledger

DAY = dt.date(2026, 3, 2)  # a Monday
NEXT = dt.date(2026, 3, 3)
SERIES = Series("A210001", 2024)


class Floor:
    """Both books, the journal of both, and a clock."""

    def __init__(self) -> None:
        self.market, self.ledger = Market(), Ledger()
        self.journal: list[Event] = []
        self.agreed: list[Trade] = []
        self._laws: dict[dt.date, AsOf] = {}
        self.now = dt.datetime.combine(DAY, dt.time(9), CHINA)
        self.do(OpenDay(actor="exchange:1"))
        self.time("10:00")

    @property
    def cash(self) -> CashBook:
        return self.market.cash

    @property
    def office(self) -> Office:
        return self.market.office

    @property
    def law(self) -> AsOf:
        return self._laws.setdefault(self.now.date(), AsOf(corpus(), self.now.date()))

    @property
    def at(self) -> Moment:
        return Moment(self.law, self.now)

    def time(self, clock: str, day: dt.date | None = None) -> None:
        self.now = dt.datetime.combine(day or self.now.date(), dt.time.fromisoformat(clock), CHINA)

    def ask(self, command: Any) -> Refusal | tuple[Event, ...]:
        """Decide, then write and apply."""
        outcome = exchange.decide(command, self.market, self.at)
        if outcome.refusal is not None:
            return outcome.refusal
        self.write(outcome.fresh)
        return outcome.fresh

    def answer(self, command: AnswerObjection) -> Refusal | tuple[Event, ...]:
        """An objection is answered in both books."""
        outcome = remedy.answer(command, self.market, self.ledger, self.at)
        self.write(outcome.fresh)
        return outcome.refusal or outcome.events

    def do(self, command: Any) -> None:
        """What must be granted."""
        answer = self.ask(command)
        assert not isinstance(answer, Refusal), answer

    def write(self, events: Sequence[Event]) -> None:
        self.journal += events
        joint(self.market, self.ledger, events)

    def settle(self, most: int = 100_000) -> Settlement:
        step = settle(Settle(actor="exchange:1", day=DAY, most=most), self.market, self.ledger, self.at)
        self.write(step.events)
        return step

    def register(self, command: Any) -> None:
        outcome = registry.decide(command, self.ledger, RegistryMoment(self.law, self.now))
        assert outcome.refusal is None, outcome.refusal
        self.write(outcome.fresh)

    def trader(self, id: str, units: int = 0, fen: int = 0, series: Series = SERIES) -> None:
        """A trader with units on the platform and money."""
        if id not in self.market.traders:
            subject = f"s-{id}"
            self.register(
                ApplyAccount(
                    actor="x",
                    account=id,
                    subject=subject,
                    kind="owner",
                    maker="m",
                    checker="c",
                    papers=("p",),
                )
            )
            self.register(OpenAccount(actor="x", account=id))
            self.do(OpenTrader(actor="exchange:1", trader=id, subject=subject, kind="owner"))
            self.do(BindBank(actor=f"trader:{id}", trader=id, account=f"acct-{id}", holder=id, name=id))
        line = f"{series.project}/{series.vintage}"
        if self.ledger.line(line) is None:
            self.register(RegisterLine(actor="x", line=line, series=series, verified=10**9))
        if units:
            self.register(Issue(actor="x", line=line, account=id, quantity=units))
            for source, target in ((State.GENERAL, State.TO_TRADING), (State.TO_TRADING, State.ON_PLATFORM)):
                self.register(
                    ChangeState(
                        actor="x", account=id, series=series, quantity=units, source=source, target=target
                    )
                )
            self.do(ArriveUnits(actor="registry:1", trader=id, series=series, quantity=units))
        if fen:
            reference = f"first-{len(self.office.credits)}"
            self.do(Deposit(actor="bank:1", trader=id, fen=fen, reference=reference, account=f"acct-{id}"))

    def agree(
        self,
        seller: str,
        buyer: str,
        quantity: int,
        price: int,
        series: Series = SERIES,
        fee: int | None = None,
    ) -> Trade:
        """A trade of the day, with 6 per mille commission on each side, half up."""
        place = len(self.agreed) + 1
        worked = (quantity * price * 12 + 1000) // 2000 if fee is None else fee
        trade = Trade(
            id=f"t{place}", mode=Mode.LISTED, series=series, buyer=buyer, seller=seller, quantity=quantity, price=price,
            buyer_fee=worked, seller_fee=worked, at=self.now, on=self.now.date(), maker=Side.SELL, buy_order=f"b{place}",
            sell_order=f"s{place}", place=place,
        )  # fmt: skip
        self.agreed.append(trade)
        self.market.agree(trade)
        return trade

    def close(self) -> None:
        self.time("15:00")
        self.do(CloseDay(actor="exchange:1"))

    def money(self, id: str) -> int:
        return self.cash.balance(trader(id))

    def units(self, id: str, series: Series = SERIES) -> int:
        return self.ledger.quantity(Place(id, State.ON_PLATFORM), series)

    def replayed(self) -> Floor:
        """A floor that only ever saw the journal, as it reads back from JSON."""
        again = Floor()
        again.market, again.ledger = Market(), Ledger()
        for event in msgspec.json.decode(msgspec.json.encode(self.journal), type=list[Event]):
            if event.name == "exchange.day.closed":
                for trade in self.agreed:
                    again.market.agree(trade)
            joint(again.market, again.ledger, [event])
        return again


def joint(market: Market, ledger: Ledger, events: Sequence[Event]) -> None:
    """Each event to its own book, told by its name."""
    for event in events:
        if event.name.startswith("exchange."):
            exchange.apply(market, event)
        else:
            registry.apply(ledger, event)
