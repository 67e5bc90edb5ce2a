"""What the exchange's own desk sees: participants, how far a day is, the bank, reconciliation, alerts."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Sum

from ccer.exchange import cash
from ccer.exchange.office_commands import Confirming

from ..models import (
    BankMessage,
    CashAccount,
    Holding,
    JournalEvent,
    MarketDay,
    MarketRecord,
    Order,
    Position,
    Reconciliation,
    Trade,
    WatchRun,
    Withdrawal,
)


class Progress(NamedTuple):
    """How far a trading day is.

    Parameters
    ----------
    day : MarketDay
    open_orders, trades : int
    missing : tuple of str
        Whose confirmation of the clearing is missing: ``exchange``, ``registry``.
    done, failed : int
        Trades delivered, and those that could not be.
    objections : int
        Not answered yet.
    """

    day: MarketDay
    open_orders: int
    trades: int
    missing: tuple[str, ...]
    done: int
    failed: int
    objections: int


class BidRow(NamedTuple):
    """A bid in an auction: ``won`` of its tonnes at ``won_price``, none before the close. [t, fen/t]"""

    id: str
    trader: str
    price: int
    quantity: int
    at: dt.datetime
    won: int
    won_price: int | None


class Books(NamedTuple):
    """The two books side by side: differences are empty when they agree. [fen, t]

    Parameters
    ----------
    kept : int
        What the dedicated account must hold for everyone.
    places : dict
        Every place of the cash book that is not empty.
    units : tuple
        ``(trader, project, vintage, on the platform, in the register)`` where the two differ.
    """

    kept: int
    places: dict[str, int]
    units: tuple[tuple[str, str, int, int, int], ...]


def progress(on: dt.date | None = None) -> Progress | None:
    """A trading day, or the one opened last."""
    rows = MarketDay.objects.filter(date=on) if on else MarketDay.objects.all()
    day = rows.order_by("-date").first()
    if day is None:
        return None
    return Progress(
        day=day,
        open_orders=Order.objects.filter(state="open").count(),
        trades=Trade.objects.filter(on=day.date).count(),
        missing=tuple(side.value for side in Confirming if side.value not in day.confirmed)
        if day.digest
        else (),
        done=day.delivered,
        failed=day.failed,
        objections=MarketRecord.objects.filter(kind="objection", state="open").count(),
    )


def failures(on: dt.date) -> list[Trade]:
    """Trades of a day that were not delivered; ``failure`` is code, reason in both languages, clause, and which trades caused it."""
    return list(Trade.objects.filter(on=on, state="failed").order_by("place"))


def day_trades(on: dt.date, *, before: int = 0, most: int = 200) -> list[Trade]:
    """All trades of a day, the newest first."""
    rows = Trade.objects.filter(on=on)
    rows = rows.filter(place__lt=before) if before else rows
    return list(rows.order_by("-place")[:most])


def open_orders(most: int = 500) -> list[Order]:
    """Everything in the books, the newest first."""
    return list(Order.objects.filter(state="open").order_by("-place")[:most])


def books() -> Books:
    """The cash book, and units on the platform against the register's own."""
    places = dict(CashAccount.objects.exclude(fen=0).order_by("place").values_list("place", "fen"))
    held = {
        (row["account"], row["series__project"], row["series__vintage"]): row["total"]
        for row in Holding.objects.filter(state="on-platform")
        .values("account", "series__project", "series__vintage")
        .annotate(total=Sum("quantity"))
    }
    kept = {(p.trader, p.project, p.vintage): p.platform for p in Position.objects.all()}
    units = tuple(
        (*key, kept.get(key, 0), held.get(key, 0))
        for key in sorted({*held, *kept})
        if kept.get(key, 0) != held.get(key, 0)
    )
    return Books(-places.get(cash.BANK, 0), places, units)


def reconciliations(most: int = 60) -> list[Reconciliation]:
    """What was compared at the end of each day, the newest first."""
    return list(Reconciliation.objects.order_by("-at", "-id")[:most])


def bank_messages(trader: str = "", *, state: str = "", most: int = 200) -> list[BankMessage]:
    """What the bank said and was asked, the newest first; ``state``: ``taken``, ``refused``, ``sent`` …"""
    rows = BankMessage.objects.filter(trader=trader) if trader else BankMessage.objects.all()
    rows = rows.filter(outcome=state) if state else rows
    return list(rows.order_by("-at", "-digest")[:most])


def withdrawals_waiting() -> list[Withdrawal]:
    """Withdrawals the bank has not answered for, the oldest first."""
    return list(Withdrawal.objects.filter(state="requested").order_by("asked_at"))


def bids(auction: MarketRecord) -> list[BidRow]:
    """The bids in an auction, the best first and at one price the earlier; what each won once it is closed."""
    view = auction.view
    sign, order = (-1, "buy_order") if view["side"] == "sell" else (1, "sell_order")
    made = JournalEvent.objects.filter(subject=f"auction:{auction.code}", name="exchange.auction.bid")
    times = dict(made.values_list("data__bid__id", "at"))
    trades = Trade.objects.filter(mode="auction", **{f"{order}__in": list(times)})
    won = {id: (quantity, price) for id, quantity, price in trades.values_list(order, "quantity", "price")}
    rows = sorted(view["bids"], key=lambda bid: (sign * bid["price"], bid["place"]))
    return [
        BidRow(b["id"], b["trader"], b["price"], b["quantity"], times[b["id"]], *won.get(b["id"], (0, None)))
        for b in rows
    ]


def alerts(*, state: str = "", trader: str = "", most: int = 200) -> list[MarketRecord]:
    """Alerts of the watch, the newest first; ``view`` is `ccer.exchange.office.Alert`."""
    rows = MarketRecord.objects.filter(kind="alert")
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(trader=trader) if trader else rows
    return list(rows.order_by("-seq")[:most])


def last_run() -> WatchRun | None:
    """The watch over the last day that was looked at."""
    return WatchRun.objects.order_by("-on").first()


def unsettled() -> int:
    """Trading days before the last one whose trades are not all delivered."""
    last = MarketDay.objects.order_by("-date").first()
    return MarketDay.objects.exclude(state="settled").filter(date__lt=last.date).count() if last else 0


def alerts_by_state() -> dict[str, int]:
    """How many alerts are in each state."""
    rows = MarketRecord.objects.filter(kind="alert").values("state").annotate(count=Count("id"))
    return {row["state"]: row["count"] for row in rows}
