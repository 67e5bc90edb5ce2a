"""Salt marsh by hand: soil at a default rate, plots of plants, gases, an official figure, networking, the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccer.compute.result import Calculation
from ccer.compute.survey import FieldSurvey
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.catalogue import Stage, decide
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
METHOD = load("CCER-14-003-V01")
YEAR = Period(day("2025-01-01"), day("2025-12-31"))
MARSH = {"name": "A", "area_ha": 100}


def project(*strata: dict[str, Any], **design: Any) -> Project:
    return Project(
        name="示例盐沼",
        methodology=METHOD.code,
        crediting=Period(day("2023-01-01"), day("2062-12-31")),
        additionality="exempt",
        lawful=True,
        site={"restores_salt_marsh": True},
        design={"strata": list(strata), **design},
    )


def achieved(one: Project, period: Period = YEAR) -> Calculation:
    return METHOD.ex_post(one, FieldSurvey(), period=period, at=AT, factors=None, factor_day=AT.on)


def test_soil_at_the_default_rate() -> None:
    """100 ha · 0.91 · 44/12 = 333.667 tCO2, · 0.95 = 316.98: 316 t."""
    found = achieved(project(MARSH))
    assert found.tonnes == 316
    assert found.years[0].values["soil_change"] == pytest.approx(333.6667, abs=1e-4)
    assert found.interval is None
    assert {"proxy", "biomass_change", "networking_completed"} <= {r.name for r in found.provisional}


def test_the_other_default_goes_by_cover() -> None:
    """Cover 40 %: 1.46·25/35 = 1.042857; · 100 · 44/12 = 382.381; · 0.95 = 363.26: 363 t. Without a cover it is refused."""
    assert achieved(project({**MARSH, "cover": 0.4}, soil_default="vm0033")).tonnes == 363
    with pytest.raises(BadInput, match="cover"):
        achieved(project(MARSH, soil_default="vm0033"))
    with pytest.raises(BadInput, match="soil_default"):
        achieved(project(MARSH, soil_default="mine"))


def test_foreign_carbon_by_organic_matter() -> None:
    """6 % matter, 1.5 % deposited: own 4.5685 %. Carbon 2.49 % and 0.4·4.5685 + 0.0025·4.5685² = 1.87958 %: 24.515 % foreign."""
    stratum = {**MARSH, "allochthonous": {"matter_percent": 6.0}}
    found = achieved(project(stratum)).years[0].values["soil_change"]
    assert found == pytest.approx(333.66667 * (1.87958 / 2.49), rel=1e-5)


def test_plots_of_plants() -> None:
    """1, 1.2, 0.8 tC/ha grow by 1 each over 365 days: 100 tC, 366.667 tCO2; with soil (333.667 + 366.667)·0.95 = 665.317 t."""
    plots = {
        "opened_on": day("2025-01-01"),
        "closed_on": day("2026-01-01"),
        "strata": {"A": {"opening": [1, 1.2, 0.8], "closing": [2, 2.2, 1.8]}},
    }
    found = achieved(project(MARSH, biomass_plots=plots))
    assert found.tonnes == 665
    assert found.interval is not None
    assert found.interval.relative == pytest.approx(0, abs=1e-9)


def test_plots_whose_change_is_uncertain() -> None:
    """Changes 0.9, 1.0, 1.1: s/√3 = 0.057735, t(0.9; 2) = 2.919986, u = 16.86 %: 6 % off. 366.667·0.94 = 344.667 tCO2."""
    plots = {
        "opened_on": day("2025-01-01"),
        "closed_on": day("2026-01-01"),
        "strata": {"A": {"opening": [1, 1, 1], "closing": [1.9, 2.0, 2.1]}},
    }
    found = achieved(project(MARSH, biomass_plots=plots))
    assert found.years[0].values["biomass_change"] == pytest.approx(344.6667, abs=1e-4)
    assert found.interval is not None
    assert (found.interval.high - found.interval.low) / 2 == pytest.approx(
        366.6667 * 0.168586 * 0.95, rel=1e-4
    )


def test_gases_of_the_soil() -> None:
    """All above 20 ppt: 0.0056·28 + 0.000487·265 = 0.285855; · 100 = 28.5855. (333.667 - 28.586)·0.95 = 289.83: 289 t."""
    assert achieved(project({**MARSH, "salinity_ppt": 25}, soil_gases=True)).tonnes == 289
    with pytest.raises(BadInput, match="salinity"):
        achieved(project(MARSH, soil_gases=True))


def test_one_stratum_below_20_takes_the_higher_methane_for_all() -> None:
    """50 ha at 25 and 50 ha at 19 ppt: 0.011 for both; 100·(0.011·28 + 0.000487·265) = 43.7055."""
    strata = [{"name": str(s), "area_ha": 50, "salinity_ppt": s} for s in (25, 19)]
    values = achieved(project(*strata, soil_gases=True)).years[0].values
    assert values["soil_gas_emissions"] == pytest.approx(43.7055)


def test_a_deduction_read_by_the_user() -> None:
    """10 %: 333.667·0.9 = 300.3; the stand-in is gone from the reasons."""
    form = {"nonpermanence_deduction": {"value": 0.1, "source": "官方文本第6章"}}
    found = achieved(project(MARSH, official=form))
    assert found.tonnes == 300
    assert not [r for r in found.provisional if "nonpermanence" in r.name]
    assert [held.value for held in found.entered] == [0.1]


def test_only_after_networking() -> None:
    """Completed on 30 June 2025: 184 of 365 days are left, 333.667·184/365·0.95 = 159.79: 159 t."""
    one = msgspec.structs.replace(project(MARSH), networking_completed=day("2025-06-30"))
    assert achieved(one).tonnes == 159


def test_the_design_of_one_year() -> None:
    """No growth is stated: soil only, 316.98 a year over forty years, each rounded down."""
    found = METHOD.ex_ante(project(MARSH), at=AT, factors=None, factor_day=AT.on)
    assert (found.tonnes, found.annual_mean_tonnes) == (40 * 316, 316)
    assert "growth.A" in {r.name for r in found.provisional}


@settings(max_examples=20, deadline=None)
@given(st.floats(1, 500), st.floats(0.05, 0.95))
def test_linear_in_area_and_split_alike(area: float, part: float) -> None:
    one = achieved(project({**MARSH, "area_ha": area})).years[0].values
    two = achieved(project({**MARSH, "area_ha": 2 * area})).years[0].values
    split = achieved(project(*({"name": n, "area_ha": area * s} for n, s in (("A", part), ("B", 1 - part)))))
    assert two["emission_reductions"] == pytest.approx(2 * one["emission_reductions"])
    assert split.years[0].values["emission_reductions"] == pytest.approx(one["emission_reductions"])


def test_no_cover_gives_nothing() -> None:
    assert achieved(project({**MARSH, "cover": 0.0}, soil_default="vm0033")).tonnes == 0


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ({}, "no stratum"),
        ({"strata": [{"name": "A", "area_ha": 0}]}, "above 0"),
        ({"strata": [{"name": "A", "area_ha": 1}, {"name": "A", "area_ha": 2}]}, "two strata"),
        ({"strata": [{**MARSH, "soil": {"rate": 2.0}}]}, "source"),
        ({"strata": [{**MARSH, "allochthonous": 1.5}]}, "between 0 and 1"),
    ],
)
def test_a_design_that_cannot_be_used_is_refused(design: dict[str, Any], said: str) -> None:
    one = msgspec.structs.replace(project(MARSH), design=design)
    with pytest.raises(BadInput, match=said):
        achieved(one)


def test_rules() -> None:
    def outcomes(one: Project) -> dict[str, str]:
        return {f.rule: f.outcome for f in decide(Stage.ELIGIBILITY, one, AT).findings if "14-003" in f.rule}

    one = project(MARSH)
    assert set(outcomes(one).values()) == {"met", "not-applicable"}
    merged = msgspec.structs.replace(one, site={**one.site, "merged_with": ["CCER-14-002-V01"]})
    assert outcomes(merged)["ccer-14-003.merging"] == "unknown"
    refused = msgspec.structs.replace(merged, site={**merged.site, "owners_authorised": False})
    assert outcomes(refused)["ccer-14-003.merging"] == "not-met"
