"""Emission factors of the regional grids, and which of them belongs to a year.

A table holds each factor with its *label* (the year in its title), the newest *data year* behind it, and the day from which it could
be used. A year takes the newest factor that is not of a later year and was known on the day that decides; a later vintage is never used.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Final, Literal, NamedTuple

import msgspec

from ..core.errors import BadInput, NotKnown
from ..core.text import Text
from .places import grid_names, grid_of
from .result import Reason


class FactorRule(StrEnum):
    """How a factor is matched with a year."""

    DATA_YEAR = "data-year"
    LABEL_YEAR = "label-year"
    NEWEST = "newest"


FACTOR_RULE_TEXT: Final = {
    FactorRule.DATA_YEAR: Text(
        "数据年份不晚于该年的最新因子（已登记项目的做法）",
        "newest factor whose data are not later than the year (registered projects)",
    ),
    FactorRule.LABEL_YEAR: Text(
        "标题年份不晚于该年的最新因子（2024年首批文件的做法）",
        "newest factor whose title is not later than the year (first documents of 2024)",
    ),
    FactorRule.NEWEST: Text(
        "各年均用当时最新公布的因子（设计文件事前估算的做法）",
        "the newest factor of the day for every year (as a design document may)",
    ),
}


STAND_IN: Final = 1
"""A label may stand in for the next one where that is out and its figure is not held; an older one may not. [year]"""
ANY_YEAR: Final = 10_000
"""A shift that lets every label fit every year."""


class GridFactor(msgspec.Struct, frozen=True):
    """Factors of one grid under one label. [tCO2/MWh]

    ``published``: both margins as published. ``inferred``: only the combined margin at equal weights, worked out from public projects.
    """

    grid: str
    label: int
    data_year: int
    combined_margin: float
    known_by: dt.date
    basis: Literal["published", "inferred"]
    operating_margin: float | None = None
    build_margin: float | None = None
    published_on: dt.date | None = None

    @property
    def usable_from(self) -> dt.date:
        """First day on which it could be used: its publication, else the day by which it was in use."""
        return self.published_on or self.known_by

    @property
    def name(self) -> str:
        return f"{self.grid} {self.label}"


class Choice(NamedTuple):
    """The factor of a year, and what makes it provisional."""

    factor: GridFactor
    reasons: tuple[Reason, ...]


class Factors(msgspec.Struct, frozen=True):
    """A table of grid factors; `grid_table` reads it from CSV."""

    rows: tuple[GridFactor, ...]

    def of(self, grid: str, on: dt.date) -> tuple[GridFactor, ...]:
        """What is held for a grid and could be used on a day, oldest label first."""
        held = (row for row in self.rows if row.grid == grid and row.usable_from <= on)
        return tuple(sorted(held, key=lambda row: row.label))

    def merged(self, other: Factors) -> Factors:
        """This table with the rows of another put in, or put in place of its own."""
        rows = {(row.grid, row.label): row for row in (*self.rows, *other.rows)}
        return Factors(tuple(rows.values()))

    def factor_for(
        self,
        grid: str,
        year: int,
        on: dt.date,
        rule: FactorRule | str = FactorRule.DATA_YEAR,
        *,
        offset: int = 2,
        clause: str | None = None,
    ) -> Choice:
        """The factor of a calendar year as it stood on a day.

        Parameters
        ----------
        grid : str
            Regional grid, or a province.
        year : int
            Calendar year of the electricity.
        on : date
            The day that decides what counts as published: upload of the report, or the day of the design document.
        rule : FactorRule
            ``data-year``: label less ``offset`` is not later than the year. ``label-year``: the label is not later.
        ``newest``: the newest of the day for every year, for an estimate only.
        offset : int
            Years between a label and its newest data (parameter ``grid.label_offset_years``).
        clause : str, optional
            The methodology's clause on factors, named in a refusal.

        Raises
        ------
        NotKnown
            If no factor of that year or an earlier one is held: a later one is never used. Or if the one held is more than a label
            behind what is out: much of the grid has changed since.
        """
        shift = {FactorRule.DATA_YEAR: offset, FactorRule.LABEL_YEAR: 0}.get(FactorRule(rule), ANY_YEAR)
        place = grid_of(grid)
        held = self.of(place.grid, on)
        fitting = [row for row in held if row.label - shift <= year]
        if not fitting:
            raise _none_for(place.grid, year, on, held, clause)
        chosen = fitting[-1]
        elsewhere = [row.label for row in self.rows if row.usable_from <= on and row.label - shift <= year]
        newest = max(elsewhere)
        if newest - chosen.label > STAND_IN:
            raise _too_old(chosen, newest, year, clause)
        reasons = [_inferred(chosen)] if chosen.basis == "inferred" else []
        if newest > chosen.label:
            reasons.append(_not_held(chosen, newest))
        if place.mark != "found" and place.note is not None:
            reasons.append(Reason(f"grid_of.{grid}", place.mark, place.note))
        return Choice(chosen, tuple(reasons))


def margin(
    factor: GridFactor, om_weight: float, bm_weight: float, clause: str | None = None
) -> dict[str, float]:
    """Margins of a factor as inputs of the combined-margin equation; the combined one itself where only that is known.

    Raises
    ------
    BadInput
        If only the combined margin at equal weights is known and the weights are not equal halves.
    """
    if factor.operating_margin is not None and factor.build_margin is not None:
        return {"operating_margin": factor.operating_margin, "build_margin": factor.build_margin}
    if (om_weight, bm_weight) != (0.5, 0.5):
        raise BadInput(
            what=Text(
                f"{factor.name} 的因子不能用于权重 {om_weight}/{bm_weight}",
                f"the {factor.name} factor cannot be used with weights {om_weight}/{bm_weight}",
            ),
            why=Text(
                "只推得了 0.5/0.5 的组合边际因子，没有单独的 OM 和 BM",
                "only the combined margin at 0.5/0.5 is known, not the two margins",
            ),
            next=Text("提供含公布的 OM、BM 的因子表", "give a factor table that holds the published margins"),
            clause=clause,
        )
    return {"combined_margin": factor.combined_margin}


def _none_for(
    grid: str, year: int, on: dt.date, held: tuple[GridFactor, ...], clause: str | None
) -> NotKnown:
    name = grid_names()[grid]
    labels = ", ".join(str(row.label) for row in held)
    return NotKnown(
        what=Text(
            f"没有{name.zh}电网 {year} 年可用的排放因子",
            f"there is no factor for the {name.en} grid in {year}",
        ),
        why=Text(
            f"截至 {on}，该电网持有的年度版本：{labels or '无'}；不得使用更晚年份的因子",
            f"labels held for that grid on {on}: {labels or 'none'}; a later vintage is never used",
        ),
        next=Text(
            "提供含该电网公布因子的表（列与 grid-factors.csv 相同）",
            "give a table that holds the published factor of that grid (columns as in grid-factors.csv)",
        ),
        clause=clause,
    )


def _too_old(factor: GridFactor, newest: int, year: int, clause: str | None) -> NotKnown:
    name = grid_names()[factor.grid]
    return NotKnown(
        what=Text(
            f"没有{name.zh}电网 {year} 年可用的排放因子",
            f"there is no factor for the {name.en} grid in {year}",
        ),
        why=Text(
            f"{newest} 年度版本已在使用，未掌握其数值；所持最近为 {factor.label} 年度版本，过旧，不予代用",
            f"label {newest} is in use and its figure is not held; the nearest held, label {factor.label}, is too old to stand in",
        ),
        next=Text(
            "提供含该电网公布因子的表（列与 grid-factors.csv 相同）",
            "give a table that holds the published factor of that grid (columns as in grid-factors.csv)",
        ),
        clause=clause,
    )


def _inferred(factor: GridFactor) -> Reason:
    return Reason(
        f"grid_factor.{factor.grid}.{factor.label}",
        "derived",
        Text(
            f"{grid_names()[factor.grid].zh}电网 {factor.label} 年度因子由公开项目的数字推得，未见公布表",
            f"the {factor.label} factor of the {grid_names()[factor.grid].en} grid was worked out from public projects, "
            "not read in the published table",
        ),
    )


def _not_held(factor: GridFactor, newest: int) -> Reason:
    name = grid_names()[factor.grid]
    return Reason(
        f"grid_factor.{factor.grid}.{newest}",
        "uncertain",
        Text(
            f"{newest} 年度版本已公布且适用，但未掌握{name.zh}电网的数值；暂用 {factor.label} 年度版本",
            f"label {newest} is out and would apply, but its figure for the {name.en} grid is not held; "
            f"label {factor.label} stands in",
        ),
    )


def grid_factors() -> Factors:
    """The table that comes with the library."""
    from .grid_table import shipped_factors

    return shipped_factors()
