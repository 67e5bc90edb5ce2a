"""A trading day by the API alone: each with its own token, the clock by the jobs, and nobody sees what is another's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from ccer.registry.commands import Issue, RegisterLine
from ccer.registry.serials import Series
from ccer_platform import clock, limits
from ccer_platform.actions import banking
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.actions.trading import close_desks
from ccer_platform.api.ordering import ORDERING
from ccer_platform.jobs import market as jobs
from ccer_platform.store.models import BankMessage, MarketDay
from ccer_platform.store.reading import watching
from simulation.floor import agrees, at, ok

from .api_client import Program
from .story import cast, token

MONDAY, TUESDAY, WEDNESDAY = (dt.date(2026, 3, day) for day in (2, 3, 4))
SERIES = Series("A210001", 2024)


@pytest.fixture(autouse=True)
def _everybody(database: str) -> Iterator[None]:
    cast(at(MONDAY, 9, 0))
    yield
    close_desks()
    close_posters()


class People:
    """Programs of all who take part; ``now`` is what time it is to them."""

    def __init__(self) -> None:
        self.now = at(MONDAY)
        self.programs: dict[tuple[str, str], Program] = {}

    def ask(self, who: str, seat: str = "maker") -> Program:
        if (who, seat) not in self.programs:
            self.programs[who, seat] = Program(token(who, seat, at(MONDAY, 9, 0)) if who else "", self.now)
        return self.programs[who, seat].on(self.now)

    def two(self, who: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The maker proposes, the checker confirms."""
        asked = self.ask(who).post(path, body)
        assert asked.status_code == 202, asked.json()
        done = self.ask(who, "checker").post(f"/proposals/{asked.json()['proposal']}/confirm")
        assert done.status_code == 200, done.json()
        return done.json()

    def one(self, who: str, path: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        done = self.ask(who).post(path, body, **more)
        assert done.status_code == 200, done.json()
        return done.json()

    def round(self, moment: dt.datetime) -> list[str]:
        """The jobs of a moment."""
        self.now = moment
        with clock.fixed(moment):
            return [f"{step.subject} {step.action}" for step in jobs.due()]


def prepared() -> People:
    """Everything up to the first order: accounts, units on the platform, the instrument listed for Tuesday, money in."""
    people = People()
    with clock.fixed(at(MONDAY)):
        ok(
            poster().submit_many(
                [
                    RegisterLine(line="L", series=SERIES, verified=1000),
                    Issue(line="L", account="sea", quantity=1000),
                ]
            )
        )
    step = {
        "account": "sea",
        "series": list(SERIES),
        "quantity": 600,
        "source": "general",
        "target": "to-trading",
    }
    people.two("owner:sea", "/ledger/change-state", step)
    for trader, who in (("sea", "owner:sea"), ("tra", "trader:tra")):
        people.two("exchange:cbeex", "/exchange/commands/open-trader", {"trader": trader, "kind": "owner"})
        mine = people.ask(who).get("/me").json()
        assert mine["role"] == who.partition(":")[0]
        person = _person(who)
        people.two(who, "/exchange/commands/set-operator", {"trader": trader, "operator": person})
    people.two(
        "owner:sea",
        "/exchange/accounts/sea/units/in",
        {"project": "A210001", "vintage": 2024, "quantity": 500},
    )
    people.one(
        "owner:sea",
        "/exchange/commands/propose-listing",
        {"trader": "sea", "series": list(SERIES), "price": 8000},
    )
    people.two("exchange:cbeex", "/exchange/commands/confirm-listing", {"series": list(SERIES)})
    assert people.round(at(TUESDAY, 9, 31)) == ["day:2026-03-03 open"]
    people.one("trader:tra", "/exchange/accounts/tra/bank", {"account": "6222000011112222"})
    with clock.fixed(people.now):
        banking.pay_in("tra", 5_000_000)
    assert people.round(at(TUESDAY, 9, 32)) == ["bank 0 sent, 1 taken"]
    return people


def _person(who: str) -> str:
    from .story import seated

    return seated(who, "maker", at(MONDAY)).person


def order(do: str, trader: str, side: str, price: int, quantity: int) -> dict[str, Any]:
    return {
        "do": do,
        "trader": trader,
        "series": list(SERIES),
        "side": side,
        "price": price,
        "quantity": quantity,
    }


def test_a_trading_day(database: str) -> None:
    people = prepared()
    people.now = at(TUESDAY, 10)
    posted = people.one(
        "owner:sea", "/exchange/orders/post-order", order("", "sea", "sell", 8100, 200), key="mine"
    )
    again = people.one(
        "owner:sea", "/exchange/orders/post-order", order("", "sea", "sell", 8100, 200), key="mine"
    )
    assert (posted["repeated"], again["repeated"], again["orders"]) == (False, True, posted["orders"])
    other = people.ask("owner:sea").post(
        "/exchange/orders/post-order", order("", "sea", "sell", 8100, 201), key="mine"
    )
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    rows = [
        order("take-order", "tra", "buy", 8100, 50),
        order("post-order", "tra", "buy", 9999, 1),  # beyond the limit: 8 000 and 10 % is 8 800
        order("post-order", "tra", "buy", 7900, 10),
    ]
    many = people.one("trader:tra", "/exchange/orders", {"orders": rows})["orders"]
    assert [row["did"] for row in many] == ["taken", "refused", "posted"]
    assert many[0]["filled"] == 50
    assert many[1]["refusal"]["en"]["code"] == "off_limit"
    _what_everybody_sees(people)
    _what_is_ones_own(people)
    _after_the_close(people)
    # the base price of the next day is the average of this one
    assert people.round(at(WEDNESDAY, 9, 30)) == ["day:2026-03-04 open"]
    assert people.ask("").get("/exchange/instruments").json()["items"][0]["base"] == 8100
    agrees(database)


def _what_everybody_sees(people: People) -> None:
    board = people.ask("").get("/exchange/instruments/A210001/2024/board").json()
    assert board["asks"] == [{"price": 8100, "quantity": 150, "orders": 1}]
    assert board["bids"] == [{"price": 7900, "quantity": 10, "orders": 1}]
    assert (board["last"], board["quantity"], board["turnover"], board["lower"], board["upper"]) == (
        8100,
        50,
        405_000,
        7200,
        8800,
    )
    tick = people.ask("").get("/exchange/instruments/A210001/2024/ticks").json()["items"]
    assert [(t["price"], t["quantity"], t["taker"]) for t in tick] == [(8100, 50, "buy")]


def _what_is_ones_own(people: People) -> None:
    """405 000 fen and 0.6 % of it, 2 430 fen, are owed; 79 000 and 474 stay reserved. Nobody else sees it."""
    mine = people.ask("trader:tra").get("/exchange/accounts/tra").json()
    assert (mine["balance"], mine["owed"], mine["reserved"]) == (5_000_000, 407_430, 79_474)
    assert mine["withdrawable"] == 5_000_000 - 407_430 - 79_474
    for who in ("owner:hill", "owner:sea", "registry:ncsc"):
        for what in ("", "/orders", "/trades", "/cash", "/statements/2026-03-03"):
            assert people.ask(who).get(f"/exchange/accounts/tra{what}").status_code == 404
    assert people.ask("").get("/exchange/accounts/tra").status_code == 401
    assert people.ask("exchange:cbeex").get("/exchange/accounts/tra").status_code == 200
    stolen = people.ask("owner:hill").post("/exchange/orders/post-order", order("", "tra", "buy", 7900, 1))
    assert (stolen.status_code, stolen.json()["code"]) == (403, "identity")


def _after_the_close(people: People) -> None:
    """Closed and cleared by the clock, confirmed by people, delivered, and told to everybody in the daily release."""
    assert people.round(at(TUESDAY, 15, 0, 1)) == [
        "day:2026-03-03 close",
        "day:2026-03-03 watch: 0 thresholds, 0 alerts",
        "day:2026-03-03 clear",
    ]
    assert people.round(at(TUESDAY, 15, 5)) == [], "two confirmations are missing"
    digest = MarketDay.objects.get(date=TUESDAY).digest
    confirm = {"day": "2026-03-03", "digest": digest}
    wrong = people.ask("registry:ncsc").post(
        "/exchange/commands/confirm-clearing", {**confirm, "side": "exchange"}
    )
    assert wrong.status_code == 403
    for who, side in (("exchange:cbeex", "exchange"), ("registry:ncsc", "registry")):
        people.two(who, "/exchange/commands/confirm-clearing", {**confirm, "side": side})
    assert people.round(at(TUESDAY, 15, 10)) == [
        "day:2026-03-03 settle: 1 delivered, 0 failed",
        "day:2026-03-03 reconcile: 0 differences",
    ]
    own = people.ask("trader:tra").get("/exchange/accounts/tra/statements/2026-03-03").json()
    assert (own["state"], own["totals"]["owing"], own["totals"]["fees"]) == ("settled", 405_000, 2_430)
    cash = (
        people.ask("owner:sea")
        .get("/exchange/accounts/sea/cash?since=2026-03-03&until=2026-03-03")
        .json()["days"]
    )
    assert [(m["fen"], m["why"]) for m in cash[0]["movements"]] == [
        (405_000, "turnover"),
        (-2_430, "seller-fee"),
    ]
    held = people.ask("trader:tra").get("/accounts/tra").json()["holdings"]
    assert [(row["state"], row["quantity"], row["blocks"]) for row in held] == [
        ("on-platform", 50, [[1, 50]])
    ]
    release = people.ask("").get("/exchange/releases/2026-03-03").json()
    assert (
        release[-1]["business_amount"],
        release[-1]["business_price"],
        release[-1]["business_ave_price"],
    ) == (50, "4050.00", "81.00")
    assert (
        people.ask("")
        .get("/exchange/releases/2026-03-03.csv")
        .content.decode()
        .startswith("profession_name,business_date")
    )
    assert people.ask("").get("/exchange/releases/2026-03-04").status_code == 404


def test_money_goes_out_once_whatever_the_bank_says(database: str) -> None:
    people = prepared()
    asked = {"id": "w1", "trader": "tra", "fen": 1_000_000}
    people.one("trader:tra", "/exchange/commands/request-withdrawal", asked)
    assert people.round(at(TUESDAY, 10, 1)) == ["bank 1 sent, 2 taken"]
    assert people.round(at(TUESDAY, 10, 2)) == []
    with clock.fixed(people.now):  # the bank says everything again
        BankMessage.objects.filter(direction="in").update(outcome="new")
    people.round(at(TUESDAY, 10, 3))
    mine = people.ask("trader:tra").get("/exchange/accounts/tra").json()
    assert (mine["balance"], mine["withdrawing"]) == (4_000_000, 0)
    late = people.ask("trader:tra").post(
        "/exchange/commands/request-withdrawal", {**asked, "id": "w2", "fen": 4_000_001}
    )
    assert late.json()["code"] == "not_enough_cash"
    agrees(database)


def test_the_clock_jumps_and_the_days_in_between_are_without_trading(database: str) -> None:
    people = prepared()
    people.now = at(TUESDAY, 10)
    people.one("owner:sea", "/exchange/orders/post-order", order("", "sea", "sell", 8100, 200))
    steps = people.round(at(dt.date(2026, 3, 11), 14))
    assert steps == [
        "day:2026-03-03 close",
        "day:2026-03-03 watch: 0 thresholds, 0 alerts",
        "day:2026-03-03 clear",
        "day:2026-03-11 open, 5 trading days before it passed without trading",
    ]
    assert watching.unsettled() == 1, "an open day does not wait for it, and the desk is told"
    back = (
        people.ask("owner:sea")
        .on(at(TUESDAY, 10, 5))
        .post("/exchange/orders/post-order", order("", "sea", "sell", 8100, 1))
    )
    assert back.status_code == 422
    assert back.json()["code"] == "clock_back"
    agrees(database)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"price": 9_999}, "off_limit"),
        ({"quantity": 0}, "off_lot"),
        ({"quantity": 100_000}, "not_enough_units"),
        ({"series": ["A219999", 2024]}, "instrument_unknown"),
        ({"price": "80.005"}, "bad-input"),
        ({"side": "steal"}, "bad-input"),
        ({"price": 10**12}, "bad-input"),
        ({"quantity": 10**40}, "bad-input"),
        ({"more": 1}, "bad-input"),
    ],
)
def test_bad_orders_are_refused_in_four_parts(change: dict[str, Any], code: str) -> None:
    people = prepared()
    people.now = at(TUESDAY, 10)
    asked = {k: v for k, v in {**order("", "sea", "sell", 8100, 10), **change}.items() if k != "do"}
    answer = people.ask("owner:sea").post("/exchange/orders/post-order", asked)
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, code), said
    assert said["what"]
    assert said["why"]
    assert said["next"]


def test_outside_the_hours_and_in_a_batch_too_large_nothing_is_taken() -> None:
    people = prepared()
    one = order("post-order", "sea", "sell", 8700, 1)
    for moment, code in (
        (at(TUESDAY, 11, 29, 59), ""), (at(TUESDAY, 11, 30), "off_hours"), (at(TUESDAY, 12, 59, 59), "off_hours"),
        (at(TUESDAY, 13), ""), (at(TUESDAY, 15), "off_hours"),
    ):  # fmt: skip
        people.now = moment
        answer = people.ask("owner:sea").post("/exchange/orders/post-order", one)
        assert answer.json().get("code", "") == code
    assert people.ask("owner:sea").post("/exchange/orders", {"orders": [one] * 10_001}).status_code in (
        400,
        413,
    )


def test_who_sends_too_many_orders_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    people = prepared()
    monkeypatch.setitem(limits.LIMITS, "orders", (5, 60))
    monkeypatch.setattr(ORDERING, "_sent", {})
    people.now = at(TUESDAY, 10)
    one = order("post-order", "sea", "sell", 8700, 1)
    people.one("owner:sea", "/exchange/orders", {"orders": [one] * 5})
    late = people.ask("owner:sea").post("/exchange/orders/post-order", one)
    assert (late.status_code, late.json()["code"]) == (429, "too_often")
    people.one("trader:tra", "/exchange/orders/post-order", order("", "tra", "buy", 7900, 1))


def test_a_restricted_side_is_closed_and_its_orders_fall() -> None:
    people = prepared()
    people.now = at(TUESDAY, 10)
    people.one("owner:sea", "/exchange/orders/post-order", order("", "sea", "sell", 8100, 20))
    facts = {"trader": "sea", "sides": ["sell"], "why": "异常交易", "document": "示例通知"}
    people.two("exchange:cbeex", "/exchange/commands/restrict-trader", facts)
    answer = people.ask("owner:sea").post("/exchange/orders/post-order", order("", "sea", "sell", 8100, 1))
    assert answer.json()["code"] == "trader_restricted"
    rows = people.ask("owner:sea").get("/exchange/accounts/sea/orders").json()["items"]
    assert [(row["remaining"], row["state"]) for row in rows] == [(20, "withdrawn")]
    alone = people.ask("exchange:cbeex").post("/exchange/commands/suspend", {"why": "x", "notice": "y"})
    assert alone.status_code == 202, "one person alone suspends nothing"
    assert people.ask("").get("/exchange/day").json()["suspended"] == ""
