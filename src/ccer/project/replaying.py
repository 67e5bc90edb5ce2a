"""Receipts of assessments and calculations, and asking any receipt again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import msgspec

from ..compute.grid import Factors
from ..compute.grid_table import shipped_factors
from ..compute.result import Calculation
from ..core.asof import AsOf, Citation, DatedValue, Law
from ..core.decision import Decision, Receipt
from ..core.errors import BadInput, CcerError
from ..core.text import Text
from ..policy.corpus import corpus
from ..rules.receipt import Replay, compare, law_of, read_receipt, replay_decision, seal, summary
from ..rules.subjects import Project
from .assessment import assess
from .calculation import repeat
from .kept import keep, restore
from .model import Assessment


def replay(receipt: Receipt | Path | str, law: Law | None = None) -> Replay:
    """Ask a receipt again under the present base.

    Parameters
    ----------
    receipt : Receipt or path
        As the engine wrote it.

    Returns
    -------
    Replay
        Whether the law it rests on and the answer are the same; the old answer always stands.

    Raises
    ------
    BadInput
        If it is no receipt, or was altered.
    """
    if not isinstance(receipt, Receipt):
        path = Path(receipt)
        if not path.is_file():
            raise BadInput(
                what=Text(f"找不到回执 {path}", f"There is no receipt {path}"),
                why=Text("文件不存在", "no such file"),
                next=Text("给出 receipt.json 的路径。", "Give the path of a receipt.json."),
            )
        receipt = read_receipt(path.read_bytes())
    base = law or corpus()
    if receipt.kind == "decision":
        return replay_decision(receipt, _law_then(receipt, base))
    return (
        _replay_assessment(receipt, base)
        if receipt.kind == "assessment"
        else _replay_calculation(receipt, base)
    )


def _law_then(receipt: Receipt, law: Law) -> Law:
    """The law with what the subject's project entered; the rules of its methodology take part again."""
    from ..rules import Stage
    from .deciding import law_for, subject_of

    subject = subject_of(Stage(receipt.inputs["stage"]), receipt.inputs["subject"])
    return law_for(subject, AsOf(law, receipt.on, receipt.known_at)).law


def assessment_receipt(
    assessment: Assessment, at: AsOf, *, folder: Path | None = None, factors: Factors | None = None
) -> Receipt:
    """The receipt of an assessment: project, data files, grid factors, every clause and value read, every answer."""
    decisions = decisions_of(assessment)
    inputs = {
        "project": msgspec.to_builtins(assessment.project),
        "files": _files(assessment.project, folder),
        "factors": msgspec.to_builtins(factors or shipped_factors()),
    }
    return seal("assessment", at, inputs, _law(decisions, calculations_of(assessment)), result_of(assessment))


def decisions_of(assessment: Assessment) -> tuple[Decision, ...]:
    """Every decision of an assessment."""
    claims = [d for claim in assessment.claims for d in (claim.decision, claim.procedure) if d is not None]
    return (assessment.eligibility, assessment.registration, *claims)


def calculations_of(assessment: Assessment) -> tuple[Calculation, ...]:
    """Every calculation of an assessment."""
    found = [assessment.estimate, *(claim.calculation for claim in assessment.claims)]
    return tuple(calculation for calculation in found if calculation is not None)


def result_of(assessment: Assessment) -> dict[str, Any]:
    """The answer in plain data."""
    return {
        "eligibility": summary(assessment.eligibility),
        "registration": summary(assessment.registration),
        "estimate": tonnes(assessment.estimate),
        "claims": [
            {
                "period": claim.period,
                "outcome": claim.decision.outcome,
                "last_application": claim.last_application,
                "lost": claim.lost,
                "decision": summary(claim.decision),
                "procedure": summary(claim.procedure) if claim.procedure else None,
                "calculation": tonnes(claim.calculation),
            }
            for claim in assessment.claims
        ],
        "deadlines": [deadline.to_dict() for deadline in assessment.deadlines],
    }


def tonnes(calculation: Calculation | None) -> dict[str, Any] | None:
    """What a calculation gave, year by year."""
    if calculation is None:
        return None
    return {
        "kind": calculation.kind,
        "practice": calculation.practice,
        "tonnes": calculation.tonnes,
        "annual_mean_tonnes": calculation.annual_mean_tonnes,
        "years": [
            {"year": y.year, "tonnes": y.tonnes, "factor": y.factor, "values": y.values}
            for y in calculation.years
        ],
        "provisional": [reason.name for reason in calculation.provisional],
        "entered": [value.name for value in calculation.entered],
        "intervals": [
            {**msgspec.to_builtins(one), "drivers": dict(one.drivers)} for one in calculation.intervals
        ],
    }


def _law(decisions: tuple[Decision, ...], calculations: tuple[Calculation, ...]) -> dict[str, str]:
    citations: list[Citation] = [c for d in decisions for f in d.findings for c in f.citations]
    values: list[DatedValue] = [p for d in decisions for f in d.findings for p in f.parameters]
    values += [p for calculation in calculations for p in calculation.parameters]
    return law_of(tuple(citations), tuple(values))


def _files(project: Project, folder: Path | None) -> dict[str, Any]:
    """Data files, so that a receipt can be replayed without them."""
    names = [entry["readings"] for entry in project.reductions if isinstance(entry.get("readings"), str)]
    if folder is None:
        return {}
    return {kept: content for name in names for kept, content in keep(folder / name, name).items()}


def _replay_assessment(receipt: Receipt, law: Law) -> Replay:
    at = AsOf(law, receipt.on, receipt.known_at)
    project = msgspec.convert(receipt.inputs["project"], Project)
    factors = msgspec.convert(receipt.inputs["factors"], Factors)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            restore(receipt.inputs["files"], folder)
            again = assess(
                project, receipt.on, known_at=receipt.known_at, factors=factors, law=law, folder=folder
            )
        except CcerError as error:
            return compare(receipt, None, {}, error.why)
        fresh = assessment_receipt(again, at, folder=folder, factors=factors)
    return compare(receipt, fresh.result, fresh.law)


def _replay_calculation(receipt: Receipt, law: Law) -> Replay:
    try:
        result, read = repeat(receipt, law)
    except CcerError as error:
        return compare(receipt, None, {}, error.why)
    return compare(receipt, result, read)
