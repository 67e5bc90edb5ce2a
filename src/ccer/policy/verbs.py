"""The verbs of the law base as functions: what the command line, and later the interface and the platform, call."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ..core.asof import DatedValue
from ..core.errors import BadInput
from ..core.text import Text
from .corpus import Clause, corpus
from .lint import LintFinding
from .lint import lint as check
from .record import format as canonical
from .record import read
from .resolve import resolve
from .schema import Parameter


def clause(ref: str, on: dt.date | None = None, known_at: dt.date | None = None) -> Clause:
    """A provision, cited in any of the usual ways, as of a day.

    Raises
    ------
    BadInput
        When the citation gives no provision in force then; suggestions are in ``next``.
    """
    found = resolve(ref, on, known_at)
    if found.ref is None or found.status != "found":
        raise _no_clause(ref, found.why, found.suggestions)
    return corpus().clause(found.ref, on, known_at)


def _no_clause(text: str, why: Text, suggestions: tuple[str, ...]) -> BadInput:
    near = Text("核对引文，或用 ccer policy search 检索。", "Check the citation, or use ccer policy search.")
    if suggestions:
        near = Text("是否为：" + "、".join(suggestions), "Did you mean: " + ", ".join(suggestions))
    return BadInput(
        what=Text(f"「{text}」没有可显示的条款", f"“{text}” gives no provision to show"), why=why, next=near
    )


def params(prefix: str) -> tuple[Parameter, ...]:
    """The parameters whose name begins so, with all their values, what is not known included.

    Raises
    ------
    BadInput
        When there is none.
    """
    found = corpus().parameters(prefix)
    if not found:
        corpus().parameter(prefix, dt.date.min)
    return found


def value(name: str, on: dt.date, known_at: dt.date | None = None) -> DatedValue:
    """The value of a parameter in force on a day; raises NotInForce or NotKnown."""
    return corpus().parameter(name, on, known_at)


def lint(record: Path | str) -> list[LintFinding]:
    """What is wrong with a policy record's file, field by field."""
    return check(read(Path(record)), corpus())


def format_record(record: Path | str) -> str:
    """A policy record's file in canonical form: one that was canonical comes back to the byte."""
    return canonical(read(Path(record)))
