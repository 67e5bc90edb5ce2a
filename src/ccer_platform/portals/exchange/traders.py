"""Participants: trading accounts with operators, restrictions, money and positions."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.exchange.orders import SIDE_TEXT

from ...actions.base import Refused
from ...components.sheet import Cell, Column, day, sheet
from ...language import lang
from ...permissions import authorise
from ...store.reading import trading, watching
from ..market import shown
from ..workbench.who import Desk, at_desk

TITLE = Text("参与者", "Participants")


@require_GET
@at_desk
def index(desk: Desk) -> HttpResponse:
    """Every trading account."""
    authorise(desk.actor, "market.inspect")
    columns = (
        Column(
            Text("交易账户", "Trading account"),
            lambda a: Cell(a.trader, "text", desk.path("trader", a.trader)),
        ),
        Column(Text("主体", "Holder"), lambda a: Cell(a.name.say(lang()), "name")),
        Column(Text("开立", "Since"), lambda a: day(a.since)),
        Column(
            Text("操作员", "Operators"), lambda a: Cell(str(sum(a.operators.values())), "number"), "number"
        ),
        Column(Text("绑定银行账户", "Bank account"), lambda a: Cell(a.bank_account or "—")),
        Column(Text("状态", "State"), state, "status"),
    )
    empty = (
        Text("还没有交易账户", "There is no trading account"),
        Text("在“开立交易账户”中办理。", "Open one."),
    )
    table = sheet(desk.request, TITLE, columns, trading.accounts(), export=False, empty=empty)
    return desk.show("exchange/traders.html", {"sheet": table, "crumbs": ((TITLE, ""),)})


def state(account: trading.Account) -> Cell:
    """Open, restricted or closed."""
    if not account.open:
        return Cell(Text("已注销", "closed").say(lang()), "status")
    if account.restricted:
        sides = Text("、", ", ").say(lang()).join(SIDE_TEXT[side].say(lang()) for side in account.restricted)
        return Cell(
            Text("限制{sides}", "closed to it: {sides}").say(lang(), sides=sides), "status", colour="red"
        )
    return Cell(Text("正常", "open").say(lang()), "status", colour="green")


@require_GET
@at_desk
def one(desk: Desk, code: str) -> HttpResponse:
    """One participant."""
    authorise(desk.actor, "market.inspect")
    account = trading.account(code)
    if account is None:
        raise Refused(
            "no-such-case",
            Text("没有这一交易账户", "There is no such trading account"),
            Text("编号不存在", "the code does not exist"),
            Text("从参与者列表选择。", "Choose one from the list."),
            "bge-2023-trading-rules/art-6/para-1",
        )
    held = trading.portfolio(code)
    context = {
        "account": account,
        "state": state(account),
        "held": held,
        "positions": [(p, shown.code_of(p.series)) for p in held.positions],
        "orders": trading.orders(code, open=True),
        "trades": sheet(
            desk.request,
            Text("成交", "Trades"),
            shown.trade_columns(code),
            trading.trades(code, most=20),
            export=False,
            empty=shown.NO_TRADE,
        ),
        "alerts": watching.alerts(trader=code, most=20),
        "crumbs": ((TITLE, desk.path("traders")), (code, "")),
    }
    return desk.show("exchange/trader.html", context)
