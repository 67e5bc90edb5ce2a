"""Carbon stocks along growth curves: of the strata of one design, and of a million parcels at once in blocks of columns."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...compute.biomass_growth import Curve
from ...compute.biomass_stand import REGRESSIONS, carbon_dioxide, default_root_shoot
from ...compute.result import Reason
from ...core.dates import ONE_DAY
from ...core.numeric import Numeric
from ...core.text import Text
from . import equations as eq
from . import equations_soil_fire as soil_eq
from .strata import Stratum, positive
from .values import Values

BLOCK: Final = 2048
"""Parcels at a time: their columns stay in the processor's cache."""
FOREST: Final = Text(
    "区域森林平均地上生物量由使用者填入；方法学的取值未读到",
    "above-ground biomass of the region's forests entered by the user; the value of the methodology was not read",
)
Column = NDArray[np.float64]


class Stands(NamedTuple):
    """Parcels as columns of one length, each a stand with its curve of stem volume.

    Parameters
    ----------
    area : array
        [ha]
    planted : array
        Day of planting as a year with its fraction, see `year_of`. [year]
    density, expansion, root_shoot, carbon : array
        Coefficients of the volume method.
    curve : Curve
        Its coefficients are arrays of the same length. [m^3/ha]
    """

    area: Column
    planted: Column
    density: Column
    expansion: Column
    root_shoot: Column
    carbon: Column
    curve: Curve

    def part(self, some: slice) -> Stands:
        """Some of the parcels, each column upright so that it meets the times."""
        area, planted, density, expansion, root_shoot, carbon = (
            upright(column, some) for column in self[:-1]
        )
        first, second, third = (upright(one, some) for one in self.curve.coefficients)
        held = Curve(self.curve.form, (first, second, third), self.curve.source)
        return Stands(area, planted, density, expansion, root_shoot, carbon, held)


def upright(column: Any, some: slice) -> Column:
    """Some of a column, one row each."""
    return np.asarray(np.asarray(column, dtype=float)[some, None])


def year_of(day: dt.date) -> float:
    """The beginning of a day as a year with its fraction: 2024-01-01 is 2024.0. [year]"""
    length = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1) / length


def after(day: dt.date) -> float:
    """The end of a day as a year with its fraction. [year]"""
    return year_of(day + ONE_DAY)


def ex_ante_columns(
    stands: Stands, times: Column, nonpermanence_share: float, *, block: int = BLOCK
) -> Column:
    """Expected net removals of many parcels, without baseline and leakage.

    Parameters
    ----------
    stands : Stands
    times : array
        Ends of the intervals, the beginning of the first one first. [year]
    nonpermanence_share : float
        [1]
    block : int
        Parcels at a time.

    Returns
    -------
    array
        Parcel by interval. [tCO2e]
    """
    removals = np.empty((len(stands.area), len(times) - 1))
    for first in range(0, len(stands.area), block):
        some = slice(first, first + block)
        held = stands.part(some)
        whole = eq.volume_biomass(held.density, held.area, held.expansion, held.root_shoot)
        stock = held.curve.at(times - held.planted) * carbon_dioxide(whole, held.carbon)
        change = eq.stock_change(stock[:, 1:], stock[:, :-1])
        removals[some] = eq.emission_reductions(change, 0.0, 0.0, nonpermanence_share)
    return removals


def stand_biomass(stratum: Stratum, times: Column) -> Column:
    """Biomass above and below ground at each time. [t/ha]"""
    age = np.minimum(times - year_of(stratum.planted), stratum.stable_age)
    default_roots = bool(np.isnan(stratum.coefficients.get("root_shoot", 0.0)))
    size = stratum.curve.at(age)
    return np.asarray(biomass_of(stratum.measure, stratum.coefficients, size, default_roots=default_roots))


def biomass_of(
    measure: str, held: Mapping[str, Numeric], size: Numeric, *, default_roots: bool = False
) -> Numeric:
    """Biomass above and below ground from what a curve gives, on columns of any engine and on cells. [t/ha]

    Parameters
    ----------
    measure : str
        What the curve gives: ``volume``, ``bcef``, ``power`` and ``linear`` [m3/ha], ``above`` or ``biomass`` [t/ha].
    held : mapping
        The coefficients of `strata.COEFFICIENTS`.
    size : numeric
    default_roots : bool
        The ratio of roots follows from the biomass above ground.
    """
    if measure == "volume":
        return eq.volume_biomass(held["density"], size, held["expansion"], held["root_shoot"])
    if measure == "bcef":
        return eq.bcef_biomass(held["bcef"], size, held["root_shoot"])
    if measure == "biomass":
        return size
    regression = REGRESSIONS.get(measure)
    above = regression(size, held["regression_a"], held["regression_b"]) if regression else size
    return eq.tree_biomass(above, default_root_shoot(above) if default_roots else held["root_shoot"])


def pool_stock(pool: str, strata: tuple[Stratum, ...], times: Column, values: Values) -> Column:
    """Stock of one pool over all its strata, at each time. [tCO2e]"""
    chosen = [stratum for stratum in strata if stratum.pool == pool]
    if not chosen:
        return np.zeros(len(times))
    area = np.array([[stratum.area] for stratum in chosen])
    if pool == "shrub":
        cover = np.stack([one.curve.at(times - year_of(one.planted)) for one in chosen])
        return shrub_stock(area, cover, values)
    biomass = np.stack([stand_biomass(stratum, times) for stratum in chosen])
    carbon = np.array([[stratum.coefficients["carbon"]] for stratum in chosen])
    return np.asarray(eq.tree_stock(biomass, area, carbon))


def shrub_stock(area: Column, cover: Column, values: Values) -> Column:
    """Stock of shrubs from area and crown cover, summed over the first axis. [tCO2e]"""
    biomass = eq.shrub_biomass(
        forest_biomass(values), values.number("shrub.ratio"), cover, values.number("shrub.cover_min")
    )
    carbon, roots = values.number("shrub.carbon_fraction"), values.number("shrub.root_shoot")
    return np.asarray(eq.shrub_stock(area, biomass, carbon, roots))


def forest_biomass(values: Values) -> float:
    """Above-ground biomass of the region's forests, which a project with shrubs must give. [t/ha]"""
    field = "forest_biomass_t_ha"
    values.because(Reason(field, "uncertain", FOREST))
    return positive(values.project, field, values.project.design.get(field))


def soil_changes(strata: tuple[Stratum, ...], times: Column, values: Values) -> Column:
    """Change of soil organic carbon in each interval. [tCO2e]"""
    chosen = [(stratum, stratum.soil) for stratum in strata if stratum.soil is not None]
    if not chosen:
        return np.zeros(len(times) - 1)
    years = values.number("soil.years")
    rates, counted = [], []
    for stratum, held in chosen:
        rates.append(soil_rate(held, values))
        begun = year_of(stratum.planted)
        inside = np.clip(times, begun, begun + years)
        counted.append(np.diff(inside))
    area = np.array([[stratum.area] for stratum, _ in chosen])
    return np.asarray(soil_eq.soil_change(area, np.array(rates)[:, None], np.stack(counted)))


def soil_rate(held: dict[str, float], values: Values) -> float:
    """Yearly gain of soil organic carbon of a stratum. [tC/ha/year]"""
    initial = soil_eq.soil_initial(held["reference"], held["land_use"], held["management"], held["input"])
    lost = soil_eq.soil_loss(
        initial,
        held["disturbed_share"],
        values.number("soil.disturbed_share_max"),
        values.number("soil.loss_share"),
    )
    years, most = values.number("soil.years"), values.number("soil.rate_max")
    return float(soil_eq.soil_rate(held["reference"], initial, lost, years, most))
