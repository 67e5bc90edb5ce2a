"""Parcels of a layer as its attributes name them, and their outlines brought to degrees; not yet checked or measured."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import shapely

from ..compute.survey import MU_PER_HA
from ..core.errors import BadInput
from ..core.text import Text
from .columns import Units
from .fields import FieldUnit, kinds, marks, plain, unit_of, units
from .gauss import fitted
from .geodesy import System
from .headings import meaning
from .sheet import place, refuse
from .vector import Feature, Layer

if TYPE_CHECKING:
    from shapely import Geometry

_FIGURE: Final = re.compile(r"([\d.,]+)\s*(\D+)")


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


def drafts_of(layer: Layer, declared_units: Units, notes: list[Text]) -> Iterator[Parcel]:
    """Parcels of a layer, not yet measured."""
    start = place(layer.source, layer.name)
    columns = _attributes(layer)
    area = columns.get("area")
    unit = meaning(area, kinds()["parcels"])[1] if area else None
    declared = unit_of(declared_units["area"]) if "area" in declared_units else None
    known = unit or declared
    held = [text for feature in layer.features if area and (text := feature.attributes.get(area, ""))]
    if held and (known is None or known.of != "area") and not all(_with_unit(text) for text in held):
        notes.append(
            Text(
                f"属性“{area}”没有面积单位，不作核对；可声明 area=亩",
                f"the attribute “{area}” has no unit of area and was not compared; area=mu may be declared",
            )
        )
        area = None
    for feature in layer.features:
        outline = feature.geometry
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
        if area:
            draft = draft._replace(stated_ha=_stated(draft, feature, area, known))
        yield draft


def in_degrees(
    drafts: list[Parcel], system: System, source: str, layer: str, notes: list[Text]
) -> list[Parcel]:
    """Outlines of a projected layer brought to degrees; what the easting says of the zone is held against the system."""
    if system.to_degrees is None or system.crs is None or not drafts:
        return drafts
    outlines = np.asarray([draft.outline for draft in drafts], dtype=object)
    found = fitted(system.crs, shapely.get_coordinates(outlines))
    if found.refusal:
        raise refuse(
            source,
            found.refusal,
            Text("改正坐标系，或重新导出", "mend the system, or export it again"),
            layer,
        )
    if found.note:
        notes.append(found.note)
    moved = shapely.set_coordinates(outlines, system.to_degrees(found.places))
    return [draft._replace(outline=outline) for draft, outline in zip(drafts, moved, strict=True)]


def _with_unit(text: str) -> tuple[str, FieldUnit] | None:
    """Figure and unit of an area that brings its own, e.g. 66.2亩."""
    found = _FIGURE.fullmatch(text)
    unit = unit_of(found[2]) if found else None
    return (found[1], unit) if found and unit is not None and unit.of == "area" else None


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


def _stated(draft: Parcel, feature: Feature, attribute: str, unit: FieldUnit | None) -> float | None:
    text = feature.attributes.get(attribute, "")
    if not text:
        return None
    figure, own = _with_unit(text) or (text, unit)
    try:
        value = float(figure.replace(",", "")) * (own.to(1.0, units()["ha"]) if own else math.nan)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        why = Text(f"申报面积“{text}”不是正数", f"the stated area “{text}” is no number above zero")
        raise draft.bad(why, Text("更正属性表", "mend the table of attributes"))
    return value
