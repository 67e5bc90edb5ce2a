"""What stands around a life, as lists and consequences ask for it: from the tables, or from memory when all is made anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import msgspec

from ccer.project.life.model import Life

from ..store.models import Life as Row
from ..store.models import PublicRecord

REFUSED = "REFUSED"


class Around(Protocol):
    """Lives by their subjects, and what hangs on them."""

    def life(self, subject: str) -> Life | None:
        """One life."""

    def accounts(self, holder: str) -> list[Life]:
        """The accounts of an organisation, oldest first."""

    def children(self, subject: str, machine: str) -> list[Life]:
        """What belongs to a life, of one machine."""

    def record(self, subject: str) -> dict[str, Any]:
        """What a public register says of it: source, status, facts, what our rules object to; empty for our own."""


class Stored:
    """From the tables."""

    def life(self, subject: str) -> Life | None:
        machine, _, code = subject.partition(":")
        row = Row.objects.filter(machine=machine, code=code).first()
        return read(row) if row else None

    def accounts(self, holder: str) -> list[Life]:
        return [read(row) for row in Row.objects.filter(machine="account", owner=holder).order_by("id")]

    def children(self, subject: str, machine: str) -> list[Life]:
        return [read(row) for row in Row.objects.filter(machine=machine, parent=subject).order_by("id")]

    def record(self, subject: str) -> dict[str, Any]:
        found = PublicRecord.objects.filter(subject=subject).values().first()
        return dict(found) if found else {}


class Remembered:
    """From memory; what events add is put in with `put`."""

    def __init__(self) -> None:
        self.lives: dict[str, Life] = {}
        self.records: dict[str, dict[str, Any]] = {}
        self._under: dict[tuple[str, str], dict[str, None]] = {}
        self._held: dict[str, dict[str, None]] = {}

    def put(self, life: Life) -> None:
        """The life as it now stands."""
        self.lives[life.subject] = life
        if life.parent:
            self._under.setdefault((life.parent, life.machine), {})[life.subject] = None
        if life.machine == "account":
            self._held.setdefault(str(life.facts.get("holder")), {})[life.subject] = None

    def life(self, subject: str) -> Life | None:
        return self.lives.get(subject)

    def accounts(self, holder: str) -> list[Life]:
        return [self.lives[subject] for subject in self._held.get(holder, ())]

    def children(self, subject: str, machine: str) -> list[Life]:
        return [self.lives[each] for each in self._under.get((subject, machine), ())]

    def record(self, subject: str) -> dict[str, Any]:
        return self.records.get(subject, {})


def read(row: Row) -> Life:
    """The life that a row holds."""
    return msgspec.convert(row.data, Life)


def upwards(life: Life, around: Around) -> Iterator[Life]:
    """The life, its parent, and so on."""
    found: Life | None = life
    while found is not None:
        yield found
        found = around.life(found.parent) if found.parent else None


def owner_of(life: Life, around: Around) -> str:
    """Whose it is: its own owner or holder, or that of what it belongs to."""
    for each in upwards(life, around):
        if whose := each.facts.get("owner") or each.facts.get("holder"):
            return str(whose)
    return ""


def body_of(life: Life, around: Around) -> str:
    """The body at work on it, or on what it belongs to."""
    return next((str(each.facts["body"]) for each in upwards(life, around) if each.facts.get("body")), "")


def project_of(life: Life, around: Around) -> Life | None:
    """The project it all belongs to."""
    return next((each for each in upwards(life, around) if each.machine == "project"), None)


def account_of(holder: str, around: Around) -> Life | None:
    """The account in use of an organisation, else its newest."""
    held = around.accounts(holder)
    live = [each for each in held if each.state not in ("CLOSED", REFUSED)]
    return next(reversed(live or held), None)
