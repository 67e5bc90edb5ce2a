"""Soil carbon of coasts and dams: stock of a profile, yearly accumulation, carbon from elsewhere, carbon and organic matter, submergence.

Shares are fractions, not per cent. Where the text of a methodology was not read the forms are those of VCS VM0033 and of the IPCC Wetlands
Supplement; a methodology that uses them says so. Every function takes numbers or columns, but for `profile_stock`, which takes the
layers of a laboratory::

    profile_stock(layers, depth_cm=100).stock            # [tC/ha]
    measured_accumulation(0.8, 0.02, 0.5)                # 0.8 g/cm3, 2 %, 5 mm a year: 0.8 tC/ha/yr
    cover_accumulation(0.40, 1.46, 0.15, 0.50)           # 1.043 tC/ha/yr
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, NamedTuple

from ..core.errors import BadInput
from ..core.numeric import Numeric, clip, maximum, where
from ..core.text import Text
from .survey import SoilLayer

T_PER_HA: Final = 100.0
"""One g/cm2 is 100 t/ha."""
STANDARD_DEPTH_CM: Final = 100.0
SAME_CM: Final = 1e-6

ERODED: Final[dict[str, float]] = {
    "marine": 0.80,
    "oxygen-depleted": 0.53,
    "small-mountainous-rivers": 0.39,
    "extreme-accumulation": 0.49,
}
"""Share of eroded carbon that is emitted, by where it settles (VM0033). [1]"""
CAP_RATIO: Final = 1.05
"""Stock after 100 years over that of the baseline from which soil may be claimed at all (VM0033). [1]"""
DRAINED_CARBON: Final = 0.016
DRAINED_YEARS: Final = 20.0
"""Steady state of a drained mineral soil and the years to it (VM0033)."""


class ProfileStock(NamedTuple):
    """Carbon of one soil profile down to a depth.

    Parameters
    ----------
    stock : float
        [tC/ha]
    depth_cm : float
        Depth reached; less than asked for where the layers end above it, and nothing is assumed below. [cm]
    """

    stock: float
    depth_cm: float


def layer_stock(
    bulk_density: Numeric, carbon_share: Numeric, thickness_cm: Numeric, coarse_share: Numeric = 0.0
) -> Numeric:
    """Organic carbon of one layer.

    Parameters
    ----------
    bulk_density : numeric
        Of dry soil. [g/cm3]
    carbon_share : numeric
        Organic carbon by mass of dry soil. [1]
    thickness_cm : numeric
        [cm]
    coarse_share : numeric
        Fragments above 2 mm by volume. [1]

    Returns
    -------
    numeric
        [tC/ha]
    """
    return bulk_density * carbon_share * thickness_cm * T_PER_HA * (1 - coarse_share)


def profile_stock(layers: Iterable[SoilLayer], depth_cm: float = STANDARD_DEPTH_CM) -> ProfileStock:
    """Carbon of a profile from the surface to a depth; a layer that goes deeper counts in part.

    Raises
    ------
    BadInput
        If the first layer does not begin at the surface, or there is a gap or an overlap above the depth.
    """
    rows = sorted(layers, key=lambda layer: layer.from_cm)
    if not rows or depth_cm <= 0:
        raise _bad(Text("没有土层", "there is no layer"), "")
    held = [row for row in rows if row.from_cm < depth_cm]
    if not held or abs(rows[0].from_cm) > SAME_CM:
        raise _bad(
            Text("第一层不从地表开始", "the first layer does not begin at the surface"), _where(rows[0])
        )
    for upper, lower in pairwise(held):
        if abs(upper.to_cm - lower.from_cm) > SAME_CM:
            why = Text(
                f"{upper.to_cm} cm 与 {lower.from_cm} cm 之间有缺口或重叠",
                f"a gap or an overlap between {upper.to_cm} and {lower.from_cm} cm",
            )
            raise _bad(why, _where(lower))
    parts = [
        layer_stock(
            row.bulk_density,
            row.carbon_percent / 100,
            min(row.to_cm, depth_cm) - row.from_cm,
            row.coarse_percent / 100,
        )
        for row in held
    ]
    return ProfileStock(math.fsum(parts), min(held[-1].to_cm, depth_cm))


def measured_accumulation(
    bulk_density: Numeric, carbon_share: Numeric, accretion_cm_per_year: Numeric
) -> Numeric:
    """Carbon laid down in a year above a marker or by dated layers.

    Parameters
    ----------
    bulk_density : numeric
        Of dry soil. [g/cm3]
    carbon_share : numeric
        [1]
    accretion_cm_per_year : numeric
        Vertical accretion. [cm/yr]

    Returns
    -------
    numeric
        [tC/ha/yr]
    """
    return layer_stock(bulk_density, carbon_share, accretion_cm_per_year)


def cover_accumulation(
    cover: Numeric, full_rate: Numeric, cover_least: Numeric, cover_full: Numeric
) -> Numeric:
    """Default accumulation by vegetation cover: nothing up to the least cover, all from the full cover on, linear between.

    Parameters
    ----------
    cover, cover_least, cover_full : numeric
        Share of the ground under vegetation; 0.15 and 0.50 in VM0033. [1]
    full_rate : numeric
        1.46 in VM0033. [tC/ha/yr]

    Returns
    -------
    numeric
        [tC/ha/yr]
    """
    return full_rate * clip((cover - cover_least) / (cover_full - cover_least), 0, 1)


def allochthonous_share(carbon_share: Numeric, autochthonous_share: Numeric) -> Numeric:
    """Share of the soil's carbon that came from elsewhere (VM0033).

    Parameters
    ----------
    carbon_share : numeric
        Organic carbon of the soil. [1]
    autochthonous_share : numeric
        Of it what grew on the spot, by mass of dry soil. [1]
    """
    return (carbon_share - autochthonous_share) / carbon_share


def autochthonous_matter(matter_share: Numeric, deposited_share: Numeric) -> Numeric:
    """Organic matter that grew on the spot (VM0033), by mass of dry soil.

    Parameters
    ----------
    matter_share : numeric
        Organic matter of the soil. [1]
    deposited_share : numeric
        Organic matter of the sediment that is brought in; 0.015 where it was not measured. [1]
    """
    return (matter_share - deposited_share) / (1 - deposited_share)


def without_allochthonous(gross: Numeric, allochthonous: Numeric) -> Numeric:
    """Accumulation less what came from elsewhere; mineral soils. [tC/ha/yr]"""
    return gross * (1 - allochthonous)


def mangrove_matter(carbon_share: Numeric) -> Numeric:
    """Organic matter of mangrove soil from its organic carbon (VM0033). [1]"""
    return (carbon_share - 0.028857) / 0.415


def mangrove_carbon(matter_share: Numeric) -> Numeric:
    """Organic carbon of mangrove soil from its organic matter: `mangrove_matter` the other way. [1]"""
    return 0.415 * matter_share + 0.028857


def marsh_carbon(matter_share: Numeric) -> Numeric:
    """Organic carbon of marsh soil from its organic matter (VM0033). [1]"""
    return 0.4 * matter_share + 0.25 * matter_share**2


def marsh_matter(carbon_share: Numeric) -> Numeric:
    """Organic matter of marsh soil from its organic carbon: the positive root of `marsh_carbon`. [1]"""
    return ((0.16 + carbon_share) ** 0.5 - 0.4) / 0.5


def left_after_submergence(stock: Numeric, share: Numeric, years: Numeric, years_to: Numeric) -> Numeric:
    """What is left of a stock where a share of the area goes under water: lost linearly until then, all of that share after (VM0033).

    Parameters
    ----------
    stock : numeric
        [tC/ha]
    share : numeric
        Share of the area that will be submerged. [1]
    years, years_to : numeric
        Since the start, and from the start to submergence. [yr]
    """
    return stock * (1 - share * clip(years / years_to, 0, 1))


def capped_gain(project_stock: Numeric, baseline_stock: Numeric) -> Numeric:
    """The most soil carbon that may be claimed (VM0033). [tC/ha]

    The difference of the stocks after 100 years; nothing where that of the project is below 1.05 of the baseline's.
    """
    return where(project_stock >= CAP_RATIO * baseline_stock, maximum(project_stock - baseline_stock, 0), 0)


def eroded_emission(carbon: Numeric, setting: str) -> Numeric:
    """Part of eroded carbon that is emitted, by where it settles; see `ERODED`. [tC]"""
    return carbon * ERODED[setting]


def drained_carbon(initial: Numeric, years: Numeric) -> Numeric:
    """Organic carbon of a drained mineral soil on its way to the steady state, linear over 20 years (VM0033). [1]"""
    return initial + (DRAINED_CARBON - initial) * clip(years / DRAINED_YEARS, 0, 1)


def _where(layer: SoilLayer) -> str:
    return f"{layer.plot} {layer.profile} {layer.from_cm}-{layer.to_cm} cm".replace("  ", " ")


def _bad(why: Text, where: str) -> BadInput:
    return BadInput(
        what=Text(f"土壤剖面 {where} 无法使用", f"the soil profile {where} cannot be used"),
        why=why,
        next=Text("补齐自地表起连续的土层", "give layers without a gap from the surface down"),
    )
