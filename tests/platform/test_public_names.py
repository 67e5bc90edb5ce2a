"""Who is named on public pages, and how: holders not before a cancellation, bodies in English as the list of approvals has them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from ccer.policy.approvals import body_named
from ccer.registry.commands import Cancel
from ccer.registry.reasons import Purpose
from ccer.registry.serials import Series as Units
from ccer_platform import clock
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.demo.load import TAKEN
from ccer_platform.store.models import Holding, Project, Reduction


@pytest.fixture
def visitor(market: Any) -> Iterator[Client]:
    """A visitor on the day the market's records were taken."""
    with clock.fixed(dt.datetime.combine(TAKEN, dt.time(10), clock.BEIJING)):
        yield Client()


def test_who_holds_a_tonne_is_not_public_until_it_is_cancelled(visitor: Client) -> None:
    holding = (
        Holding.objects.filter(state="general", quantity__gte=40)
        .select_related("series")
        .order_by("id")
        .first()
    )
    assert holding is not None
    series = Units(holding.series.project, holding.series.vintage)
    page, api = (f"{at}{series.project}-{series.vintage}-000000001" for at in ("/units/", "/api/v1/units/"))
    assert holding.account not in visitor.get(f"{page}/").content.decode()
    steps = visitor.get(api).json()["custody"]
    assert [step["target"] for step in steps] == [None]
    events = b"".join(visitor.get("/api/v1/open-data/events.csv").streaming_content).decode()
    assert "issuance.issued" in events
    assert "units.issued" not in events
    cancel = Cancel(
        id="示例注销-1", account=holding.account, series=series, quantity=40, purpose=Purpose.PUBLIC_GOOD,
        beneficiary="示例受益人", actor=f"owner:{holding.account}", key="c1",
    )  # fmt: skip
    assert not poster().submit(cancel).refusal
    close_posters()
    assert holding.account in visitor.get(f"{page}/").content.decode()
    steps = visitor.get(api).json()["custody"]
    assert [step["source"] for step in steps] == [None, holding.account]


def test_bodies_have_their_english_names_and_owners_their_own(visitor: Client) -> None:
    project = (
        Project.objects.exclude(vvb=None)
        .exclude(number=None)
        .select_related("vvb", "owner")
        .order_by("id")
        .first()
    )
    assert project is not None
    listed = body_named(project.vvb.name)
    assert listed is not None
    said = visitor.get(f"/en/projects/{project.number}/").content.decode()
    assert listed.name.en in said
    assert project.vvb.name not in said
    assert f'<span lang="zh-CN">{project.owner.name}</span>' in said


def test_a_carried_over_registration_leads_to_its_certificate(visitor: Client) -> None:
    reduction = Reduction.objects.filter(state="REGISTERED").order_by("id").first()
    waiting = Project.objects.filter(state="NOTICE").order_by("id").first()
    assert reduction is not None
    assert waiting is not None
    for address in (f"/reductions/{reduction.code}/", f"/projects/{reduction.project.number}/"):
        said = visitor.get(address).content.decode()
        (link,) = re.findall(r'href="(/certificates/\?code=[^"]+)"', said)
        assert "登记簿中有此编号" in visitor.get(link).content.decode()
    assert "/certificates/?code=" not in visitor.get(f"/projects/{waiting.code}/").content.decode()
