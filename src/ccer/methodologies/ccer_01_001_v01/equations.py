"""The numbered equations of CCER-01-001-V01, grid-connected solar thermal power."""

from __future__ import annotations

from typing import Final

from ...compute import meters
from ...compute.equation import equation
from ...core.numeric import Numeric, total

CODE: Final = "CCER-01-001-V01"


@equation(CODE, number="1", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(net_export: Numeric, combined_margin: Numeric) -> Numeric:
    """Emissions of the grid plants whose electricity the project displaces in year *y*.

    Parameters
    ----------
    net_export : numeric
        Net electricity delivered to the regional grid; see `net_export`. [MWh]
    combined_margin : numeric
        Combined margin emission factor of the regional grid; see `combined_margin`. [tCO2/MWh]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    CCER-01-001-V01, eq. (1).
    """
    return net_export * combined_margin


@equation(CODE, number="2", zh="项目净上网电量", en="Net export", result="net_export")
def net_export(exported_energy: Numeric, imported_energy: Numeric) -> Numeric:
    """Electricity delivered to the grid less electricity taken from it.

    Parameters
    ----------
    exported_energy, imported_energy : numeric
        Metered at the points fixed in the grid agreement, after the corrections of 7.3.4. [MWh]

    Returns
    -------
    numeric
        Net export. [MWh]

    References
    ----------
    CCER-01-001-V01, eq. (2).
    """
    return exported_energy - imported_energy


@equation(CODE, number="3", zh="组合边际排放因子", en="Combined margin", result="combined_margin")
def combined_margin(
    operating_margin: Numeric, build_margin: Numeric, om_weight: Numeric, bm_weight: Numeric
) -> Numeric:
    """Weighted mean of the operating and the build margin of the regional grid.

    The mirror of the text prints a multiplication sign between the two terms; the unit and the sister methodology ask for a sum.

    Parameters
    ----------
    operating_margin, build_margin : numeric
        As published by the ministry for year *y*, else for the nearest earlier year. [tCO2/MWh]
    om_weight, bm_weight : numeric
        0.5 each (tables 2 and 3). [1]

    Returns
    -------
    numeric
        Combined margin emission factor. [tCO2/MWh]

    References
    ----------
    CCER-01-001-V01, eq. (3).
    """
    return operating_margin * om_weight + build_margin * bm_weight


@equation(CODE, number="4", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(fuel_consumed: Numeric, emission_coefficient: Numeric) -> Numeric:
    """Emissions of the fossil fuels burnt (freeze protection of salt or oil), summed over the fuels *i*.

    Parameters
    ----------
    fuel_consumed : numeric
        Fuel of each kind burnt in year *y*, after the corrections of 7.3.4; gases in 10^4 Nm3. [t]
    emission_coefficient : numeric
        Carbon dioxide per unit of each fuel; see `emission_coefficient`. [tCO2/t]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    CCER-01-001-V01, eq. (4).
    """
    return total(fuel_consumed * emission_coefficient)


@equation(
    CODE, number="5", zh="燃料的二氧化碳排放系数", en="Emission coefficient", result="emission_coefficient"
)
def emission_coefficient(
    net_calorific_value: Numeric, carbon_content: Numeric, oxidation_factor: Numeric
) -> Numeric:
    """Carbon dioxide from burning one unit of a fuel.

    Parameters
    ----------
    net_calorific_value : numeric
        Mean net calorific value; gases per 10^4 Nm3. [GJ/t]
    carbon_content : numeric
        Carbon per unit of heat. [tC/GJ]
    oxidation_factor : numeric
        Share of the carbon that is oxidised. [1]

    Returns
    -------
    numeric
        Emission coefficient; gases per 10^4 Nm3. [tCO2/t]

    References
    ----------
    CCER-01-001-V01, eq. (5); 44/12 is the ratio of the molecular masses of CO2 and C.
    """
    return net_calorific_value * carbon_content * oxidation_factor * 44 / 12


@equation(CODE, number="6", zh="项目减排量", en="Emission reductions", result="emission_reductions")
def emission_reductions(baseline_emissions: Numeric, project_emissions: Numeric) -> Numeric:
    """Baseline emissions less project emissions; leakage is neglected (6.5).

    Parameters
    ----------
    baseline_emissions : numeric
        See `baseline_emissions`. [tCO2]
    project_emissions : numeric
        See `project_emissions`. [tCO2]

    Returns
    -------
    numeric
        Emission reductions, before rounding. [tCO2]

    References
    ----------
    CCER-01-001-V01, eq. (6).
    """
    return baseline_emissions - project_emissions


applied_error = equation(
    CODE, number="sec-7.3.4", zh="采用的误差", en="Applied error", result="applied_error"
)(meters.applied_error)
corrected_export = equation(
    CODE, number="sec-7.3.4/item-a", zh="上网电量的保守处理", en="Corrected export", result="exported_energy"
)(meters.corrected_export)
corrected_import = equation(
    CODE, number="sec-7.3.4/item-b", zh="下网电量的保守处理", en="Corrected import", result="imported_energy"
)(meters.corrected_import)
corrected_fuel = equation(
    CODE,
    number="sec-7.3.4/item-c",
    zh="化石燃料消耗量的保守处理",
    en="Corrected fuel",
    result="fuel_consumed",
)(meters.corrected_fuel)
