"""Soil carbon by hand: layers, accretion, cover, carbon from elsewhere, organic matter and back, submergence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.compute import soil
from ccer.compute.survey import SoilLayer
from ccer.core.errors import BadInput


def layer(top: float, bottom: float, density: float, carbon: float, coarse: float = 0.0) -> SoilLayer:
    return SoilLayer(
        plot="P1",
        from_cm=top,
        to_cm=bottom,
        bulk_density=density,
        carbon_percent=carbon,
        coarse_percent=coarse,
    )


def test_stock_of_two_layers() -> None:
    """0.8 g/cm3 · 2 % · 30 cm · 100 = 48; 0.9 · 1 % · 70 · 100 = 63; together 111 tC/ha."""
    assert soil.profile_stock([layer(0, 30, 0.8, 2), layer(30, 100, 0.9, 1)]) == (pytest.approx(111.0), 100)


def test_a_layer_that_goes_deeper_counts_in_part() -> None:
    """Of 30 to 120 cm the part down to 1 m is the 70 cm above: 48 + 63."""
    assert soil.profile_stock([layer(30, 120, 0.9, 1), layer(0, 30, 0.8, 2)]).stock == pytest.approx(111.0)


def test_nothing_is_assumed_below_the_last_layer() -> None:
    assert soil.profile_stock([layer(0, 30, 0.8, 2)]) == (pytest.approx(48.0), 30)


def test_coarse_fragments_hold_no_carbon() -> None:
    """A quarter of fragments leaves 36 of 48."""
    assert soil.profile_stock([layer(0, 30, 0.8, 2, coarse=25)]).stock == pytest.approx(36.0)


@pytest.mark.parametrize(
    "layers",
    [
        [],
        [layer(10, 30, 0.8, 2)],
        [layer(0, 30, 0.8, 2), layer(40, 100, 0.9, 1)],
        [layer(0, 30, 0.8, 2), layer(20, 100, 0.9, 1)],
    ],
    ids=["none", "not-from-the-surface", "gap", "overlap"],
)
def test_a_broken_profile_is_refused(layers: list[SoilLayer]) -> None:
    with pytest.raises(BadInput, match="soil profile"):
        soil.profile_stock(layers)


def test_measured_accumulation() -> None:
    """0.8 g/cm3 · 2 % · 0.5 cm/yr · 100 = 0.8 tC/ha/yr."""
    assert soil.measured_accumulation(0.8, 0.02, 0.5) == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("cover", "rate"), [(0.0, 0.0), (0.15, 0.0), (0.325, 0.73), (0.40, 1.042857), (0.5, 1.46), (1.0, 1.46)]
)
def test_cover_ramp(cover: float, rate: float) -> None:
    """1.46 · clip((cc - 15)/35, 0, 1): at 32.5 % half of it, at 40 % 25/35 of it."""
    assert soil.cover_accumulation(cover, 1.46, 0.15, 0.50) == pytest.approx(rate, abs=1e-6)
    assert soil.cover_accumulation(np.array([cover]), 1.46, 0.15, 0.50) == pytest.approx([rate], abs=1e-6)


def test_carbon_from_elsewhere() -> None:
    """2.5 % carbon of which 1.5 % grew there: 40 % is foreign, 1.46 becomes 0.876. 6 % matter with 1.5 % deposited: 4.5/0.985 = 4.5685 %."""
    assert soil.allochthonous_share(0.025, 0.015) == pytest.approx(0.4)
    assert soil.without_allochthonous(1.46, 0.4) == pytest.approx(0.876)
    assert soil.autochthonous_matter(0.06, 0.015) == pytest.approx(0.045685, abs=1e-6)


def test_matter_and_carbon() -> None:
    """Mangrove, 5 % carbon: (5 - 2.8857)/0.415 = 5.0947 %. Marsh, 10 % matter: 0.4·10 + 0.0025·100 = 4.25 %."""
    assert soil.mangrove_matter(0.05) == pytest.approx(0.050947, abs=1e-6)
    assert soil.marsh_carbon(0.10) == pytest.approx(0.0425)
    assert soil.marsh_matter(0.0425) == pytest.approx(0.10)


@given(st.floats(0.03, 0.9))
def test_matter_and_carbon_are_inverse(share: float) -> None:
    assert soil.mangrove_matter(soil.mangrove_carbon(share)) == pytest.approx(share)
    assert soil.marsh_matter(soil.marsh_carbon(share)) == pytest.approx(share)


@pytest.mark.parametrize(("years", "left"), [(0, 100.0), (10, 85.0), (20, 70.0), (50, 70.0)])
def test_submergence(years: float, left: float) -> None:
    """30 % of the area goes under within 20 years: after 10 half of it is lost, and no more than 30 ever."""
    assert soil.left_after_submergence(100.0, 0.3, years, 20.0) == pytest.approx(left)


def test_eroded_and_drained() -> None:
    """10 tC into normal marine sediment: 8 are emitted. A soil of 3.6 % falls by 1 point in ten of twenty years."""
    assert soil.eroded_emission(10.0, "marine") == pytest.approx(8.0)
    assert soil.drained_carbon(0.036, 10) == pytest.approx(0.026)
    assert soil.drained_carbon(0.036, 60) == pytest.approx(0.016)
