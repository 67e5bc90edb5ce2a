"""Reductions: the list of filings, and one filing with its vintage lines and the trail of its numbers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from ccer.core.text import Text

from ...clock import today
from ...components.sheet import Cell, Column, day, number
from ...store.models import Reduction
from ...store.reading import filings
from . import shown
from .projects import Listing, by_vintage, listing_page, on_notice, papers, time_of
from .receipts import on_record
from .recomputing import trail
from .shown import missing, show

LIST = (Text("减排量", "Reductions"), "public:reductions")
SORTS = {"notice": "notice_start", "registered": "registered_at", "tonnes": "quantity"}


def _period(row: Reduction) -> Cell:
    return Cell(f"{row.period_start} – {row.period_end}" if row.period_start else "—")


PRINTED = (
    Column(Text("项目", "Project"), shown.name_cell),
    Column(Text("期次", "Period no."), lambda r: Cell(str(r.period_no) if r.period_no else "—")),
    Column(Text("核算期", "Accounting period"), _period),
    Column(Text("状态", "State"), lambda r: shown.state_cell("reduction", r.state), "status"),
    Column(Text("业主", "Owner"), lambda r: shown.party_cell(r.owner)),
    Column(Text("核查机构", "Verifier"), lambda r: shown.party_cell(r.vvb)),
    Column(Text("公示起始", "Notice from"), lambda r: day(r.notice_start), "day", "notice"),
    Column(Text("登记日期", "Registered"), lambda r: day(r.registered_at), "day", "registered"),
    Column(Text("申请量 tCO₂e", "Applied for, tCO₂e"), lambda r: number(r.quantity), "number", "tonnes"),
)
COLUMNS = (
    Column(PRINTED[0].title, shown.whole_name_cell),
    *(c for c in PRINTED[1:] if c.title.en != "Owner"),
)


REDUCTIONS = Listing(
    Reduction,
    "reduction",
    *LIST,
    Text(
        "已登记项目逐期申请的减排量：公示、核查、审核、登记、签发。",
        "What registered projects apply for, period by period: notice, verification, review, registration, issuance.",
    ),
    COLUMNS,
    PRINTED,
    SORTS,
)


def index(request: HttpRequest) -> HttpResponseBase:
    """The list of filings."""
    return listing_page(request, REDUCTIONS)


def one(request: HttpRequest, code: str) -> HttpResponse:
    """One filing."""
    filing = filings.reduction(code)
    if filing is None:
        return missing(
            request,
            Text("没有这项减排量申请，或者尚未公开", "There is no such filing, or it is not public yet"),
            Text("核对编号，或在减排量列表中查找。", "Check the number, or look in the list of reductions."),
        )
    subject = f"reduction:{filing.code}"
    life = filings.life(subject)
    lines = filings.lines(filing)
    parent = filing.project
    crumb = (parent.number or parent.code, shown.project_path(parent)) if parent else None
    return show(
        request,
        "reduction",
        LIST[1],
        [
            (LIST[0], reverse(LIST[1])),
            *([crumb] if crumb else []),
            (Text("第 {n} 期", "Period {n}").fill(n=filing.period_no or "—"), ""),
        ],
        filing=filing,
        open_notice=on_notice(filing),
        certificate=shown.certificate_path(subject, filing.code),
        parent=parent,
        life=life,
        methodology=shown.methodology_title(filing.methodology),
        vintages=by_vintage(lines),
        registered_t=sum(line.quantity for line in lines),
        issued_t=sum(line.issued for line in lines),
        remarks=shown.remarks(filings.record(subject)),
        trail=trail(filing.methodology, filing.period_end),
        time=time_of(filing, life, today()),
        comments=filings.below(subject, "comment"),
        documents=papers(subject, life),
        receipts=on_record(subject),
        on=shown.day_asked(request),
        action=reverse("public:comment-reduction", args=[filing.code]),
    )
