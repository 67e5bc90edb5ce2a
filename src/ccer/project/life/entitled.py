"""Who may take a step: the role by the table, the organisation by whose life it is, and the life it belongs to."""

from __future__ import annotations

from ...core.text import Text
from .attempt import Attempt, owner_of
from .fields import titles
from .outcome import Refusal
from .tables import NONE, Machine

OPEN_TO_ALL = ("comment", "complaint")
"""Anybody may begin these."""


def entitled(attempt: Attempt, machine: Machine) -> list[Refusal]:
    """Why this actor may not take this step, if so."""
    row, command = attempt.row, attempt.command
    if command.role not in row.by:
        names = [titles()[role] for role in row.by]
        who = Text("、".join(t.zh for t in names), ", ".join(t.en for t in names))
        why = Text("这一步由{who}办理", "this step is taken by: {who}")
        return [
            attempt.refuse("role", why, Text("由其登录后办理。", "Let them sign in and take it."), who=who)
        ]
    if row.source == NONE and machine.parents and not _has_parent(attempt, machine):
        why = Text("没有写明属于哪一申请或账户", "it does not say what it belongs to")
        return [
            attempt.refuse(
                "parent", why, Text("从该申请或账户办理。", "Begin it from there."), severity="missing"
            )
        ]
    if _is_theirs(attempt):
        return []
    why = Text("这不是该单位的事项", "this is not a matter of that organisation")
    return [
        attempt.refuse("identity", why, Text("由有关单位办理。", "Let the organisation concerned take it."))
    ]


def _has_parent(attempt: Attempt, machine: Machine) -> bool:
    parent = attempt.view.parent
    return parent is not None and parent.machine in machine.parents and parent.state != NONE


def _is_theirs(attempt: Attempt) -> bool:
    command, row = attempt.command, attempt.row
    if row.machine in OPEN_TO_ALL and row.source == NONE:
        return True
    if row.machine in ("account", "account-change"):
        return command.role in ("registry", "system", "visitor") or command.organisation == _holder(attempt)
    if row.machine == "offset" and command.role in ("emitter", "province"):
        theirs = _holder(attempt) if command.role == "emitter" else attempt.life.facts.get("authority")
        return command.organisation == theirs
    if command.role == "owner":
        begins = row.machine == "project" and row.source == NONE
        return begins or command.organisation == owner_of(attempt.life, attempt.view)
    if command.role == "vvb":
        application = attempt.application
        return application is not None and command.organisation == application.facts.get("body")
    return command.role != "expert" or command.organisation == attempt.life.facts.get("expert")


def _holder(attempt: Attempt) -> object:
    parent = attempt.view.parent
    return (parent or attempt.life).facts.get("holder")
