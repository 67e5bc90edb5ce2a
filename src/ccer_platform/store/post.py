"""The end of the journal, written; and the tables that follow it, brought up to it."""

from __future__ import annotations

import select
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec
import psycopg
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGresult

from ccer.core.errors import CcerError
from ccer.core.event import Event
from ccer.core.text import Text

from .kept import COLUMNS, event_of

_encode = msgspec.json.Encoder(order="sorted").encode
_PART = "\x1f"  # parts the elements of a column; JSON never holds it raw
_COLUMN = "\x1e"  # parts the columns of a batch
_OPEN, _APPEND = b"SELECT seq, digest, known FROM journal_open($1)", b"SELECT journal_append($1)"
_FAR = 10_000  # events that the tables are taken on by in one transaction

Tip = tuple[int, str]


class Opened(NamedTuple):
    """Where the journal ends, now that nobody else can write; and which of the keys asked about it knows."""

    tip: Tip
    known: list[str]


class Pen:
    """A connection that appends to the journal, in two round trips and one transaction: it begins with `open`, which locks the end, and
    ends with `append` or `leave`. After a failure it is to be closed."""

    def __init__(self, conninfo: str) -> None:
        self._connection = psycopg.connect(conninfo, autocommit=True)
        self._pgconn = self._connection.pgconn
        for name, text in ((b"open", _OPEN), (b"append", _APPEND), (b"leave", b"ROLLBACK")):
            self._pgconn.prepare(name, text)
        self._answers = select.poll()
        self._answers.register(self._pgconn.socket, select.POLLIN)
        self._pgconn.enter_pipeline_mode()  # what is sent up to a sync is one transaction

    def open(self, keys: Iterable[str]) -> Opened:
        """Waits for its turn."""
        self._pgconn.send_query_prepared(b"open", [_texts([key for key in keys if key]).encode()])
        self._pgconn.send_flush_request()
        row = self._answer()
        seq, digest, known = [row.get_value(0, n) for n in range(3)]
        assert seq is not None
        assert digest is not None
        return Opened((int(seq), digest.decode()), known.decode().split(_PART) if known else [])

    def append(self, tip: Tip, sealed: Sequence[Event]) -> None:
        """Returns when the events are on disk.

        Raises
        ------
        psycopg.Error
            They are not; or, where the connection broke, nobody knows.
        ValueError
            A text holds a control character that no name may hold.
        """
        self._end(b"append", packed(tip, sealed))

    def leave(self) -> None:
        """Goes without writing."""
        self._end(b"leave")

    def close(self) -> None:
        """Also in the middle of something: the database then forgets it."""
        self._connection.close()

    def _end(self, statement: bytes, *values: bytes) -> None:
        self._pgconn.send_query_prepared(statement, values)
        self._pgconn.pipeline_sync()
        self._answer()
        while self._answer().status != ExecStatus.PIPELINE_SYNC:
            pass

    def _answer(self) -> PGresult:
        """The next result, waited for so that other threads go on meanwhile; libpq's own waiting would hold them."""
        pgconn = self._pgconn
        while pgconn.flush():
            pgconn.consume_input()
        while True:
            while pgconn.is_busy():
                self._answers.poll()
                pgconn.consume_input()
            result = pgconn.get_result()
            if result is not None:
                break
        if result.status in (ExecStatus.FATAL_ERROR, ExecStatus.PIPELINE_ABORTED):
            raise psycopg.errors.error_from_result(result, encoding="utf-8")
        return result


def open_within(connection: psycopg.Connection[Any]) -> Tip:
    """Locks the end of the journal for the transaction that is open."""
    row = connection.execute("SELECT seq, digest FROM store_journaltip WHERE id = 1 FOR UPDATE").fetchone()
    assert row is not None
    return row[0], row[1]


def append_within(connection: psycopg.Connection[Any], tip: Tip, sealed: Sequence[Event]) -> None:
    """As `Pen.append`, in the transaction that is open and has locked the end."""
    connection.execute("SELECT journal_append(%s)", (packed(tip, sealed).decode(),))


def packed(tip: Tip, events: Sequence[Event]) -> bytes:
    """Events as the one text that ``journal_append`` takes apart."""
    parts: dict[str, int] = {}
    places = []
    for e in events:
        places.append(parts.get(e.key, 0))
        if e.key:
            parts[e.key] = places[-1] + 1
    columns = (
        [e.name for e in events],
        [e.subject for e in events],
        [e.actor for e in events],
        [e.at.isoformat() for e in events],
        [e.on.isoformat() for e in events],
        [" ".join(e.cites) for e in events],
        [_encode(e.data).decode() for e in events],
        [e.key for e in events],
    )
    values = [
        str(tip[0]),
        tip[1],
        *map(_texts, columns),
        "{" + ",".join(map(str, places)) + "}",
        _PART.join([e.digest for e in events]),
    ]
    whole = _COLUMN.join(values)
    if whole.count(_COLUMN) != len(values) - 1 or "\0" in whole:
        raise ValueError(_NOT_HELD)
    return whole.encode()


_NOT_HELD = "a control character that no name may hold"


def _texts(texts: Sequence[str]) -> str:
    """Texts as one."""
    whole = _PART.join(texts)
    if texts and whole.count(_PART) != len(texts) - 1:
        raise ValueError(_NOT_HELD)
    return whole


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
