"""Expected reductions of a project that displaces grid electricity: the design's yearly quantities over the crediting period."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, NamedTuple

import msgspec
import numpy as np

from ..core.asof import AsOf, DatedValue
from ..core.errors import BadInput
from ..core.quantities import whole_tonnes
from ..core.text import Text
from ..rules.subjects import Project
from .electricity import ElectricityPlan, Settings, once, reasons_of, settings_of
from .fuels import fuel_of, properties_of
from .grid import FactorRule, Factors
from .methodology import Plan, Step, in_force_since, run_steps
from .official import with_officials
from .periods import Practice, YearPart, annual_mean, parts_of, year_tonnes
from .result import Calculation, YearResult


class FuelUse(NamedTuple):
    """Fuels burnt in a year: quantities and coefficients side by side, and how they came about."""

    consumed: Any
    coefficients: Any
    rows: tuple[dict[str, object], ...]
    using: tuple[DatedValue, ...]


def estimate(
    project: Project,
    plan: ElectricityPlan,
    *,
    at: AsOf,
    factors: Factors,
    factor_day: dt.date,
    practice: Practice | str = Practice.DAY_WEIGHTED_FLOOR_YEAR,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
) -> Calculation:
    """Expected reductions of the crediting period from the design's yearly electricity.

    Parameters
    ----------
    project : Project
        With crediting period, province or grid, and ``design``: ``annual_net_export_mwh``, or ``annual_export_mwh`` and
        ``annual_import_mwh`` [MWh]; where fuels are charged ``fuels``: a list of ``fuel`` and ``annual_quantity`` [t or 10^4Nm3], with
        measured ``net_calorific_value``, ``carbon_content``, ``oxidation_factor`` where there are any.
    plan : ElectricityPlan
    at : AsOf
        The law of the day.
    factors : Factors
        Grid factor table.
    factor_day : date
        What was published by this day may be used.
    practice : Practice
        How the yearly quantity is spread over the period and rounded.
    factor_rule : FactorRule
        How a factor is matched with a year.

    Returns
    -------
    Calculation
        Of kind ``ex-ante``, by calendar year. [tCO2e]

    Raises
    ------
    BadInput
        If the project has no crediting period or grid, or a figure of the design is missing or not a number.
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
    fuel_use = design_fuels(project, plan, plan.coefficient, at) if plan.coefficient else None
    way = _practice(practice)
    crediting = _crediting(project)
    yearly = design_energy(project)
    worked = [_year(part, yearly, fuel_use, plan.expected, settings) for part in parts_of(way, *crediting)]
    tonnes = year_tonnes(way, [year.values["emission_reductions"] for year in worked])
    years = tuple(
        msgspec.structs.replace(year, tonnes=whole) for year, whole in zip(worked, tonnes, strict=True)
    )
    using = (*settings.using, *(fuel_use.using if fuel_use else ()))
    return Calculation(
        methodology=plan.code,
        in_force_since=in_force_since(plan, project, at),
        kind="ex-ante",
        on=at.on,
        period=crediting,
        practice=way.value,
        years=years,
        tonnes=sum(tonnes),
        annual_mean_tonnes=annual_mean(sum(tonnes), *crediting),
        parameters=using,
        provisional=once([*reasons_of(using), *(reason for year in years for reason in year.provisional)]),
        inputs={
            **yearly,
            **settings_inputs(settings),
            **({"fuels": list(fuel_use.rows)} if fuel_use else {}),
        },
    )


def settings_inputs(settings: Settings) -> dict[str, object]:
    """What decided the factors, for the receipt."""
    return {
        "grid": settings.grid,
        "factor_day": settings.factor_day.isoformat(),
        "factor_rule": settings.factor_rule.value,
        "factors": [row.name for row in settings.factors.rows],
    }


def design_energy(project: Project) -> dict[str, float]:
    """The design's yearly export and import, or its net export where only that is given. [MWh]"""
    design = project.design
    if "annual_export_mwh" in design:
        exported, imported = _number(project, "annual_export_mwh"), _number(project, "annual_import_mwh")
        net = exported - imported
        if "annual_net_export_mwh" in design and not math.isclose(
            _number(project, "annual_net_export_mwh"), net, abs_tol=0.001
        ):
            why = Text(f"与上网减下网 {net:,} 不符", f"it is not export less import, {net:,}")
            raise _design(project, "annual_net_export_mwh", why)
        return {"exported_energy": exported, "imported_energy": imported}
    if "annual_net_export_mwh" in design:
        return {"net_export": _number(project, "annual_net_export_mwh")}
    raise _design(project, "annual_net_export_mwh", Text("没有给出", "is not given"))


def design_fuels(project: Project, plan: Plan, coefficient: Step, at: AsOf) -> FuelUse:
    """The design's yearly fuels with their coefficients; a fuel's properties may be given beside its quantity."""
    entries = project.design.get("fuels", [])
    if not isinstance(entries, (list, tuple)) or not all(isinstance(entry, dict) for entry in entries):
        raise _design(
            project,
            "fuels",
            Text("应为列表，每项含 fuel 和 annual_quantity", "must list fuel and annual_quantity"),
        )
    rows: list[dict[str, object]] = []
    using: list[DatedValue] = []
    for entry in entries:
        fuel = fuel_of(str(entry.get("fuel", "")))
        quantity = _positive(project, f"fuels.{fuel.name}.annual_quantity", entry.get("annual_quantity"))
        held = properties_of(fuel, at, plan.parameter("fuel"), entry)
        values = dict(
            zip(("net_calorific_value", "carbon_content", "oxidation_factor"), held[:3], strict=True)
        )
        per_unit = float(coefficient.run(values))
        rows.append(
            {
                "fuel": fuel.name,
                "unit": fuel.unit,
                "annual_quantity": quantity,
                **values,
                "emission_coefficient": per_unit,
            }
        )
        using += held.using
    consumed = np.array([row["annual_quantity"] for row in rows], dtype=float)
    return FuelUse(
        consumed,
        np.array([row["emission_coefficient"] for row in rows], dtype=float),
        tuple(rows),
        tuple(using),
    )


def _year(
    part: YearPart,
    yearly: dict[str, float],
    fuel_use: FuelUse | None,
    steps: tuple[Step, ...],
    settings: Settings,
) -> YearResult:
    factor = settings.year(part.year)
    columns: dict[str, Any] = {name: amount * part.share for name, amount in yearly.items()}
    columns |= factor.values
    if fuel_use is not None:
        columns |= {
            "fuel_consumed": fuel_use.consumed * part.share,
            "emission_coefficient": fuel_use.coefficients,
        }
    else:
        columns["project_emissions"] = 0.0
    done = run_steps(steps, columns)
    order = [
        *yearly,
        "net_export",
        *factor.values,
        "baseline_emissions",
        "project_emissions",
        "emission_reductions",
    ]
    return YearResult(
        year=part.year,
        first_day=part.first_day,
        last_day=part.last_day,
        days=part.days,
        year_days=part.year_days,
        values={name: float(done[name]) for name in dict.fromkeys(order)},
        tonnes=whole_tonnes(float(done["emission_reductions"])),
        factor=factor.factor.name,
        provisional=factor.reasons,
    )


def _practice(practice: Practice | str) -> Practice:
    usable = [way.value for way in Practice if way is not Practice.METERED_FLOOR_YEAR]
    if practice not in usable:
        raise BadInput(
            what=Text(
                f"估算不能采用做法“{practice}”", f"an estimate cannot follow the practice {practice!r}"
            ),
            why=Text("它不是分摊设计电量的做法", "it is not a way of spreading design quantities"),
            next=Text(f"可用：{'、'.join(usable)}", f"choose one of: {', '.join(usable)}"),
        )
    return Practice(practice)


def _crediting(project: Project) -> tuple[Any, Any]:
    if project.crediting is None:
        raise BadInput(
            what=Text(f"{project.name} 没有计入期", f"{project.name} has no crediting period"),
            why=Text("预计减排量按计入期估算", "expected reductions are those of the crediting period"),
            next=Text(
                "在项目文件中写明计入期的首日和末日", "write the first and last day of the crediting period"
            ),
        )
    return project.crediting.start, project.crediting.end


def _number(project: Project, name: str) -> float:
    return _positive(project, name, project.design.get(name))


def _positive(project: Project, name: str, value: Any) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, (int, float))
        or not (math.isfinite(value) and value >= 0)
    ):
        raise _design(
            project, name, Text(f"{value!r} 不是大于等于 0 的数", f"{value!r} is not a number of 0 or more")
        )
    return float(value)


def _design(project: Project, name: str, why: Text) -> BadInput:
    return BadInput(
        what=Text(
            f"{project.name} 的设计数据 design.{name} 无法使用",
            f"design.{name} of {project.name} cannot be used",
        ),
        why=why,
        next=Text(
            "写 annual_net_export_mwh，或 annual_export_mwh 和 annual_import_mwh（单位 MWh）",
            "write annual_net_export_mwh, or annual_export_mwh and annual_import_mwh (in MWh)",
        ),
    )
