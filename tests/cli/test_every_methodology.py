"""Every methodology through the commands: a folder is assessed, calculated, written up and replayed, and the tonnes are those by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ccer.methodologies import codes

from .conftest import Run
from .every import EVERY, made

AS_OF = ("--as-of", "2026-11-20")
ACCOUNTED = [code for code, example in EVERY.items() if example.tonnes is not None]


def test_each_methodology_has_its_project() -> None:
    assert set(EVERY) == set(codes())


@pytest.mark.parametrize("code", ACCOUNTED)
def test_a_filing_of_each(ccer: Run, code: str, tmp_path: Path) -> None:
    """Assessed from its folder; the estimate is that of ``calculate``; the receipt replays without the folder."""
    folder = made(code, tmp_path)
    ran = ccer("assess", folder, *AS_OF, "--json")
    assert ran.code == 0, ran.out + ran.err
    result = ran.json["receipt"]["result"]
    (claim,) = result["claims"]
    assert claim["outcome"] != "refused"
    assert claim["calculation"]["tonnes"] == EVERY[code].tonnes
    found = ccer("calculate", code, folder, *AS_OF, "--json")
    assert found.code == 0
    assert found.json["calculation"]["tonnes"] == result["estimate"]["tonnes"]
    receipt = tmp_path / "receipt.json"
    receipt.write_text(json.dumps(ran.json["receipt"]), encoding="utf-8")
    (tmp_path / EVERY[code].evidence).unlink()
    again = ccer("replay", receipt, "--json")
    assert (again.code, again.json["status"]) == (0, "same"), again.out


@pytest.mark.slow
@pytest.mark.parametrize("code", ACCOUNTED)
def test_papers_of_each(ccer: Run, code: str, tmp_path: Path) -> None:
    folder = made(code, tmp_path)
    out = tmp_path / "out"
    for paper in ("design", "report"):
        ran = ccer("documents", paper, folder, "--format", "docx", "--out", out, *AS_OF)
        assert ran.code == 0, ran.out + ran.err
    assert len(list(out.glob("*.docx"))) == 2
    assert all(path.stat().st_size > 20_000 for path in out.glob("*.docx"))


@pytest.mark.parametrize("code", [code for code, example in EVERY.items() if example.tonnes is None])
def test_a_draft_estimates_and_is_refused(ccer: Run, code: str, tmp_path: Path) -> None:
    """A draft is no methodology: expected tonnes are shown, registration is refused, no report is written."""
    folder = made(code, tmp_path)
    ran = ccer("assess", folder, *AS_OF, "--json")
    assert ran.code == 1
    assert ran.json["receipt"]["result"]["eligibility"]["outcome"] == "refused"
    found = ccer("calculate", code, folder, *AS_OF, "--json")
    assert found.json["calculation"]["tonnes"] == ran.json["receipt"]["result"]["estimate"]["tonnes"]
    assert ccer("documents", "report", folder, "--out", tmp_path / "out", *AS_OF).code == 2
