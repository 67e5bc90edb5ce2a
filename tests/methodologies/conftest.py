"""A wind farm and a solar thermal plant that meet every condition, and readings made month by month."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

from ccer.compute.meters import Status
from ccer.compute.readings import Reading, Readings
from ccer.core.asof import AsOf
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
TODAY = AsOf(corpus(), day("2026-11-21"))

WIND = Project(
    name="示例海上风电",
    methodology="CCER-01-002-V01",
    province="山东省",
    operation_start=day("2023-12-01"),
    lifetime_years=25,
    crediting=Period(day("2024-01-01"), day("2033-12-31")),
    lawful=True,
    additionality="exempt",
    site={"offshore_km": 65},
    design={"annual_net_export_mwh": 1_000_000},
)
CSP = Project(
    name="示例光热",
    methodology="CCER-01-001-V01",
    province="甘肃省",
    operation_start=day("2023-12-01"),
    lifetime_years=25,
    crediting=Period(day("2024-01-01"), day("2033-12-31")),
    lawful=True,
    additionality="exempt",
    site={"integrated": False},
    design={"annual_export_mwh": 150_000, "annual_import_mwh": 3_000},
)


def month(
    interval: str,
    direction: str = "export",
    value: float = 1000.0,
    *,
    point: str = "M1",
    status: Status = Status.IN_CLASS,
    error: float = 0.0,
    meter_class: str = "",
) -> Reading:
    """A reading of a month, or of one day."""
    year, number, *rest = (int(part) for part in interval.split("-"))
    first = dt.date(year, number, rest[0] if rest else 1)
    last = first if rest else dt.date(year, number, calendar.monthrange(year, number)[1])
    unit = "MWh" if direction in ("export", "import") else "10^4Nm3" if "gas" in direction else "t"
    return Reading(first, last, point, direction, value, unit, status, error, meter_class)


def months(first: str, count: int) -> list[str]:
    """So many months from one on: 2024-01, 2024-02, …"""
    year, number = (int(part) for part in first.split("-"))
    return [f"{year + (number - 1 + n) // 12}-{(number - 1 + n) % 12 + 1:02d}" for n in range(count)]


def table(rows: Iterable[Reading]) -> Readings:
    return Readings(tuple(rows), "readings.csv")
