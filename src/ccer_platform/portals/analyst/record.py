"""One record at the desk: what changed since it was last reviewed, its findings and trail, the steps, and the files to edit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from ccer.core.text import Text
from ccer.policy.corpus import corpus
from ccer.policy.dossier import KIND_TEXT, ROLE_TEXT, STEPS, Dossier
from ccer.policy.lint import SEVERITY_TEXT
from ccer.policy.record import parse
from ccer.policy.workflow import findings_of, since_review

from ...acting import actor_of
from ...actions import policy as review
from ...actions.base import Refused
from ...components.reviews import COLOUR, state_title, trail
from ...language import lang
from ...permissions import authorise, may
from ...store.reading import policy as reading
from .queue import at_desk, show

COLOURS = {"error": "red", "warning": "amber", "note": "blue"}
LONGEST = 400


def _held(id: str) -> Dossier:
    found = reading.dossier(id)
    if found is None:
        raise Refused(
            "not-found",
            Text(f"没有记录 {id[:80]}", f"There is no record {id[:80]}"),
            Text("没有导入过这一记录", "it was never imported"),
            Text("先导入", "Import it first"),
        )
    return found


@require_GET
@at_desk
def page(request: HttpRequest, id: str) -> HttpResponse:
    """The record as whoever reviews it reads it."""
    actor = actor_of(request)
    authorise(actor, "policy.read-queue")
    one = _held(id)
    found = findings_of(one, corpus(), reading.records("zh"))
    return show(
        request,
        "record",
        one=one,
        title=reading.in_language(one, lang()).text("title"),
        state=state_title(one.state),
        colour=COLOUR[one.state],
        changes=[(name, _changes(changed)) for name, changed in since_review(one).items() if changed],
        reviewed=bool(one.reviewed_texts),
        findings=[
            (name, f, SEVERITY_TEXT[f.severity], COLOURS[f.severity])
            for name, each in found.items()
            for f in each
        ],
        trail=trail(one),
        steps=[
            (
                kind,
                KIND_TEXT[kind],
                ROLE_TEXT[role] if role else None,
                may(review.RIGHTS[kind], actor.role, actor.seat),
            )
            for kind, (states, _, role) in STEPS.items()
            if one.state in states
        ],
        versions=reading.versions(one),
        can_edit=may("policy.edit", actor.role, actor.seat),
    )


def _changes(changed: Any) -> list[tuple[str, str, str]]:
    return [(each.field, *_differing(each.before, each.after)) for each in changed]


def _differing(before: Any, after: Any) -> tuple[str, str]:
    """Both texts; of long ones only the lines that differ."""
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONGEST:
        old, new = before.splitlines(), after.splitlines()
        return "\n".join(line for line in old if line not in new), "\n".join(
            line for line in new if line not in old
        )
    return _short(before), _short(after)


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


@require_POST
@at_desk
def step(request: HttpRequest, id: str) -> HttpResponse:
    """Takes a step on the content that was read."""
    kind = request.POST.get("kind", "")
    if kind not in STEPS:
        return redirect("analyst:record", id)
    given = request.POST
    confirmed = tuple(_held(id).machine) if given.get("confirm_all") else tuple(given.getlist("confirmed"))
    review.step(
        actor_of(request), id, kind, given.get("read", ""), confirmed=confirmed, note=given.get("note", "")
    )  # fmt: skip
    messages.success(request, KIND_TEXT[kind].say(lang()))
    return redirect("analyst:record", id)


@require_POST
@at_desk
def edit(request: HttpRequest, id: str) -> HttpResponse:
    """Saves the files of a record as they were edited; each must be of the format."""
    texts = {
        name: request.POST[f"text-{name}"].replace("\r\n", "\n") for name in ("zh", "en") if f"text-{name}" in request.POST
    }  # fmt: skip
    records = {
        name: parse(text if text.endswith("\n") else f"{text}\n", f"{id}.{name}.md")
        for name, text in texts.items()
    }
    if any(record.id != id for record in records.values()):
        raise Refused(
            "id",
            Text("没有保存", "It was not saved"),
            Text("记录的 id 不能更改", "the id of a record cannot be changed"),
            Text("改回原来的 id", "Put the id back"),
        )
    machine = tuple(name.strip() for name in request.POST.get("machine", "").split() if name.strip())
    review.edit(actor_of(request), id, records, request.POST.get("read", ""), machine=machine)
    messages.success(request, Text("已保存，回到草稿", "Saved; it is a draft again").say(lang()))
    return redirect("analyst:record", id)
