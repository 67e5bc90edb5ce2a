"""A compliance offset in a real browser: the emitter, its second person, the province and the registry, each by its own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .people import Person
from .portal import Portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PLAN = "plan?cea_price=98&cea_value=97&value=95.5&seed=7&buy_in=5&cea_sd=0.015&province=10&settlement=1&transfer=1&lock=1&offers="


def send(person: Person, button: str) -> None:
    """A button that leads to another page."""
    with person.page.expect_navigation():
        person.page.click(f"main button:has-text('{button}')")


def on_a_phone(emitter: Person, code: str) -> None:
    """The same pages in English, on a phone."""
    emitter.page.set_viewport_size({"width": 390, "height": 800})
    for name, path in (
        ("obligations", ""), ("holdings", "holdings"), ("application", f"application/{code}"), ("record", f"surrender/{code}"), ("plan", PLAN),
    ):  # fmt: skip
        emitter.go(f"/en/compliance/{path}")
        emitter.shot(f"compliance-{name}-phone-en")


def test_an_offset_from_the_obligation_to_the_record(browser: Browser, portal: Portal) -> None:
    emitter = Person(browser, portal.base, "emitter").sign_in()
    second = Person(browser, portal.base, "emitter", "checker").sign_in()
    province = Person(browser, portal.base, "province").sign_in()
    registry = Person(browser, portal.base, "registry").sign_in()
    checker = Person(browser, portal.base, "registry", "checker").sign_in()

    emitter.desk()
    emitter.follow("/compliance/")
    emitter.shot("compliance-obligations")
    emitter.follow("/compliance/holdings")
    emitter.shot("compliance-holdings")
    emitter.follow("/compliance/apply?project=EXAMPLE01&vintage=2024&year=2025")
    emitter.page.fill("[name=quantity]", "20000")
    send(emitter, "判定并提交复核")
    assert "需要 20000 吨" in emitter.words()
    emitter.shot("compliance-refused")
    emitter.page.fill("[name=quantity]", "10000")
    send(emitter, "判定并提交复核")
    second.confirm()

    emitter.go("/compliance/")
    emitter.follow("/compliance/application/")
    assert "待抵销" in emitter.words()
    code = emitter.page.url.rpartition("/")[2]
    emitter.follow("/compliance/file/2025")
    emitter.page.fill(f"[name='lot.{code}']", "9000")
    emitter.page.fill("[name=allowances]", "291000")
    emitter.shot("compliance-file")
    send(emitter, "提交清缴申请")

    province.go("/compliance/")
    province.follow("/compliance/form/")
    province.shot("compliance-decide")
    send(province, "同意抵销和清缴")
    assert "已同意" in province.words()

    registry.take("offset", "cancel", code)
    checker.confirm()
    registry.go("/compliance/link")
    send(registry, "交换消息并重新对账")
    assert "两边的记录一致" in registry.words()
    registry.shot("compliance-link")

    emitter.go(f"/compliance/application/{code}")
    emitter.shot("compliance-application")
    emitter.follow("/compliance/surrender/")
    assert "9,000 tCO₂e" in emitter.words()
    emitter.shot("compliance-record")
    emitter.go(f"/compliance/{PLAN}")
    emitter.page.wait_for_selector("[data-chart] svg")
    emitter.shot("compliance-plan")

    on_a_phone(emitter, code)
    for person in (emitter, second, province, registry, checker):
        person.close()
