"""Commands of the ledger, decided and written. Whoever asks while a batch is written becomes part of the next one.

Each process keeps the touched part of the ledger in memory, as it stood at a place of the journal. A batch is written on the
condition that the journal still ends there; while it is written the next one is decided. Where another process wrote to the journal,
memory follows what it wrote and the batch is decided anew, under the lock of the tip, for as long as others keep writing.

Nobody is told of a batch before it is on disk. One command alone waits for its own commit; where several ask, commits do not wait one
for another, and one flush of the database's log afterwards serves all that were written before it (docs/decisions/0023-group-posting.md).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection as django_connection

from ccer.core.event import Event, seal
from ccer.registry import ledger
from ccer.registry.commands import AnyCommand
from ccer.registry.ledger import Outcome
from ccer.registry.moment import Moment

from .. import clock
from ..store import post
from ..store.kept import KeptLedger
from .batches import LARGEST_BATCH, Ask, Asker, Decided, decide_and_apply, result, without_collecting

LARGEST_MEMORY = 2_000_000  # blocks in memory before it is dropped
MOST_TO_FOLLOW = 10_000  # events of others; with more, memory is dropped instead
CALM_AFTER = 8  # batches under the lock that found nobody else's, before the lock is left out again
ONE_KEY = "event_key_once"
_FLUSH = "SELECT pg_logical_emit_message(true, 'ccer', '')"  # its commit brings all that was committed before it to disk


class Poster:
    """The ledger's writer of this process; any number of threads may ask.

    The first that asks writes. Whoever asks meanwhile waits; once the writer has its own answer, one of those goes on.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._connections: dict[str, psycopg.Connection[Any]] = {}
        self._view: KeptLedger | None = None
        self._tip: post.Tip = (0, "")
        self._moment: Moment | None = None
        self._queue: deque[Ask] = deque()
        self._lock = threading.Lock()
        self._busy = False
        self._flight: Decided | None = None
        self._flight_waits = False
        self._landed: list[Event] = []
        self._restless = 0
        self._written = self._flushed = 0
        self._flushing = threading.Lock()

    def submit(self, command: AnyCommand) -> Outcome:
        """One command; returns when it is on disk, or refused."""
        return self.submit_many([command])[0]

    def submit_many(self, commands: Sequence[AnyCommand]) -> list[Outcome]:
        """Commands in their order, each whole or not at all; returns when they are on disk.

        Raises
        ------
        psycopg.Error
            The database failed. What was on its way may stand or not: a repeat under the same keys tells.
        """
        if not commands:
            return []
        asker = Asker(commands)
        with without_collecting(len(commands) >= LARGEST_BATCH):
            self._answer(asker)
        for ask in asker.asks:
            if ask.failed is not None:
                raise ask.failed
        self._ensure_on_disk(max(ask.number for ask in asker.asks))
        return [outcome for ask in asker.asks for outcome in ask.outcomes]

    def close(self) -> None:
        """Gives the connections back; nobody may be asking."""
        self._drop()

    # whose turn it is

    def _answer(self, asker: Asker) -> None:
        with self._lock:
            self._queue.extend(asker.asks)
            asker.leads = not self._busy
            self._busy = True
        while not (asker.leads or asker.answered):
            asker.wake.acquire()
        if asker.leads:
            try:
                while not asker.answered:
                    self._advance()
            finally:
                self._hand_over()

    def _hand_over(self) -> None:
        """The next who waits goes on; where nobody does, what is on its way is awaited first."""
        while True:
            with self._lock:
                if self._queue:
                    follower = self._queue[0].asker
                    follower.leads = True
                    follower.wake.release()
                    return
                if self._flight is None:
                    self._busy = False
                    return
            self._advance()

    def _take(self) -> list[Ask]:
        asks: list[Ask] = []
        size = 0
        with self._lock:
            while self._queue and (not asks or size + len(self._queue[0].commands) <= LARGEST_BATCH):
                asks.append(self._queue.popleft())
                size += len(asks[-1].commands)
        return asks

    # one batch

    def _advance(self) -> None:
        """Decides the next batch while the one before is written, then sends it on its way."""
        asks = self._take()
        try:
            decided = self._decided(asks) if asks and not self._restless else None
            again = self._land(decided)
            if again or decided is None:
                self._settle([*again, *asks])
            elif not decided.sealed:
                self._answer_all(decided, number=self._written + 1)
            elif not decided.rows:
                self._view_now().forget(decided.sealed, ())
                self._settle(asks)
            else:
                self._launch(decided)
                if not self._queue:
                    self._settle(self._land(None))
        except BaseException as failed:
            self._fail([*(self._flight.asks if self._flight else []), *asks], failed)
            if not isinstance(failed, Exception):
                raise

    def _decided(self, asks: list[Ask]) -> Decided | None:
        """What a batch comes to on top of memory and of what is on its way; None where deciding failed: each is then tried alone."""
        if self._view is None and self._flight:
            return None
        try:
            view = self._synced()
            last = self._flight.sealed[-1] if self._flight else None
            return self._decide_all(asks, view, (last.seq, last.digest) if last else self._tip)
        except psycopg.OperationalError:
            raise
        except Exception:
            self._view = None
            return None

    def _decide_all(
        self, asks: list[Ask], view: KeptLedger, tip: post.Tip, locked: psycopg.Connection[Any] | None = None
    ) -> Decided:
        """``locked``: the connection that has locked the tip; without it, what makes other rows than postings is not made ready."""
        moment = self._now()
        for ask in asks:
            ask.outcomes = [decide_and_apply(command, view, moment) for command in ask.commands]
        events = [event for ask in asks for outcome in ask.outcomes for event in outcome.fresh]
        sealed = seal(events, seq=tip[0], previous=tip[1])
        if not sealed or (locked is None and post.has_rare(sealed)):
            return Decided(asks, sealed)
        return Decided(asks, sealed, *post.prepare(view, sealed, tip, locked or view.connection))

    def _launch(self, decided: Decided) -> None:
        """Sends a batch to the database and does not wait for it."""
        alone = len(decided.asks) == 1 and len(decided.asks[0].asker.asks) == 1 and not self._queue
        self._flight, self._flight_waits = decided, alone
        pgconn = self._connection("writer").pgconn
        pgconn.nonblocking = 0
        pgconn.send_query_prepared(b"post_batch", [decided.rows, b"t" if alone else b"f"])
        pgconn.nonblocking = 1

    def _land(self, since: Decided | None) -> list[Ask]:
        """Waits for the batch that is on its way; gives its asks back where they are to be decided anew."""
        flight = self._flight
        if flight is None:
            return []
        try:
            landed = result(self._connection("writer"))
        except psycopg.errors.IntegrityError as refused:
            landed = False
            if refused.diag.constraint_name != ONE_KEY:
                self._view = None
        self._flight = None
        if landed:
            self._arrived(flight, on_disk=self._flight_waits)
            return []
        if self._view is not None:
            for decided in (flight, since) if since else (flight,):
                self._view.forget(decided.sealed, decided.made)
        self._restless = CALM_AFTER
        return flight.asks

    def _settle(self, asks: list[Ask]) -> None:
        """Decides and writes under the lock of the tip; where the database refuses a batch, each of its parts alone."""
        if not asks:
            return
        try:
            self._write_locked(asks)
        except psycopg.OperationalError as failed:
            self._fail(asks, failed)
        except Exception as failed:
            self._drop()
            if len(asks) == 1:
                asks[0].answer(self._written, failed)
            for ask in asks if len(asks) > 1 else ():
                self._settle([ask])

    def _write_locked(self, asks: list[Ask]) -> None:
        for ask_for_keys in (False, True):
            writer = self._connection("writer")
            decided = None
            try:
                with writer.transaction():
                    view = self._follow(post.tip(writer, lock=True))
                    if ask_for_keys:
                        view.ask_keys(command.key for ask in asks for command in ask.commands)
                    decided = self._decide_all(asks, view, self._tip, writer)
                    if decided.sealed:
                        post.write_all(view, decided.sealed, decided.rows, writer, wait=False)
            except psycopg.errors.UniqueViolation as twice:
                if twice.diag.constraint_name != ONE_KEY or ask_for_keys or decided is None:
                    raise
                view.forget(decided.sealed, decided.made)
                continue
            if decided.sealed:
                self._arrived(decided, on_disk=False)
            else:
                self._answer_all(decided, number=self._written + 1)
            return

    def _follow(self, tip: post.Tip) -> KeptLedger:
        """Memory as the journal now stands, its tip being locked."""
        behind = tip[0] - self._tip[0]
        if self._view is None or not 0 <= behind <= MOST_TO_FOLLOW or len(self._view.origin) > LARGEST_MEMORY:
            self._view = KeptLedger(self._connection("reader"), ask_for_keys=False)
        elif behind:
            self._view.follow(post.events_after(self._connection("writer"), self._tip[0]))
        self._restless = CALM_AFTER if behind else max(0, self._restless - 1)
        self._tip = tip
        return self._view

    # answers

    def _arrived(self, decided: Decided, *, on_disk: bool) -> None:
        self._tip = (decided.sealed[-1].seq, decided.sealed[-1].digest)
        if self._view is not None:
            self._view.forget_answers(decided.sealed)
        self._written += 1
        if on_disk:
            self._flushed = self._written
        self._answer_all(decided, number=self._written)
        self._landed = decided.sealed

    def _answer_all(self, decided: Decided, *, number: int) -> None:
        """Each outcome gets its events with their place in the chain."""
        events = iter(decided.sealed)
        for ask in decided.asks:
            for place, outcome in enumerate(ask.outcomes):
                if outcome.repeated:
                    if not outcome.events[0].seq:  # of this batch, or of the one that was on its way
                        key = outcome.events[0].key
                        known = tuple(e for e in (*self._landed, *decided.sealed) if e.key == key)
                        ask.outcomes[place] = outcome._replace(events=known)
                elif outcome.events:
                    ask.outcomes[place] = Outcome(tuple([next(events) for _ in outcome.events]))
            granted = any(outcome.refusal is None for outcome in ask.outcomes)
            ask.answer(number if granted else 0)

    def _fail(self, asks: list[Ask], failed: BaseException) -> None:
        self._drop()
        for ask in asks:
            if not ask.answered:
                ask.answer(0, failed)

    def _ensure_on_disk(self, number: int) -> None:
        """Waits for the database's log; one flush serves all that was committed before it."""
        if self._flushed >= number:
            return
        with self._flushing:
            if self._flushed < number:
                written = max(self._written, number)
                try:
                    self._connection("flusher").execute(_FLUSH)
                except psycopg.Error:
                    self._close("flusher")
                    raise
                self._flushed = written

    # memory and connections

    def _synced(self) -> KeptLedger:
        if self._view is None or (len(self._view.origin) > LARGEST_MEMORY and not self._flight):
            self._view = KeptLedger(self._connection("reader"), ask_for_keys=False)
            self._tip = post.tip(self._connection("writer"))
        return self._view

    def _view_now(self) -> KeptLedger:
        assert self._view is not None
        return self._view

    def _now(self) -> Moment:
        today = clock.today()
        if self._moment is None or self._moment.on != today:
            self._moment = Moment(clock.at(today), clock.now())
        self._moment.now = clock.now()
        return self._moment

    def _connection(self, use: str) -> psycopg.Connection[Any]:
        """One each to read, to write and to flush; made when it is first needed."""
        found = self._connections.get(use)
        if found is None:
            found = psycopg.connect(self._conninfo, autocommit=True)
            if use == "writer":
                found.prepare_threshold = None  # it would drop the statement made here with its own
                found.pgconn.prepare(b"post_batch", b"SELECT post_batch($1, $2)")
            self._connections[use] = found
        return found

    def _close(self, *uses: str) -> None:
        for use in uses:
            if connection := self._connections.pop(use, None):
                connection.close()

    def _drop(self) -> None:
        self._flight = self._view = None
        self._close("reader", "writer")


_posters: dict[str, Poster] = {}
_posters_lock = threading.Lock()


def poster() -> Poster:
    """The writer of this process for the database in use."""
    params = django_connection.get_connection_params()
    wanted: dict[str, Any] = {
        name: params[name] for name in ("host", "port", "dbname", "user", "password") if params.get(name)
    }
    conninfo = psycopg.conninfo.make_conninfo(**{**wanted, "options": "-c TimeZone=Asia/Shanghai"})
    with _posters_lock:
        return _posters.setdefault(conninfo, Poster(conninfo))


def close_posters() -> None:
    """Gives all connections back; of use when a database is about to go."""
    with _posters_lock:
        while _posters:
            _posters.popitem()[1].close()


def post_within(commands: Sequence[AnyCommand]) -> list[Event]:
    """Commands of the ledger as a part of an action: in its transaction, all or none of them.

    Raises
    ------
    ccer.registry.refusals.Refusal
        At the first command that is refused; the action is undone with it.
    """
    connection: psycopg.Connection[Any] = django_connection.connection
    tip = post.tip(connection, lock=True)
    view = KeptLedger(connection)
    outcomes = []
    moment = Moment(clock.at(), clock.now())
    for command in commands:
        outcome = ledger.decide(command, view, moment)
        if outcome.refusal is not None:
            raise outcome.refusal
        for event in outcome.fresh:
            ledger.apply(view, event)
        outcomes.append(outcome)
    sealed = seal((event for outcome in outcomes for event in outcome.fresh), seq=tip[0], previous=tip[1])
    if sealed:
        rows, _ = post.prepare(view, sealed, tip, connection)
        post.write_all(view, sealed, rows, connection, wait=True)
    return sealed
