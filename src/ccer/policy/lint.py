"""Checking policy records: the format's own rules V1 to V42, the container C1 to C6, and L-checks against the law base.

Not judged here: V27 and V42 (they need an earlier version: `ccer.policy.lint_versions`), V37 and V38 (facilities).
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec
import msgspec.yaml

from ..core.text import Text
from .corpus import Corpus
from .record import Record, format
from .schema import Instrument

Severity = Literal["error", "warning", "note"]
SEVERITY_TEXT: dict[Severity, Text] = {
    "error": Text("错误", "error"),
    "warning": Text("存疑", "doubtful"),
    "note": Text("提示", "note"),
}
Remark = tuple[str, Text, Severity]


class LintFinding(msgspec.Struct, frozen=True):
    """One thing wrong with a record.

    Parameters
    ----------
    field : str
        Dotted path in the JSON, or ``body``.
    check : str
        Number of the rule it breaks.
    why : Text
        What is wrong, and what would be right where the base knows it.
    severity : Severity
        An error makes the record unfit to be marked as verified.
    """

    field: str
    check: str
    why: Text
    severity: Severity


class Case(msgspec.Struct):
    """A record with what it is judged against."""

    record: Record
    law: Corpus | None
    instrument: Instrument | None
    others: Mapping[str, Record] | None

    @property
    def verified(self) -> bool:
        return self.record.text("reviewStatus") == "verified"

    def prose(self) -> Iterator[tuple[str, str]]:
        """Every text a person wrote, with its field; the derived description is not one."""
        record = self.record
        yield "body", record.body
        yield "interpretation", record.text("interpretation")
        for name in record.dimensions:
            for key in ("label", "evidence", "auditNote"):
                yield f"analysis.{name}.{key}", record.text(f"analysis.{name}.{key}")
        for group in ("impactAnalysis", "regulatory"):
            held = record.get(group)
            for key in held if isinstance(held, dict) else ():
                yield f"{group}.{key}", record.text(f"{group}.{key}")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`lint.yaml`: the words the checks look for."""

    countries: dict[str, list[str]]
    issuers: dict[str, list[str]]
    families: list[str]
    nobody: list[str]
    no_evidence: list[str]
    patterns: dict[str, list[str]]

    def country(self, name: str) -> str | None:
        """The name to write instead of another one."""
        return next((right for right, others in self.countries.items() if name in others), None)


@functools.cache
def words() -> Words:
    """The words of `lint.yaml`."""
    return msgspec.yaml.decode((Path(__file__).resolve().parent / "lint.yaml").read_bytes(), type=Words)


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """One of the patterns of `lint.yaml`."""
    return re.compile("|".join(words().patterns[name]), re.IGNORECASE)


Check = Callable[[Case], Iterable[Remark]]
_CHECKS: dict[str, Check] = {}


def check(number: str) -> Callable[[Check], Check]:
    """Enter a check under its number."""

    def enter(function: Check) -> Check:
        _CHECKS[number] = function
        return function

    return enter


def checks() -> list[str]:
    """Numbers of all checks: container, format, law."""
    _load()
    return sorted(_CHECKS, key=lambda number: ("CVL".index(number[0]), int(number[1:])))


def lint(
    record: Record, law: Corpus | None = None, others: Mapping[str, Record] | None = None
) -> list[LintFinding]:
    """Everything found wrong with a record, by number of the check.

    Parameters
    ----------
    record : Record
        The record; see `ccer.policy.record.read`.
    law : Corpus, optional
        The law base to check it against.
    others : mapping of id to Record, optional
        The other records of its folder, for links between records. Without them a link must lead to a record or an
        instrument of the base.
    """
    from .lint_law import instrument_of

    case = Case(record, law, instrument_of(record, law) if law is not None else None, others)
    return [
        LintFinding(field, number, why, severity)
        for number in checks()
        for field, why, severity in _CHECKS[number](case)
    ]


@functools.cache
def _load() -> None:
    """The modules that enter their checks when they are read."""
    for name in ("lint_format", "lint_law", "lint_review", "lint_crediting"):
        importlib.import_module(f".{name}", __package__)


@check("C2")
def container(case: Case) -> Iterator[Remark]:
    """The file is what the canonical writer gives."""
    raw = case.record.raw
    if raw and format(case.record) != raw:
        yield (
            "",
            Text(
                "键序、缩进或空值与规范写法不同", "key order, indent or nulls differ from the canonical form"
            ),
            "error",
        )
