"""A small market for a demonstration: plainly fictional traders, units of two fictional projects, a few orders on both sides.

Prices begin at the last average of the real market's daily record; everything else is made up and says so. What happens is done by the
same steps as anywhere, on the trading days before the clock of the demonstration runs on.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from ccer.exchange.commands import (
    CloseDay,
    ConfirmListing,
    OpenDay,
    OpenTrader,
    PostOrder,
    ProposeListing,
    SetOperator,
    TakeOrder,
)
from ccer.exchange.office_commands import ConfirmClearing, Confirming
from ccer.exchange.orders import Side
from ccer.registry.commands import ChangeState, Command, Issue, RegisterLine
from ccer.registry.holdings import State
from ccer.registry.serials import Series

from .. import clock
from ..actions import banking, settling, watching
from ..actions.base import Actor, system
from ..actions.market import signed
from ..actions.posting import poster
from ..actions.trading import desk
from ..store.level import level
from ..store.models import ClockSetting, JournalEvent, MarketDay, Membership, TradingAccount
from ..store.reading.market import record
from .load import TAKEN
from .people import SAMPLES

KEY = "demo-market"
OWNER, TRADER, OTHER, EMITTER = "sample-owner", "sample-trader", "sample-trader-b", "sample-emitter"
TRADERS = (OWNER, TRADER, OTHER, EMITTER)
SERIES = (Series("DEMO01", 2023), Series("DEMO02", 2024))
"""Of no real project: their numbers are none of the register's."""
UNITS = 50_000
MONEY = 500_000_000
"""On each buyer's sample bank account: five million yuan. [fen]"""
EXCHANGE, REGISTRY = "exchange:sample-exchange", "registry:sample-registry"
LISTED, *PAST = (TAKEN - dt.timedelta(days) for days in (10, 9, 8, 7))
DAY = TAKEN
"""A Monday on which all is made ready, three days of trade, and the Thursday that is open: five trading days after the last, so that what
was bought then may be sold again (Trading Rules art. 29)."""
MOVES = ((-30, 60, -80, 20), (20, -40, 90, 60), (40, 70, -90, -20))
"""What was traded on each past day: distances from the first price, which the last of them comes back to on average. [fen/t]"""
STEPS = (30, 60, 110)
"""Distances of the standing orders from the first price. [fen/t]"""


def load_market() -> bool:
    """Makes the market once; False where there is one already."""
    if (
        JournalEvent.objects.filter(key=KEY).exists()
        or TradingAccount.objects.exists()
        or clock.today() > DAY
    ):
        return False
    price = next(day.average for day in reversed(record()) if day.average)
    with clock.fixed(_at(LISTED, 9, 31)):
        _units()
        _participants()
        _granted(OpenDay(), EXCHANGE)
        _money()
        for series in SERIES:
            _granted(
                ProposeListing(trader=OWNER, operator=_operator(OWNER), series=series, price=price),
                f"owner:{OWNER}",
            )
            _granted(ConfirmListing(series=series), EXCHANGE)
    _ended(LISTED)
    for number, (day, moves) in enumerate(zip(PAST, MOVES, strict=True), 2):
        with clock.fixed(_at(day, 9, 31)):
            _granted(OpenDay(), EXCHANGE)
            _deals(price, moves, 40 * number)
        _ended(day)
    with clock.fixed(_at(DAY, 9, 30)):
        _granted(OpenDay(), EXCHANGE)
        _orders(price)
    level()
    _begin(_at(DAY, 9, 31))
    return True


def _ended(day: dt.date) -> None:
    """Closed, cleared, confirmed by both, delivered and compared."""
    with clock.fixed(_at(day, 15, 1)):
        _granted(CloseDay(), EXCHANGE)
        watching.run(day)
        settling.clear(day)
        level()
        digest = MarketDay.objects.get(date=day).digest
        for side, who in ((Confirming.EXCHANGE, EXCHANGE), (Confirming.REGISTRY, REGISTRY)):
            _granted(ConfirmClearing(day=day, side=side, digest=digest), who)
        settling.run(day)
        banking.reconcile(day)


def _units() -> None:
    """Issued to the sample owner and moved to its trading account; the first event carries the key of the whole."""
    commands: list[Any] = []
    for number, series in enumerate(SERIES):
        line, key = f"demo-{series.project}-{series.vintage}", KEY if number == 0 else ""
        commands += [
            RegisterLine(actor="system:demo", key=key, line=line, series=series, verified=UNITS),
            Issue(actor="system:demo", line=line, account=OWNER, quantity=UNITS),
            _moved(series, State.GENERAL, State.TO_TRADING),
        ]
    _all(poster().submit_many(commands))


def _moved(series: Series, source: State, target: State) -> ChangeState:
    return ChangeState(
        actor=f"owner:{OWNER}", account=OWNER, series=series, quantity=UNITS, source=source, target=target
    )


def _participants() -> None:
    level()
    job = system("demo")
    for trader in TRADERS:
        opened = signed(job, OpenTrader(trader=trader, subject="", kind="owner"))  # type: ignore[arg-type]
        _all([desk().submit(opened)])
        for seat in Membership.objects.filter(organisation__code=trader, until=None):
            _granted(
                SetOperator(trader=trader, operator=f"person:{seat.user_id}"), f"{_role(trader)}:{trader}"
            )
    _all([desk().submit(_moved(series, State.TO_TRADING, State.ON_PLATFORM)) for series in SERIES])


def _money() -> None:
    """Bound by the sandbox, paid in by the buyers' own sample bank, and booked when it tells of it."""
    for trader in TRADERS:
        actor = Actor(
            role=_role(trader),
            name=f"{_role(trader)}:{trader}",
            organisation=_seat(trader).organisation_id,
            seat="maker",
        )
        banking.bind(actor, trader, f"DEMO-{trader}")
    for trader in (TRADER, OTHER, EMITTER):
        banking.pay_in(trader, MONEY)
    banking.poll()


def _deals(price: int, moves: tuple[int, ...], quantity: int) -> None:
    """What the owner posts the second trader takes; the other instrument moves the other way."""
    commands = []
    for series, sign in zip(SERIES, (1, -1), strict=True):
        for at in (price + sign * move for move in moves):
            commands += [
                _order(PostOrder, OWNER, series, Side.SELL, at, quantity),
                _order(TakeOrder, OTHER, series, Side.BUY, at, quantity),
            ]
    _all(desk().submit_many(commands))


def _orders(price: int) -> None:
    commands = []
    for number, series in enumerate(SERIES):
        for n, step in enumerate(STEPS, 1):
            buyer = TRADER if (n + number) % 2 else EMITTER
            commands += [
                _order(PostOrder, OWNER, series, Side.SELL, price + step, 400 * n),
                _order(PostOrder, buyer, series, Side.BUY, price - step, 300 * n),
            ]
        taker = EMITTER if number else TRADER
        commands.append(_order(TakeOrder, taker, series, Side.BUY, price + STEPS[0], 150))
    _all(desk().submit_many(commands))


def _order(kind: Any, trader: str, series: Series, side: Side, price: int, quantity: int) -> Command:
    return kind(  # type: ignore[no-any-return]
        actor=f"{_role(trader)}:{trader}", trader=trader, operator=_operator(trader), series=series, side=side, price=price,
        quantity=quantity,
    )  # fmt: skip


def _granted(command: Command, actor: str) -> None:
    _all([desk().submit(msgspec.structs.replace(command, actor=actor))])


def _all(outcomes: list[Any]) -> None:
    for outcome in outcomes:
        if outcome.refusal is not None:
            raise outcome.refusal


def _seat(trader: str) -> Membership:
    return Membership.objects.select_related("organisation").get(
        organisation__code=trader, seat="maker", until=None
    )


def _operator(trader: str) -> str:
    return f"person:{_seat(trader).user_id}"


def _role(trader: str) -> str:
    """Of the organisation, as its samples have it."""
    return next(each.role for each in SAMPLES if f"sample-{each.key}" == trader)


def _at(day: dt.date, hour: int, minute: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), clock.BEIJING)


def _begin(moment: dt.datetime) -> None:
    """The clock of the demonstration goes on from there, unless it stands later already."""
    if clock.now() < moment:
        ahead = moment - clock.real_now()
        ClockSetting.objects.update_or_create(id=1, defaults={"offset_seconds": int(ahead.total_seconds())})
        clock.forget()
