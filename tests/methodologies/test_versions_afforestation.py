"""A second version of a sink beside the first: a fictional CCER-14-001-V02 from 2027 on, with other constants, in a copy of the package.

V02 cuts 0.20 for non-permanence instead of 0.10 and gives shrubs 0.50 of carbon instead of 0.47; V01 stays as it was.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT

from ..docs.test_add_a_methodology import run

OLD, NEW = "CCER-14-001-V01", "CCER-14-001-V02"
FOLDER = "src/ccer/methodologies/ccer_14_001_v02"
SHARED = "src/ccer/policy/parameters/methodologies.yaml"
SAMPLE = ROOT / "samples" / "example-afforestation"
EFFECT = (
    "[{kind: replace, target: ccer-14-001-v01, from: 2027-01-01, zh: 自2027年起取代第一版（虚构）。, "
    "en: Takes the place of the first version from 2027 (fictional).}]"
)
SHRUB = (
    "    - {name: 灌木, area_ha: 10, planted: 2018-03-01, pool: shrub, "
    "curve: {form: richards, limit: 0.6, rate: 0.3, shape: 2, source: 虚构}}\n"
)
pytestmark = pytest.mark.slow


def second(text: str) -> str:
    """Text of the first version as that of the second."""
    for name in ("CCER-14-001-V0", "ccer-14-001-v0", "ccer_14_001_v0", "CCER—14—001—V0"):
        text = text.replace(f"{name}1", f"{name}2")
    return text.replace("2023-10-24", "2027-01-01")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the second version in a folder of its own, its shared values among them."""
    home = tmp_path_factory.mktemp("versions")
    shutil.copytree(
        ROOT / "src" / "ccer", home / "src" / "ccer", ignore=shutil.ignore_patterns("__pycache__")
    )
    folder = home / FOLDER
    shutil.copytree(home / FOLDER.replace("v02", "v01"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in folder.iterdir():
        text = second(path.read_text(encoding="utf-8"))
        text = text.replace('"ccer-14-001.', '"ccer-14-001-v02.').replace(
            "[ccer-14-001.", "[ccer-14-001-v02."
        )
        text = text.replace("effects: []", f"effects: {EFFECT}")
        path.write_text(text, encoding="utf-8")
    entries = re.split(r"\n(?=methodology\.)", (home / SHARED).read_text(encoding="utf-8"))
    own = [second(entry) for entry in entries if entry.startswith("methodology.ccer-14-001-v01.")]
    values = folder / "parameters.yaml"
    text = values.read_text(encoding="utf-8") + "\n".join(entry.strip() for entry in own) + "\n"
    for name, before, after in (
        ("nonpermanence_deduction", "0.1", "0.2"),
        ("shrub.carbon_fraction", "0.47", "0.5"),
    ):
        text = re.sub(
            rf"({re.escape(name)}:\n(?:.*\n)*?      value: ){re.escape(before)}\n",
            rf"\g<1>{after}\n",
            text,
            count=1,
        )
    values.write_text(text, encoding="utf-8")
    return home


def calculated(home: Path, code: str, day: str, more: str = "") -> Any:
    """The sample with some shrubs, under a version on a day."""
    name = f"project-{code}-{len(more)}"
    (home / name).mkdir(exist_ok=True)
    text = (SAMPLE / "project.yaml").read_text(encoding="utf-8").replace(OLD, code)
    text = text.replace("registered_on: 2025-06-12\n", more).replace(
        "  strata:\n", f"  forest_biomass_t_ha: 61\n  strata:\n{SHRUB}"
    )
    (home / name / "project.yaml").write_text(text, encoding="utf-8")
    return run(home, f"ccer calculate {code} {name} --as-of {day} --json")


def test_each_version_has_its_constants_and_says_its_name_and_day(home: Path) -> None:
    """The same stocks: trees alike in both, shrubs as 0.50 to 0.47, and of all that 0.80 instead of 0.90."""
    found = {}
    for code, day, since in ((OLD, "2026-12-31", "2023-10-24"), (NEW, "2027-01-01", "2027-01-01")):
        done = calculated(home, code, day)
        assert done.returncode == 0, done.stderr
        found[code] = json.loads(done.stdout)["calculation"]
        assert (found[code]["methodology"], found[code]["in_force_since"]) == (code, since)
    for first, later in zip(found[OLD]["years"], found[NEW]["years"], strict=True):
        one, other = first["values"], later["values"]
        assert other["tree_change"] == pytest.approx(one["tree_change"], rel=1e-12)
        assert other["shrub_change"] == pytest.approx(one["shrub_change"] * 0.50 / 0.47, rel=1e-12)
        assert one["emission_reductions"] == pytest.approx(one["project_stock_change"] * 0.9, rel=1e-12)
        assert other["emission_reductions"] == pytest.approx(other["project_stock_change"] * 0.8, rel=1e-12)


def test_the_first_is_as_it_was_without_the_second(home: Path, tmp_path: Path) -> None:
    shutil.copytree(
        ROOT / "src" / "ccer", tmp_path / "src" / "ccer", ignore=shutil.ignore_patterns("__pycache__")
    )
    beside, alone = (
        json.loads(calculated(one, OLD, "2026-12-31").stdout)["calculation"] for one in (home, tmp_path)
    )
    assert beside == alone


def test_a_registered_project_keeps_the_first(home: Path) -> None:
    """Registered in 2025, calculated in 2028 by V01, which says since when it was in force; a new project is told it no longer is."""
    kept = calculated(home, OLD, "2028-01-01", "registered_on: 2025-06-12\n")
    assert kept.returncode == 0, kept.stderr
    found = json.loads(kept.stdout)["calculation"]
    assert (found["methodology"], found["in_force_since"]) == (OLD, "2023-10-24")
    assert {
        value["value"] for value in found["parameters"] if value["name"].endswith("nonpermanence_deduction")
    } == {0.1}
    assert calculated(home, OLD, "2028-01-01").returncode != 0


def test_the_difference_is_named(home: Path) -> None:
    done = run(home, f"ccer methodology diff {OLD} {NEW} --json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["differences"]
    assert found["rules"] == found["equations"] == []
    changed = {
        row["name"]
        for row in found["parameters"]
        if row["first"].partition("  ")[2] != row["second"].partition("  ")[2]
    }
    assert changed == {"nonpermanence_deduction", "shrub.carbon_fraction"}
