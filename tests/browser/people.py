"""People at a browser: each signs in as itself and goes by the links, forms and buttons that a page offers."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

SHOTS = ROOT / "build" / "screenshots"
PASSWORD = "Sample-People-2026"
DESKS = {
    "owner": "owner", "trader": "owner", "validator": "verifier", "verifier": "verifier", "registry": "registry",
    "expert": "registry", "province": "authority", "emitter": "owner",
}  # fmt: skip
WIDE, NARROW = 1280, 390
NEXT_CODE_WITHIN = 40
"""A device shows another every half minute. [s]"""
RAW = re.compile(
    r"\bNone\b|\bnull\b|\bundefined\b|\bNaN\b|\{\{|\}\}|\{%|Text\(|<[A-Z]\w+ object|&(?:lt|amp|quot);"
)
"""What a page never shows: an empty value of the program, a template left open, something escaped twice."""
HAN = re.compile(r"[\u4e00-\u9fff]")

Given = Mapping[str, str | Path]
"""Name of a question to what is typed, chosen or uploaded."""


class Watched:
    """A window in which nothing may go wrong unseen: no error in its console, no request to another host."""

    def __init__(self, browser: Browser, base: str, width: int = WIDE) -> None:
        self.base, self.wrong = base, []
        self.context: BrowserContext = browser.new_context(
            base_url=base, viewport={"width": width, "height": 800}, locale="zh-CN", reduced_motion="reduce"
        )
        self.context.set_default_timeout(15_000)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._said)
        self.page.on("request", lambda request: self._asked(request.url))

    wrong: list[str]

    def _said(self, message: object) -> None:
        # A refusal is an answer of 4xx, which the browser's console calls an error too: it is none of the page's.
        if message.type == "error" and "status of 4" not in message.text:  # type: ignore[attr-defined]
            self.wrong.append(f"{self.page.url}: {message.text}")  # type: ignore[attr-defined]

    def _asked(self, url: str) -> None:
        asked = urlsplit(url)
        if asked.scheme not in ("data", "blob") and f"{asked.scheme}://{asked.netloc}" != self.base:
            self.wrong.append(f"{self.page.url} asks {url}")

    def go(self, path: str) -> None:
        """Opens a page, which answers."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def words(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    def shot(self, name: str) -> None:
        """What must hold of every page that is looked at; and its picture, where pictures are asked for (`make screenshots`)."""
        if os.environ.get("CCER_PICTURES"):
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        found = RAW.search(self.page.inner_text("body"))
        assert not found, f"{self.page.url} shows {found[0]}"
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than its window"

    def close(self) -> None:
        self.context.close()
        assert not self.wrong, self.wrong


class Person(Watched):
    """One sample person in a browser of its own."""

    def __init__(self, browser: Browser, base: str, key: str, seat: str = "maker", lang: str = "") -> None:
        super().__init__(browser, base)
        self.email, self.lang = f"{key}-{seat}@example.org", lang
        self.home = f"{lang}/{DESKS.get(key, key)}/"

    def sign_in(self) -> Person:
        """Password, then the code that the person's device shows."""
        self.enter_password()
        return self.enter_code()

    def enter_code(self) -> Person:
        """The second of the two; a code opens once, so whoever has just signed in waits for the next."""
        code = self.page.inner_text("#demo-code")
        while "/people/" not in self.page.url:
            self.page.fill("[name=code]", code)
            with self.page.expect_navigation():
                self.page.click("main form button[type=submit] >> nth=0")
            until = time.monotonic() + NEXT_CODE_WITHIN
            while "/people/" not in self.page.url and self.page.inner_text("#demo-code") == code:
                assert time.monotonic() < until, self.words()
                time.sleep(1)
                self.page.goto(self.page.url)
            if "/people/" not in self.page.url:
                code = self.page.inner_text("#demo-code")
        return self

    def enter_password(self) -> None:
        """The first of the two."""
        self.go(f"{self.lang}/account/login/")
        self.page.fill("[name=login]", self.email)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form button[type=submit] >> nth=0")
        self.page.wait_for_selector("[name=code]")

    def desk(self) -> None:
        self.go(self.home)

    def case(self, machine: str, code: str) -> None:
        self.go(f"{self.home}case/{machine}/{quote(code)}")

    def open_step(self, machine: str, action: str, code: str) -> None:
        """From the page of a case by its link, which stands there for who may take the step only."""
        self.case(machine, code)
        self.follow(f"/step/{machine}/{action}/{quote(code)}")

    def follow(self, part: str) -> None:
        """The link that leads to an address with this part; a group that is folded is unfolded first."""
        link = self.page.locator(f'#main a[href*="{part}"]').first
        folded = link.locator("xpath=ancestor::details[not(@open)]")
        if folded.count():
            folded.first.locator("summary").click()
        link.click()

    def fill(self, given: Given) -> None:
        """Answers to the questions of the page."""
        for name, value in given.items():
            self._answer(self.page.locator(f'main [name="{name}"]'), value)

    def _answer(self, control: Locator, value: str | Path) -> None:
        kind = control.first.get_attribute("type") or control.first.evaluate("e => e.tagName.toLowerCase()")
        if kind == "file":
            control.set_input_files(str(value))
        elif kind in ("radio", "checkbox"):
            self.page.locator(f'main [name="{control.first.get_attribute("name")}"][value="{value}"]').check()
        elif kind == "select":
            control.select_option(str(value))
        else:
            control.fill(str(value))

    def choose(self, name: str, word: str) -> dict[str, str]:
        """The choice that reads so."""
        option = self.page.locator(f'main [name="{name}"] option', has_text=word)
        if not option.count():
            option = self.page.locator("main label", has_text=word).locator(f'input[name="{name}"]')
        return {name: str(option.first.get_attribute("value"))}

    def press(self) -> None:
        """The first button of the form: on to the answers to check, or to send them."""
        self.page.locator("main form .actions button").first.click()

    def send(self, given: Given | None = None, shot: str = "") -> str:
        """Fills in, checks, sends; gives what the page then says, which is no refusal."""
        self.fill(given or {})
        if shot:
            self.shot(f"{shot}-1-form")
        self.press()
        self._taken()
        if shot:
            self.shot(f"{shot}-2-check")
        self.press()
        self._taken()
        if shot:
            self.shot(f"{shot}-3-answer")
        return self.words()

    def _taken(self) -> None:
        refused = self.page.locator("main .errors, main .refusal:not(.warned), main .wrong")
        assert not refused.count(), f"{self.page.url}: {self.words()}"

    def take(self, machine: str, action: str, code: str, given: Given | None = None, shot: str = "") -> str:
        """A step of a case from its link to its answer."""
        self.open_step(machine, action, code)
        return self.send(given, shot)

    def begin(self, machine: str, action: str) -> str:
        """Follows the link that begins a case; gives the code of what begins."""
        self.follow(f"/begin/{machine}/{action}")
        self.page.wait_for_url(f"**/step/{machine}/{action}/**")
        return urlsplit(self.page.url).path.rpartition("/")[2]

    def confirm(self, shot: str = "") -> str:
        """The proposal that waits on the desk, made by another person of the organisation."""
        self.desk()
        self.follow("/proposal/")
        if shot:
            self.shot(f"{shot}-4-proposal")
        self.page.click("main button[value=confirm]")
        self._taken()
        return self.words()
