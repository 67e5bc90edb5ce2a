"""The strata of a coastal design as columns for the Monte Carlo: area, growth as a whole, soil as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..core.text import Text
from .coastal import CoastalPlan, Held, YearInputs, year_columns
from .coastal_strata import Stratum
from .methodology import run_steps

EACH: Final = Text("各碳层各自独立", "each stratum by itself")
FED: Final = ("biomass_change", "soil_change", "soil_gas_emissions", "baseline_stock_change")


class GrowingStrata:
    """The strata of a design as a `ccer.compute.sources.Source`.

    ``strata.growth`` and ``strata.soil`` are 1 for each: their error is the same share of the stated growth, or of the stated or default
    rate of the soil, in every year.

    Parameters
    ----------
    years : sequence of YearInputs
        One for each part of the period.
    changes : array
        Change of biomass, part by stratum. [tCO2]
    """

    element = EACH
    constants = frozenset[str]()

    def __init__(
        self,
        plan: CoastalPlan,
        strata: tuple[Stratum, ...],
        years: Sequence[YearInputs],
        changes: Sequence[Sequence[float]],
        held: Held,
    ) -> None:
        self.plan, self.years, self.held = plan, years, held
        self.areas = np.array([one.area for one in strata])
        self.per_hectare = np.array(changes) / self.areas
        ones = np.ones(len(strata))
        self.columns = {"strata.area": self.areas, "strata.growth": ones, "strata.soil": ones}
        self.labels: dict[str, dict[str, Any]] = {name: {} for name in self.columns}
        self.feeds = dict.fromkeys(FED, frozenset(self.columns))

    def run(self, given: Mapping[str, Any]) -> dict[str, NDArray[np.float64]]:
        """Yearly change of plants, soil and gases, year by draw. [tCO2e]"""
        done = [self._year(number, given) for number in range(len(self.years))]
        return {name: np.stack(np.broadcast_arrays(*(year[name] for year in done))) for name in FED}

    def _year(self, number: int, given: Mapping[str, Any]) -> dict[str, Any]:
        year, area = self.years[number], given["strata.area"]
        grown = (self.per_hectare[number][:, None] * area * given["strata.growth"]).sum(axis=0)
        methane, nitrous = (np.asarray(one)[:, None] for one in (year.methane, year.nitrous))
        rate = np.asarray(year.soil_rate)[:, None] * given["strata.soil"]
        drawn = year._replace(
            area=area, soil_rate=rate, methane=methane, nitrous=nitrous, biomass_change=grown
        )
        done = run_steps(self.plan.years, year_columns(drawn, self.held.numbers))
        return {name: np.atleast_1d(done[name]) for name in FED}
