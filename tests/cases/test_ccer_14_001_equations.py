"""CCER-14-001-V01: equations that a survey carries out tree by tree, beside the survey's own figures; by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ccer.compute.biomass_culm import culm
from ccer.compute.equation import find_equation
from ccer.compute.plots import plot_sums, plots_needed
from ccer.compute.plots_precision import AR_TOOL14, deduction
from ccer.methodologies.ccer_14_001_v01 import equations as eq
from ccer.methodologies.ccer_14_001_v01 import equations_sampling as sampling
from ccer.methodologies.ccer_14_001_v01 import equations_soil_fire as ground

from .test_ccer_14_001_stems import achieved, stem, survey, total

TOOL = deduction("ar-tool14", AR_TOOL14, "error")


def test_a_tree_and_its_plot() -> None:
    """0.1 t above ground, roots 0.246 of it: 0.1246 t. Two of them on 0.06 ha: 4.153333 t/ha, as the plots of a survey are summed."""
    tree = eq.tree_biomass(0.1, 0.246)
    assert tree == pytest.approx(0.1246)
    assert eq.plot_biomass(np.array([tree, tree]), 0.06) == pytest.approx(4.153333, abs=1e-6)
    assert plot_sums([124.6, 124.6], [0, 0], [0.06]).tolist() == pytest.approx([4.153333], abs=1e-6)


def test_volume_with_one_factor() -> None:
    """100 m³/ha · 0.501638 t/m³ · 1.246 = 62.5041 t/ha."""
    equation = find_equation("CCER-14-001-V01", "10")
    assert equation(0.501638, 100.0, 0.246) == pytest.approx(62.5041, abs=1e-4)


def test_culms() -> None:
    """2 500 culms a hectare of 13.8191 kg, carbon 0.5, no roots: 34.5478 · 0.5 · 44/12 = 63.3376 tCO2, as a survey of them gives."""
    model = culm("moso-bamboo")
    assert model is not None
    one = float(model.above(10.0, 2.0)) / 1000
    assert eq.bamboo_stock(2_500.0, one, 0.0, 0.5) == pytest.approx(63.3376, abs=1e-3)
    held = survey(stem("moso-bamboo", 100, dbh_cm=10.0, age_class=2.0))
    assert total(achieved(held), "bamboo_change") == pytest.approx(63.3376, abs=1e-3)


@pytest.mark.parametrize(
    ("change", "share", "error", "expected"),
    [
        (100.0, 0.25, 0.12, 97.0),
        (-100.0, 0.5, 0.18, -109.0),
        (100.0, 0.75, 0.25, 81.25),
        (100.0, 1.0, 0.4, 60.0),
    ],
)
def test_half_the_error_and_its_like(change: float, share: float, error: float, expected: float) -> None:
    """A quarter of 12 % off 100, half of 18 % on a loss of 100, three quarters of 25 %, all of 40 %: the table of AR-TOOL14."""
    assert sampling.conservative_change(change, share, error) == pytest.approx(expected)
    assert TOOL.conservative(change, error) == pytest.approx(expected)


def test_disturbed_ground_loses_a_tenth_first() -> None:
    """52 tC/ha, factor 1, disturbed on 15 % of the ground: 5.2 lost at first; (52 − 46.8)/20 = 0.26 tC/ha a year, below the cap of 0.8.

    On 10 % and less nothing is lost, so nothing is regained.
    """
    first = ground.soil_initial(52.0, 1.0, 1.0, 1.0)
    lost = ground.soil_loss(first, 0.15, 0.10, 0.10)
    assert lost == pytest.approx(5.2)
    assert ground.soil_rate(52.0, first, lost, 20.0, 0.8) == pytest.approx(0.26)
    assert ground.soil_rate(52.0, first, ground.soil_loss(first, 0.10, 0.10, 0.10), 20.0, 0.8) == 0


def test_plots_of_a_plan() -> None:
    """600 ha with s 20 and 400 ha with s 30, mean 80: Σws = 24, (1.708141 · 24/8)² = 26.26: 27 plots, 27 · 12/24 = 13.5 each, so 14."""
    assert sampling.plots_of_few(1.708141, 24.0, 8.0) == pytest.approx(26.26, abs=0.01)
    planned = plots_needed([600.0, 400.0], [20.0, 30.0], plot_area=0.06, mean=80.0)
    assert planned.allocation == (14, 14)
