"""Expected reductions from the yearly quantities of a design; `ccer.compute.quantities` says how a plan declares them.

API: ``estimate(project, PLAN, at=…, factors=…, factor_day=…, practice=…, factor_rule=…) -> Calculation``. Amounts are spread over the
crediting period by the practice (by days, unless asked otherwise), levels are kept, constants come from ``PLAN.constants``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from ..core.asof import AsOf, DatedValue
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Project
from .ex_ante import _crediting, _practice, settings_inputs
from .fuels import fuel_of, properties_of
from .grid import FactorRule, Factors
from .methodology import in_force_since
from .official import with_officials
from .periods import Practice, annual_mean, parts_of, year_tonnes
from .quantities import (
    FUELS,
    VALUES,
    Constants,
    Measured,
    QuantityPlan,
    bad_design,
    positive,
    why_provisional,
)
from .quantities_tables import Grid, TableRow, complete, grid_settings, measured_in, work_out
from .result import Calculation, Reason


def estimate(
    project: Project,
    plan: QuantityPlan,
    *,
    at: AsOf,
    factors: Factors,
    factor_day: dt.date,
    practice: Practice | str = Practice.DAY_WEIGHTED_FLOOR_YEAR,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
) -> Calculation:
    """Expected reductions over the crediting period.

    Parameters
    ----------
    project : Project
        With crediting period and ``design``: ``annual_<name>`` for each amount, ``<name>`` for each level; or ``<table>``, a list of
        mappings of the same names, one a row; ``fuels``: a list of ``fuel`` and ``annual_quantity``.
    plan : QuantityPlan
    at, factors, factor_day, practice, factor_rule
        As for the energy methodologies.

    Returns
    -------
    Calculation
        Of kind ``ex-ante``, by calendar year. [tCO2e]

    Raises
    ------
    BadInput
        If a figure of the design is missing, not a number, or fails a check of the methodology.
    """
    project = msgspec.structs.replace(project, design={**project.design, **plan.design(project)})
    way, crediting = _practice(practice), _crediting(project)
    at = with_officials(at, project, plan)
    held = plan.constants(project, at)
    yearly, fuels = _yearly(project, plan, held, at)
    held = Constants(held.numbers, (*held.using, *fuels.using), held.reasons)
    _checked(project, plan, yearly, held)
    parts = parts_of(way, *crediting)
    used = plan.on_grid(row.figures for row in yearly)
    settings = grid_settings(
        project, plan, used, at=at, factors=factors, factor_day=factor_day, factor_rule=factor_rule
    )
    grid = Grid.of(settings, (part.year for part in parts))
    amount = {m.name for m in plan.measured if not m.level} | {"fuel_consumed"}
    rows = [_spread(row, part.year, part.share, amount) for part in parts for row in yearly]
    worked = work_out(plan, rows, held, grid, parts)
    tonnes = year_tonnes(way, [year.values[plan.tonnes] for year in worked])
    using = (*held.using, *(settings.using if settings else ()))
    held = Constants(held.numbers, using, held.reasons)
    return Calculation(
        methodology=plan.code,
        in_force_since=in_force_since(plan, project, at),
        kind="ex-ante",
        on=at.on,
        period=crediting,
        practice=way.value,
        years=tuple(
            msgspec.structs.replace(year, tonnes=whole) for year, whole in zip(worked, tonnes, strict=True)
        ),
        tonnes=sum(tonnes),
        annual_mean_tonnes=annual_mean(sum(tonnes), *crediting),
        parameters=tuple(dict.fromkeys(using)),
        provisional=why_provisional(
            plan,
            held,
            *(r for year in worked for r in year.provisional),
            *_before_networking(project, plan, at),
        ),
        inputs={
            "design": dict(project.design),
            "constants": held.numbers,
            **(settings_inputs(settings) if settings else {}),
        },
    )


def _before_networking(project: Project, plan: QuantityPlan, at: AsOf) -> list[Reason]:
    """An estimate covers the crediting period as it is stated; what lies before networking may not be registered, and that is said."""
    done, crediting = project.networking_completed, project.crediting
    if done is None or crediting is None or done < crediting.start:
        return []
    if not at.parameter(plan.parameter("networking_required")).value:
        return []
    days = (min(done, crediting.end) - crediting.start).days + 1
    why = Text(
        f"数据联网试运行 {done} 完成：计入期的前 {days} 天产生的减排量不能登记，估算没有扣除",
        f"the networking trial was completed on {done}: reductions of the first {days} days of the crediting period may not be registered; "
        "the estimate leaves them in",
    )
    return [Reason("networking_completed", "derived", why)]


def _spread(row: TableRow, year: int, share: float, amount: set[str]) -> TableRow:
    figures = {name: value * share if name in amount else value for name, value in row.figures.items()}
    return row._replace(year=year, figures=figures)


def _yearly(
    project: Project, plan: QuantityPlan, held: Constants, at: AsOf
) -> tuple[tuple[TableRow, ...], Constants]:
    """Rows of one whole year, by table, and the dated values of the fuels."""
    rows: list[TableRow] = []
    fuels = Constants({})
    for branch in plan.branches:
        if branch.table == VALUES:
            continue
        if branch.table == FUELS:
            burnt, fuels = _fuels(project, plan, at)
            rows += burnt
            continue
        for number, entry in enumerate(_entries(project, branch.table), 1):
            figures = _figures(project, entry, measured_in(plan, branch.table), held)
            rows.append(
                complete(plan, TableRow(branch.table, 0, figures, f"design.{branch.table}[{number}]"), held)
            )
    return tuple(rows), fuels


def _entries(project: Project, table: str) -> list[Mapping[str, Any]]:
    """The rows of a table: the list of that name under ``design``, else the design itself as one row."""
    given = project.design.get(table)
    if not isinstance(given, (list, tuple)):
        return [project.design]
    if not all(isinstance(entry, Mapping) for entry in given):
        why = Text("列表的每一项应写各个量", "each entry of the list must name its quantities")
        raise bad_design(project, table, why, Text("名称: 数值", "name: value"))
    return list(given)


def _figures(
    project: Project, entry: Mapping[str, Any], asked: Iterable[Measured], held: Constants
) -> dict[str, float]:
    figures = {}
    for one in asked:
        value = entry.get(one.design_field)
        if value is not None:
            figures[one.name] = positive(project, one.design_field, value)
            if one.level and figures[one.name] > one.largest:
                raise _too_large(project, one, figures[one.name])
        elif one.required and one.name not in held.numbers:
            raise bad_design(
                project,
                one.design_field,
                Text("没有给出", "it is not given"),
                one.title + Text(f"，单位 {one.target}", f", in {one.target}"),
            )
    return figures


def _too_large(project: Project, one: Measured, value: float) -> BadInput:
    why = Text(
        f"{value:g} 大于上限 {one.largest:g}", f"{value:g} is above {one.largest:g}, the most it can be"
    )
    wanted = one.title + Text(
        f"，单位 {one.target}；百分数写成小数", f", in {one.target}; a percentage as a decimal"
    )
    return bad_design(project, one.design_field, why, wanted)


def _fuels(project: Project, plan: QuantityPlan, at: AsOf) -> tuple[list[TableRow], Constants]:
    entries = project.design.get(FUELS, [])
    wanted = Text("列表，每项含 fuel 和 annual_quantity", "a list, each with fuel and annual_quantity")
    if not isinstance(entries, (list, tuple)) or not all(isinstance(entry, dict) for entry in entries):
        raise bad_design(project, FUELS, Text("不是列表", "it is no list of fuels"), wanted)
    rows: list[TableRow] = []
    using: list[DatedValue] = []
    for entry in entries:
        fuel = fuel_of(str(entry.get("fuel", "")))
        found = properties_of(fuel, at, plan.fuel_values, entry)
        figures = {
            "fuel_consumed": positive(
                project, f"fuels.{fuel.name}.annual_quantity", entry.get("annual_quantity")
            ),
            "net_calorific_value": found.net_calorific_value,
            "carbon_content": found.carbon_content,
            "oxidation_factor": found.oxidation_factor,
        }
        rows.append(TableRow(FUELS, 0, figures, f"design.fuels.{fuel.name}"))
        using += found.using
    return rows, Constants({}, tuple(using))


def _checked(project: Project, plan: QuantityPlan, rows: Iterable[TableRow], held: Constants) -> None:
    """A design that fails a check would earn nothing: refuse it."""
    for row in rows:
        for check in plan.checks:
            if check.table == row.table and not check.holds({**held.numbers, **row.figures}):
                raise bad_design(project, row.where.removeprefix("design."), check.why, check.why)
