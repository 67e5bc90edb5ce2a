"""The journal read from its beginning: lives, units, accounts, places and records as its events alone make them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ccer.core.event import Event
from ccer.project.life.apply import apply
from ccer.project.life.model import Life
from ccer.registry import ledger
from ccer.registry.holdings import Posting
from ccer.registry.serials import Block, Series
from ccer.registry.view import Ledger

from ..actions import surrenders
from ..actions.around import Remembered
from ..actions.base import stored
from ..actions.places import DECLARED, LISTED, foreign_case, of_facts
from ..demo.records import COMPARED
from ..store.kept import PER_EVENT
from ..store.market import PREFIX
from ..store.models import JournalEvent
from .market import TracedMarket

AT_ONCE = 5000  # rows of the journal in memory


class TracedLedger(Ledger):
    """A ledger that knows for each block which posting brought it, as the tables do."""

    def __init__(self) -> None:
        super().__init__()
        self.origin: dict[tuple[Series, int], int] = {}
        self.rows: list[tuple[int, Posting, int | None]] = []
        self.next_id = 0

    def move(self, posting: Posting) -> Block | None:
        cut = super().move(posting)
        series, first, last, source, _ = posting
        parent = None
        if source is not None and cut is not None:
            parent = self.origin[(series, cut.first)]
            if last < cut.last:
                self.origin[(series, last + 1)] = parent
        self.origin[(series, first)] = self.next_id
        self.rows.append((self.next_id, posting, parent))
        self.next_id += 1
        return cut


class World:
    """What the events read so far have made; the ledger only those to ``upto``, where its tables stand."""

    def __init__(self, upto: int | None = None) -> None:
        self.upto = upto
        self.around = Remembered()
        self.ledger = TracedLedger()
        self.market = TracedMarket()
        self.seqs: dict[str, int] = {}
        self.places: dict[str, list[dict[str, Any]]] = {}
        self.foreign: dict[tuple[str, str], dict[str, Any]] = {}
        self.surrenders: dict[str, dict[str, Any]] = {}

    def read(self, event: Event) -> None:
        """One event.

        Raises
        ------
        ValueError, DoesNotApply
            It does not follow from those before.
        """
        data = event.data
        if event.name.startswith(PREFIX):
            self.market.read(event)
        elif event.name == COMPARED:
            self.around.records[event.subject] = data
        elif event.name == DECLARED:
            self.places[event.subject] = data["places"]
        elif event.name == LISTED:
            self._list(data)
        elif "action" in data and "to" in data:
            self._step(event)
        elif (self.upto is None or event.seq <= self.upto) and not {
            "postings",
            "line",
            "hold",
            "close",
            "account",
        }.isdisjoint(data):
            self.ledger.next_id = event.seq << PER_EVENT
            ledger.apply(self.ledger, event)
            self._used(event)

    def _step(self, event: Event) -> None:
        machine, _, code = event.subject.partition(":")
        before = self.around.life(event.subject) or Life(machine=machine, id=code)
        self.around.put(apply(before, event))
        self.seqs[event.subject] = event.seq

    def _used(self, event: Event) -> None:
        """Units cancelled for an application to offset: the record of the use."""
        id = str((event.data.get("hold") or [""])[0])
        life = self.around.life(f"offset:{id.partition(':')[2]}") if id.startswith("surrender:") else None
        if life is not None and (row := surrenders.of(life, event, self.around)):
            self.surrenders[life.id] = row

    def _list(self, data: dict[str, Any]) -> None:
        for row in data["records"]:
            self.foreign[(data["register"], row["number"])] = row | {"source": data["source"]}
            self.places[foreign_case(data["register"], row["number"])] = row["places"]

    def all_places(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Case and place: those declared, and the plants of projects' own facts."""
        for case, rows in self.places.items():
            yield from ((case, row) for row in rows)
        for life in self.around.lives.values():
            yield from ((life.subject, row) for row in of_facts(life))


def journal(after: int = 0) -> Iterator[Event]:
    """The journal from the database, a part at a time."""
    rows = JournalEvent.objects.filter(seq__gt=after).order_by("seq")
    return (stored(row) for row in rows.iterator(chunk_size=AT_ONCE))


def world(events: Iterable[Event], upto: int | None = None) -> World:
    """All that the events make."""
    made = World(upto)
    for event in events:
        made.read(event)
    return made
