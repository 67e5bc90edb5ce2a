"""Projects: the list, and one project with its facts, decision, notice, reductions and time."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from ccer.core.asof import AsOf
from ccer.core.decision import Decision
from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.methodologies import codes
from ccer.policy.corpus import corpus
from ccer.project.deciding import decide
from ccer.project.life.model import Life, View
from ccer.project.life.tables import fields_file, machines
from ccer.project.life.tasks import tasks
from ccer.registry.holdings import STATE_TEXT, State
from ccer.rules.catalogue import Stage

from ...actions.base import VISITOR
from ...actions.documents import opened, visible
from ...clock import today
from ...components import names
from ...components.charts import Part, provinces
from ...components.sheet import Cell, Column, as_csv, day, number, sheet
from ...language import lang
from ...store.models import Document, Organisation, Project, Reduction
from ...store.reading import filings
from . import shown
from .receipts import on_record
from .recomputing import recomputed, trail
from .shown import missing, show

NAME = Text("项目", "Project")
LIST = (Text("项目", "Projects"), "public:projects")
SORTS = {"notice": "notice_start", "registered": "registered_at", "tonnes": "expected_annual"}
PRINTED = (
    Column(NAME, shown.name_cell),
    Column(Text("编号", "Number"), lambda p: Cell(p.number or "—")),
    Column(Text("状态", "State"), lambda p: shown.state_cell("project", p.state), "status"),
    Column(Text("业主", "Owner"), lambda p: shown.party_cell(p.owner)),
    Column(Text("省份", "Province"), lambda p: shown.province_cell(p.province)),
    Column(Text("方法学", "Methodology"), lambda p: shown.methodology_cell(p.methodology)),
    Column(Text("公示起始", "Notice from"), lambda p: day(p.notice_start), "day", "notice"),
    Column(Text("登记日期", "Registered"), lambda p: day(p.registered_at), "day", "registered"),
    Column(
        Text("预计年减排量 tCO₂e", "Expected a year, tCO₂e"),
        lambda p: number(p.expected_annual),
        "number",
        "tonnes",
    ),
)
COLUMNS = (Column(NAME, shown.whole_name_cell), *(c for c in PRINTED[2:] if c.title.en != "Owner"))


def wanted(request: HttpRequest) -> filings.Wanted:
    """The filter a list is asked for."""
    get = request.GET
    names = ("q", "state", "methodology", "province", "year", "owner", "vvb")
    return filings.Wanted(*(get.get(name, "").strip()[:100] for name in names))


def choices(machine: str) -> dict[str, Any]:
    """What a list may be filtered by."""
    states = machines()[machine].states
    return {
        "states": [(name, state.title) for name, state in states.items() if state.public],
        "methodologies": [(code, shown.methodology_title(code)) for code in codes()],
        "provinces": [(name, held.title) for name, held in provinces().items()],
        "years": range(today().year, 2023, -1),
    }


class Listing(NamedTuple):
    """A list of applications: what is listed, in which columns on the page and in the download, by what it can be sorted."""

    model: type[Project] | type[Reduction]
    machine: str
    title: Text
    path: str
    lead: Text
    columns: tuple[Column, ...]
    printed: tuple[Column, ...]
    sorts: dict[str, str]


def listing_page(request: HttpRequest, listing: Listing) -> HttpResponseBase:
    """The page of a list, or all it holds as CSV."""
    asked = wanted(request)
    if request.GET.get("format") == "csv":
        rows = filings.listed(listing.model, asked)
        return as_csv(f"{listing.machine}s", listing.printed, rows.order_by("-id").iterator(chunk_size=1000))
    by = listing.sorts.get(request.GET.get("sort", ""), "")
    found, count = filings.found(listing.model, asked, request.GET.get("after", ""), by=by)
    table = sheet(request, listing.title, listing.columns, found.rows, after=found.after, count=count)
    return show(
        request,
        "list",
        listing.path,
        [(listing.title, "")],
        title=listing.title,
        lead=listing.lead,
        sheet=table,
        asked=asked,
        **choices(listing.machine),
    )


PROJECTS = Listing(
    Project,
    "project",
    *LIST,
    Text(
        "申请登记的项目：公示、审定、审核、登记的全过程。",
        "Projects that apply for registration: notice, validation, review, registration.",
    ),
    COLUMNS,
    PRINTED,
    SORTS,
)


def index(request: HttpRequest) -> HttpResponseBase:
    """The list of projects."""
    return listing_page(request, PROJECTS)


def one(request: HttpRequest, number: str) -> HttpResponse:
    """One project."""
    project = filings.project(number)
    if project is None:
        return missing(
            request,
            Text("没有这个项目，或者尚未公开", "There is no such project, or it is not public yet"),
            Text("核对编号，或在项目列表中查找。", "Check the number, or look in the list of projects."),
        )
    subject = f"project:{project.code}"
    life = filings.life(subject)
    on, record = shown.day_asked(request), filings.record(subject)
    held = filings.held(project.number) if project.number else {}
    reductions = filings.filings(project)
    lines = filings.lines(project)
    return show(
        request,
        "project",
        LIST[1],
        [
            (LIST[0], reverse(LIST[1])),
            (
                shown.methodology_title(project.methodology),
                f"{reverse(LIST[1])}?methodology={project.methodology}",
            ),
            (project.number or project.code, ""),
        ],
        project=project,
        life=life,
        open_notice=on_notice(project),
        methodology=shown.methodology_title(project.methodology),
        facts=facts_of(life),
        decision=decision_of(life, on),
        certificate=shown.certificate_path(subject, project.number or project.code),
        on=on,
        remarks=shown.remarks(record),
        estimate=recomputed(project, record),
        trail=trail(project.methodology, project.crediting_start),
        reductions=reductions,
        registered_t=sum(line.quantity for line in lines),
        issued_t=sum(line.issued for line in lines),
        cancelled_t=held.get("cancelled", 0),
        vintages=by_vintage(lines),
        states=[
            Part(STATE_TEXT[State(name)], n, place % 6 + 1) for place, (name, n) in enumerate(held.items())
        ],
        time=time_of(project, life, on),
        comments=filings.below(subject, "comment"),
        documents=papers(subject, life),
        receipts=on_record(subject),
        action=reverse("public:comment-project", args=[project.number or project.code]),
    )


def on_notice(filing: Any) -> bool:
    """Whether the public may comment today."""
    return filing.state == "NOTICE" and (filing.notice_end is None or filing.notice_end >= today())


def facts_of(life: Life | None) -> list[tuple[Text, Any]]:
    """What the project says of itself, as far as there are words for it."""
    facts = life.facts.get("project", {}) if life else {}
    crediting = facts.get("crediting") or {}
    rows = [
        (Text("开工日期", "Start of construction"), facts.get("start_of_construction")),
        (
            Text("计入期", "Crediting period"),
            f"{crediting['start']} – {crediting['end']}" if crediting else None,
        ),
        (
            Text("项目寿命", "Lifetime"),
            Text("{n} 年", "{n} years").fill(n=facts["lifetime_years"])
            if facts.get("lifetime_years")
            else None,
        ),
        (Text("额外性", "Additionality"), _ROUTES.get(facts.get("additionality", ""))),
        (
            Text("经度、纬度", "Longitude, latitude"),
            f"{facts['longitude']}, {facts['latitude']}" if facts.get("longitude") else None,
        ),
    ]
    return [(title, value) for title, value in rows if value]


_ROUTES = {
    "exempt": Text("免予论证", "exempt from proof"),
    "simplified": Text("简化论证", "simplified proof"),
    "general": Text("一般论证", "general proof"),
}


def decision_of(life: Life | None, on: dt.date) -> Decision | CcerError | None:
    """Our rules about the project under the law of a day; why there is no answer where there is none."""
    if life is None or not life.facts.get("project"):
        return None
    facts = {**life.facts["project"]}
    for name, fact in (("validator", "body_name"), ("registered_on", "registered_on")):
        if life.facts.get(fact) and name not in facts:
            facts[name] = life.facts[fact]
    try:
        return decide(Stage.ELIGIBILITY, facts, on)[0]
    except CcerError as error:
        return error


def by_vintage(lines: list[Any]) -> list[dict[str, Any]]:
    """Lines of one vintage together, with their share of the largest for the bar."""
    most = max((line.quantity for line in lines), default=0)
    return [{"line": line, "share": 100 * line.quantity // most if most else 0} for line in lines]


def time_of(filing: Any, life: Life | None, on: dt.date) -> list[shown.Moment]:
    """What happened, then the clocks that run, then what can be done next."""
    if life is None:
        return []
    called = {
        o.code: names.party(o).say(lang())
        for o in Organisation.objects.filter(id__in=[i for i in (filing.owner_id, filing.vvb_id) if i])
    }
    told = shown.story(filings.events([life.subject]), called) or shown.entered(life)
    clocks = shown.running(life)
    if clocks:
        return [*told, *clocks]
    roles = fields_file().roles
    waiting = [t for t in tasks(View(life=life), AsOf(corpus(), today())) if t.by != ("system",)][:1]
    if machines()[life.machine].states[life.state].final or life.state == "REGISTERED":
        return told
    return [
        *told,
        *(shown.Moment("", t.title, "next", by=roles[t.by[0]].title, cites=t.cites[:1]) for t in waiting),
    ]


def papers(subject: str, life: Life | None) -> list[dict[str, Any]]:
    """Papers on file: those everybody may see with an address, the rest by their names only."""
    if life is None:
        return []
    kinds = fields_file().papers
    kept = {(d.kind, d.digest): d for d in filings.documents(subject, list(kinds))}
    found = []
    for paper in life.papers:
        document = kept.get((paper.kind, paper.digest))
        open_to_all = document is not None and visible(VISITOR, document, life)
        if open_to_all or kinds[paper.kind].public:
            found.append(
                {
                    "title": kinds[paper.kind].title,
                    "paper": paper,
                    "document": document if open_to_all else None,
                }
            )
    return found


def document(request: HttpRequest, id: int) -> HttpResponse:
    """A paper everybody may see, as a download."""
    kept = Document.objects.filter(id=id).first()
    life = filings.life(kept.subject) if kept else None
    if kept is None or life is None:
        return missing(
            request,
            Text("没有这份材料", "There is no such paper"),
            Text("从项目页面打开材料。", "Open papers from the page of their project."),
        )
    try:
        content = opened(VISITOR, kept, life)
    except CcerError as error:
        answer = show(request, "refused", error=error)
        answer.status_code = 403
        return answer
    sent = HttpResponse(content, content_type=kept.media_type)
    sent.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{_quoted(kept.name)}"
    return sent


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")
