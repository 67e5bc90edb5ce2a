"""Expected reductions, by hand."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from ccer.compute.grid import grid_factors
from ccer.compute.periods import Practice
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotInForce, NotKnown
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.subjects import Period, Project

from .conftest import CSP, TODAY, WIND, day

FACTORS = grid_factors()


def estimate(project: Project, **settings: Any):  # type: ignore[no-untyped-def]
    settings = {"at": TODAY, "factors": FACTORS, "factor_day": day("2026-02-02")} | settings
    return load(project.methodology).ex_ante(project, **settings)


def test_wind_by_hand() -> None:
    """Shandong is on North; label 2024: 1 000 000 MWh · 0.6313 = 631 300 t in each of ten whole calendar years."""
    result = estimate(WIND)
    assert [year.tonnes for year in result.years] == [631_300] * 10
    assert (result.tonnes, result.annual_mean_tonnes) == (6_313_000, 631_300)
    assert (result.kind, result.practice, result.methodology) == (
        "ex-ante",
        "day-weighted-floor-year",
        "CCER-01-002-V01",
    )
    assert result.in_force_since == day("2023-10-24")
    assert result.years[0].factor == "North 2024"
    assert list(result.years[0].values) == [
        "net_export", "combined_margin", "baseline_emissions", "project_emissions", "emission_reductions",
    ]  # fmt: skip


def test_what_makes_it_provisional_is_said_once() -> None:
    assert [(r.name, r.mark) for r in estimate(WIND).provisional] == [
        ("grid.label_offset_years", "derived"),
        ("grid_factor.North.2024", "derived"),
    ]
    names = [p.name for p in estimate(WIND).parameters]
    assert names == [
        "methodology.ccer-01-002-v01.om_weight",
        "methodology.ccer-01-002-v01.bm_weight",
        "grid.label_offset_years",
    ]


def test_export_and_import_give_the_net() -> None:
    both = replace(WIND, design={"annual_export_mwh": 1_010_000, "annual_import_mwh": 10_000})
    result = estimate(both)
    assert result.tonnes == estimate(WIND).tonnes
    assert list(result.years[0].values)[:3] == ["exported_energy", "imported_energy", "net_export"]


def test_published_margins_are_weighed() -> None:
    """East 2019 as published: 0.5·0.7921 + 0.5·0.3870 = 0.58955; 100 000 MWh give 58 955 t."""
    project = replace(
        WIND,
        province="江苏省",
        crediting=Period(day("2021-01-01"), day("2021-12-31")),
        design={"annual_net_export_mwh": 100_000},
    )
    (year,) = estimate(project, factor_day=day("2021-06-01")).years
    assert year.tonnes == 58_955
    assert (year.values["operating_margin"], year.values["build_margin"]) == (0.7921, 0.387)
    assert year.factor == "East 2019"
    assert year.provisional == ()


def test_fuels_by_hand() -> None:
    """Gas: 389.31 · 0.01532 · 0.99 · 44/12 = 21.650151996 t per 10^4 Nm3; diesel: 42.652 · 0.0202 · 0.98 · 44/12 = 3.0959096373 t/t.

    100 and 12 a year: 2 165.0151996 + 37.1509156 = 2 202.1661152 t. Baseline: (150 000 − 3 000) · 0.62155 = 91 367.85 t.
    Reductions: 89 165.6838848, rounded down 89 165 t a year.
    """
    fuels = [{"fuel": "natural-gas", "annual_quantity": 100}, {"fuel": "柴油", "annual_quantity": 12}]
    result = estimate(replace(CSP, design=CSP.design | {"fuels": fuels}))
    assert result.years[0].values["project_emissions"] == pytest.approx(2202.1661152, abs=1e-6)
    assert result.years[0].values["emission_reductions"] == pytest.approx(89_165.6838848, abs=1e-6)
    assert [year.tonnes for year in result.years] == [89_165] * 10
    rows = result.inputs["fuels"]
    assert isinstance(rows, list)
    assert [(row["fuel"], row["unit"]) for row in rows] == [("natural-gas", "10^4Nm3"), ("diesel", "t")]
    marks = {r.name.rpartition("v01.")[2]: r.mark for r in result.provisional}
    assert marks["fuel.diesel.carbon_content"] == "recalled"


def test_measured_fuel_properties_take_the_place_of_defaults() -> None:
    """43.0 · 0.02 · 1 · 44/12 = 3.1533333 t/t."""
    own = {
        "fuel": "diesel",
        "annual_quantity": 10,
        "net_calorific_value": 43.0,
        "carbon_content": 0.02,
        "oxidation_factor": 1.0,
    }
    result = estimate(replace(CSP, design=CSP.design | {"fuels": [own]}))
    assert result.years[0].values["project_emissions"] == pytest.approx(31.533333, abs=1e-6)
    assert not [p for p in result.parameters if "fuel" in p.name]


def test_no_fuel_is_no_emission() -> None:
    result = estimate(CSP)
    assert result.years[0].values["project_emissions"] == 0.0
    assert result.years[0].tonnes == 91_367


@pytest.mark.parametrize("practice", [p for p in Practice if p is not Practice.METERED_FLOOR_YEAR])
def test_years_add_up_to_the_total_under_every_practice(practice: Practice) -> None:
    project = replace(
        WIND,
        crediting=Period(day("2024-02-15"), day("2034-02-14")),
        design={"annual_net_export_mwh": 12_345.678},
    )
    result = estimate(project, practice=practice)
    assert sum(year.tonnes for year in result.years) == result.tonnes
    assert len(result.years) == (11 if practice.by_days else 10)


@pytest.mark.parametrize(
    ("design", "field"),
    [
        ({}, "annual_net_export_mwh"),
        ({"annual_net_export_mwh": "many"}, "annual_net_export_mwh"),
        ({"annual_net_export_mwh": -1}, "annual_net_export_mwh"),
        ({"annual_net_export_mwh": float("nan")}, "annual_net_export_mwh"),
        ({"annual_export_mwh": 100}, "annual_import_mwh"),
        (
            {"annual_export_mwh": 100, "annual_import_mwh": 1, "annual_net_export_mwh": 100},
            "annual_net_export_mwh",
        ),
    ],
)
def test_unusable_design(design: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput, match=rf"design\.{field}"):
        estimate(replace(WIND, design=design))


@pytest.mark.parametrize(
    "fuels",
    [
        "diesel",
        [{"fuel": "whale oil", "annual_quantity": 1}],
        [{"fuel": "diesel"}],
        [{"fuel": "diesel", "annual_quantity": 1, "oxidation_factor": 98}],
        [{"fuel": "diesel", "annual_quantity": 1, "carbon_content": 20.2}],
    ],
)
def test_unusable_fuels(fuels: Any) -> None:
    with pytest.raises(BadInput):
        estimate(replace(CSP, design=CSP.design | {"fuels": fuels}))


def test_other_refusals() -> None:
    with pytest.raises(BadInput, match="crediting period"):
        estimate(replace(WIND, crediting=None))
    with pytest.raises(BadInput, match="names no grid"):
        estimate(replace(WIND, province=None))
    with pytest.raises(BadInput, match="practice"):
        estimate(WIND, practice="by-guess")
    with pytest.raises(BadInput, match="practice"):
        estimate(WIND, practice="metered-floor-year")
    with pytest.raises(BadInput, match="factor rule"):
        estimate(WIND, factor_rule="by-guess")
    with pytest.raises(NotKnown, match="Southwest"):
        estimate(replace(WIND, grid="Southwest"))
    with pytest.raises(NotInForce):
        estimate(WIND, at=AsOf(corpus(), day("2023-10-23")))
