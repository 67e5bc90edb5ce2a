"""Closings of 100,000 trades: how long clearing and delivery against payment take in memory.

python benchmarks/settlement.py [TRADES] [TRADERS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from ccer.exchange.clearing import totals
from ccer.exchange.office_commands import Clear, ConfirmClearing, Confirming
from ccer.exchange.settlement import consequences
from ccer.registry.serials import Series
from exchange.floor import DAY, Floor

SERIES = [Series(f"A21{n:04d}", 2024) for n in range(40)]
BATCH = 5_000


def main(trades: int, traders: int) -> None:
    rng, floor = Random(20260302), Floor()
    for n in range(traders):
        floor.trader(f"T{n}", units=10**6, fen=10**12, series=SERIES[n % 40])
    for _ in range(trades):
        seller = rng.randrange(traders)
        buyer = (seller + rng.randrange(1, traders)) % traders
        floor.agree(
            f"T{seller}", f"T{buyer}", rng.randint(1, 500), rng.randint(7_000, 9_000), SERIES[seller % 40]
        )
    floor.close()
    started = time.perf_counter()
    floor.ask(Clear(actor="exchange:1", day=DAY))
    totals(floor.agreed)
    cleared, spent = time.perf_counter(), time.process_time()
    digest = floor.office.clearings[DAY].digest
    for side in Confirming:
        floor.ask(ConfirmClearing(actor="x", day=DAY, side=side, digest=digest))
    while not floor.settle(BATCH).finished:
        pass
    settled, spent = time.perf_counter(), time.process_time() - spent
    consequences(floor.agreed, floor.office.clearings[DAY])
    print(f"{trades:,} trades of {traders:,} traders: cleared in {cleared - started:.1f} s")
    rate = trades / (settled - cleared)
    print(f"delivered in {settled - cleared:.1f} s, {rate:,.0f} a second, both books decided and applied")
    print(f"of that {spent:.1f} s of processor time, {trades / spent:,.0f} a second")
    assert floor.cash.total == 0


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    main(*(given + [100_000, 1_000][len(given) :]))
