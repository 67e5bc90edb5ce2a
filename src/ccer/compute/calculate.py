"""Reductions of many projects at once: long tables in, every quantity by project and year out, on the engine that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from ..core.errors import BadInput
from ..core.quantities import whole_tonnes_column
from ..core.text import Text
from .engines import ENGINES, FACTOR, EngineName, Table, load_engine
from .methodology import Methodology, Plan
from .sources import offer

WHOLE: Final = ("projects", "factors")
"""Tables that must be there; those of the branches may be left out."""

NO_GRID: Final = "-"

Data = Mapping[str, Mapping[str, ArrayLike]]
"""Long tables by name, columns by name; see `calculate`."""


def calculate(methodology: Methodology | Plan, data: Data, engine: EngineName = "numpy") -> Table:
    """Carry a methodology's chain through for every project and year of the data.

    Parameters
    ----------
    methodology : Methodology or Plan
    data : mapping
        ``projects``: project, grid. ``factors``: grid, year, combined_margin [tCO2/MWh]; both may be left out where no equation takes a
        grid factor. And one long table for each branch of the
        plan, one row per meter and interval: project, year, the metered quantity, meter_status (0 to 3), actual_error and
        permissible_error (shares). A branch's table may be left out when there is nothing of its kind.
    engine : str
        ``numpy``, ``duckdb``, ``spark`` or ``float``.

    Returns
    -------
    dict of column
        One row per project and year, ordered by both: the sums, the quantities of the equations, and ``tonnes`` (whole, rounded
        down per project and year).

    Raises
    ------
    BadInput
        If a table or column is missing, columns differ in length, or a factor is not there for a project and year.
    """
    plan = methodology if isinstance(methodology, Plan) else methodology.plan
    if engine not in ENGINES:
        raise _bad(
            "engine", Text(f"没有计算引擎“{engine}”", f"there is no engine {engine!r}"), ", ".join(ENGINES)
        )
    tables = _tables(plan, data if plan.asks_for_factor else without_grid(plan, data))
    _check_keys(tables)
    result = load_engine(engine).calculate(plan, tables)
    if not len(result["year"]):
        raise _bad(
            "data",
            Text("没有任何读数", "there is no reading at all"),
            ", ".join(b.table for b in plan.branches),
        )
    missing = np.flatnonzero(~np.isfinite(np.asarray(result[FACTOR], dtype=float)))
    if len(missing):
        project, year = result["project"][missing[0]], result["year"][missing[0]]
        why = Text(f"项目 {project} 的 {year} 年没有排放因子", f"project {project} has no factor for {year}")
        raise _bad("factors", why, "project, grid; grid, year, combined_margin")
    odd = np.flatnonzero(~np.isfinite(np.asarray(result[plan.tonnes], dtype=float)))
    if len(odd):
        project, year = result["project"][odd[0]], result["year"][odd[0]]
        why = Text(
            f"项目 {project} 的 {year} 年有不是数的读数",
            f"a reading of project {project} in {year} is not a number",
        )
        raise _bad("data", why, ", ".join(b.table for b in plan.branches))
    result["tonnes"] = whole_tonnes_column(np.asarray(result[plan.tonnes], dtype=float))
    offer(lambda: (plan, data, result))
    return result


def without_grid(plan: Plan, data: Data) -> Data:
    """Tables of a plan that takes no grid factor, with one of 0 for every project and year that has rows, so that every engine finds it."""
    given = [data[b.table] for b in plan.branches if len(data.get(b.table, {}).get("year", ()))]  # type: ignore[arg-type]
    if not given or not all({"project", "year"} <= set(rows) for rows in given):
        return data
    years = np.unique(np.concatenate([np.unique(np.asarray(rows["year"])) for rows in given]))
    projects = np.unique(np.concatenate([np.unique(np.asarray(rows["project"])) for rows in given]))
    none: dict[str, Any] = {"grid": [NO_GRID] * len(years), "year": years, FACTOR: np.zeros(len(years))}
    return {
        **data,
        "projects": {"project": projects, "grid": np.full(len(projects), NO_GRID)},
        "factors": none,
    }


def columns_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    """The tables a plan reads and the columns each must have."""
    wanted = {"projects": ("project", "grid"), "factors": ("grid", "year", FACTOR)}
    for branch in plan.branches:
        steps = [*branch.steps, *([branch.total] if branch.total else [])]
        made = {step.name for step in steps}
        asked = [s for step in steps for s in step.sources() if isinstance(s, str) and s not in made]
        asked += [name for name in branch.sums if name not in made]
        wanted[branch.table] = ("project", "year", *dict.fromkeys(asked))
    return wanted


def _tables(plan: Plan, data: Data) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for name, columns in columns_of(plan).items():
        if name not in data and name in WHOLE:
            raise _bad(name, Text("缺少该表", "the table is missing"), ", ".join(columns))
        given: Mapping[str, Any] = data.get(name, {})
        if not len(given.get("year", ())) and name not in WHOLE:
            given = _empty(columns, data["projects"])
        lacking = [column for column in columns if column not in given]
        if lacking:
            raise _bad(
                name, Text(f"缺少列 {lacking[0]}", f"column {lacking[0]} is missing"), ", ".join(columns)
            )
        tables[name] = {column: _column(column, given[column]) for column in columns}
        if len({len(column) for column in tables[name].values()}) > 1:
            raise _bad(name, Text("各列长度不同", "its columns differ in length"), ", ".join(columns))
    return tables


def _empty(columns: tuple[str, ...], projects: Mapping[str, Any]) -> dict[str, Any]:
    """A branch's table when there is nothing of its kind; its project column is of the kind the others are of."""
    return {
        **{column: np.empty(0) for column in columns},
        "project": _column("project", projects["project"])[:0],
    }


def _check_keys(tables: Mapping[str, Table]) -> None:
    """Refuse a project or a factor that stands in its table twice: which one holds is not for an engine to choose."""
    projects, factors = tables["projects"]["project"], tables["factors"]
    if len(np.unique(projects)) < len(projects):
        raise _bad("projects", Text("同一项目出现两次", "a project stands there twice"), "project, grid")
    pairs = list(zip(factors["grid"].tolist(), factors["year"].tolist(), strict=True))
    if len(set(pairs)) < len(pairs):
        why = Text("同一电网同一年出现两次", "a grid and year stand there twice")
        raise _bad("factors", why, "grid, year, combined_margin")


def _column(name: str, values: Any) -> Any:
    column = np.asarray(values)
    if column.dtype.kind == "O" and len(
        column
    ):  # names as Python objects, of which an engine sees no type where there are none
        column = np.array(column.tolist())
    return column.astype(np.int64) if name == "year" and column.dtype.kind != "i" else column


def _bad(table: str, why: Text, columns: str) -> BadInput:
    return BadInput(
        what=Text(f"数据表 {table} 无法使用", f"the table {table} cannot be used"),
        why=why,
        next=Text(f"应有：{columns}", f"needed: {columns}"),
    )
