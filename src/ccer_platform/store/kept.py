"""The ledger's state as the database keeps it: loaded piece by piece when a decision asks, and ready to be written back.

Besides what `ccer.registry` needs it remembers, for each block in memory, the posting that brought it, and notes each cut; so the
rows to write follow from the moves without reading again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import psycopg

from ccer.core.event import Event
from ccer.registry.accounts import RegistryAccount
from ccer.registry.holdings import Key, Place, Posting, State, absent, posting_of
from ccer.registry.serials import Block, Series
from ccer.registry.view import Answered, Hold, Ledger, Line

_BLOCKS = """
    SELECT h.id, b.first, b.last, b.posting FROM store_holding h LEFT JOIN store_block b ON b.holding_id = h.id
    WHERE h.account = %s AND h.state = %s AND h.hold = %s AND h.series_id = %s ORDER BY b.first"""
_PLACES = """
    SELECT h.state, h.hold, s.project, s.vintage, s.id, h.id FROM store_holding h JOIN store_series s ON s.id = h.series_id
    WHERE h.account = %s AND h.quantity > 0"""
COLUMNS = 'seq, name, subject, actor, at, "on", cites, data, key, previous, digest'
_ANSWERED = f"""
    SELECT {COLUMNS} FROM store_journalevent
    WHERE key = ANY(%s) AND key <> '' ORDER BY seq"""

PER_EVENT = 20  # bits of a posting's id that tell the postings of one event apart

Cut = Block | None


class KeptLedger(Ledger):
    """A `Ledger` over a connection. Not for two threads at once.

    Without ``ask_for_keys`` a key that is not in memory counts as new; the database refuses it where it is not, and the command is
    then decided again with it.
    """

    def __init__(self, connection: psycopg.Connection[Any], *, ask_for_keys: bool = True) -> None:
        super().__init__()
        self.connection = connection
        self.ask_for_keys = ask_for_keys
        self.series_ids: dict[Series, int] = {}
        self.holding_ids: dict[Key, int] = {}
        self.origin: dict[tuple[Series, int], int] = {}
        self.moved: list[tuple[Posting, Cut]] = []

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(query, values).fetchall()

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
        found = self.rows(
            "SELECT id, issued FROM store_series WHERE project = %s AND vintage = %s",
            series.project,
            series.vintage,
        )
        if not found:
            return 0
        self.series_ids[series] = found[0][0]
        return int(found[0][1])

    def load_answered(self, key: str) -> Answered | None:
        events = [event_of(row) for row in self.rows(_ANSWERED, [key])] if self.ask_for_keys else []
        return _answered(events) if events else None

    def load_blocks(self, place: Place, series: Series) -> list[Block]:
        if self.series_id(series) is None:
            return []
        blocks = []
        for id, first, last, posting in self.rows(_BLOCKS, *_key(place), self.series_ids[series]):
            self.holding_ids[(place, series)] = id
            if first is not None:
                blocks.append(Block(first, last))
                self.origin[(series, first)] = posting
        return blocks

    def load_places(self, account: str) -> list[Key]:
        places = []
        for state, hold, project, vintage, series_id, holding_id in self.rows(_PLACES, account):
            place, series = Place(account, State(state), hold), Series(project, vintage)
            self.series_ids[series] = series_id
            self.holding_ids[(place, series)] = holding_id
            places.append((place, series))
        return places

    def series_id(self, series: Series) -> int | None:
        """Row of the series; None while nothing of it is registered."""
        if series not in self.series_ids:
            issued = self.load_issued(series)
            self._issued.setdefault(series, issued)  # memory may be ahead of the table
        return self.series_ids.get(series)

    def forget_answers(self, events: Iterable[Event]) -> None:
        """What was answered stands in the journal now, where it can be asked."""
        for event in events:
            self._answered.pop(event.key, None)

    def ask_keys(self, keys: Iterable[str]) -> None:
        """Look up at once what these keys were answered with."""
        wanted = [key for key in dict.fromkeys(keys) if key and not self._answered.get(key)]
        found: dict[str, list[Event]] = {}
        for row in self.rows(_ANSWERED, wanted) if wanted else []:
            found.setdefault(row[8], []).append(event_of(row))
        for key in wanted:
            events = found.get(key)
            self._answered[key] = _answered(events) if events else None

    # what became of it elsewhere

    def forget(self, events: Iterable[Event], made: Iterable[tuple[Series, int]]) -> None:
        """Drop what events touched and the blocks they ``made``, for they were not written: it is loaded again when it is asked for."""
        for block in made:
            del self.origin[block]
        for event in events:
            data = event.data
            self._forget_facts(event)
            for row in data.get("postings", ()):
                posting = row if type(row) is Posting else posting_of(row)
                for place in (posting.source, posting.target):
                    if place is not None:
                        self._blocks.pop((place, posting.series), None)
                        self.holding_ids.pop((place, posting.series), None)
                self._issued.pop(posting.series, None)
            if "line" in data:
                self.series_ids.pop(Series(*data["line"][1]), None)
        self.moved = []

    def follow(self, events: Iterable[Event]) -> None:
        """Do in memory what others wrote, as far as it concerns what memory holds."""
        for event in events:
            if "action" in event.data and "to" in event.data:
                continue  # a step of a life
            self._forget_facts(event)
            for place, row in enumerate(event.data.get("postings", ())):
                self._follow(posting_of(row), event.seq << PER_EVENT | place)

    def _follow(self, posting: Posting, id: int) -> None:
        series, first, last, source, target = posting
        if source is None:
            self._issued.pop(series, None)
        elif (source, series) in self._blocks:
            cut = self._blocks[(source, series)].remove(first, last)
            if cut is None:
                raise absent(source, series, first, last)
            if last < cut.last:
                self.origin[(series, last + 1)] = self.origin[(series, cut.first)]
        key = (target, series)
        if key in self._blocks and key in self.holding_ids:
            self._blocks[key].add(posting.block)
            self.origin[(series, first)] = id
        else:
            self._blocks.pop(key, None)
            if target.account in self._loaded:
                self._places.setdefault(target.account, {})[key] = None

    def _forget_facts(self, event: Event) -> None:
        data = event.data
        self._answered.pop(event.key, None)
        if "line" in data:
            self._lines.pop(data["line"][0], None)
        if "hold" in data:
            self._holds.pop(data["hold"][0], None)
        for id in data.get("close", ()):
            self._holds.pop(id, None)
        if isinstance(data.get("account"), dict):
            self._accounts.pop(data["account"]["id"], None)
            self._subjects.pop(data["account"]["subject"], None)

    # noting what moves

    def move(self, posting: Posting) -> Block | None:
        cut = super().move(posting)
        self.moved.append((posting, cut))
        return cut


def event_of(row: tuple[Any, ...]) -> Event:
    """An event from `COLUMNS`."""
    seq, name, subject, actor, at, on, cites, data, key, previous, digest = row
    return Event(name=name, subject=subject, actor=actor, at=at, on=on, cites=tuple(cites), data=_read(data), key=key,
                 seq=seq, previous=previous, digest=digest)  # fmt: skip


def _answered(events: list[Event]) -> Answered:
    return Answered(events[0].data.get("content", ""), tuple(events))


def _read(value: Any) -> Any:
    """JSON as plain values; Django's own connections give it as text."""
    return msgspec.json.decode(value) if isinstance(value, str) else value


def _key(place: Place) -> tuple[str, str, str]:
    return place.account, place.state.value, place.hold
