"""``ccer methodology``: what is listed, shown and compared, and that the check tells a broken equation from one that works."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from ccer.cli.methodology_check import check
from ccer.methodologies import codes, load

from .conftest import Run

AS_OF = ("--as-of", "2026-11-20")


def test_list(ccer: Run) -> None:
    rows = {row["code"]: row for row in ccer("methodology", "list", *AS_OF, "--json").json["methodologies"]}
    assert rows["CCER-01-002-V01"]["in_force_since"] == "2023-10-24"
    assert (rows["CCER-01-002-V01"]["published"], rows["CCER-01-002-V01"]["proxy"]) == (True, None)
    assert rows["CCER-07-001-V01"]["evidence"] == "quantities"
    assert rows["CCER-07-001-V01"]["proxy"]["en"].startswith("the equations of the text were not read")
    draft = rows["CCER-DRAFT-CCUS-V00"]
    assert (draft["published"], draft["in_force_since"]) == (False, None)
    early = ccer("methodology", "list", "--as-of", "2024-01-01", "--json").json["methodologies"]
    since = {row["code"]: row["in_force_since"] for row in early}
    assert (since["CCER-01-002-V01"], since["CCER-15-001-V01"]) == ("2023-10-24", None)


def test_list_in_words(ccer: Run) -> None:
    said = ccer("methodology", "list", *AS_OF, "--lang", "en").out
    assert "A draft may estimate, never register" in said
    assert "Grid-connected offshore wind power" in said
    zh = {
        line.split()[0]: line
        for line in ccer("methodology", "list", *AS_OF, "--lang", "zh").out.splitlines()
        if line.startswith("CCER")
    }
    assert "7 原文" in zh["CCER-01-002-V01"]
    assert "8 替代" in zh["CCER-14-004-V01"]
    assert not any(word in line for line in zh.values() for word in ("meters", "quantities", "plots"))


def test_show(ccer: Run) -> None:
    shown = ccer("methodology", "show", "CCER-01-004-V01", *AS_OF, "--json").json
    assert (
        shown["equations"]["1"]["plain"]
        == "renewable_share = MIN(renewable_electricity/electrolysis_electricity,1)"
    )
    assert shown["parameters"]["hydrogen_benchmark"]["values"] == []
    assert "not found" in shown["parameters"]["hydrogen_benchmark"]["unknown"]["en"]
    assert shown["rules"]["new_build"]["cites"] == ["ccer-01-004-v01/applicability/new-build"]
    assert shown["monitored"]["hydrogen_produced"]["unit"] == "t"
    said = ccer("methodology", "show", "CCER-01-003-V01", *AS_OF, "--lang", "en").out
    assert "0.11 tCO₂/GJ [not settled]" in said
    assert "BE_y = HG_y × EF_heat" in said
    assert "at most 10 years" in said


def test_equations_stand_in_the_order_of_their_numbers_with_symbols(ccer: Run) -> None:
    shown = ccer("methodology", "show", "CCER-14-001-V01", *AS_OF, "--json").json
    numbers = [int(number.partition("/")[0]) for number in shown["equations"]]
    assert numbers == sorted(numbers)
    assert shown["equations"]["15"]["printed"] == "C_DW,t = C_TREE,t × DF_DW"
    assert shown["symbols"]["dead_wood_share"]["symbol"] == "DF_DW"
    sections = list(ccer("methodology", "show", "CCER-01-002-V01", *AS_OF, "--json").json["equations"])
    assert sections[:4] == ["1", "2", "3", "4"]
    assert sections[4].startswith("sec-")


@pytest.mark.parametrize("code", codes())
def test_conditions_are_shown_with_their_values(ccer: Run, code: str) -> None:
    """No condition is left with a blank, and where two values hold by project, the clause is quoted: 400 and 667 m² of a parcel."""
    rules = ccer("methodology", "show", code, *AS_OF, "--json").json["rules"]
    said = {name: rule["requires"]["zh"] for name, rule in rules.items()}
    assert not [text for text in said.values() if "{required}" in text or "…" in text]
    if code == "CCER-14-001-V01":
        assert "3 年" in said["land"]
        assert "400" in said["parcels"]
        assert "667" in said["parcels"]


def test_latex(ccer: Run) -> None:
    assert r"HG_{y} \times EF_{heat}" in ccer("methodology", "show", "CCER-01-003-V01", "--latex", *AS_OF).out


def test_diff(ccer: Run) -> None:
    found = ccer("methodology", "diff", "CCER-01-001-V01", "CCER-01-002-V01", "--json").json["differences"]
    assert {row["name"] for row in found["rules"]} == {"scope", "site"}
    assert {row["name"] for row in found["equations"]} == {"4", "5", "6", "sec-7.3.4/item-c"}
    assert [row["name"] for row in found["monitored"]] == ["fuel_consumed"]
    changed = {row["name"]: row for row in found["parameters"]}
    assert changed["offshore_km"]["first"] is None
    assert changed["offshore_km"]["second"] == "2023-10-24  30 km"
    assert "om_weight" not in changed
    same = ccer("methodology", "diff", "CCER-01-002-V01", "CCER-01-002-V01", "--lang", "en")
    assert "No difference." in same.out


@pytest.mark.parametrize("code", codes())
def test_the_shipped_folders_pass(ccer: Run, code: str) -> None:
    ran = ccer("methodology", "test", code, *AS_OF, "--json")
    assert ran.code == 0
    checks = ran.json["checks"]
    assert [one["passed"] for one in checks] == [True] * (len(load(code).equations) + 1)
    assert re.search(r"t in (10|20|21) years", checks[-1]["said"]["en"])
    assert ran.json["seconds"] >= 0


def test_what_was_checked_is_said(ccer: Run) -> None:
    """The example of tunnel lighting gives 348 t in each of ten years."""
    said = ccer("methodology", "test", "CCER-07-001-V01", *AS_OF, "--lang", "en").out
    assert "3,480 t in 10 years" in said
    assert "agrees on float, NumPy, workbook formula, SymPy" in said
    assert "not that they agree with the official text" in said


def test_a_broken_equation_fails() -> None:
    """A body that branches on its value runs on floats only."""
    method = load("CCER-07-001-V01")
    sound = method.equations[0]
    broken = replace(sound, function=lambda a, b, c, d, e: a * b * c + d * e if a > 1 else 0.0)
    found = check(replace(method, equations=(sound, broken)), dt.date(2026, 11, 20))
    assert [one.passed for one in found] == [True, False, True]
    assert found[1].said.en == "does not run on NumPy, workbook formula, SymPy"


def test_an_example_that_cannot_be_estimated_fails(ccer: Run) -> None:
    """In 2020 the methodology was not in force."""
    early = ccer("methodology", "test", "CCER-01-002-V01", "--as-of", "2020-01-01", "--json")
    assert (early.code, early.json["checks"][-1]["passed"]) == (1, False)


def test_an_unknown_code_leaves_with_two(ccer: Run) -> None:
    for words in (("show", "CCER-99-001-V01"), ("diff", "CCER-01-001-V01", "x"), ("test", "CCER-99-001-V01")):
        assert ccer("methodology", *words).code == 2
