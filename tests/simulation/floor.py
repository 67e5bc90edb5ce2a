"""A small market for tests: accounts with units and money, an instrument listed, a day opened; through the host's own writers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import psycopg

from ccer.exchange.commands import (
    ConfirmListing,
    OpenDay,
    OpenTrader,
    PostOrder,
    ProposeListing,
    SetOperator,
    TakeOrder,
)
from ccer.exchange.office_commands import BindBank, Deposit
from ccer.exchange.orders import Side
from ccer.registry.commands import ApplyAccount, ChangeState, Issue, OpenAccount, RegisterLine
from ccer.registry.holdings import State
from ccer.registry.ledger import Outcome
from ccer.registry.serials import Series
from ccer_platform import clock
from ccer_platform.actions.posting import poster
from ccer_platform.actions.trading import desk
from ccer_platform.rebuilding.check import check

SERIES = Series("A210001", 2024)
MONDAY = dt.date(2026, 3, 2)
MAKER = "person:1"


def at(day: dt.date, hour: int = 9, minute: int | None = None, second: int = 0) -> dt.datetime:
    """A time of a day in Beijing; half past nine, or the full hour, where nothing else is named."""
    minute = (30 if hour == 9 else 0) if minute is None else minute
    return dt.datetime.combine(day, dt.time(hour, minute, second), clock.BEIJING)


def ok(outcomes: Outcome | Iterable[Outcome]) -> list[Outcome]:
    """All of them granted."""
    found = [outcomes] if isinstance(outcomes, Outcome) else list(outcomes)
    refused = [o.refusal for o in found if o.refusal is not None]
    assert not refused, [no.lines("en") for no in refused]
    return found


def registered(*accounts: str, units: int = 100_000, series: Series = SERIES) -> None:
    """Accounts of the register with units that were moved to the trading account."""
    ok(
        poster().submit_many(
            [
                *(
                    ApplyAccount(
                        account=a, subject=f"X-{a}", kind="owner", maker="m", checker="c", papers=("0" * 64,)
                    )
                    for a in accounts
                ),
                *(OpenAccount(account=a) for a in accounts),
                RegisterLine(line=f"L-{series.project}-{series.vintage}", series=series, verified=10**9),
                *(
                    Issue(line=f"L-{series.project}-{series.vintage}", account=a, quantity=units)
                    for a in accounts
                    if units
                ),
                *(
                    ChangeState(
                        account=a,
                        series=series,
                        quantity=units,
                        source=State.GENERAL,
                        target=State.TO_TRADING,
                    )
                    for a in accounts
                    if units
                ),
            ]
        )
    )


def moved_in(account: str, quantity: int, series: Series = SERIES) -> ChangeState:
    """Onto the platform."""
    return ChangeState(
        account=account, series=series, quantity=quantity, source=State.TO_TRADING, target=State.ON_PLATFORM
    )


def admitted(*traders: str) -> None:
    """Trading accounts with one operator."""
    ok(desk().submit_many([OpenTrader(trader=t, subject=f"X-{t}", kind="owner") for t in traders]))
    ok(desk().submit_many([SetOperator(trader=t, operator=MAKER) for t in traders]))


def funded(*traders: str, fen: int = 10**12) -> None:
    """A bound bank account and money, in the hours of the cash desk."""
    for t in traders:
        ok(desk().submit(BindBank(trader=t, account=f"6222-{t}", holder=t, name=t)))
        ok(desk().submit(Deposit(trader=t, fen=fen, reference=f"in-{t}", account=f"6222-{t}")))


def opened(
    sellers: Iterable[str],
    buyers: Iterable[str],
    *,
    units: int = 100_000,
    price: int = 8000,
    fen: int = 10**12,
    series: Series = SERIES,
) -> dt.date:
    """A market with one instrument: proposed on Monday 2 March 2026, listed and open on Tuesday; gives that day, 09:30."""
    sellers, buyers = list(sellers), list(buyers)
    with clock.fixed(at(MONDAY)):
        registered(*sellers, units=units, series=series)
        if buyers:
            registered(*buyers, units=0, series=Series(series.project, series.vintage - 1))
        admitted(*sellers, *buyers)
        ok(desk().submit_many([moved_in(s, units, series) for s in sellers]))
        ok(desk().submit(ProposeListing(trader=sellers[0], operator=MAKER, series=series, price=price)))
        ok(desk().submit(ConfirmListing(series=series)))
    tuesday = MONDAY + dt.timedelta(1)
    with clock.fixed(at(tuesday)):
        ok(desk().submit(OpenDay()))
        funded(*buyers, fen=fen)
    return tuesday


def post(
    trader: str, side: str, price: int, quantity: int, *, key: str = "", series: Series = SERIES
) -> PostOrder:
    return PostOrder(
        trader=trader, operator=MAKER, series=series, side=Side(side), price=price, quantity=quantity, key=key
    )


def take(
    trader: str, side: str, price: int, quantity: int, *, key: str = "", series: Series = SERIES
) -> TakeOrder:
    return TakeOrder(
        trader=trader, operator=MAKER, series=series, side=Side(side), price=price, quantity=quantity, key=key
    )


def row(event: Any) -> Any:
    """The row of an order's event."""
    return event.data["row"]


def agrees(address: str) -> None:
    """The tables are what the journal makes; both books hold the same units; money adds up to nothing, by raw SQL."""
    desk().level()
    found = check()
    assert found.broken is None
    assert not found.differences, [d.text.en for d in found.differences[:5]]
    with psycopg.connect(address) as raw:
        assert raw.execute("SELECT coalesce(sum(fen), 0) FROM store_cashaccount").fetchone() == (0,)
        moved = raw.execute(
            "SELECT place, sum(fen) FROM (SELECT source AS place, -fen AS fen FROM store_cashposting"
            " UNION ALL SELECT target, fen FROM store_cashposting) p GROUP BY place ORDER BY place"
        ).fetchall()
        assert moved == raw.execute("SELECT place, fen FROM store_cashaccount ORDER BY place").fetchall()
        units = raw.execute(
            "SELECT h.account, s.project, s.vintage, h.quantity FROM store_holding h JOIN store_series s ON s.id = h.series_id"
            " WHERE h.state = 'on-platform' AND h.quantity > 0 ORDER BY 1, 2, 3"
        ).fetchall()
        kept = raw.execute(
            "SELECT trader, project, vintage, platform FROM store_position WHERE platform > 0 ORDER BY 1, 2, 3"
        ).fetchall()
        assert units == kept
