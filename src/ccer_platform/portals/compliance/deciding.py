"""What the province does: enters entities and what they owe, and decides surrenders."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.offset.ets import AnyEtsCommand, ApproveSurrender, Enrol, Grant, RefuseSurrender, SetDue
from ccer.offset.obligations import Entity, standings

from ... import clock
from ...actions import ets, ets_link, offsetting
from ...components.steps import Option, StepForm
from ...store.models import Organisation
from ...store.reading import ets as reading
from ..workbench.who import Desk
from .entity import FORM_TEXT, Line, years_and_uses
from .using import GIVE, WHOLE, form_page, question, tonnes
from .who import at_compliance, missing


@require_http_methods(["GET", "POST"])
@at_compliance("province")
def enrol(desk: Desk) -> HttpResponseBase:
    """A key emitter of the province gets a record on the ETS side."""
    known = {each.code for each in reading.entities(None)}
    choices = Organisation.objects.filter(role="emitter").exclude(code__in=known).order_by("code")[:200]
    post = desk.request.POST
    typed = {name: post.get(name, "").strip() for name in ("code", "ets_account", "sector")}
    wrong = (
        {name: GIVE for name in ("code", "ets_account") if not typed[name]}
        if desk.request.method == "POST"
        else {}
    )
    refusals: tuple[CcerError, ...] = ()
    chosen = next((each for each in choices if each.code == typed["code"]), None)
    if desk.request.method == "POST" and not wrong and chosen:
        entity = Entity(
            code=chosen.code,
            name=chosen.name,
            sector=typed["sector"],
            province=desk.province or "",
            ets_account=typed["ets_account"],
            key_emitter=True,
        )
        try:
            ets.give(desk.actor, Enrol(entity=entity))
            return redirect(desk.path("entity", chosen.code))
        except CcerError as error:
            refusals = (error,)
    options = tuple(
        Option(each.code, Text(each.name, each.name_en or each.name), each.code == typed["code"])
        for each in choices
    )
    form = StepForm(
        title=Text("录入重点排放单位", "Enter a key emitter"),
        button=Text("录入", "Enter it"),
        fields=(
            question(
                "code",
                Text("单位", "Organisation"),
                typed["code"],
                "select",
                options=options,
                error=wrong.get("code"),
            ),
            question(
                "ets_account",
                Text("碳市场登记账户", "Account in the ETS registry"),
                typed["ets_account"],
                error=wrong.get("ets_account"),
            ),
            question("sector", Text("行业", "Sector"), typed["sector"], required=False),
        ),
        errors=tuple((f"f-{name}", why) for name, why in wrong.items()),
        cites=("mee-2020-19/art-17",),
        back=desk.path("desk"),
    )
    return form_page(desk, form, refusals, 409 if refusals else 422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@at_compliance("province", "registry", "ministry")
def one(desk: Desk, code: str) -> HttpResponseBase:
    """An entity as it sees itself; its province also enters what it owes and the allowances credited to it."""
    case = offsetting.case_of(desk.actor, code)
    if case is None:
        raise missing(Text("重点排放单位", "entity"))
    refusals: tuple[CcerError, ...] = ()
    wrong: Text | None = None
    post = desk.request.POST
    if desk.request.method == "POST":
        quantity, year = tonnes(post.get("quantity", ""), 0), post.get("year", "")
        if quantity is None or not ((year.isdigit() and len(year) == 4) or post.get("what") == "grant"):
            wrong = WHOLE
        else:
            command: AnyEtsCommand = (
                Grant(entity=code, quantity=quantity)
                if post.get("what") == "grant"
                else SetDue(entity=code, year=int(year), due_t=quantity)
            )
            try:
                ets.give(desk.actor, command)
                return redirect(desk.path("entity", code))
            except CcerError as error:
                refusals = (error,)
    context = {
        **years_and_uses(case),
        "refusals": refusals,
        "wrong": wrong,
        "enters": desk.actor.role == "province",
        "crumbs": ((Text(case.entity.name, case.entity.name), ""),),
    }
    return desk.show("compliance/entity.html", context, 409 if refusals else 422 if wrong else 200)


@require_http_methods(["GET", "POST"])
@at_compliance("province", "registry", "ministry")
def decide(desk: Desk, form: str) -> HttpResponseBase:
    """A surrender as it was filed, with each lot judged as it stands now; the province approves or refuses."""
    book = reading.book()
    held = book.forms.get(form)
    entity = book.entities.get(held.entity) if held else None
    if held is None or entity is None or (desk.province is not None and entity.province != desk.province):
        raise missing(Text("清缴申请", "surrender"))
    refusals: tuple[CcerError, ...] = ()
    wrong: Text | None = None
    if desk.request.method == "POST":
        why = desk.request.POST.get("why", "").strip()[:2000]
        approves = desk.request.POST.get("answer") == "approve"
        if not approves and not why:
            wrong = Text("写明不同意的理由", "Say why it is refused")
        else:
            try:
                ets.give(
                    desk.actor,
                    ApproveSurrender(form=form) if approves else RefuseSurrender(form=form, why=why),
                )
                ets_link.exchange()
                return redirect(desk.path("form", form))
            except CcerError as error:
                refusals = (error,)
    owed = next(
        each
        for each in standings(reading.obligations(book, entity.code), clock.at())
        if each.obligation.year == held.year
    )
    lives = [(pick, reading.application(pick.offset), book.lots.get(pick.offset)) for pick in held.picks]
    context = {
        "held": held,
        "entity": entity,
        "owed": owed,
        "state": FORM_TEXT[held.state],
        "refusals": refusals,
        "wrong": wrong,
        "picks": [(pick, Line(life, lot)) for pick, life, lot in lives if life],
        "tonnes": sum(pick.quantity for pick in held.picks),
        "decides": desk.actor.role == "province" and held.state == "filed",
        "crumbs": ((Text("清缴申请", "Surrender"), ""),),
    }
    return desk.show("compliance/decide.html", context, 409 if refusals else 422 if wrong else 200)
