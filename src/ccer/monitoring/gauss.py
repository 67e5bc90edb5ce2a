"""Gauss–Krüger grids of CGCS2000 as survey files use them: 3- and 6-degree zones, with or without the number of the zone in the easting.

Zones of 3 degrees are numbered 25 to 45 in China (central meridian 3 times the number), zones of 6 degrees 13 to 23 (6 times the
number, less 3): the number says which of the two it is. EPSG 4491–4554 are these grids.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final, NamedTuple

import numpy as np
import pyproj

from ..core.text import Text
from .fields import marks

EPSG_OF_ZONE: Final = {
    zone: (4513 + zone - 25 if zone >= 25 else 4491 + zone - 13) for zone in (*range(13, 24), *range(25, 46))
}
"""Number of a zone -> grid whose eastings begin with it."""
EPSG_OF_MERIDIAN: Final = {75 + 3 * step: 4534 + step for step in range(21)}
"""Central meridian -> grid whose eastings do not begin with a zone; the same plane for 3 and 6 degrees. [°]"""
ZONE_M: Final = 1_000_000.0
_EAST: Final = r"(?<!\d)(\d{2,3})°?e(?![a-z])"


REFUSED: Final = {"xian80": Text("西安 80", "Xian 1980"), "beijing54": Text("北京 54", "Beijing 1954")}
"""Datums whose way to CGCS2000 is not public."""


class Grid(NamedTuple):
    """What a person's name of a CGCS2000 system says: its EPSG code, empty where the zone is still open."""

    code: str
    projected: bool


def grid_of(name: str) -> Grid | None:
    """The CGCS2000 system a name stands for, or None where it names another or none that is known."""
    text = "".join(unicodedata.normalize("NFKC", name).casefold().split())
    if "epsg" in text or text.startswith(("geogcs", "projcs", "geogcrs", "projcrs", "urn:", "http")):
        return None
    if "wgs" in text or not ("cgcs" in text or "2000" in text):
        return None
    bare = re.sub(_one_of("width"), "", text)
    if found := re.search(rf"{_one_of('meridian')}[ _:=]*(\d{{2,3}})|{_EAST}", bare):
        code = EPSG_OF_MERIDIAN.get(int(found[1] or found[2]))
    elif found := re.search(
        rf"{_one_of('zone_before')}[ _:=]*(\d{{2}})(?!\d)|(?<!\d)(\d{{2}}){_one_of('zone_behind')}", bare
    ):
        code = EPSG_OF_ZONE.get(int(found[1] or found[2]))
    else:
        projected = bare != text or any(word in bare for word in marks("plane"))
        return Grid("" if projected else "EPSG:4490", projected)
    return Grid(f"EPSG:{code}", True) if code else None


def refused(name: str) -> Text | None:
    """Why coordinates of a named system are not taken, where the reason is known."""
    text = "".join(unicodedata.normalize("NFKC", name).casefold().split()).replace("-", "").replace("_", "")
    if any(word in text for word in marks("shifted")):
        return Text(
            f"“{name[:40]}”是网络地图的偏移坐标（GCJ-02、BD-09），与实地相差几百米，没有公开的精确换算",
            f"“{name[:40]}” are shifted coordinates of map services (GCJ-02, BD-09), some hundred metres off, with no exact way back",
        )
    for words, title in REFUSED.items():
        if any(word in text for word in marks(words)):
            return Text(
                f"{title.zh} 到 CGCS2000 的转换参数按地区测定、不公开，没有通用的精确换算",
                f"parameters from {title.en} to CGCS2000 are determined by region and not public: no general conversion is exact",
            )
    return None


def _one_of(group: str) -> str:
    return "(?:" + "|".join(re.escape("".join(word.split())) for word in marks(group)) + ")"


def zone_of(easting: float) -> int:
    """The number of the zone an easting begins with, 0 where it begins with none."""
    return int(easting // ZONE_M)


def meridian_of(zone: int) -> int:
    """Central meridian of a zone. [°]"""
    return 3 * zone if zone >= 25 else 6 * zone - 3


class Fitted(NamedTuple):
    """Eastings as the grid has them, or why they cannot be; and what was done."""

    places: Any
    note: Text | None = None
    refusal: Text | None = None


def fitted(crs: pyproj.CRS, places: Any) -> Fitted:
    """Places with the number of the zone added or taken off, where the file has it otherwise than its grid.

    Parameters
    ----------
    crs : pyproj.CRS
        A projected system.
    places : array, shape (n, 2)
        Easting, northing. [m]
    """
    if not len(places) or not np.isfinite(places).all():
        return Fitted(places)
    if (np.abs(places[:, 0]) <= 180).all() and (np.abs(places[:, 1]) <= 90).all():
        return Fitted(places, refusal=Text(
            f"坐标是经纬度，而坐标系 {crs.name} 是投影（米）",
            f"its coordinates are degrees, its system {crs.name} is projected (metres)",
        ))  # fmt: skip
    operation = crs.coordinate_operation
    if operation is None or "Transverse Mercator" not in operation.method_name:
        return Fitted(places)
    known = {parameter.name: float(parameter.value) for parameter in operation.params}
    own = zone_of(known.get("False easting", 0.0))
    meridian = known.get("Longitude of natural origin", 0.0)
    zones = {zone_of(easting) for easting in places[:, 0].tolist()}
    if zones == {own}:
        return Fitted(places)
    (zone,) = zones if len(zones) == 1 else (-1,)
    if zone == -1:
        listed = sorted(zones)
        return Fitted(
            places,
            refusal=Text(f"各点东坐标的带号不同：{listed}", f"eastings begin with different zones: {listed}"),
        )
    if (own and zone) or (zone and meridian_of(zone) != meridian) or zone not in (0, *EPSG_OF_ZONE):
        return Fitted(places, refusal=Text(
            f"东坐标以带号 {zone} 开头，而坐标系 {crs.name} 的中央经线是 {meridian:g}°",
            f"eastings begin with zone {zone}, but the central meridian of {crs.name} is {meridian:g}°",
        ))  # fmt: skip
    moved = np.column_stack((places[:, 0] + (own - zone) * ZONE_M, places[:, 1]))
    note = (
        Text(
            f"东坐标带有带号 {zone}，坐标系 {crs.name} 不带，已去掉",
            f"eastings begin with zone {zone} and {crs.name} has none: it was taken off",
        )
        if zone
        else Text(
            f"东坐标没有带号，坐标系 {crs.name} 带有 {own}，已加上",
            f"eastings begin with no zone and {crs.name} has {own}: it was added",
        )
    )  # fmt: skip
    return Fitted(moved, note)
