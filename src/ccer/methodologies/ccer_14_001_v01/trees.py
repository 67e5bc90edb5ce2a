"""From the trees, culms and shrubs of plots to biomass and carbon by the hectare, and the measured areas of the strata."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from ...compute.plots import plot_sums
from ...compute.plots_table import PlotBiomass, PlotTable, sum_by
from ...compute.result import Adjustment
from ...compute.survey import FieldSurvey, TreeRow
from ...core.asof import AsOf
from ...core.text import Text
from ...rules.subjects import Project
from .plan import PLAN
from .strata import bad
from .tree_mass import Column, species_mass
from .values import Values

Key = tuple[str, dt.date]


def plot_table(
    project: Project, data: FieldSurvey | PlotTable, values: Values
) -> tuple[PlotTable, tuple[Adjustment, ...]]:
    """Plots by biomass, and what was done on the way."""
    if isinstance(data, PlotTable):
        return data, ()
    areas, log = measured_areas(project, data, values)
    place = {(plot.plot, plot.surveyed_on): n for n, plot in enumerate(data.plots)}
    pools, notes = _pools(project, data, values, place)
    only = next(iter(areas)) if len(areas) == 1 else ""
    found = tuple(
        PlotBiomass(
            plot=plot.plot,
            stratum=plot.stratum or only,
            surveyed_on=plot.surveyed_on,
            biomass=float(biomass[n]),
            carbon=float(carbon[n]),
            pool=pool,
        )
        for pool, (biomass, carbon) in sorted(pools.items())
        for n, plot in enumerate(data.plots)
    )
    table = PlotTable(rows=found, areas=areas, source=", ".join(data.sources))
    return table, (*data.adjustments, *log, *notes)


def plots_of(project: Project, data: FieldSurvey, at: AsOf) -> PlotTable:
    """Plots by biomass under the law of a day."""
    return plot_table(project, data, Values(project, at))[0]


def _pools(
    project: Project, data: FieldSurvey, values: Values, place: Mapping[Key, int]
) -> tuple[dict[str, tuple[Column, Column]], list[Adjustment]]:
    """Biomass [t/ha] and carbon [tC/ha] of every plot, by pool; trees where nothing grows."""
    rows: dict[str, list[tuple[Key, TreeRow]]] = defaultdict(list)
    for key, trees in data.trees_of().items():
        for tree in trees:
            if tree.status == "live":
                rows[tree.species].append((key, tree))
    size = [plot.area_ha for plot in data.plots]
    pools: dict[str, tuple[Column, Column]] = {}
    notes: list[Adjustment] = []
    for name in sorted(rows):
        stems = tuple(tree for _, tree in rows[name])
        mass = species_mass(project, values, name, stems, [key[1] for key, _ in rows[name]])
        count = np.array([tree.count for tree in stems], dtype=float)
        plots = np.array([place[key] for key, _ in rows[name]])
        biomass, carbon = pools.setdefault(mass.pool, (np.zeros(len(size)), np.zeros(len(size))))
        biomass += plot_sums(mass.biomass * count, plots, size)
        carbon += plot_sums(mass.carbon * count, plots, size)
        notes += mass.notes
    return pools or {"tree": (np.zeros(len(size)), np.zeros(len(size)))}, notes


def measured_areas(
    project: Project, data: FieldSurvey, values: Values
) -> tuple[dict[str, float], tuple[Adjustment, ...]]:
    """Measured area of each stratum, never the planned one; a stated area that is too far off is logged. [ha]"""
    if data.parcels:
        most = values.number("area_error_max")
        log = tuple(
            Adjustment(
                f"{parcel.stratum} · {parcel.parcel}",
                Text(
                    "申报面积误差过大，采用实测面积",
                    "the stated area is too far off; the measured one counts",
                ),
                parcel.stated_ha or 0.0,
                parcel.measured_ha,
                "ha",
                f"{PLAN.instrument}/monitoring",
            )
            for parcel in data.parcels
            if parcel.error is not None and abs(parcel.error) > most
        )
        return sum_by((parcel.stratum, parcel.measured_ha) for parcel in data.parcels), log
    given = project.design.get("measured_area_ha")
    if not isinstance(given, Mapping) or not given:
        why = Text("没有实测面积；计划面积不能代替", "no measured area is given; the planned one will not do")
        raise bad(project, "measured_area_ha", why, "measured_area_ha: {stratum: ha}")
    return {str(name): float(area) for name, area in given.items()}, ()
