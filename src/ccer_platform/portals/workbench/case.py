"""A case as the people at a workbench may see it, found by machine and code; what is not theirs is not there for them."""

from __future__ import annotations

from typing import NamedTuple

from ccer.core.text import Text
from ccer.project.life.attempt import owner_of
from ccer.project.life.model import Life, View
from ccer.project.life.tables import NONE, machines

from ...actions.base import Actor, Refused
from ...actions.lives import view_of
from ...store.reading import provinces
from ...store.reading.journal import concerned

SEES_ALL = ("registry", "ministry", "market-regulator")
"""Roles that may look into any case that has left the owner's desk (Order 31 art. 36)."""


class Case(NamedTuple):
    """A case with what surrounds it."""

    view: View

    @property
    def life(self) -> Life:
        return self.view.life

    @property
    def application(self) -> Life:
        """The application it belongs to, itself where it is one, or itself where there is none."""
        found = self.life
        while found.machine not in ("project", "reduction") and (parent := self.view.named(found.parent)):
            found = parent
        return found

    @property
    def project(self) -> Life | None:
        """The project it belongs to."""
        found: Life | None = self.life
        while found is not None and found.machine != "project":
            found = self.view.named(found.parent)
        return found

    def all_subjects(self) -> list[str]:
        """The case and all that hangs on it."""
        found = [self.life.subject]
        for life in self.view.related:
            if life.parent in found:
                found.append(life.subject)
        return found


def case_of(actor: Actor, machine: str, code: str) -> Case:
    """The case, for who may see it.

    Raises
    ------
    Refused
        There is none of that code, or it is not theirs: the answer is the same.
    """
    if machine in machines():
        case = Case(view_of(machine, code))
        if case.life.state != NONE and may_see(actor, case):
            return case
    raise Refused(
        "no-such-case",
        Text("没有找到这一事项", "There is no such case"),
        Text(
            "编号不存在，或者不属于你的单位",
            "the code does not exist, or it is no matter of your organisation",
        ),
        Text("从待办列表或项目列表进入。", "Go in from the queue or from the list."),
        "ncsc-2023-11/art-9",
    )


def may_see(actor: Actor, case: Case) -> bool:
    """Parties see their cases from the draft on; the registry what was submitted; the ministry what is public; a province its own of it."""
    mine = actor.name.partition(":")[2]
    lives = [case.life, *(life for life in (case.project, case.application) if life)]
    parties = {life.facts.get(name) for life in lives for name in ("owner", "body", "holder", "expert")}
    parties.add(owner_of(case.life, case.view))
    if mine in parties or (case.life.machine == "complaint" and concerned(case.life.subject, mine)):
        return True
    if actor.role == "province":
        return provinces.has(actor.organisation, case.life.machine, case.life.id)
    if actor.role not in SEES_ALL:
        return False
    if case.life.machine in ("project", "reduction"):
        return case.life.state != "DRAFT" and (actor.role == "registry" or case.life.state != "PUB_AUDIT")
    return True
