"""Who waits for the writer, and for what."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from ccer.registry.ledger import Outcome

C = TypeVar("C")


class Asker(Generic[C]):
    """A caller that waits: ``wake`` opens when all it asked is answered, or when it is for its thread to write the next batches."""

    __slots__ = ("asks", "leads", "wake")

    def __init__(self, commands: Sequence[C], most: int) -> None:
        starts = range(0, len(commands), most)
        self.asks = [Ask(self, commands[start : start + most]) for start in starts]
        self.leads = False
        self.wake = threading.Semaphore(0)

    @property
    def answered(self) -> bool:
        return self.asks[-1].answered


class Ask(Generic[C]):
    """Commands that go into one batch."""

    __slots__ = ("answered", "asker", "commands", "failed", "outcomes")

    def __init__(self, asker: Asker[C], commands: Sequence[C]) -> None:
        self.asker, self.commands = asker, commands
        self.outcomes: list[Outcome] = []
        self.failed: BaseException | None = None
        self.answered = False

    def answer(self, failed: BaseException | None = None) -> None:
        self.failed, self.answered = failed, True
        if self is self.asker.asks[-1]:
            self.asker.wake.release()


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
