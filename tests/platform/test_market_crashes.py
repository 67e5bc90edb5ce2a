"""``kill -9`` while orders are taken and while trades are delivered. ``CCER_KILLS`` sets how often; ``make simulate`` goes on."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from ccer_platform.database import Server
from simulation.faults import private_server
from simulation.market import killed

KILLS = int(os.environ.get("CCER_KILLS", "3"))


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    with private_server() as server:
        yield server


@pytest.mark.slow
def test_killed_while_trading_and_while_settling(own_server: Server) -> None:
    figures = killed(own_server, "killed_market", os.environ.get("CCER_SEED", "20260303"), KILLS)
    assert figures["kills"] > KILLS
    assert figures["acknowledged"] > figures["trades settled"] > 0
