"""Monte Carlo against analytical propagation of error: hand arithmetic and the package uncertainties, to the error of the sampling."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uncertainties import correlated_values, ufloat

from ccer.compute.calculate import calculate
from ccer.compute.grid import grid_factors
from ccer.compute.methodology import run_steps
from ccer.compute.readings import Reading, Readings
from ccer.compute.uncertainty import InputError, Sampling, monte_carlo, plan_interval, with_interval
from ccer.core.asof import AsOf
from ccer.core.errors import BadInput
from ccer.methodologies import load
from ccer.policy.corpus import corpus
from ccer.rules.receipt import seal
from ccer.rules.subjects import Period, Project

day = dt.date.fromisoformat
AT = AsOf(corpus(), day("2026-11-21"))
FACTORS = grid_factors()
WIND, CSP = load("CCER-01-002-V01"), load("CCER-01-001-V01")
SAMPLING = Sampling(seed=20_231_024, draws=200_000)
Z90 = 1.6448536269514722
"""90 % of a normal distribution lie within so many standard deviations."""
MC = 0.01
"""Quantiles of 200 000 draws at 5 % and 95 % err by about 0.3 % of the half-width; three times that."""


def half(interval: Any) -> float:
    return (interval.high - interval.low) / 2


def spread(shape: str, size: float, **more: Any) -> Any:
    """A value of 100 by itself."""
    error = InputError(shape, size, **more)  # type: ignore[arg-type]
    return monte_carlo(lambda c: c["x"], {"x": 100.0}, {"x": error}, SAMPLING)


@pytest.mark.parametrize(
    ("shape", "low", "high"),
    [
        # 100 ± 1.64485 · 5
        ("normal", 91.7757, 108.2243),
        # half-width 5, 90 % of it: ± 4.5
        ("uniform", 95.5, 104.5),
        # half-width 5: a tail of 5 % begins at 5 · (1 − √0.1) = 3.4189
        ("triangular", 96.5811, 103.4189),
    ],
)
def test_each_shape_by_hand(shape: str, low: float, high: float) -> None:
    for error in ({"size": 0.05}, {"size": 5.0, "relative": False}):
        interval = spread(shape, **error)
        assert interval.low == pytest.approx(low, abs=0.05)
        assert interval.high == pytest.approx(high, abs=0.05)
        assert interval.relative == pytest.approx((high - low) / 2 / 100, rel=MC)
    assert interval.confidence == 0.9
    assert interval.drivers == (("x", 1.0),)


def test_a_quantity_that_cannot_be_negative_is_cut_off_at_zero() -> None:
    """|N(0, 1)|, the normal about 0 cut off at 0: its 95 % quantile is 1.95996, its 5 % quantile 0.06271."""
    error = InputError("normal", 1.0, relative=False)
    interval = monte_carlo(lambda c: c["x"] + 1, {"x": 0.0}, {"x": error}, SAMPLING)
    assert interval.low - 1 == pytest.approx(
        0.06271, abs=0.0025
    )  # four standard errors: √(0.05·0.95/200 000) / 0.797 = 0.0006
    assert interval.high - 1 == pytest.approx(1.95996, abs=0.02)
    free = monte_carlo(
        lambda c: c["x"] + 1,
        {"x": 0.0},
        {"x": msgspec.structs.replace(error, non_negative=False)},
        SAMPLING,
    )
    assert free.low - 1 == pytest.approx(-Z90, abs=0.02)


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=5),
    st.sampled_from(["normal", "uniform", "triangular"]),
    st.floats(0, 3),
    st.booleans(),
    st.sampled_from(["", "all"]),
)
@settings(max_examples=60, deadline=None)
def test_no_draw_is_negative(
    values: list[float], shape: Any, size: float, relative: bool, common: str
) -> None:
    lowest = []

    def chain(columns: Any) -> Any:
        lowest.append(columns["x"].min())
        return columns["x"].sum(axis=0) + 1

    error = InputError(shape, size, relative, common=common)
    monte_carlo(chain, {"x": values}, {"x": error}, Sampling(3, draws=200))
    assert min(lowest) >= -1e-9 * max(values)


def test_linear_chain_as_uncertainties_has_it() -> None:
    """Offshore wind of one year: export and import normal, the factor exact, so the result is linear and normal."""
    steps = WIND.plan.years
    exact = {"certificates_traded": 20.0, "combined_margin": 0.4819}
    columns = {"exported_energy": 1000.0, "imported_energy": 30.0, **exact}
    errors = {"exported_energy": InputError("normal", 0.03), "imported_energy": InputError("normal", 0.2)}
    interval = monte_carlo(lambda c: run_steps(steps, c)["emission_reductions"], columns, errors, SAMPLING)
    known = run_steps(
        steps, {"exported_energy": ufloat(1000, 30), "imported_energy": ufloat(30, 6), **exact}
    )["emission_reductions"]
    assert half(interval) == pytest.approx(Z90 * known.std_dev, rel=MC)
    assert (interval.low + interval.high) / 2 == pytest.approx(known.nominal_value, rel=1e-3)
    # shares of the variance: 30² = 900 and 6² = 36
    shares = {variable.nominal_value: part**2 for variable, part in known.error_components().items()}
    expected = {"exported_energy": shares[1000], "imported_energy": shares[30]}
    for name, share in interval.drivers:
        assert share == pytest.approx(expected[name] / known.std_dev**2, rel=0.03)
    assert [name for name, _ in interval.drivers] == ["exported_energy", "imported_energy"]
    assert dict(interval.drivers)["exported_energy"] == pytest.approx(900 / 936, rel=0.01)


def test_a_product_of_small_errors_as_uncertainties_has_it() -> None:
    """1 000 ± 1 % MWh at 0.5 ± 2 %: to first order √(1² + 2²) = 2.236 %, the factor with four fifths of the variance."""
    errors = {"net_export": InputError("normal", 0.01), "combined_margin": InputError("normal", 0.02)}
    (baseline,) = (e for e in WIND.equations if e.number == "1")
    interval = monte_carlo(
        lambda c: baseline(c["net_export"], c["combined_margin"]),
        {"net_export": 1000.0, "combined_margin": 0.5},
        errors,
        SAMPLING,
    )
    known = baseline(ufloat(1000, 10), ufloat(0.5, 0.01))
    assert half(interval) == pytest.approx(Z90 * known.std_dev, rel=MC)
    assert dict(interval.drivers)["combined_margin"] == pytest.approx(0.8, rel=0.02)


@pytest.mark.parametrize(("common", "sd"), [("", 10.0), ("all", 100.0)])
def test_errors_of_their_own_average_out_and_a_common_one_does_not(common: str, sd: float) -> None:
    """A hundred values of 10 ± 1: apart √100 · 1 = 10, together 100 · 1 = 100; as `correlated_values` has it."""
    covariance = np.eye(100) if common == "" else np.ones((100, 100))
    known = sum(correlated_values([10.0] * 100, covariance))
    assert known.std_dev == pytest.approx(sd)
    error = InputError("normal", 0.1, common=common)
    interval = monte_carlo(
        lambda c: c["x"].sum(axis=0), {"x": np.full(100, 10.0)}, {"x": error}, Sampling(5, 50_000)
    )
    assert half(interval) == pytest.approx(Z90 * sd, rel=2 * MC)


# Calculations


def project(methodology: Any, province: str, **design: Any) -> Project:
    years = Period(day("2024-01-01"), day("2033-12-31"))
    return Project(
        name="示例", methodology=methodology.code, province=province, crediting=years, design=design
    )


def wind() -> Any:
    design = project(WIND, "山东省", annual_net_export_mwh=1_000_000)
    return WIND.ex_ante(design, at=AT, factors=FACTORS, factor_day=day("2026-02-02"))


def csp() -> Any:
    fuels = [{"fuel": fuel, "annual_quantity": each} for fuel, each in (("natural-gas", 50), ("diesel", 20))]
    design = project(CSP, "甘肃省", annual_export_mwh=150_000, annual_import_mwh=3_000, fuels=fuels)
    return CSP.ex_ante(design, at=AT, factors=FACTORS, factor_day=day("2026-02-02"))


def test_expected_reductions_of_wind() -> None:
    """Ten years of net export ± 10 % each, every year a full one: the relative error of the sum is 10 % / √10 where the factor is the
    same in all years, and 10 % where the error is common."""
    found = wind()
    margins = np.array([year.values["combined_margin"] for year in found.years])
    apart = 0.1 * math.sqrt((margins**2).sum()) / margins.sum()
    for common, relative in (("", apart), ("all", 0.1)):
        errors = {"net_export": InputError("normal", 0.1, common=common)}
        result = with_interval(WIND, found, errors, SAMPLING)
        assert result.simulated.relative == pytest.approx(Z90 * relative, rel=MC)
        middle = (result.simulated.low + result.simulated.high) / 2
        assert middle == pytest.approx(found.tonnes, rel=2e-3)
    assert (result.tonnes, result.years) == (found.tonnes, found.years)


def test_expected_reductions_of_solar_thermal_as_uncertainties_has_them() -> None:
    found = csp()
    errors = {
        "exported_energy": InputError("normal", 0.05, common="all"),
        "imported_energy": InputError("normal", 0.1, common="all"),
        "fuel_consumed": InputError("normal", 0.2, common="all"),
    }
    result = with_interval(CSP, found, errors, SAMPLING)
    high, low, burnt = ufloat(1, 0.05), ufloat(1, 0.1), ufloat(1, 0.2)
    known = sum(
        (year.values["exported_energy"] * high - year.values["imported_energy"] * low)
        * year.values["combined_margin"]
        - year.values["project_emissions"] * burnt
        for year in found.years
    )
    assert known.nominal_value == pytest.approx(
        sum(year.values["emission_reductions"] for year in found.years)
    )
    assert half(result.simulated) == pytest.approx(Z90 * known.std_dev, rel=MC)
    # a year: 5 % of 93 000 tCO2, 20 % of 1 144, 10 % of 1 865
    order = ["exported_energy", "fuel_consumed", "imported_energy"]
    assert [name for name, _ in result.simulated.drivers] == order


def test_errors_of_fuel_properties_go_through_their_equation() -> None:
    """Only the calorific values err, each fuel's by 10 % in all years: 10 · √Σ(E_i · 0.1)² with E_i = FC · NCV · CC · OF · 44/12."""
    errors = {"net_calorific_value": InputError("normal", 0.1)}
    result = with_interval(CSP, csp(), errors, SAMPLING)
    gas = 50 * 389.31 * 0.01532 * 0.99 * 44 / 12
    diesel = 20 * 42.652 * 0.0202 * 0.98 * 44 / 12
    assert half(result.simulated) == pytest.approx(Z90 * 10 * 0.1 * math.hypot(gas, diesel), rel=MC)


def achieved(certificates: Any = {}) -> Any:  # noqa: B006
    rows = []
    for number in range(1, 13):
        first = dt.date(2024, number, 1)
        last = dt.date(2024 + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)
        rows.append(Reading(first, last, "M1", "export", 1000.0, "MWh"))
        rows.append(Reading(first, last, "M1", "import", 10.0, "MWh"))
    return WIND.ex_post(
        project(WIND, "山东省"),
        Readings(tuple(rows), "readings.csv"),
        period=Period(day("2024-01-01"), day("2024-12-31")),
        at=AT,
        factors=FACTORS,
        factor_day=day("2026-02-02"),
        certificates=certificates,
    )


def test_achieved_reductions() -> None:
    """Export 12 000 ± 0.5 % = 60, import 120 ± 10 % = 12, certificates 1 000 MWh exact; North 2024 0.6313: √(60² + 12²) · 0.6313."""
    errors = {"exported_energy": InputError("normal", 0.005), "imported_energy": InputError("normal", 0.1)}
    found = achieved({"2024-07": 1000.0})
    assert found.tonnes == 6868  # 10 880 · 0.6313 = 6 868.544
    result = with_interval(WIND, found, errors, SAMPLING)
    assert half(result.simulated) == pytest.approx(Z90 * math.hypot(60, 12) * 0.6313, rel=MC)
    assert result.simulated.relative == pytest.approx(half(result.simulated) / 6868.544, rel=1e-9)


def test_an_error_of_something_calculated_stands_for_those_below_it() -> None:
    errors = {"credited_energy": InputError("normal", 0.01)}
    result = with_interval(WIND, achieved(), errors, SAMPLING)
    assert result.simulated.relative == pytest.approx(Z90 * 0.01, rel=MC)
    with pytest.raises(BadInput) as refusal:
        with_interval(WIND, achieved(), errors | {"exported_energy": InputError("normal", 0.01)}, Sampling(1))
    assert "credited_energy" in refusal.value.next.en


# Rows of a plan

TABLES: dict[str, dict[str, Any]] = {
    "projects": {"project": ["a", "b"], "grid": ["East", "North"]},
    "factors": {"grid": ["North", "East"], "year": [2024, 2024], "combined_margin": [0.8, 0.5]},
    "exports": {
        "project": ["a", "b", "a", "b"],
        "year": [2024] * 4,
        "metered": [1000.0, 3000.0, 2000.0, 4000.0],
        "meter_status": [0, 0, 0, 0],
        "actual_error": [0.0] * 4,
        "permissible_error": [0.005] * 4,
    },
    "fuels": {
        "project": ["b", "b"],
        "year": [2024] * 2,
        "metered": [10.0, 20.0],
        "meter_status": [0, 0],
        "actual_error": [0.0] * 2,
        "permissible_error": [0.005] * 2,
        "net_calorific_value": [42.652] * 2,
        "carbon_content": [0.0202] * 2,
        "oxidation_factor": [0.98] * 2,
    },
}


@pytest.mark.parametrize(
    ("common", "variance"),
    [
        # each row by itself: (0.5² · (1000² + 2000²) + 0.8² · (3000² + 4000²)) · 0.01²
        ("", 1_725.0),
        # the rows of a project together: (0.5² · 3000² + 0.8² · 7000²) · 0.01²
        ("project", 3_361.0),
        # all together: (0.5 · 3000 + 0.8 · 7000)² · 0.01²
        ("all", 5_041.0),
    ],
)
def test_rows_alone_by_project_and_together(common: str, variance: float) -> None:
    errors = {"exports.metered": InputError("normal", 0.01, common=common)}
    interval = plan_interval(CSP.plan, TABLES, errors, SAMPLING)
    assert half(interval) == pytest.approx(Z90 * math.sqrt(variance), rel=MC)


def test_rows_of_a_sum_sign() -> None:
    """Fuels of 10 and 20 t err by 10 % each; one tonne of diesel gives 42.652 · 0.0202 · 0.98 · 44/12 = 3.09591 tCO2."""
    errors = {"fuels.metered": InputError("normal", 0.1)}
    interval = plan_interval(CSP.plan, TABLES, errors, SAMPLING)
    assert half(interval) == pytest.approx(Z90 * math.sqrt(1 + 4) * 3.09591, rel=MC)


def test_the_middle_is_what_is_calculated() -> None:
    errors = {"factors.combined_margin": InputError("uniform", 0.02)}
    interval = plan_interval(CSP.plan, TABLES, errors, SAMPLING)
    total = calculate(CSP, TABLES)["emission_reductions"].sum()
    assert (interval.low + interval.high) / 2 == pytest.approx(total, rel=1e-3)
    assert interval.relative == pytest.approx(half(interval) / total, rel=1e-9)


# Seeds


def test_the_same_seed_gives_the_same_bytes_and_another_one_others() -> None:
    errors = {"exports.metered": InputError("normal", 0.01), "fuels.metered": InputError("triangular", 0.5)}
    sampling = Sampling(7, draws=1000)
    one, again = (msgspec.json.encode(plan_interval(CSP.plan, TABLES, errors, sampling)) for _ in range(2))
    assert one == again
    other = msgspec.json.encode(plan_interval(CSP.plan, TABLES, errors, Sampling(8, draws=1000)))
    assert other != one


def test_one_input_more_leaves_the_draws_of_the_others() -> None:
    seen: list[Any] = []

    def chain(columns: Any) -> Any:
        seen.append(columns["b"])
        return columns["a"] + columns["b"]

    error, sampling = InputError("normal", 0.1), Sampling(7, draws=100)
    monte_carlo(chain, {"a": 1.0, "b": 2.0}, {"b": error}, sampling)
    alone = seen[1]
    seen.clear()
    monte_carlo(chain, {"a": 1.0, "b": 2.0}, {"a": error, "b": error}, sampling)
    assert seen[1].tolist() == alone.tolist()
    assert len(set(alone.tolist())) == 100


def test_seed_and_errors_stand_in_the_receipt() -> None:
    errors = {"net_export": InputError("normal", 0.1)}
    result = with_interval(WIND, wind(), errors, Sampling(99, draws=500))
    receipt = seal("calculation", AT, {}, {}, msgspec.to_builtins(result))
    held = receipt.result["inputs"]["uncertainty"]
    assert held["sampling"] == {"seed": 99, "draws": 500, "confidence": 0.9}
    assert held["errors"]["net_export"]["size"] == 0.1
    assert "99" in receipt.result["simulated"]["method"]["en"]
    again = with_interval(
        WIND,
        wind(),
        msgspec.convert(held["errors"], dict[str, InputError]),
        msgspec.convert(held["sampling"], Sampling),
    )
    assert seal("calculation", AT, {}, {}, msgspec.to_builtins(again)).digest == receipt.digest


# Refusals


@pytest.mark.parametrize(
    ("errors", "sampling", "said"),
    [
        ({"y": InputError("normal", 0.1)}, Sampling(1), "no input 'y'"),
        ({"x": InputError("normal", -0.1)}, Sampling(1), "cannot be used"),
        ({"x": InputError("normal", math.nan)}, Sampling(1), "cannot be used"),
        ({"x": InputError("cauchy", 0.1)}, Sampling(1), "cannot be used"),  # type: ignore[arg-type]
        ({"x": InputError("normal", 0.1, common="plot")}, Sampling(1), "no column 'plot'"),
        ({"minus": InputError("normal", 0.1)}, Sampling(1), "negative"),
        ({"nothing": InputError("normal", 0.1)}, Sampling(1), "not a number"),
        ({}, Sampling(1), "no input has an error"),
        ({"x": InputError("normal", 0.1)}, Sampling(-1), "seed"),
        ({"x": InputError("normal", 0.1)}, Sampling(1, draws=99), "100"),
        ({"x": InputError("normal", 0.1)}, Sampling(1, confidence=1.0), "confidence"),
    ],
)
def test_what_cannot_be_used_is_refused(errors: Any, sampling: Sampling, said: str) -> None:
    columns = {"x": 1.0, "minus": -1.0, "nothing": math.nan}
    with pytest.raises(BadInput, match=said):
        monte_carlo(lambda c: c["x"], columns, errors, sampling)


def test_an_estimate_of_zero_has_no_relative_error() -> None:
    with pytest.raises(BadInput, match="estimate is 0"):
        monte_carlo(lambda c: c["x"] - 1, {"x": 1.0}, {"x": InputError("normal", 0.1)}, Sampling(1))


def test_no_error_at_all_gives_no_width_and_no_driver() -> None:
    interval = spread("normal", 0.0)
    assert (interval.low, interval.high, interval.relative, interval.drivers) == (100.0, 100.0, 0.0, ())
