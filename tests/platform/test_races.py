"""Races for the last units. ``CCER_ROUNDS`` sets how often each is run."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from ccer_platform.actions.posting import Poster, close_posters, poster
from registry.hosted import SERIES, ask, opened, sound

ROUNDS = int(os.environ.get("CCER_ROUNDS", "20"))


@pytest.fixture
def writers(database: str) -> Iterator[tuple[Poster, Poster]]:
    """Two writers with memories of their own, as two processes have."""
    first = poster()
    second = Poster(first.conninfo)
    yield first, second
    second.close()
    close_posters()


def at_once(writers: tuple[Poster, Poster], commands: list[str]) -> list[bool]:
    """Whether each was granted; all are asked at one moment, half of them of each writer."""
    granted = [False] * len(commands)
    barrier = threading.Barrier(len(commands))

    def run(place: int) -> None:
        barrier.wait()
        try:
            granted[place] = writers[place % 2].submit(ask(commands[place])).refusal is None
        finally:
            connection.close()  # Django's, by which the clock was read: else a thousand rounds keep it from the others

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(commands))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return granted


def test_two_want_more_than_there_is(writers: tuple[Poster, Poster], database: str) -> None:
    """A has 1000 and both want 600: one gets them, whoever is first, and gives them back for the next round."""
    opened(writers[0], "A", "B", "C")
    for _ in range(ROUNDS):
        granted = at_once(writers, [f"transfer A B {SERIES} 600", f"transfer A C {SERIES} 600"])
        assert sorted(granted) == [False, True]
        back = "B" if granted[0] else "C"
        assert writers[0].submit(ask(f"transfer {back} A {SERIES} 600")).events
    sound(database)


def test_cancelled_while_it_is_transferred(writers: tuple[Poster, Poster], database: str) -> None:
    """A's last units are cancelled or transferred, never both: what is cancelled is the quantity of the cancellations granted."""
    opened(writers[0], "A", "B", units=10 * ROUNDS)
    cancelled = 0
    for turn in range(ROUNDS):
        words = [
            f"transfer A B {SERIES} {10 * ROUNDS - cancelled}",
            f"cancel c{turn} A {SERIES} 10 public-good",
        ]
        moved, gone = at_once(writers, words)
        assert moved != gone, "the transfer wants all that A has"
        cancelled += 10 * gone
        if moved:
            assert writers[1].submit(ask(f"transfer B A {SERIES} {10 * ROUNDS - cancelled}")).events
    writers[0].level()
    with psycopg.connect(database) as raw:
        found = raw.execute(
            "SELECT coalesce(sum(quantity), 0) FROM store_holding WHERE state = 'cancelled'"
        ).fetchone()
    assert found == (cancelled,)
    sound(database)


def test_forty_issuances_of_one_line_at_once(writers: tuple[Poster, Poster], database: str) -> None:
    """Each round verifies enough for 25 of 40: 25 are granted, serials run on without a gap."""
    opened(writers[0], "A", "B", units=0)
    rounds = max(1, ROUNDS // 10)
    for turn in range(rounds):
        assert writers[0].submit(ask(f"register-line R{turn} {SERIES} 250")).events
        granted = at_once(writers, [f"issue R{turn} {'AB'[n % 2]} 10" for n in range(40)])
        assert granted.count(True) == 25
    writers[0].level()
    with psycopg.connect(database) as raw:
        assert raw.execute("SELECT issued FROM store_series").fetchone() == (250 * rounds,)
    sound(database)
