"""Readings of a methodology's own quantities made month by month, and the two ways of calculating."""

from __future__ import annotations

import calendar
import datetime as dt
from pathlib import Path
from typing import Any

import ccer.methodologies
from ccer.compute.grid import grid_factors
from ccer.compute.meters import Status
from ccer.compute.readings import Reading, Readings
from ccer.compute.result import Calculation
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.project.file import read_project
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
TODAY = AsOf(corpus(), day("2026-11-21"))
FACTORS = grid_factors()
NORTH_2024 = 0.6313
"""Combined margin of the North grid, label 2024, worked out from public projects. [tCO2/MWh]"""


def example(code: str, **changes: Any) -> Project:
    """The fictional project of a methodology's folder, with other figures under ``design`` where given."""
    folder = Path(ccer.methodologies.__file__).parent / code.lower().replace("-", "_")
    project = read_project(folder / "example.yaml")
    return with_design(project, **changes)


def with_design(project: Project, **changes: Any) -> Project:
    from msgspec.structs import replace

    kept = {name: value for name, value in (project.design | changes).items() if value is not None}
    return replace(project, design=kept)


def estimate(project: Project, **settings: Any) -> Calculation:
    settings = {"at": TODAY, "factors": FACTORS, "factor_day": TODAY.on} | settings
    return load(project.methodology).ex_ante(project, **settings)


def month(
    interval: str,
    direction: str,
    value: float,
    point: str = "M1",
    unit: str = "",
    status: Status = Status.IN_CLASS,
    meter_class: str = "",
) -> Reading:
    """A reading of a month."""
    year, number = (int(part) for part in interval.split("-"))
    last = dt.date(year, number, calendar.monthrange(year, number)[1])
    return Reading(dt.date(year, number, 1), last, point, direction, value, unit, status, 0.0, meter_class)


def account(project: Project, rows: list[Reading], first: str, last: str, **settings: Any) -> Calculation:
    """Reductions of whole months from the readings."""
    start = day(f"{first}-01")
    year, number = (int(part) for part in last.split("-"))
    end = dt.date(year, number, calendar.monthrange(year, number)[1])
    settings = {"at": TODAY, "factors": FACTORS, "factor_day": TODAY.on} | settings
    return load(project.methodology).ex_post(
        project, Readings(tuple(rows), "made.csv"), period=Period(start, end), **settings
    )
