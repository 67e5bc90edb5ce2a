"""What is published here in the Climate Action Data Trust's model, v2.0.2: field by field as docs/cad-trust.md says.

A field we hold nothing for is null, never made up. Ids that link its tables are worked out from ours, so that they stay the same.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import F

from ccer.core.errors import CcerError
from ccer.methodologies import load
from ccer.registry.serials import Series, written

from .. import clock
from ..store.models import Block, Hold, JournalEvent, Project, Reduction, VintageLine
from ..store.reading.custody import SHIFT
from .asking import absolute
from .shapes import day

MODEL = "CAD Trust Data Schema v2.0.2"
REGISTRY = "China CCER registry (OpenCCER)"
PROGRAM = "China Certified Emission Reduction"
METRIC = "tCO2e"
AT_ONCE = 2000
Row = dict[str, Any]

STATUS = {
    **dict.fromkeys(("NOTICE", "AWAIT_VVB"), "Listed"),
    **dict.fromkeys(("VVB_UPLOADED", "OWNER_CONFIRM", "APPLIED", "ACCEPTED", "REVIEW"), "Validated"),
    "REGISTERED": "Registered",
    "WITHDRAWN": "Withdrawn",
    **dict.fromkeys(("TERMINATED", "CANCELLED", "REVOKED"), "Inactive"),
}
KIND = {
    "CCER-01-001": ("Energy industries (renewable-/ non renewable sources)", "Solar"),
    "CCER-01-002": ("Energy industries (renewable-/ non renewable sources)", "Wind"),
    "CCER-14-001": ("Afforestation and reforestation", "Afforestation"),
}
"""Sector and type of the model's own lists, where a methodology is plainly one of them; elsewhere none is given."""
UNITS = {"cancelled": "Retired", "buffer": "Buffer"}
FORCED = ("penalty", "reversal")

FIELDS: dict[str, tuple[str, ...]] = {
    "program": ("cadTrustProgramId", "programName", "programRegistry", "programRegistryId", "programDescription"),
    "methodology": (
        "cadTrustMethodologyId", "methodologyCode", "methodologyName", "methodologyType", "methodologyVersion", "methodologyDate",
        "methodologyLink",
    ),
    "stakeholder": ("cadTrustStakeholderId", "cadTrustProjectId", "stakeholderName", "stakeholderType", "stakeholderLink"),
    "project": (
        "cadTrustProjectId", "cadTrustProgramId", "projectRegistryName", "projectId", "projectCreditingProgram", "projectName",
        "projectLink", "projectDescription", "projectSector", "projectType", "projectSubtype", "projectStatus", "projectStatusDate",
        "projectUnitMetric",
    ),
    "project_methodology": (
        "cadTrustProjectMethodologyId", "cadTrustProjectId", "cadTrustMethodologyId", "projectMethodologyDate",
        "projectMethodologyDescription",
    ),
    "validation": (
        "cadTrustValidationId", "cadTrustProjectId", "validationId", "validationType", "validationBody", "validationDate",
        "validationCreditPeriodStartDate", "validationCreditPeriodEndDate",
    ),
    "verification": (
        "cadTrustVerificationId", "cadTrustProjectId", "cadTrustValidationId", "verificationId", "verificationStartDate",
        "verificationEndDate", "verificationBody",
    ),
    "location": (
        "cadTrustLocationId", "cadTrustProjectId", "locationCountry", "locationRegion", "locationGis", "locationMapType",
        "locationMapFileLink",
    ),
    "estimation": (
        "cadTrustEstimationId", "cadTrustProjectId", "estimationStartDate", "estimationEndDate", "estimationUnitCount",
        "estimationReferenceNo",
    ),
    "issuance": (
        "cadTrustIssuanceId", "cadTrustVerificationId", "cadTrustProjectMethodologyId", "cadTrustLocationId", "issuanceId",
        "issuanceDate",
    ),
    "unit": (
        "cadTrustUnitId", "cadTrustIssuanceId", "unitSerialId", "unitStartBlock", "unitEndBlock", "unitCount", "unitType",
        "unitVintageYear", "unitStatus", "unitStatusReason", "unitStatusDate", "unitRetirementDetail", "unitRetirementBeneficiary",
        "unitRetirementBeneficiaryId", "unitLink", "unitMetric", "unitCurrentOwner", "unitItmosReferenceId",
    ),
}  # fmt: skip
"""The model's fields by table, without those its own interface writes (createdAt, updatedAt, orgUid)."""


def _id(table: str, key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"openccer/{table}/{key}"))


def _row(table: str, **known: Any) -> Row:
    strange = known.keys() - set(FIELDS[table])
    assert not strange, strange
    return {field: known.get(field) for field in FIELDS[table]}


def _programs() -> Iterator[Row]:
    yield _row(
        "program", cadTrustProgramId=_id("program", "ccer"), programName=PROGRAM, programRegistry=REGISTRY,
        programRegistryId="CCER",
    )  # fmt: skip


def _projects_listed() -> Iterator[Project]:
    rows = Project.objects.filter(public=True).select_related("owner", "vvb").order_by("id")
    return iter(rows.iterator(chunk_size=AT_ONCE))


def _filings_listed() -> Iterator[Reduction]:
    rows = (
        Reduction.objects.filter(public=True, project__public=True)
        .select_related("project", "vvb")
        .order_by("id")
    )
    return iter(rows.iterator(chunk_size=AT_ONCE))


def _methodologies() -> Iterator[Row]:
    for code in sorted(set(Project.objects.filter(public=True).values_list("methodology", flat=True))):
        try:
            name = load(code).title.en
        except CcerError:
            name = None
        version = code.rpartition("-V")[2] if "-V" in code else None
        yield _row(
            "methodology", cadTrustMethodologyId=_id("methodology", code), methodologyCode=code, methodologyName=name,
            methodologyVersion=version,
        )  # fmt: skip


def _stakeholders() -> Iterator[Row]:
    for each in _projects_listed():
        yield _row(
            "stakeholder", cadTrustStakeholderId=_id("stakeholder", each.code), cadTrustProjectId=_id("project", each.code),
            stakeholderName=each.owner.name, stakeholderType="Owner",
        )  # fmt: skip


def _projects() -> Iterator[Row]:
    for each in _projects_listed():
        sector, kind = KIND.get(each.methodology.rpartition("-V")[0], (None, None))
        since = {"REGISTERED": day(each.registered_at), "NOTICE": each.notice_start}.get(each.state)
        yield _row(
            "project", cadTrustProjectId=_id("project", each.code), cadTrustProgramId=_id("program", "ccer"),
            projectRegistryName=REGISTRY, projectId=each.number or each.code, projectCreditingProgram=PROGRAM, projectName=each.name,
            projectLink=absolute(f"/projects/{each.number or each.code}"), projectSector=[sector] if sector else None,
            projectType=[kind] if kind else None, projectStatus=STATUS.get(each.state), projectStatusDate=since,
            projectUnitMetric=METRIC,
        )  # fmt: skip


def _project_methodologies() -> Iterator[Row]:
    for each in _projects_listed():
        yield _row(
            "project_methodology", cadTrustProjectMethodologyId=_id("project_methodology", each.code),
            cadTrustProjectId=_id("project", each.code), cadTrustMethodologyId=_id("methodology", each.methodology),
        )  # fmt: skip


def _validations() -> Iterator[Row]:
    for each in _projects_listed():
        if each.vvb is not None and STATUS.get(each.state) in ("Validated", "Registered"):
            yield _row(
                "validation", cadTrustValidationId=_id("validation", each.code), cadTrustProjectId=_id("project", each.code),
                validationId=each.code, validationType="Validation of Project Design Document", validationBody=each.vvb.name,
                validationCreditPeriodStartDate=each.crediting_start, validationCreditPeriodEndDate=each.crediting_end,
            )  # fmt: skip


def _verifications() -> Iterator[Row]:
    for each in _filings_listed():
        if (
            each.vvb is not None
            and each.project is not None
            and STATUS.get(each.state) in ("Validated", "Registered")
        ):
            yield _row(
                "verification", cadTrustVerificationId=_id("verification", each.code),
                cadTrustProjectId=_id("project", each.project.code), cadTrustValidationId=_id("validation", each.project.code),
                verificationId=each.code, verificationStartDate=each.period_start, verificationEndDate=each.period_end,
                verificationBody=each.vvb.name,
            )  # fmt: skip


def _locations() -> Iterator[Row]:
    for each in _projects_listed():
        yield _row(
            "location", cadTrustLocationId=_id("location", each.code), cadTrustProjectId=_id("project", each.code),
            locationCountry="China", locationRegion=each.province or None,
        )  # fmt: skip


def _estimations() -> Iterator[Row]:
    for each in _projects_listed():
        if each.expected_total is not None and each.crediting_start and each.crediting_end:
            yield _row(
                "estimation", cadTrustEstimationId=_id("estimation", each.code), cadTrustProjectId=_id("project", each.code),
                estimationStartDate=each.crediting_start, estimationEndDate=each.crediting_end,
                estimationUnitCount=each.expected_total, estimationReferenceNo=each.code,
            )  # fmt: skip


def _issuances() -> Iterator[Row]:
    days = dict(JournalEvent.objects.filter(name="issuance.issued").values_list("subject", "on"))
    rows = VintageLine.objects.filter(issued__gt=0, reduction__public=True, reduction__project__isnull=False)
    for each in rows.select_related("reduction__project").order_by("id").iterator(chunk_size=AT_ONCE):
        assert each.reduction.project is not None
        project = each.reduction.project.code
        yield _row(
            "issuance", cadTrustIssuanceId=_id("issuance", f"{each.project_number}/{each.vintage}"),
            cadTrustVerificationId=_id("verification", each.reduction.code),
            cadTrustProjectMethodologyId=_id("project_methodology", project), cadTrustLocationId=_id("location", project),
            issuanceId=each.code, issuanceDate=days.get(f"issuance:{each.code}"),
        )  # fmt: skip


def _units() -> Iterator[Row]:
    """Blocks as they stand; who holds them is the holders' own and is not given."""
    holds = {hold.id: hold.facts for hold in Hold.objects.filter(kind__startswith="cancel")}
    rows = Block.objects.annotate(event=F("posting") / SHIFT).select_related("series", "holding")
    ordered = rows.order_by("series_id", "first").iterator(chunk_size=AT_ONCE)
    for block in ordered:
        series = Series(block.series.project, block.series.vintage)
        first, last = (written(series, number, clock.at()) for number in (block.first, block.last))
        event = JournalEvent.objects.only("on", "name").get(seq=block.event)
        gone = holds.get(block.holding.hold, {}) if block.holding.state == "cancelled" else {}
        forced = gone.get("purpose") in FORCED
        yield _row(
            "unit", cadTrustUnitId=_id("unit", first), cadTrustIssuanceId=_id("issuance", f"{series.project}/{series.vintage}"),
            unitSerialId=f"{first}/{last}", unitStartBlock=str(block.first), unitEndBlock=str(block.last),
            unitCount=block.last - block.first + 1, unitType="Not Determined", unitVintageYear=series.vintage,
            unitStatus="Cancelled" if forced else UNITS.get(block.holding.state, "Held"), unitStatusReason=event.name,
            unitStatusDate=event.on, unitRetirementDetail=gone.get("purpose"), unitRetirementBeneficiary=gone.get("beneficiary"),
            unitLink=absolute(f"/units/{first}"), unitMetric=METRIC,
        )  # fmt: skip


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "program": _programs,
    "methodology": _methodologies,
    "stakeholder": _stakeholders,
    "project": _projects,
    "project_methodology": _project_methodologies,
    "validation": _validations,
    "verification": _verifications,
    "location": _locations,
    "estimation": _estimations,
    "issuance": _issuances,
    "unit": _units,
}
"""In the order in which the model's own interface takes them."""
