"""Monte Carlo of 10 000 draws over 1 000 strata, beside the same draws written by hand in NumPy in the same run.

A stratum is a wind farm with one export and one import reading, each with an error of its own, and a grid factor that errs for all. By
hand is one pass without the shares of the inputs, which take one pass more for each input. Both must give the same spread, else there is
no figure.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ccer.compute.uncertainty import InputError, Sampling, plan_interval
from ccer.methodologies import load
from figure import Figure
from timing import in_rounds

STRATA, DRAWS, ROUNDS = 1_000, 10_000, 7
SAMPLING = Sampling(seed=20_231_024, draws=DRAWS)
MARGIN = 0.5
ERRORS = {
    "exports.metered": InputError("normal", 0.05),
    "imports.metered": InputError("normal", 0.1),
    "factors.combined_margin": InputError("normal", 0.01),
}
AIM_SECONDS = 5.0


def made_up() -> dict[str, dict[str, Any]]:
    random = np.random.Generator(np.random.Philox(SAMPLING.seed))
    return {
        "projects": {"project": np.arange(STRATA), "grid": np.full(STRATA, "East")},
        "factors": {"grid": ["East"], "year": [2024], "combined_margin": [MARGIN]},
        "exports": readings(random.uniform(20_000.0, 60_000.0, STRATA)),
        "imports": readings(random.uniform(100.0, 300.0, STRATA)),
    }


def readings(metered: Any) -> dict[str, Any]:
    return {
        "project": np.arange(STRATA),
        "year": np.full(STRATA, 2024),
        "metered": metered,
        "meter_status": np.zeros(STRATA, int),
        "actual_error": np.zeros(STRATA),
        "permissible_error": np.full(STRATA, 0.005),
    }


def by_hand(data: dict[str, dict[str, Any]]) -> tuple[float, float]:
    """Ends of the 90 % interval, all draws in one array."""
    random = np.random.Generator(np.random.Philox(SAMPLING.seed))
    exported = data["exports"]["metered"] * (1 + 0.05 * random.standard_normal((DRAWS, STRATA)))
    imported = data["imports"]["metered"] * (1 + 0.1 * random.standard_normal((DRAWS, STRATA)))
    margin = MARGIN * (1 + 0.01 * random.standard_normal((DRAWS, 1)))
    low, high = np.quantile(((exported - imported) * margin).sum(axis=1), [0.05, 0.95])
    return float(low), float(high)


def checked(found: dict[str, Any]) -> None:
    interval, (low, high) = found["ours"], found["hand"]
    if abs((interval.high - interval.low) / (high - low) - 1) > 0.05:
        raise ValueError(f"{interval.low:,.0f} to {interval.high:,.0f}, by hand {low:,.0f} to {high:,.0f}")


def run() -> list[Figure]:
    data, plan = made_up(), load("CCER-01-002-V01").plan
    ways = {"ours": lambda: plan_interval(plan, data, ERRORS, SAMPLING), "hand": lambda: by_hand(data)}
    taken = in_rounds(ways, ROUNDS, checked)
    interval, ratio = ways["ours"](), taken.ratio("ours", "hand")
    name, share = interval.drivers[0]
    seconds = taken.median("ours")
    many = f"Monte Carlo, {DRAWS:,} draws × {STRATA:,} strata"
    return [
        Figure(f"{many}: by hand", taken.median("hand"), "s", note="plain NumPy, one pass, no shares"),
        Figure(
            f"{many}: the engine",
            seconds,
            "s",
            "by hand",
            ratio.median,
            f"{ratio.spread} in {ROUNDS} rounds in turn; ±{interval.relative:.1%}, {share:.0%} of the variance by {name}; "
            f"{len(ERRORS) + 1} passes",
        ),
        Figure("the same", seconds, "s", f"aim {AIM_SECONDS:.0f} s", seconds / AIM_SECONDS),
    ]
