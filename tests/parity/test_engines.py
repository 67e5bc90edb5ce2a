"""One plan, every engine, one answer: NumPy and DuckDB agree with the float engine to 1e-9, and in every whole tonne."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccer.compute.calculate import calculate, columns_of
from ccer.compute.engines import ENGINES
from ccer.core.errors import BadInput
from ccer.methodologies import codes, load

Data = dict[str, dict[str, Any]]
OTHERS = [name for name in ENGINES if name != "float"]


def rows(random: np.random.Generator, projects: list[Any], count: int, most: float) -> dict[str, Any]:
    return {
        "project": np.array(projects)[random.integers(0, len(projects), count)],
        "year": random.integers(2020, 2026, count),
        "metered": random.uniform(0, most, count),
        "meter_status": random.integers(0, 4, count),
        "actual_error": random.uniform(-0.02, 0.02, count),
        "permissible_error": np.full(count, 0.005),
    }


def made_up(seed: int, code: str, projects: list[Any], count: int) -> Data:
    random = np.random.default_rng(seed)
    grids = np.array(["East", "North"])
    data: Data = {
        "projects": {"project": np.array(projects), "grid": grids[random.integers(0, 2, len(projects))]},
        "factors": {
            "grid": np.repeat(grids, 6),
            "year": np.tile(np.arange(2020, 2026), 2),
            "combined_margin": random.uniform(0.4, 0.7, 12),
        },
        "exports": rows(random, projects, count, 50_000.0),
        "imports": rows(random, projects, max(1, count // 2), 500.0),
    }
    traded = rows(random, projects, 3, 100.0)
    data["certificates"] = {
        "project": traded["project"],
        "year": traded["year"],
        "certificates_traded": traded["metered"],
    }
    if code == "CCER-01-001-V01":
        data["fuels"] = rows(random, projects, count, 80.0) | {
            "net_calorific_value": np.full(count, 389.31),
            "carbon_content": np.full(count, 0.01532),
            "oxidation_factor": np.full(count, 0.99),
        }
    return data


def agree(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert set(one) == set(other)
    assert one["project"].tolist() == other["project"].tolist()
    assert one["year"].tolist() == other["year"].tolist()
    for name in set(one) - {"project", "year", "tonnes"}:
        assert np.asarray(one[name], float) == pytest.approx(
            np.asarray(other[name], float), rel=1e-9, abs=1e-6
        ), name
    assert one["tonnes"].tolist() == other["tonnes"].tolist()
    assert one["tonnes"].dtype == np.int64


@pytest.mark.parametrize("engine", OTHERS)
@pytest.mark.parametrize("code", codes())
@pytest.mark.parametrize(
    ("projects", "count"),
    [
        (list(range(40)), 3000),
        (["A210020", "A110002", "如东"], 400),
        ([7, 10**12], 200),
        ([3, 1, 2], 50),
        ([0], 1),
    ],
    ids=["many", "names", "far-apart", "unordered", "one-row"],
)
def test_engines_agree(engine: Any, code: str, projects: list[Any], count: int) -> None:
    data = made_up(20_231_024, code, projects, count)
    agree(calculate(load(code), data, "float"), calculate(load(code), data, engine))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 5))
def test_engines_agree_on_any_data(seed: int, count: int, projects: int) -> None:
    data = made_up(seed, "CCER-01-001-V01", list(range(projects)), count)
    expected = calculate(load("CCER-01-001-V01"), data, "float")
    for engine in OTHERS:
        agree(expected, calculate(load("CCER-01-001-V01"), data, engine))


@pytest.mark.parametrize("engine", ENGINES)
def test_blocks_do_not_show(engine: Any) -> None:
    """More rows than a block of the NumPy engine; every row exports 1 MWh at 0.5: 20 000 tonnes a year."""
    count = 40_000 if engine != "float" else 4_000
    ones: dict[str, Any] = {
        "project": np.zeros(count, int),
        "year": np.full(count, 2024),
        "metered": np.ones(count),
        "meter_status": np.zeros(count, int),
        "actual_error": np.zeros(count),
        "permissible_error": np.full(count, 0.005),
    }
    data = {
        "projects": {"project": [0], "grid": ["East"]},
        "factors": {"grid": ["East"], "year": [2024], "combined_margin": [0.5]},
        "exports": ones,
    }
    result = calculate(load("CCER-01-002-V01"), data, engine)
    assert result["tonnes"].tolist() == [count // 2]
    assert result["imported_energy"].tolist() == [0.0]


def test_rows_in_no_order() -> None:
    """Project-years scattered over far more groups than a block holds rows: the sum over all is that of the rows."""
    random = np.random.default_rng(1)
    projects, count = 60_000, 50_000
    data = made_up(1, "CCER-01-002-V01", list(range(projects)), count)
    data["exports"]["meter_status"] = np.zeros(count, int)
    data["exports"]["project"] = random.permutation(projects)[:count]
    result = calculate(load("CCER-01-002-V01"), data)
    assert result["exported_energy"].sum() == pytest.approx(data["exports"]["metered"].sum(), rel=1e-12)
    agree(calculate(load("CCER-01-002-V01"), data, "duckdb"), result)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"factors": {"grid": ["East"], "year": [2023], "combined_margin": [0.5]}}, "no factor for 2024"),
        ({"factors": {"grid": ["North"], "year": [2024], "combined_margin": [0.5]}}, "no factor for 2024"),
        ({"projects": {"project": [1], "grid": ["East"]}}, "project 0 has no factor"),
        ({"exports": {"year": [2024]}}, "column project is missing"),
        ({"projects": {"project": [0, 0], "grid": ["East", "East"]}}, "stands there twice"),
        ({"projects": {"project": [0]}}, "column grid is missing"),
        ({"projects": {"project": [0, 1], "grid": ["East"]}}, "differ in length"),
    ],
)
def test_what_is_missing_is_refused_alike(engine: Any, change: Data, said: str) -> None:
    data: Data = made_up(1, "CCER-01-002-V01", [0], 5)
    for name in ("exports", "imports", "certificates"):
        data[name]["year"] = np.full(len(data[name]["project"]), 2024)
    with pytest.raises(BadInput, match=said):
        calculate(load("CCER-01-002-V01"), data | change, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reading_that_is_not_a_number_is_refused_alike(engine: Any) -> None:
    data = made_up(1, "CCER-01-002-V01", [0], 5)
    data["exports"]["metered"][2] = np.nan
    with pytest.raises(BadInput, match="not a number"):
        calculate(load("CCER-01-002-V01"), data, engine)


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="engine"):
        calculate(load("CCER-01-002-V01"), made_up(1, "CCER-01-002-V01", [0], 5), "abacus")  # type: ignore[arg-type]


def test_no_reading_at_all_is_refused() -> None:
    data = {
        "projects": {"project": [0], "grid": ["East"]},
        "factors": {"grid": ["East"], "year": [2024], "combined_margin": [0.5]},
    }
    with pytest.raises(BadInput, match="no reading"):
        calculate(load("CCER-01-002-V01"), data)


def test_columns_that_a_plan_reads() -> None:
    wanted = columns_of(load("CCER-01-001-V01").plan)
    assert wanted["exports"] == (
        "project",
        "year",
        "meter_status",
        "actual_error",
        "permissible_error",
        "metered",
    )
    assert wanted["certificates"] == ("project", "year", "certificates_traded")
    assert set(wanted) == {"projects", "factors", "exports", "imports", "certificates", "fuels"}
