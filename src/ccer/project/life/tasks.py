"""What can be done next: by whom, until when, by which clause; and what the clock itself will do."""

from __future__ import annotations

import datetime as dt

import msgspec

from ...core.asof import AsOf
from ...core.text import Text
from .model import View
from .outcome import in_force
from .tables import machines


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One step open from a state.

    Parameters
    ----------
    by : tuple of str
        Roles that may take it.
    until : date or None
        Last day, where a clock bounds it; for the end of a notice, the last day of the notice.
    overdue : bool
        That day has passed.
    why : Text or None
        Why the day is provisional; None when it is not.
    four_eyes : bool
        A second person confirms.
    """

    subject: str
    action: str
    title: Text
    by: tuple[str, ...]
    cites: tuple[str, ...]
    until: dt.date | None = None
    overdue: bool = False
    why: Text | None = None
    four_eyes: bool = False


def tasks(view: View, at: AsOf, role: str | None = None) -> tuple[Task, ...]:
    """The steps open to each role (or to one), those with the nearest end first."""
    life = view.life
    found = []
    for row in machines()[life.machine].leaving(life.state):
        if role is not None and role not in row.by:
            continue
        clock = life.clock(row.due) if row.due else None
        runs = clock if clock is not None and clock.running else None
        if row.action == "flag-overdue" and not any(
            c.running and not c.overdue and c.end < at.on for c in life.clocks
        ):
            continue
        found.append(
            Task(
                subject=life.subject,
                action=row.action,
                title=row.title,
                by=row.by,
                cites=tuple(c.ref for c in in_force(row.cites, at)),
                until=runs.end if runs else None,
                overdue=bool(runs and runs.end < at.on),
                why=runs.why if runs else None,
                four_eyes=row.four_eyes,
            )
        )
    return tuple(sorted(found, key=lambda task: (task.until is None, task.until or dt.date.max)))
