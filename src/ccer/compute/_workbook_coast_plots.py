"""Plots of a coastal sink as cells: carbon by survey, its change with the error, what is credited of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..core.numeric import Numeric, absolute, where
from ._workbook_pen import Pen, Spot
from ._workbook_sampling import Estimated, Sample, Sampler, changed
from .coastal_plots import PLOTS, _TreeStock, campaigns
from .coastal_strata import STRATA
from .plots import CONFIDENCE
from .plots_precision import deduction
from .survey import FieldSurvey

if TYPE_CHECKING:
    from ._workbook_coast import Coast


class Plots:
    """Carbon of plots by survey, the estimate of its change and what is credited of it. [tC]"""

    def __init__(self, coast: Coast, survey: FieldSurvey) -> None:
        self.coast, self.survey, self.frame = coast, survey, coast.frame

    def change(self) -> tuple[Spot, Spot, Spot] | None:
        """What is credited, and the days between which it grew; None where there is no plot."""
        return self._trees() if self.coast.plan.trees else self._stated()

    def _trees(self) -> tuple[Spot, Spot, Spot] | None:
        held = campaigns(self.survey.plots)[-2:]
        if not held:
            return None
        stock = _TreeStock(self.coast.project, self.survey, self.coast.strata)
        tables = [stock.of(campaign) for campaign in held]
        return self._estimated([campaign.day for campaign in held], tables)

    def _stated(self) -> tuple[Spot, Spot, Spot] | None:
        given = self.coast.project.design.get(PLOTS)
        if given is None:
            return None
        rows = [given[STRATA][one.name] for one in self.coast.strata]
        tables = [
            [{str(n): float(v) for n, v in enumerate(row[name], 1)} for row in rows]
            for name in ("opening", "closing")
        ]
        return self._estimated([given["opened_on"], given["closed_on"]], tables)

    def _estimated(
        self, days: list[dt.date], tables: list[list[dict[str, float]]]
    ) -> tuple[Spot, Spot, Spot] | None:
        paired = len(tables) > 1 and all(list(a) == list(b) for a, b in zip(*tables, strict=True))
        pen = Pen(self.frame, "plots", (18, 18, 14, 18, 18, 18))
        dated = [self._day(pen, n, day) for n, day in enumerate(days)]
        samples = self._rows(pen, tables, paired)
        sampler = Sampler(Pen(self.frame, "sampling", (34, 18, 18, 12, 18, 18)), {})
        confidence = sampler.pen.figure("confidence", CONFIDENCE)
        made = [sampler.estimate(self.frame.say(f"section.{key}"), part, confidence) for key, part in samples]
        if paired:
            found, total = made[0], made[0].total
        elif len(made) > 1:
            found = sampler.combined(made[0], made[1])
            total = found.total
        else:
            return self._since(sampler, made[0], dated)
        return self._credited(sampler, total, found.relative), dated[0], dated[-1]

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
        pen.text(2, 2 * n, self.frame.say("column.survey_day"), "strong")
        return pen.day(2, 2 * n + 1, day)

    def _rows(
        self, pen: Pen, tables: list[list[dict[str, float]]], paired: bool
    ) -> list[tuple[str, list[Sample]]]:
        """Plots with their carbon; where the same plots were measured twice, their change as well."""
        strata, held = self.coast.strata, self.coast.held
        row, samples = 4, []
        keys = ("plots_change",) if paired else ("plots_then", "plots_now")[-len(tables) :]
        for n, key in enumerate(keys):
            heads = [
                "stratum",
                "plot",
                *(["carbon_then", "carbon_now", "carbon_change"] if paired else ["carbon_now"]),
            ]
            pen.heads(row, heads, {}, 2)
            row, part = row + 1, []
            for k, stratum in enumerate(strata):
                first, values = row, []
                for plot in tables[n][k]:
                    pen.text(row, 0, stratum.name or "—")
                    pen.text(row, 1, plot)
                    spots = [
                        pen.given(row, 2 + m, table[k][plot], "number")
                        for m, table in enumerate(tables if paired else [tables[n]])
                    ]
                    value = pen.made(row, 4, changed, spots[1], spots[0]) if paired else spots[0]
                    values.append(value.value)
                    row += 1
                span = pen.span(first, row - 1, 4 if paired else 2, values)
                part.append(Sample(stratum.name, held[stratum.name]["stratum_area"], span))
            samples.append((key, part))
            row += 1
        return samples


def _half_width(area: Numeric, t_value: Numeric, variance: Numeric) -> Numeric:
    return area * t_value * variance**0.5


def _conservative(change: Numeric, rate: Numeric) -> Numeric:
    return where(change > 0, change * (1 - rate), change * (1 + rate))
