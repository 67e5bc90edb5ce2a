"""Registered tonnes by vintage: Rudong H14 (A210020), reductions of 2021-04-01 to 2025-07-31.

Official: 185 008 (2021) + 244 507 + 232 236 + 253 032 + 147 260 (2025) = 1 062 043 t. The generation is not public: it is worked back
from each vintage with the factor East 2023 (0.48665) and spread over the months, so the chain must give back every vintage and the total.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt

import pytest

from ccer.compute.engines import ENGINES
from ccer.compute.grid import grid_factors
from ccer.compute.readings import Reading, Readings
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

OFFICIAL = {2021: 185_008, 2022: 244_507, 2023: 232_236, 2024: 253_032, 2025: 147_260}
TOTAL = 1_062_043
FIRST, LAST = dt.date(2021, 4, 1), dt.date(2025, 7, 31)
EAST_2023 = 0.48665

PROJECT = Project(
    name="广恒新能源江苏如东H14#200MW海上风电项目",
    methodology="CCER-01-002-V01",
    province="江苏省",
    crediting=Period(dt.date(2020, 9, 23), dt.date(2030, 9, 22)),
)


def readings() -> Readings:
    rows = []
    for year, tonnes in OFFICIAL.items():
        numbers = [m for m in range(1, 13) if FIRST <= dt.date(year, m, 1) <= LAST]
        net = (tonnes + 0.5) / EAST_2023 / len(numbers)
        for number in numbers:
            first = dt.date(year, number, 1)
            last = dt.date(year, number, calendar.monthrange(year, number)[1])
            rows.append(Reading(first, last, "M", "export", net + 200.0, "MWh"))
            rows.append(Reading(first, last, "M", "import", 200.0, "MWh"))
    return Readings(tuple(rows), "h14.csv")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_vintage_and_the_total(engine: str) -> None:
    result = load(PROJECT.methodology).ex_post(
        PROJECT,
        readings(),
        period=Period(FIRST, LAST),
        at=AsOf(corpus(), dt.date(2026, 3, 1)),
        factors=grid_factors(),
        factor_day=dt.date(2026, 3, 1),
        engine=engine,
    )
    assert {year.year: year.tonnes for year in result.years} == OFFICIAL
    assert result.tonnes == TOTAL == sum(OFFICIAL.values())
    assert {year.factor for year in result.years} == {"East 2023"}


@pytest.mark.shared
def test_registered_filings_are_the_sum_of_their_vintages(shared) -> None:  # type: ignore[no-untyped-def]
    """In the public records every energy filing equals its vintages added up: whole tonnes are made year by year."""
    folder = shared / "data" / "registry-2026-08-20"
    with (folder / "reductions.csv").open(encoding="utf-8") as stream:
        applied = {
            r["apply_id"]: int(r["applied_t"])
            for r in csv.DictReader(stream)
            if r["methodology"].startswith("CCER-01")
        }
    with (folder / "vintages.csv").open(encoding="utf-8") as stream:
        lines = {(r["apply_id"], r["vintage_year"]): int(r["quantity_t"]) for r in csv.DictReader(stream)}
    held: dict[str, int] = {}
    for (key, _), quantity in lines.items():
        if key in applied:
            held[key] = held.get(key, 0) + quantity
    assert len(held) > 10
    assert {key: applied[key] for key in held} == held
