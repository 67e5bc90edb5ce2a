"""Which reductions may be applied for, and until when: what the project file lists, or else what has grown so far."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ..compute.grid import Factors
from ..compute.result import Calculation
from ..core.asof import AsOf
from ..core.dates import ONE_DAY, first_claimable_day, last_application_day
from ..core.errors import CcerError
from ..core.text import Text
from ..compute.methodology import Methodology
from ..rules import Stage, decide
from ..rules.subjects import Period, Project, Reduction
from .file import reductions_of
from .model import Claim
from .readings import readings_of


def claims_of(
    project: Project, method: Methodology | None, at: AsOf, factors: Factors, folder: Path | None
) -> tuple[Claim, ...]:
    """Every filing the project file lists, each decided; where it lists none, the stretch that could be claimed today."""
    listed = reductions_of(project)
    if listed:
        return tuple(
            _claim(reduction, entry.get("readings"), method, at, factors, folder)
            for reduction, entry in zip(listed, project.reductions, strict=True)
        )
    grown = grown_so_far(project, at)
    return (_claim(Reduction(project=project, period=grown), None, method, at, factors, folder),) if grown else ()


def grown_so_far(project: Project, at: AsOf) -> Period | None:
    """The part of the crediting period that lies behind us and after the vintage floor; None where there is none."""
    if project.crediting is None:
        return None
    floor = at.parameter("reduction.produced_after").day
    start = max(project.crediting.start, floor + ONE_DAY)
    end = min(project.crediting.end, at.on - ONE_DAY)
    return Period(start, end) if start <= end else None


def _claim(
    reduction: Reduction, readings: object, method: Methodology | None, at: AsOf, factors: Factors, folder: Path | None
) -> Claim:
    years = at.parameter("reduction.look_back_years").count
    filed = reduction.application_on or at.on
    first = first_claimable_day(filed, years)
    period = reduction.period
    lost = Period(period.start, min(period.end, first - ONE_DAY)) if period.start < first else None
    calculation, problem = _calculate(reduction, readings, method, at, factors, folder)
    if calculation is not None:
        reduction = _with_results(reduction, calculation)
    return Claim(
        period=period,
        last_application=last_application_day(period.start, years),
        lost=lost,
        decision=decide(Stage.REDUCTION, reduction, at, methodology=reduction.project.methodology, name=reduction.project.name),
        reduction=reduction,
        calculation=calculation,
        problem=problem,
    )


def _calculate(
    reduction: Reduction, readings: object, method: Methodology | None, at: AsOf, factors: Factors, folder: Path | None
) -> tuple[Calculation | None, Text | None]:
    """Ex post from the readings file, if there is one; a file that cannot be used is an error, a missing factor a problem stated."""
    if method is None or folder is None or not isinstance(readings, str):
        return None, None
    table = readings_of(folder / readings, reduction, method)
    try:
        return method.ex_post(reduction.project, table, period=reduction.period, at=at, factors=factors, factor_day=at.on), None
    except CcerError as error:
        if error.clause is None and type(error).__name__ == "BadInput":
            raise
        return None, error.why


def _with_results(reduction: Reduction, calculation: Calculation) -> Reduction:
    """The filing with what the engine found: net export, credited power, and whether the quantity is within the calculated one."""
    net = sum(year.values.get("net_export", 0.0) for year in calculation.years)
    claimed = reduction.quantity
    return msgspec.structs.replace(
        reduction,
        quantity=calculation.tonnes if claimed is None else claimed,
        conservative=claimed is None or claimed <= calculation.tonnes,
        net_export_mwh=reduction.net_export_mwh if reduction.net_export_mwh is not None else net,
        credited_mwh=reduction.credited_mwh if reduction.credited_mwh is not None else net,
    )
