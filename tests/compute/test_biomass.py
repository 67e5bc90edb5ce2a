"""Trees and stands. Coefficients of LY/T 2264-2014 and values worked out by hand in the comments."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.compute.biomass import Allometry, Range, Sizes, tree_biomass
from ccer.compute.biomass_growth import curve
from ccer.compute.biomass_species import all_species, species
from ccer.compute.biomass_stand import (
    bcef_biomass,
    default_root_shoot,
    linear_regression,
    power_regression,
    volume_biomass,
)
from ccer.core.errors import BadInput

FIR = species("杉木").model
LARCH = species("larch").model
assert FIR is not None
assert LARCH is not None
TWO = [pytest.param(FIR, id="fir"), pytest.param(LARCH, id="larch")]


def test_fir_of_20_cm_and_15_m() -> None:
    """20^2.01735 = 400 * e^(0.01735*2.995732) = 421.340; 15^0.49425 = e^1.338454 = 3.813142; 0.065388 * both = 105.0543 kg.

    Roots: 0.016385 * 20^2.52941 (1953.6) * 15^-0.11744 (0.727579) = 23.2897 kg.
    """
    assert float(FIR.above(20.0, 15.0)) == pytest.approx(105.0543, abs=1e-3)
    assert float(FIR.below(20.0, 15.0)) == pytest.approx(23.2897, abs=1e-3)


@pytest.mark.parametrize("model", TWO)
@given(height=st.floats(1.5, 30))
def test_branches_meet_at_5_cm(model: object, height: float) -> None:
    large, small = model.large, model.small  # type: ignore[attr-defined]
    for part in ("above", "below", "factor", "volume", "ratio"):
        if getattr(large, part) is not None:
            assert getattr(small, part)(5.0, height) == pytest.approx(
                getattr(large, part)(5.0, height), rel=5e-5
            )
    assert model.above(4.999999, height) == pytest.approx(model.above(5.0, height), rel=5e-5)  # type: ignore[attr-defined]


@given(st.floats(1, 60), st.floats(1.5, 40))
def test_biomass_is_volume_times_factor_and_roots_are_ratio_times_it(dbh: float, height: float) -> None:
    branch = FIR.large if dbh >= 5 else FIR.small
    assert branch is not None
    assert branch.factor is not None
    assert branch.volume is not None
    assert branch.ratio is not None
    above = float(FIR.above(dbh, height))
    assert branch.volume(dbh, height) * branch.factor(dbh, height) == pytest.approx(above, rel=1e-4)
    assert float(FIR.below(dbh, height)) == pytest.approx(above * branch.ratio(dbh, height), rel=2e-4)


def test_a_branch_that_is_not_known_is_flagged() -> None:
    pine = species("Pinus massoniana").model
    assert pine is not None
    assert pine.outside([4.9, 5.0]).tolist() == [True, False]
    assert math.isnan(float(pine.below(10.0, 8.0)))
    assert FIR.outside([4.9, 5.0]).tolist() == [False, False]


KANDELIA = Allometry("kandelia", "above", "dbh", 0.03999, 2.106, 1.053, valid=Range(4, 15, 3))
GENERIC = Allometry("generic", "above", "dbh", 0.251, 2.46, density_exponent=1)
LINE = Allometry("line", "above", "basal", 0.05698, 2.0, offset=-0.295595)


def test_rows_with_ranges() -> None:
    """D 6, H 4: 0.03999 * (36*4)^1.053 = 0.03999 * 187.39 = 7.4939. D 20 lies outside: 0.251 * 0.71 * 20^2.46 = 282.79."""
    worked = tree_biomass(
        [KANDELIA, GENERIC], Sizes.of(dbh=[6.0, 20.0, 6.0], height=[4.0, 5.0, math.nan], density=0.71)
    )
    assert worked.kg.tolist() == pytest.approx([7.4939, 282.791, 0.251 * 0.71 * 6**2.46], abs=1e-3)
    assert worked.row.tolist() == [0, 1, 1]
    assert not worked.outside.any()


def test_outside_every_range_and_below_nought() -> None:
    worked = tree_biomass([KANDELIA], Sizes.of(dbh=[20.0, 6.0], height=[5.0, math.nan]))
    assert worked.outside.tolist() == [True, False]
    assert worked.row.tolist() == [0, -1]
    assert math.isnan(worked.kg[1])
    thin = tree_biomass([LINE], Sizes.of(basal=[1.0, 4.0]))
    assert thin.kg.tolist() == pytest.approx([0.0, 0.05698 * 16 - 0.295595])
    assert thin.clipped.tolist() == [True, False]


def test_stands() -> None:
    """100 m3/ha of fir: 100 * 0.307 * 1.634 * 1.246 = 62.50409 t/ha; with 0.501638 = 0.307 * 1.634 as one factor the same."""
    assert volume_biomass(0.307, 100.0, 1.634, 0.246) == pytest.approx(62.50409, abs=1e-5)
    assert bcef_biomass(0.501638, 100.0, 0.246) == pytest.approx(62.50409, abs=1e-5)
    assert power_regression(100.0, 2.0, 0.5) == pytest.approx(20.0)
    assert linear_regression(np.array([0.0, 10.0, 1.0]), -5.0, 1.0).tolist() == [0.0, 5.0, 0.0]


def test_default_roots() -> None:
    """b 100: e^(-1.085 + 0.9256 * 4.605170) / 100 = e^3.177545 / 100 = 0.239878; none where there is no biomass."""
    assert default_root_shoot(np.array([100.0, 0.0])).tolist() == pytest.approx([0.239878, 0.0], abs=1e-6)


def test_curves_by_hand() -> None:
    """Richards 200 (1 - e^-0.5)^2 = 30.9636; logistic 200/(1 + 9 e^-1) = 46.391; Korf 200 e^(-10/10) = 73.5759."""
    assert float(curve("richards", limit=200, rate=0.1, shape=2).at(5)) == pytest.approx(30.9636, abs=1e-4)
    assert float(curve("logistic", limit=200, scale=9, rate=0.1).at(10)) == pytest.approx(46.391, abs=1e-2)
    assert float(curve("korf", limit=200, scale=10, shape=1).at(10)) == pytest.approx(73.5759, abs=1e-4)


@given(
    st.sampled_from(["richards", "korf", "logistic"]),
    st.floats(1, 500),
    st.floats(0.01, 0.5),
    st.floats(0.5, 5),
)
def test_growth_never_falls_and_starts_at_planting(
    form: str, limit: float, rate: float, shape: float
) -> None:
    given_ = {"richards": {"rate": rate, "shape": shape}, "korf": {"scale": shape, "shape": rate}}
    made = curve(form, limit=limit, **given_.get(form, {"scale": shape, "rate": rate}))
    grown = made.at(np.linspace(-5, 120, 300))
    assert (grown[np.linspace(-5, 120, 300) <= 0] == 0).all()
    assert (np.diff(grown) >= 0).all()
    assert grown.max() <= limit


@pytest.mark.parametrize(
    ("form", "given_"),
    [
        ("gompertz", {"limit": 1.0}),
        ("richards", {"limit": 1.0, "rate": 0.1}),
        ("richards", {"limit": 1.0, "rate": -0.1, "shape": 2.0}),
        ("korf", {"limit": 1.0, "scale": 1.0, "shape": "2"}),
    ],
)
def test_a_curve_that_is_none(form: str, given_: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="growth curve"):
        curve(form, **given_)


def test_species_by_any_name() -> None:
    assert species("Cunninghamia lanceolata") is species("杉木") is species("chinese fir")
    assert len(all_species()) == 47
    assert (species("杉木").density, species("杉木").expansion) == (0.307, 1.634)
    assert species("桉树").reasons[0].mark == "recalled"
    assert species("杉木").model_reasons == ()
    with pytest.raises(BadInput, match="no coefficients"):
        species("月球松")
    for one in all_species().values():
        assert 0.2 < one.density < 0.7
        assert 1.2 < one.expansion < 2.6
        assert 0.1 < one.root_shoot < 0.65
        assert 0.43 < one.carbon < 0.53
