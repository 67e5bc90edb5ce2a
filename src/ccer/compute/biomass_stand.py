"""Biomass of stands by the hectare: volume with expansion factors, regressions, the default share of roots."""

from __future__ import annotations

from typing import Final

from ..core.numeric import Numeric, exp, log, maximum, where
from ..core.quantities import CARBON_TO_CO2

ROOT_INTERCEPT: Final = -1.085
ROOT_EXPONENT: Final = 0.9256
"""Default regression of roots, as recalled from AR-TOOL14: ``exp(-1.085 + 0.9256 ln b)``, b above ground. [t/ha]"""


def volume_biomass(
    wood_density: Numeric, stem_volume: Numeric, expansion_factor: Numeric, root_shoot: Numeric
) -> Numeric:
    """Biomass of a stand from its stem volume.

    Parameters
    ----------
    wood_density : numeric
        Basic wood density. [t/m^3]
    stem_volume : numeric
        Stem volume of the stand. [m^3/ha]
    expansion_factor : numeric
        Above-ground over stem biomass. [1]
    root_shoot : numeric
        Below- over above-ground biomass. [1]

    Returns
    -------
    numeric
        Biomass above and below ground. [t/ha]

    References
    ----------
    E3.9; form of the Beijing standard on plain afforestation and of AR-CM-001.
    """
    return wood_density * stem_volume * expansion_factor * (1 + root_shoot)


def bcef_biomass(conversion_expansion: Numeric, stem_volume: Numeric, root_shoot: Numeric) -> Numeric:
    """Biomass of a stand from its stem volume and one factor that converts and expands.

    Parameters
    ----------
    conversion_expansion : numeric
        Above-ground biomass over stem volume. [t/m^3]
    stem_volume : numeric
        Stem volume of the stand. [m^3/ha]
    root_shoot : numeric
        Below- over above-ground biomass. [1]

    Returns
    -------
    numeric
        Biomass above and below ground. [t/ha]

    References
    ----------
    E3.10; form of the IPCC Guidelines.
    """
    return conversion_expansion * stem_volume * (1 + root_shoot)


def power_regression(volume: Numeric, a: Numeric, b: Numeric) -> Numeric:
    """Above-ground biomass as a power of volume (E3.11). [t/ha]"""
    return a * volume**b


def linear_regression(volume: Numeric, a: Numeric, b: Numeric) -> Numeric:
    """Above-ground biomass as a line of volume (E3.11): ``a + b V``, 0 where there is no volume. [t/ha]"""
    return where(volume > 0, maximum(a + b * volume, 0.0), 0.0)


REGRESSIONS: Final = {"power": power_regression, "linear": linear_regression}


def default_root_shoot(above: Numeric) -> Numeric:
    """Below- over above-ground biomass where the species has no value; nought where there is no biomass. [1]"""
    held = where(above > 0, above, 1.0)
    return where(above > 0, exp(ROOT_INTERCEPT + ROOT_EXPONENT * log(held)) / held, 0.0)


def carbon_dioxide(biomass: Numeric, carbon_fraction: Numeric) -> Numeric:
    """Carbon dioxide that biomass holds: 44/12 times its carbon. [tCO2]"""
    return biomass * carbon_fraction * CARBON_TO_CO2
