"""Mangrove creation by hand: a survey of plots, the design, the rules; single trees are in `test_ccer_14_002_trees`.

No figure of a public project can be recomputed: areas and plots are not public.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.compute.coastal_changes import changes_of, surveys_of
from ccer.compute.coastal_strata import strata_of
from ccer.compute.result import Calculation
from ccer.compute.survey import FieldSurvey, ParcelArea, PlotSurvey, SoilLayer, TreeRow
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.catalogue import Stage, decide
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
METHOD = load("CCER-14-002-V01")
PERIOD = Period(day("2022-01-01"), day("2023-12-31"))
THEN, NOW = day("2022-01-01"), day("2024-01-01")


def project(*strata: dict[str, Any], **design: Any) -> Project:
    return Project(
        name="示例红树林",
        methodology=METHOD.code,
        crediting=Period(day("2021-01-01"), day("2040-12-31")),
        additionality="exempt",
        lawful=True,
        site={
            "habitat": "retired-aquaculture-pond",
            "habitat_suitable": True,
            "planted": True,
            "title_certified": True,
            "species": ["秋茄", "桐花树"],
            "fertiliser_or_pesticide_used": False,
            "felled": False,
            "smallest_parcel_m2": 80000,
        },
        design={"strata": list(strata), **design},
    )


def survey(counts: dict[str, list[int]], days: tuple[dt.date, ...] = (THEN, NOW)) -> FieldSurvey:
    """Plots of 0.01 ha by stratum; at the last survey each has so many Aegiceras of D = 3 cm, H = 3 m, before it none."""
    plots, trees = [], []
    for stratum, numbers in counts.items():
        for place, count in enumerate(numbers):
            name = f"{stratum}{place}"
            plots += [PlotSurvey(plot=name, stratum=stratum, area_ha=0.01, surveyed_on=on) for on in days]
            if count:
                trees.append(
                    TreeRow(
                        plot=name,
                        species="aegiceras-corniculatum",
                        dbh_cm=3.0,
                        height_m=3.0,
                        count=count,
                        surveyed_on=days[-1],
                    )
                )
    return FieldSurvey(plots=tuple(plots), trees=tuple(trees))


def achieved(one: Project, found: FieldSurvey, period: Period = PERIOD) -> Calculation:
    return METHOD.ex_post(one, found, period=period, at=AT, factors=None, factor_day=AT.on)


STRATUM = {"name": "A", "area_ha": 10, "cover": 0.6}


# a survey


def test_two_years_of_a_survey() -> None:
    """20 stems · 1.893471 kg · 0.44 on 0.01 ha: 1.666254 tC/ha, on 10 ha 61.0960 tCO2 in two years, 30.5480 a year.

    Soil 10 ha · 1.46 · 44/12 = 53.5333 a year. (30.5480 + 53.5333)·0.95 = 79.877: 79 t a year, 158 in all.
    """
    found = achieved(project(STRATUM), survey({"A": [20, 20]}))
    assert [year.tonnes for year in found.years] == [79, 79]
    assert found.tonnes == 158
    assert found.years[0].values["biomass_change"] == pytest.approx(30.5480, abs=1e-4)
    assert found.years[0].values["soil_change"] == pytest.approx(53.5333, abs=1e-4)
    assert found.interval is not None
    assert found.interval.low == pytest.approx(found.interval.high)


def test_what_the_error_of_sampling_costs() -> None:
    """17, 20, 23, 20 stems: s = √6, t(0.9; 3) = 2.353363, u = 2.353363·√6/2/20 = 14.41 %: 6 % off, 30.5480·0.94 = 28.7151.

    The interval is that of the estimate before: half of it 61.0960·0.1441·0.95 = 8.365 tCO2.
    """
    found = achieved(project(STRATUM), survey({"A": [17, 20, 23, 20]}))
    assert found.years[0].values["biomass_change"] == pytest.approx(28.7151, abs=1e-4)
    assert found.interval is not None
    assert (found.interval.high - found.interval.low) / 2 == pytest.approx(8.365, abs=1e-3)
    assert (found.interval.high + found.interval.low) / 2 == pytest.approx(2 * 79.8773, abs=1e-3)
    assert "precision" not in [line.where for line in found.adjustments]
    assert [line.where for line in found.adjustments] == ["biomass"]


def test_too_wide_an_error_is_refused() -> None:
    with pytest.raises(BadInput, match="sampling error"):
        achieved(project(STRATUM), survey({"A": [5, 40]}))


def test_days_between_no_surveys_earn_no_biomass() -> None:
    """The surveys span 730 days; of 2021 none lies between them: its biomass is 0, its soil counts."""
    found = achieved(project(STRATUM), survey({"A": [20, 20]}), Period(day("2021-01-01"), day("2023-12-31")))
    assert found.years[0].values["biomass_change"] == 0
    assert found.years[0].tonnes == 50  # 53.5333·0.95 = 50.857
    assert found.tonnes == 50 + 158


def test_a_single_survey_needs_a_start() -> None:
    """Planted 2022-01-01 with nothing on it: the same as two surveys. Without that day it is refused."""
    one = survey({"A": [20, 20]}, (NOW,))
    assert achieved(project({**STRATUM, "planted": THEN}), one).tonnes == 158
    stated = project(STRATUM, opening_biomass={"tco2e": 61.096, "on": THEN})
    assert achieved(stated, one).years[0].values["biomass_change"] == pytest.approx(0, abs=1e-3)
    with pytest.raises(BadInput, match="one survey only"):
        achieved(project(STRATUM), one)


def test_measured_areas_take_the_place_of_stated_ones() -> None:
    """5 ha measured of 10 stated: half of 79.8773, 39 t a year."""
    parcels = (ParcelArea(parcel="1", stratum="A", measured_ha=5.0, stated_ha=5.2),)
    found = achieved(project(STRATUM), msgspec.structs.replace(survey({"A": [20, 20]}), parcels=parcels))
    assert [year.tonnes for year in found.years] == [39, 39]
    assert [(line.before, line.after) for line in found.adjustments] == [(5.2, 5.0)]


def test_soil_by_repeated_cores() -> None:
    """Two profiles each time, 48 tC/ha of 30 cm, then 50.4: 2.4 in 730 days, 1.2 · 365.25/365 a year on 10 ha: 44.030 tCO2."""
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
        for on, carbon in ((THEN, 2.0), (NOW, 2.1))
    )
    found = achieved(project({**STRATUM, "soil": "cores", "allochthonous": 0.0}), FieldSurvey(soil=rows))
    assert found.years[0].values["soil_change"] == pytest.approx(44.030, abs=1e-3)


def test_soil_by_accretion_less_foreign_carbon() -> None:
    """0.8 g/cm3 · 2 % · 0.5 cm · 100 = 0.8; 40 % foreign leaves 0.48; 10 ha · 0.48 · 44/12 = 17.6 tCO2 a year."""
    stratum = {
        **STRATUM,
        "soil": {"bulk_density": 0.8, "carbon_percent": 2.0, "accretion_cm_per_year": 0.5},
        "allochthonous": {"carbon_percent": 2.5, "autochthonous_percent": 1.5},
    }
    assert achieved(project(stratum), FieldSurvey()).years[0].values["soil_change"] == pytest.approx(17.6)


def test_gases_of_the_soil_count_where_asked_for() -> None:
    """Salinity 19: 0.011·28 + 0.000487·265 = 0.437055 t/ha; 10 ha: 4.37055 tCO2 a year. Above 20: 0.0056·28 + 0.129055 = 0.285855."""
    for salinity, expected in ((19, 4.37055), (20, 4.37055), (21, 2.85855)):
        one = project({**STRATUM, "salinity_ppt": salinity}, soil_gases=True)
        values = achieved(one, FieldSurvey()).years[0].values
        assert values["soil_gas_emissions"] == pytest.approx(expected)
        assert values["emission_reductions"] == pytest.approx((53.53333 - expected) * 0.95, abs=1e-4)


def test_a_value_of_the_official_text_overrules_with_its_source() -> None:
    """10 % in place of 5 %: 84.0813·0.9 = 75.673."""
    form = {"nonpermanence_deduction": {"value": 0.1, "source": "方法学第6.7节"}}
    found = achieved(project(STRATUM, official=form), survey({"A": [20, 20]}))
    assert found.years[0].tonnes == 75
    assert not [r for r in found.provisional if r.name.endswith("nonpermanence_deduction")]
    (held,) = found.entered
    assert "6.7" in str(held.note)
    with pytest.raises(BadInput, match="nonpermanence"):
        achieved(project(STRATUM, official={"nonpermanence": {"value": 0.1, "source": "x"}}), FieldSurvey())


def test_every_result_says_what_it_rests_on() -> None:
    names = {reason.name for reason in achieved(project(STRATUM), survey({"A": [20, 20]})).provisional}
    short = {name.rpartition("v01.")[2] for name in names}
    assert {"proxy", "soil_gases", "mangrove.equations", "nonpermanence_deduction"} <= short


# the design


def test_design_over_twenty_years() -> None:
    """100 t/ha in 20 years of 365.25 days on 10 ha: 10·100·0.47·44/12 = 1723.333 tCO2; soil 20·53.5333; (…)·0.95 = 2654.3 unrounded."""
    stratum = {
        **STRATUM,
        "planted": day("2021-01-01"),
        "species": "秋茄",
        "growth": {"table": {0: 0, 20: 100}, "source": "示例"},
    }
    found = METHOD.ex_ante(project(stratum), at=AT, factors=None, factor_day=AT.on)
    unrounded = sum(year.values["emission_reductions"] for year in found.years)
    assert unrounded == pytest.approx((1723.3333 + 20 * 53.53333) * 0.95, abs=0.01)
    assert found.tonnes == sum(year.tonnes for year in found.years)


def test_growth_follows_the_curve_and_the_start_is_taken_off() -> None:
    """Planted ten years before the crediting period, full grown after ten: nothing is left to credit but the soil."""
    stratum = {
        **STRATUM,
        "planted": day("2011-01-01"),
        "species": "秋茄",
        "growth": {"table": {0: 0, 9: 100}, "source": "示例"},
    }
    found = METHOD.ex_ante(project(stratum), at=AT, factors=None, factor_day=AT.on)
    assert {year.values["biomass_change"] for year in found.years} == {0.0}


def test_submergence_takes_off_in_the_design() -> None:
    """Full grown; 30 % under water within 10 years: 1723.333·0.3/10 = 51.70 tCO2 are lost a year of 365.25 days, none later."""
    stratum = {
        **STRATUM,
        "planted": day("2001-01-01"),
        "species": "秋茄",
        "growth": {"table": {0: 0, 9: 100}, "source": "示例"},
        "submergence": {"share": 0.3, "years": 10},
    }
    years = METHOD.ex_ante(project(stratum), at=AT, factors=None, factor_day=AT.on).years
    assert years[0].values["biomass_change"] == pytest.approx(-51.70 * 365 / 365.25, abs=0.01)
    assert years[-1].values["biomass_change"] == 0


# properties


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 50), st.lists(st.integers(18, 22), min_size=3, max_size=6))
def test_linear_in_area(area: float, counts: list[int]) -> None:
    one = achieved(project({**STRATUM, "area_ha": area}), survey({"A": counts}))
    three = achieved(project({**STRATUM, "area_ha": 3 * area}), survey({"A": counts}))
    for year, other in zip(one.years, three.years, strict=True):
        for name in ("biomass_change", "soil_change", "emission_reductions"):
            assert other.values[name] == pytest.approx(3 * year.values[name])


@settings(max_examples=25, deadline=None)
@given(st.floats(0.2, 0.8), st.lists(st.integers(15, 25), min_size=3, max_size=6))
def test_a_stratum_split_in_two_alike_holds_as_much(part: float, counts: list[int]) -> None:
    whole, split = (
        project(STRATUM),
        project(*({**STRATUM, "name": n, "area_ha": 10 * s} for n, s in (("A", part), ("B", 1 - part)))),
    )
    (one,), (two,) = (
        changes_of(p, strata_of(p), surveys_of(p, found, strata_of(p), METHOD.plan).held)
        for p, found in ((whole, survey({"A": counts})), (split, survey({"A": counts, "B": counts})))
    )
    assert two.total == pytest.approx(one.total)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.integers(18, 22), min_size=3, max_size=6))
def test_the_order_of_rows_says_nothing(random: Any, counts: list[int]) -> None:
    found = survey({"A": counts, "B": counts})
    plots, trees = list(found.plots), list(found.trees)
    random.shuffle(plots)
    random.shuffle(trees)
    one = project(STRATUM, {**STRATUM, "name": "B", "area_ha": 4})
    mixed = achieved(one, FieldSurvey(plots=tuple(plots), trees=tuple(trees)))
    straight = achieved(one, found)
    assert mixed.tonnes == straight.tonnes
    assert mixed.years[0].values == pytest.approx(straight.years[0].values)


def test_nothing_gives_nothing() -> None:
    """No tree at either survey, cover below 15 %."""
    found = achieved(project({**STRATUM, "cover": 0.1}), survey({"A": [0, 0]}))
    assert (found.tonnes, found.years[0].values["emission_reductions"]) == (0, 0.0)


# the rules


def outcomes(one: Project) -> dict[str, str]:
    return {f.rule: f.outcome for f in decide(Stage.ELIGIBILITY, one, AT).findings if "14-002" in f.rule}


def test_a_project_that_meets_the_conditions() -> None:
    assert set(outcomes(project(STRATUM)).values()) == {"met", "not-applicable"}


@pytest.mark.parametrize(("accepted", "outcome"), [(None, "unknown"), (True, "met"), (False, "not-met")])
def test_an_introduced_species_is_for_the_validator_to_decide(accepted: bool | None, outcome: str) -> None:
    one = project(STRATUM)
    site = {**one.site, "species": ["秋茄", "无瓣海桑"], "introduced_species_accepted": accepted}
    found = decide(Stage.ELIGIBILITY, msgspec.structs.replace(one, site=site), AT).findings
    species = next(f for f in found if f.rule == "ccer-14-002.species")
    assert species.outcome == outcome
    assert species.interpretation is not None
    assert "引进种" in species.interpretation.zh


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        ("2040-12-30", "not-met"),
        ("2040-12-31", "met"),
        ("2060-12-31", "met"),
        ("2061-01-01", "met"),
        ("2061-01-02", "not-met"),
    ],
)
def test_twenty_to_forty_years(end: str, outcome: str) -> None:
    """Both ends included; an end on the day and month of the start is tolerated."""
    one = msgspec.structs.replace(project(STRATUM), crediting=Period(day("2021-01-01"), day(end)))
    assert outcomes(one)["ccer-14-002.crediting_period"] == outcome


def test_a_period_beyond_the_lifetime_is_pointed_out_not_refused() -> None:
    """Xiapu: begun 2016-03-15, 2021 to 2060."""
    one = msgspec.structs.replace(
        project(STRATUM),
        start_of_construction=day("2016-03-15"),
        lifetime_years=40,
        crediting=Period(day("2021-01-01"), day("2060-12-31")),
    )
    found = decide(Stage.ELIGIBILITY, one, AT).findings
    rule = next(f for f in found if f.rule == "ccer-14-002.crediting_period")
    assert rule.outcome == "met"
    assert "2056-03-15" in str(rule.fact)


def test_another_habitat_is_refused() -> None:
    one = project(STRATUM)
    other = msgspec.structs.replace(one, site={**one.site, "habitat": "marsh"})
    assert outcomes(other)["ccer-14-002.habitat"] == "not-met"
    assert outcomes(other)["ccer-14-002.additionality"] == "not-met"
