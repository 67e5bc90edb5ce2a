"""Plots by their biomass: rows worked out from tree lists, or given as they are; surveys a few weeks long taken as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

SURVEY_GAP_DAYS: Final = 183
"""Plots measured further apart than this belong to two surveys."""


class PlotBiomass(msgspec.Struct, frozen=True, kw_only=True):
    """One plot on one day.

    Parameters
    ----------
    plot, stratum : str
    surveyed_on : date
    biomass : float
        Above and below ground. [t/ha]
    carbon : float
        Carbon of it. [tC/ha]
    pool : str
        ``tree`` or ``bamboo``.
    """

    plot: str
    stratum: str
    surveyed_on: dt.date
    biomass: float
    carbon: float
    pool: str = "tree"


class PlotTable(msgspec.Struct, frozen=True, kw_only=True):
    """Plots and the measured area of each stratum. [ha]"""

    rows: tuple[PlotBiomass, ...]
    areas: dict[str, float]
    source: str = ""


class Survey(NamedTuple):
    """Plots measured at one time; ``on`` is the last day."""

    on: dt.date
    rows: tuple[PlotBiomass, ...]

    def samples(self, strata: Iterable[str], of: str) -> list[NDArray[np.float64]]:
        """Values of the plots of each stratum, in order of the plots' names; ``of`` is ``biomass`` or ``carbon``."""
        ordered = sorted(self.rows, key=lambda row: row.plot)
        return [np.array([getattr(row, of) for row in ordered if row.stratum == name]) for name in strata]

    def plots(self) -> set[tuple[str, str]]:
        return {(row.stratum, row.plot) for row in self.rows}


def surveys_of(rows: Iterable[PlotBiomass]) -> tuple[Survey, ...]:
    """Rows by survey, in time order."""
    ordered = sorted(rows, key=lambda row: (row.surveyed_on, row.stratum, row.plot))
    found: list[list[PlotBiomass]] = []
    for row in ordered:
        if not found or (row.surveyed_on - found[-1][-1].surveyed_on).days > SURVEY_GAP_DAYS:
            found.append([])
        found[-1].append(row)
    return tuple(Survey(rows[-1].surveyed_on, tuple(rows)) for rows in found)


def sum_by(values: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Values added up by name."""
    found: dict[str, float] = {}
    for name, value in values:
        found[name] = found.get(name, 0.0) + value
    return found


def shares_by_name(areas: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Names and areas side by side, in order of the names. [ha]"""
    names = tuple(sorted(areas))
    return names, tuple(areas[name] for name in names)
