"""Which reductions may be applied for, and until when: what the project file lists, or else what has grown so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ..compute.grid import Factors
from ..compute.result import Calculation
from ..core.asof import AsOf
from ..core.dates import ONE_DAY
from ..core.decision import Decision
from ..core.errors import NotKnown
from ..core.quantities import whole_tonnes
from ..core.text import Text
from ..methodologies import Methodology
from ..monitoring.evidence import NOTHING, Declared, Evidence, read_evidence
from ..rules import Stage, decide
from ..rules.subjects import Period, Project, Reduction
from .deadlines import look_back_warning
from .file import reductions_of
from .model import Claim


def claims_of(
    project: Project, method: Methodology | None, at: AsOf, factors: Factors, folder: Path | None
) -> tuple[Claim, ...]:
    """Every filing the project file lists, each decided; where it lists none, the stretch that could be claimed today."""
    listed = reductions_of(project)
    if listed:
        return tuple(
            _claim(reduction, Metered.of(entry, folder), method, at, factors)
            for reduction, entry in zip(listed, project.reductions, strict=True)
        )
    grown = grown_so_far(project, at)
    return (_claim(Reduction(project=project, period=grown), None, method, at, factors),) if grown else ()


def grown_so_far(project: Project, at: AsOf) -> Period | None:
    """The part of the crediting period that lies behind us and after the vintage floor; None where there is none."""
    if project.crediting is None:
        return None
    floor = at.parameter("reduction.produced_after").day
    start = max(project.crediting.start, floor + ONE_DAY)
    end = min(project.crediting.end, at.on - ONE_DAY)
    return Period(start, end) if start <= end else None


class Metered(NamedTuple):
    """Where a filing's readings lie, and the power of each month (``2025-07``) whose green certificates were traded. [MWh]

    No mapping means not known, an empty one that none were traded. ``declared`` is what the readings do not say of themselves.
    """

    path: Path
    certificates: dict[str, float] | None
    declared: Declared = NOTHING

    @classmethod
    def of(cls, entry: Mapping[str, Any], folder: Path | None) -> Metered | None:
        """From one entry of the project file; None where it names no readings."""
        readings = entry.get("readings")
        if not isinstance(readings, str) or folder is None:
            return None
        certificates = entry.get("certificates")
        traded = dict(certificates) if isinstance(certificates, Mapping) else None
        return cls(folder / readings, traded, Declared.of(entry, readings))


def expected_in(estimate: Calculation, period: Period) -> int:
    """What the estimate expects of a period, each of its years by the days inside. [tCO2e]"""
    total = 0.0
    for year in estimate.years:
        first, last = max(year.first_day, period.start), min(year.last_day, period.end)
        if first <= last:
            total += year.tonnes * ((last - first).days + 1) / ((year.last_day - year.first_day).days + 1)
    return whole_tonnes(total)


def _claim(
    reduction: Reduction, metered: Metered | None, method: Methodology | None, at: AsOf, factors: Factors
) -> Claim:
    period = reduction.period
    reach = look_back_warning(period.start, reduction.application_on or reduction.registered_on or at.on, at)
    lost = Period(period.start, min(period.end, reach.lost_to)) if reach.lost_to else None
    data = read_evidence(method, metered.path, metered.declared) if metered and method else None
    calculation, problem = _calculate(reduction, metered, data, reach.first_claimable, method, at, factors)
    if calculation is not None:
        reduction = _with_results(reduction, calculation, metered)
    return Claim(
        period=period,
        last_application=reach.last_application,
        lost=lost,
        decision=_decide(Stage.REDUCTION, reduction, at),
        procedure=_decide(Stage.REDUCTION_REGISTRATION, reduction, at)
        if reduction.notice or reduction.verifier
        else None,
        reduction=reduction,
        calculation=calculation,
        problem=problem,
        readings=data,
    )


def _decide(stage: Stage, reduction: Reduction, at: AsOf) -> Decision:
    """Under the law of the day it was registered, where it was; else of the as-of date."""
    day = min(at.on, reduction.registered_on) if reduction.registered_on else at.on
    then = AsOf(at.law, day, at.known_at)
    return decide(
        stage, reduction, then, methodology=reduction.project.methodology, name=reduction.project.name
    )


def _calculate(
    reduction: Reduction,
    metered: Metered | None,
    data: Evidence | None,
    first: dt.date,
    method: Methodology | None,
    at: AsOf,
    factors: Factors,
) -> tuple[Calculation | None, Text | None]:
    """Ex post from the evidence, if there is any; a file that cannot be used is an error, a factor that is not held is said."""
    if method is None or metered is None or data is None:
        return None, None
    try:
        found = method.ex_post(
            reduction.project,
            data,
            period=reduction.period,
            at=at,
            factors=factors,
            factor_day=at.on,
            not_before=first,
            certificates=metered.certificates or {},
        )
    except NotKnown as error:
        return None, error.why
    return found, None


def _with_results(reduction: Reduction, calculation: Calculation, metered: Metered | None) -> Reduction:
    """The filing with what the engine found: power, traded certificates, and whether the quantity is within the calculated one."""

    def total(name: str) -> float | None:
        found = [year.values[name] for year in calculation.years if name in year.values]
        return sum(found) if found else None

    claimed = reduction.quantity
    known = metered is not None and metered.certificates is not None
    return msgspec.structs.replace(
        reduction,
        quantity=calculation.tonnes if claimed is None else claimed,
        conservative=claimed is None or claimed <= calculation.tonnes,
        net_export_mwh=total("net_export"),
        credited_mwh=total("credited_energy"),
        certificates_traded_mwh=total("certificates_traded") if known else reduction.certificates_traded_mwh,
    )
