"""Reductions achieved under CCER-01-001-V01."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ...compute.electricity import settings_of
from ...compute.engines import EngineName
from ...compute.ex_post import account, gates_of, reductions
from ...compute.grid import FactorRule, Factors
from ...compute.readings import EXPORT, FUEL, IMPORT, Readings
from ...compute.result import Calculation
from ...core.asof import AsOf
from ...rules.subjects import Period, Project
from . import equations as eq
from .plan import FACTOR_CLAUSE, PLAN

METERED: Final = (EXPORT, IMPORT, FUEL)
NONE_TRADED: Final[Mapping[str, float]] = MappingProxyType({})


def ex_post(
    project: Project,
    readings: Readings,
    *,
    period: Period,
    at: AsOf,
    factors: Factors,
    factor_day: dt.date,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
    produced_after: dt.date | None = None,
    not_before: dt.date | None = None,
    certificates: Mapping[str, float] = NONE_TRADED,
    engine: EngineName = "numpy",
) -> Calculation:
    """Reductions of an accounting period from meter readings.

    Parameters
    ----------
    project : Project
        With crediting period and province or grid.
    readings : Readings
        As ``ccer.monitoring.meters`` reads them from a file.
    period : Period
        The accounting period; both ends included.
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
        By calendar year, with every correction in ``adjustments``. [tCO2e]
    """
    settings = settings_of(
        project,
        PLAN,
        eq.combined_margin,
        FACTOR_CLAUSE,
        at=at,
        factors=factors,
        factor_day=factor_day,
        factor_rule=factor_rule,
    )
    gates = gates_of(project, PLAN, period, at, produced_after, not_before)
    held = account(readings, gates, METERED, PLAN, certificates, at)
    return reductions(project, PLAN, held, settings, gates, at=at, engine=engine, source=readings.source)
