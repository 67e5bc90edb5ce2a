"""Expected net removals under CCER-14-001-V01: strata along their growth curves, calendar year by calendar year."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import msgspec
import numpy as np

from ...compute.grid import FactorRule, Factors
from ...compute.methodology import in_force_since, run_steps
from ...compute.periods import Practice, YearPart, annual_mean, parts_of, year_tonnes
from ...compute.result import Adjustment, Calculation, YearResult
from ...compute.sources import offer
from ...core.asof import AsOf, DatedValue
from ...core.dates import ONE_DAY, whole_period_end
from ...core.errors import BadInput
from ...core.quantities import whole_tonnes
from ...core.text import Text
from ...rules.subjects import Period, Project
from . import equations as eq
from .displacement import leakage_of
from .growing import GrowingStrata
from .plan import ORDER, PLAN, YEAR_STEPS
from .stocks import Column, after, pool_stock, soil_changes, year_of
from .strata import POOLS, SOIL_FACTORS, Stratum, bad, baseline_of, positive, strata_of
from .values import NONPERMANENCE, Values

OPTIONAL: Final = ("dead_wood", "litter", "soil")
CLIMATES: Final = ("tropical-dry", "tropical-moist", "tropical-wet", "tropical-high", "temperate")
HIGH_M: Final = 2000.0
RAIN_MM: Final = (1000.0, 1600.0)
"""Edges of the classes of AR-TOOL12; a figure on an edge belongs to the class below it."""
PRACTICES: Final = tuple(way for way in Practice if way is not Practice.METERED_FLOOR_YEAR)


def ex_ante(
    project: Project,
    *,
    at: AsOf,
    factors: Factors | None = None,
    factor_day: dt.date | None = None,
    practice: Practice | str = Practice.DAY_WEIGHTED_FLOOR_YEAR,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
) -> Calculation:
    """Expected net removals of the crediting period; the stock at its beginning is no removal of it.

    Parameters
    ----------
    project : Project
        With crediting period and ``design``: ``strata``, ``baseline_strata`` or ``baseline_mode``; ``pools``, ``climate``,
        ``forest_biomass_t_ha``, ``official`` where they are needed. See the methodology's page.
    at : AsOf
        The law of the day.
    factors, factor_day, factor_rule
        Not used: no grid electricity is counted.
    practice : Practice
        Calendar years or years from the first day, and where tonnes are rounded.

    Returns
    -------
    Calculation
        Of kind ``ex-ante``. [tCO2e]
    """
    values = Values(project, at)
    way = practice_of(practice)
    first, last, moved = _period(project, at)
    strata, baseline = strata_of(project, values), baseline_of(project, values)
    parts = parts_of(way, first, last)
    times = np.array([year_of(first), *(after(part.last_day) for part in parts)])
    columns = changes(project, strata, baseline, times, values)
    offer(lambda: GrowingStrata(strata, times, values, shares_of(project, values)))
    years = tuple(
        year_result(part, {name: column[n] for name, column in columns.items()})
        for n, part in enumerate(parts)
    )
    tonnes = year_tonnes(way, [year.values["emission_reductions"] for year in years])
    whole = sum(tonnes)
    return Calculation(
        methodology=PLAN.code,
        in_force_since=in_force_since(PLAN, project, at),
        kind="ex-ante",
        on=at.on,
        period=(first, last),
        practice=way.value,
        years=tuple(msgspec.structs.replace(y, tonnes=t) for y, t in zip(years, tonnes, strict=True)),
        tonnes=whole,
        annual_mean_tonnes=annual_mean(whole, first, last),
        parameters=values.using,
        provisional=values.provisional,
        adjustments=moved,
        inputs=inputs_of(strata, baseline) | {"stock_at_start": _stock_at(strata, times[:1], values)},
    )


def changes(
    project: Project,
    strata: tuple[Stratum, ...],
    baseline: tuple[Stratum, ...],
    times: Column,
    values: Values,
) -> dict[str, Any]:
    """Every quantity of the equations in each interval between the times. [tCO2e]"""
    table: dict[str, Any] = {}
    stocks = {pool: pool_stock(pool, strata, times, values) for pool in POOLS}
    for pool, stock in stocks.items():
        table[f"{pool}_change"] = eq.stock_change(stock[1:], stock[:-1])
        held = pool_stock(pool, baseline, times, values)
        table[f"baseline_{pool}_change"] = eq.stock_change(held[1:], held[:-1])
    table |= optional_pools(project, strata, stocks["tree"], times, values)
    none = np.zeros(len(times) - 1)
    table["fire_emissions"] = none
    table["leakage"] = leakage_of(project, times, values)
    table["nonpermanence_share"] = none + values.number(NONPERMANENCE)
    return run_steps(YEAR_STEPS, table)


def optional_pools(
    project: Project, strata: tuple[Stratum, ...], trees: Column, times: Column, values: Values
) -> dict[str, Any]:
    """Changes of dead wood, litter and soil where ``design.pools`` names them, else nought. [tCO2e]"""
    chosen = pools_of(project)
    found: dict[str, Any] = {f"{pool}_change": np.zeros(len(times) - 1) for pool in OPTIONAL}
    if "dead_wood" in chosen:
        dead = eq.dead_wood_stock(trees, values.number(f"dead_wood.{climate_of(project)}"))
        found["dead_wood_change"] = eq.stock_change(dead[1:], dead[:-1])
    if "litter" in chosen:
        litter = eq.litter_stock(trees, values.number(f"litter.{climate_of(project)}"))
        found["litter_change"] = eq.stock_change(litter[1:], litter[:-1])
    if "soil" in chosen:
        soil_given(project, strata)
        found["soil_change"] = soil_changes(strata, times, values)
    return found


def shares_of(project: Project, values: Values) -> dict[str, float]:
    """The optional pools of a design, each with its share of the trees' stock; soil, which has none, with 0. [1]"""
    chosen = pools_of(project)
    return {
        pool: 0.0 if pool == "soil" else values.number(f"{pool}.{climate_of(project)}") for pool in chosen
    }


def pools_of(project: Project) -> tuple[str, ...]:
    """The optional pools of a design; none unless it names them."""
    given = project.design.get("pools", [])
    if not isinstance(given, (list, tuple)) or any(pool not in OPTIONAL for pool in given):
        raise bad(
            project, "pools", Text("有不认识的碳库", "it names a pool that is not known"), ", ".join(OPTIONAL)
        )
    return tuple(given)


def soil_given(project: Project, strata: tuple[Stratum, ...]) -> None:
    """A design that counts soil must say of what soil; it is not nought for want of data."""
    if all(one.soil is None for one in strata):
        why = Text("选了土壤碳库，但没有碳层写 soil", "soil is counted, and no stratum describes it")
        raise bad(project, "strata.soil", why, ", ".join(SOIL_FACTORS))


def climate_of(project: Project) -> str:
    """The class of climate, elevation and rain that default shares go by: as the design names it, or by its own figures.

    A figure on the edge of a class belongs to the lower one, as AR-TOOL12 is restated: 2000 m and 1000 mm are tropical-dry.
    """
    given = project.design.get("climate")
    if isinstance(given, Mapping) and given.get("zone") in ("tropical", "temperate", "boreal"):
        if given["zone"] != "tropical":
            return "temperate"
        elevation, rain = (
            positive(project, f"climate.{name}", given.get(name), least=0.0)
            for name in ("elevation_m", "precipitation_mm")
        )
        return "tropical-high" if elevation > HIGH_M else CLIMATES[bisect.bisect_left(RAIN_MM, rain)]
    if not isinstance(given, str) or given not in CLIMATES:
        why = Text("没有给出气候类型", "the class of climate is not given")
        wanted = f"{', '.join(CLIMATES)}; or zone, elevation_m, precipitation_mm"
        raise bad(project, "climate", why, wanted)
    return given


def practice_of(practice: Practice | str) -> Practice:
    if practice not in PRACTICES:
        raise BadInput(
            what=Text(
                f"估算不能采用做法“{practice}”", f"an estimate cannot follow the practice {practice!r}"
            ),
            why=Text("它不是估算的做法", "it is not a way of estimating"),
            next=Text(f"可用：{'、'.join(PRACTICES)}", f"choose one of: {', '.join(PRACTICES)}"),
        )
    return Practice(practice)


def inputs_of(strata: tuple[Stratum, ...], baseline: tuple[Stratum, ...]) -> dict[str, object]:
    """The strata as the receipt shows them."""
    return {"strata": [_shown(one) for one in strata], "baseline_strata": [_shown(one) for one in baseline]}


def _period(project: Project, at: AsOf) -> tuple[dt.date, dt.date, tuple[Adjustment, ...]]:
    """The crediting period; days that are too early to be credited are left out and logged."""
    crediting = project.crediting
    if crediting is None:
        raise BadInput(
            what=Text(f"{project.name} 没有计入期", f"{project.name} has no crediting period"),
            why=Text("预计清除量按计入期估算", "expected removals are those of the crediting period"),
            next=Text(
                "在项目文件中写明计入期的首日和末日", "write the first and last day of the crediting period"
            ),
        )
    first = max(crediting.start, at.parameter("reduction.produced_after").day + ONE_DAY)
    longest, last = longest_end(crediting, at)
    log = []
    if first > crediting.start:
        early = Text(
            f"计入期首日早于 {first}，此前的不计",
            f"the crediting period begins before {first}; earlier days are left out",
        )
        log.append(_left_out(early, crediting.start, first, "mee-samr-2023-31/art-17/para-1/item-3"))
    if last < crediting.end:
        late = Text(
            f"计入期超过 {longest.count} 年，{last} 以后的不计",
            f"the crediting period is longer than {longest.count} years; days after {last} are left out",
        )
        log.append(_left_out(late, last, crediting.end, f"{PLAN.instrument}/crediting-period"))
    return first, last, tuple(log)


def longest_end(crediting: Period, at: AsOf) -> tuple[DatedValue, dt.date]:
    """The longest crediting period [year], and the last day of this one that may be credited."""
    longest = at.parameter(PLAN.parameter("crediting_years_max"))
    return longest, min(crediting.end, whole_period_end(crediting.start, longest.count))


def _left_out(what: Text, from_: dt.date, to: dt.date, cite: str) -> Adjustment:
    return Adjustment("crediting", what, float((to - from_).days), 0.0, "day", cite)


def year_result(part: YearPart, values: Mapping[str, Any]) -> YearResult:
    """A year, or the part of it that counts, with its quantities and whole tonnes."""
    return YearResult(
        year=part.year,
        first_day=part.first_day,
        last_day=part.last_day,
        days=part.days,
        year_days=part.year_days,
        values={name: float(values[name]) for name in ORDER},
        tonnes=whole_tonnes(float(values["emission_reductions"])),
    )


def _stock_at(strata: tuple[Stratum, ...], times: Column, values: Values) -> float:
    """Stock of woody biomass, which is not credited. [tCO2e]"""
    return float(sum(pool_stock(pool, strata, times, values)[0] for pool in POOLS))


def _shown(stratum: Stratum) -> dict[str, object]:
    return {
        "name": stratum.name,
        "pool": stratum.pool,
        "area_ha": stratum.area,
        "planted": stratum.planted.isoformat(),
        "measure": stratum.measure,
        "curve": [stratum.curve.form, *(float(one) for one in stratum.curve.coefficients)],
        "curve_source": stratum.curve.source,
        **stratum.coefficients,
        **({f"soil_{name}": value for name, value in stratum.soil.items()} if stratum.soil else {}),
    }
