"""Parcels from any of the formats people send: outlines are checked, measured, and held against what their owners state."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from ..compute.result import Adjustment
from ..compute.survey import M2_PER_HA, FieldSurvey, ParcelArea
from ..core.decision import FindingOutcome
from ..core.text import Text
from .columns import Units
from .coordinates import LATITUDE, LONGITUDE, inside, swapped
from .corners import read_corners
from .drafting import Parcel, drafts_of, in_degrees
from .fields import plain
from .geodesy import TITLES, System, areas_ha, system_of, to_metres
from .sheet import refuse
from .vector import READERS, read_layers

if TYPE_CHECKING:
    pass

SLIVER_M2: Final = 1.0
"""Neighbours digitised one by one overlap by less than this. [m2]"""
SMALL_M2: Final = 400.0
"""A piece of ground below this is pointed out: the least of CCER-14-001-V01. [m2]"""
DECIMALS: Final = 6
"""Of degrees, as CCER-01-001-V01 and CCER-01-002-V01 ask."""
MOST_NAMED: Final = 5
SAME_DEGREE: Final = 1e-9
"""A tenth of a millimetre: nothing that was written. [°]"""
_REASONS: Final = {
    one.en: one
    for one in (
        Text("边界自相交", "Self-intersection"),
        Text("同一环自相接触", "Ring Self-intersection"),
        Text("洞在外边界之外", "Hole lies outside shell"),
        Text("洞中有洞", "Holes are nested"),
        Text("一块在另一块之内", "Nested shells"),
        Text("环重复", "Duplicate Rings"),
        Text("内部不连通", "Interior is disconnected"),
        Text("拐点太少", "Too few points in geometry component"),
    )
}
"""What GEOS says is wrong with an outline."""


class Parcels(NamedTuple):
    """Parcels in order of name, the system their coordinates are in, what was done to them, and what is to be known of them."""

    parcels: tuple[Parcel, ...]
    system: Text
    sources: tuple[str, ...]
    notes: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()

    @property
    def measured_ha(self) -> float:
        return math.fsum(parcel.measured_ha for parcel in self.parcels)

    def survey(self) -> FieldSurvey:
        """Areas as a methodology takes them."""
        rows = tuple(
            ParcelArea(
                parcel=parcel.name,
                measured_ha=parcel.measured_ha,
                stated_ha=parcel.stated_ha,
                stratum=parcel.stratum,
                row=parcel.number,
            )
            for parcel in self.parcels
        )
        log = tuple(Adjustment(", ".join(self.sources), note, 0.0, 0.0, "", "") for note in self.notes)
        return FieldSurvey(parcels=rows, sources=self.sources, adjustments=log)


class AreaFinding(NamedTuple):
    """Stated against measured area of one parcel; ``error`` is stated over measured, less one. [1]"""

    parcel: Parcel
    outcome: FindingOutcome
    error: float | None
    said: Text


def read_parcels(
    *paths: Path | str, crs: str = "", units: Units | None = None, sliver_m2: float = SLIVER_M2
) -> Parcels:
    """Parcels of one or several files.

    Parameters
    ----------
    paths : Path
        GeoJSON, KML, KMZ, Shapefile, GeoPackage; CSV or XLSX with a row for each corner.
    crs : str
        Coordinate system of files that name none, e.g. ``EPSG:4490``.
    units : dict, optional
        ``{"area": "mu"}`` where the attribute of the stated area has no unit.
    sliver_m2 : float
        Overlaps up to this are left alone. [m2]

    Raises
    ------
    BadInput
        Naming file, layer and feature (or sheet and row).
    """
    found: list[Parcel] = []
    systems: list[tuple[System, str]] = []
    notes: list[Text] = []
    for path in map(Path, paths):
        parcels, seen, said = _read(path, crs, units or {})
        found += parcels
        systems += seen
        notes += said
    _refuse_mixed(systems)
    _refuse_same_names(found)
    ordered = sorted(found, key=lambda parcel: (parcel.name, parcel.where.en))
    _refuse_overlaps(ordered, sliver_m2)
    return Parcels(
        tuple(ordered),
        systems[0][0].title,
        tuple(Path(path).name for path in paths),
        tuple(notes),
        tuple(_remarks(ordered, systems)),
    )


def _has_decimals(places: Any, decimals: int) -> bool:
    """True where no coordinate needs more decimals."""
    rest = places * 10**decimals % 1.0
    return bool((np.minimum(rest, 1.0 - rest) < SAME_DEGREE * 10**decimals).all())


def area_findings(parcels: Iterable[Parcel], threshold: float) -> tuple[AreaFinding, ...]:
    """Stated against measured areas.

    Parameters
    ----------
    threshold : float
        Largest error either way that is taken, as a share; the methodology's. [1]
    """
    findings = []
    for parcel in parcels:
        if parcel.stated_ha is None:
            said = Text("没有申报面积", "no area is stated")
            findings.append(AreaFinding(parcel, "unknown", None, said))
            continue
        error = parcel.stated_ha / parcel.measured_ha - 1
        outcome: FindingOutcome = "met" if abs(error) <= threshold else "not-met"
        said = Text(
            f"申报 {parcel.stated_ha:,.4f} ha，量得 {parcel.measured_ha:,.4f} ha，误差 {error:+.2%}",
            f"stated {parcel.stated_ha:,.4f} ha, measured {parcel.measured_ha:,.4f} ha, error {error:+.2%}",
        )
        findings.append(AreaFinding(parcel, outcome, error, said))
    return tuple(findings)


def _read(path: Path, crs: str, units: Units) -> tuple[list[Parcel], list[tuple[System, str]], list[Text]]:
    if path.suffix.casefold() in READERS:
        layers = [layer for layer in read_layers(path, crs) if layer.features]
        systems = [(system_of(layer.crs, layer.source, layer.name), layer.source) for layer in layers]
        notes = [note for layer in layers for note in layer.notes]
        drafts = [
            draft
            for layer, (system, _) in zip(layers, systems, strict=True)
            for draft in in_degrees(
                list(drafts_of(layer, units, notes)), system, layer.source, layer.name, notes
            )
        ]
    else:
        table = read_corners(path, crs, units)
        system = table.system
        systems, notes = [(system, path.name)], list(table.notes)
        drafts = [
            Parcel(c.record.text("parcel"), c.outline, 0.0, c.stated_ha, c.stratum, c.where, c.record.number)
            for c in table.parcels
        ]
        drafts = in_degrees(drafts, system, path.name, table.parcels[0].record.sheet, notes)
    _check_shapes(drafts)
    areas = areas_ha([draft.outline for draft in drafts])
    return (
        [d._replace(measured_ha=float(area)) for d, area in zip(drafts, areas, strict=True)],
        systems,
        notes,
    )


def _remarks(drafts: list[Parcel], systems: list[tuple[System, str]]) -> Iterator[Text]:
    """What is no fault of a file and yet to be known: small pieces, and coordinates of few decimals."""
    outlines = np.asarray([draft.outline for draft in drafts], dtype=object)
    parts, of = shapely.get_parts(outlines, return_index=True)
    small = of[areas_ha(parts) * M2_PER_HA < SMALL_M2]
    if len(small):
        names = list(dict.fromkeys(drafts[n].name for n in small.tolist()))
        listed = "、".join(names[:MOST_NAMED]) + ("…" if len(names) > MOST_NAMED else "")
        yield Text(
            f"{len(small)} 块不足 {SMALL_M2:g} m2：{listed}",
            f"{len(small)} pieces below {SMALL_M2:g} m2: {listed}",
        )
    places = shapely.get_coordinates(outlines)
    if any(system.to_degrees for system, _ in systems):
        return
    few = next((n for n in range(DECIMALS) if _has_decimals(places, n)), None)
    if few is not None:
        metres = 111_000 / 10**few
        yield Text(
            f"坐标最多 {few} 位小数（约 {metres:,.0f} m）；两项能源方法学要求至少 {DECIMALS} 位",
            f"coordinates have {few} decimals at most (about {metres:,.0f} m); two energy methodologies ask for {DECIMALS}",
        )


def _check_shapes(drafts: list[Parcel]) -> None:
    """Refuse outlines that are no outline, lie elsewhere, or cross themselves; all are looked at at once, the first bad one is named."""
    outlines = np.asarray([draft.outline for draft in drafts], dtype=object)
    places, of = shapely.get_coordinates(outlines, return_index=True)
    (west, east), (south, north) = LONGITUDE, LATITUDE
    x, y = places[:, 0], places[:, 1]
    here = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    bad = np.bincount(of, minlength=len(drafts)) == 0
    bad[of[~here]] = True
    bad[~bad] |= shapely.get_type_id(shapely.convex_hull(outlines[~bad])) != shapely.GeometryType.POLYGON
    bad[~bad] |= ~shapely.is_valid(outlines[~bad])
    for number in np.flatnonzero(bad)[:1].tolist():
        _refuse_shape(drafts[number])


def _refuse_shape(draft: Parcel) -> None:
    """Say what is wrong with an outline."""
    places = shapely.get_coordinates(draft.outline)
    if not len(places) or not np.isfinite(places).all():
        raise draft.bad(
            Text("轮廓是空的或含非数", "its outline is empty or holds what is no number"),
            Text("补画", "draw it"),
        )
    _check_places(draft, places)
    if shapely.convex_hull(draft.outline).geom_type != "Polygon":
        raise draft.bad(
            Text("面积为零，拐点在一条直线上", "it has no area: its corners lie on one line"),
            Text("核对拐点", "check its corners"),
        )
    if not shapely.is_valid(draft.outline):
        said = shapely.is_valid_reason(draft.outline)
        reason, _, at = said.partition("[")
        why = Text(
            f"轮廓自相交或重叠（{_REASONS.get(reason, Text(reason, reason)).zh}，位于 {at.rstrip(']') or '—'}）",
            f"its outline crosses or touches itself ({said})",
        )
        raise draft.bad(why, Text("在地理软件中修正拓扑", "mend its topology in the mapping software"))


def _check_places(draft: Parcel, places: Any) -> None:
    longitude, latitude = float(places[0, 0]), float(places[0, 1])
    if all(inside(x, y) for x, y in places):
        return
    if all(swapped(x, y) for x, y in places):
        why = Text("各点的经度与纬度写反了", "longitude and latitude of its points are swapped")
        raise draft.bad(why, Text("对调经纬度后重新导出", "swap the axes and export it again"))
    if abs(longitude) > 180 or abs(latitude) > 90:
        why = Text(
            f"坐标 {longitude:.10g}, {latitude:.10g} 不是度，多半是投影坐标（米）",
            f"{longitude:.10g}, {latitude:.10g} are no degrees, probably projected coordinates (metres)",
        )
        raise draft.bad(
            why, Text("写明投影坐标系，或转换为经纬度", "name the projected system, or convert it to degrees")
        )
    x, y = next((float(x), float(y)) for x, y in places if not inside(x, y))
    why = Text(f"点 {x:g}°, {y:g}° 不在中国范围内", f"the point {x:g}°, {y:g}° is not in China")
    raise draft.bad(why, Text("核对坐标和坐标系", "check the coordinates and their system"))


def _refuse_mixed(systems: list[tuple[System, str]]) -> None:
    (first, source), *others = systems
    for system, other in others:
        if system.code != first.code:
            one, two = TITLES[first.code], TITLES[system.code]
            why = Text(
                f"坐标系混用：{source} 用 {one.zh}，{other} 用 {two.zh}",
                f"coordinate systems are mixed: {source} is in {one.en}, {other} in {two.en}",
            )
            raise refuse(other, why, Text("统一转换到 CGCS2000", "bring all of them to CGCS2000"))


def _refuse_same_names(found: list[Parcel]) -> None:
    seen: dict[str, Parcel] = {}
    for parcel in found:
        other = seen.setdefault(plain(parcel.name), parcel)
        if other is not parcel:
            why = other.where + Text("已用过这个地块号", " bears that name already")
            raise parcel.bad(why, Text("每个地块一个编号", "give each parcel a name of its own"))


def _refuse_overlaps(parcels: list[Parcel], sliver_m2: float) -> None:
    """Refuse parcels that are there twice or overlap by more than a sliver: no ground is counted twice."""
    plane = to_metres(np.asarray([parcel.outline for parcel in parcels], dtype=object))
    pairs = shapely.STRtree(plane).query(plane, predicate="intersects")
    pairs = pairs[:, pairs[0] < pairs[1]]
    shared = shapely.area(shapely.intersection(plane[pairs[0]], plane[pairs[1]]))
    for one, two, area in zip(*pairs.tolist(), shared.tolist(), strict=True):
        if area <= sliver_m2:
            continue
        first, second = parcels[one], parcels[two]
        smaller = min(shapely.area(plane[one]), shapely.area(plane[two]))
        if shapely.equals(plane[one], plane[two]) or math.isclose(area, smaller, rel_tol=1e-9):
            why = Text(
                f"与地块“{first.name}”重复，或在其之内",
                f"it is the same ground as “{first.name}”, or lies within it",
            )
            raise second.bad(why, Text("删去重复的地块", "take the double out"))
        why = Text(
            f"与地块“{first.name}”重叠 {area:,.1f} m2", f"it overlaps “{first.name}” by {area:,.1f} m2"
        )
        raise second.bad(why, Text("修正边界", "mend the boundary between them"))
