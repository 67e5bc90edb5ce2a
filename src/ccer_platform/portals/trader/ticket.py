"""Trading: the instruments, and the board of one with its ticket beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.exchange.orders import Side
from ccer.registry.serials import Series

from ...actions.base import Refused
from ...components.sheet import sheet
from ...store.reading import market, trading
from ..market import shown
from ..workbench.who import Desk, at_desk
from .whose import frame, mine

TITLE = Text("交易", "Trade")


@require_GET
@at_desk
def index(desk: Desk) -> HttpResponse:
    """What can be traded."""
    own = mine(desk)
    table = sheet(
        desk.request,
        Text("标的", "Instruments"),
        shown.quotes("trader:ticket"),
        market.instruments(),
        export=False,
        empty=shown.NO_INSTRUMENT,
    )
    return desk.show(
        "trader/market.html", {**frame(desk, own, TITLE), "sheet": table, **shown.now_on(market.day())}
    )


@require_GET
@at_desk
def ticket(desk: Desk, project: str, vintage: int) -> HttpResponse:
    """The board of an instrument, what the trader has of it, and the ticket."""
    own, series = mine(desk), Series(project, vintage)
    row = market.instrument(series)
    if row is None:
        raise Refused(
            "no-such-case",
            Text("不能交易", "It cannot be traded"),
            Text("没有这一标的", "there is no such instrument"),
            Text("从“交易”中选择标的。", "Choose one under Trade."),
            "bge-2023-trading-rules/art-10",
        )
    code = f"{project}-{vintage}"
    held = trading.portfolio(own.trader)
    orders = trading.orders(own.trader, open=True, series=series)
    empty = (
        Text("没有挂单", "No order is open"),
        Text("在右侧填写后挂牌。", "Fill in the ticket to post one."),
    )
    context = {
        **frame(desk, own, TITLE),
        **shown.now_on(market.day()),
        "row": row,
        "code": code,
        "face": shown.face(series),
        "held": held,
        "position": next((each for each in held.positions if each.series == series), None),
        **_best(desk, own, series),
        "orders": sheet(
            desk.request,
            Text("挂单", "Open orders"),
            shown.order_columns("trader:placed"),
            orders,
            export=False,
            empty=empty,
        ),
        "crumbs": ((TITLE, desk.path("market")), (code, "")),
    }
    return desk.show("trader/ticket.html", context)


@require_GET
@at_desk
def best(desk: Desk, project: str, vintage: int) -> HttpResponse:
    """The two buttons that take the best price, as it now stands."""
    own, series = mine(desk), Series(project, vintage)
    return render(desk.request, "trader/best.html", {"work": desk, **_best(desk, own, series)})


def _best(desk: Desk, own: trading.Account, series: Series) -> dict[str, Any]:
    """The best level of each side with the address that takes it: only the best can be taken (Trading Rules art. 13)."""
    found = []
    for side in Side:
        levels = market.levels(series, side.other, 1)
        query = (
            {
                "trader": own.trader,
                "series": shown.code_of(series),
                "side": side.value,
                "price": f"{levels[0].price / 100:.2f}",
            }
            if levels
            else {}
        )
        found.append(
            (side, levels[0] if levels else None, f"{desk.path('do', 'take-order')}?{urlencode(query)}")
        )
    return {"takes": found}
