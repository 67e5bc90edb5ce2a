"""The worked cases on every engine: published totals of designs, written as meter rows, give each year's whole tonnes again.

Registered vintages and the year worked by hand run on every engine where they stand (tests/cases, tests/methodologies).
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from ccer.compute.calculate import calculate
from ccer.compute.engines import ENGINES
from ccer.compute.grid import grid_factors
from ccer.compute.result import Calculation
from ccer.core.asof import AsOf
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

from ..cases.test_published_totals import CASES, Case, day


def expected(case: Case) -> Calculation:
    on = day(case.factor_day)
    project = Project(
        name=case.name,
        methodology=case.methodology,
        province=case.province,
        crediting=Period(day(case.start), day(case.end)),
        design={"annual_net_export_mwh": case.net_export},
    )
    return load(case.methodology).ex_ante(
        project, at=AsOf(corpus(), on), factors=grid_factors(), factor_day=on, factor_rule=case.rule
    )


def as_rows(results: dict[str, Calculation]) -> dict[str, Any]:
    """One row of net export a year; every project is its own grid, since each took the factors of its day."""
    years = [(name, year) for name, result in results.items() for year in result.years]
    names, numbers = [name for name, _ in years], [year.year for _, year in years]
    zero = [0.0] * len(years)
    return {
        "projects": {"project": list(results), "grid": list(results)},
        "factors": {
            "grid": names,
            "year": numbers,
            "combined_margin": [year.values["combined_margin"] for _, year in years],
        },
        "exports": {
            "project": names,
            "year": numbers,
            "metered": [year.values["net_export"] for _, year in years],
            "meter_status": zero,
            "actual_error": zero,
            "permissible_error": zero,
        },
    }


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("code", sorted({case.methodology for case in CASES}))
def test_published_totals(engine: Any, code: str) -> None:
    cases = [case for case in CASES if case.methodology == code]
    results = {case.name: expected(case) for case in cases}
    table = calculate(load(code), as_rows(results), engine)
    totals: dict[str, int] = defaultdict(int)
    for project, year, tonnes, reductions in zip(
        table["project"], table["year"], table["tonnes"], table["emission_reductions"], strict=True
    ):
        held = next(part for part in results[project].years if part.year == year)
        assert tonnes == held.tonnes
        assert reductions == pytest.approx(held.values["emission_reductions"], rel=1e-9)
        totals[project] += int(tonnes)
    assert totals == {case.name: case.total for case in cases}
