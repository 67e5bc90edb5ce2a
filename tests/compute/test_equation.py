"""One body gives the printed equation, the workbook formula and the units.

Expected LaTeX: the structure printed in CCER-01-001-V01 and CCER-01-002-V01, 6.3 to 6.6; formulas and units by hand.
"""

from __future__ import annotations

import pytest

from ccer.compute.equation import equation, equations, find_equation, quantity
from ccer.compute.expression import Expression, as_expression
from ccer.core.errors import BadInput
from ccer.methodologies import codes, load

PRINTED = {
    ("CCER-01-002-V01", "1"): r"BE_{y} = EG_{PJ,y} \times EF_{grid,CM,y}",
    ("CCER-01-002-V01", "2"): r"EG_{PJ,y} = EG_{export,y} - EG_{import,y}",
    (
        "CCER-01-002-V01",
        "3",
    ): r"EF_{grid,CM,y} = EF_{grid,OM,y} \times \omega_{OM} + EF_{grid,BM,y} \times \omega_{BM}",
    ("CCER-01-002-V01", "4"): r"ER_{y} = BE_{y} - PE_{y}",
    ("CCER-01-001-V01", "1"): r"BE_{y} = EG_{PJ,y} \times EF_{grid,CM,y}",
    ("CCER-01-001-V01", "4"): r"PE_{y} = \sum_{i} FC_{i,y} \times COEF_{i,y}",
    ("CCER-01-001-V01", "5"): r"COEF_{i,y} = \frac{NCV_{i,y} \times CC_{i,y} \times OF_{i,y} \times 44}{12}",
    ("CCER-01-001-V01", "6"): r"ER_{y} = BE_{y} - PE_{y}",
    (
        "CCER-01-001-V01",
        "sec-7.3.4/item-a",
    ): r"EG_{export,y} = M_{export} \times \left(1 - \varepsilon\right)",
}


def of(code: str, number: str):  # type: ignore[no-untyped-def]
    load(code)
    return find_equation(code, number)


@pytest.mark.parametrize(("key", "latex"), PRINTED.items(), ids=lambda value: str(value)[:40])
def test_latex_is_as_printed(key: tuple[str, str], latex: str) -> None:
    assert of(*key).latex() == latex


@pytest.mark.parametrize(
    ("number", "cells", "formula"),
    [
        ("1", {"net_export": "C4", "combined_margin": "D4"}, "=C4*D4"),
        ("2", {"exported_energy": "A4", "imported_energy": "B4"}, "=A4-B4"),
        ("2", {"exported_energy": "A4", "imported_energy": 12.5}, "=A4-12.5"),
        ("2", {"exported_energy": "A4", "imported_energy": -3}, "=A4-(-3)"),
        (
            "3",
            {"operating_margin": "A1", "build_margin": "B1", "om_weight": 0.5, "bm_weight": 0.5},
            "=A1*0.5+B1*0.5",
        ),
        ("4", {"fuel_consumed": "A2:A4", "emission_coefficient": "B2:B4"}, "=SUMPRODUCT(A2:A4*B2:B4)"),
        (
            "5",
            {"net_calorific_value": "A1", "carbon_content": "B1", "oxidation_factor": "C1"},
            "=A1*B1*C1*44/12",
        ),
        (
            "sec-7.3.4",
            {"meter_status": "A1", "actual_error": "B1", "permissible_error": "C1"},
            "=IF(A1=0,0,IF(A1=1,ABS(B1),C1))",
        ),
        ("sec-7.3.4/item-a", {"metered_export": "A1", "applied_error": "B1"}, "=A1*(1-B1)"),
    ],
)
def test_formula(number: str, cells: dict[str, str | float], formula: str) -> None:
    assert of("CCER-01-001-V01", number).formula(cells) == formula


def test_a_formula_without_all_its_cells_is_refused() -> None:
    with pytest.raises(KeyError, match="imported_energy"):
        of("CCER-01-002-V01", "2").formula({"exported_energy": "A1"})


A, B, C = (Expression(name) for name in "ABC")


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (A - (B - C), "A-(B-C)"),
        (A - B - C, "A-B-C"),
        (A + (B + C), "A+B+C"),
        (A / (B * C), "A/(B*C)"),
        (A / B / C, "A/B/C"),
        ((A + B) * C, "(A+B)*C"),
        (A + B * C, "A+B*C"),
        (-A + B, "-A+B"),
        (A - -B, "A-(-B)"),
        (-(A + B), "-(A+B)"),
        ((-A) ** 2, "(-A)^2"),
        (-(A**2), "-(A^2)"),
        (A ** (B**C), "A^(B^C)"),
        (2**A, "2^A"),
        (1 - A, "1-A"),
        (1 / (1 + A), "1/(1+A)"),
        ((A < B).ifelse(A, 0), "IF(A<B,A,0)"),
        (A.clip(0, B), "MIN(MAX(A,0),B)"),
        ((A + B).exp().ln(), "LN(EXP(A+B))"),
    ],
)
def test_parentheses_are_the_fewest_that_are_right(made: Expression, text: str) -> None:
    assert str(made) == text


def test_a_cell_has_no_truth_value() -> None:
    with pytest.raises(TypeError):
        bool(Expression("A1") > 0)
    with pytest.raises(TypeError):
        as_expression(object())


def test_units_come_from_the_docstring_else_from_the_table() -> None:
    assert of("CCER-01-001-V01", "5").units == {
        "net_calorific_value": "GJ/t",
        "carbon_content": "tC/GJ",
        "oxidation_factor": "1",
        "emission_coefficient": "tCO2/t",
    }

    @equation("TEST", number="1", zh="甲", en="one", result="net_export")
    def bare(exported_energy: float, imported_energy: float) -> float:
        return exported_energy - imported_energy

    assert bare.units == {"exported_energy": "MWh", "imported_energy": "MWh", "net_export": "MWh"}
    assert bare.cite == "test/eq-1"
    assert bare(3.0, 1.0) == 2.0


@pytest.mark.parametrize("code", codes())
def test_documented_units_agree_with_the_table(code: str) -> None:
    for entry in load(code).equations:
        assert {name: quantity(name).unit for name in entry.units} == dict(entry.units)


@pytest.mark.parametrize(("code", "count"), [("CCER-01-001-V01", 6), ("CCER-01-002-V01", 4)])
def test_every_numbered_equation_of_the_text_is_there(code: str, count: int) -> None:
    """The two texts that were read in full."""
    load(code)
    numbered = [entry.number for entry in equations(code) if entry.number.isdigit()]
    assert numbered == [str(number) for number in range(1, count + 1)]


def test_an_unknown_quantity_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="no_such_thing"):
        quantity("no_such_thing")


def test_a_number_may_not_be_entered_twice() -> None:
    def other(net_export: float) -> float:
        return net_export

    other.__module__ = "elsewhere"
    load("CCER-01-002-V01")
    with pytest.raises(ValueError, match="entered twice"):
        equation("CCER-01-002-V01", number="1", zh="甲", en="one", result="net_export")(other)
