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
from .back_cast import back_cast
from .plan import PLAN
from .strata import bad, baseline_computed, positive
from .tree_mass import Column, species_mass
from .values import Values

Key = tuple[str, dt.date]


def plot_table(
    project: Project, data: FieldSurvey | PlotTable, values: Values
) -> tuple[PlotTable, tuple[Adjustment, ...]]:
    """Plots by biomass, and what was done on the way."""
    if isinstance(data, PlotTable):
        return back_cast(project, data, values)
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
    table, cast = back_cast(project, table, values)
    return table, (*data.adjustments, *log, *notes, *cast)


def plots_of(project: Project, data: FieldSurvey, at: AsOf) -> PlotTable:
    """Plots by biomass under the law of a day."""
    return plot_table(project, data, Values(project, at))[0]


def _pools(
    project: Project, data: FieldSurvey, values: Values, place: Mapping[Key, int]
) -> tuple[dict[str, tuple[Column, Column]], list[Adjustment]]:
    """Biomass [t/ha] and carbon [tC/ha] of every plot, by pool; trees where nothing grows."""
    counted = counted_of(project)
    rows: dict[str, list[tuple[Key, TreeRow]]] = defaultdict(list)
    for key, trees in data.trees_of().items():
        for tree in trees:
            if tree.status in counted:
                rows[tree.species].append((key, tree))
    size = [plot.area_ha for plot in data.plots]
    pools: dict[str, tuple[Column, Column]] = {}
    notes = _left_out(data, counted)
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


def counted_of(project: Project) -> tuple[str, ...]:
    """Stems that count: the living ones; those that stood before the project only beside a baseline that is computed."""
    return ("live", "existing") if baseline_computed(project) else ("live",)


def _left_out(data: FieldSurvey, counted: tuple[str, ...]) -> list[Adjustment]:
    """A log of stems that stood before the project, where the baseline is nought because they are left out."""
    stems = sum(tree.count for tree in data.trees if tree.status == "existing" and tree.status not in counted)
    if not stems:
        return []
    what = Text("原有木、竹不计入样地", "stems that stood before the project are left out of the plots")
    return [Adjustment("baseline_mode", what, float(stems), 0.0, "1", f"{PLAN.instrument}/baseline")]


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
    areas = {str(name): positive(project, f"measured_area_ha.{name}", area) for name, area in given.items()}
    return areas, _off_the_plan(project, areas, values)


def _off_the_plan(project: Project, areas: Mapping[str, float], values: Values) -> tuple[Adjustment, ...]:
    """A log of measured areas that are far from those of the design."""
    most = values.number("area_error_max")
    rows = project.design.get("strata") or ()
    planned = {
        str(row["name"]): row.get("area_ha") for row in rows if isinstance(row, Mapping) and "name" in row
    }
    return tuple(
        Adjustment(
            name,
            Text(
                f"设计面积与实测面积相差超过 {most:.0%}，采用实测面积",
                f"the planned area is more than {most:.0%} off; the measured one counts",
            ),
            float(plan),
            area,
            "ha",
            f"{PLAN.instrument}/monitoring",
        )
        for name, area in areas.items()
        if isinstance(plan := planned.get(name), (int, float)) and abs(plan / area - 1) > most
    )
