"""An offset by pages and by the API: the sample emitter, its province and the registry, on the demonstration's own figures."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.http import HttpResponse

from ccer_platform import clock
from ccer_platform.actions import tokens
from ccer_platform.actions.base import Actor
from ccer_platform.demo.offset import load_offsets
from ccer_platform.jobs import ets as job
from ccer_platform.rebuilding.check import check
from ccer_platform.store.level import level
from ccer_platform.store.models import EtsMessage, Holding, Life, Membership
from ccer_platform.store.reading import ets as reading

from .api_client import Program
from .desks import Desk, at, hidden, peopled, peopled_template, said

__all__ = ["peopled", "peopled_template"]


@pytest.fixture
def loaded(peopled: None) -> Iterator[None]:
    with clock.fixed(at("2026-09-01")):
        assert load_offsets()
        level()
        yield


def held() -> dict[tuple[str, str], int]:
    rows = Holding.objects.filter(account="sample-emitter", quantity__gt=0)
    found = rows.values_list("series__project", "state", "quantity")
    return {(project, state): quantity for project, state, quantity in found}


class Page(Desk):
    """A person at the pages of the offset; steps and confirmations stay at the person's own workbench."""

    def open(self, path: str = "", lang: str = "") -> HttpResponse:
        return self.client.get(f"{lang}/compliance/{path}")

    def give(self, path: str, typed: dict[str, Any]) -> HttpResponse:
        return self.client.post(f"/compliance/{path}", typed)


def start(
    emitter: Page, quantity: int, units: str = "EXAMPLE01/2024", year: int = 2025, **more: str
) -> HttpResponse:
    return emitter.give("apply", {"units": units, "quantity": str(quantity), "year": str(year), **more})


def test_the_demonstration_loads_once_and_follows_from_the_journal(loaded: None) -> None:
    assert not load_offsets()
    assert held() == {
        ("EXAMPLE01", "general"): 12_000,
        ("EXAMPLE02", "general"): 5_000,
        ("EXAMPLE03", "general"): 4_000,
    }
    found = check()
    assert (found.broken, found.differences, found.disagreements) == (None, (), ())


def test_an_offset_to_its_end_by_pages(loaded: None) -> None:
    emitter, second, province, registry = (
        Page("emitter"),
        Page("emitter", "checker"),
        Page("province"),
        Page("registry"),
    )
    first = said(emitter.open())
    # floor(5 % of 300,000 t) and of 280,000 t
    assert "15,000 tCO₂e" in first
    assert "14,000 tCO₂e" in first
    assert "暂定" in first
    lots = said(emitter.open("holdings"))
    assert "可用" in lots
    assert "不可用" in lots
    assert "缺少事实" in lots
    assert "草案" in lots
    sent = start(emitter, 10_000)
    assert sent.status_code == 302, said(sent)
    second.confirm()
    (code,) = Life.objects.filter(machine="offset").values_list("code", flat=True)
    assert held()["EXAMPLE01", "pending-offset"] == 10_000
    assert "待抵销" in said(emitter.open(f"application/{code}"))
    filed = emitter.give("file/2025", {f"lot.{code}": "9000", "allowances": "291,000"})
    assert filed.status_code == 302, said(filed)
    (form,) = re.findall(r"/compliance/form/([^\"]+)", said(province.open(), raw=True))[:1]
    assert "9,000 tCO₂e" in said(province.open(f"form/{form}"))
    assert province.give(f"form/{form}", {"answer": "refuse"}).status_code == 422
    assert province.give(f"form/{form}", {"answer": "approve"}).status_code == 302
    assert Life.objects.get(machine="offset", code=code).state == "APPROVED"
    registry.take("offset", "cancel", code)
    Page("registry", "checker").confirm()
    assert Life.objects.get(machine="offset", code=code).state == "CREDITED"
    assert held()["EXAMPLE01", "cancelled"] == 9_000
    assert held()["EXAMPLE01", "general"] == 3_000
    record = said(emitter.open(f"surrender/{code}"))
    assert "9,000 tCO₂e" in record
    assert "15,000 tCO₂e" in record
    assert "核验码" in record
    assert "EXAMPLE01" in record
    # nothing is left to surrender: 291,000 + 9,000 = 300,000 t
    assert reading.book().position("sample-emitter", 2025).left == 0
    job.once()
    assert "两边的记录一致" in said(registry.open("link"))
    english = emitter.open(f"surrender/{code}", "/en")
    assert "Record of a use" in said(english)
    stranger = Page("trader")
    assert stranger.open().status_code == 403
    assert stranger.open(f"surrender/{code}").status_code == 403
    found = check()
    assert (found.broken, found.differences, found.disagreements) == (None, (), ())


@pytest.mark.parametrize(
    ("typed", "words", "clause"),
    [
        ({"quantity": 15_001}, "登记", ""),  # 12,000 t are held
        ({"quantity": 100, "units": "EXAMPLE02/2024"}, "不得来自", "第二十九条"),
        ({"quantity": 100, "units": "EXAMPLE03/2023"}, "不得来自", "第二十九条"),
        ({"quantity": 100, "year": 2024}, "2024", "第二十八条"),
        ({"quantity": 100, "units": "A110001/2023"}, "可用", ""),
    ],
)
def test_refusals_say_what_why_and_by_which_clause(
    loaded: None, typed: dict[str, Any], words: str, clause: str
) -> None:
    refused = start(Page("emitter"), **typed)
    assert refused.status_code == 409
    assert clause in said(refused), said(refused)
    assert "原因" in said(refused)
    assert "下一步" in said(refused)
    assert not Life.objects.filter(machine="offset").exists()


def test_the_plan_says_what_is_best_and_how_sure(loaded: None) -> None:
    emitter = Page("emitter")
    assert "输入" in said(emitter.open("plan"))
    asked = "plan?cea_price=98&cea_value=97&value=95.5&seed=7&buy_in=5&cea_sd=0.015&province=10&settlement=1&transfer=1&lock=1&offers="
    page = said(emitter.open(asked))
    assert "P10" in said(emitter.open(asked), raw=True)
    assert "抵销比例减半" in page
    assert "草案规则假定施行" in page
    assert "暂定" in page
    assert said(emitter.open(asked)) == page  # the same seed, the same plan
    table = emitter.open(asked + "&format=csv")
    book = openpyxl.load_workbook(io.BytesIO(emitter.open(asked + "&format=xlsx").content))
    digest = table["CCER-Receipt"]
    assert table.content.decode("utf-8-sig").splitlines()[1].endswith(digest)
    assert digest in [row[1].value for row in book["receipt"].iter_rows()]
    assert {"plan", "years", "scenarios", "outlook", "provisional", "receipt"} <= set(book.sheetnames)
    wrong = emitter.open("plan?cea_price=98&seed=x")
    assert wrong.status_code == 422
    assert "不是整数" in said(wrong)


def program(key: str, seat: str, *scopes: str) -> Program:
    held_ = Membership.objects.get(user__email=f"{key}-{seat}@example.org", until=None)
    actor = Actor(
        held_.organisation.role,
        f"{held_.organisation.role}:{held_.organisation.code}",
        held_.organisation_id,
        held_.user_id,
        seat,
    )
    _, text = tokens.create(actor, "t", scopes, 30)
    return Program(text, at("2026-09-01"))


CASE = {
    "entity": {"code": "x", "name": "示例", "key_emitter": True},
    "obligations": [{"year": 2025, "due_t": 1000}],
    "cea_offers": [{"price": "98"}],
    "outlook": {"paths": 200},
}


def test_an_offset_to_its_end_by_the_api(loaded: None) -> None:
    scopes = ("read", "steps", "ets", "confirm")
    emitter, second = program("emitter", "maker", *scopes), program("emitter", "checker", *scopes)
    province, registry = program("province", "maker", *scopes), program("registry", "maker", *scopes)
    (y2025, y2026) = emitter.get("/ets/obligations").json()["items"]
    assert (y2025["cap_t"], y2026["cap_t"], y2026["provisional"]) == (15_000, 14_000, True)
    lots = emitter.get("/ets/eligibility").json()["items"]
    usable = {(lot["project"], lot["year"]): lot["usable"] for lot in lots}
    assert usable["EXAMPLE01", 2025]
    assert not usable["EXAMPLE02", 2025]
    assert not usable["EXAMPLE03", 2026]
    asked = {"code": "api-1", "project": "EXAMPLE01", "vintage": 2024, "quantity": 1000, "year": 2025}
    over = emitter.post("/ets/applications", asked | {"quantity": 12_001})
    assert (over.status_code, over.json()["code"]) == (422, "not_enough_units")
    made = emitter.post("/ets/applications", asked)
    assert made.status_code == 202, made.json()
    assert second.post(f"/proposals/{made.json()['proposal']}/confirm").status_code == 200
    (shown,) = emitter.get("/ets/applications").json()["items"]
    assert (shown["state"], shown["ets_state"]) == ("PENDING", "pending")
    by_hand = registry.post("/lives/offset/api-1/approve", {"facts": {}})
    assert (by_hand.status_code, by_hand.json()["code"]) == (422, "link")
    form = {
        "form": "F1",
        "entity": "sample-emitter",
        "year": 2025,
        "picks": [{"offset": "api-1", "quantity": 1000}],
    }
    assert province.post("/ets/book/file", form).status_code == 403
    assert emitter.post("/ets/book/file", form, key="once").json()["events"] == ["surrender.filed"]
    assert emitter.post("/ets/book/file", form, key="once").status_code == 200
    assert emitter.post("/ets/book/approve", {"form": "F1"}).status_code == 403
    assert province.post("/ets/book/approve", {"form": "F1"}).status_code == 200
    cancel = registry.post("/lives/offset/api-1/cancel", {})
    assert cancel.status_code == 202, cancel.json()
    checker = program("registry", "checker", *scopes)
    assert checker.post(f"/proposals/{cancel.json()['proposal']}/confirm").status_code == 200
    (record,) = emitter.get("/ets/surrenders").json()["items"]
    assert (record["quantity"], record["cap_t"], record["cap_used_t"]) == (1000, 15_000, 1000)
    kinds = {row["kind"] for row in registry.get("/ets/messages").json()["items"]}
    assert kinds == {"locked", "marked", "approved", "spent", "credited"}
    assert not EtsMessage.objects.exclude(state="taken").exists()
    assert emitter.get("/ets/messages").status_code == 403
    assert (
        program("trader", "maker", *scopes).get("/ets/obligations?entity=sample-emitter").status_code == 403
    )
    assert emitter.post("/ets/book/nothing", {}).status_code == 404
    assert emitter.post("/ets/book/file", {"form": 1}).status_code == 400
    assert (
        province.post("/ets/book/set-due", {"entity": "sample-emitter", "year": 2027, "due_t": 5}).status_code
        == 200
    )
    assert registry.get("/ets/entities").json()["items"][0]["code"] == "sample-emitter"
    plan = emitter.post("/ets/plan", CASE).json()["plan"]
    assert plan["total_fen"] == 1000 * 9800  # 1,000 t at CNY 98
    found = check()
    assert (found.broken, found.differences, found.disagreements) == (None, (), ())


def test_a_cancellation_for_an_event_names_it_and_can_be_verified(loaded: None) -> None:
    emitter, second = Page("emitter"), Page("emitter", "checker")
    typed = {
        "account": "sample-emitter", "series": "EXAMPLE01-2024", "quantity": "20", "purpose": "event", "beneficiary": "示例受益人",
        "event": "示例大型活动", "event_from": "2026-08-01", "event_to": "2026-08-03", "year": "2026", "statement": "示例声明",
    }  # fmt: skip
    wrong = emitter.post("units/cancel", typed | {"year": "26", "event_to": "x"})
    assert wrong.status_code == 422
    backwards = emitter.post("units/cancel", typed | {"event_to": "2026-07-01"})
    assert backwards.status_code == 409
    checked = emitter.post("units/cancel", typed)
    assert "2026-08-03" in said(checked), said(checked)
    sent = {**typed, "id": hidden(checked, "id"), "key": hidden(checked, "key"), "stage": "send"}
    assert emitter.post("units/cancel", sent).status_code == 302
    second.confirm()
    shown = said(emitter.client.get(f"/certificates/?code={sent['id']}"))
    for words in (
        "示例大型活动 2026-08-01 – 2026-08-03",
        "排放年度 2026",
        "示例声明",
        "示例受益人",
        "20 tCO₂e",
    ):
        assert words in shown, shown
