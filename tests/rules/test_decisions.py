"""Decisions as a whole: who is granted, what one broken fact does, what a missing fact does, and that receipts replay."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from ccer.core.asof import AsOf, Citation, DatedValue, Law
from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.methodologies import load
from ccer.rules import Stage, decide
from ccer.rules.catalogue import all_rules, rule
from ccer.rules.receipt import decision_receipt, read_receipt, replay_decision
from ccer.rules.subjects import Subject

from .conftest import ENGAGEMENT, OFFSET, PROJECT, REDUCTION

WHOLE: tuple[tuple[Stage, Subject], ...] = (
    (Stage.ELIGIBILITY, replace(PROJECT, site={"offshore_km": 51.0})),
    (Stage.REGISTRATION, PROJECT),
    (Stage.REDUCTION, REDUCTION),
    (Stage.REDUCTION_REGISTRATION, REDUCTION),
    (Stage.ENGAGEMENT, ENGAGEMENT),
    (Stage.OFFSET, OFFSET),
)
BROKEN: tuple[tuple[Stage, str, Subject], ...] = (
    (Stage.ELIGIBILITY, "project.applicant", replace(PROJECT, owner_kind="natural-person")),
    (Stage.ELIGIBILITY, "project.applicant", replace(PROJECT, established_in_prc=False)),
    (Stage.ELIGIBILITY, "project.real_unique_additional", replace(PROJECT, other_scheme=True)),
    (Stage.ELIGIBILITY, "project.lawful", replace(PROJECT, lawful=False)),
    (Stage.ELIGIBILITY, "project.no_harm", replace(PROJECT, no_harm=False)),
    (Stage.ELIGIBILITY, "project.no_legal_duty", replace(PROJECT, legal_duty=True)),
    (Stage.ELIGIBILITY, "project.not_ets_covered", replace(PROJECT, ets_covered=True)),
    (Stage.ELIGIBILITY, "project.not_cancelled_before", replace(PROJECT, cancelled_before=True)),
    (Stage.ELIGIBILITY, "project.owner_not_barred", replace(PROJECT, owner_barred_for_good=True)),
    (Stage.ELIGIBILITY, "project.methodology_in_force", replace(PROJECT, methodology="CCER-99-001-V01")),
    (
        Stage.REGISTRATION,
        "project.registration_methodology",
        replace(PROJECT, methodology="CCER-DRAFT-CCUS-V00"),
    ),
    (
        Stage.REDUCTION_REGISTRATION,
        "reduction.registration_methodology",
        replace(REDUCTION, project=replace(PROJECT, methodology="CCER-DRAFT-CCUS-V00")),
    ),
    (
        Stage.REGISTRATION,
        "project.validation_positive",
        replace(PROJECT, validation=replace(PROJECT.validation, positive=False)),
    ),
    (Stage.REGISTRATION, "project.commitment_letter", replace(PROJECT, commitment_letter=False)),
    (
        Stage.REDUCTION,
        "reduction.project_registered",
        replace(REDUCTION, project=replace(PROJECT, registered_on=None)),
    ),
    (Stage.REDUCTION, "reduction.conservative", replace(REDUCTION, conservative=False)),
    (Stage.REDUCTION, "reduction.green_certificate_link", replace(REDUCTION, certificates_traded_mwh=1.0)),
    (
        Stage.REDUCTION_REGISTRATION,
        "reduction.verifier_is_not_validator",
        replace(REDUCTION, verifier=PROJECT.validator),
    ),
    (
        Stage.REDUCTION_REGISTRATION,
        "reduction.quantity_equals_verified",
        replace(REDUCTION, quantity=1_062_042),
    ),
    (
        Stage.REDUCTION_REGISTRATION,
        "reduction.commitment_letter",
        replace(REDUCTION, commitment_letter=False),
    ),
    (
        Stage.ENGAGEMENT,
        "verification.verifier_is_not_validator",
        replace(ENGAGEMENT, body=ENGAGEMENT.validator_of_project or ""),
    ),
    (
        Stage.ENGAGEMENT,
        "verification.verifier_is_not_validator",
        replace(ENGAGEMENT, same_group_as_validator=True),
    ),
    (
        Stage.ENGAGEMENT,
        "verification.approved_for_sector",
        replace(ENGAGEMENT, body="中国林业科学研究院林业科技信息研究所"),
    ),
    (Stage.ENGAGEMENT, "verification.independent", replace(ENGAGEMENT, wrote_documents=True)),
    (Stage.ENGAGEMENT, "verification.team", replace(ENGAGEMENT, team_size=1)),
    (Stage.ENGAGEMENT, "verification.team", replace(ENGAGEMENT, team_competent=0)),
    (Stage.ENGAGEMENT, "verification.four_eyes", replace(ENGAGEMENT, reviewer_in_team=True)),
    (Stage.OFFSET, "offset.key_emitter_may_use", replace(OFFSET, key_emitter=False)),
    (Stage.OFFSET, "offset.not_from_ets_covered", replace(OFFSET, project_ets_covered=True)),
    (Stage.OFFSET, "offset.units_cancelled_on_use", replace(OFFSET, cancelled_in_registry=False)),
)


@pytest.fixture(scope="module", autouse=True)
def wind_rules() -> None:
    load("CCER-01-002-V01")


@pytest.mark.parametrize(("stage", "subject"), WHOLE, ids=[s.value for s, _ in WHOLE])
def test_whole_subjects_are_granted(stage: Stage, subject: Subject, at: AsOf) -> None:
    decision = decide(stage, subject, at)
    assert decision.outcome == "granted", [(f.rule, f.outcome, f.missing) for f in decision.findings]


@pytest.mark.parametrize(("stage", "rule", "subject"), BROKEN, ids=[rule for _, rule, _ in BROKEN])
def test_one_broken_fact_refuses_and_names_its_clause(
    stage: Stage, rule: str, subject: Subject, at: AsOf
) -> None:
    decision = decide(stage, subject, at, methodology="none")
    assert decision.outcome == "refused"
    assert [f.rule for f in decision.refusals] == [rule]
    (finding,) = decision.refusals
    assert finding.citations
    assert finding.remedy is not None
    for lang in ("zh", "en"):
        assert finding.requirement(lang)
        assert finding.fact_text(lang) != "—"


def fields(subject: Subject) -> list[str]:
    return [name for name in subject.__struct_fields__ if getattr(subject, name) is not None]


@pytest.mark.parametrize(("stage", "subject"), WHOLE, ids=[s.value for s, _ in WHOLE])
def test_a_missing_fact_never_grants_what_it_is_needed_for(stage: Stage, subject: Subject, at: AsOf) -> None:
    """Leaving out any optional fact gives the same answer or an open one, never a crash."""
    for name in fields(subject):
        try:
            less: Any = replace(subject, **{name: None})
            msgspec.convert(msgspec.to_builtins(less), type(subject))
        except (msgspec.ValidationError, TypeError):
            continue
        decision = decide(stage, less, at, methodology=getattr(subject, "methodology", None))
        assert decision.outcome in ("granted", "open", "refused")
        for finding in decision.open_points:
            assert finding.missing


def test_a_receipt_replays_to_the_same_answer(at: AsOf) -> None:
    for stage, subject in WHOLE:
        decision = decide(stage, subject, at)
        receipt = read_receipt(msgspec.json.encode(decision_receipt(decision, subject, at)))
        again = replay_decision(receipt, at.law)
        assert again.status == "same", (stage, again.changed)
        assert again.now == again.then


class Amended:
    """The law base with one cap changed: what a corrected clause looks like to an old receipt."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.digest = "amended"

    def parameter(self, name: str, on: dt.date, known_at: dt.date | None = None) -> DatedValue:
        value = self.law.parameter(name, on, known_at)
        return replace(value, value=0.04) if name == "offset.cap_share" else value

    def cite(
        self, ref: str, on: dt.date, known_at: dt.date | None = None, *, allow_draft: bool = False
    ) -> Citation:
        cited = self.law.cite(ref, on, known_at, allow_draft=allow_draft)
        return replace(cited, digest="changed") if ref.endswith("art-14/para-3") else cited


def test_a_changed_clause_is_detected_and_the_old_answer_stands(at: AsOf) -> None:
    receipt = decision_receipt(decide(Stage.OFFSET, OFFSET, at), OFFSET, at)
    again = replay_decision(receipt, Amended(at.law))
    assert again.status == "law-changed"
    assert again.changed == ("parameter:offset.cap_share", "sc-2024-775/art-14/para-3")
    assert again.then["outcome"] == "granted"
    assert again.now is not None
    assert again.now["outcome"] == "refused"  # 6 000 is above 4 % of 120 019


def test_an_altered_receipt_is_refused(at: AsOf) -> None:
    receipt = decision_receipt(decide(Stage.OFFSET, OFFSET, at), OFFSET, at)
    forged = replace(receipt, result={**receipt.result, "outcome": "refused"})
    with pytest.raises(BadInput) as refused:
        read_receipt(msgspec.json.encode(forged))
    assert "digest" in refused.value.why.en
    with pytest.raises(BadInput):
        read_receipt(b'{"hello": 1}')


def test_the_body_is_approved_from_its_notice_on(at: AsOf) -> None:
    """Batch 2 (CNCA Notice 2025 No. 21) brought CQM into energy; the exact day is not held, so the months between are open."""
    work = replace(ENGAGEMENT, body="方圆标志认证集团有限公司")
    outcomes = []
    for engaged in ("2024-12-31", "2025-06-30", "2026-01-01"):
        decision = decide(Stage.ENGAGEMENT, replace(work, engaged_on=dt.date.fromisoformat(engaged)), at)
        outcomes += [f.outcome for f in decision.findings if f.rule == "verification.approved_for_sector"]
    assert outcomes == ["not-met", "unknown", "met"]


def test_a_draft_shows_beside_a_decision_and_never_decides(at: AsOf) -> None:
    early = replace(OFFSET, units_registered_on=dt.date(2024, 1, 22))
    decision = decide(Stage.OFFSET, early, at)
    (draft,) = [f for f in decision.findings if f.rule == "offset.registered_after_market_start"]
    assert draft.citations[0].draft
    assert draft.outcome == "not-applicable"
    assert decision.outcome == "granted"
    assert isinstance(draft.fact, Text)


def test_an_id_belongs_to_one_version() -> None:
    """Rules made by one function for two versions would else take each other's place unseen."""
    load("CCER-01-003-V01")
    held = next(entry for entry in all_rules() if entry.id == "ccer-01-003.law_and_policy")
    enter = rule(
        held.id,
        stage=held.stage,
        methodology="CCER-01-003-V02",
        cites=held.cites,
        title=held.title,
        requires=held.requires,
        remedy=held.remedy,
    )
    with pytest.raises(ValueError, match="used twice"):
        enter(held.predicate)
    assert next(entry for entry in all_rules() if entry.id == held.id) is held
