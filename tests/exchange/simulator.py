"""Random trading: posts, takes, withdrawals, block agreements, auctions, restrictions, units in and out, over several days."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from ccer.exchange import commands as c
from ccer.exchange.deals import AuctionState, BlockState
from ccer.exchange.moment import CHINA
from ccer.exchange.orders import Mode, OrderState, Side
from ccer.registry.serials import Series
from exchange.table import Table

SERIES = (Series("A210001", 2024), Series("A210001", 2025))
TRADERS = tuple("ABCDEF")


def opened() -> Table:
    """Six traders: all with money, four with units; two instruments; block agreements and auctions opened for the test."""
    table = Table()
    for trader in TRADERS:
        table.tell(f"trader {trader}")
        table.tell(f"fund {trader} 4000.00")
    for trader in "ABCD":
        for series in SERIES:
            table.tell(f"arrive-units {trader} {series.project}/{series.vintage} 60 => ok")
    for series in SERIES:
        table.tell(f"propose-listing A {series.project}/{series.vintage} 20.03 => ok")
        table.tell(f"confirm-listing {series.project}/{series.vintage} => ok")
    table.tell("open-day => ok")
    table.tell("open-mode block 0.004 5 => ok")
    table.tell("open-mode auction 0.005 1 => ok")
    table.next_day()
    return table


class Simulator:
    """Commands that depend on a seed and on how the market stands; a share of them is wild."""

    def __init__(self, seed: int, table: Table, wild: float = 0.1) -> None:
        self.dice, self.table, self.wild = random.Random(seed), table, wild

    def commands(self, count: int) -> Iterator[Any]:
        for _ in range(count):
            self.tick()
            yield self.one()

    def tick(self) -> None:
        """Time goes on, at times to the next day."""
        at, dice = self.table.at, self.dice
        if dice.random() < 0.02:
            self.cancel_auctions()
            self.table.next_day()
            return
        later = at.now + dt.timedelta(seconds=dice.randint(0, 300))
        if later.astimezone(CHINA).date() == at.today:
            self.table.set_time(later.astimezone(CHINA).replace(tzinfo=None).isoformat())

    def cancel_auctions(self) -> None:
        for auction in list(self.table.market.auctions.values()):
            if auction.state is AuctionState.ANNOUNCED:
                assert self.table.do(f"cancel-auction {auction.id}").events

    def one(self) -> Any:
        dice = self.dice
        kinds = (
            self.post, self.post, self.post, self.post, self.take, self.take, self.take, self.withdraw,
            self.units, self.block, self.block, self.auction, self.auction, self.restrict,
        )  # fmt: skip
        return dice.choice(kinds)()

    def who(self) -> dict[str, Any]:
        return {"trader": self.dice.choice(TRADERS), "operator": "op"}

    def order(self) -> Any:
        """One that can stand in a batch."""
        return self.dice.choice((self.post, self.post, self.take, self.take, self.withdraw))()

    def price(self, series: Series) -> int:
        base = self.table.market.instruments[series].base
        span = 0.4 if self.dice.random() < self.wild else 0.03
        return round(base * self.dice.uniform(1 - span, 1 + span))

    def post(self) -> Any:
        series = self.dice.choice(SERIES)
        return c.PostOrder(
            **self.who(), series=series, side=self.dice.choice(tuple(Side)), price=self.price(series),
            quantity=5 * self.dice.randint(0 if self.dice.random() < self.wild else 1, 6),
        )  # fmt: skip

    def take(self) -> Any:
        dice, market = self.dice, self.table.market
        series, side = dice.choice(SERIES), dice.choice(tuple(Side))
        level = market.best(series, side.other)
        price = level.price if level and dice.random() > self.wild else self.price(series)
        return c.TakeOrder(
            **self.who(), series=series, side=side, price=price, quantity=5 * dice.randint(1, 8)
        )

    def withdraw(self) -> Any:
        dice = self.dice
        open = [o for o in self.table.market.orders.values() if o.state is OrderState.OPEN]
        if not open or dice.random() < self.wild:
            return c.WithdrawOrder(**self.who(), order=f"{self.table.at.today:%Y%m%d}-{dice.randint(1, 90)}")
        order = dice.choice(open)
        return c.WithdrawOrder(trader=order.trader, operator="op", order=order.id)

    def units(self) -> Any:
        dice = self.dice
        kind = dice.choice((c.ArriveUnits, c.LeaveUnits))
        return kind(trader=dice.choice(TRADERS), series=dice.choice(SERIES), quantity=dice.randint(1, 20))

    def block(self) -> Any:
        dice = self.dice
        standing = [
            b
            for b in self.table.market.blocks.values()
            if b.state in (BlockState.OFFERED, BlockState.ACCEPTED)
        ]
        if not standing or dice.random() < 0.3:
            series = dice.choice(SERIES)
            return c.OfferBlock(
                **self.who(), counterparty=dice.choice(TRADERS), series=series, side=dice.choice(tuple(Side)),
                price=self.price(series), quantity=dice.randint(4, 15),
            )  # fmt: skip
        block = dice.choice(standing)
        if block.state is BlockState.ACCEPTED and dice.random() < 0.8:
            return c.ConfirmBlock(block=block.id)
        if dice.random() < 0.1:
            return c.RefuseBlock(block=block.id, why="示例理由")
        if dice.random() < 0.1:
            return c.WithdrawBlock(trader=block.trader, operator="op", block=block.id)
        accept = dice.random() < 0.8
        return c.AnswerBlock(trader=block.counterparty, operator="op", block=block.id, accept=accept)

    def auction(self) -> Any:
        dice, at = self.dice, self.table.at
        standing = [a for a in self.table.market.auctions.values() if a.state is AuctionState.ANNOUNCED]
        if not standing:
            series = dice.choice(SERIES)
            opens = at.now + dt.timedelta(minutes=dice.randint(0, 5))
            return c.AnnounceAuction(
                **self.who(), series=series, side=dice.choice(tuple(Side)), reserve=self.price(series),
                quantity=dice.randint(5, 30), opens=opens, closes=opens + dt.timedelta(minutes=30),
                winners=dice.choice(("one", "several")), pricing=dice.choice(("uniform", "pay-as-bid")),
            )  # fmt: skip
        auction = dice.choice(standing)
        if dice.random() < 0.2:
            return c.CloseAuction(auction=auction.id)
        better = 1 if auction.side is Side.SELL else -1
        price = auction.reserve + better * dice.randint(0, 200)
        quantity = auction.quantity if auction.winners == "one" else dice.randint(1, auction.quantity)
        return c.BidAuction(**self.who(), auction=auction.id, price=price, quantity=quantity)

    def restrict(self) -> Any:
        dice, market = self.dice, self.table.market
        restricted = [t.id for t in market.traders.values() if t.restricted]
        if restricted:
            return c.ReleaseTrader(trader=dice.choice(restricted), document="示例文书")
        side = dice.choice(tuple(Side))
        if dice.random() < 0.7:
            mode = dice.choice((Mode.BLOCK, Mode.AUCTION))
            return c.OpenMode(mode=mode, notice="示例公告", commission="0.005", threshold=5)
        return c.RestrictTrader(
            trader=dice.choice(TRADERS), sides=(side,), why="示例理由", document="示例文书"
        )
