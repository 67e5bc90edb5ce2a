"""What the entity does: binds its accounts, asks to use units, asks for release; its surrenders are in `filing`."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.offset.ets import Bind
from ccer.offset.ets_book import LotState
from ccer.offset.refusals import refusal
from ccer.registry.serials import Series

from ... import clock
from ...actions import ets, offsetting
from ...components.steps import Control, Option, StepField, StepForm
from ...store.models import EtsMessage, Proposal
from ...store.reading import ets as reading
from ..public.receipts import on_record
from ..workbench import story
from ..workbench.case import case_of as registry_case
from ..workbench.who import Desk
from .entity import Line
from .who import at_compliance, missing

GIVE = Text("请填写这一项", "Give this")
WHOLE = Text("请填写正整数", "Give a whole number of 1 or more")


def question(
    name: str,
    title: Text,
    value: str,
    control: Control = "line",
    *,
    help: Text | None = None,
    error: Text | None = None,
    options: tuple[Option, ...] = (),
    unit: str = "",
    required: bool = True,
) -> StepField:
    """One field of a form."""
    return StepField(name, title, control, help, required, value, error, options, unit=unit)


def form_page(
    desk: Desk, form: StepForm, refusals: tuple[CcerError, ...] = (), status: int = 200, **more: Any
) -> HttpResponseBase:
    """A form in the frame."""
    return desk.show(
        "compliance/form.html",
        {"form": form, "refusals": refusals, "crumbs": ((form.title, ""),), **more},
        status,
    )


def tonnes(text: str, least: int = 1) -> int | None:
    """Whole tonnes as people type them; None where it is no such number. [tCO2e]"""
    plain = re.sub(r"[,，\s]", "", text)
    return (
        int(plain)
        if plain.isascii() and plain.isdigit() and len(plain) <= 12 and int(plain) >= least
        else None
    )


def own_case(desk: Desk) -> offsetting.Case:
    """The entity's own.

    Raises
    ------
    ccer.registry.refusals.Refusal
        The ETS side does not know it.
    """
    case = offsetting.case_of(desk.actor)
    if case is None:
        raise refusal("entity_unknown", clock.at(), entity=desk.organisation)
    return case


@require_http_methods(["GET", "POST"])
@at_compliance("emitter")
def bind(desk: Desk) -> HttpResponseBase:
    """Binds the registry account to the account of the ETS registry (circular 237, step 3)."""
    case = own_case(desk)
    account = offsetting.account_of(case.entity)
    refusals: tuple[CcerError, ...] = ()
    if desk.request.method == "POST":
        try:
            ets.give(desk.actor, Bind(entity=case.entity.code, registry_account=account))
            return redirect(desk.path("desk"))
        except CcerError as error:
            refusals = (error,)
    form = StepForm(
        title=Text("绑定两个登记账户", "Bind the two accounts"),
        button=Text("绑定", "Bind them"),
        lead=Text(
            f"自愿减排登记账户 {account} ↔ 碳市场登记账户 {case.entity.ets_account}",
            f"voluntary registry {account} ↔ ETS registry {case.entity.ets_account}",
        ),
        cites=("mee-2023-237/part-3",),
        back=desk.path("desk"),
    )
    return form_page(desk, form, refusals, 409 if refusals else 200)


@require_http_methods(["GET", "POST"])
@at_compliance("emitter")
def apply(desk: Desk) -> HttpResponseBase:
    """Asks to use units for a year: judged at once; a second person confirms, and the units are locked."""
    case = own_case(desk)
    asked = desk.request.POST if desk.request.method == "POST" else desk.request.GET
    typed = {name: asked.get(name, "").strip() for name in ("units", "quantity", "year", "covered", "code")}
    if asked.get("project") and not typed["units"]:
        typed["units"] = f"{asked['project']}/{asked.get('vintage', '')}"
    typed["code"] = typed["code"] or f"{clock.today():%Y%m%d}-{secrets.token_hex(4)}"
    wrong: dict[str, Text] = {}
    refusals: tuple[CcerError, ...] = ()
    if desk.request.method == "POST":
        quantity = tonnes(typed["quantity"])
        project, _, vintage = typed["units"].partition("/")
        if quantity is None:
            wrong["quantity"] = WHOLE
        if not (project and vintage.isdigit()):
            wrong["units"] = GIVE
        if not typed["year"].isdigit():
            wrong["year"] = GIVE
        if not re.fullmatch(r"[A-Za-z0-9-]{1,60}", typed["code"]):
            raise missing(Text("抵销申请", "application"))
        if not wrong and quantity:
            covered = {"yes": True, "no": False}.get(typed["covered"])
            wanted = offsetting.Wanted(Series(project, int(vintage)), quantity, int(typed["year"]), covered)
            try:
                made = offsetting.start(desk.actor, typed["code"], wanted, key=f"page:{typed['code']}")
                return redirect(reverse("owner:proposed", args=[made.pk]))
            except CcerError as error:
                refusals = getattr(error, "refusals", (error,))
    return form_page(
        desk,
        _application_form(desk, case, typed, wrong),
        refusals,
        409 if refusals else 422 if wrong else 200,
    )


def _units(case: offsetting.Case, chosen: str) -> tuple[Option, ...]:
    found = []
    for each in reading.owned(offsetting.account_of(case.entity)):
        lot = each.lot
        words = Text(
            f"{lot.name} {each.name} {lot.quantity:,} 吨", f"{lot.name} {each.name} {lot.quantity:,} t"
        )
        found.append(Option(lot.name, words, lot.name == chosen))
    return tuple(found)


def _years(case: offsetting.Case, chosen: str) -> tuple[Option, ...]:
    found = []
    for each in case.years:
        year, room = each.obligation.year, each.room_t
        words = Text(f"{year} 年度，尚可抵销 {room:,} 吨", f"{year}, room for {room:,} t")
        found.append(Option(str(year), words, str(year) == chosen))
    return tuple(found)


def _application_form(
    desk: Desk, case: offsetting.Case, typed: dict[str, str], wrong: dict[str, Text]
) -> StepForm:
    units, years = _units(case, typed["units"]), _years(case, typed["year"])
    fields = (
        question(
            "units",
            Text("减排量（项目/年度）", "Units (project/vintage)"),
            typed["units"],
            "radio",
            error=wrong.get("units"),
            options=units,
        ),
        question(
            "year",
            Text("用于哪一年度的义务", "For the obligation of"),
            typed["year"],
            "radio",
            error=wrong.get("year"),
            options=years,
        ),
        question(
            "quantity",
            Text("数量", "Quantity"),
            typed["quantity"],
            "number",
            error=wrong.get("quantity"),
            unit="tCO₂e",
        ),
        question(
            "covered",
            Text("项目是否纳入配额管理", "Is the project under allowances?"),
            typed["covered"],
            "yes",
            required=False,
            help=Text(
                "登记系统已有记载的，以记载为准。",
                "Where the registry knows it, the registry's record stands.",
            ),
        ),
        question("code", Text("编号", "Number"), typed["code"], "hidden"),
    )
    return StepForm(
        title=Text("发起全国履约抵销", "Start a compliance offset"),
        button=Text("判定并提交复核", "Judge it and send it to the second person"),
        fields=fields,
        errors=tuple((f"f-{name}", why) for name, why in wrong.items()),
        cites=("mee-samr-2023-31/art-28/para-1", "mee-2023-237/part-3"),
        back=desk.path("holdings"),
        four_eyes=True,
    )


@require_GET
@at_compliance()
def application(desk: Desk, code: str) -> HttpResponseBase:
    """One application on both sides: its steps, its messages, what can be done now."""
    case = registry_case(desk.actor, "offset", code)
    life = case.life
    lot = reading.book().lots.get(code)
    own = life.parent == f"account:{_account(desk)}"
    context = {
        "life": life,
        "line": Line(life, lot),
        "lot": lot,
        "own": own,
        "timeline": story.timeline(case),
        "passed": EtsMessage.objects.filter(offset=code).order_by("first_at"),
        "form": reading.book().forms.get(lot.form) if lot else None,
        "surrender": reading.surrender(code),
        "receipts": on_record(life.subject),
        "withdrawable": own and life.state in ("LOCKED", "PENDING", "FILED"),
        "fileable": own and lot is not None and lot.state is LotState.PENDING,
        "proposals": Proposal.objects.filter(subject=life.subject, state="open"),
        "cancellable": desk.actor.role == "registry" and life.state == "APPROVED",
        "crumbs": ((Text("抵销申请", "Application"), ""),),
    }
    return desk.show("compliance/application.html", context)


def _account(desk: Desk) -> str:
    found = reading.account_of(desk.organisation_id)
    return found.code if found else ""


@require_POST
@at_compliance("emitter")
def withdraw(desk: Desk, code: str) -> HttpResponseBase:
    """Asks for release; the units return once the ETS side says they are not used."""
    offsetting.withdraw(desk.actor, code, desk.request.POST.get("reason", "").strip()[:2000])
    return redirect(desk.path("application", code))
