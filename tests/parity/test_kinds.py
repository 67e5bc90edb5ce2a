"""Every equation on every kind of column: floats, NumPy, pint, uncertainties, SymPy, workbook formula. One body, one answer."""

from __future__ import annotations

import inspect
import re
import sys
import zlib
from typing import Any

import numpy as np
import pint
import pytest
import sympy
from uncertainties import ufloat

from ccer.compute.equation import Equation, all_equations, quantity
from ccer.compute.meters import Status
from ccer.compute.methodology import Branch
from ccer.methodologies import codes, load

VALUES = {
    "exported_energy": 1234.5,
    "imported_energy": 12.25,
    "net_export": 1222.25,
    "operating_margin": 0.9419,
    "build_margin": 0.4819,
    "combined_margin": 0.7119,
    "om_weight": 0.5,
    "bm_weight": 0.5,
    "baseline_emissions": 870.0,
    "project_emissions": 21.5,
    "fuel_consumed": 7.5,
    "emission_coefficient": 3.0959,
    "net_calorific_value": 42.652,
    "carbon_content": 0.0202,
    "oxidation_factor": 0.98,
    "metered_export": 1000.0,
    "metered_import": 10.0,
    "metered_fuel": 5.0,
    "meter_status": 1.0,
    "actual_error": -0.008,
    "permissible_error": 0.005,
    "applied_error": 0.008,
}
METHODS = [load(code) for code in codes()]
EQUATIONS = all_equations()
"""Every equation that any folder enters, and those of notices that their plans run through."""

UNITS = pint.UnitRegistry()
UNITS.define("tCO2 = 1000 * kilogram")
UNITS.define("tC = 1000 * kilogram")

every = pytest.mark.parametrize("equation", EQUATIONS, ids=lambda e: f"{e.code}-{e.number}")


def value_of(name: str) -> float:
    """A value that can be: the one above, else one of its own between a half and one and a half."""
    return VALUES.get(name, 0.5 + zlib.crc32(name.encode()) % 1000 / 1000)


def inputs(equation: Equation) -> list[float]:
    return [value_of(name) for name in equation.parameters]


def test_every_equation_is_run() -> None:
    """Each numbered equation of each folder, each step of each plan, and each public function of a file of equations."""
    entered = {id(equation.function) for equation in EQUATIONS}
    of_folders = {id(equation.function) for method in METHODS for equation in method.equations}
    steps = {
        id(step.equation.function)
        for method in METHODS
        for branch in (*method.plan.branches, Branch("", method.plan.years))
        for step in (*branch.steps, *([branch.total] if branch.total else []))
    }
    assert of_folders | steps <= entered
    assert {method.code for method in METHODS} <= {equation.code for equation in EQUATIONS}
    loose = [
        f"{module}.{name}"
        for module, held in list(sys.modules.items())
        if module.startswith("ccer.methodologies.ccer_") and ".equations" in module
        for name, value in vars(held).items()
        if inspect.isfunction(value) and value.__module__ == module and not name.startswith("_")
    ]
    assert loose == [], "a function of arithmetic that is no equation is run by no engine here"


@every
def test_numpy(equation: Equation) -> None:
    expected = equation(*inputs(equation))
    two = [np.full((1, 3), value) for value in inputs(equation)]
    assert np.asarray(equation(*two)).ravel() == pytest.approx([expected] * 3, rel=1e-12)


@every
def test_units_are_consistent(equation: Equation) -> None:
    """With pint the result comes out in its documented unit, whatever unit the inputs are given in."""
    plain = equation(*inputs(equation))
    small = {"MWh": "kWh", "t": "kg", "tCO2": "kg", "GJ/t": "MJ/kg", "tCO2/MWh": "kg/kWh"}
    given = [UNITS.Quantity(value_of(name), equation.units[name]) for name in equation.parameters]
    other = [
        value.to(small.get(equation.units[name], equation.units[name]))
        for name, value in zip(equation.parameters, given, strict=True)
    ]
    for arguments in (given, other):
        result = equation(*arguments)
        assert UNITS.Quantity(result).to(equation.unit).magnitude == pytest.approx(plain, rel=1e-12)


@every
def test_a_wrong_unit_is_caught(equation: Equation) -> None:
    given = [UNITS.Quantity(value_of(name), equation.units[name]) for name in equation.parameters]
    assert any(caught(equation, given, place) for place in range(len(given)))


def caught(equation: Equation, given: list[Any], place: int) -> bool:
    """Whether one parameter in metres is noticed; a figure that a switch leaves out is not."""
    wrong = [*given[:place], UNITS.Quantity(given[place].magnitude, "metre"), *given[place + 1 :]]
    try:
        UNITS.Quantity(equation(*wrong)).to(equation.unit)
    except pint.DimensionalityError:
        return True
    return False


@every
def test_sympy(equation: Equation) -> None:
    symbols = {name: sympy.Symbol(name) for name in equation.parameters}
    made = equation(*symbols.values())
    body = made.args[0] if type(made).__name__ == "Total" else made
    value = body.subs({symbols[name]: value_of(name) for name in equation.parameters})
    assert float(value) == pytest.approx(equation(*inputs(equation)), rel=1e-12)
    assert equation.latex().startswith(quantity(equation.result).symbol + " = ")


@every
def test_workbook_formula(equation: Equation) -> None:
    formula = equation.formula({name: name for name in equation.parameters})
    named = {name: value_of(name) for name in equation.parameters}
    assert evaluate(formula, named) == pytest.approx(equation(*inputs(equation)), rel=1e-12)


def test_workbook_sum_over_a_range() -> None:
    equation = next(e for e in EQUATIONS if e.code == "CCER-01-001-V01" and e.number == "4")
    columns = {"fuel_consumed": np.array([2.0, 3.0]), "emission_coefficient": np.array([10.0, 100.0])}
    assert evaluate(equation.formula({name: name for name in columns}), columns) == 320.0


def test_uncertainty_is_carried() -> None:
    """Net export 1 000 ± 5 MWh at 0.5 ± 0.01: the relative parts 0.5 % and 2 % add in squares, 500·√(0.005²+0.02²) = 10.308."""
    baseline = next(e for e in EQUATIONS if e.code == "CCER-01-002-V01" and e.number == "1")
    assert baseline(ufloat(1000.0, 5.0), ufloat(0.5, 0.01)).std_dev == pytest.approx(10.3078, abs=1e-4)


def test_statuses_are_the_numbers_a_workbook_holds() -> None:
    equation = next(e for e in EQUATIONS if e.result == "applied_error")
    formula = equation.formula({name: name for name in equation.parameters})
    for status, expected in zip(Status, (0.0, 0.008, 0.005, 0.005), strict=True):
        assert evaluate(formula, {**VALUES, "meter_status": status.value}) == expected


def evaluate(formula: str, names: dict[str, Any]) -> Any:
    """A workbook formula read as arithmetic: enough of the language for what the equations make."""
    assert formula.startswith("=")
    text = re.sub(r"(?<![<>=])=(?!=)", "==", formula[1:]).replace("<>", "!=").replace("^", "**")
    functions = {
        "IF": lambda condition, then, otherwise: then if condition else otherwise,
        "ABS": abs,
        "MIN": min,
        "MAX": max,
        "SUMPRODUCT": np.sum,
        "EXP": np.exp,
        "LN": np.log,
    }
    return eval(text, {"__builtins__": {}}, {**functions, **names})
