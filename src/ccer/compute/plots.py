"""Sample plots: biomass of a plot from its trees, the stratified random estimator with its error, and how many plots are needed.

For methodologies of sinks. Plot values are arrays, one for each stratum; a mean is per hectare, a total is mean times area. What an
error costs in credits is in `ccer.compute.plots_precision`; Student's t is in `ccer.compute.plots_student`::

    estimate = stratified([12.0, 30.0], [[41.2, 38.0, 44.1], [61.0, 58.5, 66.3]])     # areas [ha], plots [t/ha]
    estimate.total, estimate.relative, estimate.interval
    change = stratified_change(areas, plots_then, plots_now)                          # the same plots measured twice
    plots_needed([12.0, 30.0], [6.0, 9.0], plot_area=0.06, mean=55.0).allocation
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..core.errors import BadInput
from ..core.text import Text
from .plots_student import student_t

__all__ = [
    "Estimate",
    "PlotNumber",
    "StratumEstimate",
    "combined_change",
    "plot_sums",
    "plots_needed",
    "stratified",
    "stratified_change",
    "student_t",
]

Allocation = Literal["neyman", "proportional"]
CONFIDENCE: Final = 0.9
ALLOWED_ERROR: Final = 0.1
PLOTS_MIN: Final = 3
"""Fewest plots of a stratum in a plan of sampling; good practice."""
SMALL_SHARE: Final = 0.05
"""Up to this share of the possible plots the shorter formula stands for the other."""
LARGE: Final = 30
"""From so many plots on t is that of infinitely many degrees of freedom."""


class StratumEstimate(NamedTuple):
    """One stratum: its weight, how many plots, their mean and their standard deviation (n - 1). Per hectare."""

    weight: float
    plots: int
    mean: float
    deviation: float


class Estimate(NamedTuple):
    """What the plots say of the whole area.

    Parameters
    ----------
    area : float
        Of all strata. [ha]
    mean, error : float
        Mean per hectare and its standard error.
    degrees : int
        Degrees of freedom: plots less strata.
    t_value : float
        Student's t, two-sided. [1]
    confidence : float
        [1]
    strata : tuple of StratumEstimate
    """

    area: float
    mean: float
    error: float
    degrees: int
    t_value: float
    confidence: float
    strata: tuple[StratumEstimate, ...]

    @property
    def total(self) -> float:
        """Mean times area."""
        return self.area * self.mean

    @property
    def half_width(self) -> float:
        """Half the interval of the mean. Per hectare."""
        return self.t_value * self.error

    @property
    def relative(self) -> float:
        """Half-width over the size of the mean (E3.28); 0 where both are 0, infinite where only the mean is. [1]"""
        if self.half_width == 0:
            return 0.0
        return self.half_width / abs(self.mean) if self.mean else math.inf

    @property
    def interval(self) -> tuple[float, float]:
        """Ends of the interval of the total."""
        spread = self.area * self.half_width
        return self.total - spread, self.total + spread

    @property
    def plots(self) -> int:
        return sum(stratum.plots for stratum in self.strata)


class PlotNumber(NamedTuple):
    """Plots needed: in all, by stratum, the t they were worked out with, and the possible plots."""

    plots: int
    allocation: tuple[int, ...]
    t_value: float
    possible: float


def plot_sums(
    values: ArrayLike, plot_of: ArrayLike, plot_area: ArrayLike, per: float = 1000.0
) -> NDArray[Any]:
    """Values of trees brought to a hectare of their plot (E3.8).

    Parameters
    ----------
    values : array
        One for each tree. [kg]
    plot_of : array of int
        Place of its plot in ``plot_area``.
    plot_area : array
        Horizontal area of each plot. [ha]
    per : float
        Values in one unit of the result: 1000 kg are a tonne.

    Returns
    -------
    array
        One for each plot; 0 where it has no tree. [t/ha]
    """
    areas = np.asarray(plot_area, dtype=float)
    if not (areas > 0).all():
        raise _bad(Text("样地面积须大于 0", "the area of a plot must exceed 0"))
    sums = np.bincount(np.asarray(plot_of, dtype=np.int64), np.asarray(values, dtype=float), len(areas))
    return np.asarray(sums / (per * areas))


def stratified(
    areas: Sequence[float],
    samples: Sequence[ArrayLike],
    confidence: float = CONFIDENCE,
    t_value: float | None = None,
) -> Estimate:
    """Stratified random estimator (E3.26 to E3.28).

    Parameters
    ----------
    areas : sequence of float
        Area of each stratum. [ha]
    samples : sequence of array
        Plot values of each stratum, per hectare.
    confidence : float
        Two-sided. [1]
    t_value : float, optional
        Where a methodology fixes it; else Student's t for the degrees of freedom.

    Raises
    ------
    BadInput
        If a stratum with area has fewer than two plots, or a value is not a number.
    """
    drawn = [np.asarray(sample, dtype=float) for sample in samples]
    sizes = np.asarray(areas, dtype=float)
    _check(sizes, drawn)
    whole = float(sizes.sum())
    strata = tuple(
        StratumEstimate(float(size / whole), len(plots), float(plots.mean()), float(plots.std(ddof=1)))
        for size, plots in zip(sizes, drawn, strict=True)
    )
    degrees = sum(stratum.plots for stratum in strata) - len(strata)
    mean = math.fsum(s.weight * s.mean for s in strata)
    variance = math.fsum((s.weight * s.deviation) ** 2 / s.plots for s in strata)
    held = student_t(confidence, degrees) if t_value is None else t_value
    return Estimate(whole, mean, math.sqrt(variance), degrees, held, confidence, strata)


def stratified_change(
    areas: Sequence[float],
    then: Sequence[ArrayLike],
    now: Sequence[ArrayLike],
    confidence: float = CONFIDENCE,
    t_value: float | None = None,
) -> Estimate:
    """Change by measuring the same plots again (E3.29): the estimator on the differences, plot by plot in the same order."""
    pairs = [(np.asarray(a, dtype=float), np.asarray(b, dtype=float)) for a, b in zip(then, now, strict=True)]
    if any(len(a) != len(b) for a, b in pairs):
        raise _bad(Text("两次调查的样地不同", "the plots of the two surveys are not the same"))
    return stratified(areas, [b - a for a, b in pairs], confidence, t_value)


def combined_change(then: Estimate, now: Estimate) -> Estimate:
    """Change between two surveys with plots of their own: errors of the totals add in squares; per hectare of the later area."""
    error = math.hypot(then.area * then.error, now.area * now.error) / now.area
    mean = (now.total - then.total) / now.area
    degrees = min(then.degrees, now.degrees)
    t_value = max(then.t_value, now.t_value)
    return Estimate(now.area, mean, error, degrees, t_value, now.confidence, now.strata)


def plots_needed(
    areas: Sequence[float],
    deviations: Sequence[float],
    *,
    plot_area: float,
    mean: float,
    allowed_error: float = ALLOWED_ERROR,
    confidence: float = CONFIDENCE,
    plots_min: int = PLOTS_MIN,
    allocation: Allocation = "neyman",
) -> PlotNumber:
    """Plots for an allowed error, shared out by weight times deviation (E3.23 to E3.25), or by weight alone.

    Parameters
    ----------
    areas : sequence of float
        Area of each stratum. [ha]
    deviations : sequence of float
        Standard deviation of each stratum, from an earlier survey or an estimate, per hectare.
    plot_area : float
        [ha]
    mean : float
        Expected mean per hectare.
    allowed_error : float
        Share of the mean. [1]
    plots_min : int
        Fewest plots of a stratum.
    allocation : str
        ``neyman``: by weight times deviation, the fewest plots. ``proportional``: by weight; the mean of the strata's variances then
        takes the place of the square of their mean deviation, since that is the variance of a mean so sampled.

    Returns
    -------
    PlotNumber
        t is that of infinitely many degrees; below 30 plots the number is the least that is enough with the t of its own degrees.
    """
    sizes, spread = np.asarray(areas, dtype=float), np.asarray(deviations, dtype=float)
    if not (mean > 0 and plot_area > 0 and (sizes > 0).all() and (spread >= 0).all() and allowed_error > 0):
        raise _bad(Text("面积、均值和允许误差须大于 0", "areas, mean and allowed error must exceed 0"))
    weights, possible = sizes / sizes.sum(), float(sizes.sum() / plot_area)
    error, strata = allowed_error * mean, len(sizes)
    t_value = student_t(confidence, math.inf)
    number = max(strata + 1, up(_number(weights, spread, possible, error, t_value, allocation)))
    if number < LARGE:
        t_value = student_t(confidence, number - strata)
        while number < up(_number(weights, spread, possible, error, t_value, allocation)):
            number += 1
            t_value = student_t(confidence, number - strata)
    shares = weights * spread if allocation == "neyman" else weights
    return _shared_out(number, shares, possible, weights, plots_min, t_value)


def up(value: float) -> int:
    """A number of plots, rounded up; binary noise is no plot."""
    return int(-((1e-9 - value) // 1))


def _number(
    weights: NDArray[Any],
    spread: NDArray[Any],
    possible: float,
    error: float,
    t: float,
    allocation: Allocation,
) -> float:
    """E3.24, or E3.23 where that would be more than a twentieth of the possible plots."""
    squared = float((weights * spread**2).sum())
    variance = float((weights * spread).sum()) ** 2 if allocation == "neyman" else squared
    simple = (t / error) ** 2 * variance
    if simple < SMALL_SHARE * possible:
        return simple
    return possible * t**2 * variance / (possible * error**2 + t**2 * squared)


def _shared_out(
    number: int, shares: NDArray[Any], possible: float, weights: NDArray[Any], least: int, t_value: float
) -> PlotNumber:
    """E3.25: by weight times deviation, each rounded up, at least ``least``, at most the possible plots of the stratum."""
    whole = float(shares.sum())
    wanted = number * (shares / whole if whole else weights)
    allocation = tuple(
        min(max(least, up(float(part))), max(least, int(possible * weight)))
        for part, weight in zip(wanted, weights.tolist(), strict=True)
    )
    return PlotNumber(sum(allocation), allocation, t_value, possible)


def _check(areas: NDArray[Any], samples: list[NDArray[Any]]) -> None:
    if not len(areas) or len(areas) != len(samples):
        raise _bad(Text("每个碳层须有面积和样地", "each stratum needs an area and plots"))
    if not (areas > 0).all():
        raise _bad(Text("碳层面积须大于 0", "the area of a stratum must exceed 0"))
    for number, plots in enumerate(samples, 1):
        if plots.ndim != 1 or len(plots) < 2:
            raise _bad(
                Text(f"第 {number} 个碳层不足 2 个样地", f"stratum {number} has fewer than 2 plots"),
                Text("每个碳层至少 2 个样地才有误差", "an error needs at least 2 plots in each stratum"),
            )
        if not np.isfinite(plots).all():
            raise _bad(
                Text(f"第 {number} 个碳层有不是数的样地值", f"a plot of stratum {number} is not a number")
            )


def _bad(why: Text, then: Text | None = None) -> BadInput:
    return BadInput(
        what=Text("样地数据无法使用", "the plot data cannot be used"),
        why=why,
        next=then or Text("核对样地表和碳层面积", "check the list of plots and the areas of the strata"),
    )
