"""The policy base in a browser: what readers see, and a record drafted by one and reviewed by two others; pictures of each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .people import NARROW, WIDE, Person, Watched
from .portal import Portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ID = "cn-ccer"
PAGES = {
    "policy": "/policy/",
    "policy-record": f"/policy/records/{ID}/",
    "policy-ask": "/policy/ask/?q=抵销上限",
    "policy-about": "/policy/about/offset.cap_share?q=抵销",
    "policy-time": "/policy/time/?on=2024-12-31&against=2025-12-31",
    "policy-changes": "/policy/changes/",
    "policy-lineage": "/policy/lineage/?family=China National Carbon Market",
    "policy-compare": f"/policy/compare/?id={ID}",
    "policy-coverage": "/policy/coverage/",
    "policy-impact": "/policy/impact/?kind=end&ref=ccer-01-002-v01&day=2026-01-01",
}


@pytest.mark.parametrize(
    ("lang", "width", "scheme"), [("zh", WIDE, "light"), ("en", NARROW, "light"), ("zh", WIDE, "dark")]
)
def test_pages_for_readers(browser: Browser, portal: Portal, lang: str, width: int, scheme: str) -> None:
    anyone = Watched(browser, portal.base, width)
    anyone.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    wrong = []
    for name, path in PAGES.items():
        anyone.go(("/en" if lang == "en" else "") + path)
        try:
            anyone.shot(f"{lang}-{name}-{width}-{scheme}")
        except AssertionError as error:
            wrong.append(str(error))
    anyone.close()
    assert not wrong, wrong


class Analyst(Person):
    """A sample person at the analyst's desk."""

    def __init__(self, browser: Browser, base: str, seat: str) -> None:
        super().__init__(browser, base, "owner")
        self.email, self.home = f"analyst-{seat}@example.org", "/analyst/"

    def at_record(self) -> None:
        self.go(f"{self.home}records/{ID}/")

    def take(self, kind: str) -> None:
        """The button of a step, with the machine's text confirmed where that is asked."""
        form = self.page.locator(f'#steps form:has(input[value="{kind}"])')
        if form.locator("[name=confirm_all]").count():
            form.locator("[name=confirm_all]").check()
        form.locator("button").click()
        self.page.wait_for_load_state()


def test_a_record_is_drafted_reviewed_twice_and_falls_back_when_it_changes(
    browser: Browser, portal: Portal
) -> None:
    editor, first, second = (Analyst(browser, portal.base, seat) for seat in ("maker", "checker", "second"))
    for person in (editor, first, second):
        person.sign_in()
    editor.desk()
    editor.shot("zh-analyst-queue")
    editor.at_record()
    editor.take("machine-checked")
    first.at_record()
    first.take("reviewed")
    first.take("second-reviewed")
    assert "两次审核须由两人" in first.words()
    first.shot("zh-analyst-same-person")
    second.at_record()
    second.take("second-reviewed")
    second.take("activated")
    second.shot("zh-analyst-active")
    assert "示例审核员甲" in second.words()
    assert "演示" in second.words()
    editor.at_record()
    editor.page.fill("#text-zh", editor.page.input_value("#text-zh") + "补充一句。\n")
    editor.page.click("#edit button")
    editor.page.wait_for_load_state()
    assert "草稿" in editor.page.inner_text("h1")
    assert "自上次审核以来的改动" in editor.words()
    editor.shot("zh-analyst-changed")
    for person in (editor, first, second):
        person.close()
