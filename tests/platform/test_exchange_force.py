"""What authority does between a trade and after its delivery, by the API alone: a freeze in the hours between, an upheld objection."""

from __future__ import annotations

from django.db import transaction

from ccer_platform import clock
from ccer_platform.rebuilding.check import check
from ccer_platform.store.models import MarketDay, Organisation, Project
from ccer_platform.store.reading import oversight
from simulation.floor import agrees, at

from .test_exchange_api import SERIES, TUESDAY, People, _everybody, order, prepared

__all__ = ["_everybody"]


def sold() -> People:
    """Tuesday at ten: of 500 t on the platform 50 are sold at 81.00 yuan and 150 stand in the order."""
    people = prepared()
    people.now = at(TUESDAY, 10)
    people.one("owner:sea", "/exchange/orders/post-order", order("", "sea", "sell", 8100, 200))
    people.one("trader:tra", "/exchange/orders", {"orders": [order("take-order", "tra", "buy", 8100, 50)]})
    return people


def delivered(people: People) -> None:
    """Closed, cleared, confirmed by both and delivered, and the books agree with register and bank."""
    people.round(at(TUESDAY, 15, 0, 1))
    confirm = {"day": "2026-03-03", "digest": MarketDay.objects.get(date=TUESDAY).digest}
    for who, side in (("exchange:cbeex", "exchange"), ("registry:ncsc", "registry")):
        people.two(who, "/exchange/commands/confirm-clearing", {**confirm, "side": side})
    assert people.round(at(TUESDAY, 15, 10)) == [
        "day:2026-03-03 settle: 1 delivered, 0 failed",
        "day:2026-03-03 reconcile: 0 differences",
    ]


def test_an_account_is_frozen_between_a_trade_and_its_delivery(database: str) -> None:
    """Of 1 000 t, 50 are sold: 950 are frozen at once, the 50 are named and go to their buyer in the evening."""
    people = sold()
    ruling = {"account": "sea", "reason": "judicial", "authority": "示例法院", "document": "示例裁定书"}
    exact = {**ruling, "id": "f1", "series": list(SERIES), "quantity": 951}
    asked = people.ask("registry:ncsc").post("/ledger/freeze", exact).json()["proposal"]
    no = people.ask("registry:ncsc", "checker").post(f"/proposals/{asked}/confirm")
    assert (no.status_code, no.json()["code"]) == (422, "sold_undelivered")
    assert no.json()["clauses"][0]["ref"] == "bge-2023-trading-rules/art-19"
    assert "950" in no.json()["why"]
    assert "A210001/2024 50 吨，2026-03-03 成交" in no.json()["why"]
    done = people.two("registry:ncsc", "/ledger/freeze", {**ruling, "id": "f2"})
    assert done["left_out"] == [[list(SERIES), 50, "2026-03-03"]]
    held = people.ask("owner:sea").get("/accounts/sea").json()["holdings"]
    assert {(row["state"], row["quantity"]) for row in held} == {("frozen", 950), ("on-platform", 50)}
    again = people.ask("owner:sea").post("/exchange/orders/post-order", order("", "sea", "sell", 8100, 1))
    assert again.json()["code"] == "not_enough_units", "its order fell, and nothing is left to sell"
    _what_the_authority_sees(people)
    agrees(database)
    delivered(people)
    held = people.ask("trader:tra").get("/accounts/tra").json()["holdings"]
    assert [(row["state"], row["quantity"]) for row in held] == [("on-platform", 50)]
    released = {"id": "f2", "reason": "judicial", "document": "示例解除裁定书"}
    people.two("registry:ncsc", "/ledger/release", released)
    agrees(database)


def _what_the_authority_sees(people: People) -> None:
    """The freeze with what it holds and what it left out; the project is only there to be looked over."""
    with clock.fixed(people.now), transaction.atomic():
        owner = Organisation.objects.get(code="sea")
        Project.objects.create(
            code="P1", number="A210001", public=True, province="江苏省", state="REGISTERED", owner=owner
        )
        [shown] = oversight.freezes("江苏省")
        assert (shown.quantity, shown.sold) == (950, [[list(SERIES), 50, "2026-03-03"]])
        assert oversight.freezes("甘肃省") == []
        transaction.set_rollback(True)


def test_an_upheld_objection_brings_units_and_money_back(database: str) -> None:
    """The buyer objects before the next opening; two people of the exchange uphold it, and all is as it was before the trade."""
    people = sold()
    delivered(people)
    said = {"id": "o1", "trader": "tra", "day": "2026-03-03", "why": "数量不符", "document": "示例函"}
    people.one("trader:tra", "/exchange/commands/object-to-settlement", said)
    answer = {"id": "o1", "upheld": True, "why": "属实"}
    unnamed = people.ask("exchange:cbeex").post("/exchange/commands/answer-objection", answer).json()
    assert unnamed["code"] == "trades_not_named"
    [trade] = people.ask("trader:tra").get("/exchange/accounts/tra/trades").json()["items"]
    assert trade["id"] in unnamed["why"]
    answer["trades"] = [trade["id"]]
    done = people.two("exchange:cbeex", "/exchange/commands/answer-objection", answer)
    assert [event["name"] for event in done["events"]] == [
        "units.corrected",
        "exchange.cash.corrected",
        "exchange.units.seized",
        "exchange.units.arrived",
        "exchange.settlement.objection_answered",
    ]
    assert people.ask("trader:tra").get("/accounts/tra").json()["holdings"] == []
    held = people.ask("owner:sea").get("/accounts/sea").json()["holdings"]
    assert ("on-platform", 500) in {(row["state"], row["quantity"]) for row in held}
    assert people.ask("trader:tra").get("/exchange/accounts/tra").json()["balance"] == 5_000_000
    assert people.ask("owner:sea").get("/exchange/accounts/sea").json()["balance"] == 0
    agrees(database)
    assert not check().differences
