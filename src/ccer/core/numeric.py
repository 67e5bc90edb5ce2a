"""Functions that arithmetic has no sign for, on any column: float, NumPy, Ibis, SymPy, pint, uncertainties, Excel expression.

An equation is written once with ``+ - * / **`` and comparisons; only these functions must look at what they are given. A column
that brings its own method (``exp``, ``ln``, ``clip``, ``ifelse``, ``sum``: Ibis and the Excel expression do) is asked to do the
work itself, so that no engine is imported here.
"""

from __future__ import annotations

import importlib
from typing import Any, TypeAlias

import numpy as np

Numeric: TypeAlias = Any
"""A number or a column of numbers of any engine."""

_SYMBOLIC = "sympy"
_UNCERTAIN = "uncertainties"


def _family(*values: Numeric) -> str:
    """The package that must do the work: the first of the values that is not NumPy or plain Python."""
    for value in values:
        top = type(value).__module__.partition(".")[0]
        if top not in ("builtins", "numpy"):
            return top
    return "numpy"


def exp(x: Numeric) -> Numeric:
    """Exponential function of a dimensionless column. [1]"""
    family = _family(x)
    if family == _SYMBOLIC:
        return importlib.import_module("sympy").exp(x)
    if family == _UNCERTAIN:
        return importlib.import_module("uncertainties.umath").exp(x)
    return x.exp() if _brings_its_own(x) else np.exp(x)


def log(x: Numeric) -> Numeric:
    """Natural logarithm of a dimensionless column. [1]"""
    family = _family(x)
    if family == _SYMBOLIC:
        return importlib.import_module("sympy").log(x)
    if family == _UNCERTAIN:
        return importlib.import_module("uncertainties.umath").log(x)
    return x.ln() if _brings_its_own(x) else np.log(x)


def absolute(x: Numeric) -> Numeric:
    """Size of a number without its sign."""
    return x.abs() if _brings_its_own(x) else abs(x)


def equal(a: Numeric, b: Numeric) -> Numeric:
    """Where two are equal, element by element; SymPy's own ``==`` compares structure instead."""
    if _family(a, b) == _SYMBOLIC:
        return importlib.import_module("sympy").Eq(a, b)
    return a == b


def where(condition: Numeric, then: Numeric, otherwise: Numeric) -> Numeric:
    """``then`` where the condition holds, else ``otherwise``, element by element."""
    if isinstance(condition, (bool, np.bool_)):
        return then if condition else otherwise
    if hasattr(condition, "ifelse"):
        return condition.ifelse(then, otherwise)
    if _family(condition) == _SYMBOLIC:
        return importlib.import_module("sympy").Piecewise((then, condition), (otherwise, True))
    return np.where(condition, then, otherwise)


def minimum(a: Numeric, b: Numeric) -> Numeric:
    """The smaller of two, element by element."""
    return _bound(a, b, "upper", "Min")


def maximum(a: Numeric, b: Numeric) -> Numeric:
    """The larger of two, element by element."""
    return _bound(a, b, "lower", "Max")


def clip(x: Numeric, lower: Numeric, upper: Numeric) -> Numeric:
    """``x`` held between two bounds."""
    return minimum(maximum(x, lower), upper)


def total(x: Numeric) -> Numeric:
    """Sum over the index *i* of a sum sign: the first axis of an array, the rows of a table column; one number is its own sum."""
    if _family(x) == _SYMBOLIC:
        return _sum_sign()(x)
    if _brings_its_own(x):
        return x.sum()
    return x.sum(axis=0) if np.ndim(x) else x


def _brings_its_own(x: Numeric) -> bool:
    """True for a table column or a cell: it has these functions as methods."""
    return hasattr(x, "ln")


def _bound(a: Numeric, b: Numeric, side: str, symbolic: str) -> Numeric:
    family = _family(a, b)
    if family == _SYMBOLIC:
        return getattr(importlib.import_module("sympy"), symbolic)(a, b)
    if family == _UNCERTAIN:
        one: Numeric = getattr(a, "nominal_value", a)
        other: Numeric = getattr(b, "nominal_value", b)
        return where(one < other if side == "upper" else one > other, a, b)
    column, bound = (a, b) if _brings_its_own(a) else (b, a)
    if _brings_its_own(column):
        return column.clip(**{side: bound})
    return np.minimum(a, b) if side == "upper" else np.maximum(a, b)


def _sum_sign() -> Any:
    """A SymPy function that prints as a sum over *i*."""
    sympy = importlib.import_module("sympy")

    def latex(self: Any, printer: Any) -> str:
        return rf"\sum_{{i}} {printer._print(self.args[0])}"

    return type("Total", (sympy.Function,), {"_latex": latex})
