"""Growth curves by age: Richards, logistic, Korf. Stocks grow along an S, never by equal yearly parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import BadInput
from ..core.numeric import Numeric, exp, maximum, where
from ..core.text import Text

Form = Literal["richards", "logistic", "korf"]
FORMS: Final[dict[str, tuple[str, ...]]] = {
    "richards": ("limit", "rate", "shape"),
    "logistic": ("limit", "scale", "rate"),
    "korf": ("limit", "scale", "shape"),
}
"""Coefficients of each form, in the order of `Curve`."""


def richards(age: Numeric, limit: Numeric, rate: Numeric, shape: Numeric) -> Numeric:
    """``limit (1 - exp(-rate age))^shape``; 0 at age 0."""
    return limit * (1 - exp(-rate * age)) ** shape


def logistic(age: Numeric, limit: Numeric, scale: Numeric, rate: Numeric) -> Numeric:
    """``limit / (1 + scale exp(-rate age))``; above 0 at age 0."""
    return limit / (1 + scale * exp(-rate * age))


def korf(age: Numeric, limit: Numeric, scale: Numeric, shape: Numeric) -> Numeric:
    """``limit exp(-scale age^-shape)``; defined above age 0."""
    return limit * exp(-scale * age**-shape)


_FUNCTIONS: Final = {"logistic": logistic, "korf": korf}


def grown(form: str, age: Numeric, first: Numeric, second: Numeric, third: Numeric) -> Numeric:
    """Value of a curve at an age, 0 before planting, on columns of any engine; coefficients in the order of `FORMS`."""
    if form == "richards":
        return richards(maximum(age, 0.0), first, second, third)
    on_curve = _FUNCTIONS[form](where(age > 0, age, 1.0), first, second, third)
    return where(age > 0, on_curve, 0.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """A growth curve with its coefficients, and what it was fitted to.

    Parameters
    ----------
    form : str
        ``richards``, ``logistic`` or ``korf``.
    coefficients : tuple of float or array
        In the order of `FORMS`; arrays of one length for many stands at once.
    source : str
    """

    form: Form
    coefficients: tuple[Any, Any, Any]
    source: str = ""

    def at(self, age: ArrayLike) -> NDArray[np.float64]:
        """Value at an age, 0 before planting. [unit of the limit]"""
        return np.asarray(grown(self.form, np.asarray(age, dtype=float), *self.coefficients))


def curve(form: str, source: str = "", **coefficients: Any) -> Curve:
    """A curve by name: ``curve("richards", limit=180, rate=0.08, shape=2.5)``.

    Raises
    ------
    BadInput
        If there is no such form, or a coefficient is missing, unknown or not above 0.
    """
    wanted = FORMS.get(form)
    if wanted is None:
        raise _bad(Text(f"没有“{form}”", f"there is no {form!r}"), ", ".join(FORMS))
    if set(coefficients) != set(wanted):
        raise _bad(
            Text(f"{form} 的系数不齐或多余", f"the coefficients of {form} do not fit"), ", ".join(wanted)
        )
    values = tuple(coefficients[name] for name in wanted)
    for name, value in zip(wanted, values, strict=True):
        usable = isinstance(value, (int, float, np.ndarray)) and not isinstance(value, bool)
        if not usable or not (np.isfinite(value) & (np.asarray(value) > 0)).all():
            raise _bad(Text(f"{name} 须大于 0", f"{name} must exceed 0"), ", ".join(wanted))
    return Curve(form, (values[0], values[1], values[2]), source)  # type: ignore[arg-type]


def _bad(why: Text, wanted: str) -> BadInput:
    return BadInput(
        what=Text("生长曲线无法使用", "the growth curve cannot be used"),
        why=why,
        next=Text(f"应为：{wanted}", f"needed: {wanted}"),
    )
