"""The trading account itself: operators, restrictions, units in and out, listings, alerts and reports."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from ccer.core.text import Text
from ccer.exchange.office import ALERT_TEXT, AlertState
from ccer.exchange.orders import SIDE_TEXT
from ccer.registry.holdings import STATE_TEXT, State

from ...store.models import Holding, User
from ...store.reading import market, trading
from ..market.commanding import waiting
from ..market.shown import code_of, listing_state
from ..workbench.who import Desk, at_desk
from .whose import frame, mine

TITLE = Text("账户和操作员", "Account and operators")
ALERT_COLOUR = {"open": "amber", "asked": "amber", "restricted": "red", "closed": ""}


@require_GET
@at_desk
def account(desk: Desk) -> HttpResponse:
    """Everything about the account but its orders and money."""
    own = mine(desk)
    people = {
        user.code: user.name for user in User.objects.filter(pk__in=[_number(code) for code in own.operators])
    }
    units = Holding.objects.filter(
        account=own.trader, quantity__gt=0, state__in=["to-trading", "on-platform"]
    ).select_related("series")
    context = {
        **frame(desk, own, TITLE),
        "operators": [(code, people.get(code, code), active) for code, active in own.operators.items()],
        "restricted": [SIDE_TEXT[side] for side in own.restricted],
        "proposals": waiting(desk),
        "units": [
            (row, f"{row.series.project}-{row.series.vintage}", STATE_TEXT[State(row.state)])
            for row in units.order_by("id")
        ],
        "listings": [
            (row, code_of(row.series), listing_state(row))
            for row in market.instruments(listed=False)
            if row.proposer == own.trader
        ],
        "alerts": [
            (row, ALERT_TEXT[AlertState(row.state)], ALERT_COLOUR[row.state])
            for row in trading.records("alert", own.trader)
        ],
        "reports": trading.records("report", own.trader),
    }
    return desk.show("trader/account.html", context)


def _number(code: str) -> int:
    number = code.rpartition(":")[2]
    return int(number) if number.isdigit() else 0
