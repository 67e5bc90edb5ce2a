"""Statements of clearing and delivery, a trading day each; and the objection to one before the next opening (Trading Rules art. 32)."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.exchange import hours

from ... import clock
from ...actions.base import Refused
from ...store.models import Trade
from ...store.reading import market, trading
from ..market import shown
from ..workbench.who import Desk, at_desk
from .whose import frame, mine

TITLE = Text("结算单", "Statements")
SPAN = dt.timedelta(days=92)


@require_GET
@at_desk
def index(desk: Desk) -> HttpResponse:
    """The trading days on which the trader had a trade."""
    own = mine(desk)
    last = market.day()
    until = last.date if last else clock.today()
    taken = {t.on for t in trading.trades(own.trader, most=2_000)}
    days = [
        (day, shown.DAY_STATES[day.state]) for day in market.days(until - SPAN, until) if day.date in taken
    ]
    objections = shown.objections(trading.records("objection", own.trader))
    return desk.show(
        "trader/statements.html", {**frame(desk, own, TITLE), "days": days, "objections": objections}
    )


@require_GET
@at_desk
def statement(desk: Desk, on: str) -> HttpResponse:
    """A day: each trade with what it brought and cost, the sums, what was not delivered, and until when to object."""
    own = mine(desk)
    day = shown.day_asked(on, dt.date.min)
    found = trading.statement(own.trader, day)
    if found is None:
        raise Refused(
            "no-such-case",
            Text("没有这一天的结算单", "There is no statement of that day"),
            Text("这一天没有开市", "trading was not open on that day"),
            Text("从结算单列表选择。", "Choose one from the list."),
            "bge-2023-trading-rules/art-31",
        )
    until = next_opening(day)
    context = {
        **frame(desk, own, TITLE),
        "found": found,
        "state": shown.DAY_STATES[found.state],
        "until": until,
        "may_object": found.state == "settled" and clock.now() < until and bool(found.lines),
        "provisional": hours.provisional(until.date()),
        "failures": [
            shown.failure(t) for t in Trade.objects.filter(id__in=list(found.failed)).order_by("place")
        ],
        "objections": [
            o for o in shown.objections(trading.records("objection", own.trader)) if str(o.day) == on
        ],
        "crumbs": ((TITLE, desk.path("statements")), (on, "")),
    }
    return desk.show("trader/statement.html", context)


def next_opening(day: dt.date) -> dt.datetime:
    """When the next trading day opens, announced closings left out."""
    closed = [dt.date.fromisoformat(row.code) for row in trading.records("closing")]
    opens = shown.moment().time("exchange.morning_open")
    return dt.datetime.combine(hours.after(day, 1, closed), opens, clock.BEIJING)
