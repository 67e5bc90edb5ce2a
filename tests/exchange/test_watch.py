"""Each detector on a small day worked out by hand: at the threshold it speaks, below it or unset it is silent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ccer.core.asof import AsOf
from ccer.core.text import Text
from ccer.exchange.moment import CHINA
from ccer.exchange.office import AlertState
from ccer.exchange.office_commands import (
    AskExplanation,
    DecideAlert,
    Explain,
    LiftRestriction,
    RaiseAlert,
    ReportHolding,
)
from ccer.exchange.orders import Mode, Order, OrderState, Side, Trade
from ccer.exchange.watch import (
    DETECTORS,
    KIND_TEXT,
    Disclosure,
    LargeHolding,
    Observed,
    Thresholds,
    large_holdings,
    thresholds,
    watch,
)
from ccer.policy.corpus import corpus
from exchange.floor import DAY, SERIES, Floor
from exchange.settings import holding
from exchange.test_cash import code

START = dt.datetime.combine(DAY, dt.time(10), CHINA)


def trade(place: int, buyer: str, seller: str, quantity: int, price: int = 100, minutes: int = 0) -> Trade:
    at = START + dt.timedelta(minutes=minutes)
    return Trade(
        id=f"t{place}", mode=Mode.LISTED, series=SERIES, buyer=buyer, seller=seller, quantity=quantity, price=price, buyer_fee=0,
        seller_fee=0, at=at, on=at.date(), maker=Side.SELL, buy_order="b", sell_order="s", place=place,
    )  # fmt: skip


def order(
    place: int,
    trader: str,
    quantity: int,
    price: int = 100,
    seconds: int = 0,
    state: OrderState = OrderState.OPEN,
) -> Order:
    return Order(
        id=f"o{place}", trader=trader, operator="op", series=SERIES, side=Side.BUY, price=price, quantity=quantity, left=quantity,
        at=START + dt.timedelta(seconds=seconds), place=place, state=state,
    )  # fmt: skip


NEWS = Disclosure(START + dt.timedelta(days=2), SERIES, "新方法学发布")
BACK = OrderState.WITHDRAWN

# what is set, what is seen, and what is found: test, traders, figure, refs
CASES: list[tuple[int, dict[str, int], Observed, list[tuple[str, tuple[str, ...], int, tuple[str, ...]]]]] = [
    (
        1,
        {"news_days": 2, "news_quantity": 70},
        Observed([], [trade(1, "A", "B", 50), trade(2, "A", "C", 20), trade(3, "A", "C", 99, minutes=3000)], disclosures=[NEWS]),
        [("news_quantity", ("A",), 70, ("t1", "t2"))],  # t3 came after the news; B 50 and C 20 are below
    ),
    (
        2,
        {"pair_trades": 2},
        Observed([], [trade(1, "A", "B", 5), trade(2, "B", "A", 5), trade(3, "A", "C", 5), trade(4, "A", "C", 5)]),
        [("pair_trades", ("A", "B"), 2, ("t1", "t2"))],  # A and C deal one way only
    ),
    (
        2,
        {"linked_trades": 2, "pair_trades": 9, "pair_quantity": 10},
        Observed([], [trade(1, "A", "B", 5), trade(2, "B", "A", 5)], linked=frozenset({frozenset("AB")})),
        [("linked_trades", ("A", "B"), 2, ("t1", "t2")), ("pair_quantity", ("A", "B"), 10, ("t1", "t2"))],
    ),
    (3, {"large_order": 10}, Observed([order(1, "A", 9), order(2, "A", 10)], []), [("large_order", ("A",), 10, ("o2",))]),
    (
        3,
        {"dense_orders": 3, "dense_seconds": 10},
        Observed([order(1, "A", 1), order(2, "A", 1, seconds=5), order(3, "A", 1, seconds=10), order(4, "A", 1, seconds=16)], []),
        [("dense_orders", ("A",), 3, ("o1", "o2", "o3"))],
    ),
    (
        3,
        {"far_share": 500},  # 5 %: 105 of 100 before the trade at 110, then 116 is 545 of 10,000 away and 115 is 454
        Observed(
            [order(1, "A", 1, 105), order(2, "B", 1, 116, 120), order(3, "C", 1, 115, 120)],
            [trade(1, "X", "Y", 1, 110, 1)],
            bases={SERIES: 100},
        ),
        [("far_share", ("A",), 500, ("o1",)), ("far_share", ("B",), 545, ("o2",))],
    ),
    (
        4,
        {"cancels": 2, "cancel_share": 5000},
        Observed([order(1, "A", 1, state=BACK), order(2, "A", 1, state=BACK), *(order(n, "A", 1) for n in (3, 4))], []),
        [("cancels", ("A",), 2, ("o1", "o2"))],
    ),
    (4, {"cancels": 2, "cancel_share": 5001}, Observed([order(n, "A", 1, state=BACK if n < 3 else OrderState.CLOSED) for n in range(1, 5)], []), []),
    (4, {"large_cancel": 7}, Observed([order(1, "A", 7, state=BACK), order(2, "A", 8)], []), [("large_cancel", ("A",), 7, ("o1",))]),
    (
        5,
        {"losing_trips": 2, "losing_quantity": 7},
        # A buys 5 at 100 and 5 at 90, sells 7 at 95 (5 below 100, 2 above 90), then 3 at 80 (3 below 90)
        Observed([], [trade(1, "A", "B", 5, 100), trade(2, "A", "B", 5, 90), trade(3, "C", "A", 7, 95), trade(4, "C", "A", 3, 80)]),
        [("losing_trips", ("A",), 2, ("t3", "t4")), ("losing_quantity", ("A",), 8, ("t3", "t4"))],
    ),
    (
        6,
        {"day_share": 7500},
        Observed([], [trade(1, "A", "B", 75), trade(2, "C", "D", 25)]),
        [("day_share", ("A",), 7500, ("t1",)), ("day_share", ("B",), 7500, ("t1",))],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "given", "seen", "expected"), CASES)
def test_each_detector(kind: int, given: dict[str, int], seen: Observed, expected: Any) -> None:
    found = DETECTORS[kind](seen, Thresholds(**given))  # type: ignore[arg-type]
    assert [(s.test, s.traders, s.figure, s.refs) for s in found] == expected
    for suspicion in found:
        assert suspicion.kind == kind
        assert suspicion.threshold == given[suspicion.test]
        assert "暂定" in suspicion.evidence(Text("阈值", "threshold")).zh
    main = {test for test, *_ in expected}
    higher = {name: value + (1 if name in main else 0) for name, value in given.items()}
    if len(expected) == 1:
        assert DETECTORS[kind](seen, Thresholds(**higher)) == []  # type: ignore[arg-type]
    assert watch(seen, Thresholds()) == []


def test_no_threshold_is_set_until_the_law_base_holds_one() -> None:
    assert thresholds(AsOf(corpus(), DAY)) == Thresholds()
    assert set(KIND_TEXT) == set(DETECTORS) == set(range(1, 7))
    held = {
        "exchange.watch_pair_trades": 4,
        "exchange.watch_far_share": 0.08,
        "exchange.large_holder_share": 0.8,
    }
    assert thresholds(AsOf(holding(held), DAY)) == Thresholds(
        pair_trades=4, far_share=800, report_share=8_000
    )
    before = AsOf(holding(held), dt.date(2023, 11, 15))
    assert thresholds(before) == Thresholds()


def test_large_holders_report_and_only_more_than_the_limit_exceeds_it() -> None:
    held = {"A": 79, "B": 80, "C": 100, "D": 101}
    set_to = Thresholds(position_limit=100, report_share=8000)
    assert large_holdings(held, set_to) == [
        LargeHolding("D", 101, 100, True),
        LargeHolding("C", 100, 100, False),
        LargeHolding("B", 80, 100, False),
    ]
    assert large_holdings(held, Thresholds()) == []
    assert [h.trader for h in large_holdings(held, Thresholds(position_limit=100))] == ["D", "C"]


def test_the_life_of_an_alert() -> None:
    floor = Floor()
    floor.trader("A")

    def alert(id: str, kind: int = 4, trader: str = "A") -> RaiseAlert:
        return RaiseAlert(
            actor="exchange:1", id=id, trader=trader, kind=kind, day=DAY, evidence="频繁撤单", refs=("o1",)
        )

    assert code(floor.ask(alert("a", trader="Z"))) == "trader_without_account"
    (raised,) = floor.ask(alert("a"))  # type: ignore[misc]
    assert raised.cites == ("bge-2023-trading-rules/art-44", "bge-2023-trading-rules/art-44/item-4")
    assert code(floor.ask(alert("a"))) == "id_used"
    assert code(floor.ask(Explain(actor="x", id="a", document="d"))) == "alert_state"
    floor.do(AskExplanation(actor="exchange:1", id="a", why="请说明"))
    assert code(floor.ask(Explain(actor="x", id="a", document=""))) == "document_missing"
    floor.do(Explain(actor="trader:A", id="a", document="letter"))
    floor.do(DecideAlert(actor="exchange:1", id="a", why="说明不成立", sides=(Side.SELL,)))
    assert floor.market.traders["A"].restricted == (Side.SELL,)
    floor.do(alert("b", 2))
    floor.do(DecideAlert(actor="exchange:1", id="b", why="关联", sides=(Side.BUY,)))
    assert set(floor.market.traders["A"].restricted) == {Side.BUY, Side.SELL}
    assert (
        code(floor.ask(LiftRestriction(actor="x", id="a", why="已改正", document=" "))) == "document_missing"
    )
    floor.do(LiftRestriction(actor="exchange:1", id="a", why="已改正", document="d"))
    assert floor.market.traders["A"].restricted == (Side.BUY,)  # that of the other alert stays
    floor.do(LiftRestriction(actor="exchange:1", id="b", why="已改正", document="d"))
    assert floor.market.traders["A"].restricted == ()
    floor.do(alert("c"))
    floor.do(DecideAlert(actor="exchange:1", id="c", why="不成立"))
    assert floor.office.alerts["c"].state is AlertState.CLOSED
    assert code(floor.ask(DecideAlert(actor="x", id="c", why="w"))) == "alert_state"
    assert code(floor.ask(DecideAlert(actor="x", id="none", why="w"))) == "alert_unknown"
    report = ReportHolding(
        actor="trader:A", id="h", trader="A", day=DAY, quantity=80, limit=100, purpose="履约"
    )
    floor.do(report)
    assert code(floor.ask(report)) == "id_used"
    again = floor.replayed()
    assert again.market.state() == floor.market.state()
