"""The market on its host, killed while it takes orders and while it settles; what was acknowledged stands, and both books agree.

python tests/simulation/market.py [--seed N] [--rounds KILLS]
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
os.environ["DJANGO_SETTINGS_MODULE"] = "ccer_platform.settings"
SHORTEST, LONGEST = 0.02, 0.5  # [s] from the first answer to the kill


class Floor:
    """One market in a database of its own; ``told`` is all that was ever acknowledged of it."""

    def __init__(self, server: object, name: str) -> None:
        import psycopg

        from simulation.faults import TEMPLATE, using
        from simulation.floor import opened
        from simulation.market_writer import BUYERS, SELLERS

        self.server, self.name = server, name
        self.address = f"{server.address.conninfo()} dbname={name}"  # type: ignore[attr-defined]
        with psycopg.connect(server.address.conninfo(), dbname="postgres", autocommit=True) as admin:  # type: ignore[attr-defined]
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")  # type: ignore[call-overload]
        with using(self.address):
            self.day = opened(SELLERS, BUYERS, units=10**6)
            self._leave()
        self.told: dict[int, tuple[str, str]] = {}

    @staticmethod
    def _leave() -> None:
        from ccer_platform.actions.posting import close_posters
        from ccer_platform.actions.trading import close_desks

        close_desks()
        close_posters()

    def kill(self, work: str, seed: str) -> bool:
        """A process works and is ended without warning; True when it said that all was over before."""
        arguments = [str(self.server.folder), self.address, seed, work, self.day.isoformat()]  # type: ignore[attr-defined]
        writer = subprocess.Popen(
            [sys.executable, "-m", "simulation.market_writer", *arguments],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        )
        assert writer.stdout is not None
        first = writer.stdout.readline()
        assert first.startswith("! "), "the writer said nothing"
        time.sleep(Random(seed).uniform(SHORTEST, LONGEST))
        writer.kill()
        lines = [first, *writer.stdout.readlines()]
        writer.wait()
        over = False
        for line in lines:
            if not line.endswith("\n"):
                continue  # cut off: it was not said
            if line == "! over\n":
                over = True
                continue
            for part in line[2:].strip().split(","):
                key, _, place = part.rpartition("=")
                seq, _, digest = place.partition(":")
                assert self.told.setdefault(int(seq), (key, digest)) == (key, digest), (
                    f"event {seq} was told in two ways"
                )
        self.check()
        return over

    def check(self) -> None:
        """All that was told stands, once; tables, both books and money agree."""
        from ccer_platform import clock
        from registry.hosted import journal
        from simulation.faults import using
        from simulation.floor import agrees, at

        with using(self.address), clock.fixed(at(self.day, 16)):
            agrees(self.address)
            self._leave()
        events = journal(self.address)
        lost = [
            seq
            for seq, (_, digest) in self.told.items()
            if seq > len(events) or events[seq - 1].digest != digest
        ]
        assert not lost, f"acknowledged and not in the journal: {lost[:5]}"
        settled = [e.subject for e in events if e.name in ("exchange.trade.settled", "exchange.trade.failed")]
        assert len(settled) == len(set(settled)), "a trade was settled twice"

    def close_the_day(self) -> int:
        """Closed, cleared and confirmed by both; gives the trades."""
        from ccer.exchange.commands import CloseDay
        from ccer.exchange.office_commands import ConfirmClearing, Confirming
        from ccer_platform import clock
        from ccer_platform.actions import settling
        from ccer_platform.actions.trading import desk
        from simulation.faults import using
        from simulation.floor import at, ok

        with using(self.address), clock.fixed(at(self.day, 15, 1)):
            ok(desk().submit(CloseDay()))
            ok(settling.clear(self.day))
            cleared = desk().look(lambda both: both.market.office.clearings[self.day])
            ok(
                desk().submit_many(
                    [ConfirmClearing(day=self.day, side=side, digest=cleared.digest) for side in Confirming]
                )
            )
            self._leave()
        return int(cleared.trades)

    def drop(self) -> None:
        import psycopg

        with psycopg.connect(self.server.address.conninfo(), dbname="postgres", autocommit=True) as admin:  # type: ignore[attr-defined]
            admin.execute(f"DROP DATABASE {self.name} WITH (FORCE)")  # type: ignore[call-overload]


def killed(server: object, name: str, seed: str, kills: int) -> dict[str, int]:
    """A market killed so many times while it trades, and so many while it settles."""
    floor = Floor(server, name)
    for turn in range(kills):
        floor.kill("trade", f"{seed}-{turn}")
    trades = floor.close_the_day()
    assert trades, "nothing was traded"
    settling = 0
    while not floor.kill("settle", f"{seed}-s{settling}"):
        settling += 1
    figures = {"kills": kills + settling + 1, "acknowledged": len(floor.told), "trades settled": trades}
    floor.drop()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default="")
    parser.add_argument("--rounds", type=int, default=30)
    given = parser.parse_args()
    seed = given.seed or str(secrets.randbelow(10**9))
    print(f"SEED={seed} ROUNDS={given.rounds}", flush=True)
    import django

    django.setup()
    from simulation.faults import private_server

    began, done, turn = time.monotonic(), 0, 0
    with private_server() as server:
        while done < given.rounds:
            figures = killed(server, f"market_{turn}", f"{seed}-{turn}", 5)
            done, turn = done + figures["kills"], turn + 1
            print("  " + ", ".join(f"{name} {count:,}" for name, count in figures.items()), flush=True)
    print(f"market: kills {done}, lost 0, settled twice 0; {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
