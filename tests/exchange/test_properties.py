"""Random trading: price first, then time; no trade through a limit or out of hours; units and money conserved; buying power never
negative; opposite trades five trading days apart; a replay gives the same state, a batch the same as one by one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from fractions import Fraction
from typing import Any

import chinese_calendar
import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.core.event import Event
from ccer.exchange.commands import EnterOrders
from ccer.exchange.deals import AuctionState, BlockState
from ccer.exchange.exchange import answers, apply, decide, decoded, replay
from ccer.exchange.market import Market
from ccer.exchange.moment import CHINA
from ccer.exchange.orders import Mode, Side, Trade
from ccer.exchange.refusals import REASONS
from ccer.registry.commands import encoded
from exchange.simulator import SERIES, TRADERS, Simulator, opened
from exchange.table import Table

seeds = st.integers(0, 2**32 - 1)


class Obvious:
    """A book that anybody can check: a list of postings, sorted whenever it is asked for."""

    def __init__(self) -> None:
        self.postings: list[list[Any]] = []

    def post(self, id: str, series: Any, side: str, price: int, quantity: int) -> None:
        self.postings.append([id, series, side, price, quantity])

    def take(self, series: Any, side: str, quantity: int) -> list[tuple[str, int, int]]:
        """At the best price of the other side, in order of posting."""
        there = [p for p in self.postings if p[1] == series and p[2] != side]
        if not there:
            return []
        best = (min if side == "buy" else max)(p[3] for p in there)
        fills = []
        for posting in there:
            if posting[3] == best and quantity:
                given = min(quantity, posting[4])
                fills.append((posting[0], best, given))
                posting[4] -= given
                quantity -= given
        self.postings = [p for p in self.postings if p[4]]
        return fills

    def gone(self, ids: Any) -> None:
        self.postings = [p for p in self.postings if p[0] not in ids]

    def queue(self, series: Any, side: Side) -> list[tuple[str, int, int]]:
        sign = -1 if side is Side.BUY else 1
        there = [(p[0], p[3], p[4]) for p in self.postings if p[1] == series and p[2] == side]
        return sorted(there, key=lambda p: sign * p[1])


def follow(book: Obvious, row: Any) -> None:
    """The obvious book does what a row says, and must have given the same fills."""
    match row[0]:
        case "posted":
            _, id, _, _, series, side, price, quantity = row
            assert not [
                p
                for p in book.queue(series, Side(side).other)
                if (p[1] <= price) == (side == "buy") or p[1] == price
            ]
            book.post(id, series, side, price, quantity)
        case "taken":
            _, _, _, _, series, side, price, quantity, fills = row
            assert book.take(series, side, quantity) == [(f.maker, price, f.quantity) for f in fills]
        case "withdrawn":
            book.gone({row[1]})


@settings(max_examples=15, deadline=None)
@given(seeds, st.sampled_from((0.02, 0.1, 0.4)))
def test_whatever_is_asked(seed: int, wild: float) -> None:
    table = opened()
    simulator, book = Simulator(seed, table, wild), Obvious()
    trades: dict[str, Trade] = {}
    told = len(table.journal)
    for command in simulator.commands(100):
        assert decoded(encoded(command)) == command
        before = table.market.state()
        outcome = decide(command, table.market, table.at)
        assert table.market.state() == before, "deciding changes nothing"
        if outcome.refusal:
            check_refusal(outcome.refusal, table)
        for event in outcome.fresh:
            assert event.cites
            apply(table.market, event)
            table.journal.append(event)
        for event in table.journal[told:]:
            rows = (
                event.data["rows"]
                if "rows" in event.data
                else [event.data["row"]]
                if "row" in event.data
                else []
            )
            for row in rows:
                follow(book, row)
            book.gone(event.data.get("orders", ()))
        told = len(table.journal)
        for series in SERIES:
            for side in Side:
                assert list(table.market.books[series].queue(side)) == book.queue(series, side)
        for id, trade in table.market.trades.items():
            if id not in trades:
                trades[id] = trade
                check_trade(trade, table.market)
        check_books(table)
    check_gaps(list(trades.values()))
    table.check()


def check_refusal(refusal: Any, table: Table) -> None:
    assert refusal.code in REASONS
    assert table.at.law.cite(refusal.clause) == refusal.citation
    for lang in ("zh", "en"):
        parts = refusal.lines(lang)
        assert len(parts) == 4
        assert not any("{" in part or "}" in part or "Text(" in part for part in parts)


def check_trade(trade: Trade, market: Market) -> None:
    """Within the limits, in hours, on a day that is open, between two."""
    base = market.instruments[trade.series].base
    share = {Mode.LISTED: Fraction(1, 10), Mode.BLOCK: Fraction(3, 10)}.get(trade.mode)
    if share:
        assert base * (1 - share) <= trade.price <= base * (1 + share)
        clock = trade.at.astimezone(CHINA).time()
        assert dt.time(9, 30) <= clock < dt.time(11, 30) or dt.time(13) <= clock < dt.time(15)
    assert market.is_open
    assert trade.on == market.day == trade.at.astimezone(CHINA).date()
    assert trade.buyer != trade.seller


def check_books(table: Table) -> None:
    """Each figure kept is the sum of what it stands for, and nobody spends what he has not."""
    market = table.market
    arrived: Counter[Any] = Counter()
    for event in table.journal:
        sign = {"exchange.units.arrived": 1, "exchange.units.left": -1}.get(event.name, 0)
        if sign:
            arrived[event.data["trader"], event.data["series"]] += sign * event.data["quantity"]
    pending = list(market.pending())
    for id in TRADERS:
        trader, wanted = market.traders[id], standing(market, id)
        assert trader.reserved == sum(cost for _, side, _, cost in wanted if side is Side.BUY)
        assert trader.orders == len(market.orders_of(id, open=True))
        assert trader.owed == sum(t.price * t.quantity + t.buyer_fee for t in pending if t.buyer == id)
        assert trader.proceeds == sum(t.price * t.quantity - t.seller_fee for t in pending if t.seller == id)
        assert market.buying_power(id) >= 0
        assert 0 <= market.withdrawable(id) <= market.balance(id)
        for series in SERIES:
            held = market.position(id, series)
            mine = [(side, quantity) for s, side, quantity, _ in wanted if s == series]
            assert held.selling == sum(q for side, q in mine if side is Side.SELL)
            assert held.buying == sum(q for side, q in mine if side is Side.BUY)
            assert not (held.selling and held.buying)
            assert held.sold == sum(t.quantity for t in pending if (t.seller, t.series) == (id, series))
            assert held.bought == sum(t.quantity for t in pending if (t.buyer, t.series) == (id, series))
            assert held.platform == arrived[id, series]
            assert held.available >= 0


def standing(market: Market, id: str) -> list[tuple[Any, Side, int, int]]:
    """All a trader asks for that is not settled: instrument, side, tonnes, what it would cost with commission."""
    found = []
    for order in market.orders_of(id, open=True):
        whole = order.turnover + order.price * order.left
        cost = order.price * order.left + fee(whole, Fraction(6, 1000)) - order.fee
        found.append((order.series, order.side, order.left, cost))
    for block in market.blocks.values():
        sides = {block.trader: block.side} if block.state is BlockState.OFFERED else {}
        if block.state is BlockState.ACCEPTED:
            sides = {block.trader: block.side, block.counterparty: block.side.other}
        if id in sides:
            cost = whole_cost(block.price * block.quantity, block.commission)
            found.append((block.series, sides[id], block.quantity, cost))
    for auction in market.auctions.values():
        if auction.state is not AuctionState.ANNOUNCED:
            continue
        asked = [(auction.trader, auction.side, auction.reserve, auction.quantity)]
        asked += [(bid.trader, auction.side.other, bid.price, bid.quantity) for bid in auction.bids]
        for trader, side, price, quantity in asked:
            if trader == id:
                found.append(
                    (auction.series, side, quantity, whole_cost(price * quantity, auction.commission))
                )
    return found


def fee(turnover: int, rate: Fraction) -> int:
    """Halves up, by fractions."""
    return int(turnover * rate + Fraction(1, 2))


def whole_cost(value: int, rate: tuple[int, int]) -> int:
    return value + fee(value, Fraction(*rate))


def check_gaps(trades: list[Trade]) -> None:
    """Opposite trades of one account in one instrument: counted day by day on a calendar that is not ours."""
    for trader in TRADERS:
        for series in SERIES:
            mine = [t for t in trades if t.series == series and trader in (t.buyer, t.seller)]
            for one in mine:
                for other in mine:
                    if one.buyer == trader and other.seller == trader:
                        assert days_apart(one.on, other.on) >= 5


def days_apart(a: dt.date, b: dt.date) -> int:
    a, b = min(a, b), max(a, b)
    days = (a + dt.timedelta(n) for n in range(1, (b - a).days + 1))
    return sum(day.weekday() < 5 and not chinese_calendar.is_holiday(day) for day in days)


@settings(max_examples=15, deadline=None)
@given(seeds)
def test_a_batch_is_the_same_as_one_by_one(seed: int) -> None:
    single, batch = opened(), opened()
    simulator = Simulator(seed, single, 0.2)
    for _ in range(6):
        simulator.tick()
        now = single.at.now.astimezone(CHINA)
        if now.date() != batch.at.today:
            batch.next_day()
        orders, told = [], []
        for _ in range(15):
            order = simulator.order()
            orders.append(order)
            outcome = single.ask(order)
            told.append(
                outcome.refusal.lines("en")
                if outcome.refusal
                else answers(outcome.events[0], single.at.law)[0]
            )
        batch.set_time(now.replace(tzinfo=None).isoformat())
        together = batch.ask(EnterOrders(actor="x", orders=tuple(orders)))
        if together.refusal:
            assert told == [together.refusal.lines("en")] * len(orders)
        else:
            written = msgspec.json.decode(msgspec.json.encode(together.events[0]), type=Event)
            found = answers(written, batch.at.law)
            assert [a.refusal.lines("en") if a.refusal else a for a in found] == told
        assert {**batch.market.state(), "last": 0} == {**single.market.state(), "last": 0}
    batch.check()


def test_the_simulator_reaches_every_kind_of_step() -> None:
    """A property that is never put to the test holds too easily."""
    names: Counter[str] = Counter()
    modes: Counter[str] = Counter()
    for seed in range(8):
        table = opened()
        for command in Simulator(seed, table).commands(250):
            table.ask(command)
            modes.update(trade.mode for trade in table.market.trades.values())
        names.update(event.name for event in table.journal)
    for name in STEPS:
        assert names[f"exchange.{name}"] >= 5, names
    assert set(modes) == set(Mode)


STEPS = (
    "order.posted", "order.taken", "order.withdrawn", "units.arrived", "units.left", "block.offered", "block.answered",
    "block.confirmed", "auction.announced", "auction.bid", "auction.closed", "auction.cancelled", "trader.restricted",
    "trader.released", "day.opened", "day.closed",
)  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(seeds)
def test_a_replay_from_any_place_gives_the_same(seed: int) -> None:
    table = opened()
    for command in Simulator(seed, table).commands(80):
        table.ask(command)
    cut = seed % len(table.journal)
    base = Market()
    base.cash = table.market.cash
    half = replay(table.journal[:cut], base)
    assert replay(table.journal[cut:], half).state() == table.market.state()
