"""A trader's own at the exchange: portfolio, orders, trades, money, statements; and every command for whoever may give it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Body, Field, Router, Schema
from ninja.params import functions as given
from ninja.responses import Status

from ccer.core.text import Text
from ccer.exchange import exchange
from ccer.exchange.commands import EnterOrders
from ccer.registry.commands import Command
from ccer.registry.ledger import Outcome
from ccer.registry.serials import Series

from .. import clock
from ..actions import banking
from ..actions import market as actions
from ..actions.answers import once
from ..permissions import authorise
from ..store.models import Order, Trade
from ..store.reading import trading
from .answers import Dated, Page, Problem, page, today
from .asking import HOLDER, KEY_HEADER, actor_of, key_of
from .ordering import ORDERING
from .problems import NoSuch, Unusable, problem_dict

router = Router(tags=["trading"], auth=HOLDER)
MOST = 10_000
"""Orders of a batch."""


class Told(Dated):
    """What came of a command: its events, or the proposal that waits for a second person. Of orders, what became of each."""

    events: list[dict[str, Any]] = []
    orders: list[dict[str, Any]] = []
    proposal: int | None = None
    repeated: bool = False


class OrdersIn(Schema):
    """Orders in their row, each with its ``do``: post-order, take-order or withdraw-order. What one is refused for stops no other."""

    orders: list[dict[str, Any]] = Field(min_length=1, max_length=MOST)


class HeldOut(Schema):
    """A position. [t]"""

    project: str
    vintage: int
    platform: int
    selling: int
    sold: int
    bought: int
    available: int
    sellable_from: dt.date | None
    buyable_from: dt.date | None


class PortfolioOut(Dated):
    """Money and positions of a trading account. [fen]"""

    trader: str
    balance: int
    reserved: int
    owed: int
    proceeds: int
    buying_power: int
    withdrawable: int
    withdrawing: int
    positions: list[HeldOut]


class OrderOut(Schema):
    """An order. [fen/t, t, fen]"""

    id: str
    place: int
    project: str
    vintage: int
    side: str
    price: int
    quantity: int
    remaining: int
    turnover: int
    fee: int
    state: str
    at: dt.datetime


class Orders(Page):
    """One's own orders, the newest first."""

    items: list[OrderOut]


class TradeOut(Schema):
    """A trade of one's own; the other side is named in the clearing statement. [fen/t, t, fen]"""

    id: str
    place: int
    mode: str
    project: str
    vintage: int
    side: str
    price: int
    quantity: int
    fee: int
    state: str
    failure: list[Any]
    at: dt.datetime


class Trades(Page):
    """One's own trades, the newest first."""

    items: list[TradeOut]


class CashOut(Dated):
    """The sub-ledger of a trading account over a period. [fen]"""

    trader: str
    days: list[dict[str, Any]]


class StatementOut(Dated):
    """The clearing statement of a day, trade by trade. [t, fen]"""

    trader: str
    on: dt.date
    state: str
    lines: list[dict[str, Any]]
    totals: dict[str, Any]
    failed: dict[str, list[str]]


_WRITES: dict[Any, Any] = {200: Told, 202: Told, 403: Problem, 409: Problem, 422: Problem, 429: Problem}


@router.post("/exchange/orders", response=_WRITES, openapi_extra=KEY_HEADER, auth=ORDERING)
def enter(request: HttpRequest, asked: OrdersIn) -> Any:
    """Many orders at once, decided in their order and written together."""
    orders: list[Any] = []
    for row in asked.orders:
        if row.get("do") not in ("post-order", "take-order", "withdraw-order"):
            raise Unusable(
                Text(
                    "批量申报只含挂牌、摘牌和撤回",
                    "a batch holds post-order, take-order and withdraw-order only",
                ),
                Text("其他指令单独提交。", "Send other commands on their own."),
            )
        orders.append(_command(str(row["do"]), {"operator": "", **row}))
    return _given(request, EnterOrders(orders=tuple(orders)))


@router.post("/exchange/orders/{do}", response=_WRITES, openapi_extra=KEY_HEADER, auth=ORDERING)
def order(request: HttpRequest, do: str, asked: Body[dict[str, Any]]) -> Any:
    """One order: post-order, take-order or withdraw-order."""
    if do not in ("post-order", "take-order", "withdraw-order"):
        raise NoSuch(Text("申报", "kind of order"), do)
    return _given(request, _command(do, {"operator": "", **asked}))


@router.post("/exchange/commands/{do}", response=_WRITES, openapi_extra=KEY_HEADER)
def command(request: HttpRequest, do: str, asked: Body[dict[str, Any]]) -> Any:
    """Any command of the exchange: propose-listing, confirm-listing, request-withdrawal, confirm-clearing … with its fields."""
    actor = actor_of(request)
    kind = actions.COMMANDS.get(do)
    fields = {"operator": "", **asked} if kind and "operator" in kind.__struct_fields__ else asked
    made = _command(do, fields)
    if not actions.needs_two(actor, made):
        return _given(request, made)

    def propose(key: str) -> tuple[int, dict[str, Any]]:
        return 202, {"as_of": today(), "proposal": actions.propose(actor, made).pk}

    answer = once(actor, key_of(request), ["exchange", do, asked], propose)
    return Status(answer.status, answer.body)


def _command(do: str, fields: dict[str, Any]) -> Command:
    return actions.read_command(
        do, {name: value for name, value in fields.items() if name not in ("actor", "key", "do")}
    )


def _given(request: HttpRequest, made: Command) -> Any:
    """The journal itself remembers the key: a repeat is answered as before."""
    actor = actor_of(request)
    if isinstance(made, EnterOrders):
        ORDERING.count(actor.person, len(made.orders))
    elif "operator" in made.__struct_fields__:
        ORDERING.count(actor.person, 1)
    outcome = actions.give(actor, made, key=f"{actor.name}/{actor.person}/{key_of(request)}")
    if outcome.refusal is not None:
        raise outcome.refusal
    return Status(200, {"as_of": today(), "repeated": outcome.repeated, **_told(outcome)})


def _told(outcome: Outcome) -> dict[str, Any]:
    first = outcome.events[0] if outcome.events else None
    if first is not None and first.name.startswith("exchange.order"):
        answers = exchange.answers(first, clock.at(first.on))
        orders = [
            {
                "did": a.did,
                "order": a.order,
                "filled": a.filled,
                "refusal": problem_dict(a.refusal) if a.refusal else None,
            }
            for a in answers
        ]
        return {"events": [{"seq": first.seq, "name": first.name, "at": first.at}], "orders": orders}
    return {"events": [msgspec.to_builtins(event) for event in outcome.events]}


# one's own


def _own(request: HttpRequest, trader: str) -> str:
    actor = actor_of(request)
    if actions.owns(actor, trader):
        authorise(actor, "portfolio.read")
    elif actor.role == "exchange":
        authorise(actor, "market.inspect")
    else:
        raise NoSuch(Text("交易账户", "trading account"), trader)
    if trading.account(trader) is None:
        raise NoSuch(Text("交易账户", "trading account"), trader)
    return trader


@router.get("/exchange/accounts/{trader}", response={200: PortfolioOut, 404: Problem})
def portfolio(request: HttpRequest, trader: str) -> dict[str, Any]:
    """Money, buying power and positions of one's own."""
    found = trading.portfolio(_own(request, trader))._asdict()
    rows = [
        {
            "project": h.series.project,
            "vintage": h.series.vintage,
            **{k: v for k, v in h._asdict().items() if k != "series"},
        }
        for h in found["positions"]
    ]
    return {"as_of": today(), **found, "positions": rows}


@router.get("/exchange/accounts/{trader}/orders", response={200: Orders, 404: Problem})
def orders(
    request: HttpRequest,
    trader: str,
    open: bool = False,
    on: dt.date | None = None,
    after: int = given.Query(0, ge=0, le=2**62),
    limit: int = given.Query(100, ge=1, le=1000),
) -> dict[str, Any]:
    """One's own orders, the newest first; ``after`` comes from the link ``next``."""
    rows = trading.orders(_own(request, trader), open=open, on=on, before=after, most=limit + 1)
    return page(
        request,
        [_order(row) for row in rows[:limit]],
        limit,
        str(rows[limit - 1].place) if len(rows) > limit else "",
    )


def _order(row: Order) -> dict[str, Any]:
    return {name: getattr(row, name) for name in OrderOut.model_fields}


@router.get("/exchange/accounts/{trader}/trades", response={200: Trades, 404: Problem})
def trades(
    request: HttpRequest,
    trader: str,
    on: dt.date | None = None,
    after: int = given.Query(0, ge=0, le=2**62),
    limit: int = given.Query(100, ge=1, le=1000),
) -> dict[str, Any]:
    """One's own trades, the newest first."""
    rows = trading.trades(_own(request, trader), on=on, before=after, most=limit + 1)
    return page(
        request,
        [_trade(row, trader) for row in rows[:limit]],
        limit,
        str(rows[limit - 1].place) if len(rows) > limit else "",
    )


def _trade(row: Trade, trader: str) -> dict[str, Any]:
    buys = row.buyer == trader
    facts = {name: getattr(row, name) for name in TradeOut.model_fields if name not in ("side", "fee")}
    return {**facts, "side": "buy" if buys else "sell", "fee": row.buyer_fee if buys else row.seller_fee}


@router.get("/exchange/accounts/{trader}/cash", response={200: CashOut, 404: Problem})
def cash(
    request: HttpRequest, trader: str, since: dt.date | None = None, until: dt.date | None = None
) -> dict[str, Any]:
    """Every movement of money, day by day; the last month where nothing is named."""
    end = until or today()
    days = trading.cash_statement(_own(request, trader), since or end - dt.timedelta(days=31), end)
    rows = [{**day._asdict(), "movements": [m._asdict() for m in day.movements]} for day in days]
    return {"as_of": today(), "trader": trader, "days": rows}


@router.get("/exchange/accounts/{trader}/statements/{on}", response={200: StatementOut, 404: Problem})
def statement(request: HttpRequest, trader: str, on: dt.date) -> dict[str, Any]:
    """What a day's trades bring and cost, and whether they were delivered."""
    found = trading.statement(_own(request, trader), on)
    if found is None:
        raise NoSuch(Text("交易日", "trading day"), on.isoformat())
    lines = [{**line._asdict(), "series": list(line.series), "side": line.side.value} for line in found.lines]
    return {
        "as_of": today(), "trader": trader, "on": on, "state": found.state, "lines": lines, "totals": found.totals._asdict(),
        "failed": {id: list(why) for id, why in found.failed.items()},
    }  # fmt: skip


class MoveIn(Schema):
    """Units of a series, whole tonnes."""

    project: str = Field(max_length=40)
    vintage: int = Field(ge=1, le=9999)
    quantity: int = Field(ge=1, le=10**12)


@router.post("/exchange/accounts/{trader}/units/{way}", response=_WRITES, openapi_extra=KEY_HEADER)
def move(request: HttpRequest, trader: str, way: str, asked: MoveIn) -> Any:
    """Units from the trading account onto the platform (``in``) or back (``out``); in both books at once."""
    actor = actor_of(request)
    if way not in ("in", "out"):
        raise NoSuch(Text("方向", "way"), way)
    step = actions.move_in if way == "in" else actions.move_out

    def give(key: str) -> tuple[int, dict[str, Any]]:
        done = step(actor, trader, Series(asked.project, asked.vintage), asked.quantity, key=key)
        if not isinstance(done, Outcome):
            return 202, {"as_of": today(), "proposal": done.pk}
        if done.refusal is not None:
            raise done.refusal
        return 200, {"as_of": today(), "repeated": done.repeated, **_told(done)}

    answer = once(actor, key_of(request), ["units", trader, way, asked.model_dump()], give)
    return Status(answer.status, answer.body)


class BankIn(Schema):
    """A bank account of one's own."""

    account: str = Field(min_length=4, max_length=60, pattern="^[!-~]+$")


@router.post("/exchange/accounts/{trader}/bank", response=_WRITES, openapi_extra=KEY_HEADER)
def bind(request: HttpRequest, trader: str, asked: BankIn) -> Any:
    """Asks for a bank account to be bound; in a demonstration the channel answers at once."""
    actor = actor_of(request)

    def give(key: str) -> tuple[int, dict[str, Any]]:
        banking.bind(actor, trader, asked.account)
        return 200, {"as_of": today()}

    answer = once(actor, key_of(request), ["bank", trader, asked.account], give)
    return Status(answer.status, answer.body)
