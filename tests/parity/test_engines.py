"""One plan, every engine, one answer: NumPy, DuckDB and Spark agree with the float engine to 1e-9, and in every whole tonne."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccer.compute.calculate import calculate, columns_of
from ccer.compute.engines import ENGINES
from ccer.core.errors import BadInput
from ccer.methodologies import load

from .tables import CODES, FULLEST, OTHERS, Data, agree, made_up

WIND: Final = load("CCER-01-002-V01")
CSP: Final = load("CCER-01-001-V01")


SHAPES: Final[dict[str, tuple[list[Any], int]]] = {
    "many": (list(range(40)), 3000),
    "names": (["A210020", "A110002", "如东"], 400),
    "far-apart": ([7, 10**12], 200),
    "unordered": ([3, 1, 2], 50),
    "one-row": ([0], 1),
}


@pytest.mark.parametrize(
    ("shape", "code", "engine"),
    [
        (shape, code, engine)
        for shape, (code, engine) in product(SHAPES, product(CODES, OTHERS))
        if engine != "spark" or shape == "names" or code == FULLEST
    ],
)
def test_engines_agree(shape: str, code: str, engine: Any) -> None:
    data = made_up(20_231_024, load(code).plan, *SHAPES[shape])
    agree(calculate(load(code), data, "float"), calculate(load(code), data, engine))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(1, 5))
def test_engines_agree_on_any_data(seed: int, count: int, projects: int) -> None:
    """Without Spark: a query of it takes half a second."""
    data = made_up(seed, CSP.plan, list(range(projects)), count)
    expected = calculate(CSP, data, "float")
    agree(expected, calculate(CSP, data, "numpy"))
    agree(expected, calculate(CSP, data, "duckdb"))


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
    result = calculate(WIND, data, engine)
    assert result["tonnes"].tolist() == [count // 2]
    assert result["imported_energy"].tolist() == [0.0]


def test_rows_in_no_order() -> None:
    """Project-years scattered over far more groups than a block holds rows: the sum over all is that of the rows."""
    random = np.random.default_rng(1)
    projects, count = 60_000, 50_000
    data = made_up(1, WIND.plan, list(range(projects)), count)
    data["exports"]["meter_status"] = np.zeros(count, int)
    data["exports"]["project"] = random.permutation(projects)[:count]
    result = calculate(WIND, data)
    assert result["exported_energy"].sum() == pytest.approx(data["exports"]["metered"].sum(), rel=1e-12)
    agree(calculate(WIND, data, "duckdb"), result)


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
    data: Data = made_up(1, WIND.plan, [0], 5)
    for name in ("exports", "imports", "certificates"):
        data[name]["year"] = np.full(len(data[name]["project"]), 2024)
    with pytest.raises(BadInput, match=said):
        calculate(WIND, data | change, engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_reading_that_is_not_a_number_is_refused_alike(engine: Any) -> None:
    data = made_up(1, WIND.plan, [0], 5)
    data["exports"]["metered"][2] = np.nan
    with pytest.raises(BadInput, match="not a number"):
        calculate(WIND, data, engine)


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match="engine"):
        calculate(WIND, made_up(1, WIND.plan, [0], 5), "abacus")  # type: ignore[arg-type]


def test_no_reading_at_all_is_refused() -> None:
    data = {
        "projects": {"project": [0], "grid": ["East"]},
        "factors": {"grid": ["East"], "year": [2024], "combined_margin": [0.5]},
    }
    with pytest.raises(BadInput, match="no reading"):
        calculate(WIND, data)


def test_columns_that_a_plan_reads() -> None:
    wanted = columns_of(CSP.plan)
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
