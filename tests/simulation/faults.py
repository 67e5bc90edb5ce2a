"""A register on its own PostgreSQL that is killed in the middle of batches, again and again, and what is then found in its journal."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

import psycopg
from django.core.management import call_command
from django.db import connection

from ccer.core.event import Event
from ccer_platform import clock
from ccer_platform.actions.posting import Poster
from ccer_platform.database import Server
from registry.hosted import sound
from registry.table import Table

from .writer import to_begin_with

TEMPLATE = "ccer"
LONGEST_WAIT = 60.0  # [s] for a writer to be told something
SHORTEST, LONGEST = 0.05, 0.6  # [s] from the first answer to the kill


class Told(NamedTuple):
    """What a writer said it was told, and the batches that were on their way when it ended."""

    events: dict[int, tuple[str, str]]
    commands: Counter[str]
    refused: int
    repeated: int
    unfinished: list[str]


class Register:
    """One database of a private server; ``told`` is all that was ever acknowledged of it: place in the journal -> key and hash."""

    def __init__(self, server: Server, name: str) -> None:
        self.server, self.name = server, name
        self.address = f"{server.address.conninfo()} dbname={name}"
        self.told: dict[int, tuple[str, str]] = {}
        self.unfinished: list[str] = []
        self.refused = self.repeated = self.resumed = 0
        with psycopg.connect(server.address.conninfo(), dbname="postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")  # type: ignore[call-overload]
        writer = Poster(self.address)
        with clock.fixed(Table().at.now):
            wrong = [o.refusal for o in writer.submit_many(to_begin_with()) if o.refusal]
        writer.close()
        assert not wrong, wrong

    def kill(self, databases: int, seed: str) -> None:
        """One process posts; under it the database is ended without warning so many times, then the process itself; all is looked at."""
        rng = Random(seed)
        writer = subprocess.Popen(
            [sys.executable, "-m", "simulation.writer", str(self.server.folder), self.address, seed],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)},
        )
        try:
            heard = _Heard(writer, self.unfinished)
            heard.until_answered()
            for _ in range(databases):
                time.sleep(rng.uniform(SHORTEST, LONGEST))
                kill_database(self.server)
                heard.read()
                self.server.start()
                heard.until_answered(afresh=True)  # the same process goes on
            time.sleep(rng.uniform(SHORTEST, LONGEST))
            assert writer.poll() is None, "the writer ended by itself"
        finally:
            writer.kill()
        heard.to_the_end()
        self._until_alone()
        self._note(told(heard.lines()))
        self.check()

    def _until_alone(self) -> None:
        """The database may still be writing what the process had sent before its end."""
        with psycopg.connect(self.address, autocommit=True) as raw:
            others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            while raw.execute(others + " AND backend_type = 'client backend'").fetchone():
                time.sleep(0.05)

    def _note(self, told: Told) -> None:
        for seq, said in told.events.items():
            assert self.told.setdefault(seq, said) == said, f"event {seq} was told in two ways"
        assert told.events, "nothing was acknowledged, so nothing was tried"
        self.resumed += len(self.unfinished)
        self.unfinished = told.unfinished
        self.refused += told.refused
        self.repeated += told.repeated

    def drop(self) -> None:
        """Makes room for the next."""
        with psycopg.connect(self.server.address.conninfo(), dbname="postgres", autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {self.name} WITH (FORCE)")  # type: ignore[call-overload]

    def check(self) -> list[Event]:
        """What was acknowledged stands where it was said to stand; nothing stands twice; the tables are what the journal gives."""
        with using(self.address):
            events = sound(self.address)
        lost = [seq for seq, said in self.told.items() if seq > len(events) or _said(events[seq - 1]) != said]
        assert not lost, f"acknowledged and not in the journal: {lost[:5]}"
        doubled = self.doubled(events)
        assert not doubled, f"in the journal twice: {doubled[:5]}"
        return events

    def doubled(self, events: list[Event]) -> list[str]:
        """Keys that stand for more events than were told, or for events that do not stand side by side."""
        last: dict[str, int] = {}
        found = []
        for event in events:
            if event.key:
                if last.get(event.key, event.seq - 1) != event.seq - 1:
                    found.append(event.key)
                last[event.key] = event.seq
        said = Counter(key for key, _ in self.told.values())
        stands = Counter(event.key for event in events)
        return [*found, *(key for key, count in said.items() if stands[key] != count)]


def _said(event: Event) -> tuple[str, str]:
    return event.key, event.digest


class _Heard:
    """The output of a writer, read as it comes so that it never waits for its reader."""

    def __init__(self, writer: subprocess.Popen[str], unfinished: list[str]) -> None:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write("\n".join(unfinished))
        writer.stdin.close()
        self.writer, self.pipe, self.raw = writer, writer.stdout.fileno(), b""

    def read(self, wait: float = 0.0) -> bool:
        """What has come by now; False at the end."""
        while select.select([self.pipe], [], [], wait)[0]:
            part = os.read(self.pipe, 1 << 20)
            if not part:
                return False
            self.raw += part
            wait = 0.0
        return True

    def until_answered(self, *, afresh: bool = False) -> None:
        """Waits for an answer; ``afresh``: to a batch that was asked from now on."""
        start, wanted = (len(self.raw), b"\n? ") if afresh else (0, b"! ")
        until = time.monotonic() + LONGEST_WAIT
        while True:
            asked = self.raw.find(wanted, start)
            if asked >= 0 and (not afresh or self.raw.find(b"\n! ", asked) >= 0):
                return
            assert self.read(0.05), f"the writer ended: {self.writer.wait()}"
            assert time.monotonic() < until, "the writer was told nothing"

    def to_the_end(self) -> None:
        while self.read(LONGEST_WAIT):
            pass
        self.writer.wait()

    def lines(self) -> Iterator[list[str]]:
        """Whole lines in three parts; what was cut off was not said."""
        whole, _, _ = self.raw.rpartition(b"\n")
        return (line.split(" ", 2) for line in whole.decode().split("\n"))


def told(lines: Iterator[list[str]]) -> Told:
    """What the lines of a writer come to."""
    asked: dict[str, str] = {}
    events: dict[int, tuple[str, str]] = {}
    commands: Counter[str] = Counter()
    refused = repeated = 0
    for mark, name, rest in lines:
        if mark == "?":
            asked[name] = rest
            continue
        del asked[name]
        for answer in rest.split(" "):
            if answer == "-":
                refused += 1
                continue
            said = [part.rpartition("=") for part in answer.split(",")]
            commands[said[0][0]] += 1
            repeated += commands[said[0][0]] > 1
            for key, _, place in said:
                seq, _, digest = place.partition(":")
                was = events.setdefault(int(seq), (key, digest))
                assert was == (key, digest), f"event {seq} was told in two ways"
    return Told(events, commands, refused, repeated, list(asked.values()))


def kill_database(server: Server) -> None:
    """Every process of the server at one stroke, the first of them first; nothing is tidied up."""
    processes = server.processes()
    noted = int((server.data / "postmaster.pid").read_text().split()[0])
    assert noted in processes
    for process in [noted, *processes]:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(noted, 0)  # where this process adopts orphans, it is for us to reap


@contextmanager
def using(address: str) -> Iterator[None]:
    """Django's own connection goes to another database for a while."""
    given = psycopg.conninfo.conninfo_to_dict(address)
    before = dict(connection.settings_dict)
    _leave()
    connection.settings_dict.update(HOST=given["host"], PORT=str(given["port"]), NAME=given["dbname"])
    try:
        yield
    finally:
        _leave()
        connection.settings_dict.update(before)


def _leave() -> None:
    connection.close()
    connection.close_pool()


@contextmanager
def private_server() -> Iterator[Server]:
    """A server of its own with a migrated template; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="ccer-faults-"))
    folder.chmod(0o755)
    server = Server(folder)
    server.start()
    try:
        with using(server.address.conninfo()):
            call_command("migrate", verbosity=0, interactive=False)
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(server.socket, ignore_errors=True)
