"""The chain as one query, written with Ibis: whatever database stands behind it does the work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from ..methodology import Branch, Plan, run_steps
from . import FACTOR, GRID_KEYS, KEYS, Table


def query(plan: Plan, tables: Mapping[str, Any]) -> Any:
    """The Ibis expression of a chain over Ibis tables; see `ccer.compute.engines.Engine` for what it gives."""
    parts = [_reduce(branch, tables[branch.table]) for branch in plan.branches]
    keys = ibis.union(*(part.select(*KEYS) for part in parts), distinct=True)
    wide = keys
    for branch, part in zip(plan.branches, parts, strict=True):
        joined = wide.left_join(part, list(KEYS))
        wide = joined.select(
            *wide.columns, *(joined[name].fill_null(0.0).name(name) for name in branch.results)
        )
    grids = wide.left_join(tables["projects"], ["project"]).select(*wide.columns, "grid")
    full = grids.left_join(tables["factors"], list(GRID_KEYS)).select(*wide.columns, FACTOR)
    return _derive(full, plan.years).order_by(*KEYS)


def collect(result: pa.Table) -> Table:
    """Arrow columns as NumPy; a missing factor becomes NaN."""
    columns = {}
    for name in result.column_names:
        column = result.column(name)
        if pa.types.is_floating(column.type):
            column = column.fill_null(np.nan)
        columns[name] = column.to_numpy()
    return columns


def _reduce(branch: Branch, rows: Any) -> Any:
    done = _derive(rows, branch.steps)
    if branch.total is not None:
        columns = {name: done[name] for name in done.columns}
        return done.group_by(*KEYS).aggregate(**{branch.total.name: branch.total.run(columns)})
    return done.group_by(*KEYS).aggregate(**{name: done[name].sum() for name in branch.sums})


def _derive(table: Any, steps: Any) -> Any:
    columns = run_steps(steps, {name: table[name] for name in table.columns})
    added = {name: column for name, column in columns.items() if name not in table.columns}
    plain = {k: ibis.literal(float(v)) if isinstance(v, (int, float)) else v for k, v in added.items()}
    return table.mutate(**plain) if plain else table
