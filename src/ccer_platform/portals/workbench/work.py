"""What waits for whom: the open steps of lives, told apart from what could also be done, with the days that are left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from ccer.core.asof import AsOf
from ccer.core.text import Text
from ccer.project.life.model import Life, View
from ccer.project.life.tables import machines
from ccer.project.life.tasks import Task, tasks

_OF_APPLICATIONS = (
    "edit object ask-withdrawal abandon revise appoint-expert refuse return return-papers upload-negative"
)
NOT_WAITED_FOR = {
    "project": f"{_OF_APPLICATIONS} ask-cancellation cancel revoke",
    "reduction": _OF_APPLICATIONS,
    "issuance": "return",
    "comment": "refuse",
    "finding": "reopen",
    "account": "restrict update ask-restoration ask-closure refuse",
    "account-change": "refuse",
    "complaint": "dismiss forward",
    "spot-check": "demand supply order establish",
    "sanction": "lift",
    "claw-back": "force-part",
    "overlap": "withdraw",
    "offset": "withdraw refuse release mark file approve credit",
}
"""Steps that are open and that nobody waits for: they stand on the case's page, not in the queue."""
ASKED = {
    "withdraw": "withdrawal_reason",
    "cancel-on-request": "cancellation_reason",
    "restore": "correction",
    "accept-engagement": "body",
    "submit": "independence",
    "evaluate": "expert",
}
"""Step to the fact that must be there before anybody waits for it."""
DONE = {
    "engage": "body",
    "accept-engagement": "independence",
    "plan": "team",
    "visit": "sites_visited",
    "check-completeness": "complete",
    "evaluate": "opinion",
}
"""Step to the fact that says it is done, though it may be done again."""
AFTER = {"upload": ("team", "sites_visited"), "register": ("complete",)}
"""Step to the facts without which it cannot succeed yet."""


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a queue; ``until`` is None where no clock runs."""

    life: Life
    task: Task
    name: str
    state: Text
    until: dt.date | None = None
    overdue: bool = False
    why: Text | None = None


def waited_for(life: Life, action: str) -> bool:
    """Whether somebody waits for this step now."""
    facts = life.facts
    if action in NOT_WAITED_FOR.get(life.machine, "").split():
        return False
    if action in ASKED and not facts.get(ASKED[action]):
        return False
    if action in DONE and facts.get(DONE[action]) not in (None, ""):
        return False
    return all(facts.get(name) not in (None, "") for name in AFTER.get(action, ()))


def states_for(role: str) -> list[tuple[str, str]]:
    """Machine and state pairs out of which a role has a step that may be waited for."""
    found = {
        (row.machine, row.source)
        for machine in machines().values()
        for row in machine.rows
        if role in row.by
        and row.source != "NONE"
        and row.action not in NOT_WAITED_FOR.get(row.machine, "").split()
    }
    return sorted(found)


def queue(lives: Iterable[Life], at: AsOf, role: str, above: dict[str, Life]) -> list[Work]:
    """What waits for a role in these lives: overdue and near days first."""
    found = [
        work_of(life, task, at, above)
        for life in lives
        for task in tasks(View(life=life), at, role)
        if waited_for(life, task.action)
    ]
    return sorted(found, key=lambda work: (work.until is None, work.until or dt.date.max, work.life.subject))


def work_of(life: Life, task: Task, at: AsOf, above: dict[str, Life]) -> Work:
    """One open step with its days. Where its own clock does not bound it, the nearest clock that runs is shown."""
    until, why, overdue = task.until, task.why, task.overdue
    if until is None:
        running = sorted((c for c in life.clocks if c.running), key=lambda c: c.end)
        if running:
            until, why, overdue = running[0].end, running[0].why, running[0].end < at.on
    return Work(
        life=life,
        task=task,
        name=name_of(life, above),
        state=machines()[life.machine].state_title(life.state),
        until=until,
        overdue=overdue,
        why=why,
    )


def name_of(life: Life, above: dict[str, Life]) -> str:
    """What people call a case: the project's name, the holder's, or what it says."""
    facts = life.facts
    project = facts.get("project")
    if isinstance(project, dict) and project.get("name"):
        return str(project["name"])
    for fact in ("holder_name", "text", "owner", "body"):
        if facts.get(fact) and life.machine not in ("reduction", "claw-back"):
            return str(facts[fact])[:60]
    parent = above.get(life.parent)
    return name_of(parent, above) if parent else life.id


def state_title(life: Life) -> Text:
    """The state of a case in words."""
    return machines()[life.machine].state_title(life.state)


def open_steps(life: Life, at: AsOf, role: str) -> tuple[Task, ...]:
    """All steps open to a role, those waited for first."""
    found = tasks(View(life=life), at, role)
    return tuple(sorted(found, key=lambda task: not waited_for(life, task.action)))
