"""Parcels from any of the formats people send: outlines are checked, measured, and held against what their owners state."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import shapely

from ..compute.result import Adjustment
from ..compute.survey import MU_PER_HA, FieldSurvey, ParcelArea
from ..core.decision import FindingOutcome
from ..core.errors import BadInput
from ..core.text import Text
from .columns import Units, meaning
from .coordinates import inside, swapped
from .corners import read_corners
from .fields import kinds, marks, plain, unit_of
from .geodesy import TITLES, System, areas_ha, system_of, to_metres
from .sheet import place, refuse
from .vector import READERS, Feature, Layer, read_layers

if TYPE_CHECKING:
    from shapely import Geometry

SLIVER_M2: Final = 1.0
"""Neighbours digitised one by one overlap by less than this. [m2]"""


class Parcel(NamedTuple):
    """One parcel.

    Parameters
    ----------
    name, stratum : str
    outline : Geometry
        Longitude, latitude. [°]
    measured_ha : float
        Equal-area measure. [ha]
    stated_ha : float or None
        [ha]
    where : Text
        File, layer or sheet, and feature or row.
    number : int
        Feature or row.
    """

    name: str
    outline: Geometry
    measured_ha: float
    stated_ha: float | None
    stratum: str
    where: Text
    number: int

    @property
    def measured_mu(self) -> float:
        return self.measured_ha * MU_PER_HA

    def bad(self, why: Text, advice: Text) -> BadInput:
        """A refusal that names file, layer and feature."""
        what = self.where + Text(f"地块“{self.name}”无法使用", f" the parcel “{self.name}” cannot be used")
        return BadInput(what=what, why=why, next=advice)


class Parcels(NamedTuple):
    """Parcels in order of name, the system their coordinates are in, and what was done to them."""

    parcels: tuple[Parcel, ...]
    system: Text
    sources: tuple[str, ...]
    notes: tuple[Text, ...] = ()

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
        tuple(ordered), systems[0][0].title, tuple(Path(path).name for path in paths), tuple(notes)
    )


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
            for draft in _drafts(layer, system, units, notes)
        ]
    else:
        table = read_corners(path, crs, units)
        system = system_of(table.crs, path.name)
        if system.to_degrees is not None:
            why = Text(
                "拐点表须写经纬度，不能是投影坐标",
                "a list of corners holds degrees, not projected coordinates",
            )
            raise refuse(path.name, why, Text("转换为经纬度", "convert it to degrees"))
        systems, notes = [(system, path.name)], list(table.notes)
        drafts = [
            Parcel(c.record.text("parcel"), c.outline, 0.0, c.stated_ha, c.stratum, c.where, c.record.number)
            for c in table.parcels
        ]
    _check_shapes(drafts)
    areas = areas_ha([draft.outline for draft in drafts])
    return (
        [d._replace(measured_ha=float(area)) for d, area in zip(drafts, areas, strict=True)],
        systems,
        notes,
    )


def _drafts(layer: Layer, system: System, units: Units, notes: list[Text]) -> Iterator[Parcel]:
    """Parcels of a layer, not yet measured."""
    start = place(layer.source, layer.name)
    columns = _attributes(layer)
    area = columns.get("area")
    unit = meaning(area, kinds()["parcels"])[1] if area else None
    declared = unit_of(units["area"]) if "area" in units else None
    known = unit or declared
    if area and (known is None or known.of != "area"):
        notes.append(
            Text(
                f"属性“{area}”没有面积单位，不作核对",
                f"the attribute “{area}” has no unit of area and was not compared",
            )
        )
    for feature in layer.features:
        outline = feature.geometry
        if system.to_degrees is not None:
            outline = shapely.transform(outline, system.to_degrees)
        name = feature.attributes.get(columns.get("parcel", ""), "") or str(feature.number)
        where = start + Text(f" 第 {feature.number} 个要素：", f", feature {feature.number}:")
        draft = Parcel(
            name,
            outline,
            0.0,
            None,
            feature.attributes.get(columns.get("stratum", ""), ""),
            where,
            feature.number,
        )
        if area and known is not None and known.of == "area":
            draft = draft._replace(stated_ha=_stated(draft, feature, area, known.to(1.0, _hectare())))
        yield draft


def _hectare() -> Any:
    unit = unit_of("ha")
    assert unit is not None
    return unit


def _attributes(layer: Layer) -> dict[str, str]:
    """Field -> attribute that holds it; a telling name goes before ``id`` or ``name``."""
    generic = {plain(word) for word in marks("generic")}
    names = dict.fromkeys(name for feature in layer.features for name in feature.attributes)
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: plain(name) in generic):
        field, _ = meaning(name, kinds()["parcels"])
        if field:
            found.setdefault(field, name)
    return found


def _stated(draft: Parcel, feature: Feature, attribute: str, ha: float) -> float | None:
    text = feature.attributes.get(attribute, "")
    if not text:
        return None
    try:
        value = float(text.replace(",", "")) * ha
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        why = Text(f"申报面积“{text}”不是正数", f"the stated area “{text}” is no number above zero")
        raise draft.bad(why, Text("更正属性表", "mend the table of attributes"))
    return value


def _check_shapes(drafts: list[Parcel]) -> None:
    """Refuse outlines that are no outline, lie elsewhere, or cross themselves."""
    for draft in drafts:
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
            zh = Text(f"轮廓自相交或重叠（{said}）", f"its outline crosses or touches itself ({said})")
            raise draft.bad(zh, Text("在地理软件中修正拓扑", "mend its topology in the mapping software"))


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
