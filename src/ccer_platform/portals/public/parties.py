"""Who takes part: approved verifiers with their sectors and days, and every organisation with what it does here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ccer.core.text import Text
from ccer.policy.approvals import Body, approvals, body_named
from ccer.project.life.tables import fields_file

from ...components import names
from ...components.charts import province
from ...components.sheet import Cell, Column, day, number, sheet
from ...language import lang
from ...store.models import Role
from ...store.reading import organisations, statistics
from ...store.reading.keyset import counted, page
from . import shown
from .shown import missing, show

VVBS = (Text("审定核查机构", "Verifiers"), "public:vvbs")
LIST = (Text("参与机构", "Organisations"), "public:organisations")


def role_title(role: str) -> Text:
    """A role in words."""
    held = fields_file().roles.get(role)
    return held.title if held else Text("交易机构", "exchange") if role == "exchange" else Text(role, role)


def vvbs(request: HttpRequest) -> HttpResponse:
    """Approved bodies."""
    table = approvals()
    work = {row.name: row for row in statistics.by("vvb")}
    known = organisations.bodies([body.name.zh for body in table.bodies])
    rows = [
        {
            "body": body,
            "approvals": _approvals(body),
            "work": work.get(body.name.zh),
            "organisation": known.get(body.name.zh),
        }
        for body in table.bodies
    ]
    return show(
        request, "vvbs", VVBS[1], [(VVBS[0], "")], rows=rows, notes=table.notes, recorded=table.recorded
    )


def _approvals(body: Body) -> list[dict[str, Any]]:
    table = approvals()
    return [
        {
            "sector": Text(table.classes[g.sector_class].zh, table.classes[g.sector_class].en),
            "codes": "、".join(s.code for s in table.classes[g.sector_class].sectors),
            "notice": table.notices[g.notice],
            "mark": g.mark,
        }
        for g in body.approvals
    ]


COLUMNS = (
    Column(Text("名称", "Name"), shown.party_cell),
    Column(Text("类别", "Kind"), lambda o: Cell(role_title(o.role).say(lang()))),
    Column(Text("省份", "Province"), lambda o: Cell(province(o.province).say(lang()) if o.province else "—")),
    Column(Text("信息来源", "Known from"), lambda o: Cell(_source(o.source))),
)


def _source(source: str) -> str:
    known = {
        "registry": Text("公开登记信息", "public register"),
        "cnca": Text("批准公告", "approval notice"),
        "demo": Text("示例", "sample"),
        "journal": Text("本系统", "this register"),
    }
    return next((words.say(lang()) for key, words in known.items() if source.startswith(key)), "—")


def index(request: HttpRequest) -> HttpResponse:
    """Every organisation."""
    text, role = request.GET.get("q", "").strip()[:100], request.GET.get("role", "")
    rows = organisations.listed(text, role)
    found = page(rows, request.GET.get("after", ""))
    table = sheet(request, LIST[0], COLUMNS, found.rows, after=found.after, count=counted(rows), export=False)
    roles = [(r.value, role_title(r.value)) for r in organisations.SHOWN]
    return show(
        request, "organisations", LIST[1], [(LIST[0], "")], sheet=table, text=text, role=role, roles=roles
    )


PROJECTS = (
    Column(Text("项目", "Project"), shown.name_cell),
    Column(Text("状态", "State"), lambda p: shown.state_cell("project", p.state), "status"),
    Column(Text("方法学", "Methodology"), lambda p: shown.methodology_cell(p.methodology)),
    Column(Text("公示起始", "Notice from"), lambda p: day(p.notice_start), "day"),
    Column(
        Text("预计年减排量 tCO₂e", "Expected a year, tCO₂e"), lambda p: number(p.expected_annual), "number"
    ),
)
REDUCTIONS = (
    Column(Text("项目", "Project"), shown.name_cell),
    Column(Text("状态", "State"), lambda r: shown.state_cell("reduction", r.state), "status"),
    Column(Text("公示起始", "Notice from"), lambda r: day(r.notice_start), "day"),
    Column(Text("申请量 tCO₂e", "Applied for, tCO₂e"), lambda r: number(r.quantity), "number"),
)


def one(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation and what it does here."""
    held = organisations.one(code)
    if held is None:
        return missing(
            request,
            Text("没有这家机构", "There is no such organisation"),
            Text("在参与机构列表中查找。", "Look in the list of organisations."),
        )
    body = body_named(held.name) if held.role == Role.VVB else None
    named = names.party(held)
    return show(
        request,
        "organisation",
        LIST[1],
        [(LIST[0], reverse(LIST[1])), (named, "")],
        held=held,
        title=named,
        role=role_title(held.role),
        approvals=_approvals(body) if body else [],
        projects=sheet(
            request, Text("项目", "Projects"), PROJECTS, organisations.projects(held), export=False
        ),
        reductions=sheet(
            request, Text("减排量", "Reductions"), REDUCTIONS, organisations.reductions(held), export=False
        ),
    )
