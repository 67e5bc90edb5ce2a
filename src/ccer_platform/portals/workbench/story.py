"""What a case's page tells: its story, its papers with their versions, its findings, comments, lines and clocks."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from ccer.core.text import Text
from ccer.offset.desk import LINK
from ccer.project.life.fields import titles
from ccer.project.life.model import Clock, Life, Paper
from ccer.project.life.tables import fields_file, machines
from ccer.project.timeline import DEADLINE_TEXT

from ...actions.base import Actor
from ...actions.documents import visible
from ...clock import BEIJING
from ...components.names import party
from ...language import lang
from ...permissions import role_title
from ...store.models import Document, Organisation
from ...store.reading import cases
from ...store.reading.cases import CaseEvent
from .case import Case
from .words import in_words

STRUCTURED = ("project", "reduction", "independence", "team", "vintages")
_INSIDE = ("notice_paper",)


class Told(NamedTuple):
    """One line of a timeline, as its component shows it."""

    kind: str
    when: str
    title: Text
    by: Text | None
    who: str
    cites: tuple[str, ...]
    on: dt.date
    note: Text | None = None
    due: dt.date | None = None
    why: Text | None = None


class Filed(NamedTuple):
    """A version of a paper on file; ``path`` leads to it where it may be seen."""

    title: Text
    paper: Paper
    subject: str
    size: int | None
    path: str


class Thread(NamedTuple):
    """A finding or a comment with what was said about it, in order."""

    life: Life
    title: Text
    state: Text
    said: tuple[tuple[Text, str, str], ...]
    path: str


def timeline(case: Case) -> list[Told]:
    """What happened, then the clocks that run; a step of what hangs on the case names it."""
    events = cases.story(case.all_subjects())
    names = names_of(event.actor.partition(":")[2] for event in events)
    told = [_told(case, event, names) for event in events]
    return told + [_to_come(clock) for clock in case.life.clocks if clock.running]


def _told(case: Case, event: CaseEvent, names: dict[str, str]) -> Told:
    machine = event.subject.partition(":")[0]
    role, _, who = event.actor.partition(":")
    title = step_title(
        machine, str(event.data.get("action", "")), str(event.data.get("from", "")), event.name
    )
    note = None
    if event.subject != case.life.subject and machine in machines():
        note = machines()[machine].title
    known = role in fields_file().roles
    return Told(
        "bad" if event.name.endswith((".refused", ".revoked", ".overdue")) else "",
        f"{event.at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        title,
        role_title(role) if known else Text(role, role),
        "" if role == "system" else names.get(who, who),
        event.cites,
        event.on,
        note,
    )


def step_title(machine: str, action: str, source: str, name: str = "") -> Text:
    """A step in words; the bare name of an event that is no step."""
    row = machines()[machine].row(source, action) if machine in machines() else None
    return row.title if row else Text(name, name)


def _to_come(clock: Clock) -> Told:
    when = f"{clock.start.isoformat()} —"
    return Told(
        "next",
        when,
        clock_title(clock.kind),
        None,
        "",
        (clock.cite,),
        clock.start,
        None,
        clock.end,
        clock.why,
    )


def clock_title(kind: str) -> Text:
    """A deadline in words."""
    return DEADLINE_TEXT.get(kind, Text(kind, kind))


THE_LINK = Text("（碳市场衔接）", "(link to the ETS)")


def names_of(codes: Any) -> dict[str, str]:
    """Organisations by the code that lives know them by."""
    found = {each.code: party(each).say(lang()) for each in Organisation.objects.filter(code__in=set(codes))}
    return found | {LINK.partition(":")[2]: THE_LINK.say(lang())}


def facts(life: Life) -> list[tuple[Text, str]]:
    """The plain facts of a case in words; its structured ones have places of their own."""
    known = fields_file().fields
    codes = [str(v) for k, v in life.facts.items() if k in ("owner", "body", "expert", "holder")]
    names = names_of(codes)
    found = []
    for name, value in life.facts.items():
        if (
            name in known
            and name not in STRUCTURED
            and name not in _INSIDE
            and value not in (None, "", [], {})
        ):
            text = names.get(str(value), "") if name in ("owner", "body", "expert") else ""
            found.append((titles()[name], text or in_words(name, value)))
    return found


def structured(life: Life) -> list[tuple[Text, list[tuple[str, str]]]]:
    """The structured facts, each as lines."""
    found = []
    for name in STRUCTURED:
        if value := life.facts.get(name):
            lines = [line.partition(": ")[::2] for line in in_words(name, value).splitlines()]
            found.append((titles()[name], [(head, tail) for head, tail in lines]))
    return found


def papers(actor: Actor, case: Case, path: Any) -> list[Filed]:
    """Every version of every paper of the case and of what hangs on it, the newest of a kind first."""
    held = cases.documents(case.all_subjects())
    lives = [case.life, *(life for life in case.view.related if life.subject in set(case.all_subjects()))]
    found = []
    for life in lives:
        for paper in reversed(life.papers):
            document = held.get((life.subject, paper.kind, paper.digest))
            may = document is not None and visible(actor, document, life)
            found.append(
                Filed(
                    titles()[paper.kind],
                    paper,
                    life.subject,
                    document.size if document else None,
                    path("paper", document.pk) if may and document else "",
                )
            )
    return found


def newest_document(life: Life, kind: str) -> Document | None:
    """The kept newest version of a paper."""
    paper = life.newest(kind)
    if paper is None:
        return None
    return Document.objects.filter(subject=life.subject, kind=kind, digest=paper.digest).first()


def threads(case: Case, machine: str, path: Any) -> list[Thread]:
    """Findings or comments of a case, each with what each side said."""
    found = []
    for life in case.view.children(machine):
        said = tuple(_said(event) for event in cases.story([life.subject]))
        kind = life.facts.get("finding_kind")
        title = machines()[machine].title if not kind else Text(*_kind_words(str(kind)))
        state = machines()[machine].state_title(life.state)
        found.append(Thread(life, title, state, said, path("case", machine, life.id)))
    return found


def _kind_words(kind: str) -> tuple[str, str]:
    from .fields import choice_text

    text = choice_text(kind)
    return text.zh, text.en


def _said(event: CaseEvent) -> tuple[Text, str, str]:
    """Which step, when, and the words that came with it."""
    data = event.data
    words = [
        str(data["facts"][name])
        for name in ("text", "answer", "reason", "check")
        if name in data.get("facts", {})
    ]
    machine = event.subject.partition(":")[0]
    title = step_title(machine, str(data.get("action", "")), str(data.get("from", "")), event.name)
    return title, f"{event.on}", "\n".join(words)
