"""Delivery against payment: both books move together or not at all, in the order of the trades, and a failure says whom it touches."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.exchange.cash import BANK, FEES
from ccer.exchange.clearing import Due, Totals, lines, totals
from ccer.exchange.office_commands import (
    Clear,
    ConfirmClearing,
    Confirming,
)
from ccer.exchange.orders import Side
from ccer.exchange.settlement import Consequence, consequences, instruction
from ccer.registry.commands import Freeze, Release, RestrictAccount
from ccer.registry.reasons import FreezeReason
from ccer.registry.serials import Series
from exchange.floor import DAY, SERIES, Floor
from exchange.test_cash import code

OTHER = Series("A210002", 2023)


def cleared(floor: Floor) -> Floor:
    """Closed, cleared and confirmed by both."""
    floor.close()
    assert floor.ask(Clear(actor="exchange:1", day=DAY))
    digest = floor.office.clearings[DAY].digest
    for side in Confirming:
        assert floor.ask(ConfirmClearing(actor=f"{side}:1", day=DAY, side=side, digest=digest))
    return floor


def test_one_trade_by_hand() -> None:
    floor = Floor()
    floor.trader("S", units=1_000)
    floor.trader("B", fen=5_000_000)
    # 500 t at CNY 80.01: turnover 4,000,500 fen; 6 per mille is 24,003 fen, from each side
    trade = floor.agree("S", "B", 500, 8_001)
    cleared(floor)
    assert lines(floor.agreed, "B") == [Due("t1", Side.BUY, "S", trade.series, 500, -4_000_500, 24_003)]
    assert totals(floor.agreed) == [
        Totals("B", 1, 0, 4_000_500, 24_003),
        Totals("S", 1, 4_000_500, 0, 24_003),
    ]
    step = floor.settle()
    assert step.finished
    assert [e.name for e in step.events] == [
        "units.transferred",
        "exchange.trade.settled",
        "exchange.settlement.finished",
    ]
    assert step.events[0].key == "settle:t1"
    assert (floor.units("S"), floor.units("B")) == (500, 500)
    assert floor.money("B") == 5_000_000 - 4_000_500 - 24_003
    assert floor.money("S") == 4_000_500 - 24_003
    assert floor.cash.balance(FEES) == 48_006
    again = floor.replayed()
    assert again.ledger.state() == floor.ledger.state()
    assert again.market.state() == floor.market.state()


def test_proceeds_pay_for_what_was_bought_later_the_same_day() -> None:
    floor = Floor()
    floor.trader("A", units=10)
    floor.trader("B", fen=1_000)
    floor.trader("C", units=10, series=OTHER)
    floor.agree("A", "B", 10, 100, fee=0)
    floor.agree("C", "A", 10, 100, OTHER, fee=0)
    cleared(floor)
    floor.settle()
    assert (floor.money("A"), floor.money("B"), floor.money("C")) == (0, 0, 1_000)
    assert (floor.units("A", OTHER), floor.units("B")) == (10, 10)


def test_a_refusal_of_the_register_fails_the_trade_and_what_counted_on_it() -> None:
    floor = Floor()
    for id in "ABCDE":
        floor.trader(id, units=10 if id == "A" else 0, fen=1_000 if id in "BE" else 0)
    floor.trader("C", units=20, series=OTHER)
    floor.agree("A", "B", 10, 100, fee=0)  # 1: A's units get frozen
    floor.agree("C", "A", 5, 100, OTHER, fee=0)  # 2: A wanted to pay with the money of 1
    floor.agree("B", "E", 10, 90, fee=0)  # 3: B wanted to hand on the units of 1
    floor.agree("C", "B", 5, 100, OTHER, fee=0)  # 4: touches nobody who lacks anything
    cleared(floor)
    floor.register(
        Freeze(
            actor="x", id="f", account="A", reason=FreezeReason.JUDICIAL, authority="示例法院", document="d"
        )
    )
    step = floor.settle()
    assert step.finished
    failed = floor.office.clearings[DAY].failed
    assert {id: (f.code, f.because) for id, f in failed.items()} == {
        "t1": ("account_frozen", ()),
        "t2": ("no_money", ("t1",)),
        "t3": ("not_enough_units", ("t1",)),
    }
    assert failed["t1"].clause == "ncsc-2023-11/art-16"
    assert failed["t2"].clause == "bge-2023-trading-rules/art-18"
    assert consequences(floor.agreed, floor.office.clearings[DAY]) == [
        Consequence("t1", "t2", "A", "money", False),
        Consequence("t1", "t3", "B", "units", False),
        Consequence("t3", "t4", "B", "money", True),
    ]
    assert (floor.money("B"), floor.units("B", OTHER), floor.money("C")) == (500, 5, 500)
    assert (floor.units("A"), floor.units("B"), floor.units("E")) == (0, 0, 0)
    floor.register(Release(actor="x", id="f", reason=FreezeReason.JUDICIAL, document="d"))
    assert floor.units("A") == 10


def test_a_later_trade_that_could_do_without_is_shown_as_delivered() -> None:
    floor = Floor()
    floor.trader("A", units=10, fen=500)
    floor.trader("B", fen=1_000)
    floor.trader("C", units=5, series=OTHER)
    floor.agree("A", "B", 10, 100, fee=0)
    floor.agree("C", "A", 5, 100, OTHER, fee=0)
    cleared(floor)
    floor.register(RestrictAccount(actor="x", account="B", item=1, why="示例"))
    floor.settle()
    clearing = floor.office.clearings[DAY]
    assert [f.code for f in clearing.failed.values()] == ["account_restricted"]
    assert consequences(floor.agreed, clearing) == [Consequence("t1", "t2", "A", "money", True)]


def test_the_steps_come_in_their_order() -> None:
    floor = Floor()
    floor.trader("S", units=10)
    floor.trader("B", fen=10_000)
    floor.agree("S", "B", 5, 100)
    assert code(floor.ask(Clear(actor="x", day=DAY))) == "market_not_closed"
    assert (
        code(floor.ask(ConfirmClearing(actor="x", day=DAY, side=Confirming.EXCHANGE, digest="")))
        == "not_cleared"
    )
    assert code(floor.settle().refusal) == "not_cleared"
    floor.close()
    assert floor.ask(Clear(actor="x", day=DAY))
    assert code(floor.ask(Clear(actor="x", day=DAY))) == "cleared_already"
    wrong = ConfirmClearing(actor="x", day=DAY, side=Confirming.EXCHANGE, digest="0")
    assert code(floor.ask(wrong)) == "other_result"
    digest = floor.office.clearings[DAY].digest
    right = ConfirmClearing(actor="x", day=DAY, side=Confirming.EXCHANGE, digest=digest)
    assert floor.ask(right)
    assert code(floor.ask(right)) == "confirmed_already"
    refusal = floor.settle().refusal
    assert code(refusal) == "not_confirmed"
    assert refusal is not None
    assert "登记机构" in refusal.why.zh
    assert floor.ask(ConfirmClearing(actor="x", day=DAY, side=Confirming.REGISTRY, digest=digest))
    whole = floor.office.queue
    floor.office.queue = []
    assert code(floor.settle().refusal) == "trades_changed"
    floor.office.queue = whole
    floor.time("14:59")
    refusal = floor.settle().refusal
    assert refusal is not None
    assert refusal.code == "clock_back"
    floor.time("15:00")
    assert floor.settle().finished
    assert code(floor.settle().refusal) == "settled_already"


def test_a_day_without_trades_settles_too() -> None:
    floor = cleared(Floor())
    step = floor.settle()
    assert [e.name for e in step.events] == ["exchange.settlement.finished"]


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_a_settlement_that_stops_and_goes_on_is_the_same_settlement(most: int) -> None:
    floor = market_of(
        [(0, 1, 4, 100), (1, 2, 3, 200), (2, 0, 2, 50), (0, 2, 60, 10), (3, 1, 1, 10), (1, 0, 2, 100)]
    )
    while not floor.settle(most).finished:
        pass
    whole = market_of(
        [(0, 1, 4, 100), (1, 2, 3, 200), (2, 0, 2, 50), (0, 2, 60, 10), (3, 1, 1, 10), (1, 0, 2, 100)]
    )
    whole.settle()
    assert floor.journal == whole.journal
    assert floor.office.clearings[DAY].failed.keys() == {"t4"}


def market_of(
    agreed: list[tuple[int, int, int, int]], held: tuple[int, ...] = (10, 10, 10, 10), fen: int = 1_000
) -> Floor:
    floor = Floor()
    for n, units in enumerate(held):
        floor.trader(f"T{n}", units=units, fen=fen)
    for seller, buyer, quantity, price in agreed:
        floor.agree(f"T{seller}", f"T{buyer}", quantity, price, fee=quantity * price // 100)
    return cleared(floor)


AGREED = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 12), st.integers(1, 120)).filter(
        lambda t: t[0] != t[1]
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(AGREED, st.tuples(*[st.integers(0, 20)] * 4), st.integers(1, 5))
def test_all_or_none_against_books_kept_by_hand(
    agreed: list[tuple[int, int, int, int]], held: tuple[int, ...], most: int
) -> None:
    """Two plain lists of balances are the other witness: a trade goes when both sides have what it takes, else nothing of it does."""
    floor = market_of(agreed, held)
    while not floor.settle(most).finished:
        pass
    units, money, fees, failed = list(held), [1_000] * 4, 0, set()
    for place, (seller, buyer, quantity, price) in enumerate(agreed, 1):
        fee = quantity * price // 100
        if money[buyer] < quantity * price + fee or units[seller] < quantity:
            failed.add(f"t{place}")
            continue
        units[seller] -= quantity
        units[buyer] += quantity
        money[buyer] -= quantity * price + fee
        money[seller] += quantity * price - fee
        fees += 2 * fee
    assert floor.office.clearings[DAY].failed.keys() == failed
    assert [floor.units(f"T{n}") for n in range(4)] == units
    assert [floor.market.position(f"T{n}", SERIES).platform for n in range(4)] == units
    assert all(t.owed == t.proceeds == 0 for t in floor.market.traders.values())
    assert [floor.money(f"T{n}") for n in range(4)] == money
    assert (floor.cash.balance(FEES), floor.cash.balance(BANK), floor.cash.total) == (fees, -4_000, 0)
    clearing = floor.office.clearings[DAY]
    assert all(set(f.because) <= failed for f in clearing.failed.values())


def test_an_instruction_moves_units_on_the_platform_only() -> None:
    floor = Floor()
    floor.trader("S", units=5)
    floor.trader("B")
    asked = instruction(floor.agree("S", "B", 5, 100), "exchange:1")
    assert (asked.source, asked.target, asked.quantity, asked.state) == ("S", "B", 5, "on-platform")
