"""Seagrass by hand: soil at the default rate, gases of open water, what is refused, the rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

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
METHOD = load("CCER-14-004-V01")
BED = {"name": "A", "area_ha": 50}


def project(*strata: dict[str, Any], **design: Any) -> Project:
    return Project(
        name="示例海草床",
        methodology=METHOD.code,
        crediting=Period(day("2025-01-01"), day("2044-12-31")),
        additionality="exempt",
        lawful=True,
        site={"restores_seagrass": True, "smallest_bed_m2": 100.5},
        design={"strata": list(strata), **design},
    )


def achieved(one: Project) -> Calculation:
    period = Period(day("2025-01-01"), day("2025-12-31"))
    return METHOD.ex_post(one, FieldSurvey(), period=period, at=AT, factors=None, factor_day=AT.on)


def test_soil_at_the_default_rate() -> None:
    """50 ha · 0.43 · 44/12 = 78.8333 tCO2, · 0.95 = 74.89: 74 t."""
    found = achieved(project(BED))
    assert found.tonnes == 74
    assert found.years[0].values["emission_reductions"] == pytest.approx(74.8917, abs=1e-4)


def test_the_design() -> None:
    """74.8917 t in each of twenty whole years, 74 each: 1 480 t. Planted bare, plants count as nothing where no growth is stated."""
    found = METHOD.ex_ante(project(BED), at=AT, factors=None, factor_day=AT.on)
    assert [year.tonnes for year in found.years] == [74] * 20
    assert (found.tonnes, found.annual_mean_tonnes) == (1_480, 74)
    assert {year.values["biomass_change"] for year in found.years} == {0.0}


def test_gases_of_open_water() -> None:
    """Above 20 ppt: 0.0056·28 + 0.000157·265 = 0.198405; · 50 = 9.92025. (78.8333 - 9.9203)·0.95 = 65.467: 65 t."""
    found = achieved(project({**BED, "salinity_ppt": 32}, soil_gases=True))
    assert found.tonnes == 65
    assert found.years[0].values["soil_gas_emissions"] == pytest.approx(9.92025)


def test_a_rate_measured_otherwise_names_its_source() -> None:
    """1 tC/ha/yr: 50·44/12·0.95 = 174.17 t; the result stays provisional and says whose figure it is."""
    found = achieved(project({**BED, "soil": {"rate": 1.0, "source": "铅-210定年，检测报告3号"}}))
    assert found.tonnes == 174
    assert any("铅-210" in reason.why.zh for reason in found.provisional)


def test_area_twice_is_twice_and_none_is_refused() -> None:
    one, two = (achieved(project({**BED, "area_ha": area})) for area in (50, 100))
    assert two.years[0].values["soil_change"] == pytest.approx(2 * one.years[0].values["soil_change"])
    with pytest.raises(BadInput, match="above 0"):
        achieved(project({**BED, "area_ha": 0}))


def test_a_rate_of_nothing_gives_nothing() -> None:
    assert achieved(project({**BED, "soil": {"rate": 0.0, "source": "x"}})).tonnes == 0


def test_what_is_not_held_for_seagrass_is_refused() -> None:
    with pytest.raises(BadInput, match="organic matter"):
        achieved(project({**BED, "allochthonous": {"matter_percent": 3.0}}))
    with pytest.raises(BadInput, match="soil_default"):
        achieved(project(BED, soil_default="vm0033"))


@pytest.mark.parametrize(("size", "outcome"), [(100, "not-met"), (100.5, "met"), (None, "unknown")])
def test_size_of_a_bed(size: float | None, outcome: str) -> None:
    """More than 100 m2."""
    one = project(BED)
    other = msgspec.structs.replace(one, site={**one.site, "smallest_bed_m2": size})
    found = {f.rule: f.outcome for f in decide(Stage.ELIGIBILITY, other, AT).findings}
    assert found["ccer-14-004.bed"] == outcome


def test_additionality_stays_open() -> None:
    """What the text asks of it is not known to this base."""
    found = {f.rule: f for f in decide(Stage.ELIGIBILITY, project(BED), AT).findings}
    assert found["ccer-14-004.additionality"].outcome == "unknown"
