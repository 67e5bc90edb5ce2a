"""The watch: alerts with the orders and trades behind them, and their life to the end (Trading Rules art. 44 to 46)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.exchange.office import ALERT_TEXT, AlertState
from ccer.exchange.watch import PARAMETERS

from ...actions.base import Refused
from ...components.sheet import sheet
from ...permissions import authorise
from ...store.models import MarketRecord, Order, Trade
from ...store.reading import trading, watching
from ..market import shown
from ..market.asking import conduct
from ..trader.account import ALERT_COLOUR
from ..workbench.who import Desk, at_desk
from .overview import setting

TITLE = Text("监看", "Watch")
NEXT = {
    "open": ("ask-explanation", "decide-alert"),
    "asked": ("decide-alert",),
    "restricted": ("lift-restriction",),
    "closed": (),
}
DO = {
    "ask-explanation": Text("要求书面说明", "Ask for an explanation"),
    "decide-alert": Text("了结或限制交易", "Close it or restrict the trader"),
    "lift-restriction": Text("解除限制", "Lift the restriction"),
}


@require_GET
@at_desk
def index(desk: Desk) -> HttpResponse:
    """Alerts, the newest first, by state."""
    authorise(desk.actor, "market.inspect")
    wanted = desk.request.GET.get("state", "")
    counts = watching.alerts_by_state()
    rows = watching.alerts(state=wanted if wanted in counts else "")
    context = {
        "alerts": [_alert(row) for row in rows],
        "wanted": wanted,
        "reports": (reports := trading.records("report")),
        "watched": (last := watching.last_run()),
        **_tests(),
        "holders": [
            (held, any(row.trader == held["trader"] for row in reports))
            for held in (last.holders if last else ())
        ],
        "states": [(state.value, ALERT_TEXT[state], counts.get(state.value, 0)) for state in AlertState],
        "crumbs": ((TITLE, ""),),
    }
    return desk.show("exchange/alerts.html", context)


def _tests() -> dict[str, Any]:
    """The tests that have a threshold today; and, by the reason there is none, those that are not looked for.

    Without a period the watch looks at the day alone.
    """
    set_today: list[dict[str, Any]] = []
    unset: dict[str, tuple[Text, list[Text]]] = {}
    for test in map(setting, PARAMETERS.values()):
        if test["value"] is not None:
            set_today.append(test)
        elif test["name"] != PARAMETERS["period_days"]:
            unset.setdefault(test["why"].en, (test["why"], []))[1].append(test["title"])
    return {"tests": set_today, "unset": unset.values()}


def _alert(row: MarketRecord) -> dict[str, Any]:
    kind = int(row.view["kind"])
    return {
        "row": row,
        "view": row.view,
        "kind": conduct(kind),
        "cite": f"bge-2023-trading-rules/art-44/item-{kind}",
        "state": ALERT_TEXT[AlertState(row.state)],
        "colour": ALERT_COLOUR[row.state],
    }


@require_GET
@at_desk
def one(desk: Desk, code: str) -> HttpResponse:
    """One alert with its evidence."""
    authorise(desk.actor, "market.inspect")
    row = next((each for each in watching.alerts(most=10_000) if each.code == code), None)
    if row is None:
        raise Refused(
            "no-such-case",
            Text("没有这一监看提示", "There is no such alert"),
            Text("编号不存在", "the number does not exist"),
            Text("从监看列表选择。", "Choose one from the list."),
            "bge-2023-trading-rules/art-44",
        )
    refs, trader = list(row.view.get("refs", ())), row.trader
    context = {
        **_alert(row),
        "refs": refs,
        "next": [(do, DO[do]) for do in NEXT[row.state]],
        "crumbs": ((TITLE, desk.path("alerts")), (code, "")),
        "orders": list(Order.objects.filter(id__in=refs).order_by("place")),
        "trades": sheet(
            desk.request,
            Text("成交", "Trades"),
            shown.trade_columns(),
            list(Trade.objects.filter(id__in=refs).order_by("place")),
            export=False,
            empty=(Text("没有列出成交", "No trade is named"), Text("依据见上。", "See the evidence above.")),
        ),
        "trader": trader,
    }
    return desk.show("exchange/alert.html", context)
