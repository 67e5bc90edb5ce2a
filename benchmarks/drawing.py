"""A chart of time against size on two scales of powers of ten, written as SVG."""

from __future__ import annotations

import math
from typing import NamedTuple

Times = dict[str, dict[int, float]]
"""What was timed -> size -> milliseconds."""

WIDTH, HEIGHT = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 84, 148, 56, 64
FLOOR_MS = 0.1
FONT = "font-family='system-ui, Noto Sans CJK SC, sans-serif' font-size='12' fill='#33414a'"


class Chart(NamedTuple):
    """What the chart says.

    Parameters
    ----------
    title, axis, describes : str
        Heading, name of the horizontal scale, and what a screen reader says.
    sizes : tuple of int
        Powers of ten.
    decades : int
        Of the vertical scale, from 0.1 ms up.
    colours : dict
        Curve -> colour.
    """

    title: str
    axis: str
    describes: str
    sizes: tuple[int, ...]
    decades: int
    colours: dict[str, str]

    def across(self, size: float) -> float:
        step = (WIDTH - LEFT - RIGHT) / (len(self.sizes) - 1)
        return LEFT + step * (math.log10(size) - math.log10(self.sizes[0]))

    def up(self, ms: float) -> float:
        step = (HEIGHT - TOP - BOTTOM) / self.decades
        return HEIGHT - BOTTOM - step * math.log10(ms / FLOOR_MS)


def drawing(chart: Chart, times: Times) -> str:
    """The chart with a curve for each of the times."""
    last = chart.sizes[-1]
    fastest = min(times, key=lambda name: times[name][last])
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' {FONT}>",
        f"<title>{chart.describes}</title>",
        f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#ffffff'/>",
        *_grid(chart),
        _proportional(chart, times[fastest]),
    ]
    for name, colour in chart.colours.items():
        parts += _curve(chart, name, times[name], colour)
    parts.append(
        _text(LEFT + 8, TOP + 18, "虚线：与行数成正比 · dotted: in proportion to rows", "fill='#6a757c'")
    )
    return "\n".join([*parts, "</svg>"]) + "\n"


def growth(times: dict[int, float]) -> float:
    """By how much the last tenfold of rows multiplies the time beyond the fixed cost."""
    sizes = sorted(times)
    fixed = times[sizes[0]]
    return (times[sizes[-1]] - fixed) / (times[sizes[-2]] - fixed)


def listed(times: dict[int, float]) -> str:
    return "; ".join(f"10^{math.log10(size):.0f}: {ms:,.1f} ms" for size, ms in times.items())


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' {more}>{words}</text>"


def _power(number: float) -> str:
    return f"10<tspan dy='-5' font-size='9'>{math.log10(number):.0f}</tspan>"


def _grid(chart: Chart) -> list[str]:
    """Lines and numbers of both scales."""
    parts = []
    for size in chart.sizes:
        x = chart.across(size)
        parts.append(f"<path d='M{x:.1f} {TOP}V{HEIGHT - BOTTOM}' stroke='#e3e6e8'/>")
        parts.append(_text(x, HEIGHT - BOTTOM + 20, _power(size), "text-anchor='middle'"))
    for decade in range(chart.decades + 1):
        ms = FLOOR_MS * 10**decade
        y = chart.up(ms)
        parts.append(f"<path d='M{LEFT} {y:.1f}H{WIDTH - RIGHT}' stroke='#e3e6e8'/>")
        parts.append(_text(LEFT - 10, y + 4, f"{ms:,g} ms", "text-anchor='end'"))
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 18, chart.axis, "text-anchor='middle'"))
    parts.append(_text(LEFT, 28, chart.title, "font-size='16' font-weight='600'"))
    return parts


def _proportional(chart: Chart, times: dict[int, float]) -> str:
    """What time would be at the cost of the largest size, for comparison."""
    first, last = chart.sizes[0], chart.sizes[-1]
    cost = times[last] / last
    low = max(first, FLOOR_MS / cost)
    ends = [f"{chart.across(size):.1f} {chart.up(cost * size):.1f}" for size in (low, last)]
    return f"<path d='M{'L'.join(ends)}' stroke='#8a949b' stroke-dasharray='2 5' fill='none'/>"


def _curve(chart: Chart, name: str, times: dict[int, float], colour: str) -> list[str]:
    points = [(chart.across(size), chart.up(times[size])) for size in chart.sizes]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    parts = [f"<path d='{path}' stroke='{colour}' stroke-width='2.5' fill='none'/>"]
    parts += [f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{colour}'/>" for x, y in points]
    x, y = points[-1]
    label = f"{name} {times[chart.sizes[-1]]:,.0f} ms"
    return [*parts, _text(x + 10, y + 4, label, f"fill='{colour}' font-weight='600'")]
