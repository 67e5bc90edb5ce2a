"""Reductions achieved by a project that displaces grid electricity: meter readings over an accounting period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..core.asof import AsOf, DatedValue
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Period, Project
from .calculate import calculate
from .certificates import NO_CERTIFICATES, lapsed_link, taken_off
from .electricity import ElectricityPlan, Settings, YearFactor, once, reasons_of, settings_of
from .engines import EngineName, Table
from .ex_ante import settings_inputs
from .fuels import Properties, fuel_of, properties_of
from .gates import Gates, place
from .grid import FactorRule, Factors
from .meters import STATUS_TEXT, Status, corrected_export, corrected_fuel, corrected_import
from .methodology import Plan, in_force_since
from .official import with_officials
from .periods import Practice, annual_mean, split_years
from .readings import EXPORT, FUEL, IMPORT, Reading, Readings, Window, check_complete
from .result import Adjustment, Calculation, YearResult

TABLES = {EXPORT: "exports", IMPORT: "imports", FUEL: "fuels"}


class Account(NamedTuple):
    """Readings that count, with what the chain needs beside them."""

    rows: tuple[Reading, ...]
    limits: dict[tuple[str, str], DatedValue]
    fuels: dict[str, Properties]
    certificates: dict[int, float]
    log: tuple[Adjustment, ...]

    @property
    def using(self) -> tuple[DatedValue, ...]:
        """Dated values that the result rests on."""
        limits = [
            self.limits[_kind(row), row.meter_class]
            for row in self.rows
            if row.status in (Status.UNCALIBRATED, Status.LATE)
        ]
        values = [*limits, *(value for held in self.fuels.values() for value in held.using)]
        return tuple({value.name: value for value in values}.values())


def gates_of(
    project: Project,
    plan: Plan,
    period: Period,
    at: AsOf,
    produced_after: dt.date | None,
    not_before: dt.date | None,
) -> Gates:
    """The bounds of an accounting period, from the project and the law of the day."""
    if project.crediting is None:
        raise BadInput(
            what=Text(f"{project.name} 没有计入期", f"{project.name} has no crediting period"),
            why=Text("减排量须产生于计入期内", "reductions must be produced inside the crediting period"),
            next=Text("在项目文件中写明计入期", "write the crediting period in the project file"),
            clause="mee-samr-2023-31/art-17/para-1/item-4",
        )
    floor = produced_after or at.parameter("reduction.produced_after").day
    networked = at.parameter(plan.parameter("networking_required")).value
    done = project.networking_completed if networked else None
    return Gates(period, project.crediting, floor, not_before, done)


def account(
    readings: Readings, gates: Gates, plan: Plan, certificates: Mapping[str, float], at: AsOf
) -> Account:
    """Readings that count and the log of what was done to the others; every table of the plan must be metered."""
    window = gates.window()
    asked = {branch.table for branch in plan.branches}
    directions = tuple(direction for direction, table in TABLES.items() if table in asked)
    check_complete(readings, window, directions)
    kept, left_out = gates.sort(readings.rows)
    if not kept:
        raise _nothing(readings.source, window)
    _no_stray_fuel(kept, plan, readings.source)
    limits = {
        (_kind(row), row.meter_class): _class_limit(row, plan, at)
        for row in kept
        if row.status != Status.IN_CLASS
    }
    burnt = sorted({row.direction.removeprefix(FUEL) for row in kept if row.direction.startswith(FUEL)})
    held = {name: properties_of(fuel_of(name), at, plan.parameter("fuel")) for name in burnt}
    traded, taken = taken_off(certificates, kept, window)
    corrected = tuple(_corrected(row, limits, plan) for row in kept if row.status != Status.IN_CLASS)
    return Account(kept, limits, held, traded, (*readings.adjustments, *left_out, *corrected, *taken))


def reductions(
    project: Project,
    readings: Readings,
    plan: ElectricityPlan,
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
    """Reductions of an accounting period from meter readings.

    Parameters
    ----------
    project : Project
        With crediting period and province or grid.
    readings : Readings
        As ``ccer.monitoring.meters`` reads them from a file.
    plan : ElectricityPlan
    period : Period
        The accounting period; both ends included.
    at, factors, factor_rule
        As for the estimate.
    factor_day : date
        The day the verification report is uploaded: what was published by then may be used.
    produced_after : date, optional
        The floor on production; that of the law of the day where none is given.
    not_before : date, optional
        First day inside the look-back of the application.
    certificates : mapping
        Month (``2025-07``) -> electricity whose green certificates were traded. [MWh]
    engine : str
        ``numpy``, ``duckdb`` or ``float``.

    Returns
    -------
    Calculation
        Of kind ``ex-post``, by calendar year, with every correction in ``adjustments``. [tCO2e]

    Raises
    ------
    BadInput
        If a series is missing or has a gap, or nothing may be credited.
    """
    at = with_officials(at, project, plan)
    settings = settings_of(
        project,
        plan,
        plan.combined_margin,
        plan.factor_clause,
        at=at,
        factors=factors,
        factor_day=factor_day,
        factor_rule=factor_rule,
    )
    gates = gates_of(project, plan, period, at, produced_after, not_before)
    held = account(readings, gates, plan, certificates, at)
    _no_later_vintage(settings)
    return _calculation(project, plan, held, settings, gates.window(), at, engine, readings.source)


def _calculation(
    project: Project,
    plan: Plan,
    held: Account,
    settings: Settings,
    window: Window,
    at: AsOf,
    engine: EngineName,
    source: str,
) -> Calculation:
    """The chain carried through and written down."""
    factors = {year: settings.year(year) for year in sorted({row.first_day.year for row in held.rows})}
    table = calculate(plan, _tables(held, settings, factors), engine)
    years = _years(table, window, factors)
    total = sum(year.tonnes for year in years)
    using = (*settings.using, *held.using)
    reasons = [*reasons_of(using), *(reason for year in years for reason in year.provisional)]
    reasons += lapsed_link(at) if any(held.certificates.values()) else []
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
        provisional=once(reasons),
        adjustments=held.log,
        inputs={"readings": source, "rows": len(held.rows), **settings_inputs(settings)},
    )


def _no_later_vintage(settings: Settings) -> None:
    if settings.factor_rule is FactorRule.NEWEST:
        raise BadInput(
            what=Text(
                "核算减排量不能对各年都用最新因子", "reductions cannot use the newest factor for every year"
            ),
            why=Text(
                "各年须用当年公布的因子，未公布的用此前最近年份的",
                "a year takes its own factor, or else the nearest earlier one",
            ),
            next=Text("改用 data-year", "use data-year"),
            clause=settings.clause,
        )


def _tables(
    held: Account, settings: Settings, factors: Mapping[int, YearFactor]
) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {
        "projects": {"project": [0], "grid": [settings.grid]},
        "factors": {
            "grid": [settings.grid] * len(factors),
            "year": list(factors),
            "combined_margin": [factor.combined_margin for factor in factors.values()],
        },
        "certificates": {
            "project": [0] * len(held.certificates),
            "year": list(held.certificates),
            "certificates_traded": list(held.certificates.values()),
        },
    }
    for kind, name in TABLES.items():
        rows = [row for row in held.rows if _kind(row) == kind]
        if rows:
            tables[name] = _columns(rows, held)
    return tables


def _columns(rows: list[Reading], held: Account) -> dict[str, Any]:
    limits = [
        0.0 if row.status == Status.IN_CLASS else held.limits[_kind(row), row.meter_class].number
        for row in rows
    ]
    columns: dict[str, Any] = {
        "project": np.zeros(len(rows), dtype=np.int64),
        "year": [row.first_day.year for row in rows],
        "meter": [row.point for row in rows],
        "metered": [row.value for row in rows],
        "meter_status": [int(row.status) for row in rows],
        "actual_error": [row.error for row in rows],
        "permissible_error": limits,
    }
    if _kind(rows[0]) == FUEL:
        burnt = [held.fuels[row.direction.removeprefix(FUEL)] for row in rows]
        columns["net_calorific_value"] = [fuel.net_calorific_value for fuel in burnt]
        columns["carbon_content"] = [fuel.carbon_content for fuel in burnt]
        columns["oxidation_factor"] = [fuel.oxidation_factor for fuel in burnt]
    return columns


def _years(table: Table, window: Window, factors: Mapping[int, YearFactor]) -> tuple[YearResult, ...]:
    at = {int(year): place for place, year in enumerate(table["year"])}
    years = []
    for part in split_years(window.first, window.last):
        if part.year not in at:
            continue
        factor = factors[part.year]
        values = {"exported_energy": 0.0} | _values(table, at[part.year], factor)
        years.append(
            YearResult(
                year=part.year,
                first_day=part.first_day,
                last_day=part.last_day,
                days=part.days,
                year_days=part.year_days,
                values=values,
                tonnes=int(table["tonnes"][at[part.year]]),
                factor=factor.factor.name,
                provisional=factor.reasons,
            )
        )
    return tuple(years)


def _values(table: Table, row: int, factor: YearFactor) -> dict[str, float]:
    energy = ("exported_energy", "imported_energy", "net_export", "certificates_traded", "credited_energy")
    values = {name: float(table[name][row]) for name in energy}
    values |= factor.values
    values["baseline_emissions"] = float(table["baseline_emissions"][row])
    values["project_emissions"] = (
        float(table["project_emissions"][row]) if "project_emissions" in table else 0.0
    )
    values["emission_reductions"] = float(table["emission_reductions"][row])
    return values


def _corrected(row: Reading, limits: Mapping[tuple[str, str], DatedValue], plan: Plan) -> Adjustment:
    kind = _kind(row)
    error = abs(row.error) if row.status == Status.OUT_OF_CLASS else limits[kind, row.meter_class].number
    item = {EXPORT: "item-a", IMPORT: "item-b", FUEL: "item-c"}[kind]
    correct = {EXPORT: corrected_export, IMPORT: corrected_import, FUEL: corrected_fuel}[kind]
    what = STATUS_TEXT[row.status] + Text(f"，误差 {error:.4%}", f", error {error:.4%}")
    return Adjustment(
        place(row),
        what,
        row.value,
        correct(row.value, error),
        row.unit,
        f"{plan.instrument}/sec-7.3.4/{item}",
    )


def _class_limit(row: Reading, plan: Plan, at: AsOf) -> DatedValue:
    """Maximum permissible error of the meter's class; the worst class allowed where none is given."""
    group = "fuel" if _kind(row) == FUEL else "electricity"
    name = row.meter_class.upper().removesuffix("S") or {"fuel": "2.0", "electricity": "0.5"}[group]
    allowed = {"fuel": ("0.5", "1.0", "1.5", "2.0"), "electricity": ("0.2", "0.5")}[group]
    if name not in allowed:
        raise BadInput(
            what=Text(
                f"第 {row.row} 行：计量等级“{row.meter_class}”不可用",
                f"row {row.row}: a meter of class {row.meter_class!r} cannot be used",
            ),
            why=Text(
                f"方法学要求的等级：{'、'.join(allowed)}",
                f"classes the methodology allows: {', '.join(allowed)}",
            ),
            next=Text(
                "核对检定证书上的准确度等级", "check the accuracy class on the verification certificate"
            ),
            clause=f"{plan.instrument}/sec-7.2",
        )
    return at.parameter(plan.parameter(f"permissible_error.{group}.{name.replace('.', '_')}"))


def _kind(row: Reading) -> str:
    return FUEL if row.direction.startswith(FUEL) else row.direction


def _no_stray_fuel(rows: Iterable[Reading], plan: Plan, source: str) -> None:
    burnt = [row for row in rows if _kind(row) == FUEL]
    if burnt and TABLES[FUEL] not in {branch.table for branch in plan.branches}:
        raise BadInput(
            what=Text(
                f"{source} 第 {burnt[0].row} 行的燃料读数无法使用",
                f"{source}, row {burnt[0].row}: the fuel reading cannot be used",
            ),
            why=Text("该方法学把项目排放直接计为 0", "this methodology counts project emissions as 0"),
            next=Text("删去燃料的行", "take the fuel rows out"),
            clause=f"{plan.instrument}/sec-6.4",
        )


def _nothing(source: str, window: Window) -> BadInput:
    return BadInput(
        what=Text(f"{source} 中没有可核算的读数", f"{source} holds no reading that may be credited"),
        why=Text(
            f"没有一个区间完整落在 {window.first} 至 {window.last} 内",
            f"no interval lies wholly inside {window.first} to {window.last}",
        ),
        next=Text(
            "核对核算期；月中起止的，改用逐日读数",
            "check the period; where it begins or ends inside a month, give daily readings",
        ),
    )
