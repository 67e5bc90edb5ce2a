"""What waits to be posted, and the steps of posting that need no memory of the writer."""

from __future__ import annotations

import gc
import select
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg.pq import ExecStatus

from ccer.core.event import Event
from ccer.registry import ledger
from ccer.registry.commands import AnyCommand
from ccer.registry.ledger import Outcome
from ccer.registry.moment import Moment
from ccer.registry.serials import Series

from ..store.kept import KeptLedger

LARGEST_BATCH = 1000


class Asker:
    """A caller that waits: ``wake`` opens when all it asked is answered, or when it is for its thread to write the next batches."""

    __slots__ = ("asks", "leads", "wake")

    def __init__(self, commands: Sequence[AnyCommand]) -> None:
        starts = range(0, len(commands), LARGEST_BATCH)
        self.asks = [Ask(self, commands[start : start + LARGEST_BATCH]) for start in starts]
        self.leads = False
        self.wake = threading.Semaphore(0)

    @property
    def answered(self) -> bool:
        return self.asks[-1].answered


class Ask:
    """Commands that go into one batch."""

    __slots__ = ("answered", "asker", "commands", "failed", "number", "outcomes")

    def __init__(self, asker: Asker, commands: Sequence[AnyCommand]) -> None:
        self.asker, self.commands = asker, commands
        self.outcomes: list[Outcome] = []
        self.failed: BaseException | None = None
        self.answered = False
        self.number = 0

    def answer(self, number: int, failed: BaseException | None = None) -> None:
        """``number``: of the batch after which a flush brings the answer to disk."""
        self.number, self.failed, self.answered = number, failed, True
        if self is self.asker.asks[-1]:
            self.asker.wake.release()


class Decided(NamedTuple):
    """A batch and what it comes to; no events where all was refused or answered before."""

    asks: list[Ask]
    sealed: list[Event]
    rows: bytes = b""
    made: frozenset[tuple[Series, int]] | set[tuple[Series, int]] = frozenset()


def decide_and_apply(command: AnyCommand, view: KeptLedger, moment: Moment) -> Outcome:
    """One command, decided and applied to memory."""
    outcome = ledger.decide(command, view, moment)
    if outcome.refusal is not None:
        # It may be a repeat of what was granted before, or name what memory does not hold.
        view.ask_keys([command.key, getattr(command, "of", "")])
        outcome = ledger.decide(command, view, moment)
    for event in outcome.fresh:
        ledger.apply(view, event)
    return outcome


def result(connection: psycopg.Connection[Any]) -> bool:
    """What `post_batch` gave back, waited for."""
    pgconn = connection.pgconn
    answer = select.poll()
    answer.register(pgconn.socket, select.POLLIN)
    while pgconn.is_busy():
        answer.poll()  # here other threads go on; libpq's own waiting would hold them
        pgconn.consume_input()
    written, failed = False, None
    while (part := pgconn.get_result()) is not None:
        if part.status == ExecStatus.TUPLES_OK:
            written = part.get_value(0, 0) == b"t"
        else:
            failed = psycopg.errors.error_from_result(part, encoding="utf-8")
    if failed is not None:
        raise failed
    return written


@contextmanager
def without_collecting(large: bool) -> Iterator[None]:
    """A large batch makes many objects and no cycles; looking for some among them all would only take time."""
    pause = large and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()
