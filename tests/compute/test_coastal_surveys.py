"""Coasts surveyed several times, by hand: periods that meet, cores, stated plots, the start, rights that end, the choices of the design."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from ccer.compute.result import Calculation
from ccer.compute.survey import FieldSurvey, PlotSurvey, SoilLayer, TreeRow
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.catalogue import Stage, decide
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
MANGROVE, MARSH, SEAGRASS = "CCER-14-002-V01", "CCER-14-003-V01", "CCER-14-004-V01"
FIRST, SECOND, THIRD = day("2022-01-01"), day("2024-01-01"), day("2026-01-01")
ONE, TWO = Period(FIRST, day("2023-12-31")), Period(SECOND, day("2025-12-31"))
BARE: dict[str, Any] = {"name": "A", "area_ha": 10, "soil": {"rate": 0, "source": "示例"}}
STEM = 1.893471 * 0.44 / 1000 / 0.01
"""Carbon of one Aegiceras of D = 3 cm, H = 3 m on 0.01 ha: (0.644347·3 - 0.425066 + 0.163242·3 - 0.10423)·0.44 kg. [tC/ha]"""


def project(code: str = MANGROVE, *strata: dict[str, Any], site: Any = None, **design: Any) -> Project:
    return Project(
        name="示例海岸",
        methodology=code,
        province="福建省",
        crediting=Period(day("2021-01-01"), day("2040-12-31")),
        additionality="exempt",
        lawful=True,
        site=site or {},
        design={"strata": list(strata) or [BARE], **design},
    )


def survey(*held: tuple[dt.date, list[int]], species: str = "aegiceras-corniculatum") -> FieldSurvey:
    """Plots of 0.01 ha in stratum A with so many stems of D = 3 cm, H = 3 m on each day."""
    plots, trees = [], []
    for on, counts in held:
        for place, count in enumerate(counts):
            name = f"P{place}"
            plots.append(PlotSurvey(plot=name, stratum="A", area_ha=0.01, surveyed_on=on))
            if count:
                trees.append(
                    TreeRow(plot=name, species=species, dbh_cm=3.0, height_m=3.0, count=count, surveyed_on=on)
                )
    return FieldSurvey(plots=tuple(plots), trees=tuple(trees))


def achieved(one: Project, found: FieldSurvey, period: Period) -> Calculation:
    method = load(one.methodology)
    return method.ex_post(one, found, period=period, at=AT, factors=None, factor_day=AT.on)


def expected(one: Project) -> Calculation:
    return load(one.methodology).ex_ante(one, at=AT, factors=None, factor_day=AT.on)


def biomass(found: Calculation) -> float:
    return sum(year.values["biomass_change"] for year in found.years)


THREE = ((FIRST, [0, 0]), (SECOND, [20, 20]), (THIRD, [50, 50]))


def test_a_later_survey_leaves_the_earlier_period_as_it_was() -> None:
    """20 stems by 2024: 20·STEM·10 ha·44/12 = 61.096 tCO2; 30 more by 2026: 91.644. With two surveys or three, the first period is the same."""
    two, three = survey(*THREE[:2]), survey(*THREE)
    assert biomass(achieved(project(), two, ONE)) == pytest.approx(61.096, abs=1e-3)
    assert achieved(project(), three, ONE).tonnes == achieved(project(), two, ONE).tonnes == 58
    assert biomass(achieved(project(), three, TWO)) == pytest.approx(91.644, abs=1e-3)


def test_a_period_over_two_stretches_takes_its_days_of_each() -> None:
    """2023 is half of the first stretch (365 of 730 days), 2024 has 366 of the second's 731 days."""
    found = achieved(project(), survey(*THREE), Period(day("2023-01-01"), day("2024-12-31")))
    assert [year.values["biomass_change"] for year in found.years] == pytest.approx(
        [61.096 / 2, 91.644 * 366 / 731], abs=1e-3
    )
    assert [row["now"] for row in found.inputs["surveys"]] == ["2024-01-01", "2026-01-01"]  # type: ignore[attr-defined,union-attr]


def test_each_stretch_bears_its_own_deduction() -> None:
    """17, 20, 23, 20 stems at first: 14.41 % and 6 % off (as for two surveys); then 30 more in each plot: no error, nothing off."""
    held = survey((FIRST, [0] * 4), (SECOND, [17, 20, 23, 20]), (THIRD, [47, 50, 53, 50]))
    found = achieved(project(), held, Period(FIRST, day("2025-12-31")))
    assert biomass(found) == pytest.approx(61.096 * 0.94 + 91.644, abs=1e-3)
    assert [line.where for line in found.adjustments] == ["biomass"]


def test_the_start_counts_before_the_first_survey_whatever_comes_later() -> None:
    """Planted 2022-01-01; by 2024 20 stems: 61.096 in the first period, with one survey or two."""
    planted = project(MANGROVE, BARE | {"planted": FIRST})
    for held in (survey(THREE[1]), survey(*THREE[1:])):
        found = achieved(planted, held, ONE)
        assert biomass(found) == pytest.approx(61.096, abs=1e-3)
        assert "opening_biomass" in {reason.name for reason in found.provisional}
    stated = project(opening_biomass={"tco2e": 11.096, "on": FIRST})
    assert biomass(achieved(stated, survey(*THREE[1:]), ONE)) == pytest.approx(50.0, abs=1e-3)
    late = project(opening_biomass={"tco2e": 1, "on": SECOND})
    with pytest.raises(BadInput, match="before the first survey"):
        achieved(late, survey(*THREE[1:]), ONE)


def test_a_period_without_surveys_says_that_its_plants_count_as_nothing() -> None:
    found = achieved(project(), survey(*THREE[1:]), ONE)
    assert biomass(found) == 0
    (reason,) = [one for one in found.provisional if one.name == "biomass_change"]
    assert "lies between two surveys" in str(reason.why.en)


def test_days_without_surveys_are_in_the_log() -> None:
    """Of the 730 days of 2023 and 2024, less one day, 365 lie after the second survey."""
    found = achieved(project(), survey(*THREE[:2]), Period(day("2023-01-01"), day("2024-12-31")))
    (line,) = [one for one in found.adjustments if one.unit == "day"]
    assert (line.before, line.after) == (731, 365)


def test_plots_that_were_moved_are_held_against_each_other_as_two_samples() -> None:
    """Other plots in 2024: the change is the same 61.096, its error is that of both samples, here none."""
    now = survey(THREE[1])
    moved = FieldSurvey(
        plots=tuple(msgspec.structs.replace(one, plot=f"N{one.plot}") for one in now.plots),
        trees=tuple(msgspec.structs.replace(one, plot=f"N{one.plot}") for one in now.trees),
    )
    assert biomass(achieved(project(), survey(THREE[0]).joined(moved), ONE)) == pytest.approx(
        61.096, abs=1e-3
    )


def test_cores_of_three_campaigns() -> None:
    """0.8 g/cm3 over 30 cm: 24 tC/ha a per cent. 2.0, 2.1, 2.4 %: 2.4 in 730 days, 7.2 in 731; each period has its own rate."""
    rows = tuple(
        SoilLayer(
            plot=name,
            stratum="A",
            from_cm=0,
            to_cm=30,
            bulk_density=0.8,
            carbon_percent=carbon,
            sampled_on=on,
        )
        for name in ("P1", "P2")
        for on, carbon in ((FIRST, 2.0), (SECOND, 2.1), (THIRD, 2.4))
    )
    cored = project(MANGROVE, {"name": "A", "area_ha": 10, "soil": "cores", "allochthonous": 0.0})
    first, second = (achieved(cored, FieldSurvey(soil=rows), period) for period in (ONE, TWO))
    assert first.years[0].values["soil_change"] == pytest.approx(2.4 / (730 / 365.25) * 10 * 44 / 12)
    assert second.years[1].values["soil_change"] == pytest.approx(7.2 / (731 / 365.25) * 10 * 44 / 12)
    assert "soil.A" in {reason.name for reason in first.provisional}


@pytest.mark.parametrize("code", [MARSH, SEAGRASS])
def test_stated_plots_of_three_surveys(code: str) -> None:
    """1, 1.2 then 2, 2.2 then 4, 4.2 tC/ha on 10 ha: 10 tC, 36.667 tCO2, then 20 tC, 73.333."""
    surveys = [
        {"on": on, "strata": {"A": values}}
        for on, values in ((FIRST, [1, 1.2]), (SECOND, [2, 2.2]), (THIRD, [4, 4.2]))
    ]
    one = project(code, BARE, biomass_plots={"surveys": surveys})
    assert biomass(achieved(one, FieldSurvey(), ONE)) == pytest.approx(36.6667, abs=1e-4)
    assert biomass(achieved(one, FieldSurvey(), TWO)) == pytest.approx(73.3333, abs=1e-4)
    short = {
        "opened_on": FIRST,
        "closed_on": SECOND,
        "strata": {"A": {"opening": [1, 1.2], "closing": [2, 2.2]}},
    }
    same = project(code, BARE, biomass_plots=short)
    assert biomass(achieved(same, FieldSurvey(), ONE)) == pytest.approx(36.6667, abs=1e-4)


@pytest.mark.parametrize(
    "plots",
    [
        {"surveys": [{"on": FIRST, "strata": {"A": [1, 2]}}]},
        {"surveys": [{"on": SECOND, "strata": {"A": [1]}}, {"on": FIRST, "strata": {"A": [1]}}]},
        {"surveys": [{"on": FIRST, "strata": {"A": [1]}}, {"on": SECOND, "strata": {"B": [1]}}]},
        {"opened_on": FIRST, "closed_on": SECOND, "strata": {"A": {"opening": [1, 2]}}},
        {"surveys": "none"},
        7,
    ],
)
def test_stated_plots_that_cannot_be_used_are_refused(plots: Any) -> None:
    with pytest.raises(BadInput, match="biomass_plots"):
        achieved(project(MARSH, BARE, biomass_plots=plots), FieldSurvey(), ONE)


def test_trees_of_an_introduced_species_are_named() -> None:
    found = achieved(project(), survey((FIRST, [0, 0]), (SECOND, [1, 1]), species="无瓣海桑"), ONE)
    assert "mangrove.sonneratia-apetala.introduced" in {reason.name for reason in found.provisional}


def test_a_tree_that_is_no_mangrove_is_refused_with_its_plot() -> None:
    with pytest.raises(BadInput, match=r"plot P0.*no mangrove"):
        achieved(project(), survey((FIRST, [1, 1]), (SECOND, [1, 1]), species="chinese-fir"), ONE)


# the choices of the design

GROWN = {"planted": day("2021-01-01"), "species": "秋茄"}


def test_roots_and_carbon_by_the_defaults_of_ipcc() -> None:
    """100 t/ha above ground in 20 years, roots 0.96 of it, 45 % carbon, 10 ha: 100·1.96·0.45·10·44/12 = 3234 tCO2."""
    growth = {"table": {0: 0, 20: 100}, "source": "示例", "root_shoot": "subtropical"}
    one = project(MANGROVE, BARE | GROWN | {"growth": growth, "carbon_fraction": "ipcc"})
    found = expected(one)
    assert biomass(found) == pytest.approx(3234, abs=0.5)
    assert {"root_shoot.subtropical", "carbon_fraction.ipcc"} <= {
        value.name.partition("v01.")[2] for value in found.parameters
    }
    own = project(MANGROVE, BARE | GROWN | {"growth": growth | {"root_shoot": 0.5}, "carbon_fraction": 0.45})
    assert biomass(expected(own)) == pytest.approx(3234 * 1.5 / 1.96, abs=0.5)
    with pytest.raises(BadInput, match="boreal"):
        expected(project(MANGROVE, BARE | GROWN | {"growth": growth | {"root_shoot": "boreal"}}))


def soil_of(code: str, **stratum: Any) -> float:
    return (
        achieved(project(code, {"name": "A", "area_ha": 10, **stratum}), FieldSurvey(), ONE)
        .years[0]
        .values["soil_change"]
    )


def test_foreign_carbon_from_the_carbon_of_the_soil() -> None:
    """Mangrove, 5 % carbon is 5.094699 % matter; 1.5 % brought in: own 3.649441 %, carbon 4.400218 %; 11.9956 % is foreign.

    Marsh, 2.49 % carbon is 6 % matter: 24.515 % as in the case of organic matter.
    """
    rate = {"soil": {"rate": 1.0, "source": "示例"}}
    assert soil_of(MANGROVE, **rate, allochthonous={"carbon_percent": 5.0}) == pytest.approx(
        10 * 44 / 12 * 0.880044, rel=1e-5
    )
    assert soil_of(MARSH, **rate, allochthonous={"carbon_percent": 2.49}) == pytest.approx(
        10 * 44 / 12 * (1.87958 / 2.49), rel=1e-5
    )
    with pytest.raises(BadInput, match="does not hold"):
        soil_of(MANGROVE, **rate, allochthonous={"carbon_percent": 2.0})
    with pytest.raises(BadInput, match="does not hold"):
        soil_of(MARSH, **rate, allochthonous={"matter_percent": 1.2})
    with pytest.raises(BadInput, match="no equation"):
        soil_of(SEAGRASS, **rate, allochthonous={"matter_percent": 6})


def test_eroded_soil_is_taken_off_in_its_year() -> None:
    """2 tC/ha washed into normal marine sediment, 80 % emitted: 1 - 1.6 = -0.6 tC/ha on 10 ha in 2022: -22 tCO2; 2023 as ever."""
    stratum = {
        "name": "A",
        "area_ha": 10,
        "soil": {"rate": 1.0, "source": "示例"},
        "allochthonous": 0.0,
        "erosion": [{"on": day("2022-09-02"), "carbon_tc_ha": 2, "setting": "marine", "source": "示例"}],
    }
    found = achieved(project(MANGROVE, stratum), FieldSurvey(), ONE)
    assert [year.values["soil_change"] for year in found.years] == pytest.approx([-22.0, 36.66667], abs=1e-4)
    assert "erosion.A" in {reason.name for reason in found.provisional}
    wrong = stratum | {
        "erosion": [{"on": day("2022-09-02"), "carbon_tc_ha": 2, "setting": "moon", "source": "示例"}]
    }
    with pytest.raises(BadInput, match="moon"):
        achieved(project(MANGROVE, wrong), FieldSurvey(), ONE)


@pytest.mark.parametrize(("baseline", "most"), [(290.0, 14.5), (291.0, 0.0), (280.0, 20.0)])
def test_the_claim_of_soil_over_a_hundred_years_is_capped(baseline: float, most: float) -> None:
    """1 tC/ha a year for 20 years is 20; 304.5 against 290 (just 1.05 of it) leaves 14.5, against 291 nothing, against 280 all."""
    cap = {"project_tc_ha": 304.5, "baseline_tc_ha": baseline, "source": "示例"}
    rate = {"soil": {"rate": 1.0, "source": "示例"}, "allochthonous": 0.0, "soil_cap": cap}
    years = expected(project(MANGROVE, {"name": "A", "area_ha": 10, **rate})).years
    assert sum(year.values["soil_change"] for year in years) == pytest.approx(most * 10 * 44 / 12)


def test_gases_of_the_soil_by_the_official_form() -> None:
    """Counted by the text: salinity 19 ppt gives 4.37055 t as in the case; then nothing is said of gases being left out."""
    form = {"soil_gases_counted": {"value": True, "source": "官方文本第7章"}}
    stratum = {"name": "A", "area_ha": 10, "cover": 0.6, "salinity_ppt": 19}
    for said in ({}, {"soil_gases": False}):
        found = achieved(project(MANGROVE, stratum, official=form, **said), FieldSurvey(), ONE)
        assert found.years[0].values["soil_gas_emissions"] == pytest.approx(4.37055)
        assert "soil_gases" not in {reason.name for reason in found.provisional}


# projects that apply as one

MERGED = {
    "merged_with": [{"methodology": MARSH, "province": "福建省"}],
    "owners_authorised": True,
    "accounts_separate": True,
}


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "met"),
        ({"merged_with": []}, "not-applicable"),
        ({"merged_with": [MARSH]}, "unknown"),
        ({"merged_with": [{"methodology": MARSH, "province": "广东省"}]}, "not-met"),
        ({"merged_with": [{"methodology": MANGROVE, "province": "福建省"}]}, "not-met"),
        ({"merged_with": [{"methodology": "CCER-14-001-V01", "province": "福建省"}]}, "not-met"),
        ({"accounts_separate": False}, "not-met"),
        ({"accounts_separate": None}, "unknown"),
        ({"owners_authorised": False}, "not-met"),
    ],
)
def test_merging(change: dict[str, Any], outcome: str) -> None:
    found = decide(Stage.ELIGIBILITY, project(site=MERGED | change), AT).findings
    assert next(one for one in found if one.rule == "ccer-14-002.merging").outcome == outcome


@pytest.mark.parametrize("code", [MANGROVE, MARSH, SEAGRASS])
def test_the_period_of_a_merged_project_ends_with_the_rights(code: str) -> None:
    """1 tC/ha a year on 10 ha: of twenty years ten are left, and of 2022 181 days."""
    rate = {"name": "A", "area_ha": 10, "soil": {"rate": 1.0, "source": "示例"}, "allochthonous": 0.0}
    others = [{"methodology": one, "province": "福建省"} for one in (MANGROVE, MARSH) if one != code][:1]
    site = MERGED | {"merged_with": others}
    lost = project(code, rate, site=site | {"rights_lost_on": day("2030-12-31")})
    found = expected(lost)
    assert (found.period[1], len(found.years)) == (day("2030-12-31"), 10)
    assert [line.where for line in found.adjustments] == ["rights_lost_on"]
    early = project(code, rate, site=site | {"rights_lost_on": day("2022-06-30")})
    kept = achieved(early, FieldSurvey(), ONE)
    assert sum(year.values["soil_change"] for year in kept.years) == pytest.approx(10 * 44 / 12 * 181 / 365)
    alone = project(code, rate, site={"rights_lost_on": day("2030-12-31")})
    assert len(expected(alone).years) == 20
    with pytest.raises(BadInput, match="rights_lost_on"):
        expected(project(code, rate, site=site | {"rights_lost_on": "2020"}))


def test_an_introduced_species_of_a_stratum_is_found() -> None:
    """The list of species names none; the stratum does."""
    one = project(MANGROVE, BARE | {"species": "拉关木"}, site={"species": ["秋茄"]})
    found = decide(Stage.ELIGIBILITY, one, AT).findings
    assert next(f for f in found if f.rule == "ccer-14-002.species").outcome == "unknown"


@pytest.mark.parametrize(("size", "outcome"), [(399, "not-met"), (400, "met"), (None, "unknown")])
def test_a_parcel_of_four_hundred_square_metres(size: float | None, outcome: str) -> None:
    found = decide(Stage.ELIGIBILITY, project(site={"smallest_parcel_m2": size}), AT).findings
    rule = next(f for f in found if f.rule == "ccer-14-002.parcels")
    assert rule.outcome == outcome
