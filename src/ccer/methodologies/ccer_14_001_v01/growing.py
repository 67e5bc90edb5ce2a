"""The strata of a design on their curves, as columns: what the Monte Carlo draws, and what the engines work on by the million.

A kind of stratum is pool, measure and form of curve; within a kind every stratum has the same equations, with coefficients of its own.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from ...compute.biomass_growth import FORMS, Form, grown
from ...core.numeric import Numeric
from ...core.text import Text
from . import equations as eq
from .stocks import Column, biomass_of, soil_changes, year_of
from .strata import COEFFICIENTS, Stratum
from .values import Values

EACH: Final = Text("各碳层各自独立", "each stratum by itself")


class Kind(NamedTuple):
    """Strata with the same equations; ``default_roots`` where the ratio of roots follows from the biomass above ground."""

    pool: str
    measure: str
    form: Form
    default_roots: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Area, curve and coefficients, by name."""
        needed = tuple(
            name for name in COEFFICIENTS[self.measure] if not (self.default_roots and name == "root_shoot")
        )
        return ("area", *FORMS[self.form], *needed)


def stand_biomass(kind: Kind, given: Mapping[str, Numeric], age: Numeric) -> Numeric:
    """Biomass above and below ground at an age, on columns of any engine. [t/ha]"""
    size = grown(kind.form, age, *(given[name] for name in FORMS[kind.form]))
    size = size * given["growth"] if "growth" in given else size
    return biomass_of(kind.measure, given, size, default_roots=kind.default_roots)


class GrowingStrata:
    """The trees and bamboo of a design as a `ccer.compute.sources.Source`: area, curve and coefficients of every stratum.

    ``strata.growth`` is 1 for each: its error is that of the whole curve, the same share at every age. Coefficients are constants: two
    strata of one species have its density and its error.
    """

    element = EACH
    constants: frozenset[str] = frozenset(
        f"strata.{name}"
        for names in COEFFICIENTS.values()
        for name in names
        if not name.startswith("regression")
    )

    def __init__(
        self, strata: Iterable[Stratum], times: Column, values: Values, shares: Mapping[str, float]
    ) -> None:
        self.times, self.shares = times, shares
        self.strata = [one for one in strata if one.pool != "shrub"]
        self.kinds: dict[Kind, list[Stratum]] = defaultdict(list)
        for one in self.strata:
            self.kinds[kind_of(one)].append(one)
        self.soil = (
            [soil_changes((one,), times, values) / one.area for one in self.strata]
            if "soil" in shares
            else []
        )
        self.holders: dict[str, list[str]] = defaultdict(list)
        stated: dict[str, list[float]] = defaultdict(list)
        for one in self.strata:
            for name, value in figures(one).items():
                self.holders[name].append(one.name)
                stated[name].append(value)
        self.columns = {f"strata.{name}": np.array(column) for name, column in stated.items()}
        self.labels: dict[str, dict[str, Any]] = {
            f"strata.{name}": {"stratum": np.array(held)} for name, held in self.holders.items()
        }

    @functools.cached_property
    def feeds(self) -> dict[str, frozenset[str]]:
        """Yearly change of a pool -> the columns it comes from."""
        fed = {f"{one.pool}_change": frozenset(self.columns) for one in self.strata}
        if "tree_change" in fed:
            fed |= {f"{pool}_change": fed["tree_change"] for pool in self.shares if pool != "soil"}
        return fed | ({"soil_change": frozenset(("strata.area",))} if self.soil else {})

    def run(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Yearly change of each pool, year by draw. [tCO2e]"""
        found: dict[str, Any] = {}
        for pool in {one.pool for one in self.strata}:
            stock = np.stack([self._stock(pool, given, time) for time in self.times])
            found[f"{pool}_change"] = eq.stock_change(stock[1:], stock[:-1])
        if "tree_change" in found:
            equations = {"dead_wood": eq.dead_wood_stock, "litter": eq.litter_stock}
            for pool in equations.keys() & self.shares.keys():
                found[f"{pool}_change"] = equations[pool](found["tree_change"], self.shares[pool])
        if self.soil:
            found["soil_change"] = np.stack(self.soil, axis=1) @ given["strata.area"]
        return found

    def _stock(self, pool: str, given: Mapping[str, Any], time: float) -> Any:
        """Stock of a pool, one a draw. [tCO2e]"""
        return sum(
            eq.tree_stock(stand_biomass(kind, held, self._age(strata, time)), held["area"], held["carbon"])
            for kind, strata in self.kinds.items()
            if kind.pool == pool
            for held in [self._held(kind, strata, given)]
        )

    def _held(self, kind: Kind, strata: list[Stratum], given: Mapping[str, Any]) -> dict[str, Any]:
        """Columns of the strata of a kind."""
        names = {one.name for one in strata}
        held = {}
        for name in (*kind.columns, "growth"):
            places = [n for n, holder in enumerate(self.holders[name]) if holder in names]
            held[name] = given[f"strata.{name}"][places]
        return held

    def _age(self, strata: list[Stratum], time: float) -> Column:
        ages = [[min(time - year_of(one.planted), one.stable_age)] for one in strata]
        return np.array(ages)


def kind_of(stratum: Stratum) -> Kind:
    ratio = stratum.coefficients.get("root_shoot", 0.0)
    return Kind(stratum.pool, stratum.measure, stratum.curve.form, bool(np.isnan(ratio)))


def figures(stratum: Stratum) -> dict[str, float]:
    """What may be in error of a stratum, by name."""
    names = FORMS[stratum.curve.form]
    curve = {name: float(one) for name, one in zip(names, stratum.curve.coefficients, strict=True)}
    held = {name: value for name, value in stratum.coefficients.items() if not np.isnan(value)}
    return {"area": stratum.area, "growth": 1.0, **curve, **held}
