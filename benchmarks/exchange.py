"""The exchange against `pgbench` on the same server in the same run: orders one by one and in batches, over HTTP, and a settlement.

Half of the orders are posted, half take what was posted: every second one is a trade. A rate counts orders that were decided, matched and
on disk, and the time until the tables hold them too. Rounds go in turn (pgbench, ours …) and medians are given.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import time
from typing import Any

from figure import Figure
from ledger import bench, portal, timed, together

ROUNDS = int(os.environ.get("EXCHANGE_ROUNDS", "3"))
SECONDS = 4.0
SINGLES = 12_000
BATCH, BATCHES = 8_000, 3
CLIENTS = 200
HTTP_SECONDS = 15.0
SETTLED = int(os.environ.get("EXCHANGE_SETTLED", "100000"))
SCALE = "20"
SIDES = 40  # sellers, and as many buyers
INSTRUMENTS = 8
PRICE = 8_000
OPERATOR = "person:1"
DAY = dt.date(2026, 3, 3)


def run() -> list[Figure]:
    os.environ["CCER_DEMO"] = "1"  # the clock is set to a trading day
    with portal() as server:
        floor = Floor()
        bench(server, "-i", "-s", SCALE, "-q")
        found: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for clients in (1, 8):
                found.setdefault(f"pgbench {clients}", []).append(
                    bench(server, "-c", str(clients), "-j", str(min(clients, 2)), "-T", str(int(SECONDS)))
                )
                found.setdefault(f"single {clients}", []).append(floor.singly(clients))
            found.setdefault("batch", []).append(floor.in_batches())
        figures = _rates(found)
        figures += over_http(floor)
        figures.append(floor.settlement())
        floor.close()
        return figures


def _rates(found: dict[str, list[float]]) -> list[Figure]:
    figures = []
    for name, clients, aim in (
        ("orders one by one, 1 client", 1, "aim 1× or more"), ("orders one by one, 8 clients", 8, "aim 1× or more"),
    ):  # fmt: skip
        ours, theirs = (statistics.median(found[f"{what} {clients}"]) for what in ("single", "pgbench"))
        figures.append(Figure(name, ours, "/s", f"pgbench TPC-B {theirs:,.0f} /s", ours / theirs, aim))
    ours, theirs = statistics.median(found["batch"]), statistics.median(found["pgbench 1"])
    figures.append(
        Figure(
            f"orders in batches of {BATCH:,}",
            ours,
            "/s",
            f"pgbench TPC-B {theirs:,.0f} /s",
            ours / theirs,
            "aim 10× or more",
        )
    )
    return figures


class Floor:
    """Traders with units and money, instruments listed, a day opened."""

    def __init__(self) -> None:
        from ccer.exchange.commands import ConfirmListing, OpenDay, OpenTrader, ProposeListing, SetOperator
        from ccer.exchange.office_commands import BindBank, Deposit
        from ccer.registry.commands import ApplyAccount, ChangeState, Issue, OpenAccount, RegisterLine
        from ccer.registry.holdings import State
        from ccer.registry.serials import Series
        from ccer_platform.actions.posting import poster
        from ccer_platform.actions.trading import desk

        self.desk, self.poster = desk(), poster()
        self.series = [Series(f"A2{n:05d}", 2024) for n in range(INSTRUMENTS)]
        self.sellers = [f"seller-{n}" for n in range(SIDES)]
        self.buyers = [f"buyer-{n}" for n in range(SIDES)]
        everybody, units = self.sellers + self.buyers, 10**7
        stand_at(dt.datetime.combine(DAY - dt.timedelta(1), dt.time(9, 30)))
        self.granted(self.poster, [
            *(ApplyAccount(account=a, subject=a, kind="owner", maker="m", checker="c", papers=("0" * 64,)) for a in everybody),
            *(OpenAccount(account=a) for a in everybody),
            *(RegisterLine(line=s.project, series=s, verified=units * SIDES) for s in self.series),
            *(Issue(line=s.project, account=a, quantity=units) for s in self.series for a in self.sellers),
            *(
                ChangeState(account=a, series=s, quantity=units, source=State.GENERAL, target=State.TO_TRADING)
                for s in self.series for a in self.sellers
            ),
        ])  # fmt: skip
        self.granted(self.desk, [
            *(OpenTrader(trader=a, subject=a, kind="owner") for a in everybody),
            *(SetOperator(trader=a, operator=OPERATOR) for a in everybody),
            *(
                ChangeState(account=a, series=s, quantity=units, source=State.TO_TRADING, target=State.ON_PLATFORM)
                for s in self.series for a in self.sellers
            ),
            *(ProposeListing(trader=self.sellers[0], operator=OPERATOR, series=s, price=PRICE) for s in self.series),
            *(ConfirmListing(series=s) for s in self.series),
        ])  # fmt: skip
        stand_at(dt.datetime.combine(DAY, dt.time(9, 30)))
        self.granted(self.desk, [
            OpenDay(),
            *(BindBank(trader=a, account=a, holder=a, name=a) for a in self.buyers),
            *(Deposit(trader=a, fen=10**14, reference=a, account=a) for a in self.buyers),
        ])  # fmt: skip
        self.desk.level()

    @staticmethod
    def granted(writer: Any, commands: list[Any]) -> None:
        refused = [o.refusal for o in writer.submit_many(commands) if o.refusal]
        if refused:
            raise RuntimeError(refused[0].lines("en"))

    def pair(self, dice: random.Random, number: int) -> tuple[Any, Any]:
        """An order to sell, and one that buys as much."""
        from ccer.exchange.commands import PostOrder, TakeOrder
        from ccer.exchange.orders import Side

        series, quantity = self.series[number % INSTRUMENTS], dice.randint(1, 40)
        asked = {"operator": OPERATOR, "series": series, "price": PRICE, "quantity": quantity}
        key = f"{dice.random():.17f}"
        return (
            PostOrder(trader=dice.choice(self.sellers), side=Side.SELL, key="s" + key, **asked),
            TakeOrder(trader=dice.choice(self.buyers), side=Side.BUY, key="b" + key, **asked),
        )

    def singly(self, clients: int) -> float:
        """Orders a second, each waiting for its own answer; until the tables hold them. What is asked was made before."""
        from django.db import connection

        dice = random.Random(time.time_ns())
        pairs = SINGLES // clients // 2
        asked = [[order for _ in range(pairs) for order in self.pair(dice, n)] for n in range(clients)]

        def client(orders: list[Any]) -> None:
            for order in orders:
                outcome = self.desk.submit(order)
                assert outcome.refusal is None, outcome.refusal.lines("en")
            connection.close()  # the clock of a demonstration was read by it

        def work() -> None:
            together([lambda each=each: client(each) for each in asked])  # type: ignore[misc]
            self.desk.level()

        return 2 * pairs * clients / timed(work)

    def in_batches(self) -> float:
        from ccer.exchange.commands import EnterOrders

        dice = random.Random(time.time_ns())
        asked = [
            EnterOrders(
                key=f"{dice.random():.17f}",
                orders=tuple(o for n in range(BATCH // 2) for o in self.pair(dice, n)),
            )
            for _ in range(BATCHES)
        ]

        def work() -> None:
            for command in asked:
                outcome = self.desk.submit(command)
                assert outcome.refusal is None, outcome.refusal.lines("en")
                assert not [row for row in outcome.events[0].data["rows"] if row[0] == "refused"]
            self.desk.level()

        return BATCH * BATCHES / timed(work)

    def settlement(self) -> Figure:
        """All of one day: what was traded so far, filled up to as many trades as asked for."""
        from ccer.exchange.commands import CloseDay, EnterOrders
        from ccer.exchange.office_commands import ConfirmClearing, Confirming
        from ccer_platform.actions import settling
        from ccer_platform.store.models import MarketDay

        dice = random.Random(7)
        while (missing := SETTLED - self._traded()) > 0:
            pairs = min(missing, BATCH // 2)
            orders = tuple(o for n in range(pairs) for o in self.pair(dice, n))
            self.granted(self.desk, [EnterOrders(orders=orders)])
            self.desk.level()
        stand_at(dt.datetime.combine(DAY, dt.time(15, 1)))
        self.granted(self.desk, [CloseDay()])
        settling.clear(DAY)
        self.desk.level()
        digest = MarketDay.objects.get(date=DAY).digest
        self.granted(self.desk, [ConfirmClearing(day=DAY, side=side, digest=digest) for side in Confirming])
        began = time.perf_counter()
        done = settling.run(DAY)
        self.desk.level()
        took = time.perf_counter() - began
        assert done.finished, done
        assert not done.failed, done
        note = f"{done.delivered:,} trades in {took:,.1f} s, units by serial and money in one transaction"
        return Figure("trades settled", done.delivered / took, "/s", note=note)

    def programs(self) -> list[tuple[str, str, str]]:
        """Account, side and token of programs: half sell, half buy; and enough to sell for the buyers to take."""
        from django.test import override_settings

        from ccer.exchange.commands import EnterOrders, SetOperator
        from ccer_platform.actions import people, tokens
        from ccer_platform.store.models import RegistryAccount

        made, quick = (
            [],
            override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
        )
        with quick:
            for n in range(SIDES):
                for account, side in ((self.sellers[n], "sell"), (self.buyers[n], "buy")):
                    of = people.add_organisation(account, account, "trader")
                    user = people.add_person(
                        f"{account}@bench.example",
                        account,
                        organisation=of,
                        seat="maker",
                        password="x" * 20,
                        demo=True,
                    )
                    RegistryAccount.objects.filter(code=account).update(organisation=of)
                    self.granted(self.desk, [SetOperator(trader=account, operator=user.code)])
                    actor = people.actor_of(people.seats(user.pk).get())
                    made.append((account, side, tokens.create(actor, "bench", ("trade",), 5)[1]))
        dice = random.Random(1)
        standing = tuple(self.pair(dice, n)[0] for n in range(BATCH))
        self.granted(self.desk, [EnterOrders(orders=standing)])
        return made

    @staticmethod
    def _traded() -> int:
        from ccer_platform.store.models import Trade

        return Trade.objects.filter(on=DAY).count()

    def close(self) -> None:
        from django.db import connections

        from ccer_platform.actions.posting import close_posters
        from ccer_platform.actions.trading import close_desks

        close_desks()
        close_posters()
        for each in connections.all():
            each.close()
            each.close_pool()


def stand_at(local: dt.datetime) -> None:
    """The clock of the demonstration stands there, for every process."""
    from ccer_platform import clock
    from ccer_platform.store.models import ClockSetting

    ahead = local.replace(tzinfo=clock.BEIJING) - clock.real_now()
    ClockSetting.objects.update_or_create(id=1, defaults={"offset_seconds": int(ahead.total_seconds())})
    clock.forget()


def over_http(floor: Floor) -> list[Figure]:
    """A server of its own process, 200 programs with tokens of their own on connections that stay open."""
    tokens = floor.programs()
    port = 18_471
    server = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "32",
            "--workers", "1", "--log-level", "warning", "ccer_platform.wsgi:application",
        ],
    )  # fmt: skip
    try:
        _until_up(port)
        asyncio.run(_clients(port, floor, tokens, 3.0, 1.0))  # each thread of the server opens its connection
        calm, seconds = asyncio.run(_clients(port, floor, tokens, HTTP_SECONDS, 1.0)), HTTP_SECONDS
        busy = asyncio.run(_clients(port, floor, tokens, HTTP_SECONDS, 0.0))
    finally:
        server.terminate()
        server.wait()
    note = f"{CLIENTS} clients, an order each second; {len(calm) / seconds:,.0f} orders/s"
    rows = [("p50", 0.50), ("p99", 0.99)]
    figures = [
        Figure(f"HTTP order entry {name}", 1000 * _quantile(calm, share), "ms", note=note)
        for name, share in rows
    ]
    note = f"{CLIENTS} clients without pause; p50 {1000 * _quantile(busy, 0.5):,.0f} ms, p99 {1000 * _quantile(busy, 0.99):,.0f} ms"
    return [*figures, Figure("HTTP order entry, all it takes", len(busy) / HTTP_SECONDS, "/s", note=note)]


def _quantile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _until_up(port: int) -> None:
    for _ in range(200):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/alive")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


async def _clients(
    port: int, floor: Floor, tokens: list[tuple[str, str, str]], seconds: float, pause: float
) -> list[float]:
    """Seconds from each request to its answer."""
    times: list[float] = []
    until = time.perf_counter() + seconds

    async def client(number: int) -> None:
        trader, side, token = tokens[number % len(tokens)]
        dice = random.Random(f"{number} {time.time_ns()}")
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(dice.random() * pause)
        series = floor.series[number % INSTRUMENTS]
        turn = 0
        while time.perf_counter() < until:
            turn += 1
            body = json.dumps(
                {
                    "trader": trader,
                    "series": list(series),
                    "side": side,
                    "price": PRICE,
                    "quantity": dice.randint(1, 40),
                }
            )
            do = "post-order" if side == "sell" else "take-order"
            began = time.perf_counter()
            writer.write(
                f"POST /api/v1/exchange/orders/{do} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
                f"Idempotency-Key: {number}-{turn}-{dice.random():.12f}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
            )
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            answer = await reader.readexactly(int(head.partition("content-length: ")[2].partition("\r\n")[0]))
            times.append(time.perf_counter() - began)
            assert " 200 " in head.partition("\r\n")[0], answer.decode()[:400]
            await asyncio.sleep(max(0.0, pause - (time.perf_counter() - began)))
        writer.close()

    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    return times
