"""exp, log, where, clip and the rest on every kind of column; expected values by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
import pint
import pytest
import sympy
from uncertainties import ufloat

from ccer.compute.expression import Expression
from ccer.core import numeric as n

UNITS = pint.UnitRegistry()


def duck(build: Callable[[Any], Any], values: list[float]) -> list[float]:
    import duckdb
    import pyarrow as pa

    with duckdb.connect() as session:
        session.register("t", pa.table({"x": pa.array(values, pa.float64())}))
        connection = ibis.duckdb.from_connection(session)
        table = connection.table("t")
        return list(connection.to_pyarrow(table.select(y=build(table.x))).column("y").to_pylist())


def test_exp_and_log() -> None:
    assert n.exp(0.0) == 1.0
    assert n.log(math.e) == pytest.approx(1.0)
    assert n.exp(np.array([0.0, 1.0])) == pytest.approx([1.0, math.e])
    assert n.exp(sympy.Integer(0)) == 1
    assert n.log(sympy.Integer(1)) == 0
    assert n.exp(ufloat(0.0, 0.1)).std_dev == pytest.approx(0.1)
    assert n.log(ufloat(2.0, 0.1)).std_dev == pytest.approx(0.05)
    assert n.exp(UNITS.Quantity(0.0, "")).magnitude == 1.0
    assert duck(lambda x: n.log(n.exp(x)), [0.0, 2.0]) == pytest.approx([0.0, 2.0])
    assert str(n.log(n.exp(Expression("A1")))) == "LN(EXP(A1))"


def test_where() -> None:
    assert n.where(True, 1, 2) == 1
    assert n.where(np.array([True, False]), 1, 2).tolist() == [1, 2]
    x = sympy.Symbol("x")
    assert n.where(x > 0, 1, 2).subs(x, 3) == 1
    assert n.where(UNITS.Quantity(1.0, "MWh") > UNITS.Quantity(10.0, "kWh"), 1, 2) == 1
    assert duck(lambda v: n.where(v > 1, v, 0.0), [0.5, 3.0]) == [0.0, 3.0]
    assert str(n.where(Expression("A1") > 0, 1, Expression("B1"))) == "IF(A1>0,1,B1)"


def test_bounds() -> None:
    assert n.clip(5.0, 0.0, 1.0) == 1.0
    assert n.clip(np.array([-1.0, 0.5, 2.0]), 0.0, 1.0).tolist() == [0.0, 0.5, 1.0]
    assert n.minimum(sympy.Symbol("x"), 1).subs("x", 3) == 1
    assert n.maximum(ufloat(2.0, 0.1), 1.0).nominal_value == 2.0
    assert n.minimum(1.0, ufloat(2.0, 0.1)) == 1.0
    assert n.minimum(UNITS.Quantity(1.0, "MWh"), UNITS.Quantity(500.0, "kWh")).to("kWh").magnitude == 500.0
    assert duck(lambda x: n.clip(x, 0.0, 1.0), [-1.0, 0.5, 2.0]) == [0.0, 0.5, 1.0]
    assert duck(lambda x: n.maximum(1.0, x), [0.5, 2.0]) == [1.0, 2.0]
    assert str(n.clip(Expression("A1"), 0, 1)) == "MIN(MAX(A1,0),1)"


def test_size_and_equality() -> None:
    assert n.absolute(-2.0) == 2.0
    assert duck(n.absolute, [-1.5, 1.0]) == [1.5, 1.0]
    assert str(n.absolute(Expression("A1"))) == "ABS(A1)"
    assert n.equal(sympy.Symbol("x"), 1).subs("x", 1) == sympy.true
    assert n.equal(2, 2)


def test_total() -> None:
    assert n.total(3.5) == 3.5
    assert n.total(np.array([1.0, 2.0])) == 3.0
    assert n.total(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist() == [4.0, 6.0]
    assert n.total(UNITS.Quantity(np.array([1.0, 2.0]), "t")) == UNITS.Quantity(3.0, "t")
    assert n.total(UNITS.Quantity(1.0, "t")) == UNITS.Quantity(1.0, "t")
    assert n.total(ufloat(1.0, 0.1)).nominal_value == 1.0
    assert str(n.total(Expression("A1:A3"))) == "SUMPRODUCT(A1:A3)"
