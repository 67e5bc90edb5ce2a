"""The equations of CCER-01-003-V01, medium-deep geothermal heating: stand-ins, the official text was not read."""

from __future__ import annotations

from typing import Final

from ...compute import quantity_equations as shared
from ...compute.equation import equation
from ...core.numeric import Numeric

CODE: Final = "CCER-01-003-V01"


@equation(CODE, number="1", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(heat_supplied: Numeric, heat_emission_factor: Numeric) -> Numeric:
    """Emissions of the boilers that would have supplied the same heat.

    Parameters
    ----------
    heat_supplied : numeric
        Heat metered at the outlet of the heat station in year *y*, after correction. [GJ]
    heat_emission_factor : numeric
        Emissions of the heat that is displaced. [tCO2/GJ]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    CCER-01-003-V01: stand-in for the official equation, after heat times a factor less electricity and fuels. Numbering of our
    own; the official text was not read.
    """
    return heat_supplied * heat_emission_factor


combined_margin = equation(
    CODE, number="2", zh="组合边际排放因子", en="Combined margin", result="combined_margin"
)(shared.combined_margin)


electricity_emissions = equation(
    CODE, number="3", zh="用电排放量", en="Emissions of electricity", result="electricity_emissions"
)(shared.electricity_emissions)


emission_coefficient = equation(
    CODE, number="4", zh="燃料的二氧化碳排放系数", en="Emission coefficient", result="emission_coefficient"
)(shared.emission_coefficient)


fuel_emissions = equation(
    CODE, number="5", zh="燃料排放量", en="Emissions of fuels", result="fuel_emissions"
)(shared.fuel_emissions)


@equation(CODE, number="6", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(electricity_emissions: Numeric, fuel_emissions: Numeric) -> Numeric:
    """Emissions of the electricity and fuels the project uses.

    Parameters
    ----------
    electricity_emissions : numeric
        Of pumps and heat pumps. [tCO2]
    fuel_emissions : numeric
        Of fossil fuels. [tCO2]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    CCER-01-003-V01: stand-in for the official equation, after heat times a factor less electricity and fuels. Numbering of our
    own; the official text was not read.
    """
    return electricity_emissions + fuel_emissions


emission_reductions = equation(
    CODE, number="7", zh="项目减排量", en="Emission reductions", result="emission_reductions"
)(shared.emission_reductions)


displaced_heat_factor = equation(
    CODE,
    number="8",
    zh="被替代锅炉的供热排放因子",
    en="Factor of the displaced boiler",
    result="heat_emission_factor",
)(shared.displaced_heat_factor)
