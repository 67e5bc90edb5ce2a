"""The front page of a trader: money, positions at base prices, open orders, what waits."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.text import Text

from ...components.sheet import sheet
from ...store.reading import market, trading
from ..market import shown
from ..market.commanding import waiting
from ..workbench.who import Desk, at_desk
from .whose import frame, mine

TITLE = Text("持仓和资金", "Portfolio")


@require_GET
@at_desk
def desk(desk: Desk) -> HttpResponse:
    """Money and positions."""
    own = mine(desk)
    held = trading.portfolio(own.trader)
    values = [
        (each, each.platform * each.last if each.last else None, shown.code_of(each.series))
        for each in held.positions
    ]
    orders = trading.orders(own.trader, open=True, most=20)
    empty = (
        Text("没有挂单", "No order is open"),
        Text("从“交易”选择标的挂牌。", "Choose an instrument under Trade and post one."),
    )
    context = {
        **frame(desk, own, TITLE), "held": held, "positions": values, "worth": sum(value or 0 for _, value, _ in values),
        "orders": sheet(desk.request, Text("挂单", "Open orders"), shown.order_columns("trader:placed"), orders, export=False, empty=empty),
        "proposals": waiting(desk), **shown.now_on(market.day()),
        "alerts": [row for row in trading.records("alert", own.trader) if row.state in ("open", "asked", "restricted")],
    }  # fmt: skip
    return desk.show("trader/desk.html", context)
