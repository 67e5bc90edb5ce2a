"""A design of sampling: how many plots, how many in each stratum, and where; from ``design.sampling`` and the outlines of the parcels."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, TypeVar

from ..compute.plots import Allocation, PlotNumber, plots_needed
from ..compute.plots_table import sum_by
from ..core.asof import AsOf, DatedValue
from ..core.errors import BadInput
from ..core.text import Lang, Text
from ..methodologies import load
from ..rules.subjects import Project
from .parcels import Parcels
from .placing import WAYS, PlacedPlot, Room, Way, place_plots, plot_radius, too_narrow

Choice = TypeVar("Choice", Way, Allocation)
FIELD: Final = "sampling"
ALLOCATIONS: Final[tuple[Allocation, ...]] = ("neyman", "proportional")
DECIMALS: Final = 7
"""Of a degree: about a centimetre; the methodologies ask for six."""


class SampledStratum(NamedTuple):
    """One stratum of a design.

    Parameters
    ----------
    name : str
    area : float
        Measured. [ha]
    mean, deviation : float
        Of biomass, expected. [t/ha]
    plots : int
    """

    name: str
    area: float
    mean: float
    deviation: float
    plots: int


class SamplingDesign(NamedTuple):
    """Plots needed and placed.

    Parameters
    ----------
    strata : tuple of SampledStratum
    plots : tuple of PlacedPlot
    number : PlotNumber
    plot_area : float
        [ha]
    room : Room
    way, allocation : str
    seed : int
    source : str
        Where means and deviations come from.
    system : Text
        Of the coordinates.
    narrow : tuple of str
        Parcels in which no plot fits: they are never drawn.
    parameters : tuple of DatedValue
    """

    strata: tuple[SampledStratum, ...]
    plots: tuple[PlacedPlot, ...]
    number: PlotNumber
    plot_area: float
    room: Room
    way: Way
    allocation: Allocation
    seed: int
    source: str
    system: Text
    narrow: tuple[str, ...]
    parameters: tuple[DatedValue, ...]


def design_sampling(
    project: Project,
    parcels: Parcels,
    at: AsOf,
    *,
    seed: int | None = None,
    way: str | None = None,
    allocation: str | None = None,
) -> SamplingDesign:
    """How many plots a project needs and where they lie.

    Parameters
    ----------
    project : Project
        ``design.sampling``: ``plot_area_ha``, ``strata`` (name: mean_t_ha, deviation_t_ha), ``source``; ``seed``, ``way``, ``allocation``.
    parcels : Parcels
        With the stratum of each, where there are several.
    at : AsOf
        The law of the day: allowed error, confidence, fewest plots, distances.
    seed, way, allocation
        In the place of those of the project.

    Raises
    ------
    BadInput
        If the design cannot be used, strata and parcels do not match, or there is no room.
    NotKnown
        If the methodology has no values for a design of sampling.
    """
    method = load(project.methodology)
    given = project.design.get(FIELD)
    if not isinstance(given, Mapping):
        raise _bad(project, "", Text("没有给出", "is not given"))
    source = str(given.get("source") or "").strip()
    if not source:
        raise _bad(
            project,
            "source",
            Text("没有写明均值和标准差的来源", "the source of means and deviations is not given"),
        )
    values = {name: at.parameter(method.parameter(name)) for name in NAMES}
    rows, area = _strata(project, given), _figure(project, "plot_area_ha", given.get("plot_area_ha"))
    held = _by_stratum(project, parcels, tuple(rows))
    sizes = sum_by((parcel.stratum, parcel.measured_ha) for parcel in held.parcels)
    chosen = _choice(project, "allocation", allocation or given.get("allocation", "neyman"), ALLOCATIONS)
    whole = sum(sizes.values())
    number = plots_needed(
        [sizes[name] for name in rows],
        [row[1] for row in rows.values()],
        plot_area=area,
        mean=sum(sizes[name] * row[0] for name, row in rows.items()) / whole,
        allowed_error=values["allowed_error"].number,
        confidence=values["confidence"].number,
        plots_min=int(values["sampling.plots_min"].number),
        allocation=chosen,
    )
    counts = dict(zip(rows, number.allocation, strict=True))
    room = Room(plot_radius(area), values["sampling.edge_m"].number, values["sampling.apart_m"].number)
    laid = _choice(project, "way", way or given.get("way", "systematic"), WAYS)
    drawn = _seed(project, given.get("seed") if seed is None else seed)
    plots = place_plots(held.parcels, counts, room, laid, drawn)
    strata = tuple(
        SampledStratum(name, sizes[name], mean, spread, counts[name]) for name, (mean, spread) in rows.items()
    )
    return SamplingDesign(
        strata=strata,
        plots=plots,
        number=number,
        plot_area=area,
        room=room,
        way=laid,
        allocation=chosen,
        seed=drawn,
        source=source,
        system=parcels.system,
        narrow=too_narrow(held.parcels, room),
        parameters=tuple(values.values()),
    )


NAMES: Final = (
    "allowed_error",
    "confidence",
    "sampling.plots_min",
    "sampling.edge_m",
    "sampling.apart_m",
)


def geojson(design: SamplingDesign) -> dict[str, Any]:
    """Centres of the plots as a FeatureCollection, with the design beside them."""
    return {
        "type": "FeatureCollection",
        "design": {
            "seed": design.seed,
            "way": design.way,
            "allocation": design.allocation,
            "plot_area_ha": design.plot_area,
            "radius_m": design.room.radius,
            "t_value": design.number.t_value,
            "parameters": {value.name: value.value for value in design.parameters},
        },
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "plot": plot.plot,
                    "stratum": plot.stratum,
                    "parcel": plot.parcel,
                    "area_ha": design.plot_area,
                },
                "geometry": {
                    "type": "Point",
                    "coordinates": [float(_degrees(plot.longitude)), float(_degrees(plot.latitude))],
                },
            }
            for plot in design.plots
        ],
    }


HEADINGS: Final = (
    Text("样地号", "plot"),
    Text("碳层", "stratum"),
    Text("地块号", "parcel"),
    Text("样地面积(ha)", "area (ha)"),
    Text("经度", "longitude"),
    Text("纬度", "latitude"),
    Text("调查日期", "survey date"),
)


def sheet(design: SamplingDesign, lang: Lang) -> str:
    """A list of plots as CSV; once the days of survey are written in, it is read like any list of plots."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([heading.say(lang) for heading in HEADINGS])
    for plot in design.plots:
        place = (_degrees(plot.longitude), _degrees(plot.latitude))
        writer.writerow([plot.plot, plot.stratum, plot.parcel, f"{design.plot_area:g}", *place, ""])
    return stream.getvalue()


def _degrees(value: float) -> str:
    return f"{value:.{DECIMALS}f}"


def _strata(project: Project, given: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """Stratum -> mean and deviation, in order of name. [t/ha]"""
    rows = given.get("strata")
    if not isinstance(rows, Mapping) or not rows:
        raise _bad(project, "strata", Text("没有给出", "is not given"))
    found = {}
    for name in sorted(map(str, rows)):
        row = next(row for key, row in rows.items() if str(key) == name)
        if not isinstance(row, Mapping):
            raise _bad(project, f"strata.{name}", Text("不是一组数据", "it is not a mapping"))
        found[name] = (
            _figure(project, f"strata.{name}.mean_t_ha", row.get("mean_t_ha")),
            _figure(project, f"strata.{name}.deviation_t_ha", row.get("deviation_t_ha"), least=0.0),
        )
    return found


def _by_stratum(project: Project, parcels: Parcels, names: tuple[str, ...]) -> Parcels:
    """Parcels with their strata; one stratum takes those that name none."""
    only = names[0] if len(names) == 1 else ""
    held = tuple(parcel._replace(stratum=parcel.stratum or only) for parcel in parcels.parcels)
    for parcel in held:
        if parcel.stratum not in names:
            raise parcel.bad(
                Text(
                    f"碳层“{parcel.stratum}”不在 design.sampling.strata 中",
                    f"its stratum “{parcel.stratum}” is not in design.sampling.strata",
                ),
                Text(f"可用：{'、'.join(names)}", f"one of: {', '.join(names)}"),
            )
    bare = sorted(set(names) - {parcel.stratum for parcel in held})
    if bare:
        raise _bad(project, f"strata.{bare[0]}", Text("该碳层没有地块", "that stratum has no parcel"))
    return parcels._replace(parcels=held)


def _figure(project: Project, place: str, value: Any, least: float = math.ulp(0.0)) -> float:
    usable = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not usable or value < least:
        raise _bad(project, place, Text(f"{value!r} 不是可用的数", f"{value!r} is not a usable number"))
    return float(value)


def _seed(project: Project, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        why = Text("布设须可重现，请给出非负整数", "plots must be found again: give a whole number from 0 on")
        raise _bad(project, "seed", why)
    return value


def _choice(project: Project, place: str, value: Any, choices: tuple[Choice, ...]) -> Choice:
    for choice in choices:
        if value == choice:
            return choice
    raise _bad(project, place, Text(f"没有“{value}”", f"there is no {value!r}"), ", ".join(choices))


def _bad(project: Project, place: str, why: Text, wanted: str = "") -> BadInput:
    field = f"design.{FIELD}.{place}" if place else f"design.{FIELD}"
    example = "plot_area_ha: 0.06, seed: 1, source: …, strata: {S1: {mean_t_ha: 55, deviation_t_ha: 14}}"
    return BadInput(
        what=Text(f"{project.name} 的 {field} 无法使用", f"{field} of {project.name} cannot be used"),
        why=why,
        next=Text(f"应为：{wanted or example}", f"needed: {wanted or example}"),
    )
