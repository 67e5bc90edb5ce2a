"""Made-up tables for any plan, and what it means that two engines agree."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pytest

from ccer.compute.calculate import WHOLE, columns_of
from ccer.compute.engines import ENGINES
from ccer.compute.methodology import Plan
from ccer.methodologies import codes, load

Data = dict[str, dict[str, Any]]
OTHERS: Final = [name for name in ENGINES if name != "float"]
CODES: Final = [code for code in codes() if load(code).plan.branches]
"""Methodologies whose chain runs on tables."""
FULLEST: Final = "CCER-01-001-V01"
"""The one that Spark runs in every test, since a query of it takes a second; the others it runs once each."""
EACH: Final = [(code, engine) for code in CODES for engine in ENGINES if engine != "spark" or code == FULLEST]

GRIDS: Final = np.array(["East", "North"])
YEARS: Final = np.arange(2020, 2026)
RANGES: Final = {
    "exports.metered": (0.0, 50_000.0),
    "imports.metered": (0.0, 500.0),
    "fuels.metered": (0.0, 80.0),
    "certificates.certificates_traded": (0.0, 100.0),
    "actual_error": (-0.02, 0.02),
    "permissible_error": (0.002, 0.005),
    "net_calorific_value": (300.0, 400.0),
    "carbon_content": (0.015, 0.02),
    "oxidation_factor": (0.98, 1.0),
}
"""Table and column, or column; any other quantity lies about 1."""


def made_up(seed: int, plan: Plan, projects: list[Any], count: int) -> Data:
    """Random tables with every column that the plan reads."""
    random = np.random.default_rng(seed)
    data: Data = {
        "projects": {
            "project": np.array(projects),
            "grid": GRIDS[random.integers(0, len(GRIDS), len(projects))],
        },
        "factors": {
            "grid": np.repeat(GRIDS, len(YEARS)),
            "year": np.tile(YEARS, len(GRIDS)),
            "combined_margin": random.uniform(0.4, 0.7, len(GRIDS) * len(YEARS)),
        },
    }
    for table, columns in columns_of(plan).items():
        if table not in WHOLE:
            rows = {"exports": count, "fuels": count, "certificates": 3}.get(table, max(1, count // 2))
            data[table] = {name: column(random, table, name, projects, rows) for name in columns}
    return data


def column(random: np.random.Generator, table: str, name: str, projects: list[Any], rows: int) -> Any:
    if name == "project":
        return np.array(projects)[random.integers(0, len(projects), rows)]
    if name == "year":
        return random.choice(YEARS, rows)
    if name == "meter_status":
        return random.integers(0, 4, rows)
    low, high = RANGES.get(f"{table}.{name}") or RANGES.get(name) or (0.5, 1.5)
    return random.uniform(low, high, rows)


def agree(one: dict[str, Any], other: dict[str, Any]) -> None:
    """The same rows; every quantity to 1e-9 of itself (or to a milligram, where it is nearly 0); every whole tonne."""
    assert set(one) == set(other)
    assert one["project"].tolist() == other["project"].tolist()
    assert one["year"].tolist() == other["year"].tolist()
    for name in set(one) - {"project", "year", "tonnes"}:
        assert np.asarray(one[name], float) == pytest.approx(
            np.asarray(other[name], float), rel=1e-9, abs=1e-9
        ), name
    assert one["tonnes"].tolist() == other["tonnes"].tolist()
    assert one["tonnes"].dtype == np.int64
