"""The ledger on its host, as tests see it: what was answered, what the tables hold, and whether both are what the journal gives."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from ccer.core.event import Event
from ccer.registry.audit import audit
from ccer.registry.commands import AnyCommand
from ccer.registry.ledger import Outcome, apply
from ccer_platform import clock
from ccer_platform.actions.posting import Poster, poster
from ccer_platform.rebuilding.check import check
from ccer_platform.store.post import events_after
from registry.table import Table, command_from

LINE, SERIES = "L1", "A210001/2025"
STORIES = sorted(
    path
    for path in (Path(__file__).parent / "stories").glob("*.txt")
    if "\nsold " not in path.read_text(encoding="utf-8")
)
"""Those that the register tells alone; what is sold only the market knows (`tests/platform/test_exchange_force.py`)."""


class Hosted(Table):
    """A register that a story is told to, kept by the host; ``view`` and ``journal`` follow what the host answers."""

    def __init__(self, writer: Poster | None = None) -> None:
        super().__init__()
        self.writer = writer or poster()

    def ask(self, command: AnyCommand) -> Outcome:
        self.asked.append(command)
        with clock.fixed(self.at.now):
            outcome = self.writer.submit(command)
        for event in outcome.fresh:
            apply(self.view, event)
            self.journal.append(event)
        return outcome


def ask(words: str, **given: Any) -> AnyCommand:
    """A command from words, e.g. ``transfer A B A210001/2025 7``."""
    return command_from([*words.split(), *(f"{name}={value}" for name, value in given.items())])


def opened(writer: Poster, *accounts: str, verified: int = 10**9, units: int = 1000) -> None:
    """Owners' accounts, a line, and units for each."""
    commands = [
        *(ask(f"apply-account {id} licence-{id} owner") for id in accounts),
        *(ask(f"open-account {id}") for id in accounts),
        ask(f"register-line {LINE} {SERIES} {verified}"),
        *(ask(f"issue {LINE} {id} {units}") for id in accounts if units),
    ]
    refused = [outcome.refusal for outcome in writer.submit_many(commands) if outcome.refusal]
    assert not refused, refused
    writer.level()


def journal(address: str) -> list[Event]:
    """All events, as the database has them."""
    with psycopg.connect(address, options="-c TimeZone=Asia/Shanghai") as raw:
        return events_after(raw, 0)


def held(address: str) -> dict[Any, list[tuple[int, int]]]:
    """(account, state, hold), (project, vintage) -> ranges, from the table of blocks."""
    found: dict[Any, list[tuple[int, int]]] = defaultdict(list)
    with psycopg.connect(address) as raw:
        for account, state, hold, project, vintage, first, last in raw.execute(
            "SELECT account, state, hold, project, vintage, first, last FROM store_block b"
            " JOIN store_holding h ON h.id = b.holding_id JOIN store_series s ON s.id = b.series_id"
        ):
            found[((account, state, hold), (project, vintage))].append((first, last))
    return found


def sound(address: str) -> list[Event]:
    """The tables are a replay of the journal, its chain holds, holdings are the sums of their blocks, and the auditor finds nothing."""
    connection.close()
    found = check()
    assert found.broken is None, found.broken
    assert not found.differences, [difference.text.en for difference in found.differences[:4]]
    events = journal(address)
    report = audit(
        (e for e in events if e.name.startswith(("units.", "line.", "account."))), balances=held(address)
    )
    assert report.faults == (), report.faults[:3]
    assert audit(events, chain=True).events == found.events
    with psycopg.connect(address) as raw:
        wrong = raw.execute(
            "SELECT h.id FROM store_holding h LEFT JOIN store_block b ON b.holding_id = h.id"
            " GROUP BY h.id HAVING h.quantity <> coalesce(sum(b.last - b.first + 1), 0)"
        ).fetchall()
        assert not wrong
    return events


def custody(address: str, series: tuple[str, int], serial: int) -> list[int]:
    """Ids of the postings that moved one serial, walked from the block it is in by ``parent``; first to last."""
    with psycopg.connect(address) as raw:
        row = raw.execute(
            "SELECT posting FROM store_block b JOIN store_series s ON s.id = b.series_id"
            " WHERE (project, vintage) = (%s, %s) AND %s BETWEEN first AND last",
            (*series, serial),
        ).fetchone()
        ids: list[int] = []
        while row and row[0] is not None:
            ids.append(row[0])
            row = raw.execute("SELECT parent FROM store_posting WHERE id = %s", (row[0],)).fetchone()
    return ids[::-1]


def digests(outcome: Outcome) -> tuple[str, ...]:
    """Which events of the journal answered; each hash stands for all that the event says and for all before it."""
    assert outcome.events
    assert all(event.seq for event in outcome.events)
    return tuple(event.digest for event in outcome.events)
