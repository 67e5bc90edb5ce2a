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
from .coastal_changes import Change, changes_of, surveys_of
from .coastal_ex_ante import Gases, salinity
from .coastal_plots import core_rates
from .coastal_rules import until_rights_lost
from .coastal_soil import Part, course_reasons, soil_course
from .coastal_strata import CORES, SoilRate, Stratum, soil_rate, strata_of, without_foreign
from .ex_post import gates_of
from .methodology import in_force_since
from .official import with_officials
from .periods import Practice, annual_mean, split_years
from .plots import CONFIDENCE, student_t
from .plots_precision import deduction
from .readings import Window
from .result import Adjustment, Calculation, Interval, Reason, YearResult
from .survey import FieldSurvey

METHOD: Final = Text("分层随机抽样估计", "stratified random estimator")

BY_CORES: Final = Text(
    "土壤按重复柱样测定，其误差列入区间、未作扣减；方法学如何规定没有读到",
    "soil by repeated cores, whose error is in the interval and costs no deduction; what the text says was not read",
)


class Soil(NamedTuple):
    """Net rates of the strata about the middle of the period, and the standard error of their sum over the area. [tC/ha/yr, tC/yr]"""

    rates: list[SoilRate]
    error: float


class Grown(NamedTuple):
    """A change of the plants between two surveys, and what is credited of it. [tC]"""

    change: Change
    credited: float


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
    project, ended = until_rights_lost(project, f"{plan.instrument}/merging")
    window = gates_of(project, plan, period, at, produced_after, not_before).window()
    areas, area_log = _areas(survey)
    strata, held = strata_of(project, areas), held_values(project, plan, at)
    gases = Gases(*gas_factors(project, plan, at, [salinity(project, one) for one in strata]))
    surveys = surveys_of(project, survey, strata, plan)
    soil = _soil(project, plan, at, survey, strata, window)
    grown, table, deducted = _deducted(project, plan, at, changes_of(project, strata, surveys.held), window)
    years = _years(project, plan, strata, window, soil, gases, held, grown)
    total = sum(year.tonnes for year in years)
    using = (*held.using, *gases.using, *(v for rate in soil.rates for v in rate.using), *table)
    reasons = (
        *held.reasons,
        *(r for rate in soil.rates for r in rate.reasons),
        *surveys.reasons,
        *(r for one in grown for r in one.change.reasons),
        *_not_counted(bool(surveys.held), grown),
        *course_reasons(strata),
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
        provisional=used.reasoned(plan, *_networking(project, plan, at)),
        adjustments=(
            *survey.adjustments,
            *ended,
            *area_log,
            *surveys.log,
            *deducted,
            *_bare(plan, window, grown),
        ),
        inputs={
            "survey": list(survey.sources),
            "strata": {s.name: s.area for s in strata},
            "surveys": [_shown(one) for one in grown],
        },
        interval=_interval(years, window, held, grown, soil),
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
    cored = core_rates(
        survey, [one for one in strata if one.entry.get("soil") == CORES], window.first, window.last
    )
    rates, errors = [], []
    for stratum in strata:
        if stratum.name in cored and stratum.entry.get("soil") == CORES:
            mean, error = cored[stratum.name]
            cores = Reason(f"soil.{stratum.name}", "uncertain", BY_CORES)
            net = without_foreign(project, plan, at, stratum, SoilRate(mean, (), (cores,)))
            errors.append(error * stratum.area)
        else:
            net = soil_rate(project, plan, at, stratum, middle)
        rates.append(net)
    return Soil(rates, math.hypot(*errors))


def _deducted(
    project: Project, plan: CoastalPlan, at: AsOf, changes: tuple[Change, ...], window: Window
) -> tuple[tuple[Grown, ...], tuple[DatedValue, ...], tuple[Adjustment, ...]]:
    """The changes that bear on the window, each after the deduction for its sampling error, and the lines of the log. [tC]"""
    near = [one for one in changes if one.share(window.first, window.last + ONE_DAY)]
    if not near:
        return (), (), ()
    table = dated(project, plan, at, "precision_deduction")
    steps = deduction("precision", str(table.value), "estimate")
    grown = tuple(Grown(one, steps.conservative(one.total, one.relative)) for one in near)
    return grown, (table,), tuple(_line(one, table.cite) for one in grown if one.credited != one.change.total)


def _line(grown: Grown, cite: str) -> Adjustment:
    change = grown.change
    what = Text(
        f"{change.first} 至 {change.last} 抽样相对误差 {change.relative:.1%}，按精度扣减",
        f"{change.first} to {change.last}: deducted for a relative sampling error of {change.relative:.1%}",
    )
    return Adjustment("biomass", what, change.total, grown.credited, "tC", cite)


def _bare(plan: CoastalPlan, window: Window, grown: tuple[Grown, ...]) -> tuple[Adjustment, ...]:
    """Days of the window that lie between no surveys: their soil counts, their plants do not."""
    days = (window.last - window.first).days + 1
    after = window.last + ONE_DAY
    covered = sum((min(after, one.change.last) - max(window.first, one.change.first)).days for one in grown)
    if not grown or covered == days:
        return ()
    what = Text("植物碳只计两次调查之间的日子", "plants count only on the days between two surveys")
    return (Adjustment("biomass", what, days, covered, "day", f"{plan.instrument}/monitoring"),)


def _shown(grown: Grown) -> dict[str, object]:
    """A change of plants with its precision, for the papers. [tCO2e]"""
    change = grown.change
    taken = abs(grown.credited - change.total)
    return {
        "pool": "plants",
        "then": change.first.isoformat(),
        "now": change.last.isoformat(),
        "measured": change.total * CARBON_TO_CO2,
        "credited": grown.credited * CARBON_TO_CO2,
        "half_width": change.error * CARBON_TO_CO2,
        "relative_error": change.relative,
        "rate": taken / abs(change.total) if change.total else 0.0,
    }


def _years(
    project: Project,
    plan: CoastalPlan,
    strata: tuple[Stratum, ...],
    window: Window,
    soil: Soil,
    gases: Gases,
    held: Held,
    grown: tuple[Grown, ...],
) -> tuple[YearResult, ...]:
    area, rates = [one.area for one in strata], [rate.rate for rate in soil.rates]
    parts = split_years(window.first, window.last)
    spans = [Part(part.first_day, part.last_day, part.share) for part in parts]
    found = []
    for part, course in zip(parts, soil_course(project, strata, spans, [rates] * len(parts)), strict=True):
        ends = part.first_day, part.last_day + ONE_DAY
        change = sum(one.credited * one.change.share(*ends) for one in grown) * CARBON_TO_CO2
        given = YearInputs(area, course, gases.methane, gases.nitrous, change, part.share)
        found.append(year_result(plan, part, given, held))
    return tuple(found)


def _interval(
    years: tuple[YearResult, ...], window: Window, held: Held, grown: tuple[Grown, ...], soil: Soil
) -> Interval | None:
    """About the estimate before the deduction for sampling: biomass and cores, their errors added in squares. [tCO2e]

    Errors of two stretches of biomass are added up: they have a survey in common.
    """
    if not grown and not soil.error:
        return None
    ends = window.first, window.last + ONE_DAY
    kept = (1 - held.numbers["nonpermanence_deduction"]) * CARBON_TO_CO2
    duration = sum(part.share for part in split_years(window.first, window.last))
    biomass = sum(one.change.error * one.change.share(*ends) for one in grown) * kept
    ground = student_t(CONFIDENCE, math.inf) * soil.error * duration * kept
    half = math.hypot(biomass, ground)
    estimate = sum(year.values["emission_reductions"] for year in years)
    estimate += sum((one.change.total - one.credited) * one.change.share(*ends) for one in grown) * kept
    whole = half**2
    drivers = [("biomass_change", biomass**2 / whole), ("soil_change", ground**2 / whole)] if whole else []
    return Interval(
        low=estimate - half,
        high=estimate + half,
        confidence=grown[0].change.confidence if grown else CONFIDENCE,
        relative=half / abs(estimate) if estimate else 0.0,
        method=METHOD,
        drivers=tuple(sorted((d for d in drivers if d[1]), key=lambda d: -d[1])),
    )


def _not_counted(measured: bool, grown: tuple[Grown, ...]) -> tuple[Reason, ...]:
    if grown:
        return ()
    said = (
        Text(
            "核算期内没有两次调查之间的日子，植物碳变化计为 0",
            "no day of the period lies between two surveys; the change of plant carbon counts as 0",
        )
        if measured
        else Text(
            "没有样地数据，植物碳变化计为 0", "there are no plots; the change of plant carbon counts as 0"
        )
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
