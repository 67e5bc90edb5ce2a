"""What stands: the entity's years side by side, its applications, each lot with why it may be used or not, the record of a use."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.offset.eligibility import DRAFT_RULE, receipt_of
from ccer.offset.ets_book import LOT_TEXT, PendingLot
from ccer.project.life.model import Life
from ccer.registry.serials import written

from ... import clock
from ...actions import offsetting
from ...actions.documents import oversees
from ...components.charts import Part
from ...components.sheet import Cell, Column, as_csv, number
from ...language import lang
from ...store.models import EtsComparison
from ...store.reading import certificates
from ...store.reading import ets as reading
from ..workbench.who import Desk
from .who import at_compliance, missing

FORM_TEXT = {
    "filed": Text("待省级决定", "waits for the province"),
    "approved": Text("已同意", "approved"),
    "refused": Text("不同意", "refused"),
    "called-off": Text("已撤回", "called off"),
}


class Line(NamedTuple):
    """An application with its state on both sides."""

    life: Life
    lot: PendingLot | None

    @property
    def ets(self) -> Text:
        return LOT_TEXT[self.lot.state] if self.lot else Text("尚未收到", "not received yet")


@require_GET
@at_compliance()
def home(desk: Desk) -> HttpResponseBase:
    """The entity's years and applications; for a province its entities and what waits for it; for the registry the link."""
    if desk.actor.role == "emitter":
        return _of_entity(desk, offsetting.case_of(desk.actor))
    book = reading.book()
    where = desk.province
    entities = reading.entities(where)
    known = {each.code: each for each in entities}
    forms = [form for form in book.forms.values() if form.entity in known]
    context = {
        "entities": [(each, reading.obligations(book, each.code)) for each in entities],
        "waiting": [(form, known[form.entity], _tonnes(form)) for form in forms if form.state == "filed"],
        "decided": [
            (form, known[form.entity], _tonnes(form), FORM_TEXT[form.state])
            for form in forms
            if form.state != "filed"
        ],
        "comparison": EtsComparison.objects.order_by("-on").first(),
    }
    return desk.show("compliance/overview.html", context)


def _tonnes(form: Any) -> int:
    return sum(pick.quantity for pick in form.picks)


def _of_entity(desk: Desk, case: offsetting.Case | None) -> HttpResponseBase:
    if case is None:
        return desk.show("compliance/unknown.html", {"name": desk.organisation})
    return desk.show("compliance/home.html", years_and_uses(case))


def years_and_uses(case: offsetting.Case) -> dict[str, Any]:
    """What an entity's front page says; the province sees the same of its entities."""
    book, entity = case.book, case.entity
    lives = reading.applications(offsetting.account_of(entity))
    forms = [form for form in book.forms.values() if form.entity == entity.code]
    return {
        "entity": entity,
        "years": case.years,
        "account": offsetting.account_of(entity),
        "charts": [(year, _strip(year)) for year in case.years],
        "lines": [Line(life, book.lots.get(life.id)) for life in lives],
        "forms": [(form, FORM_TEXT[form.state], _tonnes(form)) for form in forms],
        "allowances": book.allowances.get(entity.code, 0),
        "surrenders": reading.surrenders(entity.code),
    }


def _strip(year: Any) -> list[Part]:
    owed = year.obligation
    return [
        Part(Text("已清缴配额", "allowances surrendered"), owed.surrendered_t, 1),
        Part(Text("已抵销", "offset"), owed.used_t, 2),
        Part(Text("尚可抵销", "room for offset"), year.room_t, 3),
        Part(Text("须以配额清缴", "to be met with allowances"), max(0, year.owed_t - year.room_t), 4),
    ]


@require_GET
@at_compliance("emitter")
def holdings(desk: Desk) -> HttpResponseBase:
    """Each lot held against each year: may it be used, and by which clause not."""
    case = offsetting.case_of(desk.actor)
    if case is None:
        return _of_entity(desk, None)
    found = offsetting.judged(case)
    if desk.request.GET.get("format") == "csv":
        return as_csv("eligibility", _COLUMNS, found)
    shown = [
        {
            "units": each.held,
            "year": each.standing.obligation.year,
            "found": each.found,
            "usable": each.usable,
            "full": each.standing.room_t == 0,
            "findings": [
                f
                for f in each.found.decision.findings
                if f.rule != DRAFT_RULE and f.outcome in ("not-met", "unknown")
            ],
            "draft": each.found.draft,
            "would": each.found.would,
            "receipt": receipt_of(each.found, clock.at()).digest,
            "start": f"{desk.path('apply')}?project={each.held.lot.series.project}&vintage={each.held.lot.series.vintage}"
            f"&year={each.standing.obligation.year}",
        }
        for each in found
    ]
    return desk.show(
        "compliance/holdings.html",
        {
            "entity": case.entity,
            "shown": shown,
            "crumbs": ((Text("可用的减排量", "Units that may be used"), ""),),
        },
    )


def _yes(value: bool) -> Text:
    return Text("可用", "may be used") if value else Text("不可用", "may not be used")


_COLUMNS = (
    Column(Text("项目编号", "Project"), lambda r: Cell(r.held.lot.series.project)),
    Column(Text("产生年度", "Vintage year"), lambda r: Cell(str(r.held.lot.series.vintage))),
    Column(Text("数量（tCO₂e）", "Quantity [tCO₂e]"), lambda r: number(r.held.lot.quantity), "number"),
    Column(Text("义务年度", "Compliance year"), lambda r: Cell(str(r.standing.obligation.year))),
    Column(Text("判定", "Decision"), lambda r: Cell(_yes(r.usable).say(lang()))),
    Column(
        Text("依据", "Clauses"),
        lambda r: Cell(
            " ".join(
                c.ref
                for f in (*r.found.decision.refusals, *r.found.decision.open_points)
                for c in f.citations
            )
        ),
    ),
)


@require_GET
@at_compliance()
def surrender(desk: Desk, code: str) -> HttpResponseBase:
    """The record of a use: entity, year, obligation, cap used, serials, decision receipt, certificate."""
    record, life = reading.surrender(code), reading.application(code)
    if record is None or life is None:
        raise missing(Text("抵销记录", "record of a use"))
    role = desk.actor.role
    own = record.entity == desk.organisation or (
        role == "province" and life.facts.get("authority") == desk.organisation
    )
    if not own and not (
        role in ("registry", "ministry") or (role == "province" and oversees(desk.actor, life))
    ):
        raise missing(Text("抵销记录", "record of a use"))
    law = clock.at(record.on)
    certificate = certificates.cancellation(record.certificate)
    context = {
        "record": record,
        "life": life,
        "entity": reading.entity(record.entity),
        "serials": [
            (s, written(s, first, law), written(s, last, law), last - first + 1)
            for s, (first, last) in record.units
        ],
        "code": certificates.code(certificate) if certificate else "",
        "check": f"{reverse('public:certificates')}?code={record.certificate}",
        "crumbs": ((Text("抵销记录", "Record of a use"), ""),),
    }
    return desk.show("compliance/surrender.html", context)
