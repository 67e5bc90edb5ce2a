"""The law in time and what a change of it would touch: search, citations, the mechanism on a day, changes, lineage, impact."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.params import functions as given

from ccer.cli import doors
from ccer.offset.impact import ObligationImpact
from ccer.offset.obligations import Standing
from ccer.policy.diff import diff
from ccer.policy.lineage import graph as drawn
from ccer.policy.lineage import timeline
from ccer.policy.mechanism import Moment
from ccer.policy.mechanism import changes as between
from ccer.policy.mechanism import mechanism as stand
from ccer.policy.mechanism import upcoming as coming

from .. import limits
from ..store.reading import policy as reading
from ..store.reading import receipts, touched
from .answers import Problem, today, words
from .asking import ANYBODY, actor_of
from .fresh import of_journal, of_law
from .law import FIRST_DAY, LAST_DAY, AsOfDay, Day
from .policy import Answered, citations_of

router = Router(tags=["policy"], auth=ANYBODY)
Given = Annotated[dt.date, given.Query(ge=FIRST_DAY, le=LAST_DAY)]
MOST_CHANGES = 10


class Hypothesis(Schema):
    """Changes supposed, each with its ``type`` (value, end, version, correct) and fields; ``over`` says whether stored cases are judged."""

    changes: list[dict[str, Any]] = Field(min_length=1, max_length=MOST_CHANGES)
    on: dt.date | None = Day
    over: bool = True


@router.get("/policy/search", response=Answered)
@decorate_view(of_law)
def search(
    request: HttpRequest,
    day: Query[AsOfDay],
    q: str = given.Query(min_length=1, max_length=200),
    limit: int = given.Query(20, ge=1, le=50),
    by: Literal["words", "meaning"] = "words",
) -> dict[str, Any]:
    """Provisions, instruments and values about a question, by words or by meaning, each with why it matched and its window."""
    return doors.search(q, day.day, limit, by)


@router.get("/policy/resolve", response=Answered)
@decorate_view(of_law)
def resolve(
    request: HttpRequest, day: Query[AsOfDay], text: str = given.Query(min_length=1, max_length=400)
) -> dict[str, Any]:
    """What a citation means and how it stands on a day."""
    return doors.resolve(text, day.day, day.known_at)


@router.get("/policy/clauses/{path:ref}", response={200: Answered, 404: Problem, 422: Problem})
@decorate_view(of_law)
def clause(request: HttpRequest, ref: str, day: Query[AsOfDay]) -> dict[str, Any]:
    """A provision, cited in any of the usual ways, as of a day."""
    return doors.clause(ref, day.day, day.known_at)


@router.get("/policy/mechanism", response=Answered)
@decorate_view(of_law)
def mechanism(request: HttpRequest, day: Query[AsOfDay]) -> dict[str, Any]:
    """The whole mechanism on a day; before Order 31 it says that the older rules are not held."""
    held = stand(day.day, known_at=day.known_at)
    refs = [*(one.id for one in held.instruments), *(c.ref for c in held.methodologies)]
    return {"as_of": day.day, "citations": citations_of(refs), "mechanism": doors.plain(held)}


@router.get("/policy/changes", response=Answered)
@decorate_view(of_law)
def changes(
    request: HttpRequest, first: Given, second: Given, ref: str = given.Query("", max_length=200)
) -> dict[str, Any]:
    """Every step between two days, and the two days compared."""
    low, high = sorted((first, second))
    moments = between(low, high, ref=ref)
    return {
        "as_of": high, "first": low, "second": high, "citations": citations_of(m.ref for m in moments if m.kind != "parameter"),
        "steps": [_moment(one) for one in moments], "differences": doors.plain(diff(low, high, ref=ref or None)),
    }  # fmt: skip


@router.get("/policy/upcoming", response=Answered)
@decorate_view(of_law)
def upcoming(request: HttpRequest, day: Query[AsOfDay]) -> dict[str, Any]:
    """What is recorded and not yet in force; drafts, which have no day, last."""
    moments = coming(day.day, known_at=day.known_at)
    return {
        "as_of": day.day, "citations": citations_of(m.ref for m in moments if m.kind != "parameter"),
        "items": [_moment(one) for one in moments],
    }  # fmt: skip


def _moment(one: Moment) -> dict[str, Any]:
    return {
        "on": None if one.on == dt.date.max else one.on, "maybe": None if one.maybe == dt.date.max else one.maybe,
        "kind": one.kind, "happening": one.happening, "ref": one.ref, "label": words(one.label), "text": words(one.text),
        "provisional": one.provisional,
    }  # fmt: skip


@router.get("/policy/graph", response=Answered)
@decorate_view(of_journal)
def graph(
    request: HttpRequest,
    around: str = given.Query("", max_length=200),
    family: str = given.Query("", max_length=100),
) -> dict[str, Any]:
    """Nodes and edges from the newer text to the older, records included; with ``family`` its timeline."""
    records = reading.records("en")
    whole = drawn(records=records)
    part = whole.around(around) if around else whole
    line = timeline(family, records) if family else ()
    return {
        "as_of": today(), "citations": citations_of(node.id for node in part.nodes if node.kind == "instrument"),
        "nodes": doors.plain(part.nodes), "edges": doors.plain(part.edges), "timeline": doors.plain(line),
    }  # fmt: skip


@router.post("/policy/impact", response={200: Answered, 404: Problem, 422: Problem})
def impact(request: HttpRequest, asked: Hypothesis) -> dict[str, Any]:
    """What changes would touch, over the law and over the stored cases the asker may see; nothing is altered or written."""
    actor, day = actor_of(request), asked.on or today()
    answer = doors.impact(asked.changes, day)
    if not asked.over:
        return answer
    limits.count("policy-impact", actor.person if actor.user else limits.visitor(request))
    organisation = actor.name.partition(":")[2] if actor.organisation else ""
    found = touched.answer(doors.read_changes(asked.changes), day, role=actor.role, organisation=organisation)
    rules = {*answer["rules"], *(one.rule for judged in found.judged for one in judged.rules)}
    return answer | {
        "rules": sorted(rules),
        "judged": [
            {
                "stage": one.stage.value, "cases": one.total, "resting": one.resting, "other_finding": one.refound,
                "other_outcome": one.changed, "moves": [{"from": a, "to": b, "cases": n} for (a, b), n in one.moves.items()],
            }
            for one in found.judged
        ],
        "changed": [
            {
                "stage": one.stage.value, "case": one.code, "number": one.number, "name": one.name, "before": one.before,
                "after": one.after,
            }
            for one in found.changed
        ],
        "hanging": found.hanging._asdict(),
        "obligations": [_obliged(one) for one in found.obligations],
        "decisions_on_record": found.stored,
        "asked_again": [_again(one) for one in found.asked_again],
        "steps_on_record": found.decisions,
    }  # fmt: skip


def _again(one: receipts.Changed) -> dict[str, Any]:
    held = one.stored
    return {
        "event": held.seq, "subject": held.subject, "stage": held.stage, "on": held.on, "receipt": held.receipt.digest,
        "then": held.outcome, "now": one.now,
    }  # fmt: skip


def _obliged(one: ObligationImpact) -> dict[str, Any]:
    return {
        "entity": one.entity.code, "name": one.entity.name, "year": one.obligation.year, "due_t": one.obligation.due_t,
        "used_t": one.obligation.used_t, "before": _standing(one.before), "after": _standing(one.after), "over_t": one.over_t,
        "offsets_refused": list(one.refused), "forms_refused": list(one.forms),
    }  # fmt: skip


def _standing(one: Standing | None) -> dict[str, Any] | None:
    """Cap and room, and the clause of the cap; None where no cap is in force."""
    if one is None:
        return None
    return {"cap_t": one.cap_t, "room_t": one.room_t, "deadline": one.deadline.day, "clause": one.share.cite}
