"""Each table as rows by their own keys, from memory and from the database: what two ways of making the same must agree on.

Row numbers that the database gives itself (of series, holdings, organisations) are not compared: rows are told apart by what they mean.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from django.db import models

from ccer.registry.holdings import Place as Where
from ccer.registry.holdings import Posting

from ..actions import surrenders
from ..actions.listing import life_columns, rows_of
from ..store.models import (
    Block,
    CashAccount,
    CashPosting,
    DayBar,
    ForeignRecord,
    Hold,
    Holding,
    Instrument,
    Life,
    Line,
    MarketDay,
    Operator,
    Order,
    Place,
    Position,
    Project,
    PublicRecord,
    Reduction,
    RegistryAccount,
    Series,
    Surrender,
    Trade,
    TradingAccount,
    VintageLine,
    Withdrawal,
)
from ..store.models import Posting as PostingRow
from . import market
from .memory import World

Rows = dict[tuple[Any, ...], tuple[Any, ...]]


class Table(NamedTuple):
    """A table: how its rows are told apart, what else they say, and how memory makes them.

    ``key`` and ``values`` are fields of the model, also across relations, as Django writes them.
    """

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    values: tuple[str, ...]
    expected: Callable[[World], Rows]

    def stored(self) -> Rows:
        """As the database has them."""
        width = len(self.key)
        rows = self.model._default_manager.values_list(*self.key, *self.values)
        return {tuple(row[:width]): tuple(map(_plain, row[width:])) for row in rows.iterator(chunk_size=5000)}

    def made(self, world: World) -> Rows:
        """As the journal makes them."""
        return {key: tuple(map(_plain, values)) for key, values in self.expected(world).items()}


def _plain(value: Any) -> Any:
    """Times as instants, structures as JSON has them, the rest as it is."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC)
    return (
        msgspec.json.decode(msgspec.json.encode(value)) if isinstance(value, dict | list | tuple) else value
    )


def _lives(world: World) -> Rows:
    found = {}
    for subject, life in world.around.lives.items():
        columns = life_columns(life, world.seqs[subject], world.around)
        found[(life.machine, life.id)] = tuple(columns[name] for name in _LIFE)
    return found


_LIFE = ("state", "parent", "owner", "vvb", "data", "due", "seq")


def _listed(machine: str, names: tuple[str, ...]) -> Callable[[World], Rows]:
    def rows(world: World) -> Rows:
        lives = [life for life in world.around.lives.values() if life.machine == machine]
        made = [row for life in lives for row in rows_of(life, world.around)]
        return {(row.code,): tuple(row.columns[name.partition("__")[0]] for name in names) for row in made}

    return rows


_SHARED = (
    "state", "owner__code", "vvb__code", "methodology", "name", "province", "notice_start", "notice_end", "registered_at", "comments",
    "public", "search", "pairs", "source",
)  # fmt: skip
_PROJECT = (
    *_SHARED, "number", "project_type", "expected_annual", "expected_total", "crediting_start", "crediting_end", "follows",
)  # fmt: skip
_REDUCTION = (*_SHARED, "project__code", "period_no", "period_start", "period_end", "quantity")
_VINTAGE = ("reduction__code", "project_number", "vintage", "quantity", "issued", "state")


def _series(world: World) -> Rows:
    named = {line.series for line in world.ledger.state()["lines"].values()}
    return {(s.project, s.vintage): (world.ledger.issued(s),) for s in named}


def _holdings(world: World) -> Rows:
    """Also those that are empty now: the postings name them."""
    empty = {
        (*_where(place), posting.series.project, posting.series.vintage): (0,)
        for _, posting, _ in world.ledger.rows
        for place in (posting.source, posting.target)
        if place is not None
    }
    held = {
        (*_where(place), s.project, s.vintage): (world.ledger.quantity(place, s),)
        for place, s in world.ledger.balances()
    }
    return empty | held


def _blocks(world: World) -> Rows:
    return {
        (series.project, series.vintage, first): (last, *_where(place), world.ledger.origin[(series, first)])
        for (place, series), blocks in world.ledger.balances().items()
        for first, last in blocks
    }


def _where(place: Where | None) -> tuple[str | None, ...]:
    return (place.account, place.state.value, place.hold) if place else (None, None, None)


def _postings(world: World) -> Rows:
    return {
        (id,): (
            p.series.project,
            p.series.vintage,
            p.first,
            p.last,
            *_where(p.source),
            *_where(p.target),
            parent,
        )
        for id, p, parent in world.ledger.rows
    }


def _lines(world: World) -> Rows:
    lines = world.ledger.state()["lines"]
    return {
        (id,): (line.series.project, line.series.vintage, line.verified, line.issued)
        for id, line in lines.items()
    }


def _holds(world: World) -> Rows:
    return {
        (id,): (hold.kind, hold.account, hold.facts, [_row(p) for p in hold.postings], hold.open)
        for id, hold in world.ledger.state()["holds"].items()
    }


def _row(posting: Posting) -> Any:
    return msgspec.to_builtins(posting)


def _accounts(world: World) -> Rows:
    """The ledger's accounts; whose they are comes from their lives, where they have one."""
    found = {}
    for id, view in world.ledger.state()["accounts"].items():
        life = world.around.life(f"account:{id}")
        columns = rows_of(life, world.around)[0].columns if life else {}
        whose = (columns.get("organisation"), columns.get("opened_on"))
        found[(id,)] = (view["subject"], view["kind"], view["state"], view, *whose)
    return found


def _places(world: World) -> Rows:
    return {(case, row["name"]): tuple(row[name] for name in _PLACE) for case, row in world.all_places()}


_PLACE = ("kind", "shape", "west", "south", "east", "north", "area_ha", "swapped")
_FOREIGN = ("name", "kind", "period_start", "period_end", "facts", "source")


def _foreign(world: World) -> Rows:
    return {key: tuple(_day(name, row[name]) for name in _FOREIGN) for key, row in world.foreign.items()}


_RECORD = ("source", "taken_on", "status", "facts", "refused")


def _records(world: World) -> Rows:
    return {(s,): tuple(_day(name, row[name]) for name in _RECORD) for s, row in world.around.records.items()}


def _day(name: str, value: Any) -> Any:
    days = ("period_start", "period_end", "taken_on")
    return dt.date.fromisoformat(value) if name in days and value else value


def _surrenders(world: World) -> Rows:
    return {(id,): tuple(row[name] for name in surrenders.COLUMNS) for id, row in world.surrenders.items()}


_HELD = ("holding__account", "holding__state", "holding__hold")
_ENDS = tuple(f"{end}__{part}" for end in ("source", "target") for part in ("account", "state", "hold"))
_SERIES = ("series__project", "series__vintage")

_SERIES_OF = ("project", "vintage")
TABLES = (
    Table("record", PublicRecord, ("subject",), _RECORD, _records),
    Table("life", Life, ("machine", "code"), _LIFE, _lives),
    Table("project", Project, ("code",), _PROJECT, _listed("project", _PROJECT)),
    Table("reduction", Reduction, ("code",), _REDUCTION, _listed("reduction", _REDUCTION)),
    Table("vintage-line", VintageLine, ("code",), _VINTAGE, _listed("issuance", _VINTAGE)),
    Table("series", Series, ("project", "vintage"), ("issued",), _series),
    Table(
        "account",
        RegistryAccount,
        ("code",),
        ("subject", "kind", "state", "view", "organisation__code", "opened_on"),
        _accounts,
    ),
    Table("line", Line, ("id",), (*_SERIES, "verified", "issued"), _lines),
    Table("hold", Hold, ("id",), ("kind", "account", "facts", "postings", "open"), _holds),
    Table("holding", Holding, ("account", "state", "hold", *_SERIES), ("quantity",), _holdings),
    Table("posting", PostingRow, ("id",), (*_SERIES, "first", "last", *_ENDS, "parent"), _postings),
    Table("block", Block, (*_SERIES, "first"), ("last", *_HELD, "posting"), _blocks),
    Table("foreign-record", ForeignRecord, ("register", "number"), _FOREIGN, _foreign),
    Table("instrument", Instrument, _SERIES_OF, market.INSTRUMENT, market.instruments),
    Table("trading-account", TradingAccount, ("trader",), market.ACCOUNT, market.accounts),
    Table("operator", Operator, ("trader", "operator"), ("active",), market.operators),
    Table("market-day", MarketDay, ("date",), market.DAY, market.days),
    Table("bar", DayBar, (*_SERIES_OF, "on"), market.BAR, market.day_bars),
    Table("order", Order, ("id",), market.ORDER, market.orders),
    Table("trade", Trade, ("id",), market.TRADE, market.trades),
    Table("position", Position, ("trader", *_SERIES_OF), market.POSITION, market.positions),
    Table("cash-posting", CashPosting, ("id",), ("source", "target", "fen", "why"), market.cash_postings),
    Table("cash-account", CashAccount, ("place",), ("fen",), market.cash_accounts),
    Table("withdrawal", Withdrawal, ("id",), market.WITHDRAWAL, market.withdrawals),
    Table("place", Place, ("case", "name"), _PLACE, _places),
    Table("surrender", Surrender, ("offset",), surrenders.COLUMNS, _surrenders),
)
"""In the order in which rows name one another."""
