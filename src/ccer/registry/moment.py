"""Under which law and at which instant the ledger decides; clauses are looked up once for each day."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from ..core.asof import AsOf
from ..core.errors import CcerError, NotInForce

_ORDER = "mee-samr-2023-31"
_RULES = "ncsc-2023-11"
_KEPT = (f"{_ORDER}/art-6/para-2", f"{_RULES}/art-3")

CLAUSES: dict[str, tuple[str, ...]] = {
    "line.registered": (f"{_ORDER}/art-22/para-1", f"{_ORDER}/art-21/para-1", f"{_ORDER}/art-20/para-2"),
    "units.issued": (f"{_ORDER}/art-22/para-2", *_KEPT),
    "units.transferred": _KEPT,
    "units.traded": (f"{_ORDER}/art-26/para-1", *_KEPT),
    "units.reserved": _KEPT,
    "units.posted": _KEPT,
    "units.voided": _KEPT,
    "units.expired": _KEPT,
    "units.state_changed": ("bge-2023-trading-rules/art-10", f"{_ORDER}/art-26/para-2", *_KEPT),
    "units.non_trade_transferred": (f"{_RULES}/art-14",),
    "units.deducted": (f"{_RULES}/art-16", f"{_RULES}/art-14"),
    "units.offset_locked": (f"{_ORDER}/art-28/para-1",),
    "units.offset_unlocked": (f"{_ORDER}/art-28/para-1",),
    "units.cancelled": (f"{_ORDER}/art-28/para-1", f"{_RULES}/art-15"),
    "units.cancelled_for_good": (f"{_ORDER}/art-28/para-2", f"{_RULES}/art-15"),
    "units.cancelled_by_force": (f"{_ORDER}/art-43/para-2",),
    "units.corrected": _KEPT,
    "freeze.judicial": (f"{_RULES}/art-16",),
    "freeze.penalty": (f"{_ORDER}/art-43/para-2",),
    "freeze.restriction": (f"{_RULES}/art-10/para-1", f"{_ORDER}/art-27"),
    "release.judicial": (f"{_RULES}/art-16",),
    "release.penalty": (f"{_ORDER}/art-43/para-2",),
    "release.restriction": (f"{_RULES}/art-10/para-2",),
    "account.applied": (f"{_RULES}/art-6/para-1", f"{_RULES}/art-6/para-2"),
    "account.opened": (f"{_RULES}/art-7",),
    "account.refused": (f"{_RULES}/art-7",),
    "account.change_requested": (f"{_RULES}/art-8/para-1",),
    "account.changed": (f"{_RULES}/art-8/para-2",),
    "account.restored": (f"{_RULES}/art-10/para-2",),
    "account.closed": (f"{_RULES}/art-11/para-2",),
}
"""What each kind of step rests on; the first must be in force, the others are named where they are."""
_READ = "registry clauses were looked up"


class Moment:
    """What a decision is made under.

    Parameters
    ----------
    law : AsOf
        The law of the day that decides. Keep one for a day: it remembers the clauses it looked up.
    now : datetime
        The instant, with its time zone; written into the events, and what a pending transfer's end is compared with.

    Raises
    ------
    NotInForce
        On a day on which the register's clauses are not in force; so no decision meets that half-way.
    """

    __slots__ = ("law", "now", "on")
    steps: ClassVar[dict[str, tuple[str, ...]]] = CLAUSES
    """What each kind of step rests on, of the core that decides."""
    absent: ClassVar[tuple[type[CcerError], ...]] = (NotInForce,)
    """What a further provision may be found to be, and is then not named."""

    def __init__(self, law: AsOf, now: dt.datetime) -> None:
        self.law, self.now, self.on = law, now, law.on
        for step in () if _READ in law.memo else CLAUSES:
            self.clauses(step)
        law.memo[_READ] = True

    def clauses(self, step: str, *refs: str) -> tuple[str, ...]:
        """The provisions in force a step rests on: those of its row, else ``refs``.

        Raises
        ------
        NotInForce
            The first of them is not in force on that day.
        """
        memo = self.law.memo
        key = f"{step} {refs}" if refs else step
        found: tuple[str, ...] | None = memo.get(key)
        if found is None:
            found = memo[key] = self._look_up(refs or self.steps[step])
        return found

    def _look_up(self, refs: tuple[str, ...]) -> tuple[str, ...]:
        held = [self.law.cite(refs[0]).ref]
        for ref in refs[1:]:
            try:
                held.append(self.law.cite(ref).ref)
            except self.absent:
                continue
        return tuple(held)
