"""Two versions of one methodology side by side: a fictional CCER-01-003-V02 from 2027 on, in a copy of the package.

One constant differs, 0.10 tCO2/GJ of heat instead of 0.11, and V02 takes the place of V01; nothing but its folder is added.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

from ..docs.test_add_a_methodology import run

OLD, NEW = "CCER-01-003-V01", "CCER-01-003-V02"
FOLDER = "src/ccer/methodologies/ccer_01_003_v02"
EFFECT = (
    "[{kind: replace, target: ccer-01-003-v01, from: 2027-01-01, zh: 自2027年起取代第一版（虚构）。, "
    "en: Takes the place of the first version from 2027 (fictional).}]"
)
pytestmark = pytest.mark.slow
DAYS = ("2026-12-31", "2027-01-01")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the second version in a folder of its own."""
    home = tmp_path_factory.mktemp("versions")
    shutil.copytree(
        ROOT / "src" / "ccer", home / "src" / "ccer", ignore=shutil.ignore_patterns("__pycache__")
    )
    folder = home / FOLDER
    shutil.copytree(home / FOLDER.replace("v02", "v01"), folder)
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8").replace("2025-12-26", "2027-01-01")
        for name in ("CCER-01-003-V0", "ccer-01-003-v0", "ccer_01_003_v0"):
            text = text.replace(f"{name}1", f"{name}2")
        text = text.replace("ccer-01-003.", "ccer-01-003-v02.")
        text = text.replace("value: 0.11", "value: 0.10").replace("effects: []", f"effects: {EFFECT}")
        path.write_text(text, encoding="utf-8")
    return home


def said(home: Path, words: str) -> Any:
    done = run(home, f"ccer {words} --json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_each_resolves_on_its_days(home: Path) -> None:
    """V01 until the end of 2026, V02 from 2027 on; never both, never neither."""
    for day, since in zip(DAYS, (("2025-12-26", None), (None, "2027-01-01")), strict=True):
        rows = {row["code"]: row for row in said(home, f"methodology list --as-of {day}")["methodologies"]}
        assert tuple(rows[code]["in_force_since"] for code in (OLD, NEW)) == since


def test_the_difference_is_one_constant(home: Path) -> None:
    found = said(home, f"methodology diff {OLD} {NEW}")["differences"]
    assert found["rules"] == found["equations"] == []
    values = {row["name"]: (row["first"], row["second"]) for row in found["parameters"]}
    assert values["heat_emission_factor"] == (
        "2025-12-26  0.11 tCO₂/GJ［未定］",
        "2027-01-01  0.1 tCO₂/GJ［未定］",
    )
    changed = {
        name
        for name, (first, second) in values.items()
        if first.partition("  ")[2] != second.partition("  ")[2]
    }
    assert changed == {"heat_emission_factor"}


def project(home: Path, code: str, more: str = "") -> str:
    """A folder with the example of a version; its name."""
    name = f"project-{code}-{len(more)}"
    (home / name).mkdir(exist_ok=True)
    example = home / FOLDER.replace("v02", code[-3:].lower()) / "example.yaml"
    (home / name / "project.yaml").write_text(example.read_text(encoding="utf-8") + more, encoding="utf-8")
    return name


def test_a_result_names_its_version_and_since_when_it_is_in_force(home: Path) -> None:
    """120 000 GJ of heat a year, times 0.11 by V01 and 0.10 by V02."""
    for code, day, since, baseline in (
        (OLD, DAYS[0], "2025-12-26", 13_200.0),
        (NEW, DAYS[1], "2027-01-01", 12_000.0),
    ):
        words = f"calculate {code} {project(home, code)} --as-of {day}"
        found = said(home, words)["calculation"]
        assert (found["methodology"], found["in_force_since"]) == (code, since)
        yearly = [year["values"]["baseline_emissions"] for year in found["years"]]
        assert yearly == pytest.approx([baseline] * 10)
        assert f"· {code}, in force since {since}" in run(home, f"ccer {words} --lang en").stdout


def test_a_registered_project_keeps_its_version(home: Path) -> None:
    """In 2027 V01 is closed to new projects; one registered in 2026 is still calculated by it, one that was not is refused."""
    for more, kept in (("", False), ("registered_on: 2026-06-01\n", True)):
        name = project(home, OLD, more)
        done = run(home, f"ccer calculate {OLD} {name} --as-of 2027-06-01 --json")
        assert (done.returncode == 0) is kept
        if kept:
            found = json.loads(done.stdout)["calculation"]
            assert (found["in_force_since"], found["on"]) == ("2025-12-26", "2027-06-01")
        shown = run(home, f"ccer assess {name} --as-of 2027-06-01 --lang en").stdout
        assert (
            f"✓ Methodology: {OLD}, under which the project was registered on 2026-06-01" in shown
        ) is kept
        assert ("its last day in force was 2026-12-31" in shown.split("Uniqueness")[0]) is not kept
