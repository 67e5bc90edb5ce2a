"""Taking a step: its form, the answers to check, and what came of it. Nothing typed is lost on the way."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.methodologies import codes
from ccer.project.life.decide import decide
from ccer.project.life.fields import titles
from ccer.project.life.model import Command, Paper, View
from ccer.project.life.outcome import Refusal
from ccer.project.life.tables import NONE, Transition, machines

from ... import clock
from ...actions import ets_link, proposals
from ...actions.base import Refused
from ...actions.documents import store
from ...actions.lives import take, view_of
from ...components.steps import StepForm
from ...language import lang
from ...store.reading import cases
from . import fields
from .case import Case, case_of
from .form import Answers, kinds, questions
from .options import Asked
from .who import Desk, at_desk
from .words import in_words

SALT = "ccer.step"
A_DAY = 24 * 3600
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:-]{0,120}")
_OUR_OWN = ("csrfmiddlewaretoken", "stage", "answers", "parent")
_NOT_FOR_THEM = ("role", "identity", "parent", "state")
RISKY = (
    "cancel",
    "cancel-on-request",
    "revoke",
    "force",
    "force-part",
    "refuse",
    "abandon",
    "close",
    "restrict",
    "establish",
)


@require_http_methods(["GET"])
@at_desk
def begin(desk: Desk, machine: str, action: str) -> HttpResponse:
    """A new case gets its code first, so that a page loaded anew does not make two of it."""
    code = f"{clock.today():%Y%m%d}-{secrets.token_hex(4)}"
    query = desk.request.GET.urlencode()
    return redirect(desk.path("step", machine, action, code) + (f"?{query}" if query else ""))


@require_http_methods(["GET", "POST"])
@at_desk
def step(desk: Desk, machine: str, action: str, code: str) -> HttpResponse:
    """The form; what was sent goes on to the answers to check, or to the step itself."""
    request = desk.request
    parent = request.POST.get("parent") or request.GET.get("parent", "")
    view = _view(desk, machine, action, code, parent)
    row = machines()[machine].row(view.life.state, action)
    ets_link.by_hand(machine, action, str(view.life.facts.get("ets_account", "")))
    typed = {name: values for name, values in request.POST.lists() if name not in _OUR_OWN}
    if request.method == "POST" and request.POST.get("stage") in ("send", "change"):
        typed = _unsigned(request, desk, machine, action, code)
    if row is None or (refused := _barred(desk, view, row, parent)):
        found = _tried(desk, view, action, {}, (), parent) if row is None else refused
        done = row is None and cases.written(_key(request, desk, machine, action, code))
        return (
            redirect(desk.path("done", machine, code))
            if done
            else desk.refuse(tuple(found), 409 if row is None else 403)
        )
    asked = Asked(desk.actor, view)
    if request.method == "GET":
        blank = Answers(row, asked, {name: request.GET.getlist(name) for name in request.GET})
        blank.wrong = {}
        return _form(desk, row, blank, parent)
    answers = _answers(desk, row, asked, typed)
    if request.POST.get("stage") == "change":
        answers.wrong = {}
        return _form(desk, row, answers, parent)
    answers.lacking(view.life)
    if answers.wrong:
        return _form(desk, row, answers, parent, status=422)
    papers = _papers(desk, row, answers)
    if request.POST.get("stage") == "send":
        return _sent(desk, row, answers, papers, parent)
    found = _tried(desk, view, action, answers.facts, papers, parent)
    if in_the_way := tuple(r for r in found if r.severity != "warned"):
        return _form(desk, row, answers, parent, refusals=in_the_way, status=422)
    return _check(desk, row, answers, parent, warnings=found)


def _view(desk: Desk, machine: str, action: str, code: str, parent: str) -> View:
    """The case a step is about; one that has not begun stands under its parent, which the actor must be able to see."""
    if not _CODE.fullmatch(code) or machine not in machines():
        return case_of(desk.actor, "", code).view
    view = view_of(machine, code, parent=parent)
    if view.life.state != NONE or machines()[machine].row(NONE, action) is None:
        return case_of(desk.actor, machine, code).view
    if parent:
        above, _, name = parent.partition(":")
        case_of(desk.actor, above, name)
    return view


def _barred(desk: Desk, view: View, row: Transition, parent: str) -> list[Refusal]:
    """Why this actor cannot take the step whatever is typed."""
    return [r for r in _tried(desk, view, row.action, {}, (), parent) if r.code in _NOT_FOR_THEM]


def _tried(
    desk: Desk, view: View, action: str, facts: dict[str, Any], papers: tuple[Paper, ...], parent: str
) -> list[Refusal]:
    """Everything that would stand in the way, were it asked for now by two people; nothing is written."""
    command = Command(
        machine=view.life.machine, id=view.life.id, action=action, actor=desk.actor.name, at=clock.now(),
        person="maker", checker="checker", facts=facts, papers=papers, parent=parent,
    )  # fmt: skip
    outcome = decide(command, view_of(command.machine, command.id, parent=parent, asked=command), clock.at())
    return [*outcome.refusals, *outcome.warnings]


def _answers(desk: Desk, row: Transition, asked: Asked, typed: dict[str, list[str]]) -> Answers:
    """What was typed, with the files that came along kept at once: a form that comes back has them still."""
    files = desk.request.FILES
    wrong: dict[str, Text] = {}
    if held := files.get("project.file"):
        try:
            typed = {**typed, "project": [_text_of(held.read(fields.LONGEST_FILE + 1))]}
        except fields.Unreadable as error:
            wrong["project.file"] = error.why
    kept = {}
    for kind in kinds(row):
        if upload := files.get(f"paper.{kind}"):
            try:
                kept[kind] = store(desk.actor, asked.view.life.subject, kind, upload)
            except Refused as error:
                wrong[f"paper.{kind}"] = error.why + Text("。", ". ") + error.next
    answers = Answers(row, asked, typed)
    answers.papers |= kept
    answers.wrong |= wrong
    return answers


def _text_of(content: bytes) -> str:
    if len(content) > fields.LONGEST_FILE:
        raise fields.Unreadable(
            Text("项目文件只写事实，不超过 1 MiB", "a project file holds facts only, up to 1 MiB")
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise fields.Unreadable(Text("编码不是 UTF-8", "it is not UTF-8")) from error


def _papers(desk: Desk, row: Transition, answers: Answers) -> tuple[Paper, ...]:
    life = answers.asked.view.life
    return tuple(
        stored.paper(desk.actor.name, sum(p.kind == kind for p in life.papers) + 1)
        for kind, stored in answers.papers.items()
        if kind in kinds(row)
    )


def _form(
    desk: Desk,
    row: Transition,
    answers: Answers,
    parent: str,
    *,
    refusals: tuple[CcerError, ...] = (),
    status: int = 200,
) -> HttpResponse:
    life = answers.asked.view.life
    clock_of = life.clock(row.due) if row.due else None
    form = StepForm(
        title=row.title,
        button=Text("继续：核对所填内容", "Continue: check your answers"),
        fields=questions(answers),
        errors=answers.errors(),
        until=clock_of.end if clock_of and clock_of.running else None,
        why=clock_of.why if clock_of else None,
        hidden=(*answers.hidden(), ("parent", parent), ("stage", "check")),
        back=_back(desk, answers, parent),
    )
    facts = _page(desk, row, answers, form)
    return desk.show("workbench/step.html", {**facts, "refusals": refusals}, status)


def _check(
    desk: Desk, row: Transition, answers: Answers, parent: str, *, warnings: list[Refusal]
) -> HttpResponse:
    life = answers.asked.view.life
    token = _signed(desk, row, life.id, answers, parent)
    form = StepForm(
        title=row.title,
        button=_button(row),
        answers=tuple(shown(answers)),
        hidden=(("answers", token), ("stage", "send"), ("parent", parent)),
        four_eyes=row.four_eyes,
        risky=row.action in RISKY,
        cites=row.cites,
    )
    facts = _page(desk, row, answers, form) | {"warnings": warnings, "token": token, "parent": parent}
    return desk.show("workbench/check.html", facts)


def _button(row: Transition) -> Text:
    if row.four_eyes:
        return Text("提交复核：{title}", "Propose: {title}").fill(title=row.title)
    return row.title


def _page(desk: Desk, row: Transition, answers: Answers, form: StepForm) -> dict[str, Any]:
    """What the frame of a step shows: the case it is about, the clauses, and whether it is only practice."""
    from .work import name_of

    view = answers.asked.view
    case = Case(view)
    above = {life.subject: life for life in view.related}
    crumbs: list[tuple[object, str]] = []
    if view.life.state != NONE:
        crumbs.append((name_of(view.life, above), desk.path("case", view.life.machine, view.life.id)))
    elif view.parent:
        crumbs.append((name_of(view.parent, above), desk.path("case", view.parent.machine, view.parent.id)))
    return {
        "form": form, "row": row, "life": view.life, "project": case.project, "crumbs": (*crumbs, (row.title, "")),
        "machine": machines()[row.machine].title, "methodologies": codes(),
    }  # fmt: skip


def _back(desk: Desk, answers: Answers, parent: str) -> str:
    life = answers.asked.view.life
    if life.state != NONE:
        return desk.path("case", life.machine, life.id)
    machine, _, code = parent.partition(":")
    return desk.path("case", machine, code) if code else desk.path("desk")


def shown(answers: Answers) -> list[tuple[Text, str, str]]:
    """Question and answer in words, one a line."""
    found = [
        (titles()[name], in_words(name, value, answers.asked), "") for name, value in answers.facts.items()
    ]
    for kind, stored in answers.papers.items():
        found.append(
            (titles()[kind], f"{stored.name} · {stored.size:,} B · SHA-256 {stored.digest[:12]}", "")
        )
    return found or [
        (Text("内容", "Content"), Text("这一步不需要填写", "Nothing to fill in").say(lang()), "")
    ]


def _signed(desk: Desk, row: Transition, code: str, answers: Answers, parent: str) -> str:
    typed: dict[str, Any] = {name: list(values) for name, values in answers.typed.items()}
    typed |= {name: [value] for name, value in answers.hidden()}
    data = {"typed": typed, "key": secrets.token_hex(12), "parent": parent}
    return signing.dumps(data, salt=_salt(desk, row.machine, row.action, code), compress=True)


def _salt(desk: Desk, machine: str, action: str, code: str) -> str:
    """Answers go with one person, one step, one case."""
    return f"{SALT}/{desk.actor.user}/{machine}/{action}/{code}"


def _unsigned(request: HttpRequest, desk: Desk, machine: str, action: str, code: str) -> dict[str, list[str]]:
    data = _checked(request, desk, machine, action, code)
    typed: dict[str, list[str]] = data["typed"]
    return typed


def _checked(request: HttpRequest, desk: Desk, machine: str, action: str, code: str) -> dict[str, Any]:
    token = request.POST.get("answers", "")
    try:
        found: dict[str, Any] = signing.loads(token, salt=_salt(desk, machine, action, code), max_age=A_DAY)
    except signing.BadSignature as error:
        raise Refused(
            "answers",
            Text("所核对的内容不能使用", "The answers checked cannot be used"),
            Text("内容不是这一步的，或已超过一天", "they are not of this step, or older than a day"),
            Text("重新填写后提交。", "Fill the step in again."),
        ) from error
    return found


def _key(request: HttpRequest, desk: Desk, machine: str, action: str, code: str) -> str:
    """Under which a step is written once, however often its button is pressed; of a form not yet checked there is none."""
    if request.POST.get("stage") != "send":
        return "-"
    return f"page:{_checked(request, desk, machine, action, code)['key']}"


def _sent(
    desk: Desk, row: Transition, answers: Answers, papers: tuple[Paper, ...], parent: str
) -> HttpResponse:
    """The step itself, or its proposal where two people are needed."""
    request, life = desk.request, answers.asked.view.life
    key = _key(request, desk, row.machine, row.action, life.id)
    done = desk.path("done", row.machine, life.id)
    if cases.written(key):
        return redirect(done)
    try:
        if row.four_eyes:
            made = proposals.propose_step(
                desk.actor,
                row.machine,
                life.id,
                row.action,
                facts=answers.facts,
                papers=papers,
                parent=parent,
                key=key,
            )
            return redirect(desk.path("proposed", made.pk))
        taken = take(
            desk.actor,
            row.machine,
            life.id,
            row.action,
            facts=answers.facts,
            papers=papers,
            parent=parent,
            key=key,
        )
    except proposals.Unready as error:
        return _form(desk, row, answers, parent, refusals=error.refusals, status=409)
    except CcerError as error:
        return _form(desk, row, answers, parent, refusals=(error,), status=409)
    if taken.refused:
        return _form(desk, row, answers, parent, refusals=taken.outcome.refusals, status=409)
    ets_link.follow(row.machine)
    return redirect(done)
