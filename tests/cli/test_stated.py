"""What a user states beside the data, on the command line: the official form, and errors of inputs with draws and seed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from .conftest import Run

SAMPLES = Path(__file__).parents[2] / "samples"
FOREST, WIND = SAMPLES / "example-afforestation", SAMPLES / "example-wind"
AS_OF = ("--as-of", "2026-11-20")
CODE = "CCER-14-001-V01"


def test_a_form_is_written_filled_and_used(ccer: Run, tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    written = ccer("methodology", "form", CODE, "--out", form, *AS_OF)
    assert (written.code, written.out.strip()) == (0, str(form))
    rows = ccer("methodology", "form", CODE, *AS_OF, "--json").json["official"]
    (row,) = [row for row in rows if row["name"] == "nonpermanence_deduction"]
    assert (row["stand_in"], row["unit"], row["mark"]) == (0.1, "1", "uncertain")
    assert row["expected_in"].startswith("ccer-14-001-v01/")

    said = ccer("calculate", CODE, FOREST, *AS_OF, "--lang", "en").out
    count = int(said.split("this result rests on ")[1].split()[0])
    assert "(nonpermanence_deduction = 0.1, not settled)" in said
    text = form.read_text(encoding="utf-8")
    raw = yaml.safe_load(text)
    raw["official"]["nonpermanence_deduction"] |= {"value": 0.2, "source": "示例文本", "clause": "6.7"}
    form.write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    told = ccer("calculate", CODE, FOREST, *AS_OF, "--official", form, "--lang", "en").out
    assert f"this result rests on {count - 1} unverified points" in told
    assert "(nonpermanence_deduction = 0.1" not in told
    assert "= 0.2  entered by the user from the official text: 示例文本, 6.7" in told
    assert ccer("methodology", "form", CODE, "--out", form).code == 2
    assert "示例文本" in form.read_text(encoding="utf-8")

    brief = ccer("assess", FOREST, *AS_OF, "--official", form, "--brief").out
    assert f"依据 {count - 1} 项未核对的内容" in brief
    assert "90% 区间" in brief
    found = ccer("assess", FOREST, *AS_OF, "--official", form, "--json").json
    assert found["estimate"]["entered"] == ["methodology.ccer-14-001-v01.nonpermanence_deduction"]
    assert len(found["estimate"]["provisional"]) == count - 1


def test_a_form_of_another_methodology_is_refused(ccer: Run, tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    ccer("methodology", "form", "CCER-14-002-V01", "--out", form, *AS_OF)
    ran = ccer("calculate", CODE, FOREST, *AS_OF, "--official", form, "--json")
    assert ran.code == 2
    assert "CCER-14-002-V01" in ran.json["why"]


def test_an_interval_with_its_drivers(ccer: Run, tmp_path: Path) -> None:
    words = (
        "--uncertainty",
        5000,
        "--seed",
        7,
        "--error",
        "exported_energy=5%",
        "--error",
        "imported_energy=1%",
    )
    said = ccer("calculate", "CCER-01-002-V01", WIND, *AS_OF, *words, "--lang", "en").out
    assert "90 % interval" in said
    assert "5,000 draws, seed 7" in said
    assert "Electricity exported to the grid 100.0%, Electricity imported from the grid 0.0%" in said
    found = ccer("calculate", "CCER-01-002-V01", WIND, *AS_OF, *words, "--json").json
    simulated = found["calculation"]["simulated"]
    assert [name for name, _ in simulated["drivers"]] == ["exported_energy", "imported_energy"]
    assert found["receipt"]["result"]["inputs"]["uncertainty"]["sampling"]["seed"] == 7
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(found["receipt"]), encoding="utf-8")
    assert ccer("replay", receipt, "--json").json["status"] == "same"
    whole = ccer("assess", WIND, *AS_OF, *words, "--json").json
    assert whole["estimate"]["intervals"][0]["low"] == simulated["low"]
    assert next(iter(whole["claims"][0]["calculation"]["intervals"][0]["drivers"])) == "exported_energy"


@pytest.mark.parametrize(
    "words",
    [
        ("--uncertainty", 1000, "--error", "exported_energy=5%"),
        ("--uncertainty", 1000, "--seed", 1),
        ("--uncertainty", 0, "--seed", 1, "--error", "exported_energy=5%"),
        ("--uncertainty", 10**9, "--seed", 1, "--error", "exported_energy=5%"),
        ("--uncertainty", 1000, "--seed", 1, "--error", "exported_energy=-5%"),
        ("--uncertainty", 1000, "--seed", 1, "--error", "exported=5%"),
        ("--uncertainty", 1000, "--seed", 1, "--error", "exported_energy"),
    ],
)
def test_what_cannot_be_drawn_leaves_with_two(ccer: Run, words: tuple[object, ...]) -> None:
    for command in (("calculate", "CCER-01-002-V01"), ("assess",)):
        ran = ccer(*command, WIND, *AS_OF, *words, "--json")
        assert ran.code == 2
        assert all(ran.json[part] for part in ("what", "why", "next"))
