"""Ways of doing the same, timed in turn: a busy moment of the machine falls on all of them, and the median of the ratios passes it over."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Ratio(NamedTuple):
    """Of two times measured in turn, round by round."""

    median: float
    lowest: float
    highest: float

    @property
    def spread(self) -> str:
        return f"{self.lowest:.2f}–{self.highest:.2f}×"


class Times(NamedTuple):
    """Seconds of each way in every round."""

    taken: dict[str, list[float]]

    def median(self, name: str) -> float:
        return statistics.median(self.taken[name])

    def ratio(self, name: str, against: str) -> Ratio:
        """One over the other, each round with itself."""
        ratios = [one / other for one, other in zip(self.taken[name], self.taken[against], strict=True)]
        return Ratio(statistics.median(ratios), min(ratios), max(ratios))

    @property
    def rounds(self) -> int:
        return len(next(iter(self.taken.values())))


def in_rounds(
    ways: Mapping[str, Callable[[], Any]], rounds: int, check: Callable[[dict[str, Any]], None] | None = None
) -> Times:
    """Each way once in every round, in turn from another one; nothing is kept from one to the next.

    Parameters
    ----------
    ways : mapping
        Name -> work.
    rounds : int
    check : callable, optional
        Is given what each way gave, once, before anything is timed; raises where they differ.
    """
    if check is not None:
        check({name: work() for name, work in ways.items()})
    taken: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for number in range(rounds):
        start = number % len(names)
        for name in names[start:] + names[:start]:
            gc.collect()
            begun = time.perf_counter()
            ways[name]()
            taken[name].append(time.perf_counter() - begun)
    return Times(taken)
