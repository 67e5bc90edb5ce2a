"""May this step be taken now, by this person, with these facts? Events if so; else everything that stands in the way."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from ...core.asof import AsOf
from ...core.decision import Decision
from ...core.errors import BadInput
from ...core.event import Event
from ...core.text import Text
from . import checks as _checks  # noqa: F401  each check enters itself
from . import conduct as _conduct  # noqa: F401
from . import offsetting as _offsetting  # noqa: F401
from .apply import Moved, apply
from .attempt import CHECKS, Attempt
from .effects import EFFECTS, clocks_of
from .entitled import entitled
from .fields import read_fact, titles
from .gates import objections, receipts
from .model import Command, Life, View
from .outcome import Outcome, Refusal, in_force
from .tables import NONE, Machine, Transition, machines

DIGEST_LENGTH = 64
RECEIPTS = "receipts"
"""Under this name the event of an authority's decision keeps the receipts of the gates it was taken by."""


class Examined(NamedTuple):
    """A step looked at: its events as they would be, all that speaks against it, the decisions asked."""

    events: tuple[Event, ...]
    found: tuple[Refusal, ...]
    decisions: tuple[Decision, ...]


def decide(command: Command, view: View, at: AsOf) -> Outcome:
    """Decide a step.

    Parameters
    ----------
    command : Command
    view : View
        The life and what surrounds it, as of now.
    at : AsOf
        The law of the day of the step; ``at.on`` is that day.

    Returns
    -------
    Outcome
        Events without place in the chain; or refusals, each with its clauses, those a person can mend last.

    Raises
    ------
    BadInput
        No such machine, or the view is of something else.
    """
    examined = examine(command, view, at)
    in_the_way = [r for r in examined.found if r.severity != "warned"]
    if in_the_way:
        first = sorted(in_the_way, key=lambda r: r.severity == "missing")
        return Outcome(refusals=tuple(first), decisions=examined.decisions)
    return Outcome(examined.events, (), examined.found, examined.decisions)


def examine(command: Command, view: View, at: AsOf, *, lenient: bool = False) -> Examined:
    """Look at a step without deciding it; what the table itself forbids has no events.

    Leniently, as for records that tell few facts, a missing fact or paper is noted and looked past.
    """
    machine = _machine(command, view)
    life = view.life
    if life.state == NONE:
        life = replace(life, parent=command.parent)
        view = replace(view, life=life)
    row = machine.row(life.state, command.action)
    if row is None:
        return Examined((), (_no_such_step(machine, life, command, at),), ())
    attempt = Attempt(command, view, at, row, life)
    found = [*entitled(attempt, machine), *_two_people(attempt)]
    if any(r.code in ("role", "identity", "parent") for r in found):
        return Examined((), tuple(found), ())
    moved, wrong = _moved(attempt)
    found += wrong
    if any(r.severity != "missing" or (r.code == "facts" and not lenient) for r in wrong):
        return Examined((), tuple(found), ())
    event = _event(attempt, moved)
    attempt = attempt._replace(life=replace(apply(life, event), state=life.state))
    found += [refusal for name in row.checks if (refusal := CHECKS[name](attempt)) is not None]
    by_rule, asked = objections(attempt)
    lines = _lines(attempt, event)
    sealed = () if lenient else receipts(attempt, asked)
    if sealed:
        event = replace(event, data=event.data | {RECEIPTS: msgspec.to_builtins(sealed)})
    return Examined((event, *lines), tuple(found + by_rule), tuple(each.decision for each in asked))


def _machine(command: Command, view: View) -> Machine:
    machine = machines().get(command.machine)
    if machine is None or view.life.subject != f"{command.machine}:{command.id}":
        raise BadInput(
            what=Text("指令与所给的对象不符", "The command does not fit what it is about"),
            why=Text(
                f"{command.machine}:{command.id}，{view.life.subject}",
                f"{command.machine}:{command.id}, {view.life.subject}",
            ),
            next=Text("按编号取出对象后再试。", "Load the subject by its id and try again."),
        )
    return machine


def _no_such_step(machine: Machine, life: Life, command: Command, at: AsOf) -> Refusal:
    """The table has no such row: the clause that ended it, or those of what may be done instead."""
    state = machine.states.get(life.state)
    ways = machine.leaving(life.state)
    cites = (state.cites if state else ()) or tuple(row.cites[0] for row in ways) or machine.cites
    named = [Text(row.title.zh, row.title.en) for row in ways]
    return Refusal(
        "state",
        Text("“{name}”现在不能办理 {action}", "{action} cannot be done on {name} now").fill(
            name=machine.title, action=command.action
        ),
        Text("现状是“{state}”", "its state is: {state}").fill(state=machine.state_title(life.state)),
        Text(
            "可以办理：" + "、".join(t.zh for t in named),
            "What can be done: " + ", ".join(t.en for t in named),
        )
        if named
        else Text("这是最终状态，不能再变。", "This state is final."),
        in_force(cites, at),
    )


def _two_people(attempt: Attempt) -> list[Refusal]:
    command = attempt.command
    if not attempt.row.four_eyes or (
        command.person and command.checker and command.person != command.checker
    ):
        return []
    return [
        attempt.refuse(
            "four-eyes",
            Text(
                "这一步须由两人先后办理和确认（本系统的内部控制）",
                "two people must take and confirm this step (this system's own control)",
            ),
            Text("由另一人确认。", "Let another person confirm it."),
            severity="refused" if command.checker else "missing",
        )
    ]


def _moved(attempt: Attempt) -> tuple[Moved, list[Refusal]]:
    """What the event will carry, and what is wrong with the facts and papers given."""
    command, row, life, at = attempt.command, attempt.row, attempt.life, attempt.at
    wrong = _names(attempt)
    facts = {}
    for name in command.facts.keys() & {*row.takes, *row.may}:
        try:
            facts[name] = read_fact(name, command.facts[name])
        except BadInput as error:
            wrong.append(Refusal("field", error.what, error.why, error.next, in_force(row.cites, at)))
    draft = replace(life, facts=life.facts | facts, papers=life.papers + command.papers)
    moved = Moved(
        action=row.action, source=row.source, target=row.target, parent=life.parent if row.source == NONE else "",
        person=command.person, checker=command.checker, papers=command.papers, stops=row.ends,
        overdue=(str(facts["clock"]),) if "mark_overdue" in row.effects and "clock" in facts else (),
    )  # fmt: skip
    if any(r.severity != "missing" for r in wrong):
        return moved, wrong
    if row.source == NONE and row.machine == "project":
        facts.setdefault("owner", command.organisation)
    try:
        clocks = clocks_of(row, draft, at)
    except BadInput as error:
        return moved, [Refusal("field", error.what, error.why, error.next, in_force(row.cites, at))]
    draft = replace(draft, clocks=draft.clocks + clocks)
    for name in row.effects:
        facts |= EFFECTS[name](draft, command, at)
    stopped = tuple(replace(c, stopped=at.on) if c.kind in row.ends else c for c in clocks)
    return msgspec.structs.replace(moved, facts=facts, starts=stopped), wrong


def _names(attempt: Attempt) -> list[Refusal]:
    """Facts and papers the step does not take, or that it needs and does not get."""
    row, command = attempt.row, attempt.command
    kinds = {paper.kind for paper in command.papers}
    known = {*row.papers, *row.may_papers, *row.on_file}
    wrong = []
    strange = sorted(command.facts.keys() - {*row.takes, *row.may}) + sorted(kinds - known)
    if strange:
        why = Text("这一步不收：{names}", "this step does not take: {names}")
        wrong.append(
            attempt.refuse("facts", why, Text("去掉后重新提交。", "Leave it out."), names=", ".join(strange))
        )
    if any(len(p.digest) != DIGEST_LENGTH or set(p.digest) - set("0123456789abcdef") for p in command.papers):
        why = Text("文件没有按内容摘要存档", "a paper is not stored under the hash of its content")
        wrong.append(attempt.refuse("facts", why, Text("重新上传文件。", "Upload it again.")))
    held = kinds | {paper.kind for paper in attempt.life.papers}
    lacking = [name for name in row.takes if name not in command.facts]
    if lacking:
        wrong.append(_lacking(attempt, "facts", lacking))
    papers = [kind for kind in row.papers if kind not in kinds] + [
        kind for kind in row.on_file if kind not in held
    ]
    if papers:
        wrong.append(_lacking(attempt, "papers", papers))
    return wrong


def _lacking(attempt: Attempt, code: str, names: list[str]) -> Refusal:
    found = [titles()[name] for name in names]
    what = Text("、".join(t.zh for t in found), ", ".join(t.en for t in found))
    why = Text("缺少：{names}", "missing: {names}")
    return attempt.refuse(
        code, why, Text("补齐后重新提交。", "Add it and send it again."), severity="missing", names=what
    )


def _event(attempt: Attempt, moved: Moved) -> Event:
    command, row = attempt.command, attempt.row
    return Event(
        name=row.event,
        subject=attempt.life.subject,
        actor=command.actor,
        at=command.at,
        on=attempt.on,
        cites=tuple(c.ref for c in in_force(row.cites, attempt.at)),
        data=msgspec.to_builtins(moved),
        key=command.key,
    )


def _lines(attempt: Attempt, registered: Event) -> tuple[Event, ...]:
    """A registration of reductions opens one line for each vintage year."""
    if "lines" not in attempt.row.effects:
        return ()
    row: Transition | None = machines()["issuance"].row(NONE, "open")
    assert row is not None
    events = []
    for year, tonnes in attempt.life.facts.get("vintages", {}).items():
        moved = Moved(
            action=row.action,
            source=NONE,
            target=row.target,
            parent=attempt.life.subject,
            facts={"vintage": int(year), "quantity_t": tonnes},
        )
        line = replace(
            registered,
            name=row.event,
            subject=f"issuance:{attempt.life.id}/{year}",
            actor="system:registration",
        )
        cites = tuple(c.ref for c in in_force(row.cites, attempt.at))
        events.append(replace(line, cites=cites, data=msgspec.to_builtins(moved), key=""))
    return tuple(events)
