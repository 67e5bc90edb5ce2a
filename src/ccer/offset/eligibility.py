"""May this lot offset that year's obligation? The rules of the offset gate answer; the draft plan's rule is shown and never decides."""

from __future__ import annotations

import datetime as dt

import msgspec

from ..core.asof import AsOf
from ..core.decision import Decision, Finding, Receipt
from ..core.errors import NotInForce
from ..core.text import Text
from ..registry.serials import Series
from ..rules.catalogue import Stage, decide
from ..rules.receipt import decision_receipt
from ..rules.subjects import OffsetUse
from .obligations import Entity, Obligation

DRAFT_RULE = "offset.registered_after_market_start"
DRAFT_FLOOR = "offset.new_registered_after"
DRAFT_YEARS = (2025, 2026)
"""Compliance years the draft plan speaks of."""


class Lot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units of one project and vintage, with the facts the offset gate asks for.

    Parameters
    ----------
    series : Series
        Project number and vintage.
    quantity : int
        [tCO2e]
    registered_on : date or None
        Day the reductions were registered.
    legacy_filed_on : date or None
        Day of filing under the scheme before 2017; None for units of the present Measures.
    project_ets_covered : bool or None
        The project is under national ETS allowance management; None where that is not known.
    """

    series: Series
    quantity: int
    registered_on: dt.date | None = None
    legacy_filed_on: dt.date | None = None
    project_ets_covered: bool | None = None

    @property
    def name(self) -> str:
        return f"{self.series.project}/{self.series.vintage}"


class Eligibility(msgspec.Struct, frozen=True):
    """The gate's answer about a lot and a year.

    Parameters
    ----------
    use : OffsetUse
        What was judged.
    decision : Decision
        The law's answer; the draft's finding stands in it and does not decide.
    draft : Finding or None
        The draft plan's finding.
    would : bool or None
        Whether the draft's condition is met; None where it does not speak of this.
    as_if : bool
        The draft was taken as if in force.
    """

    use: OffsetUse
    decision: Decision
    draft: Finding | None
    would: bool | None
    as_if: bool = False

    @property
    def usable(self) -> bool:
        """All conditions are met and no fact is missing."""
        return self.decision.outcome == "granted" and not (self.as_if and self.would is False)

    def rows(self) -> tuple[dict[str, object], ...]:
        """A line a finding: rule, title, outcome, fact, requirement, clauses, and whether it is a draft's."""
        return tuple(
            {
                "rule": f.rule,
                "title": f.title,
                "outcome": f.outcome,
                "fact": Text(f.fact_text("zh"), f.fact_text("en")),
                "required": Text(f.requirement("zh"), f.requirement("en")),
                "clauses": tuple(c.ref for c in f.citations),
                "draft": f.rule == DRAFT_RULE,
                "remedy": f.remedy,
            }
            for f in self.decision.findings
        )


def eligibility(
    lot: Lot, quantity: int, entity: Entity, obligation: Obligation, at: AsOf, *, draft_in_force: bool = False
) -> Eligibility:
    """Ask the offset gate about a quantity of a lot.

    Parameters
    ----------
    quantity : int
        To be used of the lot. [tCO2e]
    at : AsOf
        The law of the day of use, which is taken as the day of filing.
    draft_in_force : bool
        Take the draft plan's rule as if it were law; the decision stays the law's own.
    """
    use = OffsetUse(
        entity=entity.code,
        compliance_year=obligation.year,
        obligation_t=obligation.due_t,
        quantity_t=quantity,
        already_used_t=obligation.used_t,
        key_emitter=entity.key_emitter,
        units_registered_on=lot.registered_on,
        legacy_filed_on=lot.legacy_filed_on,
        project_ets_covered=lot.project_ets_covered,
    )
    decision = decide(Stage.OFFSET, use, at, name=lot.name)
    draft = next((f for f in decision.findings if f.rule == DRAFT_RULE), None)
    return Eligibility(use, decision, draft, _would(lot, obligation.year, at), draft_in_force)


def receipt_of(found: Eligibility, at: AsOf) -> Receipt:
    """The receipt of the gate's decision; it can be replayed."""
    return decision_receipt(found.decision, found.use, at)


def _would(lot: Lot, year: int, at: AsOf) -> bool | None:
    """The draft plan's condition: for 2025 and 2026, registered after the market's start; units whose day is not stated do not meet it.

    None where the draft does not speak of the year, or was not out on the as-of day.
    """
    if year not in DRAFT_YEARS:
        return None
    try:
        floor = at.parameter(DRAFT_FLOOR).day
    except NotInForce:
        return None
    return lot.registered_on is not None and lot.registered_on > floor
