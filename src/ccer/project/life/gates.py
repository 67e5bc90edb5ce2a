"""The rules of a gate, asked about a life: what the owner states is filled up with what the registry itself knows."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import msgspec

from ...core.asof import AsOf
from ...core.decision import Decision, Finding, Receipt
from ...core.text import Text
from ...rules import Stage
from ...rules import decide as ask
from ...rules.receipt import decision_receipt
from ...rules.subjects import Engagement, Notice, Project, Reduction, Statement, Subject
from ..deciding import law_for, methodology_of
from .attempt import Attempt, owner_of
from .conduct import bars
from .model import Life, View
from .offsetting import offset_facts
from .outcome import Refusal, Severity
from .tables import Transition
from .vvb import one_group

IN_PRINCIPLE = "verification.report_in_time"
"""A limit "in principle": with a reason given it is recorded and does not stand in the way."""
LOOK_BACK = "reduction.look_back"
"""Measured on the day of the application; before that day it is a warning of what will be lost."""


AUTHORITIES = frozenset({"registry", "province"})
"""Whose steps are official decisions."""


class Asked(NamedTuple):
    """A gate's decision, what it judged and under which law; ``whole`` where every rule of the gate counts."""

    decision: Decision
    subject: Subject
    at: AsOf
    whole: bool


def objections(attempt: Attempt) -> tuple[list[Refusal], list[Asked]]:
    """What the gates of a step find in the way, and their decisions."""
    found: list[Refusal] = []
    asked = []
    for stage, rules in attempt.row.gates.items():
        subject = subject_of(Stage(stage), attempt)
        if subject is None:
            continue
        at = law_for(subject, attempt.at)
        code = methodology_of(subject)
        decision = ask(Stage(stage), subject, at, methodology=code, name=attempt.life.subject)
        asked.append(Asked(decision, subject, at, not rules))
        found += [
            _refusal(attempt, finding, decision)
            for finding in decision.findings
            if finding.outcome in ("not-met", "unknown")
            and finding.citations
            and (not rules or finding.rule in rules)
        ]
    return found, asked


def receipts(attempt: Attempt, asked: list[Asked]) -> tuple[Receipt, ...]:
    """The receipts of a step that decides; other steps leave none."""
    if not decides(attempt.row):
        return ()
    return tuple(decision_receipt(each.decision, each.subject, each.at) for each in asked if each.whole)


def decides(row: Transition) -> bool:
    """Whether a step is an authority's decision by a whole gate: a registration, the approval of an offset."""
    return bool(AUTHORITIES & set(row.by)) and any(not rules for rules in row.gates.values())


def _refusal(attempt: Attempt, finding: Finding, decision: Decision) -> Refusal:
    severity: Severity = "missing" if finding.outcome == "unknown" else "refused"
    early = finding.rule == LOOK_BACK and attempt.life.day("applied_on") is None
    if early or (finding.rule == IN_PRINCIPLE and attempt.fact("delay_reason")):
        severity = "warned"
    why = Text(
        f"{finding.title.zh}：{finding.fact_text('zh')}；要求{finding.requirement('zh')}",
        f"{finding.title.en}: {finding.fact_text('en')}; required: {finding.requirement('en')}",
    )
    remedy = finding.remedy or Text("补充事实和证据。", "Supply facts and evidence.")
    what = Text("不能“{step}”", "Cannot take the step: {step}").fill(step=attempt.row.title)
    return Refusal(finding.rule, what, why, remedy, finding.citations, severity, decision)


def subject_of(stage: Stage, attempt: Attempt) -> Subject | None:
    """The subject a stage judges, made of the lives at hand; None where there is no such life."""
    if stage is Stage.OFFSET:
        return offset_facts(attempt.life, attempt.view)
    application = attempt.application
    if application is None:
        return None
    if stage is Stage.ENGAGEMENT:
        return _engagement(attempt, application)
    if application.machine == "project":
        return project_facts(application, attempt.view, attempt.on)
    return reduction_facts(application, attempt.view, attempt.on)


def project_facts(life: Life, view: View, on: dt.date) -> Project:
    """The project's facts: the owner's statements, and what the registry itself recorded in their place."""
    stated: dict[str, Any] = dict(life.facts.get("project", {}))
    until, for_good = bars(owner_of(life, view), view, on)
    before = {life.facts.get("previous"), *(subject.partition(":")[2] for subject in view.overlaps)}
    cancelled = any(other.state == "CANCELLED" and other.id in before for other in view.of("project"))
    recorded = {
        "owner_barred_until": until,
        "owner_barred_for_good": for_good,
        "cancelled_before": cancelled or bool(stated.get("cancelled_before")),
        "validator": life.facts.get("body_name"),
        "notice": _notice(life, view),
        "validation": _statement(life),
        "commitment_letter": True if life.newest("commitment-letter") else None,
        "application_on": life.day("applied_on"),
        "registered_on": life.day("registered_on"),
    }
    return msgspec.convert(stated | {k: msgspec.to_builtins(v) for k, v in recorded.items()}, Project)


def reduction_facts(life: Life, view: View, on: dt.date) -> Reduction:
    """The filing's facts, with the project as it is registered."""
    project = view.named(life.parent)
    held = project_facts(project, view, on) if project else Project(name="-", methodology="-")
    stated: dict[str, Any] = dict(life.facts.get("reduction", {}))
    recorded = {
        "quantity": life.facts.get("applied_t"),
        "verifier": life.facts.get("body_name"),
        "notice": _notice(life, view),
        "verification": _statement(life),
        "commitment_letter": True if life.newest("commitment-letter") else None,
        "application_on": life.day("applied_on"),
        "registered_on": life.day("registered_on"),
    }
    whole = stated | {"project": held, **recorded}
    return msgspec.convert(msgspec.to_builtins(whole), Reduction)


def _notice(life: Life, view: View) -> Notice | None:
    start = life.day("notice_start")
    if start is None:
        return None
    return Notice(start=start, end=life.day("notice_end"), comments=len(view.children("comment", life)))


def _statement(life: Life) -> Statement | None:
    if life.facts.get("issued_on") is None:
        return None
    return Statement(
        issued_on=life.day("issued_on"),
        positive=life.facts.get("positive"),
        comments_handled=True if "handled" in life.facts else None,
        commitment=life.facts.get("commitment"),
        quantity=life.facts.get("verified_t"),
    )


def _engagement(attempt: Attempt, life: Life) -> Engagement | None:
    """The body's work on an application."""
    signed = life.day("signed_on")
    if signed is None:
        return None
    facts = life.facts
    verification = life.machine == "reduction"
    project = attempt.project
    validator = project.facts.get("body") if verification and project else None
    declared: dict[str, Any] = dict(facts.get("independence", {}))
    same = bool(declared.pop("same_group_as_validator", False))
    if validator is not None:
        same = same or one_group(str(facts.get("body")), str(validator), attempt.view)
    team = facts.get("team")
    if team is not None and any(member["interest"] for member in team):
        declared["tied_to_owner"] = True
    people = {member["person"] for member in team} if team is not None else set()
    return Engagement(
        role="verification" if verification else "validation",
        body=str(facts.get("body_name", "")),
        methodology=_methodology(project),
        engaged_on=signed,
        validator_of_project=project.facts.get("body_name") if verification and project else None,
        same_group_as_validator=same,
        **declared,
        team_size=None if team is None else sum(member["full_time"] for member in team),
        team_competent=None if team is None else sum(m["full_time"] and m["competent"] for m in team),
        reviewer_in_team=facts["reviewer"] in people if "reviewer" in facts and team is not None else None,
        decider_in_team=facts["decider"] in people if "decider" in facts and team is not None else None,
        sites_total=facts.get("sites_total"),
        sites_visited=facts.get("sites_visited"),
        notice_start=life.day("notice_start"),
        report_on=life.day("issued_on"),
        owner_delay_days=facts.get("owner_delay_days", 0),
    )


def _methodology(project: Life | None) -> str:
    return str(project.facts.get("project", {}).get("methodology", "")) if project else ""
