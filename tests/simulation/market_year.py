"""A year of the market from a seed, with a bank that fails, a register that refuses, and crashes in between.

Accounts are frozen or restricted between close and delivery; both states are thrown away in the middle of a settlement and made again from
the journal. At the end both books balance, the reconciliation is clean, and the same seed gives the same journal.

    python tests/simulation/market_year.py [--seed S] [--days N]
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import msgspec

from ccer.core.asof import AsOf
from ccer.core.event import Event, seal
from ccer.exchange import commands as ask
from ccer.exchange import exchange, hours, reconcile
from ccer.exchange import office_commands as office
from ccer.exchange.bank.adapter import BankDown, BankStatement, Received
from ccer.exchange.bank.intake import intake, waiting
from ccer.exchange.bank.sandbox import Faults, SandboxBank
from ccer.exchange.cash import BANK
from ccer.exchange.market import Market
from ccer.exchange.moment import CHINA, Moment
from ccer.exchange.office import WithdrawalState
from ccer.exchange.orders import OrderState, Side
from ccer.exchange.settlement import settle
from ccer.policy.corpus import corpus
from ccer.registry import commands as units
from ccer.registry import ledger as registry
from ccer.registry.holdings import State
from ccer.registry.moment import Moment as RegistryMoment
from ccer.registry.reasons import FreezeReason
from ccer.registry.serials import Series
from ccer.registry.view import Ledger
from exchange.floor import joint

FIRST = dt.date(2026, 1, 5)
SERIES = (Series("A210001", 2023), Series("A210001", 2024), Series("A210002", 2024))
TRADERS = tuple("ABCDEFGH")
ACCOUNT, NAME = "DEDICATED-1", "示例交易机构结算资金专用账户"
FAULTS = Faults(down=100, refuse=80, short=40, lose=120, repeat=200, delay=150, give_back=60)
BATCH = 3  # trades a step of settlement, so that a crash finds it in the middle


class Year:
    """The market, the register, the bank, and the journal of the first two."""

    def __init__(self, seed: str) -> None:
        self.rng, self.counted = Random(seed), Counter[str]()
        self.market, self.ledger = Market(), Ledger()
        self.bank = SandboxBank(seed, ACCOUNT, NAME, FAULTS)
        self.journal: list[Event] = []
        self.statements: list[BankStatement] = []
        self.held: dict[str, tuple[str, dt.date]] = {}
        self.keys = 0
        self.law: AsOf | None = None
        self.on(FIRST, "08:00")
        for trader in TRADERS:
            self.register(
                units.ApplyAccount(
                    actor="x",
                    account=trader,
                    subject=trader,
                    kind="owner",
                    maker="m",
                    checker="c",
                    papers=("p",),
                )
            )
            self.register(units.OpenAccount(actor="x", account=trader))
        for series in SERIES:
            self.register(units.RegisterLine(actor="x", line=str(series), series=series, verified=10**6))
            for trader in self.rng.sample(TRADERS, 5):
                self.register(units.Issue(actor="x", line=str(series), account=trader, quantity=10_000))

    # how time passes, and how things are asked and written

    def on(self, day: dt.date, clock: str) -> None:
        self.now = dt.datetime.combine(day, dt.time.fromisoformat(clock), CHINA)
        if self.law is None or self.law.on != day:
            self.law = AsOf(corpus(), day)

    @property
    def at(self) -> Moment:
        return Moment(self.law, self.now)

    def ask(self, command: Any) -> bool:
        """One command of the exchange, sometimes twice under its key; True when it was granted."""
        self.keys += 1
        command = msgspec.structs.replace(command, actor="x", key=f"k{self.keys}")
        outcome = exchange.decide(command, self.market, self.at)
        self.write(outcome.fresh)
        self.note(outcome)
        if outcome.refusal is None and outcome.events and self.rng.random() < 0.02:
            again = exchange.decide(command, self.market, self.at)
            assert again.repeated
            assert again.events == outcome.events
            self.counted["repeated"] += 1
        return outcome.refusal is None

    def register(self, command: Any) -> bool:
        """One command of the register."""
        outcome = registry.decide(command, self.ledger, RegistryMoment(self.law, self.now))
        self.write(outcome.fresh)
        self.note(outcome)
        return outcome.refusal is None

    def note(self, outcome: registry.Outcome) -> None:
        if outcome.refusal is None:
            self.counted["granted"] += 1
            return
        assert outcome.refusal.clause
        assert all(outcome.refusal.lines("zh"))
        self.counted["refused"] += 1
        self.counted[f"refused {outcome.refusal.code}"] += 1

    def write(self, events: Sequence[Event]) -> None:
        self.journal += events
        joint(self.market, self.ledger, events)

    # a day

    def day(self, day: dt.date, actions: int = 100) -> None:
        """From before the opening to the end of the settlement."""
        self.on(day, "09:00")
        self.thaw(day)
        assert self.ask(ask.OpenDay())
        self.on(self.now.date(), "09:30")
        self.listen()
        if day == FIRST:
            self.enter()
        for minute in sorted(self.rng.sample(range(1, 120), actions // 2)):
            self.now = dt.datetime.combine(day, dt.time(9, 30), CHINA) + dt.timedelta(minutes=minute)
            self.act()
        self.pay()
        for minute in sorted(self.rng.sample(range(1, 120), actions - actions // 2)):
            self.now = dt.datetime.combine(day, dt.time(13), CHINA) + dt.timedelta(minutes=minute)
            self.act()
        self.on(self.now.date(), "14:59")
        self.listen()
        self.on(self.now.date(), "15:00")
        assert self.ask(ask.CloseDay())
        if actions and self.rng.random() < 0.3:
            self.hold(day)
        self.deliver(day)
        self.on(self.now.date(), "18:00")
        self.agree_with_the_bank(day)

    def enter(self) -> None:
        """The first day: accounts, banks, units onto the platform, listings for tomorrow."""
        for trader in TRADERS:
            assert self.ask(ask.OpenTrader(trader=trader, subject=trader, kind="owner"))
            assert self.ask(ask.SetOperator(trader=trader, operator="op"))
            assert self.ask(
                office.BindBank(trader=trader, account=f"acct-{trader}", holder=trader, name=trader)
            )
            self.bank.pay_in(f"acct-{trader}", trader, 80_000_00, self.now)
        for series in SERIES:
            for trader in TRADERS:
                self.arrive(trader, series, 8_000)
            first = self.market.first_holder(series)
            assert first
            assert self.ask(ask.ProposeListing(trader=first, operator="op", series=series, price=8_000))
            assert self.ask(ask.ConfirmListing(series=series))

    def arrive(self, trader: str, series: Series, quantity: int) -> None:
        """Units come onto the platform: the register's two steps and the exchange's, all or none."""
        path = (State.GENERAL, State.TO_TRADING, State.ON_PLATFORM)
        steps = tuple(
            units.ChangeState(account=trader, series=series, quantity=quantity, source=source, target=target)
            for source, target in pairwise(path)
        )
        if self.register(units.Linked(actor="x", steps=steps)):
            assert self.ask(ask.ArriveUnits(trader=trader, series=series, quantity=quantity))

    def leave(self, trader: str, series: Series, quantity: int) -> None:
        """Units go back; the exchange decides first, the register then, and nothing is written unless both agree."""
        command = ask.LeaveUnits(actor="x", trader=trader, series=series, quantity=quantity)
        mine = exchange.decide(command, self.market, self.at)
        back = units.ChangeState(
            actor="x",
            account=trader,
            series=series,
            quantity=quantity,
            source=State.ON_PLATFORM,
            target=State.TO_TRADING,
        )
        theirs = registry.decide(back, self.ledger, RegistryMoment(self.law, self.now))
        if mine.refusal is None and theirs.refusal is None:
            self.write((*theirs.fresh, *mine.fresh))

    def act(self) -> None:
        """Something somebody does."""
        rng, trader, series = self.rng, self.rng.choice(TRADERS), self.rng.choice(SERIES)
        instrument, roll = self.market.instruments.get(series), rng.random()
        base = (instrument and instrument.base) or 8_000
        side = rng.choice((Side.BUY, Side.SELL))
        best = self.market.best(series, side.other)
        who = {
            "trader": trader,
            "operator": "op",
            "series": series,
            "side": side,
            "quantity": rng.randint(1, 400),
        }
        if roll < 0.45:
            price = base * (100 + (-1 if side is Side.BUY else 1) * rng.randint(0, 11)) // 100
            self.ask(ask.PostOrder(price=price, **who))
        elif roll < 0.8:
            self.ask(ask.TakeOrder(price=best.price if best else base, **who))
        elif roll < 0.85:
            mine = [order for order in self.market.orders.values() if order.state is OrderState.OPEN]
            if mine:
                order = rng.choice(mine)
                self.ask(ask.WithdrawOrder(trader=order.trader, operator="op", order=order.id))
        elif roll < 0.9:
            id = f"w{len(self.market.office.withdrawals)}"
            self.ask(office.RequestWithdrawal(id=id, trader=trader, fen=rng.randint(1, 20_000_00)))
        elif roll < 0.95:
            self.bank.pay_in(f"acct-{trader}", trader, rng.randint(1, 20_000_00), self.now)
        elif roll < 0.97:
            self.arrive(trader, series, rng.randint(1, 500))
        else:
            self.leave(trader, series, rng.randint(1, 300))

    # the bank

    def pay(self) -> None:
        """Hand the bank what waits; it may be down, and takes the same orders again another time."""
        orders = waiting(self.market, {})
        if orders:
            try:
                self.bank.send(f"m{self.now:%Y%m%d%H%M}", orders, self.now)
            except BankDown:
                self.counted["bank down"] += 1

    def listen(self) -> None:
        """Whatever the bank says now, and the statement of the last day, which brings what was lost."""
        last = [Received("statement", day) for day in self.statements[-1:]]
        self.hear([*self.bank.receive(self.now), *last])

    def hear(self, said: Sequence[Received]) -> None:
        for received in said:
            assert received.message is not None
            found = intake(received.message, self.market, ACCOUNT)
            assert not found.unmatched
            for command in found.commands:
                self.ask(command)

    def agree_with_the_bank(self, day: dt.date) -> None:
        """At the end of the day only what the bank has not told yet may differ."""
        message = self.bank.statement(day, self.now).message
        assert isinstance(message, BankStatement)
        self.statements.append(message)
        found = reconcile.cash(self.market, self.statements)
        assert {mismatch.kind for mismatch in found} <= {
            "cash-total",
            "credit-unknown",
            "debit-unanswered",
        }, found
        self.counted["differences shown"] += len(found)
        frozen = {account for account, _ in self.held.values()}
        apart = reconcile.units(self.market, self.ledger)
        assert all(difference.subject[0] in frozen for difference in apart), apart

    # the register, and delivery

    def hold(self, day: dt.date) -> None:
        """An account is frozen or restricted after the close, for some days."""
        trader, id = self.rng.choice(TRADERS), f"hold-{day}"
        if any(account == trader for account, _ in self.held.values()):
            return
        if self.rng.random() < 0.5:
            freeze = units.Freeze(
                actor="x",
                id=id,
                account=trader,
                reason=FreezeReason.JUDICIAL,
                authority="示例法院",
                document="d",
            )
            done = self.register(freeze)
        else:
            id = f"restricted-{day}"
            done = self.register(units.RestrictAccount(actor="x", account=trader, item=1, why="示例理由"))
        if done:
            self.held[id] = (trader, day + dt.timedelta(days=self.rng.randint(1, 9)))

    def thaw(self, day: dt.date) -> None:
        for id, (trader, until) in sorted(self.held.items()):
            if until <= day:
                if id.startswith("hold"):
                    done = self.register(
                        units.Release(actor="x", id=id, reason=FreezeReason.JUDICIAL, document="d")
                    )
                else:
                    done = self.register(units.RestoreAccount(actor="x", account=trader, document="d"))
                assert done
                del self.held[id]

    def deliver(self, day: dt.date) -> None:
        """Clear, confirm, and settle in small steps; a crash may come between any two."""
        assert self.ask(office.Clear(day=day))
        clearing = self.market.office.clearings[day]
        for side in office.Confirming:
            assert self.ask(office.ConfirmClearing(day=day, side=side, digest=clearing.digest))
        finished = False
        while not finished:
            step = settle(office.Settle(actor="x", day=day, most=BATCH), self.market, self.ledger, self.at)
            assert step.refusal is None, step.refusal
            if self.rng.random() < 0.005:
                self.crash()  # before anything of the step was written
                continue
            self.write(step.events)
            finished = step.finished
        clearing = self.market.office.clearings[day]
        self.counted["trades"] += clearing.trades
        for failure in clearing.failed.values():
            self.counted[f"failed {failure.code}"] += 1
            assert (
                failure.code in ("account_frozen", "account_restricted", "not_enough_units")
                or failure.because
            ), failure
        assert all(
            trader.owed == trader.proceeds == trader.reserved == 0 for trader in self.market.traders.values()
        )
        assert self.market.cash.total == 0
        assert all(fen > 0 for place, fen in self.market.cash.balances().items() if place != BANK)

    def crash(self) -> None:
        """Both states are lost; the journal, as it was written, makes them again."""
        self.counted["crashes"] += 1
        before = self.market.state(), self.ledger.state()
        self.market, self.ledger = Market(), Ledger()
        read = msgspec.json.decode(msgspec.json.encode(self.journal), type=list[Event])
        joint(self.market, self.ledger, read)
        assert (self.market.state(), self.ledger.state()) == before

    # the end

    def finish(self) -> str:
        """The bank is well again, holds are lifted; everything agrees. Returns the hash of the journal."""
        self.bank.faults = Faults()
        day = self.statements[-1].on
        for _ in range(14):
            day = hours.after(day, 1, self.market.closings)
            self.day(day, actions=0)
        assert not self.held
        assert all(w.state is not WithdrawalState.REQUESTED for w in self.market.office.withdrawals.values())
        assert reconcile.cash(self.market, self.statements) == []
        assert reconcile.units(self.market, self.ledger) == []
        assert self.market.cash.kept == self.bank.holds
        issued = sum(
            sum(last - first + 1 for first, last in blocks) for blocks in self.ledger.balances().values()
        )
        assert issued == len(SERIES) * 5 * 10_000
        self.crash()
        return seal(self.journal)[-1].digest


def run(seed: str, days: int) -> tuple[str, Year]:
    """So many trading days from a seed; the hash of the journal, and the year itself."""
    year, day = Year(seed), FIRST
    for _ in range(days):
        year.day(day)
        day = hours.after(day, 1, year.market.closings)
    return year.finish(), year


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", default="1")
    parser.add_argument("--days", type=int, default=242)
    given = parser.parse_args()
    started = time.perf_counter()
    digest, year = run(given.seed, given.days)
    print(
        f"seed {given.seed}: {given.days} trading days, {len(year.journal):,} events in {time.perf_counter() - started:.0f} s, journal {digest[:16]}"
    )
    for what, count in sorted(year.counted.items()):
        print(f"  {what}: {count:,}")


if __name__ == "__main__":
    main()
