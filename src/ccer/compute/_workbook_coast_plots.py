"""Plots of a coastal sink as cells: carbon by survey, its change with the error, what is credited of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..core.dates import ONE_DAY
from ..core.numeric import Numeric, absolute, where
from ._workbook_pen import Pen, Spot
from ._workbook_sampling import Estimated, Sample, Sampler, changed
from ._workbook_stems import Stems, listed
from .coastal_changes import Change, Survey, changes_of, same_plots, surveys_of
from .coastal_plots import campaigns
from .mangrove_stems import mangrove_stems
from .plots import CONFIDENCE
from .plots_precision import deduction
from .survey import FieldSurvey, PlotSurvey

if TYPE_CHECKING:
    from ._workbook_coast import Coast


_OF_STEMS = ("plot_line", "plot_area", "plot_biomass")


class Plots:
    """Carbon of plots by survey, the estimate of its change and what is credited of it. [tC]"""

    def __init__(self, coast: Coast, survey: FieldSurvey) -> None:
        self.coast, self.survey, self.frame = coast, survey, coast.frame
        self.stems: Stems | None = None
        self.days: dict[dt.date, dict[str, PlotSurvey]] = {}

    def changes(self) -> list[tuple[Spot, Spot, Spot]]:
        """Of each stretch between surveys that bears on the period, what is credited, and the days between which it grew."""
        coast = self.coast
        surveys = surveys_of(coast.project, self.survey, coast.strata, coast.plan).held
        if not surveys:
            return []
        first, last = coast.calculation.period
        held = [
            one
            for one in changes_of(coast.project, coast.strata, surveys)
            if one.share(first, last + ONE_DAY)
        ]
        if not held:
            return []
        self._listed({day for one in held for day in (one.first, one.last)})
        pen = Pen(self.frame, "plots", (18, 18, *(15.0 for _ in range(9))))
        sampler = Sampler(Pen(self.frame, "sampling", (34, 18, 18, 12, 18, 18)), {})
        confidence = sampler.pen.figure("confidence", CONFIDENCE)
        return [self._stretch(pen, sampler, confidence, one, surveys) for one in held]

    def _listed(self, days: set[dt.date]) -> None:
        """The stems of the surveys of these days, where plots are worked out from trees and these are not too many."""
        if not self.coast.plan.trees:
            return
        held = [one for one in campaigns(self.survey.plots) if one.day in days]
        trees = listed(mangrove_stems(self.coast.project, self.survey, held), self.survey)
        if trees is not None:
            self.stems = Stems(self.frame, trees.table, self.coast.cells)
            self.days = {one.day: {plot.plot: plot for plot in one.plots} for one in held}

    def _stretch(
        self, pen: Pen, sampler: Sampler, confidence: Spot, change: Change, surveys: Sequence[Survey]
    ) -> tuple[Spot, Spot, Spot]:
        held = [one for one in surveys if one.day in (change.first, change.last)]
        if surveys[0].day == change.last:
            held = held[-1:]
        paired = len(held) > 1 and same_plots(held[0], held[1])
        dated = [self._day(pen, n, one.day) for n, one in enumerate(held)]
        pen.row += 2
        samples = self._rows(pen, held, paired)
        made = [sampler.estimate(self.frame.say(f"section.{key}"), part, confidence) for key, part in samples]
        if len(held) < 2:
            return self._since(sampler, made[0], dated)
        found = made[0] if paired else sampler.combined(made[0], made[1])
        return self._credited(sampler, found.total, found.relative), dated[0], dated[-1]

    def _since(self, sampler: Sampler, closing: Estimated, dated: list[Spot]) -> tuple[Spot, Spot, Spot]:
        """One survey only: since a stated start, or since planting."""
        coast = self.coast
        given = coast.project.design.get("opening_biomass")
        if isinstance(given, Mapping):
            start = sampler.pen.dated("opening_day", given["on"])
            stock = sampler.pen.figure("opening_stock", float(given["tco2e"]))
        else:
            planted = [coast.held[one.name]["planted"] for one in coast.strata]
            start = min(planted, key=lambda spot: float(spot.value))
            stock = sampler.pen.figure("opening_stock", 0.0)
        total = sampler.line("sample_change", lambda now, then: now - then * 12 / 44, closing.total, stock)
        half = sampler.line("half_width", _half_width, closing.area, closing.t_value, closing.variance)
        error = sampler.line("relative_error", lambda h, t: h / absolute(t), half, total)
        return self._credited(sampler, total, error), start, dated[-1]

    def _credited(self, sampler: Sampler, total: Spot, error: Spot) -> Spot:
        """The change after the deduction: a gain made smaller, a loss larger."""
        full = self.coast.name("precision_deduction")
        table = next(v for v in self.coast.calculation.parameters if v.name == full)
        cite = self.frame.clause(table.cite, self.coast.calculation.on)
        rate = sampler.deduction(deduction("precision", str(table.value), "estimate"), error, cite)
        return sampler.line("credited_change", _conservative, total, rate)

    def _day(self, pen: Pen, n: int, day: dt.date) -> Spot:
        pen.text(pen.row, 2 * n, self.frame.say("column.survey_day"), "strong")
        return pen.day(pen.row, 2 * n + 1, day)

    def _rows(self, pen: Pen, surveys: Sequence[Survey], paired: bool) -> list[tuple[str, list[Sample]]]:
        """Plots with their carbon; where the same plots were measured twice, their change as well."""
        strata, held = self.coast.strata, self.coast.held
        row, samples = pen.row, []
        keys = ("plots_change",) if paired else ("plots_then", "plots_now")[-len(surveys) :]
        for n, key in enumerate(keys):
            side_by_side = surveys if paired else (surveys[n],)
            names = ("carbon_then", "carbon_now") if paired else ("carbon_now",)
            lead = () if self.stems is None else _OF_STEMS
            columns = [name for carbon in names for name in (*lead, carbon)]
            pen.heads(row, ["stratum", "plot", *columns, *(["carbon_change"] if paired else [])], {}, 2)
            row, part, last = row + 1, [], 1 + len(columns) + paired
            for k, stratum in enumerate(strata):
                first, values = row, []
                for plot in surveys[n].strata[k]:
                    pen.text(row, 0, stratum.name or "—")
                    pen.text(row, 1, plot)
                    spots = [
                        self._plot(pen, row, m, one.strata[k][plot], one.day, plot)
                        for m, one in enumerate(side_by_side)
                    ]
                    value = pen.made(row, last, changed, spots[1], spots[0]) if paired else spots[0]
                    values.append(value.value)
                    row += 1
                span = pen.span(first, row - 1, last, values)
                part.append(Sample(stratum.name, held[stratum.name]["stratum_area"], span))
            samples.append((key, part))
            row += 1
        pen.row = row
        return samples

    def _plot(self, pen: Pen, row: int, group: int, carbon: float, day: dt.date, name: str) -> Spot:
        """Carbon of a plot at one survey: from its stems where they are listed. [tC/ha]"""
        if self.stems is None:
            return pen.given(row, 2 + group, carbon, "number")
        plot = self.days[day][name]
        key = ("tree", plot.plot, plot.surveyed_on)
        return self.stems.plot(pen, row, 2 + 4 * group, key, plot.area_ha).carbon


def _half_width(area: Numeric, t_value: Numeric, variance: Numeric) -> Numeric:
    return area * t_value * variance**0.5


def _conservative(change: Numeric, rate: Numeric) -> Numeric:
    return where(change > 0, change * (1 - rate), change * (1 + rate))
