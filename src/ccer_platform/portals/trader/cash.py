"""A trader's money: what it is, how it comes in, how it goes out, and its statement day by day."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from ccer.core.text import Text
from ccer.exchange.office import WITHDRAWAL_TEXT, WithdrawalState

from ...actions import banking
from ...actions.market import owns
from ...clock import today
from ...language import lang
from ...store.reading import trading
from ..market import shown
from ..market.asking import fen_of
from ..workbench.fields import Unreadable
from ..workbench.who import Desk, at_desk
from .whose import frame, mine

TITLE = Text("资金", "Money")
SPAN = dt.timedelta(days=30)
REASONS = {
    "deposit": Text("入金", "deposit"),
    "withdrawal": Text("出金", "withdrawal"),
    "returned": Text("出金退回", "withdrawal returned"),
    "sent-back": Text("出金被银行退回", "withdrawal sent back by the bank"),
    "turnover": Text("交易价款", "price of a trade"),
    "buyer-fee": Text("手续费", "commission"),
    "seller-fee": Text("手续费", "commission"),
    "opening-fee": Text("开户费", "opening fee"),
    "annual-fee": Text("年费", "annual fee"),
    "correction": Text("更正", "correction"),
}
COLOUR = {"requested": "amber", "paid": "green", "failed": "red", "returned": "red"}


@require_GET
@at_desk
def cash(desk: Desk) -> HttpResponse:
    """Balance, withdrawals, and what moved."""
    own = mine(desk)
    until = shown.day_asked(desk.request.GET.get("until", ""), today())
    since = shown.day_asked(desk.request.GET.get("since", ""), until - SPAN)
    asked = [
        (row, WITHDRAWAL_TEXT[WithdrawalState(row.state)], COLOUR[row.state])
        for row in trading.withdrawals(own.trader, 20)
    ]
    context = {
        **frame(desk, own, TITLE),
        "held": trading.portfolio(own.trader),
        "withdrawals": asked,
        "since": since,
        "until": until,
        "days": [
            (day, [(moved, REASONS[moved.why], _of(moved.subject)) for moved in day.movements])
            for day in reversed(trading.cash_statement(own.trader, since, until))
            if day.movements
        ],
        "dedicated": settings.BANK_ACCOUNT,
        "sandbox": settings.BANK == "sandbox",
    }
    return desk.show("trader/cash.html", context)


def _of(subject: str) -> str:
    """The trade or the withdrawal; what came in of itself is of nothing else."""
    kind, _, code = subject.partition(":")
    return "—" if kind == "trader" else code or subject


@require_POST
@at_desk
def pay_in(desk: Desk) -> HttpResponse:
    """In a demonstration: the sandbox bank is told to pay from the bound account, and tells of it at once."""
    own = mine(desk)
    if settings.BANK != "sandbox" or not owns(desk.actor, own.trader) or desk.actor.seat != "maker":
        return redirect(desk.path("cash"))
    try:
        banking.pay_in(own.trader, fen_of(desk.request.POST.get("fen", "")))
    except Unreadable as error:
        messages.error(desk.request, error.why.say(lang()))
        return redirect(desk.path("cash"))
    banking.poll()
    said = Text("演示银行已转入；到账情况见资金流水", "The sandbox bank has paid; see the statement")
    messages.success(desk.request, said.say(lang()))
    return redirect(desk.path("cash"))
