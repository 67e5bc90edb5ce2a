"""Cost against size: the offshore-wind chain from a thousand to ten million meter-months; draws docs/scaling.svg.

A call has a fixed cost (DuckDB's is the greater: it plans a query), taken as the time of the smallest table. Beyond it, ten times the rows
should take ten times the time. The shortest of some runs counts: a busy machine only ever adds.
"""

from __future__ import annotations

import gc
import time
from pathlib import Path

from ccer.compute.calculate import calculate
from ccer.methodologies import load
from drawing import Chart, Times, drawing, growth, listed
from ex_post import made_up
from figure import Figure

PAGE = Path(__file__).resolve().parent.parent / "docs" / "scaling.svg"
CHART = Chart(
    title="海上风电核算用时 · Time of the offshore-wind chain",
    axis="计量月数 · meter-months",
    describes="核算用时随计量月数线性增长 · Time grows linearly with meter-months",
    sizes=tuple(10**power for power in range(3, 8)),
    decades=4,
    colours={"numpy": "#1b6f8a", "duckdb": "#b8621b"},
)


def milliseconds(engine: str, size: int) -> float:
    """Shortest of some runs, more of them where they are short."""
    data, methodology = made_up(size), load("CCER-01-002-V01")
    rows = len(data["exports"]["year"]) + len(data["imports"]["year"])
    calculate(methodology, data, engine)  # type: ignore[arg-type]
    taken = []
    for _ in range(7 if size >= 1_000_000 else 15):
        gc.collect()
        start = time.perf_counter()
        calculate(methodology, data, engine)  # type: ignore[arg-type]
        taken.append(time.perf_counter() - start)
    return min(taken) * 1e3 * size / rows


def run() -> list[Figure]:
    times: Times = {name: {size: milliseconds(name, size) for size in CHART.sizes} for name in CHART.colours}
    PAGE.write_text(drawing(CHART, times), encoding="utf-8")
    return [
        Figure(
            f"ten times the rows, {engine} engine",
            growth(taken),
            "×",
            "10× where linear",
            growth(taken) / 10,
            listed(taken),
        )
        for engine, taken in times.items()
    ]
