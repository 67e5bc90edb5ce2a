"""A decision is findings, each with its clause, fact and requirement; its receipt can be replayed years later."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

from .asof import Basis, Citation, DatedValue
from .text import Lang, Text

Fact = Text | str | int | float | bool | dt.date | None

FindingOutcome = Literal["met", "not-met", "unknown", "not-applicable"]
DecisionOutcome = Literal["granted", "refused", "open"]

FINDING_TEXT: dict[FindingOutcome, Text] = {
    "met": Text("符合", "met"),
    "not-met": Text("不符合", "not met"),
    "unknown": Text("缺少事实", "fact missing"),
    "not-applicable": Text("不适用", "not applicable"),
}
YES_NO = {True: Text("是", "yes"), False: Text("否", "no")}
DECISION_TEXT: dict[DecisionOutcome, Text] = {
    "granted": Text("符合条件", "conditions met"),
    "refused": Text("不符合条件", "refused"),
    "open": Text("尚不能判定", "cannot be decided yet"),
}


def show(value: Fact, lang: Lang) -> str:
    """A fact in words: dates as ISO, truth as yes or no, what is absent as a dash."""
    if value is None:
        return "—"
    if isinstance(value, Text):
        return value.say(lang)
    if isinstance(value, bool):
        return YES_NO[value].say(lang)
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:,}" if isinstance(value, (int, float)) else value


class Finding(msgspec.Struct, frozen=True):
    """What one rule found.

    Parameters
    ----------
    rule : str
        Rule id, e.g. ``project.construction_start``.
    title : Text
        The condition's name.
    outcome : FindingOutcome
    citations : tuple of Citation
        The clauses in force that the rule reads; the first is the one a refusal names.
    basis, on : Basis, date
        Which of the dates chose the version of the clause, and that date.
    fact : Fact
        What is the case.
    requires : Text
        What the clause asks for, with ``{required}`` where a dated value stands.
    required : Fact
        That value.
    remedy : Text or None
        What to do next, where the condition is not met or the fact is missing.
    missing : tuple of str
        Names of the facts that were needed and not given.
    parameters : tuple of DatedValue
        The dated values the rule used.
    interpretation : Text or None
        The choice made where the text is open.
    """

    rule: str
    title: Text
    outcome: FindingOutcome
    citations: tuple[Citation, ...]
    basis: Basis
    on: dt.date
    requires: Text
    fact: Fact = None
    required: Fact = None
    remedy: Text | None = None
    missing: tuple[str, ...] = ()
    parameters: tuple[DatedValue, ...] = ()
    interpretation: Text | None = None

    def fact_text(self, lang: Lang) -> str:
        """The fact as a person reads it."""
        return show(self.fact, lang)

    def requirement(self, lang: Lang) -> str:
        """The requirement as a person reads it."""
        return self.requires.say(lang, required=show(self.required, lang))

    @property
    def provisional(self) -> bool:
        """True when a clause or value it rests on was not read in an official text in force."""
        return any(p.mark != "found" for p in self.parameters) or any(
            c.mark != "found" or c.draft for c in self.citations
        )


class Decision(msgspec.Struct, frozen=True):
    """The answer of all rules of a stage about one subject on one day."""

    stage: str
    subject: str
    outcome: DecisionOutcome
    on: dt.date
    known_at: dt.date | None
    findings: tuple[Finding, ...]

    @property
    def refusals(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.outcome == "not-met")

    @property
    def open_points(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.outcome == "unknown")

    @property
    def provisional(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.provisional)


class Receipt(msgspec.Struct, frozen=True):
    """Enough to answer the same question again: inputs, law, code, answer.

    ``law`` maps each cited provision and each dated value used to its content hash; ``result`` is what was answered;
    ``digest`` is the hash of all the rest.
    """

    kind: str
    format: int
    engine: str
    on: dt.date
    known_at: dt.date | None
    inputs: dict[str, Any]
    law: dict[str, str]
    corpus: str
    code: str
    result: dict[str, Any]
    digest: str = ""
