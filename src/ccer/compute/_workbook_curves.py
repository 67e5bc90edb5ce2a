"""Growth curves and the default share of roots for numbers and cells alike, with the limits that `biomass_growth` sets at age 0."""

from __future__ import annotations

from typing import Final

from ..core.numeric import Numeric, exp, log, maximum, minimum, where
from .biomass_growth import korf, logistic, richards
from .biomass_stand import ROOT_EXPONENT, ROOT_INTERCEPT


def curve_at(form: str, age: Numeric, first: Numeric, second: Numeric, third: Numeric) -> Numeric:
    """Value of a curve at an age, 0 before planting: what `biomass_growth.Curve.at` gives. [unit of the limit]"""
    if form == "richards":
        return richards(maximum(age, 0), first, second, third)
    function = {"logistic": logistic, "korf": korf}[form]
    return where(age > 0, function(where(age > 0, age, 1), first, second, third), 0)


def default_ratio(above: Numeric) -> Numeric:
    """`biomass_stand.default_root_shoot` on a cell. [1]"""
    held = where(above > 0, above, 1)
    return where(above > 0, exp(ROOT_INTERCEPT + ROOT_EXPONENT * log(held)) / held, 0)


def by_power(volume: Numeric, a: Numeric, b: Numeric) -> Numeric:
    """`biomass_stand.power_regression` on a cell. [t/ha]"""
    return a * volume**b


def by_line(volume: Numeric, a: Numeric, b: Numeric) -> Numeric:
    """`biomass_stand.linear_regression` on a cell. [t/ha]"""
    return where(volume > 0, maximum(a + b * volume, 0), 0)


REGRESSIONS: Final = {"power": by_power, "linear": by_line}


def years_inside(then: Numeric, now: Numeric, begun: Numeric, years: Numeric) -> Numeric:
    """Years of an interval that lie within so many years from the beginning. [year]"""

    def held(time: Numeric) -> Numeric:
        return minimum(maximum(time, begun), begun + years)

    return held(now) - held(then)
