"""Expected removals of many projects from a table of stands: a million parcels in columns or in a file, on the engine that is asked for.

Trees and bamboo along their curves, by the same equations as a design's strata; shrubs, dead wood, litter, soil and fire are not in such a
table and count as nothing. ::

    removals_of("stands.parquet", first=date(2026, 1, 1), last=date(2045, 12, 31), at=AsOf(corpus(), day), engine="duckdb")
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from ...compute.biomass_growth import FORMS
from ...compute.calculate import calculate
from ...compute.engines import EngineName, Table
from ...compute.engines.growing import Growth, StandKind, Stocks, grow
from ...compute.periods import Practice, parts_of
from ...core.asof import AsOf
from . import equations as eq
from .growing import Kind, stand_biomass
from .plan import BASELINE_POOLS, PLAN, POOLS
from .stocks import after, year_of
from .strata import COEFFICIENTS
from .values import NONPERMANENCE

ROOTS: Final = "above-default-roots"
"""``measure`` of stands whose roots follow from their biomass above ground."""
AT_ONCE: Final = 50_000
"""Projects worked on at a time."""
KEPT: Final = (
    "project",
    "year",
    "tree_change",
    "bamboo_change",
    "baseline_stock_change",
    "emission_reductions",
    "tonnes",
)


def _kind(pool: str, measure: str, form: Any) -> StandKind:
    kind = Kind(pool, measure.removesuffix("-default-roots"), form, default_roots=measure == ROOTS)

    def stock(given: Mapping[str, Any], age: Any) -> Any:
        return eq.tree_stock(stand_biomass(kind, given, age), given["area"], given["carbon"])

    return StandKind((pool, measure, form), kind.columns, stock)


GROWTH: Final = Growth(
    tuple(
        _kind(pool, measure, form)
        for pool in ("tree", "bamboo")
        for measure in (*COEFFICIENTS, ROOTS)
        for form in FORMS
    )
)


def removals_of(
    stands: Table | Path | str,
    *,
    first: dt.date,
    last: dt.date,
    at: AsOf,
    engine: EngineName = "numpy",
    baseline: Table | Path | str | None = None,
) -> Table:
    """Expected net removals by project and calendar year.

    Parameters
    ----------
    stands : table or path
        One row a parcel or stratum, in columns or a file (``.parquet``, ``.csv``): project, area [ha], planted (a day, or a year with its
        fraction), pool (``tree``, ``bamboo``), measure (``volume``, ``bcef``, ``power``, ``linear``, ``above``,
        ``above-default-roots``, ``biomass``), form and its coefficients (limit, rate, scale, shape), density, expansion, bcef,
        regression_a, regression_b, root_shoot, carbon as the measure needs them, stable_age [year] where
        growth ends.
    first, last : date
        The crediting period, the same for all.
    at : AsOf
        The law of the day: the deduction for non-permanence and the leakage are its.
    engine : str
        ``numpy``, ``duckdb`` or ``spark``.
    baseline : table or path, optional
        Stands of the baseline, in the same columns; none where it is left out.

    Returns
    -------
    dict of column
        Project and year in order, changes of the pools, ``emission_reductions`` [tCO2e], ``tonnes`` (rounded down by project and year).

    Raises
    ------
    BadInput
        If the table or the engine cannot be used.
    """
    parts = parts_of(Practice.DAY_WEIGHTED_FLOOR_YEAR, first, last)
    times = np.array([year_of(first), *(after(part.last_day) for part in parts)])
    grown = grow(GROWTH, _place(stands), times, engine)
    held = grow(GROWTH, _place(baseline), times, engine) if baseline is not None else None
    years = np.array([part.year for part in parts])
    found = [_block(grown, held, some, years, at, engine) for some in _blocks(len(grown.projects))]
    return {name: np.concatenate([one[name] for one in found]) for name in KEPT}


def _place(given: Any) -> Table | Path:
    return Path(given) if isinstance(given, str) else given


def _blocks(count: int) -> list[slice]:
    return [slice(start, start + AT_ONCE) for start in range(0, count, AT_ONCE)]


def _block(
    grown: Stocks, baseline: Stocks | None, some: slice, years: Any, at: AsOf, engine: EngineName
) -> Table:
    """Some of the projects through the plan of the methodology."""
    projects = grown.projects[some]
    keys = {"project": np.repeat(projects, len(years)), "year": np.tile(years, len(projects))}
    none = np.zeros(len(keys["year"]))
    changes = {f"{pool}_change": _changed(stock[some]) for pool, stock in grown.pools.items()}
    data: dict[str, Any] = {
        "strata": keys | dict.fromkeys(POOLS, none) | changes,
        "values": keys
        | {
            "leakage": none + at.parameter(PLAN.parameter("leakage")).number,
            "nonpermanence_share": none + at.parameter(PLAN.parameter(NONPERMANENCE)).number,
        },
    }
    if baseline is not None:
        data["baseline_strata"] = (
            keys | dict.fromkeys(BASELINE_POOLS, none) | _of_baseline(baseline, projects)
        )
    # The sums are made; what is left is a row for each project and year, which is NumPy's whatever made them.
    return calculate(PLAN, data, "numpy" if engine == "spark" else engine)


def _of_baseline(baseline: Stocks, projects: Any) -> dict[str, Any]:
    at = np.minimum(np.searchsorted(baseline.projects, projects), len(baseline.projects) - 1)
    there = (baseline.projects[at] == projects)[:, None]
    return {
        f"baseline_{pool}_change": _changed(np.where(there, stock[at], 0.0))
        for pool, stock in baseline.pools.items()
    }


def _changed(stock: Any) -> Any:
    return np.asarray(eq.stock_change(stock[:, 1:], stock[:, :-1])).ravel()
