"""Block agreements and auctions: what stands, and what the trader may answer; where a mode is not open, why."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.exchange.deals import AUCTION_STATE_TEXT, BLOCK_STATE_TEXT, AuctionState, BlockState
from ccer.exchange.orders import SIDE_TEXT, Side

from ...clock import BEIJING
from ...store.models import MarketRecord
from ...store.reading import trading, watching
from ..public.market import modes
from ..workbench.who import Desk, at_desk
from .whose import frame, mine

TITLE = Text("大宗协议和竞价", "Blocks and auctions")
COLOUR = {
    "offered": "amber",
    "accepted": "amber",
    "confirmed": "green",
    "announced": "amber",
    "closed": "blue",
    "declined": "",
    "withdrawn": "",
    "refused": "red",
    "lapsed": "",
    "cancelled": "red",
}


@require_GET
@at_desk
def deals(desk: Desk) -> HttpResponse:
    """What the trader offered or was offered, and every auction."""
    own = mine(desk)
    context = {
        **frame(desk, own, TITLE),
        "modes": modes()[1:],
        "blocks": [block(row, own.trader) for row in trading.records("block", own.trader)],
        "auctions": [auction(row, own.trader) for row in trading.records("auction", own.trader)],
    }
    return desk.show("trader/deals.html", context)


def block(row: MarketRecord, trader: str = "") -> dict[str, Any]:
    """A block agreement as pages show it."""
    view = row.view
    return {
        "row": row,
        "view": view,
        "series": "-".join(map(str, view["series"])),
        "side": SIDE_TEXT[Side(view["side"])],
        "state": BLOCK_STATE_TEXT[BlockState(row.state)],
        "colour": COLOUR[row.state],
        "answers": row.state == "offered" and view["counterparty"] == trader,
        "takes_back": row.state == "offered" and view["trader"] == trader,
    }


def auction(row: MarketRecord, trader: str = "") -> dict[str, Any]:
    """An auction as pages show it: a trader sees its own bids only, the exchange all of them."""
    view = row.view
    bids = watching.bids(row)
    return {
        "row": row,
        "view": view,
        "series": "-".join(map(str, view["series"])),
        "side": SIDE_TEXT[Side(view["side"])],
        "state": AUCTION_STATE_TEXT[AuctionState(row.state)],
        "colour": COLOUR[row.state],
        "opens": _time(view["opens"]),
        "closes": _time(view["closes"]),
        "bids": [bid for bid in bids if trader in ("", bid.trader)],
        "open": row.state == "announced" and view["trader"] != trader,
    }


def _time(value: Any) -> dt.datetime:
    found = (
        dt.datetime.fromtimestamp(value, BEIJING)
        if isinstance(value, int | float)
        else dt.datetime.fromisoformat(value)
    )
    return found.astimezone(BEIJING)
