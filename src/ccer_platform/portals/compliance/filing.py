"""The entity files a surrender for a year: pending lots and allowances, for its province to decide."""

from __future__ import annotations

import re
import secrets

from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.offset.ets import FileSurrender
from ccer.offset.ets_book import LotState, PendingLot, Pick
from ccer.offset.obligations import Standing
from ccer.offset.refusals import refusal

from ... import clock
from ...actions import ets, ets_link, offsetting
from ...components.steps import StepField, StepForm
from ..workbench.who import Desk
from .using import WHOLE, form_page, own_case, question, tonnes
from .who import at_compliance, missing


@require_http_methods(["GET", "POST"])
@at_compliance("emitter")
def file(desk: Desk, year: int) -> HttpResponseBase:
    """The form, and what was sent to the ETS side; its number comes with the form, so that a form sent twice counts once."""
    case, post = own_case(desk), desk.request.POST
    standing = next((each for each in case.years if each.obligation.year == year), None)
    if standing is None:
        raise refusal("obligation_unknown", clock.at(), entity=case.entity.name, year=year)
    lots = _pending(case, year)
    usual = {f"lot.{lot.offset}": str(min(lot.quantity, standing.room_t)) for lot in lots}
    usual |= {"allowances": "0", "form": f"S{year}-{secrets.token_hex(4)}"}
    typed = {name: post.get(name, value).strip() for name, value in usual.items()}
    if not re.fullmatch(r"S\d{4}-[0-9a-f]{8}", typed["form"]):
        raise missing(Text("清缴申请", "surrender"))
    wrong: dict[str, Text] = {}
    refusals: tuple[CcerError, ...] = ()
    if desk.request.method == "POST":
        numbers = {name: tonnes(text or "0", 0) for name, text in typed.items() if name != "form"}
        wrong = {name: WHOLE for name, number in numbers.items() if number is None}
        if not wrong:
            try:
                _send(desk, case, year, typed["form"], {name: n or 0 for name, n in numbers.items()})
                return redirect(desk.path("desk"))
            except CcerError as error:
                refusals = (error,)
    form = _form(desk, standing, _questions(case, standing, lots, typed, wrong), wrong)
    return form_page(desk, form, refusals, 409 if refusals else 422 if wrong else 200)


def _pending(case: offsetting.Case, year: int) -> list[PendingLot]:
    lots = case.book.lots.values()
    return [
        lot for lot in lots if (lot.entity, lot.year, lot.state) == (case.entity.code, year, LotState.PENDING)
    ]


def _send(desk: Desk, case: offsetting.Case, year: int, form: str, numbers: dict[str, int]) -> None:
    picks = tuple(
        Pick(name.removeprefix("lot."), n) for name, n in numbers.items() if n and name.startswith("lot.")
    )
    asked = FileSurrender(
        form=form, entity=case.entity.code, year=year, picks=picks, allowances=numbers["allowances"]
    )
    ets.give(desk.actor, asked)
    ets_link.exchange()


def _questions(
    case: offsetting.Case,
    standing: Standing,
    lots: list[PendingLot],
    typed: dict[str, str],
    wrong: dict[str, Text],
) -> tuple[StepField, ...]:
    held, owed = case.book.allowances.get(case.entity.code, 0), standing.owed_t
    found = []
    for lot in lots:
        name, said = f"lot.{lot.offset}", lot.said
        units = f"{said.project}/{said.vintage}" if said else ""
        title = Text(f"待抵销 {lot.offset}", f"Pending {lot.offset}")
        help = Text(f"{units}，至多 {lot.quantity:,} 吨", f"{units}, up to {lot.quantity:,} t")
        found.append((name, title, help))
    help = Text(f"持有 {held:,} 吨，尚欠 {owed:,} 吨", f"{held:,} t held, {owed:,} t owed")
    found.append(("allowances", Text("清缴配额", "Allowances to surrender"), help))
    asked = tuple(
        question(
            name, title, typed[name], "number", unit="tCO₂e", error=wrong.get(name), required=False, help=help
        )
        for name, title, help in found
    )
    return (*asked, question("form", Text("编号", "Number"), typed["form"], "hidden"))


def _form(desk: Desk, standing: Standing, fields: tuple[StepField, ...], wrong: dict[str, Text]) -> StepForm:
    year = standing.obligation.year
    return StepForm(
        title=Text(f"提交 {year} 年度清缴申请", f"File the surrender of {year}"),
        button=Text("提交清缴申请", "File it"),
        fields=fields,
        errors=tuple((f"f-{name.replace('.', '-')}", why) for name, why in wrong.items()),
        until=standing.deadline.day,
        why=standing.deadline.why,
        cites=("mee-2020-19/art-28", "mee-2020-19/art-29/para-1"),
        back=desk.path("desk"),
    )
