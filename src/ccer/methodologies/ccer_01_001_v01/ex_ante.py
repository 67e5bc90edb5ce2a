"""Expected reductions under CCER-01-001-V01."""

from __future__ import annotations

import datetime as dt

from ...compute.electricity import settings_of
from ...compute.ex_ante import design_fuels, estimate
from ...compute.grid import FactorRule, Factors
from ...compute.periods import Practice
from ...compute.result import Calculation
from ...core.asof import AsOf
from ...rules.subjects import Project
from . import equations as eq
from .plan import COEFFICIENT, EXPECTED, FACTOR_CLAUSE, PLAN


def ex_ante(
    project: Project,
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
        ``annual_import_mwh`` [MWh]; ``fuels``: a list of ``fuel`` and ``annual_quantity`` [t or 10^4Nm3], with measured
        ``net_calorific_value``, ``carbon_content``, ``oxidation_factor`` where there are any.
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
        By calendar year. [tCO2e]
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
    burnt = design_fuels(project, PLAN, COEFFICIENT, at)
    return estimate(project, PLAN, EXPECTED, settings, at=at, practice=practice, fuel_use=burnt)
