"""What rules judge: a project, a reduction, an engagement of a verifier, a use of units. Plain facts; None means not known.

A rule never guesses: a fact that is needed and is None gives the finding "fact missing".
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

OwnerKind = Literal["legal-person", "other-organisation", "natural-person"]
Purpose = Literal["avoid-reduce", "remove"]
Additionality = Literal["exempt", "simplified", "general"]


class Period(msgspec.Struct, frozen=True):
    """Days from ``start`` to ``end``, both included."""

    start: dt.date
    end: dt.date


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A public notice of a design document or of an accounting report."""

    start: dt.date
    end: dt.date | None = None
    comments: int | None = None


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """A validation or verification report as uploaded. ``quantity`` is the verified reductions. [tCO2e]"""

    issued_on: dt.date | None = None
    positive: bool | None = None
    comments_handled: bool | None = None
    commitment: bool | None = None
    quantity: int | None = None


class Project(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A project as its file describes it.

    ``site`` holds the facts only its methodology asks for (e.g. ``offshore_km``); ``design`` the expected quantities of the
    ex-ante estimate; ``uncertainty`` the stated errors of inputs, seed and draws; ``files`` the data files
    beside the project file. Longitude and latitude in degrees (CGCS2000). ``sources`` names, fact by fact, where it was taken from.
    """

    name: str
    methodology: str
    id: str = ""
    owner: str | None = None
    owner_kind: OwnerKind | None = None
    established_in_prc: bool | None = None
    purpose: Purpose | None = None
    province: str | None = None
    place: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    grid: str | None = None
    start_of_construction: dt.date | None = None
    operation_start: dt.date | None = None
    lifetime_years: float | None = None
    crediting: Period | None = None
    networking_completed: dt.date | None = None
    legal_duty: bool | None = None
    ets_covered: bool | None = None
    other_scheme: bool | None = None
    cancelled_before: bool | None = None
    owner_barred_until: dt.date | None = None
    owner_barred_for_good: bool | None = None
    legacy_filed_on: dt.date | None = None
    lawful: bool | None = None
    no_harm: bool | None = None
    additionality: Additionality | None = None
    notice: Notice | None = None
    validator: str | None = None
    validation: Statement | None = None
    commitment_letter: bool | None = None
    application_on: dt.date | None = None
    registered_on: dt.date | None = None
    site: dict[str, Any] = {}
    design: dict[str, Any] = {}
    files: dict[str, str] = {}
    uncertainty: dict[str, Any] = {}
    reductions: tuple[dict[str, Any], ...] = ()
    description: str | None = None
    technology: str | None = None
    approvals: tuple[dict[str, Any], ...] = ()
    monitoring: dict[str, Any] = {}
    sources: dict[str, str] = {}


class Reduction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One filing of reductions of a registered project."""

    project: Project
    period: Period
    quantity: int | None = None
    application_on: dt.date | None = None
    notice: Notice | None = None
    verifier: str | None = None
    verification: Statement | None = None
    conservative: bool | None = None
    commitment_letter: bool | None = None
    registered_on: dt.date | None = None
    credited_mwh: float | None = None
    net_export_mwh: float | None = None
    certificates_traded_mwh: float | None = None


class Engagement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A body engaged to validate a project or verify its reductions."""

    role: Literal["validation", "verification"]
    body: str
    methodology: str
    engaged_on: dt.date
    validator_of_project: str | None = None
    same_group_as_validator: bool | None = None
    funded_by_interested: bool | None = None
    develops_or_consults: bool | None = None
    tied_to_owner: bool | None = None
    wrote_documents: bool | None = None
    team_size: int | None = None
    team_competent: int | None = None
    reviewer_in_team: bool | None = None
    decider_in_team: bool | None = None
    sites_total: int | None = None
    sites_visited: int | None = None
    notice_start: dt.date | None = None
    report_on: dt.date | None = None
    owner_delay_days: int = 0


class OffsetUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Units offered against a surrender obligation of the national ETS. Quantities in tCO2e, whole."""

    entity: str
    compliance_year: int
    obligation_t: int
    quantity_t: int
    already_used_t: int = 0
    key_emitter: bool | None = None
    filed_on: dt.date | None = None
    units_registered_on: dt.date | None = None
    legacy_filed_on: dt.date | None = None
    project_ets_covered: bool | None = None
    cancelled_in_registry: bool | None = None


Subject = Project | Reduction | Engagement | OffsetUse
