"""The ledger against `pgbench` on the same server in the same run: single transfers with custody by serial, and batches.

Rounds go in turn (pgbench, ours, pgbench …) and medians are given, so that a busy machine slows both alike. The history is real: the
blocks are made by transfers through the same code. The tables follow the journal meanwhile: of batches the clock stops when they are
level with it; single transfers are counted while they follow, and how far they are behind at the end is a figure of its own.

Statements are read from ten million postings over a thousand accounts. Those rows have the real shape and were not posted: SQL makes
them, twenty to an event, with no blocks. Each statement is of one account, at random instants, beside a constant page of the server.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from ccer_platform.database import Server
from figure import Figure

ACCOUNTS = 1_000
SERIES = 20
EACH = 1_000_000
ROUNDS = 3
SECONDS = 4.0
SINGLES = 12_000
BATCH, BATCHES = 8_000, 5
SCALE = "20"
HISTORY = int(os.environ.get("LEDGER_HISTORY", "1000000"))
"""Blocks of history for the second measurement; the first has some 20,000."""
POSTINGS = int(os.environ.get("LEDGER_POSTINGS", "10000000"))
STATEMENTS, PER_STATEMENT_EVENT = 200, 20


def run() -> list[Figure]:
    with portal() as server:
        world = World()
        bench(server, "-i", "-s", SCALE, "-q")
        near = world.rounds(server)
        figures = [*single(near, world.blocks()), *batches(server, world, near)]
        if world.grow(HISTORY):
            far = world.rounds(server)
            figures += flat(near, far, world.blocks())
        figures += statements(world)
        world.close()
        return figures


@contextmanager
def portal() -> Iterator[Server]:
    """A server of its own, migrated, fsync on."""
    folder = Path(tempfile.mkdtemp(prefix="ccer-ledger-"))
    folder.chmod(0o755)
    from ccer_platform.serve import prepare

    server = prepare(folder)
    assert server is not None
    program(server, "createdb", "bench")
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def program(server: Server, name: str, *arguments: str) -> str:
    where = ("-h", str(server.socket), "-U", "ccer")
    done = subprocess.run(
        [str(server.programs / name), *where, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout


def bench(server: Server, *arguments: str) -> float:
    """Transactions a second of `pgbench` TPC-B."""
    said = program(server, "pgbench", *arguments, "bench")
    rates = [line.split()[2] for line in said.splitlines() if line.startswith("tps")]
    return float(rates[0]) if rates else 0.0


class World:
    """Accounts and series, and what is asked of them."""

    def __init__(self) -> None:
        from ccer.registry.commands import ApplyAccount, Issue, OpenAccount, RegisterLine
        from ccer.registry.serials import Series
        from ccer_platform.actions.posting import poster

        self.poster = poster()
        self.random = random.Random(20260820)
        self.keys = 0
        self.series = [Series(f"A2{n:05d}", 2024) for n in range(SERIES)]
        names = [f"bench-{n}" for n in range(ACCOUNTS)]
        self.granted(
            [
                ApplyAccount(actor="system:bench", account=n, subject=n, kind="owner", maker="m", checker="c", papers=("0" * 64,))
                for n in names
            ]
        )  # fmt: skip
        self.granted([OpenAccount(actor="system:bench", account=n) for n in names])
        per = EACH * ACCOUNTS // SERIES
        self.granted(
            [RegisterLine(actor="system:bench", line=s.project, series=s, verified=per) for s in self.series]
        )
        self.granted(
            [
                Issue(actor="system:bench", line=self.series[n % SERIES].project, account=name, quantity=EACH)
                for n, name in enumerate(names)
            ]
        )

    def granted(self, commands: list) -> None:  # type: ignore[type-arg]
        refused = [o.refusal for o in self.poster.submit_many(commands) if o.refusal]
        if refused:
            raise RuntimeError(refused[0].lines("en"))

    def transfer(self, dice: random.Random | None = None):  # type: ignore[no-untyped-def]
        """A few units from one account to another that holds the same series, under a key of its own."""
        from ccer.registry.commands import Transfer

        dice = dice or self.random
        source = dice.randrange(ACCOUNTS)
        target = (source + SERIES * dice.randrange(1, ACCOUNTS // SERIES)) % ACCOUNTS
        self.keys += 1
        key = f"{self.keys}-{dice.random():.17f}"
        return Transfer(
            actor="system:bench", key=key, source=f"bench-{source}", target=f"bench-{target}",
            series=self.series[source % SERIES], quantity=dice.randint(1, 40),
        )  # fmt: skip

    def blocks(self) -> int:
        self.poster.level()
        return int(query(self, "SELECT count(*) FROM store_block"))

    def grow(self, blocks: int) -> bool:
        """Transfers until there are that many blocks; False where there are already."""
        while (missing := blocks - self.blocks()) > 0:
            for _ in range(0, missing, BATCH):
                self.granted([self.transfer() for _ in range(BATCH)])
        query(self, "VACUUM ANALYZE store_block")
        return True

    def rounds(self, server: Server) -> dict[str, list[float]]:
        """Rates a second, some rounds each, in turn."""
        found: dict[str, list[float]] = {
            "pgbench 1": [],
            "pgbench 8": [],
            "single 1": [],
            "single 8": [],
            "batch": [],
            "batch level": [],
            "behind": [],
        }
        for _ in range(ROUNDS):
            found["pgbench 1"].append(bench(server, "-c", "1", "-T", str(int(SECONDS))))
            found["single 1"].append(self.singly(1))
            found["pgbench 8"].append(bench(server, "-c", "8", "-j", "2", "-T", str(int(SECONDS))))
            found["single 8"].append(self.singly(8))
            found["behind"].append(timed(self.poster.level))
            for what, rate in zip(("batch", "batch level"), self.in_batches(), strict=True):
                found[what].append(rate)
        return found

    def singly(self, clients: int) -> float:
        """Transfers a second, each waiting for its own answer; what is asked was made before, as `pgbench` makes its own in no time."""
        asked = [[self.transfer() for _ in range(SINGLES // clients)] for _ in range(clients)]

        def client(commands: list) -> None:  # type: ignore[type-arg]
            for command in commands:
                assert self.poster.submit(command).refusal is None

        return SINGLES / timed(lambda: together([lambda each=each: client(each) for each in asked]))  # type: ignore[misc]

    def in_batches(self) -> tuple[float, float]:
        """Transfers a second until all are on disk and answered, and until the tables hold them too."""
        asked = [[self.transfer() for _ in range(BATCH)] for _ in range(BATCHES)]
        answered = timed(lambda: [self.granted(commands) for commands in asked])
        behind = timed(self.poster.level)
        return BATCH * BATCHES / answered, BATCH * BATCHES / (answered + behind)

    def close(self) -> None:
        from django.db import connections

        from ccer_platform.actions.posting import close_posters

        close_posters()
        for each in connections.all():
            each.close()
            each.close_pool()


def query(world: World, sql: str) -> object:
    with psycopg.connect(world.poster.conninfo, autocommit=True) as connection:
        cursor = connection.execute(sql)  # type: ignore[call-overload]
        return cursor.fetchone()[0] if cursor.description else 0


def together(clients: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=client) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def single(found: dict[str, list[float]], blocks: int) -> list[Figure]:
    figures = []
    for clients in (1, 8):
        ours, theirs = median(found[f"single {clients}"]), median(found[f"pgbench {clients}"])
        figures.append(
            Figure(
                f"single transfers with custody by serial, {clients} client{'s' if clients > 1 else ''}", ours, "/s",
                f"pgbench TPC-B {theirs:,.0f} /s", ours / theirs, f"{blocks:,} blocks; aim 1.2× or more",
            )
        )  # fmt: skip
    behind = max(found["behind"])
    figures.append(
        Figure(
            "tables level with the journal after 8 clients end, longest",
            behind * 1000,
            "ms",
            "1 s",
            1 / behind,
            "aim 1× or more",
        )
    )
    return figures


def batches(server: Server, world: World, found: dict[str, list[float]]) -> list[Figure]:
    ours, theirs, bare = median(found["batch"]), median(found["pgbench 1"]), bare_insert(world)
    return [
        Figure("batches of 8,000 transfers", ours, "/s", f"pgbench TPC-B {theirs:,.0f} /s", ours / theirs, "aim 10× or more"),
        Figure("batches of 8,000 transfers", ours, "/s", f"bare unnest insert {bare:,.0f} rows/s", ours / bare, "the same rows, no checks"),
    ]  # fmt: skip


def bare_insert(world: World) -> float:
    """Rows like postings a second, by ``unnest`` in the same batches, into a table without index or constraint."""
    with psycopg.connect(world.poster.conninfo, autocommit=True) as connection:
        connection.execute("CREATE UNLOGGED TABLE bare (LIKE store_posting)")
        connection.execute("ALTER TABLE bare SET LOGGED")
        columns = [list(range(BATCH)) for _ in range(7)]
        rates = []
        for _ in range(ROUNDS):
            took = timed(
                lambda: connection.execute(
                    "INSERT INTO bare SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],"
                    " %s::bigint[], %s::bigint[], %s::bigint[])",
                    columns,
                )
            )
            rates.append(BATCH / took)
        connection.execute("DROP TABLE bare")
    return median(rates)


_MAKE = """
INSERT INTO store_series (project, vintage, issued) VALUES ('A299999', 2024, 0);
INSERT INTO store_holding (account, state, hold, series_id, quantity)
    SELECT 'long-' || n, 'general', '', s.id, 0 FROM generate_series(0, {accounts} - 1) AS n, store_series s WHERE s.project = 'A299999';
CREATE TEMP TABLE made AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, id, series_id FROM store_holding WHERE account LIKE 'long-%';
CREATE UNIQUE INDEX ON made (n);
INSERT INTO store_journalevent (seq, name, subject, actor, at, "on", cites, data, key, part, previous, digest)
    SELECT t.seq + e, 'units.transferred', 'account:long', 'system:bench', now() + e * interval '4 minutes',
           (now() + e * interval '4 minutes')::date, '{{}}', '{{}}', '', 0, t.digest, t.digest
    FROM store_journaltip t, generate_series(1, {events}) AS e;
INSERT INTO store_posting (id, series_id, first, last, source_id, target_id, parent)
    SELECT (t.seq + e << 20) + p, a.series_id, e * {per} + p, e * {per} + p, a.id, b.id, NULL
    FROM store_journaltip t, generate_series(1, {events}) AS e, generate_series(0, {per} - 1) AS p,
         LATERAL (SELECT * FROM made WHERE made.n = (e * 7919::bigint + p * 104729) % {accounts}) AS a,
         LATERAL (SELECT * FROM made WHERE made.n = (e * 7919::bigint + p * 104729 + 1 + e % ({accounts} - 1)) % {accounts}) AS b;
UPDATE store_journaltip SET seq = seq + {events};
UPDATE store_projection SET seq = (SELECT seq FROM store_journaltip);
ANALYZE store_journalevent; ANALYZE store_holding;
"""


def statements(world: World) -> list[Figure]:
    """What an account held at a random instant and what moved in the month before, 95th percentile."""
    import datetime as dt

    from django.test import Client

    from ccer_platform import clock
    from ccer_platform.store.reading.ledger import amounts, moved

    def read(account: str, until: dt.datetime) -> None:
        since = until - dt.timedelta(days=30)
        amounts(account, since)
        amounts(account, until)
        moved(account, since, until)

    events = POSTINGS // PER_STATEMENT_EVENT
    query(world, _MAKE.format(accounts=ACCOUNTS, events=events, per=PER_STATEMENT_EVENT))
    query(world, "VACUUM ANALYZE store_posting")  # the server does it by itself after each fiftieth part more
    client, dice = Client(), random.Random(7)
    begin, length = clock.real_now(), events * 240
    ours, theirs = [], []
    for _ in range(STATEMENTS):
        until = begin + dt.timedelta(seconds=dice.randrange(length))
        account = f"long-{dice.randrange(ACCOUNTS)}"
        ours.append(timed(lambda a=account, u=until: read(a, u)))  # type: ignore[misc]
        theirs.append(timed(lambda: client.get("/alive")))
    p95, page = (statistics.quantiles(each, n=20)[-1] for each in (ours, theirs))
    what = f"statement of a month over {events * PER_STATEMENT_EVENT:,} postings, p95"
    return [
        Figure(what, p95 * 1000, "ms", "aim 50 ms", 0.05 / p95, f"{POSTINGS // ACCOUNTS * 2:,} postings of each account; rows made by SQL"),
        Figure(what, p95 * 1000, "ms", f"/alive p95 {page * 1000:.1f} ms", p95 / page, "the same process answering a constant page"),
    ]  # fmt: skip


def flat(near: dict[str, list[float]], far: dict[str, list[float]], blocks: int) -> list[Figure]:
    figures = []
    for what in ("single 1", "single 8", "batch"):
        before = median(near[what]) / median(near[f"pgbench {what[-1]}" if what != "batch" else "pgbench 1"])
        after = median(far[what]) / median(far[f"pgbench {what[-1]}" if what != "batch" else "pgbench 1"])
        figures.append(
            Figure(f"{what} over {blocks:,} blocks of history", median(far[what]), "/s", "itself at the start, both as ratios to pgbench",
                   after / before, "1 is flat")
        )  # fmt: skip
    return figures


def median(values: list[float]) -> float:
    return statistics.median(values)
