"""The equations of CCER-14-001-V01 on soil organic carbon and on fires. Stand-ins, the official text was not read."""

from __future__ import annotations

from ...compute.equation import equation
from ...core.numeric import Numeric, minimum, total, where
from ...core.quantities import CARBON_TO_CO2
from .equations import CODE


@equation(CODE, number="17", zh="初始土壤有机碳", en="Initial soil organic carbon", result="soil_initial")
def soil_initial(
    soil_reference: Numeric, land_use_factor: Numeric, management_factor: Numeric, input_factor: Numeric
) -> Numeric:
    """Reference stock of the soil with the factors of its use before the project.

    Parameters
    ----------
    soil_reference : numeric
        Under native vegetation, 0 to 30 cm. [tC/ha]
    land_use_factor, management_factor, input_factor : numeric
        Of the use before the project. [1]

    Returns
    -------
    numeric
        Stock before the project. [tC/ha]

    References
    ----------
    Eq. (17). After AR-TOOL16, recalled; numbering of our own.
    """
    return soil_reference * land_use_factor * management_factor * input_factor


@equation(
    CODE,
    number="18",
    zh="整地引起的土壤有机碳损失",
    en="Soil carbon lost at site preparation",
    result="soil_loss",
)
def soil_loss(
    soil_initial: Numeric, disturbed_share: Numeric, disturbed_share_max: Numeric, soil_loss_share: Numeric
) -> Numeric:
    """A share of the initial stock where more than a small part of the ground is disturbed, else nothing.

    Parameters
    ----------
    soil_initial : numeric
        See eq. (17). [tC/ha]
    disturbed_share : numeric
        Part of the area that site preparation disturbs. [1]
    disturbed_share_max : numeric
        Up to this part nothing is counted. [1]
    soil_loss_share : numeric
        Share of the stock that is lost. [1]

    Returns
    -------
    numeric
        Loss. [tC/ha]

    References
    ----------
    Eq. (18). After AR-TOOL16, recalled; numbering of our own.
    """
    return where(disturbed_share > disturbed_share_max, soil_loss_share, 0 * soil_loss_share) * soil_initial


@equation(CODE, number="19", zh="土壤有机碳年增量", en="Yearly gain of soil carbon", result="soil_rate")
def soil_rate(
    soil_reference: Numeric,
    soil_initial: Numeric,
    soil_loss: Numeric,
    soil_years: Numeric,
    soil_rate_max: Numeric,
) -> Numeric:
    """The way back to the reference stock in equal parts, held below a cap.

    Parameters
    ----------
    soil_reference, soil_initial, soil_loss : numeric
        See eq. (17) and (18). [tC/ha]
    soil_years : numeric
        Years it takes. [year]
    soil_rate_max : numeric
        Cap. [tC/ha/year]

    Returns
    -------
    numeric
        Gain of a year. [tC/ha/year]

    References
    ----------
    Eq. (19). After AR-TOOL16, recalled; numbering of our own.
    """
    return minimum((soil_reference - (soil_initial - soil_loss)) / soil_years, soil_rate_max)


@equation(CODE, number="20", zh="土壤有机碳变化量", en="Change of soil organic carbon", result="soil_change")
def soil_change(stratum_area: Numeric, soil_rate: Numeric, soil_counted: Numeric) -> Numeric:
    """Gains of the strata *i* over the years of an interval that count.

    Parameters
    ----------
    stratum_area : numeric
        Area. [ha]
    soil_rate : numeric
        See eq. (19). [tC/ha/year]
    soil_counted : numeric
        Part of the interval within so many years of planting. [year]

    Returns
    -------
    numeric
        Change over the interval. [tCO2]

    References
    ----------
    Eq. (20). After AR-TOOL16, recalled; numbering of our own.
    """
    return total(stratum_area * soil_rate * soil_counted * CARBON_TO_CO2)


@equation(
    CODE, number="21", zh="林木火灾非二氧化碳排放", en="Emissions of burning trees", result="fire_trees"
)
def fire_trees(
    burnt_area: Numeric,
    burnt_biomass: Numeric,
    combustion: Numeric,
    methane_factor: Numeric,
    nitrous_oxide_factor: Numeric,
    methane_gwp: Numeric,
    nitrous_oxide_gwp: Numeric,
) -> Numeric:
    """Methane and nitrous oxide of the trees that burn in the areas *i*; their carbon dioxide is in the change of stock.

    Parameters
    ----------
    burnt_area : numeric
        Area. [ha]
    burnt_biomass : numeric
        Above-ground biomass at the last verification. [t/ha]
    combustion : numeric
        Share that burns. [1]
    methane_factor, nitrous_oxide_factor : numeric
        Gas of a tonne of dry matter. [t/t]
    methane_gwp, nitrous_oxide_gwp : numeric
        Global warming potential. [tCO2/t]

    Returns
    -------
    numeric
        Emissions. [tCO2]

    References
    ----------
    Eq. (21). After AR-TOOL08 and AR-CM-001, recalled; numbering of our own.
    """
    return total(
        burnt_area
        * burnt_biomass
        * combustion
        * (methane_factor * methane_gwp + nitrous_oxide_factor * nitrous_oxide_gwp)
    )


@equation(
    CODE,
    number="22",
    zh="枯死木和枯落物火灾排放",
    en="Emissions of burning dead wood and litter",
    result="fire_debris",
)
def fire_debris(
    burnt_area: Numeric, dead_wood_density: Numeric, litter_density: Numeric, debris_share: Numeric
) -> Numeric:
    """A share of the dead wood and litter in the burnt areas *i*.

    Parameters
    ----------
    burnt_area : numeric
        Area. [ha]
    dead_wood_density, litter_density : numeric
        Stock at the last verification. [tCO2/ha]
    debris_share : numeric
        Share emitted as methane and nitrous oxide. [1]

    Returns
    -------
    numeric
        Emissions. [tCO2]

    References
    ----------
    Eq. (22). After AR-TOOL08 and AR-CM-001, recalled; numbering of our own.
    """
    return total(burnt_area * (dead_wood_density + litter_density) * debris_share)
