"""What deciding a step gives: events, or refusals in four parts with their clauses; never both."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ...core.asof import AsOf, Citation
from ...core.decision import Decision
from ...core.errors import CLAUSE, CcerError, NotInForce
from ...core.event import Event
from ...core.text import Lang, Text

Severity = Literal["refused", "missing", "warned"]


class Refusal(CcerError):
    """Why a step is refused; or, as a warning, what stands out though it went through.

    Parameters
    ----------
    code : str
        Short name of the reason, for machines: ``role``, ``state``, ``four-eyes``, the name of a check or the id of a rule.
    citations : tuple of Citation
        The clauses as they read on the as-of day; never empty.
    severity : Severity
        ``refused``: a condition is not met. ``missing``: a fact or paper is not there. ``warned``: recorded, not in the way.
    decision : Decision, optional
        The gate's decision it comes from.
    """

    def __init__(
        self,
        code: str,
        what: Text,
        why: Text,
        next: Text,
        citations: tuple[Citation, ...],
        severity: Severity = "refused",
        decision: Decision | None = None,
    ) -> None:
        super().__init__(what, why, next, citations[0].ref)
        self.code, self.citations, self.severity, self.decision = code, citations, severity, decision

    @property
    def cites(self) -> tuple[str, ...]:
        """References of the clauses."""
        return tuple(citation.ref for citation in self.citations)

    def lines(self, lang: Lang) -> list[str]:
        """The four parts, one a line; the clauses as people write them."""
        what, why, _, next = super().lines(lang)
        labels = ("；" if lang == "zh" else "; ").join(c.label.say(lang) for c in self.citations)
        return [what, why, f"{CLAUSE.say(lang)}{'：' if lang == 'zh' else ': '}{labels}", next]

    def to_dict(self, lang: Lang) -> dict[str, str | None]:
        """The four parts and the code, as a machine reads them."""
        return {**super().to_dict(lang), "code": self.code, "label": self.citations[0].label.say(lang)}


class Outcome(NamedTuple):
    """Events, or refusals with the first first; the decisions asked on the way, and what was recorded as a warning."""

    events: tuple[Event, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def refusal(self) -> Refusal | None:
        """The first thing in the way, if anything is."""
        return self.refusals[0] if self.refusals else None


def in_force(refs: tuple[str, ...], at: AsOf) -> tuple[Citation, ...]:
    """The clauses of a list that are in force.

    Raises
    ------
    NotInForce
        None of them is.
    """
    found = []
    error: NotInForce | None = None
    for ref in dict.fromkeys(refs):
        try:
            found.append(at.cite(ref))
        except NotInForce as late:
            error = error or late
    if not found and error is not None:
        raise error
    return tuple(found)
