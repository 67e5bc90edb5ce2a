"""``kill -9`` in the middle of batches: what was acknowledged stands, once, and the tables are what the journal gives.

``CCER_KILLS`` sets how often each is killed; ``make simulate`` goes on to a hundred.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ccer.registry.holdings import DoesNotApply
from ccer.registry.ledger import apply, replay
from ccer_platform.actions.posting import close_posters, poster
from ccer_platform.database import Server
from registry.hosted import SERIES, ask, journal, opened
from registry.table import Table
from simulation.faults import Register, kill_database, private_server
from simulation.writer import learn

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


@pytest.mark.usefixtures("morning")
def test_answers_of_a_batch_asked_again_are_not_in_the_order_of_the_journal(database: str) -> None:
    """B has nothing, so what B gives is refused; behind it B is given 10. Asked again, as after a crash, B's command is granted.

    Its event then stands after the one that was answered behind it: who applies the answers as they come finds that B does not hold
    what it gives.
    """
    writer, table = poster(), Table()
    opened(writer, "A", "B", units=0)
    assert writer.submit(ask("issue L1 A 1000")).events
    batch = [ask(f"transfer B A {SERIES} 10", key="b"), ask(f"transfer A B {SERIES} 10", key="a")]
    table.journal = journal(database)
    for event in table.journal:
        apply(table.view, event)
    first, again = writer.submit_many(batch), writer.submit_many(batch)
    close_posters()
    assert first[0].refusal is not None
    assert [outcome.repeated for outcome in again] == [False, True]
    events = [event for outcome in again for event in outcome.events]
    assert events[0].seq == events[1].seq + 1
    with pytest.raises(DoesNotApply, match="not held by B"):
        apply(table.view, events[0])
    assert learn(table, again, len(table.journal)) == events[0].seq
    assert table.view.state()["holdings"] == replay(journal(database)).state()["holdings"]
