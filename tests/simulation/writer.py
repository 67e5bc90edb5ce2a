"""A process that posts without end and says what it asks and what it was told, until somebody ends it.

Three threads ask for transfers, one at a time and in batches, on a series of their own; a fourth asks for anything the ledger knows,
possible or not, some of it twice. Every command has a key, so after a failure it can be asked again. A line on standard output is

    ? <name of the batch> <its commands as JSON>          before it is asked
    ! <name of the batch> <for each command, what was told>

where what was told is ``-`` for a refusal, or ``<key>=<seq>:<digest>,…`` for all events of a command.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
import psycopg

from ccer.core.event import Event
from ccer.registry.commands import AnyCommand
from ccer.registry.ledger import Outcome, apply
from registry.simulator import ACCOUNTS, KINDS, LINES, SERIES, Simulator
from registry.table import Table, command_from

MOVERS = ("D", "E", "F")
MOVED = "A310001/2025"
AT_A_TIME = (1, 1, 1, 40)
FAILED_PAUSE = 0.05  # [s] before a batch is asked again that the database failed on
SAYING = threading.Lock()


def to_begin_with() -> list[AnyCommand]:
    """Accounts, lines and some units, for both kinds of threads."""
    kinds = [*zip(ACCOUNTS, KINDS, strict=False), *((id, "owner") for id in MOVERS)]
    lines = [*zip(LINES, SERIES, ("100000",) * 3, strict=True), ("L9", MOVED, "1000000")]
    words = [
        *(["apply-account", id, f"licence-{id}", kind] for id, kind in kinds),
        *(["open-account", id] for id, _ in kinds),
        *(["register-line", *line] for line in lines),
        *(["issue", line, "A", "5000"] for line in LINES),
        *(["issue", "L9", id, "100000"] for id in MOVERS),
    ]
    return [command_from(each) for each in words]


class Anything(Simulator):
    """The simulator over what the journal holds; each command has a key that no other process uses."""

    def __init__(self, name: str, table: Table) -> None:
        super().__init__(0, table)
        self.rng, self.name, self.made = Random(name), name, 0
        self.ids = sum("hold" in event.data for event in table.journal) + 1
        self.keys = [event.key for event in table.journal if event.key][-50:]

    def key(self) -> str:
        if self.keys and self.rng.random() < 0.05:
            return self.rng.choice(self.keys)
        self.made += 1
        self.keys.append(f"{self.name}-{self.made}")
        return self.keys[-1]


def transfers(name: str, number: int) -> Any:
    """Batches of transfers, some of more than there is."""
    rng, turn = Random(f"{name}-{number}"), 0
    while True:
        batch = []
        for _ in range(rng.choice(AT_A_TIME)):
            turn += 1
            source, target = rng.sample(MOVERS, 2)
            quantity = 10**6 if rng.random() < 0.02 else rng.randint(1, 9)
            batch.append(
                command_from(
                    ["transfer", source, target, MOVED, str(quantity), f"key={name}-{number}-{turn}"]
                )
            )
        yield batch


def say(line: str) -> None:
    with SAYING:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def told(outcome: Outcome) -> str:
    if outcome.refusal is not None:
        return "-"
    return ",".join(f"{event.key}={event.seq}:{event.digest}" for event in outcome.events)


def ask(writer: Any, name: str, batch: list[AnyCommand]) -> list[Outcome]:
    """Asked until the database answers."""
    say(f"? {name} {msgspec.json.encode(batch).decode()}")
    while True:
        try:
            outcomes: list[Outcome] = writer.submit_many(batch)
        except psycopg.Error:
            time.sleep(FAILED_PAUSE)
            continue
        say(f"! {name} {' '.join(map(told, outcomes))}")
        return outcomes


def learn(table: Table, outcomes: list[Outcome], known: int) -> int:
    """Applies what a batch was told and was not told before, in the order of the journal; gives how far it now is.

    The answers need not come in that order. Where the database was ended under a batch, a command that was refused is asked again on
    top of what was granted behind it in the same batch: now it may be granted, and stands after that in the journal.
    """
    fresh = {event.seq: event for outcome in outcomes for event in outcome.events if event.seq > known}
    for seq in sorted(fresh):
        apply(table.view, fresh[seq])
    return max(fresh, default=known)


def read(reading: Callable[[Any], list[Event]], address: str) -> list[Event]:
    """Read until the database answers."""
    while True:
        try:
            with psycopg.connect(address, options="-c TimeZone=Asia/Shanghai") as raw:
                return reading(raw)
        except psycopg.OperationalError:
            time.sleep(FAILED_PAUSE)


def end(failed: threading.ExceptHookArgs) -> None:
    """A thread that fails ends the process, so that it is seen."""
    threading.__excepthook__(failed)
    os._exit(1)


def main(data: str, address: str, name: str) -> None:
    os.environ["CCER_DATA"] = data
    os.environ["DJANGO_SETTINGS_MODULE"] = "ccer_platform.settings"
    import django

    django.setup()
    from ccer_platform import clock
    from ccer_platform.actions.posting import Poster
    from ccer_platform.store.post import events_after

    writer, table = Poster(address), Table()
    unfinished = sys.stdin.read().splitlines()
    with clock.fixed(table.at.now):
        for number, line in enumerate(unfinished):
            ask(writer, f"{name}-again-{number}", msgspec.json.decode(line, type=list[AnyCommand]))
    table.journal = read(lambda raw: events_after(raw, 0), address)
    for event in table.journal:
        apply(table.view, event)
    known = len(table.journal)

    def move(number: int) -> None:
        with clock.fixed(table.at.now):
            for turn, batch in enumerate(transfers(name, number)):
                ask(writer, f"{name}-{number}-{turn}", batch)

    def do_anything() -> None:
        simulator, applied, turn = Anything(name, table), known, 0
        with clock.fixed(table.at.now):
            while True:
                turn += 1
                batch = list(simulator.commands(simulator.rng.choice((1, 1, 5))))
                applied = learn(table, ask(writer, f"{name}-any-{turn}", batch), applied)

    threading.excepthook = end
    works = [threading.Thread(target=move, args=(number,), daemon=True) for number in range(len(MOVERS))]
    works.append(threading.Thread(target=do_anything, daemon=True))
    for work in works:
        work.start()
    for work in works:
        work.join()


if __name__ == "__main__":
    main(*sys.argv[1:4])
