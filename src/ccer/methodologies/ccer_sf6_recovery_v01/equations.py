"""The equations of the methodology on SF6 recovery as far as they are known: a proxy by mass balance, numbered by us."""

from __future__ import annotations

from typing import Final

from ...compute import quantity_equations as shared
from ...compute.equation import equation
from ...core.numeric import Numeric

CODE: Final = "CCER-SF6-RECOVERY-V01"
"""The official code was not seen; this is the id of its text in the law base."""


@equation(CODE, number="1", zh="避免排放的六氟化硫", en="SF6 avoided", result="sf6_avoided")
def sf6_avoided(sf6_recovered: Numeric, sf6_purity: Numeric, baseline_recovery_share: Numeric) -> Numeric:
    """SF6 of one batch *b* that would have been released.

    Parameters
    ----------
    sf6_recovered : numeric
        Cylinders weighed before and after. [t]
    sf6_purity : numeric
        SF6 by mass. [1]
    baseline_recovery_share : numeric
        Share that would have been recovered anyhow. [1]

    Returns
    -------
    numeric
        SF6 avoided. [t]

    References
    ----------
    Proxy: mass balance.
    """
    return sf6_recovered * sf6_purity * (1 - baseline_recovery_share)


@equation(CODE, number="2", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(sf6_avoided: Numeric, sf6_gwp: Numeric) -> Numeric:
    """Carbon dioxide equivalent of the SF6 that would have been released.

    Parameters
    ----------
    sf6_avoided : numeric
        Sum over the batches of year *y*. [t]
    sf6_gwp : numeric
        Global warming potential. [tCO2/t]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    Proxy: mass balance; the warming potential by an interview with a drafter.
    """
    return sf6_avoided * sf6_gwp


@equation(CODE, number="3", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(electricity_emissions: Numeric, loss_emissions: Numeric) -> Numeric:
    """Electricity of recovery and purification, and SF6 lost on the way.

    Parameters
    ----------
    electricity_emissions, loss_emissions : numeric
        Of year *y*. [tCO2]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    Proxy: mass balance.
    """
    return electricity_emissions + loss_emissions


electricity_emissions = equation(
    CODE, number="4", zh="用电排放量", en="Emissions of electricity", result="electricity_emissions"
)(shared.electricity_emissions)
combined_margin = equation(
    CODE, number="5", zh="组合边际排放因子", en="Combined margin", result="combined_margin"
)(shared.combined_margin)


@equation(CODE, number="6", zh="损失的六氟化硫排放量", en="Emissions of SF6 lost", result="loss_emissions")
def loss_emissions(sf6_lost: Numeric, sf6_gwp: Numeric) -> Numeric:
    """Carbon dioxide equivalent of the SF6 lost in recovery and purification.

    Parameters
    ----------
    sf6_lost : numeric
        Sum over year *y*. [t]
    sf6_gwp : numeric
        Global warming potential. [tCO2/t]

    Returns
    -------
    numeric
        Emissions of SF6 lost. [tCO2]

    References
    ----------
    Proxy: mass balance.
    """
    return sf6_lost * sf6_gwp


emission_reductions = equation(
    CODE, number="7", zh="项目减排量", en="Emission reductions", result="emission_reductions"
)(shared.emission_reductions)
