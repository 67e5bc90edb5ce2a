"""The sheets of afforestation: strata with their curves, stands year by year, plots of surveys, and what the years take from them."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from typing import Any, Final

from ..core.numeric import minimum
from ..rules.subjects import Project
from ._workbook_forest_strata import Lines, Stratum, year_of, years_inside
from ._workbook_frame import Frame
from ._workbook_inputs import Cells
from ._workbook_pen import Pen, Spot, head, note_of, spot_of
from ._workbook_sampling import Sample, Sampler, overlap
from ._workbook_stems import Listed, Stems
from ._workbook_years import FIRST_ROW, FRONT, Linked, day_of
from .biomass_growth import FORMS, grown
from .biomass_stand import (
    REGRESSIONS,
    bcef_biomass,
    carbon_dioxide,
    default_root_shoot,
    volume_biomass,
)
from .equation import Equation
from .methodology import Methodology
from .plots_precision import Deduction, deduction
from .plots_table import PlotBiomass, PlotTable, Survey, shares_by_name, surveys_of
from .result import Calculation

POOLS: Final = ("tree", "bamboo", "shrub")
_STANDS: Final = ("time", "stratum", "stratum_area", "carbon_fraction", "age", "grown", "stand_biomass")
_PLOT: Final = ("stratum", "plot", "plot_biomass", "plot_carbon", "plot_stock")
_PLOT_OF_STEMS: Final = (
    "stratum", "plot", "plot_line", "plot_area", "plot_biomass", "plot_carbon", "plot_stock",
)  # fmt: skip
_SHARED: Final = ("dead_wood", "litter")


class Forest:
    """Writes the sheets of an estimate, or of removals achieved.

    Parameters
    ----------
    frame : Frame
    calculation : Calculation
        Its inputs hold the strata as they were read.
    methodology : Methodology
    project : Project
    cells : Cells
    """

    def __init__(
        self,
        frame: Frame,
        calculation: Calculation,
        methodology: Methodology,
        project: Project,
        cells: Cells,
    ) -> None:
        self.frame, self.calculation, self.project, self.cells = frame, calculation, project, cells
        self.plan = methodology.plan
        self.by_result: dict[str, Equation] = {e.result: e for e in methodology.equations}
        self.by_result["tree_change"] = next(e for e in methodology.equations if e.number == "30")
        self.stems: Stems | None = None
        self.areas_ha: Mapping[tuple[str, dt.date], float] = {}
        self.stem = next((e for e in methodology.equations if e.function is volume_biomass), None)

    def estimate(self) -> Linked:
        """Sheets of the strata and their stands; gives the formulas of the years."""
        found: dict[tuple[int, str], Spot] = self._values()
        strata = _listed(self.calculation, "strata")
        sides = [("", strata), ("baseline_", _listed(self.calculation, "baseline_strata"))]
        lines = Lines(Pen(self.frame, "strata", (34, 16, 14, 60)))
        held = {prefix: [lines.stratum(one, prefix) for one in rows] for prefix, rows in sides}
        pen = Pen(self.frame, "growth", (12, 20, 14, 12, 12, 16, 18))
        for prefix, rows in sides:
            for pool in POOLS:
                chosen = [(one, h) for one, h in zip(rows, held[prefix], strict=True) if one["pool"] == pool]
                if chosen and (pool != "shrub" or "forest_biomass_t_ha" in self.project.design):
                    stocks = self._pool(pen, lines, f"{prefix}{pool}", pool, chosen)
                    found |= self._changes(f"{prefix}{pool}_change", stocks)
                    if f"{prefix}{pool}" == "tree":
                        found |= self._shares(stocks)
        soils = [(one, h) for one, h in zip(strata, held[""], strict=True) if "soil_reference" in h]
        if soils and self._maybe("soil.years"):
            found |= self._soil(pen, soils)
        return found

    def achieved(self, table: PlotTable, listed: Listed | None = None) -> Linked:
        """Sheets of the stems where they are listed, of the plots and the estimate from them; gives the formulas of the years."""
        found = self._values()
        if listed is not None:
            self.stems = Stems(self.frame, listed.table, self.cells)
            self.areas_ha = listed.areas_ha
        plots = Pen(self.frame, "plots", (20, 20, 14, 14, 18, 18, 18))
        sampler = Sampler(Pen(self.frame, "sampling", (38, 18, 18, 14, 18, 18)), self.by_result)
        confidence = self._maybe("confidence") or sampler.pen.figure("confidence", 0.9)
        areas = self._areas(plots, table)
        for pool in POOLS:
            rows = [row for row in table.rows if row.pool == pool]
            if not rows:
                continue
            parts: list[list[Spot]] = [[] for _ in self.calculation.years]
            for then, now in itertools.pairwise(surveys_of(rows)):
                credited, first, last = self._interval(plots, sampler, (then, now), areas, confidence)
                for place, year in enumerate(self.calculation.years):
                    begin, end = (day_of(place, which, year, self.frame) for which in ("first", "last"))
                    share = overlap(begin, end, first, last, first_counts=False)
                    parts[place].append(spot_of(lambda a, b: a * b, credited, share))
            for place, spots in enumerate(parts):
                value = sum(spot.value for spot in spots)
                found[place, f"{pool}_change"] = Spot("+".join(spot.at for spot in spots), value)
        for place, _ in enumerate(self.calculation.years):
            grown = self.calculation.years[place].values["tree_change"]
            trees = Spot(self.cell_of(place, "tree_change"), grown)
            for pool in _SHARED:
                part = self._prefixed(pool)
                if part is not None:
                    found[place, f"{pool}_change"] = spot_of(self.by_result[f"{pool}_stock"], trees, part)
        return found

    def cell_of(self, place: int, name: str) -> str:
        """The cell of a quantity of a year on the sheet of the calculation."""
        names = list(dict.fromkeys(n for year in self.calculation.years for n in year.values))
        return self.frame.address("years", FIRST_ROW + place, len(FRONT) + names.index(name))

    def _values(self) -> dict[tuple[int, str], Spot]:
        """Leakage and the deduction for non-permanence of every year, where they are the dated values."""
        pairs = (("leakage", "leakage"), ("nonpermanence_share", "nonpermanence_deduction"))
        return {
            (place, name): spot
            for place, _ in enumerate(self.calculation.years)
            for name, short in pairs
            if (spot := self._maybe(short)) is not None
        }

    def _maybe(self, short: str) -> Spot | None:
        return self.cells.spots.get(self.plan.parameter(short))

    def _held(self, short: str) -> Spot:
        """A dated value that the calculation used."""
        return self.cells.spots[self.plan.parameter(short)]

    def _prefixed(self, short: str) -> Spot | None:
        """The dated value of a climate: the only one whose name goes on so."""
        start = self.plan.parameter(short) + "."
        return next((spot for name, spot in self.cells.spots.items() if name.startswith(start)), None)

    def _times(self) -> list[Spot]:
        """The ends of the years as years with their fraction."""
        years = self.calculation.years
        days = [day_of(0, "first", years[0], self.frame)]
        for place, year in enumerate(years):
            last = day_of(place, "last", year, self.frame)
            days.append(Spot(f"({last.at}+1)", last.value + 1))
        return [year_of(day) for day in days]

    def _pool(
        self, pen: Pen, lines: Lines, title: str, pool: str, chosen: list[tuple[Stratum, dict[str, Spot]]]
    ) -> list[Spot]:
        """Stands of one pool at every time, one row each; gives its stock at each time. [tCO2e]"""
        row = pen.row
        pen.text(row, 0, head(self.frame, f"{title}_change"), "section")
        notes = {}
        if self.stem is not None:
            notes["stand_biomass"] = note_of(self.frame, self.stem)
        pen.heads(row + 1, list(_STANDS), notes, 2)
        row, stocks = row + 2, []
        forest = lines.forest_biomass(self.project) if pool == "shrub" else None
        for time in self._times():
            columns: dict[str, list[float]] = {name: [] for name in _STANDS}
            for n, (one, held) in enumerate(chosen):
                for name, spot in self._stand(pen, row + n, time, one, held, forest).items():
                    columns[name].append(spot.value)
            last = row + len(chosen) - 1
            span = {n: pen.span(row, last, c, columns[n]) for c, n in enumerate(_STANDS) if columns[n]}
            area, biomass = span["stratum_area"], span["stand_biomass"]
            if pool == "shrub":
                fraction, roots = (self._held(f"shrub.{n}") for n in ("carbon_fraction", "root_shoot"))
                stocks.append(spot_of(self.by_result["shrub_stock"], area, biomass, fraction, roots))
            else:
                stocks.append(spot_of(self.by_result["tree_stock"], biomass, area, span["carbon_fraction"]))
            row = last + 1
        pen.row = row + 1
        return stocks

    def _stand(
        self, pen: Pen, row: int, time: Spot, one: Stratum, held: dict[str, Spot], forest: Spot | None
    ) -> dict[str, Spot]:
        shown = pen.formula(row, 0, f"={time.at}", time.value, "factor")
        pen.text(row, 1, str(one["name"]))
        found = {"time": shown, "stratum_area": pen.link(row, 2, held["area_ha"], "number")}
        if forest is None:
            found["carbon_fraction"] = pen.link(row, 3, held["carbon"], "share")
        stable = held.get("stable_age")
        if stable is None:
            found["age"] = pen.made(row, 4, lambda t, p: t - p, shown, held["planted"])
        else:
            found["age"] = pen.made(row, 4, lambda t, p, s: minimum(t - p, s), shown, held["planted"], stable)
        form = str(one["curve"][0])
        coefficients = [held[name] for name in FORMS[form]]
        size = pen.made(row, 5, lambda a, *c: grown(form, a, *c), found["age"], *coefficients)
        found["grown"] = size
        found["stand_biomass"] = self._biomass(pen, row, one, held, size, forest)
        return found

    def _biomass(
        self, pen: Pen, row: int, one: Stratum, held: dict[str, Spot], size: Spot, forest: Spot | None
    ) -> Spot:
        if forest is not None:
            ratio, least = self._held("shrub.ratio"), self._held("shrub.cover_min")
            return pen.made(row, 6, self.by_result["shrub_biomass"], forest, ratio, size, least)
        if one["measure"] == "volume":
            assert self.stem is not None
            sources = (held["density"], size, held["expansion"], held["root_shoot"])
            return pen.made(row, 6, self.stem, *sources)
        if one["measure"] == "bcef":
            return pen.made(row, 6, bcef_biomass, held["bcef"], size, held["root_shoot"])
        if one["measure"] == "biomass":
            return pen.link(row, 6, size, "number")
        regression = REGRESSIONS.get(str(one["measure"]))
        above = spot_of(regression, size, held["regression_a"], held["regression_b"]) if regression else size
        roots = held.get("root_shoot") or spot_of(default_root_shoot, above)
        return pen.made(row, 6, self.by_result["tree_biomass"], above, roots)

    def _changes(self, name: str, stocks: list[Spot]) -> dict[tuple[int, str], Spot]:
        change = self.by_result["stock_change"]
        pairs = enumerate(itertools.pairwise(stocks))
        return {(place, name): spot_of(change, now, then) for place, (then, now) in pairs}

    def _shares(self, trees: list[Spot]) -> dict[tuple[int, str], Spot]:
        """Dead wood and litter as shares of the stock of trees, where a project counts them."""
        found: dict[tuple[int, str], Spot] = {}
        for pool in _SHARED:
            share = self._prefixed(pool)
            if share is not None:
                stock = self.by_result[f"{pool}_stock"]
                found |= self._changes(f"{pool}_change", [spot_of(stock, one, share) for one in trees])
        return found

    def _soil(self, pen: Pen, soils: list[tuple[Stratum, dict[str, Spot]]]) -> dict[tuple[int, str], Spot]:
        """Yearly gain of the soil's carbon, and the years of it that lie in each interval."""
        equations, row = self.by_result, pen.row
        pen.text(row, 0, head(self.frame, "soil_change"), "section")
        heads = ["time", "stratum", "stratum_area", "soil_rate", "soil_counted"]
        pen.heads(row + 1, heads, {"soil_rate": note_of(self.frame, equations["soil_rate"])}, 2)
        row, found = row + 2, {}
        names = ("years", "rate_max", "loss_share", "disturbed_share_max")
        years, most, lost_share, limit = (self._held(f"soil.{name}") for name in names)
        for place, (then, now) in enumerate(itertools.pairwise(self._times())):
            columns: list[list[float]] = [[], [], []]
            for n, (one, held) in enumerate(soils):
                pen.formula(row + n, 0, f"={now.at}", now.value, "factor")
                pen.text(row + n, 1, str(one["name"]))
                figures = [held[f"soil_{key}"] for key in ("reference", "land_use", "management", "input")]
                initial = spot_of(equations["soil_initial"], *figures)
                lost = spot_of(
                    equations["soil_loss"], initial, held["soil_disturbed_share"], limit, lost_share
                )
                made = (
                    pen.link(row + n, 2, held["area_ha"], "number"),
                    pen.made(row + n, 3, equations["soil_rate"], figures[0], initial, lost, years, most),
                    pen.made(row + n, 4, years_inside, then, now, held["planted"], years),
                )
                for column, spot in zip(columns, made, strict=True):
                    column.append(spot.value)
            last = row + len(soils) - 1
            spans = [pen.span(row, last, 2 + n, column) for n, column in enumerate(columns)]
            found[place, "soil_change"] = spot_of(equations["soil_change"], *spans)
            row = last + 1
        pen.row = row + 1
        return found

    def _areas(self, pen: Pen, table: PlotTable) -> dict[str, Spot]:
        """Measured area of each stratum. [ha]"""
        pen.heads(2, ["stratum", "stratum_area"], {}, 1)
        found = {}
        for row, name in enumerate(sorted(table.areas), 3):
            pen.text(row, 0, name or "—")
            found[name] = pen.given(row, 1, table.areas[name], "number")
        pen.row = 4 + len(found)
        return found

    def _interval(
        self,
        pen: Pen,
        sampler: Sampler,
        pair: tuple[Survey, Survey],
        areas: Mapping[str, Spot],
        confidence: Spot,
    ) -> tuple[Spot, Spot, Spot]:
        """The change between two surveys after the deduction for precision, and the days of both."""
        names, _ = shares_by_name({name: spot.value for name, spot in areas.items()})
        stocks, days, error = [], [], None
        for survey in pair:
            label = survey.on.isoformat()
            day, biomass, carbon = self._survey(pen, survey, names, areas)
            days.append(day)
            stock = sampler.estimate(self.frame.say("section.stock_on", day=label), carbon, confidence)
            stocks.append(stock.total)
            if survey is pair[1]:
                title = self.frame.say("section.precision_on", day=label)
                error = sampler.estimate(title, biomass, confidence).relative
        assert error is not None
        measured = sampler.line("sample_change", self.by_result["stock_change"], stocks[1], stocks[0])
        table, cite = self._table()
        rate = sampler.deduction(table, error, cite)
        return (
            sampler.line("credited_change", self.by_result["tree_change"], measured, rate),
            days[0],
            days[1],
        )

    def _table(self) -> tuple[Deduction, str]:
        """The deductions for precision that were used, with their clause."""
        start = self.plan.parameter("precision_table") + "."
        held = next(value for value in self.calculation.parameters if value.name.startswith(start))
        of: Any = "error" if held.name.endswith("ar-tool14") else "estimate"
        made = deduction(held.name.rpartition(".")[2], str(held.value), of)
        return made, self.frame.clause(held.cite, self.calculation.on)

    def _survey(
        self, pen: Pen, survey: Survey, names: tuple[str, ...], areas: Mapping[str, Spot]
    ) -> tuple[Spot, list[Sample], list[Sample]]:
        """The plots of a survey, stratum by stratum: biomass [t/ha], carbon [tC/ha] and its carbon dioxide [tCO2/ha]."""
        row = pen.row
        pen.text(row, 0, self.frame.say("column.survey_day"), "section")
        day = pen.day(row, 1, survey.on)
        pen.heads(row + 1, list(_PLOT if self.stems is None else _PLOT_OF_STEMS), {}, 2)
        row += 2
        biomass, carbon = [], []
        for name in names:
            first, columns = row, ([], [])  # type: tuple[int, tuple[list[float], list[float]]]
            for one in sorted((r for r in survey.rows if r.stratum == name), key=lambda r: r.plot):
                spots = self._plot(pen, row, one)
                for column, spot in zip(columns, spots, strict=True):
                    column.append(spot.value)
                row += 1
            if row > first:
                ends = [pen.span(first, row - 1, n, c) for n, c in zip(self._places(), columns, strict=True)]
                biomass.append(Sample(name, areas[name], ends[0]))
                carbon.append(Sample(name, areas[name], ends[1]))
        pen.row = row + 1
        return day, biomass, carbon

    def _places(self) -> tuple[int, int]:
        """Columns of a plot's biomass and of its carbon dioxide."""
        return (2, 4) if self.stems is None else (4, 6)

    def _plot(self, pen: Pen, row: int, one: PlotBiomass) -> tuple[Spot, Spot]:
        """One plot: biomass [t/ha] and carbon dioxide [tCO2/ha], from its stems where they are listed."""
        pen.text(row, 0, one.stratum or "—")
        pen.text(row, 1, one.plot)
        last = self._places()[1]
        if self.stems is None:
            biomass, held = (
                pen.given(row, 2 + n, v, "number") for n, v in enumerate((one.biomass, one.carbon))
            )
        else:
            key = (one.pool, one.plot, one.surveyed_on)
            biomass, held = self.stems.plot(pen, row, 2, key, self.areas_ha[key[1:]])
        return biomass, pen.made(row, last, lambda c: carbon_dioxide(c, 1.0), held)


def _listed(calculation: Calculation, key: str) -> list[Stratum]:
    given = calculation.inputs.get(key)
    return list(given) if isinstance(given, (list, tuple)) else []
