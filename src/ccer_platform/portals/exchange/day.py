"""The trading day from its opening to delivery: what was done, what comes next, and what failed; also the registry's confirmation."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.exchange.office_commands import CONFIRMING_TEXT, Confirming

from ...clock import today
from ...components.money import yuan
from ...components.sheet import sheet
from ...permissions import authorise
from ...store.models import MarketDay
from ...store.reading import market, trading, watching
from ..market import shown
from ..workbench.who import Desk, at_desk

BACK = dt.timedelta(days=31)
PAGE = 50


@require_GET
@at_desk
def day(desk: Desk) -> HttpResponse:
    """One day with its steps; the one opened last where none is asked for."""
    authorise(desk.actor, "market.inspect")
    last = market.day()
    asked = shown.day_asked(desk.request.GET.get("day", ""), last.date if last else today())
    found = watching.progress(asked)
    context: dict[str, Any] = {
        **shown.now_on(found.day if found else None),
        "found": found,
        "last": last,
        "days": market.days(asked - BACK, today()),
        "may_open": (last is None or (last.date < today() and last.state != "open")),
        "crumbs": ((Text("交易日", "Trading day"), ""),),
        "objections": shown.objections(trading.records("objection")),
    }
    if found:
        after = desk.request.GET.get("after", "")
        rows = watching.day_trades(asked, before=int(after) if after.isdigit() else 0, most=PAGE)
        context |= {
            "steps": steps(desk, found),
            "failures": [shown.failure(t) for t in watching.failures(asked)],
            "confirmations": confirmations(found.day),
            "sheet": sheet(
                desk.request,
                Text("成交", "Trades"),
                shown.trade_columns(),
                rows,
                after=str(rows[-1].place) if len(rows) == PAGE else "",
                export=False,
                empty=shown.NO_TRADE,
            ),
        }
    return desk.show("exchange/day.html", context)


class Step(NamedTuple):
    """A step of a day; ``path`` where its button leads, empty where it is not this desk's to take now."""

    title: Text
    note: Text
    done: bool
    next: bool
    path: str
    at: dt.datetime | None = None


def steps(desk: Desk, found: watching.Progress) -> list[Step]:
    """The five steps of a day: done, next or to come; the one that is next has its button."""
    held = found.day
    reached = {"open": 0, "closed": 1, "cleared": 2, "settled": 4}[held.state]
    if held.state == "cleared" and not found.missing:
        reached = 3
    on = {"day": held.date.isoformat()}
    ours = Confirming.EXCHANGE.value in found.missing
    rows: tuple[tuple[Text, str, dict[str, str], dt.datetime | None], ...] = (
        (Text("开市", "Open"), "", {}, held.opened_at),
        (Text("收市", "Close"), "close-day", {}, held.closed_at),
        (Text("清算", "Clear"), "clear", on, None),
        (Text("双方确认", "Both confirm"), "confirm-clearing" if ours else "", {**on, "side": "exchange", "digest": held.digest}, None),
        (Text("交收", "Deliver"), "settle", on, None),
    )  # fmt: skip
    return [
        Step(title, note, place <= reached, place == reached + 1, _path(desk, do, query) if do and place == reached + 1 else "", at)
        for place, ((title, do, query, at), note) in enumerate(zip(rows, _notes(found), strict=True))
    ]  # fmt: skip


def _path(desk: Desk, do: str, query: dict[str, str]) -> str:
    return f"{desk.path('do', do)}?{urlencode({**query, 'check': '1'})}"


def _notes(found: watching.Progress) -> tuple[Text, ...]:
    """What each step says of itself."""
    held = found.day
    cleared = Text("{n} 笔成交，成交额 {fen}，手续费 {fees}", "{n} trades, turnover {fen}, commission {fees}")
    delivered = Text(
        "已交收 {done}，未能交收 {failed}，共 {n} 笔", "{done} delivered, {failed} failed, of {n}"
    )
    return (
        Text("挂单 {n} 笔，成交 {t} 笔", "{n} open orders, {t} trades").fill(
            n=found.open_orders, t=found.trades
        ),
        Text("未成交的挂单撤销", "what is open is cancelled"),
        cleared.fill(n=held.trades, fen=yuan(held.turnover), fees=yuan(held.fees))
        if held.digest
        else Text("逐笔算出应收应付", "what each owes and is owed, trade by trade"),
        Text("交易机构和登记机构各自确认清算结果", "the exchange and the registry each confirm the result"),
        delivered.fill(done=found.done, failed=found.failed, n=held.trades)
        if held.digest
        else Text("减排量与价款同时交收", "units against payment, together"),
    )


def confirmations(held: MarketDay) -> list[tuple[Text, str]]:
    """Who confirmed the result of a day, and who has not."""
    return [(CONFIRMING_TEXT[side], str(held.confirmed.get(side.value, ""))) for side in Confirming]


@require_GET
@at_desk
def clearing(desk: Desk) -> HttpResponse:
    """At the registry's desk: the results that wait for its confirmation before delivery (Trading Rules art. 28)."""
    rows = []
    for held in market.days(today() - BACK, today()):
        if held.state in ("cleared", "settled"):
            query = urlencode(
                {"day": held.date.isoformat(), "side": "registry", "digest": held.digest, "check": "1"}
            )
            waits = held.state == "cleared" and Confirming.REGISTRY.value not in held.confirmed
            rows.append(
                {
                    "day": held,
                    "state": shown.DAY_STATES[held.state],
                    "who": confirmations(held),
                    "path": f"{desk.path('do', 'confirm-clearing')}?{query}" if waits else "",
                }
            )
    return desk.show(
        "exchange/clearing.html", {"rows": rows, "crumbs": ((Text("清算确认", "Clearing"), ""),)}
    )
