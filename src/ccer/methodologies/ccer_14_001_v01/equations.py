"""The numbered equations of CCER-14-001-V01, afforestation: stocks and net removals. Stand-ins, the official text was not read.

Soil and fire are in `equations_soil_fire`, sampling in `equations_sampling`.
"""

from __future__ import annotations

from typing import Final

from ...compute import biomass_stand
from ...compute.equation import equation
from ...core.numeric import Numeric, total, where
from ...core.quantities import CARBON_TO_CO2

CODE: Final = "CCER-14-001-V01"


@equation(CODE, number="1", zh="项目净清除量", en="Net removals", result="emission_reductions")
def emission_reductions(
    project_stock_change: Numeric,
    baseline_stock_change: Numeric,
    leakage: Numeric,
    nonpermanence_share: Numeric,
) -> Numeric:
    """Removals of the project less those of the baseline and leakage, cut for the risk of non-permanence.

    Parameters
    ----------
    project_stock_change, baseline_stock_change : numeric
        Change of the carbon stocks over the interval; see eq. (2) and (3). [tCO2]
    leakage : numeric
        Counted as 0. [tCO2]
    nonpermanence_share : numeric
        Deduction for the risk of non-permanence. [1]

    Returns
    -------
    numeric
        Net removals, before rounding. [tCO2]

    References
    ----------
    Eq. (1). Recalled form of the methodology; numbering of our own.
    """
    return (project_stock_change - baseline_stock_change - leakage) * (1 - nonpermanence_share)


@equation(
    CODE,
    number="2",
    zh="项目碳储量变化量",
    en="Change of the project's carbon stocks",
    result="project_stock_change",
)
def project_stock_change(
    tree_change: Numeric,
    bamboo_change: Numeric,
    shrub_change: Numeric,
    dead_wood_change: Numeric,
    litter_change: Numeric,
    soil_change: Numeric,
    fire_emissions: Numeric,
) -> Numeric:
    """Changes of all pools less the emissions of fires.

    Parameters
    ----------
    tree_change, bamboo_change, shrub_change : numeric
        Woody biomass, above and below ground. [tCO2]
    dead_wood_change, litter_change, soil_change : numeric
        Optional pools; 0 where they are not chosen. [tCO2]
    fire_emissions : numeric
        Methane and nitrous oxide of fires. [tCO2]

    Returns
    -------
    numeric
        Change over the interval. [tCO2]

    References
    ----------
    Eq. (2). After AR-CM-001-V01, recalled; numbering of our own.
    """
    return (
        tree_change
        + bamboo_change
        + shrub_change
        + dead_wood_change
        + litter_change
        + soil_change
        - fire_emissions
    )


@equation(
    CODE,
    number="3",
    zh="基准线碳储量变化量",
    en="Change of the baseline's carbon stocks",
    result="baseline_stock_change",
)
def baseline_stock_change(
    baseline_tree_change: Numeric, baseline_bamboo_change: Numeric, baseline_shrub_change: Numeric
) -> Numeric:
    """Changes of the woody biomass that would have grown without the project.

    Parameters
    ----------
    baseline_tree_change, baseline_bamboo_change, baseline_shrub_change : numeric
        Woody biomass of the baseline. [tCO2]

    Returns
    -------
    numeric
        Change over the interval. [tCO2]

    References
    ----------
    Eq. (3). After AR-CM-001-V01, recalled; numbering of our own.
    """
    return baseline_tree_change + baseline_bamboo_change + baseline_shrub_change


@equation(CODE, number="5", zh="碳储量变化量", en="Change of a carbon stock", result="stock_change")
def stock_change(stock_now: Numeric, stock_then: Numeric) -> Numeric:
    """A stock at the end of an interval less the stock at its beginning.

    Parameters
    ----------
    stock_now, stock_then : numeric
        Stock of one pool. [tCO2]

    Returns
    -------
    numeric
        Change over the interval. [tCO2]

    References
    ----------
    Eq. (5). After AR-CM-001-V01, recalled; numbering of our own.
    """
    return stock_now - stock_then


@equation(CODE, number="6", zh="林木碳储量", en="Carbon stock of trees", result="tree_stock")
def tree_stock(stand_biomass: Numeric, stratum_area: Numeric, carbon_fraction: Numeric) -> Numeric:
    """Carbon dioxide in the trees of all strata and species *i*.

    Parameters
    ----------
    stand_biomass : numeric
        Biomass above and below ground. [t/ha]
    stratum_area : numeric
        Measured area. [ha]
    carbon_fraction : numeric
        Carbon in dry biomass. [tC/t]

    Returns
    -------
    numeric
        Stock. [tCO2]

    References
    ----------
    Eq. (6). After AR-CM-001-V01, recalled; numbering of our own.
    """
    return total(stand_biomass * stratum_area * carbon_fraction * CARBON_TO_CO2)


@equation(CODE, number="7", zh="单株生物量", en="Biomass of a tree", result="tree_biomass")
def tree_biomass(tree_above: Numeric, root_shoot: Numeric) -> Numeric:
    """Above-ground biomass of an allometric equation with the roots added.

    Parameters
    ----------
    tree_above : numeric
        Above-ground biomass. [t]
    root_shoot : numeric
        Below- over above-ground biomass. [1]

    Returns
    -------
    numeric
        Biomass above and below ground. [t]

    References
    ----------
    Eq. (7). After AR-CM-001-V01, recalled; numbering of our own.
    """
    return tree_above * (1 + root_shoot)


@equation(CODE, number="8", zh="样地单位面积生物量", en="Biomass of a plot", result="plot_biomass")
def plot_biomass(tree_biomass: Numeric, plot_area: Numeric) -> Numeric:
    """Biomass of the trees *i* of a plot, by the hectare.

    Parameters
    ----------
    tree_biomass : numeric
        Of each tree; see eq. (7). [t]
    plot_area : numeric
        Horizontal area. [ha]

    Returns
    -------
    numeric
        Biomass above and below ground. [t/ha]

    References
    ----------
    Eq. (8). After AR-CM-001-V01, recalled; numbering of our own.
    """
    return total(tree_biomass / plot_area)


@equation(CODE, number="12", zh="灌木碳储量", en="Carbon stock of shrubs", result="shrub_stock")
def shrub_stock(
    stratum_area: Numeric, shrub_biomass: Numeric, shrub_carbon_fraction: Numeric, shrub_root_shoot: Numeric
) -> Numeric:
    """Carbon dioxide in the shrubs of all strata *i*.

    Parameters
    ----------
    stratum_area : numeric
        Area. [ha]
    shrub_biomass : numeric
        Above-ground biomass; see eq. (13). [t/ha]
    shrub_carbon_fraction : numeric
        Carbon in dry biomass. [tC/t]
    shrub_root_shoot : numeric
        Below- over above-ground biomass. [1]

    Returns
    -------
    numeric
        Stock. [tCO2]

    References
    ----------
    Eq. (12). Form of the Beijing standard on plain afforestation and of AR-CM-001; numbering of our own.
    """
    return total(
        stratum_area * shrub_biomass * shrub_carbon_fraction * (1 + shrub_root_shoot) * CARBON_TO_CO2
    )


@equation(CODE, number="13", zh="灌木单位面积生物量", en="Biomass of shrubs", result="shrub_biomass")
def shrub_biomass(
    forest_biomass: Numeric, shrub_ratio: Numeric, crown_cover: Numeric, crown_cover_min: Numeric
) -> Numeric:
    """A share of the region's forest biomass, by crown cover; nothing below the least cover.

    Parameters
    ----------
    forest_biomass : numeric
        Above-ground biomass of the region's forests. [t/ha]
    shrub_ratio : numeric
        Biomass of full shrub cover over that of forest. [1]
    crown_cover : numeric
        Crown cover of the shrubs. [1]
    crown_cover_min : numeric
        Least cover that counts. [1]

    Returns
    -------
    numeric
        Above-ground biomass. [t/ha]

    References
    ----------
    Eq. (13). Form of the Beijing standard on plain afforestation and of AR-CM-001; numbering of our own.
    """
    return forest_biomass * shrub_ratio * where(crown_cover < crown_cover_min, 0 * crown_cover, crown_cover)


@equation(CODE, number="14", zh="竹林碳储量", en="Carbon stock of bamboo", result="bamboo_stock")
def bamboo_stock(
    culms: Numeric, culm_biomass: Numeric, bamboo_root_shoot: Numeric, bamboo_carbon_fraction: Numeric
) -> Numeric:
    """Carbon dioxide in the culms of all strata *i*.

    Parameters
    ----------
    culms : numeric
        Living culms of 2 cm and more. [1]
    culm_biomass : numeric
        Above-ground biomass of a culm. [t]
    bamboo_root_shoot : numeric
        Below- over above-ground biomass. [1]
    bamboo_carbon_fraction : numeric
        Carbon in dry biomass. [tC/t]

    Returns
    -------
    numeric
        Stock. [tCO2]

    References
    ----------
    Eq. (14). After AR-CM-001-V01, recalled; numbering of our own.
    """
    return total(culms * culm_biomass * (1 + bamboo_root_shoot) * bamboo_carbon_fraction * CARBON_TO_CO2)


@equation(CODE, number="15", zh="枯死木碳储量", en="Carbon stock of dead wood", result="dead_wood_stock")
def dead_wood_stock(tree_stock: Numeric, dead_wood_share: Numeric) -> Numeric:
    """A default share of the stock of trees.

    Parameters
    ----------
    tree_stock : numeric
        See eq. (6). [tCO2]
    dead_wood_share : numeric
        By climate, elevation and rain. [1]

    Returns
    -------
    numeric
        Stock. [tCO2]

    References
    ----------
    Eq. (15). After AR-TOOL12, whose default table was read; numbering of our own.
    """
    return tree_stock * dead_wood_share


@equation(CODE, number="16", zh="枯落物碳储量", en="Carbon stock of litter", result="litter_stock")
def litter_stock(tree_stock: Numeric, litter_share: Numeric) -> Numeric:
    """A default share of the stock of trees.

    Parameters
    ----------
    tree_stock : numeric
        See eq. (6). [tCO2]
    litter_share : numeric
        By climate, elevation and rain. [1]

    Returns
    -------
    numeric
        Stock. [tCO2]

    References
    ----------
    Eq. (16). After AR-TOOL12, whose default table was read; numbering of our own.
    """
    return tree_stock * litter_share


volume_biomass = equation(
    CODE, number="9", zh="蓄积量法单位面积生物量", en="Biomass from stem volume", result="stand_biomass"
)(biomass_stand.volume_biomass)
bcef_biomass = equation(
    CODE,
    number="10",
    zh="生物量转换扩展因子法单位面积生物量",
    en="Biomass by conversion and expansion",
    result="stand_biomass",
)(biomass_stand.bcef_biomass)
