"""What takes tables on to where the journal ends: a thread that wakes after each commit, and whoever cannot wait for it."""

from __future__ import annotations

import threading
from typing import Any

import psycopg

from ..store import post
from ..store.post import TablesRefuse

# Many events at once cost the database half of what they cost one by one; whoever reads the tables does not wait for this pause.
PAUSE = 0.5  # [s] from the first of some commits to the tables' following,
HURRY = 1_000  # or less, when they are so many events behind


class Follower:
    """Takes some tables on; its thread begins with the first commit and holds one connection. ``seq``: how far they surely are."""

    def __init__(self, conninfo: str, tables: str) -> None:
        self._conninfo, self._tables = conninfo, tables
        self.seq = 0
        self._refused: TablesRefuse | None = None
        self._connection: psycopg.Connection[Any] | None = None
        self._using = threading.Lock()
        self._wake = threading.Event()
        self._hurry = threading.Event()
        self._ends = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self, seq: int) -> None:
        """The journal has an event more; returns at once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=f"follow {self._tables}", daemon=True)
            self._thread.start()
        if not self._wake.is_set():
            self._wake.set()
        if seq - self.seq > HURRY and not self._hurry.is_set():
            self._hurry.set()

    def check(self) -> None:
        """Raises what the tables refused, for as long as they refuse it."""
        if self._refused is not None:
            self.level()

    def level(self) -> None:
        """Takes the tables on to where the journal ends now.

        Raises
        ------
        TablesRefuse
        psycopg.OperationalError
        """
        with self._using:
            try:
                if self._connection is None:
                    self._connection = psycopg.connect(self._conninfo, autocommit=True)
                self.seq = post.follow(self._connection, self._tables)
                self._refused = None
            except psycopg.OperationalError:
                self.seq = 0
                self._close()
                raise
            except TablesRefuse as refused:
                self._refused = refused
                raise

    def forget(self) -> None:
        """How far the tables are is to be asked again: it may be another database now, or the same one restored."""
        with self._using:
            self.seq = 0
            self._close()

    def close(self) -> None:
        """Ends the thread."""
        self._end()
        self.__init__(self._conninfo, self._tables)  # type: ignore[misc]

    def _run(self) -> None:
        while self._wake.wait():
            self._hurry.wait(PAUSE)
            if self._ends.is_set():
                return
            self._wake.clear()
            self._hurry.clear()
            try:
                self.level()
            except (psycopg.OperationalError, TablesRefuse):
                continue  # the next commit, or the next who reads, tries again

    def _end(self) -> None:
        for each in (self._ends, self._wake, self._hurry):
            each.set()
        if self._thread is not None:
            self._thread.join()
        with self._using:
            self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
