"""The bank's messages and withdrawals, and the reconciliation of both books with its differences."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.exchange.reconcile import KIND_TEXT, MismatchKind

from ...components.money import amount
from ...components.sheet import Cell, Column, sheet
from ...language import lang
from ...permissions import authorise
from ...store.reading import watching
from ..market import shown
from ..workbench.who import Desk, at_desk

OUTCOMES = {
    "taken": (Text("已处理", "taken"), "green"),
    "new": (Text("待处理", "new"), "amber"),
    "waiting": (Text("待重试", "tried again"), "amber"),
    "unmatched": (Text("无法认领", "unmatched"), "red"),
    "unreadable": (Text("无法读取", "unreadable"), "red"),
    "sent": (Text("已发出", "sent"), "blue"),
    "sending": (Text("发送中", "being sent"), "amber"),
}
KINDS = {
    "StatusReport": Text("支付回执", "payment status"),
    "Notification": Text("到账通知", "credit notification"),
    "BankStatement": Text("对账单", "statement"),
    "payment": Text("支付指令", "payment order"),
    "pay-in": Text("演示入金", "sandbox pay-in"),
    "unreadable": Text("无法读取", "unreadable"),
}
PLACES = {
    "bank": Text("银行专户（对应科目）", "dedicated account (contra)"),
    "fees": Text("手续费", "fees"),
    "risk-reserve": Text("风险准备金", "risk reserve"),
    "trader": Text("交易账户", "trading account"),
    "withdrawing": Text("出金途中", "on its way out"),
}


@require_GET
@at_desk
def bank(desk: Desk) -> HttpResponse:
    """What the bank said and was asked."""
    authorise(desk.actor, "market.inspect")
    columns = (
        Column(Text("报文", "Message"), lambda m: Cell(m.reference or m.digest[:12], below=(m.digest[:16],))),
        Column(Text("时间", "Time"), lambda m: shown.when(m.at)),
        Column(Text("种类", "Kind"), lambda m: Cell(KINDS.get(m.kind, Text(m.kind, m.kind)).say(lang()))),
        Column(
            Text("方向", "Way"),
            lambda m: Cell((Text("收", "in") if m.direction == "in" else Text("发", "out")).say(lang())),
        ),
        Column(Text("交易账户", "Account"), lambda m: Cell(m.trader or "—")),
        Column(Text("金额 元", "Amount CNY"), lambda m: Cell(amount(m.fen), "number"), "number"),
        Column(Text("结果", "Outcome"), _outcome, "status"),
    )
    empty = (
        Text("还没有银行报文", "No message yet"),
        Text("银行通知到达后在此列出。", "What the bank says stands here."),
    )
    context = {
        "sheet": sheet(
            desk.request,
            Text("银行报文", "Bank messages"),
            columns,
            watching.bank_messages(),
            export=False,
            empty=empty,
        ),
        "withdrawals": watching.withdrawals_waiting(),
        "channel": str(settings.BANK).partition(":")[0],
        "dedicated": settings.BANK_ACCOUNT,
        "crumbs": ((Text("银行", "Bank"), ""),),
    }
    return desk.show("exchange/bank.html", context)


def _outcome(message: object) -> Cell:
    word, colour = OUTCOMES.get(message.outcome, (Text("—", "—"), ""))  # type: ignore[attr-defined]
    why = (message.why or {}).get(lang(), "")  # type: ignore[attr-defined]
    return Cell(word.say(lang()), "status", colour=colour, below=(why,) if why else ())


def _place(place: str) -> tuple[Text, str]:
    """A place of the cash book in words, and the trading account whose it is."""
    kind, _, code = place.partition(":")
    return PLACES[kind], code


@require_GET
@at_desk
def books(desk: Desk) -> HttpResponse:
    """Both books now, and the comparisons of each day."""
    authorise(desk.actor, "market.inspect")
    held = watching.books()
    kinds = {kind.value: KIND_TEXT[kind] for kind in MismatchKind}
    rows = [
        (row, [(kinds.get(d["kind"], Text(d["kind"], d["kind"])), d) for d in row.differences])
        for row in watching.reconciliations()
    ]
    places = [(*_place(place), fen) for place, fen in held.places.items()]
    return desk.show(
        "exchange/books.html",
        {"held": held, "rows": rows, "places": places, "crumbs": ((Text("对账", "Reconciliation"), ""),)},
    )
