"""One portal and one browser for all walks; a walk is skipped, and says so, where the browser is missing."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .portal import Portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def _missing() -> str:
    if importlib.util.find_spec("playwright") is None:
        return "Playwright absent: the pages are not walked in a browser"
    return "" if CHROMIUM.exists() else "Chromium absent: the pages are not walked in a browser"


def pytest_itemcollected(item: pytest.Item) -> None:
    """`make test` runs the walks by themselves, in one process: they share a server whose clock they move, in the order they stand in."""
    for marker in (pytest.mark.browser, pytest.mark.slow):
        item.add_marker(marker)
    if reason := _missing():
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """The server, with its own data."""
    portal = Portal()
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; closed after each module, for its driver keeps an event loop that other tests must not meet."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=QUIET)
        yield opened
        opened.close()
