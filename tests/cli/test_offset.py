"""``ccer offset``: what is owed and usable, the plan, its files."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl

from .conftest import Run

SAMPLE = Path(__file__).parent.parent.parent / "samples" / "example-offset" / "case.yaml"
AS_OF = ("--as-of", "2026-11-20")


def test_check_says_what_is_owed_and_refuses_old_units(ccer: Run) -> None:
    ran = ccer("offset", "check", SAMPLE, *AS_OF, "--json")
    assert ran.code == 1
    # floor(0.05 × 1,200,000) = 60,000 less 10,000 used; 1,200,000 − 10,000 − 900,000
    year = ran.json["years"][0]
    assert (year["cap_t"], year["room_t"], year["owed_t"], year["deadline"]) == (
        60_000,
        50_000,
        290_000,
        "2026-12-31",
    )
    usable = {lot["units"]: lot["usable"] for lot in ran.json["lots"]}
    assert usable["A210001/2024"]
    assert not usable["A210099/2015"]
    assert "2024-12-31" in ccer("offset", "check", SAMPLE, *AS_OF).out


def test_plan_in_words_json_and_files(ccer: Run, tmp_path: Path) -> None:
    ran = ccer("offset", "plan", SAMPLE, *AS_OF, "--json", "--out", tmp_path / "plan.xlsx")
    assert ran.code == 0
    assert ran.json["saving_fen"] == 5_271_220
    assert ran.json["receipt"]["kind"] == "offset-plan"
    assert {row["scenario"] for row in ran.json["scenarios"]} >= {"base", "draft", "cap-half"}
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames == ["plan", "years", "excluded", "scenarios"]
    assert book["plan"]["E2"].value == 8000
    ran = ccer("offset", "plan", SAMPLE, *AS_OF, "--out", tmp_path / "plan.csv", "--lang", "en")
    assert "saves CNY 52,712.20" in ran.out
    with (tmp_path / "plan.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["tonnes"]) for row in rows] == [8_000, 20_000, 15_000, 150_000, 97_000]


def test_a_file_that_cannot_be_read_is_refused(ccer: Run, tmp_path: Path) -> None:
    bad = tmp_path / "case.yaml"
    bad.write_text("entity: {code: E, name: 示例}\nobligations: []\n", encoding="utf-8")
    assert ccer("offset", "plan", bad).code == 2
    assert ccer("offset", "check", tmp_path / "none.yaml").code == 2
