"""Expected removals of a million parcels over forty years, beside the same formulas written by hand in NumPy in the same run.

Richards curves of stem volume, biomass, carbon, yearly change, deduction. By hand stands twice: whole columns, as one writes it first, and
in blocks that stay in the processor's cache, which is the harder one. All three are timed in turn and must give the same removals, else
there is no figure.
"""

from __future__ import annotations

import resource
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ccer.compute.biomass_growth import Curve
from ccer.methodologies.ccer_14_001_v01 import Stands, ex_ante_columns
from ccer.methodologies.ccer_14_001_v01.stocks import BLOCK
from figure import Figure
from timing import in_rounds

PARCELS = 1_000_000
YEARS = 40
NONPERMANENCE = 0.1
ROUNDS = 7
CHECKED = 1000
"""Every so many parcels are compared."""
SEED = 20_231_024
AIM_RATIO = 1.3
AIM_GIB = 2.0
GIB = 2**20
"""Kilobytes in a GiB: the peak is given in kilobytes."""

Column = NDArray[np.float64]


def made_up(parcels: int = PARCELS) -> Stands:
    """Parcels of all ages up to ten years, with curves and coefficients of their own."""
    random = np.random.Generator(np.random.Philox(SEED))
    curve = Curve(
        "richards",
        (
            random.uniform(80, 400, parcels),
            random.uniform(0.03, 0.15, parcels),
            random.uniform(1.5, 4, parcels),
        ),
    )
    return Stands(
        area=random.uniform(0.04, 60, parcels),
        planted=random.uniform(2013, 2023, parcels),
        density=random.uniform(0.3, 0.6, parcels),
        expansion=random.uniform(1.2, 1.9, parcels),
        root_shoot=random.uniform(0.15, 0.4, parcels),
        carbon=random.uniform(0.46, 0.53, parcels),
        curve=curve,
    )


def by_hand(stands: Stands, times: Column) -> Column:
    """The same formulas as somebody would write them for this one case: parcels by years, whole columns."""
    limit, rate, shape = (np.asarray(one)[:, None] for one in stands.curve.coefficients)
    age = times - stands.planted[:, None]
    volume = np.where(age > 0, limit * (1 - np.exp(-rate * np.maximum(age, 0))) ** shape, 0.0)
    tonnes = (
        stands.density * stands.expansion * (1 + stands.root_shoot) * stands.area * stands.carbon * 44 / 12
    )
    return np.asarray(np.diff(volume * tonnes[:, None], axis=1) * (1 - NONPERMANENCE))


def peak_gib() -> float:
    """Most memory the process has held so far. [GiB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIB


def by_hand_in_blocks(stands: Stands, times: Column, block: int = BLOCK) -> Column:
    """The formulas by hand again, some parcels at a time."""
    removals = np.empty((len(stands.area), len(times) - 1))
    for first in range(0, len(stands.area), block):
        some = slice(first, first + block)
        limit, rate, shape = (np.asarray(one)[some] for one in stands.curve.coefficients)
        columns = (column[some] for column in stands[:-1])
        removals[some] = by_hand(Stands(*columns, Curve("richards", (limit, rate, shape))), times)
    return removals


def same(one: Column, other: Column) -> None:
    if not np.allclose(one, other, rtol=1e-9, atol=1e-9):
        raise ValueError("the removals and those by hand differ")


def checked(found: dict[str, Any]) -> None:
    for hand in ("whole", "blocks"):
        same(found["ours"], found[hand])


def run() -> list[Figure]:
    stands, times = made_up(), 2021.0 + np.arange(YEARS + 1)
    ex_ante_columns(stands, times, NONPERMANENCE)
    memory = peak_gib()
    ways = {
        "ours": lambda: ex_ante_columns(stands, times, NONPERMANENCE)[::CHECKED].copy(),
        "blocks": lambda: by_hand_in_blocks(stands, times)[::CHECKED].copy(),
        "whole": lambda: by_hand(stands, times)[::CHECKED].copy(),
    }
    taken = in_rounds(ways, ROUNDS, checked)
    ours, blocks, whole = (taken.median(name) * 1e3 for name in ways)
    hard, plain = taken.ratio("ours", "blocks"), taken.ratio("ours", "whole")
    rate = PARCELS * YEARS / ours / 1e3
    many = "afforestation, 1 M parcels × 40 years"
    return [
        Figure(f"{many}: by hand, whole columns", whole, "ms", note="plain NumPy"),
        Figure(f"{many}: by hand, in blocks", blocks, "ms", note=f"plain NumPy, {BLOCK:,} parcels at a time"),
        Figure(
            f"{many}: the engine",
            ours,
            "ms",
            f"by hand in blocks, aim {AIM_RATIO}×",
            hard.median,
            f"{hard.spread} in {ROUNDS} rounds in turn; {rate:.0f} million parcel-years a second",
        ),
        Figure(
            "the same",
            ours,
            "ms",
            f"by hand, whole columns, aim {AIM_RATIO}×",
            plain.median,
            f"{plain.spread} in {ROUNDS} rounds in turn",
        ),
        Figure(
            "the same, most memory",
            memory,
            "GiB",
            f"aim {AIM_GIB:g} GiB",
            memory / AIM_GIB,
            "parcels and removals included",
        ),
    ]
