"""The main job on the bundled projects. Expected figures: the public registry; hand arithmetic where shown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from ccer.core.asof import AsOf
from ccer.core.decision import Receipt
from ccer.policy.corpus import corpus
from ccer.project.assessment import assess
from ccer.project.model import Assessment
from ccer.project.replaying import assessment_receipt, replay
from ccer.rules.receipt import read_receipt

SAMPLES = Path(__file__).parent.parent.parent / "samples"
ON = dt.date(2026, 11, 20)


def of(name: str, on: dt.date = ON) -> Assessment:
    return assess(SAMPLES / name, on)


def test_a_registered_wind_farm_is_granted() -> None:
    found = of("rudong-h8")
    assert found.eligibility.outcome == "granted"
    assert found.registration.outcome == "granted"
    assert found.estimate is not None
    assert found.estimate.tonnes == 4_671_060
    assert len(found.estimate.years) == 10
    assert found.estimate.provisional  # its grid factor was worked out from public projects


def test_its_first_filing_is_judged_on_the_day_it_was_registered() -> None:
    first, second = of("rudong-h8").claims
    assert (first.decision.on, second.decision.on) == (dt.date(2025, 8, 28), ON)
    assert first.procedure is not None
    assert [
        f.outcome for f in first.procedure.findings if f.rule == "reduction.quantity_equals_verified"
    ] == ["met"]
    assert second.last_application == dt.date(2030, 4, 1)


def test_a_near_shore_farm_is_refused_by_its_site() -> None:
    found = of("rudong-152mw")
    assert found.eligibility.outcome == "refused"
    site = found.eligibility.refusals[0]
    assert site.rule == "ccer-01-002.site"
    assert site.citations[0].ref == "ccer-01-002-v01/sec-2"
    assert found.estimate is None


def test_a_period_that_begins_one_day_early_is_refused() -> None:
    (claim,) = of("delingha-first-filing").claims
    refused = {f.rule for f in claim.decision.refusals}
    assert "reduction.vintage_floor" in refused
    warned = [w.en for w in of("delingha-first-filing").warnings]
    assert any("2020-09-22" in text for text in warned)


def test_reductions_from_monthly_readings() -> None:
    """Factor of the East grid for 2025: 0.48665 (label 2023). July is 0.6 % beyond its class, August uncalibrated."""
    (claim,) = of("example-wind").claims
    assert claim.calculation is not None
    exports = [
        62037.2,
        55074.4,
        52111.6,
        47148.8,
        41186.0,
        38223.2,
        33260.4 * 0.994,
        30297.6 * 0.995,
        39334.8,
        48372.0,
        58409.2,
        66446.4,
    ]
    imports = [113.1, 116.2, 119.3, 122.4, 125.5, 128.6, 131.7, 134.8, 137.9, 141.0, 144.1, 147.2]
    assert claim.calculation.tonnes == int((sum(exports) - sum(imports)) * 0.48665)
    assert claim.decision.outcome == "granted"
    assert {a.where for a in claim.calculation.adjustments} >= {
        "readings.csv 示例关口表 2025-07"
    } or claim.calculation.adjustments


def test_what_grew_so_far_is_offered_when_nothing_is_filed() -> None:
    (claim,) = of("shanshan-csp").claims
    assert (claim.period.start, claim.period.end) == (dt.date(2026, 4, 1), dt.date(2026, 11, 19))
    assert claim.last_application == dt.date(2031, 4, 1)
    assert claim.lost is None
    later = of("shanshan-csp", dt.date(2031, 4, 3)).claims[0]
    assert later.lost is not None
    assert (later.lost.start, later.lost.end) == (dt.date(2026, 4, 1), dt.date(2026, 4, 2))


def test_every_gap_names_a_field_a_clause_and_a_step() -> None:
    for folder in (path.parent for path in SAMPLES.glob("*/project.yaml")):
        for gap in of(folder.name).gaps:
            assert gap.field
            assert corpus().clause(gap.clause)
            assert gap.remedy.zh


def test_the_timeline_is_in_order_and_has_one_next_step() -> None:
    for folder in (path.parent for path in SAMPLES.glob("*/project.yaml")):
        steps = of(folder.name).timeline
        assert list(steps) == sorted(steps, key=lambda step: step.day)
        assert sum(step.state == "next" for step in steps) <= 1
        for step in steps:
            assert corpus().clause(step.clause)


@pytest.fixture(scope="module")
def receipt() -> Receipt:
    folder = SAMPLES / "example-wind"
    return assessment_receipt(assess(folder, ON), AsOf(corpus(), ON), folder=folder)


def test_an_assessment_replays_from_its_receipt_alone(receipt: Receipt) -> None:
    stored = read_receipt(msgspec.json.encode(receipt))
    assert "readings.csv" in stored.inputs["files"]
    again = replay(stored)
    assert again.status == "same"
    assert again.now == again.then


def test_changed_readings_give_another_answer(receipt: Receipt) -> None:
    files = {name: text.replace("62037.2", "62038.2") for name, text in receipt.inputs["files"].items()}
    altered = msgspec.structs.replace(receipt, inputs={**receipt.inputs, "files": files})
    assert replay(altered).status == "differs"


@pytest.mark.parametrize(
    ("on", "warned"),
    [("2030-12-21", False), ("2030-12-22", True), ("2031-04-01", True), ("2031-04-02", False)],
)
def test_an_early_warning_comes_while_there_is_time(on: str, warned: bool) -> None:
    """Claimable from 2026-04-01, so until 2031-04-01; a verification may take 100 days, so the warning begins on 2030-12-22."""
    found = of("shanshan-csp", dt.date.fromisoformat(on))
    assert any("publish the accounting report now" in text.en for text in found.warnings) is warned


def test_a_filing_above_the_estimate_is_said_and_not_refused(tmp_path: Path) -> None:
    """青洲四 filed 761,350 t for March 2025: ten times the 75,736 t of 31 days at 891,736 t a year (365 days)."""
    (tmp_path / "project.yaml").write_text(
        "name: 青洲四\nmethodology: CCER-01-002-V01\nprovince: 广东省\ncrediting: {start: 2025-03-01, end: 2035-02-28}\n"
        "design: {annual_net_export_mwh: 1835037}\n"
        "reductions: [{period: {start: 2025-03-01, end: 2025-03-31}, quantity: 761350}]\n",
        encoding="utf-8",
    )
    found = assess(tmp_path, dt.date(2025, 12, 1))
    (said,) = [text.en for text in found.warnings if "expected" in text.en]
    assert "761,350" in said
    assert "75,736" in said
    assert "1005%" in said
