"""Cost against size: expected removals over forty years, a thousand to ten million parcels; draws docs/scaling-parcels.svg.

Each size runs in a process of its own, so that its greatest memory is its own. A table of ten million parcels by forty years would take
3 GiB: parcels go through fifty thousand at a time and are added up by year. The shortest of some runs counts: a busy machine only
ever adds.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afforestation import NONPERMANENCE, YEARS, made_up, peak_gib
from ccer.compute.biomass_growth import Curve
from ccer.methodologies.ccer_14_001_v01 import Stands, ex_ante_columns
from drawing import Chart, Times, drawing, growth, listed
from figure import Figure

HERE = Path(__file__).resolve()
PAGE = HERE.parent.parent / "docs" / "scaling-parcels.svg"
AT_ONCE = 50_000
AIM_GIB = 2.0
CHART = Chart(
    title=f"造林预计清除量用时（{YEARS} 年） · Time of expected removals, {YEARS} years",
    axis="地块数 · parcels",
    describes="预计清除量的用时随地块数线性增长 · Time of expected removals grows linearly with parcels",
    sizes=tuple(10**power for power in range(3, 8)),
    decades=5,
    colours={"numpy": "#1b6f8a"},
)


def some(stands: Stands, part: slice) -> Stands:
    """Some of the parcels; the columns are not copied."""
    first, second, third = (np.asarray(one)[part] for one in stands.curve.coefficients)
    columns = (column[part] for column in stands[:-1])
    return Stands(*columns, Curve(stands.curve.form, (first, second, third)))


def by_year(stands: Stands, times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Removals of all parcels in each year. [tCO2e]"""
    whole = np.zeros(len(times) - 1)
    for first in range(0, len(stands.area), AT_ONCE):
        whole += ex_ante_columns(some(stands, slice(first, first + AT_ONCE)), times, NONPERMANENCE).sum(
            axis=0
        )
    return whole


def measured(size: int) -> dict[str, Any]:
    """Shortest time, greatest memory and the sum of one size, in this process."""
    stands, times = made_up(size), 2021.0 + np.arange(YEARS + 1)
    taken = []
    tonnes = 0.0
    for _ in range(3 if size > 1_000_000 else 7 if size == 1_000_000 else 15):
        gc.collect()
        start = time.perf_counter()
        tonnes = float(by_year(stands, times).sum())
        taken.append(time.perf_counter() - start)
    return {"ms": min(taken) * 1e3, "gib": peak_gib(), "tonnes": tonnes}


def alone(size: int) -> dict[str, Any]:
    """`measured` in a process of its own."""
    ran = subprocess.run([sys.executable, str(HERE), str(size)], capture_output=True, check=True, text=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def run() -> list[Figure]:
    found = {size: alone(size) for size in CHART.sizes}
    times: Times = {"numpy": {size: row["ms"] for size, row in found.items()}}
    PAGE.write_text(drawing(CHART, times), encoding="utf-8")
    last = found[CHART.sizes[-1]]
    tenfold = growth(times["numpy"])
    return [
        Figure(
            "ten times the parcels, afforestation",
            tenfold,
            "×",
            "10× where linear",
            tenfold / 10,
            listed(times["numpy"]),
        ),
        Figure(
            f"most memory, {CHART.sizes[-1]:,} parcels × {YEARS} years",
            last["gib"],
            "GiB",
            f"aim {AIM_GIB:g} GiB",
            last["gib"] / AIM_GIB,
            f"{last['tonnes']:,.0f} t in all; columns of the parcels included",
        ),
    ]


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
