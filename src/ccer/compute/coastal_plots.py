"""Field surveys of a coastal project as stocks of carbon: campaigns, trees of plots, cores of soil, change between campaigns."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from ..core.dates import day_of
from ..core.errors import BadInput
from ..core.text import Text
from ..rules.subjects import Project
from .biomass import Sizes
from .coastal import refused
from .coastal_strata import STRATA, Stratum, number
from .mangrove import NOTE_TEXT, density_mark, equations_mark, find_species, stem_biomass
from .plots import Estimate, combined_change, plot_sums, stratified, stratified_change
from .result import Adjustment, Reason
from .soil import STANDARD_DEPTH_CM, profile_stock
from .survey import FieldSurvey, PlotSurvey, SoilLayer, TreeRow

CAMPAIGN_GAP_DAYS: Final = 180
"""Surveys further apart than this are of two campaigns."""
PLOTS: Final = "biomass_plots"


class Campaign(NamedTuple):
    """Plots of one campaign, the last survey of each; ``day`` is its last day."""

    day: dt.date
    plots: tuple[PlotSurvey, ...]


class Change(NamedTuple):
    """Change of a stock between two days.

    Parameters
    ----------
    first, last : date
        Of the first and of the last survey.
    total : float
        [tC]
    error : float
        Half-width of the total. [tC]
    relative : float
        Half-width over the size of the total. [1]
    confidence : float
        [1]
    reasons, log : tuple
    """

    first: dt.date
    last: dt.date
    total: float
    error: float
    relative: float
    confidence: float
    reasons: tuple[Reason, ...] = ()
    log: tuple[Adjustment, ...] = ()


def campaigns(plots: Iterable[PlotSurvey]) -> tuple[Campaign, ...]:
    """Surveys by campaign, oldest first."""
    found = []
    for group in _grouped(plots, lambda plot: plot.surveyed_on):
        last = {plot.plot: plot for plot in sorted(group, key=lambda p: p.surveyed_on)}
        held = tuple(last[name] for name in sorted(last))
        found.append(Campaign(max(plot.surveyed_on for plot in held), held))
    return tuple(found)


def tree_change(project: Project, survey: FieldSurvey, strata: Sequence[Stratum], cite: str) -> Change | None:
    """Change of the carbon of trees over the last two campaigns, or since a stated start; None where there is no plot.

    The start is ``design.opening_biomass`` (``tco2e``, ``on``), or the day of planting with nothing on it.
    """
    held = campaigns(survey.plots)
    if not held:
        return None
    stock = _TreeStock(project, survey, strata)
    now = stock.of(held[-1])
    if len(held) > 1:
        then = stock.of(held[-2])
        areas = [stratum.area for stratum in strata]
        same = all(list(a) == list(b) for a, b in zip(then, now, strict=True))
        values = [[list(one.values()) for one in found] for found in (then, now)]
        change = (
            stratified_change(areas, values[0], values[1])
            if same
            else combined_change(stratified(areas, values[0]), stratified(areas, values[1]))
        )
        return _of_estimate(change, held[-2].day, held[-1].day, stock.reasons(), stock.log(cite))
    closing = stratified([s.area for s in strata], [list(one.values()) for one in now])
    start, opening, why = _opening(project, strata, held[-1].day)
    whole = _of_estimate(closing, start, held[-1].day, (*stock.reasons(), *why), stock.log(cite))
    total = whole.total - opening
    relative = whole.error / abs(total) if total else (math.inf if whole.error else 0.0)
    return whole._replace(total=total, relative=relative)


def stated_change(project: Project, strata: Sequence[Stratum]) -> Change | None:
    """Change of plant carbon by plots that the project states: ``design.biomass_plots`` with ``opened_on``, ``closed_on`` and, by stratum,
    ``opening`` and ``closing``, carbon of the same plots in the same order [tC/ha]; None where it states none."""
    given = project.design.get(PLOTS)
    if given is None:
        return None
    named = given if isinstance(given, Mapping) else {}
    first, last = (day_of(named.get(name)) for name in ("opened_on", "closed_on"))
    if first is None or last is None or first >= last:
        raise refused(project, PLOTS, Text("须写两次调查的日期", "the days of the two surveys are needed"))
    by_stratum = named.get(STRATA)
    pairs = []
    for stratum in strata:
        entry = by_stratum.get(stratum.name) if isinstance(by_stratum, Mapping) else None
        if not isinstance(entry, Mapping):
            raise refused(
                project,
                PLOTS,
                Text(f"碳层“{stratum.name}”没有样方", f"no plot of the stratum {stratum.name!r}"),
            )
        pairs.append([_figures(project, entry.get(name)) for name in ("opening", "closing")])
    change = stratified_change([s.area for s in strata], [a for a, _ in pairs], [b for _, b in pairs])
    return _of_estimate(change, first, last, (), ())


def core_rates(survey: FieldSurvey, strata: Sequence[Stratum]) -> dict[str, tuple[float, float]]:
    """Yearly change of soil carbon by repeated cores: of each stratum the mean and its standard error. [tC/ha/yr]

    Raises
    ------
    BadInput
        If a stratum has not two campaigns with two profiles each.
    """
    found = {}
    for stratum in strata:
        rows = [r for r in survey.soil if r.stratum == stratum.name and r.sampled_on is not None]
        groups = _grouped(rows, lambda row: row.sampled_on)
        if len(groups) < 2:
            raise _cores(stratum, Text("采样少于两次", "it was sampled fewer than two times"))
        depth = min(STANDARD_DEPTH_CM, *(_deepest(group) for group in groups[-2:]))
        stocks = [
            [profile_stock(layers, depth).stock for layers in _profiles(group).values()]
            for group in groups[-2:]
        ]
        if min(len(values) for values in stocks) < 2:
            raise _cores(stratum, Text("一次采样的剖面少于两个", "a campaign has fewer than two profiles"))
        days = [max(row.sampled_on for row in group) for group in groups[-2:]]
        years = (days[1] - days[0]).days / 365.25
        then, now = (np.asarray(values) for values in stocks)
        error = math.sqrt(then.var(ddof=1) / len(then) + now.var(ddof=1) / len(now))
        found[stratum.name] = (float(now.mean() - then.mean()) / years, error / years)
    return found


class _TreeStock:
    """Carbon of plots by their trees; it keeps what was noted of single trees on the way."""

    def __init__(self, project: Project, survey: FieldSurvey, strata: Sequence[Stratum]) -> None:
        self.project, self.strata = project, strata
        self.trees = survey.trees_of()
        self.notes: dict[tuple[str, str], int] = defaultdict(int)
        self.forms = project.design.get("species_forms") or {}
        self.suspect = project.design.get("allow_suspect", False) is True
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
            for species, trees in self._by_species(self.trees[plot.plot, plot.surveyed_on]).items():
                for value in self._kg(plot, species, trees):
                    place.append(index)
                    kg.append(value)
        return [
            float(v) for v in plot_sums(kg, np.asarray(place, dtype=np.int64), [p.area_ha for p in plots])
        ]

    def _by_species(self, trees: Iterable[TreeRow]) -> dict[str, list[TreeRow]]:
        found: dict[str, list[TreeRow]] = defaultdict(list)
        for tree in trees:
            if tree.status == "live":
                found[find_species(tree.species).name].append(tree)
        return found

    def _kg(self, plot: PlotSurvey, species: str, trees: Sequence[TreeRow]) -> list[float]:
        """Carbon of each row. [kg]"""
        sizes = Sizes.of(
            dbh=[_nan(t.dbh_cm) for t in trees],
            basal=[_nan(t.basal_cm) for t in trees],
            height=[_nan(t.height_m) for t in trees],
        )
        try:
            stems = stem_biomass(
                species, sizes, form=str(self.forms.get(species, "")), allow_suspect=self.suspect
            )
        except BadInput as error:
            raise BadInput(
                what=Text(f"样地 {plot.plot}：", f"plot {plot.plot}: ") + error.what,
                why=error.why,
                next=error.next,
                clause=error.clause,
            ) from error
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
        for species, kind in sorted(self.notes):
            said = find_species(species).title + Text("：", ": ") + NOTE_TEXT[kind]  # type: ignore[index]
            found.append(Reason(f"mangrove.{species}.{kind}", "uncertain", said))
        return tuple(found)

    def log(self, cite: str) -> tuple[Adjustment, ...]:
        """How many trees each note concerns."""
        return tuple(
            Adjustment(find_species(species).title.zh, NOTE_TEXT[kind], count, count, "stem", cite)  # type: ignore[index]
            for (species, kind), count in sorted(self.notes.items())
        )


def _opening(
    project: Project, strata: Sequence[Stratum], closing: dt.date
) -> tuple[dt.date, float, tuple[Reason, ...]]:
    """Where one campaign is all there is: the day and the carbon of the start. [tC]"""
    given = project.design.get("opening_biomass")
    opened = day_of(given.get("on")) if isinstance(given, Mapping) else None
    if isinstance(given, Mapping) and opened is not None and opened < closing:
        stock = number(project, "opening_biomass.tco2e", given.get("tco2e"))
        said = Text(
            "期初生物量由项目给出，没有样地", "the biomass at the start is stated, not measured in plots"
        )
        return opened, stock * 12 / 44, (Reason("opening_biomass", "secondary", said),)
    planted = [day for stratum in strata if (day := day_of(stratum.entry.get("planted")))]
    if len(planted) == len(strata) and max(planted) < closing:
        said = Text(
            "只有一次样地调查：自种植之日按 0 起算，逐日均摊",
            "there is one survey only: nothing at planting, grown by equal days since",
        )
        return min(planted), 0.0, (Reason("opening_biomass", "uncertain", said),)
    why = Text(
        "只有一次样地调查，也没有写期初生物量和种植日期",
        "there is one survey only, and neither the biomass at the start nor the day of planting is stated",
    )
    wanted = Text(
        "opening_biomass: {tco2e, on}，或各碳层的 planted",
        "opening_biomass: {tco2e, on}, or planted of each stratum",
    )
    raise refused(project, "opening_biomass", why, wanted)


def _of_estimate(
    found: Estimate, first: dt.date, last: dt.date, reasons: tuple[Reason, ...], log: tuple[Adjustment, ...]
) -> Change:
    half = found.area * found.half_width
    return Change(first, last, found.total, half, found.relative, found.confidence, reasons, log)


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


def _figures(project: Project, values: Any) -> list[float]:
    if not isinstance(values, (list, tuple)):
        raise refused(project, PLOTS, Text("应为列表", "it must be a list"))
    return [number(project, PLOTS, value) for value in values]


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
