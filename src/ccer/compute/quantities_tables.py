"""Rows of quantities brought to the tables of a plan, and the plan's answer brought to years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ..core.asof import AsOf
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Project
from .calculate import calculate, columns_of
from .electricity import Settings, YearFactor, settings_of
from .engines import FACTOR, EngineName
from .grid import FactorRule, Factors
from .periods import YearPart
from .quantities import VALUES, Constants, Measured, QuantityPlan
from .result import YearResult


class TableRow(NamedTuple):
    """One row of a plan's table: its year and its figures by column name; ``where`` is for a refusal or a log, ``meter`` what read it."""

    table: str
    year: int
    figures: dict[str, float]
    where: str = ""
    meter: str = ""


class Grid(NamedTuple):
    """Factors by year; none where no grid electricity is used."""

    name: str
    years: dict[int, YearFactor]
    settings: Settings | None

    @classmethod
    def of(cls, settings: Settings | None, years: Iterable[int]) -> Grid:
        if settings is None:
            return cls("", {}, None)
        return cls(settings.grid, {year: settings.year(year) for year in years}, settings)


def grid_settings(
    project: Project,
    plan: QuantityPlan,
    used: float,
    *,
    at: AsOf,
    factors: Factors,
    factor_day: dt.date,
    factor_rule: FactorRule | str,
) -> Settings | None:
    """The grid factors where there is grid electricity to be charged or credited; None where there is none."""
    if not plan.grid_quantity or plan.combined_margin is None or not used:
        return None
    return settings_of(
        project,
        plan,
        plan.combined_margin,
        plan.factor_clause,
        at=at,
        factors=factors,
        factor_day=factor_day,
        factor_rule=factor_rule,
    )


def measured_in(plan: QuantityPlan, table: str) -> tuple[Measured, ...]:
    """The declared quantities that a table's equations or checks ask for."""
    asked = set(columns_of(plan)[table])
    for check in plan.checks:
        if check.table == table:
            asked |= set(check.needs)
    return tuple(found for found in plan.measured if found.name in asked)


def complete(plan: QuantityPlan, row: TableRow, held: Constants) -> TableRow:
    """A row with the constants its table asks for, and 0 for what is not required.

    Raises
    ------
    BadInput
        If a required quantity is not there.
    """
    optional = {m.name for m in plan.measured if not m.required and m.else_zero}
    figures = dict(row.figures)
    asked = [name for name in columns_of(plan)[row.table] if name not in ("project", "year")]
    for name in dict.fromkeys([*asked, *(m.name for m in measured_in(plan, row.table))]):
        if name in figures:
            continue
        if name in held.numbers:
            figures[name] = held.numbers[name]
        elif name in optional:
            figures[name] = 0.0
        else:
            raise _lacking(row, name)
    return row._replace(figures=figures)


def work_out(
    plan: QuantityPlan,
    rows: Iterable[TableRow],
    held: Constants,
    grid: Grid,
    parts: tuple[YearPart, ...],
    engine: EngineName = "numpy",
) -> tuple[YearResult, ...]:
    """Carry the plan through; one result for each part of the period that has rows."""
    by_table: dict[str, list[TableRow]] = {branch.table: [] for branch in plan.branches}
    for row in rows:
        by_table[row.table].append(row)
    years = sorted({row.year for table in by_table.values() for row in table})
    if VALUES in by_table:
        by_table[VALUES] = [complete(plan, TableRow(VALUES, year, {}), held) for year in years]
    answer = calculate(plan, _data(plan, by_table, grid, years), engine)
    return _years(plan, answer, grid, parts)


def _data(
    plan: QuantityPlan, by_table: Mapping[str, list[TableRow]], grid: Grid, years: list[int]
) -> dict[str, dict[str, Any]]:
    margins = [grid.years[year].combined_margin if grid.settings else 0.0 for year in years]
    data: dict[str, dict[str, Any]] = {
        "projects": {"project": [0], "grid": [grid.name]},
        "factors": {"grid": [grid.name] * len(years), "year": years, FACTOR: margins},
    }
    for table, columns in columns_of(plan).items():
        rows = by_table.get(table)
        if rows:
            data[table] = {"project": [0] * len(rows), "year": [row.year for row in rows]}
            data[table]["meter"] = [row.meter or row.where for row in rows]
            for name in columns[2:]:
                data[table][name] = [row.figures[name] for row in rows]
    return data


def _years(
    plan: QuantityPlan, answer: Mapping[str, Any], grid: Grid, parts: tuple[YearPart, ...]
) -> tuple[YearResult, ...]:
    place = {int(year): number for number, year in enumerate(answer["year"])}
    sums = [name for branch in plan.branches for name in branch.results]
    results = []
    for part in parts:
        if part.year not in place:
            continue
        row = place[part.year]
        factor = grid.years.get(part.year)
        values = {name: float(answer[name][row]) for name in sums}
        values |= factor.values if factor else {}
        values |= {step.name: float(answer[step.name][row]) for step in plan.years}
        results.append(
            YearResult(
                year=part.year,
                first_day=part.first_day,
                last_day=part.last_day,
                days=part.days,
                year_days=part.year_days,
                values=values,
                tonnes=int(answer["tonnes"][row]),
                factor=factor.factor.name if factor else "",
                provisional=factor.reasons if factor else (),
            )
        )
    return tuple(results)


def _lacking(row: TableRow, name: str) -> BadInput:
    return BadInput(
        what=Text(f"{row.where or row.table} 缺少 {name}", f"{row.where or row.table} lacks {name}"),
        why=Text(
            "同一计量点、同一区间的各个量须齐全，缺少的不能当作零",
            "the quantities of one point and interval belong together; a missing one is not a zero",
        ),
        next=Text(
            f"补上 {name}；确实为零的写 0，计量点名称和区间须一致",
            f"add {name}, 0 where there was none; name of the point and interval must be the same",
        ),
    )
