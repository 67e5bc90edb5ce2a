"""The fictional example in a methodology's folder: what its project file looks like, and what its conditions ask for in figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, Final

import msgspec

from .. import methodologies
from ..compute.grid_table import shipped_factors
from ..compute.result import Calculation
from ..core.asof import AsOf
from ..core.dates import ONE_DAY
from ..core.errors import CcerError
from ..core.text import Text
from ..methodologies import Methodology
from ..policy.corpus import corpus
from ..rules import Stage, decide
from ..rules.catalogue import Rule, rules_of
from ..rules.subjects import Project
from .file import parse_project, read_mapping

EXAMPLE: Final = "example.yaml"


def example_path(method: Methodology) -> Path | None:
    """Where the folder's example lies; None where it has none."""
    path = Path(methodologies.__file__).parent / method.code.lower().replace("-", "_") / EXAMPLE
    return path if path.is_file() else None


def example_facts(method: Methodology) -> dict[str, Any]:
    """The example as plain data; empty where there is none."""
    path = example_path(method)
    return read_mapping(path) if path else {}


def example_of(method: Methodology) -> Project | None:
    """The example as a project; None where there is none."""
    facts = example_facts(method)
    return parse_project(facts, EXAMPLE) if facts else None


def day_within(method: Methodology, on: dt.date) -> dt.date:
    """``on`` where the version is in force then, else its first day; a draft has none and keeps ``on``."""
    try:
        corpus().cite(method.instrument, on)
    except CcerError:
        version = corpus().version(method.instrument)
        first = version.window.first_day if version and not version.instrument.draft else None
        return first or on
    return on


def requirements(method: Methodology, on: dt.date) -> tuple[tuple[Rule, Text], ...]:
    """The methodology's own conditions of a day, each with what it asks for, dated values filled in.

    A value is found by judging the folder's example; where a condition names none there, or asks otherwise of a project begun at
    another time, its clause is quoted.
    """
    day = day_within(method, on)
    rules = [rule for rule in rules_of(Stage.ELIGIBILITY, method.code) if rule.methodology == method.code]
    asked = _judged(method, day)
    return tuple((rule, _filled(rule, asked.get(rule.id), day)) for rule in rules)


def _judged(method: Methodology, day: dt.date) -> dict[str, Text]:
    """What each condition asks of the example, where it asks the same of one begun early or late."""
    project = example_of(method)
    if project is None:
        return {}
    at = AsOf(corpus(), day)
    try:
        early = at.parameter("project.construction_started_after").day + ONE_DAY
    except CcerError:
        return {}
    begun = [msgspec.structs.replace(project, start_of_construction=start) for start in (early, day)]
    first, last = (_asked(each, at) for each in begun)
    return {rule: text for rule, text in first.items() if last.get(rule) == text}


def _asked(project: Project, at: AsOf) -> dict[str, Text]:
    try:
        findings = decide(Stage.ELIGIBILITY, project, at).findings
    except CcerError:
        return {}
    return {
        found.rule: Text(found.requirement("zh"), found.requirement("en"))
        for found in findings
        if found.required not in (None, "")
    }


def _filled(rule: Rule, judged: Text | None, day: dt.date) -> Text:
    if "{required}" not in rule.requires.zh:
        return rule.requires
    if judged is not None:
        return judged
    try:
        return corpus().clause(rule.cites[0], day).summary
    except CcerError:
        return rule.requires.fill(required="…")


def example_estimate(method: Methodology) -> Calculation | None:
    """The example's expected reductions, by the first day of the version and the grid factors held; None where there is no example."""
    project = example_of(method)
    if project is None:
        return None
    day = day_within(method, dt.date.max)
    return method.ex_ante(project, at=AsOf(corpus(), day), factors=shipped_factors(), factor_day=day)
