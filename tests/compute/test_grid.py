"""Which factor belongs to a year, as it stood on a day.

Expected factors: the published 2019 table and the combined margins of grid-factors.csv; label 2024 was published on 2026-01-13 (a
validator's note on the registry). Methodology: the factor of the year, else of the nearest earlier one, never of a later.
"""

from __future__ import annotations

import datetime as dt

import pytest

from ccer.compute.grid import FactorRule, grid_factors, margin
from ccer.compute.grid_table import parse_factors
from ccer.compute.places import grid_names, grid_of
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput, NotKnown
from ccer.policy.corpus import corpus

day = dt.date.fromisoformat
FACTORS = grid_factors()


@pytest.mark.parametrize(
    ("grid", "year", "on", "label", "combined"),
    [
        ("North", 2024, "2026-01-12", 2023, 0.6185),
        ("North", 2024, "2026-01-13", 2024, 0.6313),
        ("North", 2022, "2026-01-12", 2023, 0.6185),
        ("North", 2022, "2026-01-13", 2024, 0.6313),
        ("North", 2021, "2026-06-01", 2023, 0.6185),
        ("North", 2020, "2026-06-01", 2022, 0.66665),
        ("Northwest", 2026, "2026-05-18", 2024, 0.62155),
        ("Northwest", 2025, "2025-12-31", 2023, 0.63055),
        ("South", 2023, "2026-01-13", 2024, 0.4861),
        ("East", 2020, "2024-12-02", 2022, 0.5287),
        ("East", 2021, "2024-12-02", 2023, 0.48665),
        ("East", 2030, "2024-12-02", 2023, 0.48665),
        ("East", 2019, "2025-01-01", 2021, 0.52895),
        ("East", 2018, "2025-01-01", 2019, 0.58955),
        ("East", 2022, "2024-09-02", 2019, 0.58955),
        ("North", 2017, "2021-01-01", 2019, 0.7119),
    ],
)
def test_factor_of_a_year(grid: str, year: int, on: str, label: int, combined: float) -> None:
    chosen = FACTORS.factor_for(grid, year, day(on)).factor
    assert (chosen.label, chosen.combined_margin) == (label, pytest.approx(combined, abs=1e-12))


@pytest.mark.parametrize(
    ("year", "label"), [(2020, 2019), (2021, 2021), (2022, 2022), (2023, 2023), (2031, 2023)]
)
def test_label_read_as_calendar_year(year: int, label: int) -> None:
    """First documents of 2024-09: East 2022 took label 2022, from 2023 on label 2023."""
    assert FACTORS.factor_for("East", year, day("2024-09-03"), FactorRule.LABEL_YEAR).factor.label == label


def test_the_offset_is_a_dated_parameter() -> None:
    held = AsOf(corpus(), day("2026-11-21")).parameter("grid.label_offset_years")
    assert (held.count, held.mark, held.cite) == (2, "derived", "ccer-01-002-v01/table-6")
    assert FACTORS.factor_for("East", 2022, day("2024-09-03"), offset=0).factor.label == 2022
    assert FACTORS.factor_for("East", 2022, day("2024-09-03"), offset=2).factor.label == 2023


def test_a_later_vintage_is_never_used() -> None:
    only_2023 = parse_factors(HEADER + "East,2023,2021,,,0.48665,,2024-09-03,inferred\n")
    assert only_2023.factor_for("East", 2021, day("2026-01-01")).factor.label == 2023
    with pytest.raises(NotKnown) as refusal:
        only_2023.factor_for("East", 2020, day("2026-01-01"), clause="ccer-01-002-v01/table-6")
    said = " ".join(refusal.value.lines("en"))
    assert "2020" in said
    assert "2023" in said
    assert "East China" in said
    assert refusal.value.clause == "ccer-01-002-v01/table-6"


@pytest.mark.parametrize("grid", ["Southwest", "西藏自治区"])
def test_a_grid_without_factors_is_refused(grid: str) -> None:
    with pytest.raises(NotKnown):
        FACTORS.factor_for(grid, 2024, day("2026-11-21"))


def test_what_is_inferred_is_provisional_and_what_is_published_is_not() -> None:
    assert FACTORS.factor_for("North", 2017, day("2021-01-01")).reasons == ()
    (reason,) = FACTORS.factor_for("North", 2024, day("2026-01-13")).reasons
    assert (reason.name, reason.mark) == ("grid_factor.North.2024", "derived")


def test_a_published_label_whose_figure_is_not_held_is_said() -> None:
    reasons = FACTORS.factor_for("East", 2024, day("2026-02-02")).reasons
    assert [(r.name, r.mark) for r in reasons] == [
        ("grid_factor.East.2023", "derived"),
        ("grid_factor.East.2024", "uncertain"),
    ]


def test_an_old_label_does_not_stand_in_for_one_that_is_long_out() -> None:
    """Of the Central grid only label 2019 is held; labels up to 2024 are in use."""
    with pytest.raises(NotKnown, match="label 2024 is in use"):
        FACTORS.factor_for("Central", 2024, day("2026-02-02"))
    assert FACTORS.factor_for("Central", 2018, day("2021-02-02")).factor.label == 2019


def test_combined_only_factors_serve_equal_weights_only() -> None:
    inferred = FACTORS.factor_for("North", 2024, day("2026-01-13")).factor
    assert margin(inferred, 0.5, 0.5) == {"combined_margin": 0.6313}
    with pytest.raises(BadInput, match=r"0\.75/0\.25"):
        margin(inferred, 0.75, 0.25)
    published = FACTORS.factor_for("North", 2017, day("2021-01-01")).factor
    assert margin(published, 0.75, 0.25) == {"operating_margin": 0.9419, "build_margin": 0.4819}


@pytest.mark.parametrize(
    ("name", "grid"),
    [
        ("江苏省", "East"), ("江苏", "East"), ("Jiangsu", "East"), ("jiangsu province", "East"), ("华东", "East"), ("East", "East"),
        ("山东省", "North"), ("广东省", "South"), ("甘肃省", "Northwest"), ("青海", "Northwest"), ("新疆维吾尔自治区", "Northwest"),
        ("辽宁省", "Northeast"), ("湖北省", "Central"), ("海南省", "South"), ("内蒙古自治区", "North"), ("内蒙古西部", "North"),
        ("蒙东", "Northeast"), ("West Inner Mongolia", "North"), ("宁夏回族自治区", "Northwest"), ("北京市", "North"),
    ],
)  # fmt: skip
def test_grid_of_a_place(name: str, grid: str) -> None:
    assert grid_of(name).grid == grid


def test_a_place_that_is_not_sure_is_marked() -> None:
    assert grid_of("江苏省").mark == "found"
    assert grid_of("内蒙古西部").mark == "derived"
    assert grid_of("内蒙古自治区").mark == "uncertain"
    assert grid_of("四川省").mark == "uncertain"
    reasons = FACTORS.factor_for("内蒙古西部", 2024, day("2026-02-01")).reasons
    assert [r.name for r in reasons] == ["grid_factor.North.2024", "grid_of.内蒙古西部"]


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(BadInput):
        grid_of("Atlantis")
    assert len(grid_names()) == 7


HEADER = "grid,label,data_year,operating_margin,build_margin,combined_margin,published_on,known_by,basis\n"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("East,2024,2022,,,,,2026-01-13,inferred", "combined_margin"),
        ("East,2024,2022,0.7,,0.48,,2026-01-13,published", "operating_margin"),
        ("East,2024,2022,0.7,0.3,0.6,2026-01-13,,published", "combined_margin"),
        ("Eastern,2024,2022,,,0.48,,2026-01-13,inferred", "grid"),
        ("East,24,2022,,,0.48,,2026-01-13,inferred", "label"),
        ("East,2024,2022,,,486.5,,2026-01-13,inferred", "combined_margin"),
        ("East,2024,2022,,,abc,,2026-01-13,inferred", "combined_margin"),
        ("East,2024,2022,,,0.48,13/01/2026,,inferred", "published_on"),
        ("East,2024,2022,,,0.48,,,inferred", "known_by"),
        ("East,2024,2022,,,0.48,,2026-01-13,guess", "basis"),
    ],
)
def test_a_table_of_another_shape_is_refused(row: str, column: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_factors(HEADER + row + "\n", "own.csv")
    assert f"own.csv, row 2, column {column}" in refusal.value.what.en


def test_missing_columns_and_twins_are_refused() -> None:
    with pytest.raises(BadInput, match="row 1, column known_by"):
        parse_factors(
            "grid,label,data_year,operating_margin,build_margin,combined_margin,published_on,basis\n"
        )
    row = "East,2024,2022,,,0.48,,2026-01-13,inferred\n"
    with pytest.raises(BadInput, match="row 3"):
        parse_factors(HEADER + row + row)


def test_an_operator_may_add_a_published_table() -> None:
    own = parse_factors(HEADER + "East,2024,2022,0.6200,0.3400,,2026-01-13,,published\n")
    chosen = FACTORS.merged(own).factor_for("East", 2024, day("2026-02-02"))
    assert chosen.factor.combined_margin == pytest.approx(0.48)
    assert chosen.reasons == ()


@pytest.mark.shared
def test_the_shipped_table_is_the_given_one(shared) -> None:  # type: ignore[no-untyped-def]
    assert parse_factors((shared / "data" / "grid-factors.csv").read_text("utf-8")) == FACTORS
