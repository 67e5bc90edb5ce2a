"""Equation bodies that methodologies of quantities have in common; each enters them as its own: ``equation(CODE, …)(fuel_emissions)``."""

from __future__ import annotations

from ..core.numeric import Numeric, total


def combined_margin(
    operating_margin: Numeric, build_margin: Numeric, om_weight: Numeric, bm_weight: Numeric
) -> Numeric:
    """Weighted mean of the operating and the build margin of the regional grid.

    Parameters
    ----------
    operating_margin, build_margin : numeric
        As published by the ministry. [tCO2/MWh]
    om_weight, bm_weight : numeric
        Weights. [1]

    Returns
    -------
    numeric
        Combined margin emission factor. [tCO2/MWh]

    References
    ----------
    By the energy methodologies of 2023, eq. (3).
    """
    return operating_margin * om_weight + build_margin * bm_weight


def electricity_emissions(grid_electricity: Numeric, combined_margin: Numeric) -> Numeric:
    """Emissions of the grid electricity that the project uses.

    Parameters
    ----------
    grid_electricity : numeric
        Electricity taken from the grid in year *y*, after correction. [MWh]
    combined_margin : numeric
        Combined margin emission factor of the regional grid. [tCO2/MWh]

    Returns
    -------
    numeric
        Emissions of electricity. [tCO2]

    References
    ----------
    By the form of the CDM tool on electricity consumption.
    """
    return grid_electricity * combined_margin


def emission_coefficient(
    net_calorific_value: Numeric, carbon_content: Numeric, oxidation_factor: Numeric
) -> Numeric:
    """Carbon dioxide from burning one unit of a fuel.

    Parameters
    ----------
    net_calorific_value : numeric
        Net calorific value; gases per 10^4 Nm3. [GJ/t]
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
    CCER-01-001-V01, eq. (5).
    """
    return net_calorific_value * carbon_content * oxidation_factor * 44 / 12


def fuel_emissions(fuel_consumed: Numeric, emission_coefficient: Numeric) -> Numeric:
    """Emissions of the fossil fuels that the project burns, summed over the fuels *i*.

    Parameters
    ----------
    fuel_consumed : numeric
        Fuel of each kind burnt in year *y*, after correction; gases in 10^4 Nm3. [t]
    emission_coefficient : numeric
        Carbon dioxide per unit of each fuel. [tCO2/t]

    Returns
    -------
    numeric
        Emissions of fuels. [tCO2]

    References
    ----------
    CCER-01-001-V01, eq. (4).
    """
    return total(fuel_consumed * emission_coefficient)


def emission_reductions(baseline_emissions: Numeric, project_emissions: Numeric) -> Numeric:
    """Baseline emissions less project emissions; leakage is counted as 0.

    Parameters
    ----------
    baseline_emissions, project_emissions : numeric
        Of year *y*. [tCO2]

    Returns
    -------
    numeric
        Emission reductions, before rounding. [tCO2]

    References
    ----------
    By the form that all methodologies share.
    """
    return baseline_emissions - project_emissions


def displaced_heat_factor(
    carbon_content: Numeric, oxidation_factor: Numeric, boiler_efficiency: Numeric
) -> Numeric:
    """Emissions of a unit of heat from the boiler that is displaced.

    Parameters
    ----------
    carbon_content : numeric
        Carbon per unit of heat of its fuel. [tC/GJ]
    oxidation_factor : numeric
        Share of the carbon that is oxidised. [1]
    boiler_efficiency : numeric
        Useful heat over heat of the fuel. [1]

    Returns
    -------
    numeric
        Emission factor of heat. [tCO2/GJ]

    References
    ----------
    Proxy: factor of the fuel over the efficiency, as in ACM0008.
    """
    return carbon_content * oxidation_factor * 44 / 12 / boiler_efficiency
