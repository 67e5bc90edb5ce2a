"""A trading day by pages alone: two traders, the exchange and the registry, each signed in, every confirmation by a second person."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from ccer.registry.commands import Issue, RegisterLine
from ccer.registry.serials import Series
from ccer_platform import clock
from ccer_platform.actions import banking
from ccer_platform.actions.posting import poster
from ccer_platform.actions.trading import close_desks
from ccer_platform.jobs import market as jobs
from ccer_platform.store.models import MarketDay, MarketRecord, Membership, Order, RegistryAccount, Trade
from simulation.floor import at, ok

from .desks import Desk, hidden, peopled, peopled_template, said

__all__ = ["peopled", "peopled_template"]
MONDAY, TUESDAY, WEDNESDAY = (dt.date(2026, 3, day) for day in (2, 3, 4))
SERIES = Series("A210001", 2024)
CODE = "A210001-2024"
Given = dict[str, Any]


class Floor:
    """Everybody at their desks, by key; the second person of each organisation has a ``2`` behind it."""

    def __init__(self) -> None:
        self.desks: dict[str, Desk] = {}
        for key, prefix in (
            ("owner", "trader"),
            ("trader", "trader"),
            ("exchange", "exchange"),
            ("registry", "registry"),
        ):
            for seat, mark in (("maker", ""), ("checker", "2")):
                desk = self.desks[key + mark] = Desk(key, seat)
                desk.prefix = prefix
        self.accounts = {key: self._account(key) for key in ("owner", "trader")}

    def _account(self, key: str) -> str:
        seat = Membership.objects.get(user=self.desks[key].user, until=None)
        return RegistryAccount.objects.get(organisation_id=seat.organisation_id).code

    def __getitem__(self, key: str) -> Desk:
        return self.desks[key]

    def fill(self, key: str, do: str, given: Given) -> HttpResponse:
        """The form filled in and sent on to be checked."""
        return self[key].post(f"do/{do}", {"stage": "check", **given})

    def do(self, key: str, do: str, given: Given | None = None) -> HttpResponse:
        """A command by its pages; gives the page that then comes."""
        given = given or {}
        checked = self.fill(key, do, given)
        assert checked.status_code == 200, said(checked)
        typed = {name: hidden(checked, name) for name in re.findall(r'type="hidden" name="(\w+)"', said(checked, raw=True)) if name != "csrfmiddlewaretoken"}  # fmt: skip
        sent = self[key].post(f"do/{do}", {**typed, **given, "stage": "send", "key": hidden(checked, "key")})
        assert sent.status_code == 302, said(sent)
        page = self[key].client.get(sent["Location"])
        assert page.status_code == 200, said(page)
        return page

    def two(self, key: str, do: str, given: Given | None = None) -> str:
        """A command proposed by one and confirmed by another, found on the desk."""
        assert "尚未生效" in said(self.do(key, do, given))
        second = self[key + "2"]
        front = "account" if second.prefix == "trader" else ""
        listed = said(second.get(front) if second.prefix != "registry" else second.get(), raw=True)
        numbers = re.findall(r"/proposal/(\d+)", listed)
        assert numbers, listed
        done = second.post(f"proposal/{numbers[-1]}", {"answer": "confirm"})
        assert done.status_code == 302, said(done)
        return said(second.client.get(done["Location"]))


@pytest.fixture
def floor(peopled: None) -> Iterator[Floor]:
    """Accounts open, units of the owner set aside for trading; nothing of the market yet."""
    with clock.fixed(at(MONDAY)):
        made = Floor()
        issued = [
            RegisterLine(line="L", series=SERIES, verified=1000),
            Issue(line="L", account=made.accounts["owner"], quantity=1000),
        ]
        ok(poster().submit_many(issued))
        made["owner"].prefix = made["owner2"].prefix = "owner"
        step = {
            "account": made.accounts["owner"],
            "series": CODE,
            "quantity": "600",
            "source": "general",
            "target": "to-trading",
        }
        checked = made["owner"].post("units/change-state", {"stage": "check", **step})
        assert (
            made["owner"]
            .post("units/change-state", {**step, "stage": "send", "key": hidden(checked, "key")})
            .status_code
            == 302
        )
        made["owner2"].confirm()
        made["owner"].prefix = made["owner2"].prefix = "trader"
    yield made
    close_desks()


def listed(floor: Floor) -> None:
    """Monday: trading accounts, operators, units on the platform, the instrument confirmed for Tuesday, money in."""
    with clock.fixed(at(MONDAY, 10)):
        for key in ("owner", "trader"):
            floor.two("exchange", "open-trader", {"trader": floor.accounts[key]})
            person = floor[key].user.code
            floor.two(
                key, "set-operator", {"trader": floor.accounts[key], "operator": person, "active": "yes"}
            )
        floor.two("owner", "move-in", {"trader": floor.accounts["owner"], "series": CODE, "quantity": "500"})
        floor.do(
            "owner", "propose-listing", {"trader": floor.accounts["owner"], "series": CODE, "price": "80.00"}
        )
        assert "80.00" in said(floor["exchange"].get("listings"))
        floor.two("exchange", "confirm-listing", {"series": CODE})
    with clock.fixed(at(TUESDAY, 9, 31)):
        floor.do("exchange", "open-day")
        floor.do("trader", "bind-bank", {"trader": floor.accounts["trader"], "account": "6222000011112222"})
        banking.pay_in(floor.accounts["trader"], 5_000_000)
        jobs.due()


def posted(floor: Floor, price: str, quantity: str) -> str:
    """The owner posts to sell; gives the page of the order."""
    given = {
        "trader": floor.accounts["owner"],
        "series": CODE,
        "side": "sell",
        "price": price,
        "quantity": quantity,
    }
    return said(floor.do("owner", "post-order", given))


def test_a_day_by_pages(floor: Floor) -> None:
    """300 t posted at 82.50 yuan, 120 t taken: 120 x 8 250 = 990 000 fen; 0.6 % of it is 5 940 fen for each side."""
    listed(floor)
    mine, other = floor.accounts["owner"], floor.accounts["trader"]
    with clock.fixed(at(TUESDAY, 10)):
        page = posted(floor, "82.50", "300")
        assert "挂牌中" in page
        assert "排在前面 0 t" in page
        second = posted(floor, "82.60", "100")
        assert "排在前面 300 t" in second
        public = said(Client().get("/market/A210001/2024"))
        assert "卖1 82.50 300 1" in public
        assert "72.00" in public, "the lower limit: 80 less a tenth"
        ticket = floor["trader"].get("market/A210001/2024")
        assert "摘卖一买入" in said(ticket)
        take = re.search(r'href="/trader/do/take-order\?([^"]+)"', said(ticket, raw=True))
        assert take is not None
        given = {"trader": other, "series": CODE, "side": "buy", "price": "82.50", "quantity": "120"}
        checked = said(floor.fill("trader", "take-order", given))
        assert "按现在的情况会被接受" in checked
        assert "¥9,959.40" in checked, "the price and 0.6 % of it"
        assert "全部成交" in said(floor.do("trader", "take-order", given))
        assert "卖1 82.50 180 1" in said(Client().get("/market/A210001/2024/board"))
        order = Order.objects.get(trader=mine, price=8250)
        floor.do("owner", "withdraw-order", {"trader": mine, "order": order.id})
        assert "已撤回" in said(floor["owner"].get(f"orders/{order.id}"))
    with clock.fixed(at(TUESDAY, 15, 1)):
        floor.do("exchange", "close-day")
        floor.do("exchange", "clear", {"day": "2026-03-03"})
        digest = MarketDay.objects.get().digest
        floor.two("exchange", "confirm-clearing", {"day": "2026-03-03", "side": "exchange", "digest": digest})
        assert "未确认" in said(floor["exchange"].get("day"))
        assert digest[:16] in said(floor["registry"].get("clearing"))
        floor.two("registry", "confirm-clearing", {"day": "2026-03-03", "side": "registry", "digest": digest})
        assert "已交收 1" in said(floor.do("exchange", "settle", {"day": "2026-03-03"}))
        assert Trade.objects.get().state == "settled"
        statement = said(floor["trader"].get("statements/2026-03-03"))
        assert "¥9,900.00" in statement
        assert "59.40" in statement
        assert "2026-03-04 09:30" in statement, "the objection is for before the next opening"
        shown = said(floor["trader"].get())
        assert "2026-03-10" in shown, "five trading days after the purchase it may be sold again"
        objection = {"trader": other, "day": "2026-03-03", "why": "价款有误", "document": "示例 1 号"}
        floor.do("trader", "object-to-settlement", objection)
        assert "价款有误" in said(floor["exchange"].get("day"))
        assert "120" in said(Client().get("/market/release?day=2026-03-03"))
        file = Client().get("/market/release/2026-03-03.json")
        assert file.json()[-1]["business_amount"] == 120
        raised = re.search(r"answer-objection\?id=([^\"]+)", said(floor["exchange"].get("day"), raw=True))
        assert raised
        trade = Trade.objects.get()
        asked = floor["exchange"].get(f"do/answer-objection?id={raised[1]}")
        assert f"{trade.id} · A210001-2024 120 t × ¥82.50/t" in said(asked)
        answer = {"id": raised[1], "upheld": "yes", "why": "属实"}
        assert "没有写明冲回哪些成交" in said(floor.fill("exchange", "answer-objection", answer))
        floor.two("exchange", "answer-objection", {**answer, "trades": [trade.id]})
        assert "成立" in said(floor["exchange"].get("day"))
        assert "¥50,000.00" in said(floor["trader"].get("cash")), "price and commission are back"


def test_money_comes_in_and_goes_out_by_pages(floor: Floor) -> None:
    """50 000.00 yuan paid in before, 1 234.50 now, 200.00 asked to be paid out: 51 034.50 stay."""
    listed(floor)
    own = floor.accounts["trader"]
    with clock.fixed(at(TUESDAY, 10)):
        assert "没有资金" not in said(floor["trader"].get("cash"))
        assert floor["trader"].post("cash/pay-in", {"fen": "1,234.50"}).status_code == 302
        floor.do("trader", "request-withdrawal", {"trader": own, "fen": "200"})
        page = said(floor["trader"].get("cash"))
        assert "¥51,034.50" in page
        assert "待银行支付" in page
        assert "200.00" in said(floor["exchange"].get("bank"))
        theirs = floor.fill("owner", "request-withdrawal", {"trader": own, "fen": "1"})
        assert theirs.status_code == 409


def test_what_is_refused_has_its_four_parts(floor: Floor) -> None:
    listed(floor)
    given = {
        "trader": floor.accounts["owner"],
        "series": CODE,
        "side": "sell",
        "price": "99",
        "quantity": "10",
    }
    with clock.fixed(at(TUESDAY, 10)):
        high = floor.fill("owner", "post-order", given)
        assert high.status_code == 409
        for part in ("原因", "下一步", "bge-2023-trading-rules/art-16"):
            assert part in said(high, raw=True)
        assert "88.00" in said(high), "the upper limit: 80 and a tenth"
        assert floor.fill("owner", "post-order", given | {"price": "80.005"}).status_code == 422
        assert floor.fill("owner", "post-order", given | {"side": ""}).status_code == 422
        theirs = floor.fill("trader", "post-order", given | {"price": "80"})
        assert theirs.status_code == 409
        assert "不属于该单位" in said(theirs)
        assert not Order.objects.exists()
        block = {"trader": floor.accounts["owner"], "counterparty": floor.accounts["trader"], "series": CODE, "side": "sell", "price": "80", "quantity": "100"}  # fmt: skip
        assert floor.fill("owner", "offer-block", block).status_code == 409


PAGES = {
    "trader": ["", "market", "market/A210001/2024", "market/A210001/2024/best", "orders", "orders?open=1", "trades", "cash", "statements", "statements/2026-03-03", "deals", "account", "do/post-order", "do/move-in", "do/request-withdrawal", "do/announce-auction"],
    "exchange": ["", "day", "listings", "deals", "frame", "traders", "alerts", "bank", "books", "do/suspend", "do/open-mode", "do/restrict-trader", "do/raise-alert"],
    "registry": ["clearing"],
}  # fmt: skip
RAW = re.compile(r"\bNone\b|\{\{|\{%|Text\(|&amp;amp;")
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_each_page_answers_its_people_and_refuses_others(floor: Floor) -> None:
    listed(floor)
    with clock.fixed(at(TUESDAY, 10)):
        posted(floor, "82.50", "300")
        for prefix, paths in PAGES.items():
            for path in paths:
                for key in ("trader", "exchange", "registry"):
                    client = floor[key].client
                    for lang in ("", "/en"):
                        answer = client.get(f"{lang}/{prefix}/{path}")
                        where = f"{key} at {lang}/{prefix}/{path}"
                        assert answer.status_code == (200 if key == prefix else 403), (
                            f"{where}: {said(answer)[:600]}"
                        )
                        if key == prefix:
                            assert not RAW.search(said(answer)), f"{where}: {RAW.search(said(answer))}"
                assert Client().get(f"/{prefix}/{path}").status_code == 302, "a stranger is asked to sign in"
        for path in ("/market/", "/market/A210001/2024", "/market/A210001/2024/board", "/market/release"):
            for lang in ("", "/en"):
                answer = Client().get(lang + path)
                assert answer.status_code == 200, path
                assert not RAW.search(said(answer)), path
        stream = Client().get("/en/market/stream/A210001/2024")
        events = iter(stream)
        next(events)
        first = next(events).decode()
        assert "event: board" in first
        board = Client().get("/en/market/A210001/2024/board").content.decode()
        assert [
            line.removeprefix("data: ") for line in first.splitlines() if line.startswith("data: ")
        ] == board.splitlines()
        stream.close()
        assert not HAN.search(board)
        assert Client().get("/market/A999999/2024").status_code == 404


def test_before_anything_is_listed_pages_say_what_to_do(floor: Floor) -> None:
    with clock.fixed(at(MONDAY, 10)):
        for path in PAGES["exchange"]:
            assert floor["exchange"].get(path).status_code == 200, path
        assert "没有待确认的清算结果" in said(floor["registry"].get("clearing"))
        assert "还没有上市的标的" in said(Client().get("/market/"))
        assert "还没有发布" in said(Client().get("/market/release"))
        nobody = floor["trader"].get()
        assert nobody.status_code == 403
        assert "没有交易账户" in said(nobody)
        assert "bge-2023-trading-rules/art-6" in said(nobody, raw=True)


def test_modes_alerts_and_participants_by_pages(floor: Floor) -> None:
    listed(floor)
    mine, other = floor.accounts["owner"], floor.accounts["trader"]
    with clock.fixed(at(TUESDAY, 10)):
        opened = {
            "mode": "block",
            "notice": "示例公告 1 号",
            "commission": "0.006",
            "threshold": "50",
            "demonstration": "yes",
        }
        floor.two("exchange", "open-mode", opened)
        assert "示例公告 1 号" in said(Client().get("/market/"))
        floor.do("owner", "offer-block", {"trader": mine, "counterparty": other, "series": CODE, "side": "sell", "price": "79", "quantity": "100"})  # fmt: skip
        page = said(floor["trader"].get("deals"), raw=True)
        block = re.search(r"answer-block\?block=([^&]+)&", page)
        assert block is not None, page
        floor.do("trader", "answer-block", {"trader": other, "block": block[1], "accept": "yes"})
        floor.two("exchange", "confirm-block", {"block": block[1]})
        assert Trade.objects.get().quantity == 100
        raised = {"trader": mine, "kind": "3", "day": "2026-03-03", "evidence": "示例依据"}
        seen = said(floor["exchange"].get("alerts"))
        assert "一对账户双向成交笔数阈值" in seen
        assert "未设阈值，不检出" in seen
        floor.do("exchange", "raise-alert", raised)
        found = re.search(r"/exchange/alerts/([^\"]+)\"", said(floor["exchange"].get("alerts"), raw=True))
        assert found is not None
        floor.do("exchange", "ask-explanation", {"id": found[1], "why": "请说明"})
        floor.do("owner", "explain-alert", {"id": found[1], "document": "示例说明 1 号"})
        assert "示例说明 1 号" in said(floor["exchange"].get(f"alerts/{found[1]}"))
        floor.two("exchange", "decide-alert", {"id": found[1], "why": "限制卖出", "sides": "sell"})
        assert "限制" in said(floor["exchange"].get("traders"))
        refused = {"trader": mine, "series": CODE, "side": "sell", "price": "80", "quantity": "1"}
        assert floor.fill("owner", "post-order", refused).status_code == 409
        floor.two("exchange", "suspend", {"series": CODE, "why": "示例原因", "notice": "示例公告 2 号"})
        assert "已暂停交易" in said(Client().get("/market/A210001/2024"))


def test_bids_are_listed_for_the_exchange_and_for_who_made_them(floor: Floor) -> None:
    """150 t for sale: 100 t go at 81.00 yuan, and 50 t of the 120 t that were bid for at 80.50."""
    listed(floor)
    mine, other = floor.accounts["owner"], floor.accounts["trader"]
    with clock.fixed(at(TUESDAY, 10)):
        opened = {"mode": "auction", "notice": "示例公告 3 号", "commission": "0.006", "threshold": "1", "demonstration": "yes"}  # fmt: skip
        floor.two("exchange", "open-mode", opened)
        asked = {"trader": mine, "series": CODE, "side": "sell", "quantity": "150", "reserve": "80"}
        times = {"opens": "2026-03-03T10:00", "closes": "2026-03-03T10:30"}
        floor.do("owner", "announce-auction", {**asked, **times, "winners": "several", "pricing": "pay-as-bid"})  # fmt: skip
        assert "还没有应价" in said(floor["exchange"].get("deals"))
        auction = MarketRecord.objects.get(kind="auction").code
    for minute, price, quantity in ((5, "80.50", "120"), (6, "81", "100")):
        with clock.fixed(at(TUESDAY, 10, minute)):
            bid = {"trader": other, "auction": auction, "price": price, "quantity": quantity}
            floor.do("trader", "bid-auction", bid)
    with clock.fixed(at(TUESDAY, 10, 10)):
        for key in ("exchange", "trader"):
            page = said(floor[key].get("deals"))
            assert page.index("10:06 81.00 100 — — 待结束") < page.index("10:05 80.50 120 — — 待结束"), page
        assert "80.50" not in said(floor["owner"].get("deals")), "the quoting side does not see what is bid"
        assert "80.50" not in said(Client().get("/market/A210001/2024"))
    with clock.fixed(at(TUESDAY, 10, 31)):
        floor.do("exchange", "close-auction", {"auction": auction})
        for key in ("exchange", "trader"):
            page = said(floor[key].get("deals"))
            assert "10:06 81.00 100 100 81.00 成交" in page
            assert "10:05 80.50 120 50 80.50 成交" in page
        assert "80.50" not in said(floor["owner"].get("deals"))
        assert not HAN.search(
            said(floor["exchange"].client.get("/en/exchange/deals")).split("Bidder")[1][:300]
        )
