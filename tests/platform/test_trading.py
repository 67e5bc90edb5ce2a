"""The market on its host: durable orders, both books in one transaction, tables that follow, a writer that starts anew."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db.models import Sum

from ccer.exchange.commands import CloseDay, EnterOrders
from ccer.exchange.office_commands import ConfirmClearing, Confirming
from ccer.registry.commands import ChangeState, Freeze, Reverse
from ccer.registry.holdings import State
from ccer.registry.reasons import FreezeReason
from ccer_platform import clock
from ccer_platform.actions import settling
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.actions.trading import Desk, close_desks, desk
from ccer_platform.rebuilding.check import check
from ccer_platform.store.market import keep_snapshot
from ccer_platform.store.models import CashAccount, MarketDay, Order, Position, Trade
from ccer_platform.store.reading import trading, watching
from simulation.floor import SERIES, agrees, at, ok, opened, post, row, take


@pytest.fixture(autouse=True)
def _writers(database: str) -> Iterator[None]:
    yield
    close_desks()
    close_posters()


def confirmed(day: dt.date) -> None:
    digest = MarketDay.objects.get(date=day).digest
    for side in Confirming:
        ok(desk().submit(ConfirmClearing(day=day, side=side, digest=digest)))


def test_a_day_from_the_first_order_to_the_last_fen(database: str) -> None:
    """100 t at 80.00 yuan: 30 t taken at once, 20 t later, 10 t withdrawn, the rest falls at the close.

    50 t x 8 000 fen = 400 000 fen; commission 0.6 % of it is 2 400 fen for each side, whatever the parts.
    """
    day = opened(["s"], ["b"], fen=1_000_000)
    with clock.fixed(at(day, 10)):
        posted = ok(desk().submit(post("s", "sell", 8000, 100)))[0]
        ok(desk().submit(take("b", "buy", 8000, 30)))
        many = EnterOrders(
            orders=(take("b", "buy", 8000, 20), post("b", "buy", 7900, 10), post("b", "buy", 100, 10))
        )
        ok(desk().submit(many))
        desk().level()
        order = Order.objects.get(id=row(posted.events[0])[1])
        assert (order.remaining, order.state, order.turnover, order.fee) == (50, "open", 400_000, 2_400)
        held = Position.objects.get(trader="s")
        assert (held.platform, held.selling, held.sold) == (100_000, 50, 50)
        mine = trading.portfolio("b")
        # 10 t x 7 900 and 0.6 % of it stay reserved: 79 474 fen
        assert (mine.balance, mine.owed, mine.reserved) == (1_000_000, 402_400, 79_474)
        assert mine.buying_power == 1_000_000 - 402_400 - 79_474
        stood = desk()._memory.market
        assert (mine.buying_power, mine.withdrawable) == (stood.buying_power("b"), stood.withdrawable("b"))
        agrees(database)
    with clock.fixed(at(day, 15, 1)):
        ok(desk().submit(CloseDay()))
        ok(settling.clear(day))
        desk().level()
        assert settling.run(day).refusal.code == "not_confirmed"
        confirmed(day)
        done = settling.run(day)
        assert (done.delivered, done.failed, done.finished) == (2, 0, True)
        assert settling.run(day).refusal.code == "settled_already"
        trade = Trade.objects.order_by("id")[0].id
        alone = Reverse(of=f"settle:{trade}", why="示例理由", document="0" * 64)
        assert desk().submit(alone).refusal.code == "trade_by_objection"
        agrees(database)
        assert dict(CashAccount.objects.values_list("place", "fen")) == {
            "bank": -1_000_000, "trader:b": 1_000_000 - 402_400, "trader:s": 397_600, "fees": 4_800,
        }  # fmt: skip
        assert Position.objects.get(trader="b").platform == 50
        assert set(Trade.objects.values_list("state", flat=True)) == {"settled"}
        assert set(Order.objects.filter(side="sell").values_list("state", flat=True)) == {"closed"}
        assert watching.books().units == ()
        own = trading.statement("b", day)
        assert own is not None
        assert (own.totals.owing, own.totals.fees, own.state) == (400_000, 2_400, "settled")


def test_a_writer_that_starts_anew_knows_all(database: str) -> None:
    day = opened(["s"], ["b"])
    with clock.fixed(at(day, 10)):
        ok(desk().submit(post("s", "sell", 8000, 100)))
        with psycopg.connect(database, autocommit=True) as raw:
            assert keep_snapshot(raw, 1)
            assert keep_snapshot(raw, 1) is None
        ok(desk().submit(post("s", "sell", 8100, 7)))
        other = Desk(desk().conninfo)
        ok(other.submit(take("b", "buy", 8000, 100)))
        ok(desk().submit(post("s", "sell", 8200, 1)))
        other.submit(post("nobody", "buy", 1, 1))
        assert other._memory is not None
        assert desk()._memory is not None
        assert other._memory.market.state() == desk()._memory.market.state()
        other.close()
        agrees(database)


def test_a_key_is_answered_once(database: str) -> None:
    day = opened(["s"], ["b"])
    with clock.fixed(at(day, 10)):
        first = ok(desk().submit(post("s", "sell", 8000, 100, key="k1")))[0]
        second = desk().submit(post("s", "sell", 8000, 100, key="k1"))
        assert second.repeated
        assert row(second.events[0])[1] == row(first.events[0])[1]
        assert desk().submit(post("s", "sell", 8000, 99, key="k1")).refusal.code == "key_reused"
        anew = Desk(desk().conninfo)
        assert anew.submit(post("s", "sell", 8000, 100, key="k1")).repeated
        anew.close()
        desk().level()
        assert Order.objects.count() == 1


def test_units_go_back_only_when_free_and_a_freeze_takes_orders_down(database: str) -> None:
    day = opened(["s"], ["b"], units=100)
    out = ChangeState(
        account="s", series=SERIES, quantity=60, source=State.ON_PLATFORM, target=State.TO_TRADING, key="out"
    )
    with clock.fixed(at(day, 10)):
        ok(desk().submit(post("s", "sell", 8000, 30)))
        last = ok(desk().submit(post("s", "sell", 8100, 40)))[0]
        assert desk().submit(out).refusal.code == "not_transferable"
        agrees(database)
        frozen = Freeze(
            id="f1",
            account="s",
            reason=FreezeReason.JUDICIAL,
            authority="示例法院",
            document="示例文书",
            series=SERIES,
            quantity=50,
        )
        ok(desk().submit(frozen))
        agrees(database)
        assert Order.objects.get(id=row(last.events[0])[1]).state == "withdrawn", (
            "the newest falls, the older one is still covered"
        )
        assert Order.objects.filter(state="open").count() == 1
        held = Position.objects.get(trader="s")
        assert (held.platform, held.selling) == (50, 30)
        take_all = Freeze(
            id="f2",
            account="s",
            reason=FreezeReason.JUDICIAL,
            authority="示例法院",
            document="示例文书",
            series=SERIES,
            quantity=50,
        )
        ok(desk().submit(take("b", "buy", 8000, 10)))
        assert desk().submit(take_all).refusal.code == "sold_undelivered", (
            "10 t are sold: they are the buyer's"
        )
        agrees(database)


def test_a_million_tiny_orders_end_at_the_limit(database: str) -> None:
    """The software keeps 1 000 open postings of a trader; the next is refused, those before it stand."""
    day = opened(["s"], ["b"])
    with clock.fixed(at(day, 10)):
        [outcome] = ok(desk().submit(EnterOrders(orders=(post("b", "buy", 7900, 1),) * 1_003)))
        did = [r[0] for r in outcome.events[0].data["rows"]]
        assert (did.count("posted"), did.count("refused")) == (1_000, 3)
        assert outcome.events[0].data["rows"][-1][1] == "too_many_orders"
        agrees(database)


def test_many_commands_of_many_threads_keep_both_books(database: str) -> None:
    """Eight threads at once, each with its own trader; every trade is found on both sides."""
    sellers = [f"s{n}" for n in range(4)]
    day = opened(sellers, [f"b{n}" for n in range(4)], units=10_000)

    def client(number: int) -> None:
        with clock.fixed(at(day, 10)):
            for turn in range(25):
                ok(desk().submit(post(f"s{number}", "sell", 8000, 3, key=f"s-{number}-{turn}")))
                ok(desk().submit(take(f"b{number}", "buy", 8000, 3, key=f"b-{number}-{turn}")))

    threads = [threading.Thread(target=client, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with clock.fixed(at(day, 10)):
        agrees(database)
    traded = Trade.objects.aggregate(total=Sum("quantity"))["total"]
    assert traded == 4 * 25 * 3
    assert (
        sum(Position.objects.values_list("sold", flat=True))
        == sum(Position.objects.values_list("bought", flat=True))
        == traded
    )


def test_a_trade_whose_units_are_gone_behind_its_back_fails_alone_with_its_reason(database: str) -> None:
    """Somebody moved units in the register past the market: that trade fails, says why, and costs nobody anything; the other is delivered."""
    day = opened(["s", "t"], ["b"], units=100)
    with clock.fixed(at(day, 10)):
        for seller in ("s", "t"):
            ok(desk().submit(post(seller, "sell", 8000, 100)))
            ok(desk().submit(take("b", "buy", 8000, 100)))
        gone_behind = Freeze(
            id="f",
            account="s",
            reason=FreezeReason.JUDICIAL,
            authority="示例法院",
            document="示例文书",
            quantity=1,
        )
        ok(poster().submit(gone_behind))
    with clock.fixed(at(day, 15, 1)):
        ok(desk().submit(CloseDay()))
        ok(settling.clear(day))
        desk().level()
        confirmed(day)
        done = settling.run(day)
        assert (done.delivered, done.failed, done.finished) == (1, 1, True)
        desk().level()
        [failed] = watching.failures(day)
        assert (failed.seller, failed.failure[0]) == ("s", "account_frozen")
        assert failed.failure[3], "with its clause"
        assert dict(CashAccount.objects.values_list("place", "fen"))["trader:t"] == 800_000 - 4_800
        assert not CashAccount.objects.filter(place="trader:s").exists()
        held = Position.objects.get(trader="s")
        assert (held.platform, held.sold) == (100, 0)
        assert watching.books().units == (("s", "A210001", 2024, 100, 99),), "and the difference is seen"
        assert not check().differences
        assert trading.statement("b", day).failed.keys() == {failed.id}
