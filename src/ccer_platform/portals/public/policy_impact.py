"""What a change of law would touch, over the law base and over what this platform holds; nothing is altered."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from ccer.core.decision import DECISION_TEXT
from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.policy.corpus import corpus
from ccer.rules import Stage
from ccer.rules.catalogue import STAGE_TEXT, all_rules

from ... import limits
from ...acting import actor_of
from ...components.supposing import FIELDS, KIND_TEXT, from_form
from ...store.reading import touched
from . import shown
from .policy import BASE
from .shown import show

CRUMB = Text("变更影响", "Impact of a change")
NONE = Text("无可适用条款", "no clause in force")


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The form, and below it what the change it states would touch."""
    context: dict[str, Any] = {"error": None, "answer": None, "pair": None}
    on = shown.day_asked(request, "on")
    if request.GET.get("kind"):
        limits.count("policy-impact", limits.visitor(request))
        actor = actor_of(request)
        organisation = actor.name.partition(":")[2] if actor.organisation else ""
        try:
            context |= _answered(request, on, actor.role, organisation)
        except CcerError as error:
            context["error"] = error
    return show(
        request,
        "policy/impact",
        BASE[1],
        [(BASE[0], reverse(BASE[1])), (CRUMB, "")],
        kinds=[
            (kind, title, kind == (request.GET.get("kind") or "value")) for kind, title in KIND_TEXT.items()
        ],
        fields={kind: [source for _, source in fields] for kind, fields in FIELDS.items()},
        given={name: request.GET.get(name, "") for name in ("name", "value", "day", "ref", "code", "text")},
        parameters=[
            (p.name, p.title) for p in corpus().parameters() if not p.name.startswith("methodology.")
        ],
        on=on,
        **context,
    )


def _answered(request: HttpRequest, on: Any, role: str, organisation: str) -> dict[str, Any]:
    changes = from_form(request.GET)
    begun = time.perf_counter()
    case, stage = request.GET.get("case", ""), request.GET.get("stage", "")
    if case and stage in {one.value for one in Stage}:
        found = touched.pair(changes, Stage(stage), case, on, role=role, organisation=organisation)
        return {"pair": found, "stage": STAGE_TEXT[Stage(stage)], "back": _address(request)}
    answer = touched.answer(changes, on, role=role, organisation=organisation)
    titles = {rule.id: rule.title for rule in all_rules()}
    names = {p.name: p.title for p in corpus().parameters()}
    asked = sorted(
        {one.rule for judged in answer.judged for one in judged.rules} | {rule.id for rule in answer.rules}
    )
    return {
        "answer": answer,
        "obligations": answer.obligations[: touched.SHOWN],
        "refs": sorted(answer.touched.refs)[:60],
        "ref_count": len(answer.touched.refs),
        "parameters_touched": [
            names.get(name, Text(name, name)) for name in sorted(answer.touched.parameters)
        ],
        "rules": [titles.get(id, Text(id, id)) for id in asked],
        "judged": [
            (STAGE_TEXT[one.stage], one, [(_word(a), _word(b), n) for (a, b), n in one.moves.items()])
            for one in answer.judged
        ],
        "changed": [
            (
                one,
                STAGE_TEXT[one.stage],
                _word(one.before),
                _word(one.after),
                f"{_address(request)}&case={one.code}&stage={one.stage.value}",
            )
            for one in answer.changed
        ],
        "asked_again": [
            (one, STAGE_TEXT[Stage(one.stored.stage)], _word(one.stored.outcome), _word(one.now or "none"))
            for one in answer.asked_again
        ],
        "changed_total": sum(one.changed for one in answer.judged),
        "cases": sum({one.machine: one.total for one in answer.judged}.values()),
        "seconds": round(time.perf_counter() - begun, 1),
    }


def _word(outcome: str) -> Text:
    return DECISION_TEXT.get(outcome, NONE)  # type: ignore[call-overload, no-any-return]


def _address(request: HttpRequest) -> str:
    asked = request.GET.copy()
    asked.pop("case", None)
    asked.pop("stage", None)
    return f"{request.path}?{asked.urlencode()}"
