"""Objections to a settlement: in writing and in time; an upheld one undoes units and money together, or nothing."""

from __future__ import annotations

from ccer.exchange.cash import FEES
from ccer.exchange.commands import CloseDay, OpenDay
from ccer.exchange.objections import accepted
from ccer.exchange.office_commands import AnswerObjection, Clear, CorrectCash, Object, RequestWithdrawal
from ccer.registry.commands import ChangeState
from ccer.registry.holdings import State
from ccer.registry.refusals import Refusal
from exchange.floor import DAY, NEXT, SERIES, Floor
from exchange.test_cash import code
from exchange.test_settlement import cleared


def test_objections_in_writing_and_in_time() -> None:
    floor = Floor()
    floor.trader("S", units=10)
    floor.trader("B", fen=10_000)
    floor.trader("C")
    floor.agree("S", "B", 5, 100, fee=0)
    cleared(floor)
    floor.settle()
    first = Object(actor="trader:B", id="o1", trader="B", day=DAY, why="数量不符", document="d")
    assert (
        code(floor.ask(Object(actor="x", id="o1", trader="B", day=DAY, why="w", document="")))
        == "document_missing"
    )
    assert (
        code(floor.ask(Object(actor="x", id="o1", trader="C", day=DAY, why="w", document="d")))
        == "objection_without_part"
    )
    floor.time("09:29:59", NEXT)
    assert not accepted(floor.market, DAY, "S", floor.at)
    assert floor.ask(first)
    assert code(floor.ask(first)) == "id_used"
    floor.time("09:30", NEXT)
    refusal = floor.ask(Object(actor="x", id="o2", trader="S", day=DAY, why="w", document="d"))
    assert code(refusal) == "objection_late"
    assert accepted(floor.market, DAY, "S", floor.at)
    assert not accepted(floor.market, DAY, "B", floor.at)
    answer = AnswerObjection(actor="exchange:1", id="o1", upheld=False, why="不属实")
    assert floor.answer(answer)
    assert code(floor.answer(answer)) == "objection_unknown"
    assert (floor.money("B"), floor.money("S")) == (9_500, 500)
    by_hand = CorrectCash(actor="exchange:1", entry="trade:t1", why="w", document="d")
    assert code(floor.ask(by_hand)) == "entry_unknown", "a trade is undone in both books or in none"


def disputed() -> Floor:
    """500 t and then 100 t from S to B at CNY 80.00, delivered; B objects in the morning, and the market is open again.

    40 000 and 8 000 yuan; commission of 6 per mille, 240 and 48 yuan, from each side.
    """
    floor = Floor()
    floor.trader("S", units=1_000)
    floor.trader("B", fen=5_000_000)
    floor.agree("S", "B", 500, 8_000)
    floor.agree("S", "B", 100, 8_000)
    cleared(floor)
    floor.settle()
    floor.time("09:00", NEXT)
    floor.do(Object(actor="trader:B", id="o1", trader="B", day=DAY, why="数量不符", document="示例函"))
    floor.do(OpenDay(actor="exchange:1"))
    floor.time("10:00")
    return floor


def upheld(*trades: str, key: str = "") -> AnswerObjection:
    return AnswerObjection(actor="exchange:1", id="o1", upheld=True, why="属实", trades=trades, key=key)


def test_an_upheld_objection_undoes_both_books_in_one_step() -> None:
    floor = disputed()
    assert code(floor.answer(upheld())) == "trades_not_named"
    assert code(floor.answer(upheld("t9"))) == "trade_not_to_undo"
    rejected = AnswerObjection(actor="exchange:1", id="o1", upheld=False, why="不属实", trades=("t1",))
    assert code(floor.answer(rejected)) == "trade_not_to_undo"
    events = floor.answer(upheld("t1", key="k"))
    assert isinstance(events, tuple)
    assert [event.name for event in events] == [
        "units.corrected",
        "exchange.cash.corrected",
        "exchange.units.seized",
        "exchange.units.arrived",
        "exchange.settlement.objection_answered",
    ]
    assert all(event.cites[0] == "bge-2023-trading-rules/art-32" and event.key == "k" for event in events)
    assert not any("ncsc-2023-11/art-16" in event.cites for event in events), "this is no judicial freeze"
    assert (floor.units("S"), floor.units("B")) == (900, 100)
    assert [floor.market.position(id, SERIES).platform for id in "SB"] == [900, 100]
    assert floor.money("B") == 5_000_000 - 800_000 - 4_800
    assert floor.money("S") == 800_000 - 4_800, (
        "what the commission took came back before the price was returned"
    )
    assert floor.cash.balance(FEES) == 9_600
    assert code(floor.answer(upheld("t2"))) == "objection_unknown", "an objection is answered once"
    repeated = floor.answer(upheld("t1", key="k"))
    assert isinstance(repeated, tuple)
    assert repeated[-1] == events[-1], "under one key, one answer"
    assert floor.units("S") == 900
    again = floor.replayed()
    assert again.ledger.state() == floor.ledger.state()
    assert again.market.state() == floor.market.state()


def test_a_chain_is_undone_from_its_end() -> None:
    """S sold to B, and B handed on to S: both go back, the later first, whatever the order in which they are named."""
    floor = Floor()
    floor.trader("S", units=10, fen=1_000)
    floor.trader("B", fen=1_000)
    floor.agree("S", "B", 10, 100, fee=0)
    floor.agree("B", "S", 10, 90, fee=0)
    cleared(floor)
    floor.settle()
    floor.time("09:00", NEXT)
    floor.do(Object(actor="trader:B", id="o1", trader="B", day=DAY, why="数量不符", document="示例函"))
    events = floor.answer(upheld("t1", "t2"))
    assert isinstance(events, tuple)
    assert [event.name for event in events] == [
        *["units.corrected", "exchange.cash.corrected"] * 2,
        "exchange.settlement.objection_answered",
    ]
    assert (floor.units("S"), floor.units("B"), floor.money("S"), floor.money("B")) == (10, 0, 1_000, 1_000)


def test_an_objection_is_refused_whole_where_units_or_money_moved_on() -> None:
    floor = disputed()
    floor.trader("C", fen=1_000_000)
    trade = floor.agree("B", "C", 550, 1_000, fee=0)
    assert floor.market.sold("B", trade.series) == (550, NEXT)
    floor.ledger.sold = floor.market.sold  # type: ignore[method-assign]
    before = (floor.ledger.state(), floor.market.state())
    no = floor.answer(upheld("t1", "t2"))
    assert code(no) == "objection_units_gone"
    assert isinstance(no, Refusal)
    assert "550" in no.why.en
    assert no.clause == "bge-2023-trading-rules/art-32"
    assert "mediation" in no.next.en
    assert (floor.ledger.state(), floor.market.state()) == before

    floor = disputed()
    for state in (State.TO_TRADING, State.GENERAL):
        source = State.ON_PLATFORM if state is State.TO_TRADING else State.TO_TRADING
        back = ChangeState(actor="x", account="B", series=SERIES, quantity=600, source=source, target=state)
        floor.register(back)
    assert code(floor.answer(upheld("t1"))) == "objection_units_gone"

    floor = disputed()
    floor.do(RequestWithdrawal(actor="trader:S", id="w", trader="S", fen=3_900_000))
    assert code(floor.answer(upheld("t1"))) == "money_moved_on"
    assert isinstance(floor.answer(upheld("t2")), tuple)
    assert floor.units("B") == 500


def test_an_objection_waits_for_delivery_and_may_be_answered_late() -> None:
    floor = Floor()
    floor.trader("S", units=10)
    floor.trader("B", fen=2_000)
    floor.agree("S", "B", 5, 100, fee=0)
    cleared(floor)
    floor.do(Object(actor="trader:S", id="o1", trader="S", day=DAY, why="数量不符", document="示例函"))
    assert code(floor.answer(upheld("t1"))) == "objection_early"
    floor.settle()
    floor.time("09:00", NEXT)
    floor.do(OpenDay(actor="exchange:1"))
    floor.time("15:00")
    floor.do(CloseDay(actor="exchange:1"))
    floor.do(Clear(actor="exchange:1", day=NEXT))
    assert floor.answer(upheld("t1")), "the trades of its day are kept until it is answered"
    assert (floor.units("S"), floor.money("B")) == (10, 2_000)
