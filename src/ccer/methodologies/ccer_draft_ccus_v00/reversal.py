"""Carbon dioxide that leaks after it was credited: a debit in the year it is found, the rest carried forward."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...core.errors import BadInput
from ...core.text import Text
from .equations import CODE, emission_reductions


class Debited(NamedTuple):
    """One year after its debit. [tCO2]"""

    year: int
    debit: float
    credited: float
    carried: float


def debited(earned: Sequence[tuple[int, float]], leaks: Mapping[int, float]) -> tuple[Debited, ...]:
    """Debit leaks from what each year earns; a year is never below zero, what it cannot bear is carried to the next.

    Parameters
    ----------
    earned : sequence of (int, float)
        Year and its reductions and removals before any debit, in time order. [tCO2]
    leaks : mapping
        Year -> carbon dioxide found to have leaked out of what was credited before. [tCO2]

    Returns
    -------
    tuple of Debited
        ``carried`` is what is still owed at the end of the year. [tCO2]

    Raises
    ------
    BadInput
        If more is owed than was credited before, or a leak is not a number of 0 or more.
    """
    found: list[Debited] = []
    owed = total = 0.0
    for year, amount in earned:
        leak = leaks.get(year, 0.0)
        if not (math.isfinite(leak) and 0 <= leak <= max(total, 0.0) + 1e-6):
            raise _too_much(year, leak, total)
        owed += leak
        debit = min(owed, max(amount, 0.0))
        credited = float(emission_reductions(amount, 0.0, debit))
        owed -= debit
        total += credited
        found.append(Debited(year, debit, credited, owed))
    return tuple(found)


def first_uncovered(credited: Sequence[tuple[int, float]], stored: Mapping[int, float]) -> int | None:
    """First year in which more was credited so far than is stored so far; None where the store always covers it.

    Parameters
    ----------
    credited : sequence of (int, float)
        Year and what was credited, in time order. [tCO2]
    stored : mapping
        Year -> carbon dioxide stored in it. [t]
    """
    credit = store = 0.0
    for year, amount in credited:
        credit, store = credit + amount, store + stored.get(year, 0.0)
        if credit > store + 1e-6:
            return year
    return None


def _too_much(year: int, leak: float, total: float) -> BadInput:
    return BadInput(
        what=Text(
            f"{year} 年的逆转量 {leak} t 无法使用", f"the reversal of {leak} t in {year} cannot be used"
        ),
        why=Text(
            f"应在 0 与此前累计计入的 {total:,.3f} t 之间",
            f"it must lie between 0 and the {total:,.3f} t credited before",
        ),
        next=Text("核对 design.reversals 的年份和数量", "check year and tonnes under design.reversals"),
        clause=f"{CODE.lower()}/reversal",
    )
