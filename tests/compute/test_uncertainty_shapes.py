"""Shapes, limits, shares and the trust in a Monte Carlo, against formulas worked by hand and a published example."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from ccer.compute.result import TOGETHER
from ccer.compute.uncertainty import InputError, Sampling, monte_carlo
from ccer.core.errors import BadInput

SAMPLING = Sampling(seed=20_231_024, draws=200_000)
Z90 = 1.6448536269514722


def alone(value: float, shape: Any, size: float, sampling: Sampling = SAMPLING, **more: Any) -> Any:
    return monte_carlo(lambda c: c["x"], {"x": value}, {"x": InputError(shape, size, **more)}, sampling)


def test_a_lognormal_by_hand() -> None:
    """Mean 10, standard deviation 5: σ² = ln(1 + 0.25) = 0.22314, median 10/√1.25 = 8.94427; 5 % and 95 %: 8.94427 e^(∓1.64485 · 0.47238)."""
    for found in (alone(10.0, "lognormal", 0.5), alone(10.0, "lognormal", 5.0, relative=False)):
        assert found.mean == pytest.approx(10, rel=0.004)
        assert found.median == pytest.approx(8.94427, rel=0.004)
        assert found.low == pytest.approx(4.1124, rel=0.01)
        assert found.high == pytest.approx(19.4531, rel=0.01)


def test_a_normal_cut_off_by_hand() -> None:
    """Normal 10 ± 5 from 10 on is 10 + 5 |z|: 5 % at 10 + 5 · 0.06271, median 10 + 5 · 0.67449, 95 % at 10 + 5 · 1.95996."""
    found = alone(10.0, "normal", 0.5, low=10.0)
    assert (found.low, found.median, found.high) == pytest.approx((10.31355, 13.37245, 19.7998), rel=0.004)
    below = alone(10.0, "normal", 0.5, high=10.0, non_negative=False)
    assert (below.low, below.high) == pytest.approx((0.2002, 9.68645), abs=0.1)


def test_a_uniform_cut_off_is_a_narrower_uniform() -> None:
    """10 ± 4 cut to 8 to 11 is uniform there: 8 + 3 · 0.05 and 8 + 3 · 0.95."""
    found = alone(10.0, "uniform", 4.0, relative=False, low=8.0, high=11.0)
    assert (found.low, found.median, found.high) == pytest.approx((8.15, 9.5, 10.85), abs=0.02)


def test_a_product_of_wide_normals_by_hand() -> None:
    """Two independent normals with coefficients of variation of 0.5: the variance of the product is μ⁴ (0.25 + 0.25 + 0.0625), so each has
    0.25/0.5625 = 0.4444 by itself, both together 0.1111, and each in total 0.5556."""
    wide = InputError("normal", 0.5, non_negative=False)
    found = monte_carlo(lambda c: c["a"] * c["b"], {"a": 10.0, "b": 3.0}, {"a": wide, "b": wide}, SAMPLING)
    shares = dict(found.drivers)
    assert shares["a"] == pytest.approx(4 / 9, abs=0.01)
    assert shares["b"] == pytest.approx(4 / 9, abs=0.01)
    assert shares[TOGETHER] == pytest.approx(1 / 9, abs=0.015)
    assert math.fsum(shares.values()) == pytest.approx(1)
    assert dict(found.totals) == pytest.approx({"a": 5 / 9, "b": 5 / 9}, abs=0.01)
    assert found.mean == pytest.approx(30, rel=0.004)
    assert found.text.en.count("what they do together 11.") == 1


def test_the_published_shares_of_ishigami_and_homma() -> None:
    """sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁ with uniform inputs from -π to π, the example of the package SALib and of Saltelli: first order
    0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437. A constant is added, since a share of an estimate of nought says nothing."""

    def chain(c: Any) -> Any:
        return 10 + np.sin(c["x1"]) + 7 * np.sin(c["x2"]) ** 2 + 0.1 * c["x3"] ** 4 * np.sin(c["x1"])

    error = InputError("uniform", math.pi, relative=False, non_negative=False)
    names = ("x1", "x2", "x3")
    found = monte_carlo(chain, dict.fromkeys(names, 0.0), dict.fromkeys(names, error), SAMPLING)
    first, totals = dict(found.drivers), dict(found.totals)
    assert [first[name] for name in names] == pytest.approx([0.3139, 0.4424, 0], abs=0.015)
    assert [totals[name] for name in names] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)
    assert first[TOGETHER] == pytest.approx(1 - 0.3139 - 0.4424, abs=0.02)


def test_a_sum_does_nothing_together() -> None:
    wide = InputError("normal", 0.5)
    found = monte_carlo(lambda c: c["a"] + c["b"], {"a": 3.0, "b": 4.0}, {"a": wide, "b": wide}, SAMPLING)
    assert found.totals == ()
    # variances 1.5² and 2² of the normals, both cut off at 0 alike
    assert dict(found.drivers) == pytest.approx({"b": 0.64, "a": 0.36}, abs=0.01)


def test_the_ends_move_by_their_standard_error() -> None:
    """Of a normal the 95 % point errs by √(0.05 · 0.95/N)/φ(1.64485) = √(0.0475/4000)/0.103136 standard deviations; and so do forty seeds."""
    known = math.sqrt(0.0475 / 4000) / 0.103136
    found = [alone(100.0, "normal", 0.01, Sampling(seed, draws=4000)) for seed in range(40)]
    for side, end in enumerate(("low", "high")):
        assert np.mean([one.ends_error[side] for one in found]) == pytest.approx(known, rel=0.1)
        assert np.std([getattr(one, end) for one in found]) == pytest.approx(known, rel=0.35)


WORK = """
from ccer.compute.uncertainty import InputError, Sampling, monte_carlo
import msgspec, numpy as np, sys
errors = {"a": InputError("normal", 0.4, low=2.0), "b": InputError("lognormal", 0.6, common="all"), "c": InputError("triangular", 0.9)}
if sys.argv[1] == "turned":
    errors = dict(reversed(errors.items()))
columns = {"c": np.linspace(1, 9, 700), "a": 3.0, "b": np.linspace(1, 2, 40)}
chain = lambda c: c["a"] * c["b"].sum(axis=0) + c["c"].sum(axis=0)
print(msgspec.json.encode(monte_carlo(chain, columns, errors, Sampling(11, draws=3000))).decode())
"""


def test_the_same_digits_in_another_run_another_order_and_with_other_threads() -> None:
    said = []
    for order, threads, hashes in (("as", "1", "1"), ("turned", "8", "2")):
        more = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), threads)
        ran = subprocess.run(
            [sys.executable, "-c", WORK, order],
            env={**os.environ, **more, "PYTHONHASHSEED": hashes},
            capture_output=True,
            text=True,
            check=True,
        )
        said.append(ran.stdout)
    assert said[0] == said[1]
    assert '"totals":[["' in said[0]


def test_a_longer_input_beside_it_leaves_cut_off_draws_as_they_are() -> None:
    seen: list[Any] = []

    def chain(columns: Any) -> Any:
        seen.append(np.broadcast_to(columns["b"], columns["b"].shape)[..., :].ravel())
        return columns["a"].sum(axis=0) + columns["b"]

    cut, sampling = InputError("normal", 0.9, low=0.9), Sampling(7, draws=5000)
    found = []
    for longer in (1, 3000):
        seen.clear()
        monte_carlo(
            chain, {"a": np.ones(longer), "b": 1.0}, {"b": cut, "a": InputError("normal", 0.1)}, sampling
        )
        found.append(np.concatenate([one for one in seen if len(set(one)) > 1][::3]))
    whole = [np.unique(one) for one in found]
    assert np.isin(whole[1], whole[0]).all()
    assert min(map(len, whole)) > 1000


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InputError("normal", 0.1, low=2.0), "its value 1 is below its lower limit 2"),
        (InputError("normal", 0.1, high=0.5), "its value 1 is above its upper limit 0.5"),
        (InputError("normal", 1.0, low=0.999, high=1.001), "state it as uniform"),
        (InputError("lognormal", 0.1, non_negative=False), "above 0"),
    ],
)
def test_limits_that_cannot_be_are_refused(error: InputError, said: str) -> None:
    value = -1.0 if error.shape == "lognormal" else 1.0
    with pytest.raises(BadInput) as refusal:
        monte_carlo(lambda c: c["x"], {"x": value}, {"x": error}, Sampling(1))
    assert said in refusal.value.why.en
