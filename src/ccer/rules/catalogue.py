"""Rules: predicate + citations + stage + name in two languages; ``decide`` asks all rules of a stage.

A rule returns a verdict, never a bare bool, and reads no clock. What it needs and is not known makes the finding "fact missing".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from ..core.asof import AsOf, Basis, Citation, DatedValue
from ..core.decision import Decision, DecisionOutcome, Fact, Finding, FindingOutcome
from ..core.errors import NotInForce, NotKnown
from ..core.text import Text
from .subjects import Subject


class Stage(StrEnum):
    """The gates, in the order a project meets them."""

    ELIGIBILITY = "project-eligibility"
    REGISTRATION = "project-registration"
    ENGAGEMENT = "engagement"
    REDUCTION = "reduction-eligibility"
    REDUCTION_REGISTRATION = "reduction-registration"
    OFFSET = "offset"


STAGE_TEXT: dict[Stage, Text] = {
    Stage.ELIGIBILITY: Text("项目条件", "project eligibility"),
    Stage.REGISTRATION: Text("项目登记", "project registration"),
    Stage.ENGAGEMENT: Text("审定与核查委托", "engagement of a verifier"),
    Stage.REDUCTION: Text("减排量条件", "reduction eligibility"),
    Stage.REDUCTION_REGISTRATION: Text("减排量登记", "reduction registration"),
    Stage.OFFSET: Text("抵销配额清缴", "use for ETS offset"),
}


class Verdict(NamedTuple):
    """What a rule function returns; see `finding`."""

    outcome: FindingOutcome
    fact: Fact
    required: Fact
    using: tuple[DatedValue, ...]
    missing: tuple[str, ...]
    interpretation: Text | None
    on: dt.date | None
    cited: tuple[Citation, ...] = ()


Predicate = Callable[[Any, AsOf], Verdict]
Column = Callable[[Callable[[str], Any], AsOf], tuple[Any, Any]]
"""The same condition over columns of whole numbers: ``(column of a fact, at) -> (met, required)``, an element for each subject."""


class Rule(NamedTuple):
    """One condition of the law that facts can meet or not."""

    id: str
    stage: Stage
    cites: tuple[str, ...]
    basis: Basis
    title: Text
    requires: Text
    remedy: Text
    needs: tuple[str, ...]
    methodology: str | None
    interpretation: Text | None
    draft: bool
    supply: Text | None
    required_by: str | None
    predicate: Predicate
    column: Column | None = None


_RULES: dict[str, Rule] = {}
_BY_STAGE: dict[tuple[str, str | None], tuple[Rule, ...]] = {}


def rule(
    id: str,
    *,
    stage: Stage,
    cites: str | tuple[str, ...],
    title: Text,
    requires: Text,
    remedy: Text,
    basis: Basis = "procedure",
    needs: str | tuple[str, ...] = (),
    methodology: str | None = None,
    interpretation: Text | None = None,
    draft: bool = False,
    supply: Text | None = None,
    required_by: str | None = None,
    column: Column | None = None,
) -> Callable[[Predicate], Predicate]:
    """Enter a predicate ``(subject, at) -> Verdict`` into the catalogue.

    Parameters
    ----------
    id : str
        ``<subject>.<condition>``; unique.
    cites : str or tuple of str
        The provisions the rule reads; the first is the one a refusal names.
    requires : Text
        The requirement, with ``{required}`` where a dated value stands.
    remedy : Text
        What to do when it is not met or a fact is missing.
    basis : Basis
        Which date the rule tests the facts by; the version of the clause is that in force on the as-of date.
    needs : str or tuple of str
        Attributes of the subject without which the answer is "fact missing".
    methodology : str, optional
        Code, when the rule belongs to one methodology only.
    draft : bool
        The clause is a draft: shown beside the decision, never deciding.
    supply : Text, optional
        What to do when a fact is missing; "state it" where none is given.
    required_by : str, optional
        Name of the dated value to show in the requirement while the fact is missing.
    column : Column, optional
        The condition over columns, where subjects seldom share their facts; a test holds it equal to the predicate.
    """

    def enter(predicate: Predicate) -> Predicate:
        entry = Rule(
            id=id,
            stage=stage,
            cites=(cites,) if isinstance(cites, str) else cites,
            basis=basis,
            title=title,
            requires=requires,
            remedy=remedy,
            needs=(needs,) if isinstance(needs, str) else needs,
            methodology=methodology,
            interpretation=interpretation,
            draft=draft,
            supply=supply,
            required_by=required_by,
            predicate=predicate,
            column=column,
        )
        held = _RULES.get(id)
        if held and (held.predicate.__module__, held.methodology) != (predicate.__module__, methodology):
            raise ValueError(f"rule id used twice: {id}")
        _RULES[id] = entry
        _BY_STAGE.clear()
        return predicate

    return enter


def finding(
    met: bool | None,
    *,
    fact: Fact = None,
    required: Fact = None,
    using: tuple[DatedValue, ...] = (),
    missing: tuple[str, ...] = (),
    interpretation: Text | None = None,
    on: dt.date | None = None,
    cited: tuple[Citation, ...] = (),
) -> Verdict:
    """A verdict: True met, False not met, None a fact is missing; ``cited``: what it rests on beside the rule's own clauses."""
    outcome: FindingOutcome = "unknown" if met is None else "met" if met else "not-met"
    return Verdict(outcome, fact, required, using, missing, interpretation, on, cited)


def not_applicable(why: Text, required: Fact = None) -> Verdict:
    """The condition does not concern this subject."""
    return Verdict("not-applicable", why, required, (), (), None, None)


def all_rules() -> tuple[Rule, ...]:
    """Every rule entered so far, by id."""
    return tuple(_RULES[name] for name in sorted(_RULES))


def rules_of(stage: Stage, methodology: str | None = None) -> tuple[Rule, ...]:
    """The rules of a stage: the general ones and those of one methodology, in the order they were entered."""
    key = (stage.value, methodology)
    if key not in _BY_STAGE:
        _BY_STAGE[key] = tuple(
            r
            for r in _RULES.values()
            if r.stage is stage and (r.methodology is None or r.methodology == methodology)
        )
    return _BY_STAGE[key]


def decide(
    stage: Stage, subject: Subject, at: AsOf, *, methodology: str | None = None, name: str = ""
) -> Decision:
    """Ask every rule of a stage about a subject under the law of a day.

    Returns
    -------
    Decision
        ``refused`` when a condition is not met, else ``open`` when a fact is missing, else ``granted``.

    Raises
    ------
    NotInForce
        When no clause of the stage is in force on that day.
    """
    code = methodology or getattr(subject, "methodology", None)
    findings = tuple([judged(entry, subject, at) for entry in rules_of(stage, code)])
    if not any(f.citations for f in findings):
        raise _no_law(stage, at)
    return Decision(
        stage=stage.value,
        subject=name or getattr(subject, "name", "") or type(subject).__name__,
        outcome=outcome_of(findings),
        on=at.on,
        known_at=at.known_at,
        findings=findings,
    )


def _no_law(stage: Stage, at: AsOf) -> NotInForce:
    name = STAGE_TEXT[stage]
    return NotInForce(
        what=Text("{on} 不能判定{name}", "No decision on {name} as of {on}").fill(on=at.on, name=name),
        why=Text("该日没有任何一条所读条款有效", "none of the clauses it reads was in force on that day"),
        next=Text("选择法规施行之后的日期。", "Choose a day on which the law was in force."),
    )


def outcome_of(findings: Iterable[Finding]) -> DecisionOutcome:
    """The answer that the findings of all rules of a stage add up to."""
    outcomes = {f.outcome for f in findings}
    if "not-met" in outcomes:
        return "refused"
    return "open" if "unknown" in outcomes else "granted"


def judged(entry: Rule, subject: Subject, at: AsOf) -> Finding:
    """What one rule finds about a subject."""
    missing = tuple([need for need in entry.needs if getattr(subject, need) is None]) if entry.needs else ()
    citations, unheld = _citations(entry, at)
    if unheld is not None and entry.methodology and (since := _registered_on(subject, at)):
        citations, unheld = _look_up(entry, at, since)
    if unheld is not None:
        verdict = Verdict("not-applicable", unheld, None, (), (), None, None)
    elif missing:
        verdict = _without(entry, missing, at)
    else:
        verdict = _judge(entry, subject, at)
    outcome = verdict.outcome
    return Finding(
        rule=entry.id,
        title=entry.title,
        outcome=outcome,
        citations=(*citations, *verdict.cited),
        basis=entry.basis,
        on=verdict.on or at.on,
        requires=entry.requires,
        fact=verdict.fact,
        required=verdict.required,
        remedy=_remedy(entry, verdict),
        missing=verdict.missing or missing if outcome == "unknown" else (),
        parameters=verdict.using,
        interpretation=verdict.interpretation or entry.interpretation,
    )


SUPPLY = Text("在事实中写明 {fields}，并附证明材料。", "State {fields}, with evidence.")


def _remedy(entry: Rule, verdict: Verdict) -> Text | None:
    """What to do next: the rule's own advice, or to state the missing facts."""
    if verdict.outcome == "not-met":
        return entry.remedy
    if verdict.outcome == "unknown":
        return entry.supply or SUPPLY.fill(fields=", ".join(verdict.missing) or entry.id)
    return None


def _without(entry: Rule, missing: tuple[str, ...], at: AsOf) -> Verdict:
    """The verdict while facts are missing; it still says what is required."""
    if entry.required_by is None:
        return Verdict("unknown", None, None, (), missing, None, None)
    value = at.parameter(entry.required_by)
    return Verdict("unknown", None, value.value, (value,), missing, None, None)


def _citations(entry: Rule, at: AsOf) -> tuple[tuple[Citation, ...], Text | None]:
    """The rule's clauses in force; or why the first of them is not, in which case the rule does not apply."""
    held: tuple[tuple[Citation, ...], Text | None] | None = at.memo.get(entry.id)
    if held is None:
        held = at.memo[entry.id] = _look_up(entry, at, at.on)
    return held


def _registered_on(subject: Subject, at: AsOf) -> dt.date | None:
    """When the project was registered: it keeps the conditions of the version it was registered under, replaced or not."""
    found: dt.date | None = getattr(getattr(subject, "project", subject), "registered_on", None)
    return found if found is not None and found <= at.on else None


def _look_up(entry: Rule, at: AsOf, on: dt.date) -> tuple[tuple[Citation, ...], Text | None]:
    try:
        main = at.cite(entry.cites[0], on, allow_draft=entry.draft)
    except NotInForce as error:
        return (), error.why
    rest = []
    for ref in entry.cites[1:]:
        try:
            rest.append(at.cite(ref, on))
        except NotInForce:
            continue
    return (main, *rest), None


def _judge(entry: Rule, subject: Subject, at: AsOf) -> Verdict:
    try:
        return entry.predicate(subject, at)
    except (NotInForce, NotKnown) as error:
        return Verdict("unknown", error.why, None, (), (), None, None)
