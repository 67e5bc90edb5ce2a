"""Public lists over 100,000 projects and 500,000 vintage lines, on one real server: pages at the front, deep, filtered and searched.

A portal is started as people start it (``ccer serve``, its own PostgreSQL, an empty data folder) and filled in bulk, with the columns the
platform's own code makes: states, pairs of characters for search, codes and numbers that fit together. Then one client asks over a kept
connection, in turn with a constant page of the same server, so that a busy machine slows both alike.
"""

from __future__ import annotations

import datetime as dt
import html
import http.client
import itertools
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg

from ccer.methodologies import codes
from ccer_platform.components.charts import provinces
from ccer_platform.database import Server
from ccer_platform.store.words import normalised, pairs
from figure import Figure
from startup import program

PROJECTS = 100_000
OWNERS, BODIES = 5_000, 26
REQUESTS = 240
"""Requests of a figure, the same number of the constant page between them."""
AIM = 50.0
"""95 of 100 requests answered within this. [ms]"""
CONSTANT = "/alive"
KINDS = (
    "海上风电",
    "海水养殖光伏",
    "造林碳汇",
    "红树林营造",
    "煤矿瓦斯利用",
    "公路隧道照明节能",
    "光热发电",
    "秸秆还田",
)
PERIODS = ((2020, 2022), (2023, 2025))
"""First and last vintage of the two filings of each registered project: six lines, and five projects of six are registered."""
FIRST_DAY = dt.date(2024, 1, 22)
STATES = ("NOTICE", "OWNER_CONFIRM", "REVIEW", "WITHDRAWN", "DRAFT")


def columns(name: str, *said: str) -> tuple[str, list[str]]:
    """Text and pairs of a row, as `actions.listing` makes them."""
    search = normalised(" ".join([name, *said]))
    return search, pairs(search)


class Row(NamedTuple):
    """What projects and filings share of a made-up project."""

    id: int
    name: str
    owner: int
    body: int
    methodology: str
    province: str
    notice: dt.date

    def shared(self, code: str, number: str, state: str) -> list[object]:
        """Columns from code to source, in the order of `SHARED`."""
        end = self.notice + dt.timedelta(days=28)
        registered = state == "REGISTERED"
        at = dt.datetime.combine(end + dt.timedelta(days=60), dt.time(), dt.UTC) if registered else None
        party = (f"示例业主{self.owner}有限公司", f"示例机构{self.body}")
        search, found = columns(self.name, number, code, *party, self.methodology, self.province)
        return [
            code, state, self.owner, OWNERS + self.body, self.methodology, self.name, self.province, self.notice, end, at,
            self.id % 7, state != "DRAFT", search, found, "benchmark",
        ]  # fmt: skip


SHARED = (
    "code, state, owner_id, vvb_id, methodology, name, province, notice_start, notice_end, registered_at, comments, public, search, "
    "pairs, source"
)


def made(rng: random.Random) -> Iterator[Row]:
    """The projects, in the order in which they came."""
    places, methods = list(provinces()), codes()
    for id in range(1, PROJECTS + 1):
        kind, place = rng.choice(KINDS), rng.choice(places)
        yield Row(
            id, f"示例{place}第{rng.randrange(9999)}号{kind}项目", rng.randint(1, OWNERS), rng.randint(1, BODIES), rng.choice(methods),
            place, FIRST_DAY + dt.timedelta(days=900 * id // PROJECTS + rng.randrange(30)),
        )  # fmt: skip


def state_of(id: int, rng: random.Random) -> str:
    """Five of six are registered; all the lines come of them."""
    return "REGISTERED" if id % 6 else rng.choice(STATES)


def fill(db: psycopg.Connection) -> None:
    """Organisations, projects, filings, lines and series, each in one statement."""
    rng = random.Random(20260820)
    parties = [(n, f"OWNER{n:05}", f"示例业主{n}有限公司", "owner") for n in range(1, OWNERS + 1)]
    parties += [(OWNERS + n, f"VVB{n:02}", f"示例机构{n}", "vvb") for n in range(1, BODIES + 1)]
    _copy(
        db,
        "store_organisation (id, code, name, role, name_en, province, facts, source)",
        ((*party, "", "", "{}", "benchmark") for party in parties),
    )
    registered: list[tuple[Row, str]] = []

    def projects() -> Iterator[Sequence[object]]:
        for row in made(rng):
            state = state_of(row.id, rng)
            number = f"B{row.id:06}" if state == "REGISTERED" else None
            if number:
                registered.append((row, number))
            yield [
                row.id, *row.shared(f"P{row.id:06}", number or "", state), number, "", rng.randrange(1000, 900_000), None, None,
                None, "",
            ]  # fmt: skip

    _copy(
        db,
        f"store_project (id, {SHARED}, number, project_type, expected_annual, expected_total, crediting_start, "
        "crediting_end, follows)",
        projects(),
    )

    def reductions() -> Iterator[Sequence[object]]:
        ids = itertools.count(1)
        for no, (first, last) in enumerate(PERIODS, 1):
            for row, number in registered:
                id = next(ids)
                yield [
                    id, *row.shared(f"R{id:06}", number, "REGISTERED"), row.id, no, dt.date(first, 1, 1), dt.date(last, 12, 31),
                    rng.randrange(1000, 900_000),
                ]  # fmt: skip

    _copy(
        db,
        f"store_reduction (id, {SHARED}, project_id, period_no, period_start, period_end, quantity)",
        reductions(),
    )
    db.execute(LINES_OF_FILINGS)
    db.execute(
        "INSERT INTO store_series (project, vintage, issued) SELECT project_number, vintage, sum(issued) FROM store_vintageline "
        "WHERE issued > 0 GROUP BY 1, 2"
    )
    db.commit()
    db.autocommit = True
    db.execute("VACUUM ANALYZE")


# One line for each year of a filing; two of three filings are issued.
LINES_OF_FILINGS = """
INSERT INTO store_vintageline (reduction_id, code, project_number, vintage, quantity, issued, state)
SELECT r.id, r.code || '-' || y, p.number, y, q, CASE WHEN r.id % 3 < 2 THEN q ELSE 0 END,
    CASE WHEN r.id % 3 < 2 THEN 'ISSUED' ELSE 'REGISTERED' END
FROM store_reduction r JOIN store_project p ON p.id = r.project_id,
    LATERAL generate_series(date_part('year', r.period_start)::int, date_part('year', r.period_end)::int) y,
    LATERAL (SELECT 100 + (r.id * 7919 + y) % 90000 AS q) made
"""


def _copy(db: psycopg.Connection, into: str, rows: Iterator[Sequence[object]]) -> None:
    """Rows as one COPY; the ids that follow go on after them."""
    with db.cursor() as cursor:
        with cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        table = into.partition(" ")[0]
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


@contextmanager
def served() -> Iterator[tuple[int, str]]:
    """A portal on an empty data folder: its port, and the address of its database."""
    folder = Path(tempfile.mkdtemp(prefix="ccer-pages-"))
    folder.chmod(0o755)  # the database runs as another user where we are root
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CCER_", "DATABASE_URL"))
    }
    command = [*program(), "serve", "--data", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, env={**kept, "CCER_PROXIES": "1"}, stdout=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield port, Server(folder).address.conninfo()
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            if Client(port).get(CONSTANT)[0] == 200:
                return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError("the portal did not start") from None
        time.sleep(0.1)
    raise RuntimeError("the portal does not answer")


class Client:
    """A connection that is kept, as a proxy before the server keeps one."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.visitors = itertools.count()

    def get(self, path: str) -> tuple[int, bytes]:
        number = next(self.visitors)  # each request comes from another address, so that nobody asks too often
        address = f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"
        self.connection.request("GET", path, headers={"X-Forwarded-For": address})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def timed(self, path: str) -> float:
        """How long an answer takes. [ms]"""
        start = time.perf_counter()
        status, _ = self.get(path)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        return (time.perf_counter() - start) * 1000


def cursors(db: psycopg.Connection, table: str, *, sort: str = "", where: str = "public") -> list[str]:
    """Keys of pages at even distances down a whole list, as the link to a next page carries them."""
    place, key = (f"coalesce({sort}, {LEAST[sort]})", "~") if sort else ("id", "")
    every = "SELECT place, id FROM (SELECT {0} AS place, id, row_number() OVER (ORDER BY {0} DESC, id DESC) AS n, count(*) OVER () AS c "
    every += "FROM {1} WHERE {2}) t WHERE n % greatest(1, c / {3}) = 0 ORDER BY n LIMIT {3}"
    rows = db.execute(every.format(place, table, where, REQUESTS)).fetchall()  # type: ignore[arg-type]
    return [f"{_text(row[0])}{key}{row[1]}" if sort else str(row[1]) for row in rows]


LEAST = {
    "notice_start": "'1900-01-01'",
    "registered_at": "'1900-01-01 00:00+00'",
    "expected_annual": "-1",
    "quantity": "-1",
}
SORTED = {
    "store_project": {"notice": "notice_start", "registered": "registered_at", "tonnes": "expected_annual"},
    "store_reduction": {"notice": "notice_start", "registered": "registered_at", "tonnes": "quantity"},
}
FILTERS = (
    {"state": "REVIEW"}, {"state": "REGISTERED"}, {"province": "江苏省"}, {"methodology": "CCER-01-002-V01"}, {"year": "2024"},
    {"owner": "OWNER00077"}, {"vvb": "VVB07"}, {"state": "REGISTERED", "province": "西藏自治区", "methodology": "CCER-14-001-V01"},
    {"state": "DRAFT"},
)  # fmt: skip
WORDS = (
    "海上风电",
    "示例江苏省",
    "第77号",
    "示例业主4999有限公司",
    "B000777",
    "红树林 广东省",
    "P0999",
    "没有这样的词",
)


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _address(path: str, **asked: str) -> str:
    return f"{path}?{urllib.parse.urlencode(asked)}"


def filing_lists(db: psycopg.Connection, name: str, path: str, api: str) -> dict[str, list[str]]:
    """What is asked of a list of projects or filings, page and API."""
    table = f"store_{name}"
    deep = cursors(db, table)
    by = {sort: cursors(db, table, sort=column) for sort, column in SORTED[table].items()}
    mixed = [_address(path, sort=sort, after=key) for sort, keys in by.items() for key in keys]
    middle = {"after": deep[len(deep) // 2]}
    return {
        f"{name}s, first page": [path],
        f"{name}s, deep": [_address(path, after=key) for key in deep],
        f"{name}s, sorted, first and deep": [*(_address(path, sort=sort) for sort in by), *mixed],
        f"{name}s, filtered, first and deep": [_address(path, **f, **m) for f in FILTERS for m in ({}, middle)],
        f"{name}s, searched, first and deep": [_address(path, q=q, **m) for q in WORDS for m in ({}, middle)],
        f"{name}s by API, first page": [api],
        f"{name}s by API, deep": [_address(api, after=key) for key in deep],
        f"{name}s by API, filtered and searched": [
            *(_address(api, **f, **m) for f in FILTERS for m in ({}, middle)), *(_address(api, text=q) for q in WORDS)
        ],
    }  # fmt: skip


def line_lists(db: psycopg.Connection) -> dict[str, list[str]]:
    """What is asked of the lists of unit lines and of series."""
    api, deep = "/api/v1/lines", cursors(db, "store_vintageline", where="true")
    middle = {"after": deep[len(deep) // 2]}
    filters = (
        {"vintage": "2024"},
        {"state": "ISSUED"},
        {"project": "B000777"},
        {"vintage": "2021", "state": "REGISTERED"},
    )
    return {
        "unit lines by API, first page": [api],
        "unit lines by API, deep": [_address(api, after=key) for key in deep],
        "unit lines by API, filtered, first and deep": [
            _address(api, **f, **m) for f in filters for m in ({}, middle)
        ],
        "series of units, first page": ["/units/"],
        "series of units, deep": [
            _address("/units/", after=f"B{n:06}~{2020 + n % 6}")
            for n in range(1, PROJECTS, PROJECTS // REQUESTS)
        ],
    }


def walked(client: Client, path: str, pages: int = 40) -> int:
    """Follows the links to the next page; every page must hold rows that no page before it held."""
    seen: set[str] = set()
    for turn in range(pages):
        body = client.get(path)[1].decode()
        found = set(re.findall(r'<th scope="row"><span><a href="([^"]+)"', body))
        link = re.search(r'href="([^"]+)" rel="next"', body)
        if not found or found & seen or link is None:
            raise RuntimeError(f"{path}: page {turn + 1} of the walk is wrong")
        seen |= found
        path = html.unescape(link[1])
    return len(seen)


def measured(client: Client, paths: Sequence[str]) -> tuple[float, float, str]:
    """95th percentile of the pages and of the constant page asked in turn, and the slowest address. [ms]"""
    for path in paths[:: max(1, len(paths) // 20)]:
        client.get(path)
    order = list(itertools.islice(itertools.cycle(paths), max(REQUESTS, len(paths))))
    pairs_of = [(client.timed(path), client.timed(CONSTANT)) for path in order]
    took = [page for page, _ in pairs_of]
    return _p95(took), _p95([constant for _, constant in pairs_of]), order[took.index(max(took))]


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def run() -> list[Figure]:
    figures = []
    with served() as (port, address):
        with psycopg.connect(address) as db:
            fill(db)
            lists = {
                **filing_lists(db, "project", "/projects/", "/api/v1/projects"),
                **filing_lists(db, "reduction", "/reductions/", "/api/v1/reductions"),
                **line_lists(db),
            }
            projects, filings, lines = (
                db.execute(f"SELECT count(*) FROM store_{name}").fetchone()[0]  # type: ignore[arg-type,index]
                for name in ("project", "reduction", "vintageline")
            )
        client = Client(port)
        for path in ("/projects/", "/reductions/", "/projects/?sort=registered"):
            walked(client, path)
        for name, paths in lists.items():
            page, constant, slowest = measured(client, paths)
            print(
                f"  {name}: {page:.1f} ms, constant {constant:.2f} ms; slowest {urllib.parse.unquote(slowest)}",
                file=sys.stderr,
            )
            against = f"a constant page {constant:.2f} ms, aim {AIM:.0f} ms"
            note = f"p95 of {max(REQUESTS, len(paths))}; {projects:,} projects, {filings:,} filings, {lines:,} lines"
            figures.append(Figure(name, page, "ms", against, page / constant, note))
    return figures
