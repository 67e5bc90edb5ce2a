"""Chains of equations for the Monte Carlo: from yearly quantities, from what these come from, from rows of many projects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..core.text import Text
from .calculate import WHOLE, Data, calculate, columns_of
from .engines import FACTOR, KEYS
from .methodology import Branch, Methodology, Plan, Step, run_steps
from .result import Calculation
from .sources import Source

Floats = NDArray[np.float64]


class Path:
    """The equations that lead from inputs to a quantity: each is used where it gives back the value the calculation has.

    ``kept`` are taken as inputs though an equation gives them. A quantity one of whose columns in a source has an error is taken from it.
    """

    def __init__(
        self,
        steps: tuple[Step, ...],
        columns: Mapping[str, Floats],
        kept: Collection[str],
        sources: Iterable[Source] = (),
    ) -> None:
        self.steps, self.kept = steps, frozenset(kept)
        self.sources = {
            name: source
            for source in sources
            for name, fed_by in source.feeds.items()
            if name not in self.kept and fed_by & self.kept
        }
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
        if name in self.sources:
            self.leaves += [one for one in sorted(self.sources[name].feeds[name]) if one not in self.leaves]
        elif step is None:
            self.leaves.append(name)
        else:
            for source in step.sources():
                if isinstance(source, str):
                    self.need(source)
            self.order.append(step)
        self._open.remove(name)

    def run(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(given)
        for source in dict.fromkeys(self.sources.values()):
            made = source.run(given)
            found |= {name: made[name] for name, held in self.sources.items() if held is source}
        return run_steps(tuple(self.order), found)

    def _step(self, name: str) -> Step | None:
        for step in self.steps:
            sources = [source for source in step.sources() if isinstance(source, str)]
            known = all(source in self.exact and source not in self._open for source in sources)
            if step.name == name and name not in self.kept and known:
                value = step.run(self.exact)
                if np.allclose(value, self.exact[name], rtol=1e-9, atol=1e-9):
                    return step
        return None


def fitting(sources: Iterable[Source], columns: Mapping[str, Floats]) -> tuple[Source, ...]:
    """Of what was heard, that of this calculation: sources that give back every yearly value they feed."""
    found = []
    for source in sources:
        made = source.run({name: values[..., None] for name, values in source.columns.items()})
        fed = [(np.asarray(made[name]), columns.get(name)) for name in source.feeds]
        if fed and all(
            held is not None and len(one) == len(held) and np.allclose(one[:, 0], held, 1e-9, 1e-6)
            for one, held in fed
        ):
            found.append(source)
    return tuple(found)


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


NO_INPUTS: Final = ("project", "year", "meter_status")
METERED: Final = frozenset(("metered", "certificates_traded", "fuel_consumed"))
EACH_ROW: Final = Text("每条读数各自独立", "each reading by itself")


class Rows:
    """Rows of a plan's tables, any number of projects, as a `Source`: row equations, then sums by project and year."""

    element = EACH_ROW

    def __init__(self, plan: Plan, data: Data, result: Mapping[str, Any]) -> None:
        self.plan = plan
        self.keys = list(zip(*(result[key].tolist() for key in KEYS), strict=True))
        at = {key: place for place, key in enumerate(self.keys)}
        self.tables = [b for b in plan.branches if np.size(data.get(b.table, {}).get("year", ()))]
        self.orders = {b.table: self._order(data[b.table], at) for b in self.tables}
        held = {
            f"{table}.{name}": np.asarray(values)
            for table, wanted in columns_of(plan).items()
            if table in self.orders or table in WHOLE
            for name, values in data[table].items()
            if name in wanted
        }
        self.columns = {name: values for name, values in held.items() if values.dtype.kind in "iuf"}
        measured = {one.name for one in getattr(plan, "measured", ())} | METERED
        self.constants = {name for name in self.columns if name.partition(".")[2] not in measured}
        self.labels = {name: _labels(data[name.partition(".")[0]]) for name in self.columns}

    def _order(self, rows: Mapping[str, Any], at: Mapping[Any, int]) -> tuple[Any, Any, Any]:
        """Rows in the order of their sums (None where they stand so), the sums there are, and where each begins."""
        place = np.array([at[key] for key in _pairs(rows, *KEYS)], np.int64)
        order = None if (place[1:] >= place[:-1]).all() else np.argsort(place, kind="stable")
        present, starts = np.unique(place if order is None else place[order], return_index=True)
        return order, present, starts

    @property
    def feeds(self) -> dict[str, frozenset[str]]:
        """Sum of a branch -> columns of its table."""
        return {
            name: frozenset(
                column
                for column in self.columns
                if column.startswith(f"{branch.table}.") and column.partition(".")[2] not in NO_INPUTS
            )
            for branch in self.tables
            for name in branch.results
        }

    def run(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Sums of every branch, project-year by draw; a column that is not given is as stated."""
        found: dict[str, Any] = {}
        for branch in self.plan.branches:
            if branch.table in self.orders:
                found |= self._reduce(branch, given)
            else:
                found |= {name: np.zeros((len(self.keys), 1)) for name in branch.results}
        return found

    def _reduce(self, branch: Branch, given: Mapping[str, Any]) -> dict[str, Any]:
        prefix = f"{branch.table}."
        # A first axis of one row: a sum sign over it is the row itself.
        rows = {
            name.removeprefix(prefix): (given[name] if name in given else values[..., None])[None]
            for name, values in self.columns.items()
            if name.startswith(prefix)
        }
        done = run_steps(branch.steps, rows)
        if branch.total is not None:
            return {branch.total.name: self._add(branch.table, branch.total.run(done))}
        return {name: self._add(branch.table, done[name][0]) for name in branch.sums}

    def _add(self, table: str, values: Floats) -> Floats:
        """Sums of rows by project and year."""
        order, present, starts = self.orders[table]
        if len(starts) == len(self.keys) == len(values) and order is None:
            return values
        sums = np.zeros((len(self.keys), values.shape[-1]))
        sums[present] = np.add.reduceat(values if order is None else values[order], starts, axis=0)
        return sums


class Sums:
    """A plan on rows and draws: row equations, sums by project and year, equations of the year, all added up."""

    def __init__(self, plan: Plan, data: Data) -> None:
        self.plan, self.rows = plan, Rows(plan, data, calculate(plan, data))
        grids = dict(_pairs(data["projects"], "project", "grid"))
        rows = {key: place for place, key in enumerate(_pairs(data["factors"], "grid", "year"))}
        self.factors = np.array([rows[grids[project], year] for project, year in self.rows.keys])

    def total(self, columns: Mapping[str, Any]) -> Any:
        """Reductions of all projects and years."""
        table = {FACTOR: columns[f"factors.{FACTOR}"][self.factors], **self.rows.run(columns)}
        return run_steps(self.plan.years, table)[self.plan.tonnes].sum(axis=0)


def _labels(rows: Mapping[str, Any]) -> dict[str, Any]:
    """What the rows of a table may be alike in: its columns of keys and names."""
    named = {name: np.asarray(values) for name, values in rows.items()}
    return {name: values for name, values in named.items() if name in KEYS or values.dtype.kind in "USO"}


def _pairs(table: Mapping[str, Any], one: str, other: str) -> Iterator[tuple[Any, Any]]:
    return zip(np.asarray(table[one]).tolist(), np.asarray(table[other]).tolist(), strict=True)
