"""Boards as they change: what a stream says, how many there may be, and that a place is given back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from ccer_platform import clock, streaming
from ccer_platform.actions.posting import close_posters
from ccer_platform.actions.trading import close_desks, desk
from simulation.floor import at, ok, opened, post, take

ADDRESS = "/market/stream/A210001/2024"


@pytest.fixture(autouse=True)
def _writers(database: str) -> Iterator[None]:
    yield
    close_desks()
    close_posters()


def test_a_stream_begins_with_the_board_and_says_each_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(streaming, "fragment", streaming._plain)  # as it is without the pages
    day = opened(["s"], ["b"])
    with clock.fixed(at(day, 10)):
        ok(desk().submit(post("s", "sell", 8000, 10)))
        answer = Client().get(ADDRESS)
        assert answer["Content-Type"] == "text/event-stream"
        said = iter(answer)
        assert next(said).startswith(b"retry: ")
        first = next(said).decode()
        assert "event: board" in first
        assert '"asks":[[8000,10,1]]' in first
        ok(desk().submit(take("b", "buy", 8000, 4)))
        second, tick = next(said).decode(), next(said).decode()
        assert '"asks":[[8000,6,1]]' in second
        assert "event: tick" in tick
        assert '"price":8000,"quantity":4' in tick
        answer.close()


def test_only_so_many_at_once_and_each_place_is_given_back() -> None:
    day = opened(["s"], ["b"])
    with clock.fixed(at(day, 10)):
        held = [Client().get(ADDRESS) for _ in range(streaming.AT_ONCE)]
        full = Client().get(ADDRESS)
        assert (full.status_code, full["Retry-After"]) == (503, "5")
        for answer in held:
            answer.close()
        again = Client().get(ADDRESS)
        assert again.status_code == 200
        again.close()
        assert Client().get("/market/stream/A219999/2024").status_code == 404
