"""Renewable hydrogen by hand; the equations are stand-ins and the benchmark is the case's own round figure."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ccer.core.errors import NotKnown
from ccer.rules import Stage, decide

from .quantity_rows import TODAY, account, estimate, example, month, with_design

PROJECT = example("CCER-01-004-V01")


def test_a_year_of_the_design() -> None:
    """95 000 / 100 000 = 0.95; 2 000 t · 0.95 = 1 900 t · 10 = 19 000 t; 5 000 MWh · 0.6313 = 3 156.5 t; 15 843.5 → 15 843 t."""
    result = estimate(PROJECT)
    assert result.years[0].values["credited_hydrogen"] == pytest.approx(1_900.0, abs=1e-9)
    assert result.years[0].values["emission_reductions"] == pytest.approx(15_843.5, abs=1e-6)
    assert result.tonnes == 158_430
    assert [r.mark for r in result.provisional if r.name == "hydrogen_benchmark"] == ["uncertain"]


def test_the_share_is_that_of_each_month() -> None:
    """January: 60/100 of 10 t = 6 t. February: 120/100 is held at 1, 10 t. 16 t · 10 − 40 MWh · 0.6313 = 134.748 t.

    Over both months together it would be min(1, 180/200) of 20 t = 18 t: a surplus of one month does not cover the other.
    """
    rows = [
        month(interval, name, value, point, unit)
        for interval, own in (("2026-01", 60.0), ("2026-02", 120.0))
        for name, value, point, unit in (
            ("hydrogen_produced", 10.0, "电解槽", "t"),
            ("renewable_electricity", own, "电解槽", "MWh"),
            ("electrolysis_electricity", 100.0, "电解槽", "MWh"),
            ("grid_electricity", 40.0 if own == 60.0 else 0.0, "关口表", "MWh"),
        )
    ]
    result = account(PROJECT, rows, "2026-01", "2026-02")
    assert result.years[0].values["credited_hydrogen"] == pytest.approx(16.0, abs=1e-9)
    assert result.years[0].values["emission_reductions"] == pytest.approx(134.748, abs=1e-6)


def test_a_month_at_rest_is_left_out_and_logged() -> None:
    rows = [
        month(interval, name, value * running, point, unit)
        for interval, running in (("2026-01", 1.0), ("2026-02", 0.0))
        for name, value, point, unit in (
            ("hydrogen_produced", 10.0, "电解槽", "t"),
            ("renewable_electricity", 100.0, "电解槽", "MWh"),
            ("electrolysis_electricity", 100.0, "电解槽", "MWh"),
            ("grid_electricity", 0.0, "关口表", "MWh"),
        )
    ]
    result = account(PROJECT, rows, "2026-01", "2026-02")
    assert result.tonnes == 100
    assert ["used no power" in entry.what.en for entry in result.adjustments] == [True]


def test_a_benchmark_from_the_official_text_names_its_source() -> None:
    """1 900 t · 8 − 3 156.5 = 12 043.5; what was uncertain rests on the user's reading now."""
    entry = {"hydrogen_benchmark": {"value": 8, "source": "示例文件 6.3"}}
    result = estimate(with_design(PROJECT, hydrogen_benchmark=None, official=entry))
    assert result.years[0].values["emission_reductions"] == pytest.approx(12_043.5, abs=1e-6)
    assert not [r for r in result.provisional if "hydrogen_benchmark" in r.name]
    (held,) = result.entered
    assert (held.value, held.unit) == (8, "tCO2/t")
    assert held.note is not None
    assert "示例文件 6.3" in held.note.zh


def test_without_a_benchmark_nothing_is_calculated() -> None:
    with pytest.raises(NotKnown, match="not found"):
        estimate(with_design(PROJECT, hydrogen_benchmark=None))


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        ("new_build", "new_build"),
        ("own_plant_in_no_other_scheme", "own_power"),
        ("purchased_certificates", "no_purchased_certificates"),
        ("wind_or_photovoltaic_only", "power_sources"),
    ],
)
def test_conditions(fact: str, rule: str) -> None:
    """Each condition alone refuses, and takes the exemption with it."""
    wrong = replace(PROJECT, site=PROJECT.site | {fact: not PROJECT.site[fact]})
    left_out = replace(PROJECT, site={k: v for k, v in PROJECT.site.items() if k != fact})
    for project, outcome in ((PROJECT, "met"), (wrong, "not-met"), (left_out, "unknown")):
        found = {
            f.rule.rpartition(".")[2]: f.outcome for f in decide(Stage.ELIGIBILITY, project, TODAY).findings
        }
        assert (found[rule], found["additionality"]) == (outcome, outcome)
