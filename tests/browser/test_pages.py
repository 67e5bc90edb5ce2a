"""Every public page in both languages, wide and narrow: nothing raw, nothing too wide, nothing from elsewhere; a picture of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .people import NARROW, WIDE, Watched
from .portal import Portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = {
    "home": "/",
    "search": "/search/?q=海上风电",
    "projects": "/projects/",
    "project": "/projects/A210004/",
    "reductions": "/reductions/",
    "units": "/units/",
    "unit": "/units/A210004-2024-000000001/",
    "series": "/units/A210004/2024/",
    "certificates": "/certificates/?code=no-such-number",
    "complaints": "/complaints/?receipt=no-such-number",
    "market": "/market/",
    "traded": "/market/DEMO01/2023",
    "release": "/market/release",
    "statistics": "/statistics/",
    "remarks": "/statistics/remarks/",
    "methodologies": "/methodologies/",
    "methodology": "/methodologies/CCER-01-002-V01/",
    "law": "/law/",
    "instrument": "/law/mee-samr-2023-31/",
    "provision": "/law/mee-samr-2023-31/art-12/para-3",
    "verifiers": "/verifiers/",
    "organisations": "/organisations/",
    "components": "/components/",
    "rights": "/people/rights/",
    "sign-in": "/account/login/",
    "sign-up": "/account/signup/",
}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_public_pages(browser: Browser, portal: Portal, lang: str, width: int) -> None:
    anyone = Watched(browser, portal.base, width)
    wrong = []
    for name, path in PAGES.items():
        anyone.go(("/en" if lang == "en" else "") + path)
        try:
            anyone.shot(f"{lang}-{name}-{width}")
        except AssertionError as error:
            wrong.append(str(error))
    anyone.close()
    assert not wrong, wrong


def test_the_menu_opens_on_a_telephone(browser: Browser, portal: Portal) -> None:
    anyone = Watched(browser, portal.base, NARROW)
    anyone.go("/")
    anyone.page.click("header details summary")
    anyone.page.click("header details a >> text=统计")
    anyone.page.wait_for_url("**/statistics/")
    assert anyone.page.locator("[data-chart] svg").first.is_visible()
    anyone.close()
