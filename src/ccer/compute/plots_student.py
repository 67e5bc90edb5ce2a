"""Student's t to the last digits of a float: the incomplete beta function by its continued fraction, inverted by bisection."""

from __future__ import annotations

import functools
import math
from statistics import NormalDist
from typing import Final

_TINY: Final = 1e-300
_TERMS: Final = 1000
_HALVINGS: Final = 200


@functools.cache
def student_t(confidence: float, degrees: float) -> float:
    """Two-sided quantile: within plus and minus this lies the share ``confidence`` of Student's distribution.

    Parameters
    ----------
    confidence : float
        Above 0 and below 1, e.g. 0.9. [1]
    degrees : float
        Degrees of freedom; ``math.inf`` for the normal distribution.

    Returns
    -------
    float
        E.g. 1.812 for 0.9 and 10, 1.645 for 0.9 and infinitely many. [1]

    Raises
    ------
    ValueError
        If either is out of range.
    """
    if not (0 < confidence < 1 and degrees > 0):
        raise ValueError(f"no Student t for confidence {confidence} and {degrees} degrees of freedom")
    if math.isinf(degrees):
        return NormalDist().inv_cdf((1 + confidence) / 2)
    low, high = 0.0, 1.0
    while within(high, degrees) < confidence:
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if within(middle, degrees) < confidence else (low, middle)
    return high


def within(t: float, degrees: float) -> float:
    """Share of Student's distribution between -t and t. [1]"""
    if t <= 0:
        return 0.0
    return 1 - _beta(degrees / (degrees + t * t), degrees / 2, 0.5)


def _beta(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Its continued fraction, by Lentz's rule."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _TERMS):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _away(1 + step * d)
            c = _away(1 + step / c)
            value *= c * d
        if abs(c * d - 1) < 1e-16:
            break
    return value


def _away(value: float) -> float:
    """Not nought, so that it can be divided by."""
    return value if abs(value) > _TINY else _TINY
