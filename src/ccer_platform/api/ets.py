"""Use against an ETS obligation: obligations, eligibility, applications, surrenders, plans; the sandbox and the comparison."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Body, Field, Router, Schema
from ninja.params import functions as given
from ninja.responses import Status

from ccer.core.mistyped import explain
from ccer.core.text import Text
from ccer.offset.case import case_of as case_from
from ccer.offset.eligibility import receipt_of
from ccer.offset.ets import (
    AnyEtsCommand,
    ApproveSurrender,
    Bind,
    Enrol,
    FileSurrender,
    Grant,
    RefuseSurrender,
    SetDue,
)
from ccer.project.life.model import Life
from ccer.registry.serials import Series, written

from .. import clock
from ..actions import ets, ets_link, offsetting
from ..actions.answers import once
from ..actions.base import Actor
from ..actions.proposals import Unready
from ..permissions import authorise
from ..planning import planned
from ..store.models import EtsComparison, EtsMessage
from ..store.reading import ets as reading
from ..store.reading import provinces
from .answers import Dated, Page, Problem, page, today
from .asking import HOLDER, KEY_HEADER, actor_of, key_of
from .lives import StepRefused
from .problems import NoSuch, Unusable

router = Router(tags=["ets"], auth=HOLDER)
COMMANDS: dict[str, type] = {
    "enrol": Enrol, "set-due": SetDue, "grant": Grant, "bind": Bind, "file": FileSurrender, "approve": ApproveSurrender,
    "refuse": RefuseSurrender,
}  # fmt: skip
ENTITY = Text("重点排放单位", "entity")
REFUSALS = {403: Problem, 404: Problem, 409: Problem, 422: Problem}


class Rows(Dated):
    """Rows of a table with their units in the names of the columns."""

    items: list[dict[str, Any]]


class Years(Dated):
    """An entity's obligations, a row a year. [tCO2e]"""

    entity: dict[str, Any]
    items: list[dict[str, Any]]


class Applied(Dated):
    """An application that waits for the second person."""

    code: str
    proposal: int


class ApplyIn(Schema):
    """Units to use for a year. ``project_ets_covered`` counts only where the registry does not know it. [tCO2e]"""

    code: str = Field(pattern="^[A-Za-z0-9-]{1,60}$")
    project: str = Field(max_length=60)
    vintage: int = Field(ge=2000, le=2100)
    quantity: int = Field(ge=1, le=10**12)
    year: int = Field(ge=2019, le=2100)
    project_ets_covered: bool | None = None


class Why(Schema):
    """A reason in words."""

    reason: str = Field(min_length=1, max_length=2000)


class Told(Dated):
    """What the other side came to."""

    events: list[str]
    repeated: bool = False


class Plan(Dated):
    """The cheapest mix with its receipt."""

    plan: dict[str, Any]


class Messages(Page):
    """Messages between the two registries, newest first."""

    items: list[dict[str, Any]]


class Compared(Dated):
    """The newest comparison of the two records."""

    on: dt.date | None
    compared: int
    differences: list[dict[str, Any]]


@router.get("/ets/obligations", response={200: Years, **REFUSALS})
def obligations(request: HttpRequest, entity: str = given.Query("", max_length=100)) -> dict[str, Any]:
    """Years side by side: due, cap, used, room, owed, deadline; provisional where no text sets it."""
    case = _case(actor_of(request), entity)
    return {
        "as_of": today(), "entity": msgspec.to_builtins(case.entity), "items": [each.row() for each in case.years],
    }  # fmt: skip


@router.get("/ets/eligibility", response={200: Rows, **REFUSALS})
def eligibility(request: HttpRequest, entity: str = given.Query("", max_length=100)) -> dict[str, Any]:
    """Every lot held against every year: usable or not, finding by finding, with the receipt. A draft rule is marked and never decides."""
    case, law = _case(actor_of(request), entity), clock.at()
    rows = [
        {
            "project": each.held.lot.series.project, "vintage": each.held.lot.series.vintage, "quantity_t": each.held.lot.quantity,
            "year": each.standing.obligation.year, "usable": each.usable,
            "room_t": each.standing.room_t, "would_under_draft": each.found.would,
            "findings": [msgspec.to_builtins(row) for row in each.found.rows()],
            "receipt": msgspec.to_builtins(receipt_of(each.found, law)),
        }
        for each in offsetting.judged(case)
    ]  # fmt: skip
    return {"as_of": today(), "items": rows}


@router.get("/ets/entities", response={200: Rows, 403: Problem})
def entities(request: HttpRequest) -> dict[str, Any]:
    """The entities of a province; all of them for the registry and the ministry."""
    actor = actor_of(request)
    authorise(actor, "ets.read", own=actor.role != "emitter")
    where = provinces.of_organisation(actor.organisation) if actor.role == "province" else None
    return {"as_of": today(), "items": [msgspec.to_builtins(each) for each in reading.entities(where)]}


@router.get("/ets/applications", response={200: Rows, **REFUSALS})
def applications(request: HttpRequest, entity: str = given.Query("", max_length=100)) -> dict[str, Any]:
    """Applications with their state on both sides, newest first. [tCO2e]"""
    case = _case(actor_of(request), entity)
    lots = case.book.lots
    rows = [
        _application(each, lots.get(each.id)) for each in reading.applications(case.entity.registry_account)
    ]
    return {"as_of": today(), "items": rows}


def _application(life: Life, lot: Any) -> dict[str, Any]:
    facts = life.facts
    return {
        "code": life.id, "state": life.state, "ets_state": lot.state.value if lot else None, "project": facts["project_code"],
        "vintage": facts["vintage"], "quantity_t": facts["quantity_t"], "used_t": facts.get("used_t"),
        "year": facts["compliance_year"], "form": lot.form if lot else "", "why": lot.why if lot else "",
    }  # fmt: skip


@router.post("/ets/applications", response={202: Applied, **REFUSALS}, openapi_extra=KEY_HEADER)
def apply(request: HttpRequest, asked: ApplyIn) -> Any:
    """Asks to use units; a second person of the entity confirms the proposal, and the units are locked."""
    actor, key = actor_of(request), key_of(request)

    def act(k: str) -> tuple[int, dict[str, Any]]:
        wanted = offsetting.Wanted(
            Series(asked.project, asked.vintage), asked.quantity, asked.year, asked.project_ets_covered
        )
        try:
            made = offsetting.start(actor, asked.code, wanted, key=k)
        except Unready as error:
            raise StepRefused(error.refusals) from error
        return 202, {"as_of": today(), "code": asked.code, "proposal": made.pk}

    answer = once(actor, key, ["ets-apply", asked.model_dump()], act)
    return Status(answer.status, answer.body)


@router.get("/ets/surrenders", response={200: Rows, **REFUSALS})
def surrenders(request: HttpRequest, entity: str = given.Query("", max_length=100)) -> dict[str, Any]:
    """Records of units used: obligation, cap, serials, decision receipt, certificate. [tCO2e]"""
    case = _case(actor_of(request), entity)
    rows = []
    for each in reading.surrenders(case.entity.code):
        law = clock.at(each.on)
        serials = [[written(series, number, law) for number in block] for series, block in each.units]
        rows.append({**msgspec.to_builtins(each), "cap_used_t": each.cap_used_t, "serials": serials})
    return {"as_of": today(), "items": rows}


@router.post("/ets/plan", response={200: Plan, **REFUSALS})
def plan(request: HttpRequest, asked: Body[dict[str, Any]]) -> dict[str, Any]:
    """The least-cost mix of a case as `docs/offset.md` describes it; the same seed gives the same answer."""
    authorise(actor_of(request), "ets.read", own=True)
    return {"as_of": today(), "plan": planned(case_from(asked), clock.at()).plain()}


@router.get("/ets/messages", response={200: Messages, 403: Problem})
def messages(
    request: HttpRequest,
    after: int = given.Query(0, ge=0, le=10**9),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """What passed between the two registries and what came of it: for the registry and the ministry."""
    _overseer(actor_of(request))
    rows = list(EtsMessage.objects.order_by("-last_at", "id").values()[after : after + limit + 1])
    return page(request, rows[:limit], limit, str(after + limit) if len(rows) > limit else "")


@router.get("/ets/comparison", response={200: Compared, 403: Problem})
def comparison(request: HttpRequest) -> dict[str, Any]:
    """What the newest comparison found, and which side does what."""
    _overseer(actor_of(request))
    found = EtsComparison.objects.order_by("-on").first()
    return {
        "as_of": today(), "on": found.on if found else None, "compared": found.compared if found else 0,
        "differences": found.differences if found else [],
    }  # fmt: skip


@router.post("/ets/book/{do}", response={200: Told, **REFUSALS}, openapi_extra=KEY_HEADER)
def command(request: HttpRequest, do: str, asked: Body[dict[str, Any]]) -> Any:
    """One command to the ETS side's sandbox: enrol, set-due, grant (province), bind, file (entity), approve, refuse (province)."""
    actor, key = actor_of(request), key_of(request)
    order = _command(do, asked)

    def act(_: str) -> tuple[int, dict[str, Any]]:
        outcome = ets.give(actor, order)
        ets_link.follow("offset")
        return 200, {"as_of": today(), "events": [event.name for event in outcome.events]}

    answer = once(actor, key, ["ets", do, asked], act)
    return Status(answer.status, answer.body)


@router.post("/ets/applications/{code}/withdraw", response={200: Told, **REFUSALS}, openapi_extra=KEY_HEADER)
def withdraw(request: HttpRequest, code: str, asked: Why) -> Any:
    """Asks for release of what was locked; the ETS side answers whether it was used."""
    actor, key = actor_of(request), key_of(request)
    life = reading.application(code)
    if life is None or life.facts.get("ets_account") != _case(actor, "").entity.ets_account:
        raise NoSuch(Text("抵销申请", "application"), code)

    def act(k: str) -> tuple[int, dict[str, Any]]:
        taken = offsetting.withdraw(actor, code, asked.reason, key=k)
        return 200, {"as_of": today(), "events": [event.name for event in taken.events]}

    answer = once(actor, key, ["ets-withdraw", code, asked.reason], act)
    return Status(answer.status, answer.body)


def _command(do: str, asked: dict[str, Any]) -> AnyEtsCommand:
    if do not in COMMANDS:
        raise NoSuch(Text("指令", "command"), do)
    if {"actor", "do"} & asked.keys():
        raise Unusable(
            Text("不接受 actor 和 do", "actor and do are not taken"), Text("去掉后重发。", "Leave them out.")
        )
    try:
        made: AnyEtsCommand = msgspec.convert({**asked, "do": do}, COMMANDS[do])
    except msgspec.ValidationError as error:
        raise Unusable(explain(error), Text("按接口说明改正。", "Correct it by the description.")) from error
    return made


def _case(actor: Actor, code: str) -> offsetting.Case:
    found = offsetting.case_of(actor, code)
    if found is None:
        raise NoSuch(ENTITY, code or actor.name.partition(":")[2])
    return found


def _overseer(actor: Actor) -> None:
    authorise(actor, "ets.read", own=actor.role in ("registry", "ministry"))
