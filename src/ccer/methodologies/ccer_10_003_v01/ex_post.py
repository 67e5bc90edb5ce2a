"""Reductions achieved under CCER-10-003-V01."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from ...compute.engines import EngineName
from ...compute.grid import FactorRule, Factors
from ...compute.quantities_ex_post import NO_CERTIFICATES, reductions
from ...compute.readings import Readings
from ...compute.result import Calculation
from ...core.asof import AsOf
from ...rules.subjects import Period, Project
from .plan import PLAN


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
    certificates: Mapping[str, float] = NO_CERTIFICATES,
    engine: EngineName = "numpy",
) -> Calculation:
    """Reductions of an accounting period from tables of the methodology's quantities.

    Parameters
    ----------
    project : Project
        With crediting period, and the figures of ``design`` that are not metered.
    readings : Readings
        As ``ccer.monitoring.evidence`` reads them from a file.
    period, at, factors, factor_day, factor_rule, produced_after, not_before, certificates, engine
        See `ccer.compute.quantities_ex_post.reductions`.

    Returns
    -------
    Calculation
        By calendar year, with every correction and rejection in ``adjustments``. [tCO2e]
    """
    return reductions(
        project,
        readings,
        PLAN,
        period=period,
        at=at,
        factors=factors,
        factor_day=factor_day,
        factor_rule=factor_rule,
        produced_after=produced_after,
        not_before=not_before,
        certificates=certificates,
        engine=engine,
    )
