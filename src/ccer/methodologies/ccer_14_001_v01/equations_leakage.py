"""The equation of CCER-14-001-V01 on leakage. A stand-in, the official text was not read."""

from __future__ import annotations

from ...compute.equation import equation
from ...core.numeric import Numeric, total
from ...core.quantities import CARBON_TO_CO2
from .equations import CODE


@equation(CODE, number="4", zh="农业活动转移的泄漏", en="Leakage of displaced agriculture", result="leakage")
def displacement_leakage(
    displaced_area: Numeric,
    displaced_tree_biomass: Numeric,
    root_shoot: Numeric,
    dead_matter_factor: Numeric,
    displaced_shrub_biomass: Numeric,
    shrub_root_shoot: Numeric,
    carbon_fraction: Numeric,
    displaced_soil_loss: Numeric,
) -> Numeric:
    """Carbon lost where agriculture moves to, of all displacements *i*.

    Parameters
    ----------
    displaced_area : numeric
        Area that agriculture takes elsewhere. [ha]
    displaced_tree_biomass, displaced_shrub_biomass : numeric
        Above-ground biomass that stood there. [t/ha]
    root_shoot, shrub_root_shoot : numeric
        Below- over above-ground biomass. [1]
    dead_matter_factor : numeric
        Living, dead and fallen wood over living. [1]
    carbon_fraction : numeric
        Carbon in dry biomass. [tC/t]
    displaced_soil_loss : numeric
        Soil carbon lost there. [tC/ha]

    Returns
    -------
    numeric
        Leakage. [tCO2]

    References
    ----------
    Eq. (4). After AR-TOOL15, recalled; numbering of our own.
    """
    trees = displaced_tree_biomass * (1 + root_shoot) * dead_matter_factor
    shrubs = displaced_shrub_biomass * (1 + shrub_root_shoot)
    lost = (trees + shrubs) * carbon_fraction + displaced_soil_loss
    return total(lost * displaced_area * CARBON_TO_CO2)
