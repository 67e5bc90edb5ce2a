"""What the host writes is what the core decides: every command, every way in, and nothing half."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from django.db import IntegrityError, transaction

from ccer.core.event import Event
from ccer.registry.refusals import Refusal
from ccer.registry.serials import Serial, Series
from ccer.registry.statement import custody as custody_of_journal
from ccer_platform import clock
from ccer_platform.actions.posting import Poster, close_posters, post_within, poster
from ccer_platform.store.kept import PER_EVENT
from ccer_platform.store.post import TablesRefuse
from registry.hosted import SERIES, STORIES, Hosted, ask, custody, digests, journal, opened, sound
from registry.simulator import Simulator
from registry.simulator import opened as told
from registry.table import Table, command_from, run

pytestmark = pytest.mark.usefixtures("morning")
SEED = 20260302


@pytest.fixture
def writer(database: str) -> Iterator[Poster]:
    yield poster()
    close_posters()


@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
def test_every_story_of_the_core_is_told_alike(path: Path, writer: Poster, database: str) -> None:
    run(path, Hosted(writer))
    sound(database)


@pytest.mark.parametrize("memory", ["kept", "dropped"])
def test_the_host_answers_what_the_core_answers(memory: str, writer: Poster, database: str) -> None:
    """Random commands, wild ones among them; also where nothing is in memory and all is read from the tables."""
    core, hosted = told(), Hosted(writer)
    for command in core.asked:
        assert hosted.ask(command).events
    simulator = Simulator(SEED, core)
    seen: Counter[str] = Counter()
    for command in simulator.commands(250):
        if memory == "dropped":
            writer.close()
        ours, theirs = hosted.ask(command), core.ask(command)
        assert (ours.refusal and ours.refusal.code) == (theirs.refusal and theirs.refusal.code)
        assert ours.repeated == theirs.repeated
        assert _plain(ours.events) == _plain(theirs.events)
        seen.update([type(command).__name__ if ours.events else "refused"])
    assert seen["refused"] >= 20
    assert seen["Linked"] >= 3
    assert len(seen) >= 12, seen
    sound(database)
    check_custody(database)


def _plain(events: Iterable[Event]) -> list[Any]:
    """What events say, as JSON has it."""
    return [msgspec.json.decode(msgspec.json.encode(event.data)) for event in events]


def check_custody(database: str) -> None:
    """From where a serial is now, back to its issuance: the same moves as the journal tells."""
    events = journal(database)
    for project, vintage in {tuple(row[0]) for event in events for row in event.data.get("postings", ())}:
        for serial in (1, 7, 50, 119):
            moves = custody_of_journal(events, Serial(Series(project, vintage), serial))
            walked = custody(database, (project, vintage), serial)
            assert [id >> PER_EVENT for id in walked] == [move.seq for move in moves]
            assert walked


def test_a_batch_is_the_same_as_one_by_one(writer: Poster, database: str) -> None:
    core = told()
    commands = list(core.asked)
    simulator = Simulator(SEED, core)
    for command in simulator.commands(300):
        core.ask(command)
        commands.append(command)
    with clock.fixed(core.at.now):
        outcomes = writer.submit_many(commands)
    fresh = _plain([event for outcome in outcomes for event in outcome.fresh])
    assert fresh == _plain(core.journal)
    assert all(event.seq for outcome in outcomes for event in outcome.events)
    sound(database)


def test_within_an_action_all_or_none(writer: Poster, database: str) -> None:
    """Commands in an action's own transaction, mixed with those of the writer, whose memory must notice."""
    opened(writer, "A", "B")
    for turn in range(3):
        with transaction.atomic():
            sealed = post_within(
                [
                    ask(f"transfer A B {SERIES} 10"),
                    ask(f"freeze f{turn} B judicial quantity=5 series={SERIES}"),
                ]
            )
        assert [event.name for event in sealed] == ["units.transferred", "units.frozen"]
        assert writer.submit(ask(f"transfer B A {SERIES} 3")).events
    before = journal(database)
    with pytest.raises(Refusal), transaction.atomic():
        post_within([ask(f"transfer A B {SERIES} 10"), ask(f"transfer A B {SERIES} 100000")])
    assert journal(database) == before
    assert writer.submit(ask(f"transfer B A {SERIES} 1")).events
    events = sound(database)
    assert len(events) == len(before) + 1


def test_two_writers_at_once(writer: Poster, database: str) -> None:
    """Two writers with memories of their own, as two processes have, through several threads each."""
    opened(writer, "A", "B", "C", "D")
    other = Poster(writer.conninfo)
    granted: Counter[str] = Counter()

    def run_one(number: int, through: Poster) -> None:
        rng = random.Random(number)
        for turn in range(60):
            source, target = rng.sample("ABCD", 2)
            words = f"transfer {source} {target} {SERIES} {rng.randint(1, 30)}"
            if turn % 10 == 9:
                words = f"cancel c{number}-{turn} {source} {SERIES} 1 public-good"
            outcome = through.submit(ask(words, key=f"k{number}-{turn}"))
            granted.update(["refused" if outcome.refusal else "granted"])

    threads = [threading.Thread(target=run_one, args=(n, (writer, other)[n % 2])) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    events = sound(database)
    assert granted["granted"] == len(events) - 13
    assert granted["granted"] > 300
    check_custody(database)


class TestKeys:
    """One key, one answer."""

    def test_same_content_same_events(self, writer: Poster, database: str) -> None:
        opened(writer, "A", "B")
        command = ask(
            f"transfer A B {SERIES} 1000", key="k"
        )  # all that A has: asked again it could not be granted
        first = writer.submit(command)
        again = writer.submit(command)
        writer.close()  # memory is lost, as after a restart
        later = writer.submit(command)
        assert first.events[0].seq
        assert (again.repeated, later.repeated) == (True, True)
        assert digests(first) == digests(again) == digests(later)
        both = writer.submit_many(
            [command, ask(f"transfer B A {SERIES} 1", key="l"), ask(f"transfer B A {SERIES} 1", key="l")]
        )
        assert [outcome.repeated for outcome in both] == [True, False, True]
        assert digests(both[1]) == digests(both[2])
        assert len(sound(database)) == 9

    def test_other_content_is_refused(self, writer: Poster, database: str) -> None:
        opened(writer, "A", "B")
        writer.submit(ask(f"transfer A B {SERIES} 5", key="k"))
        for _ in range(2):
            outcome = writer.submit(ask(f"transfer A B {SERIES} 6", key="k"))
            assert outcome.refusal is not None
            assert outcome.refusal.code == "key_reused"
            writer.close()
        assert len(sound(database)) == 8

    def test_a_correction_names_a_key_that_memory_has_lost(self, writer: Poster, database: str) -> None:
        opened(writer, "A", "B")
        writer.submit(ask(f"transfer A B {SERIES} 5", key="k"))
        writer.close()
        assert writer.submit(ask("reverse k")).events
        sound(database)

    def test_steps_of_one_command_share_its_key(self, writer: Poster, database: str) -> None:
        opened(writer, "A", "B")
        table = Table()
        command = table.parsed(f"linked key=k: transfer A B {SERIES} 5 ; transfer B A {SERIES} 3")
        first = writer.submit(command)
        writer.close()
        assert len(first.events) == 2
        assert digests(writer.submit(command)) == digests(first)
        sound(database)

    @pytest.mark.parametrize("writers", [1, 2])
    def test_many_at_once_with_one_key(self, writers: int, writer: Poster, database: str) -> None:
        opened(writer, "A", "B")
        posters = [writer, *(Poster(writer.conninfo) for _ in range(writers - 1))]
        outcomes = []
        command = ask(f"transfer A B {SERIES} 600", key="k")
        at_once = threading.Barrier(8)

        def run_one(through: Poster) -> None:
            at_once.wait()
            outcomes.append(through.submit(command))

        threads = [threading.Thread(target=run_one, args=(posters[n % writers],)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for other in posters[1:]:
            other.close()
        assert len({digests(outcome) for outcome in outcomes}) == 1
        assert [outcome.repeated for outcome in outcomes].count(False) == 1
        assert len(sound(database)) == 8


def test_a_refused_command_writes_nothing(writer: Poster, database: str) -> None:
    opened(writer, "A", "B")
    before = journal(database)
    for words in (
        f"transfer A B {SERIES} 1001",
        f"transfer A Z {SERIES} 1",
        f"issue L1 A {10**9}",
        "release none judicial",
    ):
        assert writer.submit(ask(words, key=words)).refusal is not None
    assert journal(database) == before
    sound(database)


FAULT = "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'injected' USING ERRCODE = 'check_violation'; END $$"


def test_a_failure_in_the_middle_leaves_nothing(writer: Poster, database: str) -> None:
    """The journal fails inside a batch: that command fails, those beside it are written, and work goes on."""
    opened(writer, "A", "B", "C")
    with psycopg.connect(database) as raw:
        raw.execute(FAULT)
        raw.execute(
            "CREATE TRIGGER fault BEFORE INSERT ON store_journalevent FOR EACH ROW WHEN (NEW.actor = 'test:fault') EXECUTE FUNCTION fail()"
        )
    before = journal(database)
    bad = command_from(["transfer", "A", "B", SERIES, "666"], actor="test:fault")
    with pytest.raises(psycopg.errors.CheckViolation):
        writer.submit(bad)
    assert journal(database) == before
    with pytest.raises(psycopg.errors.CheckViolation):
        writer.submit_many([ask(f"transfer A B {SERIES} 1"), bad])
    assert journal(database) == before
    sound(database)

    failed, written = [], []

    def run_one(number: int) -> None:
        try:
            command = bad if number % 4 == 0 else ask(f"transfer C A {SERIES} 1", key=f"k{number}")
            written.append(writer.submit(command).events[0].key)
        except psycopg.errors.CheckViolation:
            failed.append(number)

    threads = [threading.Thread(target=run_one, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 3
    assert len(written) == 9
    assert len(sound(database)) == len(before) + 9


TABLES = {
    "posting": "CREATE TRIGGER fault BEFORE INSERT ON store_posting FOR EACH ROW WHEN (NEW.last - NEW.first = 665)",
    "block": "CREATE TRIGGER fault BEFORE INSERT OR UPDATE ON store_block FOR EACH ROW WHEN (NEW.last - NEW.first = 665)",
    "holding": "CREATE TRIGGER fault BEFORE UPDATE ON store_holding FOR EACH ROW WHEN (NEW.quantity > 1600)",
    "commit": "CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON store_posting DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW WHEN (NEW.last - NEW.first = 665)",
}  # fmt: skip


@pytest.mark.parametrize("where", TABLES)
def test_where_the_tables_refuse_writing_stops(where: str, writer: Poster, database: str) -> None:
    """Journal and tables contradict each other: nobody writes, in this process or another, until that is mended; nothing is lost."""
    opened(writer, "A", "B", "C")
    with psycopg.connect(database) as raw:
        raw.execute(FAULT)
        raw.execute(f"{TABLES[where]} EXECUTE FUNCTION fail()")
    assert writer.submit(ask(f"transfer A B {SERIES} 666", key="k")).events
    with pytest.raises(TablesRefuse, match="injected"):
        writer.level()
    before = journal(database)
    command, other = ask(f"transfer C A {SERIES} 1", key="l"), Poster(writer.conninfo)
    for each in (writer, other):
        with pytest.raises(TablesRefuse):
            each.submit(command)
    with (
        pytest.raises((TablesRefuse, IntegrityError)),
        transaction.atomic(),
    ):  # where it is refused at commit, by Django's name
        post_within([command])
    assert journal(database) == before
    with psycopg.connect(database) as raw:
        raw.execute(f"DROP TRIGGER fault ON store_{where if where != 'commit' else 'posting'}")
    assert writer.submit(command).fresh
    assert other.submit(command).repeated
    other.close()
    assert len(sound(database)) == len(before) + 1


def test_a_name_that_no_column_can_hold_harms_nobody_else(writer: Poster, database: str) -> None:
    opened(writer, "A", "B")
    for evil in ("\x00", "\x1f"):
        with pytest.raises((ValueError, psycopg.Error)):
            writer.submit(command_from(["transfer", "A", "B", SERIES, "1"], actor=f"a{evil}b"))
        assert writer.submit(ask(f"transfer A B {SERIES} 1")).events
    sound(database)


def test_memory_may_be_dropped_at_any_time(
    writer: Poster, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ccer_platform.actions.writer.LARGEST_MEMORY", 10)
    monkeypatch.setattr("ccer_platform.actions.writer.MEASURED_AFTER", 1)
    monkeypatch.setattr("ccer_platform.actions.writer.LARGEST_BATCH", 7)
    opened(writer, "A", "B", "C")
    rng = random.Random(SEED)
    commands = [
        ask(f"transfer {' '.join(rng.sample('ABC', 2))} {SERIES} {rng.randint(1, 9)}") for _ in range(200)
    ]
    assert not [outcome.refusal for outcome in writer.submit_many(commands) if outcome.refusal]
    sound(database)
    check_custody(database)
