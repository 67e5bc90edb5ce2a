"""The sheets of a coastal sink: strata with their soil, growth or plots, and what the years take from them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Final

from ..core.asof import AsOf, DatedValue
from ..core.quantities import CARBON_TO_CO2
from ..rules.subjects import Project
from ._workbook_coast_plots import Plots
from ._workbook_coast_strata import Lines, Rates
from ._workbook_frame import Frame
from ._workbook_inputs import Cells
from ._workbook_pen import Pen, Spot, spot_of
from ._workbook_sampling import interpolated, overlap
from ._workbook_years import Linked, day_of, share_of
from .biomass_growth import FORMS, grown
from .coastal import CoastalPlan, gas_factors
from .coastal_ex_ante import salinity
from .coastal_growth import settled, with_roots
from .coastal_strata import DAYS_OF_YEAR, Stratum, strata_of
from .result import Calculation
from .soil import (
    left_after_submergence,
)
from .survey import FieldSurvey

_SOIL: Final = (
    "year", "stratum", "stratum_area", "vegetation_cover", "gross_accumulation", "allochthonous_share",
    "soil_accumulation", "soil_methane", "soil_nitrous_oxide",
)  # fmt: skip
_GROWTH: Final = (
    "day",
    "stratum",
    "stratum_area",
    "age",
    "stand_biomass",
    "carbon_fraction",
    "carbon_density",
)


def write_coast(
    frame: Frame,
    calculation: Calculation,
    plan: CoastalPlan,
    project: Project,
    survey: FieldSurvey | None,
    cells: Cells,
) -> Linked:
    """Sheets of a coastal sink; gives the formulas of the years.

    Parameters
    ----------
    survey : FieldSurvey, optional
        None for an estimate.
    """
    return Coast(frame, calculation, plan, project, survey, cells).write()


class Coast:
    def __init__(
        self,
        frame: Frame,
        calculation: Calculation,
        plan: CoastalPlan,
        project: Project,
        survey: FieldSurvey | None,
        cells: Cells,
    ) -> None:
        from ..policy.corpus import corpus
        from .official import with_officials

        self.frame, self.calculation, self.plan = frame, calculation, plan
        self.project, self.survey, self.cells = project, survey, cells
        self.at: AsOf = with_officials(AsOf(corpus(), calculation.on), project, plan)
        areas = calculation.inputs.get("strata")
        measured = areas if isinstance(areas, Mapping) else None
        self.strata, _ = settled(project, plan, self.at, strata_of(project, measured))
        self.lines = Lines(Pen(frame, "strata", (34, 16, 16, 14, 60)), grown=survey is None)
        self.held = {one.name: self.lines.stratum(one) for one in self.strata}

    def write(self) -> Linked:
        soil = self._soil()
        found: dict[tuple[int, str], Spot] = {}
        biomass = self._grown() if self.survey is None else self._measured(self.survey)
        number = self.cells.spots
        for place, _ in enumerate(self.calculation.years):
            span, duration = soil[place], share_of(place, self.calculation.years[place], self.frame)
            found[place, "biomass_change"] = biomass[place]
            found |= self._year(place, span, duration)
            found[place, "leakage"] = number[self.name("leakage")]
            found[place, "nonpermanence_share"] = number[self.name("nonpermanence_deduction")]
        return found

    def name(self, short: str) -> str:
        return self.plan.parameter(short)

    def number(self, short: str) -> Spot:
        return self.cells.spots[self.name(short)]

    def _year(self, place: int, span: Mapping[str, Spot], duration: Spot) -> dict[tuple[int, str], Spot]:
        """Soil, its gases and the baseline of a year."""
        gwp = [self.cells.spots.get(self.name(f"gwp.{gas}"), 0.0) for gas in ("ch4", "n2o")]
        steps = {step.name: step.equation for step in self.plan.years}
        area = span["stratum_area"]
        rate = self.number("baseline_rate")
        baseline = Spot(
            f"SUM({area.at})*{rate.at}*{duration.at}", float(area.value.sum()) * rate.value * duration.value
        )
        return {
            (place, "soil_change"): spot_of(steps["soil_change"], area, span["soil_accumulation"], duration),
            (place, "soil_gas_emissions"): spot_of(
                steps["soil_gas_emissions"],
                area,
                span["soil_methane"],
                gwp[0],
                span["soil_nitrous_oxide"],
                gwp[1],
                duration,
            ),
            (place, "baseline_stock_change"): baseline,
        }

    def _soil(self) -> list[dict[str, Spot]]:
        """Accumulation and gases of every stratum in every year; gives the ranges of each year."""
        pen = Pen(self.frame, "soil", (8, 18, 16, 16, 18, 18, 18, 18, 18, 18))
        notes = {e.result: e.cite for e in (self.plan.cover_rate, self.plan.net_rate)}
        pen.heads(2, [*_SOIL, "soil_taken_off"], notes, 2)
        levels = [salinity(self.project, one) for one in self.strata]
        gases = gas_factors(self.project, self.plan, self.at, levels)
        rates = Rates(self, pen)
        row, found = 3, []
        for place, year in enumerate(self.calculation.years):
            columns: dict[str, list[float]] = {name: [] for name in _SOIL[2:]}
            for n, stratum in enumerate(self.strata):
                here = row + n
                pen.sheet.write_number(here, 0, year.year, self.frame.style("year"))
                pen.text(here, 1, stratum.name or "—")
                spots = {"stratum_area": pen.link(here, 2, self.held[stratum.name]["stratum_area"], "number")}
                spots |= rates.write(here, stratum, place)
                for column, name, factor in zip((7, 8), _SOIL[7:], (gases[0][n], gases[1][n]), strict=True):
                    spots[name] = self._gas(pen, here, column, factor, gases[2])
                for name in _SOIL[2:]:
                    columns[name].append(spots[name].value if name in spots else 0.0)
            last = row + len(self.strata) - 1
            found.append({n: pen.span(row, last, _SOIL.index(n), columns[n]) for n in _SOIL[2:]})
            row = last + 1
        pen.sheet.freeze_panes(3, 2)
        return found

    def _gas(self, pen: Pen, row: int, column: int, factor: float, using: tuple[DatedValue, ...]) -> Spot:
        """A factor of the soil's gases: the dated value it is."""
        held = next(
            (self.cells.spots[v.name] for v in using if v.number == factor and v.name in self.cells.spots),
            None,
        )
        return pen.link(row, column, held, "number") if held else pen.given(row, column, factor, "number")

    def _grown(self) -> list[Spot]:
        """Change of the plants in each year, from the strata at its two ends."""
        pen = Pen(self.frame, "growth", (12, 18, 16, 12, 18, 16, 18))
        notes = {self.plan.density.result: self.plan.density.cite}
        pen.heads(2, list(_GROWTH), notes, 2)
        row, stocks = 3, []
        years = self.calculation.years
        days = [day_of(n, "first", year, self.frame) for n, year in enumerate(years)]
        for day in [*days, plus_one(day_of(len(years) - 1, "last", years[-1], self.frame))]:
            areas, carbon = [], []
            for n, stratum in enumerate(self.strata):
                area, density = self._stand(pen, row + n, stratum, day, days[0])
                areas.append(area.value)
                carbon.append(density.value)
            last = row + len(self.strata) - 1
            stocks.append(
                spot_of(self.plan.stock, pen.span(row, last, 2, areas), pen.span(row, last, 6, carbon))
            )
            row = last + 1
        pen.sheet.freeze_panes(3, 2)
        return [spot_of(self.plan.change, now, then) for then, now in itertools.pairwise(stocks)]

    def _stand(self, pen: Pen, row: int, stratum: Stratum, day: Spot, start: Spot) -> tuple[Spot, Spot]:
        """Area and carbon by the hectare of a stratum on a day."""
        held = self.held[stratum.name]
        pen.formula(row, 0, f"={day.at}", day.value, "day")
        pen.text(row, 1, stratum.name or "—")
        area = pen.link(row, 2, held["stratum_area"], "number")
        if stratum.entry.get("growth") is None:
            return area, pen.given(row, 6, 0.0, "number")
        age = pen.made(row, 3, lambda now, then: (now - then) / DAYS_OF_YEAR, day, held["planted"])
        if "growth_age" in held:
            formula, value = interpolated(age, held["growth_age"], held["growth_value"])
            dry = pen.formula(row, 4, formula, value, "number")
        else:
            form = str(stratum.entry["growth"]["form"])
            sources = [held[name] for name in FORMS[form]]
            dry = pen.made(row, 4, lambda a, *c: grown(form, a, *c), age, *sources)
        fraction = pen.link(row, 5, held["carbon_fraction"], "share")
        if "root_shoot" in held:
            dry = spot_of(with_roots, dry, held["root_shoot"])
        density = spot_of(self.plan.density, dry, fraction)
        if "submerged_share" in held:
            passed = Spot(f"(MAX(0,{day.at}-{start.at})/365.25)", max(0.0, day.value - start.value) / 365.25)
            sinking = (held["submerged_share"], passed, held["submerged_years"])
            density = spot_of(left_after_submergence, Spot(f"({density.at})", density.value), *sinking)
        return area, pen.formula(row, 6, f"={density.at}", density.value, "number")

    def _measured(self, survey: FieldSurvey) -> list[Spot]:
        """Change of the plants in each year, from sample plots."""
        changes = Plots(self, survey).changes()
        out = []
        for place, year in enumerate(self.calculation.years):
            begin, end = (day_of(place, which, year, self.frame) for which in ("first", "last"))
            parts = [(one, overlap(begin, end, *days, first_counts=True)) for one, *days in changes]
            formula = "+".join(f"{one.at}*44/12*{part.at}" for one, part in parts)
            value = sum(one.value * CARBON_TO_CO2 * part.value for one, part in parts)
            out.append(Spot(f"({formula})" if parts else "0", value))
        return out


def plus_one(day: Spot) -> Spot:
    """The day after."""
    return Spot(f"({day.at}+1)", day.value + 1)
