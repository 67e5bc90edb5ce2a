"""Writing the ledger: the rows that events and moves make, written as one batch on the condition that nobody wrote in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import psycopg
from psycopg.types.json import Jsonb

from ccer.core.event import Event
from ccer.registry.accounts import RegistryAccount
from ccer.registry.holdings import Key, Posting
from ccer.registry.serials import Series

from .kept import COLUMNS, PER_EVENT, Cut, KeptLedger, event_of

_encode = msgspec.json.Encoder(order="sorted").encode
_PART = "\x1f"  # parts the elements of a column; JSON never holds it raw
_COLUMN = "\x1e"  # parts the columns of a batch

Tip = tuple[int, str]


class Batch:
    """The rows of sealed events, in the order in which they were applied to ``view``."""

    def __init__(self, view: KeptLedger, events: list[Event]) -> None:
        self.view, self.events = view, events
        self.postings: list[tuple[int, int, int, int, int | None, int, int | None]] = []
        self.new_holdings: list[tuple[int, str, str, str, int]] = []
        self.changes: defaultdict[int, int] = defaultdict(int)
        self.blocks: dict[tuple[Series, int], tuple[int, int, int]] = {}
        self.fresh: set[tuple[Series, int]] = set()
        moves = iter(view.moved)
        for event in events:
            for place in range(len(event.data.get("postings", ()))):
                self._add(event.seq << PER_EVENT | place, *next(moves))
        view.moved = []

    def _add(self, id: int, posting: Posting, cut: Cut) -> None:
        series, first, last, source, target = posting
        origin = self.view.origin
        series_id = self.view.series_ids[series]
        to = self._holding((target, series))
        parent = came = None
        if source is not None and cut is not None:
            start, end = cut
            came = self._holding((source, series))
            parent = origin[(series, start)]
            if start < first:
                self._block((series, start), first - 1, came, parent)
            if last < end:
                self._block((series, last + 1), end, came, parent)
            self.changes[came] -= last - first + 1
        self._block((series, first), last, to, id)
        self.changes[to] += last - first + 1
        self.postings.append((id, series_id, first, last, came, to, parent))

    def _block(self, key: tuple[Series, int], last: int, holding: int, posting: int) -> None:
        if key not in self.view.origin:
            self.fresh.add(key)
        self.view.origin[key] = posting
        self.blocks[key] = (last, holding, posting)

    def _holding(self, key: Key) -> int:
        ids = self.view.holding_ids
        if key not in ids:
            place, series = key
            ids[key] = id = new_id(self.view.connection, "store_holding")
            self.new_holdings.append(
                (id, place.account, place.state.value, place.hold, self.view.series_ids[series])
            )
        return ids[key]

    def packed(self, tip: Tip) -> bytes:
        """All rows as the one text that `post_batch` takes apart."""
        last = self.events[-1]
        ids = self.view.series_ids
        kept = [(ids[s], f, *row) for (s, f), row in self.blocks.items() if (s, f) not in self.fresh]
        made = [(ids[s], f, *row) for (s, f), row in self.blocks.items() if (s, f) in self.fresh]
        id, account, state, hold, series = _columns(self.new_holdings, 5)
        values = [str(tip[0]), tip[1], str(last.seq), last.digest, *_event_columns(self.events)]
        values += [_whole(id), _texts(account), _texts(state), _texts(hold), _whole(series)]
        values += [_whole(self.changes), _whole(self.changes.values())]
        for rows, width in ((self.postings, 7), (kept, 5), (made, 5)):
            values += [_whole(column) for column in _columns(rows, width)]
        whole = _COLUMN.join(values)
        if whole.count(_COLUMN) != len(values) - 1:
            raise ValueError(_NOT_HELD)
        return whole.encode()


_NOT_HELD = "a control character that no name may hold"


def _columns(rows: list[Any], width: int) -> list[Any]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _whole(numbers: Iterable[int | None]) -> str:
    """Whole numbers as PostgreSQL writes an array."""
    return "{" + ",".join(["NULL" if n is None else str(n) for n in numbers]) + "}"


def _texts(texts: Sequence[str]) -> str:
    """Texts as one."""
    whole = _PART.join(texts)
    if texts and whole.count(_PART) != len(texts) - 1:
        raise ValueError(_NOT_HELD)
    return whole


def _event_columns(events: list[Event]) -> list[str]:
    parts: dict[str, int] = {}
    places = []
    for e in events:
        places.append(parts.get(e.key, 0))
        if e.key:
            parts[e.key] = places[-1] + 1
    columns = [
        [e.name for e in events],
        [e.subject for e in events],
        [e.actor for e in events],
        [e.at.isoformat() for e in events],
        [e.on.isoformat() for e in events],
        [" ".join(e.cites) for e in events],
        [_encode(e.data).decode() for e in events],
        [e.key for e in events],
    ]
    return [*map(_texts, columns), _whole(places), _texts([e.digest for e in events])]


def new_id(connection: psycopg.Connection[Any], table: str) -> int:
    """The next id of a table."""
    row = connection.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", (table,)).fetchone()
    assert row is not None
    return int(row[0])


def tip(connection: psycopg.Connection[Any], *, lock: bool = False) -> Tip:
    """Where the journal stands."""
    query = "SELECT seq, digest FROM store_journaltip WHERE id = 1" + (" FOR UPDATE" if lock else "")
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0], row[1]


class TipMoved(RuntimeError):
    """The journal moved on under its own lock: the store is damaged."""


def prepare(
    view: KeptLedger, events: list[Event], tip: Tip, connection: psycopg.Connection[Any]
) -> tuple[bytes, set[tuple[Series, int]]]:
    """The batch of sealed events, packed, and the blocks it makes; rows of new series are written at once."""
    if has_rare(events):
        _make_series(view, events, connection)
    batch = Batch(view, events)
    return batch.packed(tip), batch.fresh


def write_all(
    view: KeptLedger, events: list[Event], rows: bytes, connection: psycopg.Connection[Any], *, wait: bool
) -> None:
    """All rows of sealed events, in the transaction that is open and has locked the tip.

    Raises
    ------
    TipMoved
        It was not locked.
    """
    written = connection.execute("SELECT post_batch(%s, %s)", (rows.decode(), wait))
    if written.fetchone() != (True,):
        raise TipMoved
    if has_rare(events):
        _write_rest(view, events, connection)


def events_after(connection: psycopg.Connection[Any], seq: int) -> list[Event]:
    """The journal from a place on."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM store_journalevent WHERE seq > %s ORDER BY seq", (seq,))
    return [event_of(row) for row in rows.fetchall()]


def _write_rest(view: KeptLedger, events: list[Event], connection: psycopg.Connection[Any]) -> None:
    """The rows that few events make: lines, holds, accounts, and how far a series is issued."""
    for event in events:
        data = event.data
        if "line" in data:
            id, series, verified, issued = data["line"]
            connection.execute(
                "INSERT INTO store_line (id, series_id, verified, issued) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (id) DO UPDATE SET verified = excluded.verified, issued = excluded.issued",
                (id, view.series_ids[Series(*series)], verified, issued),
            )
        if "hold" in data:
            id, kind, account, facts, is_open = data["hold"]
            postings = msgspec.to_builtins(data.get("postings", []))
            connection.execute(
                "INSERT INTO store_hold (id, kind, account, facts, postings, open) VALUES (%s, %s, %s, %s, %s, %s)",
                (id, kind, account, Jsonb(facts), Jsonb(postings), is_open),
            )
        if data.get("close"):
            connection.execute(
                "UPDATE store_hold SET open = false WHERE id = ANY(%s)", (list(data["close"]),)
            )
        if "account" in data:
            _write_account(connection, msgspec.convert(data["account"], RegistryAccount))
        if event.name == "units.issued":
            for series in {posting[0] for posting in data["postings"]}:
                connection.execute(
                    "UPDATE store_series SET issued = %s WHERE id = %s",
                    (view.issued(Series(*series)), view.series_ids[Series(*series)]),
                )


def _make_series(view: KeptLedger, events: list[Event], connection: psycopg.Connection[Any]) -> None:
    """Rows of series that appear for the first time, before anything names them."""
    for event in events:
        named = [Series(*event.data["line"][1])] if "line" in event.data else []
        for series in named:
            if view.series_id(series) is None:
                row = connection.execute(
                    "INSERT INTO store_series (project, vintage, issued) VALUES (%s, %s, 0) RETURNING id",
                    (series.project, series.vintage),
                ).fetchone()
                assert row is not None
                view.series_ids[series] = row[0]


def _write_account(connection: psycopg.Connection[Any], account: RegistryAccount) -> None:
    connection.execute(
        "INSERT INTO store_registryaccount (code, subject, kind, state, view) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (code) DO UPDATE SET state = excluded.state, view = excluded.view",
        (
            account.id,
            account.subject,
            account.kind.value,
            account.state.value,
            Jsonb(msgspec.to_builtins(account)),
        ),
    )


RARE = frozenset({"line", "hold", "close", "account"})


def has_rare(events: list[Event]) -> bool:
    """Whether events make other rows than postings."""
    return any(not RARE.isdisjoint(event.data) for event in events)
