"""``make simulate``: the ledger under random commands, alone and on its host, with kills in the middle of it.

First the core in memory, then the host on a private PostgreSQL: one process posts from several threads; under it the database is
ended with ``kill -9`` a few times, and then the process itself. After that an auditor that knows nothing of the ledger's code reads
the journal, the tables are compared with a replay, and whatever was acknowledged must stand where it was said to stand. What was on
its way is asked again. The same seed asks the same commands; where an end falls among them is the machine's to say.

    python tests/simulation/run.py [--seed N] [--rounds KILLS] [--core ROUNDS]
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "ccer_platform.settings"

import django

from registry.simulator import Simulator, opened

DATABASES = (0, 2, 4, 6)  # ends of the database that each writer of a register lives through before its own
COMMANDS = 300


def core(seed: str, rounds: int) -> Counter[str]:
    """Registers in memory, each told random commands; the auditor reads each."""
    counted: Counter[str] = Counter()
    for turn in range(rounds):
        table = opened()
        simulator = Simulator(0, table, wild=(0.05, 0.2, 0.6)[turn % 3])
        simulator.rng.seed(f"{seed}-core-{turn}")
        for command in simulator.commands(COMMANDS):
            outcome = table.ask(command)
            if outcome.refusal is not None:
                assert outcome.refusal.clause, f"a refusal without a clause: {outcome.refusal}"
            counted["refused" if outcome.refusal else "repeated" if outcome.repeated else "granted"] += 1
        table.check()
    return counted


def host(seed: str, kills: int) -> Counter[str]:
    """Registers of the host, killed ``kills`` times in all."""
    from simulation.faults import Register, private_server

    counted: Counter[str] = Counter()
    killed = turn = 0
    with private_server() as server:
        while killed < kills:
            register = Register(server, f"simulated_{turn}")
            for _ in DATABASES:
                databases = min(DATABASES[turn % len(DATABASES)], kills - killed - 1)
                if databases < 0:
                    break
                register.kill(databases, f"{seed}-{turn}")
                killed, turn = killed + databases + 1, turn + 1
                counted["kills of the database"] += databases
                counted["kills of the writer"] += 1
                print(f"  {killed}/{kills}, acknowledged of this register {len(register.told):,}", flush=True)
            counted["acknowledged"] += len(register.told)
            counted["refused"] += register.refused
            counted["told again"] += register.repeated
            counted["batches asked again"] += register.resumed
            register.drop()
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default="")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--core", type=int, default=60)
    given = parser.parse_args()
    seed = given.seed or str(secrets.randbelow(10**9))
    print(f"SEED={seed} ROUNDS={given.rounds}", flush=True)
    django.setup()
    began = time.monotonic()
    show("core", {"registers": given.core, **core(seed, given.core)}, began)
    began = time.monotonic()
    # What is lost or doubled ends the run at once; whoever reads this line has seen none.
    show("host", {**host(seed, given.rounds), "lost": 0, "doubled": 0, "faults the auditor found": 0}, began)


def show(what: str, figures: dict[str, int], began: float) -> None:
    told = ", ".join(f"{name} {count:,}" for name, count in figures.items())
    print(f"{what}: {told}; {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
