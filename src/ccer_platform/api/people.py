"""Who one is to this system, what waits for one's confirmation, and webhooks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.params import functions as given
from ninja.responses import Status

from ccer.core.text import Text
from ccer.registry.freezing import left_out

from ..actions import proposals, webhooks
from ..actions.answers import once
from ..actions.base import Actor
from ..actions.ets_link import follow
from ..actions.proposals import STATES
from ..jobs.webhooks import ensure
from ..permissions import authorise, rights
from ..store.models import Delivery, Proposal, Webhook
from .answers import Dated, Page, Problem, Words, page, today, words
from .asking import HOLDER, KEY_HEADER, actor_of, key_of
from .lives import StepRefused
from .problems import NoSuch

router = Router(tags=["people"], auth=HOLDER)


class Me(Dated):
    """Whom a token acts for, and what it may do."""

    actor: str
    role: str
    seat: str
    scopes: list[str]
    rights: list[str]


class ProposalOut(Schema):
    """What a maker asked for and a checker has to confirm."""

    id: int
    kind: str
    subject: str
    title: Words
    state: str
    state_title: Words
    command: dict[str, Any]
    made_by: str
    made_at: dt.datetime
    decided_by: str | None
    decided_at: dt.datetime | None
    why: str


class Proposals(Page):
    """Proposals of one's organisation, newest first."""

    items: list[ProposalOut]


class Decided(Dated):
    """What came of a confirmed or withdrawn proposal."""

    id: int
    state: str
    events: list[dict[str, Any]] = []
    left_out: list[list[Any]] = []
    """What a freeze or a cancellation by force did not take, because it is sold and not delivered: series, t, trading day."""


class Why(Schema):
    """Why it is withdrawn."""

    why: str = Field("", max_length=2000)


class HookIn(Schema):
    """Where to send, and what: names of events (``units.*`` for a noun, none for all) and subjects (none for all one may know of)."""

    url: str = Field(max_length=500)
    events: list[str] = Field([], max_length=50)
    subjects: list[str] = Field([], max_length=50)


class HookOut(Schema):
    """A webhook; the ``secret`` is shown once."""

    id: int
    url: str
    events: list[str]
    subjects: list[str]
    made_at: dt.datetime
    secret: str | None = None


class Hooks(Page):
    """The open webhooks of one's organisation."""

    items: list[HookOut]


class HookMade(Dated):
    """A webhook that was made."""

    webhook: HookOut


class DeliveryOut(Schema):
    """One event on its way, and the last try."""

    event: int
    state: str
    tries: int
    status: int | None
    said: str
    last_at: dt.datetime | None
    next_at: dt.datetime


class Deliveries(Page):
    """What was sent to a webhook, newest first."""

    items: list[DeliveryOut]


@router.get("/me", response=Me)
def me(request: HttpRequest) -> dict[str, Any]:
    """Whom the token acts for."""
    actor = actor_of(request)
    own = [
        right.action
        for right in rights()
        if actor.role in right.roles and (actor.scopes is None or right.scope in actor.scopes)
        and (not right.seat or right.seat == actor.seat)
    ]  # fmt: skip
    return {
        "as_of": today(), "actor": actor.name, "role": actor.role, "seat": actor.seat,
        "scopes": list(actor.scopes or ()), "rights": sorted(own),
    }  # fmt: skip


@router.get("/proposals", response=Proposals)
def waiting(
    request: HttpRequest,
    state: str = given.Query("open", max_length=20),
    after: int = given.Query(0, ge=0, le=2**62),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Proposals of one's organisation in a state."""
    actor = actor_of(request)
    rows = Proposal.objects.filter(organisation_id=actor.organisation or 0, state=state).order_by("-id")
    if after:
        rows = rows.filter(id__lt=after)
    found = list(rows[: limit + 1])
    shown = [_proposal(each) for each in found[:limit]]
    return page(request, shown, limit, str(found[limit - 1].pk) if len(found) > limit else "")


def _proposal(each: Proposal) -> dict[str, Any]:
    return {
        "id": each.pk, "kind": each.kind, "subject": each.subject, "title": each.title, "state": each.state,
        "state_title": words(STATES[each.state]), "command": each.command, "made_by": f"person:{each.made_by_id}",
        "made_at": each.made_at, "decided_by": f"person:{each.decided_by_id}" if each.decided_by_id else None,
        "decided_at": each.decided_at, "why": each.why,
    }  # fmt: skip


@router.post(
    "/proposals/{id}/confirm",
    response={200: Decided, 403: Problem, 404: Problem, 409: Problem},
    openapi_extra=KEY_HEADER,
)
def confirm(request: HttpRequest, id: int) -> Any:
    """A second person confirms, and it happens."""
    actor, key = actor_of(request), key_of(request)

    def act(_: str) -> tuple[int, dict[str, Any]]:
        _own(actor, id)
        try:
            done = proposals.confirm(actor, id)
        except proposals.Unready as error:
            raise StepRefused(error.refusals) from error
        follow(Proposal.objects.values_list("command__machine", flat=True).get(pk=id) or "")
        events = [
            {"seq": e.seq, "name": e.name, "subject": e.subject, "cites": list(e.cites)} for e in done.events
        ]
        left = [list(row) for row in left_out(done.events)]
        return 200, {"as_of": today(), "id": id, "state": "confirmed", "events": events, "left_out": left}

    answer = once(actor, key, ["confirm", id], act)
    return Status(answer.status, answer.body)


@router.post(
    "/proposals/{id}/withdraw",
    response={200: Decided, 403: Problem, 404: Problem, 409: Problem},
    openapi_extra=KEY_HEADER,
)
def withdraw(request: HttpRequest, id: int, asked: Why) -> Any:
    """Its maker takes it back, or a checker sends it back."""
    actor, key = actor_of(request), key_of(request)

    def act(_: str) -> tuple[int, dict[str, Any]]:
        _own(actor, id)
        proposals.withdraw(actor, id, asked.why)
        return 200, {"as_of": today(), "id": id, "state": "withdrawn"}

    answer = once(actor, key, ["withdraw", id, asked.why], act)
    return Status(answer.status, answer.body)


def _own(actor: Actor, id: int) -> None:
    if id > 2**62 or not Proposal.objects.filter(pk=id, organisation_id=actor.organisation or 0).exists():
        raise NoSuch(Text("待办事项", "proposal"), str(id))


@router.get("/webhooks", response=Hooks)
def hooks(request: HttpRequest) -> dict[str, Any]:
    """The open webhooks of one's organisation."""
    actor = actor_of(request)
    authorise(actor, "webhook.set", own=actor.organisation is not None)
    return page(request, [_hook(each) for each in webhooks.mine(actor).order_by("id")], webhooks.MOST, "")


@router.post("/webhooks", response={200: HookMade, 403: Problem, 422: Problem}, openapi_extra=KEY_HEADER)
def set_hook(request: HttpRequest, asked: HookIn) -> Any:
    """Tells an address of events from now on; what it is sent is signed with the secret."""
    actor, key = actor_of(request), key_of(request)

    def act(_: str) -> tuple[int, dict[str, Any]]:
        made, _secret = webhooks.create(actor, asked.url, asked.events, asked.subjects)
        return 200, {"as_of": today(), "webhook": _hook(made)}

    answer = once(actor, key, ["webhook", asked.model_dump()], act)
    ensure()
    body = answer.body
    if not answer.repeated:  # the answer that is kept does not hold the secret
        body["webhook"]["secret"] = webhooks.secret(Webhook.objects.get(pk=body["webhook"]["id"]))
    return Status(answer.status, body)


@router.delete("/webhooks/{id}", response={200: Dated, 403: Problem, 404: Problem}, openapi_extra=KEY_HEADER)
def end_hook(request: HttpRequest, id: int) -> Any:
    """Ends a webhook."""
    actor, key = actor_of(request), key_of(request)

    def act(_: str) -> tuple[int, dict[str, Any]]:
        if id > 2**62 or not webhooks.end(actor, id):
            raise NoSuch(Text("事件通知", "webhook"), str(id))
        return 200, {"as_of": today()}

    answer = once(actor, key, ["end-webhook", id], act)
    return Status(answer.status, answer.body)


@router.get("/webhooks/{id}/deliveries", response={200: Deliveries, 403: Problem, 404: Problem})
def delivered(
    request: HttpRequest,
    id: int,
    after: int = given.Query(0, ge=0, le=2**62),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """What was sent to a webhook, and what came of it."""
    actor = actor_of(request)
    if id > 2**62 or not Webhook.objects.filter(pk=id, organisation_id=actor.organisation or 0).exists():
        raise NoSuch(Text("事件通知", "webhook"), str(id))
    rows = webhooks.deliveries(actor, id, after or None, limit + 1)
    return page(
        request,
        [_sent(each) for each in rows[:limit]],
        limit,
        str(rows[limit - 1].seq) if len(rows) > limit else "",
    )


def _hook(each: Webhook) -> dict[str, Any]:
    return {
        "id": each.pk,
        "url": each.url,
        "events": each.events,
        "subjects": each.subjects,
        "made_at": each.made_at,
    }


def _sent(each: Delivery) -> dict[str, Any]:
    return {
        "event": each.seq, "state": each.state, "tries": each.tries, "status": each.status, "said": each.said,
        "last_at": each.last_at, "next_at": each.next_at,
    }  # fmt: skip
