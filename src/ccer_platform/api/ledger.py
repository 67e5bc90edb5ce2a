"""Units: commands of the ledger for those who may give them, alone or for a second person to confirm; holdings of one's own account."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Body, Field, Router, Schema
from ninja.params import functions as given
from ninja.responses import Status

from ccer.core.text import Text
from ccer.documents.certificate import change_of
from ccer.registry.accounts import ACCOUNT_STATE_TEXT, AccountState
from ccer.registry.commands import AnyCommand, command_of
from ccer.registry.ledger import Outcome
from ccer.registry.serials import joined

from .. import clock
from ..actions import proposals, units
from ..actions.answers import once
from ..actions.base import Actor
from ..actions.trading import submit_many
from ..permissions import HOLDERS, authorise
from ..store.models import RegistryAccount
from ..store.reading import holdings
from ..store.reading import ledger as reading
from .answers import Dated, Page, Problem, Words, page, today, words
from .asking import HOLDER, KEY_HEADER, actor_of, key_of
from .problems import NoSuch, problem_dict

router = Router(tags=["ledger"], auth=HOLDER)
MOST = 2000
"""Commands of a batch."""
LAST_YEAR = 9999
"""Times of this year are at the end of what a clock can say; no arithmetic with them."""


class Given(Dated):
    """What came of a command: its events, or the proposal that waits for a second person."""

    events: list[dict[str, Any]] = []
    proposal: int | None = None
    repeated: bool = False


class BatchIn(Schema):
    """Commands in their order, each with its ``do``; each happens whole or not at all."""

    commands: list[dict[str, Any]] = Field(min_length=1, max_length=MOST)


class Item(Schema):
    """What came of one command of a batch."""

    events: list[int] = []
    proposal: int | None = None
    refusal: dict[str, Any] | None = None


class BatchOut(Dated):
    """What came of each command, in the same order."""

    items: list[Item]


class HoldingOut(Schema):
    """Units of a series in one state, as ranges of serials. [tCO2e]"""

    series: list[Any]
    state: str
    hold: str
    quantity: int
    blocks: list[list[int]]


class AccountOut(Dated):
    """A registry account and what it holds."""

    code: str
    kind: str
    state: str
    title: Words
    holdings: list[HoldingOut]


class MovementOut(Schema):
    """One posting of an account. [tCO2e]"""

    id: int
    seq: int
    name: str
    at: Any
    series: list[Any]
    first: int
    last: int
    source: str
    source_state: str
    target: str
    target_state: str


class Movements(Page):
    """What moved in and out, in order."""

    items: list[MovementOut]


@router.post(
    "/ledger/batches", response={200: BatchOut, 403: Problem, 422: Problem}, openapi_extra=KEY_HEADER
)
def batch(request: HttpRequest, asked: BatchIn) -> Any:
    """Many commands at once. Those that need a second person become proposals."""
    actor, key = actor_of(request), key_of(request)

    def give(k: str) -> tuple[int, dict[str, Any]]:
        commands = [_command(actor, {**c, "key": f"{k}/{number}"}) for number, c in enumerate(asked.commands)]
        rights = [units.authorised(actor, command) for command in commands]
        alone = [c for c, right in zip(commands, rights, strict=True) if actor.role not in right.four_eyes]
        outcomes = iter(submit_many([units.signed(actor, command) for command in alone]))
        # Proposals come after: they hold the journal's end, which the ledger's writer needs.
        items = []
        for command, right in zip(commands, rights, strict=True):
            if actor.role in right.four_eyes:
                items.append({"proposal": proposals.propose_units(actor, command).pk})
            else:
                items.append(_item(next(outcomes)))
        return 200, {"as_of": today(), "items": items}

    answer = once(actor, key, ["batch", asked.commands], give)
    return Status(answer.status, answer.body)


def _item(outcome: Outcome) -> dict[str, Any]:
    if outcome.refusal is not None:
        return {"refusal": problem_dict(outcome.refusal)}
    return {"events": [event.seq for event in outcome.events]}


@router.post(
    "/ledger/{do}",
    response={200: Given, 202: Given, 403: Problem, 409: Problem, 422: Problem},
    openapi_extra=KEY_HEADER,
)
def command(request: HttpRequest, do: str, asked: Body[dict[str, Any]]) -> Any:
    """One command: transfer, reserve, post, void, change-state, freeze, release, cancel … with its fields (units are whole tCO2e)."""
    actor, key = actor_of(request), key_of(request)

    def give(k: str) -> tuple[int, dict[str, Any]]:
        order = _command(actor, {**asked, "do": do, "key": k})
        right = units.authorised(actor, order)
        if actor.role in right.four_eyes:
            return 202, {"as_of": today(), "proposal": proposals.propose_units(actor, order).pk}
        outcome = units.order(actor, order)
        if outcome.refusal is not None:
            raise outcome.refusal
        events = [msgspec.to_builtins(event) for event in outcome.events]
        return 200, {"as_of": today(), "events": events, "repeated": outcome.repeated}

    answer = once(actor, key, ["ledger", do, asked], give)
    return Status(answer.status, answer.body)


def _command(actor: Actor, data: dict[str, Any]) -> AnyCommand:
    return command_of({**data, "actor": actor.name})


@router.get("/accounts/{code}", response={200: AccountOut, 404: Problem})
def account(request: HttpRequest, code: str) -> dict[str, Any]:
    """An account of one's own, or any for the registry, with what it holds."""
    found = _account(actor_of(request), code)
    rows = []
    for (place, series), blocks in holdings.of_account(code).items():
        ranges = [list(block) for block in joined(blocks)]
        rows.append(
            {
                "series": list(series), "state": place.state.value, "hold": place.hold,
                "quantity": sum(last - first + 1 for first, last in ranges), "blocks": ranges,
            }
        )  # fmt: skip
    state = AccountState(found.state)
    return {
        "as_of": today(), "code": code, "kind": found.kind, "state": found.state,
        "title": words(ACCOUNT_STATE_TEXT[state]), "holdings": rows,
    }  # fmt: skip


@router.get("/accounts/{code}/movements", response={200: Movements, 404: Problem})
def movements(
    request: HttpRequest,
    code: str,
    after: int = given.Query(0, ge=0, le=2**62),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """Every posting in or out of an account, in order."""
    _account(actor_of(request), code)
    rows = reading.moved(code, reading.BEGINNING, _moment(None), after, limit + 1)
    shown = [_moved(code, row) for row in rows[:limit]]
    return page(request, shown, limit, str(rows[limit - 1].id) if len(rows) > limit else "")


class AmountOut(Schema):
    """Units of a series in one place. [tCO2e]"""

    series: list[Any]
    state: str
    hold: str
    quantity: int


class StatementMove(MovementOut):
    """A posting with what it rests on; ``change`` is what it adds to the account. [tCO2e]"""

    source_hold: str
    target_hold: str
    change: int
    citations: list[str]


class StatementOut(Page):
    """An account over a period. ``opening`` and ``closing`` come with the first page."""

    account: str
    since: dt.datetime
    until: dt.datetime
    opening: list[AmountOut] | None = None
    closing: list[AmountOut] | None = None
    items: list[StatementMove]


class RangeOut(Schema):
    """Serials held in one place. [tCO2e]"""

    series: list[Any]
    state: str
    hold: str
    first: int
    last: int


class HoldingsOut(Page):
    """What an account held at an instant. ``amounts`` come with the first page, serials page by page."""

    account: str
    at: dt.datetime
    amounts: list[AmountOut] | None = None
    items: list[RangeOut]


@router.get("/accounts/{code}/statement", response={200: StatementOut, 404: Problem, 422: Problem})
def statement(
    request: HttpRequest,
    code: str,
    since: dt.datetime = reading.BEGINNING,
    until: dt.datetime | None = None,
    after: int = given.Query(0, ge=0, le=2**62),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """A statement that names serials: ``since`` is included, ``until`` is not; times without a zone are Beijing's."""
    _account(actor_of(request), code)
    begin, end = _moment(since), _moment(until)
    rows = reading.moved(code, begin, end, after, limit + 1)
    more = rows[limit - 1].id if len(rows) > limit else ""
    found = page(request, [_moved(code, row) for row in rows[:limit]], limit, str(more))
    if not after:
        found |= {"opening": _amounts(code, begin), "closing": _amounts(code, end)}
    return {**found, "account": code, "since": begin, "until": end}


@router.get("/accounts/{code}/holdings", response={200: HoldingsOut, 404: Problem, 422: Problem})
def held(
    request: HttpRequest,
    code: str,
    at: dt.datetime | None = None,
    after: str = given.Query("", max_length=60),
    limit: int = given.Query(50, ge=1, le=200),
) -> dict[str, Any]:
    """What an account held at a past instant, that instant included; now where none is given."""
    _account(actor_of(request), code)
    end = _moment(at + reading.MOMENT if at and at.year < LAST_YEAR else at)
    rows = reading.ranges(code, end, after, limit + 1)
    shown = [
        {"series": list(r.series), "state": r.place.state.value, "hold": r.place.hold, "first": r.block.first, "last": r.block.last}
        for r in rows[:limit]
    ]  # fmt: skip
    found = page(request, shown, limit, rows[limit - 1].key if len(rows) > limit else "")
    if not after:
        found["amounts"] = _amounts(code, end)
    return {**found, "account": code, "at": end - reading.MOMENT}


def _moment(given: dt.datetime | None) -> dt.datetime:
    """An instant in Beijing's time where it names no other; what is to come is now."""
    now = clock.now() + reading.MOMENT
    if given is None or given.year >= LAST_YEAR:
        return now
    return min(now, given if given.tzinfo else given.replace(tzinfo=clock.BEIJING))


def _amounts(code: str, before: dt.datetime) -> list[dict[str, Any]]:
    return [
        {"series": list(a.series), "state": a.place.state.value, "hold": a.place.hold, "quantity": a.quantity}
        for a in reading.amounts(code, before)
    ]


def _moved(code: str, row: reading.Moved) -> dict[str, Any]:
    movement, posting = row.movement, row.movement.posting
    source, target = posting.source, posting.target
    return {
        "id": row.id, "seq": movement.seq, "name": movement.name, "at": movement.at, "series": list(posting.series),
        "first": posting.first, "last": posting.last, "source": source.account if source else "",
        "source_state": source.state.value if source else "", "source_hold": source.hold if source else "",
        "target": target.account, "target_state": target.state.value, "target_hold": target.hold,
        "change": change_of(movement, code), "citations": list(movement.cites),
    }  # fmt: skip


def _account(actor: Actor, code: str) -> RegistryAccount:
    found = RegistryAccount.objects.filter(code=code).first()
    own = found is not None and found.organisation_id == actor.organisation
    if actor.role in HOLDERS and not own:
        raise NoSuch(Text("账户", "account"), code)
    authorise(actor, "holdings.read" if actor.role in HOLDERS else "holdings.inspect", own=own)
    if found is None:
        raise NoSuch(Text("账户", "account"), code)
    return found
