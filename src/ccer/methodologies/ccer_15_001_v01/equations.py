"""The equations of CCER-15-001-V01, biogas from pig manure: stand-ins, the official text was not read."""

from __future__ import annotations

from typing import Final

from ...compute import quantity_equations as shared
from ...compute.equation import equation
from ...core.numeric import Numeric, minimum

CODE: Final = "CCER-15-001-V01"


@equation(CODE, number="1", zh="挥发性固体量", en="Volatile solids", result="volatile_solids")
def volatile_solids(animal_days: Numeric, volatile_solids_rate: Numeric, manure_share: Numeric) -> Numeric:
    """Volatile solids of one group of animals that reach the treatment.

    Parameters
    ----------
    animal_days : numeric
        Days spent by all animals of the group over the interval. [d]
    volatile_solids_rate : numeric
        Volatile solids of one animal a day. [t/d]
    manure_share : numeric
        Share of the manure that is treated in the project. [1]

    Returns
    -------
    numeric
        Volatile solids treated. [t]

    References
    ----------
    CCER-15-001-V01: stand-in for the official equation, after CDM ACM0010 and AMS-III.D. Numbering of our own; the official
    text was not read.
    """
    return animal_days * volatile_solids_rate * manure_share


@equation(CODE, number="2", zh="产甲烷潜力", en="Methane potential", result="methane_potential")
def methane_potential(
    volatile_solids: Numeric, methane_capacity: Numeric, methane_density: Numeric
) -> Numeric:
    """Methane that the volatile solids can give at most.

    Parameters
    ----------
    volatile_solids : numeric
        See `volatile_solids`. [t]
    methane_capacity : numeric
        Greatest methane yield of the volatile solids. [m^3/t]
    methane_density : numeric
        Density of methane at 20 °C. [t/m^3]

    Returns
    -------
    numeric
        Methane potential. [t]

    References
    ----------
    CCER-15-001-V01: stand-in for the official equation, after CDM ACM0010 and AMS-III.D. Numbering of our own; the official
    text was not read.
    """
    return volatile_solids * methane_capacity * methane_density


@equation(CODE, number="3", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(
    methane_potential: Numeric, methane_conversion: Numeric, model_correction: Numeric, methane_gwp: Numeric
) -> Numeric:
    """Methane that would have escaped from the baseline manure system.

    Parameters
    ----------
    methane_potential : numeric
        Of all groups in year *y*. [t]
    methane_conversion : numeric
        Share converted to methane in the baseline manure system, by climate; the official value is not held. [1]
    model_correction : numeric
        Correction for the uncertainty of the model. [1]
    methane_gwp : numeric
        Global warming potential of methane. [tCO2/t]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    CCER-15-001-V01: stand-in for the official equation, after CDM ACM0010 and AMS-III.D. Numbering of our own; the official
    text was not read.
    """
    return methane_potential * methane_conversion * model_correction * methane_gwp


@equation(CODE, number="4", zh="收集的甲烷量", en="Methane captured", result="methane_captured")
def methane_captured(biogas_used: Numeric, methane_fraction: Numeric, methane_density: Numeric) -> Numeric:
    """Methane in the biogas sent to one outlet.

    Parameters
    ----------
    biogas_used : numeric
        Biogas metered to one outlet (engine, boiler, flare), at 20 °C. [m^3]
    methane_fraction : numeric
        Methane by volume of the biogas. [1]
    methane_density : numeric
        Density of methane at 20 °C. [t/m^3]

    Returns
    -------
    numeric
        Methane captured. [t]

    References
    ----------
    CCER-15-001-V01: stand-in for the official equation, after CDM ACM0010 and AMS-III.D. Numbering of our own; the official
    text was not read.
    """
    return biogas_used * methane_fraction * methane_density


@equation(CODE, number="5", zh="销毁的甲烷量", en="Methane destroyed", result="methane_destroyed")
def methane_destroyed(methane_captured: Numeric, destruction_efficiency: Numeric) -> Numeric:
    """Methane that an engine, boiler or flare burns.

    Parameters
    ----------
    methane_captured : numeric
        See `methane_captured`. [t]
    destruction_efficiency : numeric
        Share of the methane that the outlet burns. [1]

    Returns
    -------
    numeric
        Methane destroyed. [t]

    References
    ----------
    CCER-15-001-V01: stand-in for the official equation, after CDM ACM0010 and AMS-III.D. Numbering of our own; the official
    text was not read.
    """
    return methane_captured * destruction_efficiency


@equation(CODE, number="6", zh="逸散的甲烷量", en="Methane leaked", result="methane_leaked")
def methane_leaked(
    methane_potential: Numeric, leak_share: Numeric, methane_captured: Numeric, methane_destroyed: Numeric
) -> Numeric:
    """Methane that leaks from the digester, and what passes the flame unburnt.

    Parameters
    ----------
    methane_potential : numeric
        Of all groups in year *y*. [t]
    leak_share : numeric
        Share that leaks from the digester. [1]
    methane_captured, methane_destroyed : numeric
        Of all outlets in year *y*. [t]

    Returns
    -------
    numeric
        Methane leaked. [t]

    References
    ----------
    CCER-15-001-V01: stand-in for the official equation, after CDM ACM0010 and AMS-III.D. Numbering of our own; the official
    text was not read.
    """
    return methane_potential * leak_share + methane_captured - methane_destroyed


combined_margin = equation(
    CODE, number="7", zh="组合边际排放因子", en="Combined margin", result="combined_margin"
)(shared.combined_margin)


electricity_emissions = equation(
    CODE, number="8", zh="用电排放量", en="Emissions of electricity", result="electricity_emissions"
)(shared.electricity_emissions)


emission_coefficient = equation(
    CODE, number="9", zh="燃料的二氧化碳排放系数", en="Emission coefficient", result="emission_coefficient"
)(shared.emission_coefficient)


fuel_emissions = equation(
    CODE, number="10", zh="燃料排放量", en="Emissions of fuels", result="fuel_emissions"
)(shared.fuel_emissions)


@equation(CODE, number="11", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(
    methane_leaked: Numeric, methane_gwp: Numeric, electricity_emissions: Numeric, fuel_emissions: Numeric
) -> Numeric:
    """Leaked and unburnt methane, electricity and fuels.

    Parameters
    ----------
    methane_leaked : numeric
        See `methane_leaked`. [t]
    methane_gwp : numeric
        Global warming potential of methane. [tCO2/t]
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
    CCER-15-001-V01: stand-in for the official equation, after CDM ACM0010 and AMS-III.D. Numbering of our own; the official
    text was not read.
    """
    return methane_leaked * methane_gwp + electricity_emissions + fuel_emissions


@equation(CODE, number="12", zh="项目减排量", en="Emission reductions", result="emission_reductions")
def emission_reductions(
    baseline_emissions: Numeric, methane_destroyed: Numeric, methane_gwp: Numeric, project_emissions: Numeric
) -> Numeric:
    """The baseline or the methane really destroyed, whichever is less, less project emissions.

    Parameters
    ----------
    baseline_emissions : numeric
        See `baseline_emissions`. [tCO2]
    methane_destroyed : numeric
        See `methane_destroyed`. [t]
    methane_gwp : numeric
        Global warming potential of methane. [tCO2/t]
    project_emissions : numeric
        See `project_emissions`. [tCO2]

    Returns
    -------
    numeric
        Emission reductions, before rounding. [tCO2]

    References
    ----------
    CCER-15-001-V01: stand-in for the official equation, after CDM ACM0010 and AMS-III.D. Numbering of our own; the official
    text was not read.
    """
    return minimum(baseline_emissions, methane_destroyed * methane_gwp) - project_emissions
