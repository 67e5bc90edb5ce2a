"""Chains of equations for the Monte Carlo: from a calculation's yearly quantities, or from the rows of a plan's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .calculate import Data
from .engines import FACTOR, KEYS
from .methodology import Branch, Methodology, Plan, Step, run_steps
from .result import Calculation

Floats = NDArray[np.float64]


class Path:
    """The equations that lead from inputs to a quantity: each is used where it gives back the value the calculation has."""

    def __init__(self, steps: tuple[Step, ...], columns: Mapping[str, Floats], kept: frozenset[str]) -> None:
        self.steps, self.kept = steps, kept
        self.exact = {name: values[..., None] for name, values in columns.items()}
        self.order: list[Step] = []
        self.leaves: list[str] = []
        self._seen: set[str] = set()
        self._open: set[str] = set()

    def need(self, name: str) -> None:
        """Find how a quantity comes about, and first what it comes from."""
        if name in self._seen:
            return
        self._seen.add(name)
        self._open.add(name)
        step = self._step(name)
        if step is None:
            self.leaves.append(name)
        else:
            for source in step.sources():
                if isinstance(source, str):
                    self.need(source)
            self.order.append(step)
        self._open.remove(name)

    def run(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return run_steps(tuple(self.order), given)

    def _step(self, name: str) -> Step | None:
        for step in self.steps:
            sources = [source for source in step.sources() if isinstance(source, str)]
            known = all(source in self.exact and source not in self._open for source in sources)
            if step.name == name and name not in self.kept and known:
                value = step.run(self.exact)
                if np.allclose(value, self.exact[name], rtol=1e-9, atol=1e-9):
                    return step
        return None


def columns_by_year(methodology: Methodology, calculation: Calculation) -> dict[str, Floats]:
    """Quantities by year, dated parameters, and the design's fuels by fuel and year."""
    prefix = methodology.plan.parameter("")
    columns = {
        value.name.removeprefix(prefix): np.asarray(value.number)
        for value in calculation.parameters
        if value.name.startswith(prefix) and isinstance(value.value, (int, float))
    }
    for name in calculation.years[0].values:
        columns[name] = np.array([year.values[name] for year in calculation.years])
    fuels = calculation.inputs.get("fuels")
    if isinstance(fuels, list) and fuels:
        share = np.array([year.days / year.year_days for year in calculation.years])
        columns["fuel_consumed"] = np.array([row["annual_quantity"] for row in fuels])[:, None] * share
        for name in fuels[0]:
            if name not in ("fuel", "unit", "annual_quantity"):
                columns[name] = np.array([row[name] for row in fuels], float)[:, None]
    return columns


class Sums:
    """A plan on rows and draws: row equations, sums by project and year, equations of the year, all added up."""

    def __init__(self, plan: Plan, data: Data, result: Mapping[str, Any]) -> None:
        self.plan = plan
        keys = list(zip(*(result[key].tolist() for key in KEYS), strict=True))
        at = {key: place for place, key in enumerate(keys)}
        self.size = len(keys)
        self.places = {
            branch.table: np.array([at[key] for key in _pairs(data[branch.table], *KEYS)], np.int64)
            for branch in plan.branches
            if np.size(data.get(branch.table, {}).get("year", ()))
        }
        grids = dict(_pairs(data["projects"], "project", "grid"))
        rows = {key: place for place, key in enumerate(_pairs(data["factors"], "grid", "year"))}
        self.factors = np.array([rows[grids[project], year] for project, year in keys])

    def total(self, columns: Mapping[str, Any]) -> Any:
        """Reductions of all projects and years."""
        table: dict[str, Any] = {FACTOR: columns[f"factors.{FACTOR}"][self.factors]}
        for branch in self.plan.branches:
            table |= self._reduce(branch, columns)
        return run_steps(self.plan.years, table)[self.plan.tonnes].sum(axis=0)

    def _reduce(self, branch: Branch, columns: Mapping[str, Any]) -> dict[str, Any]:
        if branch.table not in self.places:
            return {name: np.zeros((self.size, 1)) for name in branch.results}
        prefix = f"{branch.table}."
        # A first axis of one row: a sum sign over it is the row itself.
        rows = {n.removeprefix(prefix): v[None] for n, v in columns.items() if n.startswith(prefix)}
        done = run_steps(branch.steps, rows)
        if branch.total is not None:
            return {branch.total.name: self._add(branch.table, branch.total.run(done))}
        return {name: self._add(branch.table, done[name][0]) for name in branch.sums}

    def _add(self, table: str, values: Floats) -> Floats:
        """Sums of rows by project and year."""
        place = self.places[table]
        order = np.argsort(place, kind="stable")
        present, starts = np.unique(place[order], return_index=True)
        sums = np.zeros((self.size, values.shape[-1]))
        sums[present] = np.add.reduceat(values[order], starts, axis=0)
        return sums


def _pairs(table: Mapping[str, Any], one: str, other: str) -> Iterator[tuple[Any, Any]]:
    return zip(np.asarray(table[one]).tolist(), np.asarray(table[other]).tolist(), strict=True)
