"""The checks that need an earlier version of a record: a score is not changed without a word."""

from __future__ import annotations

from collections.abc import Iterator

from ..core.text import Text
from .lint import LintFinding
from .record import Record


def against(before: Record, after: Record) -> Iterator[LintFinding]:
    """What is wrong with a record as a successor of an earlier version (V27).

    V42, that the audit is later than the last change, needs no check here: the day is written by the activation of exactly this content.
    """
    for name, part in after.dimensions.items():
        old = before.dimensions.get(name)
        if old is None or old.get("score") == part.get("score"):
            continue
        field = f"analysis.{name}.auditNote"
        note = after.text(field).strip()
        if not note or note == before.text(field).strip():
            why = Text(
                f"评分由 {old.get('score')} 改为 {part.get('score')}，没有说明",
                f"the score went from {old.get('score')} to {part.get('score')} without a word",
            )
            yield LintFinding(field, "V27", why, "error")
