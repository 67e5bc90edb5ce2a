"""What the register publishes: projects, filings of reductions, vintage lines, notices, comments, bodies, figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.params import functions as given

from ccer.core.text import Text
from ccer.policy.approvals import approvals
from ccer.project.life.tables import machines

from ..store.models import Life, Project, Reduction
from ..store.reading import filings, keyset, statistics
from .answers import Dated, Page, Paging, Problem, Words, page, today, words
from .asking import ANYBODY
from .fresh import of_journal, of_law
from .problems import NoSuch
from .shapes import line_row, project_row, reduction_row

router = Router(tags=["market"], auth=ANYBODY)


class Filter(Schema):
    """What a list is narrowed to; a text finds names, numbers, owners and bodies."""

    text: str = ""
    state: str = ""
    methodology: str = ""
    province: str = ""
    year: str = ""
    owner: str = ""
    vvb: str = ""


class ProjectOut(Schema):
    """A project as published. [tCO2e]"""

    code: str
    number: str | None
    name: str
    state: str
    state_title: Words
    methodology: str
    project_type: str
    province: str
    owner: str
    owner_name: str
    vvb: str | None
    vvb_name: str | None
    notice_start: dt.date | None
    notice_end: dt.date | None
    registered_on: dt.date | None
    crediting_start: dt.date | None
    crediting_end: dt.date | None
    expected_annual_t: int | None
    expected_total_t: int | None
    comments: int
    source: str


class ReductionOut(Schema):
    """A filing of reductions as published. [tCO2e]"""

    code: str
    project: str | None
    project_code: str | None
    name: str
    state: str
    state_title: Words
    methodology: str
    province: str
    owner: str
    owner_name: str
    vvb: str | None
    vvb_name: str | None
    period_no: int | None
    period_start: dt.date | None
    period_end: dt.date | None
    quantity_t: int | None
    notice_start: dt.date | None
    notice_end: dt.date | None
    registered_on: dt.date | None
    comments: int
    source: str


class LineOut(Schema):
    """Registered reductions of one year of production, and what of them is issued. [tCO2e]"""

    code: str
    reduction: str
    project: str
    vintage: int
    quantity_t: int
    issued_t: int
    state: str
    state_title: Words


class Projects(Page):
    """Published projects, newest first."""

    items: list[ProjectOut]


class Reductions(Page):
    """Published filings, newest first."""

    items: list[ReductionOut]


class Lines(Page):
    """Vintage lines, newest first."""

    items: list[LineOut]


class ProjectWhole(Dated):
    """A project with what stands under it."""

    project: ProjectOut
    reductions: list[ReductionOut]
    lines: list[LineOut]
    units: dict[str, int]


class ReductionWhole(Dated):
    """A filing with its lines."""

    reduction: ReductionOut
    lines: list[LineOut]


class NoticeOut(Schema):
    """A public notice that runs on the day, and what it is about."""

    subject: str
    name: str
    machine: str
    start: dt.date
    end: dt.date
    vvb_name: str | None
    comments: int


class Notices(Page):
    """Notices that run, projects first."""

    items: list[NoticeOut]


class CommentOut(Schema):
    """A published comment and how it was dealt with; who wrote it is not published."""

    code: str
    subject: str
    state: str
    text: str
    answer: str | None
    posted: dt.date | None


class Comments(Page):
    """Published comments, newest first."""

    items: list[CommentOut]


class ApprovalOut(Schema):
    """A sector class a body was approved for, by which notice."""

    sector_class: Words
    sectors: list[str]
    notice: Words
    mark: str


class BodyOut(Schema):
    """An approved body."""

    id: str
    number: str
    name: Words
    approvals: list[ApprovalOut]


class Bodies(Page):
    """The approved bodies."""

    items: list[BodyOut]


class CountOut(Schema):
    """A row of figures."""

    name: str
    count: int
    first: int
    second: int


class Figures(Dated):
    """The market in figures; ``records_of`` is the day of the public records that were carried over. [tCO2e]"""

    projects: int
    registered: int
    expected_annual_t: int
    reductions: int
    registered_t: int
    issued_t: int
    cancelled_t: int
    records_of: dt.date | None


class Counts(Page):
    """Figures by one name; what ``first`` and ``second`` are, ``meaning`` says."""

    meaning: str
    items: list[CountOut]


MEANING = {
    "vintage": "count: lines; first: registered t; second: issued t",
    "year": "count: registered projects; first: expected t a year",
    "reduction-year": "count: registered filings; first: registered t",
    "methodology": "count: projects; first: registered; second: expected t a year of those",
    "province": "count: projects; first: registered; second: expected t a year",
    "vvb": "count: projects; first: filings",
    "state": "count: projects",
    "notice-month": "count: projects whose notice began",
}


def _wanted(narrow: Filter) -> filings.Wanted:
    return filings.Wanted(
        **{name: value[:200].replace("\0", "") for name, value in narrow.model_dump().items()}
    )


@router.get("/projects", response=Projects)
@decorate_view(of_journal)
def projects(request: HttpRequest, narrow: Query[Filter], paging: Query[Paging]) -> dict[str, Any]:
    """Published projects."""
    found = filings.found(Project, _wanted(narrow), paging.after, size=paging.limit).page
    return page(request, [project_row(row) for row in found.rows], paging.limit, found.after)


@router.get("/projects/{number}", response={200: ProjectWhole, 404: Problem})
@decorate_view(of_journal)
def project(request: HttpRequest, number: str) -> dict[str, Any]:
    """A project by its number, or by the code of its application, with filings, lines and units by state."""
    found = filings.project(number)
    if found is None:
        raise NoSuch(Text("项目", "project"), number)
    return {
        "as_of": today(),
        "project": project_row(found),
        "reductions": [reduction_row(each) for each in filings.filings(found)],
        "lines": [line_row(each) for each in filings.lines(found)],
        "units": filings.held(found.number or ""),
    }


@router.get("/reductions", response=Reductions)
@decorate_view(of_journal)
def reductions(request: HttpRequest, narrow: Query[Filter], paging: Query[Paging]) -> dict[str, Any]:
    """Published filings of reductions."""
    found = filings.found(Reduction, _wanted(narrow), paging.after, size=paging.limit).page
    return page(request, [reduction_row(row) for row in found.rows], paging.limit, found.after)


@router.get("/reductions/{code}", response={200: ReductionWhole, 404: Problem})
@decorate_view(of_journal)
def reduction(request: HttpRequest, code: str) -> dict[str, Any]:
    """A filing with its lines."""
    found = filings.reduction(code)
    if found is None:
        raise NoSuch(Text("减排量申请", "filing"), code)
    lines = [line_row(each) for each in filings.lines(found)]
    return {"as_of": today(), "reduction": reduction_row(found), "lines": lines}


@router.get("/lines", response=Lines)
@decorate_view(of_journal)
def lines(
    request: HttpRequest,
    paging: Query[Paging],
    project: str = given.Query("", max_length=100),
    vintage: int = given.Query(0, ge=0, le=9999),
    state: str = given.Query("", max_length=40),
) -> dict[str, Any]:
    """Vintage lines of registered filings."""
    given = (("project_number", project), ("vintage", vintage), ("state", state))
    same = [(name, value) for name, value in given if value]
    found = keyset.narrowed(filings.every_line(), same, paging.after, size=paging.limit).page
    return page(request, [line_row(row) for row in found.rows], paging.limit, found.after)


@router.get("/notices", response=Notices)
@decorate_view(of_journal)
def notices(request: HttpRequest) -> dict[str, Any]:
    """What stands in public notice today and may be commented on."""
    runs = Q(public=True, state="NOTICE", notice_start__lte=today(), notice_end__gte=today())
    found = []
    for machine, table in (("project", Project), ("reduction", Reduction)):
        rows = table._default_manager.filter(runs).select_related("vvb").order_by("notice_end", "id")
        found += [
            {
                "subject": f"{machine}:{row.code}", "name": row.name, "machine": machine, "start": row.notice_start,
                "end": row.notice_end, "vvb_name": row.vvb.name if row.vvb else None, "comments": row.comments,
            }
            for row in rows[:500]
        ]  # fmt: skip
    return page(request, found, len(found), "")


@router.get("/comments", response=Comments)
@decorate_view(of_journal)
def comments(
    request: HttpRequest, paging: Query[Paging], subject: str = given.Query("", max_length=200)
) -> dict[str, Any]:
    """Comments that were published, of all notices or of one."""
    public = [name for name, state in machines()["comment"].states.items() if state.public]
    rows = Life.objects.filter(machine="comment", state__in=public)
    if subject:
        rows = rows.filter(parent=subject)
    found = keyset.page(rows, paging.after, size=paging.limit)
    shown = [
        {
            "code": row.code, "subject": row.parent, "state": row.state, "text": row.data["facts"].get("text", ""),
            "answer": row.data["facts"].get("answer"), "posted": row.data["entered"].get("POSTED"),
        }
        for row in found.rows
    ]  # fmt: skip
    return page(request, shown, paging.limit, found.after)


@router.get("/vvbs", response=Bodies)
@decorate_view(of_law)
def bodies(request: HttpRequest) -> dict[str, Any]:
    """The bodies the regulator approved, and for what."""
    held = approvals()
    rows = []
    for body in held.bodies:
        granted = [
            {
                "sector_class": {"zh": held.classes[each.sector_class].zh, "en": held.classes[each.sector_class].en},
                "sectors": [sector.code for sector in held.classes[each.sector_class].sectors],
                "notice": words(held.notices[each.notice].number), "mark": each.mark,
            }
            for each in body.approvals
        ]  # fmt: skip
        rows.append(
            {"id": body.id, "number": body.cnca_number, "name": words(body.name), "approvals": granted}
        )
    return page(request, rows, len(rows), "")


@router.get("/statistics", response=Figures)
@decorate_view(of_journal)
def figures(request: HttpRequest) -> dict[str, Any]:
    """The market in a few figures."""
    found = statistics.figures()
    return {
        "as_of": today(), "projects": found.projects, "registered": found.registered, "expected_annual_t": found.expected_annual,
        "reductions": found.reductions, "registered_t": found.registered_t, "issued_t": found.issued_t,
        "cancelled_t": found.cancelled_t, "records_of": found.as_of,
    }  # fmt: skip


@router.get("/statistics/{by}", response={200: Counts, 404: Problem})
@decorate_view(of_journal)
def counts(request: HttpRequest, by: str) -> dict[str, Any]:
    """Figures by vintage, year, reduction-year, methodology, province, vvb, state or notice-month."""
    if by not in MEANING:
        raise NoSuch(Text("统计", "table of figures"), by)
    rows = [
        {"name": row.name, "count": row.count, "first": row.first, "second": row.second}
        for row in statistics.by(by)
    ]
    return {**page(request, rows, len(rows), ""), "meaning": MEANING[by]}
