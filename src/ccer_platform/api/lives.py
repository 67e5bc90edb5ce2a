"""Every step of every life, from the core's own tables; papers by the hash of their content; what may be done next."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import register_converter
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from ccer.core.errors import BadInput, CcerError
from ccer.core.text import Text
from ccer.project.life.fields import titles
from ccer.project.life.model import Life, Paper, View
from ccer.project.life.tables import NONE, machines
from ccer.project.life.tasks import tasks

from .. import clock, limits
from ..actions import documents, ets_link, proposals
from ..actions.answers import once
from ..actions.base import Actor
from ..actions.lives import take, view_of
from ..permissions import authorise
from ..store.models import Document, Membership
from .answers import Cited, Dated, Problem, Words, cited, today, words
from .asking import ANYBODY, HOLDER, KEY_HEADER, actor_of, key_of
from .problems import NoSuch, Unusable, too_large
from .subjects import CASE, concerns, facts_for, papers_for, require, seen_by

router = Router(tags=["lives"])


class CaseCode:
    """How a case is written in an address: its code, and of a vintage line the filing's code and the year."""

    regex = r"[^/]+(?:/\d{4})?"

    @staticmethod
    def to_python(value: str) -> str:
        return value

    @staticmethod
    def to_url(value: str) -> str:
        return value


register_converter(CaseCode, "case")
COUNTED = ("comment", "complaint")
"""What visitors may begin, so often an hour as `limits` says."""
LARGEST_FACTS = 200_000
"""Of one step; longer texts are papers. [byte]"""


class PaperIn(Schema):
    """A paper of the step: uploaded before, named by the hash of its content."""

    kind: str = Field(max_length=60)
    digest: str = Field(pattern="^[0-9a-f]{64}$")


class StepIn(Schema):
    """What a step takes; `GET /machines` says what each needs. ``parent``: of what begins, the subject it belongs to."""

    facts: dict[str, Any] = {}
    papers: list[PaperIn] = Field([], max_length=50)
    parent: str = Field("", max_length=200)


class PaperOut(Schema):
    """A paper on file."""

    kind: str
    title: Words
    digest: str
    name: str
    version: int
    size: int


class ClockOut(Schema):
    """A period that runs or ran."""

    kind: str
    start: dt.date
    end: dt.date
    running: bool
    overdue: bool
    provisional: Words | None
    citation: Cited


class TaskOut(Schema):
    """What may be done next: by whom, until when, by which clause."""

    action: str
    title: Words
    by: list[str]
    until: dt.date | None
    overdue: bool
    four_eyes: bool
    citations: list[Cited]


class LifeOut(Dated):
    """A case as it stands for whoever asks."""

    subject: str
    machine: str
    code: str
    state: str
    title: Words
    parent: str
    facts: dict[str, Any]
    papers: list[PaperOut]
    clocks: list[ClockOut]
    entered: dict[str, dt.date]
    tasks: list[TaskOut]


class Taken(LifeOut):
    """What came of a step: its events in the journal, or the proposal that waits for a second person."""

    events: list[int] = []
    proposal: int | None = None
    warnings: list[dict[str, Any]] = []


class UploadOut(Dated):
    """A file as it is kept."""

    kind: str
    digest: str
    name: str
    media_type: str
    size: int


class StepRefused(CcerError):
    """A step with everything that stands in its way."""

    def __init__(self, refusals: tuple[CcerError, ...]) -> None:
        first = refusals[0]
        super().__init__(first.what, first.why, first.next, first.clause)
        self.code, self.citations = getattr(first, "code", "refused"), getattr(first, "citations", ())
        self.also = refusals[1:]


@router.get("/lives/{machine}/{case:code}", response=LifeOut, auth=ANYBODY)
def life(request: HttpRequest, machine: str, code: str) -> dict[str, Any]:
    """A case: state, facts and papers as far as one may see them, clocks, and what may be done next."""
    view = view_of(machine, code)
    require(actor_of(request), view.life)
    return shown(actor_of(request), view)


@router.post(
    "/lives/{machine}/{case:code}/{action}",
    response={200: Taken, 202: Taken, 403: Problem, 404: Problem, 409: Problem, 422: Problem},
    auth=ANYBODY,
    openapi_extra=KEY_HEADER,
)
def step(request: HttpRequest, machine: str, code: str, action: str, asked: StepIn) -> Any:
    """Takes a step; where two people must act it becomes a proposal (202) that a checker confirms."""
    actor, key = actor_of(request), key_of(request)
    content = ["step", machine, code, action, asked.model_dump()]
    answer = once(actor, key, content, lambda k: _step(request, actor, machine, code, action, asked, k))
    return Status(answer.status, answer.body)


def _step(
    request: HttpRequest, actor: Actor, machine: str, code: str, action: str, asked: StepIn, key: str
) -> tuple[int, dict[str, Any]]:
    _usable_code(code)
    if len(msgspec.json.encode(asked.facts)) > LARGEST_FACTS:
        raise too_large()
    before = view_of(machine, code, parent=asked.parent).life
    if not seen_by(actor, before):
        raise NoSuch(CASE, f"{machine}:{code}")
    ets_link.by_hand(machine, action, str(before.facts.get("ets_account", "")))
    if before.state == NONE and asked.parent:
        _parent_seen(actor, asked.parent)
    if actor.organisation is None and machine in COUNTED:
        limits.count(machine, limits.visitor(request))
    papers = tuple(_filed(actor, before, each) for each in asked.papers)
    proposal, events, warnings = None, [], []
    if proposals.needs_two(machine, before.state, action):
        try:
            made = proposals.propose_step(
                actor, machine, code, action, facts=asked.facts, papers=papers, parent=asked.parent, key=key
            )
        except proposals.Unready as error:
            raise StepRefused(error.refusals) from error
        proposal = made.pk
    else:
        taken = take(
            actor, machine, code, action, facts=asked.facts, papers=papers, parent=asked.parent, key=key
        )
        if taken.refused:
            raise StepRefused(taken.outcome.refusals)
        events = [event.seq for event in taken.events]
        ets_link.follow(machine)
        warnings = [warning.to_dict("en") for warning in taken.outcome.warnings]
    after = shown(actor, view_of(machine, code))
    body = {**after, "events": events, "proposal": proposal, "warnings": warnings}
    return (200 if proposal is None else 202), body


def _usable_code(code: str) -> None:
    if len(code) > 100 or not code.isprintable() or any(mark in code for mark in ": \\"):
        raise Unusable(
            Text(
                "编号至多 100 个字符，不含冒号和空格",
                "a code has up to 100 characters, no colon and no space",
            ),
            Text("换用其他编号。", "Use another code."),
        )


def _parent_seen(actor: Actor, subject: str) -> None:
    machine, _, code = subject.partition(":")
    if machine in machines():
        require(actor, view_of(machine, code).life)


def _filed(actor: Actor, life: Life, paper: PaperIn) -> Paper:
    """A paper that the actor's organisation uploaded for this case."""
    seats = Membership.objects.filter(organisation=actor.organisation, until=None).values("user")
    kept = Document.objects.filter(
        subject=life.subject, kind=paper.kind, digest=paper.digest, uploaded_by__in=seats
    ).order_by("-id")
    found = kept.first()
    if found is None:
        name = titles().get(paper.kind, Text(paper.kind, paper.kind))
        raise BadInput(
            Text("没有收到文件“{name}”", "The paper was not received: {name}").fill(name=name),
            Text(
                "本单位没有为该事项上传过此内容", "your organisation uploaded no such content for this case"
            ),
            Text("先以 POST /api/v1/documents 上传。", "Upload it first: POST /api/v1/documents."),
        )
    return Paper(
        kind=paper.kind,
        digest=paper.digest,
        name=found.name,
        by=actor.name,
        on=clock.today(),
        version=found.version,
    )


@router.post(
    "/documents", response={200: UploadOut, 403: Problem, 413: Problem}, auth=HOLDER, openapi_extra=KEY_HEADER
)
def upload(
    request: HttpRequest,
    file: File[UploadedFile],
    subject: Form[str],
    kind: Form[str],
) -> Any:
    """Keeps a file under the hash of its content, for a case; a step then files it as a paper."""
    actor, key = actor_of(request), key_of(request)
    machine, _, code = subject.partition(":")
    _usable_code(code)
    if kind not in titles() or len(subject) > 200:
        raise Unusable(
            Text("没有这类材料：{kind}", "there is no such kind of paper: {kind}").fill(kind=kind[:60]),
            Text("种类见 GET /api/v1/machines。", "GET /api/v1/machines lists the kinds."),
        )
    life = view_of(machine, code).life
    if not seen_by(actor, life):
        raise NoSuch(CASE, subject)
    own = life.state == NONE or concerns(actor, life) or actor.role in ("registry", *documents.AUTHORITIES)
    authorise(actor, "document.upload", own=own)
    limits.count("upload", actor.person)

    def keep(_: str) -> tuple[int, dict[str, Any]]:
        kept = documents.store(actor, subject, kind, file)
        return 200, {"as_of": today(), **{name: getattr(kept, name) for name in kept.__struct_fields__}}

    answer = once(actor, key, ["document", subject, kind, file.name, _digest(file)], keep)
    return Status(answer.status, answer.body)


def _digest(file: UploadedFile) -> str:
    made = hashlib.sha256()
    for part in file.chunks():
        made.update(part)
    file.seek(0)
    return made.hexdigest()


@router.get("/documents/{digest}", auth=ANYBODY, response={200: None, 403: Problem, 404: Problem})
def document(request: HttpRequest, digest: str, subject: str) -> HttpResponse:
    """The content of a paper, for whoever may see it at this stage."""
    machine, _, code = subject.partition(":")
    found = Document.objects.filter(subject=subject, digest=digest).first()
    if found is None:
        raise NoSuch(Text("材料", "paper"), digest)
    actor, view = actor_of(request), view_of(machine, code)
    if not seen_by(actor, view.life):
        raise NoSuch(Text("材料", "paper"), digest)
    response = HttpResponse(documents.opened(actor, found, view.life), content_type=found.media_type)
    response["Content-Disposition"] = "attachment"
    response["ETag"] = f'"{digest}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def shown(actor: Actor, view: View) -> dict[str, Any]:
    """A case as an actor sees it."""
    life, machine = view.life, machines()[view.life.machine]
    return {
        "as_of": today(), "subject": life.subject, "machine": life.machine, "code": life.id, "state": life.state,
        "title": words(machine.state_title(life.state)), "parent": life.parent, "facts": facts_for(actor, life),
        "papers": [_paper(each) for each in papers_for(actor, life)],
        "clocks": [
            {
                "kind": each.kind, "start": each.start, "end": each.end, "running": each.running, "overdue": each.overdue,
                "provisional": words(each.why) if each.why else None, "citation": cited([each.cite])[0],
            }
            for each in life.clocks
        ],
        "entered": life.entered,
        "tasks": [
            {
                "action": each.action, "title": words(each.title), "by": list(each.by), "until": each.until,
                "overdue": each.overdue, "four_eyes": each.four_eyes, "citations": cited(each.cites),
            }
            for each in tasks(view, clock.at())
        ],
    }  # fmt: skip


def _paper(kept: Document) -> dict[str, Any]:
    return {
        "kind": kept.kind, "title": words(titles()[kept.kind]), "digest": kept.digest, "name": kept.name,
        "version": kept.version, "size": kept.size,
    }  # fmt: skip
