"""What a trader may see of its own: portfolio, orders, trades, money, statements of clearing and delivery, withdrawals, objections."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from ccer.core.text import Text
from ccer.exchange import cash, hours
from ccer.exchange.cash import CashDay, CashMovement
from ccer.exchange.clearing import Due, Totals, due
from ccer.exchange.fees import cost
from ccer.exchange.orders import Mode, Side
from ccer.exchange.orders import Trade as Agreed
from ccer.registry.serials import Series

from ..models import (
    Instrument,
    MarketRecord,
    Operator,
    Order,
    Organisation,
    Position,
    RegistryAccount,
    Trade,
    TradingAccount,
    Withdrawal,
)
from .market import day

EVENT_BITS = 20


class Account(NamedTuple):
    """A trading account.

    Parameters
    ----------
    trader : str
        Its registry account.
    organisation : int or None
        Row id of whose it is.
    name : Text
        Of whose it is; the account's own code where nobody knows.
    open : bool
    restricted : tuple of Side
    bank_account : str
        Empty where none is bound.
    operators : dict
        Person to whether active.
    since : datetime
    """

    trader: str
    organisation: int | None
    name: Text
    open: bool
    restricted: tuple[Side, ...]
    bank_account: str
    operators: dict[str, bool]
    since: dt.datetime


class Held(NamedTuple):
    """A position. [t]

    Parameters
    ----------
    series : Series
    platform : int
        On the platform, with what is in orders or sold and not delivered.
    selling, sold, bought : int
        In open orders; traded and not delivered.
    available : int
        What may be sold or moved out.
    sellable_from, buyable_from : date or None
        First trading day on which the opposite trade is allowed again (Trading Rules art. 29); None where nothing stands against it.
    last : int or None
        Last price, else the base price. [fen/t]
    """

    series: Series
    platform: int
    selling: int
    sold: int
    bought: int
    available: int
    sellable_from: dt.date | None
    buyable_from: dt.date | None
    last: int | None


class Portfolio(NamedTuple):
    """A trader's money and positions. [fen]

    Parameters
    ----------
    balance : int
        In the sub-ledger.
    reserved : int
        For open orders to buy and bids, commission included.
    owed, proceeds : int
        For purchases and from sales of the day not yet delivered, with and net of commission.
    buying_power, withdrawable : int
    withdrawing : int
        Asked to be paid out, the bank's answer outstanding.
    positions : tuple of Held
    """

    trader: str
    balance: int
    reserved: int
    owed: int
    proceeds: int
    buying_power: int
    withdrawable: int
    withdrawing: int
    positions: tuple[Held, ...]


class Statement(NamedTuple):
    """A trader's clearing statement of a day (Trading Rules art. 27, 31); ``failed`` are trades that were not delivered."""

    on: dt.date
    state: str
    lines: tuple[Due, ...]
    totals: Totals
    failed: dict[str, tuple[str, ...]]


def accounts(organisation: int | None = None) -> list[Account]:
    """Trading accounts of an organisation, or all of them, in the order of their ids."""
    whose = {r.code: r for r in RegistryAccount.objects.select_related("organisation")}
    rows = TradingAccount.objects.order_by("trader")
    if organisation is not None:
        rows = rows.filter(
            trader__in=[code for code, r in whose.items() if r.organisation_id == organisation]
        )
    operators: dict[str, dict[str, bool]] = {}
    for named in Operator.objects.filter(trader__in=[r.trader for r in rows]).order_by("id"):
        operators.setdefault(named.trader, {})[named.operator] = named.active
    found = []
    for row in rows:
        of = whose.get(row.trader)
        found.append(
            Account(
                row.trader,
                of.organisation_id if of else None,
                _named(row.trader, of.organisation if of else None),
                row.open,
                tuple(Side(side) for side in row.restricted),
                row.bank_account,
                operators.get(row.trader, {}),
                row.since,
            )
        )
    return found


def _named(trader: str, held: Organisation | None) -> Text:
    return Text(held.name, held.name_en or held.name) if held else Text(trader, trader)


def account(trader: str) -> Account | None:
    """One trading account."""
    return next((a for a in accounts() if a.trader == trader), None)


def traders_of(person: str) -> list[str]:
    """Trading accounts for which a person (``person:7``) may order."""
    return list(Operator.objects.filter(operator=person, active=True).values_list("trader", flat=True))


def portfolio(trader: str) -> Portfolio:
    """Money and positions as the tables have them."""
    last = day()
    rate = tuple(last.terms["commission"]) if last else (0, 1)
    bids = Order.objects.filter(trader=trader, state="open", side="buy")
    reserved = sum(cost(o.turnover, o.price * o.remaining, o.fee, rate) for o in bids)
    reserved += _bids(trader)
    undelivered = Trade.objects.filter(Q(buyer=trader) | Q(seller=trader), state="matched")
    owed = sum(t.price * t.quantity + t.buyer_fee for t in undelivered if t.buyer == trader)
    proceeds = sum(t.price * t.quantity - t.seller_fee for t in undelivered if t.seller == trader)
    balance, aside = money(cash.trader(trader)), money(cash.withdrawing(trader))
    return Portfolio(
        trader, balance, reserved, owed, proceeds, balance - reserved - owed + proceeds, max(0, balance - reserved - owed), aside,
        tuple(_positions(trader)),
    )  # fmt: skip


def _positions(trader: str) -> list[Held]:
    last = day()
    gap = int(last.terms["gap"]) if last else 0
    prices = {(i.project, i.vintage): i.base or None for i in Instrument.objects.all()}
    found = []
    for row in Position.objects.filter(trader=trader).order_by("project", "vintage"):
        if not (row.platform or row.bought or row.sold):
            continue
        free = [
            hours.after(on, gap) if last and on and hours.number(last.date) - hours.number(on) < gap else None
            for on in (row.bought_on, row.sold_on)
        ]
        found.append(
            Held(
                Series(row.project, row.vintage),
                row.platform,
                row.selling,
                row.sold,
                row.bought,
                row.platform - row.selling - row.sold,
                free[0],
                free[1],
                prices.get((row.project, row.vintage)),
            )
        )
    return found


def _bids(trader: str) -> int:
    """What block agreements and auctions reserve of a trader's money. [fen]"""
    reserved = 0
    for row in MarketRecord.objects.filter(
        kind__in=["block", "auction"], state__in=["offered", "accepted", "announced"]
    ):
        view = row.view
        rate = tuple(view["commission"])
        if row.kind == "block":
            buyer = view["trader"] if view["side"] == "buy" else view["counterparty"]
            ready = view["side"] == "buy" or row.state == "accepted"
            asked = [(buyer, view["price"] * view["quantity"])] if ready else []
        elif view["side"] == "buy":
            asked = [(view["trader"], view["reserve"] * view["quantity"])]
        else:
            asked = [(bid["trader"], bid["price"] * bid["quantity"]) for bid in view["bids"]]
        reserved += sum(cost(0, turnover, 0, rate) for who, turnover in asked if who == trader)
    return reserved


def money(place: str) -> int:
    """What a place of the cash book holds. [fen]"""
    from ..models import CashAccount

    return CashAccount.objects.filter(place=place).values_list("fen", flat=True).first() or 0


def orders(
    trader: str,
    *,
    open: bool = False,
    on: dt.date | None = None,
    series: Series | None = None,
    before: int = 0,
    most: int = 100,
) -> list[Order]:
    """A trader's orders, the newest first; ``before`` is the ``place`` of the last one known."""
    rows = Order.objects.filter(trader=trader)
    rows = rows.filter(state="open") if open else rows
    rows = rows.filter(on=on) if on else rows
    rows = rows.filter(project=series.project, vintage=series.vintage) if series else rows
    rows = rows.filter(place__lt=before) if before else rows
    return list(rows.order_by("-place")[:most])


def order(trader: str, id: str) -> Order | None:
    """One order of the trader's own."""
    return Order.objects.filter(trader=trader, id=id).first()


def trades(
    trader: str, *, on: dt.date | None = None, series: Series | None = None, before: int = 0, most: int = 100
) -> list[Trade]:
    """A trader's trades, the newest first; ``before`` is the ``place`` of the last one known."""
    rows: QuerySet[Trade] = Trade.objects.filter(Q(buyer=trader) | Q(seller=trader))
    rows = rows.filter(on=on) if on else rows
    rows = rows.filter(project=series.project, vintage=series.vintage) if series else rows
    rows = rows.filter(place__lt=before) if before else rows
    return list(rows.order_by("-place")[:most])


def agreed(row: Trade) -> Agreed:
    """A trade as the core knows it."""
    return Agreed(
        id=row.id, mode=Mode(row.mode), series=Series(row.project, row.vintage), buyer=row.buyer, seller=row.seller,
        quantity=row.quantity, price=row.price, buyer_fee=row.buyer_fee, seller_fee=row.seller_fee, at=row.at, on=row.on,
        maker=Side(row.maker), buy_order=row.buy_order, sell_order=row.sell_order, place=row.place,
    )  # fmt: skip


def statement(trader: str, on: dt.date) -> Statement | None:
    """The clearing statement of a trading day, trade by trade in the order of delivery; None for a day that was none."""
    held = day(on)
    if held is None:
        return None
    lines: list[Due] = []
    failed: dict[str, tuple[str, ...]] = {}
    for row in Trade.objects.filter(Q(buyer=trader) | Q(seller=trader), on=on).order_by("place"):
        lines.append(due(agreed(row), Side.BUY if row.buyer == trader else Side.SELL))
        if row.state == "failed":
            failed[row.id] = tuple(map(str, row.failure[:4]))
    owed, owing = (sum(line.fen for line in lines if (line.fen > 0) is gain) for gain in (True, False))
    totals = Totals(trader, len(lines), owed, -owing, sum(line.fee for line in lines))
    return Statement(on, held.state, tuple(lines), totals, failed)


def objected(objection: str) -> list[Trade]:
    """The delivered trades an open objection may be about: those of the objector on its day, in the order of delivery."""
    found = MarketRecord.objects.filter(kind="objection", code=objection, state="open").first()
    if found is None:
        return []
    of = Q(buyer=found.trader) | Q(seller=found.trader)
    return list(Trade.objects.filter(of, on=found.view[2], state="settled").order_by("place"))


_MOVED = """
    SELECT p.id, e.at, e.on, e.name, e.subject, p.source, p.target, p.fen, p.why
    FROM store_cashposting p JOIN store_journalevent e ON e.seq = p.id >> 20
    WHERE (p.source = %s OR p.target = %s) AND e.on <= %s ORDER BY p.id"""


def cash_statement(trader: str, since: dt.date, until: dt.date) -> list[CashDay]:
    """What moved in the trader's sub-ledger day by day, both ends included (Trading Rules art. 31)."""
    place = cash.trader(trader)
    opening, balance, found = 0, 0, dict[dt.date, list[CashMovement]]()
    with connection.cursor() as cursor:
        cursor.execute(_MOVED, [place, place, until])
        for _, at, on, name, subject, source, target, fen, why in cursor.fetchall():
            change, other = (-fen, target) if source == place else (fen, source)
            balance += change
            if on < since:
                opening = balance
            else:
                found.setdefault(on, []).append(
                    CashMovement(at, on, name, subject, change, why, other, balance)
                )
    days = []
    for on, moved in sorted(found.items()):
        days.append(CashDay(place, on, opening, tuple(moved), moved[-1].balance))
        opening = moved[-1].balance
    return days or [CashDay(place, since, opening, (), opening)]


def withdrawals(trader: str, most: int = 100) -> list[Withdrawal]:
    """A trader's withdrawals, the newest first."""
    return list(Withdrawal.objects.filter(trader=trader).order_by("-asked_at", "-id")[:most])


def records(kind: str, trader: str = "", *, state: str = "", most: int = 200) -> list[MarketRecord]:
    """Rare things as they stand, the newest first: ``block``, ``auction``, ``alert``, ``objection``, ``report``, ``mode``, ``closing``.

    ``view`` is what the core's struct of that name says. With a trader only its own: of blocks also those offered to it; auctions are
    public and given to all.
    """
    rows = MarketRecord.objects.filter(kind=kind)
    if trader and kind == "block":
        rows = rows.filter(Q(trader=trader) | Q(view__counterparty=trader))
    elif trader and kind != "auction":
        rows = rows.filter(trader=trader)
    rows = rows.filter(state=state) if state else rows
    return list(rows.order_by("-seq")[:most])
