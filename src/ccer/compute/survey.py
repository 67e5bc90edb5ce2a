"""What was found in the field as plain tables: plots, trees, soil layers and parcels, in the units of the equations.

A reader of files makes these rows; a methodology takes them and knows no file. What was not measured is None, never zero.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from typing import Final, Literal

import msgspec

from .result import Adjustment

TreeStatus = Literal["live", "dead", "cut", "existing"]
M2_PER_HA: Final = 10_000.0
MU_PER_HA: Final = 15.0
"""One mu is 1/15 ha."""


class TreeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One tree, shrub or bamboo culm of a sample plot, or several alike.

    Parameters
    ----------
    plot : str
        Name of its plot.
    species : str
        Canonical name, see ``ccer.monitoring.species``.
    dbh_cm, basal_cm : float or None
        Diameter at breast height; diameter at the ground, for seedlings and shrubs. [cm]
    height_m : float or None
        [m]
    crown_m : float or None
        Mean diameter of the crown, for shrubs. [m]
    age_class : float or None
        Of a bamboo culm, in classes of about two years (du). [1]
    count : int
        How many stems the row stands for.
    status : str
        ``live``, ``dead`` (standing), ``cut`` (felled or gone), or ``existing``: alive, and there before the project planted.
    surveyed_on : date or None
        Where a list holds several surveys of one plot.
    row : int
        Where it stands in its file.
    """

    plot: str
    species: str
    dbh_cm: float | None = None
    basal_cm: float | None = None
    height_m: float | None = None
    crown_m: float | None = None
    age_class: float | None = None
    count: int = 1
    status: TreeStatus = "live"
    surveyed_on: dt.date | None = None
    row: int = 0


class PlotSurvey(msgspec.Struct, frozen=True, kw_only=True):
    """One sample plot on one day.

    Parameters
    ----------
    plot, stratum : str
        Name of the plot; stratum it was drawn for, empty where there is only one.
    area_ha : float
        Horizontal area. [ha]
    surveyed_on : date
    slope_deg : float or None
        Slope of the ground. [°]
    longitude, latitude : float or None
        Centre of the plot. [°]
    row : int
        Where it stands in its file.
    """

    plot: str
    area_ha: float
    surveyed_on: dt.date
    stratum: str = ""
    slope_deg: float | None = None
    longitude: float | None = None
    latitude: float | None = None
    row: int = 0


class SoilLayer(msgspec.Struct, frozen=True, kw_only=True):
    """One layer of a soil profile as a laboratory reports it.

    Parameters
    ----------
    plot, stratum, profile, sample : str
    from_cm, to_cm : float
        Depth of its upper and lower limit below the surface. [cm]
    bulk_density : float
        Of dry soil. [g/cm3]
    carbon_percent : float
        Organic carbon by mass of dry soil. [%]
    coarse_percent : float
        Fragments above 2 mm by volume; 0 where the laboratory gives none. [%]
    sampled_on : date or None
    row : int
        Where it stands in its file.
    """

    plot: str
    from_cm: float
    to_cm: float
    bulk_density: float
    carbon_percent: float
    coarse_percent: float = 0.0
    stratum: str = ""
    profile: str = ""
    sample: str = ""
    sampled_on: dt.date | None = None
    row: int = 0


class ParcelArea(msgspec.Struct, frozen=True, kw_only=True):
    """One parcel of a project by its areas.

    Parameters
    ----------
    parcel, stratum : str
    measured_ha : float
        Equal-area measure of its outline. [ha]
    stated_ha : float or None
        As its owner states it. [ha]
    row : int
        Which feature of its file it is, counted from 1.
    """

    parcel: str
    measured_ha: float
    stated_ha: float | None = None
    stratum: str = ""
    row: int = 0

    @property
    def error(self) -> float | None:
        """Stated over measured area, less one. [1]"""
        return None if self.stated_ha is None else self.stated_ha / self.measured_ha - 1


class FieldSurvey(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a methodology of sinks is given: tables in a fixed order, where they came from, what was done to them."""

    plots: tuple[PlotSurvey, ...] = ()
    trees: tuple[TreeRow, ...] = ()
    soil: tuple[SoilLayer, ...] = ()
    parcels: tuple[ParcelArea, ...] = ()
    sources: tuple[str, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()

    def joined(self, other: FieldSurvey) -> FieldSurvey:
        """Both surveys as one, each table in its order."""
        return FieldSurvey(
            plots=tuple(sorted((*self.plots, *other.plots), key=lambda plot: (plot.plot, plot.surveyed_on))),
            trees=(*self.trees, *other.trees),
            soil=(*self.soil, *other.soil),
            parcels=tuple(sorted((*self.parcels, *other.parcels), key=lambda parcel: parcel.parcel)),
            sources=tuple(dict.fromkeys((*self.sources, *other.sources))),
            adjustments=(*self.adjustments, *other.adjustments),
        )

    def trees_of(self) -> dict[tuple[str, dt.date], tuple[TreeRow, ...]]:
        """Trees by plot and day of survey; a plot without trees is there with none.

        A tree without a day belongs to the only survey of its plot.
        """
        found: dict[tuple[str, dt.date], list[TreeRow]] = {(p.plot, p.surveyed_on): [] for p in self.plots}
        days = defaultdict(list)
        for plot in self.plots:
            days[plot.plot].append(plot.surveyed_on)
        for tree in self.trees:
            day = tree.surveyed_on or days[tree.plot][0]
            found[tree.plot, day].append(tree)
        return {key: tuple(trees) for key, trees in found.items()}


def horizontal_area(slope_area: float, slope_deg: float) -> float:
    """Horizontal area of ground measured along its slope.

    Parameters
    ----------
    slope_area : float
        Area measured along the ground. [ha]
    slope_deg : float
        [°]

    Returns
    -------
    float
        [ha]
    """
    return slope_area * math.cos(math.radians(slope_deg))
