"""The end of the journal, written; and the tables that follow it, brought up to it."""

from __future__ import annotations

import select
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import psycopg
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

from ccer.core.errors import CcerError
from ccer.core.event import Event
from ccer.core.text import Text

from .kept import COLUMNS, event_of

_encode = msgspec.json.Encoder(order="sorted").encode
_PART = "\x1f"  # parts the elements of a column; JSON never holds it raw
_FAR = 10_000  # events that the tables are taken on by in one transaction

Tip = tuple[int, str]

_OPEN = "SELECT seq, digest, known FROM journal_open($1)"
_HERE = """
WITH here AS (
    UPDATE store_journaltip SET seq = $1::bigint + {many}, digest = $3 WHERE id = 1 AND seq = $1::bigint AND digest = $2 RETURNING id
)
INSERT INTO store_journalevent (seq, previous, digest, name, subject, actor, at, "on", cites, data, key, part) {rows}
"""  # behind the tip, or nowhere
_ONE = _HERE.format(
    many="1",
    rows="""
SELECT $1::bigint + 1, $2, $3, $4, $5, $6, $7::timestamptz, $8::date, string_to_array($9, ' '), $10::jsonb, $11, 0 FROM here""",
)
_MANY = _HERE.format(
    many="$4::integer",
    rows=f"""
SELECT $1::bigint + n, previous, e.digest, name, subject, coalesce(actor, ''), at::timestamptz, on_::date,
       string_to_array(coalesce(cites, ''), ' '), data::jsonb, coalesce(key, ''), part::integer
FROM here, unnest({", ".join(f"string_to_array(${n}, chr(31))" for n in range(5, 16))})
     WITH ORDINALITY AS e(previous, digest, name, subject, actor, at, on_, cites, data, key, part, n)""",
)


class Opened(NamedTuple):
    """Where the journal ends, now that nobody else can write; and which of the keys asked about it knows."""

    tip: Tip
    known: list[str]


class Pen:
    """A connection that appends to the journal, each time in one transaction.

    Where its end is thought to be known, in one round trip: `write`. Else in two: `open` locks the end; what is `put` behind it is
    written while the caller goes on; `close_up` ends. After a failure it is to be closed.
    """

    def __init__(self, conninfo: str) -> None:
        self._connection = psycopg.connect(conninfo, autocommit=True)
        # One plan for each statement, made once, maybe while the journal is empty: so it is said that rows are found by their keys.
        self._connection.execute("SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off")
        self._pgconn = self._connection.pgconn
        for name, text in ((b"open", _OPEN), (b"one", _ONE), (b"many", _MANY), (b"leave", "ROLLBACK")):
            self._pgconn.prepare(name, text.encode())
        self._answers, self._way = select.poll(), select.poll()
        self._answers.register(self._pgconn.socket, select.POLLIN)
        self._way.register(self._pgconn.socket, select.POLLIN | select.POLLOUT)
        self._pgconn.enter_pipeline_mode()  # what is sent up to a sync is one transaction
        self._pgconn.nonblocking = 1
        self._put: list[Tip] = []

    def write(self, tip: Tip, sealed: Sequence[Event]) -> bool:
        """Events behind ``tip``: True when they are on disk, False when they are nowhere, because the journal does not end there.

        Raises
        ------
        psycopg.Error
            They are nowhere; or, where the connection broke, nobody knows.
        ValueError
            A text holds a control character that no name may hold.
        """
        self._send(tip, sealed)
        self._pgconn.pipeline_sync()
        try:
            return self._answer().command_tuples != 0
        finally:
            self._finish()

    def open(self, keys: Iterable[str]) -> Opened:
        """Waits for its turn."""
        self._pgconn.send_query_prepared(b"open", [_texts([key for key in keys if key])])
        self._pgconn.send_flush_request()
        row = self._answer()
        seq, digest, known = [row.get_value(0, n) for n in range(3)]
        assert seq is not None
        assert digest is not None
        return Opened((int(seq), digest.decode()), known.decode().split(_PART) if known else [])

    def put(self, tip: Tip, sealed: Sequence[Event]) -> None:
        """Events behind what was put before; they are on their way when it returns.

        Raises
        ------
        ValueError
            As `write`.
        """
        self._send(tip, sealed)
        self._pgconn.flush()
        self._put.append(tip)

    def close_up(self) -> None:
        """Returns when all that was put is on disk.

        Raises
        ------
        psycopg.Error
            None of it is; or, where the connection broke, nobody knows.
        """
        if not self._put:
            self._pgconn.send_query_prepared(b"leave", [])  # without waiting for the disk
        self._pgconn.pipeline_sync()
        for tip in self._put:
            if self._answer().command_tuples == 0:
                raise _elsewhere(tip)
        self._put.clear()
        self._finish()

    def close(self) -> None:
        """Also in the middle of something: the database then forgets it."""
        self._connection.close()

    def _send(self, tip: Tip, sealed: Sequence[Event]) -> None:
        if len(sealed) == 1:
            self._pgconn.send_query_prepared(b"one", _one(tip, sealed[0]))
        else:
            self._pgconn.send_query_prepared(b"many", _many(tip, sealed))

    def _finish(self) -> None:
        while self._answer().status != ExecStatus.PIPELINE_SYNC:
            pass

    def _answer(self) -> PGresult:
        """The next result, waited for so that other threads go on meanwhile; libpq's own waiting would hold them."""
        pgconn = self._pgconn
        while pgconn.flush():
            self._way.poll()
            pgconn.consume_input()
        while True:
            while pgconn.is_busy():
                self._answers.poll()
                pgconn.consume_input()
            result = pgconn.get_result()
            if result is not None:
                break
            if pgconn.status == ConnStatus.BAD:
                raise psycopg.OperationalError("the connection broke")
        if result.status in (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED):
            raise psycopg.errors.error_from_result(result, encoding="utf-8")
        return result


def open_within(connection: psycopg.Connection[Any]) -> Tip:
    """Locks the end of the journal for the transaction that is open."""
    row = connection.execute("SELECT seq, digest FROM store_journaltip WHERE id = 1 FOR UPDATE").fetchone()
    assert row is not None
    return row[0], row[1]


def append_within(connection: psycopg.Connection[Any], tip: Tip, sealed: Sequence[Event]) -> None:
    """Events behind ``tip``, in the transaction that is open and has locked the end."""
    values = [value.decode() for value in _many(tip, sealed)]
    if psycopg.RawCursor(connection).execute(_MANY, values).rowcount == 0:
        raise _elsewhere(tip)


def _elsewhere(tip: Tip) -> psycopg.Error:
    return psycopg.IntegrityError(f"the journal does not end at event {tip[0]}")


def _one(tip: Tip, event: Event) -> list[bytes]:
    """The values of ``_ONE``."""
    return [_texts((value,)) for value in (str(tip[0]), tip[1], *_row(event))]


def _many(tip: Tip, events: Sequence[Event]) -> list[bytes]:
    """The values of ``_MANY``; each column is one text."""
    parts: dict[str, int] = {}
    places = []
    for e in events:
        places.append(parts.get(e.key, 0))
        if e.key:
            parts[e.key] = places[-1] + 1
    once = (str(tip[0]), tip[1], events[-1].digest, str(len(events)))
    columns = ([e.previous for e in events], *zip(*map(_row, events), strict=True), list(map(str, places)))
    return [*(_texts((value,)) for value in once), *map(_texts, columns)]


def _row(e: Event) -> tuple[str, ...]:
    return (
        e.digest, e.name, e.subject, e.actor, e.at.isoformat(), e.on.isoformat(), " ".join(e.cites), _encode(e.data).decode(), e.key,
    )  # fmt: skip


def _texts(texts: Sequence[str]) -> bytes:
    """Texts as one, parted by the unit separator."""
    whole = _PART.join(texts)
    if (texts and whole.count(_PART) != len(texts) - 1) or "\0" in whole:
        raise ValueError("a control character that no name may hold")
    return whole.encode()


def events_after(connection: psycopg.Connection[Any], seq: int, upto: int | None = None) -> list[Event]:
    """The journal from a place on."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM store_journalevent WHERE seq > %s AND seq <= coalesce(%s, seq) ORDER BY seq",
        (seq, upto),
    )
    return [event_of(row) for row in rows.fetchall()]


class TablesRefuse(CcerError):
    """The database refuses to do in the tables what the journal says."""

    def __init__(self, tables: str, refused: psycopg.Error) -> None:
        super().__init__(
            Text("登记簿停止写入", "The register has stopped writing"),
            Text(
                "{tables}：各表不能按日志更新：{why}", "{tables}: the tables cannot follow the journal: {why}"
            ).fill(
                tables=tables, why=str(refused).splitlines()[0] if str(refused) else type(refused).__name__
            ),
            Text(
                "用 ccer rebuild --check 找出差异，ccer rebuild 按日志改正；日志本身完好时随即恢复写入。",
                "Find the difference by `ccer rebuild --check`, mend it by `ccer rebuild`; writing then goes on by itself.",
            ),
        )
        self.refused = refused


def follow(connection: psycopg.Connection[Any], tables: str) -> int:
    """Takes ``tables`` on to where the journal ends now, and tells where that is: what was written before is then in them.

    In an open transaction the end of the journal is locked first, as by everybody who then writes to it.

    Raises
    ------
    TablesRefuse
    psycopg.OperationalError
    """
    upto, at = _stands(connection, tables)
    if at < upto and connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS:
        upto, _ = open_within(connection)
    while at < upto:
        try:
            row = connection.execute(f"SELECT follow_{tables}(%s)", (_FAR,)).fetchone()
        except psycopg.OperationalError:
            raise
        except psycopg.Error as refused:
            raise TablesRefuse(tables, refused) from refused
        assert row is not None
        at = row[0]
    return at


def _stands(connection: psycopg.Connection[Any], tables: str) -> tuple[int, int]:
    row = connection.execute(
        "SELECT t.seq, p.seq FROM store_journaltip t, store_projection p WHERE t.id = 1 AND p.name = %s",
        (tables,),
    ).fetchone()
    assert row is not None
    return row[0], row[1]
