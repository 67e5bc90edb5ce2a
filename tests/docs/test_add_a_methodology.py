"""The guide is followed literally in a copy of the package: its commands are run as they stand on the page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

GUIDE = ROOT / "docs" / "add-a-methodology.md"
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PRELUDE = """set -eu
python() { "$PYTHON" "$@"; }
ccer() { "$PYTHON" -c 'from ccer.cli import main; main()' "$@"; }
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and nothing else, in a folder of its own."""
    home = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        ROOT / "src" / "ccer", home / "src" / "ccer", ignore=shutil.ignore_patterns("__pycache__")
    )
    return home


def run(home: Path, script: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHON": sys.executable,
        "PYTHONPATH": str(home / "src"),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "XDG_CACHE_HOME": str(home / "cache"),
        "HOME": str(home),
    }
    return subprocess.run(
        ["bash", "-c", PRELUDE + script],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def followed(copy: Path) -> list[str]:
    """What each block of the guide printed."""
    said = []
    for block in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        done = run(copy, block)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
    return said


def test_the_guide_has_its_steps(followed: list[str]) -> None:
    assert len(followed) == 6


def test_the_difference_is_the_one_that_was_made(followed: list[str]) -> None:
    """Only the weights, and the first day of every value."""
    listed, _, said = followed[4].partition("− CCER-01-002-V01")
    assert [line.split()[1] for line in listed.splitlines() if line.startswith("CCER-01-002-V")] == [
        "2023-10-24",
        "2027-01-01",
    ]
    assert "+ CCER-01-002-V02" in said
    assert "− 2023-10-24  50%" in said
    assert "+ 2027-01-01  75%" in said
    assert "+ 2027-01-01  25%" in said
    assert "Equations: " not in said.partition("As of")[0]
    assert "Applicability" not in said
    assert "0 failed" in said


def test_both_versions_give_their_own_numbers_and_name_themselves(followed: list[str]) -> None:
    """0.5·0.7921 + 0.5·0.3870 = 0.58955 and 0.75·0.7921 + 0.25·0.3870 = 0.690825, times 100 000 MWh."""
    assert followed[5].split("\n")[:2] == [
        "CCER-01-002-V01 2023-10-24 58955",
        "CCER-01-002-V02 2027-01-01 69082",
    ]


def test_rules_of_both_versions_stand_side_by_side(copy: Path, followed: list[str]) -> None:
    script = """python - <<'PYTHON'
import datetime as dt
from msgspec.structs import replace
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules import Stage, decide
from ccer.rules.subjects import Project
for code in ("CCER-01-002-V01", "CCER-01-002-V02"):
    load(code)
for code in ("CCER-01-002-V01", "CCER-01-002-V02"):
    project = Project(name="a", methodology=code, site={"offshore_km": 65})
    for day in (dt.date(2026, 12, 31), dt.date(2027, 1, 1)):
        found = {f.rule: f for f in decide(Stage.ELIGIBILITY, project, AsOf(corpus(), day)).findings}
        sites = {name: f.outcome for name, f in found.items() if name.endswith(".site")}
        print(code, day, found["project.methodology_in_force"].outcome, sites)
PYTHON
"""
    done = run(copy, script)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "CCER-01-002-V01 2026-12-31 met {'ccer-01-002.site': 'met'}",
        "CCER-01-002-V01 2027-01-01 met {'ccer-01-002.site': 'met'}",
        "CCER-01-002-V02 2026-12-31 not-met {'ccer-01-002-v02.site': 'not-applicable'}",
        "CCER-01-002-V02 2027-01-01 met {'ccer-01-002-v02.site': 'met'}",
    ]


def test_the_new_version_refuses_what_it_cannot_have(copy: Path, followed: list[str]) -> None:
    """Its example would need margins that are not held: the check fails and says why, as the guide tells."""
    done = run(copy, "ccer methodology test CCER-01-002-V02 --as-of 2027-01-01 --lang en")
    assert done.returncode == 1
    assert "cannot be used with weights 0.75/0.25" in done.stdout


def test_the_repository_is_untouched(followed: list[str]) -> None:
    assert not (ROOT / "src" / "ccer" / "methodologies" / "ccer_01_002_v02").exists()
