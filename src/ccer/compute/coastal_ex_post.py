"""Removals achieved by a coastal sink: plots and soil of a field survey over an accounting period.

A change of biomass between two surveys is spread evenly over the days between them; only days of the period that also lie between the
surveys count, so that nothing is extrapolated. Soil counts by its yearly rate on every day that may be credited. The error of sampling
first costs the deduction of the methodology, then stands beside the result as an interval.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Final, NamedTuple

from ..core.asof import AsOf, DatedValue
from ..core.dates import ONE_DAY
from ..core.errors import BadInput
from ..core.quantities import CARBON_TO_CO2
from ..core.text import Text
from ..rules.subjects import Period, Project
from .coastal import (
    CoastalPlan,
    Held,
    YearInputs,
    dated,
    gas_factors,
    held_values,
    year_result,
)
from .coastal_ex_ante import Gases, salinity
from .coastal_plots import Change, core_rates, stated_change, tree_change
from .coastal_strata import CORES, SoilRate, Stratum, soil_rate, strata_of, without_foreign
from .ex_post import gates_of
from .methodology import in_force_since
from .official import with_officials
from .periods import Practice, YearPart, annual_mean, split_years
from .plots import CONFIDENCE, student_t
from .plots_precision import deduction
from .readings import Window
from .result import Adjustment, Calculation, Interval, Reason, YearResult
from .survey import FieldSurvey

METHOD: Final = Text("分层随机抽样估计", "stratified random estimator")


class Soil(NamedTuple):
    """Net rates of the strata about the middle of the period, and the standard error of their sum over the area. [tC/ha/yr, tC/yr]"""

    rates: list[SoilRate]
    error: float


def removals(
    project: Project,
    survey: FieldSurvey,
    plan: CoastalPlan,
    *,
    period: Period,
    at: AsOf,
    produced_after: dt.date | None = None,
    not_before: dt.date | None = None,
) -> Calculation:
    """Removals of an accounting period.

    Parameters
    ----------
    project : Project
        With crediting period and ``design.strata``; see `coastal_strata`.
    survey : FieldSurvey
        Plots, trees, soil and parcels; parcels give the areas where there are any.
    plan : CoastalPlan
    period : Period
        The accounting period; both ends included.
    produced_after, not_before : date, optional
        As for the energy methodologies.

    Returns
    -------
    Calculation
        Of kind ``ex-post``, by calendar year, with the interval of the estimator. [tCO2e]

    Raises
    ------
    BadInput
        If the survey or the design cannot be used, the error of sampling is too large, or nothing may be credited.
    """
    at = with_officials(at, project, plan)
    window = gates_of(project, plan, period, at, produced_after, not_before).window()
    areas, area_log = _areas(survey)
    strata, held = strata_of(project, areas), held_values(project, plan, at)
    gases = Gases(*gas_factors(project, plan, at, [salinity(project, one) for one in strata]))
    change = (
        tree_change(project, survey, strata, plan.instrument)
        if plan.trees
        else stated_change(project, strata)
    )
    soil = _soil(project, plan, at, survey, strata, window)
    credited, table, deducted = _deducted(project, plan, at, change)
    years = _years(plan, strata, window, soil, gases, held, change, credited)
    total = sum(year.tonnes for year in years)
    using = (*held.using, *gases.using, *(v for rate in soil.rates for v in rate.using), *table)
    reasons = (
        *held.reasons,
        *(r for rate in soil.rates for r in rate.reasons),
        *(change.reasons if change else ()),
    )
    used = Held(held.numbers, tuple(dict.fromkeys(using)), reasons)
    return Calculation(
        methodology=plan.code,
        in_force_since=in_force_since(plan, project, at),
        kind="ex-post",
        on=at.on,
        period=(window.first, window.last),
        practice=Practice.METERED_FLOOR_YEAR.value,
        years=years,
        tonnes=total,
        annual_mean_tonnes=annual_mean(total, window.first, window.last),
        parameters=used.using,
        provisional=used.reasoned(plan, *_not_counted(change), *_networking(project, plan, at)),
        adjustments=(*survey.adjustments, *area_log, *(change.log if change else ()), *deducted),
        inputs={"survey": list(survey.sources), "strata": {s.name: s.area for s in strata}},
        interval=_interval(years, window, held, change, credited, soil),
    )


def _areas(survey: FieldSurvey) -> tuple[Mapping[str, float], tuple[Adjustment, ...]]:
    """Measured areas by stratum, and where an owner's figure differs from the measure. [ha]"""
    areas: dict[str, float] = {}
    log = []
    for parcel in survey.parcels:
        areas[parcel.stratum] = areas.get(parcel.stratum, 0.0) + parcel.measured_ha
        if parcel.stated_ha is not None and parcel.stated_ha != parcel.measured_ha:
            what = Text("取实测面积，不取申报面积", "the measured area is taken, not the stated one")
            log.append(
                Adjustment(
                    parcel.parcel,
                    what,
                    parcel.stated_ha,
                    parcel.measured_ha,
                    "ha",
                    "mee-samr-2023-31/art-17/para-1/item-1",
                )
            )
    return areas, tuple(log)


def _soil(
    project: Project,
    plan: CoastalPlan,
    at: AsOf,
    survey: FieldSurvey,
    strata: tuple[Stratum, ...],
    window: Window,
) -> Soil:
    middle = window.first + (window.last - window.first) / 2
    cored = core_rates(survey, [one for one in strata if one.entry.get("soil") == CORES])
    rates, errors = [], []
    for stratum in strata:
        if stratum.name in cored and stratum.entry.get("soil") == CORES:
            mean, error = cored[stratum.name]
            net = without_foreign(project, plan, at, stratum, SoilRate(mean))
            errors.append(error * stratum.area)
        else:
            net = soil_rate(project, plan, at, stratum, middle)
        rates.append(net)
    return Soil(rates, math.hypot(*errors))


def _deducted(
    project: Project, plan: CoastalPlan, at: AsOf, change: Change | None
) -> tuple[float, tuple[DatedValue, ...], tuple[Adjustment, ...]]:
    """The change of biomass after the deduction for its sampling error, and the line of the log. [tC]"""
    if change is None:
        return 0.0, (), ()
    table = dated(project, plan, at, "precision_deduction")
    credited = deduction("precision", str(table.value), "estimate").conservative(
        change.total, change.relative
    )
    if credited == change.total:
        return credited, (table,), ()
    what = Text(
        f"抽样相对误差 {change.relative:.1%}，按精度扣减",
        f"deducted for a relative sampling error of {change.relative:.1%}",
    )
    line = Adjustment("biomass", what, change.total, credited, "tC", table.cite)
    return credited, (table,), (line,)


def _years(
    plan: CoastalPlan,
    strata: tuple[Stratum, ...],
    window: Window,
    soil: Soil,
    gases: Gases,
    held: Held,
    change: Change | None,
    credited: float,
) -> tuple[YearResult, ...]:
    area, rates = [one.area for one in strata], [rate.rate for rate in soil.rates]
    found = []
    for part in split_years(window.first, window.last):
        grown = credited * CARBON_TO_CO2 * (_overlap(part, change) if change else 0.0)
        given = YearInputs(area, rates, gases.methane, gases.nitrous, grown, part.share)
        found.append(year_result(plan, part, given, held))
    return tuple(found)


def _overlap(part: YearPart | Window, change: Change) -> float:
    """Share of the days between two surveys that lie in a part of the period; the day of the first survey counts, the last does not."""
    first = part[1] if isinstance(part, YearPart) else part.first
    last = part.last_day if isinstance(part, YearPart) else part.last
    days = (min(last + ONE_DAY, change.last) - max(first, change.first)).days
    return max(0, days) / (change.last - change.first).days


def _interval(
    years: tuple[YearResult, ...],
    window: Window,
    held: Held,
    change: Change | None,
    credited: float,
    soil: Soil,
) -> Interval | None:
    """About the estimate before the deduction for sampling: biomass and cores, their errors added in squares. [tCO2e]"""
    if change is None and not soil.error:
        return None
    share = _overlap(window, change) if change else 0.0
    kept = (1 - held.numbers["nonpermanence_deduction"]) * CARBON_TO_CO2
    duration = sum(part.share for part in split_years(window.first, window.last))
    biomass = (change.error if change else 0.0) * share * kept
    ground = student_t(CONFIDENCE, math.inf) * soil.error * duration * kept
    half = math.hypot(biomass, ground)
    estimate = sum(year.values["emission_reductions"] for year in years)
    estimate += ((change.total - credited) if change else 0.0) * share * kept
    whole = half**2
    drivers = [("biomass_change", biomass**2 / whole), ("soil_change", ground**2 / whole)] if whole else []
    return Interval(
        low=estimate - half,
        high=estimate + half,
        confidence=change.confidence if change else CONFIDENCE,
        relative=half / abs(estimate) if estimate else 0.0,
        method=METHOD,
        drivers=tuple(sorted((d for d in drivers if d[1]), key=lambda d: -d[1])),
    )


def _not_counted(change: Change | None) -> tuple[Reason, ...]:
    if change is not None:
        return ()
    said = Text(
        "没有样地数据，植物碳变化计为 0", "there are no plots; the change of plant carbon counts as 0"
    )
    return (Reason("biomass_change", "uncertain", said),)


def _networking(project: Project, plan: CoastalPlan, at: AsOf) -> tuple[Reason, ...]:
    """Where networking is asked for, or not known, and its day is not stated: nothing was left out for it."""
    asked = at.parameter(plan.parameter("networking_required"))
    if not asked.provisional and not asked.value:
        return ()
    if not asked.value or project.networking_completed is not None:
        return (Reason(asked.name, asked.mark, asked.note or asked.title),)
    why = Text(
        "没有写明联网试运行完成日，此处未按它扣除",
        "the day the networking trial was completed is not stated; nothing was left out for it",
    )
    return (Reason("networking_completed", "uncertain", why),)


def survey_only(data: object) -> FieldSurvey:
    """The evidence as a field survey.

    Raises
    ------
    BadInput
        If it is something else.
    """
    if isinstance(data, FieldSurvey):
        return data
    raise BadInput(
        what=Text("监测数据无法使用", "the evidence cannot be used"),
        why=Text("碳汇方法学按样地、土壤和地块核算", "a sink is worked out from plots, soil and parcels"),
        next=Text("给出野外调查表", "give the tables of a field survey"),
    )
