"""What a desk keeps in view: units and accounts, comments on notice, projects of a province, the clock of a demonstration."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from ccer.core.text import Text
from ccer.project.life.tables import machines
from ccer.registry.freezing import sold_text
from ccer.registry.holdings import STATE_TEXT, State

from ... import clock
from ...actions.time_machine import travel
from ...components.sheet import Cell, Column, day, number, sheet
from ...components.states import colour
from ...jobs import deadlines
from ...language import lang
from ...permissions import HOLDERS, authorise
from ...store.models import Hold, Holding, RegistryAccount
from ...store.reading import cases
from . import work
from .ledger import commands_for, own_accounts
from .pages import parents
from .who import Desk, at_desk

PAGE = 50
MACHINES = (
    "project",
    "reduction",
    "issuance",
    "account",
    "account-change",
    "comment",
    "complaint",
    "spot-check",
    "sanction",
    "claw-back",
    "buffer",
    "offset",
)


@require_GET
@at_desk
def units(desk: Desk) -> HttpResponse:
    """Units by account, state and series; for holders their own, for the registry those of the account asked for."""
    wanted = desk.request.GET.get("account", "").strip()
    holder = desk.actor.role in HOLDERS
    if holder:
        accounts = own_accounts(desk)
    else:
        authorise(desk.actor, "holdings.inspect")
        accounts = [wanted] if wanted else []
    rows = Holding.objects.filter(account__in=accounts, quantity__gt=0).select_related("series")
    holds = (
        Hold.objects.filter(account__in=accounts, open=True) if accounts else Hold.objects.filter(open=True)
    )
    context = {
        "holder": holder, "wanted": wanted, "accounts": RegistryAccount.objects.filter(code__in=accounts).select_related("organisation"),
        "holdings": [(h, STATE_TEXT[State(h.state)], f"{h.series.project}-{h.series.vintage}") for h in rows.order_by("series_id", "id")],
        "holds": [(h, sold_text(h.facts.get("sold", ()))) for h in holds.order_by("id")[:PAGE]],
        "free": ("general", "to-trading", "on-platform"),
        "commands": [(right, desk.path("order", do)) for do, right in commands_for(desk.actor.role)],
        "crumbs": ((Text("账户与减排量", "Account and units"), ""),),
    }  # fmt: skip
    return desk.show("workbench/units.html", context)


@require_GET
@at_desk
def register(desk: Desk, machine: str) -> HttpResponse:
    """All cases of one machine that this desk may look into, newest first."""
    title = machines()[machine].title if machine in MACHINES else Text("事项", "Cases")
    state = desk.request.GET.get("state", "")
    where: dict[str, object] = {"state": state} if state else {}
    after = desk.request.GET.get("after", "")
    found = (
        cases.of_machine(
            machine,
            after=int(after) if after.isdigit() else 0,
            limit=PAGE + 1,
            province=desk.province,
            **where,
        )
        if machine in MACHINES
        else []
    )
    authorise(desk.actor, "case.read" if desk.actor.role in ("province", "expert") else "case.inspect")
    lives = [
        life
        for _, life in found[:PAGE]
        if life.state not in ("DRAFT", *(() if desk.actor.role == "registry" else ("PUB_AUDIT",)))
    ]
    above = parents(lives)
    columns = (
        Column(
            Text("名称", "Name"),
            lambda life: Cell(work.name_of(life, above), "name", desk.path("case", life.machine, life.id)),
        ),
        Column(Text("编号", "Code"), lambda life: Cell(str(life.facts.get("project_code") or life.id))),
        Column(
            Text("状态", "State"),
            lambda life: Cell(
                machines()[machine].state_title(life.state).say(lang()), "status", "", colour(life.state)
            ),
        ),
        Column(Text("进入日期", "Since"), lambda life: day(max(life.entered.values(), default=None))),
        Column(
            Text("期限", "Due"),
            lambda life: day(min((c.end for c in life.clocks if c.running), default=None)),
        ),
        Column(
            Text("数量", "Quantity"),
            lambda life: number(life.facts.get("quantity_t") or life.facts.get("applied_t")),
            "number",
        ),
    )
    last = str(found[PAGE - 1][0]) if len(found) > PAGE else ""
    context = {
        "sheet": sheet(desk.request, title, columns, lives, after=last, export=False), "title": title, "machine": machine,
        "states": [(name, s.title, name == state) for name, s in machines()[machine].states.items()] if machine in MACHINES else [],
        "machines": [(name, machines()[name].title, desk.path("register", name)) for name in MACHINES], "crumbs": ((title, ""),),
    }  # fmt: skip
    return desk.show("workbench/register.html", context)


@require_http_methods(["GET", "POST"])
@at_desk
def time_machine(desk: Desk) -> HttpResponse:
    """In a demonstration the clock can be set; what falls due is done by the jobs."""
    error = None
    if desk.request.method == "POST":
        try:
            wanted = dt.date.fromisoformat(desk.request.POST.get("day", ""))
        except ValueError:
            error = Text("请填写日期", "Give a day")
        else:
            travel(desk.actor, wanted)
            deadlines.soon()
            messages.success(
                desk.request,
                Text("演示时钟已调到 {day}", "The clock of the demonstration stands at {day}").say(
                    lang(), day=wanted
                ),
            )
            return redirect(desk.path("time"))
    context = {
        "demo": settings.DEMO,
        "now": clock.now(),
        "error": error,
        "crumbs": ((Text("演示时钟", "Time machine"), ""),),
    }
    return desk.show("workbench/time.html", context)
