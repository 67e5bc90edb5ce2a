"""A process that trades, or settles, without end and says what it was told, until somebody ends it.

! <key or day>=<seq>:<digest>,…          for all events of a command that was acknowledged
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import threading
import time
from random import Random

import psycopg

SAYING = threading.Lock()
PAUSE = 0.05  # [s] before what failed is asked again
SELLERS, BUYERS = ("s0", "s1", "s2"), ("b0", "b1", "b2")
SETTLED_AT_ONCE = 7


def say(line: str) -> None:
    with SAYING:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def main(data: str, address: str, name: str, work: str, day: str) -> None:
    os.environ["CCER_DATA"] = data
    os.environ["DJANGO_SETTINGS_MODULE"] = "ccer_platform.settings"
    import django

    django.setup()
    from ccer.exchange.commands import EnterOrders
    from ccer.exchange.office_commands import Settle
    from ccer_platform import clock
    from ccer_platform.actions.trading import Desk
    from simulation.floor import at, post, take

    desk, on = Desk(address), dt.date.fromisoformat(day)

    def ask(command: object) -> bool:
        while True:
            try:
                outcome = desk.submit(command)
                break
            except psycopg.Error:
                time.sleep(PAUSE)
        if outcome.refusal is not None:
            return False
        say("! " + ",".join(f"{e.key or on}={e.seq}:{e.digest}" for e in outcome.events))
        return True

    def trade(number: int) -> None:
        rng, turn = Random(f"{name}-{number}"), 0
        with clock.fixed(at(on, 10)):
            while True:
                turn += 1
                key, price, quantity = (
                    f"{name}-{number}-{turn}",
                    rng.choice((7990, 8000, 8010)),
                    rng.randint(1, 5),
                )
                if rng.random() < 0.2:
                    rows = tuple(post(SELLERS[number], "sell", 8000 + 10 * n, 1) for n in range(20))
                    ask(EnterOrders(orders=rows, key=key))
                elif rng.random() < 0.5:
                    ask(post(SELLERS[number], "sell", price, quantity, key=key))
                else:
                    ask(take(BUYERS[number], "buy", price, quantity, key=key))

    def settle(number: int) -> None:
        with clock.fixed(at(on, 15, 5)):
            while ask(Settle(actor="system:settlement", day=on, most=SETTLED_AT_ONCE)):
                pass
            say("! over")
            time.sleep(3600)

    works = range(3) if work == "trade" else range(1)
    threads = [
        threading.Thread(target=trade if work == "trade" else settle, args=(n,), daemon=True) for n in works
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:6])
