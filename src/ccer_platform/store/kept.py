"""The ledger's state as the database keeps it: loaded piece by piece when a decision asks.

What is in memory is at the end of the journal. What is not was not touched by whoever keeps the memory, so it may be read from tables
that follow the journal, as soon as they have followed what others wrote: that is what ``before_reading`` is called for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import psycopg

from ccer.core.event import Event
from ccer.registry.accounts import RegistryAccount
from ccer.registry.holdings import Key, Place, Posting, State, absent, posting_of
from ccer.registry.serials import Block, Series
from ccer.registry.view import Answered, Hold, Ledger, Line

_BLOCKS = """
    SELECT b.first, b.last FROM store_block b JOIN store_holding h ON h.id = b.holding_id JOIN store_series s ON s.id = h.series_id
    WHERE h.account = %s AND h.state = %s AND h.hold = %s AND s.project = %s AND s.vintage = %s"""
_PLACES = """
    SELECT h.state, h.hold, s.project, s.vintage FROM store_holding h JOIN store_series s ON s.id = h.series_id
    WHERE h.account = %s AND h.quantity > 0"""
COLUMNS = 'seq, name, subject, actor, at, "on", cites, data, key, previous, digest'
_ANSWERED = f"""
    SELECT {COLUMNS} FROM store_journalevent
    WHERE key = ANY(%s) AND key <> '' ORDER BY seq"""

PER_EVENT = 20  # bits of a posting's id that tell the postings of one event apart


class KeptLedger(Ledger):
    """A `Ledger` over a connection. Not for two threads at once."""

    def __init__(
        self, connection: psycopg.Connection[Any], before_reading: Callable[[], object] = bool
    ) -> None:
        super().__init__()
        self.connection, self.before_reading = connection, before_reading
        self.reads = 0
        """How often tables were read."""

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query to tables that follow the journal."""
        self.reads += 1
        self.before_reading()
        return self.connection.execute(query, values).fetchall()

    @property
    def size(self) -> int:
        """How many ranges of serials are in memory."""
        return sum(map(len, self._blocks.values()))

    # reading

    def load_account(self, id: str) -> RegistryAccount | None:
        found = self.rows("SELECT view FROM store_registryaccount WHERE code = %s", id)
        return msgspec.convert(_read(found[0][0]), RegistryAccount) if found else None

    def load_subject(self, subject: str) -> str | None:
        found = self.rows(
            "SELECT code FROM store_registryaccount WHERE subject = %s AND state NOT IN ('closed', 'refused')",
            subject,
        )
        return str(found[0][0]) if found else None

    def load_line(self, id: str) -> Line | None:
        found = self.rows(
            "SELECT s.project, s.vintage, l.verified, l.issued FROM store_line l JOIN store_series s ON s.id = l.series_id"
            " WHERE l.id = %s",
            id,
        )
        if not found:
            return None
        project, vintage, verified, issued = found[0]
        return Line(id, Series(project, vintage), verified, issued)

    def load_hold(self, id: str) -> Hold | None:
        found = self.rows("SELECT kind, account, facts, postings, open FROM store_hold WHERE id = %s", id)
        if not found:
            return None
        kind, account, facts, postings, is_open = found[0]
        return Hold(id, kind, account, _read(facts), tuple(map(posting_of, _read(postings))), is_open)

    def load_issued(self, series: Series) -> int:
        found = self.rows("SELECT issued FROM store_series WHERE project = %s AND vintage = %s", *series)
        return int(found[0][0]) if found else 0

    def load_answered(self, key: str) -> Answered | None:
        return self._answers([key]).get(key)

    def load_blocks(self, place: Place, series: Series) -> list[Block]:
        return [
            Block(*row) for row in self.rows(_BLOCKS, place.account, place.state.value, place.hold, *series)
        ]

    def load_places(self, account: str) -> list[Key]:
        return [
            (Place(account, State(state), hold), Series(project, vintage))
            for state, hold, project, vintage in self.rows(_PLACES, account)
        ]

    # keys: each answer stands in the journal, so none is kept longer than a batch

    def ask_keys(self, keys: Iterable[str], known: list[str]) -> None:
        """What keys were answered with before; all but the ``known`` are new."""
        self._answered = dict.fromkeys(keys)
        self._answered.update(self._answers(known) if known else {})

    def forget_keys(self) -> None:
        """A batch is over."""
        self._answered = {}

    def _answers(self, keys: list[str]) -> dict[str, Answered | None]:
        found: dict[str, list[Event]] = {}
        for row in self.connection.execute(_ANSWERED, (keys,)).fetchall():
            found.setdefault(row[8], []).append(event_of(row))
        return {
            key: Answered(events[0].data.get("content", ""), tuple(events)) for key, events in found.items()
        }

    # what others wrote

    def follow(self, events: Iterable[Event]) -> None:
        """Do in memory what others wrote, as far as it concerns what memory holds."""
        for event in events:
            if "action" in event.data and "to" in event.data:
                continue  # a step of a life
            self._forget_facts(event)
            for row in event.data.get("postings", ()):
                self._follow(posting_of(row))

    def _follow(self, posting: Posting) -> None:
        series, first, last, source, target = posting
        if source is None:
            self._issued.pop(series, None)
        elif (source, series) in self._blocks and self._blocks[(source, series)].remove(first, last) is None:
            raise absent(source, series, first, last)
        if (target, series) in self._blocks:
            self._blocks[(target, series)].add(posting.block)
        elif target.account in self._loaded:
            self._places.setdefault(target.account, {})[(target, series)] = None

    def _forget_facts(self, event: Event) -> None:
        data = event.data
        if "line" in data:
            self._lines.pop(data["line"][0], None)
        if "hold" in data:
            self._holds.pop(data["hold"][0], None)
        for id in data.get("close", ()):
            self._holds.pop(id, None)
        if isinstance(data.get("account"), dict):
            self._accounts.pop(data["account"]["id"], None)
            self._subjects.pop(data["account"]["subject"], None)


def event_of(row: tuple[Any, ...]) -> Event:
    """An event from `COLUMNS`."""
    seq, name, subject, actor, at, on, cites, data, key, previous, digest = row
    return Event(name=name, subject=subject, actor=actor, at=at, on=on, cites=tuple(cites), data=_read(data), key=key,
                 seq=seq, previous=previous, digest=digest)  # fmt: skip


def _read(value: Any) -> Any:
    """JSON as plain values; Django's own connections give it as text."""
    return msgspec.json.decode(value) if isinstance(value, str) else value
