"""The sheets of single trees and culms: the rules that weigh them with their coefficients, and each stem as a row with its own formula."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

from ..core.asof import MARK_TEXT
from ._workbook_frame import Frame
from ._workbook_inputs import Cells
from ._workbook_pen import Pen, Spot, worked
from .biomass_height import BREAST_M, height_by_curve
from .stems import SIZES, Heights, Line, Stem, StemRule, StemTable, sizes_of
from .survey import FieldSurvey

STEMS_MAX: Final = 20_000
"""More stems than this are not listed: their plots then enter as sums, and the workbook says so."""
_FRONT: Final = ("plot_line", "survey_day", "stratum", "plot", "file_row", "stem_species", "stem_rule")
_BACK: Final = ("stem_above", "stem_below", "stem_whole", "stem_carbon", "row_whole", "row_carbon")
_WIDTHS: Final = {"plot_line": 8.0, "file_row": 8.0, "stem_rule": 8.0, "stem_count": 8.0, "stratum": 16.0}
_KINDS: Final = {"plot_line": "year", "file_row": "year", "stem_rule": "year", "stem_count": "whole"}
_LETTERS: Final = "abcdef"
_FIRST: Final = 3
Key = tuple[str, str, dt.date]
Held = dict[str, tuple[Spot, ...]]


class Listed(NamedTuple):
    """Stems that are listed, and the area of each plot of the survey. [ha]"""

    table: StemTable
    areas_ha: Mapping[tuple[str, dt.date], float]


def listed(table: StemTable | None, survey: FieldSurvey) -> Listed | None:
    """The stems of a survey where there are some, and not too many."""
    if table is None or not 0 < len(table.stems) <= STEMS_MAX:
        return None
    return Listed(table, {(plot.plot, plot.surveyed_on): plot.area_ha for plot in survey.plots})


class PlotSums(NamedTuple):
    """Biomass and carbon of a plot from its stems, by the hectare. [t/ha, tC/ha]"""

    biomass: Spot
    carbon: Spot


class Stems:
    """Writes both sheets; then gives a plot the sums of its stems.

    Parameters
    ----------
    frame : Frame
    table : StemTable
        At most `STEMS_MAX` stems.
    cells : Cells
        Where the dated values stand.
    """

    def __init__(self, frame: Frame, table: StemTable, cells: Cells) -> None:
        self.frame, self.table, self.cells = frame, table, cells
        self.lines: dict[Key, int] = {}
        for stem in sorted(table.stems, key=lambda one: (one.pool, one.day, one.stratum, one.plot)):
            self.lines.setdefault(stem.key, len(self.lines) + 1)
        self.heads = _heads(table)
        self.place = {name: n for n, name in enumerate(self.heads)}
        self.columns: dict[str, list[float]] = {name: [] for name in self.heads}
        self.rules = Pen(frame, "rules", (50, 30, 13, 13, 13, 13, 13, 13))
        self.held = [self._rule(n, rule) for n, rule in enumerate(table.rules, 1)]
        self.curves = [self._curve(curve) for curve in table.curves]
        self.pen = Pen(frame, "stems", tuple(_WIDTHS.get(name, 12.0) for name in self.heads))
        self._list()

    def plot(self, pen: Pen, row: int, column: int, key: Key, area_ha: float) -> PlotSums:
        """From a column on: number of the plot, its area, biomass and carbon by the hectare."""
        line = self.lines.get(key, 0)
        pen.sheet.write_number(row, column, line, self.frame.style("year"))
        area = pen.given(row, column + 1, area_ha, "factor")
        here = np.asarray(self.columns["plot_line"]) == line
        found = []
        for n, name in enumerate(("row_whole", "row_carbon"), 2):
            value = float(np.asarray(self.columns[name])[here].sum()) / 1000 / area_ha
            at = self.frame.address(pen.key, row, column)
            formula = f"=SUMIFS({self._column(name)},{self._column('plot_line')},{at})/1000/{area.at}"
            found.append(pen.formula(row, column + n, formula, value, "number"))
        return PlotSums(*found)

    def _column(self, name: str) -> str:
        last = _FIRST + len(self.table.stems) - 1
        return self.frame.address("stems", _FIRST, self.place[name], last)

    def _rule(self, number: int, rule: StemRule) -> Held:
        """A rule's coefficients, one line each."""
        pen, lang = self.rules, self.frame.lang
        marks = () if rule.mark == "found" else ("provisional",)
        pen.text(pen.row, 0, f"{number}  {rule.title.say(lang)}", "section")
        pen.text(pen.row, 1, MARK_TEXT[rule.mark].say(lang), *marks)
        pen.text(pen.row, 2, rule.note.say(lang), "quiet")
        pen.heads(pen.row + 1, ["equation", "form", *(f"letter_{letter}" for letter in _LETTERS)], {}, 2)
        pen.row += 2
        found = {name: self._line(line, marks) for name, line in rule.lines.items()}
        pen.row += 1
        return found

    def _line(self, line: Line, marks: tuple[str, ...]) -> tuple[Spot, ...]:
        pen, title = self.rules, line.title.say(self.frame.lang)
        pen.text(pen.row, 0, title, "wrap")
        self.frame.fit(pen.sheet, pen.row, {0: title})
        pen.text(pen.row, 1, line.form)
        pen.row += 1
        held = self.cells.spots.get(line.parameter)
        if held is not None:
            return (pen.link(pen.row - 1, 2, held, "text"),)
        return tuple(
            pen.given(pen.row - 1, 2 + n, value, "text", *marks) for n, value in enumerate(line.values)
        )

    def _curve(self, curve: Heights) -> tuple[Spot, ...]:
        """A curve of heights; one that was fitted follows the trees that were measured."""
        pen = self.rules
        title = self.frame.say("section.heights", what=curve.title.say(self.frame.lang))
        pen.text(pen.row, 0, title)
        pen.text(pen.row, 1, "H = 1.3 + (D/(a+b·D))^2")
        pen.row += 2
        if not curve.fitted:
            return tuple(pen.given(pen.row - 2, 2 + n, v, "text") for n, v in enumerate((curve.a, curve.b)))
        span = [
            self.frame.address("stems", _FIRST + curve.first, self.place[name], _FIRST + curve.last)
            for name in ("height_line", "dbh")
        ]
        pairs = (("INTERCEPT", curve.a), ("SLOPE", curve.b))
        return tuple(
            pen.formula(pen.row - 2, 2 + n, f"={function}({','.join(span)})", value, "text")
            for n, (function, value) in enumerate(pairs)
        )

    def _list(self) -> None:
        pen = self.pen
        pen.heads(_FIRST - 1, self.heads, {}, 6)
        for n, stem in enumerate(self.table.stems):
            self._row(_FIRST + n, stem)
        last = _FIRST + len(self.table.stems) - 1
        pen.sheet.freeze_panes(_FIRST, 4)
        pen.sheet.repeat_rows(_FIRST - 1)
        pen.sheet.autofilter(_FIRST - 1, 0, last, len(self.heads) - 1)

    def _row(self, row: int, stem: Stem) -> None:
        rule, held = self.table.rules[stem.rule], self.held[stem.rule]
        species = rule.title.say(self.frame.lang)
        self._number(row, "plot_line", self.lines[stem.key])
        self.pen.day(row, self.place["survey_day"], stem.day)
        for name, shown in (("stratum", stem.stratum or "—"), ("plot", stem.plot), ("stem_species", species)):
            self.pen.text(row, self.place[name], shown)
        self._number(row, "file_row", stem.tree.row)
        self._number(row, "stem_rule", stem.rule + 1)
        sizes = {
            name: self.pen.given(row, self.place[name], value, "text")
            for name, value in sizes_of(stem.tree).items()
        }
        sizes |= self._height(row, stem, sizes)
        count = self.pen.given(row, self.place["stem_count"], stem.tree.count, "whole")
        self._weigh(row, rule, sizes, held, count)

    def _height(self, row: int, stem: Stem, sizes: dict[str, Spot]) -> dict[str, Spot]:
        """The height that a curve gives, or what the curve is fitted to."""
        if stem.curve is not None:
            made = self.pen.made(
                row, self.place["height"], height_by_curve, sizes["dbh"], *self.curves[stem.curve]
            )
            return {"height": made}
        if "height_line" in self.place and {"dbh", "height"} <= set(sizes):
            d, h = sizes["dbh"], sizes["height"]
            value = d.value / (h.value - BREAST_M) ** 0.5 if h.value > BREAST_M and d.value > 0 else ""
            formula = f'=IF(AND({d.at}>0,{h.at}>{BREAST_M}),{d.at}/SQRT({h.at}-{BREAST_M}),"")'
            self.pen.formula(row, self.place["height_line"], formula, value, "number")
        return {}

    def _weigh(self, row: int, rule: StemRule, sizes: dict[str, Spot], held: Held, count: Spot) -> None:
        """Kilograms of one stem, and of as many as the row stands for."""
        if rule.below is None:
            whole = self._made(row, "stem_whole", lambda s, c: rule.above(s, c), sizes, held)
            above, below = whole, Spot("0", 0.0)
        else:
            roots = rule.below
            above = self._made(row, "stem_above", lambda s, c: rule.above(s, c), sizes, held)
            below = self._made(
                row, "stem_below", lambda s, c: roots(s, c, s["above"]), {**sizes, "above": above}, held
            )
            whole = self._made(
                row, "stem_whole", lambda s, c: s["above"] + s["below"], {"above": above, "below": below}, {}
            )
        parts = {"above": above, "below": below}
        carbon = self._made(
            row, "stem_carbon", lambda s, c: rule.carbon(c, s["above"], s["below"]), parts, held
        )
        for name, spot in (("row_whole", whole), ("row_carbon", carbon)):
            made = self._made(
                row, name, lambda s, c: s["one"] * s["count"], {"one": spot, "count": count}, {}
            )
            self.columns[name].append(made.value)

    def _made(self, row: int, name: str, body: Any, sizes: dict[str, Spot], held: Held) -> Spot:
        """A figure of this row: cells of the row are written so that the formula can be copied down."""
        names = [*sizes, *(f"{key}.{n}" for key, spots in held.items() for n, _ in enumerate(spots))]
        spots = [*sizes.values(), *(spot for group in held.values() for spot in group)]

        def call(*values: Any) -> Any:
            table = dict(zip(names, values, strict=True))
            grouped = {
                key: tuple(table[f"{key}.{n}"] for n, _ in enumerate(group)) for key, group in held.items()
            }
            return body({key: table[key] for key in sizes}, grouped)

        formula, value = worked(call, *spots)
        own = re.compile(rf"'{self.frame.say('sheet.stems')}'!\$([A-Z]+)\$")
        return self.pen.formula(row, self.place[name], own.sub(r"$\1", formula), value, "number")

    def _number(self, row: int, name: str, value: float) -> None:
        self.pen.sheet.write_number(row, self.place[name], value, self.frame.style(_KINDS[name]))
        self.columns[name].append(value)


def _heads(table: StemTable) -> list[str]:
    """The columns that the list needs."""
    sizes = [
        name for name, field in SIZES.items() if any(getattr(s.tree, field) is not None for s in table.stems)
    ]
    if table.curves and "height" not in sizes:
        sizes.append("height")
    fitted = ["height_line"] if any(curve.fitted for curve in table.curves) else []
    whole = all(rule.below is None for rule in table.rules)
    back = [name for name in _BACK if not (whole and name in ("stem_above", "stem_below"))]
    return [*_FRONT, *sizes, *fitted, "stem_count", *back]
