"""A trading day in a real browser: two traders at their boards, the exchange and the registry at their desks; then statements."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from .people import NARROW, WIDE, Person, Watched
from .portal import Portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOARD = "market/DEMO01/2023"
DAY, NEXT = "2026-08-20", "2026-08-21"
SEES_WITHIN = 10_000
"""A board follows its stream within half a second; a machine with much else to do is given more. [ms]"""
PAPER = 672
"""A4 less its margins. [px]"""
JOBS_WITHIN = 60
"""The worker looks at the trading day every quarter of a minute. [s]"""
DESKS = {
    "trader": ["", "market", "orders", "trades", "cash", "statements", f"statements/{DAY}", "deals", "account"],
    "exchange": ["", "day", "listings", "deals", "frame", "traders", "traders/sample-trader", "alerts", "bank", "books"],
    "registry": ["clearing"],
}  # fmt: skip


class Floor:
    """Everybody who takes part, each signed in; a ``2`` marks the second person of an organisation."""

    def __init__(self, browser: Browser, portal: Portal) -> None:
        self.browser, self.base = browser, portal.base
        self.people = {
            key: Person(browser, portal.base, key).sign_in()
            for key in ("owner", "trader", "exchange", "registry")
        }
        for key in ("exchange", "registry"):
            self.people[key + "2"] = Person(browser, portal.base, key, "checker").sign_in()

    def __getitem__(self, key: str) -> Person:
        return self.people[key]

    def both(self, key: str, shot: str = "") -> None:
        """What the page offers to check is proposed by one, and confirmed by another from the desk."""
        person = self[key]
        person.press()
        assert "尚未生效" in person.words(), person.words()
        if shot:
            person.shot(f"{shot}-proposal")
        self[key + "2"].confirm()

    def close(self) -> None:
        wrong = [line for person in self.people.values() for line in person.wrong]
        for person in self.people.values():
            person.context.close()
        assert not wrong, wrong


@pytest.fixture(scope="module")
def floor(browser: Browser, portal: Portal) -> Iterator[Floor]:
    made = Floor(browser, portal)
    yield made
    made.close()


def levels(person: Person) -> str:
    """The levels as the board shows them now."""
    return " ".join(person.page.inner_text("#board .levels").split())


def shows(person: Watched, place: str, words: str | re.Pattern[str]) -> None:
    """A part of the page comes to say so, by itself."""
    person.page.locator(place, has_text=words).wait_for(timeout=SEES_WITHIN)


def on_paper(person: Person) -> None:
    """Printed on A4 the page is a document: no navigation, nothing to press, no column beyond the edge, heads on each sheet."""
    page = person.page
    page.set_viewport_size({"width": PAPER, "height": 1000})
    page.emulate_media(media="print")
    for gone in ("nav", "button", ".btn", ".crumb"):
        assert not page.locator(gone).filter(visible=True).count(), gone
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER
    assert (
        page.evaluate("getComputedStyle(document.querySelector('main thead')).display")
        == "table-header-group"
    )
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": WIDE, "height": 800})


def post(person: Person, side: str, price: str, quantity: str) -> None:
    """From the ticket beside the board to the order's own page."""
    person.go(f"/trader/{BOARD}")
    person.fill({"side": side, "price": price, "quantity": quantity})
    person.page.click("main form[action$=post-order] button")
    assert "按现在的情况会被接受" in person.words(), person.words()
    person.shot("market-ticket-check")
    person.press()
    assert "挂牌中" in person.words(), person.words()


def test_what_one_posts_the_other_sees_and_takes(floor: Floor) -> None:
    """120 t at 83.50 come to stand before all other sells; the other's open page shows them without being loaded again."""
    owner, trader = floor["owner"], floor["trader"]
    trader.go(f"/trader/{BOARD}")
    shows(trader, "[data-live]", "实时更新")
    assert "83.50" not in levels(trader)
    loaded = trader.page.evaluate("performance.timeOrigin")
    post(owner, "sell", "83.50", "120")
    shows(trader, "#board", "83.50")
    assert "卖1 83.50 120 1" in levels(trader)
    take = trader.page.locator("#best a", has_text="摘卖一买入")
    shows(trader, "#best", "83.50")
    assert trader.page.evaluate("performance.timeOrigin") == loaded, "the page was not loaded again"
    trader.shot("market-ticket")
    owner.go(f"/trader/{BOARD}")
    take.click()
    trader.fill({"quantity": "100"})
    trader.press()
    # 100 t x 83.50 yuan and 0.6 % of it, as the notice of the fee has it
    assert "¥8,400.10" in trader.words(), trader.words()
    trader.press()
    assert "全部成交" in trader.words(), trader.words()
    trader.shot("market-order")
    shows(owner, "#board .levels", re.compile(r"83\.50\s*20\s*1"))
    owner.go("/trader/orders?open=1")
    owner.page.locator("main table a").first.click()
    owner.follow("withdraw-order")
    owner.press()
    assert "已办理" in owner.words()


def test_a_refusal_says_why_and_what_to_do(floor: Floor) -> None:
    owner = floor["owner"]
    owner.go(f"/trader/{BOARD}")
    owner.fill({"side": "sell", "price": "99.99", "quantity": "1"})
    owner.page.click("main form[action$=post-order] button")
    refused = owner.page.locator("main .refusal")
    assert "下一步" in refused.inner_text()
    assert refused.locator('a[href*="bge-2023-trading-rules/art-16"]').count() == 1
    owner.shot("market-refused")


def test_the_day_is_closed_confirmed_and_delivered(floor: Floor) -> None:
    exchange, registry, trader = floor["exchange"], floor["registry"], floor["trader"]
    exchange.go("/exchange/day")
    exchange.shot("market-day-open")
    registry.go("/registry/time")
    registry.page.fill("[name=day]", NEXT)
    registry.page.click("main form button")
    until = time.monotonic() + JOBS_WITHIN
    while True:
        exchange.go(f"/exchange/day?day={DAY}")
        if "待确认和交收" in exchange.page.inner_text("main h1"):
            break
        assert time.monotonic() < until, exchange.words()
        time.sleep(1)
    exchange.follow("confirm-clearing")
    floor.both("exchange", "market-confirm")
    registry.go("/registry/clearing")
    registry.shot("market-clearing")
    registry.follow("confirm-clearing")
    floor.both("registry")
    while "已交收" not in exchange.page.inner_text("main h1"):
        assert time.monotonic() < until + JOBS_WITHIN, exchange.words()
        time.sleep(1)
        exchange.go(f"/exchange/day?day={DAY}")
    exchange.shot("market-day-settled")
    trader.go(f"/trader/statements/{DAY}")
    words = trader.words()
    # 150 t at 83.66 stood there before, 100 t at 83.50 were taken: 12 549.00 and 8 350.00 yuan, and 75.29 and 50.10 commission
    for said in ("¥20,899.00", "¥125.39", "−¥21,024.39", f"{NEXT} 09:30"):
        assert said in words, words
    trader.shot("market-statement")
    on_paper(trader)
    trader.go("/trader/cash?since=2026-08-01")
    assert "交易价款" in trader.words()
    exchange.go("/exchange/books")
    assert "有差异" not in exchange.words()


@pytest.mark.parametrize("look", ["zh", "en", "phone", "dark"])
def test_every_page_of_the_desks(floor: Floor, look: str) -> None:
    wrong = []
    for key, paths in DESKS.items():
        person = floor[key]
        person.page.set_viewport_size({"width": NARROW if look == "phone" else 1280, "height": 800})
        person.page.emulate_media(color_scheme="dark" if look == "dark" else "light")
        for path in paths:
            person.go(f"{'/en' if look == 'en' else ''}/{key}/{path}")
            try:
                person.shot(f"{look}-{key}-{path.replace('/', '-') or 'desk'}")
            except AssertionError as error:
                wrong.append(str(error))
    assert not wrong, wrong


def test_without_scripts_the_board_is_a_page(browser: Browser, portal: Portal) -> None:
    context = browser.new_context(base_url=portal.base, java_script_enabled=False)
    page = context.new_page()
    page.goto("/market/DEMO01/2023")
    assert "卖1" in page.inner_text("#board")
    assert page.locator("[data-live]").inner_text() == ""
    context.close()


def test_when_no_stream_is_to_be_had_the_board_is_asked_for(browser: Browser, portal: Portal) -> None:
    anyone = Watched(browser, portal.base)
    anyone.context.route("**/market/stream/**", lambda route: route.fulfill(status=503))
    asked: list[str] = []
    anyone.page.on(
        "request", lambda request: asked.append(request.url) if request.url.endswith("/board") else None
    )
    anyone.go("/market/DEMO01/2023")
    shows(anyone, "[data-live]", "每 5 秒更新")
    anyone.page.wait_for_timeout(6_000)
    assert asked
    assert "卖1" in anyone.page.inner_text("#board")
    anyone.context.close()
