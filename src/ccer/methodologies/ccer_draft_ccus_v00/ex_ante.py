"""Expected reductions and removals under our draft on carbon storage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec

from ...compute.drafts import DraftLaw
from ...compute.grid import FactorRule, Factors
from ...compute.periods import Practice, annual_mean, year_tonnes
from ...compute.quantities import QuantityPlan, bad_design, positive
from ...compute.quantities_ex_ante import estimate
from ...compute.result import Adjustment, Calculation, Reason, YearResult
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.subjects import Project
from .plan import OIL, PLAN, TEXT
from .reversal import Debited, debited, first_uncovered

METERS = ("mass_meters", "volume_meters")


def ex_ante(
    project: Project,
    *,
    at: AsOf,
    factors: Factors,
    factor_day: dt.date,
    practice: Practice | str = Practice.DAY_WEIGHTED_FLOOR_YEAR,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
) -> Calculation:
    """Expected reductions and removals from the design's yearly quantities; never a basis for registration.

    Parameters
    ----------
    project : Project
        With the period asked for under ``crediting``, and the ``design`` that the README lists.
    at, factors, factor_day, practice, factor_rule
        See `ccer.compute.quantities_ex_ante.estimate`.

    Returns
    -------
    Calculation
        By calendar year; always provisional. [tCO2e]
    """
    plan = OIL if project.design.get("eor") is True else PLAN
    found = estimate(
        _with_meters(project, plan),
        plan,
        at=DraftLaw.of(at),
        factors=factors,
        factor_day=factor_day,
        practice=practice,
        factor_rule=factor_rule,
    )
    return _after_reversals(found, _leaks(project))


def _with_meters(project: Project, plan: QuantityPlan) -> Project:
    """The design with both kinds of meters said, and a cap that binds nothing where none is given."""
    design = dict(project.design)
    if plan is OIL:
        cap = design.get("annual_received", 0.0)
    else:
        if not any(design.get(name) for name in METERS):
            wanted = Text("mass_meters 或 volume_meters，列表", "mass_meters or volume_meters, a list")
            raise bad_design(project, METERS[0], Text("没有给出流量计", "no meter is given"), wanted)
        design = {name: [] for name in METERS} | design
        cap = sum(_injected(project, row) for name in METERS for row in design[name])
    return msgspec.structs.replace(project, design={"annual_output_cap": cap} | design)


def _injected(project: Project, row: Mapping[str, Any]) -> float:
    """The most that one meter can show as carbon dioxide: twice what it gives at the density of pure liquid, so that no cap binds."""
    mass, volume = row.get("annual_metered_mass", 0.0), row.get("annual_metered_volume", 0.0)
    return positive(project, "annual_metered_mass", mass) + 2 * positive(
        project, "annual_metered_volume", volume
    )


def _leaks(project: Project) -> dict[int, float]:
    rows = project.design.get("reversals", [])
    wanted = Text("列表，每项含 year 和 tonnes", "a list, each with year and tonnes")
    if not isinstance(rows, (list, tuple)) or not all(
        isinstance(row, Mapping) and isinstance(row.get("year"), int) for row in rows
    ):
        raise bad_design(project, "reversals", Text("不是列表", "it is no such list"), wanted)
    leaks: dict[int, float] = {}
    for row in rows:
        tonnes = positive(project, "reversals.tonnes", row.get("tonnes"))
        leaks[row["year"]] = leaks.get(row["year"], 0.0) + tonnes
    return leaks


def _after_reversals(found: Calculation, leaks: Mapping[int, float]) -> Calculation:
    """The estimate with the debit of each reversal in its year."""
    if not leaks:
        return found
    name = PLAN.tonnes
    done = debited([(year.year, year.values[name]) for year in found.years], leaks)
    tonnes = year_tonnes(Practice(found.practice), [one.credited for one in done])
    years = tuple(
        _with_debit(year, one, whole) for year, one, whole in zip(found.years, done, tonnes, strict=True)
    )
    log = tuple(_logged(year, one) for year, one in zip(found.years, done, strict=True) if one.debit)
    return msgspec.structs.replace(
        found,
        years=years,
        tonnes=sum(tonnes),
        annual_mean_tonnes=annual_mean(sum(tonnes), *found.period),
        adjustments=(*found.adjustments, *log),
        provisional=(*found.provisional, *_uncovered(found, done, leaks)),
    )


def _uncovered(
    found: Calculation, done: tuple[Debited, ...], leaks: Mapping[int, float]
) -> tuple[Reason, ...]:
    """What was credited so far must still be in the ground; the first year in which it is not is named."""
    stored = {year.year: year.values["stored"] - leaks.get(year.year, 0.0) for year in found.years}
    year = first_uncovered([(one.year, one.credited) for one in done], stored)
    if year is None:
        return ()
    why = Text(
        f"自 {year} 年起累计计入量超过仍封存的量，差额须从缓冲中弥补，缓冲比例没有规定",
        f"from {year} on more was credited so far than is still stored; a buffer must make it good, whose share is not laid down",
    )
    return (Reason("reversal", "uncertain", why),)


def _with_debit(year: YearResult, one: Debited, tonnes: int) -> YearResult:
    changed = year.values | {"reversal": one.debit, PLAN.tonnes: one.credited}
    return msgspec.structs.replace(year, values=changed, tonnes=tonnes)


def _logged(year: YearResult, one: Debited) -> Adjustment:
    what = Text(
        f"逆转扣减，尚欠 {one.carried:,.3f} t", f"debit of a reversal, {one.carried:,.3f} t still owed"
    )
    before = year.values[PLAN.tonnes]
    return Adjustment(str(one.year), what, before, one.credited, "tCO2", f"{TEXT}/reversal")
