"""CCER-14-001-V01, afforestation: cases worked by hand. The official equations were not read; the stand-ins are what is tested."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from ccer.compute.biomass_growth import Curve
from ccer.compute.plots import stratified
from ccer.compute.result import Calculation
from ccer.compute.survey import FieldSurvey, ParcelArea, PlotSurvey, TreeRow
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.methodologies.ccer_14_001_v01 import Stands, ex_ante_columns
from ccer.methodologies.ccer_14_001_v01 import equations as eq
from ccer.methodologies.ccer_14_001_v01 import equations_sampling as sampling
from ccer.methodologies.ccer_14_001_v01 import equations_soil_fire as soil
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

METHOD = load("CCER-14-001-V01")
TODAY = AsOf(corpus(), dt.date(2026, 11, 21))
day = dt.date.fromisoformat

STRATUM: dict[str, Any] = {
    "name": "S1",
    "area_ha": 10,
    "planted": "2016-01-01",
    "species": "杉木",
    "curve": {"form": "richards", "limit": 200, "rate": 0.1, "shape": 2},
}
PROJECT = Project(
    name="示例造林",
    methodology="CCER-14-001-V01",
    start_of_construction=day("2016-01-01"),
    lifetime_years=40,
    crediting=Period(day("2021-01-01"), day("2040-12-31")),
    additionality="exempt",
    site={
        "forest_kind": "protection",
        "planned_land": True,
        "unforested_years": 5,
        "tenure_clear": True,
        "tenure_documents": ["林权证 1"],
        "parcels": [{"name": "P1", "area_ha": 10}],
        "wetland": False,
        "trees_kept": True,
        "removed_share": 0.05,
        "soil_disturbed_again": False,
        "burnt_for_preparation": False,
        "litter_removed": False,
        "precipitation_mm": 350,
        "additionality_evidence": ["气象站记录"],
    },
    design={"strata": [STRATUM], "baseline_strata": []},
)
PERIOD = Period(day("2021-06-02"), day("2026-06-01"))


def design(**changes: Any) -> Project:
    return replace(PROJECT, design=PROJECT.design | changes)


def site(**changes: Any) -> Project:
    return replace(PROJECT, site=PROJECT.site | changes)


def total(result: Calculation, name: str = "emission_reductions") -> float:
    return sum(year.values[name] for year in result.years)


# One tree, one stand, one fire: the equations by hand.


def test_chinese_fir_tree() -> None:
    """D 20, H 15 by LY/T 2264: 105.0543 kg above, 23.2897 kg below ground. One tree on a plot of 0.01 ha and 1 ha of stratum.

    Carbon of the model's own fractions: 105.0543*0.5003 + 23.2897*0.4880 = 63.924 kg a tree, 6.3924 tC/ha; the species table would give
    (128.344 kg)*0.52 = 66.739 kg.
    """
    survey = FieldSurvey(
        plots=tuple(
            PlotSurvey(plot=name, area_ha=0.01, surveyed_on=day(on), stratum="S1")
            for name in ("a", "b")
            for on in ("2021-06-01", "2026-06-01")
        ),
        trees=tuple(
            TreeRow(plot=name, species="chinese-fir", dbh_cm=20, height_m=15, surveyed_on=day("2026-06-01"))
            for name in ("a", "b")
        ),
        parcels=(ParcelArea(parcel="P1", stratum="S1", measured_ha=1.0),),
    )
    result = METHOD.ex_post(PROJECT, survey, period=PERIOD, at=TODAY)
    assert total(result, "tree_change") == pytest.approx(6.3924 * 44 / 12, abs=2e-3)
    other = METHOD.ex_post(design(carbon_source="species"), survey, period=PERIOD, at=TODAY)
    assert total(other, "tree_change") == pytest.approx(6.6739 * 44 / 12, abs=2e-3)
    assert "species.chinese-fir" in {reason.name for reason in other.provisional}
    assert "species.chinese-fir" not in {reason.name for reason in result.provisional}


def test_volume_method() -> None:
    """Chinese fir, 100 m3/ha on 10 ha: 100*0.307*1.634*1.246 = 62.50409 t/ha; *10*0.52*44/12 = 1191.7447 tCO2."""
    biomass = eq.volume_biomass(0.307, 100.0, 1.634, 0.246)
    assert eq.tree_stock(biomass, 10.0, 0.52) == pytest.approx(1191.7447, abs=1e-3)


def test_shrubs() -> None:
    """60 t/ha of forest, 0.1, cover 0.3: 1.8 t/ha; 10 ha * 1.8 * 0.47 * 1.4 * 44/12 = 43.428 tCO2. Below 5 % cover nothing."""
    biomass = eq.shrub_biomass(60.0, 0.1, 0.3, 0.05)
    assert eq.shrub_stock(10.0, biomass, 0.47, 0.4) == pytest.approx(43.428)
    assert eq.shrub_biomass(60.0, 0.1, 0.0499, 0.05) == 0
    assert eq.shrub_biomass(60.0, 0.1, 0.05, 0.05) == pytest.approx(0.3)


def test_fire() -> None:
    """10 ha * 40 t/ha * 0.45 = 180 t burnt; 0.0047*28 + 0.00026*265 = 0.2005: 36.09 tCO2e; debris 0.07 * 10 * (6 + 2) = 5.6."""
    assert soil.fire_trees(10.0, 40.0, 0.45, 0.0047, 0.00026, 28.0, 265.0) == pytest.approx(36.09)
    assert soil.fire_debris(10.0, 6.0, 2.0, 0.07) == pytest.approx(5.6)


def test_soil_carbon_is_capped() -> None:
    """60 tC/ha, factor 0.8: 48. Undisturbed (60-48)/20 = 0.6. Disturbed: loss 4.8, (60-43.2)/20 = 0.84, held at 0.8.

    10 ha * 0.8 * 1 year * 44/12 = 29.333 tCO2.
    """
    first = soil.soil_initial(60.0, 0.8, 1.0, 1.0)
    assert soil.soil_rate(60.0, first, soil.soil_loss(first, 0.10, 0.10, 0.10), 20.0, 0.8) == pytest.approx(
        0.6
    )
    rate = soil.soil_rate(60.0, first, soil.soil_loss(first, 0.101, 0.10, 0.10), 20.0, 0.8)
    assert rate == 0.8
    assert soil.soil_change(10.0, rate, 1.0) == pytest.approx(29.3333, abs=1e-4)


def test_sampling_equations_are_the_estimator() -> None:
    """Eq. (26) to (28) on 60 and 40 ha give what `stratified` gives: b 39.2, u 0.0870142."""
    weight, plots = np.array([0.6, 0.4]), [np.array([40.0, 44.0, 48.0]), np.array([30.0, 30.0, 36.0])]
    variance = np.array([sampling.stratum_variance(3, (p**2).sum(), p.sum()) for p in plots])
    mean = sampling.mean_biomass(weight, np.array([p.mean() for p in plots]))
    spread = sampling.mean_variance(weight, variance, 3)
    whole = stratified([60.0, 40.0], plots)
    assert (mean, spread) == pytest.approx((39.2, 2.56))
    assert sampling.relative_error(whole.t_value, spread, mean) == pytest.approx(whole.relative, rel=1e-12)


def test_plot_number_equations() -> None:
    """t 1.708141, sum of w s 24, error 8: 26.26 plots; with N 16 666.7 and sum of w s^2 600: 26.19. 27 plots: 13.5 each."""
    assert sampling.plots_of_few(1.708141, 24.0, 8.0) == pytest.approx(26.26, abs=0.01)
    assert sampling.plots_of_many(16_666.7, 1.708141, 24.0, 600.0, 8.0) == pytest.approx(26.215, abs=0.01)
    assert sampling.stratum_plots(27, 0.6, 20.0, 24.0) == pytest.approx(13.5)


# A whole design.


def test_ex_ante_by_hand() -> None:
    """Age 5 at the start: 200 (1-e^-0.5)^2 = 30.9636 m3/ha; age 25 at the end: 200 (1-e^-2.5)^2 = 168.5136.

    137.5500 m3/ha * 11.917447 tCO2 per m3/ha on 10 ha = 1639.25; less 10 %: 1475.32. Years are floored one by one, so at most 20 t are lost.
    """
    result = METHOD.ex_ante(PROJECT, at=TODAY)
    assert total(result) == pytest.approx(1475.32, abs=0.02)
    assert 1455 < result.tonnes <= 1475
    assert [year.year for year in result.years] == list(range(2021, 2041))
    assert result.inputs["stock_at_start"] == pytest.approx(30.9636 * 11.917447, abs=1e-2)
    first = 200 * ((1 - np.exp(-0.6)) ** 2 - (1 - np.exp(-0.5)) ** 2) * 11.917447 * 0.9
    assert result.years[0].values["emission_reductions"] == pytest.approx(first, rel=1e-6)


def test_growth_is_an_s_and_not_a_line() -> None:
    """From planting on the yearly removals rise to one peak and fall: the first year is far below the mean."""
    whole = replace(PROJECT, crediting=Period(day("2021-01-01"), day("2060-12-31")))
    young = replace(whole, design=PROJECT.design | {"strata": [STRATUM | {"planted": "2021-01-01"}]})
    yearly = [year.values["emission_reductions"] for year in METHOD.ex_ante(young, at=TODAY).years]
    peak = yearly.index(max(yearly))
    assert 3 < peak < 12
    assert yearly[: peak + 1] == sorted(yearly[: peak + 1])
    assert yearly[peak:] == sorted(yearly[peak:], reverse=True)
    assert yearly[0] < 0.4 * sum(yearly) / 40


def test_every_result_says_it_is_provisional() -> None:
    result = METHOD.ex_ante(PROJECT, at=TODAY)
    names = {reason.name: reason.mark for reason in result.provisional}
    assert names["proxy"] == "recalled"
    assert names["methodology.ccer-14-001-v01.nonpermanence_deduction"] == "uncertain"
    assert METHOD.proxy is not None
    assert METHOD.evidence == "plots"


def test_official_form_takes_the_place_of_the_recalled_deduction() -> None:
    """1639.25 less 20 % is 1311.40; it then names the user's source and is no reason any more."""
    told = {"nonpermanence_deduction": {"value": 0.2, "source": "official text, 6.9"}}
    result = METHOD.ex_ante(design(official=told), at=TODAY)
    assert total(result) == pytest.approx(1311.40, abs=0.02)
    assert not [r for r in result.provisional if r.name.endswith("nonpermanence_deduction")]
    (held,) = result.entered
    assert held.note is not None
    assert "official text, 6.9" in held.note.en
    with pytest.raises(BadInput, match="no parameter"):
        METHOD.ex_ante(design(official={"nonpermanence": {"value": 0.2, "source": "x"}}), at=TODAY)


def test_optional_pools() -> None:
    """Dead wood 8 % and litter 4 % of the trees' change; soil 0.6 tC/ha over 15 of the 20 years: 10*0.6*15*44/12 = 330."""
    ground = {"reference": 60, "land_use": 0.8, "management": 1, "input": 1, "disturbed_share": 0.05}
    more = design(
        pools=["dead_wood", "litter", "soil"], climate="temperate", strata=[STRATUM | {"soil": ground}]
    )
    result = METHOD.ex_ante(more, at=TODAY)
    trees = total(result, "tree_change")
    assert total(result, "dead_wood_change") == pytest.approx(0.08 * trees)
    assert total(result, "litter_change") == pytest.approx(0.04 * trees)
    assert total(result, "soil_change") == pytest.approx(330.0)
    assert total(METHOD.ex_ante(PROJECT, at=TODAY), "soil_change") == 0


def test_baseline_is_taken_off() -> None:
    """The same trees on 1 ha in the baseline: a tenth of the project."""
    grown = METHOD.ex_ante(PROJECT, at=TODAY)
    held = METHOD.ex_ante(design(baseline_strata=[STRATUM | {"area_ha": 1}]), at=TODAY)
    assert total(held) == pytest.approx(0.9 * total(grown))
    left_out = METHOD.ex_ante(design(baseline_mode="zero-if-preexisting-excluded"), at=TODAY)
    assert total(left_out) == pytest.approx(total(grown))
    assert "baseline_mode" in {reason.name for reason in left_out.provisional}
    silent = {name: value for name, value in PROJECT.design.items() if name != "baseline_strata"}
    with pytest.raises(BadInput, match="baseline"):
        METHOD.ex_ante(replace(PROJECT, design=silent), at=TODAY)


def test_bamboo_stands_still_and_shrubs_need_cover() -> None:
    """Bamboo from its stable age on gives nothing more. Shrubs to full cover of 0.4: 10*60*0.1*0.4*0.47*1.4*44/12 at the most."""
    bamboo = STRATUM | {"pool": "bamboo", "name": "B", "stable_age": 8}
    shrub = STRATUM | {"pool": "shrub", "name": "H", "curve": STRATUM["curve"] | {"limit": 0.4}}
    result = METHOD.ex_ante(design(strata=[bamboo, shrub], forest_biomass_t_ha=60), at=TODAY)
    assert [y.year for y in result.years if y.values["bamboo_change"] > 0] == [2021, 2022, 2023]
    grown = 0.4 * ((1 - np.exp(-2.5)) ** 2 - (1 - np.exp(-0.5)) ** 2)
    assert total(result, "shrub_change") == pytest.approx(10 * 60 * 0.1 * grown * 0.47 * 1.4 * 44 / 12)
    with pytest.raises(BadInput, match="forest_biomass"):
        METHOD.ex_ante(design(strata=[shrub]), at=TODAY)


def test_a_start_on_the_day_of_the_floor_is_moved() -> None:
    """2020-09-22 is a day too early: counted from the 23rd, and said."""
    early = replace(PROJECT, crediting=Period(day("2020-09-22"), day("2040-09-21")))
    result = METHOD.ex_ante(early, at=TODAY)
    assert result.period[0] == day("2020-09-23")
    assert len(result.adjustments) == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"area_ha": 0},
        {"area_ha": "ten"},
        {"planted": "spring"},
        {"species": "月球松"},
        {"curve": {"form": "line"}},
        {"pool": "moss"},
        {"measure": "weight"},
        {"curve": None},
    ],
)
def test_a_stratum_that_cannot_be_used(broken: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        METHOD.ex_ante(design(strata=[STRATUM | broken]), at=TODAY)


# Many parcels at once.


def parcels(count: int, area: float = 10.0) -> Stands:
    ones = np.ones(count)
    held = Curve("richards", (200 * ones, 0.1 * ones, 2 * ones))
    return Stands(area * ones, 2016 * ones, 0.307 * ones, 1.634 * ones, 0.246 * ones, 0.52 * ones, held)


def test_columns_are_the_design() -> None:
    """Each of five parcels gives what the design of the same stand gives, whatever the size of a block."""
    expected = [year.values["emission_reductions"] for year in METHOD.ex_ante(PROJECT, at=TODAY).years]
    for block in (1, 2, 100):
        found = ex_ante_columns(parcels(5), np.arange(2021.0, 2042.0), 0.1, block=block)
        assert found.shape == (5, 20)
        assert found[3].tolist() == pytest.approx(expected, rel=1e-9)
