"""The equations of CCER-10-001-V01 as far as they are known: a proxy by the form of ACM0008, numbered by us."""

from __future__ import annotations

from typing import Final

from ...compute import quantity_equations as shared
from ...compute.equation import equation
from ...core.numeric import Numeric

CODE: Final = "CCER-10-001-V01"


@equation(CODE, number="1", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(methane_baseline: Numeric, heat_baseline: Numeric, power_baseline: Numeric) -> Numeric:
    """Methane that would have been vented, the heating that is displaced and, where it is switched on, the power.

    Parameters
    ----------
    methane_baseline, heat_baseline, power_baseline : numeric
        See the equations of these names. [tCO2]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    Proxy: form of ACM0008; displaced heat by a third-party digest of CCER-10-001-V01.
    """
    return methane_baseline + heat_baseline + power_baseline


@equation(CODE, number="2", zh="销毁的甲烷量", en="Methane destroyed", result="methane_destroyed")
def methane_destroyed(
    gas_volume_in: Numeric,
    methane_share_in: Numeric,
    gas_volume_out: Numeric,
    methane_share_out: Numeric,
    methane_density: Numeric,
) -> Numeric:
    """Methane into the oxidiser less methane out of it, in one interval *t*.

    Parameters
    ----------
    gas_volume_in, gas_volume_out : numeric
        Volumes at standard state. [m^3]
    methane_share_in, methane_share_out : numeric
        Methane by volume. [1]
    methane_density : numeric
        Of methane at standard state. [t/m^3]

    Returns
    -------
    numeric
        Methane destroyed. [t]

    References
    ----------
    Proxy: form of ACM0008.
    """
    return (gas_volume_in * methane_share_in - gas_volume_out * methane_share_out) * methane_density


@equation(CODE, number="3", zh="甲烷的基准线排放量", en="Baseline of methane", result="methane_baseline")
def methane_baseline(methane_destroyed: Numeric, methane_gwp: Numeric) -> Numeric:
    """Carbon dioxide equivalent of the methane that would have been vented.

    Parameters
    ----------
    methane_destroyed : numeric
        Sum over the intervals of year *y*. [t]
    methane_gwp : numeric
        Global warming potential. [tCO2/t]

    Returns
    -------
    numeric
        Baseline emissions of methane. [tCO2]

    References
    ----------
    Proxy: form of ACM0008.
    """
    return methane_destroyed * methane_gwp


@equation(CODE, number="4", zh="供热的基准线排放量", en="Baseline of heat", result="heat_baseline")
def heat_baseline(heat_supplied: Numeric, heat_emission_factor: Numeric) -> Numeric:
    """Emissions of the existing or planned heating that the project displaces.

    Parameters
    ----------
    heat_supplied : numeric
        Useful heat delivered in year *y*. [GJ]
    heat_emission_factor : numeric
        Fuel factor over efficiency of the displaced heating, or a default. [tCO2/GJ]

    Returns
    -------
    numeric
        Baseline emissions of heat. [tCO2]

    References
    ----------
    Proxy; that displaced heat counts: third-party digest of CCER-10-001-V01.
    """
    return heat_supplied * heat_emission_factor


@equation(CODE, number="5", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(
    electricity_emissions: Numeric, fuel_emissions: Numeric, oxidation_emissions: Numeric
) -> Numeric:
    """Electricity, fuels, and the carbon dioxide of the oxidised methane.

    Parameters
    ----------
    electricity_emissions, fuel_emissions, oxidation_emissions : numeric
        Of year *y*. [tCO2]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    Proxy: form of ACM0008.
    """
    return electricity_emissions + fuel_emissions + oxidation_emissions


electricity_emissions = equation(
    CODE, number="6", zh="用电排放量", en="Emissions of electricity", result="electricity_emissions"
)(shared.electricity_emissions)
combined_margin = equation(
    CODE, number="7", zh="组合边际排放因子", en="Combined margin", result="combined_margin"
)(shared.combined_margin)
fuel_emissions = equation(
    CODE, number="8", zh="化石燃料排放量", en="Emissions of fuels", result="fuel_emissions"
)(shared.fuel_emissions)
emission_coefficient = equation(
    CODE, number="9", zh="燃料的二氧化碳排放系数", en="Emission coefficient", result="emission_coefficient"
)(shared.emission_coefficient)


@equation(
    CODE, number="10", zh="甲烷氧化的二氧化碳", en="CO2 of oxidised methane", result="oxidation_emissions"
)
def oxidation_emissions(methane_destroyed: Numeric, oxidation_charged: Numeric) -> Numeric:
    """Carbon dioxide from the methane that is oxidised.

    Parameters
    ----------
    methane_destroyed : numeric
        Sum over the intervals of year *y*. [t]
    oxidation_charged : numeric
        1 where it is charged, 0 where the baseline counts it too. [1]

    Returns
    -------
    numeric
        Emissions of oxidation; 44/16 is the ratio of the molecular masses of CO2 and CH4. [tCO2]

    References
    ----------
    Proxy: ACM0008 charges it; whether CCER-10-001-V01 does was not read.
    """
    return methane_destroyed * oxidation_charged * 44 / 16


emission_reductions = equation(
    CODE, number="11", zh="项目减排量", en="Emission reductions", result="emission_reductions"
)(shared.emission_reductions)


@equation(CODE, number="12", zh="被替代发电的基准线排放量", en="Baseline of power", result="power_baseline")
def power_baseline(power_supplied: Numeric, power_counted: Numeric, combined_margin: Numeric) -> Numeric:
    """Emissions of the grid power that the project displaces.

    Parameters
    ----------
    power_supplied : numeric
        Generated with the heat of oxidation in year *y*, less the plant's own use of it. [MWh]
    power_counted : numeric
        1 where it is counted, 0 where it is left out, to be conservative. [1]
    combined_margin : numeric
        Combined margin emission factor of the regional grid. [tCO2/MWh]

    Returns
    -------
    numeric
        Baseline emissions of power. [tCO2]

    References
    ----------
    Proxy: form of ACM0008; whether CCER-10-001-V01 counts it was not read.
    """
    return power_supplied * power_counted * combined_margin


displaced_heat_factor = equation(
    CODE,
    number="13",
    zh="被替代锅炉的供热排放因子",
    en="Factor of the displaced boiler",
    result="heat_emission_factor",
)(shared.displaced_heat_factor)
