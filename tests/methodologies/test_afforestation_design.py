"""CCER-14-001-V01 before the fact: ways from volume to biomass, climate, crediting days, what a result says it rests on; by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from ccer.compute.survey import FieldSurvey, ParcelArea, PlotSurvey, TreeRow
from ccer.core.errors import BadInput
from ccer.core.text import Text
from ccer.methodologies.ccer_14_001_v01.ex_ante import climate_of
from ccer.monitoring.fields import plain, words
from ccer.project.file import read_project
from ccer.rules.catalogue import Stage, decide
from ccer.rules.subjects import Period

from ..cases.test_ccer_14_001 import METHOD, PROJECT, STRATUM, TODAY, day, design, site, total

GROWN = 200 * ((1 - math.exp(-2.5)) ** 2 - (1 - math.exp(-0.5)) ** 2)
"""Volume gained from 5 to 25 years by the stratum's curve. [m3/ha]"""


def expected(**changes: Any) -> float:
    return total(METHOD.ex_ante(design(strata=[STRATUM | changes]), at=TODAY))


def names(**changes: Any) -> dict[str, str]:
    result = METHOD.ex_ante(design(strata=[STRATUM | changes]), at=TODAY)
    return {reason.name: reason.mark for reason in result.provisional}


# From volume to biomass.


def test_density_and_expansion_and_one_factor_are_the_same() -> None:
    """Chinese fir 0.307 * 1.634 = 0.501638 t/m3, roots 0.246, carbon 0.520; the gain of volume on 10 ha, *44/12, less 10 %."""
    tonnes = GROWN * 0.501638 * 1.246 * 0.520 * 10 * 44 / 12 * 0.9
    assert expected() == pytest.approx(tonnes, rel=1e-9)
    assert expected(bcef=0.501638) == pytest.approx(tonnes, rel=1e-9)


def test_a_power_of_the_volume() -> None:
    """2 V^0.5: its gain is 2 * (V25^0.5 - V5^0.5), which is 2 * 200^0.5 * (e^-0.5 - e^-2.5)."""
    above = 2 * 200**0.5 * (math.exp(-0.5) - math.exp(-2.5))
    found = expected(regression={"form": "power", "a": 2, "b": 0.5, "source": "x"})
    assert found == pytest.approx(above * 1.246 * 0.520 * 10 * 44 / 12 * 0.9, rel=1e-9)


def test_a_line_of_the_volume() -> None:
    """12 + 0.6 V: the constant drops out of the gain."""
    found = expected(regression={"form": "linear", "a": 12, "b": 0.6, "source": "x"})
    assert found == pytest.approx(0.6 * GROWN * 1.246 * 0.520 * 10 * 44 / 12 * 0.9, rel=1e-9)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"regression": {"form": "power", "a": 2, "b": 0.5}}, "regression.source"),
        ({"regression": {"form": "cubic", "a": 2, "b": 0.5, "source": "x"}}, "regression.form"),
        ({"regression": {"form": "power", "a": -2, "b": 0.5, "source": "x"}}, "regression.a"),
        ({"regression": {"form": "linear", "a": 2, "b": 0.5, "source": "x"}, "bcef": 0.5}, "strata[1]"),
        ({"bcef": 0}, "strata[1].bcef"),
    ],
)
def test_a_way_that_cannot_be_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        expected(**changes)
    assert field in caught.value.what.en


def test_poplars_by_a_volume_equation() -> None:
    """0.00005 D^2 H^1 with D 20 cm, H 15 m: 0.3 m3; * 0.378 * 1.446 * 1.227 * 0.496 t C by the species table; 30 on 0.06 ha.

    Bare at the first survey; 10 ha: 0.3*0.378*1.446*1.227*0.496 * 500 a hectare * 10 * 44/12, less 10 %.
    """
    tree = TreeRow(
        plot="", species="poplar-spp", dbh_cm=20.0, height_m=15.0, count=30, surveyed_on=day("2026-06-01")
    )
    held = FieldSurvey(
        plots=tuple(
            PlotSurvey(plot=p, area_ha=0.06, surveyed_on=day(on), stratum="S1")
            for p in "ab"
            for on in ("2021-06-01", "2026-06-01")
        ),
        trees=tuple(replace(tree, plot=p) for p in "ab"),
        parcels=(ParcelArea(parcel="P", stratum="S1", measured_ha=10.0),),
    )
    period = Period(day("2021-06-02"), day("2026-06-01"))
    own = {"volume": {"scale": 0.00005, "exponent": 2, "height_exponent": 1}, "source": "地方材积表"}
    result = METHOD.ex_post(design(allometry={"poplar-spp": own}), held, period=period, at=TODAY)
    carbon = 0.3 * 0.378 * 1.446 * 1.227 * 0.496 * 500
    assert total(result) == pytest.approx(carbon * 10 * 44 / 12 * 0.9, rel=1e-9)
    marks = {reason.name: reason.mark for reason in result.provisional}
    assert (marks["allometry.poplar-spp"], marks["species.poplar-spp"]) == ("secondary", "recalled")
    for lacking in ({"volume": own["volume"]}, own | {"above": own["volume"]}):
        with pytest.raises(BadInput, match="volume and source"):
            METHOD.ex_post(design(allometry={"poplar-spp": lacking}), held, period=period, at=TODAY)


# What a result says it rests on.


def test_figures_of_the_user_are_named_with_their_source() -> None:
    curve = STRATUM["curve"]
    assert names()["curve.S1"] == "uncertain"  # no source was given
    assert names(curve=curve | {"source": "地方收获表"})["curve.地方收获表"] == "secondary"
    assert names(bcef=0.5)["coefficients.S1"] == "uncertain"
    assert names(bcef=0.5, source="试验林")["coefficients.试验林"] == "secondary"
    above = {"measure": "above", "species": "", "carbon": 0.5, "source": "x"}
    assert names(**above)["root_shoot"] == "recalled"


def test_soil_needs_its_data() -> None:
    with pytest.raises(BadInput, match=r"strata\.soil"):
        METHOD.ex_ante(design(pools=["soil"]), at=TODAY)


# Climate by its figures: the edges of AR-TOOL12 as public code restates them.


@pytest.mark.parametrize(
    ("elevation", "rain", "named"),
    [
        (2000, 1000, "tropical-dry"),
        (2000, 1000.1, "tropical-moist"),
        (0, 1600, "tropical-moist"),
        (0, 1600.1, "tropical-wet"),
        (2000.1, 500, "tropical-high"),
        (2000.1, 2500, "tropical-high"),
    ],
)
def test_a_figure_on_an_edge_belongs_to_the_class_below(elevation: float, rain: float, named: str) -> None:
    climate = {"zone": "tropical", "elevation_m": elevation, "precipitation_mm": rain}
    assert climate_of(design(climate=climate)) == named


def test_other_climates() -> None:
    assert (
        climate_of(design(climate={"zone": "boreal"}))
        == climate_of(design(climate="temperate"))
        == "temperate"
    )
    for wrong in ({"zone": "tropical", "elevation_m": 5}, {"zone": "polar"}, "humid", None, 5):
        with pytest.raises(BadInput, match="climate"):
            climate_of(design(climate=wrong))


# Days that may be credited.


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        ("2021-01-01", "2060-12-31", "2060-12-31"),
        ("2021-01-01", "2061-01-01", "2060-12-31"),
        ("2021-01-01", "2070-12-31", "2060-12-31"),
        ("2020-09-22", "2060-09-21", "2060-09-21"),
    ],
)
def test_no_day_after_forty_years_is_credited(start: str, end: str, last: str) -> None:
    project = replace(PROJECT, crediting=Period(day(start), day(end)))
    result = METHOD.ex_ante(project, at=TODAY)
    assert result.period == (max(day(start), day("2020-09-23")), day(last))
    assert len(result.adjustments) == (last != end) + (start < "2020-09-23")


# Conditions said in people's words.


def test_what_disturbed_the_soil_is_said_in_words() -> None:
    decision = decide(Stage.ELIGIBILITY, site(burnt_for_preparation=True, litter_removed=True), TODAY)
    (found,) = [one for one in decision.findings if one.rule == "ccer-14-001.soil"]
    assert found.fact == Text(
        "炼山整地、移除了枯落物或伐桩", "the site was prepared by burning, litter or stumps were removed"
    )


# A project file as people write it.


def test_days_and_the_word_on_stay_what_they_are_in_a_project_file(tmp_path: Path) -> None:
    """YAML 1.1 reads a bare ``on`` as yes; a fire and a displacement are written with it."""
    (tmp_path / "project.yaml").write_text(
        "name: 示例\nmethodology: CCER-14-001-V01\nlawful: on\n"
        "monitoring:\n  fires: [{on: 2025-03-02, stratum: A, burnt_ha: 9, zone: temperate}]\n",
        encoding="utf-8",
    )
    project = read_project(tmp_path)
    assert project.lawful is True
    assert project.monitoring["fires"][0]["on"] == day("2025-03-02")


# Bamboo that is stable, and words of the field.


def bamboo(name: str, **more: Any) -> dict[str, Any]:
    curve = {"form": "richards", "limit": 60, "rate": 0.3, "shape": 2, "source": "x"}
    return {"name": name, "pool": "bamboo", "area_ha": 1, "planted": "2016-06-01", "curve": curve} | more


def culms() -> FieldSurvey:
    """30 culms of moso, 9 cm thick and of the second age class, where none stood five years before."""
    days = (day("2021-06-01"), day("2026-06-01"))
    stem = TreeRow(plot="", species="moso-bamboo", dbh_cm=9.0, age_class=2, count=30, surveyed_on=days[1])
    return FieldSurvey(
        plots=tuple(
            PlotSurvey(plot=p, area_ha=0.06, surveyed_on=on, stratum="S1") for p in "ab" for on in days
        ),
        trees=tuple(replace(stem, plot=p) for p in "ab"),
        parcels=(ParcelArea(parcel="P", stratum="S1", measured_ha=10.0),),
    )


def test_the_first_bamboo_to_be_stable_ends_the_gains() -> None:
    """Stable on 2024-06-01 and 2026-06-01: 1096 of 1826 days count; without a stable age all do, and the result says so."""
    period = Period(day("2021-06-02"), day("2026-06-01"))
    found = {}
    for label, ages in (("both", (8, 10)), ("late", (10, 10)), ("one", (8, None))):
        strata = [bamboo(f"B{n}", **({"stable_age": age} if age else {})) for n, age in enumerate(ages)]
        found[label] = METHOD.ex_post(design(strata=strata), culms(), period=period, at=TODAY)
    assert total(found["both"]) == pytest.approx(total(found["late"]) * 1096 / 1826)
    assert total(found["one"]) == pytest.approx(total(found["late"]))
    said = {label: {reason.name for reason in result.provisional} for label, result in found.items()}
    assert [label for label in found if "bamboo.stable_age" in said[label]] == ["one"]
    assert not any(
        name.startswith("curve.") for name in said["both"]
    )  # what the fact does not rest on is not named
    before = METHOD.ex_ante(design(strata=[bamboo("B")]), at=TODAY)
    assert "bamboo.stable_age" in {reason.name for reason in before.provisional}


@pytest.mark.parametrize("confidence", [0, 0.49, 1])
def test_a_confidence_that_no_t_has_is_refused_on_the_form(confidence: float) -> None:
    official = {"confidence": {"value": confidence, "source": "x"}}
    with pytest.raises(BadInput, match="confidence"):
        METHOD.ex_ante(design(official=official), at=TODAY)


def test_a_planned_area_far_from_the_measured_one_is_logged() -> None:
    """10 ha planned and 9.52 measured are 5.04 % apart; 9.53 are 4.93 %."""
    for measured, logged in ((9.52, 1), (9.53, 0)):
        held = replace(culms(), parcels=())
        project = design(strata=[bamboo("S1", area_ha=10, stable_age=20)], measured_area_ha={"S1": measured})
        result = METHOD.ex_post(project, held, period=Period(day("2021-06-02"), day("2026-06-01")), at=TODAY)
        assert len([log for log in result.adjustments if "planned area" in log.what.en]) == logged
        assert result.inputs["areas_ha"] == {"S1": measured}


@pytest.mark.parametrize("area", ["ten", -1, 0, None, True])
def test_a_measured_area_that_is_no_number_is_refused(area: Any) -> None:
    held = replace(culms(), parcels=())
    with pytest.raises(BadInput, match="measured_area_ha"):
        METHOD.ex_post(
            design(measured_area_ha={"S1": area}),
            held,
            period=Period(day("2021-06-02"), day("2026-06-01")),
            at=TODAY,
        )


@pytest.mark.parametrize("word", ["原有", "保留木", "散生木", "existing"])
def test_a_retained_tree_is_no_tree_of_the_project(word: str) -> None:
    """Condition e) keeps scattered trees; the field sheet says which they are."""
    assert words("statuses")[plain(word)] == "existing"
