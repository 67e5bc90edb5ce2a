"""Stated errors of the project file and of the command line: intervals against hand arithmetic, drivers in a known order, replays."""

from __future__ import annotations

import datetime as dt
import math
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from ccer.compute.uncertainty import starting_points
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.documents.decision_page import decision_page
from ccer.documents.report import accounting_report
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.project.assessment import assess
from ccer.project.calculation import Options, calculate
from ccer.project.replaying import assessment_receipt, replay
from ccer.project.uncertainty import block_of, stated_errors
from ccer.rules.receipt import read_receipt

ON = dt.date(2026, 11, 20)
SAMPLES = Path(__file__).parents[2] / "samples"
WIND = SAMPLES / "example-wind"
CODE = "CCER-01-002-V01"
Z90 = 1.6448536269514722
MC = 0.02
"""Half-widths of 40 000 draws err by about 0.7 %; three times that."""
MARGIN = 0.48665
"""East 2023, the factor of every year of the sample. [tCO2/MWh]"""


def stated(**inputs: Any) -> dict[str, Any]:
    return {"seed": 7, "draws": 40_000, "inputs": inputs}


def half(interval: Any) -> float:
    return float(interval.high - interval.low) / 2


def estimate(**inputs: Any) -> Any:
    found, _ = calculate(CODE, WIND, ON, options=Options(uncertainty=stated(**inputs)))
    return found.simulated


def test_a_sum_of_ten_years_by_hand() -> None:
    """Export of 600 000 MWh ± 5 % = 30 000, each year its own: √10 · 30 000 · 0.48665 = 46 167.6 tCO2e."""
    interval = estimate(exported_energy="5%")
    assert half(interval) == pytest.approx(Z90 * math.sqrt(10) * 30_000 * MARGIN, rel=MC)
    assert interval.relative == pytest.approx(half(interval) / (10 * 598_400 * MARGIN))
    assert [name for name, _ in interval.drivers] == ["exported_energy"]


def test_a_product_by_hand_and_its_drivers_in_order() -> None:
    """The factor errs by 2 % in all years at once: 5 984 000 · 0.48665 · 0.02 = 58 242.3; with the export, and their product small,
    √(46 167.6² + 58 242.3²) = 74 321. Of the variance 3.392e9 : 2.131e9 : import 1 600 ± 10 % = √10 · 160 · 0.48665 = 246.2² = 6.1e4.
    """
    interval = estimate(
        imported_energy="10%", exported_energy="5%", combined_margin={"size": "2%", "common": "all"}
    )
    assert half(interval) == pytest.approx(Z90 * 74_321, rel=MC)
    assert [name for name, _ in interval.drivers] == ["combined_margin", "exported_energy", "imported_energy"]
    assert dict(interval.drivers)["combined_margin"] == pytest.approx(3.392e9 / (3.392e9 + 2.131e9), rel=0.03)


def test_own_units_and_shapes() -> None:
    """30 000 MWh is 5 % of 600 000; a uniform error of half-width w has a standard deviation of w/√3."""
    share, own = estimate(exported_energy="5%"), estimate(exported_energy=30_000)
    assert (share.low, share.high) == pytest.approx((own.low, own.high))
    flat = estimate(exported_energy={"size": 30_000, "shape": "uniform"})
    assert half(flat) == pytest.approx(Z90 * math.sqrt(10 / 3) * 30_000 * MARGIN, rel=MC)


def test_the_project_file_says_it_and_the_command_line_has_the_last_word(tmp_path: Path) -> None:
    folder = tmp_path / "wind"
    shutil.copytree(WIND, folder)
    raw = yaml.safe_load((folder / "project.yaml").read_text(encoding="utf-8"))
    raw["uncertainty"] = {
        "seed": 3,
        "draws": 2_000,
        "inputs": {"exported_energy": "5%", "imported_energy": "10%"},
    }
    (folder / "project.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    told = assess(folder, ON)
    achieved = told.claims[0].calculation
    assert told.estimate is not None
    assert achieved is not None
    for found in (told.estimate, achieved):
        assert found.simulated is not None
        assert "2,000" in found.simulated.method.en
        assert "seed 3" in found.simulated.method.en
        assert found.simulated.text.zh in decision_page(told, "zh")
    assert f"{achieved.simulated.low:,.0f}" in str(
        accounting_report(told, load(CODE), "zh", filing=1, receipt="x")
    )
    said = block_of(3_000, 4, ("exported_energy=1%:triangular",))
    again = assess(folder, ON, uncertainty=said)
    assert again.estimate is not None
    held: Any = again.estimate.inputs["uncertainty"]
    assert held["sampling"] == {"seed": 4, "draws": 3_000, "confidence": 0.9}
    sizes = {name: (error["size"], error["shape"]) for name, error in held["errors"].items()}
    assert sizes == {"exported_energy": (0.01, "triangular"), "imported_energy": (0.1, "normal")}
    receipt = assessment_receipt(again, AsOf(corpus(), ON), folder=folder)
    shutil.rmtree(folder)
    repeated = replay(read_receipt(msgspec.json.encode(receipt)))
    assert repeated.status == "same"
    assert repeated.now is not None
    assert repeated.now["estimate"]["intervals"][0]["low"] == again.estimate.simulated.low  # type: ignore[union-attr]


def test_readings_alone_replay_with_their_seed() -> None:
    """12 months of readings: the export of the year is one quantity, so ± 0.5 % of 571 550.5 MWh is 2 857.75 · 0.48665."""
    options = Options(grid="East", uncertainty=stated(exported_energy="0.5%"))
    found, receipt = calculate(CODE, WIND / "readings.csv", ON, options=options)
    assert found.simulated is not None
    assert half(found.simulated) == pytest.approx(Z90 * 0.005 * 571_550.5496 * MARGIN, rel=MC)
    assert replay(read_receipt(msgspec.json.encode(receipt))).status == "same"
    other, _ = calculate(
        CODE,
        WIND / "readings.csv",
        ON,
        options=options._replace(uncertainty={**options.uncertainty, "seed": 8}),  # type: ignore[dict-item]
    )
    assert other.simulated != found.simulated
    assert other.tonnes == found.tonnes


@pytest.mark.parametrize("name", ["example-afforestation", "example-mangrove"])
def test_a_sink_says_its_interval_unasked_and_keeps_it_beside_a_simulated_one(name: str) -> None:
    """The estimator's interval stands in JSON, decision page and report; a Monte Carlo over the deduction is put beside it: an error
    of s in 1 − k moves the whole by s/(1 − k)."""
    folder = SAMPLES / name
    plain = assess(folder, ON)
    told = assess(folder, ON, uncertainty=stated(nonpermanence_share={"size": 0.01, "common": "all"}))
    before, after = plain.claims[0].calculation, told.claims[0].calculation
    assert before is not None
    assert after is not None
    assert before.interval is not None
    assert before.intervals == (before.interval,)
    assert after.intervals == (before.interval, after.simulated)
    assert before.interval.text.zh in decision_page(plain, "zh")
    method = load(plain.project.methodology)
    assert f"{before.interval.low:,.0f}" in str(accounting_report(plain, method, "zh", filing=1, receipt="x"))
    kept = 1 - after.years[0].values["nonpermanence_share"]
    assert after.simulated is not None
    assert after.simulated.relative == pytest.approx(Z90 * 0.01 / kept, rel=MC)


EXAMPLES = sorted(
    path.parent.name for path in (SAMPLES.parent / "src/ccer/methodologies").glob("*/example.yaml")
)


@pytest.mark.parametrize("folder", EXAMPLES)
def test_any_methodology_with_an_example(folder: str) -> None:
    """Every starting point may err: of no size at all the interval is the point that was calculated, before rounding."""
    code = folder.upper().replace("_", "-")
    path = SAMPLES.parent / "src/ccer/methodologies" / folder / "example.yaml"
    found, _ = calculate(code, path, ON)
    inputs = starting_points(load(code), found)
    assert inputs
    usable = {
        name: {"size": 0.0, "relative": False, "non_negative": False, "common": "all"} for name in inputs
    }
    block = {"seed": 1, "draws": 100, "inputs": usable}
    point, _ = calculate(code, path, ON, options=Options(uncertainty=block))
    total = sum(year.values["emission_reductions"] for year in found.years)
    assert point.simulated is not None
    assert (point.simulated.low, point.simulated.high) == pytest.approx((total, total))
    assert (point.tonnes, point.years) == (found.tonnes, found.years)


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"seed": 1, "inputs": {"exported_energ": "1%"}}, "exported_energ"),
        ({"seed": 1, "inputs": {"exported_energy": "-1%"}}, "never negative"),
        ({"seed": 1, "inputs": {"exported_energy": -5}}, "never negative"),
        ({"seed": 1, "inputs": {"exported_energy": "much"}}, "no number"),
        ({"seed": 1, "inputs": {"exported_energy": None}}, "no number"),
        ({"seed": 1, "inputs": {"exported_energy": True}}, "no number"),
        ({"seed": 1, "inputs": {"exported_energy": {"size": 1, "shape": "cauchy"}}}, "cauchy"),
        ({"seed": 1, "inputs": {"exported_energy": {"size": 1, "sd": 2}}}, "its sd"),
        ({"seed": 1, "inputs": {"exported_energy": {"size": "1%", "relative": False}}}, "its relative"),
        ({"seed": 1, "inputs": {"exported_energy": {"size": 1, "common": "plot"}}}, "plot"),
        ({"seed": 1, "draws": 0, "inputs": {"exported_energy": "1%"}}, "draws is 0"),
        ({"seed": 1, "draws": 10**9, "inputs": {"exported_energy": "1%"}}, "draws is 1,000,000,000"),
        ({"seed": 1, "draws": "many", "inputs": {"exported_energy": "1%"}}, "draws"),
        ({"seed": -1, "inputs": {"exported_energy": "1%"}}, "seed -1"),
        ({"seed": 1, "confidence": 1, "inputs": {"exported_energy": "1%"}}, "confidence 1"),
        ({"inputs": {"exported_energy": "1%"}}, "no seed"),
        ({"seed": 1}, "no input"),
        ({"seed": 1, "inputs": []}, "no input"),
        ({"seed": 1, "input": {}}, "'input'"),
    ],
)
def test_wrong_blocks_are_refused_in_four_parts(block: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        calculate(CODE, WIND, ON, options=Options(uncertainty=block))
    error = refusal.value
    assert said in error.what.en + error.why.en
    for part in (error.what, error.why, error.next):
        assert part.zh
        assert part.en
    with pytest.raises(BadInput):
        assess(WIND, ON, uncertainty=block)


def test_an_error_nothing_starts_from_lists_what_could_be_meant() -> None:
    with pytest.raises(BadInput) as refusal:
        estimate(exported_energ="1%")
    assert "exported_energy, imported_energy, combined_margin" in refusal.value.next.en
    with pytest.raises(BadInput, match="--error"):
        block_of(1000, 1, ("exported_energy",))
    assert stated_errors({}) is None
