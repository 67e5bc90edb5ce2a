"""``kill -9`` in the middle of batches: what was acknowledged stands, once, and the tables are what the journal gives.

``CCER_KILLS`` sets how often each is killed; ``make simulate`` goes on to a hundred.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ccer_platform.database import Server
from simulation.faults import Register, kill_database, private_server

KILLS = int(os.environ.get("CCER_KILLS", "3"))
SEED = os.environ.get("CCER_SEED", "20260302")


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server that may be killed without harm to the other tests."""
    with private_server() as server:
        yield server


@pytest.mark.slow
@pytest.mark.parametrize("databases", [0, 1], ids=["the process", "the database, then the process"])
def test_killed_in_the_middle_of_batches(own_server: Server, databases: int) -> None:
    register = Register(own_server, f"killed_{databases}")
    for turn in range(KILLS):
        register.kill(databases, f"{SEED}-{databases}-{turn}")
    assert len(register.told) > KILLS
    assert register.refused, "refusals were among the answers"


def test_a_lock_of_a_process_that_is_no_database(own_server: Server) -> None:
    """The number in the lock file of a killed server was given to another program: the server starts all the same."""
    kill_database(own_server)
    lock = own_server.data / "postmaster.pid"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(other.pid), *lines[1:]]) + "\n")
        assert not own_server.running()
        own_server.start()
        assert own_server.running()
        assert other.poll() is None
        other.kill()
    assert int(lock.read_text().split()[0]) in own_server.processes()
