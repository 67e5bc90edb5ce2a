"""The five registered sinks: what their designs expected, what the first three claimed, and what a growth curve expects of the same years.

Figures: public records of the registration platform, 2026-08-19. Areas, species by area and plots are not public, so no tonne of them can be
recomputed; the total of a design fixes the area of one stratum, and the shape over the years is what is compared. The curves are examples.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import pytest

from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
FOREST, MANGROVE = "CCER-14-001-V01", "CCER-14-002-V01"


class Sink(NamedTuple):
    code: str
    planted: str
    crediting: tuple[str, str]
    total: int
    window: tuple[str, str] | None
    claimed: int
    share: float


SINKS = {
    "N110001": Sink(FOREST, "2017-04-29", ("2021-01-01", "2060-12-31"), 242_740, None, 0, 0),
    "N110002": Sink(
        FOREST, "2015-06-15", ("2020-09-23", "2040-09-22"), 35_678, ("2021-06-08", "2026-03-24"), 2_002, 0.23
    ),
    "N110003": Sink(
        FOREST, "2018-07-15", ("2020-09-23", "2060-09-22"), 99_816, ("2021-06-04", "2026-06-03"), 253, 0.02
    ),
    "N210001": Sink(
        MANGROVE,
        "2016-03-15",
        ("2021-01-01", "2060-12-31"),
        32_466,
        ("2021-06-01", "2026-03-31"),
        1_531,
        0.39,
    ),
    "N210002": Sink(MANGROVE, "2023-03-18", ("2023-12-01", "2043-11-30"), 32_966, None, 0, 0),
}
"""``total``: expected over the crediting period; ``claimed``: of the first accounting period as announced; ``share``: of the flat average. [t]"""
CLAIMED = [name for name, sink in SINKS.items() if sink.window]
SLOW = {"form": "richards", "limit": 200, "rate": 0.07, "shape": 3}


def days(first: str | dt.date, last: str | dt.date) -> int:
    ends = [one if isinstance(one, dt.date) else day(one) for one in (first, last)]
    return (ends[1] - ends[0]).days + 1


def flat(sink: Sink) -> float:
    """The part of the total that falls on the first accounting period by equal days. [t]"""
    assert sink.window
    return sink.total * days(*sink.window) / days(*sink.crediting)


def yearly(sink: Sink) -> list[Any]:
    stratum: dict[str, Any] = {"name": "A", "area_ha": 100.0, "planted": day(sink.planted)}
    stratum |= (
        {"species": "杉木", "curve": SLOW}
        if sink.code == FOREST
        else {"species": "秋茄", "growth": SLOW | {"source": "示例"}, "cover": {0: 0.0, 20: 0.5}}
    )
    design = {"strata": [stratum]} | ({"baseline_strata": []} if sink.code == FOREST else {})
    crediting = Period(day(sink.crediting[0]), day(sink.crediting[1]))
    one = Project(name="示例", methodology=sink.code, crediting=crediting, design=design)
    return list(load(sink.code).ex_ante(one, at=AT, factors=None, factor_day=AT.on).years)


def curved(sink: Sink) -> float:
    """The same by the growth curve, its area such that the whole is the registered total. [t]"""
    years = yearly(sink)
    assert sink.window
    first, last = map(day, sink.window)
    held = 0.0
    for year in years:
        inside = max(0, days(max(first, year.first_day), min(last, year.last_day)))
        held += year.values["emission_reductions"] * inside / year.days
    return sink.total * held / sum(year.values["emission_reductions"] for year in years)


@pytest.mark.parametrize("name", CLAIMED)
def test_what_was_claimed_is_a_part_of_the_flat_average(name: str) -> None:
    """E.g. N110002: 35 678 · 1751/7305 days = 8 552 t; 2 002 of it are 23 %."""
    sink = SINKS[name]
    assert sink.claimed / flat(sink) == pytest.approx(sink.share, abs=0.005)


@pytest.mark.parametrize("name", CLAIMED)
def test_a_growth_curve_comes_nearer_than_the_flat_average(name: str) -> None:
    """Early in life less is expected than the average; the claim lies below both."""
    sink = SINKS[name]
    assert sink.claimed < curved(sink) < flat(sink)


@pytest.mark.parametrize("name", SINKS)
def test_no_year_is_the_average_repeated(name: str) -> None:
    """The first year lies well below the average, the largest above it; where forty years are credited the last is past the largest."""
    sink = SINKS[name]
    values = [year.values["emission_reductions"] / year.days for year in yearly(sink)]
    mean = sum(values) / len(values)
    assert values[0] < 0.6 * mean
    assert max(values) > 1.1 * mean
    if sink.crediting[1].startswith("2060"):
        assert values[-1] < max(values)
