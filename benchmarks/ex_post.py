"""The offshore-wind chain over ten million meter-months, beside the same sums written by hand in NumPy in the same run.

Corrections, sums by project and year, net export, the factor of each project's grid and year, reductions, whole tonnes. Both must give
the same tonnes for every project and year, else there is no figure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccer.compute.calculate import calculate
from ccer.methodologies import load
from figure import Figure
from timing import in_rounds

METER_MONTHS = 10_000_000
YEARS = range(2021, 2026)
GRIDS = ("East", "North", "South")
ROUNDS = 7
SEED = 20_231_024

Data = dict[str, dict[str, NDArray[Any]]]


def made_up(meter_months: int = METER_MONTHS) -> Data:
    """Readings of as many projects as it takes: one export and one import meter each, five years of months, shuffled projects."""
    random = np.random.Generator(np.random.Philox(SEED))
    projects = meter_months // 2 // (12 * len(YEARS))
    return {
        "projects": {
            "project": np.arange(projects),
            "grid": np.array(GRIDS)[random.integers(0, len(GRIDS), projects)],
        },
        "factors": {
            "grid": np.repeat(np.array(GRIDS), len(YEARS)),
            "year": np.tile(np.array(YEARS), len(GRIDS)),
            "combined_margin": random.integers(9_000, 14_000, len(GRIDS) * len(YEARS)) * 0.00005,
        },
        "exports": readings(random, projects, 60_000.0),
        "imports": readings(random, projects, 300.0),
    }


def readings(random: np.random.Generator, projects: int, most: float) -> dict[str, NDArray[Any]]:
    """A month a row; nine tenths of the meters are in order. [MWh]"""
    months = projects * 12 * len(YEARS)
    return {
        "project": np.repeat(np.arange(projects), 12 * len(YEARS)),
        "year": np.tile(np.repeat(np.array(YEARS), 12), projects),
        "metered": random.uniform(0.0, most, months),
        "meter_status": random.choice(np.arange(4), months, p=[0.9, 0.04, 0.03, 0.03]),
        "actual_error": random.uniform(-0.01, 0.01, months),
        "permissible_error": np.full(months, 0.005),
    }


def by_hand(data: Data) -> NDArray[np.int64]:
    """The same chain as somebody would write it for this one case: project-years in order."""
    projects, years = len(data["projects"]["project"]), len(YEARS)
    energy = []
    for name, sign in (("exports", -1.0), ("imports", 1.0)):
        rows = data[name]
        calibrated = np.where(
            rows["meter_status"] == 1, np.abs(rows["actual_error"]), rows["permissible_error"]
        )
        error = np.where(rows["meter_status"] == 0, 0.0, calibrated)
        corrected = rows["metered"] * (1 + sign * error)
        code = rows["project"] * years + (rows["year"] - YEARS[0])
        energy.append(np.bincount(code, weights=corrected, minlength=projects * years))
    net = energy[0] - energy[1]
    factors = data["factors"]
    grids, place = np.unique(factors["grid"], return_inverse=True)
    margins = np.empty((len(grids), years))
    margins[place, factors["year"] - YEARS[0]] = factors["combined_margin"]
    margin = margins[np.searchsorted(grids, data["projects"]["grid"])].ravel()
    return np.floor(np.round(net * margin, 6)).astype(np.int64)


def checked(found: dict[str, NDArray[np.int64]]) -> None:
    for name in ("numpy", "duckdb"):
        apart = np.count_nonzero(found[name] != found["hand"])
        if apart:
            raise ValueError(f"{name} and the sums by hand differ in {apart} project-years")


def run() -> list[Figure]:
    data, methodology = made_up(), load("CCER-01-002-V01")
    ways = {
        "hand": lambda: by_hand(data),
        "numpy": lambda: calculate(methodology, data, "numpy")["tonnes"],
        "duckdb": lambda: calculate(methodology, data, "duckdb")["tonnes"],
    }
    taken = in_rounds(ways, ROUNDS, checked)
    tonnes = by_hand(data).sum()
    figures = [
        Figure("ex post, 10 M meter-months: by hand", taken.median("hand") * 1e3, "ms", note="plain NumPy")
    ]
    for name, aim in (("numpy", ", aim 1.3×"), ("duckdb", "")):
        ratio = taken.ratio(name, "hand")
        figures.append(
            Figure(
                f"ex post, 10 M meter-months: {name} engine",
                taken.median(name) * 1e3,
                "ms",
                f"by hand{aim}",
                ratio.median,
                f"{ratio.spread} in {ROUNDS} rounds in turn; {tonnes:,} t, the same in every project-year",
            )
        )
    return figures
