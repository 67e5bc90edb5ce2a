"""Bodies of the equations that coastal sinks share; each methodology enters them as its own with `enter`, under numbers of ours.

They are a proxy by AR-AM0014 and VCS VM0033 and the form that is recalled; no official equation was read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..core.numeric import Numeric, clip, total
from .equation import Equation, equation
from .soil import without_allochthonous


def emission_reductions(
    biomass_change: Numeric,
    soil_change: Numeric,
    soil_gas_emissions: Numeric,
    baseline_stock_change: Numeric,
    leakage: Numeric,
    nonpermanence_share: Numeric,
) -> Numeric:
    """Net removals: stock changes less gases, baseline and leakage, after the deduction for non-permanence.

    Parameters
    ----------
    biomass_change, soil_change : numeric
        Changes over the interval. [tCO2]
    soil_gas_emissions : numeric
        Methane and nitrous oxide of the soil. [tCO2]
    baseline_stock_change, leakage : numeric
        Taken as 0 unless stated. [tCO2]
    nonpermanence_share : numeric
        [1]

    Returns
    -------
    numeric
        Net removals, before rounding. [tCO2]

    References
    ----------
    Proxy: recalled form; AR-AM0014 and VM0033.
    """
    return (biomass_change + soil_change - soil_gas_emissions - baseline_stock_change - leakage) * (
        1 - nonpermanence_share
    )


def biomass_stock(stratum_area: Numeric, carbon_density: Numeric) -> Numeric:
    """Carbon dioxide held by the plants of all strata *i*.

    Parameters
    ----------
    stratum_area : numeric
        [ha]
    carbon_density : numeric
        Carbon of the plants, above and below ground. [tC/ha]

    Returns
    -------
    numeric
        Stock. [tCO2]

    References
    ----------
    Proxy: recalled form.
    """
    return total(stratum_area * carbon_density * 44 / 12)


def carbon_density(stand_biomass: Numeric, carbon_fraction: Numeric) -> Numeric:
    """Carbon of the plants of a hectare, by species.

    Parameters
    ----------
    stand_biomass : numeric
        Dry biomass above and below ground. [t/ha]
    carbon_fraction : numeric
        Of the species. [tC/t]

    Returns
    -------
    numeric
        [tC/ha]

    References
    ----------
    Proxy: recalled form.
    """
    return stand_biomass * carbon_fraction


def biomass_change(stock_now: Numeric, stock_then: Numeric) -> Numeric:
    """Change of the stock between two days.

    Parameters
    ----------
    stock_now, stock_then : numeric
        At the end and at the beginning. [tCO2]

    Returns
    -------
    numeric
        Change. [tCO2]

    References
    ----------
    Proxy: AR-TOOL14.
    """
    return stock_now - stock_then


def soil_change(stratum_area: Numeric, soil_accumulation: Numeric, duration: Numeric) -> Numeric:
    """Carbon dioxide bound in the soil of all strata *i*.

    Parameters
    ----------
    stratum_area : numeric
        [ha]
    soil_accumulation : numeric
        Net of what came from elsewhere. [tC/ha/year]
    duration : numeric
        Length of the interval. [year]

    Returns
    -------
    numeric
        Change. [tCO2]

    References
    ----------
    Proxy: VM0033, IPCC Wetlands Supplement.
    """
    return total(stratum_area * soil_accumulation * duration * 44 / 12)


def soil_accumulation(gross_accumulation: Numeric, allochthonous_share: Numeric) -> Numeric:
    """Accumulation less the carbon that came from elsewhere; mineral soils.

    Parameters
    ----------
    gross_accumulation : numeric
        [tC/ha/year]
    allochthonous_share : numeric
        [1]

    Returns
    -------
    numeric
        [tC/ha/year]

    References
    ----------
    Proxy: VM0033.
    """
    return without_allochthonous(gross_accumulation, allochthonous_share)


def gross_accumulation(
    vegetation_cover: Numeric, full_accumulation: Numeric, cover_least: Numeric, cover_full: Numeric
) -> Numeric:
    """Default accumulation by cover: none up to the least, all from the full cover on, linear between.

    Parameters
    ----------
    vegetation_cover, cover_least, cover_full : numeric
        Share of the ground. [1]
    full_accumulation : numeric
        At full cover. [tC/ha/year]

    Returns
    -------
    numeric
        [tC/ha/year]

    References
    ----------
    Proxy: VM0033.
    """
    return full_accumulation * clip((vegetation_cover - cover_least) / (cover_full - cover_least), 0, 1)


def soil_gas_emissions(
    stratum_area: Numeric,
    soil_methane: Numeric,
    methane_gwp: Numeric,
    soil_nitrous_oxide: Numeric,
    nitrous_oxide_gwp: Numeric,
    duration: Numeric,
) -> Numeric:
    """Methane and nitrous oxide of the soil of all strata *i*.

    Parameters
    ----------
    stratum_area : numeric
        [ha]
    soil_methane, soil_nitrous_oxide : numeric
        By the salinity of the stratum; 0 where they are not counted. [t/ha/year]
    methane_gwp : numeric
        [tCO2/t]
    nitrous_oxide_gwp : numeric
        [tCO2/t]
    duration : numeric
        [year]

    Returns
    -------
    numeric
        Emissions. [tCO2]

    References
    ----------
    Proxy: VM0033.
    """
    return total(
        stratum_area * (soil_methane * methane_gwp + soil_nitrous_oxide * nitrous_oxide_gwp) * duration
    )


_BODIES: Final[tuple[tuple[str, str, str, Callable[..., Numeric]], ...]] = (
    ("1", "项目净清除量", "Net removals", emission_reductions),
    ("2", "植物碳储量", "Stock of plants", biomass_stock),
    ("3", "单位面积植物碳", "Carbon of plants by area", carbon_density),
    ("4", "植物碳储量变化量", "Change of the stock of plants", biomass_change),
    ("5", "土壤有机碳变化量", "Change of soil organic carbon", soil_change),
    ("6", "扣除外来碳的土壤累积速率", "Accumulation less carbon from elsewhere", soil_accumulation),
    ("7", "按盖度的缺省累积速率", "Default accumulation by cover", gross_accumulation),
    ("8", "土壤甲烷和氧化亚氮排放量", "Methane and nitrous oxide of the soil", soil_gas_emissions),
)


def enter(code: str) -> dict[str, Equation]:
    """Enter the equations for a methodology; by the name of what each gives."""
    return {
        body.__name__: equation(code, number=number, zh=zh, en=en, result=body.__name__)(body)
        for number, zh, en, body in _BODIES
    }
