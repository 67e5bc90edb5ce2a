"""A life and what surrounds it: state, facts, papers, clocks; and the command that asks to move it. Plain values only."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from ...core.text import Text
from .tables import NONE


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A document on file: its kind, the SHA-256 of its content in hex, and who filed it when."""

    kind: str
    digest: str
    name: str = ""
    by: str = ""
    on: dt.date | None = None
    version: int = 1


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """A deadline that runs or ran: first and last day, clause; ``why`` says why it is provisional, if it is."""

    kind: str
    start: dt.date
    end: dt.date
    cite: str
    why: Text | None = None
    stopped: dt.date | None = None
    overdue: bool = False

    @property
    def running(self) -> bool:
        return self.stopped is None


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """One application, line, finding, account or case: what its events have made of it.

    ``facts`` holds plain values only (days as ISO text); ``entered`` the last day each state was entered; ``parent`` the subject
    (``<machine>:<id>``) it belongs to.
    """

    machine: str
    id: str
    state: str = NONE
    parent: str = ""
    facts: dict[str, Any] = {}
    papers: tuple[Paper, ...] = ()
    clocks: tuple[Clock, ...] = ()
    entered: dict[str, dt.date] = {}

    @property
    def subject(self) -> str:
        return f"{self.machine}:{self.id}"

    def day(self, name: str) -> dt.date | None:
        """A fact that is a day."""
        value = self.facts.get(name)
        return dt.date.fromisoformat(value) if isinstance(value, str) else None

    def clock(self, kind: str) -> Clock | None:
        """The newest clock of a kind."""
        return next((c for c in reversed(self.clocks) if c.kind == kind), None)

    def newest(self, kind: str) -> Paper | None:
        """The newest paper of a kind."""
        return next((p for p in reversed(self.papers) if p.kind == kind), None)


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision may see.

    Parameters
    ----------
    life : Life
        What the command is about; in state NONE when it begins.
    related : tuple of Life
        What surrounds it: the parent and its parent, its findings, comments and lines, other filings of the project, the accounts of
        owner and body, the owner's and the body's penalties and claw-backs.
    overlaps : tuple of str
        Subjects of applications that the search by place found on the same ground or plant and that nobody has cleared.
    """

    life: Life
    related: tuple[Life, ...] = ()
    overlaps: tuple[str, ...] = ()

    def of(self, machine: str) -> tuple[Life, ...]:
        """What surrounds it, of one machine."""
        return tuple(life for life in self.related if life.machine == machine)

    def named(self, subject: str) -> Life | None:
        """What surrounds it, by subject."""
        return next((life for life in self.related if life.subject == subject), None)

    def children(self, machine: str, parent: Life | None = None) -> tuple[Life, ...]:
        """What belongs to it, of one machine."""
        subject = (parent or self.life).subject
        return tuple(life for life in self.of(machine) if life.parent == subject)

    @property
    def parent(self) -> Life | None:
        return self.named(self.life.parent) if self.life.parent else None


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody asks for a step.

    Parameters
    ----------
    actor : str
        ``<role>:<organisation>``, e.g. ``owner:sample``, ``system:notices``.
    person, checker : str
        Who acts for it, and who confirms where two must.
    at : datetime
        When, with its time zone.
    facts : dict
        Plain values by the names of the table.
    parent : str
        Of what begins: the subject it belongs to.
    key : str
        Idempotency key.
    """

    machine: str
    id: str
    action: str
    actor: str
    at: dt.datetime
    person: str = ""
    checker: str = ""
    facts: dict[str, Any] = {}
    papers: tuple[Paper, ...] = ()
    parent: str = ""
    key: str = ""

    @property
    def role(self) -> str:
        return self.actor.partition(":")[0]

    @property
    def organisation(self) -> str:
        return self.actor.partition(":")[2]
