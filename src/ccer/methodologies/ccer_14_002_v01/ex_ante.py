"""Expected removals under CCER-14-002-V01."""

from __future__ import annotations

import datetime as dt

from ...compute.coastal_ex_ante import estimate
from ...compute.grid import FactorRule, Factors
from ...compute.periods import Practice
from ...compute.result import Calculation
from ...core.asof import AsOf
from ...rules.subjects import Project
from .plan import PLAN


def ex_ante(
    project: Project,
    *,
    at: AsOf,
    factors: Factors | None = None,
    factor_day: dt.date | None = None,
    practice: Practice | str = Practice.DAY_WEIGHTED_FLOOR_YEAR,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
) -> Calculation:
    """Expected removals of the crediting period from the design's strata.

    Parameters
    ----------
    project : Project
        With crediting period and the ``design`` that the README lists.
    at : AsOf
        The law of the day.
    practice : Practice
        How years are counted and rounded.
    factors, factor_day, factor_rule
        Not used: no grid electricity is displaced.

    Returns
    -------
    Calculation
        By calendar year. [tCO2e]
    """
    return estimate(project, PLAN, at=at, practice=practice)
