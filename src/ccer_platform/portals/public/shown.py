"""What several public pages share: the language of a page's frame, the day asked for, cells of lists, a life told as a timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ccer.core.text import Text
from ccer.documents.wording import book
from ccer.methodologies import codes, load
from ccer.project.life.model import Life
from ccer.project.life.tables import fields_file, machines

from ...clock import BEIJING, today
from ...components import names, states
from ...components.charts import province
from ...components.sheet import Cell
from ...language import lang
from ...store.models import JournalEvent, Organisation, Project, PublicRecord, Reduction
from ...store.reading import filings

HOME = (Text("首页", "Home"), "public:home")
SOURCE = Text("全国温室气体自愿减排注册登记系统公开信息", "public information of the national registry")


def show(
    request: HttpRequest,
    template: str,
    section: str = "",
    crumbs: Sequence[tuple[Any, str]] = (),
    **context: Any,
) -> HttpResponse:
    """A page in its frame; ``crumbs`` lead from home to here."""
    way = [(HOME[0], reverse(HOME[1])), *crumbs] if crumbs else []
    return render(request, f"public/{template}.html", {"section": section, "crumbs": way, **context})


def missing(request: HttpRequest, what: Text, next: Text) -> HttpResponse:
    """Not found, in words."""
    answer = show(request, "missing", what=what, next=next)
    answer.status_code = 404
    return answer


def day_asked(request: HttpRequest, name: str = "as_of") -> dt.date:
    """The day a page is asked for; today where none, or none that is a day."""
    try:
        asked = dt.date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return today()
    return asked


def methodology_title(code: str) -> Text:
    """The methodology's title; its code where it is not held."""
    return load(code).title if code in codes() else Text(code, code)


def project_path(project: Project) -> str:
    """Address of a project."""
    return reverse("public:project", args=[project.number or project.code])


def name_cell(row: Project | Reduction) -> Cell:
    """The name of a project or filing, which leads to its page."""
    path = project_path(row) if isinstance(row, Project) else reverse("public:reduction", args=[row.code])
    return Cell(row.name, "name", path)


def whole_name_cell(row: Project | Reduction) -> Cell:
    """The same, with number and owner below it."""
    number = [row.number] if isinstance(row, Project) and row.number else []
    return name_cell(row)._replace(below=(*number, row.owner.name))


def state_cell(machine: str, state: str) -> Cell:
    """A state as its tag."""
    return Cell(states.title(machine, state).say(lang()), "status", colour=states.colour(state))


def province_cell(name: str) -> Cell:
    """A province."""
    return Cell(province(name).say(lang()) if name else "—")


def methodology_cell(code: str) -> Cell:
    """A methodology by its title, which leads to its page."""
    return Cell(
        methodology_title(code).say(lang()),
        "text",
        reverse("public:methodology", args=[code]) if code in codes() else "",
    )


def party_cell(party: Organisation | None) -> Cell:
    """An organisation."""
    if party is None:
        return Cell("—")
    return Cell(names.party(party).say(lang()), "name", reverse("public:organisation", args=[party.code]))


def certificate_path(subject: str, number: str) -> str:
    """Where the certificate of a registration stands; empty where nothing was registered. Carried-over registrations have theirs too."""
    if not filings.was_registered(subject):
        return ""
    return f"{reverse('public:certificates')}?{urlencode({'code': number})}"


class Moment(NamedTuple):
    """One line of a timeline; ``kind`` is ``next`` for what is to come and ``bad`` for what ended it."""

    when: str
    title: Text
    kind: str = ""
    note: Text | None = None
    by: Text | None = None
    who: str = ""
    cites: tuple[str, ...] = ()
    on: dt.date | None = None
    due: dt.date | None = None
    why: Text | None = None
    ends: bool = False


def titles() -> dict[str, Text]:
    """Event name to what happened, in the words of the tables."""
    return {row.event: row.title for machine in machines().values() for row in machine.rows}


def story(events: Iterable[JournalEvent], names: dict[str, str]) -> list[Moment]:
    """The public steps of a life. ``names`` gives organisations by code."""
    open_to_all = {row.event for machine in machines().values() for row in machine.rows if row.public}
    roles, words = fields_file().roles, titles()
    found = []
    for event in events:
        if event.name not in open_to_all:
            continue
        role, _, code = event.actor.partition(":")
        found.append(
            Moment(
                when=event.at.astimezone(BEIJING).strftime("%Y-%m-%d"),
                title=words[event.name],
                by=roles[role].title if role in roles else None,
                who=names.get(code, "") if role != "system" else "",
                cites=tuple(event.cites[:1]),
                on=event.on,
                kind="bad" if event.name.endswith((".revoked", ".refused", ".cancelled")) else "",
            )
        )
    return found


def entered(life: Life) -> list[Moment]:
    """A life without events of its own, as a public record states it: the public states it entered."""
    machine = machines()[life.machine]
    return [
        Moment(day.isoformat(), machine.state_title(state))
        for state, day in sorted(life.entered.items(), key=lambda item: item[1])
        if state in machine.states and machine.states[state].public
    ]


class Remark(NamedTuple):
    """What our rules object to in one step of a public record."""

    day: str
    on: dt.date | None
    what: str
    why: str
    next: str
    cites: tuple[str, ...]


def remarks(record: PublicRecord | None) -> list[Remark]:
    """What our rules object to in a public record, in the language of the page."""
    return [remark(entry) for entry in record.refused] if record else []


def remark(entry: dict[str, Any]) -> Remark:
    """One entry of a record's ``refused``."""
    said, day = entry.get(lang(), {}), str(entry.get("day", ""))[:10]
    try:
        on: dt.date | None = dt.date.fromisoformat(day)
    except ValueError:
        on = None
    cites = tuple(entry.get("cites", ()))
    what, why, next = (str(said.get(part) or "") for part in ("what", "why", "next"))
    return Remark(day, on, what, why, next, cites)


def clock_title(kind: str) -> Text:
    """What a deadline is for."""
    return book("wording").get(f"deadline.{kind}") or Text(kind, kind)


def running(life: Life) -> list[Moment]:
    """The clocks that run, as what comes next."""
    return [
        Moment(
            "",
            clock_title(c.kind),
            "next",
            cites=(c.cite,),
            due=c.end,
            why=c.why,
            ends=c.kind.endswith("-notice"),
        )
        for c in life.clocks
        if c.running
    ]
