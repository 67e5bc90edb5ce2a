"""NumPy engine: row equations and sums in blocks that stay in the processor's cache."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..methodology import Branch, Plan, Step, run_steps
from . import FACTOR, KEYS, Table

BLOCK: Final = 1 << 15
"""Rows worked on at a time."""


class Groups(NamedTuple):
    """Each row's group as a number below ``size``; the keys of group *g* follow from it."""

    code: NDArray[np.int64]
    size: int
    projects: NDArray[Any]
    first_year: int
    years: int


class _Grouped(np.ndarray[Any, Any]):
    """A column whose sum is a sum per group: what a sum sign means on rows of many projects."""

    groups: Groups

    def __array_finalize__(self, source: Any) -> None:
        if source is not None:
            self.groups = getattr(source, "groups", Groups(np.empty(0, np.int64), 0, np.empty(0), 0, 0))

    def sum(self, *_: Any, **__: Any) -> Any:
        return np.bincount(self.groups.code, weights=np.asarray(self), minlength=self.groups.size)


def calculate(plan: Plan, tables: Mapping[str, Table]) -> Table:
    """See `ccer.compute.engines.Engine`."""
    groups = {b.table: group(tables[b.table]) for b in plan.branches if len(tables[b.table]["year"])}
    if not groups:
        return {**{key: np.empty(0, np.int64) for key in KEYS}}
    keys, places = _align(groups)
    table: Table = dict(keys)
    for branch in plan.branches:
        sums = _reduce(branch, tables[branch.table], groups[branch.table]) if branch.table in groups else {}
        for name in branch.results:
            column = np.zeros(len(keys["year"]))
            if branch.table in groups:
                present, place = places[branch.table]
                column[place] = sums[name][present]
            table[name] = column
    table[FACTOR] = gather(tables, keys)
    return run_steps(plan.years, table)


def group(rows: Table) -> Groups:
    """Number the project-years of rows."""
    projects, years = rows["project"], rows["year"]
    first, last = int(years.min()), int(years.max())
    span = last - first + 1
    names, place = _places(projects)
    code = place * span
    code += years
    code -= first
    return Groups(code, len(names) * span, names, first, span)


def _places(projects: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The distinct projects, and the place of each row's among them; whole numbers in a narrow range need no sorting."""
    if projects.dtype.kind in "iu":
        low, high = int(projects.min()), int(projects.max())
        if high - low < 4 * len(projects) + 1024:
            return np.arange(low, high + 1), np.subtract(projects, low, dtype=np.int64)
    names, place = np.unique(projects, return_inverse=True)
    return names, place.astype(np.int64)


def _reduce(branch: Branch, rows: Table, groups: Groups) -> Table:
    if branch.total is not None:
        return {branch.total.name: _total(branch.total, run_steps(branch.steps, rows), groups)}
    sums = {name: np.zeros(groups.size) for name in branch.sums}
    needed = _needed(branch, rows)
    for start in range(0, len(groups.code), BLOCK):
        block = {name: rows[name][start : start + BLOCK] for name in needed}
        code = groups.code[start : start + BLOCK]
        low = int(code.min())
        done = run_steps(branch.steps, block)
        for name, column in sums.items():
            part = np.bincount(code - low, weights=done[name])
            column[low : low + len(part)] += part
    return sums


def _total(step: Step, rows: Mapping[str, Any], groups: Groups) -> NDArray[np.float64]:
    """A sum sign per group: its equation on columns that add up by group."""
    columns = {}
    for name in (s for s in step.sources() if isinstance(s, str)):
        column = np.asarray(rows[name], dtype=float).view(_Grouped)
        column.groups = groups
        columns[name] = column
    return np.asarray(step.run(columns))


def _needed(branch: Branch, rows: Table) -> list[str]:
    asked = {s for step in branch.steps for s in step.sources() if isinstance(s, str)} | set(branch.sums)
    return [name for name in rows if name in asked]


def _align(groups: Mapping[str, Groups]) -> tuple[Table, dict[str, tuple[NDArray[Any], NDArray[Any]]]]:
    """The project-years of all branches together, and for each branch which groups it has and where they go."""
    present = {name: np.flatnonzero(np.bincount(g.code, minlength=g.size)) for name, g in groups.items()}
    first, *rest = groups
    same = all(_alike(groups[first], groups[n]) and np.array_equal(present[first], present[n]) for n in rest)
    if same:
        everywhere = np.arange(len(present[first]))
        return _keys(groups[first], present[first]), {
            name: (found, everywhere) for name, found in present.items()
        }
    projects, years = (np.concatenate([_keys(g, present[n])[key] for n, g in groups.items()]) for key in KEYS)
    joint = group({"project": projects, "year": years})
    codes, place = np.unique(joint.code, return_inverse=True)
    ends = np.cumsum([len(found) for found in present.values()])[:-1]
    places = dict(zip(groups, np.split(place, ends), strict=True))
    return _keys(joint, codes), {name: (present[name], places[name]) for name in groups}


def _alike(a: Groups, b: Groups) -> bool:
    return (a.first_year, a.years) == (b.first_year, b.years) and np.array_equal(a.projects, b.projects)


def _keys(groups: Groups, codes: NDArray[np.int64]) -> Table:
    place, year = np.divmod(codes, groups.years)
    return {"project": groups.projects[place], "year": year + groups.first_year}


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
