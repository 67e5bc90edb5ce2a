"""Steps of a life: of a project, a filing, a line, a finding, an account … One transaction: look, decide, journal, apply, list, units.

The core's tables say who may and what is needed. A step that needs four eyes is kept as a proposal of its maker until a checker of the
same organisation confirms it.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q

from ccer.core.errors import BadInput
from ccer.core.event import Event
from ccer.core.text import Text
from ccer.project.life.apply import apply
from ccer.project.life.decide import decide
from ccer.project.life.model import Command, Life, Paper, View
from ccer.project.life.outcome import Outcome
from ccer.project.life.tables import NONE, machines

from .. import clock
from ..permissions import authorise_step
from ..store.models import Life as Row
from ..store.models import RegistryAccount
from .around import Stored, read
from .base import Actor, append, writing
from .consequences import consequences
from .listing import listed, write_life
from .overlaps import uncleared
from .places import write_point

_AROUND_BODY_AND_OWNER = ("account", "sanction", "claw-back")


class Taken(msgspec.Struct, frozen=True):
    """What came of a step: the life as it now stands and its events, or the refusals."""

    life: Life
    outcome: Outcome
    events: tuple[Event, ...] = ()

    @property
    def refused(self) -> bool:
        return bool(self.outcome.refusals)


def take(
    actor: Actor,
    machine: str,
    code: str,
    action: str,
    *,
    facts: dict[str, Any] | None = None,
    papers: tuple[Paper, ...] = (),
    parent: str = "",
    key: str = "",
    person: str = "",
    checker: str = "",
) -> Taken:
    """Takes a step at once, or says everything that stands in its way; a refused step writes nothing.

    Raises
    ------
    BadInput
        There is no such machine.
    Refused
        The actor's seat or token does not let it take steps.
    ccer.registry.refusals.Refusal
        The step moves units, and the ledger refuses to.
    """
    authorise_step(actor, machine, action)
    command = Command(
        machine=machine, id=code, action=action, actor=actor.name, at=clock.now(), person=person or actor.person,
        checker=checker, facts=facts or {}, papers=papers, parent=parent, key=key,
    )  # fmt: skip
    with writing():
        view = view_of(machine, code, parent=parent, lock=True, asked=command)
        outcome = decide(command, view, clock.at())
        if outcome.refusals:
            return Taken(view.life, outcome)
        return _written(view.life, outcome)


def _written(life: Life, outcome: Outcome) -> Taken:
    """Journal first, then what follows from it: the life and those it opens, the units, the lists."""
    sealed = append(outcome.events)
    around = Stored()
    lives = {life.subject: life}
    for event in sealed:
        machine, _, code = event.subject.partition(":")
        lives[event.subject] = apply(lives.get(event.subject, Life(machine=machine, id=code)), event)
        write_life(lives[event.subject], event.seq, around)
    consequences(lives, sealed, around)
    listed(lives.values(), around)
    if life.machine == "project" and any("project" in event.data["facts"] for event in sealed):
        write_point(lives[life.subject])
    return Taken(lives[life.subject], outcome, tuple(sealed))


def view_of(
    machine: str, code: str, *, parent: str = "", lock: bool = False, asked: Command | None = None
) -> View:
    """A life and what surrounds it; one that has not begun stands in state NONE.

    What is ``asked`` may name parties that the life does not know yet: who begins it, the body it engages.
    """
    if machine not in machines():
        raise BadInput(
            what=Text(f"没有名为 {machine} 的事项", f"There is nothing named {machine}"),
            why=Text("可选：" + "、".join(machines()), "choose one of: " + ", ".join(machines())),
            next=Text("改用其中之一。", "Use one of them."),
        )
    rows = (
        Row.objects.select_for_update()
        if lock and transaction.get_connection().in_atomic_block
        else Row.objects
    )
    row = rows.filter(machine=machine, code=code).first()
    life = read(row) if row else Life(machine=machine, id=code, parent=parent)
    overlaps = uncleared(life)
    around, known = Stored(), _related(life, asked)
    named = {each.subject for each in known}
    others = tuple(other for each in overlaps if each not in named and (other := around.life(each)))
    return View(life=life, related=(*known, *others), overlaps=overlaps)


def _related(life: Life, asked: Command | None) -> tuple[Life, ...]:
    """Parents and theirs, children, siblings, and the accounts and penalties of owner and body."""
    found: dict[str, Life] = {}
    above = _climb(life)
    for each in above:
        found[each.subject] = each
    subjects = [life.subject, *(each.subject for each in above)]
    wanted = Q(parent__in=subjects)
    given = asked.facts if asked else {}
    parties = {
        str(facts[name])
        for facts in [life.facts, given, *(each.facts for each in above)]
        for name in ("owner", "body", "holder")
        if facts.get(name)
    }
    if asked and life.state == NONE:
        parties.add(asked.organisation)
    if parties:
        wanted |= Q(machine__in=_AROUND_BODY_AND_OWNER) & (
            Q(owner__in=parties) | Q(vvb__in=parties) | Q(data__facts__holder__in=list(parties))
        )
    if subject := given.get("subject_code") or life.facts.get("subject_code"):
        wanted |= Q(machine="account", code__in=_accounts_of(str(subject)))
    if previous := given.get("previous") or life.facts.get("previous"):
        wanted |= Q(machine=life.machine, code=str(previous).partition(":")[2] or str(previous))
    for row in Row.objects.filter(wanted):
        each = read(row)
        found.setdefault(each.subject, each)
    found.pop(life.subject, None)
    children = [each.subject for each in found.values() if each.parent in subjects]
    for row in Row.objects.filter(parent__in=children):
        each = read(row)
        found.setdefault(each.subject, each)
    return tuple(found.values())


def _accounts_of(subject: str) -> list[str]:
    """Accounts of a subject that are open or asked for, whoever asked under whatever code."""
    rows = RegistryAccount.objects.filter(subject=subject).exclude(state__in=("closed", "refused"))
    return list(rows.values_list("code", flat=True))


def _climb(life: Life) -> list[Life]:
    above: list[Life] = []
    subject = life.parent
    while subject:
        machine, _, code = subject.partition(":")
        row = Row.objects.filter(machine=machine, code=code).first()
        if row is None:
            break
        above.append(read(row))
        subject = above[-1].parent
    return above
