"""Float engine: one number at a time, sums by `math.fsum`. Slow, and the yardstick of the others."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..methodology import Branch, Plan, run_steps
from . import FACTOR, KEYS, Table

Key = tuple[Any, int]


def calculate(plan: Plan, tables: Mapping[str, Table]) -> Table:
    """See `ccer.compute.engines.Engine`."""
    sums: dict[Key, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for branch in plan.branches:
        for key, name, value in _terms(branch, tables[branch.table]):
            sums[key][name].append(value)
    grids = {row["project"]: row["grid"] for row in _rows(tables["projects"])}
    margins = {(row["grid"], row["year"]): row[FACTOR] for row in _rows(tables["factors"])}
    names = [name for branch in plan.branches for name in branch.results]
    results = []
    for project, year in sorted(sums):
        row: dict[str, Any] = {"project": project, "year": year}
        row.update({name: math.fsum(sums[project, year].get(name, ())) for name in names})
        row[FACTOR] = margins.get((grids.get(project), year), math.nan)
        results.append(run_steps(plan.years, row))
    columns = results[0] if results else dict.fromkeys(KEYS)
    return {name: np.array([row[name] for row in results]) for name in columns}


def _terms(branch: Branch, rows: Table) -> Iterator[tuple[Key, str, float]]:
    """Each row's share of each sum; a sum sign over one row is that row."""
    for row in _rows(rows):
        done = run_steps(branch.steps, row)
        if branch.total is not None:
            done[branch.total.name] = branch.total.run(done)
        for name in branch.results:
            yield (row["project"], row["year"]), name, float(done[name])


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    columns = {name: column.tolist() for name, column in table.items()}
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))
