"""Every kind of event of the exchange, and its tables: the projection in SQL says what the core says, event by event and all at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from ccer.exchange import exchange
from ccer.exchange.commands import (
    AnnounceAuction,
    AnnounceClosing,
    AnswerBlock,
    BidAuction,
    CancelAuction,
    CloseAuction,
    CloseDay,
    CloseMode,
    CloseTrader,
    ConfirmBlock,
    ConfirmListing,
    DeclineListing,
    OfferBlock,
    OpenDay,
    OpenMode,
    ProposeListing,
    RefuseBlock,
    ReleaseTrader,
    RemoveOperator,
    RestrictTrader,
    Resume,
    SetOperator,
    Suspend,
    WithdrawBlock,
    WithdrawOrder,
)  # fmt: skip
from ccer.exchange.office_commands import (
    AnswerObjection,
    AskExplanation,
    ChargeFee,
    CompleteWithdrawal,
    ConfirmClearing,
    Confirming,
    CorrectCash,
    DecideAlert,
    Deposit,
    Explain,
    FailWithdrawal,
    Fee,
    LiftRestriction,
    Object,
    RaiseAlert,
    ReportHolding,
    RequestWithdrawal,
    ReturnWithdrawal,
    UnbindBank,
)  # fmt: skip
from ccer.exchange.orders import Mode, Side
from ccer.registry.commands import Freeze
from ccer.registry.reasons import FreezeReason
from ccer.registry.serials import Series
from ccer_platform import clock
from ccer_platform.actions import settling
from ccer_platform.actions.posting import close_posters
from ccer_platform.actions.trading import close_desks, desk
from ccer_platform.store.models import MarketDay, MarketRecord, Trade
from ccer_platform.store.reading import trading, watching
from simulation.floor import (
    MAKER,
    SERIES,
    admitted,
    agrees,
    at,
    moved_in,
    ok,
    opened,
    post,
    registered,
    row,
    take,
)

OTHER = Series("A210002", 2023)


@pytest.fixture(autouse=True)
def _writers(database: str) -> Iterator[None]:
    yield
    close_desks()
    close_posters()


WHO = {"operator": MAKER}


def give(command: Any) -> Any:
    """One command, granted."""
    return ok(desk().submit(command))[0]


def test_every_event_of_the_exchange(database: str) -> None:
    day = opened(["s", "t"], ["b", "c"], units=1_000, fen=10**9)
    _participants_and_instruments(database, day)
    deal = _orders_and_blocks(database, day)
    _auctions(database, day)
    _money_and_watch(database, day, deal)
    _settlement(database, day)
    _all_said(database)
    _all_at_once(database)


def _participants_and_instruments(database: str, day: dt.date) -> None:
    with clock.fixed(at(day, 9, 40)):
        registered("n", units=0, series=Series("A210009", 2024))
        admitted("n")
        give(SetOperator(trader="n", operator="person:2", active=False))
        give(RemoveOperator(trader="n", operator="person:2"))
        give(CloseTrader(trader="n"))
        give(AnnounceClosing(day=dt.date(2026, 3, 5), notice="示例公告"))
        registered("x", units=50, series=OTHER)
        admitted("x")
        give(moved_in("x", 50, OTHER))
        give(ProposeListing(trader="x", **WHO, series=OTHER, price=7000))
        give(DeclineListing(series=OTHER, why="示例"))
        give(ProposeListing(trader="x", **WHO, series=OTHER, price=7100))
        give(ConfirmListing(series=OTHER))
        give(Suspend(series=SERIES, why="示例", notice="示例公告"))
        give(Resume(series=SERIES, notice="示例公告"))
        give(Suspend(why="示例", notice="示例公告"))
        give(Resume(notice="示例公告"))
        for mode in (Mode.BLOCK, Mode.AUCTION):
            give(OpenMode(mode=mode, notice="示例公告", commission="0.003", threshold=10, demonstration=True))
        agrees(database)


def _orders_and_blocks(database: str, day: dt.date) -> dict[str, Any]:
    with clock.fixed(at(day, 10)):
        give(RestrictTrader(trader="t", sides=(Side.SELL,), why="示例", document="示例通知"))
        give(ReleaseTrader(trader="t", document="示例通知"))
        order = give(post("s", "sell", 8000, 100))
        give(take("b", "buy", 8000, 40))
        give(WithdrawOrder(trader="s", **WHO, order=row(order.events[0])[1]))
        agrees(database)
        deal = {
            "trader": "s",
            "counterparty": "b",
            "series": SERIES,
            "side": Side.SELL,
            "price": 8100,
            "quantity": 20,
            **WHO,
        }
        ids = [give(OfferBlock(**deal)).events[0].data["block"]["id"] for _ in range(5)]
        bought = {
            "trader": "c",
            "counterparty": "t",
            "series": SERIES,
            "side": Side.BUY,
            "price": 8100,
            "quantity": 20,
            **WHO,
        }
        theirs = give(OfferBlock(**bought)).events[0].data["block"]["id"]
        agrees(database)
        give(WithdrawBlock(trader="s", block=ids[0], **WHO))
        give(AnswerBlock(trader="b", block=ids[1], accept=False, **WHO))
        for id in ids[2:4]:
            give(AnswerBlock(trader="b", block=id, accept=True, **WHO))
        give(AnswerBlock(trader="t", block=theirs, accept=True, **WHO))
        agrees(database)
        give(RefuseBlock(block=ids[2], why="示例"))
        give(ConfirmBlock(block=ids[3]))
        give(ConfirmBlock(block=theirs))
        agrees(database)
    return deal


def _auctions(database: str, day: dt.date) -> None:
    with clock.fixed(at(day, 10)):
        times = {"opens": at(day, 10, 1), "closes": at(day, 10, 30)}
        sale = AnnounceAuction(
            trader="t", series=SERIES, side=Side.SELL, quantity=50, reserve=7900, **times, **WHO
        )
        one, two = (give(sale).events[0].data["auction"]["id"] for _ in range(2))
        wanted = AnnounceAuction(
            trader="b", series=SERIES, side=Side.BUY, quantity=50, reserve=8200, **times, **WHO
        )
        three = give(wanted).events[0].data["auction"]["id"]
        agrees(database)
    with clock.fixed(at(day, 10, 5)):
        give(BidAuction(trader="c", auction=one, price=8000, quantity=30, **WHO))
        give(BidAuction(trader="c", auction=two, price=8000, quantity=30, **WHO))
        give(BidAuction(trader="s", auction=three, price=8100, quantity=30, **WHO))
        agrees(database)
        for trader in "sbct":
            stood = desk().look(
                lambda both, t=trader: (both.market.buying_power(t), both.market.withdrawable(t))
            )
            mine = trading.portfolio(trader)
            assert (mine.buying_power, mine.withdrawable) == stood
    with clock.fixed(at(day, 10, 40)):
        give(CloseAuction(auction=one))
        give(CancelAuction(auction=two, why="示例"))
        give(CloseAuction(auction=three))
        give(CloseMode(mode=Mode.AUCTION, notice="示例公告"))
        agrees(database)


def _money_and_watch(database: str, day: dt.date, deal: dict[str, Any]) -> None:
    with clock.fixed(at(day, 10, 41)):
        give(
            Freeze(
                id="f",
                account="s",
                reason=FreezeReason.JUDICIAL,
                authority="示例法院",
                document="示例文书",
                series=SERIES,
                quantity=5,
            )
        )
        give(RequestWithdrawal(id="w1", trader="b", fen=1000))
        give(CompleteWithdrawal(id="w1", fen=900, reference="out-1"))
        give(RequestWithdrawal(id="w2", trader="b", fen=1000))
        give(FailWithdrawal(id="w2", why="AC04"))
        give(ReturnWithdrawal(id="w1", fen=890, reference="back-1"))
        give(ChargeFee(trader="b", fee=Fee.OPENING, year=2026))
        give(Deposit(trader="b", fen=77, reference="wrong", account="6222-b"))
        give(CorrectCash(entry="deposit:wrong", why="示例", document="示例凭证"))
        agrees(database)
        give(RaiseAlert(id="a1", trader="b", kind=3, day=day, evidence="示例"))
        give(AskExplanation(id="a1", why="示例"))
        give(Explain(id="a1", document="示例说明"))
        give(post("b", "buy", 7900, 5))
        give(DecideAlert(id="a1", why="示例", sides=(Side.BUY,)))
        agrees(database)
        give(LiftRestriction(id="a1", why="示例", document="示例通知"))
        give(ReportHolding(id="r1", trader="b", day=day, quantity=60, limit=100, purpose="示例"))
        give(post("c", "buy", 7900, 5))
        give(OfferBlock(**deal))
        agrees(database)


def _settlement(database: str, day: dt.date) -> None:
    with clock.fixed(at(day, 15, 1)):
        give(CloseDay())
        agrees(database)
        ok(settling.clear(day))
        desk().level()
        digest = MarketDay.objects.get(date=day).digest
        for side in Confirming:
            give(ConfirmClearing(day=day, side=side, digest=digest))
        done = settling.run(day, most=2)
        assert (done.finished, done.failed) == (True, 0)
        give(Object(id="o1", trader="b", day=day, why="示例", document="示例函"))
        give(AnswerObjection(id="o1", upheld=False, why="示例"))
        give(Object(id="o2", trader="b", day=day, why="示例", document="示例函"))
        agrees(database)
        last = Trade.objects.filter(state="settled", buyer="b").latest("place")
        give(AnswerObjection(id="o2", upheld=True, why="示例", trades=(last.id,), key="o2"))
        assert (
            desk()
            .submit(AnswerObjection(id="o2", upheld=True, why="示例", trades=(last.id,), key="o2"))
            .repeated
        )
        agrees(database)
        assert watching.books().units == ()
    with clock.fixed(at(day + dt.timedelta(1), 9, 30)):
        give(OpenDay())
        assert desk().submit(UnbindBank(trader="b")).refusal is not None
        agrees(database)


def _all_said(address: str) -> None:
    """No kind of event was left out but those that need a failure or an empty purse."""
    with psycopg.connect(address) as raw:
        said = {
            name
            for (name,) in raw.execute(
                "SELECT DISTINCT name FROM store_journalevent WHERE starts_with(name, 'exchange.')"
            )
        }
    left_out = set(exchange.APPLIERS) - said
    assert left_out <= {
        "exchange.trade.failed",
        "exchange.bank.unbound",
        "exchange.orders.entered",
        "exchange.units.left",
    }
    states = dict(MarketRecord.objects.filter(kind="block").values_list("code", "state"))
    assert sorted(states.values()) == [
        "confirmed",
        "confirmed",
        "declined",
        "lapsed",
        "lapsed",
        "refused",
        "withdrawn",
    ]


def _all_at_once(address: str) -> None:
    """Tables emptied and made anew in one call are the same."""
    with psycopg.connect(address) as raw:
        raw.execute(
            "SET session_replication_role = replica"
        )  # the guards rest: these tables are about to be made again
        for table in (
            "marketday", "instrument", "tradingaccount", "operator", "position", "order", "trade", "daybar", "cashaccount", "cashposting",
            "withdrawal", "marketrecord",
        ):  # fmt: skip
            raw.execute(f"DELETE FROM store_{table}")  # type: ignore[call-overload]
        raw.execute("UPDATE store_projection SET seq = 0 WHERE name = 'market'")
    agrees(address)
