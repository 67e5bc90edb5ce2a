"""The host of a functional core: commands are decided in memory and written to the journal; tables follow.

One path. Whoever asks first writes for all who wait: locks the end of the journal, lets memory follow what others wrote, decides, seals,
appends, commits, answers. A lone command, where nobody else wrote last, expects the end where it was left: it is written behind that
end or nowhere, and then as the others. Nobody is told of anything before it is on disk. The tables are a projection of the journal:
after each commit a thread of the process takes them on, many events at once, and whoever reads them calls `level` first. Should the
database refuse a projection, journal and tables contradict each other: then nothing more is written
(docs/decisions/0023-journal-first.md).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

import psycopg

from ccer.core.event import Event, seal
from ccer.registry.ledger import Outcome
from ccer.registry.moment import Moment

from .. import clock
from ..store import post
from ..store.post import TablesRefuse
from .following import Follower
from .waiting import Ask, Asker, without_collecting

LARGEST_BATCH = 2000  # commands in one transaction
AT_ONCE = 250  # commands that are decided while the database writes those before them
LARGEST_MEMORY = 2_000_000  # ranges in memory before it is dropped
MOST_TO_FOLLOW = 10_000  # events of others; with more, memory is dropped instead
MOST_BEHIND = 20_000  # events that the tables may be behind before writing waits for them
MEASURED_AFTER = 50_000  # events after which the size of memory is looked at again


class Memory(Protocol):
    """The part of a core's state that was touched, at the end of the journal. The rest is loaded from tables when it is asked for.

    It is made with the connection to read by and with ``before_reading``, to be called before tables (not the journal) are read: it
    returns once they hold what others wrote.
    """

    @property
    def size(self) -> int:
        """How much it holds, in whatever grows."""

    @property
    def reads(self) -> int:
        """How often it read tables."""

    def ask_keys(self, keys: Iterable[str], known: list[str]) -> None:
        """A batch begins: remember what its keys were answered with; all but the ``known`` are new."""

    def forget_keys(self) -> None:
        """The batch is over."""

    def follow(self, events: Iterable[Event]) -> None:
        """Do what others wrote, as far as memory holds what it touches; events of other cores are passed over."""


M = TypeVar("M", bound=Memory)
C = TypeVar("C", contravariant=True)


class Book(Protocol[M, C]):
    """A core as the writer hosts it.

    ``tables`` names the projection: a row of ``store_projection`` and a function ``follow_<tables>(most integer) RETURNS bigint`` that
    takes the tables on by at most so many events of the journal and returns how far they are (`store/sql/07_follow_ledger.sql`).
    """

    tables: str

    def memory(self, connection: psycopg.Connection[Any], before_reading: Any) -> M:
        """An empty one."""

    def key(self, command: C) -> str:
        """Its idempotency key; empty for none."""

    def decide(self, command: C, memory: M, moment: Moment) -> Outcome:
        """Changes nothing."""

    def apply(self, memory: M, event: Event) -> object:
        """What a decision says is done in memory."""


class Writer(Generic[M, C]):
    """Hosts a core in this process; any number of threads may ask. Other processes, and other cores, write to the same journal.

    What it promises:

    - commands of one call are decided in their order, each whole or not at all, each on what was granted before it;
    - an answer is given when its events are on disk; a refusal rests on nothing that is not;
    - one key, one answer, in any process and after any crash; what failed may be asked again under its keys;
    - a command that the database cannot write fails alone; those beside it are written;
    - `level` returns when the tables hold all that was acknowledged before, by anyone.
    """

    def __init__(self, conninfo: str, book: Book[M, C]) -> None:
        self.conninfo, self.book = conninfo, book
        self._pen: post.Pen | None = None
        self._reader: psycopg.Connection[Any] | None = None
        self._follower = Follower(conninfo, book.tables)
        self._memory: M | None = None
        self._tip: post.Tip = (0, "")
        self._others = 0  # the last event in memory that this writer did not write
        self._measured = 0
        self._alone = False  # nobody else wrote between the last two batches
        self._moment: Moment | None = None
        self._queue: deque[Ask[C]] = deque()
        self._lock = threading.Lock()
        self._busy = False

    def submit(self, command: C) -> Outcome:
        """One command; returns when it is on disk, or refused."""
        return self.submit_many([command])[0]

    def submit_many(self, commands: Sequence[C]) -> list[Outcome]:
        """Commands in their order; returns when they are on disk.

        Raises
        ------
        psycopg.Error
            The database failed. What was on its way may stand or not: a repeat under the same keys tells.
        TablesRefuse
            The tables contradict the journal: nothing is written until that is mended.
        """
        if not commands:
            return []
        asker = Asker(commands, LARGEST_BATCH)
        with without_collecting(len(commands) >= LARGEST_BATCH):
            self._answer(asker)
        for ask in asker.asks:
            if ask.failed is not None:
                raise ask.failed
        return [outcome for ask in asker.asks for outcome in ask.outcomes]

    def within(self, connection: psycopg.Connection[Any], commands: Sequence[C]) -> list[Event]:
        """Commands as a part of a transaction that is open: all or none of them, in the tables too when it returns.

        Raises
        ------
        CcerError
            The refusal of the first that is refused; the transaction is to be undone.
        """
        tip = post.open_within(connection)
        post.follow(connection, self.book.tables)
        memory, moment = self.book.memory(connection, bool), Moment(clock.at(), clock.now())
        fresh: list[Event] = []
        for command in commands:
            outcome = self._decided(command, memory, moment)
            if outcome.refusal is not None:
                raise outcome.refusal
            fresh += outcome.fresh
        sealed = seal(fresh, seq=tip[0], previous=tip[1])
        if sealed:
            post.append_within(connection, tip, sealed)
            post.follow(connection, self.book.tables)
        return sealed

    def level(self) -> None:
        """Returns when the tables hold all that is in the journal now."""
        self._follower.level()

    def close(self) -> None:
        """Gives the connections back; nobody may be asking."""
        self._follower.close()
        self._drop()

    # whose turn it is

    def _answer(self, asker: Asker[C]) -> None:
        with self._lock:
            self._queue.extend(asker.asks)
            asker.leads = not self._busy
            self._busy = True
        while not (asker.leads or asker.answered):
            asker.wake.acquire()
        if asker.leads:
            try:
                while not asker.answered:
                    self._write(self._take())
            finally:
                self._hand_over()

    def _hand_over(self) -> None:
        """The first of those who wait goes on."""
        with self._lock:
            self._busy = bool(self._queue)
            if self._busy:
                next = self._queue[0].asker
                next.leads = True
                next.wake.release()

    def _take(self) -> list[Ask[C]]:
        asks: list[Ask[C]] = []
        size = 0
        with self._lock:
            while self._queue and (not asks or size + len(self._queue[0].commands) <= LARGEST_BATCH):
                asks.append(self._queue.popleft())
                size += len(asks[-1].commands)
        return asks

    # one batch

    def _write(self, asks: list[Ask[C]]) -> None:
        """Where the database does not take a batch, each of its parts is tried alone."""
        try:
            if not (self._alone and self._expect(asks)):
                self._append(asks)
        except BaseException as failed:
            self._drop()
            alone = len(asks) == 1 or not isinstance(failed, Exception)
            if alone or isinstance(failed, psycopg.OperationalError | TablesRefuse):
                for ask in asks:
                    ask.answer(failed)
            else:
                for ask in asks:
                    self._write([ask])
            if not isinstance(failed, Exception):
                raise

    def _expect(self, asks: list[Ask[C]]) -> bool:
        """A lone command, behind the end that memory stands at; False where it is not written so, and memory is as if never asked."""
        pen, memory = self._pen, self._memory
        if pen is None or memory is None or len(asks) > 1 or len(asks[0].commands) > 1:
            return False
        self._follower.check()
        (command,), reads = asks[0].commands, memory.reads
        memory.ask_keys([self.book.key(command)], [])
        outcome = self.book.decide(command, memory, self._now())
        sealed = seal(outcome.fresh, seq=self._tip[0], previous=self._tip[1])
        try:
            written = bool(sealed) and pen.write(self._tip, sealed)
        except psycopg.IntegrityError:  # the key is known
            written = False
        if written:
            for event in outcome.fresh:
                self.book.apply(memory, event)
        elif memory.reads > reads:  # maybe what others wrote since
            self._memory = None
        memory.forget_keys()
        if written:
            self._wrote(asks, [outcome], sealed)
        return written

    def _append(self, asks: list[Ask[C]]) -> None:
        self._follower.check()
        pen = self._pen = self._pen or post.Pen(self.conninfo)
        commands = [command for ask in asks for command in ask.commands]
        keys = list(map(self.book.key, commands))
        opened = pen.open(keys)
        self._alone = opened.tip == self._tip
        memory, moment = self._at(opened.tip), self._now()
        memory.ask_keys(keys, opened.known)
        outcomes: list[Outcome] = []
        written: list[Event] = []
        tip = self._tip
        for start in range(0, len(commands), AT_ONCE):
            decided = [self._decided(each, memory, moment) for each in commands[start : start + AT_ONCE]]
            sealed = seal(
                (event for outcome in decided for event in outcome.fresh), seq=tip[0], previous=tip[1]
            )
            if sealed:
                pen.put(tip, sealed)
                tip = (sealed[-1].seq, sealed[-1].digest)
            outcomes += decided
            written += sealed
        pen.close_up()
        memory.forget_keys()
        self._wrote(asks, outcomes, written)

    def _wrote(self, asks: list[Ask[C]], outcomes: list[Outcome], sealed: list[Event]) -> None:
        """Events are on disk: who asked is told, the tables follow."""
        if sealed:
            self._tip = (sealed[-1].seq, sealed[-1].digest)
            self._follower.wake(self._tip[0])
        self._answer_all(asks, outcomes, sealed)
        if self._tip[0] - self._follower.seq > MOST_BEHIND:
            self._follower.level()

    def _decided(self, command: C, memory: M, moment: Moment) -> Outcome:
        outcome = self.book.decide(command, memory, moment)
        for event in outcome.fresh:
            self.book.apply(memory, event)
        return outcome

    @staticmethod
    def _answer_all(asks: list[Ask[C]], outcomes: list[Outcome], sealed: list[Event]) -> None:
        """Each outcome gets its events with their place in the chain."""
        events, each = iter(sealed), iter(outcomes)
        for ask in asks:
            for outcome in islice(each, len(ask.commands)):
                if outcome.fresh:
                    outcome = outcome._replace(events=tuple([next(events) for _ in outcome.events]))
                elif outcome.repeated and not outcome.events[0].seq:  # of this batch
                    key = outcome.events[0].key
                    outcome = outcome._replace(events=tuple(e for e in sealed if e.key == key))
                ask.outcomes.append(outcome)
            ask.answer()

    # memory and connections

    def _at(self, tip: post.Tip) -> M:
        """Memory as the journal now stands, its end being locked."""
        reader = self._reader = self._reader or psycopg.connect(self.conninfo, autocommit=True)
        behind = tip[0] - self._tip[0]
        if self._memory is not None and tip[0] - self._measured > MEASURED_AFTER:
            self._measured = tip[0]
            if self._memory.size > LARGEST_MEMORY:
                self._memory = None
        if self._memory is None or not 0 <= behind <= MOST_TO_FOLLOW:
            self._memory = self.book.memory(reader, self._before_reading)
            self._others = tip[0]
        elif behind:
            self._memory.follow(post.events_after(reader, self._tip[0], tip[0]))
            self._others = tip[0]
        self._tip = tip
        return self._memory

    def _before_reading(self) -> None:
        """What this writer wrote touched only what is in its memory; what others wrote must be in the tables."""
        if self._follower.seq < self._others:
            self._follower.level()

    def _now(self) -> Moment:
        now = clock.now()
        if self._moment is None or self._moment.on != now.date():
            self._moment = Moment(clock.at(now.date()), now)
        self._moment.now = now
        return self._moment

    def _drop(self) -> None:
        pen, reader = self._pen, self._reader
        self._memory = self._pen = self._reader = None
        self._follower.forget()
        for connection in (pen, reader):
            if connection is not None:
                connection.close()
