"""Expected reductions under CCER-10-002-V01."""

from __future__ import annotations

import datetime as dt

from ...compute.grid import FactorRule, Factors
from ...compute.periods import Practice
from ...compute.quantities_ex_ante import estimate
from ...compute.result import Calculation
from ...core.asof import AsOf
from ...rules.subjects import Project
from .plan import PLAN


def ex_ante(
    project: Project,
    *,
    at: AsOf,
    factors: Factors,
    factor_day: dt.date,
    practice: Practice | str = Practice.DAY_WEIGHTED_FLOOR_YEAR,
    factor_rule: FactorRule | str = FactorRule.DATA_YEAR,
) -> Calculation:
    """Expected reductions of the crediting period from the design's yearly quantities.

    Parameters
    ----------
    project : Project
        With crediting period and the ``design`` that the README lists.
    at, factors, factor_day, practice, factor_rule
        See `ccer.compute.quantities_ex_ante.estimate`.

    Returns
    -------
    Calculation
        By calendar year. [tCO2e]
    """
    return estimate(
        project,
        PLAN,
        at=at,
        factors=factors,
        factor_day=factor_day,
        practice=practice,
        factor_rule=factor_rule,
    )
