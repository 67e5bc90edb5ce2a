"""Matching: the book against two public order books in Python on the same orders, and the whole market deciding batches in memory.

The other two are not part of the set-up: ``pip install lightmatchingengine pyorderbook`` beside it, and name their folder in
``MATCHING_EXTRA``; without them their rows are left out. Rounds go in turn and medians are given. All match the same random
limit orders, made before the time counts, and must trade the same volume.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import random
import statistics
import sys
import time
from typing import Any

from figure import Figure

ORDERS = 40_000
ROUNDS = 5
BATCH = 1_000
TRADERS = 200
AIM = 40_000
Limit = tuple[str, bool, int, int]
"""Id, whether it buys, price [fen/t], quantity [t]."""


def run() -> list[Figure]:
    orders = limits()
    found: dict[str, list[float]] = {"ours": []}
    works = {"ours": book, "lightmatchingengine": light, "pyorderbook": pyorderbook}
    volumes = set()
    for _ in range(ROUNDS):
        for name, work in list(works.items()):
            try:
                rate, traded = work(orders)
            except ImportError:
                print(f"没有安装，略过 / not installed, left out: {name}", file=sys.stderr)
                del works[name]
                continue
            found.setdefault(name, []).append(rate)
            volumes.add(traded)
    if len(volumes) != 1:
        raise RuntimeError(f"not the same volume: {volumes} t")
    note = f"{ORDERS:,} random limit orders, {volumes.pop():,} t traded by each; aim 5× or more"
    ours, *others = ((name, statistics.median(rates)) for name, rates in found.items())
    what = "order book, limit orders"
    figures = [
        Figure(what, ours[1], "/s", f"{name} {rate:,.0f} /s", ours[1] / rate, note) for name, rate in others
    ]
    return [*(figures or [Figure(what, ours[1], "/s", note=note)]), *market()]


def limits() -> list[Limit]:
    """Random limit orders around one price, as many to buy as to sell."""
    dice = random.Random(20260820)
    return [
        (str(n), dice.random() < 0.5, 8000 + round(dice.gauss(0, 100)), dice.randint(1, 500))
        for n in range(ORDERS)
    ]


def book(orders: list[Limit]) -> tuple[float, int]:
    from ccer.exchange.book import Book
    from ccer.exchange.orders import Side

    asked = [(id, Side.BUY if buys else Side.SELL, price, quantity) for id, buys, price, quantity in orders]
    submit, traded = Book().submit, 0
    began = time.process_time()
    for order in asked:
        for fill in submit(*order):
            traded += fill[2]
    return len(orders) / (time.process_time() - began), traded


def extra() -> None:
    folder = os.environ.get("MATCHING_EXTRA")
    if folder and folder not in sys.path:
        sys.path.append(folder)


def light(orders: list[Limit]) -> tuple[float, int]:
    extra()
    from lightmatchingengine.lightmatchingengine import LightMatchingEngine, Side

    engine, traded = LightMatchingEngine(), 0
    began = time.process_time()
    for _, buys, price, quantity in orders:
        order, _ = engine.add_order("X", price, quantity, Side.BUY if buys else Side.SELL)
        traded += order.cum_qty
    return len(orders) / (time.process_time() - began), traded


def pyorderbook(orders: list[Limit]) -> tuple[float, int]:
    extra()
    from pyorderbook import Book
    from pyorderbook.order import ask, bid

    logging.disable(logging.INFO)
    made = [(bid if buys else ask)("X", price / 100, quantity) for _, buys, price, quantity in orders]
    match, traded = Book().match, 0
    began = time.process_time()
    for order in made:
        for trade in match(order).trades:
            traded += trade.fill_quantity
    took = time.process_time() - began
    logging.disable(logging.NOTSET)
    return len(orders) / took, traded


def market() -> list[Figure]:
    """Posts, takes and withdrawals under all the rules: decided, applied, replayed."""
    from ccer.core.event import Event
    from ccer.exchange.exchange import apply, decide, replay

    rates = []
    for _ in range(ROUNDS):
        state, journal, at = opened()
        events: list[Event] = []
        asked = granted = 0
        spent = 0.0
        for batch in batches(state):
            began = time.process_time()
            outcome = decide(batch, state, at)
            for event in outcome.fresh:
                apply(state, event)
            spent += time.process_time() - began
            events.extend(outcome.events)
            asked += len(batch.orders)
            granted += sum(row[0] != "refused" for row in outcome.events[0].data["rows"])
        rates.append(asked / spent)
    base = replay(journal)
    base.cash = state.cash
    began = time.process_time()
    again = replay(events, base)
    replayed = asked / (time.process_time() - began)
    if again.state() != state.state():
        raise RuntimeError("the replay differs")
    note = f"batches of {BATCH:,}, {granted / asked:.0%} granted, {state.traded:,} trades, in memory"
    rate = statistics.median(rates)
    return [
        Figure("orders decided and applied", rate, "/s", f"aim {AIM:,} /s", rate / AIM, note),
        Figure("orders replayed from events", replayed, "/s"),
    ]


def opened() -> tuple[Any, list[Any], Any]:
    """A market with an open day, half of the traders with units and half with money."""
    from ccer.core.asof import AsOf
    from ccer.exchange import commands as c
    from ccer.exchange.cash import BANK, CashPosting, trader
    from ccer.exchange.exchange import decide_many
    from ccer.exchange.market import Market
    from ccer.exchange.moment import CHINA, Moment
    from ccer.policy.corpus import corpus
    from ccer.registry.accounts import AccountKind
    from ccer.registry.serials import Series

    state, journal, law = Market(), [], corpus()
    series = Series("A210001", 2025)

    def ask(hour: int, day: int, *asked: Any) -> Any:
        at = Moment(AsOf(law, dt.date(2026, 3, day)), dt.datetime(2026, 3, day, hour, tzinfo=CHINA))
        for outcome in decide_many(asked, state, at):
            if outcome.refusal:
                raise RuntimeError(outcome.refusal.lines("en"))
            journal.extend(outcome.events)
        return at

    for n in range(TRADERS):
        id = f"bench-{n}"
        ask(8, 2, c.OpenTrader(trader=id, subject=id, kind=AccountKind.TRADER))
        ask(8, 2, c.SetOperator(trader=id, operator="op"))
        if n % 2:
            ask(8, 2, c.ArriveUnits(trader=id, series=series, quantity=10**9))
        else:
            state.cash.move(CashPosting(BANK, trader(id), 10**13, "deposit"))
    ask(8, 2, c.ProposeListing(trader="bench-1", operator="op", series=series, price=8000))
    ask(8, 2, c.ConfirmListing(series=series))
    return state, journal, ask(10, 3, *(ask(9, 3, c.OpenDay()) and ()))


def batches(state: Any) -> Any:
    """What traders might do: most post, many take at the best price, some withdraw. Made outside of the time that counts."""
    from ccer.exchange.commands import EnterOrders, PostOrder, TakeOrder, WithdrawOrder
    from ccer.exchange.orders import OrderState, Side
    from ccer.registry.serials import Series

    dice, series = random.Random(1), Series("A210001", 2025)
    for _ in range(ORDERS // BATCH):
        bid, ask = (level.price if (level := state.best(series, side)) else 8000 for side in Side)
        open = [order for order in state.orders.values() if order.state is OrderState.OPEN]
        orders: list[Any] = []
        for _ in range(BATCH):
            n, what = dice.randrange(TRADERS), dice.random()
            who = {"trader": f"bench-{n}", "operator": "op"}
            side, quantity = Side.SELL if n % 2 else Side.BUY, dice.randint(1, 40)
            if what < 0.1 and open:
                order = dice.choice(open)
                orders.append(WithdrawOrder(trader=order.trader, operator="op", order=order.id))
            elif what < 0.5:
                price = ask if side is Side.BUY else bid
                orders.append(TakeOrder(**who, series=series, side=side, price=price, quantity=quantity))
            else:
                price = 7999 - dice.randrange(5) if side is Side.BUY else 8001 + dice.randrange(5)
                quantity *= 4
                orders.append(PostOrder(**who, series=series, side=side, price=price, quantity=quantity))
        yield EnterOrders(actor="system:bench", orders=tuple(orders))
