"""Under which law and at which instant the exchange decides. Its clock is the trading host's, read in China (Trading Rules art. 53)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from ..core.asof import AsOf
from ..core.errors import NotInForce, NotKnown
from ..registry import moment as registry

CHINA = dt.timezone(dt.timedelta(hours=8))
RULES = "bge-2023-trading-rules"
MANUAL = "bge-2025-client-manual"

CLAUSES: dict[str, tuple[str, ...]] = {
    "exchange.day.opened": (f"{RULES}/art-21", f"{RULES}/art-16", f"{RULES}/art-17"),
    "exchange.day.closed": (f"{RULES}/art-22/para-1", f"{MANUAL}/part-3.5/item-5"),
    "exchange.closing.announced": (f"{RULES}/art-21",),
    "exchange.mode.opened": (f"{RULES}/art-12", f"{RULES}/art-24"),
    "exchange.mode.closed": (f"{RULES}/art-12",),
    "exchange.instrument.proposed": (f"{RULES}/art-17", f"{MANUAL}/part-3.7/item-2"),
    "exchange.instrument.declined": (f"{RULES}/art-17",),
    "exchange.instrument.listed": (f"{RULES}/art-10", f"{RULES}/art-17", f"{MANUAL}/part-3.7/item-2"),
    "exchange.instrument.suspended": (f"{RULES}/art-41", f"{RULES}/art-43"),
    "exchange.instrument.resumed": (f"{RULES}/art-42", f"{RULES}/art-43", f"{RULES}/art-23"),
    "exchange.trader.opened": (f"{RULES}/art-6/para-1", f"{RULES}/art-7/para-1"),
    "exchange.trader.changed": (f"{RULES}/art-7/para-1", f"{MANUAL}/part-3.11"),
    "exchange.trader.restricted": (f"{RULES}/art-46",),
    "exchange.trader.released": (f"{RULES}/art-46",),
    "exchange.trader.closed": (f"{RULES}/art-8",),
    "exchange.units.arrived": (f"{RULES}/art-10",),
    "exchange.units.left": (f"{RULES}/art-10", f"{MANUAL}/part-3.7/item-3"),
    "exchange.order.posted": (f"{RULES}/art-13", f"{RULES}/art-18"),
    "exchange.order.taken": (f"{RULES}/art-13", f"{RULES}/art-19"),
    "exchange.order.withdrawn": (f"{RULES}/art-13", f"{MANUAL}/part-3.5/item-5"),
    "exchange.orders.entered": (f"{RULES}/art-13", f"{RULES}/art-18", f"{RULES}/art-19"),
    "exchange.block.offered": (f"{RULES}/art-14", f"{RULES}/art-18"),
    "exchange.block.answered": (f"{RULES}/art-14", f"{RULES}/art-18"),
    "exchange.block.withdrawn": (f"{RULES}/art-14",),
    "exchange.block.confirmed": (f"{RULES}/art-14", f"{RULES}/art-19"),
    "exchange.block.refused": (f"{RULES}/art-14",),
    "exchange.auction.announced": (f"{RULES}/art-15", f"{RULES}/art-18"),
    "exchange.auction.bid": (f"{RULES}/art-15", f"{RULES}/art-18"),
    "exchange.auction.closed": (f"{RULES}/art-15", f"{RULES}/art-19"),
    "exchange.auction.cancelled": (f"{RULES}/art-15",),
}
"""What each kind of event rests on; the first must be in force, the others are named where they are."""

Share = tuple[int, int]
"""A share as numerator and denominator, so that money is worked out in whole fen."""


class Moment(registry.Moment):
    """What a decision is made under.

    Parameters
    ----------
    law : AsOf
        The law of the day that decides. Keep one for a day: it remembers what it looked up.
    now : datetime
        The instant, with its time zone.
    """

    __slots__ = ("clock", "today")
    steps = CLAUSES
    absent = (NotInForce, NotKnown)

    def __init__(self, law: AsOf, now: dt.datetime) -> None:
        local = now.astimezone(CHINA)
        self.law, self.now, self.on = law, now, law.on
        self.today, self.clock = local.date(), local.time()

    def time(self, name: str) -> dt.time:
        """A time of day among the parameters."""
        memo = self.law.memo
        found: dt.time | None = memo.get(name)
        if found is None:
            found = memo[name] = dt.time.fromisoformat(str(self.law.parameter(name).value))
        return found

    def share(self, name: str) -> Share:
        """A share among the parameters, exactly as it is written there."""
        return share(str(self.law.parameter(name).value))


def share(written: str) -> Share:
    """A decimal such as ``0.006`` as a fraction in lowest terms."""
    found = Fraction(written)
    return found.numerator, found.denominator
