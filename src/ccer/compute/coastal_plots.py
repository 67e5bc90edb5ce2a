"""Field surveys of a coastal project as carbon: campaigns, trees of plots, cores of soil; changes are in `coastal_changes`."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Project
from .biomass import Sizes
from .coastal import refused
from .coastal_strata import STRATA, Stratum
from .mangrove import NOTE_TEXT, density_mark, equations_mark, find_species, stem_biomass
from .plots import plot_sums
from .result import Adjustment, Reason
from .soil import STANDARD_DEPTH_CM, profile_stock
from .survey import FieldSurvey, PlotSurvey, SoilLayer, TreeRow

CAMPAIGN_GAP_DAYS: Final = 180
"""Surveys further apart than this are of two campaigns."""
INTRODUCED: Final = Text(
    "：引进种，样地中的植株已计入；是否获方法学认可没有读到",
    ": an introduced species, its trees in the plots are counted; whether the text accepts it was not read",
)


class Campaign(NamedTuple):
    """Plots of one campaign, the last survey of each; ``day`` is its last day."""

    day: dt.date
    plots: tuple[PlotSurvey, ...]


def campaigns(plots: Iterable[PlotSurvey]) -> tuple[Campaign, ...]:
    """Surveys by campaign, oldest first."""
    found = []
    for group in _grouped(plots, lambda plot: plot.surveyed_on):
        last = {plot.plot: plot for plot in sorted(group, key=lambda p: p.surveyed_on)}
        held = tuple(last[name] for name in sorted(last))
        found.append(Campaign(max(plot.surveyed_on for plot in held), held))
    return tuple(found)


class CoreRate(NamedTuple):
    """Yearly change of the soil carbon of a stratum between two campaigns of cores, and its standard error. [tC/ha/yr]"""

    first: dt.date
    last: dt.date
    rate: float
    error: float


def core_rates(
    survey: FieldSurvey, strata: Sequence[Stratum], first: dt.date, last: dt.date
) -> dict[str, tuple[float, float]]:
    """Yearly change of soil carbon by repeated cores over a period: of each stratum the mean and its standard error. [tC/ha/yr]

    Each campaign is held against the next; a period takes them by the days it shares with each, errors added up, since two stretches have
    a campaign in common. A period that shares none takes the nearest.

    Raises
    ------
    BadInput
        If a stratum has not two campaigns with two profiles each.
    """
    found = {}
    for stratum in strata:
        parts = _core_parts(survey, stratum)
        days = [max(0, (min(last, p.last) - max(first, p.first)).days) for p in parts]
        if not any(days):
            nearest = min(parts, key=lambda p: max((p.first - last).days, (first - p.last).days))
            days = [int(part is nearest) for part in parts]
        whole = sum(days)
        found[stratum.name] = (
            math.fsum(n * p.rate for n, p in zip(days, parts, strict=True)) / whole,
            math.fsum(n * p.error for n, p in zip(days, parts, strict=True)) / whole,
        )
    return found


def _core_parts(survey: FieldSurvey, stratum: Stratum) -> list[CoreRate]:
    rows = [r for r in survey.soil if r.stratum == stratum.name and r.sampled_on is not None]
    groups = _grouped(rows, lambda row: row.sampled_on)
    if len(groups) < 2:
        raise _cores(stratum, Text("采样少于两次", "it was sampled fewer than two times"))
    return [_core_rate(stratum, then, now) for then, now in pairwise(groups)]


def _core_rate(stratum: Stratum, *groups: list[SoilLayer]) -> CoreRate:
    depth = min(STANDARD_DEPTH_CM, *(_deepest(group) for group in groups))
    then, now = (
        np.asarray([profile_stock(layers, depth).stock for layers in _profiles(group).values()])
        for group in groups
    )
    if min(len(then), len(now)) < 2:
        raise _cores(stratum, Text("一次采样的剖面少于两个", "a campaign has fewer than two profiles"))
    first, last = (max(row.sampled_on or dt.date.min for row in group) for group in groups)
    years = (last - first).days / 365.25
    error = math.sqrt(then.var(ddof=1) / len(then) + now.var(ddof=1) / len(now))
    return CoreRate(first, last, float(now.mean() - then.mean()) / years, error / years)


class TreeStock:
    """Carbon of plots by their trees; it keeps what was noted of single trees on the way."""

    def __init__(self, project: Project, survey: FieldSurvey, strata: Sequence[Stratum]) -> None:
        self.project, self.strata = project, strata
        self.trees = survey.trees_of()
        self.notes: dict[tuple[str, str], int] = defaultdict(int)
        self.forms = project.design.get("species_forms") or {}
        self.suspect = project.design.get("allow_suspect", False) is True
        self.introduced: set[str] = set()
        self.by_density = False
        self.counted = 0

    def of(self, campaign: Campaign) -> list[dict[str, float]]:
        """By stratum, the carbon of each plot. [tC/ha]"""
        known = {stratum.name for stratum in self.strata}
        stray = next((plot for plot in campaign.plots if plot.stratum not in known), None)
        if stray is not None:
            why = Text(
                f"样地 {stray.plot} 的碳层“{stray.stratum}”没有写",
                f"the stratum {stray.stratum!r} of plot {stray.plot} is not stated",
            )
            raise refused(self.project, STRATA, why)
        values = self._carbon(campaign.plots)
        return [
            {p.plot: v for p, v in zip(campaign.plots, values, strict=True) if p.stratum == stratum.name}
            for stratum in self.strata
        ]

    def _carbon(self, plots: Sequence[PlotSurvey]) -> list[float]:
        place, kg = [], []
        for index, plot in enumerate(plots):
            found = self._plot(plot)
            place += [index] * len(found)
            kg += found
        return [
            float(v) for v in plot_sums(kg, np.asarray(place, dtype=np.int64), [p.area_ha for p in plots])
        ]

    def _plot(self, plot: PlotSurvey) -> list[float]:
        """Carbon of each row of trees of a plot; what cannot be used is said with the name of the plot. [kg]"""
        try:
            rows = self._by_species(self.trees[plot.plot, plot.surveyed_on])
            return [value for species, trees in rows.items() for value in self._kg(species, trees)]
        except BadInput as error:
            raise BadInput(
                what=Text(f"样地 {plot.plot}：", f"plot {plot.plot}: ") + error.what,
                why=error.why,
                next=error.next,
                clause=error.clause,
            ) from error

    def _by_species(self, trees: Iterable[TreeRow]) -> dict[str, list[TreeRow]]:
        found: dict[str, list[TreeRow]] = defaultdict(list)
        for tree in trees:
            if tree.status == "live":
                found[find_species(tree.species).name].append(tree)
        self.introduced.update(name for name in found if find_species(name).introduced)
        return found

    def _kg(self, species: str, trees: Sequence[TreeRow]) -> list[float]:
        """Carbon of each row. [kg]"""
        sizes = Sizes.of(
            dbh=[_nan(t.dbh_cm) for t in trees],
            basal=[_nan(t.basal_cm) for t in trees],
            height=[_nan(t.height_m) for t in trees],
        )
        form = str(self.forms.get(species, ""))
        stems = stem_biomass(species, sizes, form=form, allow_suspect=self.suspect)
        for at, kind in stems.notes:
            self.notes[species, kind] += trees[at].count
        self.by_density |= any("komiyama" in form or "rhizophora" in form for form in stems.forms)
        self.counted += len(trees)
        return [float(kg) * stems.carbon * tree.count for kg, tree in zip(stems.kg, trees, strict=True)]

    def reasons(self) -> tuple[Reason, ...]:
        """What the equations are worth for the methodology."""
        if not self.counted:
            return ()
        mark, why = equations_mark()
        found = [Reason("mangrove.equations", mark, why)]
        if self.by_density:
            found.append(Reason("mangrove.density", *density_mark()))
        for species in sorted(self.introduced):
            said = find_species(species).title + INTRODUCED
            found.append(Reason(f"mangrove.{species}.introduced", "uncertain", said))
        for species, kind in sorted(self.notes):
            said = find_species(species).title + Text("：", ": ") + NOTE_TEXT[kind]  # type: ignore[index]
            found.append(Reason(f"mangrove.{species}.{kind}", "uncertain", said))
        return tuple(found)

    def log(self, cite: str) -> tuple[Adjustment, ...]:
        """How many trees each note concerns."""
        return tuple(
            Adjustment(find_species(species).name, NOTE_TEXT[kind], count, count, "stem", cite)  # type: ignore[index]
            for (species, kind), count in sorted(self.notes.items())
        )


def _grouped(rows: Iterable[Any], day_of: Any) -> list[list[Any]]:
    """Rows by campaign: a new one begins after more than half a year without any."""
    groups: list[list[Any]] = []
    for row in sorted(rows, key=day_of):
        if groups and (day_of(row) - day_of(groups[-1][-1])).days <= CAMPAIGN_GAP_DAYS:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _profiles(rows: Iterable[SoilLayer]) -> dict[tuple[str, str], list[SoilLayer]]:
    found: dict[tuple[str, str], list[SoilLayer]] = defaultdict(list)
    for row in rows:
        found[row.plot, row.profile].append(row)
    return found


def _deepest(rows: Iterable[SoilLayer]) -> float:
    """The depth that all profiles reach. [cm]"""
    return min(max(row.to_cm for row in layers) for layers in _profiles(rows).values())


def _nan(value: float | None) -> float:
    return math.nan if value is None else value


def _cores(stratum: Stratum, why: Text) -> BadInput:
    return BadInput(
        what=Text(
            f"碳层“{stratum.name}”的土壤岩芯无法使用",
            f"the soil cores of the stratum {stratum.name!r} cannot be used",
        ),
        why=why,
        next=Text("补齐两次采样，或改用缺省值", "give two campaigns of cores, or use a default rate"),
    )
