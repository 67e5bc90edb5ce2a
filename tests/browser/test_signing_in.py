"""Signing in in a real browser: a wrong code, a passkey, a form filled in by the keyboard alone, a short walk in English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from .papers import FREE, WIND
from .people import HAN, PASSWORD, Person, Watched
from .portal import Portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
ENOUGH = 60
"""Steps of the tab key in which every control of a form is reached."""


@pytest.fixture
def person(browser: Browser, portal: Portal) -> Iterator[Person]:
    """One of the provincial authority, not signed in."""
    person = Person(browser, portal.base, "province")
    yield person
    person.close()


def test_a_wrong_code_is_refused_and_the_right_one_still_opens(person: Person) -> None:
    person.enter_password()
    right = person.page.inner_text("#demo-code")
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    person.page.fill("[name=code]", wrong)
    person.page.click("main form button[type=submit] >> nth=0")
    assert person.page.locator("main .error-text, main .errors").count(), person.words()
    person.shot("sign-in-wrong-code")
    person.go("/authority/")
    assert urlsplit(person.page.url).path == "/account/2fa/authenticate/", "half a sign-in opens nothing"
    person.enter_code()
    person.desk()
    person.shot("desk-province")


def test_a_passkey_is_made_and_opens_without_a_password(browser: Browser, portal: Portal) -> None:
    person = Person(browser, portal.base, "trader", "checker").sign_in()
    device = person.context.new_cdp_session(person.page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    person.go("/account/2fa/webauthn/add/")
    person.page.fill("[name=password]", PASSWORD)  # whoever is to hold a new key shows that it is still they
    person.page.click("main form button >> nth=0")
    person.page.wait_for_selector("#mfa_webauthn_add")
    person.shot("passkey-add")
    person.page.fill("[name=name]", "示例设备")
    if person.page.locator("[name=passwordless]").count():
        person.page.check("[name=passwordless]")
    person.page.click("#mfa_webauthn_add")
    person.page.wait_for_url(lambda url: "/webauthn/add" not in url)
    held = device.send("WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]})
    assert len(held["credentials"]) == 1
    person.shot("passkey-made")
    person.context.clear_cookies()
    person.go("/account/login/")
    person.page.click("#passkey_login")
    person.page.wait_for_url("**/people/**")
    person.desk()
    assert "示例交易主体" in person.words()
    person.close()


def tab_to(person: Person, selector: str) -> None:
    """Presses tab until the control has the focus."""
    for _ in range(ENOUGH):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            outline = person.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"{selector}: focus is not seen"
            return
    raise AssertionError(f"{selector} is not reached by the keyboard")


def test_a_form_goes_by_the_keyboard_alone_in_english(browser: Browser, portal: Portal) -> None:
    owner = Person(browser, portal.base, "owner", lang="/en").sign_in()
    owner.desk()
    owner.shot("en-desk-owner")
    code = owner.begin("project", "create")
    owner.press()
    assert "There is a problem" in owner.words()
    owner.page.wait_for_function(
        "document.activeElement?.matches('[data-errors]')"
    )  # the summary has the focus
    owner.shot("en-project-create-refused")
    owner.send({"project": WIND.format(name="示例英文走查项目")}, "en-project-create")
    owner.open_step("project", "engage", code)
    owner.send({**owner.choose("body", "Sample Verifier A"), "signed_on": "2026-08-20"})
    owner.case("project", code)
    owner.shot("en-case-project")

    body_ = Person(browser, portal.base, "validator", lang="/en").sign_in()
    body_.open_step("project", "accept-engagement", code)
    body_.page.keyboard.press("Tab")
    body_.page.wait_for_function(
        "document.activeElement?.matches('.skip')"
    )  # first of all one may skip to the content
    for name in FREE:
        tab_to(body_, f'[name="{name}"]')
        body_.page.keyboard.press("ArrowDown")
        assert body_.page.locator(f'[name="{name}"][value=no]').is_checked()
    tab_to(body_, "main form .actions button")
    body_.page.keyboard.press("Enter")
    body_.page.wait_for_selector("main input[name=answers]", state="attached")
    body_.shot("en-accept-engagement-check")
    tab_to(body_, "main form .actions button")
    body_.page.keyboard.press("Enter")
    body_.page.wait_for_url("**/done/**")
    assert "Accept the engagement" in body_.words()
    body_.shot("en-accept-engagement-done")
    owner.close()
    body_.close()


def test_a_stranger_is_asked_to_sign_in_and_a_role_keeps_to_its_desk(
    browser: Browser, portal: Portal
) -> None:
    stranger = Watched(browser, portal.base)
    stranger.go("/registry/time")
    assert urlsplit(stranger.page.url).path == "/account/login/"
    stranger.close()
    trader = Person(browser, portal.base, "trader", lang="/en").sign_in()
    answer = trader.page.goto("/en/registry/time")
    assert answer is not None
    assert answer.status == 403
    chrome = trader.page.inner_text("main .refusal")
    assert "Registration Rules" in chrome or "art." in chrome
    assert not HAN.search(chrome), chrome
    trader.shot("en-refused-role")
    trader.close()
