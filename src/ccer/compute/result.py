"""What a calculation gives: per calendar year, every quantity of the equations, whole tonnes, and what they rest on."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from ..core.asof import DatedValue, Mark
from ..core.text import Text

Kind = Literal["ex-ante", "ex-post"]


class Reason(msgspec.Struct, frozen=True):
    """One value that makes a result provisional."""

    name: str
    mark: Mark
    why: Text


class YearResult(msgspec.Struct, frozen=True):
    """One calendar year (or the part of it inside the period).

    Parameters
    ----------
    year : int
    first_day, last_day : date
        Both ends included.
    days, year_days : int
        Days inside the period; 365 or 366.
    values : dict
        Quantity name -> value, in the unit of the methodology's quantity table, in the order of the equations.
    tonnes : int
        Reductions, rounded down. [tCO2e]
    factor : str
        Label of the grid factor used, "" where none is.
    provisional : tuple of Reason
    """

    year: int
    first_day: dt.date
    last_day: dt.date
    days: int
    year_days: int
    values: dict[str, float]
    tonnes: int
    factor: str = ""
    provisional: tuple[Reason, ...] = ()


class Adjustment(msgspec.Struct, frozen=True):
    """One correction made to what was metered, for the QA log."""

    where: str
    what: Text
    before: float
    after: float
    unit: str
    cite: str


class Interval(msgspec.Struct, frozen=True):
    """How sure a quantity is.

    Parameters
    ----------
    low, high : float
        Ends of the interval. [tCO2e]
    confidence : float
        E.g. 0.9. [1]
    relative : float
        Half-width over the estimate. [1]
    method : Text
        The estimator: that of the methodology, or Monte Carlo with its draws and seed.
    drivers : tuple of (str, float)
        Inputs by their share of the variance, largest first. [1]
    """

    low: float
    high: float
    confidence: float
    relative: float
    method: Text
    drivers: tuple[tuple[str, float], ...] = ()


class Calculation(msgspec.Struct, frozen=True):
    """The reductions of one project over a period under one version of a methodology.

    ``tonnes`` is the total by the stated rounding practice and ``annual_mean_tonnes`` its floored yearly mean; both whole. [tCO2e]
    """

    methodology: str
    in_force_since: dt.date
    kind: Kind
    on: dt.date
    period: tuple[dt.date, dt.date]
    practice: str
    years: tuple[YearResult, ...]
    tonnes: int
    annual_mean_tonnes: int
    parameters: tuple[DatedValue, ...] = ()
    provisional: tuple[Reason, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    inputs: dict[str, object] = {}
    interval: Interval | None = None
