"""One attempt at a step, as checks, effects and gates see it; and the helpers they share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from ...core.asof import AsOf
from ...core.text import Text
from .model import Command, Life, View
from .outcome import Refusal, Severity, in_force
from .tables import Transition, machines

APPLICATIONS = ("project", "reduction")
ORDER = "mee-samr-2023-31"
RULES = "ncsc-2023-11"
CNCA = "cnca-2023-ccer-01"


class Attempt(NamedTuple):
    """A command at the step it asks for. ``life`` is as it would be with the command's facts, papers and effects."""

    command: Command
    view: View
    at: AsOf
    row: Transition
    life: Life

    @property
    def on(self) -> dt.date:
        return self.at.on

    def fact(self, name: str) -> Any:
        return self.life.facts.get(name)

    def refuse(
        self, code: str, why: Text, next: Text, *cites: str, severity: Severity = "refused", **values: object
    ) -> Refusal:
        """A refusal of this step; its clauses, or those of the step where none are given."""
        return Refusal(
            code,
            Text("不能“{step}”", "Cannot take the step: {step}").fill(step=self.row.title),
            why.fill(**values) if values else why,
            next.fill(**values) if values else next,
            in_force(cites or self.row.cites, self.at),
            severity,
        )

    def by_kind(self, validation: str, verification: str) -> str:
        """The clause that speaks of this kind of application."""
        application = self.application
        return verification if application is not None and application.machine == "reduction" else validation

    @property
    def application(self) -> Life | None:
        """The project's or reduction's application this is about."""
        return _climb(self.life, self.view, APPLICATIONS)

    @property
    def project(self) -> Life | None:
        """The project it all belongs to."""
        return _climb(self.life, self.view, ("project",))


Check = Callable[[Attempt], Refusal | None]
CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Enter a check under its own name, by which the tables call it."""
    CHECKS[function.__name__] = function
    return function


def _climb(life: Life, view: View, wanted: tuple[str, ...]) -> Life | None:
    """The life itself or the nearest above it that is of one of the machines."""
    found: Life | None = life
    for _ in range(4):
        if found is None or found.machine in wanted:
            return found
        found = view.named(found.parent)
    return None


def owner_of(life: Life, view: View) -> str | None:
    """Who owns what a life is about: the project's owner, or whom a case names."""
    project = _climb(life, view, ("project",))
    named = life.facts.get("owner") or (project and project.facts.get("owner"))
    return str(named) if named else None


def account_of(organisation: str | None, view: View) -> Life | None:
    """The account of an organisation: the one in use, or else the newest."""
    held = [life for life in view.of("account") if life.facts.get("holder") == organisation]
    return next((life for life in held if life.state == "OPEN"), held[-1] if held else None)


def state_text(life: Life) -> Text:
    """The state of a life in words."""
    return machines()[life.machine].state_title(life.state)
