"""Cost against size: the offshore-wind chain from a thousand to ten million meter-months; draws docs/scaling.svg.

A call has a fixed cost (DuckDB's is the greater: it plans a query), taken as the time of the smallest table. Beyond it, ten times the rows
should take ten times the time. The shortest of some runs counts: a busy machine only ever adds.
"""

from __future__ import annotations

import gc
import math
import time
from pathlib import Path

from ccer.compute.calculate import calculate
from ccer.methodologies import load
from ex_post import made_up
from figure import Figure

SIZES = tuple(10**power for power in range(3, 8))
ENGINES = {"numpy": "#1b6f8a", "duckdb": "#b8621b"}
PAGE = Path(__file__).resolve().parent.parent / "docs" / "scaling.svg"

Times = dict[str, dict[int, float]]

# The drawing: a plot inside margins, powers of ten at equal steps.
WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 84, 128, 56, 64
FLOOR_MS, DECADES_UP = 0.1, 4
FONT = "font-family='system-ui, Noto Sans CJK SC, sans-serif' font-size='12' fill='#33414a'"


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


def growth(times: dict[int, float]) -> float:
    """By how much the last tenfold of rows multiplies the time beyond the fixed cost."""
    fixed = times[SIZES[0]]
    return (times[SIZES[-1]] - fixed) / (times[SIZES[-2]] - fixed)


def across(size: float) -> float:
    step = (WIDTH - LEFT - RIGHT) / (len(SIZES) - 1)
    return LEFT + step * (math.log10(size) - math.log10(SIZES[0]))


def up(ms: float) -> float:
    step = (HEIGHT - TOP - BOTTOM) / DECADES_UP
    return HEIGHT - BOTTOM - step * math.log10(ms / FLOOR_MS)


def text(x: float, y: float, words: str, more: str = "") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' {more}>{words}</text>"


def power(number: float) -> str:
    return f"10<tspan dy='-5' font-size='9'>{math.log10(number):.0f}</tspan>"


def grid() -> list[str]:
    """Lines and numbers of both scales."""
    parts = []
    for size in SIZES:
        x = across(size)
        parts.append(f"<path d='M{x:.1f} {TOP}V{HEIGHT - BOTTOM}' stroke='#e3e6e8'/>")
        parts.append(text(x, HEIGHT - BOTTOM + 20, power(size), "text-anchor='middle'"))
    for decade in range(DECADES_UP + 1):
        ms = FLOOR_MS * 10**decade
        y = up(ms)
        parts.append(f"<path d='M{LEFT} {y:.1f}H{WIDTH - RIGHT}' stroke='#e3e6e8'/>")
        parts.append(text(LEFT - 10, y + 4, f"{ms:,g} ms", "text-anchor='end'"))
    parts.append(
        text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 18, "计量月数 · meter-months", "text-anchor='middle'")
    )
    parts.append(
        text(
            LEFT, 28, "海上风电核算用时 · Time of the offshore-wind chain", "font-size='16' font-weight='600'"
        )
    )
    return parts


def linear(times: dict[int, float]) -> list[str]:
    """What time would be at the cost of the largest size, for comparison."""
    cost = times[SIZES[-1]] / SIZES[-1]
    low = max(SIZES[0], FLOOR_MS / cost)
    points = f"M{across(low):.1f} {up(cost * low):.1f}L{across(SIZES[-1]):.1f} {up(cost * SIZES[-1]):.1f}"
    return [f"<path d='{points}' stroke='#8a949b' stroke-dasharray='2 5' fill='none'/>"]


def curve(engine: str, times: dict[int, float], colour: str) -> list[str]:
    points = [(across(size), up(times[size])) for size in SIZES]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    parts = [f"<path d='{path}' stroke='{colour}' stroke-width='2.5' fill='none'/>"]
    parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{colour}'/>" for x, y in points]
    x, y = points[-1]
    label = f"{engine} {times[SIZES[-1]]:,.0f} ms"
    return [*parts, text(x + 10, y + 4, label, f"fill='{colour}' font-weight='600'")]


def drawing(times: Times) -> str:
    fastest = min(times, key=lambda engine: times[engine][SIZES[-1]])
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' {FONT}>",
        "<title>核算用时随计量月数线性增长 · Time grows linearly with meter-months</title>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#ffffff'/>",
        *grid(),
        *linear(times[fastest]),
    ]
    for engine, colour in ENGINES.items():
        parts += curve(engine, times[engine], colour)
    parts.append(
        text(LEFT + 8, TOP + 18, "虚线：与行数成正比 · dotted: in proportion to rows", "fill='#6a757c'")
    )
    return "\n".join([*parts, "</svg>"]) + "\n"


def run() -> list[Figure]:
    times: Times = {engine: {size: milliseconds(engine, size) for size in SIZES} for engine in ENGINES}
    PAGE.write_text(drawing(times), encoding="utf-8")
    figures = []
    for engine, taken in times.items():
        sizes = "; ".join(f"10^{math.log10(size):.0f}: {ms:,.1f} ms" for size, ms in taken.items())
        tenfold = growth(taken)
        figures.append(
            Figure(
                f"ten times the rows, {engine} engine", tenfold, "×", "10× where linear", tenfold / 10, sizes
            )
        )
    return figures
