"""The equations of CCER-07-001-V01, energy saving in highway tunnel lighting: stand-ins, the official text was not read."""

from __future__ import annotations

from typing import Final

from ...compute import quantity_equations as shared
from ...compute.equation import equation
from ...core.numeric import Numeric, total

CODE: Final = "CCER-07-001-V01"


@equation(CODE, number="1", zh="路段照明功率", en="Lighting power of a segment", result="lighting_power")
def lighting_power(
    lighting_power_density: Numeric,
    lit_length: Numeric,
    lit_width: Numeric,
    lamp_power: Numeric,
    lamp_count: Numeric,
) -> Numeric:
    """Lighting power of one segment before the project, by area or lamp by lamp; what is given one way is 0 the other.

    Parameters
    ----------
    lighting_power_density : numeric
        Lighting power of the replaced system per square metre of carriageway. [MW/m^2]
    lit_length, lit_width : numeric
        Length and carriageway width of the segment. [m]
    lamp_power : numeric
        Power of one lamp of the replaced system. [MW]
    lamp_count : numeric
        Lamps of the replaced system. [1]

    Returns
    -------
    numeric
        Lighting power of the replaced system. [MW]

    References
    ----------
    CCER-07-001-V01: stand-in for the official equation, after lighting power times hours less metered electricity, times the
    combined margin. Numbering of our own; the official text was not read.
    """
    return lighting_power_density * lit_length * lit_width + lamp_power * lamp_count


@equation(CODE, number="2", zh="基准线用电量", en="Baseline electricity", result="baseline_electricity")
def baseline_electricity(lighting_power: Numeric, lit_hours: Numeric) -> Numeric:
    """Electricity the replaced lighting would have used over the hours lit, summed over the segments *i*.

    Parameters
    ----------
    lighting_power : numeric
        Lighting power of each segment before the project; see `lighting_power`. [MW]
    lit_hours : numeric
        Hours each segment was lit in year *y*. [h]

    Returns
    -------
    numeric
        Electricity the replaced lighting would have used. [MWh]

    References
    ----------
    CCER-07-001-V01: stand-in for the official equation, after lighting power times hours less metered electricity, times the
    combined margin. Numbering of our own; the official text was not read.
    """
    return total(lighting_power * lit_hours)


combined_margin = equation(
    CODE, number="3", zh="组合边际排放因子", en="Combined margin", result="combined_margin"
)(shared.combined_margin)


@equation(CODE, number="4", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(baseline_electricity: Numeric, combined_margin: Numeric) -> Numeric:
    """Emissions of the grid plants that would have fed the replaced lighting.

    Parameters
    ----------
    baseline_electricity : numeric
        See `baseline_electricity`. [MWh]
    combined_margin : numeric
        See `combined_margin`. [tCO2/MWh]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    CCER-07-001-V01: stand-in for the official equation, after lighting power times hours less metered electricity, times the
    combined margin. Numbering of our own; the official text was not read.
    """
    return baseline_electricity * combined_margin


electricity_emissions = equation(
    CODE, number="5", zh="用电排放量", en="Emissions of electricity", result="electricity_emissions"
)(shared.electricity_emissions)


@equation(CODE, number="6", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(electricity_emissions: Numeric) -> Numeric:
    """Emissions of the grid plants that feed the new lighting; nothing else is burnt.

    Parameters
    ----------
    electricity_emissions : numeric
        Of the electricity metered on the lighting circuits. [tCO2]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    CCER-07-001-V01: stand-in for the official equation, after lighting power times hours less metered electricity, times the
    combined margin. Numbering of our own; the official text was not read.
    """
    return electricity_emissions


emission_reductions = equation(
    CODE, number="7", zh="项目减排量", en="Emission reductions", result="emission_reductions"
)(shared.emission_reductions)
