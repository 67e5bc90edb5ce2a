"""Student's t, the stratified estimator, plot numbers and deductions. Tables of t are printed in every textbook; the rest is by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccer.compute.plots import (
    combined_change,
    plot_sums,
    plots_needed,
    stratified,
    stratified_change,
    student_t,
)
from ccer.compute.plots_precision import AR_CM_001, AR_TOOL14, deduction
from ccer.core.errors import BadInput

CM = deduction("ar-cm-001", AR_CM_001, "estimate")
TOOL = deduction("ar-tool14", AR_TOOL14, "error")


@pytest.mark.parametrize(
    ("confidence", "degrees", "expected"),
    [
        (0.9, 1, 6.313752),
        (0.9, 2, 2.919986),
        (0.9, 4, 2.131847),
        (0.9, 10, 1.812461),
        (0.9, 30, 1.697261),
        (0.95, 10, 2.228139),
        (0.95, 120, 1.979930),
        (0.99, 5, 4.032143),
        (0.9, math.inf, 1.644854),
    ],
)
def test_t_of_the_tables(confidence: float, degrees: float, expected: float) -> None:
    assert student_t(confidence, degrees) == pytest.approx(expected, abs=1e-6)


def test_t_exact() -> None:
    """One degree is Cauchy: tan(0.45 pi); two degrees: 2 q sqrt(1 / (2 p (1 - p))) with p = 0.95, q = 0.45."""
    assert student_t(0.9, 1) == pytest.approx(math.tan(0.45 * math.pi), rel=1e-13)
    assert student_t(0.9, 2) == pytest.approx(2 * 0.45 / math.sqrt(2 * 0.95 * 0.05), rel=1e-13)
    normal = student_t(0.9, math.inf)
    assert student_t(0.9, 1e6) == pytest.approx(normal + (normal**3 + normal) / 4e6, rel=1e-7)


@pytest.mark.parametrize(("confidence", "degrees"), [(0.0, 3), (1.0, 3), (0.9, 0), (0.9, -1)])
def test_no_t(confidence: float, degrees: float) -> None:
    with pytest.raises(ValueError, match="no Student t"):
        student_t(confidence, degrees)


def test_plot_from_trees() -> None:
    """100 + 20 kg on 0.06 ha: 0.12 t / 0.06 ha = 2 t/ha; a plot without trees has none."""
    assert plot_sums([100.0, 20.0], [0, 0], [0.06, 0.04]).tolist() == pytest.approx([2.0, 0.0])
    with pytest.raises(BadInput, match="area of a plot"):
        plot_sums([1.0], [0], [0.0])


def test_estimator_by_hand() -> None:
    """60 and 40 ha. Plots 40, 44, 48 (mean 44, s 4) and 30, 30, 36 (mean 32, s^2 12).

    b = 0.6*44 + 0.4*32 = 39.2; variance of the mean 0.36*16/3 + 0.16*12/3 = 2.56, error 1.6; t(4) = 2.131847;
    u = 2.131847 * 1.6 / 39.2 = 0.0870142.
    """
    found = stratified([60.0, 40.0], [[40, 44, 48], [30, 30, 36]])
    assert found.mean == pytest.approx(39.2)
    assert found.error == pytest.approx(1.6)
    assert (found.degrees, found.plots) == (4, 6)
    assert found.relative == pytest.approx(0.0870142, abs=1e-6)
    assert found.total == pytest.approx(3920.0)
    assert found.interval == pytest.approx((3920 - 341.0955, 3920 + 341.0955), abs=1e-3)


def test_change_of_the_same_plots_is_surer() -> None:
    """Differences 20, 22, 24: mean 22, s 2, error 2/sqrt(3)."""
    then, now = [[20.0, 22.0, 24.0]], [[40.0, 44.0, 48.0]]
    paired = stratified_change([10.0], then, now)
    apart = combined_change(stratified([10.0], then), stratified([10.0], now))
    assert paired.mean == apart.mean == pytest.approx(22.0)
    assert paired.error == pytest.approx(2 / math.sqrt(3))
    assert apart.error == pytest.approx(math.sqrt((4 + 16) / 3))
    with pytest.raises(BadInput, match="not the same"):
        stratified_change([10.0], then, [[1.0, 2.0]])


def test_plot_number_by_hand() -> None:
    """1000 ha, plots of 0.06 ha, 600 ha with s 20 and 400 ha with s 30, mean 80, error 8; sum of w s = 24.

    t 1.644854: 24.35, 25 plots; t(23) 1.713872: 26.44, 27; t(25) 1.708141: 26.26, 27 again. Each stratum 27*12/24 = 13.5, 14.
    """
    found = plots_needed([600.0, 400.0], [20.0, 30.0], plot_area=0.06, mean=80.0)
    assert found.allocation == (14, 14)
    assert found.plots == 28
    assert found.possible == pytest.approx(1000 / 0.06)
    assert found.t_value == pytest.approx(1.708141, abs=1e-5)


def test_plot_number_of_a_small_area() -> None:
    """30 plots possible: (1.645/5)^2 * 400 = 43.3 is more than there are; eq. (23) stays below them."""
    assert plots_needed([1.8], [20.0], plot_area=0.06, mean=50.0).plots <= 30


@pytest.mark.parametrize(
    ("areas", "samples", "said"),
    [
        ([1.0], [[1.0]], "fewer than 2"),
        ([1.0, 2.0], [[1.0, 2.0]], "needs an area"),
        ([0.0], [[1.0, 2.0]], "must exceed 0"),
        ([1.0], [[1.0, math.nan]], "not a number"),
    ],
)
def test_what_is_no_sample(areas: list[float], samples: list[list[float]], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        stratified(areas, samples)


STEPS = [(0.0, 0.0), (0.10, 0.0), (0.1001, 0.06), (0.15, 0.06), (0.20, 0.06), (0.2001, 0.11), (0.30, 0.11)]


@pytest.mark.parametrize(("error", "rate"), STEPS)
def test_steps_belong_to_the_lower_one(error: float, rate: float) -> None:
    assert float(CM.rate(error)) == rate


def test_error_above_the_last_step() -> None:
    with pytest.raises(BadInput, match="too large"):
        CM.conservative(100.0, 0.3001)
    assert TOOL.conservative(100.0, 0.5) == pytest.approx(50.0)


def test_share_of_the_error() -> None:
    """12 % error: a quarter of it, 3 %; 18 %: half, 9 %; 25 %: three quarters, 18.75 %."""
    assert TOOL.rate([0.08, 0.12, 0.18, 0.25]).tolist() == pytest.approx([0.0, 0.03, 0.09, 0.1875])


def test_a_loss_is_made_larger_and_a_baseline_too() -> None:
    assert CM.conservative(100.0, 0.12) == pytest.approx(94.0)
    assert CM.conservative(-100.0, 0.12) == pytest.approx(-106.0)
    assert CM.conservative(100.0, 0.12, credited=False) == pytest.approx(106.0)
    assert CM.conservative(-100.0, 0.12, credited=False) == pytest.approx(-94.0)
    assert CM.conservative(0.0, math.inf) == 0.0


@given(st.floats(-1e6, 1e6), st.floats(0, 0.3), st.floats(0, 0.3))
def test_more_error_never_more_credit(change: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    for way in (CM, TOOL):
        assert (
            way.conservative(change, high)
            <= way.conservative(change, low)
            <= max(change, 0) + 1e-9 * abs(change)
            or change < 0
        )
        assert way.conservative(change, high) <= change


@pytest.mark.parametrize(
    "table", ["", "0.1", "0.2: 0; 0.1: 0.06", "0.1: 0.06; 0.2: 0", "0.1: 0; 0.2: 1.5", "a: b"]
)
def test_a_table_that_is_none(table: str) -> None:
    with pytest.raises(BadInput, match="table of deductions"):
        deduction("x", table, "estimate")


values = st.lists(st.floats(0, 500).map(lambda size: round(size, 6)), min_size=2, max_size=12)


@given(values, st.floats(0.1, 1000), st.floats(0.01, 100))
def test_scale_free(plots: list[float], area: float, factor: float) -> None:
    one, other = stratified([area], [plots]), stratified([area], [np.array(plots) * factor])
    assert other.relative == pytest.approx(one.relative, rel=1e-9)
    assert other.total == pytest.approx(one.total * factor, rel=1e-9)


@given(values, values, st.floats(0.1, 1000), st.floats(0.1, 1000), st.randoms())
def test_order_does_not_show(a: list[float], b: list[float], x: float, y: float, random: object) -> None:
    one, other = stratified([x, y], [a, b]), stratified([y, x], [b[::-1], a[::-1]])
    assert other.mean == pytest.approx(one.mean, rel=1e-12)
    assert other.error == pytest.approx(one.error, rel=1e-9, abs=1e-9)


@given(values, st.floats(0.2, 1000))
def test_two_equal_halves_have_the_mean_of_the_whole(plots: list[float], area: float) -> None:
    whole, halves = stratified([area], [plots]), stratified([area / 2, area / 2], [plots, plots])
    assert halves.total == pytest.approx(whole.total, rel=1e-12)
