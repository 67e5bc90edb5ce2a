"""NumPy engine: row equations and sums in blocks that stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..methodology import Branch, Plan, Step, run_steps
from . import FACTOR, KEYS, Table

BLOCK: Final = 1 << 14
"""Rows worked on at a time."""


class Groups(NamedTuple):
    """Each row's project-year as a number below ``size``; it is worked out block by block, and its keys follow from it."""

    place: NDArray[Any]
    low: int
    year: NDArray[Any]
    first_year: int
    years: int
    projects: NDArray[Any]

    @property
    def size(self) -> int:
        return len(self.projects) * self.years

    def code(self, rows: slice = slice(None)) -> NDArray[np.int64]:
        """Numbers of some rows."""
        code: NDArray[np.int64] = np.subtract(self.place[rows], self.low, dtype=np.int64)
        code *= self.years
        code += self.year[rows]
        code -= self.first_year
        return code

    def keys(self, codes: NDArray[np.int64]) -> Table:
        """Project and year of numbers."""
        place, year = np.divmod(codes, self.years)
        return {"project": self.projects[place], "year": year + self.first_year}


class _Sums(NamedTuple):
    """_Sums of a branch by group, the groups that have rows, and their keys."""

    groups: Groups
    present: NDArray[np.int64]
    columns: Table


class GroupedColumn(np.ndarray[Any, Any]):
    """A column whose sum is a sum per group: what a sum sign means on rows of many projects."""

    code: NDArray[np.int64]
    size_of_groups: int

    def __array_finalize__(self, source: Any) -> None:
        self.code = getattr(source, "code", np.empty(0, np.int64))
        self.size_of_groups = getattr(source, "size_of_groups", 0)

    def sum(self, *_: Any, **__: Any) -> Any:
        return np.bincount(self.code, weights=np.asarray(self), minlength=self.size_of_groups)


def calculate(plan: Plan, tables: Mapping[str, Table]) -> Table:
    """See `ccer.compute.engines.Engine`."""
    sums = {b.table: _reduce(b, tables[b.table]) for b in plan.branches if len(tables[b.table]["year"])}
    if not sums:
        return {key: np.empty(0, np.int64) for key in KEYS}
    keys, places = _align(sums)
    table: Table = dict(keys)
    for branch in plan.branches:
        for name in branch.results:
            column = np.zeros(len(keys["year"]))
            if branch.table in sums:
                part = sums[branch.table]
                column[places[branch.table]] = part.columns[name][part.present]
            table[name] = column
    table[FACTOR] = gather(tables, keys)
    return run_steps(plan.years, table)


def group(rows: Table) -> Groups:
    """Number the project-years of rows."""
    first, last = int(rows["year"].min()), int(rows["year"].max())
    projects = rows["project"]
    if projects.dtype.kind in "iu":
        low, high = int(projects.min()), int(projects.max())
        if high - low < 4 * len(projects) + 1024:  # a narrow range of whole numbers needs no sorting
            return Groups(projects, low, rows["year"], first, last - first + 1, np.arange(low, high + 1))
    names, place = np.unique(projects, return_inverse=True)
    return Groups(place, 0, rows["year"], first, last - first + 1, names)


def _reduce(branch: Branch, rows: Table) -> _Sums:
    groups = group(rows)
    if branch.total is not None:
        code = groups.code()
        columns = {branch.total.name: _total(branch.total, run_steps(branch.steps, rows), code, groups.size)}
        return _Sums(groups, np.unique(code), columns)
    columns = {name: np.zeros(groups.size) for name in branch.sums}
    seen = np.zeros(groups.size, dtype=bool)
    needed = _needed(branch, rows)
    for start in range(0, len(rows["year"]), BLOCK):
        here = slice(start, start + BLOCK)
        code = groups.code(here)
        seen[code] = True
        done = run_steps(branch.steps, {name: rows[name][here] for name in needed})
        for name, column in columns.items():
            _add(column, code, np.asarray(done[name]))
    return _Sums(groups, np.flatnonzero(seen), columns)


def _add(column: NDArray[np.float64], code: NDArray[np.int64], values: NDArray[Any]) -> None:
    """Add a block's values to their groups: by one count where the groups lie close together, else one by one."""
    low, high = int(code.min()), int(code.max())
    if high - low > 8 * BLOCK:
        np.add.at(column, code, values)
        return
    part = np.bincount(code - low, weights=values)
    column[low : high + 1] += part


def _total(step: Step, rows: Mapping[str, Any], code: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """A sum sign per group: its equation on columns that add up by group."""
    columns = {}
    for name in (s for s in step.sources() if isinstance(s, str)):
        column = np.asarray(rows[name], dtype=float).view(GroupedColumn)
        column.code, column.size_of_groups = code, size
        columns[name] = column
    return np.asarray(step.run(columns))


def _needed(branch: Branch, rows: Table) -> list[str]:
    asked = {s for step in branch.steps for s in step.sources() if isinstance(s, str)} | set(branch.sums)
    return [name for name in rows if name in asked]


def _align(sums: Mapping[str, _Sums]) -> tuple[Table, dict[str, NDArray[Any]]]:
    """The project-years of all branches together, and for each branch where its groups go."""
    first, *rest = sums.values()
    if all(_alike(first, other) for other in rest):
        everywhere = np.arange(len(first.present))
        return first.groups.keys(first.present), dict.fromkeys(sums, everywhere)
    parts = [part.groups.keys(part.present) for part in sums.values()]
    joint = group({key: np.concatenate([part[key] for part in parts]) for key in KEYS})
    codes, place = np.unique(joint.code(), return_inverse=True)
    ends = np.cumsum([len(part.present) for part in sums.values()])[:-1]
    return joint.keys(codes), dict(zip(sums, np.split(place, ends), strict=True))


def _alike(a: _Sums, b: _Sums) -> bool:
    one, two = a.groups, b.groups
    same = (one.first_year, one.years) == (two.first_year, two.years) and np.array_equal(
        one.projects, two.projects
    )
    return same and np.array_equal(a.present, b.present)


def gather(tables: Mapping[str, Table], keys: Table) -> NDArray[np.float64]:
    """The combined margin of each project-year: the project's grid, then the grid's factor of the year; NaN where none is held."""
    projects, factors = tables["projects"], tables["factors"]
    grids, place = np.unique(factors["grid"], return_inverse=True)
    first = int(factors["year"].min())
    margins = np.full((len(grids) + 1, int(factors["year"].max()) - first + 2), np.nan)
    margins[place, factors["year"] - first] = factors[FACTOR]
    grid_place = np.searchsorted(grids, projects["grid"])
    known = (grid_place < len(grids)) & (grids[np.minimum(grid_place, len(grids) - 1)] == projects["grid"])
    grid_place = np.where(known, grid_place, len(grids))
    order = np.argsort(projects["project"], kind="stable")
    found = np.searchsorted(projects["project"], keys["project"], sorter=order)
    row = order[np.minimum(found, len(order) - 1)]
    column = keys["year"] - first
    inside = (projects["project"][row] == keys["project"]) & (column >= 0) & (column < margins.shape[1])
    return np.where(inside, margins[grid_place[row], np.where(inside, column, -1)], np.nan)
