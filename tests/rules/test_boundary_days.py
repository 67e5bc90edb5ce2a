"""The scenarios of ``boundary_days.txt``, and every citation of every decision inside its provision's window."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccer.core.asof import AsOf
from ccer.core.errors import NotInForce, NotKnown
from ccer.policy.corpus import corpus
from ccer.policy.mechanism import mechanism
from ccer.policy.resolve import resolve
from ccer.rules import Stage, decide
from ccer.rules.subjects import Period

from .conftest import ENGAGEMENT, OFFSET, PROJECT, REDUCTION

day = dt.date.fromisoformat
LINES = [
    tuple(part.strip() for part in line.split("|"))
    for line in Path(__file__).with_name("boundary_days.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
USES = {"new": 0, "old": 1, "other": 2}
YES_NO = {True: "yes", False: "no", None: "not known"}


def answer(on: dt.date, question: str) -> str:
    kind, _, rest = question.partition(" ")
    match kind:
        case "clause":
            return resolve(rest, on).status
        case "methodology":
            version = corpus().version(rest.lower(), on)
            return "in-force" if version is not None else "-"
        case "value":
            try:
                return str(corpus().parameter(rest, on).value)
            except (NotInForce, NotKnown):
                return "-"
        case "usable":
            return YES_NO[mechanism(on).offset[USES[rest]].allowed]
    return found(on, kind, dict(pair.split("=") for pair in rest.split()))


def found(on: dt.date, rule: str, given: dict[str, str]) -> str:
    facts: dict[str, Any] = {name: int(v) if v.isdecimal() else day(v) for name, v in given.items()}
    stage: Stage
    subject: Any
    if rule.startswith("offset."):
        stage, subject = Stage.OFFSET, replace(OFFSET, **facts)
    elif rule.startswith("reduction."):
        period = Period(facts.pop("start", REDUCTION.period.start), facts.pop("end", REDUCTION.period.end))
        project = replace(PROJECT, registered_on=facts.pop("registered_on", PROJECT.registered_on))
        stage, subject = Stage.REDUCTION, replace(REDUCTION, project=project, period=period, **facts)
    else:
        stage, subject = Stage.ELIGIBILITY, replace(PROJECT, **facts)
    decision = decide(stage, subject, AsOf(corpus(), on), methodology="none")
    (finding,) = [f for f in decision.findings if f.rule == rule]
    return finding.outcome


def test_there_are_at_least_sixty() -> None:
    assert len(LINES) >= 60
    assert len({line[:2] for line in LINES}) == len(LINES)


@pytest.mark.parametrize(
    ("on", "question", "expected", "why"), LINES, ids=[f"{line[0]} {line[1]}" for line in LINES]
)
def test_boundary_day(on: str, question: str, expected: str, why: str) -> None:
    assert answer(day(on), question) == expected, why


SUBJECTS: list[tuple[Stage, Any]] = [
    (Stage.ELIGIBILITY, PROJECT),
    (Stage.REGISTRATION, PROJECT),
    (Stage.ENGAGEMENT, ENGAGEMENT),
    (Stage.REDUCTION, REDUCTION),
    (Stage.REDUCTION_REGISTRATION, REDUCTION),
    (Stage.OFFSET, OFFSET),
]


@settings(max_examples=400, deadline=None)
@given(
    on=st.dates(dt.date(2012, 1, 1), dt.date(2030, 12, 31)),
    asked=st.sampled_from(SUBJECTS),
    filed=st.dates(dt.date(2012, 1, 1), dt.date(2030, 12, 31)),
    legacy=st.one_of(st.none(), st.dates(dt.date(2013, 1, 1), dt.date(2018, 1, 1))),
)
def test_every_citation_lies_inside_its_window(
    on: dt.date, asked: tuple[Stage, Any], filed: dt.date, legacy: dt.date | None
) -> None:
    """Citations and dated values alike; what is judged by another day than the decision's is checked on that day."""
    stage, subject = asked
    if stage is Stage.OFFSET:
        subject = replace(subject, filed_on=filed, legacy_filed_on=legacy)
    if stage is Stage.REDUCTION:
        subject = replace(subject, application_on=filed)
    try:
        decision = decide(stage, subject, AsOf(corpus(), on))
    except NotInForce:
        assert on < day("2023-10-19")
        return
    for finding in decision.findings:
        assert finding.citations or finding.outcome == "not-applicable"
        for citation in finding.citations:
            if citation.draft:
                assert finding.outcome == "not-applicable", "a draft never decides"
                continue
            assert citation.since is not None
            assert citation.since <= on <= (citation.until or dt.date.max)
            assert corpus().cite(citation.ref, on) == citation
        for value in finding.parameters:
            last = value.until or dt.date.max
            assert any(value.since <= when <= last for when in (on, finding.on)), value.name
            clauses = corpus().view().windows(value.cite)
            assert clauses, "a dated value stands on a provision that is held"
            assert any(window.since <= value.since or version.instrument.draft for version, window in clauses)
