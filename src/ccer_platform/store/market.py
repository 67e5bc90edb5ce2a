"""The market's state in memory, at the end of the journal; and on disk as a snapshot, so that a program that starts reads few events.

A snapshot is only a shortcut: the journal is what holds. It names the form of the state it was written in; where the software has
another form by now, the snapshot is passed over and the journal is read from an earlier one, or from its beginning.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import msgspec
import psycopg

from ccer.core.event import Event
from ccer.exchange import exchange
from ccer.exchange.book import Book
from ccer.exchange.cash import CashBook, CashPosting
from ccer.exchange.deals import Auction, BlockDeal, ModeTerms
from ccer.exchange.market import Market
from ccer.exchange.office import Alert, Clearing, Credit, HoldingReport, Objection, Office, Withdrawal
from ccer.exchange.orders import Order, OrderState, Trade, TradeState
from ccer.exchange.parts import Day, Listing, Position, Trader
from ccer.registry.serials import Series
from ccer.registry.view import Answered

from . import post
from .kept import COLUMNS, KeptLedger, event_of

PREFIX = "exchange."
AT_ONCE = 5_000  # events read at a time

MARKET: dict[str, Any] = {
    "terms": Day | None,
    "last": dt.datetime | None,
    "suspended": str,
    "placed": int,
    "traded": int,
    "traders": dict[str, Trader],
    "positions": dict[tuple[str, Series], Position],
    "arrivals": dict[Series, list[str]],
    "instruments": dict[Series, Listing],
    "orders": dict[str, Order],
    "trades": dict[str, Trade],
    "ended": dict[str, TradeState],
    "blocks": dict[str, BlockDeal],
    "auctions": dict[str, Auction],
    "modes": dict[str, ModeTerms],
    "closings": dict[dt.date, str],
}
"""What the market consists of, but for its books, which follow from the orders, and for what has a table of its own below."""
OFFICE: dict[str, Any] = {
    "accounts": dict[str, str],
    "credits": dict[str, Credit],
    "withdrawals": dict[str, Withdrawal],
    "fees": dict[tuple[str, str, int], int],
    "entries": dict[str, tuple[CashPosting, ...]],
    "corrected": set[str],
    "moved_on": dict[str, dt.date],
    "clearings": dict[dt.date, Clearing],
    "queue": list[Trade],
    "objections": dict[str, Objection],
    "alerts": dict[str, Alert],
    "reports": dict[str, HoldingReport],
}


def written(market: Market) -> bytes:
    """The whole state of a market."""
    parts = {
        "market": {name: _pairs(getattr(market, name)) for name in MARKET},
        "office": {name: _pairs(getattr(market.office, name)) for name in OFFICE},
        "cash": market.cash.balances(),
    }
    return msgspec.json.encode(parts)


def read(state: bytes, market: Market) -> None:
    """A market as it was written."""
    parts = msgspec.json.decode(state, type=dict[str, Any])
    for name, kind in MARKET.items():
        setattr(market, name, _whole(parts["market"][name], kind))
    office = market.office = Office()
    for name, kind in OFFICE.items():
        setattr(office, name, _whole(parts["office"][name], kind))
    market.cash = CashBook(parts["cash"])
    market.books = {
        series: Book() for series, each in market.instruments.items() if each.listed_on is not None
    }
    for order in sorted(market.orders.values(), key=lambda order: order.place):
        if order.state is OrderState.OPEN:
            market.books[order.series].post(order.id, order.side, order.price, order.left)


def _pairs(value: Any) -> Any:
    return list(value.items()) if isinstance(value, dict) else value


def _whole(value: Any, kind: Any) -> Any:
    args = getattr(kind, "__args__", ())
    if getattr(kind, "__origin__", None) is dict:
        return dict(msgspec.convert(value, list[tuple[args[0], args[1]]]))  # type: ignore[valid-type]
    return msgspec.convert(value, kind)


@cache
def form() -> str:
    """A name for the shape of the state, another one whenever a field of it changes."""
    kinds = {**MARKET, **{f"office.{name}": kind for name, kind in OFFICE.items()}}
    shape = msgspec.json.schema_components([_listed(kind) for kind in kinds.values()])
    return hashlib.blake2b(
        msgspec.json.encode([sorted(kinds), shape], order="sorted"), digest_size=8
    ).hexdigest()


def _listed(kind: Any) -> Any:
    args = getattr(kind, "__args__", ())
    return list[tuple[args[0], args[1]]] if getattr(kind, "__origin__", None) is dict else kind  # type: ignore[valid-type]


class KeptMarket(Market):
    """A market whose answered keys stand in the journal, as the ledger's do."""

    def __init__(self, ledger: KeptLedger) -> None:
        super().__init__()
        self.keys = ledger
        self.quiet = False

    def seen(self, key: str) -> Answered | None:
        return self.keys.seen(key)

    def remember(self, event: Event) -> None:
        if not self.quiet:
            self.keys.remember(event)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """What is applied was answered long ago: no key is to be remembered."""
        self.quiet = True
        try:
            yield
        finally:
            self.quiet = False


class BothBooks:
    """The market, and beside it the ledger as far as the market moves units: what one transaction can change in both.

    The market is whole, from a snapshot and the events after it. The ledger is loaded piece by piece from its tables, which are taken on
    to the end of the journal before each such reading.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.ledger = KeptLedger(connection, self._level_ledger)
        self.market = KeptMarket(self.ledger)
        self.ledger.sold = self.market.sold  # type: ignore[method-assign]
        self.seq = load(connection, self.market)

    def _level_ledger(self) -> None:
        post.follow(self.connection, "ledger")

    # what the writer asks of a memory (`actions.writer.Memory`)

    @property
    def size(self) -> int:
        return self.ledger.size

    @property
    def reads(self) -> int:
        return self.ledger.reads

    def ask_keys(self, keys: Iterable[str], known: list[str]) -> None:
        self.ledger.ask_keys(keys, known)

    def forget_keys(self) -> None:
        self.ledger.forget_keys()

    def follow(self, events: Iterable[Event]) -> None:
        with self.market.reading():
            for event in events:
                if event.name.startswith(PREFIX):
                    exchange.apply(self.market, event)
                else:
                    self.ledger.follow([event])

    def answered(self, keys: list[str]) -> None:
        """Learn at once what keys were answered with that no command carries itself."""
        self.ledger._answered.update({**dict.fromkeys(keys), **self.ledger._answers(keys)})


def load(connection: psycopg.Connection[Any], market: KeptMarket) -> int:
    """Brings an empty market to the end of the journal; gives the last event of the exchange in it."""
    found = connection.execute(
        "SELECT seq, state FROM store_marketsnapshot WHERE form = %s ORDER BY seq DESC LIMIT 1", (form(),)
    ).fetchone()
    seq = 0
    if found is not None:
        seq = found[0]
        read(bytes(found[1]), market)
    with market.reading():
        for event in events_after(connection, seq):
            exchange.apply(market, event)
            seq = event.seq
    return seq


def events_after(connection: psycopg.Connection[Any], seq: int) -> Iterator[Event]:
    """Events of the exchange from a place on."""
    while True:
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM store_journalevent WHERE seq > %s AND starts_with(name, 'exchange.') ORDER BY seq LIMIT {AT_ONCE}",
            (seq,),
        ).fetchall()
        for row in rows:
            event = event_of(row)
            yield event
            seq = event.seq
        if len(rows) < AT_ONCE:
            return


def keep_snapshot(connection: psycopg.Connection[Any], least: int) -> int | None:
    """Writes a snapshot where the last one is at least so many events behind; gives its place.

    The state is read again from what was written and compared before it is kept.
    """
    newest = connection.execute(
        "SELECT max(seq) FROM store_marketsnapshot WHERE form = %s", (form(),)
    ).fetchone()
    since = (newest[0] if newest else None) or 0
    counted = connection.execute(
        "SELECT count(*) FROM store_journalevent WHERE seq > %s AND starts_with(name, 'exchange.')", (since,)
    ).fetchone()
    if counted is None or counted[0] < max(least, 1):
        return None
    both = BothBooks(connection)
    state, again = written(both.market), Market()
    read(state, again)
    if again.state() != both.market.state():
        raise ValueError("a snapshot of the market is not what it was made of")
    connection.execute(
        "INSERT INTO store_marketsnapshot (seq, form, state) VALUES (%s, %s, %s) ON CONFLICT (seq) DO NOTHING",
        (both.seq, form(), state),
    )
    connection.execute("DELETE FROM store_marketsnapshot WHERE seq < %s", (since,))
    return both.seq
