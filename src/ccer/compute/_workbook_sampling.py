"""Sample plots as cells: means and variances of the strata, the stratified estimator, the deduction for its error."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from ..core.numeric import Numeric, absolute, equal, total, where
from ._workbook_frame import cell
from ._workbook_pen import Pen, Source, Spot, head, note_of
from .equation import Equation
from .plots_precision import Deduction
from .plots_student import student_t

Body = Callable[..., Any]
_HEADS: Final = ("stratum", "stratum_area", "stratum_weight", "plots", "sample_mean", "sample_variance")


class Sample(NamedTuple):
    """Plots of one stratum: its name, its area [ha], and the range of their values by the hectare."""

    name: str
    area: Spot
    plots: Spot


class Estimated(NamedTuple):
    """What the plots say of the whole area: mean by the hectare, its half-width, relative error [1] and the total."""

    area: Spot
    mean: Spot
    variance: Spot
    t_value: Spot
    degrees: Spot
    relative: Spot
    total: Spot


def weighted_mean(weight: Numeric, mean: Numeric) -> Numeric:
    """Means of the strata, weighted by area (E3.26)."""
    return total(weight * mean)


def variance_of_mean(weight: Numeric, variance: Numeric, plots: Numeric) -> Numeric:
    """Variances of the strata by the squares of their weights (E3.27)."""
    return total(weight**2 * variance / plots)


def relative(t_value: Numeric, variance: Numeric, mean: Numeric) -> Numeric:
    """Half the interval over the size of the mean (E3.28); 0 where there is no spread."""
    return t_value * variance**0.5 / absolute(where(equal(variance, 0), 1, mean))


def changed(now: Numeric, then: Numeric) -> Numeric:
    """A value at the later survey less that at the earlier one."""
    return now - then


class Sampler:
    """Writes estimates one below another.

    Parameters
    ----------
    pen : Pen
    equations : mapping
        Result -> numbered equation of the methodology, where it has one of the estimator.
    """

    def __init__(self, pen: Pen, equations: Mapping[str, Equation]) -> None:
        self.pen, self.equations = pen, equations

    def estimate(self, title: str, samples: Sequence[Sample], confidence: Spot) -> Estimated:
        """The stratified random estimator."""
        pen = self.pen
        pen.text(self.pen.row, 0, title, "section")
        pen.heads(self.pen.row + 1, list(_HEADS), {}, 1)
        first, last = self.pen.row + 2, self.pen.row + 1 + len(samples)
        whole = float(np.sum([one.area.value for one in samples]))
        columns: dict[str, list[float]] = {name: [] for name in _HEADS[1:]}
        for row, one in enumerate(samples, first):
            for name, spot in self._stratum(row, one, whole, first, last).items():
                columns[name].append(spot.value)
        spans = {n: pen.span(first, last, _HEADS.index(n), columns[n]) for n in _HEADS[1:]}
        self.pen.row = last + 1
        found = self._whole(spans, len(samples), confidence)
        self.pen.row += 1
        return found

    def combined(self, then: Estimated, now: Estimated) -> Estimated:
        """Change between plots of their own: errors of the totals add in squares; by the hectare of the later area."""
        mean = self.line("sample_change", lambda a, b, area: (a - b) / area, now.total, then.total, now.area)
        variance = self.line(
            "mean_variance",
            lambda a, v, b, w: (a**2 * v + b**2 * w) / b**2,
            then.area,
            then.variance,
            now.area,
            now.variance,
        )
        t_value = self.text_line(
            "t_value", f"=MAX({then.t_value.at},{now.t_value.at})", max(then.t_value.value, now.t_value.value)
        )
        error = self.line("relative_error", relative, t_value, variance, mean)
        whole = self.line("sample_total", lambda a, m: a * m, now.area, mean)
        self.pen.row += 1
        return Estimated(now.area, mean, variance, t_value, now.degrees, error, whole)

    def deduction(self, table: Deduction, error: Spot, source: str) -> Spot:
        """The share deducted, read from the steps of its table; more than the last step is an error, as in the engine."""
        pen = self.pen
        steps: list[tuple[Spot, Spot]] = []
        pen.text(self.pen.row, 0, pen.frame.say("section.deduction"), "section")
        pen.text(self.pen.row, 4, source, "quiet")
        pen.heads(self.pen.row + 1, ["step_limit", "step_share"], {}, 0)
        self.pen.row += 2
        for limit, share in zip(table.limits, table.shares, strict=True):
            high = pen.given(self.pen.row, 0, min(limit, 1e9), "share")
            steps.append((high, pen.given(self.pen.row, 1, share, "share")))
            self.pen.row += 1
        formula = "NA()"
        for high, cut in reversed(steps):
            formula = f"IF({error.at}-1E-12<={high.at},{cut.at},{formula})"
        if table.of == "error":
            formula = f"{formula}*{error.at}"
        found = self.text_line("discount_share", f"={formula}", float(table.rate(error.value)), "share")
        self.pen.row += 1
        return found

    def line(self, name: str, body: Body, *sources: Source) -> Spot:
        """A label and a figure that a body gives."""
        self._label(name, body)
        self.pen.row += 1
        return self.pen.made(
            self.pen.row - 1, 1, body, *sources, kind="share" if name in _SHARES else "number"
        )

    def text_line(self, name: str, formula: str, value: float, kind: str = "number") -> Spot:
        """A label and a figure that a worksheet's own function gives."""
        self._label(name, None)
        self.pen.row += 1
        return self.pen.formula(self.pen.row - 1, 1, formula, value, kind)

    def _label(self, name: str, body: Body | None) -> None:
        self.pen.text(self.pen.row, 0, head(self.pen.frame, name))
        if isinstance(body, Equation):
            self.pen.text(self.pen.row, 2, "   " + note_of(self.pen.frame, body).replace("\n", "  "), "quiet")

    def _stratum(self, row: int, one: Sample, whole: float, first: int, last: int) -> dict[str, Spot]:
        pen, values = self.pen, np.asarray(one.plots.value, dtype=float)
        pen.text(row, 0, one.name or "—")
        area = pen.link(row, 1, one.area, "number")
        span = f"SUM({cell(first, 1)[:2]}${first + 1}:{cell(last, 1)[:2]}${last + 1})"
        return {
            "stratum_area": area,
            "stratum_weight": pen.formula(row, 2, f"={area.at}/{span}", one.area.value / whole, "share"),
            "plots": pen.formula(row, 3, f"=COUNT({one.plots.at})", float(len(values)), "whole"),
            "sample_mean": pen.formula(row, 4, f"=AVERAGE({one.plots.at})", float(values.mean()), "number"),
            "sample_variance": pen.formula(
                row, 5, f"=VAR({one.plots.at})", float(values.var(ddof=1)), "number"
            ),
        }

    def _whole(self, spans: Mapping[str, Spot], strata: int, confidence: Spot) -> Estimated:
        area = self.text_line(
            "whole_area", f"=SUM({spans['stratum_area'].at})", float(spans["stratum_area"].value.sum())
        )
        weight, mean_of = spans["stratum_weight"], self.equations.get("mean_biomass", weighted_mean)
        mean = self.line("sample_average", mean_of, weight, spans["sample_mean"])
        variance_of = self.equations.get("mean_variance", variance_of_mean)
        variance = self.line("mean_variance", variance_of, weight, spans["sample_variance"], spans["plots"])
        free = float(spans["plots"].value.sum()) - strata
        degrees = self.text_line("degrees", f"=SUM({spans['plots'].at})-{strata}", free, "whole")
        t_value = self.text_line(
            "t_value", f"=TINV(1-{confidence.at},{degrees.at})", student_t(confidence.value, free)
        )
        error_of = self.equations.get("relative_error", relative) if mean.value > 0 else relative
        error = self.line("relative_error", error_of, t_value, variance, mean)
        whole = self.line("sample_total", lambda a, m: a * m, area, mean)
        return Estimated(area, mean, variance, t_value, degrees, error, whole)


_SHARES: Final = ("relative_error", "discount_share")


def overlap(first: Spot, last: Spot, then: Spot, now: Spot, *, first_counts: bool) -> Spot:
    """Part of the days between two surveys that lie in a year; the day of the first survey counts, or that of the last."""
    a, b, c, d = first.at, last.at, then.at, now.at
    if first_counts:
        formula = f"MAX(0,MIN({b}+1,{d})-MAX({a},{c}))/({d}-{c})"
        days = min(last.value + 1, now.value) - max(first.value, then.value)
    else:
        formula = f"MAX(0,MIN({b},{d})-MAX({a},{c}+1)+1)/({d}-{c})"
        days = min(last.value, now.value) - max(first.value, then.value + 1) + 1
    return Spot(f"({formula})", max(0.0, days) / (now.value - then.value))


def interpolated(x: Spot, xs: Spot, ys: Spot) -> tuple[str, float]:
    """A table read between its rows and kept level beyond its ends."""
    at, a, b = x.at, xs.at, ys.at
    here = f"MATCH({at},{a},1)"
    count = len(xs.value)
    inner = (
        f"INDEX({b},{here})+({at}-INDEX({a},{here}))*(INDEX({b},{here}+1)-INDEX({b},{here}))"
        f"/(INDEX({a},{here}+1)-INDEX({a},{here}))"
    )
    formula = f"=IF({at}<=INDEX({a},1),INDEX({b},1),IF({at}>=INDEX({a},{count}),INDEX({b},{count}),{inner}))"
    return formula, float(np.interp(x.value, xs.value, ys.value))
