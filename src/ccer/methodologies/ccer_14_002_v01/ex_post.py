"""Removals achieved under CCER-14-002-V01."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ...compute.coastal_ex_post import removals, survey_only
from ...compute.engines import EngineName
from ...compute.grid import FactorRule, Factors
from ...compute.result import Calculation
from ...compute.survey import FieldSurvey
from ...core.asof import AsOf
from ...rules.subjects import Period, Project
from .plan import PLAN

NO_CERTIFICATES: Final[Mapping[str, float]] = MappingProxyType({})


def ex_post(
    project: Project,
    survey: FieldSurvey,
    *,
    period: Period,
    at: AsOf,
    factors: Factors | None = None,
    factor_day: dt.date | None = None,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
    produced_after: dt.date | None = None,
    not_before: dt.date | None = None,
    certificates: Mapping[str, float] = NO_CERTIFICATES,
    engine: EngineName = "numpy",
) -> Calculation:
    """Removals of an accounting period from a field survey.

    Parameters
    ----------
    project : Project
        With crediting period and the ``design`` that the README lists.
    survey : FieldSurvey
        Plots with trees, soil layers and parcels.
    period, at, produced_after, not_before
        See `ccer.compute.coastal_ex_post.removals`.
    factors, factor_day, factor_rule, certificates, engine
        Not used: no grid electricity is displaced.

    Returns
    -------
    Calculation
        By calendar year, with the interval of the estimator. [tCO2e]
    """
    return removals(
        project,
        survey_only(survey),
        PLAN,
        period=period,
        at=at,
        produced_after=produced_after,
        not_before=not_before,
    )
