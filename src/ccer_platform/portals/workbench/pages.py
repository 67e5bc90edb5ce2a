"""Pages that read: the desk with its queue, a case, what came of a step, a paper."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from ccer.core.asof import AsOf
from ccer.core.text import Text
from ccer.project.life.model import Life, View
from ccer.project.life.tables import NONE, machines
from ccer.project.life.tasks import Task, tasks

from ... import clock
from ...actions import overlaps, proposals
from ...actions.documents import opened
from ...actions.lives import view_of
from ...components.steps import Option
from ...store.models import Document
from ...store.reading import cases
from . import story, work
from .case import Case, case_of
from .who import Desk, at_desk

CHILDREN = {
    "project": ("spot-check", "claw-back", "buffer", "reduction"),
    "reduction": ("finding", "spot-check", "claw-back"),
    "account": ("account-change",),
}
"""What may be begun from a case's page; findings of a project too, and clearances from its overlaps."""
OWN_LISTS = ("project", "reduction", "issuance")


@require_GET
@at_desk
def desk(desk: Desk) -> HttpResponse:
    """The queue, what waits for a second person, and one's own cases."""
    at = clock.at()
    lives = lives_at(desk)
    above = parents(lives)
    found = work.queue(lives, at, desk.actor.role, above)
    wanted = desk.request.GET.get("machine", "")
    kinds = sorted({each.life.machine for each in found})
    mine = [life for life in lives if life.machine in OWN_LISTS]
    context = {
        "queue": [_line(desk, each) for each in found if wanted in ("", each.life.machine)],
        "kinds": [Option(kind, machines()[kind].title, kind == wanted) for kind in kinds],
        "late": sum(each.overdue for each in found),
        "count": len(found),
        "proposals": list(proposals.waiting(desk.actor.organisation)) if desk.actor.organisation else [],
        "mine": [] if desk.audience.broad else [_own(desk, life, above) for life in mine],
        "begins": [
            (machines()[each.machine].row(NONE, each.action), desk.path("begin", each.machine, each.action))
            for each in desk.audience.begins
            if desk.actor.role in each.roles
        ],
    }
    return desk.show("workbench/desk.html", context)


def lives_at(desk: Desk) -> list[Life]:
    """The cases of a desk: all that stand where its role has work, or those of its organisation."""
    if not desk.audience.broad or desk.actor.role == "expert":
        return cases.concerning(desk.organisation)
    return cases.standing(work.states_for(desk.actor.role), province=desk.province)


def parents(lives: list[Life]) -> dict[str, Life]:
    """What lives belong to, two steps up: enough for their names."""
    found = {life.subject: life for life in lives}
    for _ in range(2):
        missing = {life.parent for life in found.values() if life.parent and life.parent not in found}
        if missing:
            found |= cases.named(missing)
    return found


def _line(desk: Desk, each: work.Work) -> dict[str, Any]:
    life = each.life
    return {
        "work": each, "machine": machines()[life.machine].title,
        "case": desk.path("case", life.machine, life.id), "step": desk.path("step", life.machine, each.task.action, life.id),
    }  # fmt: skip


def _own(desk: Desk, life: Life, above: dict[str, Life]) -> dict[str, Any]:
    period = life.facts.get("reduction", {}).get("period")
    note = f"{period['start']} – {period['end']}" if period else ""
    if life.machine == "issuance":
        note = f"{life.facts['vintage']} · {life.facts['quantity_t']:,} tCO₂e"
    return {
        "life": life, "name": work.name_of(life, above), "note": note, "machine": machines()[life.machine].title,
        "case": desk.path("case", life.machine, life.id),
    }  # fmt: skip


@require_GET
@at_desk
def case(desk: Desk, machine: str, code: str) -> HttpResponse:
    """One case: queue left, the case in the middle, what can be done and by which clauses on the right."""
    found = case_of(desk.actor, machine, code)
    life, at, role = found.life, clock.at(), desk.actor.role
    above = {each.subject: each for each in found.view.related}
    name = work.name_of(life, above)
    steps = [_step(desk, life, task) for task in work.open_steps(life, at, role)]
    crumbs: tuple[tuple[object, str], ...] = ((name, ""),)
    if found.view.parent and life.machine != "project":
        parent = found.view.parent
        crumbs = (
            (work.name_of(parent, above), desk.path("case", parent.machine, parent.id)),
            (machines()[machine].title, ""),
        )
    context = {
        "case": found, "life": life, "name": name, "machine": machines()[machine].title, "crumbs": crumbs,
        "urgent": [each for each in steps if work.waited_for(life, each["action"])],
        "possible": [each for each in steps if not work.waited_for(life, each["action"])],
        "begins": _begins(desk, found, at),
        "queue": _short_queue(desk, at, life),
        "facts": story.facts(life), "structured": story.structured(life),
        "papers": story.papers(desk.actor, found, desk.path),
        "findings": story.threads(found, "finding", desk.path),
        "comments": story.threads(found, "comment", desk.path),
        "children": _children(desk, found, above),
        "overlaps": _overlaps(desk, found) if role == "registry" else [],
        "timeline": story.timeline(found),
        "clauses": tuple(dict.fromkeys(ref for each in steps for ref in each["cites"])),
        "compare": desk.path("compare", machine, code) if machine in ("project", "reduction") else "",
        "assessment": desk.path("assessment", code) if machine == "project" and _calculates(desk) else "",
        "recount": desk.path("recount", code) if machine == "reduction" and _calculates(desk) else "",
    }  # fmt: skip
    return desk.show("workbench/case.html", context)


def _calculates(desk: Desk) -> bool:
    return desk.audience.name in ("owner", "verifier", "registry")


def _step(desk: Desk, life: Life, task: Task) -> dict[str, Any]:
    return {
        "action": task.action, "title": task.title, "until": task.until, "why": task.why, "four_eyes": task.four_eyes,
        "cites": task.cites, "href": desk.path("step", life.machine, task.action, life.id),
    }  # fmt: skip


def _begins(desk: Desk, found: Case, at: AsOf) -> list[dict[str, Any]]:
    """What a role may begin under this case."""
    life = found.life
    made = []
    machines_here = dict.fromkeys(
        (*CHILDREN.get(life.machine, ()), *(("finding",) if life.machine == "project" else ()))
    )
    for child in machines_here:
        for row in machines()[child].leaving(NONE):
            if desk.actor.role not in row.by or not _fits(row.machine, life):
                continue
            path = desk.path("begin", child, row.action) + "?" + urlencode({"parent": life.subject})
            title = Text("{machine}：{step}", "{machine}: {step}").fill(
                machine=machines()[child].title, step=row.title
            )
            made.append(
                {"title": title, "href": path, "cites": row.cites, "until": None, "four_eyes": row.four_eyes}
            )
    return made


def _fits(child: str, life: Life) -> bool:
    """Offered only where it can succeed."""
    if child == "finding":
        return life.state in ("NOTICE", "AWAIT_VVB")
    if child == "account-change":
        return life.state in ("OPEN", "RESTRICTED")
    return life.state == "REGISTERED" or "REGISTERED" in life.entered


def _short_queue(desk: Desk, at: AsOf, life: Life) -> list[dict[str, Any]]:
    """The head of the queue, beside the case."""
    lives = lives_at(desk)
    found = work.queue(lives, at, desk.actor.role, parents(lives))[:12]
    return [_line(desk, each) | {"here": each.life.subject == life.subject} for each in found]


def _children(desk: Desk, found: Case, above: dict[str, Life]) -> list[dict[str, Any]]:
    """Filings, lines, checks, changes: whatever hangs on the case and has no thread of its own."""
    lives = [each for each in found.view.related if each.parent == found.life.subject]
    return [
        _own(desk, each, above) for each in lives if each.machine not in ("finding", "comment", "overlap")
    ]


def _overlaps(desk: Desk, found: Case) -> list[dict[str, Any]]:
    """Other cases on the same ground, plant or power, each with the step that clears it."""
    if found.life.machine not in ("project", "reduction"):
        return []
    shown = []
    for each in overlaps.found(found.life):
        query = urlencode({"parent": found.life.subject, "against": each.against})
        clear = desk.path("step", "overlap", "clear", each.code) + "?" + query
        shown.append({"overlap": each, "clear": "" if each.cleared else clear})
    return shown


@require_GET
@at_desk
def done(desk: Desk, machine: str, code: str) -> HttpResponse:
    """What came of a step: what happened, what is next, until when."""
    found = case_of(desk.actor, machine, code)
    life, at = found.life, clock.at()
    last = cases.story([life.subject])[-1]
    title = story.step_title(
        machine, str(last.data.get("action", "")), str(last.data.get("from", "")), last.name
    )
    above = {each.subject: each for each in found.view.related}
    context = {
        "life": life, "name": work.name_of(life, above), "title": title, "event": last, "machine": machines()[machine].title,
        "next": [(task, task.by) for task in _for_all(life, at)],
        "clocks": [(story.clock_title(c.kind), c) for c in life.clocks if c.running],
        "case": desk.path("case", machine, code), "crumbs": ((title, ""),),
    }  # fmt: skip
    return desk.show("workbench/done.html", context)


def _for_all(life: Life, at: AsOf) -> list[Task]:
    """What is waited for next, by whomever."""
    return [
        task
        for task in tasks(View(life=life), at)
        if work.waited_for(life, task.action) and task.action != "flag-overdue"
    ]


@require_GET
@at_desk
def paper(desk: Desk, number: int) -> HttpResponse:
    """A kept paper, for who may see it; a browser is told to save it, never to run it."""
    document = get_object_or_404(Document, pk=number)
    machine, _, code = document.subject.partition(":")
    content = opened(desk.actor, document, view_of(machine, code).life)
    answer = HttpResponse(content, content_type=document.media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(document.name)}"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["ETag"] = f'"{document.digest}"'
    return answer
