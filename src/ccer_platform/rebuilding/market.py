"""The market as its events alone make it, in memory, and its tables as rows: what the projection in SQL must agree with."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from ccer.core.event import Event
from ccer.exchange import exchange
from ccer.exchange.bars import bars
from ccer.exchange.market import Market
from ccer.exchange.moment import CHINA
from ccer.exchange.orders import Order, Trade
from ccer.registry.serials import Series

from ..store.kept import PER_EVENT
from ..store.models import Projection

if TYPE_CHECKING:
    from .memory import World

Rows = dict[tuple[Any, ...], tuple[Any, ...]]


class TracedMarket(Market):
    """A market that forgets nothing: orders and trades of all days, each posting of money, each day."""

    def __init__(self) -> None:
        super().__init__()
        self.upto: int | None = None
        self.seqs: dict[str, int] = {}
        self.all_orders: dict[str, Order] = {}
        self.all_trades: dict[str, Trade] = {}
        self.outcomes: dict[str, tuple[str, list[Any]]] = {}
        self.postings: list[tuple[int, Any]] = []
        self.days: dict[dt.date, dict[str, Any]] = {}
        self.bases: dict[tuple[Series, dt.date], int] = {}
        self.since: dict[str, dt.datetime] = {}

    def remember(self, event: Event) -> None:
        """Keys are looked at by nobody here."""

    def read(self, event: Event) -> None:
        """One event of the exchange, as far as the tables have followed."""
        if self.upto is None:
            self.upto = int(Projection.objects.get(name="market").seq)
        if event.seq > self.upto:
            return
        exchange.apply(self, event)
        self.all_orders.update(self.orders)
        self.all_trades.update(self.trades)
        self.postings += [
            ((event.seq << PER_EVENT) + n, row) for n, row in enumerate(event.data.get("cash", ()))
        ]
        for id in _made(event):
            self.seqs[id] = event.seq
        note = _NOTES.get(event.name)
        if note is not None:
            note(self, event)


def _made(event: Event) -> list[str]:
    """Ids of the orders and trades that an event made."""
    data = event.data
    found = []
    for row in data["rows"] if "rows" in data else [data["row"]] if "row" in data else []:
        if row[0] in ("posted", "taken"):
            found += [row[1], *(fill[0] for fill in (row[8] if row[0] == "taken" else ()))]
    if event.name == "exchange.block.confirmed":
        found.append(data["trade"])
    if event.name == "exchange.auction.closed":
        found += [row[0] for row in data["trades"]]
    return found


def _day_opened(market: TracedMarket, event: Event) -> None:
    assert market.terms is not None
    on = market.terms.date
    market.days[on] = {
        "number": market.terms.number,
        "terms": event.data["day"],
        "opened_at": event.at,
        "closed_at": None,
    }
    for series, base in event.data["bases"]:
        market.bases[(Series(*series), on)] = base


def _day_closed(market: TracedMarket, event: Event) -> None:
    assert market.day is not None
    market.days[market.day]["closed_at"] = event.at


def _delivered(market: TracedMarket, event: Event) -> None:
    state = event.name.removeprefix("exchange.trade.")
    market.outcomes[event.data["trade"]] = (state, event.data.get("failed", []))


def _trader_opened(market: TracedMarket, event: Event) -> None:
    market.since[event.data["trader"]["id"]] = event.at


_NOTES: dict[str, Any] = {
    "exchange.day.opened": _day_opened,
    "exchange.day.closed": _day_closed,
    "exchange.trade.settled": _delivered,
    "exchange.trade.failed": _delivered,
    "exchange.trader.opened": _trader_opened,
}

ORDER = (
    "seq",
    "place", "trader", "operator", "project", "vintage", "side", "price", "quantity", "remaining", "turnover", "fee", "state", "on", "at",
)  # fmt: skip
TRADE = (
    "seq", "place", "mode", "project", "vintage", "buyer", "seller", "quantity", "price", "buyer_fee", "seller_fee", "at", "on", "maker",
    "buy_order", "sell_order", "state", "failure",
)  # fmt: skip
POSITION = ("platform", "selling", "sold", "bought")
INSTRUMENT = ("state", "proposer", "first_price", "wanted", "listed_on", "base", "suspended")
ACCOUNT = ("subject", "open", "restricted", "bank_account", "since")
DAY = (
    "number",
    "terms",
    "state",
    "opened_at",
    "closed_at",
    "digest",
    "trades",
    "turnover",
    "fees",
    "confirmed",
    "delivered",
    "failed",
)
BAR = ("base", "open", "high", "low", "last", "volume", "turnover", "trades")
WITHDRAWAL = ("trader", "fen", "account", "asked_at", "state", "paid", "reference")


def orders(world: World) -> Rows:
    market = world.market
    return {
        (o.id,): (
            market.seqs[o.id], o.place, o.trader, o.operator, *o.series, o.side.value, o.price, o.quantity, o.left, o.turnover, o.fee,
            o.state.value, o.at.astimezone(CHINA).date(), o.at,
        )
        for o in market.all_orders.values()
    }  # fmt: skip


def trades(world: World) -> Rows:
    market = world.market
    return {
        (t.id,): (
            market.seqs[t.id], t.place, t.mode.value, *t.series, t.buyer, t.seller, t.quantity, t.price, t.buyer_fee, t.seller_fee, t.at,
            t.on, t.maker.value, t.buy_order, t.sell_order, *market.outcomes.get(t.id, ("matched", [])),
        )
        for t in market.all_trades.values()
    }  # fmt: skip


def positions(world: World) -> Rows:
    """Also those that are empty now: they once held something, or bought or sold it."""
    held = {
        (trader, *series): (p.platform, p.selling, p.sold, p.bought)
        for (trader, series), p in world.market.positions.items()
    }
    dealt = {
        (who, *t.series): (0, 0, 0, 0)
        for t in world.market.all_trades.values()
        for who in (t.buyer, t.seller)
    }
    whole = {**dealt, **held}
    known = {key for key, values in whole.items() if any(values)} | dealt.keys()
    arrived = {(trader, *series) for series, traders in world.market.arrivals.items() for trader in traders}
    return {key: values for key, values in whole.items() if key in known or key in arrived}


def instruments(world: World) -> Rows:
    return {
        tuple(each.series): (
            "listed" if each.listed_on else "proposed", each.proposer, each.first_price, each.wanted, each.listed_on, each.base,
            each.suspended,
        )
        for each in world.market.instruments.values()
    }  # fmt: skip


def accounts(world: World) -> Rows:
    market = world.market
    return {
        (t.id,): (
            t.subject, t.open, [side.value for side in t.restricted], market.office.accounts.get(t.id, ""), market.since[t.id],
        )
        for t in market.traders.values()
    }  # fmt: skip


def operators(world: World) -> Rows:
    return {
        (t.id, who): (active,) for t in world.market.traders.values() for who, active in t.operators.items()
    }


def cash_accounts(world: World) -> Rows:
    """Every place that money ever moved to or from."""
    places = {place for _, row in world.market.postings for place in (row[0], row[1])}
    return {(place,): (world.market.cash.balance(place),) for place in places}


def cash_postings(world: World) -> Rows:
    return {(id,): tuple(row) for id, row in world.market.postings}


def days(world: World) -> Rows:
    market, found = world.market, {}
    counts: dict[dt.date, dict[str, int]] = {}
    for id, (state, _) in market.outcomes.items():
        held = counts.setdefault(market.all_trades[id].on, {"settled": 0, "failed": 0})
        held[state] += 1
    for on, facts in market.days.items():
        cleared = market.office.clearings.get(on)
        state = "open" if facts["closed_at"] is None else "closed"
        if cleared:
            state = "settled" if cleared.finished else "cleared"
        done = counts.get(on, {"settled": 0, "failed": 0})
        found[(on,)] = (
            facts["number"], facts["terms"], state, facts["opened_at"], facts["closed_at"], cleared.digest if cleared else "",
            cleared.trades if cleared else 0, cleared.turnover if cleared else 0, cleared.fees if cleared else 0,
            cleared.confirmed if cleared else {}, done["settled"], done["failed"],
        )  # fmt: skip
    return found


def day_bars(world: World) -> Rows:
    market = world.market
    found: Rows = {
        (*series, on): (base, None, None, None, None, 0, 0, 0) for (series, on), base in market.bases.items()
    }
    for bar in bars(market.all_trades.values()):
        key = (*bar.series, bar.on)
        found[key] = (
            found[key][0],
            bar.open,
            bar.high,
            bar.low,
            bar.last,
            bar.volume,
            bar.turnover,
            bar.trades,
        )
    return found


def withdrawals(world: World) -> Rows:
    return {
        (w.id,): (w.trader, w.fen, w.account, w.asked, w.state.value, w.paid, w.reference)
        for w in world.market.office.withdrawals.values()
    }
