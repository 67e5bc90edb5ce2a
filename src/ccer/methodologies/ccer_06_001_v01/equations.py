"""The equations of CCER-06-001-V01, retrofit of public buildings: stand-ins, the official text was not read."""

from __future__ import annotations

from typing import Final

from ...compute import quantity_equations as shared
from ...compute.equation import equation
from ...core.numeric import Numeric

CODE: Final = "CCER-06-001-V01"


@equation(
    CODE, number="1", zh="采暖度日数调整", en="Adjustment by heating degree days", result="heating_adjustment"
)
def heating_adjustment(heating_degree_days: Numeric, baseline_heating_degree_days: Numeric) -> Numeric:
    """How much heating the weather of an interval asked for, over that of the whole baseline year.

    Parameters
    ----------
    heating_degree_days : numeric
        Heating degree days of the interval. [K*d]
    baseline_heating_degree_days : numeric
        Heating degree days of the baseline year. [K*d]

    Returns
    -------
    numeric
        Ratio. [1]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return heating_degree_days / baseline_heating_degree_days


@equation(
    CODE, number="2", zh="空调度日数调整", en="Adjustment by cooling degree days", result="cooling_adjustment"
)
def cooling_adjustment(cooling_degree_days: Numeric, baseline_cooling_degree_days: Numeric) -> Numeric:
    """How much cooling the weather of an interval asked for, over that of the whole baseline year.

    Parameters
    ----------
    cooling_degree_days : numeric
        Cooling degree days of the interval. [K*d]
    baseline_cooling_degree_days : numeric
        Cooling degree days of the baseline year. [K*d]

    Returns
    -------
    numeric
        Ratio. [1]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return cooling_degree_days / baseline_cooling_degree_days


@equation(
    CODE, number="3", zh="运行天数调整", en="Adjustment by days of operation", result="operating_adjustment"
)
def operating_adjustment(operating_days: Numeric, baseline_operating_days: Numeric) -> Numeric:
    """Days of operation of an interval over those of the whole baseline year.

    Parameters
    ----------
    operating_days : numeric
        Days the ventilation ran in the interval. [d]
    baseline_operating_days : numeric
        Days it ran in the baseline year. [d]

    Returns
    -------
    numeric
        Ratio. [1]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return operating_days / baseline_operating_days


@equation(CODE, number="4", zh="面积调整", en="Adjustment by area", result="area_adjustment")
def area_adjustment(conditioned_area: Numeric, baseline_conditioned_area: Numeric) -> Numeric:
    """Floor area over that of the baseline year.

    Parameters
    ----------
    conditioned_area : numeric
        Heated or cooled floor area of the interval. [m^2]
    baseline_conditioned_area : numeric
        That of the baseline year. [m^2]

    Returns
    -------
    numeric
        Ratio. [1]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return conditioned_area / baseline_conditioned_area


@equation(CODE, number="5", zh="使用率调整", en="Adjustment by occupancy", result="occupancy_adjustment")
def occupancy_adjustment(occupancy: Numeric, baseline_occupancy: Numeric) -> Numeric:
    """Use of the building over that of the baseline year.

    Parameters
    ----------
    occupancy : numeric
        Share of the building in use over the interval. [1]
    baseline_occupancy : numeric
        That of the baseline year. [1]

    Returns
    -------
    numeric
        Ratio. [1]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return occupancy / baseline_occupancy


@equation(
    CODE,
    number="6",
    zh="调整后的基准线用电量",
    en="Adjusted baseline electricity",
    result="baseline_electricity",
)
def baseline_electricity(
    heating_electricity: Numeric,
    cooling_electricity: Numeric,
    other_electricity: Numeric,
    heating_adjustment: Numeric,
    cooling_adjustment: Numeric,
    operating_adjustment: Numeric,
    area_adjustment: Numeric,
    occupancy_adjustment: Numeric,
) -> Numeric:
    """Electricity of the baseline year under the weather, area and use of the interval.

    Parameters
    ----------
    heating_electricity, cooling_electricity, other_electricity : numeric
        Electricity of the baseline year for heating, for cooling, and for ventilation and the like. [MWh]
    heating_adjustment, cooling_adjustment, operating_adjustment, area_adjustment, occupancy_adjustment : numeric
        The adjustments. [1]

    Returns
    -------
    numeric
        Electricity the building would have used without the retrofit. [MWh]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return (
        (
            heating_electricity * heating_adjustment
            + cooling_electricity * cooling_adjustment
            + other_electricity * operating_adjustment
        )
        * area_adjustment
        * occupancy_adjustment
    )


@equation(CODE, number="7", zh="调整后的基准线外购热量", en="Adjusted baseline heat", result="baseline_heat")
def baseline_heat(
    heating_heat: Numeric,
    heating_adjustment: Numeric,
    area_adjustment: Numeric,
    occupancy_adjustment: Numeric,
) -> Numeric:
    """Bought heat of the baseline year under the weather, area and use of the interval.

    Parameters
    ----------
    heating_heat : numeric
        Bought heat of the baseline year. [GJ]
    heating_adjustment, area_adjustment, occupancy_adjustment : numeric
        The adjustments. [1]

    Returns
    -------
    numeric
        Heat the building would have bought without the retrofit. [GJ]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return heating_heat * heating_adjustment * area_adjustment * occupancy_adjustment


@equation(CODE, number="8", zh="调整后的基准线燃料量", en="Adjusted baseline fuel", result="baseline_fuel")
def baseline_fuel(
    heating_fuel: Numeric,
    heating_adjustment: Numeric,
    area_adjustment: Numeric,
    occupancy_adjustment: Numeric,
) -> Numeric:
    """Fuel of the baseline year under the weather, area and use of the interval.

    Parameters
    ----------
    heating_fuel : numeric
        Fuel burnt for heating in the baseline year; gases in 10^4 Nm3. [t]
    heating_adjustment, area_adjustment, occupancy_adjustment : numeric
        The adjustments. [1]

    Returns
    -------
    numeric
        Fuel the building would have burnt without the retrofit; gases in 10^4 Nm3. [t]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return heating_fuel * heating_adjustment * area_adjustment * occupancy_adjustment


combined_margin = equation(
    CODE, number="9", zh="组合边际排放因子", en="Combined margin", result="combined_margin"
)(shared.combined_margin)


electricity_emissions = equation(
    CODE, number="10", zh="用电排放量", en="Emissions of electricity", result="electricity_emissions"
)(shared.electricity_emissions)


emission_coefficient = equation(
    CODE, number="11", zh="燃料的二氧化碳排放系数", en="Emission coefficient", result="emission_coefficient"
)(shared.emission_coefficient)


fuel_emissions = equation(
    CODE, number="12", zh="燃料排放量", en="Emissions of fuels", result="fuel_emissions"
)(shared.fuel_emissions)


@equation(CODE, number="13", zh="基准线排放量", en="Baseline emissions", result="baseline_emissions")
def baseline_emissions(
    baseline_electricity: Numeric,
    combined_margin: Numeric,
    baseline_heat: Numeric,
    heat_emission_factor: Numeric,
    baseline_fuel: Numeric,
    baseline_coefficient: Numeric,
) -> Numeric:
    """Emissions of the adjusted baseline energy.

    Parameters
    ----------
    baseline_electricity : numeric
        See `baseline_electricity`. [MWh]
    combined_margin : numeric
        See `combined_margin`. [tCO2/MWh]
    baseline_heat : numeric
        See `baseline_heat`. [GJ]
    heat_emission_factor : numeric
        Emissions of bought heat. [tCO2/GJ]
    baseline_fuel : numeric
        See `baseline_fuel`. [t]
    baseline_coefficient : numeric
        Carbon dioxide per unit of the baseline fuel. [tCO2/t]

    Returns
    -------
    numeric
        Baseline emissions. [tCO2]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return (
        baseline_electricity * combined_margin
        + baseline_heat * heat_emission_factor
        + baseline_fuel * baseline_coefficient
    )


@equation(CODE, number="14", zh="项目排放量", en="Project emissions", result="project_emissions")
def project_emissions(
    electricity_emissions: Numeric,
    heat_bought: Numeric,
    heat_emission_factor: Numeric,
    fuel_emissions: Numeric,
) -> Numeric:
    """Emissions of the energy metered after the retrofit.

    Parameters
    ----------
    electricity_emissions : numeric
        Of heating, ventilation and air conditioning. [tCO2]
    heat_bought : numeric
        Metered bought heat. [GJ]
    heat_emission_factor : numeric
        Emissions of bought heat. [tCO2/GJ]
    fuel_emissions : numeric
        Of fuels. [tCO2]

    Returns
    -------
    numeric
        Project emissions. [tCO2]

    References
    ----------
    CCER-06-001-V01: stand-in for the official equation, after the measurement protocol IPMVP, whole-facility option with
    routine adjustments. Numbering of our own; the official text was not read.
    """
    return electricity_emissions + heat_bought * heat_emission_factor + fuel_emissions


emission_reductions = equation(
    CODE, number="15", zh="项目减排量", en="Emission reductions", result="emission_reductions"
)(shared.emission_reductions)
