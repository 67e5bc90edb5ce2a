"""A trader's orders and trades, and one order with its place in the queue."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.registry.serials import Series

from ...actions.base import Refused
from ...components.sheet import as_csv, sheet
from ...store.models import Order
from ...store.reading import trading
from ..market import shown
from ..workbench.who import Desk, at_desk
from .whose import frame, mine

PAGE = 50
MOST = 10_000
ORDERS, TRADES = Text("挂单", "Orders"), Text("成交", "Trades")


def _before(desk: Desk) -> int:
    after = desk.request.GET.get("after", "")
    return int(after) if after.isdigit() else 0


@require_GET
@at_desk
def orders(desk: Desk) -> HttpResponseBase:
    """Orders, the newest first; those that are open where asked for."""
    own, open = mine(desk), desk.request.GET.get("open") == "1"
    columns = shown.order_columns("trader:placed")
    if desk.request.GET.get("format") == "csv":
        return as_csv(f"orders-{own.trader}", columns, trading.orders(own.trader, open=open, most=MOST))
    rows = trading.orders(own.trader, open=open, before=_before(desk), most=PAGE)
    after = str(rows[-1].place) if len(rows) == PAGE else ""
    empty = (
        Text("没有挂单", "There is no order"),
        Text("从“交易”选择标的挂牌。", "Choose an instrument under Trade and post one."),
    )
    table = sheet(desk.request, ORDERS, columns, rows, after=after, empty=empty)
    return desk.show("trader/orders.html", {**frame(desk, own, ORDERS), "sheet": table, "open": open})


@require_GET
@at_desk
def trades(desk: Desk) -> HttpResponseBase:
    """Trades, the newest first."""
    own = mine(desk)
    columns = shown.trade_columns(own.trader)
    if desk.request.GET.get("format") == "csv":
        return as_csv(f"trades-{own.trader}", columns, trading.trades(own.trader, most=MOST))
    rows = trading.trades(own.trader, before=_before(desk), most=PAGE)
    after = str(rows[-1].place) if len(rows) == PAGE else ""
    table = sheet(desk.request, TRADES, columns, rows, after=after, empty=shown.NO_TRADE)
    return desk.show("trader/trades.html", {**frame(desk, own, TRADES), "sheet": table})


@require_GET
@at_desk
def placed(desk: Desk, code: str) -> HttpResponse:
    """One order: what became of it, and where it stands."""
    own = mine(desk)
    order = trading.order(own.trader, code)
    if order is None:
        raise Refused(
            "no-such-case",
            Text("没有这一挂单", "There is no such order"),
            Text("编号不存在，或者不是本单位的挂单", "the number does not exist, or it is no order of yours"),
            Text("从挂单列表进入。", "Go in from the list of orders."),
            "bge-2023-trading-rules/art-13",
        )
    series = Series(order.project, order.vintage)
    fills = [
        t
        for t in trading.trades(own.trader, on=order.on, series=series, most=1_000)
        if order.id in (t.buy_order, t.sell_order)
    ]
    context = {
        **frame(desk, own, ORDERS),
        "order": order,
        "state": shown.order_state(order),
        "code": shown.code_of(series),
        "series": series,
        "before": _before_it(order),
        "filled": order.quantity - order.remaining,
        "trades": sheet(
            desk.request, TRADES, shown.trade_columns(own.trader), fills, export=False, empty=shown.NO_TRADE
        ),
        "crumbs": ((ORDERS, desk.path("orders")), (order.id, "")),
    }
    return desk.show("trader/order.html", context)


def _before_it(order: Order) -> tuple[int, int]:
    """Orders and tonnes that come before it: better prices, and the same price posted earlier (Trading Rules art. 13)."""
    if order.state != "open":
        return 0, 0
    same = Order.objects.filter(project=order.project, vintage=order.vintage, side=order.side, state="open")
    better = Q(price__gt=order.price) if order.side == "buy" else Q(price__lt=order.price)
    ahead = list(
        same.filter(better | Q(price=order.price, place__lt=order.place)).values_list("remaining", flat=True)
    )
    return len(ahead), sum(ahead)
