"""From the trees of plots to biomass and carbon by the hectare: two-variable models, or the equations a design brings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...compute.biomass import Allometry, Range, Sizes, TwoVariable, tree_biomass
from ...compute.biomass_species import Species, species
from ...compute.plots import plot_sums
from ...compute.plots_table import PlotBiomass, PlotTable, sum_by
from ...compute.result import Adjustment, Reason
from ...compute.survey import FieldSurvey, TreeRow
from ...core.errors import BadInput
from ...core.text import Text
from ...rules.subjects import Project
from .plan import PLAN
from .strata import bad
from .values import Values

CARBON_SOURCES: Final = ("model", "species", "default")
KG_PER_T: Final = 1000.0
Column = NDArray[np.float64]


class Mass(NamedTuple):
    """Biomass above and below ground, and carbon, of one tree each. [kg]"""

    biomass: Column
    carbon: Column
    outside: int


def plot_table(
    project: Project, data: FieldSurvey | PlotTable, values: Values
) -> tuple[PlotTable, tuple[Adjustment, ...]]:
    """Plots by biomass, and what was done on the way."""
    if isinstance(data, PlotTable):
        return data, ()
    areas, log = measured_areas(project, data, values)
    keys = [(plot.plot, plot.surveyed_on) for plot in data.plots]
    place = {key: n for n, key in enumerate(keys)}
    size = [plot.area_ha for plot in data.plots]
    biomass, carbon = np.zeros(len(keys)), np.zeros(len(keys))
    rows: dict[str, list[tuple[int, TreeRow]]] = defaultdict(list)
    for key, trees in data.trees_of().items():
        for tree in trees:
            if tree.status == "live":
                rows[tree.species].append((place[key], tree))
    flagged: list[Adjustment] = []
    for name in sorted(rows):
        trees = tuple(tree for _, tree in rows[name])
        mass = _mass(project, values, name, trees)
        count = np.array([tree.count for tree in trees], dtype=float)
        plots = np.array([n for n, _ in rows[name]])
        biomass += plot_sums(mass.biomass * count, plots, size)
        carbon += plot_sums(mass.carbon * count, plots, size)
        flagged += _outside(name, mass.outside)
    only = next(iter(areas)) if len(areas) == 1 else ""
    found = tuple(
        PlotBiomass(
            plot=p.plot,
            stratum=p.stratum or only,
            surveyed_on=p.surveyed_on,
            biomass=float(b),
            carbon=float(c),
        )
        for p, b, c in zip(data.plots, biomass, carbon, strict=True)
    )
    table = PlotTable(rows=found, areas=areas, source=", ".join(data.sources))
    return table, (*data.adjustments, *log, *flagged)


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


def _mass(project: Project, values: Values, name: str, trees: tuple[TreeRow, ...]) -> Mass:
    """Biomass and carbon of the trees of one species."""
    sizes = Sizes.of(
        dbh=_column(trees, "dbh_cm"), basal=_column(trees, "basal_cm"), height=_column(trees, "height_m")
    )
    own = (project.design.get("allometry") or {}).get(name)
    if own is not None:
        mass = _by_design(project, values, name, own, sizes)
    else:
        held = species(name)
        if held.model is None:
            raise _no_model(held)
        mass = _by_model(project, values, held, held.model, sizes)
    lacking = np.flatnonzero(~np.isfinite(mass.biomass))
    if len(lacking):
        raise _not_measured(trees[int(lacking[0])])
    return mass


def _by_model(project: Project, values: Values, held: Species, model: TwoVariable, sizes: Sizes) -> Mass:
    """A two-variable model; roots by the species' ratio where it has none."""
    values.because(*held.model_reasons)
    above = model.above(sizes.dbh, sizes.height)
    below = model.below(sizes.dbh, sizes.height)
    if model.large.ratio is None and model.large.below is None:
        values.because(*held.reasons)
        below = above * held.root_shoot
    own = bool(model.carbon)
    source = project.design.get("carbon_source", "model" if own else "species")
    if source not in CARBON_SOURCES or (source == "model" and not own):
        why = Text("该来源没有含碳率", "that source has no carbon fraction")
        raise bad(project, "carbon_source", why, ", ".join(CARBON_SOURCES))
    if source == "model":
        carbon = above * model.carbon["above"] + below * model.carbon["below"]
    else:
        carbon = (above + below) * _fraction(values, held, source)
    return Mass(above + below, carbon, int(model.outside(sizes.dbh).sum()))


def _fraction(values: Values, held: Species, source: str) -> float:
    """Carbon fraction from the species table or the default. [tC/t]"""
    if source == "default":
        return values.number("carbon_fraction")
    values.because(*held.reasons)
    return held.carbon


def _by_design(project: Project, values: Values, name: str, own: Any, sizes: Sizes) -> Mass:
    """Equations the design brings: ``above`` and ``below`` or ``root_shoot``, ``carbon``, ``source``."""
    place = f"allometry.{name}"
    if not isinstance(own, Mapping) or "above" not in own or not str(own.get("source") or "").strip():
        raise bad(project, place, Text("须有 above、carbon 和 source", "above, carbon and source are needed"))
    above = tree_biomass(_rows(project, place, "above", own["above"]), sizes)
    if "below" in own:
        below = tree_biomass(_rows(project, place, "below", own["below"]), sizes)
        roots, outside = below.kg, above.outside | below.outside
    elif "root_shoot" in own:
        roots, outside = above.kg * float(own["root_shoot"]), above.outside
    else:
        raise bad(project, place, Text("须有 below 或 root_shoot", "below or root_shoot is needed"))
    if "carbon" not in own:
        raise bad(project, f"{place}.carbon", Text("没有给出", "is not given"))
    source = str(own["source"]).strip()
    why = Text(f"单株方程由使用者填入：{source}", f"tree equation entered by the user: {source}")
    values.because(Reason(f"allometry.{name}", "secondary", why))
    whole = above.kg + roots
    return Mass(whole, whole * float(own["carbon"]), int(outside.sum()))


def _rows(project: Project, place: str, part: Any, given: Any) -> list[Allometry]:
    rows = given if isinstance(given, (list, tuple)) else [given]
    try:
        return [_row(place, part, row) for row in rows]
    except (AttributeError, KeyError, TypeError, ValueError):
        why = Text("方程的系数不可用", "the coefficients of an equation cannot be used")
        raise bad(
            project, f"{place}.{part}", why, "scale, exponent, height_exponent, offset, of, valid"
        ) from None


def _row(place: str, part: Any, row: Mapping[str, Any]) -> Allometry:
    known = {"of", "valid", "scale", "exponent", "height_exponent", "density_exponent", "offset"}
    if not set(row) <= known or row.get("of", "dbh") not in ("dbh", "basal"):
        raise ValueError(row)
    return Allometry(
        name=place,
        part=part,
        of=row.get("of", "dbh"),
        scale=float(row["scale"]),
        exponent=float(row["exponent"]),
        height_exponent=float(row.get("height_exponent", 0)),
        density_exponent=float(row.get("density_exponent", 0)),
        offset=float(row.get("offset", 0)),
        valid=Range(**row.get("valid", {})),
    )


def _column(trees: tuple[TreeRow, ...], field: str) -> Column:
    return np.array(
        [np.nan if (size := getattr(tree, field)) is None else size for tree in trees], dtype=float
    )


def _outside(name: str, trees: int) -> list[Adjustment]:
    if not trees:
        return []
    what = Text(
        f"{trees} 株超出方程适用范围，按外推计算",
        f"{trees} trees outside the range of the equation, extrapolated",
    )
    return [Adjustment(name, what, float(trees), float(trees), "1", f"{PLAN.instrument}/eq-7")]


def _no_model(held: Species) -> BadInput:
    return BadInput(
        what=Text(f"没有{held.title.zh}的单株生物量方程", f"there is no tree equation for {held.title.en}"),
        why=Text(
            "树种参数表只有蓄积量法系数", "the species table holds coefficients of the volume method only"
        ),
        next=Text(
            "在 design.allometry 中给出方程和来源，或提供样地单位面积生物量",
            "give the equation with its source in design.allometry, or the biomass of the plots",
        ),
        clause=f"{PLAN.instrument}/eq-7",
    )


def _not_measured(tree: TreeRow) -> BadInput:
    return BadInput(
        what=Text(
            f"样地 {tree.plot} 第 {tree.row} 行的树无法计算",
            f"plot {tree.plot}, row {tree.row}: the tree cannot be worked out",
        ),
        why=Text(
            "方程需要的胸径、地径或树高没有测量", "a diameter or height the equation needs was not measured"
        ),
        next=Text(
            "补测，或按样地内的树高曲线推算后填入",
            "measure it, or fill it in from a height curve of the plot",
        ),
        clause=f"{PLAN.instrument}/monitoring",
    )
