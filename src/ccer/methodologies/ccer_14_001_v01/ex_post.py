"""Net removals achieved under CCER-14-001-V01: plots measured twice, by calendar year of the days that may be credited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
import numpy as np

from ...compute.engines import EngineName
from ...compute.ex_post import gates_of
from ...compute.grid import FactorRule, Factors
from ...compute.methodology import in_force_since, run_steps
from ...compute.periods import Practice, annual_mean, split_years
from ...compute.plots_table import PlotTable
from ...compute.readings import Window
from ...compute.result import Adjustment, Calculation, Interval
from ...compute.survey import FieldSurvey
from ...core.asof import AsOf
from ...core.dates import ONE_DAY
from ...core.errors import BadInput
from ...core.text import Text
from ...rules.subjects import Period, Project
from . import equations as eq
from .bamboo import growing_until, stand_still
from .debit import debited
from .displacement import leakage_of
from .ex_ante import climate_of, longest_end, pools_of, soil_given, year_result
from .fires import burnt_in, fires_of
from .intervals import spacing
from .plan import BASELINE_POOLS, PLAN, YEAR_STEPS
from .shrub_cover import by_cover, shrub_changes
from .stocks import after, pool_stock, soil_changes, year_of
from .strata import POOLS, Stratum, baseline_of, strata_of
from .surveys import Interval as PoolChange
from .surveys import intervals_of, plots_lost
from .trees import plot_table
from .values import NONPERMANENCE, Values

NONE_TRADED: Final[Mapping[str, float]] = MappingProxyType({})
METHOD: Final = Text(
    "分层随机抽样对碳储量变化量的置信区间，扣减前",
    "interval of the change of stock by stratified random sampling, before the deduction",
)


def ex_post(
    project: Project,
    data: FieldSurvey | PlotTable,
    *,
    period: Period,
    at: AsOf,
    factors: Factors | None = None,
    factor_day: dt.date | None = None,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
    produced_after: dt.date | None = None,
    not_before: dt.date | None = None,
    certificates: Mapping[str, float] = NONE_TRADED,
    engine: EngineName = "numpy",
) -> Calculation:
    """Net removals of an accounting period from sample plots.

    Parameters
    ----------
    project : Project
        With crediting period; ``design``: ``baseline_strata`` or ``baseline_mode``, ``measured_area_ha`` where the data has no parcels;
        ``monitoring``: ``shrubs``, ``fires`` where there are any.
    data : FieldSurvey or PlotTable
        Trees of plots, or the biomass of plots, of two or more surveys.
    period : Period
        The accounting period; both ends included.
    at : AsOf
        The law of the day.
    produced_after, not_before : date, optional
        The floor on production; first day inside the look-back of the application.
    factors, factor_day, factor_rule, certificates, engine
        Not used: no grid electricity is counted.

    Returns
    -------
    Calculation
        Of kind ``ex-post``; days before the first or after the last survey are left out and logged. [tCO2e]
    """
    values = Values(project, at)
    if project.crediting is not None:
        last = longest_end(project.crediting, at)[1]
        project = msgspec.structs.replace(project, crediting=Period(project.crediting.start, last))
    window = gates_of(project, PLAN, period, at, produced_after, not_before).window()
    table, log = plot_table(project, data, values)
    measured = intervals_of(table, values.precision(), values.number("confidence"), by_cover(project))
    lost = plots_lost(table, values)
    found, still = stand_still(measured, growing_until(project, values, measured))
    counted, left_out = _counted(window, period, found)
    spacing(project, measured, counted, values)
    parts = split_years(counted.first, counted.last)
    burnt, fires = burnt_in(fires_of(project), table, counted, values, _debris_share(project, values))
    columns = _columns(project, table, found, parts, burnt, values)
    years = tuple(
        year_result(part, {name: column[n] for name, column in columns.items()})
        for n, part in enumerate(parts)
    )
    years, debts = debited(project, years, values)
    whole = sum(year.tonnes for year in years)
    return Calculation(
        methodology=PLAN.code,
        in_force_since=in_force_since(PLAN, project, at),
        kind="ex-post",
        on=at.on,
        period=(counted.first, counted.last),
        practice=Practice.METERED_FLOOR_YEAR.value,
        years=years,
        tonnes=whole,
        annual_mean_tonnes=annual_mean(whole, counted.first, counted.last),
        parameters=values.using,
        provisional=values.provisional,
        adjustments=(
            *(*log, *lost, *still, *left_out),
            *(_deducted(one) for one in found if one.rate),
            *(*fires, *debts),
        ),
        inputs={
            "areas_ha": dict(table.areas),
            "source": table.source,
            "surveys": [_shown(one) for one in found],
        },
        interval=_interval(found, counted, columns, values),
    )


def _columns(
    project: Project,
    table: PlotTable,
    found: tuple[PoolChange, ...],
    parts: tuple[Any, ...],
    burnt: Mapping[dt.date, float],
    values: Values,
) -> dict[str, Any]:
    """Every quantity of the equations, one value a calendar year."""
    times = np.array([year_of(parts[0].first_day), *(after(part.last_day) for part in parts)])
    columns: dict[str, Any] = {}
    for pool in POOLS:
        held = [one for one in found if one.pool == pool]
        columns[f"{pool}_change"] = np.array(
            [sum(one.credited * one.share(p.first_day, p.last_day) for one in held) for p in parts]
        )
    columns["shrub_change"] = columns["shrub_change"] + shrub_changes(project, table, times, values)
    columns |= _baseline(project, times, values)
    columns |= _optional(project, table, columns["tree_change"], times, values)
    columns["fire_emissions"] = np.array([_within(burnt, part) for part in parts])
    columns["leakage"] = leakage_of(project, times, values, once_only=True)
    columns["nonpermanence_share"] = np.full(len(parts), values.number(NONPERMANENCE))
    return run_steps(YEAR_STEPS, columns)


def _baseline(project: Project, times: Any, values: Values) -> dict[str, Any]:
    strata = baseline_of(project, values)
    stocks = (pool_stock(pool, strata, times, values) for pool in POOLS)
    return {
        name: eq.stock_change(stock[1:], stock[:-1])
        for name, stock in zip(BASELINE_POOLS, stocks, strict=True)
    }


def _optional(project: Project, table: PlotTable, trees: Any, times: Any, values: Values) -> dict[str, Any]:
    """Dead wood and litter as shares of the trees' change after the deduction; soil by the design with the measured areas."""
    chosen, none = pools_of(project), np.zeros(len(times) - 1)
    found: dict[str, Any] = {f"{pool}_change": none for pool in ("dead_wood", "litter", "soil")}
    if "dead_wood" in chosen:
        share = values.number(f"dead_wood.{climate_of(project)}")
        found["dead_wood_change"] = eq.dead_wood_stock(trees, share)
    if "litter" in chosen:
        found["litter_change"] = eq.litter_stock(trees, values.number(f"litter.{climate_of(project)}"))
    if "soil" in chosen:
        design = strata_of(project, values)
        soil_given(project, design)
        strata = tuple(_measured(stratum, table) for stratum in design if stratum.soil is not None)
        found["soil_change"] = soil_changes(strata, times, values)
    return found


def _debris_share(project: Project, values: Values) -> float:
    """Dead wood and litter over the stock of trees, where the design counts them and there are fires to burn them. [1]"""
    if not project.monitoring.get("fires"):
        return 0.0
    chosen = [pool for pool in ("dead_wood", "litter") if pool in pools_of(project)]
    return sum(values.number(f"{pool}.{climate_of(project)}") for pool in chosen)


def _measured(stratum: Stratum, table: PlotTable) -> Stratum:
    if stratum.name not in table.areas:
        raise BadInput(
            what=Text(
                f"碳层 {stratum.name} 没有实测面积", f"the stratum {stratum.name} has no measured area"
            ),
            why=Text("土壤碳按实测面积计", "soil carbon counts by the measured area"),
            next=Text("设计和调查采用同一碳层名称", "name the strata alike in design and survey"),
            clause=f"{PLAN.instrument}/monitoring",
        )
    return stratum._replace(area=table.areas[stratum.name])


def _within(burnt: Mapping[dt.date, float], part: Any) -> float:
    return sum(held for on, held in burnt.items() if part.first_day <= on <= part.last_day)


def _counted(
    window: Window, period: Period, found: tuple[PoolChange, ...]
) -> tuple[Window, tuple[Adjustment, ...]]:
    """Days of the window between the first and the last survey, and a log of those of the period left out."""
    first = max(window.first, min(one.then for one in found) + ONE_DAY)
    last = min(window.last, max(one.now for one in found))
    if first > last:
        raise BadInput(
            what=Text("核算期内没有两次调查之间的日子", "no day of the period lies between two surveys"),
            why=Text(
                f"调查为 {found[0].then} 至 {last}，可核算的日子为 {window.first} 至 {window.last}",
                f"surveys from {found[0].then} to {last}; days that may be credited from {window.first} to {window.last}",
            ),
            next=Text("核对核算期和调查日期", "check the period and the days of survey"),
            clause=f"{PLAN.instrument}/monitoring",
        )
    days = float((period.end - period.start).days + 1)
    kept = float((last - first).days + 1)
    if kept == days:
        return Window(first, last), ()
    what = Text(
        "只计两次调查之间、可核算的日子", "only days between two surveys that may be credited are counted"
    )
    log = Adjustment("period", what, days, kept, "day", f"{PLAN.instrument}/eq-5")
    return Window(first, last), (log,)


def _deducted(one: PoolChange) -> Adjustment:
    what = Text(
        f"抽样相对误差 {one.relative_error:.1%}，扣减 {one.rate:.1%}",
        f"relative sampling error {one.relative_error:.1%}, deduction {one.rate:.1%}",
    )
    where = f"{one.pool} · {one.then} - {one.now}"
    return Adjustment(where, what, one.measured, one.credited, "tCO2e", f"{PLAN.instrument}/precision")


def _interval(
    found: tuple[PoolChange, ...], counted: Window, columns: Mapping[str, Any], values: Values
) -> Interval:
    """Ends of the net removals: all else as calculated, the sampled change as measured, its errors added up."""
    parts = [(one, one.share(counted.first, counted.last)) for one in found]
    kept = 1 - values.number(NONPERMANENCE)
    centre = float(np.sum(columns["emission_reductions"]))
    centre += kept * sum((one.measured - one.credited) * share for one, share in parts)
    spread = kept * sum(one.half_width * share for one, share in parts)
    relative = spread / abs(centre) if centre else float("inf") if spread else 0.0
    return Interval(centre - spread, centre + spread, values.number("confidence"), relative, METHOD)


def _shown(one: PoolChange) -> dict[str, object]:
    held = msgspec.to_builtins(one._asdict())
    return {str(name): value for name, value in held.items()}
