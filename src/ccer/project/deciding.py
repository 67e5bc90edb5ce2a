"""Decide on plain facts: what the command line and the API call."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from ..compute.official import with_officials
from ..core.asof import AsOf, Law
from ..core.decision import Decision, Receipt
from ..core.errors import BadInput
from ..core.mistyped import explain
from ..core.text import Text
from ..methodologies import codes, load
from ..policy.corpus import corpus
from ..rules import Stage
from ..rules import decide as ask
from ..rules.receipt import SUBJECTS, decision_receipt
from ..rules.subjects import Engagement, OffsetUse, Project, Reduction, Subject
from .file import parse_project


def subject_of(stage: Stage, facts: dict[str, Any]) -> Subject:
    """The subject a stage judges, from plain facts."""
    kind = SUBJECTS[stage.value]
    if kind is Project:
        return parse_project(facts, stage.value)
    facts = dict(facts)
    if kind is Reduction and isinstance(facts.get("project"), dict):
        facts["project"] = msgspec.to_builtins(parse_project(facts["project"], "project"))
    try:
        return msgspec.convert(facts, kind)
    except msgspec.ValidationError as error:
        raise BadInput(
            what=Text(f"{stage.value} 所需的事实无法使用", f"The facts for {stage.value} cannot be used"),
            why=explain(error),
            next=Text(
                "改正该字段；字段：" + "、".join(kind.__struct_fields__),
                "Correct the field; fields: " + ", ".join(kind.__struct_fields__),
            ),
        ) from error


def methodology_of(subject: Subject) -> str | None:
    """The methodology whose own rules take part, if it is at hand."""
    match subject:
        case Project():
            return subject.methodology
        case Reduction():
            return subject.project.methodology
        case Engagement():
            return subject.methodology
        case OffsetUse():
            return None


def law_for(subject: Subject, at: AsOf) -> AsOf:
    """The law with what the project entered from the official text; the rules of its methodology take part from now on."""
    code = methodology_of(subject)
    if code not in codes():
        return at
    project = subject.project if isinstance(subject, Reduction) else subject
    method = load(code)
    return with_officials(at, project, method.plan) if isinstance(project, Project) else at


def decide(
    stage: Stage | str,
    facts: dict[str, Any] | Subject,
    on: dt.date,
    known_at: dt.date | None = None,
    law: Law | None = None,
) -> tuple[Decision, Receipt]:
    """Decide and seal the receipt.

    Parameters
    ----------
    stage : Stage or str
        Which gate.
    facts : dict or Subject
        What is known of the subject; what is left out is a missing fact, never a guess.
    on : date
        The day whose law applies.

    Raises
    ------
    BadInput
        Unknown stage or unusable facts.
    """
    try:
        gate = Stage(stage)
    except ValueError as error:
        raise BadInput(
            what=Text(f"没有名为 {stage} 的判定", f"There is no decision named {stage}"),
            why=Text(
                "可选：" + "、".join(s.value for s in Stage),
                "choose one of: " + ", ".join(s.value for s in Stage),
            ),
            next=Text("改用其中之一。", "Use one of them."),
        ) from error
    subject = subject_of(gate, facts) if isinstance(facts, dict) else facts
    code = methodology_of(subject)
    at = law_for(subject, AsOf(law or corpus(), on, known_at))
    decision = ask(gate, subject, at, methodology=code)
    return decision, decision_receipt(decision, subject, at)
