"""The statement of an account over a period: what it held before, what moved serial by serial, what it held after; as page, CSV and PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.documents.certificate import (
    STATEMENT,
    change_of,
    place_words,
    serial_range,
    signed,
    statement_paper,
)
from ccer.documents.pdf import render_pdf

from ... import clock
from ...actions.base import Refused
from ...components.sheet import Cell, Column, as_csv, day, sheet
from ...language import lang
from ...permissions import HOLDERS, authorise
from ...store.models import RegistryAccount
from ...store.reading import ledger
from ...store.reading.ledger import Moved
from ..public.units import EVENTS
from .who import Desk, at_desk

PAGE = 50
PERIOD = 365
"""How far back a statement goes unless a first day is given. [day]"""
_CITE = "ncsc-2023-11/art-12"


@require_GET
@at_desk
def statement(desk: Desk, account: str) -> HttpResponseBase:
    """Holders see their own; the registry, which looks after all accounts, any."""
    found = _account(desk, account)
    first, last = _period(desk)
    since, until = _start(first), _start(last + dt.timedelta(days=1))
    wanted = desk.request.GET.get("format", "")
    columns = _columns(account)
    if wanted == "csv":
        return as_csv(f"statement-{account}", columns, ledger.all_moved(account, since, until))
    if wanted == "pdf":
        return _printed(found, since, until, last)
    after = desk.request.GET.get("after", "")
    rows = ledger.moved(account, since, until, int(after[:18]) if after.isdecimal() else 0, PAGE + 1)
    table = sheet(
        desk.request, Text("变动", "Movements"), columns, rows[:PAGE], after=str(rows[PAGE - 1].id) if len(rows) > PAGE else "",
        empty=(Text("这一期间没有变动", "Nothing moved in this period"), Text("换一个期间。", "Choose another period.")),
    )  # fmt: skip
    context = {
        "account": found, "sheet": table, "first": first, "last": last, "cite": _CITE,
        "sides": [
            (Text("期初", "At the beginning"), _amounts(account, since)), (Text("期末", "At the end"), _amounts(account, until)),
        ],
        "crumbs": ((Text("账户与减排量", "Account and units"), desk.path("units")), (STATEMENT, "")),
    }  # fmt: skip
    return desk.show("workbench/statement.html", context)


def _account(desk: Desk, code: str) -> RegistryAccount:
    found = RegistryAccount.objects.filter(code=code).select_related("organisation").first()
    own = found is not None and found.organisation_id == desk.organisation_id
    authorise(desk.actor, "holdings.read" if desk.actor.role in HOLDERS else "holdings.inspect", own=own)
    if found is None:
        raise Refused(
            "no-such-case",
            Text("没有这个账户", "There is no such account"),
            Text("编号不存在", "no such code is held"),
            Text("核对账户编号。", "Check the code of the account."),
            _CITE,
        )
    return found


def _period(desk: Desk) -> tuple[dt.date, dt.date]:
    """First and last day; up to today where none, or none that makes sense, is given."""
    today = clock.today()
    last = min(_day(desk.request.GET.get("last", ""), today), today)
    return min(_day(desk.request.GET.get("first", ""), today - dt.timedelta(days=PERIOD)), last), last


def _day(text: str, otherwise: dt.date) -> dt.date:
    try:
        given = dt.date.fromisoformat(text)
    except ValueError:
        return otherwise
    return max(given, dt.date(2000, 1, 1))


def _start(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time(), clock.BEIJING)


def _amounts(account: str, before: dt.datetime) -> list[tuple[Text, str, int]]:
    return [
        (place_words(a.place, account), f"{a.series.project}-{a.series.vintage}", a.quantity)
        for a in ledger.amounts(account, before)
    ]


def _columns(account: str) -> tuple[Column, ...]:
    def words(of: Callable[[Moved], Text]) -> Callable[[Moved], Cell]:
        return lambda row: Cell(of(row).say(lang()))

    law = clock.at()
    return (
        Column(Text("日期", "Day"), lambda row: day(row.movement.at)),
        Column(
            Text("事项", "What"),
            words(lambda row: EVENTS.get(row.movement.name, Text(row.movement.name, row.movement.name))),
        ),
        Column(
            Text("编号", "Serials"),
            lambda row: Cell(serial_range(row.movement.posting.series, row.movement.posting.block, law)),
        ),
        Column(Text("由", "From"), words(lambda row: place_words(row.movement.posting.source, account))),
        Column(Text("至", "To"), words(lambda row: place_words(row.movement.posting.target, account))),
        Column(
            Text("数量 tCO₂e", "Quantity, tCO₂e"),
            lambda row: Cell(f"{row.movement.posting.quantity:,}", "number"),
            "number",
        ),
        Column(
            Text("余额变动 tCO₂e", "Change of balance, tCO₂e"),
            lambda row: Cell(signed(change_of(row.movement, account)), "number"),
            "number",
        ),
    )


def _printed(found: RegistryAccount, since: dt.datetime, until: dt.datetime, last: dt.date) -> HttpResponse:
    made = ledger.statement(found.code, since, until)
    if made is None:
        raise Refused(
            "too_long",
            Text("明细太长，不能打印", "The statement is too long to print"),
            Text(
                f"变动或持有的编号段超过 {ledger.MOST_PRINTED} 行",
                f"more than {ledger.MOST_PRINTED} movements or ranges held",
            ),
            Text("缩短期间，或者导出 CSV。", "Shorten the period, or export it as CSV."),
            _CITE,
        )
    holder = found.organisation.name if found.organisation else found.subject
    paper = statement_paper(
        made, holder, EVENTS, at=clock.at(), last_day=last, demo=settings.DEMO, lang=lang()
    )
    sent = HttpResponse(render_pdf(paper), content_type="application/pdf")
    sent.headers["Content-Disposition"] = f'inline; filename="statement-{since.date()}-{last}.pdf"'
    return sent
