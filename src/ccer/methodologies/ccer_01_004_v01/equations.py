"""The equations of CCER-01-004-V01, hydrogen from renewable electrolysis: stand-ins, the official text was not read."""

from __future__ import annotations

from typing import Final

from ...compute import quantity_equations as shared
from ...compute.equation import equation
from ...core.numeric import Numeric, minimum

CODE: Final = "CCER-01-004-V01"


@equation(
    CODE, number="1", zh="自有可再生电力占比", en="Share of own renewable power", result="renewable_share"
)
def renewable_share(renewable_electricity: Numeric, electrolysis_electricity: Numeric) -> Numeric:
    """Share of the electricity of an interval that came from the owner's own wind or photovoltaic plant.

    Parameters
    ----------
    renewable_electricity : numeric
        Electricity of the owner's own wind or photovoltaic plant sent to the electrolysers over the interval. [MWh]
    electrolysis_electricity : numeric
        All electricity the electrolysers used over the interval. [MWh]

    Returns
    -------
    numeric
        Share, never above one. [1]

    References
    ----------
    CCER-01-004-V01: stand-in for the official equation, after hydrogen times a benchmark less grid electricity and fuels.
    Numbering of our own; the official text was not read.
    """
    return minimum(renewable_electricity / electrolysis_electricity, 1)


@equation(CODE, number="2", zh="可核算的氢气量", en="Hydrogen that counts", result="credited_hydrogen")
def credited_hydrogen(hydrogen_produced: Numeric, renewable_share: Numeric) -> Numeric:
    """Hydrogen of an interval that is traceable to the owner's own wind or photovoltaic power.

    Parameters
    ----------
    hydrogen_produced : numeric
        Hydrogen metered over the interval. [t]
    renewable_share : numeric
        See `renewable_share`. [1]

    Returns
    -------
    numeric
        Hydrogen traceable to own renewable power. [t]

    References
    ----------
    CCER-01-004-V01: stand-in for the official equation, after hydrogen times a benchmark less grid electricity and fuels.
    Numbering of our own; the official text was not read.
    """
    return hydrogen_produced * renewable_share


@equation(CODE, number="3", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(credited_hydrogen: Numeric, hydrogen_benchmark: Numeric) -> Numeric:
    """Emissions of making the same hydrogen in the benchmark way.

    Parameters
    ----------
    credited_hydrogen : numeric
        Of year *y*; see `credited_hydrogen`. [t]
    hydrogen_benchmark : numeric
        Emissions of the hydrogen that is displaced; the official value is not held. [tCO2/t]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    CCER-01-004-V01: stand-in for the official equation, after hydrogen times a benchmark less grid electricity and fuels.
    Numbering of our own; the official text was not read.
    """
    return credited_hydrogen * hydrogen_benchmark


combined_margin = equation(
    CODE, number="4", zh="组合边际排放因子", en="Combined margin", result="combined_margin"
)(shared.combined_margin)


electricity_emissions = equation(
    CODE, number="5", zh="用电排放量", en="Emissions of electricity", result="electricity_emissions"
)(shared.electricity_emissions)


emission_coefficient = equation(
    CODE, number="6", zh="燃料的二氧化碳排放系数", en="Emission coefficient", result="emission_coefficient"
)(shared.emission_coefficient)


fuel_emissions = equation(
    CODE, number="7", zh="燃料排放量", en="Emissions of fuels", result="fuel_emissions"
)(shared.fuel_emissions)


@equation(CODE, number="8", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(electricity_emissions: Numeric, fuel_emissions: Numeric) -> Numeric:
    """Emissions of grid electricity and of fuels; grid electricity is charged though its hydrogen earns nothing.

    Parameters
    ----------
    electricity_emissions : numeric
        Of grid electricity. [tCO2]
    fuel_emissions : numeric
        Of fossil fuels. [tCO2]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    CCER-01-004-V01: stand-in for the official equation, after hydrogen times a benchmark less grid electricity and fuels.
    Numbering of our own; the official text was not read.
    """
    return electricity_emissions + fuel_emissions


emission_reductions = equation(
    CODE, number="9", zh="项目减排量", en="Emission reductions", result="emission_reductions"
)(shared.emission_reductions)
