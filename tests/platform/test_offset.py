"""Use against an ETS obligation on the platform: units of the real market are locked, cancelled for a surrender, or return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from ccer.project.life.model import Paper
from ccer.registry.commands import Transfer
from ccer.registry.serials import Series
from ccer_platform import clock
from ccer_platform.actions.base import Actor
from ccer_platform.actions.lives import Taken, take
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.jobs import deadlines
from ccer_platform.rebuilding.check import check
from ccer_platform.store.models import Holding, Life, Reduction, RegistryAccount
from ccer_platform.store.reading.certificates import cancellation

NOW = dt.datetime(2026, 9, 1, 9, tzinfo=clock.BEIJING)
VISITOR = Actor("visitor", "visitor:e", seat="maker", user=4)
EMITTER = Actor("emitter", "emitter:e", seat="maker", user=5)
REGISTRY = Actor("registry", "registry:r", seat="maker", user=1)
PROVINCE = Actor("province", "province:p", seat="maker", user=3)
FILING = "1339642139302301696"  # A110001: 18,499 t of 2023 and 41,223 t of 2024, both issued
SERIES = Series("A110001", 2023)
LOT = {
    "project_code": "A110001", "vintage": 2023, "quantity_t": 300, "compliance_year": 2025, "ets_account": "E1", "authority": "p",
    "units_registered_on": "2025-03-06", "project_ets_covered": False,
}  # fmt: skip
FORM = {"surrender": "S1", "used_t": 200, "obligation_t": 10_000}


@pytest.fixture(autouse=True)
def emitter(market: str) -> Iterator[None]:
    """An emitter whose account holds 1,000 t, on 1 September 2026."""
    with clock.fixed(NOW):
        facts = {
            "holder": "e",
            "holder_kind": "emitter",
            "holder_name": "示例发电厂",
            "subject_code": "X-E",
            "maker": "甲",
            "checker": "乙",
        }
        papers = tuple(
            Paper(kind=kind, digest=letter * 64)
            for kind, letter in (("licence", "a"), ("authorisation", "b"))
        )
        step(VISITOR, "account", "E", "apply", facts=facts, papers=papers)
        step(REGISTRY, "account", "E", "begin-review")
        step(REGISTRY, "account", "E", "open")
        owner = RegistryAccount.objects.get(organisation=Reduction.objects.get(code=FILING).owner).code
        sold = Transfer(source=owner, target="E", series=SERIES, quantity=1000, actor="system:test")
        assert poster().submit_many([sold])[0].refusal is None
        yield
    close_posters()


def step(actor: Actor, machine: str, code: str, action: str, **given: Any) -> Taken:
    """Taken by two people, and not refused."""
    taken = take(actor, machine, code, action, checker="person:9", **given)
    assert not taken.refused, [r.lines("en") for r in taken.outcome.refusals]
    return taken


def held() -> dict[str, int]:
    return dict(Holding.objects.filter(account="E", quantity__gt=0).values_list("state", "quantity"))


def test_a_lot_is_locked_used_in_part_and_credited() -> None:
    step(EMITTER, "offset", "o1", "apply", facts=LOT, parent="account:E")
    assert held() == {"general": 700, "pending-offset": 300}
    step(REGISTRY, "offset", "o1", "mark")
    # floor(0.05 × 10,000) = 500, and what is locked is 300
    above = take(EMITTER, "offset", "o1", "file", facts=FORM | {"used_t": 301})
    assert [r.code for r in above.outcome.refusals] == ["within_locked"]
    capped = take(EMITTER, "offset", "o1", "file", facts=FORM | {"obligation_t": 3_999})
    assert [(r.code, r.clause) for r in capped.outcome.refusals] == [
        ("offset.cap", "mee-2020-19/art-29/para-1")
    ]
    step(EMITTER, "offset", "o1", "file", facts=FORM)
    other = Actor("province", "province:q", seat="maker", user=6)
    assert [r.code for r in take(other, "offset", "o1", "approve", facts=FORM).outcome.refusals] == [
        "identity"
    ]
    step(PROVINCE, "offset", "o1", "approve", facts=FORM)
    step(REGISTRY, "offset", "o1", "cancel")
    assert held() == {"general": 800, "cancelled": 200}
    certificate = cancellation("surrender:o1")
    assert certificate is not None
    assert (certificate.quantity, certificate.facts["purpose"], certificate.facts["beneficiary"]) == (
        200,
        "national-ets",
        "示例发电厂",
    )
    step(REGISTRY, "offset", "o1", "credit")
    # the year's cap counts what was used: 200 of 500 are gone
    step(EMITTER, "offset", "o2", "apply", facts=LOT | {"quantity_t": 400}, parent="account:E")
    step(REGISTRY, "offset", "o2", "mark")
    used = take(EMITTER, "offset", "o2", "file", facts=FORM | {"used_t": 301, "surrender": "S2"})
    assert [r.code for r in used.outcome.refusals] == ["offset.cap"]
    assert check().differences == ()


def test_what_was_not_used_by_the_day_returns() -> None:
    step(EMITTER, "offset", "o1", "apply", facts=LOT, parent="account:E")
    with clock.fixed(dt.datetime(2026, 12, 31, 9, tzinfo=clock.BEIJING)):
        assert not [t for t in deadlines.due().taken if t[0].startswith("offset:")]
    with clock.fixed(dt.datetime(2027, 1, 1, 9, tzinfo=clock.BEIJING)):
        assert ("offset:o1", "lapse") in deadlines.due().taken
        assert held() == {"general": 700, "pending-offset": 300}
        step(REGISTRY, "offset", "o1", "release", facts={"reason": "未使用"})
    assert held() == {"general": 1000}
    assert Life.objects.get(machine="offset", code="o1").state == "RETURNED"
