"""The exchange's front page, its listings, block agreements and auctions, and the frame of rules and notices."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.errors import CcerError
from ccer.core.text import Text
from ccer.policy.corpus import corpus

from ... import clock
from ...components.sheet import sheet
from ...permissions import authorise
from ...store.reading import market, trading, watching
from ..market import shown
from ..market.commanding import waiting
from ..public.market import modes
from ..trader.deals import auction, block
from ..workbench.who import Desk, at_desk

SETTINGS = (
    "exchange.price_tick",
    "exchange.lot",
    "exchange.listed_price_limit",
    "exchange.block_price_limit",
    "exchange.opposite_trade_gap_days",
    "exchange.operators_max",
    "exchange.position_limit",
    "exchange.large_holder_share",
    "exchange.block_threshold",
    "exchange.risk_reserve",
    "exchange.auction_hours",
    "exchange.auction_price_limit",
)


@require_GET
@at_desk
def desk(desk: Desk) -> HttpResponse:
    """The market at a glance and what waits for the exchange."""
    authorise(desk.actor, "market.inspect")
    rows = market.instruments()
    reconciled = watching.reconciliations(1)
    context = {
        **shown.now_on(market.day()),
        "progress": watching.progress(),
        "alerts": watching.alerts_by_state(),
        "sheet": sheet(
            desk.request,
            Text("标的", "Instruments"),
            shown.quotes("public:traded"),
            rows,
            export=False,
            empty=shown.NO_INSTRUMENT,
        ),
        "volume": sum(row.volume for row in rows),
        "turnover": sum(row.turnover for row in rows),
        "queue": _queue(desk),
        "proposals": waiting(desk),
        "reconciled": reconciled[0] if reconciled else None,
    }
    return desk.show("exchange/desk.html", context)


def _queue(desk: Desk) -> list[dict[str, Any]]:
    """What waits for the exchange: each with its count and its page."""
    found = watching.progress()
    listings = sum(row.state == "proposed" for row in market.instruments(listed=False))
    alerts = watching.alerts_by_state()
    lines = (
        (Text("待确认的上市申报", "listings to confirm"), listings, "listings"),
        (
            Text("待确认的大宗协议", "block agreements to confirm"),
            len(trading.records("block", state="accepted")),
            "deals",
        ),
        (
            Text("待核查的监看提示", "alerts to look into"),
            alerts.get("open", 0) + alerts.get("asked", 0),
            "alerts",
        ),
        (Text("尚未交收完毕的先前交易日", "earlier days not settled yet"), watching.unsettled(), "day"),
        (Text("待答复的结算异议", "objections to answer"), found.objections if found else 0, "day"),
        (Text("待银行支付的出金", "withdrawals with the bank"), len(watching.withdrawals_waiting()), "bank"),
        (
            Text("无法认领的银行报文", "bank messages nobody can match"),
            len(watching.bank_messages(state="unmatched")),
            "bank",
        ),
    )
    return [
        {"title": title, "count": count, "path": desk.path(page)} for title, count, page in lines if count
    ]


@require_GET
@at_desk
def listings(desk: Desk) -> HttpResponse:
    """Proposals to confirm, and what is listed with its suspension."""
    authorise(desk.actor, "market.inspect")
    rows = [
        (row, shown.code_of(row.series), shown.listing_state(row)) for row in market.instruments(listed=False)
    ]
    context = {
        "proposed": [each for each in rows if each[0].state == "proposed"],
        "listed": [each for each in rows if each[0].state == "listed"],
        "halted": market.halted(),
        "crumbs": ((Text("标的", "Listings"), ""),),
    }
    return desk.show("exchange/listings.html", context)


@require_GET
@at_desk
def deals(desk: Desk) -> HttpResponse:
    """Block agreements and auctions."""
    authorise(desk.actor, "market.inspect")
    context = {
        "modes": modes()[1:],
        "blocks": [block(row) for row in trading.records("block")],
        "auctions": [auction(row) for row in trading.records("auction")],
        "crumbs": ((Text("大宗和竞价", "Blocks and auctions"), ""),),
    }
    return desk.show("exchange/deals.html", context)


@require_GET
@at_desk
def frame(desk: Desk) -> HttpResponse:
    """Modes and closing days with their notices, and the settings of the law with what is not published."""
    authorise(desk.actor, "market.inspect")
    context = {
        "modes": modes()[1:],
        "closings": trading.records("closing"),
        "settings": [setting(name) for name in SETTINGS],
        "crumbs": ((Text("规则和公告", "Rules and notices"), ""),),
    }
    return desk.show("exchange/frame.html", context)


def setting(name: str) -> dict[str, Any]:
    """A dated parameter as it stands; where no value is published, it says so and is provisional."""
    (held,) = (each for each in corpus().parameters(name) if each.name == name)
    found: dict[str, Any] = {
        "name": name,
        "title": held.title,
        "unit": held.unit,
        "value": None,
        "why": held.unknown,
        "cite": "",
    }
    try:
        dated = clock.at().parameter(name)
    except CcerError as error:
        return found | {"why": held.unknown or error.why}
    share = held.unit == "1" and name.endswith(("_price_limit", "_share"))
    return found | {"value": f"{dated.value:.0%}" if share else dated.value, "cite": dated.cite}
