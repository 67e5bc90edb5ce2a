"""A lone command is written behind the end where the journal was left, without asking; where others wrote since, as any other."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from ccer_platform.actions.posting import Poster, close_posters, poster
from ccer_platform.store.post import Pen
from registry.hosted import LINE, SERIES, ask, digests, opened, sound

pytestmark = pytest.mark.usefixtures("morning")


@pytest.fixture
def writer(database: str) -> Iterator[Poster]:
    yield poster()
    close_posters()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How often the end was asked for."""
    asked: list[object] = []
    real = Pen.open
    monkeypatch.setattr(Pen, "open", lambda pen, keys: asked.append(pen) or real(pen, keys))
    return asked


def test_it_is_not_asked_for_where_nobody_else_writes(
    writer: Poster, database: str, asked: list[object]
) -> None:
    opened(writer, "A", "B")
    assert writer.submit(ask(f"transfer A B {SERIES} 10")).events
    asked.clear()
    for _ in range(20):
        assert writer.submit(ask(f"transfer A B {SERIES} 10")).events
    assert not asked
    assert writer.submit(ask(f"transfer A B {SERIES} 791")).refusal  # A has 790
    assert asked
    sound(database)


def test_what_others_wrote_is_noticed(writer: Poster, database: str) -> None:
    opened(writer, "A", "B")
    other = Poster(writer.conninfo)
    for _ in range(4):
        for _ in range(3):
            assert writer.submit(ask(f"transfer A B {SERIES} 10")).events
        assert other.submit(ask(f"transfer B A {SERIES} 30")).events
    other.close()
    assert writer.submit(ask(f"transfer A B {SERIES} 1001")).refusal
    assert writer.submit(ask(f"transfer A B {SERIES} 1000")).events
    assert len(sound(database)) == 7 + 4 * 4 + 1


def test_tables_that_are_ahead_of_memory_are_not_taken_twice(writer: Poster, database: str) -> None:
    """What a lone command read of them may be of what others wrote since; memory must not do that once more."""
    opened(writer, "A", "B", "C", units=0)
    assert writer.submit(ask(f"issue {LINE} A 100")).events
    for _ in range(2):
        assert writer.submit(ask(f"transfer A B {SERIES} 10")).events
    other = Poster(writer.conninfo)
    assert other.submit(ask(f"transfer A C {SERIES} 5")).events
    other.level()
    other.close()
    assert writer.submit(ask(f"transfer C B {SERIES} 6")).refusal
    assert writer.submit(ask(f"transfer C B {SERIES} 5")).events
    assert writer.submit(ask(f"transfer C B {SERIES} 1")).refusal
    assert writer.submit(ask(f"transfer B A {SERIES} 25")).events
    sound(database)


def test_a_connection_that_broke_is_said_at_once(writer: Poster, database: str) -> None:
    opened(writer, "A", "B")
    for _ in range(3):
        assert writer.submit(ask(f"transfer A B {SERIES} 10")).events
    with psycopg.connect(database, autocommit=True) as raw:
        raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    connection.close()
    with pytest.raises(psycopg.OperationalError):
        writer.submit(ask(f"transfer A B {SERIES} 10"))
    assert writer.submit(ask(f"transfer A B {SERIES} 970")).events
    sound(database)


def test_a_key_of_long_ago_is_known(writer: Poster, database: str, asked: list[object]) -> None:
    opened(writer, "A", "B")
    first = writer.submit(ask(f"transfer A B {SERIES} 10", key="k"))
    for _ in range(3):
        assert writer.submit(ask(f"transfer A B {SERIES} 10")).events
    asked.clear()
    again = writer.submit(ask(f"transfer A B {SERIES} 10", key="k"))
    assert again.repeated
    assert digests(again) == digests(first)
    refused = writer.submit(ask(f"transfer A B {SERIES} 11", key="k")).refusal
    assert refused is not None
    assert refused.code == "key_reused"
    assert writer.submit(ask(f"transfer A B {SERIES} 960")).events
    sound(database)
