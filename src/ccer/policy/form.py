"""The form of a policy record as types, its JSON Schema, and many records as one file to download."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

import msgspec

from .record import Record

Status = Literal["Active", "Planned", "Under development", "Upcoming", "Inactive", "Superseded"]
Category = Literal["Incentive", "Regulatory", "Market", "Strategic", "Technical"]
Weight = Literal[
    "Primary Legislation",
    "Administrative Regulation",
    "Departmental Rules",
    "Technical Standard",
    "Strategic Guidance",
    "Guideline/Policy",
]
Sector = Literal["Power", "Industry", "Hydrogen", "DAC", "Cement", "Steel"]
Scope = Literal["International", "National", "Sub-national", "Regional"]
ReviewStatus = Literal["draft", "verified"]
Id = Annotated[str, msgspec.Meta(pattern="^[a-z0-9]+(?:-[a-z0-9]+)*$")]
Day = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
MaybeDay = Annotated[str, msgspec.Meta(pattern=r"^(?:\d{4}-\d{2}-\d{2})?$")]
Points = Annotated[int, msgspec.Meta(ge=0, le=100)]
LICENCE = {"name": "Apache-2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0"}
SCHEMA_ID = "urn:openccer:policy-record:1"


class _Part(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class DimensionForm(_Part):
    """One score: strength, headline, why, where it is proved, the reviewer's remark."""

    score: Points
    label: str
    evidence: str
    citation: str = ""
    auditNote: str = ""  # noqa: N815 - the format's own name


class AnalysisForm(_Part):
    """All five dimensions or none."""

    incentive: DimensionForm
    statutory: DimensionForm
    market: DimensionForm
    mrv: DimensionForm
    strategic: DimensionForm


class ImpactForm(_Part):
    """Effect on cost, tonnes and choice of technology."""

    economic: str = ""
    environmental: str = ""
    technical: str = ""


class RegulatoryForm(_Part):
    """The seven pillars of storage law; empty where they say nothing."""

    pore_space_rights: str = ""
    liability_transfer: str = ""
    liability_period: str = ""
    financial_assurance: str = ""
    permitting_lead_time: str = ""
    co2_definition: str = ""
    cross_border_rules: str = ""


class PillarForm(_Part):
    """A typed pillar: a value with its unit and the clause it stands on."""

    value: str | int | float | bool | list[str]
    unit: str
    citation: Annotated[str, msgspec.Meta(min_length=1)]


class CreditingForm(_Part):
    """The pillars of a crediting mechanism; each that is there has a value and a clause."""

    eligibility_window: PillarForm | None = None
    additionality_test: PillarForm | None = None
    positive_list: PillarForm | None = None
    crediting_period: PillarForm | None = None
    vintage_limit: PillarForm | None = None
    vvb_requirements: PillarForm | None = None
    public_notice: PillarForm | None = None
    double_counting_rule: PillarForm | None = None
    retention_period: PillarForm | None = None
    offset_cap: PillarForm | None = None
    authorised_use: PillarForm | None = None
    penalties: PillarForm | None = None


class MilestoneForm(_Part):
    """A dated event."""

    date: Day
    event: str


class EvolutionForm(_Part):
    """Family, predecessors and successor."""

    clusters: list[str] = []
    supersedes: list[Id] = []
    supersededBy: str = ""  # noqa: N815
    milestones: list[MilestoneForm] = []


class ProvenanceForm(_Part):
    """Who wrote it and who checked it; empty where no one has."""

    author: Annotated[str, msgspec.Meta(min_length=1)]
    lastAuditDate: MaybeDay = ""  # noqa: N815
    reviewer: str = ""


class RecordForm(_Part):
    """A policy record's JSON; the Markdown body is beside it."""

    id: Id
    title: Annotated[str, msgspec.Meta(min_length=1)]
    country: Annotated[str, msgspec.Meta(min_length=1)]
    year: Annotated[int, msgspec.Meta(ge=1900, le=2100)]
    pubDate: Day  # noqa: N815
    status: Status
    category: Category
    legalWeight: Weight  # noqa: N815
    reviewStatus: ReviewStatus  # noqa: N815
    description: Annotated[str, msgspec.Meta(max_length=500)]
    provenance: ProvenanceForm
    source: str = ""
    url: Annotated[str, msgspec.Meta(pattern="^(?:https?://.*)?$")] = ""
    scope: Scope | Literal[""] = ""
    sectors: list[Sector] = []
    tags: list[str] = []
    analysis: AnalysisForm | None = None
    impactAnalysis: ImpactForm | None = None  # noqa: N815
    interpretation: str = ""
    evolution: EvolutionForm | None = None
    regulatory: RegulatoryForm | None = None
    crediting: CreditingForm | None = None
    relatedFacilities: list[str] = []  # noqa: N815
    relatedProjects: list[str] = []  # noqa: N815


def schema() -> dict[str, Any]:
    """The JSON Schema of a policy record, from the types above."""
    made = msgspec.json.schema(RecordForm)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Policy record",
        "license": LICENCE,
        **made,
    }


def misfit(record: Record) -> str | None:
    """The first thing in which a record is not of the form, with its path; None where it fits."""
    try:
        msgspec.convert(record.data, RecordForm)
    except msgspec.ValidationError as error:
        return str(error)
    return None


def bulk(
    records: Iterable[Record], made_on: dt.date, states: Mapping[str, str], law_digest: str = ""
) -> Iterator[str]:
    """Many records as lines of JSON: first what the file is, with its licence and schema, then a record a line.

    Parameters
    ----------
    states : mapping of record id to review state
        As the events of review give it; what is not in it is a draft. It stands beside the record, whatever the record claims.
    """
    head = {
        "format": "openccer-policy-records",
        "schema": SCHEMA_ID,
        "license": LICENCE,
        "made_on": made_on.isoformat(),
        "law": law_digest,
    }
    yield json.dumps(head, ensure_ascii=False) + "\n"
    for record in records:
        line = {
            "lang": record.lang,
            "review": states.get(record.id, "draft"),
            "record": record.data,
            "body": record.body,
        }
        yield json.dumps(line, ensure_ascii=False) + "\n"
