"""CCER-14-001-V01: culms of bamboo, shrubs, heights that were not measured, displaced agriculture; all by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccer.compute.biomass_culm import culm
from ccer.compute.biomass_height import HeightCurve, fit_heights
from ccer.compute.result import Calculation
from ccer.compute.survey import FieldSurvey, ParcelArea, PlotSurvey, TreeRow
from ccer.core.errors import BadInput
from ccer.methodologies.ccer_14_001_v01.equations_leakage import displacement_leakage
from ccer.rules.subjects import Period

from .test_ccer_14_001 import METHOD, PERIOD, PROJECT, STRATUM, TODAY, day, design, total

THEN, NOW = day("2021-06-01"), day("2026-06-01")


def survey(*stems: TreeRow) -> FieldSurvey:
    """Plots of 0.04 ha on 1 ha, bare at the first survey; at the second each holds the same stems."""
    plots = tuple(
        PlotSurvey(plot=name, area_ha=0.04, surveyed_on=on, stratum="S1")
        for name in ("a", "b", "c")
        for on in (THEN, NOW)
    )
    trees = tuple(replace(stem, plot=name, surveyed_on=NOW) for name in ("a", "b", "c") for stem in stems)
    return FieldSurvey(
        plots=plots, trees=trees, parcels=(ParcelArea(parcel="P1", stratum="S1", measured_ha=1.0),)
    )


def stem(species: str, count: int = 1, **sizes: float) -> TreeRow:
    return TreeRow(plot="", species=species, count=count, **sizes)


def achieved(held: FieldSurvey, **changes: Any) -> Calculation:
    return METHOD.ex_post(design(**changes), held, period=PERIOD, at=TODAY)


# Bamboo.


def test_a_culm_of_moso() -> None:
    """D 10 cm, second age class: 0.148*2/(0.028+2) = 0.1459566; to the power 5.555: 2.276476e-5.

    10^2.771 = 590.2011; 747.787*590.2011*2.276476e-5 = 10.0471; + 3.772 = 13.8191 kg. First class, D 12:
    0.148/1.028 = 0.1439689, ^5.555 = 2.109512e-5; 12^2.771 = 978.1630; 747.787*978.1630*2.109512e-5 = 15.4302; + 3.772 = 19.2022 kg.
    """
    model = culm("moso-bamboo")
    assert model is not None
    assert model.above([10.0, 12.0], [2.0, 1.0]).tolist() == pytest.approx([13.8191, 19.2022], abs=1e-4)
    assert np.isnan(model.above(10.0, np.nan))
    assert culm("chinese-fir") is None


def test_a_stand_of_moso() -> None:
    """100 culms of 13.8191 kg on 0.04 ha: 34.5478 t/ha; 1 ha, carbon 0.5: 34.5478*0.5*44/12 = 63.3376 tCO2.

    Culms below 2 cm are left out. Roots with an entered ratio of 0.4: 1.4 times as much.
    """
    held = survey(
        stem("moso-bamboo", 100, dbh_cm=10.0, age_class=2.0),
        stem("moso-bamboo", 30, dbh_cm=1.9, age_class=1.0),
    )
    result = achieved(held)
    assert total(result, "bamboo_change") == pytest.approx(63.3376, abs=1e-3)
    assert total(result, "tree_change") == 0
    assert {log.cite for log in result.adjustments} == {"ccer-14-001-v01/eq-14"}
    marks = {reason.name: reason.mark for reason in result.provisional}
    assert marks["culm.moso-bamboo"] == "recalled"
    assert marks["culm.moso-bamboo.root_shoot"] == "uncertain"
    rooted = achieved(held, allometry={"moso-bamboo": {"root_shoot": 0.4, "source": "示例"}})
    assert total(rooted, "bamboo_change") == pytest.approx(1.4 * 63.3376, abs=1e-2)
    assert "culm.moso-bamboo.root_shoot" not in {reason.name for reason in rooted.provisional}
    with pytest.raises(BadInput, match="source"):
        achieved(held, allometry={"moso-bamboo": {"root_shoot": 0.4}})


def test_clump_bamboo_brings_its_equation() -> None:
    """0.2 D^2 with D 5: 5 kg; roots 0.3: 6.5 kg; 50 culms on 0.04 ha: 8.125 t/ha; carbon 0.5 by default: 14.896 tCO2."""
    own = {"pool": "bamboo", "above": {"scale": 0.2, "exponent": 2}, "root_shoot": 0.3, "source": "示例"}
    held = survey(stem("bambusa-spp", 50, dbh_cm=5.0))
    result = achieved(held, allometry={"bambusa-spp": own})
    assert total(result, "bamboo_change") == pytest.approx(8.125 * 0.5 * 44 / 12)
    with pytest.raises(BadInput):
        achieved(held)


def test_bamboo_that_is_stable_gains_nothing_more() -> None:
    """Planted 2016-01-01, stable after 8 years of 365.25 days: 2024-01-01. Of 1 826 days between the surveys 944 lie before: 63.3376*944/1826."""
    held = survey(stem("moso-bamboo", 100, dbh_cm=10.0, age_class=2.0))
    bamboo = STRATUM | {"pool": "bamboo", "stable_age": 8}
    result = achieved(held, strata=[bamboo])
    assert total(result, "bamboo_change") == pytest.approx(63.3376 * 944 / 1826, abs=1e-3)
    assert [y.year for y in result.years if y.values["bamboo_change"] > 0] == [2021, 2022, 2023, 2024]
    still = achieved(held, strata=[bamboo | {"stable_age": 2}])
    assert total(still, "bamboo_change") == 0


def test_a_culm_without_its_age_is_refused() -> None:
    with pytest.raises(BadInput, match="age class"):
        achieved(survey(stem("moso-bamboo", 1, dbh_cm=10.0)))


# Shrubs.


def test_shrubs_by_crown_and_height() -> None:
    """0.5 C^2 H with C 1.2 m, H 1.5 m: 1.08 kg; roots 0.40: 1.512 kg; 200 on 0.04 ha: 7.56 t/ha; carbon 0.47: 13.028 tCO2."""
    own = {
        "pool": "shrub",
        "above": {"of": "crown", "scale": 0.5, "exponent": 2, "height_exponent": 1},
        "source": "示例",
    }
    held = survey(stem("sea-buckthorn", 200, crown_m=1.2, height_m=1.5))
    result = achieved(held, allometry={"sea-buckthorn": own})
    assert total(result, "shrub_change") == pytest.approx(7.56 * 0.47 * 44 / 12)
    marks = {reason.name: reason.mark for reason in result.provisional}
    assert marks["allometry.sea-buckthorn"] == "secondary"
    assert (
        marks["methodology.ccer-14-001-v01.shrub.root_shoot"] == "secondary"
    )  # the Beijing standard and AR-TOOL14 have it


def test_shrubs_by_basal_diameter_and_crown() -> None:
    """0.02 D0^2 C with D0 4 cm, C 1.5 m: 0.48 kg; roots 0.25: 0.6 kg; 100 on 0.04 ha: 1.5 t/ha; carbon 0.46: 2.53 tCO2."""
    own = {
        "pool": "shrub",
        "above": {"of": "basal", "scale": 0.02, "exponent": 2, "crown_exponent": 1},
        "root_shoot": 0.25,
        "carbon": 0.46,
        "source": "示例",
    }
    held = survey(stem("korshinsk-peashrub", 100, basal_cm=4.0, crown_m=1.5))
    result = achieved(held, allometry={"korshinsk-peashrub": own})
    assert total(result, "shrub_change") == pytest.approx(2.53)


def test_shrubs_are_not_counted_twice() -> None:
    own = {"pool": "shrub", "above": {"of": "crown", "scale": 0.5, "exponent": 2}, "source": "示例"}
    project = replace(
        design(allometry={"sea-buckthorn": own}, forest_biomass_t_ha=60),
        monitoring={"shrubs": [{"area_ha": 1, "cover": {"2021-06-01": 0.1, "2026-06-01": 0.3}}]},
    )
    with pytest.raises(BadInput, match="twice"):
        METHOD.ex_post(project, survey(stem("sea-buckthorn", 9, crown_m=1.2)), period=PERIOD, at=TODAY)


# Heights.


def test_heights_from_a_curve() -> None:
    """H = 1.3 + D^2/(1 + 0.2 D)^2: D 5 gives 7.55, D 10 12.4111, D 20 17.3, D 15 15.3625 m.

    A fir of D 15, H 15.3625: 0.065388*15^2.01735*15.3625^0.49425 = 59.4969 kg above, 0.016385*15^2.52941*15.3625^-0.11744 = 11.2183 kg below.
    """
    curve = fit_heights([5.0, 10.0, 20.0], [7.55, 1.3 + 100 / 9, 17.3])
    assert (curve.a, curve.b) == pytest.approx((1.0, 0.2))
    assert curve.deviation == pytest.approx(0, abs=1e-9)
    measured = [
        stem("chinese-fir", dbh_cm=d, height_m=h)
        for d, h in ((5.0, 7.55), (10.0, 1.3 + 100 / 9), (20.0, 17.3))
    ]
    held = survey(*measured, stem("chinese-fir", 10, dbh_cm=15.0))
    with pytest.raises(BadInput, match="cannot be worked out"):
        achieved(held)
    known = achieved(survey(*measured, stem("chinese-fir", 10, dbh_cm=15.0, height_m=15.3625)))
    result = achieved(held, height_curve="fitted")
    assert total(result, "tree_change") == pytest.approx(total(known, "tree_change"), rel=1e-9)
    bare = achieved(survey(*measured))
    tree = 59.4969 * 0.5003 + 11.2183 * 0.4880
    gained = total(result, "tree_change") - total(bare, "tree_change")
    assert gained == pytest.approx(10 * tree / 1000 / 0.04 * 44 / 12, rel=1e-4)
    assert "3 heights" in result.adjustments[0].what.en
    assert "height_curve.chinese-fir" in {reason.name for reason in result.provisional}


def test_a_curve_that_is_entered_names_its_source() -> None:
    held = survey(stem("chinese-fir", 10, dbh_cm=15.0))
    own = {"chinese-fir": {"a": 1.0, "b": 0.2, "source": "示例"}}
    known = achieved(survey(stem("chinese-fir", 10, dbh_cm=15.0, height_m=15.3625)))
    result = achieved(held, height_curve=own)
    assert total(result, "tree_change") == pytest.approx(total(known, "tree_change"), rel=1e-9)
    for broken in ({"chinese-fir": {"a": 1.0, "b": 0.2}}, {}, "guess"):
        with pytest.raises(BadInput):
            achieved(held, height_curve=broken)
    with pytest.raises(BadInput, match="only 0 trees"):
        achieved(held, height_curve="fitted")


@settings(max_examples=50, deadline=None)
@given(
    st.floats(0.2, 5), st.floats(0.12, 0.5), st.lists(st.floats(1, 60), min_size=3, max_size=12, unique=True)
)
def test_a_fitted_curve_goes_through_its_trees(a: float, b: float, sizes: list[float]) -> None:
    """Trees that lie on a curve give that curve back; it rises and stays below 1.3 + 1/b^2."""
    diameters = np.array(sizes)
    if np.ptp(diameters) < 1:
        return
    held = HeightCurve(a, b)
    found = fit_heights(diameters, held.at(diameters))
    assert found.at(diameters) == pytest.approx(held.at(diameters), rel=1e-6)
    rising = found.at(np.array([5.0, 10.0, 40.0]))
    assert (np.diff(rising) > 0).all()
    assert rising[-1] < 1.3 + 1 / found.b**2


@pytest.mark.parametrize("heights", [[10.0, 8.0, 5.0], [2.0, 8.0, 60.0]])
def test_trees_that_no_curve_fits_are_refused(heights: list[float]) -> None:
    with pytest.raises(BadInput, match="levels off"):
        fit_heights([5.0, 10.0, 20.0], heights)


# Displaced agriculture.

MOVED: dict[str, Any] = {
    "on": "2021-03-01", "area_ha": 10, "tree_t_ha": 40, "root_shoot": 0.25, "shrub_t_ha": 3, "source": "示例",
}  # fmt: skip


def test_displacement_by_hand() -> None:
    """40*1.25*1.1 = 55 and 3*1.4 = 4.2 t/ha; 59.2*0.47 = 27.824 tC/ha; 10 ha: 1 020.213 tCO2. With 5 tC/ha of soil: 1 203.547."""
    assert displacement_leakage(10.0, 40.0, 0.25, 1.1, 3.0, 0.4, 0.47, 0.0) == pytest.approx(1020.2133)
    assert displacement_leakage(10.0, 40.0, 0.25, 1.1, 3.0, 0.4, 0.47, 5.0) == pytest.approx(1203.5467)


def test_displacement_counts_once_in_its_year() -> None:
    """1 020.213 tCO2 in 2021, less 10 % 918.192 off the removals of that year, nothing off the others."""
    free = METHOD.ex_ante(PROJECT, at=TODAY)
    moved = METHOD.ex_ante(design(displacement=[MOVED]), at=TODAY)
    lost = [
        a.values["emission_reductions"] - b.values["emission_reductions"]
        for a, b in zip(free.years, moved.years, strict=True)
    ]
    assert lost[0] == pytest.approx(918.192, abs=1e-3)
    assert lost[1:] == [0.0] * 19
    assert {reason.name: reason.mark for reason in moved.provisional}["displacement"] == "recalled"
    early = METHOD.ex_ante(design(displacement=[MOVED | {"on": "2016-01-01"}]), at=TODAY)
    assert early.years[0].values["leakage"] == pytest.approx(1020.2133)
    late = METHOD.ex_ante(design(displacement=[MOVED | {"on": "2045-01-01"}]), at=TODAY)
    assert total(late, "leakage") == 0


def test_displacement_of_an_accounting_period() -> None:
    """Counted on the first day though it came earlier, unless a report before has counted it."""
    held = survey(stem("chinese-fir", 100, dbh_cm=20.0, height_m=15.0))
    assert total(achieved(held, displacement=[MOVED]), "leakage") == pytest.approx(1020.2133)
    settled = MOVED | {"counted_in": "第一期核算报告"}
    assert total(achieved(held, displacement=[settled]), "leakage") == 0
    whole = replace(PROJECT, crediting=Period(day("2021-01-01"), day("2040-12-31")))
    again = METHOD.ex_ante(replace(whole, design=PROJECT.design | {"displacement": [settled]}), at=TODAY)
    assert total(again, "leakage") == pytest.approx(1020.2133)


@pytest.mark.parametrize("field", ["on", "area_ha", "tree_t_ha", "source"])
def test_a_displacement_that_lacks_something_is_refused(field: str) -> None:
    row = {name: value for name, value in MOVED.items() if name != field}
    with pytest.raises(BadInput):
        METHOD.ex_ante(design(displacement=[row]), at=TODAY)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 500), st.floats(0, 200), st.floats(0, 30))
def test_displacement_never_adds_a_credit(area: float, tree: float, soil: float) -> None:
    row = MOVED | {"area_ha": area, "tree_t_ha": tree, "soil_loss_tc_ha": soil}
    assert total(METHOD.ex_ante(design(displacement=[row]), at=TODAY)) <= total(
        METHOD.ex_ante(PROJECT, at=TODAY)
    )
