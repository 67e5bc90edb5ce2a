"""Reductions achieved, from tables of a methodology's own quantities; `ccer.compute.quantities` says how a plan declares them.

API: ``reductions(project, readings, PLAN, period=…, at=…, factors=…, factor_day=…, factor_rule=…, produced_after=None, not_before=None,
certificates={}, engine="numpy") -> Calculation``. It takes what ``ccer.monitoring.evidence.read_evidence`` gives and does, in order:
required series there → no gap, no double → days that may be credited (and only after networking, where that is asked for) → conservative
correction of readings from meters beyond class or not calibrated → rows that fail a `RowCheck` rejected → the plan's equations → whole
tonnes by calendar year. Everything that was changed or left out is in ``adjustments``.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import msgspec

from ..core.asof import AsOf, DatedValue
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Period, Project
from .certificates import NO_CERTIFICATES
from .electricity import Settings
from .engines import EngineName
from .ex_ante import settings_inputs
from .ex_post import _no_later_vintage, _nothing, gates_of
from .fuels import Properties, fuel_of, properties_of
from .gates import Gates, place
from .grid import FactorRule, Factors
from .meters import STATUS_TEXT, Status
from .methodology import in_force_since
from .official import with_officials
from .periods import Practice, annual_mean, split_years
from .points import beside
from .quantities import (
    FUELS,
    VALUES,
    Constants,
    QuantityPlan,
    RowCheck,
    Towards,
    why_provisional,
)
from .quantities_tables import Grid, TableRow, complete, grid_settings, measured_in, work_out
from .readings import FUEL, Reading, Readings, Window, check_complete
from .result import Adjustment, Calculation, Reason

WORST_CLASS: Final = 10.0
"""An accuracy class above this is a mistake. [%]"""


class Kept(NamedTuple):
    """Readings that count, corrected; the fuels among them; and the log."""

    rows: tuple[Reading, ...]
    fuels: dict[str, Properties]
    log: tuple[Adjustment, ...]

    @property
    def using(self) -> tuple[DatedValue, ...]:
        return tuple(value for found in self.fuels.values() for value in found.using)


def reductions(
    project: Project,
    readings: Readings,
    plan: QuantityPlan,
    *,
    period: Period,
    at: AsOf,
    factors: Factors,
    factor_day: dt.date,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
    produced_after: dt.date | None = None,
    not_before: dt.date | None = None,
    certificates: Mapping[str, float] = NO_CERTIFICATES,
    engine: EngineName = "numpy",
) -> Calculation:
    """Reductions of an accounting period.

    Parameters
    ----------
    project : Project
        With crediting period; province or grid where grid electricity is used; ``design`` for the figures that are not metered.
    readings : Readings
    plan : QuantityPlan
    period : Period
        The accounting period; both ends included.
    at, factors, factor_day, factor_rule, produced_after, not_before, engine
        As for the energy methodologies.
    certificates : mapping
        Must be empty: no exported electricity is credited.

    Returns
    -------
    Calculation
        Of kind ``ex-post``, by calendar year. [tCO2e]

    Raises
    ------
    BadInput
        If a series is missing or has a gap, a day is read twice, rows that belong together do not meet, or nothing may be credited.
    """
    for figures in plan.beside:
        readings = beside(readings, figures.lead, figures.rows(project), figures.table)
    _no_certificates(plan, certificates)
    at = with_officials(at, project, plan)
    held = plan.constants(project, at)
    gates = gates_of(project, plan, period, at, produced_after, not_before)
    kept = _keep(readings, gates, plan, at)
    rows, rejected = _rows(plan, kept, held)
    settings = grid_settings(
        project,
        plan,
        plan.on_grid(row.figures for row in rows),
        at=at,
        factors=factors,
        factor_day=factor_day,
        factor_rule=factor_rule,
    )
    if settings is not None:
        _no_later_vintage(settings)
    window = gates.window()
    found = _calculation(project, plan, rows, held, settings, kept, window, at, engine)
    return msgspec.structs.replace(
        found,
        adjustments=(*kept.log, *rejected),
        inputs={
            "readings": readings.source,
            "rows": len(kept.rows),
            "constants": held.numbers,
            **(settings_inputs(settings) if settings else {}),
        },
    )


def _calculation(
    project: Project,
    plan: QuantityPlan,
    rows: list[TableRow],
    held: Constants,
    settings: Settings | None,
    kept: Kept,
    window: Window,
    at: AsOf,
    engine: EngineName,
) -> Calculation:
    grid = Grid.of(settings, sorted({row.year for row in rows}))
    years = work_out(plan, rows, held, grid, split_years(*window), engine)
    using = tuple(dict.fromkeys((*held.using, *kept.using, *(settings.using if settings else ()))))
    total = sum(year.tonnes for year in years)
    more = [reason for year in years for reason in year.provisional]
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
        parameters=using,
        provisional=why_provisional(
            plan, Constants(held.numbers, using, held.reasons), *more, *_networking(project, plan, at)
        ),
    )


def _networking(project: Project, plan: QuantityPlan, at: AsOf) -> list[Reason]:
    """Where networking is asked for and its day is not stated, nothing was left out for it: say so."""
    asked = at.parameter(plan.parameter("networking_required"))
    if not asked.value or project.networking_completed is not None:
        return []
    why = Text(
        "没有写明联网试运行完成日：只有此后产生的减排量可以登记，此处未按它扣除",
        "the day the networking trial was completed is not stated: only reductions after it may be registered; none were left out for it",
    )
    return [Reason("networking_completed", "uncertain", why)]


def _keep(readings: Readings, gates: Gates, plan: QuantityPlan, at: AsOf) -> Kept:
    """Checked, gated and corrected readings."""
    window = gates.window()
    _declared(readings, plan)
    batches = {m.name for m in plan.measured if m.batch}
    steady = tuple(row for row in readings.rows if row.direction not in batches)
    check_complete(Readings(steady, readings.source), window, ())
    kept, left_out = gates.sort(readings.rows)
    if not kept:
        raise _nothing(readings.source, window)
    burnt = sorted({row.direction.removeprefix(FUEL) for row in kept if row.direction.startswith(FUEL)})
    fuels = {name: properties_of(fuel_of(name), at, plan.fuel_values) for name in burnt}
    corrected = [corrected_reading(row, _towards(row, plan)) for row in kept]
    log = [
        _logged(before, after, plan)
        for before, after in zip(kept, corrected, strict=True)
        if before.status != Status.IN_CLASS
    ]
    return Kept(tuple(corrected), fuels, (*readings.adjustments, *left_out, *log))


def _declared(readings: Readings, plan: QuantityPlan) -> None:
    """Every required series is there, and nothing else."""
    there = {row.direction for row in readings.rows}
    known = {m.name for m in plan.measured}
    odd = next(
        (
            r
            for r in readings.rows
            if r.direction not in known and not (plan.burns_fuel and r.direction.startswith(FUEL))
        ),
        None,
    )
    if odd is not None:
        raise BadInput(
            what=Text(
                f"{readings.source} 第 {odd.row} 行的 {odd.direction} 无法使用",
                f"{readings.source}, row {odd.row}: {odd.direction} cannot be used",
            ),
            why=Text("该方法学不监测这个量", "the methodology does not monitor this quantity"),
            next=Text(f"可用：{'、'.join(sorted(known))}", f"use one of: {', '.join(sorted(known))}"),
            clause=plan.instrument,
        )
    for one in plan.measured:
        if one.required and one.name not in there:
            raise BadInput(
                what=Text(
                    f"{readings.source} 中没有 {one.name}（{one.title.zh}）",
                    f"{readings.source} has no {one.name} ({one.title.en})",
                ),
                why=Text("缺少的读数不能当作零", "a missing reading is not a zero"),
                next=Text(
                    "补上读数；确实为零的，每个区间写 0",
                    "add the readings; where there was none, write 0 for each interval",
                ),
                clause=plan.instrument,
            )


def _towards(row: Reading, plan: QuantityPlan) -> Towards:
    return "raise" if row.direction.startswith(FUEL) else plan.quantity(row.direction).towards


def corrected_reading(row: Reading, towards: Towards) -> Reading:
    """A reading after the conservative correction: lowered where it is credited, raised where it is charged.

    By the error found at calibration where the meter is beyond its class; by the limit of its class where it was not calibrated.
    """
    if row.status == Status.IN_CLASS or towards == "as-read":
        return row
    share = _error(row)
    return msgspec.structs.replace(row, value=row.value * (1 - share if towards == "lower" else 1 + share))


def _error(row: Reading) -> float:
    """The error applied to a reading, as a share. [1]"""
    if row.status == Status.OUT_OF_CLASS or not row.meter_class:
        if row.error:
            return abs(row.error)
        raise BadInput(
            what=Text(f"第 {row.row} 行不能作保守处理", f"row {row.row} cannot be corrected"),
            why=Text(
                "没有写准确度等级，也没有写误差",
                "it gives neither the accuracy class nor an error of the meter",
            ),
            next=Text(
                "在 class 列写等级（如 0.5），或在 error 列写最大允许误差（如 2%）",
                "write the class (e.g. 0.5) in the column class, or the largest permissible error (e.g. 2%) in the column error",
            ),
        )
    try:
        grade = float(row.meter_class.upper().removesuffix("S"))
    except ValueError:
        grade = math.nan
    if not 0 < grade <= WORST_CLASS:
        raise BadInput(
            what=Text(
                f"第 {row.row} 行：计量等级“{row.meter_class}”不可用",
                f"row {row.row}: a meter of class {row.meter_class!r} cannot be used",
            ),
            why=Text(
                "等级应为以百分数表示最大允许误差的数",
                "a class is the permissible error in per cent, a number",
            ),
            next=Text("写成 0.5、1.0、2.0 等", "write 0.5, 1.0, 2.0 or the like"),
        )
    return grade / 100


def _logged(before: Reading, after: Reading, plan: QuantityPlan) -> Adjustment:
    what = STATUS_TEXT[before.status]
    if after.value != before.value:
        what = what + Text(f"，误差 {_error(before):.4%}", f", error {_error(before):.4%}")
    return Adjustment(
        place(before), what, before.value, after.value, before.unit, plan.correction_clause or plan.instrument
    )


def _rows(plan: QuantityPlan, kept: Kept, held: Constants) -> tuple[list[TableRow], tuple[Adjustment, ...]]:
    """Rows of each table: quantities of one point and interval side by side; those that fail a check are left out."""
    rows: list[TableRow] = []
    log: list[Adjustment] = []
    for branch in plan.branches:
        if branch.table == FUELS:
            rows += [_fuel_row(row, kept.fuels) for row in kept.rows if row.direction.startswith(FUEL)]
        elif branch.table != VALUES:
            names = {m.name for m in measured_in(plan, branch.table)}
            checks = [check for check in plan.checks if check.table == branch.table]
            for row in _side_by_side(branch.table, (r for r in kept.rows if r.direction in names)):
                full = complete(plan, row, held)
                broken = next((c for c in checks if not c.holds({**held.numbers, **full.figures})), None)
                if broken is None:
                    rows.append(full)
                else:
                    log.append(_rejected(full, broken))
    return rows, tuple(log)


def _side_by_side(table: str, readings: Iterable[Reading]) -> list[TableRow]:
    found: dict[tuple[str, dt.date, dt.date], TableRow] = {}
    for row in sorted(readings, key=lambda r: (r.first_day, r.last_day, r.point)):
        where = f"{row.interval} · {row.point}"
        one = found.setdefault(
            (row.point, row.first_day, row.last_day),
            TableRow(table, row.first_day.year, {}, where, row.point),
        )
        one.figures[row.direction] = row.value
    return list(found.values())


def _fuel_row(row: Reading, fuels: Mapping[str, Properties]) -> TableRow:
    burnt = fuels[row.direction.removeprefix(FUEL)]
    figures = {
        "fuel_consumed": row.value,
        "net_calorific_value": burnt.net_calorific_value,
        "carbon_content": burnt.carbon_content,
        "oxidation_factor": burnt.oxidation_factor,
    }
    return TableRow(FUELS, row.first_day.year, figures, place(row), row.point)


def _rejected(row: TableRow, check: RowCheck) -> Adjustment:
    what = Text("整个区间剔除：", "rejected as a whole: ") + check.why
    return Adjustment(f"{row.where} · {row.table}", what, row.figures[check.needs[0]], 0.0, "", check.cite)


def _no_certificates(plan: QuantityPlan, certificates: Mapping[str, float]) -> None:
    if any(certificates.values()):
        raise BadInput(
            what=Text("绿证电量不能用于本方法学", "green certificates cannot be used here"),
            why=Text(
                "本方法学不核算上网电量的减排",
                "this methodology credits no electricity delivered to the grid",
            ),
            next=Text("删去 certificates", "take certificates out"),
            clause=plan.instrument,
        )
